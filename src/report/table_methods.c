/* The table of other methods: what else could be said of the same timings, and what pyperf says of them.
 * In: findings. Out: <table id="methods">. Must not know sentences or figures. */
#include "report/table_rows.h"

/* "1.02x slower, not significant (t = −0.44)"; an error of its test has no t. Transfer full. */
static char *pyperf_words(const PyperfVerdict *pyperf)
{
    const char *ratio = pyperf_ratio_words(pyperf);
    if (!pyperf->is_known)
        return g_strdup(ratio);
    if (isnan(pyperf->t))
        return g_strdup_printf("%s, significant: its test failed", ratio);
    g_autofree char *t = number_fixed(pyperf->t, 2);
    return g_strdup_printf("%s, %ssignificant (t = %s)", ratio, pyperf->is_significant ? "" : "not ", t);
}

static void add_range_cell(xmlNodePtr row, double ratio, double low, double high)
{
    g_autofree char *range = show_ratio_range(ratio, low, high);
    cell_text(row, "n nw", range);
}

/* Everything as speed-up, base over changed, like the ratio of the table before. */
static void add_row(xmlNodePtr table, const Comparison *row)
{
    double median = 1 / row->median_ratio;
    g_autofree char *pyperf = pyperf_words(&row->pyperf);
    xmlNodePtr node = table_row(table, "");
    cell_head_code(node, variant_label(row->variant));
    if (row->is_exact) /* nothing varies: there is no method to choose */
        cell_text(node, "", "");
    else
        add_range_cell(node, row->speedup, 1 / row->fieller_high, 1 / row->fieller_low);
    if (isnan(row->noise))
        cell_text(node, "", "");
    else
        add_range_cell(node, row->speedup, row->decisive_low, row->decisive_high);
    double p = row->is_exact ? NAN : row->mann_whitney_p, a12 = row->is_exact ? NAN : row->a12;
    cell_number(node, "n", median, number_ratio(median, show_half_width(row->ci_low, row->ci_high)));
    cell_number(node, "n", p, number_p_value(p));
    cell_number(node, "n", a12, number_fixed(a12, 2));
    cell_text(node, "", pyperf);
}

static gboolean has_method(const Comparison *row)
{
    return isfinite(row->fieller_low) || isfinite(row->median_ratio) || row->pyperf.is_known;
}

static gboolean has_noise(const Findings *findings)
{
    for (guint i = 0; i < findings->comparisons->len; i++)
        if (!isnan(((const Comparison *)g_ptr_array_index(findings->comparisons, i))->noise))
            return TRUE;
    return FALSE;
}

static void add_caption(xmlNodePtr caption, const Findings *findings)
{
    element_add_part(
        caption, "",
        "The same comparison by other methods, as base divided by variant. Fieller: the interval of "
        "the plain ratio. Medians: of single values. ");
    element_add_part(caption, "i", "p");
    element_add_part(
        caption, "",
        " is Mann and Whitney’s, on process means; A12 the chance that a process of the base takes "
        "more. pyperf tests single values as if they were independent.");
    element_add_part(caption, "",
                     has_noise(findings) ? " The verdict rests on the interval with noise; the others decide "
                                           "nothing."
                                         : " None of them decides the verdict.");
}

void tables_add_methods(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = table_new(builder, "methods", "");
    add_caption(table_caption(table), findings);
    table_column(table, "variant", "", "Variant", NULL, NULL);
    table_column(table, "fieller", "n", "Fieller", NULL, NULL);
    table_column(table, "noise", "n", "With noise", NULL, NULL);
    table_column(table, "medians", "n", "Medians", NULL, NULL);
    element_set(table_column(table, "p", "n", "p", NULL, NULL), "style", "i");
    table_column(table, "a12", "n", "A12", NULL, NULL);
    table_column(table, "pyperf", "", "pyperf", NULL, NULL);
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *row = g_ptr_array_index(findings->comparisons, i);
        if (has_method(row))
            add_row(table, row);
    }
    table_drop_empty_columns(table);
    table_finish(builder, table);
}
