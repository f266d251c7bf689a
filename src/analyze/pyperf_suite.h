/* Figures of one benchmark of a pyperf file, as pyperf itself computes them for stats, check, dump and hist.
 * In: a PyperfBenchmark. Out: numbers that keep Python's difference of int and float (Quantity). Prints nothing. */
#pragma once
#include "analyze/pyperf_compat.h"
#include "model/pyperf.h"

typedef struct {
    const PyperfBenchmark *benchmark; /* borrowed */
    Quantity *values;                 /* [n], of all runs */
    double *plain;                    /* [n], the same as doubles */
    gsize n;             /* 0 when there are only calibration runs: then everything below is missing */
    PyperfSample sample; /* borrows plain */
    Quantity mean;
    double stdev; /* NAN below two values */
    Quantity minimum, maximum;
} PyperfFigures;

PyperfFigures *pyperf_figures_new(const PyperfBenchmark *benchmark);
void pyperf_figures_free(PyperfFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PyperfFigures, pyperf_figures_free)

/* n >= 1 in all of these. */
Quantity pyperf_median(const PyperfFigures *figures);
double pyperf_median_deviation(const PyperfFigures *figures);
Quantity pyperf_percentile(const PyperfFigures *figures, guint percent);

/* value * loops * inner_loops of a run. */
Quantity pyperf_raw_value(const PyperfRun *run, Quantity value);

/* Least and greatest raw value of all runs. */
void pyperf_raw_range(const PyperfBenchmark *benchmark, Quantity *minimum, Quantity *maximum);

/* Processes that pyperf asks for to know the mean to 1 %; FALSE when it cannot tell (fewer than two with values). */
gboolean pyperf_required_processes(const PyperfBenchmark *benchmark, double *required);

/* Seconds of all runs together. */
double pyperf_total_duration(const PyperfBenchmark *benchmark);

/* A number per run that has values: that number when all agree, otherwise the mean as a float. */
typedef double (*PyperfRunNumber)(const PyperfRun *run);
Quantity pyperf_run_property(const PyperfBenchmark *benchmark, PyperfRunNumber number);

guint pyperf_n_calibrations(const PyperfBenchmark *benchmark);

/* ------------------------------------------------------------------ dates */

/* A date of pyperf: local time to the microsecond, with or without an offset. */
typedef struct {
    gint64 microseconds; /* local, since 0001-01-01 */
    gint offset_seconds;
    gboolean has_offset;
} PyperfDate;

/* "2018-01-09 14:24:26.984363", 'T' or any character between, an offset or none. */
gboolean pyperf_date_parse(const char *text, PyperfDate *date);
gint pyperf_date_compare(const PyperfDate *a, const PyperfDate *b);
/* "2018-01-09 14:24:26", with the offset if there is one. Transfer full. */
char *pyperf_date_text(const PyperfDate *date);

typedef enum { PYPERF_NO_DATES, PYPERF_DATES, PYPERF_BAD_DATES } PyperfDates;

/* First start and last end of the runs; PYPERF_BAD_DATES when one is no date or some state an offset and others do not. */
PyperfDates pyperf_dates(const PyperfBenchmark *benchmark, PyperfDate *start, PyperfDate *end);
