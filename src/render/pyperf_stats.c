/* `pyperf stats` and `pyperf check`: figures of a benchmark, and what makes it look unstable. Source: format_stats and
 * format_checks of pyperf/_cli.py. */
#include <math.h>
#include <string.h>

#include "render/pyperf_lines.h"

/* ------------------------------------------------------------------ stats */

gboolean append_dates(GPtrArray *lines, const GPtrArray *figures, GString *err)
{
    PyperfDate start = {0}, end = {0};
    gboolean has_dates = FALSE;
    for (guint i = 0; i < figures->len; i++) {
        PyperfDate from, to;
        const PyperfBenchmark *benchmark = ((const PyperfFigures *)g_ptr_array_index(figures, i))->benchmark;
        PyperfDates dates = pyperf_dates(benchmark, &from, &to);
        if (dates == PYPERF_NO_DATES)
            continue;
        if (dates == PYPERF_BAD_DATES || (has_dates && from.has_offset != start.has_offset)) {
            g_string_append_printf(err, "ERROR: the dates of benchmark %s cannot be read or compared\n",
                                   benchmark->name);
            return FALSE;
        }
        if (!has_dates || pyperf_date_compare(&from, &start) < 0)
            start = from;
        if (!has_dates || pyperf_date_compare(&to, &end) > 0)
            end = to;
        has_dates = TRUE;
    }
    if (!has_dates)
        return TRUE;
    g_autofree char *start_text = pyperf_date_text(&start), *end_text = pyperf_date_text(&end);
    lines_add(lines, "Start date: %s", start_text);
    lines_add(lines, "End date: %s", end_text);
    return TRUE;
}

static void append_value(GPtrArray *lines, const char *label, const PyperfFigures *figures, Quantity value)
{
    g_autofree char *text = figures_value(figures, value);
    lines_add(lines, "%s: %s", label, text);
}

/* A float is the average of runs that differ. */
static void append_count(GPtrArray *lines, const char *label, Quantity count)
{
    g_autofree char *text = pyperf_count(count, NULL);
    lines_add(lines, "%s: %s%s", label, text, count.is_integer ? "" : " (average)");
}

static double n_warmups_of(const PyperfRun *run)
{
    return run->n_warmups;
}

static double n_values_of(const PyperfRun *run)
{
    return run->n_values;
}

static double loops_of(const PyperfRun *run)
{
    return (double)run->loops;
}

static double inner_loops_of(const PyperfRun *run)
{
    return (double)run->inner_loops;
}

/* "Loop iterations per value: 2^15 (2^14 outer-loops x 2 inner-loops)" */
static void append_loops(GPtrArray *lines, const PyperfBenchmark *benchmark)
{
    Quantity outer = pyperf_run_property(benchmark, loops_of),
             inner = pyperf_run_property(benchmark, inner_loops_of);
    gboolean is_integer = outer.is_integer && inner.is_integer;
    double total = outer.value * inner.value;
    g_autofree char *total_text =
        is_integer ? pyperf_count(pyperf_int(total), NULL) : pyperf_float_repr(total);
    const char *average = is_integer ? "" : " (average)";
    if (inner.is_integer && inner.value == 1) {
        lines_add(lines, "Loop iterations per value: %s%s", total_text, average);
        return;
    }
    g_autofree char *outer_text = outer.is_integer
                                      ? pyperf_count(outer, "outer-loop")
                                      : g_strdup("%.1f outer-loops (average)"); /* pyperf's own slip */
    g_autofree char *inner_text = inner.is_integer
                                      ? pyperf_count(inner, "inner-loop")
                                      : g_strdup_printf("%.1f inner-loops (average)", inner.value);
    lines_add(lines, "Loop iterations per value: %s%s (%s x %s)", total_text, average, outer_text,
              inner_text);
}

/* "Median +- MAD:   22.5 ms +- 0.1 ms"; width of the longest label. */
static void append_row(GPtrArray *lines, const char *label, guint width, const PyperfFigures *figures,
                       Quantity value, double spread)
{
    g_autofree char *key = g_strdup_printf("%s:", label);
    g_autofree char *text = figures_value(figures, value);
    if (isnan(spread)) {
        lines_add(lines, "%-*s %s", (int)width, key, text);
        return;
    }
    g_autofree char *spread_text = figures_value_like(figures, value, pyperf_float(spread));
    lines_add(lines, "%-*s %s +- %s", (int)width, key, text, spread_text);
}

/* Minimum, median, mean and maximum in a column. */
static void append_center(GPtrArray *lines, const PyperfFigures *figures)
{
    gboolean has_spread = figures->n > 2; /* of fewer values, pyperf calls the median a mean */
    guint width = (guint)strlen(has_spread ? "Mean +- std dev:" : "Minimum:");
    Quantity median = pyperf_median(figures);
    append_row(lines, "Minimum", width, figures, figures->minimum, NAN);
    append_row(lines, has_spread ? "Median +- MAD" : "Mean", width, figures, median,
               has_spread ? pyperf_median_deviation(figures) : NAN);
    append_row(lines, has_spread ? "Mean +- std dev" : "Mean", width, figures, figures->mean,
               has_spread ? figures->stdev : NAN);
    append_row(lines, "Maximum", width, figures, figures->maximum, NAN);
    lines_add(lines, "%s", "");
}

static void append_percentiles(GPtrArray *lines, const PyperfFigures *figures)
{
    static const struct {
        guint percent;
        const char *name;
    } rows[] = {{0, " -- minimum"}, {5, ""},  {25, " -- Q1"},      {50, " -- median"},
                {75, " -- Q3"},     {95, ""}, {100, " -- maximum"}};
    double mean = figures->mean.value;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Quantity value = pyperf_percentile(figures, rows[i].percent);
        g_autofree char *text = figures_value(figures, value);
        lines_add(lines, "%3uth percentile: %s (%+.0f%% of the mean)%s", rows[i].percent, text,
                  (value.value - mean) * 100.0 / mean, rows[i].name);
    }
    lines_add(lines, "%s", "");
}

/* Beyond 1.5 interquartile ranges from the quartiles. */
static void append_outliers(GPtrArray *lines, const PyperfFigures *figures)
{
    double q1 = pyperf_percentile(figures, 25).value, q3 = pyperf_percentile(figures, 75).value,
           range = q3 - q1;
    double low = q1 - 1.5 * range, high = q3 + 1.5 * range;
    guint n_outliers = 0;
    for (gsize i = 0; i < figures->n; i++)
        n_outliers += !(low <= figures->plain[i] && figures->plain[i] <= high);
    g_autofree char *low_text = figures_value(figures, pyperf_float(low));
    g_autofree char *high_text = figures_value_like(figures, pyperf_float(low), pyperf_float(high));
    g_autofree char *count = pyperf_count(pyperf_int(n_outliers), NULL);
    lines_add(lines, "Number of outlier (out of %s..%s): %s", low_text, high_text, count);
}

/* How many runs, values and loops there are. */
static void append_counts(GPtrArray *lines, const PyperfFigures *figures)
{
    const PyperfBenchmark *benchmark = figures->benchmark;
    guint n_calibrations = pyperf_n_calibrations(benchmark);
    append_count(lines, "Number of calibration run", pyperf_int(n_calibrations));
    append_count(lines, "Number of run with values", pyperf_int(benchmark->runs->len - n_calibrations));
    append_count(lines, "Total number of run", pyperf_int(benchmark->runs->len));
    lines_add(lines, "%s", "");
    append_count(lines, "Number of warmup per run", pyperf_run_property(benchmark, n_warmups_of));
    append_count(lines, "Number of value per run", pyperf_run_property(benchmark, n_values_of));
    append_loops(lines, benchmark);
    append_count(lines, "Total number of values", pyperf_int((double)figures->n));
    lines_add(lines, "%s", "");
}

gboolean append_stats(GPtrArray *lines, const PyperfFigures *figures, GString *err)
{
    Quantity minimum = QUANTITY_MISSING, maximum = QUANTITY_MISSING;
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    g_ptr_array_add(alone, (PyperfFigures *)(guintptr)figures);
    double duration = pyperf_total_duration(figures->benchmark);
    lines_gap(lines);
    if (duration != 0) {
        g_autofree char *text = pyperf_duration(duration);
        lines_add(lines, "Total duration: %s", text);
    }
    if (!append_dates(lines, alone, err))
        return FALSE;
    pyperf_raw_range(figures->benchmark, &minimum, &maximum);
    append_value(lines, "Raw value minimum", figures, minimum);
    append_value(lines, "Raw value maximum", figures, maximum);
    lines_add(lines, "%s", "");
    append_counts(lines, figures);
    append_center(lines, figures);
    append_percentiles(lines, figures);
    append_outliers(lines, figures);
    return TRUE;
}

/* ------------------------------------------------------------------ check */

/* Too much spread, or too few processes for the spread there is. */
static void warn_spread(GPtrArray *warnings, const PyperfFigures *figures, gboolean *has_required,
                        double *required)
{
    double percent = figures->stdev * 100.0 / figures->mean.value;
    if (figures->n < 2)
        return;
    if (percent >= 10.0) {
        g_autofree char *stdev = figures_value(figures, pyperf_float(figures->stdev));
        g_autofree char *mean = figures_value(figures, figures->mean);
        lines_add(warnings, "the standard deviation (%s) is %.0f%% of the mean (%s)", stdev, percent, mean);
        return;
    }
    *has_required = pyperf_required_processes(figures->benchmark, required);
    if (*has_required && *required > figures->benchmark->runs->len)
        lines_add(warnings,
                  "Not enough samples to get a stable result (95%% certainly of less than 1%% variation)");
}

/* A least or greatest value far from the mean is an outlier that nobody need search for. */
static void warn_extreme(GPtrArray *warnings, const PyperfFigures *figures, const char *name, Quantity value)
{
    double percent = (value.value - figures->mean.value) * 100.0 / figures->mean.value;
    if (fabs(percent) < 50)
        return;
    g_autofree char *text = figures_value(figures, value), *mean = figures_value(figures, figures->mean);
    lines_add(warnings, "the %s (%s) is %.0f%% %s than the mean (%s)", name, text, fabs(percent),
              percent >= 0 ? "greater" : "smaller", mean);
}

/* Below a millisecond the clock is too coarse to be trusted. */
static void warn_short(GPtrArray *warnings, const PyperfFigures *figures)
{
    Quantity shortest = QUANTITY_MISSING, longest = QUANTITY_MISSING;
    if (figures->benchmark->unit != PYPERF_SECOND)
        return;
    pyperf_raw_range(figures->benchmark, &shortest, &longest);
    if (shortest.value >= 1e-3)
        return;
    g_autofree char *text = figures_value(figures, shortest);
    lines_add(warnings, "the shortest raw value is only %s", text);
}

/* The advice below is the same for every warning. */
static void append_warnings(GPtrArray *lines, const GPtrArray *warnings)
{
    if (warnings->len == 0)
        return;
    lines_gap(lines);
    lines_add(lines, "WARNING: the benchmark result may be unstable");
    for (guint i = 0; i < warnings->len; i++)
        lines_add(lines, "* %s", (const char *)g_ptr_array_index(warnings, i));
    lines_gap(lines);
    lines_add(lines, "Try to rerun the benchmark with more runs, values and/or loops.");
    lines_add(lines, "Run 'python3 -m pyperf system tune' command to reduce the system jitter.");
    lines_add(lines, "Use pyperf stats, pyperf dump and pyperf hist to analyze results.");
    lines_add(lines, "Use --quiet option to hide these warnings.");
}

/* Of the combination of nohz_full and intel_pstate pyperf collects a warning too late: only an empty line comes out. */
static gboolean has_lost_warning(const PyperfBenchmark *benchmark)
{
    for (guint i = 0; i < benchmark->runs->len; i++) {
        const PyperfRun *run = g_ptr_array_index(benchmark->runs, i);
        const PyperfItem *config = pyperf_metadata_find(run->metadata, "cpu_config");
        if (config && strstr(config->text, "nohz_full") && strstr(config->text, "intel_pstate"))
            return TRUE;
    }
    return FALSE;
}

void append_checks(GPtrArray *lines, const PyperfFigures *figures, gboolean check_too_many_processes)
{
    const PyperfBenchmark *benchmark = figures->benchmark;
    g_autoptr(GPtrArray) warnings = lines_new();
    gboolean has_required = FALSE;
    double required = 0;
    if (figures->n == 0)
        return;
    warn_spread(warnings, figures, &has_required, &required);
    warn_extreme(warnings, figures, "minimum", figures->minimum);
    warn_extreme(warnings, figures, "maximum", figures->maximum);
    warn_short(warnings, figures);
    append_warnings(lines, warnings);
    if (check_too_many_processes) {
        has_required = has_required || pyperf_required_processes(benchmark, &required);
        if (has_required && required < benchmark->runs->len * 0.75) {
            lines_add(lines, "Benchmark was run more times than necessary to get a stable result.");
            lines_add(lines, "Consider passing processes=%.0f to the Runner constructor to save time.",
                      required);
        }
    }
    if (has_lost_warning(benchmark))
        lines_gap(lines);
}
