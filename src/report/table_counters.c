/* The table of counters: events by group, side by side or stacked; transposed in table_transposed.c.
 * In: findings. Out: <table id="counters">. Must not know sentences or figures. */
#include "report/table_counters.h"

#include "base/text.h"

#include <string.h>

#define MAX_SIDE_BY_SIDE 3

/* ------------------------------------------------------------------ rows: one event over all variants */

static void event_row_free(gpointer data)
{
    EventRow *row = data;
    g_free(row->cells);
    g_free(row);
}

static gboolean is_same_event(const CounterSummary *a, const CounterSummary *b)
{
    return g_str_equal(a->event, b->event) && g_strcmp0(a->pmu, b->pmu) == 0 &&
           g_strcmp0(a->modifier, b->modifier) == 0 && a->is_simulated == b->is_simulated;
}

/* The row of that event, made when it is new. */
static EventRow *find_row(GPtrArray *rows, const CounterSummary *counter, guint n_variants)
{
    for (guint i = 0; i < rows->len; i++) {
        EventRow *row = g_ptr_array_index(rows, i);
        if (is_same_event(row->first, counter))
            return row;
    }
    EventRow *row = g_new0(EventRow, 1);
    row->first = counter;
    row->rank = event_rank(counter->event);
    row->group = event_group_of(counter->event);
    row->cells = g_new0(const CounterSummary *, n_variants);
    g_ptr_array_add(rows, row);
    return row;
}

static gboolean is_counted(const CounterSummary *counter)
{
    return counter && counter->status == COUNTER_COUNTED;
}

/* By rank, so that instructions come before cycles; measured before simulated ones; the sort is stable. */
static int compare_ranks(gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
    const EventRow *x = *(const EventRow *const *)a, *y = *(const EventRow *const *)b;
    if (x->rank == y->rank)
        return x->first->is_simulated - y->first->is_simulated;
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* All events that any variant counted, by rank, then in the order in which they appear. Transfer full, of EventRow. */
static GPtrArray *event_rows_new(const Findings *findings)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(event_row_free);
    guint n_variants = findings->variants->len;
    for (guint i = 0; i < n_variants; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->counters->len; j++) {
            const CounterSummary *counter = g_ptr_array_index(variant->counters, j);
            if (is_counted(counter))
                find_row(rows, counter, n_variants)->cells[i] = counter;
        }
    }
    g_ptr_array_sort_with_data(rows, compare_ranks, NULL);
    return rows;
}

/* NULL where the baseline did not count the event. */
static const CounterComparison *find_change(const Findings *findings, const VariantFindings *variant,
                                            const CounterSummary *changed)
{
    for (guint i = 0; i < findings->counter_comparisons->len; i++) {
        const CounterComparison *comparison = g_ptr_array_index(findings->counter_comparisons, i);
        if (comparison->variant == variant && comparison->changed == changed)
            return comparison;
    }
    return NULL;
}

/* ------------------------------------------------------------------ cells */

RowScale counters_row_scale(const EventRow *row, guint n_variants)
{
    const CounterSummary *base = row->first;
    for (guint i = n_variants; i > 0; i--)
        base = row->cells[i - 1] ? row->cells[i - 1] : base;
    RowScale scale = {.scale = show_counter_scale(base->unit, base->value.value)};
    scale.decimals = show_counter_decimals(base->value.value, &scale.scale, base->n_runs);
    return scale;
}

/* Not counted is a dash, never 0. */
void counters_add_mean(xmlNodePtr row, const CounterSummary *counter, const RowScale *scale)
{
    if (!is_counted(counter)) {
        cell_text(row, "n q", "–");
        return;
    }
    double value = counter->value.value;
    cell_number(row, "n", value, show_scaled(value, scale->decimals, &scale->scale));
}

static void add_percent_cell(xmlNodePtr row, const char *class_name, double share)
{
    int decimals = share != 0 && fabs(share) * 100 < 0.095 ? 2 : 1;
    cell_number(row, class_name, share, number_signed(share * 100, decimals));
}

/* Change with its interval; coloured only where the interval excludes zero and the work is the same. */
static void add_change_cells(xmlNodePtr row, double share, double low, double high, gboolean has_intervals,
                             gboolean is_fixed)
{
    const char *class_name = "n";
    if (is_fixed && high < 0)
        class_name = "n fast";
    else if (is_fixed && low > 0)
        class_name = "n slow";
    else if (isfinite(low))
        class_name = "n same";
    add_percent_cell(row, class_name, share);
    if (!has_intervals)
        return;
    add_percent_cell(row, "n q", low);
    add_percent_cell(row, "n q", high);
}

/* "38–44": the range over all variants of the row. */
void counters_add_counted(xmlNodePtr row, double low, double high)
{
    if (isnan(low)) {
        cell_text(row, "n q", "");
        return;
    }
    g_autofree char *first = number_fixed(low * 100, 0);
    g_autofree char *last = number_fixed(high * 100, 0);
    g_autofree char *text =
        g_str_equal(first, last) ? g_strdup(first) : g_strconcat(first, NUMBER_EN_DASH, last, NULL);
    cell_text(row, "n q", text);
}

/* Of hardware counters only: a simulator counts all of the run, which says nothing. */
void counters_widen_running(const CounterSummary *counter, double *low, double *high)
{
    if (!is_counted(counter) || counter->is_simulated || isnan(counter->running))
        return;
    double least = isnan(counter->running_min) ? counter->running : counter->running_min;
    double most = isnan(counter->running_max) ? counter->running : counter->running_max;
    *low = isnan(*low) ? least : MIN(*low, least);
    *high = isnan(*high) ? most : MAX(*high, most);
}

/* ------------------------------------------------------------------ what the whole table knows */

/* Without any interval the two columns for it are not made. */
static gboolean any_interval(const Findings *findings)
{
    for (guint i = 0; i < findings->counter_comparisons->len; i++) {
        const CounterComparison *comparison = g_ptr_array_index(findings->counter_comparisons, i);
        if (isfinite(comparison->ci_low))
            return TRUE;
    }
    return FALSE;
}

/* Amounts may be called less or more work only if every command did the same. */
static gboolean all_fixed(const Findings *findings)
{
    for (guint i = 0; i < findings->process_comparisons->len; i++)
        if (((const ProcessComparison *)g_ptr_array_index(findings->process_comparisons, i))->work !=
            WORK_FIXED)
            return FALSE;
    return findings->process_comparisons->len > 0;
}

const VariantFindings *counters_variant(const CountersTable *table, guint i)
{
    return g_ptr_array_index(table->findings->variants, g_array_index(table->shown, guint, i));
}

gboolean counters_has_change(const CountersTable *table, const VariantFindings *variant)
{
    const ProcessComparison *process = model_find_process(table->findings, variant);
    if (process && isfinite(process->elapsed_ratio))
        return TRUE;
    for (guint i = 0; i < table->findings->counter_comparisons->len; i++) {
        const CounterComparison *comparison = g_ptr_array_index(table->findings->counter_comparisons, i);
        if (comparison->variant == variant && comparison->changed)
            return TRUE;
    }
    return FALSE;
}

/* A variant that only has a profile has no place among counters. */
static gboolean has_content(const VariantFindings *variant)
{
    if (variant->process && isfinite(variant->process->elapsed))
        return TRUE;
    for (guint i = 0; i < variant->counters->len; i++)
        if (is_counted(g_ptr_array_index(variant->counters, i)))
            return TRUE;
    return FALSE;
}

/* Whether any event states for how much of the run it was on a counter. */
static gboolean any_running(const GPtrArray *rows, guint n_variants)
{
    for (guint i = 0; i < rows->len; i++)
        for (guint j = 0; j < n_variants; j++) {
            const CounterSummary *counter = ((const EventRow *)g_ptr_array_index(rows, i))->cells[j];
            if (counter && !counter->is_simulated && !isnan(counter->running))
                return TRUE;
        }
    return FALSE;
}

static void counters_table_init(CountersTable *table, const Findings *findings)
{
    *table = (CountersTable){
        .findings = findings, .has_intervals = any_interval(findings), .is_fixed = all_fixed(findings)};
    table->rows = event_rows_new(findings);
    table->has_counted = any_running(table->rows, findings->variants->len);
    table->shown = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < findings->variants->len; i++)
        if (has_content(g_ptr_array_index(findings->variants, i)))
            g_array_append_val(table->shown, i);
}

static void counters_table_clear(CountersTable *table)
{
    g_ptr_array_unref(table->rows);
    g_array_unref(table->shown);
}

gboolean counters_elapsed_scale(const CountersTable *table, RowScale *scale)
{
    const ProcessSummary *base = baseline_of(table->findings)->process;
    if (!base || isnan(base->elapsed))
        return FALSE;
    scale->scale = number_scale_seconds(base->elapsed);
    scale->decimals = number_decimals_significant(base->elapsed / scale->scale.factor, 4);
    return TRUE;
}

void counters_add_elapsed(xmlNodePtr row, const VariantFindings *variant, const RowScale *scale)
{
    double elapsed = variant->process ? variant->process->elapsed : NAN;
    cell_number(row, "n", elapsed, show_scaled(elapsed, scale->decimals, &scale->scale));
}

/* The interval is that of the speed-up, so the ends change places. */
void counters_add_elapsed_change(xmlNodePtr row, const CountersTable *table, const VariantFindings *variant)
{
    const ProcessComparison *comparison = model_find_process(table->findings, variant);
    if (!comparison || !isfinite(comparison->elapsed_ratio)) {
        for (guint i = 0; i < (table->has_intervals ? 3u : 1u); i++)
            cell_text(row, "n q", "");
        return;
    }
    add_change_cells(row, comparison->elapsed_ratio - 1, 1 / comparison->ci_high - 1,
                     1 / comparison->ci_low - 1, table->has_intervals, table->is_fixed);
}

void counters_add_change(xmlNodePtr row, const CountersTable *table, const VariantFindings *variant,
                         const CounterSummary *counter)
{
    const CounterComparison *change = find_change(table->findings, variant, counter);
    if (!change) {
        for (guint i = 0; i < (table->has_intervals ? 3u : 1u); i++)
            cell_text(row, "n q", "");
        return;
    }
    add_change_cells(row, change->delta_share, change->ci_low, change->ci_high, table->has_intervals,
                     table->is_fixed);
}

/* ------------------------------------------------------------------ side by side: up to three variants */

static void add_columns(xmlNodePtr node, const CountersTable *table)
{
    table_column(node, "event", "", "Event", NULL, NULL);
    table_column(node, "unit", "u un", "unit", NULL, NULL);
    for (guint i = 0; i < table->shown->len; i++) {
        const char *label = variant_label(counters_variant(table, i));
        element_set(table_column(node, "mean", "n", "mean", NULL, label), "over-style", "code");
        if (!counters_has_change(table, counters_variant(table, i)))
            continue;
        table_column(node, "change", "n", "change", NULL, label);
        if (!table->has_intervals)
            continue;
        table_column(node, "from", "n", "from", NULL, label);
        table_column(node, "to", "n", "to", NULL, label);
    }
    if (table->has_counted)
        table_column(node, "counted", "n", "Counted", NULL, NULL);
}

/* Elapsed time is no event, but the first thing that readers compare. */
static void add_elapsed_row(xmlNodePtr group, const CountersTable *table, const RowScale *scale)
{
    xmlNodePtr row = table_row(group, "");
    element_add_part(cell_head(row), "", "elapsed time");
    cell_text(row, "q un", scale->scale.symbol);
    for (guint i = 0; i < table->shown->len; i++) {
        const VariantFindings *variant = counters_variant(table, i);
        counters_add_elapsed(row, variant, scale);
        if (counters_has_change(table, variant))
            counters_add_elapsed_change(row, table, variant);
    }
    if (table->has_counted)
        cell_text(row, "n q", "");
}

static void add_event_row(xmlNodePtr group, const CountersTable *table, const EventRow *event)
{
    RowScale scale = counters_row_scale(event, table->findings->variants->len);
    g_autofree char *title = event_title(event->first);
    double low = NAN, high = NAN;
    xmlNodePtr row = table_row(group, "");
    element_add_part(cell_head(row), "", title);
    cell_text(row, "q un", scale.scale.symbol);
    for (guint i = 0; i < table->shown->len; i++) {
        const CounterSummary *counter = event->cells[g_array_index(table->shown, guint, i)];
        counters_add_mean(row, counter, &scale);
        counters_widen_running(counter, &low, &high);
        if (counters_has_change(table, counters_variant(table, i)))
            counters_add_change(row, table, counters_variant(table, i), counter);
    }
    if (table->has_counted)
        counters_add_counted(row, low, high);
}

static void add_side_by_side(xmlNodePtr node, const CountersTable *table)
{
    RowScale elapsed;
    add_columns(node, table);
    for (EventGroup kind = 0; kind < N_EVENT_GROUPS; kind++) {
        xmlNodePtr group = NULL;
        if (kind == EVENT_GROUP_TIME && counters_elapsed_scale(table, &elapsed))
            add_elapsed_row(group = table_group(node, event_group_title(kind)), table, &elapsed);
        for (guint i = 0; i < table->rows->len; i++) {
            const EventRow *row = g_ptr_array_index(table->rows, i);
            if (row->group != kind)
                continue;
            if (!group)
                group = table_group(node, event_group_title(kind));
            add_event_row(group, table, row);
        }
    }
}

/* ------------------------------------------------------------------ stacked: more variants than fit side by side */

static void add_stacked_row(xmlNodePtr group, const CountersTable *table, const EventRow *event,
                            const RowScale *scale, guint position)
{
    const VariantFindings *variant = g_ptr_array_index(table->findings->variants, position);
    const CounterSummary *counter = event->cells[position];
    double low = NAN, high = NAN;
    xmlNodePtr row = table_row(group, "");
    cell_head_code(row, variant_label(variant));
    counters_add_mean(row, counter, scale);
    if (position == 0) {
        for (guint i = 0; i < (table->has_intervals ? 3u : 1u); i++)
            cell_text(row, "n q", "");
    } else {
        counters_add_change(row, table, variant, counter);
    }
    counters_widen_running(counter, &low, &high);
    if (table->has_counted)
        counters_add_counted(row, low, high);
}

static void add_stacked(xmlNodePtr node, const CountersTable *table)
{
    table_column(node, "variant", "", "Variant", NULL, NULL);
    table_column(node, "mean", "n", "Mean", NULL, NULL);
    table_column(node, "change", "n", "Change", NULL, NULL);
    if (table->has_intervals) {
        table_column(node, "from", "n", "from", NULL, NULL);
        table_column(node, "to", "n", "to", NULL, NULL);
    }
    if (table->has_counted)
        table_column(node, "counted", "n", "Counted", NULL, NULL);
    for (guint i = 0; i < table->rows->len; i++) {
        const EventRow *row = g_ptr_array_index(table->rows, i);
        RowScale scale = counters_row_scale(row, table->findings->variants->len);
        g_autofree char *name = event_title(row->first);
        g_autofree char *title =
            scale.scale.symbol[0] ? g_strdup_printf("%s, %s", name, scale.scale.symbol) : g_strdup(name);
        xmlNodePtr group = table_group(node, title);
        for (guint j = 0; j < table->findings->variants->len; j++)
            if (row->cells[j])
                add_stacked_row(group, table, row, &scale, j);
    }
}

/* ------------------------------------------------------------------ the caption */

/* Names of events that some variant asked for and none counted. Transfer full, of char*. */
static GPtrArray *uncounted_events(const Findings *findings, const GPtrArray *rows)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->counters->len; j++) {
            const CounterSummary *counter = g_ptr_array_index(variant->counters, j);
            gboolean is_known = FALSE;
            for (guint k = 0; k < rows->len && !is_known; k++)
                is_known = is_same_event(((const EventRow *)g_ptr_array_index(rows, k))->first, counter);
            g_autofree char *name = event_name(counter);
            if (!is_known && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
                g_ptr_array_add(names, g_steal_pointer(&name));
        }
    }
    return names;
}

/* What the columns beside the means say. */
static void add_columns_note(xmlNodePtr caption, const CountersTable *table)
{
    if (table->shown->len > 1) {
        element_add_part(caption, "i", " Change");
        if (!table->has_intervals)
            element_add_part(caption, "", " is per cent of the base.");
    }
    if (table->shown->len > 1 && table->has_intervals) {
        g_autofree char *level = show_level(table->findings->options.confidence);
        element_add_part_printf(caption, "", ", with its %s interval ", level);
        element_add_part(caption, "i", "from … to");
        element_add_part(caption, "", ", is per cent of the base; grey: the interval includes zero.");
    }
    if (!table->has_counted)
        return;
    element_add_part(caption, "i", " Counted");
    element_add_part(caption, "",
                     " is the share of the run, in per cent, during which the event was on a counter.");
}

static guint count_simulated(const GPtrArray *rows)
{
    guint n = 0;
    for (guint i = 0; i < rows->len; i++)
        n += ((const EventRow *)g_ptr_array_index(rows, i))->first->is_simulated ? 1 : 0;
    return n;
}

static void add_caption(xmlNodePtr caption, const CountersTable *table, gboolean is_transposed)
{
    const Findings *findings = table->findings;
    const GPtrArray *rows = table->rows;
    guint n_runs = 0, n_simulated = count_simulated(rows);
    for (guint i = 0; i < rows->len; i++)
        n_runs = MAX(n_runs, ((const EventRow *)g_ptr_array_index(rows, i))->first->n_runs);
    element_add_part(caption, "", n_simulated < rows->len ? "perf stat, whole process, " : "Whole process, ");
    if (n_runs > 1)
        element_add_part_printf(caption, "", "mean of %u runs.", n_runs);
    else
        element_add_part(caption, "", "counted once.");
    if (n_simulated > 0)
        element_add_part_printf(caption, "",
                                " %s counted by valgrind’s model of a processor, not by this machine.",
                                n_simulated == rows->len ? "Simulated:"
                                : is_transposed          ? "What has a star was"
                                                         : "What is marked (simulated) was");
    if (!is_transposed)
        add_columns_note(caption, table);
    else if (table->has_intervals)
        element_add_part(caption, "", " A change is grey where its interval includes zero.");
    if (!table->is_fixed && findings->process_comparisons->len > 0)
        element_add_part(caption, "",
                         " Amounts are per command, not per iteration: no change is called better or worse.");
    g_autoptr(GPtrArray) missing = uncounted_events(findings, rows);
    if (missing->len > 0) {
        g_autofree char *names = text_join_and(missing);
        element_add_part_printf(caption, "", " Not counted: %s.", names);
    }
}

static void add_counters(ModelBuilder *builder, const CountersTable *table)
{
    xmlNodePtr node = table_new(builder, "counters", "sort ct");
    add_caption(table_caption(node), table, builder->options->transpose);
    if (builder->options->transpose) {
        counters_add_transposed(builder, node, table);
        return;
    }
    if (table->shown->len > MAX_SIDE_BY_SIDE)
        add_stacked(node, table);
    else
        add_side_by_side(node, table);
    table_finish(builder, node);
}

void tables_add_counters(ModelBuilder *builder)
{
    CountersTable table;
    counters_table_init(&table, builder->findings);
    if (table.rows->len > 0)
        add_counters(builder, &table);
    counters_table_clear(&table);
    tables_add_derived(builder);
}
