/* Titles of frames; see flamegraph_title.h. */
#include "ingest/flamegraph_title.h"

#include <string.h>

static gsize count_digits(const char *text, gsize n)
{
    gsize i = 0;
    while (i < n && (g_ascii_isdigit(text[i]) || text[i] == ',' || text[i] == '.'))
        i++;
    return i;
}

/* Reads a number with ',' between thousands. */
static gboolean parse_count(const char *text, gsize n, StackWeight *count)
{
    char digits[40];
    gsize n_digits = 0;
    for (gsize i = 0; i < n; i++) {
        if (text[i] == ',')
            continue;
        if (n_digits == sizeof digits)
            return FALSE;
        digits[n_digits++] = text[i];
    }
    return stack_weight_parse(digits, n_digits, count);
}

/* Reads "1.23%" or "+1.23%" and returns its length, or 0. */
static gsize percent_length(const char *text, gsize n)
{
    gsize sign = n > 0 && (*text == '+' || *text == '-') ? 1 : 0;
    gsize digits = count_digits(text + sign, n - sign);
    return digits > 0 && sign + digits < n && text[sign + digits] == '%' ? sign + digits + 1 : 0;
}

/* From the end: names may hold parentheses and commas themselves ("operator()(int, int) (12 samples, 3.4%)"). */
gboolean flamegraph_title_parse(const char *text, gsize n, FlamegraphTitle *title)
{
    while (n > 0 && g_ascii_isspace(text[n - 1]))
        n--;
    if (n < 8 || text[n - 1] != ')')
        return FALSE;
    gsize open = n - 1;
    while (open > 0 && !(text[open] == '(' && text[open - 1] == ' '))
        open--;
    if (open == 0)
        return FALSE;
    const char *rest = text + open + 1;
    gsize n_rest = n - open - 2;
    gsize n_count = count_digits(rest, n_rest);
    const char *comma = n_count < n_rest ? memchr(rest + n_count, ',', n_rest - n_count) : NULL;
    if (n_count == 0 || !comma || rest[n_count] != ' ' || !parse_count(rest, n_count, &title->count))
        return FALSE;
    title->n_name = open - 1;
    title->unit = rest + n_count + 1;
    title->n_unit = (gsize)(comma - title->unit);
    const char *share = comma + 1;
    gsize n_share = n_rest - (gsize)(share - rest);
    if (n_share < 2 || *share != ' ')
        return FALSE;
    gsize n_percent = percent_length(share + 1, n_share - 1);
    title->is_difference = n_percent > 0 && 1 + n_percent < n_share && share[1 + n_percent] == ';';
    return n_percent > 0 && (title->is_difference || 1 + n_percent == n_share);
}

/* Where flamegraph.pl and inferno put titles, and where older versions of flamegraph.pl had them. */
gboolean flamegraph_title_find(const char *text, gsize n, FlamegraphTitle *title)
{
    static const struct {
        const char *open;
        char close;
    } places[] = {{"<title>", '<'}, {"onmouseover=\"s('", '\''}};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        const char *end = text + n;
        for (const char *p = text;
             (p = memmem(p, (gsize)(end - p), places[i].open, strlen(places[i].open)));) {
            p += strlen(places[i].open);
            const char *stop = memchr(p, places[i].close, (gsize)(end - p));
            if (stop && flamegraph_title_parse(p, (gsize)(stop - p), title))
                return TRUE;
        }
    }
    return FALSE;
}
