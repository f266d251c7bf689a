/* From a group of artifacts to a Benchmark: variants, runs, roles, names, order, and what to warn about.
 * In: a group, what options and gen.json say. Out: a Benchmark; inputs marked as used or with a reason. Does no I/O. */
#pragma once
#include "ingest/collect.h"
#include "ingest/gen_json.h"
#include "ingest/grouping.h"

typedef struct {
    guint n_common;            /* directories that all artifacts have in common */
    const char *fallback;      /* name of a report that nothing names */
    const char *limit;         /* ISO text: runs after it are left out; NULL: none */
    const char *baseline;      /* --baseline; NULL */
    const char *const *order;  /* --order; NULL */
    const GPtrArray *whatifs;  /* --whatif; NULL or empty */
    const GPtrArray *aliases;  /* --alias; NULL or empty */
    const GPtrArray *settings; /* of GenSettings*: outer directories first */
    const GPtrArray *records;  /* of RunRecord*, borrowed */
    GPtrArray *merged;         /* Archive.merged */
} AssembleOptions;

/* NULL when no file of the group can be used (before the limit). Transfer full. */
Benchmark *assemble_benchmark(const Group *group, const AssembleOptions *options);

/* TRUE when a name that somebody typed is that variant's or benchmark's. */
gboolean name_matches(const char *typed, const char *name);
