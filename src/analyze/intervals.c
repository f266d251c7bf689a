/* Rows of interval files to series; see intervals.h. */
#include "analyze/intervals.h"

#include <stdlib.h>
#include <string.h>

#include "analyze/event_group.h"

/* What is shown of a run over time, if it was counted: above / below, below NULL being the length of the interval. */
typedef struct {
    const char *title, *above, *below;
} MeasureSpec;

static const MeasureSpec MEASURES[] = {
    {"Instructions per cycle", "instructions", "cycles"},
    {"Instructions", "instructions", NULL},
    {"Cycles", "cycles", NULL},
    {"CPUs kept busy", "task-clock", NULL},
};

/* One event of one block: its sum over CPUs and threads in each interval. */
typedef struct {
    const Counter *first;
    double *sums; /* [n_ticks]; NAN where it was not counted */
    double total;
} EventColumn;

typedef struct {
    GArray *ticks;      /* of double: ends of intervals, ascending */
    GPtrArray *columns; /* of EventColumn*, in order of appearance */
    guint next;         /* guess: rows repeat in one order */
} IntervalTable;

/* ------------------------------------------------------------------ rows of a block */

static int compare_doubles(gconstpointer a, gconstpointer b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static gboolean is_interval_row(const Counter *counter)
{
    return isfinite(counter->interval_end) && counter->interval_end > 0;
}

/* Ends of the intervals, each once. Transfer full. */
static GArray *ticks_of_block(const CounterBlock *block)
{
    GArray *ticks = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < block->counters->len; i++) {
        const Counter *counter = g_ptr_array_index(block->counters, i);
        if (is_interval_row(counter) &&
            (ticks->len == 0 || g_array_index(ticks, double, ticks->len - 1) != counter->interval_end))
            g_array_append_val(ticks, counter->interval_end);
    }
    g_array_sort(ticks, compare_doubles);
    guint n = 0;
    for (guint i = 0; i < ticks->len; i++)
        if (n == 0 || g_array_index(ticks, double, i) > g_array_index(ticks, double, n - 1))
            g_array_index(ticks, double, n++) = g_array_index(ticks, double, i);
    g_array_set_size(ticks, n);
    return ticks;
}

static void event_column_free(gpointer data)
{
    EventColumn *column = data;
    g_free(column->sums);
    g_free(column);
}

static gboolean is_of_column(const EventColumn *column, const Counter *counter)
{
    const Counter *first = column->first;
    return g_str_equal(first->event, counter->event) && g_strcmp0(first->pmu, counter->pmu) == 0 &&
           g_strcmp0(first->modifier, counter->modifier) == 0;
}

static EventColumn *find_column(IntervalTable *table, const Counter *counter)
{
    for (guint i = 0; i < table->columns->len; i++) {
        guint at = (table->next + i) % table->columns->len;
        EventColumn *column = g_ptr_array_index(table->columns, at);
        if (!is_of_column(column, counter))
            continue;
        table->next = at + 1;
        return column;
    }
    EventColumn *column = g_new0(EventColumn, 1);
    column->first = counter;
    column->sums = g_new(double, table->ticks->len);
    for (guint i = 0; i < table->ticks->len; i++)
        column->sums[i] = NAN;
    g_ptr_array_add(table->columns, column);
    table->next = table->columns->len;
    return column;
}

static void add_row(IntervalTable *table, const Counter *counter)
{
    const double *ticks = (const double *)(const void *)table->ticks->data;
    const double *tick =
        bsearch(&counter->interval_end, ticks, table->ticks->len, sizeof(double), compare_doubles);
    EventColumn *column = find_column(table, counter);
    if (!tick || counter->status != COUNTER_COUNTED || !isfinite(counter->value.value) ||
        g_strcmp0(counter->cgroup, column->first->cgroup) != 0)
        return;
    double *sum = &column->sums[tick - ticks];
    *sum = isnan(*sum) ? counter->value.value : *sum + counter->value.value;
    column->total += counter->value.value;
}

/* ------------------------------------------------------------------ measures */

/* The column of an event that counted most, of a given PMU and modifier when `like` is there. */
static const EventColumn *column_of(const IntervalTable *table, const char *event, const EventColumn *like)
{
    const EventColumn *best = NULL;
    for (guint i = 0; i < table->columns->len; i++) {
        const EventColumn *column = g_ptr_array_index(table->columns, i);
        if (!g_str_equal(column->first->event, event) || column->total <= 0 ||
            (like && (g_strcmp0(column->first->pmu, like->first->pmu) != 0 ||
                      g_strcmp0(column->first->modifier, like->first->modifier) != 0)))
            continue;
        if (!best || column->total > best->total)
            best = column;
    }
    return best;
}

/* Sum of a column over the ticks from..to; NAN when one of them was not counted. */
static double sum_of(const EventColumn *column, guint from, guint to)
{
    double sum = 0;
    for (guint i = from; i < to; i++)
        sum += column->sums[i];
    return sum;
}

static void add_measure(IntervalSeries *series, const char *title, guint order, const EventColumn *above,
                        const EventColumn *below)
{
    IntervalMeasure *measure = g_new0(IntervalMeasure, 1);
    guint merged = (series->n_intervals + INTERVALS_MAX_POINTS - 1) / INTERVALS_MAX_POINTS;
    measure->title = title;
    measure->unit = below ? NULL : above->first->unit ? above->first->unit : "";
    measure->order = order;
    measure->values = g_new(double, series->n);
    for (guint i = 0; i < series->n; i++) {
        guint from = i * merged, to = MIN(from + merged, series->n_intervals);
        double divisor = below ? sum_of(below, from, to) : series->ends[i] - series->starts[i];
        measure->values[i] = divisor > 0 ? sum_of(above, from, to) / divisor : NAN;
    }
    g_ptr_array_add(series->measures, measure);
}

/* Where none of the usual ones was counted: the first events that count anything, by their usual order. */
static void add_other_events(IntervalSeries *series, const IntervalTable *table)
{
    for (guint i = 0; i < table->columns->len && series->measures->len < INTERVALS_MAX_MEASURES; i++) {
        const EventColumn *column = g_ptr_array_index(table->columns, i);
        const char *event = column->first->event;
        if (column->total > 0 && column == column_of(table, event, NULL))
            add_measure(series, event, (guint)G_N_ELEMENTS(MEASURES) + event_rank(event), column, NULL);
    }
}

static void add_measures(IntervalSeries *series, const IntervalTable *table)
{
    for (guint i = 0; i < G_N_ELEMENTS(MEASURES); i++) {
        const MeasureSpec *spec = &MEASURES[i];
        const EventColumn *above = column_of(table, spec->above, NULL);
        const EventColumn *below = above && spec->below ? column_of(table, spec->below, above) : NULL;
        if (above && (below || !spec->below))
            add_measure(series, spec->title, i, above, below);
    }
    if (series->measures->len == 0)
        add_other_events(series, table);
}

/* ------------------------------------------------------------------ series */

static void measure_free(gpointer data)
{
    IntervalMeasure *measure = data;
    g_free(measure->values);
    g_free(measure);
}

static void series_free(gpointer data)
{
    IntervalSeries *series = data;
    g_free(series->starts);
    g_free(series->ends);
    g_ptr_array_unref(series->measures);
    g_free(series);
}

/* Starts and ends of the intervals, merged until there are few enough. */
static void set_times(IntervalSeries *series, const GArray *ticks)
{
    guint merged = (ticks->len + INTERVALS_MAX_POINTS - 1) / INTERVALS_MAX_POINTS;
    series->n_intervals = ticks->len;
    series->n = (ticks->len + merged - 1) / merged;
    series->starts = g_new0(double, series->n);
    series->ends = g_new0(double, series->n);
    for (guint i = 0; i < series->n; i++) {
        series->starts[i] = i > 0 ? series->ends[i - 1] : 0;
        series->ends[i] = g_array_index(ticks, double, MIN((i + 1) * merged, ticks->len) - 1);
    }
}

/* NULL when there are too few intervals or nothing was counted. Transfer full. */
static IntervalSeries *series_of_block(const VariantFindings *variant, const CounterBlock *block)
{
    g_autoptr(GArray) ticks = ticks_of_block(block);
    if (ticks->len < 2)
        return NULL;
    IntervalTable table = {.ticks = ticks, .columns = g_ptr_array_new_with_free_func(event_column_free)};
    for (guint i = 0; i < block->counters->len; i++) {
        const Counter *counter = g_ptr_array_index(block->counters, i);
        if (is_interval_row(counter))
            add_row(&table, counter);
    }
    IntervalSeries *series = g_new0(IntervalSeries, 1);
    series->variant = variant;
    series->measures = g_ptr_array_new_with_free_func(measure_free);
    set_times(series, ticks);
    add_measures(series, &table);
    g_ptr_array_unref(table.columns);
    if (series->measures->len > 0)
        return series;
    series_free(series);
    return NULL;
}

/* Of the first repeat that has one. */
static IntervalSeries *series_of_variant(const VariantFindings *variant)
{
    const Run *run = variant->variant->run;
    for (guint i = 0; run && i < run->blocks->len; i++) {
        IntervalSeries *series = series_of_block(variant, g_ptr_array_index(run->blocks, i));
        if (series)
            return series;
    }
    return NULL;
}

GPtrArray *intervals_new(const Findings *findings)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(series_free);
    for (guint i = 0; i < findings->variants->len; i++) {
        IntervalSeries *series = series_of_variant(g_ptr_array_index(findings->variants, i));
        if (series)
            g_ptr_array_add(list, series);
    }
    return list;
}

gboolean intervals_has_any(const Findings *findings)
{
    g_autoptr(GPtrArray) list = intervals_new(findings);
    return list->len > 0;
}
