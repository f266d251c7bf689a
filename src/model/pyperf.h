/* A pyperf file as pyperf itself sees it: suites, benchmarks, runs with all their metadata, calibration runs too.
 * Filled by ingest/pyperf_json; archive.h holds what a report needs of it, this is for doing what pyperf's own commands do.
 * Invariants: a benchmark has a name and at least one run; a run has values or warmups; values are positive and finite. */
#pragma once
#include <glib.h>

#include "base/number.h"
#include "base/pyperf_format.h"

typedef enum { PYPERF_TEXT, PYPERF_INT, PYPERF_FLOAT, PYPERF_TAGS } PyperfKind;

/* One metadata item; values as Python's str() shows them. */
typedef struct {
    char *key;
    PyperfKind kind;
    char *text;      /* "['a', 'b']" for tags */
    double number;   /* of INT and FLOAT */
    GPtrArray *tags; /* of char*, of TAGS; else NULL */
} PyperfItem;

typedef struct {
    guint64 loops;
    Quantity value; /* per iteration */
} PyperfWarmup;

typedef struct {
    Quantity *values; /* [n_values], per iteration */
    guint n_values;   /* 0: a calibration run */
    PyperfWarmup *warmups;
    guint n_warmups;
    GPtrArray *
        metadata; /* of const PyperfItem*, by key: suite, benchmark and run merged; items belong to the suite */
    guint64 loops, inner_loops;
} PyperfRun;

typedef struct {
    char *name;
    PyperfUnit unit;
    GPtrArray *runs;   /* of PyperfRun* */
    GPtrArray *common; /* of const PyperfItem*, by key: equal in all runs */
} PyperfBenchmark;

typedef struct {
    char *path;            /* as given */
    GPtrArray *benchmarks; /* of PyperfBenchmark* */
    GPtrArray *items;      /* of PyperfItem*: owns them */
} PyperfSuite;

PyperfItem *pyperf_item_new(const char *key, PyperfKind kind);
PyperfRun *pyperf_run_new(void);
PyperfBenchmark *pyperf_benchmark_new(const char *name);
PyperfSuite *pyperf_suite_new(const char *path);
void pyperf_item_free(PyperfItem *item);
void pyperf_run_free(PyperfRun *run);
void pyperf_benchmark_free(PyperfBenchmark *benchmark);
void pyperf_suite_free(PyperfSuite *suite);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PyperfItem, pyperf_item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PyperfRun, pyperf_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PyperfBenchmark, pyperf_benchmark_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PyperfSuite, pyperf_suite_free)

/* The item of that key in an array sorted by key, or NULL. */
const PyperfItem *pyperf_metadata_find(const GPtrArray *metadata, const char *key);

/* Items that are the same in both sorted arrays (1 equals 1.0, as in Python). Transfer container. */
GPtrArray *pyperf_metadata_common(const GPtrArray *a, const GPtrArray *b);

/* Items of `upper` with those of `lower` that it does not override, sorted; lower may be NULL. Transfer container. */
GPtrArray *pyperf_metadata_merge(const GPtrArray *lower, const GPtrArray *upper);

/* The value as pyperf prints it: "13.2 MiB" for mem_max_rss, "2^15" for loops. Transfer full. */
char *pyperf_item_display(const PyperfItem *item);
