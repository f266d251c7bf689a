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

guint model_count_rows(const Findings *findings, const VariantFindings *variant)
{
    guint n = 0;
    for (guint i = 0; i < findings->comparisons->len; i++)
        n += ((const Comparison *)g_ptr_array_index(findings->comparisons, i))->variant == variant ? 1 : 0;
    return n;
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

void rows_add_interval_column(xmlNodePtr table, const Findings *findings)
{
    g_autofree char *level = show_level(findings->options.confidence);
    g_autofree char *title = g_strconcat(level, " CI", NULL);
    table_column(table, "ci", "n", title, NULL, NULL);
}

void rows_add_mean_columns(xmlNodePtr table, const Findings *findings)
{
    static const char *const titles[] = {"Faster", "Slower", "Same", "Other"};
    table_column(table, "benchmarks", "n", "Benchmarks", NULL, NULL);
    table_column(table, "ratio", "n", "Ratio", NULL, NULL);
    rows_add_interval_column(table, findings);
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
        table_column(table, titles[i], "n", titles[i], NULL, NULL);
}

void rows_add_mean_cells(xmlNodePtr row, const GeometricMean *mean, guint n_benchmarks, guint n_other)
{
    const guint counts[] = {mean->n_faster, mean->n_slower, mean->n_same, n_other};
    double half_width = show_half_width(mean->ci_low, mean->ci_high);
    g_autofree char *range = show_ratio_range(mean->speedup, mean->ci_low, mean->ci_high);
    cell_number(row, "n", n_benchmarks, number_grouped(n_benchmarks));
    cell_number(row, "n b", mean->speedup, number_ratio(mean->speedup, half_width));
    cell_text(row, "n nw", range[0] ? range : "–");
    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++)
        cell_number(row, "n", counts[i], number_grouped(counts[i]));
}

void rows_add_comparison_columns(xmlNodePtr table, const Findings *findings)
{
    table_column(table, "ratio", "n", "Ratio", NULL, NULL);
    rows_add_interval_column(table, findings);
    table_column(table, "delta", "n", "Δ", "%", NULL);
    element_set(table_column(table, "p", "n", "p", NULL, NULL), "style", "i");
    table_column(table, "verdict", "", "Verdict", NULL, NULL);
}

static void add_ci_cell(xmlNodePtr row, const RowResult *result)
{
    if (result->is_exact) {
        cell_text(row, "n nw q", "exact");
        return;
    }
    g_autofree char *range = show_ratio_range(result->speedup, result->ci_low, result->ci_high);
    cell_text(row, "n nw", range[0] ? range : "–");
}

/* The unit stands in the head. */
static void add_delta_cell(xmlNodePtr row, double share, gboolean is_exact)
{
    int decimals = number_percent_decimals(share);
    if (is_exact && share != 0)
        decimals = MAX(decimals, number_decimals_significant(share * 100, 2));
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

/* q is p corrected for the number of rows; where there is one it is the one to judge by. */
void rows_add_result_cells(xmlNodePtr row, const RowResult *result, double q)
{
    double half_width = show_half_width(result->ci_low, result->ci_high);
    cell_number(row, "n b", result->speedup, number_ratio(result->speedup, half_width));
    add_ci_cell(row, result);
    add_delta_cell(row, result->share, result->is_exact);
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

/* Empty cells, so that the row stays as wide as the others, and the reason where the verdict would be. */
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
        .is_exact = comparison->is_exact,
        .verdict = comparison->verdict,
        .unit = comparison->changed->timing->unit,
    };
}

/* ------------------------------------------------------------------ the noise between runs */

#define MOST_NAMED_ROWS 3

/* What the verdict would have been without the noise: the row is undecided, its own interval is not. */
typedef enum { NOISE_CHANGED_NOTHING, NOISE_HID_DIFFERENCE, NOISE_HID_EQUALITY } NoiseEffect;

static NoiseEffect noise_effect(const Comparison *comparison, double margin)
{
    if (isnan(comparison->noise) || comparison->verdict != VERDICT_INCONCLUSIVE)
        return NOISE_CHANGED_NOTHING;
    for (guint i = 0; i < comparison->reasons->len; i++)
        if (g_str_equal(g_ptr_array_index(comparison->reasons, i), "noise-floor"))
            return NOISE_HID_DIFFERENCE;
    gboolean is_inside = comparison->ci_low > 1 / (1 + margin) && comparison->ci_high < 1 + margin;
    return is_inside ? NOISE_HID_EQUALITY : NOISE_CHANGED_NOTHING;
}

static void add_noise_row(xmlNodePtr caption, const Comparison *comparison, const Findings *findings)
{
    double margin = findings->options.margin;
    g_autofree char *range =
        show_ratio_range(comparison->speedup, comparison->decisive_low, comparison->decisive_high);
    g_autofree char *p = number_p_value(comparison->decisive_p);
    element_add_part(caption, "", " ");
    element_add_part(caption, "code",
                     model_is_suite(findings) ? comparison->changed->timing->benchmark
                                              : variant_label(comparison->variant));
    if (noise_effect(comparison, margin) == NOISE_HID_DIFFERENCE)
        element_add_part(caption, "",
                         " is undecided only for that: its own interval excludes 1×, with the noise it is ");
    else
        element_add_part_printf(
            caption, "",
            " is undecided only for that: its own interval lies inside ±%g" NUMBER_THIN_SPACE
            "%%, with the noise it is ",
            margin * 100);
    element_add_part_printf(caption, "", "%s× (", range);
    element_add_part(caption, "i", "p");
    element_add_part_printf(caption, "", " %s%s).", p[0] == '<' ? "" : "= ", p);
}

void rows_add_noise_note(xmlNodePtr caption, const Findings *findings)
{
    double noise = NAN;
    guint n_changed = 0;
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *comparison = g_ptr_array_index(findings->comparisons, i);
        noise = isnan(comparison->noise) ? noise : fmax(comparison->noise, isnan(noise) ? 0 : noise);
        n_changed += noise_effect(comparison, findings->options.margin) != NOISE_CHANGED_NOTHING;
    }
    if (isnan(noise))
        return;
    g_autofree char *share = number_percent(noise);
    element_add_part_printf(
        caption, "",
        " Verdicts also allow for the noise between runs: the means of runs of one thing have a standard "
        "deviation of %s in this archive.",
        share);
    guint n_named = 0;
    for (guint i = 0; i < findings->comparisons->len && n_named < MOST_NAMED_ROWS; i++) {
        const Comparison *comparison = g_ptr_array_index(findings->comparisons, i);
        if (noise_effect(comparison, findings->options.margin) == NOISE_CHANGED_NOTHING)
            continue;
        add_noise_row(caption, comparison, findings);
        n_named++;
    }
    if (n_changed > n_named)
        element_add_part_printf(caption, "", " So are %u more.", n_changed - n_named);
}
