/* Tables beside the artifacts that no artifact bears out any more. In: means that tables give, timings of the artifacts. Out: which
 * tables are stale for which report. Does no I/O. */
#pragma once
#include "model/archive.h"

/* What a table gave. */
typedef struct {
    const Input *input;           /* borrowed */
    const GPtrArray *table_means; /* of TableMean*, borrowed */
} StaleTable;

/* The means of all artifacts by benchmark name. */
typedef struct _StaleIndex StaleIndex;
StaleIndex *stale_index_new(const GPtrArray *artifacts);
void stale_index_free(StaleIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StaleIndex, stale_index_free)

/* Adds "stale-copy" to every benchmark of which the table gives a mean that no artifact has. */
void stale_check(const StaleIndex *index, const GPtrArray *benchmarks, const StaleTable *table);
