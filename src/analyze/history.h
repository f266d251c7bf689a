/* A timing over the runs of its variant: the series, what changed since the run before, and where the level stepped.
 * In: all runs of a variant. Out: History. Rules: docs/statistics.md, "History". */
#pragma once
#include "analyze/findings.h"
#include "analyze/statistics.h"

/* Of History*, by variant, then timing in the order of the run used; needs variants and noise_floors. Transfer full. */
GPtrArray *histories_new(const Findings *findings);

/* Puts the geometric mean of each variant that has several timings before them; needs geometric_means. */
void histories_add_suites(Findings *findings);

/* Replaces histories of printed means by those of perf's wall clock of fixed work, where there are such; needs counters_compare. */
void histories_add_elapsed(Findings *findings);

/* For those who build a history point by point. An empty one without a noise floor; transfer full. */
History *history_new(const VariantFindings *variant, const char *benchmark, Unit unit);
void history_free(History *history);
void history_set_since_last(History *history, const StatisticsGroup *before, const StatisticsGroup *now,
                            double confidence);
/* Marks steps in the points that are part of the series. */
void history_mark_steps(History *history);

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
