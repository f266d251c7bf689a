/* Where runs stand in true time; see clock.h. */
#include "scene/clock.h"

#include <math.h>
#include <string.h>

#define DAY_CHARS 10    /* 2025-10-25 */
#define SECOND_CHARS 19 /* 2025-10-25T22:08:32 */

/* Year, month, day, hour, minute, second; those of the clock are 0 where the text has a day only. */
static gboolean read_fields(const char *iso, int *fields)
{
    static const int STARTS[] = {0, 5, 8, 11, 14, 17}, LENGTHS[] = {4, 2, 2, 2, 2, 2};
    gsize length = iso ? strlen(iso) : 0;
    if (length < SECOND_CHARS && length != DAY_CHARS)
        return FALSE;
    int n_fields = length == DAY_CHARS ? 3 : 6;
    memset(fields, 0, 6 * sizeof *fields);
    for (int i = 0; i < n_fields; i++) {
        for (int k = 0; k < LENGTHS[i]; k++) {
            char c = iso[STARTS[i] + k];
            if (!g_ascii_isdigit(c))
                return FALSE;
            fields[i] = fields[i] * 10 + (c - '0');
        }
    }
    return fields[0] > 0 &&
           g_date_valid_dmy((GDateDay)fields[2], (GDateMonth)fields[1], (GDateYear)fields[0]);
}

double clock_seconds(const char *iso)
{
    int fields[6];
    if (!read_fields(iso, fields))
        return NAN;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)fields[2], (GDateMonth)fields[1], (GDateYear)fields[0]);
    return g_date_get_julian(&date) * 86400. + fields[3] * 3600 + fields[4] * 60 + fields[5];
}

/* "25 Oct 2025" */
static char *day_label(const int *fields)
{
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return g_strdup_printf("%d %s %d", fields[2], MONTHS[fields[1] - 1], fields[0]);
}

gboolean clock_end_labels(const char *first, const char *last, char **begin, char **end)
{
    int from[6], to[6];
    if (!read_fields(first, from) || !read_fields(last, to))
        return FALSE;
    g_autofree char *day = day_label(from);
    gboolean is_one_day = from[0] == to[0] && from[1] == to[1] && from[2] == to[2];
    *begin = is_one_day ? g_strdup_printf("%s, %02d:%02d", day, from[3], from[4]) : g_strdup(day);
    *end = is_one_day ? g_strdup_printf("%02d:%02d", to[3], to[4]) : day_label(to);
    return TRUE;
}
