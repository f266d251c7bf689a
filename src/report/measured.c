/* What a headline compares: a mean with its interval, from timings or from perf's wall clock. Shared by sentences and tables. */
#include "report/model_internal.h"

#include "analyze/statistics.h"

/* Process means where they are known; what was printed where they are not. */
Measured measured_of_timing(const TimingSummary *summary)
{
    gboolean is_summary = summary->timing->level == LEVEL_SUMMARY;
    return (Measured){
        .mean = is_summary ? summary->mean : summary->mean_of_processes,
        .half_width = show_half_width(summary->ci_low, summary->ci_high),
        .unit = summary->timing->unit,
        .n = is_summary ? (guint)MAX(summary->timing->printed_processes, 0) : summary->n_processes,
    };
}

Measured measured_of_side(const TimingSummary *summary, double confidence)
{
    if (!summary->batches)
        return measured_of_timing(summary);
    const GPtrArray *batches = summary->batches;
    g_autofree double *means = g_new(double, batches->len);
    guint n = 0;
    for (guint i = 0; i < batches->len; i++) {
        const TimingSummary *batch = g_ptr_array_index(batches, i);
        means[i] = batch->mean_of_processes;
        n += batch->n_processes;
    }
    StatisticsGroup group = statistics_group(means, batches->len);
    return (Measured){.mean = group.mean,
                      .half_width = statistics_half_width(&group, confidence),
                      .unit = summary->timing->unit,
                      .n = n};
}

/* perf's standard error times Student's quantile: the half-width of the interval of the mean. */
Measured measured_of_process(const ProcessSummary *process, double confidence)
{
    double half_width = NAN;
    if (process->n_runs > 1 && process->elapsed_error > 0)
        half_width =
            process->elapsed_error * statistics_t_quantile(0.5 + confidence / 2, process->n_runs - 1);
    return (Measured){
        .mean = process->elapsed,
        .half_width = half_width,
        .unit = UNIT_SECOND,
        .n = process->n_runs,
    };
}

char *measured_show(const Measured *measured)
{
    return show_value(measured->mean, measured->half_width, measured->unit);
}

char *measured_show_plus_minus(const Measured *measured)
{
    return show_value_plus_minus(measured->mean, measured->half_width, measured->unit);
}

/* ------------------------------------------------------------------ headlines */

const VariantFindings *baseline_of(const Findings *findings)
{
    return g_ptr_array_index(findings->variants, 0);
}

const char *variant_label(const VariantFindings *variant)
{
    const char *label = variant->variant->label;
    return label && label[0] ? label : variant->variant->name;
}

GArray *headlines_new(const Findings *findings)
{
    GArray *headlines = g_array_new(FALSE, FALSE, sizeof(Headline));
    for (guint i = 1; i < findings->variants->len; i++) {
        Headline headline = headline_find(findings, g_ptr_array_index(findings->variants, i));
        g_array_append_val(headlines, headline);
    }
    return headlines;
}

gboolean headline_is_decided(const Headline *headline)
{
    return headline->kind != HEADLINE_NONE && headline->verdict != VERDICT_CROSS_MACHINE &&
           headline->verdict != VERDICT_INCOMPARABLE && headline->verdict != VERDICT_INCONCLUSIVE;
}

/* Higher is better: faster, any other clear verdict, any number. */
static int headline_worth(const Headline *headline)
{
    if (headline->kind == HEADLINE_NONE)
        return 0;
    return !headline_is_decided(headline) ? 1 : headline->verdict == VERDICT_FASTER ? 3 : 2;
}

/* Ties keep the order of the report. */
const Headline *headlines_best(const GArray *headlines)
{
    const Headline *best = NULL;
    for (guint i = 0; i < headlines->len; i++) {
        const Headline *headline = &g_array_index(headlines, Headline, i);
        int worth = headline_worth(headline), best_worth = best ? headline_worth(best) : 0;
        if (worth > best_worth || (worth == 3 && best_worth == 3 && headline->speedup > best->speedup))
            best = headline;
    }
    return best;
}
