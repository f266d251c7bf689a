/* Two timings compared; see comparison.h. */
#include "analyze/comparison.h"

#include <math.h>
#include <string.h>

#include "analyze/environment.h"
#include "analyze/noise_floor.h"
#include "analyze/pyperf_compat.h"
#include "analyze/statistics.h"
#include "analyze/pair_tags.h"
#include "analyze/timing_summary.h"

#define FALSE_DISCOVERY_RATE 0.05
#define FEW_PROCESSES 5

/* ------------------------------------------------------------------ numbers of a pair */

/* The files of one side: its batches, or itself alone. */
static guint count_batches(const TimingSummary *summary)
{
    return summary->batches ? summary->batches->len : 1;
}

static const TimingSummary *get_batch(const TimingSummary *summary, guint i)
{
    return summary->batches ? g_ptr_array_index(summary->batches, i) : summary;
}

static guint count_processes(const TimingSummary *summary)
{
    guint n = 0;
    for (guint i = 0; i < count_batches(summary); i++)
        n += get_batch(summary, i)->n_processes;
    return n;
}

/* The sample of one side: a mean per batch, or a mean per process over all batches. Transfer full. */
static double *collect_sample(const TimingSummary *summary, gboolean is_by_batch, guint *n)
{
    double *sample = g_new(double, MAX(1, is_by_batch ? count_batches(summary) : count_processes(summary)));
    *n = 0;
    for (guint i = 0; i < count_batches(summary); i++) {
        const TimingSummary *batch = get_batch(summary, i);
        if (is_by_batch)
            sample[(*n)++] = batch->mean_of_processes;
        for (guint k = 0; !is_by_batch && k < batch->n_processes; k++)
            sample[(*n)++] = batch->process_means[k];
    }
    return sample;
}

/* Batches count alike, as in the mean. */
static double representative_median(const TimingSummary *summary)
{
    g_autofree double *medians = g_new(double, count_batches(summary));
    for (guint i = 0; i < count_batches(summary); i++)
        medians[i] = get_batch(summary, i)->median;
    return statistics_mean(medians, count_batches(summary));
}

/* Equal means get the variance of rounding to the step of the clock, step^2 / 12. */
static StatisticsGroup make_group(const TimingSummary *summary, const double *sample, guint n)
{
    StatisticsGroup group = statistics_group(sample, n);
    if (group.standard_error == 0) {
        double step = timing_resolution(summary->timing);
        if (!isnan(step))
            group.standard_error = step / sqrt(12.0 * n);
    }
    return group;
}

/* The mean that stands for a side when the other has only a printed one. */
static double representative_mean(const TimingSummary *summary)
{
    return summary->timing->level == LEVEL_VALUES ? summary->mean_of_processes : summary->mean;
}

/* Nothing is said of a ratio with a printed 0. */
static void set_ratio(Comparison *comparison, double base_mean, double changed_mean)
{
    if (!(base_mean > 0) || !(changed_mean > 0))
        return;
    comparison->ratio = changed_mean / base_mean;
    comparison->speedup = base_mean / changed_mean;
    comparison->delta = changed_mean - base_mean;
    comparison->delta_share = comparison->delta / base_mean;
}

/* Log-ratio Welch, the intervals beside it, and the rank test. */
static void compare_values(Comparison *comparison)
{
    const TimingSummary *base = comparison->base, *changed = comparison->changed;
    /* one batch says nothing of how batches differ: then all processes of both sides are one sample each */
    gboolean is_by_batch = base->batches && changed->batches;
    guint n_base, n_changed;
    g_autofree double *base_sample = collect_sample(base, is_by_batch, &n_base);
    g_autofree double *changed_sample = collect_sample(changed, is_by_batch, &n_changed);
    StatisticsGroup base_group = make_group(base, base_sample, n_base);
    StatisticsGroup changed_group = make_group(changed, changed_sample, n_changed);
    StatisticsRatio ratio = statistics_ratio(&base_group, &changed_group, comparison->confidence);
    set_ratio(comparison, base_group.mean, changed_group.mean);
    comparison->n_batches = is_by_batch ? MIN(n_base, n_changed) : 0;
    comparison->standard_error = ratio.standard_error;
    comparison->is_exact = ratio.standard_error == 0;
    comparison->degrees_of_freedom = ratio.df;
    /* the test is of changed/base, people read base/changed: reciprocals on the log scale, ends exchanged */
    comparison->ci_low = 1 / ratio.high;
    comparison->ci_high = 1 / ratio.low;
    if (!comparison->is_exact) { /* without variance there is nothing to test */
        comparison->t = ratio.t;
        comparison->p = ratio.p;
    }
    statistics_fieller(&base_group, &changed_group, comparison->confidence, &comparison->fieller_low,
                       &comparison->fieller_high);
    comparison->median_ratio = representative_median(changed) / representative_median(base);
    /* with one process on a side the least possible p is too large to mean anything */
    if (n_base < 2 || n_changed < 2)
        return;
    StatisticsRanks ranks = statistics_mann_whitney(base_sample, n_base, changed_sample, n_changed);
    comparison->mann_whitney_p = ranks.p;
    comparison->a12 = ranks.a12;
}

/* One run per side says nothing of the noise between runs; where the archive knows it, it widens what the verdict rests on. */
static void add_noise(Comparison *comparison, const GPtrArray *noise_floors)
{
    comparison->decisive_low = comparison->ci_low;
    comparison->decisive_high = comparison->ci_high;
    comparison->decisive_p = comparison->p;
    const NoiseFloor *floor = noise_floor_find(noise_floors, comparison->base->timing, 1);
    if (!floor || comparison->n_batches > 0 || isnan(comparison->p) ||
        comparison->machine_differences->len > 0)
        return;
    double own = comparison->standard_error * comparison->standard_error;
    double runs = 1.0 / count_batches(comparison->base) + 1.0 / count_batches(comparison->changed);
    double variances[] = {own, floor->deviation * floor->deviation * runs};
    double df[] = {comparison->degrees_of_freedom, floor->df};
    StatisticsRatio ratio =
        statistics_ratio_from_log(log(comparison->ratio), variances[0] + variances[1],
                                  statistics_satterthwaite(variances, df, 2), comparison->confidence);
    comparison->noise = floor->deviation;
    comparison->decisive_low = 1 / ratio.high;
    comparison->decisive_high = 1 / ratio.low;
    comparison->decisive_p = ratio.p;
}

/* What pyperf printed for these two timings, or for two that read the same. */
static const PrintedComparison *find_printed(const VariantFindings *variant, const Comparison *comparison)
{
    const GPtrArray *printed = variant->variant->run->printed;
    for (guint i = 0; i < printed->len; i++) {
        const PrintedComparison *line = g_ptr_array_index(printed, i);
        if (line->base && line->changed && line->base->mean == comparison->base->mean &&
            line->changed->mean == comparison->changed->mean)
            return line;
    }
    return NULL;
}

static void take_printed_test(PyperfVerdict *verdict, const PrintedComparison *printed)
{
    verdict->is_printed = TRUE;
    verdict->is_significant = printed->is_significant;
    verdict->t = printed->t;
}

/* pyperf's own words: printed by itself, or worked out from the values. */
static void add_pyperf(Comparison *comparison)
{
    const VariantFindings *sides[] = {comparison->variant, comparison->baseline};
    comparison->pyperf = pyperf_verdict(comparison->base->timing, comparison->baseline->variant->name,
                                        comparison->changed->timing, comparison->variant->variant->name);
    for (gsize i = 0; !comparison->pyperf.text && i < G_N_ELEMENTS(sides); i++) {
        const PrintedComparison *printed = find_printed(sides[i], comparison);
        if (!printed)
            continue;
        comparison->pyperf.text = g_strdup(printed->text);
        if (printed->is_tested)
            take_printed_test(&comparison->pyperf, printed);
    }
}

/* Whether the two sides may be compared at all is found out first; the numbers are worked out all the same. */
static void add_environment(Comparison *comparison, gboolean *is_debug_and_release)
{
    EnvironmentDifference difference = environment_compare(comparison->baseline, comparison->base->timing,
                                                           comparison->variant, comparison->changed->timing);
    comparison->machine_differences = g_steal_pointer(&difference.machine);
    comparison->setting_differences = g_steal_pointer(&difference.settings);
    comparison->is_machine_unknown = difference.is_machine_unknown;
    *is_debug_and_release = difference.is_debug_and_release;
}

/* Codes are static text of the table of warnings. */
static void add_reason(Comparison *comparison, const char *code)
{
    g_ptr_array_add(comparison->reasons, (gpointer)(guintptr)code);
}

static gboolean has_reason(const Comparison *comparison, const char *code)
{
    return comparison->reasons &&
           g_ptr_array_find_with_equal_func(comparison->reasons, code, g_str_equal, NULL);
}

/* Everything missing, so that an early return leaves no zero behind. */
static Comparison *make_empty(void)
{
    Comparison *comparison = g_new(Comparison, 1);
    *comparison = (Comparison){
        .ratio = NAN,
        .speedup = NAN,
        .ci_low = NAN,
        .ci_high = NAN,
        .delta = NAN,
        .delta_share = NAN,
        .standard_error = NAN,
        .degrees_of_freedom = NAN,
        .t = NAN,
        .p = NAN,
        .q = NAN,
        .verdict = VERDICT_INCONCLUSIVE,
        .median_ratio = NAN,
        .noise = NAN,
        .decisive_low = NAN,
        .decisive_high = NAN,
        .decisive_p = NAN,
        .decisive_q = NAN,
        .fieller_low = NAN,
        .fieller_high = NAN,
        .mann_whitney_p = NAN,
        .a12 = NAN,
        .pyperf = {.t = NAN},
        .reasons = g_ptr_array_new(),
    };
    return comparison;
}

Comparison *comparison_new(const VariantFindings *base, const VariantFindings *changed,
                           const TimingPair *pair, const GPtrArray *noise_floors,
                           const AnalyzeOptions *options)
{
    Comparison *comparison = make_empty();
    comparison->variant = changed;
    comparison->baseline = base;
    comparison->base = pair->base;
    comparison->changed = pair->changed;
    comparison->confidence = options->confidence;
    comparison->has_other_name = pair->has_other_name;
    comparison->tags = tags_of_pair(pair->base->timing, pair->changed->timing);
    gboolean is_debug_and_release;
    add_environment(comparison, &is_debug_and_release);
    if (pair->base->timing->unit != pair->changed->timing->unit) {
        add_reason(comparison, "unit-mismatch"); /* no number would mean anything */
        return comparison;
    }
    if (pair->base->timing->level == LEVEL_VALUES && pair->changed->timing->level == LEVEL_VALUES)
        compare_values(comparison);
    else
        set_ratio(comparison, representative_mean(pair->base), representative_mean(pair->changed));
    add_noise(comparison, noise_floors);
    add_pyperf(comparison);
    if (comparison->machine_differences->len > 0)
        add_reason(comparison, "cross-machine");
    if (is_debug_and_release)
        add_reason(comparison, "debug-and-release");
    return comparison;
}

void comparison_free(Comparison *comparison)
{
    if (!comparison)
        return;
    g_free(comparison->pyperf.text);
    if (comparison->tags)
        g_ptr_array_unref(comparison->tags);
    g_ptr_array_unref(comparison->reasons);
    g_ptr_array_unref(comparison->machine_differences);
    g_ptr_array_unref(comparison->setting_differences);
    g_free(comparison);
}

/* ------------------------------------------------------------------ verdicts */

gboolean comparison_is_comparable(const Comparison *comparison)
{
    return !has_reason(comparison, "unit-mismatch") && !has_reason(comparison, "cross-machine") &&
           !has_reason(comparison, "debug-and-release");
}

/* Whether the few slow values that a mean hangs on tell another story than the median. */
static gboolean do_mean_and_median_disagree(const Comparison *comparison)
{
    double distance = fabs(log(comparison->ratio) - log(comparison->median_ratio));
    return distance > MAX(2 * comparison->standard_error, 0.02); /* FALSE when either is unknown */
}

/* What forbids a verdict although the pair is comparable. */
static void add_doubts(Comparison *comparison)
{
    const TimingSummary *base = comparison->base, *changed = comparison->changed;
    if (base->timing->level == LEVEL_SUMMARY || changed->timing->level == LEVEL_SUMMARY) {
        add_reason(comparison, "summary-only");
        return;
    }
    if (count_processes(base) < 2 || count_processes(changed) < 2)
        add_reason(comparison, "one-process");
    if (do_mean_and_median_disagree(comparison))
        add_reason(comparison, "mean-and-median-disagree");
}

/* Processes per side at which the interval would be as narrow as the margin; at least one more than there are. */
static guint count_processes_needed(const Comparison *comparison, double margin)
{
    double half = (log(comparison->ci_high) - log(comparison->ci_low)) / 2;
    double present = MAX(count_processes(comparison->base), count_processes(comparison->changed));
    double needed = ceil(present * (half / margin) * (half / margin));
    return isfinite(needed) ? (guint)CLAMP(needed, present + 1, 1e6) : 0;
}

/* A count is exact to the last unit; seconds without any spread are only as good as the margin. */
static Verdict judge_exact(const Comparison *comparison, double margin)
{
    double log_ratio = log(comparison->ratio);
    gboolean is_count = comparison->base->timing->unit != UNIT_SECOND;
    if (comparison->ratio == 1 || (!is_count && fabs(log_ratio) < margin))
        return VERDICT_SAME;
    return log_ratio < 0 ? VERDICT_FASTER : VERDICT_SLOWER;
}

/* Whether the interval of the speed-up shows a direction. */
static gboolean excludes_one(double low, double high)
{
    return low > 1 || high < 1;
}

/* Why an interval decides nothing. */
static void explain_interval(Comparison *comparison, double margin)
{
    gboolean was_clear =
        excludes_one(comparison->ci_low, comparison->ci_high) && comparison->q <= FALSE_DISCOVERY_RATE;
    gboolean is_clear = excludes_one(comparison->decisive_low, comparison->decisive_high);
    comparison->processes_needed = was_clear ? 0 : count_processes_needed(comparison, margin);
    add_reason(comparison, was_clear ? "noise-floor" : is_clear ? "many-comparisons" : "interval-too-wide");
    if (MIN(count_processes(comparison->base), count_processes(comparison->changed)) < FEW_PROCESSES)
        add_reason(comparison, "few-processes");
}

/* The three states of an interval against 1 and the margin; see docs/statistics.md. */
static void judge_interval(Comparison *comparison, double margin)
{
    double low = -log(comparison->decisive_high), high = -log(comparison->decisive_low); /* of ln ratio */
    if (-margin < low && high < margin) {
        comparison->verdict = VERDICT_SAME;
    } else if ((high < 0 || low > 0) && comparison->decisive_q <= FALSE_DISCOVERY_RATE) {
        comparison->verdict = high < 0 ? VERDICT_FASTER : VERDICT_SLOWER;
        comparison->is_beyond_margin = high < -margin || low > margin;
    } else {
        comparison->verdict = VERDICT_INCONCLUSIVE;
        explain_interval(comparison, margin);
    }
}

/* Blocks come before doubts, and doubts before numbers: a pair that must not be compared gets no other verdict. */
static void judge(Comparison *comparison, double margin)
{
    if (has_reason(comparison, "unit-mismatch")) {
        comparison->verdict = VERDICT_INCOMPARABLE;
    } else if (has_reason(comparison, "cross-machine")) {
        comparison->verdict = VERDICT_CROSS_MACHINE;
    } else if (has_reason(comparison, "debug-and-release")) {
        comparison->verdict = VERDICT_INCOMPARABLE;
    } else {
        add_doubts(comparison);
        if (comparison->reasons->len > 0)
            comparison->verdict = VERDICT_INCONCLUSIVE;
        else if (comparison->is_exact)
            comparison->verdict = judge_exact(comparison, margin);
        else
            judge_interval(comparison, margin);
    }
}

void comparisons_judge(const GPtrArray *rows, const AnalyzeOptions *options)
{
    g_autofree double *p = g_new(double, MAX(rows->len, 1)), *decisive = g_new(double, MAX(rows->len, 1));
    for (guint i = 0; i < rows->len; i++) {
        const Comparison *comparison = g_ptr_array_index(rows, i);
        p[i] = comparison->p;
        decisive[i] = comparison->decisive_p;
    }
    /* rows without p neither count nor get q: nothing was tested there */
    statistics_benjamini_hochberg(p, rows->len, p);
    statistics_benjamini_hochberg(decisive, rows->len, decisive);
    for (guint i = 0; i < rows->len; i++) {
        Comparison *comparison = g_ptr_array_index(rows, i);
        comparison->q = p[i];
        comparison->decisive_q = decisive[i];
        judge(comparison, log1p(options->margin));
    }
}
