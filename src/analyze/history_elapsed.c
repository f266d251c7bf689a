/* perf's wall clock of fixed work over the runs of its variant, where no timing has values of its own; see history.h. */
#include <math.h>

#include "analyze/counters.h"
#include "analyze/environment.h"
#include "analyze/history.h"
#include "analyze/statistics.h"

/* Timings with values make the better series: their processes are known one by one. */
static gboolean has_values(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint k = 0; k < variant->timings->len; k++) {
            const Timing *timing = ((const TimingSummary *)g_ptr_array_index(variant->timings, k))->timing;
            if (timing->level == LEVEL_VALUES && !timing->excluded)
                return TRUE;
        }
    }
    return FALSE;
}

/* One run has no spread: its point is drawn without an interval. */
static StatisticsGroup group_of(const ProcessSummary *process)
{
    if (process->n_runs >= 2 && process->elapsed_error > 0)
        return statistics_group_printed(process->elapsed, process->elapsed_error, process->n_runs);
    return (StatisticsGroup){process->elapsed, NAN, NAN};
}

/* Whether two elapsed times may stand in one ratio. */
static gboolean is_same_work(const ProcessSummary *a, const ProcessSummary *b)
{
    return a && b && a->elapsed > 0 && b->elapsed > 0 && counters_work_of_pair(a, b) == WORK_FIXED &&
           !environment_are_debug_and_release(a->command, b->command);
}

static HistoryPoint make_point(const Run *run, const ProcessSummary *process, const ProcessSummary *base,
                               double confidence)
{
    StatisticsGroup group = group_of(process);
    double half = statistics_half_width(&group, confidence);
    return (HistoryPoint){
        .run = run,
        .timestamp = run->timestamp,
        .mean = group.mean,
        .ci_low = group.mean - half,
        .ci_high = group.mean + half,
        .standard_error = group.standard_error,
        .df = group.df,
        .ratio = is_same_work(base, process) ? process->elapsed / base->elapsed : NAN,
        .n_processes = process->n_runs,
    };
}

/* In the order of the runs; a run that did other work is no point of the series and no predecessor either. */
static void add_points(History *history, const Findings *findings)
{
    const ProcessSummary *used = history->variant->process;
    const ProcessSummary *base = ((const VariantFindings *)g_ptr_array_index(findings->variants, 0))->process;
    const GPtrArray *runs = history->variant->variant->runs;
    double confidence = findings->options.confidence;
    StatisticsGroup now = group_of(used), before = {NAN, NAN, NAN};
    for (guint i = 0; i < runs->len; i++) {
        const Run *run = g_ptr_array_index(runs, i);
        ProcessSummary *process = process_summary_new(run->blocks);
        if (is_same_work(used, process)) {
            HistoryPoint point = make_point(run, process, base, confidence);
            point.is_used = run == history->variant->variant->run;
            g_array_append_val(history->points, point);
            if (point.is_used && before.mean > 0)
                history_set_since_last(history, &before, &now, confidence);
            before = group_of(process);
        }
        process_summary_free(process);
    }
}

/* With several printed names perf's clock around all of them says nothing of one, so nothing is replaced. */
void histories_add_elapsed(Findings *findings)
{
    guint n_printed = findings->histories->len;
    if (has_values(findings) || n_printed > findings->variants->len)
        return;
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (!variant->process || variant->variant->runs->len < 2)
            continue;
        History *history = history_new(variant, findings->benchmark->name, UNIT_SECOND);
        history->is_elapsed = TRUE;
        add_points(history, findings);
        if (history->points->len >= 2) {
            history_mark_steps(history);
            g_ptr_array_add(findings->histories, history);
        } else {
            history_free(history);
        }
    }
    if (findings->histories->len > n_printed && n_printed > 0) /* means that were only printed give way */
        g_ptr_array_remove_range(findings->histories, 0, n_printed);
}
