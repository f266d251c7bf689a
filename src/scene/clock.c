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

char *clock_day_label(const char *iso, const char *other)
{
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int fields[6];
    if (!read_fields(iso, fields))
        return NULL;
    g_autofree char *day = g_strdup_printf("%d %s %d", fields[2], MONTHS[fields[1] - 1], fields[0]);
    if (strlen(iso) < SECOND_CHARS || !other || strncmp(iso, other, DAY_CHARS) != 0)
        return g_steal_pointer(&day);
    return g_strdup_printf("%s, %.5s", day, iso + DAY_CHARS + 1);
}
