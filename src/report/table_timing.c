/* Tables of times: perf's wall clock of fixed work, pyperf's timings, a suite of many timings.
 * In: findings. Out: <table id="elapsed|timing|spread|notable|suite">. Must not know sentences or figures. */
#include "analyze/statistics.h"
#include "base/text.h"
#include "report/table.h"

#define N_NOTABLE 5

gboolean model_is_suite(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->timings->len > 1)
            return TRUE;
    }
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

/* ------------------------------------------------------------------ columns that both kinds of rows share */

static void add_comparison_columns(xmlNodePtr table)
{
    table_column(table, "ratio", "n", "Ratio", NULL, NULL);
    table_column(table, "ci", "n", "95" NUMBER_THIN_SPACE "% CI", NULL, NULL);
    table_column(table, "delta", "n", "Δ", "%", NULL);
    xmlNodePtr p = table_column(table, "p", "n", "p", NULL, NULL);
    element_set(p, "style", "i");
    table_column(table, "verdict", "", "Verdict", NULL, NULL);
}

/* Everything a comparison puts into a row. */
typedef struct {
    double speedup, ci_low, ci_high, share, p;
    gboolean has_verdict;
    Verdict verdict;
    Unit unit;
} RowResult;

static void add_ci_cell(xmlNodePtr row, const RowResult *result)
{
    g_autofree char *range = show_ratio_range(result->speedup, result->ci_low, result->ci_high);
    cell_text(row, "n nw", range[0] ? range : "–");
}

static void add_delta_cell(xmlNodePtr row, double share)
{
    int decimals = fabs(share) * 100 < 0.995 ? 2 : 1;
    cell_number(row, "n", share, number_signed(share * 100, decimals));
}

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

static void add_result_cells(xmlNodePtr row, const RowResult *result, double q)
{
    double half_width = show_half_width(result->ci_low, result->ci_high);
    cell_number(row, "n b", result->speedup, number_ratio(result->speedup, half_width));
    add_ci_cell(row, result);
    add_delta_cell(row, result->share);
    double p = isnan(q) ? result->p : q;
    cell_number(row, "n", p, number_p_value(p));
    add_verdict_cell(row, result);
}

static void add_base_cells(xmlNodePtr row)
{
    cell_number(row, "n q", 1, g_strdup("1"));
    for (guint i = 0; i < 3; i++)
        cell_text(row, "n q", "");
    cell_text(row, "q", "base");
}

static void add_no_cells(xmlNodePtr row, const char *why)
{
    for (guint i = 0; i < 4; i++)
        cell_text(row, "n q", "");
    cell_text(row, "q", why);
}

static RowResult result_of_comparison(const Comparison *comparison)
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

/* ------------------------------------------------------------------ elapsed time of fixed work */

static gboolean has_fixed_work(const Findings *findings)
{
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        const ProcessComparison *comparison = g_ptr_array_index(findings->process_comparisons, i);
        if (comparison->work == WORK_FIXED)
            return TRUE;
    }
    return FALSE;
}

/* Median and standard deviation over the runs, where every run is known. */
static void add_sample_cells(xmlNodePtr row, const ProcessSummary *process, int decimals,
                             const NumberScale *scale)
{
    double median = NAN, stdev = NAN;
    if (process->samples && process->n_samples > 1) {
        median = statistics_median(process->samples, process->n_samples);
        stdev = statistics_stdev(process->samples, process->n_samples);
    }
    int coarse = show_decimals(process->elapsed, NAN, 4, scale);
    cell_number(row, "n", median, show_scaled(median, coarse, scale));
    cell_number(row, "n", stdev, show_scaled(stdev, decimals, scale));
}

static void add_elapsed_row(xmlNodePtr table, const Findings *findings, const VariantFindings *variant,
                            const NumberScale *scale)
{
    Measured measured = measured_of_process(variant->process, findings->options.confidence);
    int decimals = show_decimals(measured.mean, measured.half_width, 4, scale);
    xmlNodePtr row = table_row(table, "");
    cell_head_code(row, variant_label(variant));
    cell_number(row, "n", measured.n, number_grouped(measured.n));
    cell_number(row, "n", measured.mean, show_scaled(measured.mean, decimals, scale));
    cell_number(row, "n", measured.half_width, show_scaled(measured.half_width, decimals, scale));
    add_sample_cells(row, variant->process, decimals, scale);
    const ProcessComparison *comparison = model_find_process(findings, variant);
    if (variant == baseline_of(findings)) {
        add_base_cells(row);
    } else if (comparison) {
        RowResult result = {
            .speedup = comparison->speedup,
            .ci_low = comparison->ci_low,
            .ci_high = comparison->ci_high,
            .share = comparison->elapsed_ratio - 1,
            .p = comparison->p,
            .has_verdict = comparison->has_verdict,
            .verdict = comparison->verdict,
            .unit = UNIT_SECOND,
        };
        add_result_cells(row, &result, NAN);
    } else {
        add_no_cells(row, "");
    }
}

static void add_time_columns(xmlNodePtr table, const char *unit)
{
    table_column(table, "mean", "n", "Mean", unit, NULL);
    table_column(table, "half-width", "n", NUMBER_PLUS_MINUS, unit, NULL);
    table_column(table, "median", "n", "Median", unit, NULL);
    table_column(table, "stdev", "n", "SD", unit, NULL);
}

static xmlNodePtr add_n_column(xmlNodePtr table)
{
    xmlNodePtr n = table_column(table, "n", "n", "n", NULL, NULL);
    element_set(n, "style", "i");
    return n;
}

static void add_interval_note(xmlNodePtr caption, const char *what)
{
    element_add_part_printf(caption, "",
                            "± is the half-width of the 95" NUMBER_THIN_SPACE
                            "%% interval of the mean%s; the ratio’s interval "
                            "and ",
                            what);
    element_add_part(caption, "i", "p");
    element_add_part(caption, "", " are Welch’s, on logarithms.");
}

static void add_elapsed(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    const ProcessSummary *base = baseline_of(findings)->process;
    if (!base || !has_fixed_work(findings))
        return;
    NumberScale scale = number_scale_seconds(base->elapsed);
    xmlNodePtr table = table_new(builder, "elapsed", "sort");
    xmlNodePtr caption = table_caption(table);
    element_add_part(caption, "", "Elapsed time of one process, fixed work, by perf stat. ");
    add_interval_note(caption, "");
    table_column(table, "variant", "", "Variant", NULL, NULL);
    add_n_column(table);
    add_time_columns(table, scale.symbol);
    add_comparison_columns(table);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->process)
            add_elapsed_row(table, findings, variant, &scale);
    }
    table_finish(builder, table);
}

/* perf's clock around commands whose work is not fixed: stated, not compared. */
static void add_commands(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (has_fixed_work(findings))
        return;
    xmlNodePtr table = table_new(builder, "commands", "half");
    element_add_part(table_caption(table), "",
                     findings->variants->len > 1
                         ? "What perf’s clock says of the whole command, start-up, calibration and all. The "
                           "amount of work is "
                           "not known to be the same, so the rows are not compared."
                         : "What perf’s clock says of the whole command, start-up and all.");
    table_column(table, "variant", "", "Variant", NULL, NULL);
    table_column(table, "runs", "n", "Runs", NULL, NULL);
    table_column(table, "elapsed", "n", "Elapsed", "s", NULL);
    table_column(table, "user", "n", "User", "s", NULL);
    table_column(table, "sys", "n", "System", "s", NULL);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        const ProcessSummary *process = variant->process;
        if (!process)
            continue;
        xmlNodePtr row = table_row(table, "");
        cell_head_code(row, variant_label(variant));
        cell_number(row, "n", process->n_runs, number_grouped(process->n_runs));
        cell_number(row, "n", process->elapsed, number_fixed(process->elapsed, 3));
        cell_number(row, "n", process->user, number_fixed(process->user, 3));
        cell_number(row, "n", process->sys, number_fixed(process->sys, 3));
    }
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ one timing per variant */

static gboolean has_level(const Findings *findings, TimingLevel level)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++)
            if (((const TimingSummary *)g_ptr_array_index(variant->timings, j))->timing->level == level)
                return TRUE;
    }
    return FALSE;
}

/* "label", and the benchmark's own name where it is not that of the report. */
static void add_timing_head(xmlNodePtr row, const Findings *findings, const VariantFindings *variant,
                            const TimingSummary *summary)
{
    xmlNodePtr head = cell_head_code(row, variant_label(variant));
    const char *name = summary->timing->benchmark;
    if (g_str_equal(name, findings->benchmark->name) || g_str_equal(name, variant_label(variant)))
        return;
    element_add_part(head, "", " ");
    element_add_part(head, "q", name);
}

static void add_timing_row(xmlNodePtr table, const Findings *findings, const VariantFindings *variant,
                           const TimingSummary *summary, const NumberScale *scale)
{
    Measured measured = measured_of_timing(summary);
    int decimals = show_decimals(measured.mean, measured.half_width, 4, scale);
    int coarse = show_decimals(measured.mean, NAN, 4, scale);
    xmlNodePtr row = table_row(table, "");
    add_timing_head(row, findings, variant, summary);
    cell_number(row, "n", measured.n > 0 ? (double)measured.n : (double)NAN, number_grouped(measured.n));
    cell_number(row, "n", measured.mean, show_scaled(measured.mean, decimals, scale));
    cell_number(row, "n", measured.half_width, show_scaled(measured.half_width, decimals, scale));
    cell_number(row, "n", summary->median, show_scaled(summary->median, coarse, scale));
    double stdev = summary->timing->level == LEVEL_VALUES ? summary->process_stdev : summary->stdev;
    cell_number(row, "n", stdev, show_scaled(stdev, decimals, scale));
    const Comparison *comparison = model_find_comparison(findings, summary);
    if (comparison) {
        RowResult result = result_of_comparison(comparison);
        add_result_cells(row, &result, NAN);
    } else if (summary->timing->excluded) {
        add_no_cells(row, summary->timing->excluded);
    } else if (variant == baseline_of(findings) && findings->variants->len > 1) {
        add_base_cells(row);
    } else {
        add_no_cells(row, "");
    }
}

static const TimingSummary *first_timing(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->timings->len > 0)
            return g_ptr_array_index(variant->timings, 0);
    }
    return NULL;
}

static void add_timing_caption(xmlNodePtr caption, const Findings *findings, const TimingSummary *first)
{
    if (first->timing->unit == UNIT_SECOND)
        element_add_part(caption, "", "Time of one iteration of ");
    else
        element_add_part(caption, "", "Values of ");
    element_add_part(caption, "code", first->timing->benchmark);
    element_add_part(caption, "", ", measured by pyperf in ");
    element_add_part(caption, "i", "n");
    element_add_part(caption, "", " processes. ");
    if (has_level(findings, LEVEL_VALUES))
        add_interval_note(caption, ", over process means, as is SD");
    if (has_level(findings, LEVEL_SUMMARY))
        element_add_part(
            caption, "",
            " Rows without ± come from a printed summary: its raw values are missing, SD is as printed.");
}

static void add_timing(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    const TimingSummary *first = first_timing(findings);
    if (!first)
        return;
    NumberScale scale = show_scale(first->timing->unit, first->mean);
    xmlNodePtr table = table_new(builder, "timing", "sort");
    add_timing_caption(table_caption(table), findings, first);
    table_column(table, "variant", "", "Variant", NULL, NULL);
    add_n_column(table);
    add_time_columns(table, scale.symbol);
    add_comparison_columns(table);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++)
            add_timing_row(table, findings, variant, g_ptr_array_index(variant->timings, j), &scale);
    }
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ spread of single values */

static void add_spread_row(xmlNodePtr table, const Findings *findings, const VariantFindings *variant,
                           const TimingSummary *summary, const NumberScale *scale)
{
    int decimals = show_decimals(summary->mean, NAN, 4, scale);
    xmlNodePtr row = table_row(table, "");
    add_timing_head(row, findings, variant, summary);
    cell_number(row, "n", summary->n_processes, number_grouped(summary->n_processes));
    cell_number(row, "n", summary->n_values, number_grouped(summary->n_values));
    cell_number(row, "n", summary->n_warmups, number_grouped(summary->n_warmups));
    const double values[] = {summary->mean, summary->stdev, summary->median,
                             summary->mad,  summary->min,   summary->max};
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        int own = i == 1 || i == 3 ? show_decimals(summary->stdev, summary->stdev, 2, scale) : decimals;
        cell_number(row, "n", values[i], show_scaled(values[i], MAX(own, decimals), scale));
    }
}

static void add_spread(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    const TimingSummary *first = first_timing(findings);
    if (!first || !has_level(findings, LEVEL_VALUES))
        return;
    NumberScale scale = show_scale(first->timing->unit, first->mean);
    xmlNodePtr table = table_new(builder, "spread", "sort");
    element_add_part(
        table_caption(table), "",
        "The same, over single values as pyperf prints them. Values of one process are not independent: "
        "no interval is computed from them.");
    table_column(table, "variant", "", "Variant", NULL, NULL);
    table_column(table, "processes", "n", "Processes", NULL, NULL);
    table_column(table, "values", "n", "Values", NULL, NULL);
    table_column(table, "warmups", "n", "Warm-ups", NULL, NULL);
    static const char *const titles[] = {"Mean", "SD", "Median", "MAD", "Min", "Max"};
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
        table_column(table, titles[i], "n", titles[i], scale.symbol, NULL);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++) {
            const TimingSummary *summary = g_ptr_array_index(variant->timings, j);
            if (summary->timing->level == LEVEL_VALUES)
                add_spread_row(table, findings, variant, summary, &scale);
        }
    }
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ suites */

static void add_suite_columns(xmlNodePtr table, const char *base)
{
    table_column(table, "benchmark", "", "Benchmark", NULL, NULL);
    table_column(table, "unit", "un", "unit", NULL, NULL);
    xmlNodePtr column = table_column(table, "base", "n", base, NULL, NULL);
    element_set(column, "style", "code");
    table_column(table, "changed", "n", "Changed", NULL, NULL);
    add_comparison_columns(table);
}

static void add_suite_row(xmlNodePtr group, const Comparison *comparison)
{
    Measured base = measured_of_timing(comparison->base), changed = measured_of_timing(comparison->changed);
    NumberScale scale = show_scale(base.unit, base.mean);
    xmlNodePtr row = table_row(group, "");
    cell_head_code(row, comparison->changed->timing->benchmark);
    cell_text(row, "q un", scale.symbol);
    cell_number(row, "n", base.mean,
                show_scaled(base.mean, show_decimals(base.mean, NAN, 4, &scale), &scale));
    cell_number(row, "n", changed.mean,
                show_scaled(changed.mean, show_decimals(base.mean, NAN, 4, &scale), &scale));
    RowResult result = result_of_comparison(comparison);
    add_result_cells(row, &result, comparison->q);
}

static int compare_speedups(gconstpointer a, gconstpointer b)
{
    const Comparison *x = *(const Comparison *const *)a, *y = *(const Comparison *const *)b;
    double sx = isnan(x->speedup) ? -1 : x->speedup, sy = isnan(y->speedup) ? -1 : y->speedup;
    if (sx != sy)
        return sx > sy ? -1 : 1;
    return text_compare_natural(x->changed->timing->benchmark, y->changed->timing->benchmark);
}

/* The comparisons of one variant, in the order of the baseline or from the fastest. Transfer full. */
static GPtrArray *comparisons_of(const Findings *findings, const VariantFindings *variant,
                                 gboolean by_speedup)
{
    GPtrArray *rows = g_ptr_array_new();
    for (guint i = 0; i < findings->comparisons->len; i++) {
        Comparison *comparison = g_ptr_array_index(findings->comparisons, i);
        if (comparison->variant == variant)
            g_ptr_array_add(rows, comparison);
    }
    if (by_speedup)
        g_ptr_array_sort(rows, compare_speedups);
    return rows;
}

static xmlNodePtr add_suite_table(ModelBuilder *builder, const char *id, const char *caption)
{
    xmlNodePtr table = table_new(builder, id, "sort");
    element_add_part(table_caption(table), "", caption);
    add_suite_columns(table, variant_label(baseline_of(builder->findings)));
    return table;
}

static void add_notable(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = add_suite_table(
        builder, "notable",
        "The largest gains and losses. Means of process means; p is corrected for the number of "
        "comparisons (Benjamini and Hochberg).");
    for (guint i = 1; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        g_autoptr(GPtrArray) rows = comparisons_of(findings, variant, TRUE);
        if (rows->len <= 2 * N_NOTABLE)
            continue;
        xmlNodePtr group = table_group(table, variant_label(variant));
        for (guint j = 0; j < rows->len; j++)
            if (j < N_NOTABLE || j + N_NOTABLE >= rows->len)
                add_suite_row(group, g_ptr_array_index(rows, j));
    }
    table_finish(builder, table);
}

static void add_all(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = add_suite_table(builder, "suite",
                                       "Every benchmark. Means of process means; p is corrected for the "
                                       "number of comparisons (Benjamini and Hochberg).");
    for (guint i = 1; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        g_autoptr(GPtrArray) rows = comparisons_of(findings, variant, FALSE);
        xmlNodePtr group = table_group(table, variant_label(variant));
        for (guint j = 0; j < rows->len; j++)
            add_suite_row(group, g_ptr_array_index(rows, j));
    }
    table_finish(builder, table);
}

/* A suite of one variant: nothing to compare with, so means only. */
static void add_suite_alone(ModelBuilder *builder)
{
    const VariantFindings *only = baseline_of(builder->findings);
    xmlNodePtr table = table_new(builder, "suite", "sort");
    element_add_part(table_caption(table), "",
                     "Every benchmark, over process means; median, min and max over single values.");
    table_column(table, "benchmark", "", "Benchmark", NULL, NULL);
    table_column(table, "unit", "un", "unit", NULL, NULL);
    add_n_column(table);
    static const char *const titles[] = {"Mean", NUMBER_PLUS_MINUS, "Median", "Min", "Max"};
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
        table_column(table, titles[i], "n", titles[i], NULL, NULL);
    for (guint i = 0; i < only->timings->len; i++) {
        const TimingSummary *summary = g_ptr_array_index(only->timings, i);
        Measured measured = measured_of_timing(summary);
        NumberScale scale = show_scale(measured.unit, measured.mean);
        int decimals = show_decimals(measured.mean, measured.half_width, 4, &scale);
        int coarse = show_decimals(measured.mean, NAN, 4, &scale);
        xmlNodePtr row = table_row(table, "");
        cell_head_code(row, summary->timing->benchmark);
        cell_text(row, "q un", scale.symbol);
        cell_number(row, "n", measured.n > 0 ? (double)measured.n : (double)NAN, number_grouped(measured.n));
        cell_number(row, "n", measured.mean, show_scaled(measured.mean, decimals, &scale));
        cell_number(row, "n", measured.half_width, show_scaled(measured.half_width, decimals, &scale));
        cell_number(row, "n", summary->median, show_scaled(summary->median, coarse, &scale));
        cell_number(row, "n", summary->min, show_scaled(summary->min, coarse, &scale));
        cell_number(row, "n", summary->max, show_scaled(summary->max, coarse, &scale));
    }
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ all of them */

void tables_add_timing(ModelBuilder *builder, const GArray *headlines)
{
    add_elapsed(builder);
    if (!model_is_suite(builder->findings)) {
        add_timing(builder);
        add_spread(builder);
    } else if (headlines->len == 0) {
        add_suite_alone(builder);
    } else {
        add_notable(builder);
        add_all(builder);
    }
    add_commands(builder);
}
