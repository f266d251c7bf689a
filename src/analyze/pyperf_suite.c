/* Figures of one benchmark; see pyperf_suite.h. Sources: pyperf/_bench.py, _utils.py of pyperf 2.10.0. */
#include "analyze/pyperf_suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/statistics.h"

static const PyperfRun *run_at(const PyperfBenchmark *benchmark, guint i)
{
    return g_ptr_array_index(benchmark->runs, i);
}

/* ------------------------------------------------------------------ values */

/* Integers stay integers where all values are: pyperf prints counts without a point. */
PyperfFigures *pyperf_figures_new(const PyperfBenchmark *benchmark)
{
    PyperfFigures *figures = g_new0(PyperfFigures, 1);
    gboolean are_integers = TRUE;
    gsize n = 0;
    for (guint i = 0; i < benchmark->runs->len; i++)
        n += run_at(benchmark, i)->n_values;
    figures->benchmark = benchmark;
    figures->values = g_new(Quantity, n + 1);
    figures->plain = g_new(double, n + 1);
    figures->mean = figures->minimum = figures->maximum = QUANTITY_MISSING;
    figures->stdev = NAN;
    for (guint i = 0; i < benchmark->runs->len; i++) {
        const PyperfRun *run = run_at(benchmark, i);
        for (guint k = 0; k < run->n_values; k++) {
            Quantity value = run->values[k];
            if (figures->n == 0 || value.value < figures->minimum.value)
                figures->minimum = value;
            if (figures->n == 0 || value.value > figures->maximum.value)
                figures->maximum = value;
            are_integers = are_integers && value.is_integer;
            figures->values[figures->n] = value;
            figures->plain[figures->n++] = value.value;
        }
    }
    figures->sample = (PyperfSample){benchmark->unit, figures->plain, figures->n, are_integers};
    if (figures->n > 0)
        figures->mean = pyperf_mean(&figures->sample);
    if (figures->n > 1)
        figures->stdev = pyperf_stdev(figures->plain, figures->n);
    return figures;
}

void pyperf_figures_free(PyperfFigures *figures)
{
    if (!figures)
        return;
    g_free(figures->values);
    g_free(figures->plain);
    g_free(figures);
}

/* By value only: 1 and 1.0 keep their order, as in Python. */
static int compare_quantities(const void *a, const void *b)
{
    double x = ((const Quantity *)a)->value, y = ((const Quantity *)b)->value;
    return (x > y) - (x < y);
}

/* Transfer full. */
static Quantity *sorted_values(const PyperfFigures *figures)
{
    Quantity *sorted = g_memdup2(figures->values, figures->n * sizeof *sorted);
    qsort(sorted, figures->n, sizeof *sorted, compare_quantities);
    return sorted;
}

Quantity pyperf_median(const PyperfFigures *figures)
{
    g_autofree Quantity *sorted = sorted_values(figures);
    gsize middle = figures->n / 2;
    if (figures->n % 2 == 1)
        return sorted[middle];
    return pyperf_float((sorted[middle - 1].value + sorted[middle].value) / 2);
}

/* Without the factor of 1.4826 that would make it comparable with a standard deviation: as pyperf prints it. */
double pyperf_median_deviation(const PyperfFigures *figures)
{
    double median = pyperf_median(figures).value;
    g_autofree double *deviations = g_new(double, figures->n);
    for (gsize i = 0; i < figures->n; i++)
        deviations[i] = fabs(median - figures->plain[i]);
    return statistics_median(deviations, figures->n);
}

/* Linear between the neighbours; a whole position is the value itself and keeps being an integer. */
Quantity pyperf_percentile(const PyperfFigures *figures, guint percent)
{
    g_autofree Quantity *sorted = sorted_values(figures);
    double k = (double)(figures->n - 1) * (percent / 100.0), low = floor(k), high = ceil(k);
    if (low == high)
        return sorted[(gsize)k];
    double below = sorted[(gsize)low].value * (high - k), above = sorted[(gsize)high].value * (k - low);
    return pyperf_float(below + above);
}

/* ------------------------------------------------------------------ runs */

/* What the clock showed: the value is that divided by all iterations. */
Quantity pyperf_raw_value(const PyperfRun *run, Quantity value)
{
    double raw = value.value * ((double)run->loops * (double)run->inner_loops);
    return value.is_integer ? pyperf_int(raw) : pyperf_float(raw);
}

void pyperf_raw_range(const PyperfBenchmark *benchmark, Quantity *minimum, Quantity *maximum)
{
    gboolean is_first = TRUE;
    for (guint i = 0; i < benchmark->runs->len; i++) {
        const PyperfRun *run = run_at(benchmark, i);
        for (guint k = 0; k < run->n_values; k++) {
            Quantity raw = pyperf_raw_value(run, run->values[k]);
            if (is_first || raw.value < minimum->value)
                *minimum = raw;
            if (is_first || raw.value > maximum->value)
                *maximum = raw;
            is_first = FALSE;
        }
    }
}

/* n_values >= 1. */
static double run_mean(const PyperfRun *run)
{
    g_autofree double *values = g_new(double, run->n_values);
    for (guint i = 0; i < run->n_values; i++)
        values[i] = run->values[i].value;
    return statistics_mean(values, run->n_values);
}

/* How many processes would bring the mean within one per cent at 95 %: n = 4 z² s² / w², over process means. */
gboolean pyperf_required_processes(const PyperfBenchmark *benchmark, double *required)
{
    volatile double two = 2, z = 1.96, width = 0.01; /* Python calls pow: no folding */
    g_autofree double *means = g_new(double, benchmark->runs->len);
    gsize n = 0;
    for (guint i = 0; i < benchmark->runs->len; i++)
        if (run_at(benchmark, i)->n_values > 0)
            means[n++] = run_mean(run_at(benchmark, i));
    if (n < 2)
        return FALSE;
    double sigma = pyperf_stdev(means, n) / (statistics_sum(means, n) / (double)n);
    *required = ceil((4 * pow(z, two) * pow(sigma, two)) / pow(width, two));
    return TRUE;
}

/* What the metadata states, otherwise the sum of all raw values and warmups. */
static double run_duration(const PyperfRun *run)
{
    const PyperfItem *duration = pyperf_metadata_find(run->metadata, "duration");
    if (duration)
        return duration->number;
    g_autofree double *raw = g_new(double, run->n_warmups + run->n_values + 1);
    gsize n = 0;
    for (guint i = 0; i < run->n_warmups; i++)
        raw[n++] = run->warmups[i].value.value * ((double)run->warmups[i].loops * (double)run->inner_loops);
    for (guint i = 0; i < run->n_values; i++)
        raw[n++] = pyperf_raw_value(run, run->values[i]).value;
    return statistics_sum(raw, n);
}

double pyperf_total_duration(const PyperfBenchmark *benchmark)
{
    g_autofree double *durations = g_new(double, benchmark->runs->len + 1);
    for (guint i = 0; i < benchmark->runs->len; i++)
        durations[i] = run_duration(run_at(benchmark, i));
    return statistics_sum(durations, benchmark->runs->len);
}

/* One number when all runs agree, else their mean, which pyperf marks as an average. */
Quantity pyperf_run_property(const PyperfBenchmark *benchmark, PyperfRunNumber number)
{
    g_autofree double *numbers = g_new(double, benchmark->runs->len);
    gboolean do_agree = TRUE;
    gsize n = 0;
    for (guint i = 0; i < benchmark->runs->len; i++) {
        if (run_at(benchmark, i)->n_values == 0)
            continue;
        numbers[n++] = number(run_at(benchmark, i));
        do_agree = do_agree && numbers[n - 1] == numbers[0];
    }
    if (n == 0)
        return QUANTITY_MISSING;
    return do_agree ? pyperf_int(numbers[0]) : pyperf_float(statistics_sum(numbers, n) / (double)n);
}

/* A run without values only looked for the number of loops. */
guint pyperf_n_calibrations(const PyperfBenchmark *benchmark)
{
    guint n = 0;
    for (guint i = 0; i < benchmark->runs->len; i++)
        n += run_at(benchmark, i)->n_values == 0;
    return n;
}

/* ------------------------------------------------------------------ dates */

#define SECOND G_GINT64_CONSTANT(1000000)
#define DAY (86400 * SECOND)
#define LAST_DAY G_GINT64_CONSTANT(3652059) /* days to the end of the year 9999 */

/* Reads exactly n digits and moves on; FALSE when they are not there. */
static gboolean take_digits(const char **at, guint n, guint *value)
{
    *value = 0;
    for (guint i = 0; i < n; i++) {
        if (!g_ascii_isdigit((*at)[i]))
            return FALSE;
        *value = *value * 10 + (guint)((*at)[i] - '0');
    }
    *at += n;
    return TRUE;
}

static gboolean take_character(const char **at, char c)
{
    if (**at != c)
        return FALSE;
    (*at)++;
    return TRUE;
}

static gboolean take_day(const char **at, gint64 *day)
{
    guint year, month, of_month;
    if (!take_digits(at, 4, &year) || !take_character(at, '-') || !take_digits(at, 2, &month) ||
        !take_character(at, '-') || !take_digits(at, 2, &of_month) ||
        !g_date_valid_dmy((GDateDay)of_month, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)of_month, (GDateMonth)month, (GDateYear)year);
    *day = (gint64)g_date_get_julian(&date) - 1;
    return TRUE;
}

/* HH:MM, seconds and fraction if they are there. */
static gboolean take_time(const char **at, gint64 *microseconds)
{
    guint hour, minute, second = 0, fraction = 0;
    if (!take_digits(at, 2, &hour) || !take_character(at, ':') || !take_digits(at, 2, &minute))
        return FALSE;
    if (take_character(at, ':') && !take_digits(at, 2, &second))
        return FALSE;
    if (take_character(at, '.')) {
        gsize n = strspn(*at, "0123456789");
        const char *digits = *at;
        if (n == 0)
            return FALSE;
        for (gsize i = 0; i < 6; i++) /* what is finer than a microsecond is cut */
            fraction = fraction * 10 + (i < n ? (guint)(digits[i] - '0') : 0);
        *at += n;
    }
    *microseconds = ((gint64)hour * 3600 + minute * 60 + second) * SECOND + fraction;
    return hour < 24 && minute < 60 && second < 60;
}

gboolean pyperf_date_parse(const char *text, PyperfDate *date)
{
    gint64 day = 0, time = 0, offset = 0;
    const char *at = text;
    *date = (PyperfDate){0};
    if (!take_day(&at, &day))
        return FALSE;
    if (*at) {
        at = g_utf8_next_char(at);
        if (!take_time(&at, &time))
            return FALSE;
    }
    date->microseconds = day * DAY + time;
    if (*at == '\0')
        return TRUE;
    gint sign = *at == '-' ? -1 : 1;
    date->has_offset = TRUE;
    if (take_character(&at, 'Z'))
        return *at == '\0';
    if (!take_character(&at, '+') && !take_character(&at, '-'))
        return FALSE;
    if (!take_time(&at, &offset) || *at)
        return FALSE;
    date->offset_seconds = sign * (gint)(offset / SECOND);
    return TRUE;
}

/* In UTC; a date without an offset counts as UTC. */
gint pyperf_date_compare(const PyperfDate *a, const PyperfDate *b)
{
    gint64 x = a->microseconds - a->offset_seconds * SECOND, y = b->microseconds - b->offset_seconds * SECOND;
    return (x > y) - (x < y);
}

char *pyperf_date_text(const PyperfDate *date)
{
    guint seconds = (guint)(date->microseconds % DAY / SECOND), offset = (guint)abs(date->offset_seconds);
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_julian(&day, (guint32)(date->microseconds / DAY) + 1);
    g_autofree char *text = g_strdup_printf("%04u-%02u-%02u %02u:%02u:%02u", (guint)g_date_get_year(&day),
                                            (guint)g_date_get_month(&day), (guint)g_date_get_day(&day),
                                            seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (!date->has_offset)
        return g_steal_pointer(&text);
    char sign = date->offset_seconds < 0 ? '-' : '+';
    if (offset % 60 != 0)
        return g_strdup_printf("%s%c%02u:%02u:%02u", text, sign, offset / 3600, offset / 60 % 60,
                               offset % 60);
    return g_strdup_printf("%s%c%02u:%02u", text, sign, offset / 3600, offset / 60 % 60);
}

PyperfDates pyperf_dates(const PyperfBenchmark *benchmark, PyperfDate *start, PyperfDate *end)
{
    gboolean has_dates = FALSE;
    for (guint i = 0; i < benchmark->runs->len; i++) {
        const PyperfRun *run = run_at(benchmark, i);
        const PyperfItem *item = pyperf_metadata_find(run->metadata, "date");
        PyperfDate from, to;
        if (!item)
            continue;
        if (!pyperf_date_parse(item->text, &from) || (has_dates && from.has_offset != start->has_offset))
            return PYPERF_BAD_DATES;
        double duration = ceil(run_duration(run));
        to = from;
        if (duration > (double)(LAST_DAY * 86400))
            return PYPERF_BAD_DATES;
        to.microseconds += (gint64)duration * SECOND;
        if (to.microseconds / DAY >= LAST_DAY)
            return PYPERF_BAD_DATES;
        if (!has_dates || pyperf_date_compare(&from, start) < 0)
            *start = from;
        if (!has_dates || pyperf_date_compare(&to, end) > 0)
            *end = to;
        has_dates = TRUE;
    }
    return has_dates ? PYPERF_DATES : PYPERF_NO_DATES;
}
