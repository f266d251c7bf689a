/* Which files of a variant are one run, which run is used, and what becomes of the rest. The rules are docs/discovery.md, "Runs".
 * In: drafts of variants. Out: their Variant with runs; every file used, or with a reason. Computes nothing but means of
 * repeated printed results; does no I/O. */
#pragma once
#include "ingest/variants.h"

typedef struct {
    const char *limit;     /* ISO text: runs after it are left out; NULL: none */
    const char *benchmark; /* name for printed results that state none */
    GPtrArray *merged; /* of Timing*: where printed results averaged over several files are kept; owns them */
} RunOptions;

/* Fills draft->variant and draft->older of every draft of the set, and removes drafts for which no file is left. */
void runs_fill(VariantSet *set, const RunOptions *options);
