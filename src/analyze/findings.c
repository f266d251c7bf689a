/* Everything that a report says about one benchmark, in the order in which it is found out; see findings.h. */
#include "analyze/findings.h"

#include <math.h>
#include <string.h>

#include "analyze/checks.h"
#include "analyze/comparison.h"
#include "analyze/counters.h"
#include "analyze/environment.h"
#include "analyze/geometric_mean.h"
#include "analyze/history.h"
#include "analyze/hotspots.h"
#include "analyze/noise_floor.h"
#include "analyze/pairing.h"
#include "analyze/process_guard.h"
#include "analyze/tag_means.h"
#include "analyze/timing_summary.h"
#include "analyze/what_if.h"
#include "model/warning.h"

#define DEFAULT_MARGIN 0.01
#define DEFAULT_CONFIDENCE 0.95

/* Words of report.json, in the order of the enumerations. */
const char *verdict_name(Verdict verdict)
{
    static const char *const names[] = {"FASTER",       "SLOWER",        "SAME",
                                        "INCONCLUSIVE", "CROSS-MACHINE", "INCOMPARABLE"};
    return names[verdict];
}

const char *work_name(WorkKind work)
{
    static const char *const names[] = {"fixed", "calibrated", "unknown"};
    return names[work];
}

/* ------------------------------------------------------------------ variants */

/* Everything that is said of a variant by itself. */
static VariantFindings *summarize_variant(const Variant *variant, double confidence)
{
    VariantFindings *findings = g_new0(VariantFindings, 1);
    findings->variant = variant;
    findings->timings = g_ptr_array_new_with_free_func((GDestroyNotify)timing_summary_free);
    for (guint i = 0; i < variant->run->timings->len; i++)
        g_ptr_array_add(findings->timings,
                        timing_summary_new(g_ptr_array_index(variant->run->timings, i), confidence));
    timing_summaries_join_batches(findings->timings);
    findings->counters = g_ptr_array_new_with_free_func((GDestroyNotify)counter_summary_free);
    counters_summarize(findings);
    return findings;
}

static void variant_findings_free(VariantFindings *findings)
{
    g_ptr_array_unref(findings->timings);
    g_ptr_array_unref(findings->counters);
    process_summary_free(findings->process);
    g_free(findings);
}

/* ------------------------------------------------------------------ pairs of variants */

/* The rows of one variant against another: paired, compared, judged together, summed up, by tag too unless tag_means is NULL.
 * Transfer full. */
static Pairing *compare_variants(const Findings *findings, const VariantFindings *base,
                                 const VariantFindings *changed, GPtrArray *comparisons, GPtrArray *means,
                                 GPtrArray *tag_means)
{
    Pairing *pairing = pairing_new(base, changed);
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    for (guint i = 0; i < pairing->pairs->len; i++) {
        Comparison *row = comparison_new(base, changed, &g_array_index(pairing->pairs, TimingPair, i),
                                         findings->noise_floors, &findings->options);
        g_ptr_array_add(rows, row);
        g_ptr_array_add(comparisons, row);
    }
    comparisons_judge(rows, &findings->options);
    GeometricMean *mean = geometric_mean_new(rows, &findings->options);
    if (mean)
        g_ptr_array_add(means, mean);
    if (tag_means)
        tag_means_add(tag_means, rows, &findings->options);
    return pairing;
}

static void add_unpaired(const Findings *findings, const VariantFindings *variant, const GPtrArray *summaries,
                         gboolean is_in_base)
{
    for (guint i = 0; i < summaries->len; i++) {
        Unpaired *unpaired = g_new(Unpaired, 1);
        *unpaired = (Unpaired){variant, g_ptr_array_index(summaries, i), is_in_base};
        g_ptr_array_add(findings->unpaired, unpaired);
    }
}

/* Every changed variant against the baseline, and from the second on against the one before it. */
static void compare_all(Findings *findings)
{
    const VariantFindings *base =
        findings->variants->len > 0 ? g_ptr_array_index(findings->variants, 0) : NULL;
    for (guint i = 1; i < findings->variants->len; i++) {
        const VariantFindings *changed = g_ptr_array_index(findings->variants, i);
        g_autoptr(Pairing) pairing = compare_variants(findings, base, changed, findings->comparisons,
                                                      findings->geometric_means, findings->tag_means);
        add_unpaired(findings, changed, pairing->only_base, TRUE);
        add_unpaired(findings, changed, pairing->only_changed, FALSE);
        if (base->timings->len > 0 && changed->timings->len > 0)
            checks_add_unpaired(findings->warnings, pairing);
        if (i >= 2)
            pairing_free(compare_variants(findings, g_ptr_array_index(findings->variants, i - 1), changed,
                                          findings->steps, findings->step_means, NULL));
    }
}

/* ------------------------------------------------------------------ warnings */

/* Findings own their warnings: the archive's are shared by all reports. */
static void copy_warnings(GPtrArray *warnings, const GPtrArray *from)
{
    for (guint i = 0; from && i < from->len; i++) {
        const Warning *old = g_ptr_array_index(from, i);
        Warning *copy = warning_add(warnings, old->code, "%s", old->message);
        for (guint k = 0; k < old->sources->len; k++)
            warning_add_source(copy, g_ptr_array_index(old->sources, k));
    }
}

/* Blocks first, then by code, so that equal inputs give equal lists whatever the order of discovery. */
static int compare_warnings(gconstpointer a, gconstpointer b)
{
    const Warning *x = *(Warning *const *)a, *y = *(Warning *const *)b;
    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    int order = strcmp(x->code, y->code);
    if (order == 0 && x->sources->len > 0 && y->sources->len > 0)
        order = strcmp(x->sources->pdata[0], y->sources->pdata[0]);
    return order != 0 ? order : strcmp(x->message, y->message);
}

/* ------------------------------------------------------------------ all of it */

/* The command line wins over gen.json, gen.json over the default. */
static AnalyzeOptions settle_options(const Benchmark *benchmark, const AnalyzeOptions *asked)
{
    AnalyzeOptions options = *asked;
    if (isnan(options.margin))
        options.margin = isnan(benchmark->margin) ? DEFAULT_MARGIN : benchmark->margin;
    if (isnan(options.confidence))
        options.confidence = DEFAULT_CONFIDENCE;
    return options;
}

Findings *findings_new(const Benchmark *benchmark, const GPtrArray *archive_warnings,
                       const AnalyzeOptions *options)
{
    Findings *findings = g_new0(Findings, 1);
    findings->benchmark = benchmark;
    findings->options = settle_options(benchmark, options);
    findings->warnings = warning_array_new();
    copy_warnings(findings->warnings, archive_warnings);
    copy_warnings(findings->warnings, benchmark->warnings);

    findings->variants = g_ptr_array_new_with_free_func((GDestroyNotify)variant_findings_free);
    for (guint i = 0; i < benchmark->variants->len; i++)
        g_ptr_array_add(findings->variants, summarize_variant(g_ptr_array_index(benchmark->variants, i),
                                                              findings->options.confidence));
    findings->comparisons = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    findings->geometric_means = g_ptr_array_new_with_free_func(g_free);
    findings->tag_means = g_ptr_array_new_with_free_func(g_free);
    findings->unpaired = g_ptr_array_new_with_free_func(g_free);
    findings->steps = g_ptr_array_new_with_free_func((GDestroyNotify)comparison_free);
    findings->step_means = g_ptr_array_new_with_free_func(g_free);
    findings->noise_floors = noise_floors_new(benchmark);
    compare_all(findings);
    findings->histories = histories_new(findings);
    histories_add_suites(findings);
    /* the wall clock comes after the timings, whose reasons also bind it */
    counters_compare(findings);
    histories_add_elapsed(findings);
    process_guard(findings);
    findings->what_ifs = what_ifs_new(findings);
    findings->environment = environment_rows(findings->variants);

    checks_add(findings);
    counters_check(findings, findings->warnings);
    profiles_check(findings, findings->warnings);
    g_ptr_array_sort(findings->warnings, compare_warnings);
    return findings;
}

void findings_free(Findings *findings)
{
    if (!findings)
        return;
    GPtrArray *arrays[] = {findings->comparisons,
                           findings->geometric_means,
                           findings->tag_means,
                           findings->unpaired,
                           findings->steps,
                           findings->step_means,
                           findings->process_steps,
                           findings->histories,
                           findings->what_ifs,
                           findings->noise_floors,
                           findings->counter_comparisons,
                           findings->process_comparisons,
                           findings->decompositions,
                           findings->environment,
                           findings->warnings,
                           findings->variants};
    for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
        if (arrays[i])
            g_ptr_array_unref(arrays[i]);
    g_free(findings);
}
