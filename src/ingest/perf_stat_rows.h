/* Rows of the dialects without headers (CSV, JSON) gathered into blocks.
 * In: the parts of one row after another. Out: CounterBlocks in the artifact. A new block begins with "# started on", when time
 * starts again, or when the first event of the block comes again: perf was run more than once into one file. */
#pragma once
#include <glib.h>

#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_event.h"

typedef struct {
    Span event, value, scope, cgroup;
    const PerfUnit *unit;
    DecimalMark mark;    /* of the value; MARK_UNKNOWN when the value has none */
    double interval_end; /* NAN for a total */
    double error;        /* relative; NAN when not stated */
    double running;      /* NAN when not stated */
} RowParts;

typedef struct {
    Artifact *artifact;
    EventNames *names;
    CounterBlock *block; /* open */
    double last_interval;
    char *started;
} RowBlocks;

void row_blocks_init(RowBlocks *blocks, Artifact *artifact);
/* FALSE when the value is no number: nothing was added. */
gboolean row_blocks_add(RowBlocks *blocks, const RowParts *parts, guint line);
/* Takes a "# started on" line; FALSE when it is something else. */
gboolean row_blocks_started(RowBlocks *blocks, Span line);
/* Closes the last block and frees what the builder owns. */
void row_blocks_finish(RowBlocks *blocks);

/* What stands before a value: seconds with nine decimals; "CPU0", "S0-D0-C0"; "comm-123". */
gboolean perf_stat_read_interval(Span word, double *seconds);
gboolean perf_stat_is_machine_part(Span word);
gboolean perf_stat_is_thread(Span scope);
