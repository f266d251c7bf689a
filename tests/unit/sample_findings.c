/* Findings made by hand; see sample_findings.h. Memory of small parts lives until the sample is freed. */
#include "sample_findings.h"

#include <math.h>
#include <string.h>

struct Sample {
    Findings findings;
    Benchmark *benchmark;
    GPtrArray *owned; /* of gpointer, g_free */
};

static gpointer own(Sample *sample, gpointer memory)
{
    g_ptr_array_add(sample->owned, memory);
    return memory;
}

static void free_timing_summary(gpointer data)
{
    TimingSummary *summary = data;
    Timing *timing = (Timing *)(guintptr)summary->timing;
    timing_free(timing);
    g_free(summary->process_means);
    g_free(summary);
}

static void free_process(ProcessSummary *process)
{
    if (process)
        g_free(process->samples);
    if (process && process->starts)
        g_strfreev(process->starts);
    g_free(process);
}

static void free_counter(gpointer data)
{
    CounterSummary *counter = data;
    g_free(counter->samples);
    g_free(counter);
}

static void free_variant(gpointer data)
{
    VariantFindings *variant = data;
    g_ptr_array_unref(variant->timings);
    g_ptr_array_unref(variant->counters);
    free_process(variant->process);
    Variant *model = (Variant *)(guintptr)variant->variant;
    variant_free(model);
    g_free(variant);
}

static void free_history(gpointer data)
{
    History *history = data;
    g_array_unref(history->points);
    g_free(history);
}

Sample *sample_new(void)
{
    Sample *sample = g_new0(Sample, 1);
    sample->benchmark = benchmark_new("sample");
    sample->owned = g_ptr_array_new_with_free_func(g_free);
    Findings *findings = &sample->findings;
    findings->benchmark = sample->benchmark;
    findings->options = (AnalyzeOptions){.margin = .01, .confidence = .95};
    findings->variants = g_ptr_array_new_with_free_func(free_variant);
    GPtrArray **lists[] = {&findings->comparisons,         &findings->counter_comparisons,
                           &findings->process_comparisons, &findings->decompositions,
                           &findings->geometric_means,     &findings->environment};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        *lists[i] = g_ptr_array_new_with_free_func(g_free);
    findings->warnings = g_ptr_array_new();
    findings->histories = g_ptr_array_new_with_free_func(free_history);
    findings->what_ifs = g_ptr_array_new_with_free_func(g_free);
    return sample;
}

void sample_free(Sample *sample)
{
    if (!sample)
        return;
    Findings *findings = &sample->findings;
    GPtrArray *lists[] = {
        findings->comparisons,    findings->counter_comparisons, findings->process_comparisons,
        findings->decompositions, findings->geometric_means,     findings->environment,
        findings->warnings,       findings->histories,           findings->what_ifs,       findings->variants};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        g_ptr_array_unref(lists[i]);
    benchmark_free(sample->benchmark);
    g_ptr_array_unref(sample->owned);
    g_free(sample);
}

const Findings *sample_findings(const Sample *sample)
{
    return &sample->findings;
}

VariantFindings *sample_variant(Sample *sample, const char *name)
{
    VariantFindings *variant = g_new0(VariantFindings, 1);
    Variant *model = variant_new(name);
    model->role = sample->findings.variants->len == 0 ? ROLE_BASELINE : ROLE_CHANGED;
    if (!model->label)
        model->label = g_strdup(name);
    model->run = run_new();
    g_ptr_array_add(model->runs, model->run);
    variant->variant = model;
    variant->timings = g_ptr_array_new_with_free_func(free_timing_summary);
    variant->counters = g_ptr_array_new_with_free_func(free_counter);
    g_ptr_array_add(sample->findings.variants, variant);
    return variant;
}

void sample_process(VariantFindings *variant, const double *elapsed, guint n)
{
    ProcessSummary *process = g_new0(ProcessSummary, 1);
    double sum = 0;
    process->samples = g_new(double, n);
    process->starts = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++) {
        process->samples[i] = elapsed[i];
        process->starts[i] = g_strdup_printf("2025-10-25T22:%02u:%02u", 9 + i, 36 + i);
        sum += elapsed[i];
    }
    process->n_runs = process->n_samples = n;
    process->elapsed = sum / n;
    process->elapsed_error = .01 * process->elapsed;
    process->user = process->sys = NAN;
    variant->process = process;
}

static TimingSummary *add_timing(VariantFindings *variant, const char *benchmark, TimingLevel level,
                                 double mean)
{
    TimingSummary *summary = g_new0(TimingSummary, 1);
    summary->timing = timing_new(benchmark, UNIT_SECOND, level);
    summary->mean = mean;
    summary->median = summary->mad = summary->min = summary->max = NAN;
    summary->mean_of_processes = summary->process_stdev = summary->ci_low = summary->ci_high = NAN;
    g_ptr_array_add(variant->timings, summary);
    return summary;
}

TimingSummary *sample_timing(VariantFindings *variant, const char *benchmark, double mean, guint n_processes,
                             guint n_values)
{
    TimingSummary *summary = add_timing(variant, benchmark, LEVEL_VALUES, mean);
    summary->n_processes = n_processes;
    summary->n_values = n_processes * n_values;
    summary->process_means = g_new(double, n_processes);
    for (guint p = 0; p < n_processes; p++) {
        Process *process = process_new();
        process->values = g_new(double, n_values);
        process->n_values = n_values;
        process->warmups = g_new(double, 1);
        process->n_warmups = 1;
        process->warmups[0] = mean * 1.03;
        double offset = p == 4 ? 1.15 : 1 + .01 * ((p * 7) % 5 - 2.);
        for (guint v = 0; v < n_values; v++)
            process->values[v] = mean * offset * (1 + .002 * v);
        summary->process_means[p] = mean * offset * (1 + .001 * (n_values - 1));
        g_ptr_array_add(summary->timing->processes, process);
    }
    summary->mean_of_processes = mean;
    summary->median = mean;
    summary->min = .98 * mean;
    summary->max = 1.15 * mean;
    summary->stdev = .02 * mean;
    summary->ci_low = .99 * mean;
    summary->ci_high = 1.01 * mean;
    return summary;
}

TimingSummary *sample_summary(VariantFindings *variant, const char *benchmark, double mean, double stdev)
{
    TimingSummary *summary = add_timing(variant, benchmark, LEVEL_SUMMARY, mean);
    summary->stdev = stdev;
    return summary;
}

Comparison *sample_compare(Sample *sample, VariantFindings *variant, guint timing, double low, double high,
                           Verdict verdict)
{
    VariantFindings *base = g_ptr_array_index(sample->findings.variants, 0);
    Comparison *c = g_new0(Comparison, 1);
    c->variant = variant;
    c->baseline = base;
    c->changed = g_ptr_array_index(variant->timings, timing);
    c->base = g_ptr_array_index(base->timings, timing);
    c->ratio = c->changed->mean / c->base->mean;
    c->speedup = 1 / c->ratio;
    c->ci_low = low;
    c->ci_high = high;
    c->verdict = verdict;
    g_ptr_array_add(sample->findings.comparisons, c);
    return c;
}

void sample_compare_process(Sample *sample, VariantFindings *variant, double low, double high,
                            Verdict verdict)
{
    VariantFindings *base = g_ptr_array_index(sample->findings.variants, 0);
    ProcessComparison *c = g_new0(ProcessComparison, 1);
    c->variant = variant;
    c->baseline = base;
    c->work = WORK_FIXED;
    c->elapsed_ratio = variant->process->elapsed / base->process->elapsed;
    c->speedup = 1 / c->elapsed_ratio;
    c->ci_low = low;
    c->ci_high = high;
    c->has_verdict = TRUE;
    c->verdict = verdict;
    g_ptr_array_add(sample->findings.process_comparisons, c);
}

void sample_geometric_mean(Sample *sample, VariantFindings *variant, double speedup, double low, double high)
{
    GeometricMean *mean = g_new0(GeometricMean, 1);
    mean->variant = variant;
    mean->n_benchmarks = variant->timings->len;
    mean->speedup = speedup;
    mean->ci_low = mean->decisive_low = low;
    mean->ci_high = mean->decisive_high = high;
    mean->noise = mean->pyperf = NAN;
    g_ptr_array_add(sample->findings.geometric_means, mean);
}

void sample_counter(Sample *sample, const char *event, const double *values, guint n, double running)
{
    const char *name = own(sample, g_strdup(event));
    CounterSummary *base = NULL;
    for (guint i = 0; i < n && i < sample->findings.variants->len; i++) {
        VariantFindings *variant = g_ptr_array_index(sample->findings.variants, i);
        CounterSummary *counter = g_new0(CounterSummary, 1);
        counter->event = name;
        counter->unit = "";
        counter->status = COUNTER_COUNTED;
        counter->value.value = values[i];
        counter->running = counter->running_min = counter->running_max = running;
        counter->error = NAN;
        g_ptr_array_add(variant->counters, counter);
        variant->has_counters = TRUE;
        if (i == 0) {
            base = counter;
            continue;
        }
        CounterComparison *c = g_new0(CounterComparison, 1);
        c->variant = variant;
        c->base = base;
        c->changed = counter;
        c->delta_share = values[i] / values[0] - 1;
        c->ci_low = (1 + c->delta_share) * .9 - 1;
        c->ci_high = (1 + c->delta_share) * 1.1 - 1;
        g_ptr_array_add(sample->findings.counter_comparisons, c);
    }
}

void sample_decomposition(Sample *sample, VariantFindings *variant, double instructions, double cpi,
                          double frequency, double utilisation)
{
    Decomposition *d = g_new0(Decomposition, 1);
    d->variant = variant;
    d->baseline = g_ptr_array_index(sample->findings.variants, 0);
    d->instructions = instructions;
    d->cpi = cpi;
    d->frequency = frequency;
    d->utilisation = utilisation;
    d->elapsed = instructions * cpi * frequency * utilisation;
    d->explains_benchmark = TRUE;
    g_ptr_array_add(sample->findings.decompositions, d);
    VariantFindings *base = g_ptr_array_index(sample->findings.variants, 0);
    base->derived = (DerivedMetrics){.cpi = .422, .ghz = 2.6, .cpus = 1};
    variant->derived = (DerivedMetrics){.cpi = .422 * cpi, .ghz = 2.6 / frequency, .cpus = 1 / utilisation};
}

History *sample_history(Sample *sample, const VariantFindings *variant, double noise)
{
    History *history = g_new0(History, 1);
    *history = (History){.variant = variant,
                         .benchmark = "sample",
                         .points = g_array_new(FALSE, FALSE, sizeof(HistoryPoint)),
                         .noise = noise,
                         .noise_df = 8,
                         .since_last = NAN,
                         .since_last_low = NAN,
                         .since_last_high = NAN};
    g_ptr_array_add(sample->findings.histories, history);
    return history;
}

HistoryPoint *sample_point(History *history, const char *timestamp, double mean, double half_width,
                           double base)
{
    HistoryPoint point = {.timestamp = timestamp,
                          .mean = mean,
                          .ci_low = mean - half_width,
                          .ci_high = mean + half_width,
                          .ratio = mean / base,
                          .n_processes = 5};
    g_array_append_val(history->points, point);
    return &g_array_index(history->points, HistoryPoint, history->points->len - 1);
}
