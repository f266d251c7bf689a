/* Where runs stand in true time. In: ISO text. Out: seconds, and labels of two ends. Knows nothing of charts. */
#pragma once
#include <glib.h>

/* Seconds since some day of "2025-10-25T22:08:32" or "2025-10-25"; NAN when it is none. */
double clock_seconds(const char *iso);
/* "6 Oct 2025" and "25 Oct 2025"; of one day "25 Oct 2025, 22:08" and "22:31". FALSE when either is no date. Transfer full. */
gboolean clock_end_labels(const char *first, const char *last, char **begin, char **end);
