/* Which number leads; see headline.h. */
#include "analyze/headline.h"

#include <math.h>

#include "analyze/comparison.h"

/* How many timings of that variant are compared; the first that may be compared leads when no mean does. */
static guint count_comparisons(const Findings *findings, const VariantFindings *variant,
                               const Comparison **first)
{
    guint n = 0;
    *first = NULL;
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *comparison = g_ptr_array_index(findings->comparisons, i);
        if (comparison->variant != variant)
            continue;
        if (n++ == 0 || (!comparison_is_comparable(*first) && comparison_is_comparable(comparison)))
            *first = comparison;
    }
    return n;
}

/* perf's wall clock of that variant against the baseline, whatever its work. */
static const ProcessComparison *find_process(const Findings *findings, const VariantFindings *variant)
{
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        const ProcessComparison *comparison = g_ptr_array_index(findings->process_comparisons, i);
        if (comparison->variant == variant)
            return comparison;
    }
    return NULL;
}

static const GeometricMean *find_mean(const Findings *findings, const VariantFindings *variant)
{
    for (guint i = 0; i < findings->geometric_means->len; i++) {
        const GeometricMean *mean = g_ptr_array_index(findings->geometric_means, i);
        if (mean->variant == variant)
            return mean;
    }
    return NULL;
}

/* Only raw values have an interval that may lead; a printed summary stands beside the wall clock. */
static gboolean has_raw_values(const Comparison *comparison)
{
    return comparison->changed->timing->level == LEVEL_VALUES &&
           comparison->base->timing->level == LEVEL_VALUES;
}

/* The verdict over a suite, by the rule of single comparisons: the interval against 1 and against the margin. Rows that must not
 * be compared take no part in the mean, so they have no say here either. */
static Verdict mean_verdict(const GeometricMean *mean, double margin)
{
    if (isnan(mean->decisive_low) || isnan(mean->decisive_high))
        return VERDICT_INCONCLUSIVE;
    if (mean->decisive_low > 1 / (1 + margin) && mean->decisive_high < 1 + margin)
        return VERDICT_SAME;
    if (mean->decisive_low > 1)
        return VERDICT_FASTER;
    return mean->decisive_high < 1 ? VERDICT_SLOWER : VERDICT_INCONCLUSIVE;
}

static void set_numbers(Headline *headline, double speedup, double ci_low, double ci_high, Verdict verdict)
{
    headline->speedup = speedup;
    headline->ci_low = ci_low;
    headline->ci_high = ci_high;
    headline->verdict = verdict;
}

/* In this order: a suite sums up; the wall clock of fixed work replaces summaries without interval; else
 * the timing. */
Headline headline_find(const Findings *findings, const VariantFindings *variant)
{
    Headline headline = {.kind = HEADLINE_NONE, .variant = variant, .verdict = VERDICT_INCONCLUSIVE};
    set_numbers(&headline, NAN, NAN, NAN, VERDICT_INCONCLUSIVE);
    guint n_comparisons = count_comparisons(findings, variant, &headline.comparison);
    const GeometricMean *mean = find_mean(findings, variant);
    const Comparison *comparison = headline.comparison;
    const ProcessComparison *process = headline.process = find_process(findings, variant);
    if (n_comparisons > 1 && mean && mean->n_benchmarks > 1) {
        headline.kind = HEADLINE_SUITE;
        headline.mean = mean;
        set_numbers(&headline, mean->speedup, mean->ci_low, mean->ci_high,
                    mean_verdict(mean, findings->options.margin));
    } else if (process && process->has_verdict && !(comparison && has_raw_values(comparison))) {
        headline.kind = HEADLINE_PROCESS;
        set_numbers(&headline, process->speedup, process->ci_low, process->ci_high, process->verdict);
    } else if (comparison) {
        headline.kind = HEADLINE_TIMING;
        /* of many rows that must not be compared, none stands for the others */
        if (n_comparisons > 1 && !mean)
            set_numbers(&headline, NAN, NAN, NAN, comparison->verdict);
        else
            set_numbers(&headline, comparison->speedup, comparison->ci_low, comparison->ci_high,
                        comparison->verdict);
    }
    return headline;
}

Unit headline_unit(const Headline *headline)
{
    if (headline->kind == HEADLINE_SUITE)
        return headline->mean->unit;
    return headline->kind == HEADLINE_TIMING ? headline->comparison->changed->timing->unit : UNIT_SECOND;
}

const char *headline_kind_name(HeadlineKind kind)
{
    static const char *const names[] = {"none", "suite", "timing", "process"};
    return names[kind];
}
