/* The table of steps: each variant against the one before it, so that what a change brought is not read off ratios to the base.
 * In: findings with three variants or more. Out: <table id="elapsed-steps|steps">. Must not know sentences or figures. */
#include "report/table_rows.h"

/* The first step is also the first comparison with the base; the table holds it so that the chain is whole. */
static gboolean is_first_step(const Findings *findings, const VariantFindings *variant)
{
    return variant == g_ptr_array_index(findings->variants, 1);
}

static void add_step(xmlNodePtr parent, const VariantFindings *variant, const VariantFindings *before,
                     const RowResult *result)
{
    if (isnan(result->speedup))
        return;
    xmlNodePtr row = table_row(parent, "");
    cell_head_code(row, variant_label(variant));
    cell_code(row, variant_label(before));
    rows_add_result_cells(row, result, NAN);
}

static void add_columns(xmlNodePtr table, const Findings *findings)
{
    table_column(table, "variant", "", "Variant", NULL, NULL);
    table_column(table, "before", "", "Against", NULL, NULL);
    rows_add_comparison_columns(table, findings);
}

/* ------------------------------------------------------------------ timings */

static void add_timing_step(xmlNodePtr parent, const Comparison *step)
{
    RowResult result = rows_result_of(step);
    add_step(parent, step->variant, step->baseline, &result);
}

static void add_timing_steps(xmlNodePtr parent, const Findings *findings)
{
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *first = g_ptr_array_index(findings->comparisons, i);
        if (is_first_step(findings, first->variant))
            add_timing_step(parent, first);
    }
    for (guint i = 0; i < findings->steps->len; i++)
        add_timing_step(parent, g_ptr_array_index(findings->steps, i));
}

/* ------------------------------------------------------------------ perf's clock around fixed work */

static void add_process_step(xmlNodePtr parent, const ProcessComparison *step)
{
    RowResult result = {
        .speedup = step->speedup,
        .ci_low = step->ci_low,
        .ci_high = step->ci_high,
        .share = step->elapsed_ratio - 1,
        .p = step->p,
        .has_verdict = step->has_verdict,
        .verdict = step->verdict,
        .unit = UNIT_SECOND,
    };
    add_step(parent, step->variant, step->baseline, &result);
}

static void add_process_steps(xmlNodePtr parent, const Findings *findings)
{
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        const ProcessComparison *first = g_ptr_array_index(findings->process_comparisons, i);
        if (is_first_step(findings, first->variant))
            add_process_step(parent, first);
    }
    for (guint i = 0; i < findings->process_steps->len; i++)
        add_process_step(parent, g_ptr_array_index(findings->process_steps, i));
}

static gboolean has_process_steps(const Findings *findings)
{
    for (guint i = 0; findings->process_steps && i < findings->process_steps->len; i++)
        if (!isnan(((const ProcessComparison *)g_ptr_array_index(findings->process_steps, i))->speedup))
            return TRUE;
    return FALSE;
}

static xmlNodePtr add_table(ModelBuilder *builder, const char *id, const char *what)
{
    xmlNodePtr table = table_new(builder, id, "sort");
    element_add_part_printf(
        table_caption(table), "",
        "Step by step: %s of each variant against the one before it. These ratios multiply to the ratio to "
        "the base; they are not ratios to the base themselves.",
        what);
    add_columns(table, builder->findings);
    return table;
}

static void finish(ModelBuilder *builder, xmlNodePtr table)
{
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ suites */

static void add_mean_step(xmlNodePtr table, const VariantFindings *before, const GeometricMean *mean)
{
    xmlNodePtr row = table_row(table, "");
    cell_head_code(row, variant_label(mean->variant));
    cell_code(row, variant_label(before));
    rows_add_mean_cells(row, mean, mean->n_benchmarks, mean->n_other);
}

/* The variant before that one in the order of the report. */
static const VariantFindings *variant_before(const Findings *findings, const VariantFindings *variant)
{
    for (guint i = 1; i < findings->variants->len; i++)
        if (g_ptr_array_index(findings->variants, i) == variant)
            return g_ptr_array_index(findings->variants, i - 1);
    return g_ptr_array_index(findings->variants, 0);
}

static void add_suite_steps(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = table_new(builder, "steps", "sort");
    element_add_part(table_caption(table), "",
                     "Step by step: geometric mean of each variant against the one before it, over the "
                     "benchmarks that both have.");
    table_column(table, "variant", "", "Variant", NULL, NULL);
    table_column(table, "before", "", "Against", NULL, NULL);
    rows_add_mean_columns(table, findings);
    for (guint i = 0; i < findings->geometric_means->len; i++) {
        const GeometricMean *first = g_ptr_array_index(findings->geometric_means, i);
        if (is_first_step(findings, first->variant))
            add_mean_step(table, g_ptr_array_index(findings->variants, 0), first);
    }
    for (guint i = 0; i < findings->step_means->len; i++) {
        const GeometricMean *mean = g_ptr_array_index(findings->step_means, i);
        add_mean_step(table, variant_before(findings, mean->variant), mean);
    }
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

static gboolean has_intervals(const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++)
        if (!isnan(((const Comparison *)g_ptr_array_index(steps, i))->ci_low))
            return TRUE;
    return FALSE;
}

void tables_add_steps(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (findings->variants->len < 3)
        return;
    if (has_process_steps(findings)) {
        xmlNodePtr table = add_table(builder, "elapsed-steps", "elapsed time");
        add_process_steps(table, findings);
        finish(builder, table);
    }
    if (model_is_suite(findings)) {
        add_suite_steps(builder);
    } else if (findings->steps->len > 0 && (!has_process_steps(findings) || has_intervals(findings->steps))) {
        const Comparison *step = g_ptr_array_index(findings->steps, 0);
        gboolean is_time = step->changed->timing->unit == UNIT_SECOND;
        xmlNodePtr table = add_table(builder, "steps", is_time ? "time of one iteration" : "the value");
        add_timing_steps(table, findings);
        finish(builder, table);
    }
}
