/* What is said of one timing by itself: location, spread, the interval of its mean, and signs of trouble within it.
 * In: a Timing. Out: a TimingSummary. Knows nothing of other variants. */
#pragma once
#include "analyze/findings.h"
#include "analyze/statistics.h"

/* Transfer full; borrows the timing. */
TimingSummary *timing_summary_new(const Timing *timing, double confidence);
void timing_summary_free(TimingSummary *summary);

/* All values of the measuring processes in the order of the file. Transfer full (g_free); *n may be 0. */
double *timing_values(const Timing *timing, gsize *n);

/* Mean of the process means and its standard error; NAN at LEVEL_SUMMARY. */
StatisticsGroup timing_mean_of_processes(const Timing *timing);

/* Ties together summaries of one name that are batches of one run: several files with raw values. */
void timing_summaries_join_batches(const GPtrArray *summaries);

/* The smallest step of the clock per iteration, seconds, from pyperf's metadata `timer`; NAN when not stated. */
double timing_resolution(const Timing *timing);
