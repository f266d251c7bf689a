/* Where pyperf says something else of the same files, and why: an aside, so that nobody has to choose blindly.
 * In: findings. Out: <aside>. Must not know tables or figures. */
#include <string.h>

#include "analyze/comparison.h"
#include "analyze/pyperf_compat.h"
#include "report/model_internal.h"

typedef enum { AGREES, CALLS_SIGNIFICANT, CALLS_NOT_SIGNIFICANT } Disagreement;

/* A significant difference within the margin is no disagreement: both say that there is one, and one of them how small it is. */
static Disagreement compare_words(const Comparison *row)
{
    if (!row->pyperf.is_known || !comparison_is_comparable(row) || row->is_exact)
        return AGREES;
    if (row->verdict == VERDICT_FASTER || row->verdict == VERDICT_SLOWER)
        return row->pyperf.is_significant ? AGREES : CALLS_NOT_SIGNIFICANT;
    return row->pyperf.is_significant && row->decisive_q > 0.05 ? CALLS_SIGNIFICANT : AGREES;
}

const char *pyperf_ratio_words(const PyperfVerdict *pyperf)
{
    const char *colon = pyperf->text ? strrchr(pyperf->text, ':') : NULL;
    return colon && colon[1] == ' ' ? colon + 2 : "";
}

static void add_reason(xmlNodePtr aside, const Comparison *row)
{
    guint n_base = row->base->n_values, n_changed = row->changed->n_values;
    if (!isnan(row->pyperf.t)) {
        element_add_part_printf(
            aside, "",
            ": its test takes all %u values for independent, but values of one process are "
            "not.",
            n_base + n_changed);
        return;
    }
    element_add_part_printf(aside, "",
                            n_base != n_changed
                                ? ": its test fails on %u against %u values, and it takes the "
                                  "failure for significance."
                                : ": its test fails on these values, and it takes the failure for "
                                  "significance.",
                            n_base, n_changed);
}

/* "pyperf calls `B` 1.02x slower and significant (t = −3.1): its test takes all 120 values for independent, …" */
static void add_one(xmlNodePtr verdict, const Comparison *row, Disagreement disagreement)
{
    xmlNodePtr aside = element_add(verdict, "aside");
    element_add_part(aside, "", "pyperf calls ");
    element_add_part(aside, "code", variant_label(row->variant));
    element_add_part_printf(aside, "", " %s and%s significant", pyperf_ratio_words(&row->pyperf),
                            disagreement == CALLS_NOT_SIGNIFICANT ? " not" : "");
    if (!isnan(row->pyperf.t)) {
        g_autofree char *t = number_fixed(row->pyperf.t, 2);
        element_add_part_printf(aside, "", " (t = %s)", t);
    }
    if (disagreement == CALLS_SIGNIFICANT)
        add_reason(aside, row);
    else
        element_add_part(
            aside, "",
            ": its test compares single values, which vary more here than the means of processes.");
}

/* "Of the rows that are undecided or the same pyperf calls 7 significant, …" */
static void add_many(xmlNodePtr verdict, guint n_significant, guint n_not)
{
    xmlNodePtr aside = element_add(verdict, "aside");
    element_add_part(aside, "", "pyperf calls ");
    if (n_significant > 0)
        element_add_part_printf(aside, "", "%u row%s significant that %s not told apart here", n_significant,
                                n_significant == 1 ? "" : "s", n_significant == 1 ? "is" : "are");
    if (n_not > 0)
        element_add_part_printf(aside, "", "%s%u row%s not significant that %s clear here",
                                n_significant > 0 ? ", and " : "", n_not, n_not == 1 ? "" : "s",
                                n_not == 1 ? "is" : "are");
    element_add_part(
        aside, "",
        ": its test takes all values for independent, looks at each row alone, and takes its own failure on "
        "unequal numbers of values for significance.");
}

/* The geometric mean in pyperf's words, where they differ from ours. */
static void add_mean(xmlNodePtr verdict, const GeometricMean *mean)
{
    if (isnan(mean->pyperf) || isnan(mean->speedup) || mean->n_benchmarks < 2)
        return;
    g_autofree char *own = pyperf_ratio_text(1 / mean->speedup);
    g_autofree char *words = pyperf_ratio_text(1 / mean->pyperf);
    if (g_str_equal(own, words))
        return;
    xmlNodePtr aside = element_add(verdict, "aside");
    element_add_part(aside, "", "pyperf’s own geometric mean of ");
    element_add_part(aside, "code", variant_label(mean->variant));
    element_add_part_printf(
        aside, "",
        " is “%s”, where the one above reads “%s”: it takes means over all values, and rows of "
        "every unit.",
        words, own);
}

void sentences_add_pyperf(xmlNodePtr verdict, const Findings *findings)
{
    guint n[3] = {0, 0, 0};
    for (guint i = 0; i < findings->comparisons->len; i++)
        n[compare_words(g_ptr_array_index(findings->comparisons, i))]++;
    gboolean is_suite = model_is_suite(findings);
    for (guint i = 0; i < findings->comparisons->len && !is_suite; i++) {
        const Comparison *row = g_ptr_array_index(findings->comparisons, i);
        Disagreement disagreement = compare_words(row);
        if (disagreement != AGREES)
            add_one(verdict, row, disagreement);
    }
    if (!is_suite)
        return;
    if (n[CALLS_SIGNIFICANT] + n[CALLS_NOT_SIGNIFICANT] > 0)
        add_many(verdict, n[CALLS_SIGNIFICANT], n[CALLS_NOT_SIGNIFICANT]);
    for (guint i = 0; i < findings->geometric_means->len; i++)
        add_mean(verdict, g_ptr_array_index(findings->geometric_means, i));
}
