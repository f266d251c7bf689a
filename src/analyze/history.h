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
