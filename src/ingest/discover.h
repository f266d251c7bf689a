/* From a directory to an Archive: which files there are, what each holds, and which benchmark, variant and run each belongs to.
 * In: a results directory, options, an optional gen.json. Out: an Archive whose every Input is used or has a reason.
 * The rules are docs/discovery.md. Knows nothing of statistics or of reports. */
#pragma once
#include "base/diag.h"
#include "base/limits.h"
#include "model/archive.h"

typedef struct {
    guint64 max_file_bytes;        /* --max-file; 0: the default */
    Limits limits;                 /* --max; 0: the default */
    guint max_files;               /* --max-files; 0: the default */
    guint max_depth;               /* --max-depth, of directories; 0: the default */
    const char *const *benchmarks; /* --benchmark, NULL-terminated; NULL or empty: all */
    const char *timestamp;         /* "latest", "all" or a stamp (any form layouts allow); NULL: latest */
    const char *baseline;          /* --baseline; NULL: inferred */
    const char *const *order;      /* --order, NULL-terminated variant names; NULL: inferred */
    const GPtrArray *whatifs;      /* --whatif, of WhatIf*; NULL or empty: those of gen.json */
    const GPtrArray *aliases;      /* --alias, of Alias*; NULL or empty: those of gen.json */
    void (*progress)(const char *what, guint done, guint total,
                     gpointer data); /* called before each file; may be NULL */
    gpointer progress_data;
} DiscoverOptions;

/* Reads everything below root. NULL when root cannot be read, gen.json is wrong or an option names nothing (a diagnostic exists).
 * An archive without benchmarks is not an error here. Transfer full. */
Archive *archive_read(const char *root, const DiscoverOptions *options, DiagList *diags);
