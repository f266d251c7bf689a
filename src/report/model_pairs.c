/* The report model, pairs: comparisons, counter and process comparisons, decompositions, geometric means.
 * In: Findings. Out: one element per entry of report.json. Must not know sentences or tables. */
#include "report/model_internal.h"

/* Decimals by the half-width of its interval, three digits without one. */
static void add_ratio(xmlNodePtr node, const char *name, double ratio, double half_width)
{
    element_add_number(node, name, ratio, number_ratio(ratio, half_width));
}

static void add_p_value(xmlNodePtr node, const char *name, double p)
{
    element_add_number(node, name, p, number_p_value(p));
}

static void add_delta_share(xmlNodePtr node, double share)
{
    element_add_number(node, "delta_share", share, number_percent_signed(share));
}

/* ------------------------------------------------------------------ comparisons */

static void set_verdict(xmlNodePtr node, Verdict verdict, Unit unit)
{
    element_set(node, "verdict", verdict_name(verdict));
    element_set(node, "verdict-word", verdict_word(verdict, unit));
    element_set(node, "class", verdict_class(verdict));
    element_set(node, "mark", verdict_mark(verdict));
}

static void add_pyperf(xmlNodePtr comparison, const PyperfVerdict *pyperf)
{
    if (!pyperf->text && !pyperf->is_known)
        return;
    xmlNodePtr node = element_add(comparison, "pyperf");
    element_set(node, "significant",
                !pyperf->is_known && !pyperf->is_printed ? ""
                : pyperf->is_significant                 ? "yes"
                                                         : "no");
    if (pyperf->text)
        element_add_text(node, "text", pyperf->text);
    element_add_number(node, "t", pyperf->t, number_fixed(pyperf->t, 2));
}

/* "−50.3 ms": in the unit of the difference itself. Transfer full; NULL when missing. */
static char *show_signed_delta(double delta, double half_width, Unit unit)
{
    if (isnan(delta))
        return NULL;
    NumberScale scale = show_scale(unit, delta);
    g_autofree char *number =
        number_signed(delta / scale.factor, show_decimals(delta, half_width, 3, &scale));
    return g_strconcat(number, scale.symbol[0] ? NUMBER_THIN_SPACE : "", scale.symbol, NULL);
}

/* The interval is that of the speed-up; the ratio is its inverse, so its half-width scales with the
 * square. */
static void add_comparison_numbers(xmlNodePtr node, const Comparison *comparison)
{
    double half_width = show_half_width(comparison->ci_low, comparison->ci_high);
    Unit unit = comparison->changed->timing->unit;
    add_ratio(node, "ratio", comparison->ratio, half_width * comparison->ratio * comparison->ratio);
    add_ratio(node, "speedup", comparison->speedup, half_width);
    element_add_interval(node, "ci", comparison->ci_low, comparison->ci_high,
                         show_ratio_range(comparison->speedup, comparison->ci_low, comparison->ci_high));
    element_add_number(node, "confidence", comparison->confidence,
                       g_strdup_printf("%g" NUMBER_THIN_SPACE "%%", comparison->confidence * 100));
    element_add_number(node, "delta", comparison->delta, show_signed_delta(comparison->delta, NAN, unit));
    add_delta_share(node, comparison->delta_share);
    add_p_value(node, "p", comparison->p);
    add_p_value(node, "q", comparison->q);
}

/* What the verdict rests on when the noise between runs widens the interval of the processes; the same numbers otherwise. */
static void add_decisive(xmlNodePtr comparison, const Comparison *row)
{
    xmlNodePtr node = element_add(comparison, "decisive");
    element_add_interval(node, "ci", row->decisive_low, row->decisive_high,
                         show_ratio_range(row->speedup, row->decisive_low, row->decisive_high));
    add_p_value(node, "p", row->decisive_p);
    add_p_value(node, "q", row->decisive_q);
}

/* The test behind the interval, and what other methods say of the same values. */
static void add_comparison_detail(xmlNodePtr node, const Comparison *row)
{
    add_ratio(node, "median_ratio", row->median_ratio, NAN);
    element_add_interval(node, "fieller", row->fieller_low, row->fieller_high,
                         show_ratio_range(row->ratio, row->fieller_low, row->fieller_high));
    add_p_value(node, "mann_whitney_p", row->mann_whitney_p);
    element_add_number(node, "a12", row->a12, number_fixed(row->a12, 3));
    element_add_number(node, "standard_error", row->standard_error, NULL);
    element_add_number(node, "degrees_of_freedom", row->degrees_of_freedom,
                       number_fixed(row->degrees_of_freedom, 1));
    element_add_number(node, "t", row->t, number_fixed(row->t, 2));
    element_add_number(node, "noise", row->noise, number_percent(row->noise));
    if (isfinite(row->decisive_low))
        add_decisive(node, row);
    if (row->n_batches > 0)
        element_add_count(node, "batches", row->n_batches);
    if (row->processes_needed > 0)
        element_add_count(node, "processes_needed", row->processes_needed);
}

static void add_comparison_as(xmlNodePtr root, const char *name, const Comparison *comparison)
{
    const Timing *changed = comparison->changed->timing, *base = comparison->base->timing;
    xmlNodePtr node = element_add(root, name);
    element_set(node, "variant", comparison->variant->variant->name);
    element_set(node, "baseline", comparison->baseline->variant->name);
    element_set(node, "benchmark", changed->benchmark);
    element_set(node, "baseline_benchmark", base->benchmark);
    element_set(node, "unit", unit_name(changed->unit));
    set_verdict(node, comparison->verdict, changed->unit);
    add_comparison_numbers(node, comparison);
    add_comparison_detail(node, comparison);
    for (guint i = 0; comparison->reasons && i < comparison->reasons->len; i++)
        element_add_text(node, "reason", g_ptr_array_index(comparison->reasons, i));
    for (guint i = 0; comparison->tags && i < comparison->tags->len; i++)
        element_add_text(node, "tag", g_ptr_array_index(comparison->tags, i));
    add_pyperf(node, &comparison->pyperf);
}

static void add_comparison(xmlNodePtr root, const Comparison *comparison)
{
    add_comparison_as(root, "comparison", comparison);
}

/* ------------------------------------------------------------------ counters */

/* Less is blue and more is orange only when the interval says so; without an interval nothing is claimed. */
static const char *change_class(const CounterComparison *comparison)
{
    if (comparison->ci_high < 0)
        return "fast";
    return comparison->ci_low > 0 ? "slow" : "same";
}

static void add_counter_comparison(xmlNodePtr root, const CounterComparison *comparison)
{
    const CounterSummary *changed = comparison->changed, *base = comparison->base;
    xmlNodePtr node = element_add(root, "counter_comparison");
    element_set(node, "variant", comparison->variant->variant->name);
    element_set(node, "event", changed->event);
    element_set(node, "pmu", changed->pmu);
    element_set(node, "modifier", changed->modifier);
    element_set_bool(node, "simulated", changed->is_simulated);
    element_set(node, "kind", changed->is_simulated ? "simulated" : "");
    element_set(node, "class", change_class(comparison));
    element_add_quantity(node, "baseline_value", &comparison->base_value,
                         show_counter(comparison->base_value.value, base->unit, base->n_runs));
    element_add_quantity(node, "value", &comparison->value,
                         show_counter(comparison->value.value, changed->unit, changed->n_runs));
    element_add_number(node, "delta", comparison->delta, NULL);
    add_delta_share(node, comparison->delta_share);
    if (isfinite(comparison->ci_low) && isfinite(comparison->ci_high)) {
        g_autofree char *low = number_percent_signed(comparison->ci_low);
        g_autofree char *high = number_percent_signed(comparison->ci_high);
        element_add_interval(node, "ci", comparison->ci_low, comparison->ci_high,
                             g_strconcat(low, " to ", high, NULL));
    }
}

/* ------------------------------------------------------------------ processes and factors */

/* Speed-up and verdict exist for fixed work only; analyze leaves them missing otherwise. */
static void add_process_comparison_as(xmlNodePtr root, const char *name, const ProcessComparison *comparison)
{
    double half_width = show_half_width(comparison->ci_low, comparison->ci_high);
    xmlNodePtr node = element_add(root, name);
    element_set(node, "variant", comparison->variant->variant->name);
    element_set(node, "baseline", comparison->baseline->variant->name);
    element_set(node, "work", work_name(comparison->work));
    if (comparison->has_verdict)
        set_verdict(node, comparison->verdict, UNIT_SECOND);
    else
        element_set(node, "verdict", NULL);
    add_ratio(node, "elapsed_ratio", comparison->elapsed_ratio, NAN);
    add_ratio(node, "speedup", comparison->speedup, half_width);
    element_add_interval(node, "ci", comparison->ci_low, comparison->ci_high,
                         show_ratio_range(comparison->speedup, comparison->ci_low, comparison->ci_high));
    add_p_value(node, "p", comparison->p);
}

static void add_process_comparison(xmlNodePtr root, const ProcessComparison *comparison)
{
    add_process_comparison_as(root, "process_comparison", comparison);
}

/* Factors of elapsed time: below 1 is less time. */
static void add_decomposition(xmlNodePtr root, const Decomposition *factors)
{
    xmlNodePtr node = element_add(root, "decomposition");
    element_set(node, "variant", factors->variant->variant->name);
    element_set_bool(node, "explains-benchmark", factors->explains_benchmark);
    add_ratio(node, "instructions", factors->instructions, NAN);
    add_ratio(node, "cpi", factors->cpi, NAN);
    add_ratio(node, "frequency", factors->frequency, NAN);
    add_ratio(node, "utilisation", factors->utilisation, NAN);
    add_ratio(node, "elapsed", factors->elapsed, NAN);
    element_add_number(node, "residual", factors->residual, number_signed(factors->residual, 3));
}

static xmlNodePtr add_mean_as(xmlNodePtr root, const char *name, const GeometricMean *mean)
{
    double half_width = show_half_width(mean->ci_low, mean->ci_high);
    xmlNodePtr node = element_add(root, name);
    element_set(node, "variant", mean->variant->variant->name);
    element_add_count(node, "benchmarks", mean->n_benchmarks);
    add_ratio(node, "speedup", mean->speedup, half_width);
    element_add_interval(node, "ci", mean->ci_low, mean->ci_high,
                         show_ratio_range(mean->speedup, mean->ci_low, mean->ci_high));
    add_ratio(node, "pyperf", mean->pyperf, NAN);
    element_add_number(node, "noise", mean->noise, number_percent(mean->noise));
    if (isfinite(mean->decisive_low))
        element_add_interval(element_add(node, "decisive"), "ci", mean->decisive_low, mean->decisive_high,
                             show_ratio_range(mean->speedup, mean->decisive_low, mean->decisive_high));
    element_add_count(node, "faster", mean->n_faster);
    element_add_count(node, "slower", mean->n_slower);
    element_add_count(node, "same", mean->n_same);
    element_add_count(node, "other", mean->n_other);
    return node;
}

static void add_geometric_mean(xmlNodePtr root, const GeometricMean *mean)
{
    add_mean_as(root, "geometric_mean", mean);
}

static void add_tag(xmlNodePtr root, const TagMean *tag)
{
    xmlNodePtr node = add_mean_as(root, "tag", &tag->mean);
    element_set(node, "name", tag->tag);
    element_add_count(node, "rows", tag->n_rows);
}

/* ------------------------------------------------------------------ each variant against the one before it */

/* The chain is whole: it begins with the first variant against the base, which is also a comparison. */
static void add_steps(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (findings->variants->len < 3)
        return;
    const VariantFindings *first = g_ptr_array_index(findings->variants, 1);
    for (guint i = 0; i < findings->comparisons->len; i++)
        if (((const Comparison *)g_ptr_array_index(findings->comparisons, i))->variant == first)
            add_comparison_as(builder->root, "step", g_ptr_array_index(findings->comparisons, i));
    for (guint i = 0; findings->steps && i < findings->steps->len; i++)
        add_comparison_as(builder->root, "step", g_ptr_array_index(findings->steps, i));
    for (guint i = 0; i < findings->process_comparisons->len; i++)
        if (((const ProcessComparison *)g_ptr_array_index(findings->process_comparisons, i))->variant ==
            first)
            add_process_comparison_as(builder->root, "process_step",
                                      g_ptr_array_index(findings->process_comparisons, i));
    for (guint i = 0; findings->process_steps && i < findings->process_steps->len; i++)
        add_process_comparison_as(builder->root, "process_step",
                                  g_ptr_array_index(findings->process_steps, i));
}

/* ------------------------------------------------------------------ several runs */

/* Few points have any, and there are many points. */
static void add_flag(xmlNodePtr node, const char *flag, gboolean is_set)
{
    if (is_set)
        element_add_text(node, "flag", flag);
}

static void add_point(xmlNodePtr parent, const History *history, const HistoryPoint *point)
{
    double half_width = show_half_width(point->ci_low, point->ci_high);
    xmlNodePtr node = element_add(parent, "point");
    element_set(node, "timestamp", point->timestamp);
    add_flag(node, "used", point->is_used);
    add_flag(node, "apart", point->is_apart);
    add_flag(node, "step", point->is_step);
    add_flag(node, "copy", point->is_copy);
    if (history->is_suite)
        add_ratio(node, "mean", point->mean, half_width);
    else
        element_add_number(node, "mean", point->mean, show_value(point->mean, half_width, history->unit));
    element_add_interval(node, "ci", point->ci_low, point->ci_high, NULL);
    add_ratio(node, "ratio", point->ratio, half_width / point->mean * point->ratio);
    element_add_count(node, "processes", point->n_processes);
    if (history->is_suite)
        element_add_count(node, "benchmarks", point->n_benchmarks);
}

static void add_history(xmlNodePtr root, const History *history)
{
    xmlNodePtr node = element_add(root, "history");
    element_set(node, "variant", history->variant->variant->name);
    element_set(node, "benchmark", history->is_suite ? NULL : history->benchmark);
    element_set(node, "kind", history->is_suite ? "suite" : history->is_elapsed ? "process" : "timing");
    element_set(node, "unit", history->is_suite ? NULL : unit_name(history->unit));
    element_set_bool(node, "enough", history->has_enough);
    element_add_number(node, "noise", history->noise, number_percent(history->noise));
    element_add_number(node, "noise_degrees_of_freedom", history->noise_df, NULL);
    element_add_count(node, "steps", history->n_steps);
    add_ratio(node, "since_last", history->since_last,
              show_half_width(history->since_last_low, history->since_last_high));
    element_add_interval(
        node, "since_last_ci", history->since_last_low, history->since_last_high,
        show_ratio_range(history->since_last, history->since_last_low, history->since_last_high));
    for (guint i = 0; i < history->points->len; i++)
        add_point(node, history, &g_array_index(history->points, HistoryPoint, i));
}

static void add_noise_floor(xmlNodePtr root, const NoiseFloor *floor)
{
    xmlNodePtr node = element_add(root, "noise_floor");
    element_set(node, "machine", floor->machine);
    element_add_number(node, "deviation", floor->deviation, number_percent(floor->deviation));
    element_add_number(node, "degrees_of_freedom", floor->df, NULL);
    element_add_count(node, "groups", floor->n_groups);
}

/* "side" in the words of roles: which one has it. */
static void add_unpaired(ModelBuilder *builder)
{
    const GPtrArray *list = builder->findings->unpaired;
    for (guint i = 0; list && i < list->len; i++) {
        const Unpaired *unpaired = g_ptr_array_index(list, i);
        xmlNodePtr node = element_add(builder->root, "unpaired");
        element_set(node, "variant", unpaired->variant->variant->name);
        element_set(node, "baseline", baseline_of(builder->findings)->variant->name);
        element_set(node, "benchmark", unpaired->summary->timing->benchmark);
        element_set(node, "side", role_name(unpaired->is_in_base ? ROLE_BASELINE : ROLE_CHANGED));
    }
}

#define FOR_EACH(array, function)                                                                            \
    for (guint i = 0; (array) && i < (array)->len; i++)                                                      \
    function(builder->root, g_ptr_array_index(array, i))

void model_add_pairs(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    FOR_EACH(findings->comparisons, add_comparison);
    FOR_EACH(findings->counter_comparisons, add_counter_comparison);
    FOR_EACH(findings->process_comparisons, add_process_comparison);
    FOR_EACH(findings->decompositions, add_decomposition);
    FOR_EACH(findings->geometric_means, add_geometric_mean);
    FOR_EACH(findings->tag_means, add_tag);
    add_steps(builder);
    add_unpaired(builder);
    FOR_EACH(findings->noise_floors, add_noise_floor);
    FOR_EACH(findings->histories, add_history);
}
