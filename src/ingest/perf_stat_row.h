/* One row of perf stat text cut into its parts, from the right: the share of time and the standard error in brackets, the metric
 * behind '#', then event and unit, the value, and whatever stands before it.
 * In: one clean line. Out: pieces of it. Knows nothing of blocks. */
#pragma once
#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_event.h"

#define PERF_STAT_MAX_WORDS 24

typedef struct {
    Span words[PERF_STAT_MAX_WORDS];
    guint n_words;
    gboolean has_metric;
    double running; /* NAN when not printed */
    double error;   /* relative; NAN when not printed */
} PerfStatRow;

/* FALSE when the line has more words than any row. */
gboolean perf_stat_cut_row(Span line, PerfStatRow *row);

/* The value of a row and the words around it. */
typedef struct {
    Span value;
    guint before; /* words before the value */
    guint behind; /* index of the first word behind it */
} PerfStatValuePlace;

/* The last value or "<not ...>" that has a word behind it: what stands before may be a command name of any shape. */
gboolean perf_stat_find_value(const PerfStatRow *row, PerfStatValuePlace *place);

/* The scope of a row given the words from..to before its value: a part of the machine, how many counters were added up for it,
 * or a thread. FALSE when they are none. */
gboolean perf_stat_read_scope(const PerfStatRow *row, guint from, guint to, Span *scope);

/* What stands behind the value: [UNIT] EVENT [(msec)] [[PMU]] [CGROUP]. */
typedef struct {
    const PerfUnit *unit;
    Span event, cgroup;
} PerfStatSubject;
gboolean perf_stat_read_subject(const PerfStatRow *row, guint first, PerfStatSubject *subject);

/* TRUE for the word "+-", or "±" as documents set it. */
gboolean perf_stat_is_plus_minus(Span word);

/* What -v of perf 7 prints into the middle of a row: "software@cpu-clock,name=cpu-clock@ not found". */
gboolean perf_stat_is_verbose_noise(Span word);
