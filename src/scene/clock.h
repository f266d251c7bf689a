/* Where runs stand in true time. In: ISO text. Out: seconds, and labels of two ends. Knows nothing of charts. */
#pragma once
#include <glib.h>

/* Seconds since some day of "2025-10-25T22:08:32" or "2025-10-25"; NAN when it is none. */
double clock_seconds(const char *iso);
/* "25 Oct 2025" and, where the other end is of the same day, "25 Oct 2025, 22:08"; NULL when it is no date. Transfer full. */
char *clock_day_label(const char *iso, const char *other);
