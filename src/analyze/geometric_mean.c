/* Geometric mean of the speed-ups; see geometric_mean.h. */
#include "analyze/geometric_mean.h"

#include <math.h>

#include "analyze/comparison.h"
#include "analyze/pyperf_compat.h"
#include "analyze/statistics.h"

/* Units are never mixed: the one with most comparable rows, seconds when equal. */
static Unit find_unit(const GPtrArray *rows)
{
    guint counts[3] = {0, 0, 0};
    for (guint i = 0; i < rows->len; i++) {
        const Comparison *row = g_ptr_array_index(rows, i);
        if (comparison_is_comparable(row))
            counts[row->base->timing->unit]++;
    }
    Unit best = UNIT_SECOND;
    for (guint unit = 0; unit < G_N_ELEMENTS(counts); unit++)
        if (counts[unit] > counts[best])
            best = (Unit)unit;
    return best;
}

/* Counts of verdicts stand beside the mean, which hides who wins and who loses. */
static void count_verdict(GeometricMean *mean, Verdict verdict)
{
    mean->n_faster += verdict == VERDICT_FASTER;
    mean->n_slower += verdict == VERDICT_SLOWER;
    mean->n_same += verdict == VERDICT_SAME;
    mean->n_other += verdict != VERDICT_FASTER && verdict != VERDICT_SLOWER && verdict != VERDICT_SAME;
}

/* The noise between runs is one more source of variance, shared by all rows of a run, so it does not shrink with their number.
 * Degrees of freedom: Satterthwaite over both sources. The decisive interval is the wider one that the verdict goes by. */
void geometric_mean_add_noise(GeometricMean *mean, double noise, double df, guint n_base, guint n_changed,
                              const AnalyzeOptions *options)
{
    if (!(noise > 0) || isnan(mean->ci_low))
        return;
    double variances[] = {mean->standard_error * mean->standard_error,
                          noise * noise * (1.0 / n_base + 1.0 / n_changed)};
    double dfs[] = {mean->df, df};
    StatisticsRatio wide =
        statistics_ratio_from_log(log(mean->speedup), variances[0] + variances[1],
                                  statistics_satterthwaite(variances, dfs, 2), options->confidence);
    mean->noise = noise;
    mean->decisive_low = wide.low;
    mean->decisive_high = wide.high;
}

/* As pyperf prints it under its table: over the rows of one name, and only when it would print the table at all. */
double geometric_mean_of_pyperf(const GPtrArray *rows)
{
    g_autofree double *ratios = g_new(double, MAX(rows->len, 1));
    gsize n = 0;
    gboolean is_shown = FALSE;
    for (guint i = 0; i < rows->len; i++) {
        const Comparison *row = g_ptr_array_index(rows, i);
        if (!row->pyperf.is_known || row->has_other_name)
            continue;
        ratios[n++] = pyperf_timing_ratio(row->base->timing, row->changed->timing);
        is_shown |= row->pyperf.is_significant;
    }
    return n >= 2 && is_shown ? 1 / pyperf_geometric_mean(ratios, n) : NAN;
}

/* The mean of logarithms, weighted alike: a ratio of 2 and one of 1/2 cancel, whatever the times behind them. */
GeometricMean *geometric_mean_new(const GPtrArray *rows, const AnalyzeOptions *options)
{
    g_autofree double *logs = g_new(double, MAX(rows->len, 1)), *variances = g_new(double, MAX(rows->len, 1)),
                      *df = g_new(double, MAX(rows->len, 1));
    Unit unit = find_unit(rows);
    GeometricMean *mean = g_new0(GeometricMean, 1);
    const Comparison *last = NULL;
    for (guint i = 0; i < rows->len; i++) {
        const Comparison *row = g_ptr_array_index(rows, i);
        if (!comparison_is_comparable(row) || row->base->timing->unit != unit)
            continue;
        guint n = mean->n_benchmarks++;
        logs[n] = log(row->speedup);
        variances[n] = row->standard_error * row->standard_error;
        df[n] = row->degrees_of_freedom;
        last = row;
        count_verdict(mean, row->verdict);
    }
    guint n = mean->n_benchmarks;
    if (!last) {
        g_free(mean);
        return NULL;
    }
    mean->variant = last->variant;
    mean->unit = unit;
    /* rows are independent: Var(mean of L) = sum of V / n^2; one row without variance known leaves no interval */
    double variance = statistics_sum(variances, n) / ((double)n * n);
    StatisticsRatio all = statistics_ratio_from_log(
        statistics_mean(logs, n), variance, statistics_satterthwaite(variances, df, n), options->confidence);
    mean->speedup = n == 1 ? last->speedup : all.ratio; /* not exp(log), which may differ in the last digit */
    mean->ci_low = all.low;
    mean->ci_high = all.high;
    mean->standard_error = all.standard_error;
    mean->df = all.df;
    mean->noise = NAN;
    mean->decisive_low = mean->ci_low;
    mean->decisive_high = mean->ci_high;
    mean->pyperf = geometric_mean_of_pyperf(rows);
    return mean;
}
