/* What pyperf computes and says of the same values, to the last digit (pyperf 2.10.0 on Python 3.11 or later), faults included:
 * its t test needs as many values on both sides, and calls everything that it cannot test significant.
 * In: values of one or two benchmarks. Out: numbers, and pyperf's own words. Our own statistics are in statistics.h. */
#pragma once
#include <glib.h>

#include "analyze/findings.h"
#include "base/pyperf_format.h"

/* Values of one benchmark, of all processes one after the other. */
typedef struct {
    PyperfUnit unit;
    const double *values; /* [n] borrowed */
    gsize n;
    gboolean are_integers; /* all are ints of Python */
} PyperfSample;

/* statistics.mean and statistics.stdev of Python: exact, rounded once. n >= 1; n >= 2. */
Quantity pyperf_mean(const PyperfSample *sample);
double pyperf_stdev(const double *values, gsize n);
/* math.fsum of Python. */
double pyperf_sum(const double *values, gsize n);

/* Student's t with pooled variance against pyperf's table at 95 %. FALSE when pyperf's test raises an error; it then takes the
 * difference for significant. *t is NAN then. */
gboolean pyperf_t_test(const PyperfSample *base, const PyperfSample *changed, gboolean *is_significant,
                       double *t);

/* "1.05x faster", "1.05x slower", "no change" of changed mean / base mean. Transfer full. */
char *pyperf_ratio_text(double ratio);
double pyperf_ratio(const PyperfSample *base, const PyperfSample *changed);

/* "62.2 ms +- 0.5 ms", or the mean alone of a single value. Transfer full. */
char *pyperf_result_text(const PyperfSample *sample);

/* "Mean +- std dev: [a] 62.2 ms +- 0.5 ms -> [b] 11.9 ms +- 0.1 ms: 5.23x faster". Transfer full. */
char *pyperf_compare_text(const PyperfSample *base, const char *base_name, const PyperfSample *changed,
                          const char *changed_name);

/* exp of the mean logarithm; n >= 1. */
double pyperf_geometric_mean(const double *ratios, gsize n);

/* The same of two timings of a report: text NULL and is_known FALSE unless both hold raw values of one unit. */
PyperfVerdict pyperf_verdict(const Timing *base, const char *base_name, const Timing *changed,
                             const char *changed_name);

/* pyperf's ratio of two timings with raw values, for its geometric mean; NAN otherwise. */
double pyperf_timing_ratio(const Timing *base, const Timing *changed);
