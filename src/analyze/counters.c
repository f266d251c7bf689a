/* Counter blocks to one summary per event; see counters.h.
 *
 * Two steps. Within a block the rows of an event become one total: the row of the whole target if there is one, else the sum
 * over CPUs, cores or threads, else the sum over intervals (never two of these together). Across blocks, which are repeats,
 * the totals become a mean with the standard error that repeats or perf itself state. */
#include "analyze/counters.h"

#include <string.h>

/* ------------------------------------------------------------------ rows of one block */

typedef enum { LEVEL_WHOLE, LEVEL_SCOPED, LEVEL_INTERVAL, N_LEVELS } RowLevel;

/* Sum over the rows of one event at one level. */
typedef struct {
    guint n_counted, n_not_counted, n_not_supported;
    guint64 integer;
    gboolean is_integer;
    double value;
    double error_squared; /* NAN when a row states none */
    double running_sum;   /* over counted rows with a known share */
    guint n_running;
    double running_min, running_max;
    gboolean was_zero;
} RowSum;

/* One event of one block. */
typedef struct {
    RowSum sums[N_LEVELS];
    const char *cgroup; /* the one that is counted: the first in the file */
    gboolean has_rows;
} BlockEvent;

/* One event over all blocks. */
typedef struct {
    const Counter *first;
    BlockEvent block; /* of the block at hand */
    /* over the blocks in which it was counted */
    GArray *values; /* of Quantity */
    GArray *errors; /* of double */
    GArray *runs;   /* of guint */
    double running_sum, running_min, running_max;
    guint n_running;
    guint n_not_counted, n_not_supported;
    gboolean was_zero, has_other_cgroups;
    GPtrArray *sources;
} EventTally;

typedef struct {
    GPtrArray *events;  /* of EventTally*, in order of first appearance */
    GHashTable *by_key; /* event, pmu, modifier -> EventTally*, borrowed */
    guint next;         /* guess: interval rows repeat in one order */
} Tally;

/* Rows of one event in one block may stand at several levels, which all count the same. */
static RowLevel level_of(const Counter *counter)
{
    if (!isnan(counter->interval_end))
        return LEVEL_INTERVAL;
    return counter->scope ? LEVEL_SCOPED : LEVEL_WHOLE;
}

/* Exact as long as all are integers and the sum fits. */
static void add_quantity(RowSum *sum, const Quantity *quantity)
{
    sum->value += quantity->value;
    sum->is_integer = sum->is_integer && quantity->is_integer;
    if (sum->is_integer && __builtin_add_overflow(sum->integer, quantity->integer, &sum->integer))
        sum->is_integer = FALSE;
}

/* Adds a row to the sum of its level. */
static void add_row(RowSum *sum, const Counter *counter, gboolean is_whole)
{
    sum->was_zero |= counter->was_zero;
    if (counter->status == COUNTER_NOT_COUNTED)
        sum->n_not_counted++;
    if (counter->status == COUNTER_NOT_SUPPORTED)
        sum->n_not_supported++;
    /* an event given twice is the same count twice */
    if (counter->status != COUNTER_COUNTED || (is_whole && sum->n_counted > 0))
        return;
    if (sum->n_counted++ == 0) {
        sum->is_integer = TRUE;
        sum->running_min = sum->running_max = counter->running;
    }
    add_quantity(sum, &counter->value);
    sum->error_squared += counter->error * counter->error;
    if (isnan(counter->running))
        return;
    sum->running_sum += counter->running;
    sum->n_running++;
    sum->running_min = fmin(sum->running_min, counter->running);
    sum->running_max = fmax(sum->running_max, counter->running);
}

/* The best level that counted, else the best that says why not. */
static const RowSum *sum_of_block(const BlockEvent *block)
{
    for (RowLevel level = LEVEL_WHOLE; level < N_LEVELS; level++)
        if (block->sums[level].n_counted > 0)
            return &block->sums[level];
    for (RowLevel level = LEVEL_WHOLE; level < N_LEVELS; level++)
        if (block->sums[level].n_not_counted + block->sums[level].n_not_supported > 0)
            return &block->sums[level];
    return &block->sums[LEVEL_WHOLE];
}

/* ------------------------------------------------------------------ events over blocks */

static void event_tally_free(gpointer data)
{
    EventTally *event = data;
    g_array_unref(event->values);
    g_array_unref(event->errors);
    g_array_unref(event->runs);
    g_clear_pointer(&event->sources, g_ptr_array_unref);
    g_free(event);
}

static EventTally *event_tally_new(const Counter *first)
{
    EventTally *event = g_new0(EventTally, 1);
    event->first = first;
    event->values = g_array_new(FALSE, FALSE, sizeof(Quantity));
    event->errors = g_array_new(FALSE, FALSE, sizeof(double));
    event->runs = g_array_new(FALSE, FALSE, sizeof(guint));
    event->sources = g_ptr_array_new();
    return event;
}

static gboolean is_same_event(const Counter *a, const Counter *b)
{
    return g_str_equal(a->event, b->event) && g_strcmp0(a->pmu, b->pmu) == 0 &&
           g_strcmp0(a->modifier, b->modifier) == 0 && a->is_simulated == b->is_simulated;
}

/* The event of a row, made when it is new. */
static EventTally *tally_event(Tally *tally, const Counter *counter)
{
    if (tally->next < tally->events->len) {
        EventTally *guess = g_ptr_array_index(tally->events, tally->next);
        if (is_same_event(guess->first, counter)) {
            tally->next = (tally->next + 1) % tally->events->len;
            return guess;
        }
    }
    g_autofree char *key =
        g_strdup_printf("%s\x1f%s\x1f%s\x1f%d", counter->event, counter->pmu ? counter->pmu : "",
                        counter->modifier ? counter->modifier : "", counter->is_simulated);
    EventTally *event = g_hash_table_lookup(tally->by_key, key);
    if (!event) {
        event = event_tally_new(counter);
        g_ptr_array_add(tally->events, event);
        g_hash_table_insert(tally->by_key, g_steal_pointer(&key), event);
        tally->next = 0;
    }
    return event;
}

/* Adds a row to the block at hand. */
static void tally_row(Tally *tally, const Counter *counter)
{
    EventTally *event = tally_event(tally, counter);
    if (!event->block.has_rows) {
        event->block = (BlockEvent){.has_rows = TRUE, .cgroup = counter->cgroup};
    } else if (g_strcmp0(event->block.cgroup, counter->cgroup) != 0) {
        event->has_other_cgroups = TRUE;
        return; /* cgroups may be nested in each other: never added up */
    }
    RowLevel level = level_of(counter);
    add_row(&event->block.sums[level], counter, level == LEVEL_WHOLE);
}

static void add_unique(GPtrArray *array, gpointer item)
{
    if (item && !g_ptr_array_find(array, item, NULL))
        g_ptr_array_add(array, item);
}

/* Intervals in which no event was counted: the command slept, or the file says it of all of them. */
static guint count_idle_intervals(const Tally *tally)
{
    guint n_idle = G_MAXUINT;
    for (guint i = 0; i < tally->events->len; i++) {
        const EventTally *event = g_ptr_array_index(tally->events, i);
        const RowSum *sum = &event->block.sums[LEVEL_INTERVAL];
        if (event->block.has_rows && sum->n_counted > 0)
            n_idle = MIN(n_idle, sum->n_not_counted);
    }
    return n_idle;
}

/* Share of the run that a sum over intervals stands for: others were counted in intervals in which this event was not. */
static double counted_share(const BlockEvent *block, const RowSum *sum, guint n_idle)
{
    if (sum != &block->sums[LEVEL_INTERVAL] || sum->n_not_counted <= n_idle)
        return 1;
    return (double)sum->n_counted / (sum->n_counted + sum->n_not_counted - n_idle);
}

/* Moves what a block says of an event into the totals over blocks. */
static void tally_close_event(EventTally *event, const CounterBlock *block, guint n_idle)
{
    if (!event->block.has_rows)
        return;
    const RowSum *sum = sum_of_block(&event->block);
    event->block.has_rows = FALSE;
    add_unique(event->sources, block->source);
    event->was_zero |= sum->was_zero;
    if (sum->n_counted == 0) {
        event->n_not_counted += sum->n_not_counted > 0;
        event->n_not_supported += sum->n_not_counted == 0;
        return;
    }
    Quantity value = {.value = sum->value, .integer = sum->integer, .is_integer = sum->is_integer};
    if (value.is_integer)
        value.value = (double)value.integer;
    double error = sqrt(sum->error_squared);
    guint n_runs = MAX(1, block->n_runs);
    if (event->values->len == 0)
        event->running_min = event->running_max = NAN;
    g_array_append_val(event->values, value);
    g_array_append_val(event->errors, error);
    g_array_append_val(event->runs, n_runs);
    if (sum->n_running == 0)
        return;
    double share = counted_share(&event->block, sum, n_idle);
    event->running_sum += share * sum->running_sum / sum->n_running;
    event->n_running++;
    event->running_min = fmin(event->running_min, share * sum->running_min);
    event->running_max = fmax(event->running_max, share * sum->running_max);
}

/* All rows of one repeat. */
static void tally_block(Tally *tally, const CounterBlock *block)
{
    tally->next = 0;
    for (guint i = 0; i < block->counters->len; i++)
        tally_row(tally, g_ptr_array_index(block->counters, i));
    guint n_idle = count_idle_intervals(tally);
    for (guint i = 0; i < tally->events->len; i++)
        tally_close_event(g_ptr_array_index(tally->events, i), block, n_idle);
}

/* ------------------------------------------------------------------ means over repeats */

/* Mean of n groups of runs[i] runs each. In long double, so that the mean of repeats that read the same is what they read. */
static double weighted_mean(const double *means, const guint *runs, guint n)
{
    long double sum = 0, weight = 0;
    for (guint i = 0; i < n; i++) {
        sum += (long double)means[i] * runs[i];
        weight += runs[i];
    }
    return (double)(sum / weight);
}

/* Standard error of the mean over all runs, from the mean and standard error of each group ("Chan 1983": sums of squares of
 * groups add up with those between them). NAN for one run, or when a group of several runs states no error. */
static double pooled_error(const double *means, const double *errors, const guint *runs, guint n)
{
    double mean = weighted_mean(means, runs, n), squares = 0, total = 0;
    if (n == 1)
        return errors[0];
    for (guint i = 0; i < n; i++) {
        double count = runs[i];
        if (runs[i] > 1)
            squares += errors[i] * errors[i] * count * (count - 1);
        squares += count * (means[i] - mean) * (means[i] - mean);
        total += count;
    }
    return sqrt(squares / (total - 1) / total);
}

/* The mean of single runs, exact as long as the integers allow. */
static Quantity mean_of_quantities(const GArray *values, const guint *runs, const double *means)
{
    Quantity mean = {.is_integer = TRUE};
    guint64 sum = 0, n = 0;
    if (values->len == 1)
        return g_array_index(values, Quantity, 0);
    for (guint i = 0; i < values->len && mean.is_integer; i++) {
        const Quantity *value = &g_array_index(values, Quantity, i);
        guint64 part = 0;
        mean.is_integer = value->is_integer &&
                          !__builtin_mul_overflow(value->integer, (guint64)runs[i], &part) &&
                          !__builtin_add_overflow(sum, part, &sum);
        n += runs[i];
    }
    if (!mean.is_integer)
        return (Quantity){.value = weighted_mean(means, runs, values->len)};
    mean.integer = sum / n;
    mean.is_integer = sum % n == 0;
    mean.value = (double)mean.integer + (double)(sum % n) / (double)n;
    return mean;
}

/* Mean, error and share over the repeats in which the event was counted. */
static void summarize_counted(CounterSummary *summary, const EventTally *event)
{
    guint n = event->values->len;
    const double *errors = (const double *)(const void *)event->errors->data;
    const guint *runs = (const guint *)(const void *)event->runs->data;
    double *means = g_new(double, n);
    for (guint i = 0; i < n; i++) {
        means[i] = g_array_index(event->values, Quantity, i).value;
        summary->n_runs += runs[i];
    }
    summary->value = mean_of_quantities(event->values, runs, means);
    summary->error = pooled_error(means, errors, runs, n);
    if (event->n_running > 0) {
        summary->running = event->running_sum / event->n_running;
        summary->running_min = event->running_min;
        summary->running_max = event->running_max;
    }
    if (n > 1 && summary->n_runs == n) {
        summary->samples = g_steal_pointer(&means);
        summary->n_samples = n;
    }
    g_free(means);
}

/* One event over all repeats, whether it was counted or not. */
static CounterSummary *summarize_event(EventTally *event)
{
    CounterSummary *summary = g_new0(CounterSummary, 1);
    const Counter *first = event->first;
    summary->event = first->event;
    summary->pmu = first->pmu;
    summary->modifier = first->modifier;
    summary->unit = first->unit ? first->unit : "";
    summary->is_simulated = first->is_simulated;
    summary->was_zero = event->was_zero;
    summary->has_other_cgroups = event->has_other_cgroups;
    summary->value = QUANTITY_MISSING;
    summary->error = summary->running = summary->running_min = summary->running_max = NAN;
    summary->sources = g_steal_pointer(&event->sources);
    if (event->values->len > 0) {
        summary->status = COUNTER_COUNTED;
        summarize_counted(summary, event);
        return summary;
    }
    summary->status = event->n_not_counted > 0 ? COUNTER_NOT_COUNTED : COUNTER_NOT_SUPPORTED;
    summary->n_runs = event->n_not_counted + event->n_not_supported;
    return summary;
}

/* ------------------------------------------------------------------ the command as a whole */

/* Means and pooled errors of one footer line over blocks. */
typedef struct {
    GArray *means, *errors; /* of double */
    GArray *runs;           /* of guint */
} FooterTally;

/* A block that does not state the line takes no part in its mean. */
static void footer_add(FooterTally *tally, double mean, double error, guint n_runs)
{
    if (isnan(mean))
        return;
    if (!tally->means) {
        tally->means = g_array_new(FALSE, FALSE, sizeof(double));
        tally->errors = g_array_new(FALSE, FALSE, sizeof(double));
        tally->runs = g_array_new(FALSE, FALSE, sizeof(guint));
    }
    g_array_append_val(tally->means, mean);
    g_array_append_val(tally->errors, error);
    g_array_append_val(tally->runs, n_runs);
}

/* The mean over all runs; frees the tally. */
static double footer_close(FooterTally *tally, double *error)
{
    if (!tally->means)
        return NAN;
    const double *means = (const double *)(const void *)tally->means->data;
    const double *errors = (const double *)(const void *)tally->errors->data;
    const guint *runs = (const guint *)(const void *)tally->runs->data;
    double mean = weighted_mean(means, runs, tally->means->len);
    if (tally->means->len == 1)
        mean = means[0];
    if (error)
        *error = pooled_error(means, errors, runs, tally->means->len);
    g_array_unref(tally->means);
    g_array_unref(tally->errors);
    g_array_unref(tally->runs);
    return mean;
}

static gboolean is_simulated_block(const CounterBlock *block)
{
    if (block->counters->len == 0)
        return FALSE;
    const Counter *first = g_ptr_array_index(block->counters, 0);
    return first->is_simulated;
}

/* Elapsed seconds of every single run, if every block states them. */
static void collect_samples(ProcessSummary *process, const GPtrArray *blocks)
{
    GArray *samples = g_array_new(FALSE, FALSE, sizeof(double));
    GPtrArray *starts = g_ptr_array_new();
    gboolean is_complete = TRUE;
    for (guint i = 0; i < blocks->len && is_complete; i++) {
        const CounterBlock *block = g_ptr_array_index(blocks, i);
        if (is_simulated_block(block) || isnan(block->elapsed))
            continue;
        is_complete = block->n_samples > 0 || block->n_runs <= 1;
        if (block->n_samples > 0)
            g_array_append_vals(samples, block->samples, block->n_samples);
        else
            g_array_append_val(samples, block->elapsed);
        while (starts->len < samples->len)
            g_ptr_array_add(starts, block->n_samples > 0 ? NULL : g_strdup(block->started));
    }
    if (is_complete && samples->len > 0) {
        process->n_samples = samples->len;
        process->samples = (double *)(void *)g_array_free(samples, FALSE);
        process->starts = (char **)g_ptr_array_free(starts, FALSE);
        return;
    }
    g_ptr_array_set_free_func(starts, g_free);
    g_ptr_array_unref(starts);
    g_array_unref(samples);
}

/* Simulators state no times and take no part. */
ProcessSummary *process_summary_new(const GPtrArray *blocks)
{
    ProcessSummary *process = NULL;
    FooterTally elapsed = {0}, user = {0}, sys = {0};
    for (guint i = 0; i < blocks->len; i++) {
        const CounterBlock *block = g_ptr_array_index(blocks, i);
        guint n_runs = MAX(1, block->n_runs);
        if (is_simulated_block(block))
            continue;
        if (!process) {
            process = g_new0(ProcessSummary, 1);
            process->sources = g_ptr_array_new();
            process->loops = block->loops;
        }
        if (!process->command)
            process->command = block->command;
        process->n_runs += n_runs;
        process->is_calibrated |= block->is_calibrated;
        if (process->loops != block->loops)
            process->loops = 0;
        footer_add(&elapsed, block->elapsed, block->elapsed_error, n_runs);
        footer_add(&user, block->user, NAN, n_runs);
        footer_add(&sys, block->sys, NAN, n_runs);
        add_unique(process->sources, block->source);
    }
    if (!process)
        return NULL;
    process->elapsed_error = NAN;
    process->elapsed = footer_close(&elapsed, &process->elapsed_error);
    process->user = footer_close(&user, NULL);
    process->sys = footer_close(&sys, NULL);
    collect_samples(process, blocks);
    return process;
}

/* ------------------------------------------------------------------ entry */

void counters_summarize(VariantFindings *findings)
{
    const Run *run = findings->variant->run;
    Tally tally = {.events = g_ptr_array_new_with_free_func(event_tally_free),
                   .by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    if (!findings->counters)
        findings->counters = g_ptr_array_new_with_free_func((GDestroyNotify)counter_summary_free);
    for (guint i = 0; i < run->blocks->len; i++)
        tally_block(&tally, g_ptr_array_index(run->blocks, i));
    for (guint i = 0; i < tally.events->len; i++)
        g_ptr_array_add(findings->counters, summarize_event(g_ptr_array_index(tally.events, i)));
    findings->has_counters = findings->counters->len > 0;
    findings->process = process_summary_new(run->blocks);
    counters_derive(findings);
    g_hash_table_unref(tally.by_key);
    g_ptr_array_unref(tally.events);
}

void counter_summary_free(CounterSummary *summary)
{
    if (!summary)
        return;
    g_free(summary->samples);
    g_ptr_array_unref(summary->sources);
    g_free(summary);
}

void process_summary_free(ProcessSummary *process)
{
    if (!process)
        return;
    for (guint i = 0; process->starts && i < process->n_samples; i++)
        g_free(process->starts[i]);
    g_free(process->starts);
    g_free(process->samples);
    g_ptr_array_unref(process->sources);
    g_free(process);
}
