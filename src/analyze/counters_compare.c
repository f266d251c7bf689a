/* Counters of a changed variant against the baseline, perf's wall clock, and the iron law; see counters.h. */
#include "analyze/counters.h"

#include "analyze/statistics.h"
#include "model/command.h"

#define MIN_RUNS_FOR_INTERVAL 3 /* of a counter: below it no claim is made */
#define SIGNIFICANCE 0.05

/* ------------------------------------------------------------------ counters */

/* value - base without losing digits of large counts. */
static double difference(const Quantity *value, const Quantity *base)
{
    if (!value->is_integer || !base->is_integer)
        return value->value - base->value;
    if (value->integer >= base->integer)
        return (double)(value->integer - base->integer);
    return -(double)(base->integer - value->integer);
}

/* Welch on the log ratio; three runs on each side at least ("Welch 1947"). */
static void interval_of_change(CounterComparison *comparison, double confidence)
{
    const CounterSummary *base = comparison->base, *changed = comparison->changed;
    comparison->ci_low = comparison->ci_high = NAN;
    if (base->n_runs < MIN_RUNS_FOR_INTERVAL || changed->n_runs < MIN_RUNS_FOR_INTERVAL ||
        isnan(base->error) || isnan(changed->error) || !(base->value.value > 0) ||
        !(changed->value.value > 0))
        return;
    StatisticsGroup before = statistics_group_printed(base->value.value, base->error, base->n_runs);
    StatisticsGroup after = statistics_group_printed(changed->value.value, changed->error, changed->n_runs);
    StatisticsRatio ratio = statistics_ratio(&before, &after, confidence);
    comparison->ci_low = ratio.low - 1;
    comparison->ci_high = ratio.high - 1;
}

/* The same event, PMU and modifier of the other variant, counted or not. */
static const CounterSummary *find_partner(const VariantFindings *findings, const CounterSummary *base)
{
    for (guint i = 0; i < findings->counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(findings->counters, i);
        if (g_str_equal(summary->event, base->event) && g_strcmp0(summary->pmu, base->pmu) == 0 &&
            g_strcmp0(summary->modifier, base->modifier) == 0 && summary->is_simulated == base->is_simulated)
            return summary;
    }
    return NULL;
}

/* Events that only one side counted have no comparison: counters_check names them. */
static void compare_counters(Findings *findings, const VariantFindings *baseline,
                             const VariantFindings *variant)
{
    for (guint i = 0; i < baseline->counters->len; i++) {
        const CounterSummary *base = g_ptr_array_index(baseline->counters, i);
        const CounterSummary *changed = find_partner(variant, base);
        if (!changed || base->status != COUNTER_COUNTED || changed->status != COUNTER_COUNTED)
            continue;
        CounterComparison *comparison = g_new0(CounterComparison, 1);
        comparison->variant = variant;
        comparison->base = base;
        comparison->changed = changed;
        comparison->base_value = base->value;
        comparison->value = changed->value;
        comparison->delta = difference(&changed->value, &base->value);
        comparison->delta_share = base->value.value > 0 ? comparison->delta / base->value.value : NAN;
        interval_of_change(comparison, findings->options.confidence);
        g_ptr_array_add(findings->counter_comparisons, comparison);
    }
}

/* ------------------------------------------------------------------ the wall clock */

WorkKind counters_work(const ProcessSummary *process)
{
    if (!process)
        return WORK_UNKNOWN;
    if (process->is_calibrated)
        return WORK_CALIBRATED;
    if (process->loops > 0 || command_fixes_loops(process->command))
        return WORK_FIXED;
    /* a script of pyperformance chooses its work by itself, but nothing printed says so */
    if (!command_is_program(process->command) || command_is_benchmark_script(process->command))
        return WORK_UNKNOWN;
    return WORK_FIXED;
}

/* Fixed work on both sides is the same work only if the arguments do not say otherwise. */
WorkKind counters_work_of_pair(const ProcessSummary *base, const ProcessSummary *changed)
{
    WorkKind before = counters_work(base), after = counters_work(changed);
    if (before == WORK_CALIBRATED || after == WORK_CALIBRATED)
        return WORK_CALIBRATED;
    if (before != WORK_FIXED || after != WORK_FIXED)
        return WORK_UNKNOWN;
    if (base->loops != changed->loops)
        return WORK_UNKNOWN;
    if (base->loops > 0) /* the author says so */
        return WORK_FIXED;
    if (base->command && changed->command && !command_has_same_numbers(base->command, changed->command))
        return WORK_UNKNOWN;
    return WORK_FIXED;
}

/* low and high are those of the speedup, of which 1 +- margin counts as no change. */
static Verdict verdict_of(const ProcessComparison *comparison, double margin)
{
    if (comparison->ci_low > 1 / (1 + margin) && comparison->ci_high < 1 + margin)
        return VERDICT_SAME;
    gboolean is_significant = isnan(comparison->p) || comparison->p <= SIGNIFICANCE;
    if (comparison->ci_low > 1 && is_significant)
        return VERDICT_FASTER;
    if (comparison->ci_high < 1 && is_significant)
        return VERDICT_SLOWER;
    return VERDICT_INCONCLUSIVE;
}

/* A speedup needs no interval, a verdict does. */
static void judge_process(ProcessComparison *comparison, const ProcessSummary *base,
                          const ProcessSummary *changed, const AnalyzeOptions *options)
{
    comparison->speedup = 1 / comparison->elapsed_ratio;
    if (base->n_runs < 2 || changed->n_runs < 2 || isnan(base->elapsed_error) ||
        isnan(changed->elapsed_error))
        return;
    StatisticsGroup before = statistics_group_printed(base->elapsed, base->elapsed_error, base->n_runs);
    StatisticsGroup after =
        statistics_group_printed(changed->elapsed, changed->elapsed_error, changed->n_runs);
    StatisticsRatio ratio = statistics_ratio(&before, &after, options->confidence);
    comparison->ci_low = 1 / ratio.high;
    comparison->ci_high = 1 / ratio.low;
    comparison->p = ratio.p;
    comparison->has_verdict = !isnan(comparison->ci_low);
    if (comparison->has_verdict)
        comparison->verdict = verdict_of(comparison, options->margin);
}

/* perf's wall clock around the whole command. */
static void compare_processes(const AnalyzeOptions *options, const VariantFindings *baseline,
                              const VariantFindings *variant, GPtrArray *comparisons)
{
    const ProcessSummary *base = baseline->process, *changed = variant->process;
    if (!base || !changed || !(base->elapsed > 0) || !(changed->elapsed > 0))
        return;
    ProcessComparison *comparison = g_new0(ProcessComparison, 1);
    comparison->variant = variant;
    comparison->baseline = baseline;
    comparison->elapsed_ratio = changed->elapsed / base->elapsed;
    comparison->work = counters_work_of_pair(base, changed);
    comparison->speedup = comparison->ci_low = comparison->ci_high = comparison->p = NAN;
    comparison->verdict = VERDICT_INCONCLUSIVE;
    if (comparison->work == WORK_FIXED)
        judge_process(comparison, base, changed, options);
    g_ptr_array_add(comparisons, comparison);
}

/* ------------------------------------------------------------------ the iron law */

/* What the law needs of one variant. */
typedef struct {
    double instructions, cycles, task_clock, elapsed;
} IronTerms;

/* The one counter of the event that covers the core with this modifier; NULL when two kinds of core counted it. */
static const CounterSummary *only_counter(const VariantFindings *findings, const char *event,
                                          const char *modifier)
{
    const CounterSummary *found = NULL;
    for (guint i = 0; i < findings->counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(findings->counters, i);
        if (summary->is_simulated || summary->status != COUNTER_COUNTED ||
            !g_str_equal(summary->event, event) || g_strcmp0(summary->modifier, modifier) != 0)
            continue;
        if (found)
            return NULL;
        found = summary;
    }
    return found;
}

/* All four terms from one PMU and modifier, none of them zero. */
static gboolean find_terms(const VariantFindings *findings, const char *modifier, IronTerms *terms)
{
    const CounterSummary *instructions = only_counter(findings, "instructions", modifier);
    const CounterSummary *cycles = only_counter(findings, "cycles", modifier);
    const CounterSummary *clock = only_counter(findings, "task-clock", modifier);
    if (!instructions || !cycles || !clock || !findings->process ||
        g_strcmp0(instructions->pmu, cycles->pmu) != 0)
        return FALSE;
    *terms = (IronTerms){instructions->value.value, cycles->value.value, clock->value.value,
                         findings->process->elapsed};
    return terms->instructions > 0 && terms->cycles > 0 && terms->task_clock > 0 && terms->elapsed > 0;
}

/* T = I x CPI / f / U, so that T2/T1 is the product of four ratios ("Hennessy and Patterson", section 1.9; U for waiting). */
static void decompose(Findings *findings, const VariantFindings *baseline, const VariantFindings *variant)
{
    static const char *const modifiers[] = {NULL, "u"};
    IronTerms base, changed;
    gboolean is_known = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(modifiers) && !is_known; i++)
        is_known = find_terms(baseline, modifiers[i], &base) && find_terms(variant, modifiers[i], &changed);
    if (!is_known)
        return;
    Decomposition *law = g_new0(Decomposition, 1);
    law->variant = variant;
    law->baseline = baseline;
    law->instructions = changed.instructions / base.instructions;
    law->cpi = (changed.cycles / changed.instructions) / (base.cycles / base.instructions);
    law->frequency = (base.cycles / base.task_clock) / (changed.cycles / changed.task_clock);
    law->utilisation = (base.task_clock / base.elapsed) / (changed.task_clock / changed.elapsed);
    law->elapsed = changed.elapsed / base.elapsed;
    law->residual = log(law->instructions * law->cpi * law->frequency * law->utilisation / law->elapsed);
    law->explains_benchmark = counters_work(baseline->process) != WORK_CALIBRATED &&
                              counters_work(variant->process) != WORK_CALIBRATED;
    g_ptr_array_add(findings->decompositions, law);
}

void counters_compare(Findings *findings)
{
    if (!findings->counter_comparisons)
        findings->counter_comparisons = g_ptr_array_new_with_free_func(g_free);
    if (!findings->process_comparisons)
        findings->process_comparisons = g_ptr_array_new_with_free_func(g_free);
    if (!findings->decompositions)
        findings->decompositions = g_ptr_array_new_with_free_func(g_free);
    if (!findings->process_steps)
        findings->process_steps = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 1; i < findings->variants->len; i++) {
        const VariantFindings *baseline = g_ptr_array_index(findings->variants, 0);
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        compare_counters(findings, baseline, variant);
        compare_processes(&findings->options, baseline, variant, findings->process_comparisons);
        if (i >= 2)
            compare_processes(&findings->options, g_ptr_array_index(findings->variants, i - 1), variant,
                              findings->process_steps);
        decompose(findings, baseline, variant);
    }
}
