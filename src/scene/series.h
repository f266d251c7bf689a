/* What the charts of single runs show: one series per variant, all of the same kind of measurement, the base first.
 * In: findings. Out: series that borrow from them. The kind is that of the headline: perf's wall clock of fixed work where
 * that leads, else the means of pyperf's processes. */
#pragma once
#include "analyze/findings.h"

typedef struct {
    const VariantFindings *variant;
    const char *label;
    const TimingSummary *timing; /* NULL: perf's wall clock */
    const double *values;        /* [n]; borrowed */
    char **starts; /* [n] ISO text, or NULL when not every start is known; borrowed or in `owned_starts` */
    guint n;
    double mean, half_width; /* half_width NAN when there is no interval */
    Unit unit;
    char **owned_starts;
} Series;

/* Of Series*; variants without single values are left out. Transfer full. */
GPtrArray *series_new(const Findings *findings);
/* pyperf's timings only, of that benchmark (NULL: the first that is not excluded). Transfer full. */
GPtrArray *series_new_timing(const Findings *findings, const char *benchmark);
