/* Tables over several runs: what changed since the run before, and the history of each timing.
 * In: histories of the findings. Out: <table id="since-last|history">. Must not know sentences or figures. */
#include "analyze/history.h"
#include "report/table_rows.h"

#include <string.h>

#define MOST_SINCE_ROWS 11 /* of a variant; of a suite its mean is one of them */

/* ------------------------------------------------------------------ history */

static void add_date_cell(xmlNodePtr row, const char *timestamp)
{
    g_autofree char *date = show_date(timestamp);
    xmlNodePtr cell = cell_head(row);
    xmlNodePtr part = element_add_part(cell, timestamp ? "time" : "", date ? date : "undated");
    element_set(part, "iso", timestamp);
}

static const char *point_note(const HistoryPoint *point)
{
    if (point->is_copy)
        return point->is_used ? "this report; the same data as an earlier run"
                              : "the same data as an earlier run";
    if (point->is_used)
        return "this report";
    if (point->is_apart)
        return "another machine or build";
    return point->is_step ? "the level changed here" : "";
}

static void add_point(xmlNodePtr group, const HistoryPoint *point, const NumberScale *scale)
{
    double half_width = show_half_width(point->ci_low, point->ci_high);
    int decimals = show_decimals(point->mean, half_width, 4, scale);
    double relative = half_width / point->mean;
    xmlNodePtr row = table_row(group, "");
    add_date_cell(row, point->timestamp);
    cell_number(row, "n", point->n_processes > 0 ? (double)point->n_processes : (double)NAN,
                number_grouped(point->n_processes));
    cell_number(row, "n", point->mean, show_scaled(point->mean, decimals, scale));
    cell_number(row, "n", half_width, show_scaled(half_width, decimals, scale));
    double speed = 1 / point->ratio;
    cell_number(row, "n", speed, number_ratio(speed, speed * relative));
    cell_text(row, "q", point_note(point));
}

static void add_history(xmlNodePtr table, const History *history, const NumberScale *scale)
{
    xmlNodePtr group = table_group(table, variant_label(history->variant));
    for (guint i = history->points->len; i > 0; i--)
        add_point(group, &g_array_index(history->points, HistoryPoint, i - 1), scale);
}

gboolean model_has_history(const Findings *findings)
{
    return findings->histories && findings->histories->len > 0;
}

/* ------------------------------------------------------------------ history of a suite */

/* The interval is that of the run's own means; a run on another machine has no number. */
static void add_suite_point(xmlNodePtr group, const HistoryPoint *point)
{
    double speed = 1 / point->ratio;
    double low = speed * point->mean / point->ci_high, high = speed * point->mean / point->ci_low;
    xmlNodePtr row = table_row(group, "");
    add_date_cell(row, point->timestamp);
    cell_number(row, "n", point->n_benchmarks > 0 ? (double)point->n_benchmarks : (double)NAN,
                number_grouped(point->n_benchmarks));
    cell_number(row, "n b", speed, number_ratio(speed, show_half_width(low, high)));
    g_autofree char *range = show_ratio_range(speed, low, high);
    cell_text(row, "n nw", range[0] ? range : "–");
    cell_text(row, "q", point_note(point));
}

/* The suite as a whole: as long as it times its runs, its benchmarks would fill pages; the figure shows those that changed. */
static void add_suite_history(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = table_new(builder, "history", "");
    element_add_part(
        table_caption(table), "",
        "The geometric mean of every run in the archive, the newest first, relative to the base’s "
        "run of this report. A run is compared with the run of this report over the benchmarks "
        "that both have.");
    table_column(table, "run", "", "Runs of", NULL, NULL);
    table_column(table, "benchmarks", "n", "Benchmarks", NULL, NULL);
    table_column(table, "speed", "n", "Speed", NULL, NULL);
    rows_add_interval_column(table, findings);
    table_column(table, "note", "", "", NULL, NULL);
    for (guint i = 0; i < findings->histories->len; i++) {
        const History *history = g_ptr_array_index(findings->histories, i);
        if (!history->is_suite)
            continue;
        xmlNodePtr group = table_group(table, variant_label(history->variant));
        for (guint k = history->points->len; k > 0; k--)
            add_suite_point(group, &g_array_index(history->points, HistoryPoint, k - 1));
    }
    table_finish(builder, table);
}

void tables_add_history(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (model_is_suite(findings)) {
        add_suite_history(builder);
        return;
    }
    const History *first = g_ptr_array_index(findings->histories, 0);
    NumberScale scale = show_scale(first->unit, history_used_point(first)->mean);
    xmlNodePtr table = table_new(builder, "history", "");
    if (first->is_elapsed)
        element_add_part(table_caption(table), "", "Elapsed time of one process, fixed work, by perf stat. ");
    element_add_part(table_caption(table), "",
                     "All runs in the archive, the newest first. This report uses one run of each variant; "
                     "the others stand here only. Speed is relative to the base’s run of this report.");
    table_column(table, "run", "", "Runs of", NULL, NULL);
    rows_add_n_column(table);
    table_column(table, "mean", "n", "Mean", scale.symbol, NULL);
    table_column(table, "half-width", "n", NUMBER_PLUS_MINUS, scale.symbol, NULL);
    table_column(table, "speed", "n", "Speed", NULL, NULL);
    table_column(table, "note", "", "", NULL, NULL);
    for (guint i = 0; i < findings->histories->len; i++)
        add_history(table, g_ptr_array_index(findings->histories, i), &scale);
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ since the run before */

static void add_date_text(xmlNodePtr row, const HistoryPoint *point)
{
    g_autofree char *date = show_date(point->timestamp);
    cell_text(row, "nw", date ? date : "undated");
}

/* Whether the change is more than runs of one thing differ by. */
static void add_noise_cell(xmlNodePtr row, const History *history, double confidence)
{
    double band = history_noise_band(history, confidence);
    if (isnan(band)) {
        cell_text(row, "q", "not known");
        return;
    }
    gboolean is_inside = fabs(log(history->since_last)) <= band;
    g_autofree char *share = number_percent(expm1(band));
    g_autofree char *text =
        g_strdup_printf("%s " NUMBER_PLUS_MINUS "%s", is_inside ? "inside" : "outside", share);
    cell_text(row, is_inside ? "q nw" : history->since_last < 1 ? "fast nw" : "slow nw", text);
}

static void add_since_row(xmlNodePtr parent, const History *history, const char *name, double confidence)
{
    double speed = 1 / history->since_last;
    double low = 1 / history->since_last_high, high = 1 / history->since_last_low;
    xmlNodePtr row = table_row(parent, "");
    if (history->is_suite)
        element_add_part(cell_head(row), "", name);
    else
        cell_head_code(row, name);
    add_date_text(row, history_used_point(history));
    add_date_text(row, history_point_before(history));
    cell_number(row, "n b", speed, number_ratio(speed, show_half_width(low, high)));
    g_autofree char *range = show_ratio_range(speed, low, high);
    cell_text(row, "n nw", range[0] ? range : "–");
    double share = history->since_last - 1;
    cell_number(row, "n", share, number_signed(share * 100, number_percent_decimals(share)));
    add_noise_cell(row, history, confidence);
}

/* The whole suite, then the larger change first; the name decides between equals. */
static int compare_changes(gconstpointer a, gconstpointer b)
{
    gboolean is_suite_x = (*(const History *const *)a)->is_suite,
             is_suite_y = (*(const History *const *)b)->is_suite;
    if (is_suite_x != is_suite_y)
        return is_suite_x ? -1 : 1;
    double x = fabs(log((*(const History *const *)a)->since_last)),
           y = fabs(log((*(const History *const *)b)->since_last));
    if (x != y)
        return x > y ? -1 : 1;
    return strcmp((*(const History *const *)a)->benchmark, (*(const History *const *)b)->benchmark);
}

/* Histories of one variant that have a run before; of a suite the largest changes first. Transfer full. */
static GPtrArray *histories_of(const Findings *findings, const VariantFindings *variant)
{
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < findings->histories->len; i++) {
        History *history = g_ptr_array_index(findings->histories, i);
        if (history->variant == variant && !isnan(history->since_last))
            g_ptr_array_add(list, history);
    }
    if (model_is_suite(findings))
        g_ptr_array_sort(list, compare_changes);
    return list;
}

/* A row per variant; of a suite a group per variant, with the benchmarks that changed most. */
static void add_since_rows(xmlNodePtr table, const Findings *findings, const VariantFindings *variant)
{
    g_autoptr(GPtrArray) list = histories_of(findings, variant);
    gboolean is_suite = model_is_suite(findings);
    xmlNodePtr parent = is_suite && list->len > 0 ? table_group(table, variant_label(variant)) : table;
    for (guint i = 0; i < list->len && i < MOST_SINCE_ROWS; i++) {
        const History *history = g_ptr_array_index(list, i);
        add_since_row(parent, history, is_suite ? history->benchmark : variant_label(variant),
                      findings->options.confidence);
    }
}

static void add_since_caption(xmlNodePtr caption, const Findings *findings)
{
    element_add_part_printf(
        caption, "",
        "Since the last run: the run of this report against the run of the same variant before it%s. The "
        "interval is that of the two runs; the last column is how far two runs of one thing lie apart in "
        "%g" NUMBER_THIN_SPACE "%% of cases, where this archive shows it.",
        model_is_suite(findings) ? ", the whole suite and the largest changes" : "",
        findings->options.confidence * 100);
}

void tables_add_since_last(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = table_new(builder, "since-last", "");
    add_since_caption(table_caption(table), findings);
    table_column(table, "variant", "", model_is_suite(findings) ? "Benchmark" : "Variant", NULL, NULL);
    table_column(table, "run", "", "Run", NULL, NULL);
    table_column(table, "before", "", "Run before", NULL, NULL);
    table_column(table, "ratio", "n", "Ratio", NULL, NULL);
    rows_add_interval_column(table, findings);
    table_column(table, "delta", "n", "Δ", "%", NULL);
    table_column(table, "noise", "", "Noise between runs", NULL, NULL);
    for (guint i = 0; i < findings->variants->len; i++)
        add_since_rows(table, findings, g_ptr_array_index(findings->variants, i));
    table_drop_empty_columns(table);
    table_finish(builder, table);
}
