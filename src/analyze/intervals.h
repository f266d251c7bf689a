/* Interval files (perf stat -I) as series over time.
 * In: findings, the interval rows of each variant's first repeat. Out: rates per second and instructions per cycle, interval by
 * interval. Totals are the business of counters.c. Knows no figures. */
#pragma once
#include "analyze/findings.h"

#define INTERVALS_MAX_MEASURES 4
#define INTERVALS_MAX_POINTS 400 /* more intervals are merged, neighbours with neighbours */

typedef struct {
    const char *title; /* "Instructions per cycle", "Cycles", or an event; static or borrowed */
    const char *unit;  /* of the numerator: "" counts, "s"; NULL for a ratio of counts */
    guint order;       /* of MEASURES; behind them for other events */
    double *values;    /* [n], per second of interval unless a ratio; NAN where it was not counted */
} IntervalMeasure;

typedef struct {
    const VariantFindings *variant;
    guint n;               /* intervals, after merging; 2 or more */
    guint n_intervals;     /* in the file */
    double *starts, *ends; /* [n], seconds since the start */
    GPtrArray *measures;   /* of IntervalMeasure*, 1 to INTERVALS_MAX_MEASURES */
} IntervalSeries;

/* Whether a variant has interval rows that make a series. */
gboolean intervals_has_any(const Findings *findings);
/* Of IntervalSeries*, variants in report order; those without interval rows are left out. Transfer full. */
GPtrArray *intervals_new(const Findings *findings);
