/* Dates as artifacts state them, into the form of the model: "2018-01-09 14:24:26.984363" is "2018-01-09T14:24:26".
 * In: text. Out: ISO text with seconds and, when stated, the offset. Knows nothing of clocks and time zones. */
#pragma once
#include <glib.h>

/* Reads YYYY-MM-DD, 'T' or a blank, HH:MM:SS, optionally a fraction (dropped) and Z or an offset, at the beginning of the text.
 * NULL when there is none, or no such day. *end (may be NULL) is where it ends. Transfer full. */
char *iso_date_read(const char *text, const char **end);

/* Keeps in *earliest (transfer full, may hold NULL) the earlier of itself and a date, which may be NULL. */
void iso_date_keep_earliest(char **earliest, const char *date);
