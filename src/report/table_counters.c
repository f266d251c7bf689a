/* Tables of counters: events by group, side by side or stacked or transposed, and rates derived from them.
 * In: findings. Out: <table id="counters|derived">. Must not know sentences or figures. */
#include "analyze/event_group.h"
#include "base/text.h"
#include "report/table.h"

#include <string.h>

#define MAX_SIDE_BY_SIDE 3

/* ------------------------------------------------------------------ rows: one event over all variants */

typedef struct {
    const CounterSummary *first; /* names the event */
    EventGroup group;
    guint rank;                   /* within the group: the order of EVENT_GROUPS */
    const CounterSummary **cells; /* [n_variants], NULL where the variant does not have it */
} EventRow;

static void event_row_free(gpointer data)
{
    EventRow *row = data;
    g_free(row->cells);
    g_free(row);
}

static gboolean is_same_event(const CounterSummary *a, const CounterSummary *b)
{
    return g_str_equal(a->event, b->event) && g_strcmp0(a->pmu, b->pmu) == 0 &&
           g_strcmp0(a->modifier, b->modifier) == 0;
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

/* By rank, so that instructions come before cycles; the sort is stable. */
static int compare_ranks(gconstpointer a, gconstpointer b, gpointer data G_GNUC_UNUSED)
{
    const EventRow *x = *(const EventRow *const *)a, *y = *(const EventRow *const *)b;
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

/* How the numbers of one row are shown: by the base, or the first variant that has it. */
typedef struct {
    NumberScale scale;
    int decimals;
} RowScale;

/* One unit per row: the base decides, so that a tenfold change stays visible. */
static RowScale row_scale(const EventRow *row, guint n_variants)
{
    const CounterSummary *base = row->first;
    for (guint i = n_variants; i > 0; i--)
        base = row->cells[i - 1] ? row->cells[i - 1] : base;
    RowScale scale = {.scale = show_counter_scale(base->unit, base->value.value)};
    scale.decimals = show_counter_decimals(base->value.value, &scale.scale, base->n_runs);
    return scale;
}

/* Not counted is a dash, never 0. */
static void add_mean_cell(xmlNodePtr row, const CounterSummary *counter, const RowScale *scale)
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
static void add_counted_cell(xmlNodePtr row, double low, double high)
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

static void widen_running(const CounterSummary *counter, double *low, double *high)
{
    if (!is_counted(counter) || isnan(counter->running))
        return;
    double least = isnan(counter->running_min) ? counter->running : counter->running_min;
    double most = isnan(counter->running_max) ? counter->running : counter->running_max;
    *low = isnan(*low) ? least : MIN(*low, least);
    *high = isnan(*high) ? most : MAX(*high, most);
}

/* ------------------------------------------------------------------ what the whole table knows */

typedef struct {
    const Findings *findings;
    gboolean has_intervals; /* any change has one */
    gboolean is_fixed;      /* changes may be called less or more work */
} CountersTable;

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

/* The interval is that of the speed-up, so the ends change places. */
static void add_elapsed_change(xmlNodePtr row, const CountersTable *table, const VariantFindings *variant)
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

static void add_event_change(xmlNodePtr row, const CountersTable *table, const VariantFindings *variant,
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
    for (guint i = 0; i < table->findings->variants->len; i++) {
        const char *label = variant_label(g_ptr_array_index(table->findings->variants, i));
        element_set(table_column(node, "mean", "n", "mean", NULL, label), "over-style", "code");
        if (i == 0)
            continue;
        table_column(node, "change", "n", "change", NULL, label);
        if (!table->has_intervals)
            continue;
        table_column(node, "from", "n", "from", NULL, label);
        table_column(node, "to", "n", "to", NULL, label);
    }
    table_column(node, "counted", "n", "Counted", NULL, NULL);
}

/* Elapsed time is no event, but the first thing that readers compare. */
static void add_elapsed_row(xmlNodePtr group, const CountersTable *table)
{
    const Findings *findings = table->findings;
    const ProcessSummary *base = baseline_of(findings)->process;
    if (!base || isnan(base->elapsed))
        return;
    NumberScale scale = number_scale_seconds(base->elapsed);
    int decimals = number_decimals_significant(base->elapsed / scale.factor, 4);
    xmlNodePtr row = table_row(group, "");
    element_add_part(cell_head(row), "", "elapsed time");
    cell_text(row, "q un", scale.symbol);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        double elapsed = variant->process ? variant->process->elapsed : NAN;
        cell_number(row, "n", elapsed, show_scaled(elapsed, decimals, &scale));
        if (i > 0)
            add_elapsed_change(row, table, variant);
    }
    cell_text(row, "n q", "");
}

static void add_event_row(xmlNodePtr group, const CountersTable *table, const EventRow *event)
{
    const Findings *findings = table->findings;
    RowScale scale = row_scale(event, findings->variants->len);
    g_autofree char *title = event_title(event->first);
    double low = NAN, high = NAN;
    xmlNodePtr row = table_row(group, "");
    element_add_part(cell_head(row), "", title);
    cell_text(row, "q un", scale.scale.symbol);
    for (guint i = 0; i < findings->variants->len; i++) {
        add_mean_cell(row, event->cells[i], &scale);
        widen_running(event->cells[i], &low, &high);
        if (i > 0)
            add_event_change(row, table, g_ptr_array_index(findings->variants, i), event->cells[i]);
    }
    add_counted_cell(row, low, high);
}

static void add_side_by_side(xmlNodePtr node, const CountersTable *table, const GPtrArray *rows)
{
    add_columns(node, table);
    for (EventGroup kind = 0; kind < N_EVENT_GROUPS; kind++) {
        xmlNodePtr group = NULL;
        if (kind == EVENT_GROUP_TIME && baseline_of(table->findings)->process)
            add_elapsed_row(group = table_group(node, event_group_title(kind)), table);
        for (guint i = 0; i < rows->len; i++) {
            const EventRow *row = g_ptr_array_index(rows, i);
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
    add_mean_cell(row, counter, scale);
    if (position == 0) {
        for (guint i = 0; i < (table->has_intervals ? 3u : 1u); i++)
            cell_text(row, "n q", "");
    } else {
        add_event_change(row, table, variant, counter);
    }
    widen_running(counter, &low, &high);
    add_counted_cell(row, low, high);
}

static void add_stacked(xmlNodePtr node, const CountersTable *table, const GPtrArray *rows)
{
    table_column(node, "variant", "", "Variant", NULL, NULL);
    table_column(node, "mean", "n", "Mean", NULL, NULL);
    table_column(node, "change", "n", "Change", NULL, NULL);
    if (table->has_intervals) {
        table_column(node, "from", "n", "from", NULL, NULL);
        table_column(node, "to", "n", "to", NULL, NULL);
    }
    table_column(node, "counted", "n", "Counted", NULL, NULL);
    for (guint i = 0; i < rows->len; i++) {
        const EventRow *row = g_ptr_array_index(rows, i);
        RowScale scale = row_scale(row, table->findings->variants->len);
        g_autofree char *name = event_title(row->first);
        g_autofree char *title =
            scale.scale.symbol[0] ? g_strdup_printf("%s, %s", name, scale.scale.symbol) : g_strdup(name);
        xmlNodePtr group = table_group(node, title);
        for (guint j = 0; j < table->findings->variants->len; j++)
            if (row->cells[j])
                add_stacked_row(group, table, row, &scale, j);
    }
}

/* ------------------------------------------------------------------ transposed: --transpose */

static void add_transposed_row(xmlNodePtr group, const CountersTable *table, const GPtrArray *rows,
                               guint position, gboolean is_change)
{
    const VariantFindings *variant = g_ptr_array_index(table->findings->variants, position);
    xmlNodePtr row = table_row(group, "");
    cell_head_code(row, variant_label(variant));
    for (guint i = 0; i < rows->len; i++) {
        const EventRow *event = g_ptr_array_index(rows, i);
        RowScale scale = row_scale(event, table->findings->variants->len);
        if (!is_change) {
            add_mean_cell(row, event->cells[position], &scale);
            continue;
        }
        CountersTable plain = *table;
        plain.has_intervals = FALSE;
        add_event_change(row, &plain, variant, event->cells[position]);
    }
}

static void add_transposed(xmlNodePtr node, const CountersTable *table, const GPtrArray *rows)
{
    guint n_variants = table->findings->variants->len;
    table_column(node, "variant", "", "Variant", NULL, NULL);
    for (guint i = 0; i < rows->len; i++) {
        const EventRow *event = g_ptr_array_index(rows, i);
        RowScale scale = row_scale(event, n_variants);
        g_autofree char *title = event_name(event->first);
        table_column(node, title, "n", title, scale.scale.symbol, NULL);
    }
    xmlNodePtr means = table_group(node, "Mean");
    for (guint i = 0; i < n_variants; i++)
        add_transposed_row(means, table, rows, i, FALSE);
    if (n_variants < 2)
        return;
    xmlNodePtr changes = table_group(node, "Change against the base, %");
    for (guint i = 1; i < n_variants; i++)
        add_transposed_row(changes, table, rows, i, TRUE);
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
    if (table->findings->variants->len > 1) {
        element_add_part(caption, "i", " Change");
        element_add_part(caption, "",
                         table->has_intervals ? ", with its 95" NUMBER_THIN_SPACE "% interval "
                                              : " is per cent of the base.");
    }
    if (table->findings->variants->len > 1 && table->has_intervals) {
        element_add_part(caption, "i", "from … to");
        element_add_part(caption, "", ", is per cent of the base; grey: the interval includes zero.");
    }
    element_add_part(caption, "i", " Counted");
    element_add_part(caption, "",
                     " is the share of the run, in per cent, during which the event was on a counter.");
}

static void add_caption(xmlNodePtr caption, const CountersTable *table, const GPtrArray *rows,
                        gboolean is_transposed)
{
    const Findings *findings = table->findings;
    guint n_runs = 0;
    for (guint i = 0; i < rows->len; i++)
        n_runs = MAX(n_runs, ((const EventRow *)g_ptr_array_index(rows, i))->first->n_runs);
    element_add_part(caption, "", "perf stat, whole process, ");
    if (n_runs > 1)
        element_add_part_printf(caption, "", "mean of %u runs.", n_runs);
    else
        element_add_part(caption, "", "counted once.");
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

static void add_counters(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    g_autoptr(GPtrArray) rows = event_rows_new(findings);
    if (rows->len == 0)
        return;
    CountersTable table = {findings, any_interval(findings), all_fixed(findings)};
    xmlNodePtr node = table_new(builder, "counters", "sort ct");
    add_caption(table_caption(node), &table, rows, builder->options->transpose);
    if (builder->options->transpose)
        add_transposed(node, &table, rows);
    else if (findings->variants->len > MAX_SIDE_BY_SIDE)
        add_stacked(node, &table, rows);
    else
        add_side_by_side(node, &table, rows);
    table_finish(builder, node);
}

/* ------------------------------------------------------------------ derived rates */

typedef struct {
    const char *title, *unit;
    gsize offset; /* in DerivedMetrics */
    double factor;
    int decimals;
} RateRow;

#define RATE(title, unit, field, factor, decimals)                                                           \
    {                                                                                                        \
        title, unit, G_STRUCT_OFFSET(DerivedMetrics, field), factor, decimals                                \
    }

static const RateRow RATES[] = {
    RATE("Instructions per cycle", NULL, ipc, 1, 2),
    RATE("Clock", "GHz", ghz, 1, 3),
    RATE("CPUs kept busy", NULL, cpus, 1, 2),
    RATE("Branch-miss rate", "%", branch_miss_rate, 100, 2),
    RATE("Branch misses per 1000 instructions", NULL, branch_mpki, 1, 2),
    RATE("Cache-miss rate", "%", cache_miss_rate, 100, 2),
    RATE("Cache misses per 1000 instructions", NULL, cache_mpki, 1, 3),
    RATE("L1 data miss rate", "%", l1d_miss_rate, 100, 2),
    RATE("Last-level miss rate", "%", llc_miss_rate, 100, 2),
    RATE("Data TLB miss rate", "%", dtlb_miss_rate, 100, 3),
    RATE("Instruction TLB miss rate", "%", itlb_miss_rate, 100, 2),
    RATE("Stalled cycles", "%", stalled_share, 100, 1),
};

/* The field of DerivedMetrics that the row names. */
static double rate_value(const VariantFindings *variant, const RateRow *rate)
{
    return G_STRUCT_MEMBER(double, &variant->derived, rate->offset);
}

/* A rate that no variant has gets no row. */
static void add_rate(xmlNodePtr table, const Findings *findings, const RateRow *rate)
{
    gboolean has_any = FALSE;
    for (guint i = 0; i < findings->variants->len; i++)
        has_any |= isfinite(rate_value(g_ptr_array_index(findings->variants, i), rate)) != 0;
    if (!has_any)
        return;
    xmlNodePtr row = table_row(table, "");
    xmlNodePtr head = cell_head(row);
    element_add_part(head, "", rate->title);
    if (rate->unit) {
        element_add_part(head, "", " ");
        element_add_part(head, "q", rate->unit);
    }
    for (guint i = 0; i < findings->variants->len; i++) {
        double value = rate_value(g_ptr_array_index(findings->variants, i), rate);
        cell_number(row, "n", value, number_fixed(value * rate->factor, rate->decimals));
    }
}

static void add_derived(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = table_new(builder, "derived", "half");
    element_add_part(table_caption(table), "", "Rates computed from the means of the counters.");
    table_column(table, "rate", "", "Derived", NULL, NULL);
    for (guint i = 0; i < findings->variants->len; i++) {
        const char *label = variant_label(g_ptr_array_index(findings->variants, i));
        xmlNodePtr column = table_column(table, label, "n", label, NULL, NULL);
        element_set(column, "style", "code");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(RATES); i++)
        add_rate(table, findings, &RATES[i]);
    table_finish(builder, table);
}

void tables_add_counters(ModelBuilder *builder)
{
    add_counters(builder);
    add_derived(builder);
}
