/* Tables over several runs and along the chain of variants: history of each timing, each variant against the one before it.
 * In: histories and steps of the findings. Out: <table id="steps|history">. Must not know sentences or figures. */
#include "analyze/history.h"
#include "report/table_rows.h"

/* ------------------------------------------------------------------ each variant against the one before it */

static void add_step_columns(xmlNodePtr table)
{
    table_column(table, "variant", "", "Variant", NULL, NULL);
    table_column(table, "before", "", "Against", NULL, NULL);
    rows_add_comparison_columns(table);
}

/* A step without an interval says no more than the table of timings. */
static void add_step(xmlNodePtr table, const Comparison *step)
{
    if (isnan(step->ci_low))
        return;
    xmlNodePtr row = table_row(table, "");
    cell_head_code(row, variant_label(step->variant));
    cell_code(row, variant_label(step->baseline));
    RowResult result = rows_result_of(step);
    rows_add_result_cells(row, &result, NAN);
}

void tables_add_steps(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (!findings->steps || findings->steps->len == 0 || model_is_suite(findings))
        return;
    xmlNodePtr table = table_new(builder, "steps", "sort");
    element_add_part(table_caption(table), "",
                     "Each variant against the one before it: what each step brought.");
    add_step_columns(table);
    for (guint i = 0; i < findings->steps->len; i++)
        add_step(table, g_ptr_array_index(findings->steps, i));
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

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
    return findings->histories && findings->histories->len > 0 && !model_is_suite(findings);
}

void tables_add_history(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (!model_has_history(findings))
        return;
    const History *first = g_ptr_array_index(findings->histories, 0);
    NumberScale scale = show_scale(first->unit, history_used_point(first)->mean);
    xmlNodePtr table = table_new(builder, "history", "");
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
    table_finish(builder, table);
}
