/* The report model, variants: timings, counters, the process, derived rates, profiles. One element per entry of report.json.
 * In: VariantFindings. Out: <variant> elements. Must not know sentences or tables. */
#include "report/model_internal.h"

#include "analyze/counters.h"

#define MAX_FUNCTIONS 25

void model_add_sources(ModelBuilder *builder, xmlNodePtr node, const GPtrArray *inputs)
{
    for (guint i = 0; inputs && i < inputs->len; i++) {
        const Input *input = g_ptr_array_index(inputs, i);
        model_add_source(builder, node, input->path);
        g_hash_table_add(builder->used, g_ptr_array_index(inputs, i));
    }
}

/* ------------------------------------------------------------------ timings */

/* What two timings must share to be shown in one unit. Transfer full. */
static char *scale_key(const Timing *timing)
{
    return g_strdup_printf("%s\x1f%s", unit_name(timing->unit), timing->benchmark);
}

/* The baseline's timings by scale_key, the first of each: a suite has thousands, so they are looked up, not searched.
 * Of const TimingSummary*; transfer container. */
static GHashTable *index_baseline(const Findings *findings)
{
    GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const VariantFindings *baseline = g_ptr_array_index(findings->variants, 0);
    for (guint i = baseline->timings->len; i > 0; i--) {
        TimingSummary *summary = g_ptr_array_index(baseline->timings, i - 1);
        g_hash_table_replace(index, scale_key(summary->timing), summary);
    }
    return index;
}

/* The mean of the baseline's timing of that name, so that both sides are shown in one unit; else the timing's own. */
static double scale_base(GHashTable *baseline, const TimingSummary *summary)
{
    g_autofree char *key = scale_key(summary->timing);
    const TimingSummary *base = g_hash_table_lookup(baseline, key);
    return base ? base->mean : summary->mean;
}

/* One statistic in the unit that the whole timing is shown in. */
static void add_statistic(xmlNodePtr node, const char *name, double value, int decimals,
                          const NumberScale *scale)
{
    element_add_number(node, name, value, show_scaled(value, decimals, scale));
}

/* A summary may have printed neither: then there is no element. */
static void add_printed_counts(xmlNodePtr node, const TimingSummary *summary)
{
    const Timing *timing = summary->timing;
    if (timing->level == LEVEL_VALUES) {
        element_add_count(node, "processes", summary->n_processes);
        element_add_count(node, "values", summary->n_values);
        element_add_count(node, "warmups", summary->n_warmups);
        return;
    }
    if (timing->printed_processes >= 0)
        element_add_count(node, "processes", (guint64)timing->printed_processes);
    if (timing->printed_values >= 0)
        element_add_count(node, "values", (guint64)timing->printed_values);
}

/* Means by the half-width of their interval, order statistics to four digits. */
static void add_timing(ModelBuilder *builder, xmlNodePtr variant, const TimingSummary *summary,
                       GHashTable *baseline)
{
    const Timing *timing = summary->timing;
    NumberScale scale = show_scale(timing->unit, scale_base(baseline, summary));
    double half_width = show_half_width(summary->ci_low, summary->ci_high);
    int decimals = show_decimals(summary->mean, half_width, 4, &scale);
    int coarse = show_decimals(summary->mean, NAN, 4, &scale);

    xmlNodePtr node = element_add(variant, "timing");
    element_set(node, "benchmark", timing->benchmark);
    element_set(node, "unit", unit_name(timing->unit));
    element_set(node, "level", level_name(timing->level));
    element_set(node, "excluded", timing->excluded);
    element_set(node, "shown-unit", scale.symbol);
    element_set(node, "printed", timing->printed);
    add_printed_counts(node, summary);
    add_statistic(node, "mean", summary->mean, decimals, &scale);
    add_statistic(node, "stdev", summary->stdev, decimals, &scale);
    add_statistic(node, "median", summary->median, coarse, &scale);
    add_statistic(node, "mad", summary->mad, coarse, &scale);
    add_statistic(node, "min", summary->min, coarse, &scale);
    add_statistic(node, "max", summary->max, coarse, &scale);
    add_statistic(node, "mean_of_processes", summary->mean_of_processes, decimals, &scale);
    add_statistic(node, "half_width", half_width, decimals, &scale);
    element_add_interval(node, "ci", summary->ci_low, summary->ci_high,
                         show_scaled_range(summary->ci_low, summary->ci_high, decimals, &scale));
    element_add_number(node, "icc", summary->intraclass, number_fixed(summary->intraclass, 2));
    element_add_number(node, "drift", summary->drift_share, number_percent_signed(summary->drift_share));
    if (timing->level == LEVEL_VALUES && summary->n_values > 0)
        element_add_count(node, "outliers", summary->n_outliers);
    for (guint i = 0; timing->tags && i < timing->tags->len; i++)
        element_add_text(node, "tag", g_ptr_array_index(timing->tags, i));
    model_add_sources(builder, node, timing->sources);
}

/* ------------------------------------------------------------------ counters and the process */

static void add_counter(ModelBuilder *builder, xmlNodePtr variant, const CounterSummary *counter)
{
    xmlNodePtr node = element_add(variant, "counter");
    element_set(node, "event", counter->event);
    element_set(node, "pmu", counter->pmu);
    element_set(node, "modifier", counter->modifier);
    element_set(node, "unit", counter->unit);
    element_set(node, "status", counter_status_name(counter->status));
    element_set_bool(node, "simulated", counter->is_simulated);
    element_set(node, "kind", counter->is_simulated ? "simulated" : "");
    if (counter->status == COUNTER_COUNTED)
        element_add_quantity(node, "value", &counter->value,
                             show_counter(counter->value.value, counter->unit, counter->n_runs));
    element_add_count(node, "runs", counter->n_runs);
    element_add_number(node, "stderr", counter->error,
                       show_counter(counter->error, counter->unit, counter->n_runs));
    element_add_number(node, "running", counter->running, number_fixed(counter->running * 100, 0));
    model_add_sources(builder, node, counter->sources);
}

static void add_process(ModelBuilder *builder, xmlNodePtr variant, const ProcessSummary *process)
{
    xmlNodePtr node = element_add(variant, "process");
    element_set(node, "command", process->command);
    element_set(node, "work", work_name(counters_work(process)));
    element_add_count(node, "runs", process->n_runs);
    element_add_number(node, "elapsed", process->elapsed, number_seconds(process->elapsed, NAN));
    element_add_number(node, "elapsed_stderr", process->elapsed_error,
                       number_seconds(process->elapsed_error, NAN));
    element_add_number(node, "user", process->user, number_seconds(process->user, NAN));
    element_add_number(node, "sys", process->sys, number_seconds(process->sys, NAN));
    model_add_sources(builder, node, process->sources);
}

static void add_derived(xmlNodePtr variant, const DerivedMetrics *derived)
{
    xmlNodePtr node = element_add(variant, "derived");
    element_add_number(node, "ipc", derived->ipc, number_fixed(derived->ipc, 2));
    element_add_number(node, "cpi", derived->cpi, number_fixed(derived->cpi, 3));
    element_add_number(node, "ghz", derived->ghz, number_fixed(derived->ghz, 3));
    element_add_number(node, "cpus", derived->cpus, number_fixed(derived->cpus, 2));
    element_add_number(node, "branch_miss_rate", derived->branch_miss_rate,
                       number_percent(derived->branch_miss_rate));
    element_add_number(node, "branch_mpki", derived->branch_mpki, number_fixed(derived->branch_mpki, 2));
    element_add_number(node, "cache_miss_rate", derived->cache_miss_rate,
                       number_percent(derived->cache_miss_rate));
    element_add_number(node, "cache_mpki", derived->cache_mpki, number_fixed(derived->cache_mpki, 2));
    element_add_number(node, "l1d_miss_rate", derived->l1d_miss_rate, number_percent(derived->l1d_miss_rate));
    element_add_number(node, "llc_miss_rate", derived->llc_miss_rate, number_percent(derived->llc_miss_rate));
    element_add_number(node, "dtlb_miss_rate", derived->dtlb_miss_rate,
                       number_percent(derived->dtlb_miss_rate));
    element_add_number(node, "itlb_miss_rate", derived->itlb_miss_rate,
                       number_percent(derived->itlb_miss_rate));
    element_add_number(node, "stalled_share", derived->stalled_share, number_percent(derived->stalled_share));
}

/* ------------------------------------------------------------------ profiles */

/* Weights are integers in units of 10^-decimals; without decimals they stay exact. */
static void add_weight(xmlNodePtr node, const char *name, const Profile *profile, guint64 weight)
{
    double value = profile_weight(profile, weight);
    Quantity quantity = {.value = value, .integer = weight, .is_integer = profile->decimals == 0};
    char *shown = profile->decimals == 0 ? number_grouped(weight) : number_fixed(value, 3);
    element_add_quantity(node, name, &quantity, shown);
}

/* Shares are of the whole profile, also when only its heaviest functions are listed. */
static void add_function(xmlNodePtr profile_node, const Profile *profile, const FunctionWeight *function)
{
    xmlNodePtr node = element_add(profile_node, "function");
    double total = (double)profile->total;
    element_set(node, "name", function->name);
    element_set(node, "module", function->module);
    add_weight(node, "self", profile, function->self);
    add_weight(node, "total", profile, function->total);
    if (profile->total == 0)
        return;
    double self_share = (double)function->self / total, total_share = (double)function->total / total;
    element_add_number(node, "self_share", self_share, number_percent(self_share));
    element_add_number(node, "total_share", total_share, number_percent(total_share));
}

static void add_profile(ModelBuilder *builder, xmlNodePtr variant, const Profile *profile,
                        gboolean has_figure)
{
    xmlNodePtr node = element_add(variant, "profile");
    element_set(node, "format", profile->format);
    element_set(node, "weight_unit", profile->weight_unit);
    element_set(node, "name", profile->name);
    element_set(node, "command", profile->command);
    element_set(node, "event", profile->event);
    element_set_bool(node, "figure", has_figure);
    add_weight(node, "total", profile, profile->total);
    element_add_count(node, "stacks", profile->n_stacks);
    element_add_number(node, "unresolved", profile->unresolved, number_percent(profile->unresolved));
    element_add_number(node, "pruned", profile->pruned, number_percent(profile->pruned));
    element_add_number(node, "sample_rate", profile->sample_rate, number_fixed(profile->sample_rate, 0));
    for (guint i = 0; i < MIN(profile->functions->len, MAX_FUNCTIONS); i++)
        add_function(node, profile, g_ptr_array_index(profile->functions, i));
    model_add_sources(builder, node, profile->sources);
}

/* ------------------------------------------------------------------ variants */

static void add_variant(ModelBuilder *builder, const VariantFindings *findings, guint position,
                        GHashTable *baseline)
{
    const Variant *variant = findings->variant;
    const Run *run = variant->run;
    xmlNodePtr node = element_add(builder->root, "variant");
    element_set(node, "name", variant->name);
    element_set(node, "label", variant->label ? variant->label : variant->name);
    element_set(node, "role", role_name(variant->role));
    element_set(node, "timestamp", run->timestamp);
    element_set(node, "timestamp_source", timestamp_source_name(run->timestamp_source));
    element_set_count(node, "position", position);
    if (run->timestamp) {
        g_autofree char *date = show_date(run->timestamp);
        element_set(element_add_text(node, "date", date), "iso", run->timestamp);
    }
    for (guint i = 0; i < findings->timings->len; i++)
        add_timing(builder, node, g_ptr_array_index(findings->timings, i), baseline);
    for (guint i = 0; i < findings->counters->len; i++)
        add_counter(builder, node, g_ptr_array_index(findings->counters, i));
    if (findings->process)
        add_process(builder, node, findings->process);
    add_derived(node, &findings->derived);
    for (guint i = 0; i < run->profiles->len; i++)
        add_profile(builder, node, g_ptr_array_index(run->profiles, i), i == 0);
}

void model_add_variants(ModelBuilder *builder)
{
    g_autoptr(GHashTable) baseline = index_baseline(builder->findings);
    for (guint i = 0; i < builder->findings->variants->len; i++)
        add_variant(builder, g_ptr_array_index(builder->findings->variants, i), i, baseline);
}
