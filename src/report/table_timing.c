/* Tables of times of one benchmark: perf's wall clock of fixed work, pyperf's timings, the spread of single values.
 * In: findings. Out: <table id="elapsed|timing|spread|commands">. Must not know sentences or figures. */
#include "analyze/statistics.h"
#include "report/table_rows.h"

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
        rows_add_base_cells(row);
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
        rows_add_result_cells(row, &result, NAN);
    } else {
        rows_add_no_cells(row, "");
    }
}

static void add_time_columns(xmlNodePtr table, const char *unit)
{
    table_column(table, "mean", "n", "Mean", unit, NULL);
    table_column(table, "half-width", "n", NUMBER_PLUS_MINUS, unit, NULL);
    table_column(table, "median", "n", "Median", unit, NULL);
    table_column(table, "stdev", "n", "SD", unit, NULL);
}

/* What ± means is said where it is used. */
static void add_interval_note(xmlNodePtr caption, const Findings *findings, const char *what)
{
    g_autofree char *level = show_level(findings->options.confidence);
    element_add_part_printf(caption, "", "± is the half-width of the %s interval of the mean%s", level, what);
    if (findings->variants->len < 2) {
        element_add_part(caption, "", ".");
        return;
    }
    element_add_part(caption, "", "; the ratio’s interval and ");
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
    add_interval_note(caption, findings, "");
    table_column(table, "variant", "", "Variant", NULL, NULL);
    rows_add_n_column(table);
    add_time_columns(table, scale.symbol);
    rows_add_comparison_columns(table, findings);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->process)
            add_elapsed_row(table, findings, variant, &scale);
    }
    table_drop_empty_columns(table);
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
        if (!process || (isnan(process->elapsed) && isnan(process->user) && isnan(process->sys)))
            continue; /* interval files state no time of the whole command */
        xmlNodePtr row = table_row(table, "");
        cell_head_code(row, variant_label(variant));
        cell_number(row, "n", process->n_runs, number_grouped(process->n_runs));
        cell_number(row, "n", process->elapsed, number_fixed(process->elapsed, 3));
        cell_number(row, "n", process->user, number_fixed(process->user, 3));
        cell_number(row, "n", process->sys, number_fixed(process->sys, 3));
    }
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ one timing per variant */

/* Whether any timing has raw values, or is only a printed line. */
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

/* The one that names the table and gives it its unit: the first with a number, else the first. */
static const TimingSummary *first_timing(const Findings *findings)
{
    const TimingSummary *first = NULL;
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++) {
            const TimingSummary *summary = g_ptr_array_index(variant->timings, j);
            if (!isnan(summary->mean))
                return summary;
            first = first ? first : summary;
        }
    }
    return first;
}

/* How the values of a row are shown: in the unit of the column, or with their own where the row was measured in another. */
typedef struct {
    NumberScale scale;
    gboolean is_foreign;
} RowScale;

static RowScale row_scale(const Timing *timing, double mean, Unit unit, const NumberScale *scale)
{
    RowScale own = {*scale, timing->unit != unit};
    if (own.is_foreign)
        own.scale = show_scale(timing->unit, mean);
    return own;
}

static void add_value_cell(xmlNodePtr row, double value, int decimals, const RowScale *scale)
{
    cell_number(row, "n", value,
                scale->is_foreign ? number_with_unit(value, decimals, &scale->scale)
                                  : show_scaled(value, decimals, &scale->scale));
}

/* "label", and the benchmark's own name where it is not the one of the caption. */
static void add_timing_head(xmlNodePtr row, const Findings *findings, const VariantFindings *variant,
                            const TimingSummary *summary)
{
    xmlNodePtr head = cell_head_code(row, variant_label(variant));
    const char *name = summary->timing->benchmark;
    const TimingSummary *first = first_timing(findings);
    if (!first || g_str_equal(name, first->timing->benchmark) || g_str_equal(name, variant_label(variant)))
        return;
    element_add_part(head, "", " ");
    element_add_part(head, "q", name);
}

/* pyperf prints three digits; more would be invented. */
static void add_timing_row(xmlNodePtr table, const Findings *findings, const VariantFindings *variant,
                           const TimingSummary *summary, const NumberScale *column)
{
    Measured measured = measured_of_timing(summary);
    RowScale scale = row_scale(summary->timing, measured.mean, first_timing(findings)->timing->unit, column);
    gboolean is_summary = summary->timing->level == LEVEL_SUMMARY; /* pyperf prints three digits */
    int decimals = show_decimals(measured.mean, measured.half_width, is_summary ? 3 : 4, &scale.scale);
    int coarse = show_decimals(measured.mean, NAN, 4, &scale.scale);
    xmlNodePtr row = table_row(table, "");
    add_timing_head(row, findings, variant, summary);
    cell_number(row, "n", measured.n > 0 ? (double)measured.n : (double)NAN, number_grouped(measured.n));
    add_value_cell(row, measured.mean, decimals, &scale);
    add_value_cell(row, measured.half_width, decimals, &scale);
    add_value_cell(row, summary->median, coarse, &scale);
    double stdev = summary->timing->level == LEVEL_VALUES ? summary->process_stdev : summary->stdev;
    add_value_cell(row, stdev, decimals, &scale);
    const Comparison *comparison = model_find_comparison(findings, summary);
    if (comparison) {
        RowResult result = rows_result_of(comparison);
        rows_add_result_cells(row, &result, NAN);
    } else if (summary->timing->excluded) {
        rows_add_no_cells(row, summary->timing->excluded);
    } else if (variant == baseline_of(findings) && findings->variants->len > 1) {
        rows_add_base_cells(row);
    } else {
        rows_add_no_cells(row, "");
    }
}

static gboolean has_any_interval(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++)
            if (isfinite(((const TimingSummary *)g_ptr_array_index(variant->timings, j))->ci_low))
                return TRUE;
    }
    return FALSE;
}

static gboolean has_batches(const Findings *findings)
{
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *comparison = g_ptr_array_index(findings->comparisons, i);
        if (comparison->base->batches || comparison->changed->batches)
            return TRUE;
    }
    return FALSE;
}

static void add_timing_caption(xmlNodePtr caption, const Findings *findings, const TimingSummary *first)
{
    gboolean has_values = has_level(findings, LEVEL_VALUES);
    element_add_part(caption, "",
                     first->timing->unit == UNIT_SECOND ? "Time of one iteration of " : "Values of ");
    element_add_part(caption, "code", first->timing->benchmark);
    if (!has_values) {
        element_add_part(
            caption, "",
            ", as pyperf printed it: mean and standard deviation. The raw values are missing, so no "
            "interval can be known.");
        return;
    }
    element_add_part(caption, "", ", measured by pyperf in ");
    element_add_part(caption, "i", "n");
    element_add_part(caption, "", " processes. ");
    if (has_any_interval(findings))
        add_interval_note(caption, findings, ", over process means, as is SD");
    if (first->timing->unit != UNIT_SECOND && findings->variants->len > 1)
        element_add_part(caption, "",
                         " The ratio is base divided by variant, as for times: above 1× is smaller.");
    if (has_batches(findings))
        element_add_part(
            caption, "",
            " A variant of several files has a row for each; its ratio is that of the mean of their "
            "means.");
    if (has_level(findings, LEVEL_SUMMARY))
        element_add_part(
            caption, "",
            " Rows without ± come from a printed summary: the raw values are missing, SD is as printed.");
    rows_add_noise_note(caption, findings);
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
    rows_add_n_column(table);
    add_time_columns(table, scale.symbol);
    rows_add_comparison_columns(table, findings);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++)
            add_timing_row(table, findings, variant, g_ptr_array_index(variant->timings, j), &scale);
    }
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ spread of single values */

/* SD and MAD get the digits they need themselves: they are small beside the mean. */
static void add_spread_row(xmlNodePtr table, const Findings *findings, const VariantFindings *variant,
                           const TimingSummary *summary, const NumberScale *column)
{
    RowScale scale = row_scale(summary->timing, summary->mean, first_timing(findings)->timing->unit, column);
    int decimals = show_decimals(summary->mean, NAN, 4, &scale.scale);
    xmlNodePtr row = table_row(table, "");
    add_timing_head(row, findings, variant, summary);
    cell_number(row, "n", summary->n_processes, number_grouped(summary->n_processes));
    cell_number(row, "n", summary->n_values, number_grouped(summary->n_values));
    cell_number(row, "n", summary->n_warmups, number_grouped(summary->n_warmups));
    const double values[] = {summary->mean, summary->stdev, summary->median,
                             summary->mad,  summary->min,   summary->max};
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        int own =
            i == 1 || i == 3 ? show_decimals(summary->stdev, summary->stdev, 2, &scale.scale) : decimals;
        add_value_cell(row, values[i], MAX(own, decimals), &scale);
    }
    /* the estimate of a share of 0 may fall below it */
    double share = isnan(summary->intraclass) ? NAN : MAX(0, summary->intraclass);
    cell_number(row, "n", share, number_fixed(share, 2));
    cell_number(row, "n", summary->n_values > 0 ? (double)summary->n_outliers : (double)NAN,
                number_grouped(summary->n_outliers));
}

static void add_spread(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    const TimingSummary *first = first_timing(findings);
    if (!first || !has_level(findings, LEVEL_VALUES))
        return;
    NumberScale scale = show_scale(first->timing->unit, first->mean);
    xmlNodePtr table = table_new(builder, "spread", "sort ct");
    element_add_part(table_caption(table), "",
                     "The same, over the single values of n processes, as pyperf prints them. Values of one "
                     "process are not "
                     "independent: no interval is computed from them. ICC: the share of their variance that "
                     "lies between processes; "
                     "outliers lie beyond 1.5 interquartile ranges from the quartiles, and are kept.");
    table_column(table, "variant", "", "Variant", NULL, NULL);
    rows_add_n_column(table);
    table_column(table, "values", "n", "Values", NULL, NULL);
    table_column(table, "warmups", "n", "Warm-ups", NULL, NULL);
    static const char *const titles[] = {"Mean", "SD", "Median", "MAD", "Min", "Max"};
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
        table_column(table, titles[i], "n", titles[i], scale.symbol, NULL);
    table_column(table, "icc", "n", "ICC", NULL, NULL);
    table_column(table, "outliers", "n", "Outliers", NULL, NULL);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++) {
            const TimingSummary *summary = g_ptr_array_index(variant->timings, j);
            if (summary->timing->level == LEVEL_VALUES)
                add_spread_row(table, findings, variant, summary, &scale);
        }
    }
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ all of them */

void tables_add_timing(ModelBuilder *builder)
{
    add_elapsed(builder);
    if (!model_is_suite(builder->findings)) {
        add_timing(builder);
        tables_add_methods(builder);
        add_spread(builder);
    } else {
        tables_add_suite(builder);
    }
    tables_add_steps(builder);
    add_commands(builder);
}
