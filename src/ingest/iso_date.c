/* Dates as artifacts state them; see iso_date.h. */
#include "ingest/iso_date.h"

#include <string.h>

/* Digits at 'd', anything else as it stands; 'T' stands for 'T', 't' or a blank. */
static gboolean has_shape(const char *text, const char *shape)
{
    for (gsize i = 0; shape[i]; i++) {
        gboolean fits = shape[i] == 'd'   ? g_ascii_isdigit(text[i])
                        : shape[i] == 'T' ? strchr("Tt ", text[i]) && text[i]
                                          : text[i] == shape[i];
        if (!fits)
            return FALSE;
    }
    return TRUE;
}

static guint two_digits(const char *text)
{
    return (guint)(text[0] - '0') * 10 + (guint)(text[1] - '0');
}

/* A leap second is let through; a 30th of February is not. */
static gboolean is_real(const char *text)
{
    guint year = two_digits(text) * 100 + two_digits(text + 2);
    return g_date_valid_dmy((GDateDay)two_digits(text + 8), (GDateMonth)two_digits(text + 5),
                            (GDateYear)year) &&
           two_digits(text + 11) < 24 && two_digits(text + 14) < 60 && two_digits(text + 17) <= 60;
}

/* Length of "Z", "+02:00" or "+0200" at text; 0 when there is none. */
static gsize offset_length(const char *text)
{
    if (text[0] == 'Z')
        return 1;
    if (text[0] != '+' && text[0] != '-')
        return 0;
    return has_shape(text + 1, "dd:dd") ? 6 : has_shape(text + 1, "dddd") ? 5 : 0;
}

char *iso_date_read(const char *text, const char **end)
{
    if (!has_shape(text, "dddd-dd-ddTdd:dd:dd") || !is_real(text))
        return NULL;
    const char *at = text + 19;
    if (*at == '.' && g_ascii_isdigit(at[1]))
        at += 1 + strspn(at + 1, "0123456789");
    gsize n_offset = offset_length(at);
    if (end)
        *end = at + n_offset;
    if (n_offset == 5) /* +0200 */
        return g_strdup_printf("%.10sT%.8s%.3s:%.2s", text, text + 11, at, at + 3);
    return g_strdup_printf("%.10sT%.8s%.*s", text, text + 11, (int)n_offset, at);
}

void iso_date_keep_earliest(char **earliest, const char *date)
{
    if (!date || (*earliest && strcmp(*earliest, date) <= 0))
        return;
    g_free(*earliest);
    *earliest = g_strdup(date);
}
