/* Series of single runs; see series.h. */
#include "scene/series.h"

#include <math.h>

#include "analyze/headline.h"
#include "analyze/statistics.h"

static void series_free(gpointer data)
{
    Series *series = data;
    g_strfreev(series->owned_starts);
    g_free(series);
}

/* A label may be missing; a name never is. */
static Series *add_series(GPtrArray *list, const VariantFindings *variant)
{
    Series *series = g_new0(Series, 1);
    series->variant = variant;
    series->label = variant->variant->label && variant->variant->label[0] ? variant->variant->label
                                                                          : variant->variant->name;
    series->half_width = NAN;
    g_ptr_array_add(list, series);
    return series;
}

/* A clock with holes would put runs in the wrong place. */
static gboolean are_all_known(char **starts, guint n)
{
    for (guint i = 0; i < n; i++)
        if (!starts || !starts[i])
            return FALSE;
    return n > 0;
}

/* The half-width is that of the table of elapsed times. */
static void add_process(GPtrArray *list, const VariantFindings *variant, double confidence)
{
    const ProcessSummary *process = variant->process;
    if (!process || !process->samples || process->n_samples == 0)
        return;
    Series *series = add_series(list, variant);
    series->values = process->samples;
    series->n = process->n_samples;
    series->starts = are_all_known(process->starts, series->n) ? process->starts : NULL;
    series->mean = process->elapsed;
    series->unit = UNIT_SECOND;
    if (process->n_runs > 1 && process->elapsed_error > 0)
        series->half_width =
            process->elapsed_error * statistics_t_quantile(.5 + confidence / 2, process->n_runs - 1);
}

/* The starts of the processes, when each has one. Transfer full. */
static char **process_starts(const Timing *timing, guint n)
{
    if (timing->processes->len != n || n == 0)
        return NULL;
    char **starts = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++) {
        const Process *process = g_ptr_array_index(timing->processes, i);
        if (!process->date) {
            g_strfreev(starts);
            return NULL;
        }
        starts[i] = g_strdup(process->date);
    }
    return starts;
}

/* Without single values there is nothing to show: a printed mean is no run. */
static void add_timing(GPtrArray *list, const VariantFindings *variant, const TimingSummary *timing)
{
    if (!timing->process_means || timing->n_processes == 0)
        return;
    Series *series = add_series(list, variant);
    series->timing = timing;
    series->values = timing->process_means;
    series->n = timing->n_processes;
    series->starts = series->owned_starts = process_starts(timing->timing, timing->n_processes);
    series->mean = timing->mean_of_processes;
    series->half_width = (timing->ci_high - timing->ci_low) / 2;
    series->unit = timing->timing->unit;
}

/* The timing of a variant that stands for the benchmark: its own, or the one that is compared with it under another name. */
static const TimingSummary *find_timing(const Findings *findings, const VariantFindings *variant,
                                        const char *benchmark)
{
    for (guint i = 0; benchmark && i < findings->comparisons->len; i++) {
        const Comparison *c = g_ptr_array_index(findings->comparisons, i);
        if (c->variant == variant && g_strcmp0(c->base->timing->benchmark, benchmark) == 0)
            return c->changed;
    }
    for (guint i = 0; i < variant->timings->len; i++) {
        const TimingSummary *timing = g_ptr_array_index(variant->timings, i);
        if (benchmark ? g_strcmp0(timing->timing->benchmark, benchmark) == 0
                      : !timing->timing->excluded && !timing->is_later_batch)
            return timing;
    }
    return NULL;
}

/* A variant that has the benchmark under another name is shown under its own label. */
GPtrArray *series_new_timing(const Findings *findings, const char *benchmark)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(series_free);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        const TimingSummary *timing = find_timing(findings, variant, benchmark);
        if (timing && !benchmark)
            benchmark = timing->timing->benchmark;
        if (!timing && i > 0)
            timing = find_timing(findings, variant, NULL);
        if (timing)
            add_timing(list, variant, timing);
    }
    return list;
}

/* One variant that is judged by the wall clock decides for all: the axis is shared. */
static gboolean leads_process(const Findings *findings)
{
    for (guint i = 1; i < findings->variants->len; i++)
        if (headline_find(findings, g_ptr_array_index(findings->variants, i)).kind == HEADLINE_PROCESS)
            return TRUE;
    return FALSE;
}

/* Falls back to the wall clock of calibrated commands: it is what was measured, whatever it means. */
GPtrArray *series_new(const Findings *findings)
{
    gboolean is_process = leads_process(findings);
    GPtrArray *list =
        is_process ? g_ptr_array_new_with_free_func(series_free) : series_new_timing(findings, NULL);
    if (list->len > 0)
        return list;
    for (guint i = 0; i < findings->variants->len; i++)
        add_process(list, g_ptr_array_index(findings->variants, i), findings->options.confidence);
    return list;
}
