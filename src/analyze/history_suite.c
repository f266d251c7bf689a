/* The geometric mean of a suite over the runs of its variant; see history.h.
 * A run is compared with the run used over the timings that both have, so that a benchmark that is missing for a night, or was
 * added since, does not move the series. Means are relative to the run used; the ratio to the base goes through that run. */
#include <math.h>
#include <string.h>

#include "analyze/geometric_mean.h"
#include "analyze/history.h"
#include "analyze/noise_floor.h"
#include "analyze/statistics.h"

/* Units are never mixed: the one with most series, seconds when equal. */
static Unit find_unit(const GPtrArray *series)
{
    guint counts[3] = {0, 0, 0};
    for (guint i = 0; i < series->len; i++)
        counts[((const History *)g_ptr_array_index(series, i))->unit]++;
    Unit best = UNIT_SECOND;
    for (guint unit = 0; unit < G_N_ELEMENTS(counts); unit++)
        if (counts[unit] > counts[best])
            best = (Unit)unit;
    return best;
}

/* The series of one variant that can be averaged. Transfer container. */
static GPtrArray *series_of(const Findings *findings, const VariantFindings *variant)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    for (guint i = 0; i < findings->histories->len; i++) {
        History *history = g_ptr_array_index(findings->histories, i);
        if (history->variant == variant && history_used_point(history)->mean > 0)
            g_ptr_array_add(all, history);
    }
    Unit unit = find_unit(all);
    GPtrArray *series = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        if (((const History *)g_ptr_array_index(all, i))->unit == unit)
            g_ptr_array_add(series, g_ptr_array_index(all, i));
    return series;
}

static const HistoryPoint *find_point(const History *history, const Run *run)
{
    for (guint i = 0; i < history->points->len; i++)
        if (g_array_index(history->points, HistoryPoint, i).run == run)
            return &g_array_index(history->points, HistoryPoint, i);
    return NULL;
}

/* Relative variance of the mean of a point; NAN when its error is not known. */
static double relative_variance(const HistoryPoint *point)
{
    double relative = point->standard_error / point->mean;
    return relative * relative;
}

/* Timings of one run, with those of another beside them, summed up: ln of the geometric mean of their ratio. */
typedef struct {
    double *logs, *variances, *df; /* [n], and [2 n] for the variances of both sides */
    guint n, n_variances;
} Sums;

static void sums_init(Sums *sums, guint n_most)
{
    *sums = (Sums){.logs = g_new(double, n_most),
                   .variances = g_new(double, 2 * n_most),
                   .df = g_new(double, 2 * n_most)};
}

static void sums_clear(Sums *sums)
{
    g_free(sums->logs);
    g_free(sums->variances);
    g_free(sums->df);
}

static void sums_add_variance(Sums *sums, const HistoryPoint *point)
{
    sums->variances[sums->n_variances] = relative_variance(point);
    sums->df[sums->n_variances++] = point->df;
}

/* Ratio of two runs over the timings that both have; the error of `before` counts only when both runs vary. */
static StatisticsRatio ratio_of_runs(const GPtrArray *series, const Run *run, const Run *before,
                                     gboolean is_both, double confidence, guint *n)
{
    Sums sums;
    sums_init(&sums, series->len);
    for (guint i = 0; i < series->len; i++) {
        const HistoryPoint *now = find_point(g_ptr_array_index(series, i), run);
        const HistoryPoint *then = find_point(g_ptr_array_index(series, i), before);
        if (!now || !then || now->is_apart || then->is_apart || !(now->mean > 0) || !(then->mean > 0))
            continue;
        sums.logs[sums.n++] = log(now->mean / then->mean);
        sums_add_variance(&sums, now);
        if (is_both)
            sums_add_variance(&sums, then);
    }
    *n = sums.n;
    double k = sums.n;
    StatisticsRatio ratio = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (sums.n > 0)
        ratio = statistics_ratio_from_log(
            statistics_mean(sums.logs, sums.n), statistics_sum(sums.variances, sums.n_variances) / (k * k),
            statistics_satterthwaite(sums.variances, sums.df, sums.n_variances), confidence);
    sums_clear(&sums);
    return ratio;
}

/* The ratio of the run used to the base: 1 for the base itself, NAN where they must not be compared. */
static double ratio_to_base(const Findings *findings, const VariantFindings *variant)
{
    if (variant == g_ptr_array_index(findings->variants, 0))
        return 1;
    for (guint i = 0; i < findings->geometric_means->len; i++) {
        const GeometricMean *mean = g_ptr_array_index(findings->geometric_means, i);
        if (mean->variant == variant)
            return 1 / mean->speedup;
    }
    return NAN;
}

/* A run without a timing in common with the run used is no point; on another machine it is one without a number. */
static void add_point(History *history, const GPtrArray *series, const Run *run, double base_ratio,
                      double confidence)
{
    const Run *used = history->variant->variant->run;
    HistoryPoint point = {.run = run, .is_apart = TRUE, .is_copy = TRUE, .is_used = run == used};
    for (guint i = 0; i < series->len; i++) {
        const HistoryPoint *own = find_point(g_ptr_array_index(series, i), run);
        if (!own)
            continue;
        if (!point.timestamp)
            point.timestamp = own->timestamp;
        point.n_processes = MAX(point.n_processes, own->n_processes);
        point.is_apart = point.is_apart && own->is_apart;
        point.is_copy = point.is_copy && own->is_copy;
    }
    StatisticsRatio ratio = ratio_of_runs(series, run, used, FALSE, confidence, &point.n_benchmarks);
    if (point.n_benchmarks == 0 && point.n_processes == 0)
        return;
    point.mean = ratio.ratio;
    point.ci_low = ratio.low;
    point.ci_high = ratio.high;
    point.standard_error = ratio.standard_error * ratio.ratio;
    point.df = ratio.df;
    point.ratio = ratio.ratio * base_ratio;
    g_array_append_val(history->points, point);
}

static void set_since_last(History *history, const GPtrArray *series, double confidence)
{
    const HistoryPoint *before = history_point_before(history);
    if (!before)
        return;
    guint n;
    StatisticsRatio ratio =
        ratio_of_runs(series, history_used_point(history)->run, before->run, TRUE, confidence, &n);
    history->since_last = ratio.ratio;
    history->since_last_low = ratio.low;
    history->since_last_high = ratio.high;
}

/* NULL when there is no suite, or one run of it only. Transfer full. */
static History *make_suite_history(const Findings *findings, const VariantFindings *variant)
{
    g_autoptr(GPtrArray) series = series_of(findings, variant);
    if (series->len < 2)
        return NULL;
    History *history = history_new(variant, "geometric mean", UNIT_SECOND);
    history->is_suite = TRUE;
    const GPtrArray *runs = variant->variant->runs;
    for (guint i = 0; i < runs->len; i++)
        add_point(history, series, g_ptr_array_index(runs, i), ratio_to_base(findings, variant),
                  findings->options.confidence);
    if (history->points->len >= 2) {
        set_since_last(history, series, findings->options.confidence);
        return history;
    }
    history_free(history);
    return NULL;
}

/* ------------------------------------------------------------------ noise */

/* The first timing of a run that says which configuration it was; NULL when none does. Transfer full. */
static char *configuration_of_run(const Variant *variant, const Run *run)
{
    for (guint i = 0; i < run->timings->len; i++) {
        char *key = noise_configuration(variant, g_ptr_array_index(run->timings, i), "");
        if (key)
            return key;
    }
    return NULL;
}

/* ln of the geometric means of runs of one thing, by configuration. */
static void sort_points(GHashTable *groups, const History *history)
{
    for (guint i = 0; i < history->points->len; i++) {
        const HistoryPoint *point = &g_array_index(history->points, HistoryPoint, i);
        char *key = point->is_apart || point->is_copy || !(point->mean > 0)
                        ? NULL
                        : configuration_of_run(history->variant->variant, point->run);
        if (!key)
            continue;
        GArray *logs = g_hash_table_lookup(groups, key);
        if (!logs) {
            logs = g_array_new(FALSE, FALSE, sizeof(double));
            g_hash_table_insert(groups, g_strdup(key), logs);
        }
        double at = log(point->mean);
        g_array_append_val(logs, at);
        g_free(key);
    }
}

/* How much the mean of the whole suite varies between runs of one thing: as noise_floors_new does for single timings. What varies
 * with the machine does not cancel out over the benchmarks, so that noise cannot be worked out from theirs. */
static void set_noise(History *history, const GPtrArray *suites)
{
    g_autoptr(GHashTable) groups =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < suites->len; i++)
        sort_points(groups, g_ptr_array_index(suites, i));
    g_autofree char *machine = machine_key(g_ptr_array_index(history->variant->variant->run->timings, 0));
    g_autofree char *prefix = g_strconcat(machine, "\n", NULL);
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(groups), (GCompareFunc)strcmp);
    double squares = 0, df = 0;
    for (const GList *key = keys; key; key = key->next) {
        const GArray *logs = g_hash_table_lookup(groups, key->data);
        if (logs->len < 2 || !g_str_has_prefix(key->data, prefix))
            continue;
        squares += (logs->len - 1) * statistics_variance((const double *)(void *)logs->data, logs->len);
        df += logs->len - 1;
    }
    if (df < NOISE_LEAST_DF)
        return;
    history->noise = sqrt(squares / df);
    history->noise_df = df;
}

/* Files of the run used that measured the same: batches of the suite. */
static guint count_batches(const VariantFindings *variant)
{
    guint n = 1;
    for (guint i = 0; i < variant->timings->len; i++) {
        const TimingSummary *summary = g_ptr_array_index(variant->timings, i);
        n = summary->batches ? MAX(n, summary->batches->len) : n;
    }
    return n;
}

/* The noise of the base's suite widens what is said of each mean against it: what varies from run to run of a whole suite does not
 * average out over its benchmarks. */
static void widen_means(const Findings *findings, const GPtrArray *suites)
{
    const VariantFindings *base = g_ptr_array_index(findings->variants, 0);
    for (guint i = 0; i < suites->len; i++) {
        const History *history = g_ptr_array_index(suites, i);
        for (guint k = 0; history->variant == base && k < findings->geometric_means->len; k++) {
            GeometricMean *mean = g_ptr_array_index(findings->geometric_means, k);
            geometric_mean_add_noise(mean, history->noise, history->noise_df, count_batches(base),
                                     count_batches(mean->variant), &findings->options);
        }
    }
}

void histories_add_suites(Findings *findings)
{
    g_autoptr(GPtrArray) suites = g_ptr_array_new();
    for (guint i = 0; i < findings->variants->len; i++) {
        History *history = make_suite_history(findings, g_ptr_array_index(findings->variants, i));
        if (history)
            g_ptr_array_add(suites, history);
    }
    for (guint i = 0; i < suites->len; i++) {
        set_noise(g_ptr_array_index(suites, i), suites);
        history_mark_steps(g_ptr_array_index(suites, i));
    }
    widen_means(findings, suites);
    for (guint i = 0; i < suites->len; i++)
        g_ptr_array_insert(findings->histories, (gint)i, g_ptr_array_index(suites, i));
}
