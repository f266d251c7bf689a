/* One number for a suite: the geometric mean of the speed-ups of the rows of one pair of variants, with its interval.
 * In: judged Comparison rows of one changed variant. Out: a GeometricMean, or NULL when no row is comparable. */
#pragma once
#include "analyze/findings.h"

/* Rows of the most frequent unit only (seconds first); those without a clear verdict count too. Transfer full. */
GeometricMean *geometric_mean_new(const GPtrArray *rows, const AnalyzeOptions *options);

/* pyperf's own geometric mean of these rows as a speed-up: ratios of pooled means over names that both files have. NAN where
 * pyperf prints none: below two rows, or none of them significant. */
double geometric_mean_of_pyperf(const GPtrArray *rows);

/* Widens what the verdict rests on by the noise of the mean between runs (standard deviation of its ln, with its degrees of
 * freedom); n runs stand behind each side. */
void geometric_mean_add_noise(GeometricMean *mean, double noise, double df, guint n_base, guint n_changed,
                              const AnalyzeOptions *options);
