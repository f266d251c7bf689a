/* What pyperf computes and says; see pyperf_compat.h. Sources: pyperf/_compare.py, _utils.py, _cli.py of pyperf 2.10.0 and
 * Lib/statistics.py of Python 3.11. */
#include "analyze/pyperf_compat.h"

#include <math.h>

#include "analyze/statistics.h"

/* ------------------------------------------------------------------ twice the digits [Dekker 1971] */

/* high + low, |low| at most half a unit of high's last digit. */
typedef struct {
    double high, low;
} Twin;

/* Exact: no condition on the order of a and b. */
static Twin twin_sum(double a, double b)
{
    double sum = a + b, part = sum - a;
    return (Twin){sum, (a - (sum - part)) + (b - part)};
}

/* Exact through the fused multiply-add. */
static Twin twin_product(double a, double b)
{
    double product = a * b;
    return (Twin){product, fma(a, b, -product)};
}

/* Correct to about 104 bits, also when the high parts cancel. */
static Twin twin_add(Twin a, Twin b)
{
    Twin high = twin_sum(a.high, b.high), low = twin_sum(a.low, b.low);
    high = twin_sum(high.high, high.low + low.high);
    return twin_sum(high.high, high.low + low.low);
}

/* The square of the low part is below the last bit and left out. */
static Twin twin_square(Twin a)
{
    Twin square = twin_product(a.high, a.high);
    return twin_sum(square.high, square.low + 2 * a.high * a.low);
}

/* One step of long division after the rounded quotient. */
static Twin twin_divide(Twin a, double divisor)
{
    double quotient = a.high / divisor;
    Twin product = twin_product(quotient, divisor);
    double rest = ((a.high - product.high) - product.low) + a.low;
    return twin_sum(quotient, rest / divisor);
}

/* One step of Newton from the rounded root; the result is rounded once. */
static double twin_sqrt(Twin a)
{
    double root = sqrt(a.high);
    if (root == 0)
        return 0;
    Twin square = twin_product(root, root);
    double rest = ((a.high - square.high) - square.low) + a.low;
    return root + rest / (2 * root);
}

/* ------------------------------------------------------------------ mean and spread */

Quantity pyperf_mean(const PyperfSample *sample)
{
    double mean = statistics_mean(sample->values, sample->n);
    gboolean is_exact =
        mean == floor(mean) && mean * (double)sample->n == statistics_sum(sample->values, sample->n);
    return sample->are_integers && is_exact ? pyperf_int(mean) : pyperf_float(mean);
}

/* The sum in twice the digits: what the rounded sum leaves over is added up once more. */
static Twin exact_sum(const double *values, gsize n)
{
    g_autofree double *terms = g_new(double, n + 1);
    for (gsize i = 0; i < n; i++)
        terms[i] = values[i];
    double sum = statistics_sum(values, n);
    terms[n] = -sum;
    return (Twin){sum, statistics_sum(terms, n + 1)};
}

double pyperf_stdev(const double *values, gsize n)
{
    Twin mean = twin_divide(exact_sum(values, n), (double)n), squares = {0, 0};
    for (gsize i = 0; i < n; i++) {
        Twin deviation = twin_add((Twin){values[i], 0}, (Twin){-mean.high, -mean.low});
        squares = twin_add(squares, twin_square(deviation));
    }
    return twin_sqrt(twin_divide(squares, (double)(n - 1)));
}

double pyperf_sum(const double *values, gsize n)
{
    return statistics_sum(values, n);
}

double pyperf_geometric_mean(const double *ratios, gsize n)
{
    g_autofree double *logs = g_new(double, n);
    for (gsize i = 0; i < n; i++)
        logs[i] = log(ratios[i]);
    return exp(statistics_sum(logs, n) / (double)n);
}

/* ------------------------------------------------------------------ test */

/* Two-tailed 95 % points, as pyperf's table has them. */
static double critical_t(gsize df)
{
    static const double table[] = {0,     12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365,
                                   2.306, 2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
                                   2.120, 2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069,
                                   2.064, 2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
    static const struct {
        gsize df;
        double t;
    } steps[] = {{200, 1.960}, {100, 1.984}, {80, 1.990}, {60, 2.000}, {50, 2.009}, {40, 2.021}, {30, 2.042}};
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++)
        if (df >= steps[i].df)
            return steps[i].t;
    return table[df];
}

/* Python's ** calls pow, which a compiler would turn into a product. */
static double sum_of_squares(const PyperfSample *sample, double mean)
{
    volatile double two = 2;
    g_autofree double *squares = g_new(double, sample->n);
    for (gsize i = 0; i < sample->n; i++)
        squares[i] = pow(sample->values[i] - mean, two);
    return statistics_sum(squares, sample->n);
}

gboolean pyperf_t_test(const PyperfSample *base, const PyperfSample *changed, gboolean *is_significant,
                       double *t)
{
    *is_significant = TRUE;
    *t = NAN;
    gsize n = base->n;
    if (n != changed->n || n < 2)
        return FALSE;
    double base_mean = pyperf_mean(base).value, changed_mean = pyperf_mean(changed).value;
    gsize df = 2 * n - 2;
    double pooled = (sum_of_squares(base, base_mean) + sum_of_squares(changed, changed_mean)) / (double)df;
    double error = sqrt(pooled / (double)n * 2);
    if (error == 0)
        return FALSE;
    *t = (base_mean - changed_mean) / error;
    *is_significant = fabs(*t) >= critical_t(df);
    return TRUE;
}

/* ------------------------------------------------------------------ words */

double pyperf_ratio(const PyperfSample *base, const PyperfSample *changed)
{
    return pyperf_mean(changed).value / pyperf_mean(base).value;
}

char *pyperf_ratio_text(double ratio)
{
    if (ratio == 1)
        return g_strdup("no change");
    if (ratio < 1)
        return g_strdup_printf("%.2fx faster", 1 / ratio);
    return g_strdup_printf("%.2fx slower", ratio);
}

char *pyperf_result_text(const PyperfSample *sample)
{
    Quantity mean = pyperf_mean(sample);
    g_autofree char *mean_text = pyperf_value(sample->unit, mean);
    if (sample->n < 2)
        return g_steal_pointer(&mean_text);
    Quantity stdev = pyperf_float(pyperf_stdev(sample->values, sample->n));
    g_autofree char *stdev_text = pyperf_value_like(sample->unit, mean, stdev);
    return g_strdup_printf("%s +- %s", mean_text, stdev_text);
}

char *pyperf_compare_text(const PyperfSample *base, const char *base_name, const PyperfSample *changed,
                          const char *changed_name)
{
    g_autofree char *base_text = pyperf_result_text(base), *changed_text = pyperf_result_text(changed);
    g_autofree char *ratio_text = pyperf_ratio_text(pyperf_ratio(base, changed));
    return g_strdup_printf("%s[%s] %s -> [%s] %s: %s",
                           base->n > 1 || changed->n > 1 ? "Mean +- std dev: " : "", base_name, base_text,
                           changed_name, changed_text, ratio_text);
}

/* ------------------------------------------------------------------ timings */

/* All values of a timing; sample->values is *owned, to be freed. FALSE when it has none. */
static gboolean sample_from_timing(const Timing *timing, PyperfSample *sample, double **owned)
{
    gsize n = 0;
    *owned = NULL;
    for (guint i = 0; i < timing->processes->len; i++)
        n += ((const Process *)g_ptr_array_index(timing->processes, i))->n_values;
    if (timing->level != LEVEL_VALUES || n == 0)
        return FALSE;
    double *values = *owned = g_new(double, n);
    *sample = (PyperfSample){
        .unit = (PyperfUnit)timing->unit, .values = values, .are_integers = timing->unit != UNIT_SECOND};
    for (guint i = 0; i < timing->processes->len; i++) {
        const Process *process = g_ptr_array_index(timing->processes, i);
        for (guint k = 0; k < process->n_values; k++) {
            values[sample->n++] = process->values[k];
            sample->are_integers = sample->are_integers && process->values[k] == floor(process->values[k]);
        }
    }
    return TRUE;
}

/* Both samples, when pyperf could compare them. */
static gboolean samples_from_pair(const Timing *base, const Timing *changed, PyperfSample samples[2],
                                  double *owned[2])
{
    owned[0] = owned[1] = NULL;
    return base->unit == changed->unit && sample_from_timing(base, &samples[0], &owned[0]) &&
           sample_from_timing(changed, &samples[1], &owned[1]);
}

PyperfVerdict pyperf_verdict(const Timing *base, const char *base_name, const Timing *changed,
                             const char *changed_name)
{
    PyperfVerdict verdict = {.t = NAN};
    PyperfSample samples[2];
    double *owned[2];
    if (samples_from_pair(base, changed, samples, owned)) {
        verdict.is_known = TRUE;
        pyperf_t_test(&samples[0], &samples[1], &verdict.is_significant, &verdict.t);
        verdict.text = pyperf_compare_text(&samples[0], base_name, &samples[1], changed_name);
    }
    g_free(owned[0]);
    g_free(owned[1]);
    return verdict;
}

double pyperf_timing_ratio(const Timing *base, const Timing *changed)
{
    PyperfSample samples[2];
    double *owned[2], ratio = NAN;
    if (samples_from_pair(base, changed, samples, owned))
        ratio = pyperf_ratio(&samples[0], &samples[1]);
    g_free(owned[0]);
    g_free(owned[1]);
    return ratio;
}
