/* Tables of a suite: many timings per variant. The notable rows first, then every benchmark.
 * In: findings. Out: <table id="notable|suite">. Must not know sentences or figures. */
#include "base/text.h"
#include "report/table_rows.h"

#define N_NOTABLE 5

static void add_suite_columns(xmlNodePtr table, const Findings *findings)
{
    table_column(table, "benchmark", "", "Benchmark", NULL, NULL);
    table_column(table, "unit", "u un", "unit", NULL, NULL);
    xmlNodePtr column = table_column(table, "base", "n", variant_label(baseline_of(findings)), NULL, NULL);
    element_set(column, "style", "code");
    table_column(table, "changed", "n", "Changed", NULL, NULL);
    rows_add_comparison_columns(table, findings);
}

/* Units differ by orders of magnitude between the rows of a suite, so each row has its own. */
static xmlNodePtr add_suite_row(xmlNodePtr group, const Comparison *comparison)
{
    Measured base = measured_of_side(comparison->base, comparison->confidence);
    Measured changed = measured_of_side(comparison->changed, comparison->confidence);
    NumberScale scale = show_scale(base.unit, base.mean);
    xmlNodePtr row = table_row(group, "");
    cell_head_code(row, comparison->changed->timing->benchmark);
    cell_text(row, "q un", scale.symbol);
    cell_number(row, "n", base.mean,
                show_scaled(base.mean, show_decimals(base.mean, NAN, 4, &scale), &scale));
    cell_number(row, "n", changed.mean,
                show_scaled(changed.mean, show_decimals(base.mean, NAN, 4, &scale), &scale));
    RowResult result = rows_result_of(comparison);
    rows_add_result_cells(row, &result, comparison->q);
    return row;
}

/* A name that only one side has: its mean stands on that side, and nothing is compared. */
static xmlNodePtr add_unpaired_row(xmlNodePtr group, const Unpaired *unpaired, const Findings *findings)
{
    Measured measured = measured_of_side(unpaired->summary, findings->options.confidence);
    NumberScale scale = show_scale(measured.unit, measured.mean);
    xmlNodePtr row = table_row(group, "");
    cell_head_code(row, unpaired->summary->timing->benchmark);
    cell_text(row, "q un", scale.symbol);
    for (guint side = 0; side < 2; side++)
        if (unpaired->is_in_base == (side == 0))
            cell_number(row, "n", measured.mean,
                        show_scaled(measured.mean, show_decimals(measured.mean, NAN, 4, &scale), &scale));
        else
            cell_text(row, "n q", "–");
    g_autofree char *why =
        g_strdup_printf("only in %s", unpaired->is_in_base ? variant_label(baseline_of(findings))
                                                           : variant_label(unpaired->variant));
    rows_add_no_cells(row, why);
    return row;
}

/* The fastest first; rows without a ratio last. */
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

static gboolean has_p_values(const Findings *findings)
{
    for (guint i = 0; i < findings->comparisons->len; i++)
        if (isfinite(((const Comparison *)g_ptr_array_index(findings->comparisons, i))->p))
            return TRUE;
    return FALSE;
}

static xmlNodePtr add_suite_table(ModelBuilder *builder, const char *id, const char *caption)
{
    xmlNodePtr table = table_new(builder, id, "sort");
    element_add_part(table_caption(table), "", caption);
    element_add_part(
        table_caption(table), "",
        has_p_values(builder->findings)
            ? " Means of process means; p is corrected for the number of comparisons (Benjamini and "
              "Hochberg)."
            : " Means as printed: without raw values no interval can be known.");
    add_suite_columns(table, builder->findings);
    return table;
}

/* A suite too short to need a choice gets no such table. */
static void add_notable(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = add_suite_table(builder, "notable", "The largest gains and losses.");
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
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

static gboolean has_tags(const Findings *findings)
{
    for (guint i = 0; i < findings->comparisons->len; i++)
        if (((const Comparison *)g_ptr_array_index(findings->comparisons, i))->tags)
            return TRUE;
    return FALSE;
}

static void add_all(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = add_suite_table(builder, "suite", "Every benchmark.");
    rows_add_noise_note(table_caption(table), findings);
    gboolean is_tagged = has_tags(findings);
    if (is_tagged)
        rows_add_tags_column(table);
    for (guint i = 1; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        g_autoptr(GPtrArray) rows = comparisons_of(findings, variant, FALSE);
        xmlNodePtr group = table_group(table, variant_label(variant));
        for (guint j = 0; j < rows->len; j++) {
            xmlNodePtr row = add_suite_row(group, g_ptr_array_index(rows, j));
            if (is_tagged)
                rows_add_tags_cell(row, g_ptr_array_index(rows, j));
        }
        for (guint j = 0; findings->unpaired && j < findings->unpaired->len; j++) {
            const Unpaired *unpaired = g_ptr_array_index(findings->unpaired, j);
            xmlNodePtr row =
                unpaired->variant == variant ? add_unpaired_row(group, unpaired, findings) : NULL;
            if (row && is_tagged)
                cell_text(row, "", "");
        }
    }
    table_drop_empty_columns(table);
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
    table_column(table, "unit", "u un", "unit", NULL, NULL);
    rows_add_n_column(table);
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
    table_drop_empty_columns(table);
    table_finish(builder, table);
}

void tables_add_suite(ModelBuilder *builder)
{
    if (builder->findings->variants->len < 2) {
        add_suite_alone(builder);
        return;
    }
    add_notable(builder);
    tables_add_tags(builder);
    add_all(builder);
}
