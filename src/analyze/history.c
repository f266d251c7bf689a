/* A timing over the runs of its variant; see history.h. */
#include "analyze/history.h"

#include <math.h>
#include <string.h>

#include "analyze/environment.h"
#include "analyze/noise_floor.h"
#include "analyze/statistics.h"
#include "analyze/timing_summary.h"

#define LEAST_RUNS_FOR_STEPS 8
#define LEAST_STEP 0.05 /* of ln: 5 % */
#define MAX_RUNS 400    /* newest ones that are searched for steps: the search is quadratic */

/* ------------------------------------------------------------------ steps */

/* Costs of all segments: cost[i * n + j] is the sum of |y - median| over i..j. Transfer full. */
static double *segment_costs(const double *values, gsize n)
{
    double *costs = g_new0(double, n *n);
    g_autofree double *sorted = g_new(double, n);
    for (gsize first = 0; first < n; first++) {
        for (gsize last = first; last < n; last++) {
            gsize size = last - first, place = size;
            for (; place > 0 && sorted[place - 1] > values[last]; place--)
                sorted[place] = sorted[place - 1];
            sorted[place] = values[last];
            double median = sorted[(size + 1) / 2], cost = 0;
            for (gsize i = 0; i <= size; i++)
                cost += fabs(sorted[i] - median);
            costs[first * n + last] = cost;
        }
    }
    return costs;
}

/* best[k * n + j]: least cost of 0..j in k+1 segments of at least two points; from[]: where the last of them begins. */
static void solve_segments(const double *costs, gsize n, gsize n_most, double *best, gsize *from)
{
    for (gsize k = 0; k < n_most; k++) {
        for (gsize last = 0; last < n; last++) {
            gsize at = k * n + last;
            best[at] = k == 0 && last >= 1 ? costs[last] : INFINITY;
            from[at] = 0;
            for (gsize first = 2; k > 0 && first + 1 <= last; first++) {
                double cost = best[(k - 1) * n + first - 1] + costs[first * n + last];
                if (cost < best[at]) {
                    best[at] = cost;
                    from[at] = first;
                }
            }
        }
    }
}

/* Number of segments with the least ln(cost) + k 4 ln(n)/n [asv]; noise keeps the logarithm from rewarding perfect fits. */
static gsize choose_segments(const double *best, gsize n, gsize n_most, double noise)
{
    double least = INFINITY, penalty = 4 * log((double)n) / (double)n;
    gsize chosen = 0;
    for (gsize k = 0; k < n_most; k++) {
        double objective = penalty * (double)(k + 1) + log(best[k * n + n - 1] + noise * (double)n);
        if (objective < least) {
            least = objective;
            chosen = k;
        }
    }
    return chosen;
}

/* Takes back steps that are too small, smallest first. */
static guint drop_small_steps(const double *values, gsize n, double least, gboolean *is_step)
{
    for (;;) {
        gsize smallest = 0, begin = 0, previous = 0;
        double size = INFINITY;
        guint n_steps = 0;
        for (gsize i = 1; i < n; i++) {
            if (!is_step[i])
                continue;
            previous = begin;
            begin = i;
            gsize end = i + 1;
            while (end < n && !is_step[end])
                end++;
            double step = fabs(statistics_median(values + i, end - i) -
                               statistics_median(values + previous, i - previous));
            n_steps++;
            if (step < size) {
                size = step;
                smallest = i;
            }
        }
        if (n_steps == 0 || size >= least)
            return n_steps;
        is_step[smallest] = FALSE;
    }
}

guint history_find_steps(const double *values, gsize n, double noise, double least, gboolean *is_step)
{
    memset(is_step, 0, n * sizeof *is_step);
    if (n < LEAST_RUNS_FOR_STEPS)
        return 0;
    gsize skipped = n > MAX_RUNS ? n - MAX_RUNS : 0, size = n - skipped, n_most = MIN(size / 2, 12);
    g_autofree double *costs = segment_costs(values + skipped, size);
    g_autofree double *best = g_new(double, n_most *size);
    g_autofree gsize *from = g_new(gsize, n_most * size);
    solve_segments(costs, size, n_most, best, from);
    /* walk back from the end, each segment knowing where it began */
    gsize last = size - 1;
    for (gsize k = choose_segments(best, size, n_most, MAX(noise, 1e-4)); k > 0; k--) {
        gsize first = from[k * size + last];
        is_step[skipped + first] = TRUE;
        last = first - 1;
    }
    return drop_small_steps(values + skipped, size, least, is_step + skipped);
}

/* ------------------------------------------------------------------ series */

/* The same measurement in another run: same name, same unit, not under a profiler. */
static const Timing *find_timing(const Run *run, const Timing *like)
{
    for (guint i = 0; i < run->timings->len; i++) {
        const Timing *timing = g_ptr_array_index(run->timings, i);
        if (!timing->excluded && timing->unit == like->unit &&
            g_str_equal(timing->benchmark, like->benchmark))
            return timing;
    }
    return NULL;
}

/* The stamp of the path, else what the file itself says; never the time of the file. */
static const char *find_start(const Run *run, const Timing *timing)
{
    if (run->timestamp || timing->processes->len == 0)
        return run->timestamp;
    return ((const Process *)g_ptr_array_index(timing->processes, 0))->date;
}

/* Whether two runs must not be taken for one series: other machine, or a debug build against a release build. */
static gboolean are_apart(const VariantFindings *variant_a, const Timing *a, const VariantFindings *variant_b,
                          const Timing *b)
{
    EnvironmentDifference difference = environment_compare(variant_a, a, variant_b, b);
    gboolean are = difference.machine->len > 0 || difference.is_debug_and_release;
    environment_difference_clear(&difference);
    return are;
}

/* The mean of a run: of its only file, or over the means of its files, as comparisons take them. A printed mean has no error. */
static StatisticsGroup group_of_run(const Run *run, const Timing *timing, guint *n_processes)
{
    g_autofree double *means = g_new(double, MAX(run->timings->len, 1));
    guint n = 0;
    *n_processes = 0;
    if (timing->level != LEVEL_VALUES)
        return (StatisticsGroup){timing->mean, NAN, NAN};
    for (guint i = 0; i < run->timings->len; i++) {
        const Timing *other = g_ptr_array_index(run->timings, i);
        if (other->level != LEVEL_VALUES || other->excluded || other->unit != timing->unit ||
            other->processes->len == 0 || !g_str_equal(other->benchmark, timing->benchmark))
            continue;
        *n_processes += other->processes->len;
        means[n++] = timing_mean_of_processes(other).mean;
    }
    return n > 1 ? statistics_group(means, n) : timing_mean_of_processes(timing);
}

static HistoryPoint make_point(const History *history, const Run *run, const Timing *timing,
                               const Timing *used, double confidence)
{
    guint n_processes;
    StatisticsGroup group = group_of_run(run, timing, &n_processes);
    double half = statistics_half_width(&group, confidence);
    return (HistoryPoint){
        .run = run,
        .timestamp = find_start(run, timing),
        .mean = group.mean,
        .ci_low = group.mean - half,
        .ci_high = group.mean + half,
        .standard_error = group.standard_error,
        .df = group.df,
        .ratio = NAN,
        .n_processes = n_processes,
        .is_used = timing == used,
        .is_apart = are_apart(history->variant, used, history->variant, timing),
    };
}

void history_mark_steps(History *history)
{
    g_autofree double *logs = g_new(double, history->points->len);
    g_autofree guint *places = g_new(guint, history->points->len);
    g_autofree gboolean *is_step = g_new0(gboolean, history->points->len);
    gsize n = 0;
    for (guint i = 0; i < history->points->len; i++) {
        const HistoryPoint *point = &g_array_index(history->points, HistoryPoint, i);
        if (point->is_apart || !(point->mean > 0))
            continue;
        places[n] = i;
        logs[n++] = log(point->mean);
    }
    /* unknown noise: only the fixed threshold counts */
    double noise = isnan(history->noise) ? 0 : history->noise;
    history->has_enough = n >= LEAST_RUNS_FOR_STEPS;
    history->n_steps = history_find_steps(logs, n, noise, MAX(LEAST_STEP, 3 * noise), is_step);
    for (gsize i = 0; i < n; i++)
        g_array_index(history->points, HistoryPoint, places[i]).is_step = is_step[i];
}

void history_set_since_last(History *history, const StatisticsGroup *before, const StatisticsGroup *now,
                            double confidence)
{
    StatisticsRatio ratio = statistics_ratio(before, now, confidence);
    history->since_last = ratio.ratio;
    history->since_last_low = ratio.low;
    history->since_last_high = ratio.high;
}

/* The change since the run before, which is what a reader of a nightly archive asks for first. */
static void compare_with_last(History *history, const HistoryPoint *used, double confidence)
{
    const HistoryPoint *before = history_point_before(history);
    if (!before)
        return;
    StatisticsGroup now = {used->mean, used->standard_error, used->df};
    StatisticsGroup then = {before->mean, before->standard_error, before->df};
    history_set_since_last(history, &then, &now, confidence);
}

void history_free(History *history)
{
    g_array_unref(history->points);
    g_free(history);
}

/* The timing of the baseline that this one is compared with; the baseline's own is its own measure. */
static const TimingSummary *find_base(const Findings *findings, const Timing *timing)
{
    const VariantFindings *base = g_ptr_array_index(findings->variants, 0);
    for (guint i = 0; i < base->timings->len; i++)
        if (((const TimingSummary *)g_ptr_array_index(base->timings, i))->timing == timing)
            return g_ptr_array_index(base->timings, i);
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *row = g_ptr_array_index(findings->comparisons, i);
        if (row->changed->timing == timing)
            return row->base;
    }
    return NULL;
}

/* The ratio of a point to the baseline's run used. */
static double ratio_to_base(const Findings *findings, const TimingSummary *base,
                            const VariantFindings *variant, const Timing *timing, double mean)
{
    if (!base || base->timing->unit != timing->unit ||
        are_apart(g_ptr_array_index(findings->variants, 0), base->timing, variant, timing))
        return NAN;
    const VariantFindings *baseline = g_ptr_array_index(findings->variants, 0);
    guint n_processes;
    return mean / group_of_run(baseline->variant->run, base->timing, &n_processes).mean;
}

/* Two measurements never agree to the last digit of mean and error: one of them is a copy. Bytes may. */
static gboolean is_copy(const History *history, const HistoryPoint *point)
{
    for (guint i = 0; history->unit == UNIT_SECOND && i < history->points->len; i++) {
        const HistoryPoint *other = &g_array_index(history->points, HistoryPoint, i);
        if (other->mean == point->mean && other->standard_error == point->standard_error &&
            other->standard_error > 0 && other->n_processes == point->n_processes)
            return TRUE;
    }
    return FALSE;
}

/* All runs that measured it, oldest first. */
static void add_points(History *history, const Findings *findings, const Timing *used)
{
    const VariantFindings *variant = history->variant;
    const GPtrArray *runs = variant->variant->runs;
    const TimingSummary *base = find_base(findings, used);
    for (guint i = 0; i < runs->len; i++) {
        const Run *run = g_ptr_array_index(runs, i);
        const Timing *timing = run == variant->variant->run ? used : find_timing(run, used);
        if (!timing)
            continue;
        HistoryPoint point = make_point(history, run, timing, used, findings->options.confidence);
        point.is_copy = is_copy(history, &point);
        point.ratio = ratio_to_base(findings, base, variant, timing, point.mean);
        g_array_append_val(history->points, point);
        if (point.is_used)
            compare_with_last(history, &point, findings->options.confidence);
    }
}

History *history_new(const VariantFindings *variant, const char *benchmark, Unit unit)
{
    History *history = g_new0(History, 1);
    history->variant = variant;
    history->benchmark = benchmark;
    history->unit = unit;
    history->points = g_array_new(FALSE, FALSE, sizeof(HistoryPoint));
    history->noise = history->noise_df = NAN;
    history->since_last = history->since_last_low = history->since_last_high = NAN;
    return history;
}

/* NULL when there is one run only. Transfer full. */
static History *make_history(const Findings *findings, const VariantFindings *variant, const Timing *used)
{
    const NoiseFloor *floor = noise_floor_find(findings->noise_floors, used, NOISE_LEAST_DF);
    History *history = history_new(variant, used->benchmark, used->unit);
    history->noise = floor ? floor->deviation : NAN;
    history->noise_df = floor ? floor->df : NAN;
    add_points(history, findings, used);
    /* a series of one says nothing that the tables do not */
    if (history->points->len < 2) {
        history_free(history);
        return NULL;
    }
    history_mark_steps(history);
    return history;
}

/* The difference of two runs has twice the variance of one. */
double history_noise_band(const History *history, double confidence)
{
    if (!(history->noise > 0) || !(history->noise_df > 0))
        return NAN;
    return statistics_t_quantile(.5 + confidence / 2, history->noise_df) * G_SQRT2 * history->noise;
}

const HistoryPoint *history_used_point(const History *history)
{
    for (guint i = 0; i < history->points->len; i++)
        if (g_array_index(history->points, HistoryPoint, i).is_used)
            return &g_array_index(history->points, HistoryPoint, i);
    return &g_array_index(history->points, HistoryPoint, history->points->len - 1);
}

const HistoryPoint *history_point_before(const History *history)
{
    const HistoryPoint *before = NULL;
    for (guint i = 0; i < history->points->len; i++) {
        const HistoryPoint *point = &g_array_index(history->points, HistoryPoint, i);
        if (point->is_used)
            return before;
        if (!point->is_apart)
            before = point;
    }
    return NULL;
}

gboolean history_is_series(const History *history)
{
    guint n = 0;
    for (guint i = 0; i < history->points->len; i++) {
        const HistoryPoint *point = &g_array_index(history->points, HistoryPoint, i);
        n += !point->is_apart && point->mean > 0;
    }
    return n >= 2;
}

GPtrArray *histories_new(const Findings *findings)
{
    GPtrArray *histories = g_ptr_array_new_with_free_func((GDestroyNotify)history_free);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint k = 0; variant->variant->runs->len > 1 && k < variant->timings->len; k++) {
            const TimingSummary *summary = g_ptr_array_index(variant->timings, k);
            History *history = summary->timing->excluded || summary->is_later_batch
                                   ? NULL
                                   : make_history(findings, variant, summary->timing);
            if (history)
                g_ptr_array_add(histories, history);
        }
    }
    return histories;
}
