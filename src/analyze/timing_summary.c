/* One timing by itself; see timing_summary.h. Formulas: docs/statistics.md. */
#include "analyze/timing_summary.h"

#include <math.h>
#include <string.h>

#include "analyze/statistics.h"

/* In run order, so that the values of one process stay together. */
double *timing_values(const Timing *timing, gsize *n)
{
    GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < timing->processes->len; i++) {
        const Process *process = g_ptr_array_index(timing->processes, i);
        if (process->n_values > 0)
            g_array_append_vals(values, process->values, process->n_values);
    }
    *n = values->len;
    return (double *)(void *)g_array_free(values, FALSE);
}

/* The number after "resolution:" with its unit, as pyperf writes it: "clock_gettime(CLOCK_MONOTONIC), resolution: 1.00 ns". */
static double parse_resolution(const char *timer)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"sec", 1}, {"s", 1}};
    const char *at = timer ? strstr(timer, "resolution: ") : NULL;
    if (!at)
        return NAN;
    g_auto(GStrv) words = g_strsplit(at + strlen("resolution: "), " ", 3);
    double value;
    if (!words[0] || !words[1] || !number_parse(words[0], strlen(words[0]), &value))
        return NAN;
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_str_equal(words[1], units[i].name))
            return value * units[i].seconds;
    return NAN;
}

double timing_resolution(const Timing *timing)
{
    if (timing->unit != UNIT_SECOND || timing->processes->len == 0)
        return NAN;
    const Process *first = g_ptr_array_index(timing->processes, 0);
    /* the clock is read once for all iterations, so its step is shared among them */
    double iterations = (double)MAX(first->loops, 1) * (double)MAX(first->inner_loops, 1);
    return parse_resolution(g_hash_table_lookup(timing->metadata, "timer")) / iterations;
}

/* Mean of last minus first value over the processes, as a share of the mean, and its t. */
static void find_drift(TimingSummary *summary)
{
    const GPtrArray *processes = summary->timing->processes;
    g_autofree double *changes = g_new(double, MAX(processes->len, 1));
    gsize n = 0;
    for (guint i = 0; i < processes->len; i++) {
        const Process *process = g_ptr_array_index(processes, i);
        if (process->n_values >= 2)
            changes[n++] = process->values[process->n_values - 1] - process->values[0];
    }
    /* two processes give one degree of freedom: an abs(t) above 4 would happen by chance */
    if (n < 3)
        return;
    StatisticsGroup drift = statistics_group(changes, n);
    summary->drift_share = drift.mean / summary->mean_of_processes;
    summary->drift_t = drift.standard_error > 0 ? drift.mean / drift.standard_error
                                                : (drift.mean == 0 ? 0 : copysign(INFINITY, drift.mean));
}

/* How much of the variance lies between processes: whether more values per process would help at all. */
static void find_levels(TimingSummary *summary)
{
    const GPtrArray *processes = summary->timing->processes;
    g_autofree const double **groups = g_new(const double *, MAX(processes->len, 1));
    g_autofree gsize *sizes = g_new(gsize, MAX(processes->len, 1));
    gsize n = 0;
    for (guint i = 0; i < processes->len; i++) {
        const Process *process = g_ptr_array_index(processes, i);
        if (process->n_values == 0)
            continue;
        groups[n] = process->values;
        sizes[n++] = process->n_values;
    }
    summary->intraclass = statistics_intraclass(groups, sizes, n);
}

/* Means of the processes that measured. Transfer full (g_free). */
static double *process_means(const Timing *timing, guint *n)
{
    double *means = g_new(double, MAX(timing->processes->len, 1));
    *n = 0;
    for (guint i = 0; i < timing->processes->len; i++) {
        const Process *process = g_ptr_array_index(timing->processes, i);
        if (process->n_values > 0)
            means[(*n)++] = statistics_mean(process->values, process->n_values);
    }
    return means;
}

/* Processes, not values, are the sample: values of one process share its layout in memory and are not independent (Kalibera 2013). */
StatisticsGroup timing_mean_of_processes(const Timing *timing)
{
    guint n;
    g_autofree double *means = process_means(timing, &n);
    return statistics_group(means, n);
}

/* The level that every interval and test rests on; warm-ups of calibrations do not count. */
static void summarize_processes(TimingSummary *summary, double confidence)
{
    const GPtrArray *processes = summary->timing->processes;
    summary->process_means = process_means(summary->timing, &summary->n_processes);
    for (guint i = 0; i < processes->len; i++) {
        const Process *process = g_ptr_array_index(processes, i);
        summary->n_warmups += process->n_values > 0 ? process->n_warmups : 0;
    }
    summary->mean_of_processes = statistics_mean(summary->process_means, summary->n_processes);
    summary->process_stdev = statistics_stdev(summary->process_means, summary->n_processes);
    StatisticsGroup group = statistics_group(summary->process_means, summary->n_processes);
    double half = statistics_half_width(&group, confidence);
    summary->ci_low = group.mean - half;
    summary->ci_high = group.mean + half;
}

/* The level that pyperf prints: all values together. */
static void summarize_values(TimingSummary *summary, double confidence)
{
    gsize n;
    g_autofree double *values = timing_values(summary->timing, &n);
    g_autofree double *sorted = statistics_sorted(values, n);
    summary->n_values = (guint)n;
    summary->mean = statistics_mean(values, n);
    summary->stdev = statistics_stdev(values, n);
    summary->median = statistics_median(values, n);
    summary->mad = statistics_mad(values, n);
    summary->min = n > 0 ? sorted[0] : NAN;
    summary->max = n > 0 ? sorted[n - 1] : NAN;
    StatisticsFences fences = statistics_fences(values, n);
    summary->fence_low = fences.low;
    summary->fence_high = fences.high;
    summary->n_outliers = fences.n_outliers;
    summary->n_far_outliers = fences.n_far;
    summarize_processes(summary, confidence);
    find_drift(summary);
    find_levels(summary);
}

/* A printed mean stands as it is; everything that needs values stays NAN. */
TimingSummary *timing_summary_new(const Timing *timing, double confidence)
{
    TimingSummary *summary = g_new(TimingSummary, 1);
    *summary = (TimingSummary){
        .timing = timing,
        .mean = timing->mean,
        .stdev = timing->stdev,
        .median = NAN,
        .mad = NAN,
        .min = NAN,
        .max = NAN,
        .mean_of_processes = NAN,
        .process_stdev = NAN,
        .ci_low = NAN,
        .ci_high = NAN,
        .drift_share = NAN,
        .drift_t = NAN,
        .intraclass = NAN,
        .fence_low = NAN,
        .fence_high = NAN,
    };
    if (timing->level == LEVEL_VALUES) {
        summarize_values(summary, confidence);
    } else {
        summary->n_processes = (guint)CLAMP(timing->printed_processes, 0, (gint64)G_MAXUINT);
        summary->n_values = (guint)CLAMP(timing->printed_values, 0, (gint64)G_MAXUINT);
    }
    return summary;
}

/* Printed means stay apart: nothing is known of what lies behind them. */
static gboolean are_batches(const TimingSummary *a, const TimingSummary *b)
{
    return a->timing->level == LEVEL_VALUES && b->timing->level == LEVEL_VALUES && !a->timing->excluded &&
           !b->timing->excluded && a->timing->unit == b->timing->unit && a->n_values > 0 && b->n_values > 0 &&
           g_str_equal(a->timing->benchmark, b->timing->benchmark);
}

/* The first summary of a name speaks for all of them; the later ones are only listed. */
static void join(TimingSummary *first, TimingSummary *other)
{
    if (!first->batches) {
        first->batches = g_ptr_array_new();
        g_ptr_array_add(first->batches, first);
    }
    g_ptr_array_add(first->batches, other);
    other->is_later_batch = TRUE;
}

/* A suite has thousands of names, but few summaries of each. */
void timing_summaries_join_batches(const GPtrArray *summaries)
{
    g_autoptr(GHashTable) by_name =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < summaries->len; i++) {
        TimingSummary *summary = g_ptr_array_index(summaries, i);
        GPtrArray *firsts = g_hash_table_lookup(by_name, summary->timing->benchmark);
        guint k = 0;
        if (!firsts) {
            firsts = g_ptr_array_new();
            g_hash_table_insert(by_name, summary->timing->benchmark, firsts);
        }
        while (k < firsts->len && !are_batches(g_ptr_array_index(firsts, k), summary))
            k++;
        if (k < firsts->len)
            join(g_ptr_array_index(firsts, k), summary);
        else
            g_ptr_array_add(firsts, summary);
    }
}

void timing_summary_free(TimingSummary *summary)
{
    if (!summary)
        return;
    g_free(summary->process_means);
    g_clear_pointer(&summary->batches, g_ptr_array_unref);
    g_free(summary);
}
