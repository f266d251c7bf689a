/* Rows gathered into blocks; see perf_stat_rows.h. */
#include "ingest/perf_stat_rows.h"

#include "base/text.h"

void row_blocks_init(RowBlocks *blocks, Artifact *artifact)
{
    *blocks = (RowBlocks){.artifact = artifact, .names = event_names_new(artifact), .last_interval = NAN};
}

/* Hands the open block to the artifact. */
static void close_block(RowBlocks *blocks)
{
    CounterBlock *block = blocks->block;
    blocks->block = NULL;
    blocks->last_interval = NAN;
    if (!block)
        return;
    perf_stat_finish_block(block);
    g_ptr_array_add(blocks->artifact->blocks, block);
}

/* The same event of the same scope, both totals: perf prints none twice in one run. */
static gboolean is_same_row(const Counter *a, const Counter *b)
{
    return g_str_equal(a->event, b->event) && g_strcmp0(a->pmu, b->pmu) == 0 &&
           g_strcmp0(a->modifier, b->modifier) == 0 && g_strcmp0(a->scope, b->scope) == 0 &&
           g_strcmp0(a->cgroup, b->cgroup) == 0 && isnan(a->interval_end) && isnan(b->interval_end);
}

/* TRUE when the row belongs to another run of perf than the open block. */
static gboolean begins_block(const RowBlocks *blocks, const Counter *counter)
{
    if (!blocks->block)
        return TRUE;
    if (!isnan(counter->interval_end))
        return isnan(blocks->last_interval) || counter->interval_end < blocks->last_interval;
    return is_same_row(g_ptr_array_index(blocks->block->counters, 0), counter);
}

/* Errors are printed in per cent of the value and kept as amounts. */
gboolean row_blocks_add(RowBlocks *blocks, const RowParts *parts, guint line)
{
    Counter *counter = counter_new();
    counter->line = line;
    counter->interval_end = parts->interval_end;
    if (!perf_stat_set_counter(blocks->names, counter, parts->event, parts->value, parts->unit,
                               parts->mark)) {
        counter_free(counter);
        return FALSE;
    }
    if (parts->scope.n > 0)
        counter->scope = text_clean_name(parts->scope.text, parts->scope.n);
    if (parts->cgroup.n > 0)
        counter->cgroup = text_clean_name(parts->cgroup.text, parts->cgroup.n);
    if (!isnan(parts->running))
        counter->running = parts->running;
    counter->error = parts->error * counter->value.value;
    if (begins_block(blocks, counter)) {
        close_block(blocks);
        blocks->block = counter_block_new();
        blocks->block->line = line;
        blocks->block->started = g_steal_pointer(&blocks->started);
    }
    if (!isnan(counter->interval_end))
        blocks->last_interval = counter->interval_end;
    g_ptr_array_add(blocks->block->counters, counter);
    return TRUE;
}

/* perf appends with -o --append: "# started on" begins another run in the same file. */
gboolean row_blocks_started(RowBlocks *blocks, Span line)
{
    char *started = perf_stat_started(line);
    if (!started)
        return FALSE;
    close_block(blocks);
    g_free(blocks->started);
    blocks->started = started;
    return TRUE;
}

void row_blocks_finish(RowBlocks *blocks)
{
    close_block(blocks);
    g_clear_pointer(&blocks->names, event_names_free);
    g_clear_pointer(&blocks->started, g_free);
}

/* ------------------------------------------------------------------ what stands before a value */

/* perf -I prints seconds with nine decimals; nothing else at the start of a row does. */
gboolean perf_stat_read_interval(Span word, double *seconds)
{
    gsize n = word.n;
    if (n < 11 || (word.text[n - 10] != '.' && word.text[n - 10] != ',') || !g_ascii_isdigit(word.text[0]))
        return FALSE;
    return perf_stat_double(word, seconds);
}

/* "CPU0", "S0-D0-C1", "N0": what --per-core and its like put before the value. */
gboolean perf_stat_is_machine_part(Span word)
{
    if (span_starts_with(word, "CPU") && word.n > 3 && g_ascii_isdigit(word.text[3]))
        return TRUE;
    return word.n >= 2 && (word.text[0] == 'S' || word.text[0] == 'N' || word.text[0] == 'D') &&
           g_ascii_isdigit(word.text[1]);
}

/* "name-1234" of --per-thread. */
gboolean perf_stat_is_thread(Span scope)
{
    gsize i = scope.n;
    while (i > 0 && g_ascii_isdigit(scope.text[i - 1]))
        i--;
    return i < scope.n && i > 1 && scope.text[i - 1] == '-';
}
