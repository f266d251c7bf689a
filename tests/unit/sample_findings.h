/* Findings made by hand for tests of figures and pages: a base and changed variants with timings, processes and counters. */
#pragma once
#include "analyze/findings.h"

typedef struct Sample Sample;

/* Owns everything that is added below. The base is the first variant added. */
Sample *sample_new(void);
void sample_free(Sample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sample, sample_free)
const Findings *sample_findings(const Sample *sample);

VariantFindings *sample_variant(Sample *sample, const char *name);
/* perf around fixed work: n elapsed times, seconds. */
void sample_process(VariantFindings *variant, const double *elapsed, guint n);
/* pyperf values: n_processes times n_values, the first argument their mean, spread in a fixed pattern. */
TimingSummary *sample_timing(VariantFindings *variant, const char *benchmark, double mean, guint n_processes,
                             guint n_values);
/* Only the printed line. */
TimingSummary *sample_summary(VariantFindings *variant, const char *benchmark, double mean, double stdev);
Comparison *sample_compare(Sample *sample, VariantFindings *variant, guint timing, double low, double high,
                           Verdict verdict);
void sample_compare_process(Sample *sample, VariantFindings *variant, double low, double high,
                            Verdict verdict);
void sample_geometric_mean(Sample *sample, VariantFindings *variant, double speedup, double low, double high);
/* A counter of every variant in the order they were added, with its change against the base. n values. */
void sample_counter(Sample *sample, const char *event, const double *values, guint n, double running);
/* The iron law of a variant; factors of time, their product is the elapsed ratio. */
void sample_decomposition(Sample *sample, VariantFindings *variant, double instructions, double cpi,
                          double frequency, double utilisation);
/* The runs of a variant: a series with a noise between runs (NAN: not known), and its points, oldest first. The timestamp is borrowed,
 * half_width NAN means no interval, base is the mean of the base. The last point is the run used unless another is marked. */
History *sample_history(Sample *sample, const VariantFindings *variant, double noise);
HistoryPoint *sample_point(History *history, const char *timestamp, double mean, double half_width,
                           double base);
