/* What rows of times share; see table_rows.h. */
#include "report/table_rows.h"

/* Whether a variant has timings of several names; several files of one name are batches of one timing. */
static gboolean has_several_names(const VariantFindings *variant)
{
    const char *first = NULL;
    for (guint i = 0; i < variant->timings->len; i++) {
        const TimingSummary *summary = g_ptr_array_index(variant->timings, i);
        if (first && !g_str_equal(first, summary->timing->benchmark))
            return TRUE;
        first = summary->timing->benchmark;
    }
    return FALSE;
}

gboolean model_is_suite(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++)
        if (has_several_names(g_ptr_array_index(findings->variants, i)))
            return TRUE;
    return FALSE;
}

const Comparison *model_find_comparison(const Findings *findings, const TimingSummary *changed)
{
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *comparison = g_ptr_array_index(findings->comparisons, i);
        if (comparison->changed == changed)
            return comparison;
    }
    return NULL;
}

const ProcessComparison *model_find_process(const Findings *findings, const VariantFindings *variant)
{
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        const ProcessComparison *comparison = g_ptr_array_index(findings->process_comparisons, i);
        if (comparison->variant == variant)
            return comparison;
    }
    return NULL;
}

/* ------------------------------------------------------------------ columns and cells */

void rows_add_n_column(xmlNodePtr table)
{
    element_set(table_column(table, "n", "n", "n", NULL, NULL), "style", "i");
}

void rows_add_comparison_columns(xmlNodePtr table)
{
    table_column(table, "ratio", "n", "Ratio", NULL, NULL);
    table_column(table, "ci", "n", "95" NUMBER_THIN_SPACE "% CI", NULL, NULL);
    table_column(table, "delta", "n", "Δ", "%", NULL);
    element_set(table_column(table, "p", "n", "p", NULL, NULL), "style", "i");
    table_column(table, "verdict", "", "Verdict", NULL, NULL);
}

static void add_ci_cell(xmlNodePtr row, const RowResult *result)
{
    g_autofree char *range = show_ratio_range(result->speedup, result->ci_low, result->ci_high);
    cell_text(row, "n nw", range[0] ? range : "–");
}

/* The unit stands in the head; two decimals below one per cent. */
static void add_delta_cell(xmlNodePtr row, double share)
{
    int decimals = fabs(share) * 100 < 0.995 ? 2 : 1;
    cell_number(row, "n", share, number_signed(share * 100, decimals));
}

/* Mark and word, so that colour is never the only sign. */
static void add_verdict_cell(xmlNodePtr row, const RowResult *result)
{
    if (!result->has_verdict) {
        cell_text(row, "q", isnan(result->speedup) ? "" : "no verdict");
        return;
    }
    g_autofree char *class_name = g_strconcat(verdict_class(result->verdict), " nw", NULL);
    g_autofree char *text =
        g_strconcat(verdict_mark(result->verdict), " ", verdict_word(result->verdict, result->unit), NULL);
    cell_text(row, class_name, text);
}

void rows_add_result_cells(xmlNodePtr row, const RowResult *result, double q)
{
    double half_width = show_half_width(result->ci_low, result->ci_high);
    cell_number(row, "n b", result->speedup, number_ratio(result->speedup, half_width));
    add_ci_cell(row, result);
    add_delta_cell(row, result->share);
    double p = isnan(q) ? result->p : q;
    cell_number(row, "n", p, number_p_value(p));
    add_verdict_cell(row, result);
}

/* The base is 1 by definition; intervals and p do not apply to it. */
void rows_add_base_cells(xmlNodePtr row)
{
    cell_number(row, "n q", 1, g_strdup("1"));
    for (guint i = 0; i < 3; i++)
        cell_text(row, "n q", "");
    cell_text(row, "q", "base");
}

void rows_add_no_cells(xmlNodePtr row, const char *why)
{
    for (guint i = 0; i < 4; i++)
        cell_text(row, "n q", "");
    cell_text(row, "q", why);
}

RowResult rows_result_of(const Comparison *comparison)
{
    return (RowResult){
        .speedup = comparison->speedup,
        .ci_low = comparison->ci_low,
        .ci_high = comparison->ci_high,
        .share = comparison->delta_share,
        .p = comparison->p,
        .has_verdict = TRUE,
        .verdict = comparison->verdict,
        .unit = comparison->changed->timing->unit,
    };
}
