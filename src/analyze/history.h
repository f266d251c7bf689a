/* A timing over the runs of its variant: the series, what changed since the run before, and where the level stepped.
 * In: all runs of a variant. Out: History. Rules: docs/statistics.md, "History". */
#pragma once
#include "analyze/findings.h"

/* Of History*, by variant, then timing in the order of the run used; needs variants and noise_floors. Transfer full. */
GPtrArray *histories_new(const Findings *findings);

/* Where the level of a series changes: least sum of absolute distances from the medians of segments of at least two points,
 * with a penalty per segment; steps below `least` are no steps. is_step[i] is set where a segment begins, never at 0. Returns the
 * number of steps. */
guint history_find_steps(const double *values, gsize n, double noise, double least, gboolean *is_step);

/* Half the width, in ln, of the band around a run in which another run of the same thing lies with that confidence;
 * NAN when the archive does not show the noise between runs. */
double history_noise_band(const History *history, double confidence);

/* The point of the run that the report is about. Borrowed. */
const HistoryPoint *history_used_point(const History *history);
/* The run before that one in the series, which since_last compares with; NULL when none. Borrowed. */
const HistoryPoint *history_point_before(const History *history);

/* Whether two runs or more can be drawn as one series. */
gboolean history_is_series(const History *history);
