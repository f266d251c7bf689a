/* Statistics of plain numbers; see statistics.h. Keys in brackets name entries of docs/BIBLIOGRAPHY.md. */
#include "analyze/statistics.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ exact sums [Kulisch 2013] */

/* A fixed-point number wide enough for any sum of doubles, and for 64 more bits below the smallest, which a quotient needs:
 * limb i counts units of 2^(32 i + LOWEST_EXPONENT). Limbs are signed and may outgrow 32 bits between two calls of carry(). */
#define N_LIMBS 70
#define SUBNORMAL_BIT 64 /* the bit that counts units of 2^-1074 */
#define LOWEST_EXPONENT (-1074 - SUBNORMAL_BIT)
#define MAX_PENDING (1 << 29)

typedef struct {
    gint64 limbs[N_LIMBS];
    guint low, high; /* all limbs below low and above high are 0 */
    guint n_pending; /* additions since the last carry() */
} Accumulator;

/* Brings every limb back into 32 bits, the sign into the topmost one. */
static void carry(Accumulator *sum)
{
    gint64 over = 0;
    guint i = sum->low;
    for (; i + 1 < N_LIMBS && (i <= sum->high || over != 0); i++) {
        gint64 limb = sum->limbs[i] + over;
        gint64 low = limb & G_GINT64_CONSTANT(0xffffffff);
        over = (limb - low) / G_GINT64_CONSTANT(0x100000000);
        sum->limbs[i] = low;
    }
    sum->limbs[i] += over; /* past the highest, or the topmost with the sign */
    sum->high = MAX(sum->high, i);
    sum->n_pending = 0;
}

/* Adds a finite double without loss: its 53 bits fall into at most three neighbouring limbs. */
static void accumulate(Accumulator *sum, double value)
{
    int exponent;
    double fraction = frexp(fabs(value), &exponent);
    guint64 mantissa = (guint64)ldexp(fraction, 53); /* value = mantissa * 2^(exponent - 53) */
    guint position = (guint)(exponent - 53 - LOWEST_EXPONENT), limb = position / 32, shift = position % 32;
    guint64 low = (mantissa & 0xffffffff) << shift, high = (mantissa >> 32) << shift;
    gint64 sign = value < 0 ? -1 : 1;
    sum->low = MIN(sum->low, limb);
    sum->high = MAX(sum->high, limb + 2);
    sum->limbs[limb] += sign * (gint64)(low & 0xffffffff);
    sum->limbs[limb + 1] += sign * (gint64)((low >> 32) + (high & 0xffffffff));
    sum->limbs[limb + 2] += sign * (gint64)(high >> 32);
    if (++sum->n_pending == MAX_PENDING)
        carry(sum);
}

/* Makes the number positive and carries; TRUE when it was negative. */
static gboolean make_positive(Accumulator *sum)
{
    carry(sum);
    if (sum->limbs[N_LIMBS - 1] >= 0)
        return FALSE;
    for (guint i = sum->low; i < N_LIMBS; i++)
        sum->limbs[i] = -sum->limbs[i];
    carry(sum);
    return TRUE;
}

static guint64 limb_at(const Accumulator *sum, gint i)
{
    return i >= 0 ? (guint64)sum->limbs[i] : 0;
}

/* Rounds a positive number to the nearest double, ties to even; `is_inexact` says that more follows below limb 0. */
static double round_limbs(const Accumulator *sum, gboolean is_inexact)
{
    gint limb = (gint)sum->high;
    while (limb > 0 && sum->limbs[limb] == 0)
        limb--;
    guint64 upper = limb_at(sum, limb) << 32 | limb_at(sum, limb - 1);
    guint64 lower = limb_at(sum, limb - 2) << 32 | limb_at(sum, limb - 3);
    if (upper == 0)
        return 0;
    guint shift = (guint)__builtin_clzll(upper);
    gint top = 32 * limb + 31 - (gint)shift,
         bottom = MAX(top - 52, SUBNORMAL_BIT); /* subnormals keep fewer bits */
    if (shift > 0) {
        upper = upper << shift | lower >> (64 - shift);
        lower <<= shift;
    }
    guint dropped = (guint)(bottom - top + 63); /* bits of `upper` that do not fit: 11, more for subnormals */
    if (dropped > 64)
        return 0; /* less than half of the smallest */
    guint64 mantissa = dropped < 64 ? upper >> dropped : 0;
    guint64 half = G_GUINT64_CONSTANT(1) << (dropped - 1);
    gboolean has_rest = is_inexact || lower != 0 || (upper & (half - 1)) != 0;
    for (gint i = (gint)sum->low; i < limb - 3 && !has_rest; i++)
        has_rest = sum->limbs[i] != 0;
    if ((upper & half) != 0 && (has_rest || (mantissa & 1) != 0))
        mantissa++;
    return ldexp((double)mantissa, bottom + LOWEST_EXPONENT);
}

/* FALSE when a value is not finite: then there is no exact sum. */
static gboolean accumulate_all(Accumulator *sum, const double *values, gsize n)
{
    memset(sum, 0, sizeof *sum);
    sum->low = N_LIMBS - 1;
    for (gsize i = 0; i < n; i++) {
        if (!isfinite(values[i]))
            return FALSE;
        accumulate(sum, values[i]);
    }
    return TRUE;
}

/* Long division by one limb. Keeps the four limbs below the topmost one, which is more than a double holds; TRUE when anything
 * of the quotient is left out. */
static gboolean divide(Accumulator *sum, gsize n)
{
    guint top = sum->high;
    while (top > 0 && sum->limbs[top] == 0)
        top--;
    guint end = top > 4 ? top - 4 : 0;
    guint64 remainder = 0;
    gboolean is_inexact = FALSE;
    for (guint i = top + 1; i-- > end;) {
        guint64 dividend = remainder << 32 | (guint64)sum->limbs[i];
        sum->limbs[i] = (gint64)(dividend / n);
        remainder = dividend % n;
    }
    for (guint i = sum->low; i < end; i++) {
        is_inexact |= sum->limbs[i] != 0;
        sum->limbs[i] = 0;
    }
    return is_inexact || remainder != 0;
}

double statistics_sum(const double *values, gsize n)
{
    Accumulator sum;
    if (!accumulate_all(&sum, values, n))
        return NAN;
    double sign = make_positive(&sum) ? -1 : 1;
    return sign * round_limbs(&sum, FALSE);
}

double statistics_mean(const double *values, gsize n)
{
    if (n == 0)
        return NAN;
    g_assert(n <= G_MAXUINT32);
    Accumulator sum;
    if (!accumulate_all(&sum, values, n))
        return NAN;
    double sign = make_positive(&sum) ? -1 : 1;

    gboolean is_inexact = divide(&sum, n);
    return sign * round_limbs(&sum, is_inexact);
}

/* ------------------------------------------------------------------ spread */

double statistics_variance(const double *values, gsize n)
{
    if (n < 2)
        return NAN;
    double mean = statistics_mean(values, n);
    g_autofree double *terms = g_new(double, n);
    for (gsize i = 0; i < n; i++)
        terms[i] = values[i] - mean;
    double rest =
        statistics_sum(terms, n); /* what rounding the mean left over: corrected two-pass [Chan 1983] */
    for (gsize i = 0; i < n; i++)
        terms[i] *= terms[i];
    double squares = statistics_sum(terms, n);
    return MAX(0, squares - rest * rest / (double)n) / (double)(n - 1);
}

double statistics_stdev(const double *values, gsize n)
{
    return sqrt(statistics_variance(values, n));
}

/* A total order as long as there is no NAN; equal values are never told apart by the caller. */
static int compare_doubles(gconstpointer a, gconstpointer b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double *statistics_sorted(const double *values, gsize n)
{
    double *sorted = g_new(double, MAX(n, 1));
    if (n > 0)
        memcpy(sorted, values, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_doubles);
    return sorted;
}

static double median_of_sorted(const double *sorted, gsize n)
{
    if (n == 0)
        return NAN;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

double statistics_median(const double *values, gsize n)
{
    g_autofree double *sorted = statistics_sorted(values, n);
    return median_of_sorted(sorted, n);
}

double statistics_mad(const double *values, gsize n)
{
    g_autofree double *distances = statistics_sorted(values, n);
    double median = median_of_sorted(distances, n);
    for (gsize i = 0; i < n; i++)
        distances[i] = fabs(distances[i] - median);
    return statistics_median(distances, n);
}

double statistics_quantile(const double *sorted, gsize n, double p)
{
    if (n == 0)
        return NAN;
    double position = (double)(n - 1) * p, below = floor(position), above = ceil(position);
    if (below == above)
        return sorted[(gsize)position];
    return sorted[(gsize)below] * (above - position) + sorted[(gsize)above] * (position - below);
}

/* [Tukey 1977] with the quartiles that pyperf uses. */
StatisticsFences statistics_fences(const double *values, gsize n)
{
    g_autofree double *sorted = statistics_sorted(values, n);
    StatisticsFences fences = {.q1 = statistics_quantile(sorted, n, 0.25),
                               .q3 = statistics_quantile(sorted, n, 0.75)};
    double range = fences.q3 - fences.q1;
    fences.low = fences.q1 - 1.5 * range;
    fences.high = fences.q3 + 1.5 * range;
    fences.far_low = fences.q1 - 3 * range;
    fences.far_high = fences.q3 + 3 * range;
    for (gsize i = 0; i < n; i++) {
        fences.n_outliers += values[i] < fences.low || values[i] > fences.high;
        fences.n_far += values[i] < fences.far_low || values[i] > fences.far_high;
    }
    return fences;
}

/* ------------------------------------------------------------------ distributions */

/* ln B(a, b). For b = 1/2 and large a the difference of two logs of Gamma would cancel; its series does not [DLMF 5.11.13]. */
static double log_beta(double a, double b)
{
    if (b == 0.5 && a > 20) {
        double r = 1 / (a * a);
        double series =
            (-1.0 / 8 + r * (1.0 / 192 + r * (-1.0 / 640 + r * (17.0 / 14336 - r * 31.0 / 18432)))) / a;
        return 0.5 * log(G_PI) - 0.5 * log(a) - series;
    }
    int sign;
    return lgamma_r(a, &sign) + lgamma_r(b, &sign) - lgamma_r(a + b, &sign);
}

/* The continued fraction of the incomplete beta function by Lentz's method [DLMF 8.17.22, Lentz 1976]. */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double value = d;
    for (int m = 1; m < 100000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        value *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        value *= d * c;
        if (fabs(d * c - 1) < 1e-16)
            break;
    }
    return value;
}

/* I_x(a, b) with ln x and ln (1-x) given apart, so that neither end loses digits. */
static double beta_from_logs(double a, double b, double x, double y, double log_x, double log_y)
{
    if (x <= 0)
        return 0;
    if (y <= 0)
        return 1;
    double log_front = a * log_x + b * log_y - (a >= b ? log_beta(a, b) : log_beta(b, a));
    if (x < (a + 1) / (a + b + 2))
        return exp(log_front) / a * beta_fraction(a, b, x);
    return 1 - exp(log_front) / b * beta_fraction(b, a, y);
}

double statistics_beta(double a, double b, double x)
{
    return beta_from_logs(a, b, x, 1 - x, log(x), log1p(-x));
}

/* erfc keeps its relative precision where 1 - erf would not. */
double statistics_normal_two_sided(double z)
{
    return erfc(fabs(z) / G_SQRT2);
}

/* Beyond this many degrees of freedom the normal distribution is as good as the arithmetic. */
#define DF_NORMAL 1e10

double statistics_t_two_sided(double t, double df)
{
    if (isnan(t) || isnan(df))
        return NAN;
    if (isinf(t))
        return 0;
    if (df > DF_NORMAL)
        return statistics_normal_two_sided(t);
    double square = t * t / df; /* p = I_x(df/2, 1/2), x = 1/(1 + t^2/df) [DLMF 8.17, Abramowitz 26.7.1] */
    if (isinf(square))          /* t^2 overflows: the leading term of the tail */
        return exp(-df * (log(fabs(t)) - 0.5 * log(df)) - log_beta(df / 2, 0.5)) * 2 / df;
    double x = 1 / (1 + square), y = square / (1 + square);
    return beta_from_logs(df / 2, 0.5, x, y, -log1p(square), 2 * log(fabs(t)) - log(df) - log1p(square));
}

double statistics_t_cdf(double t, double df)
{
    double tail = statistics_t_two_sided(t, df) / 2;
    return t < 0 ? tail : 1 - tail;
}

/* Derivative of the distribution function; Newton's method needs no more than its sign and size. */
static double t_density(double t, double df)
{
    if (df > DF_NORMAL)
        return exp(-t * t / 2) / sqrt(2 * G_PI);
    return exp(-log_beta(df / 2, 0.5) - 0.5 * log(df) - (df + 1) / 2 * log1p(t * t / df));
}

/* Newton's method on the logarithm of the tail, kept inside a bracket. */
static double t_upper_quantile(double tail, double df)
{
    /* widen until the quantile is inside: with few degrees of freedom it may be anywhere */
    double low = 0, high = 2;
    while (statistics_t_two_sided(high, df) / 2 > tail && high < 1e300) {
        low = high;
        high *= 4;
    }
    double t = low + (high - low) / 2;
    for (int i = 0; i < 200; i++) {
        double here = statistics_t_two_sided(t, df) / 2;
        if (here > tail)
            low = t;
        else
            high = t;
        double next = t + log(here / tail) * here / t_density(t, df);
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (fabs(next - t) <= 1e-14 * next)
            return next;
        t = next;
    }
    return t;
}

double statistics_t_quantile(double p, double df)
{
    if (!(p > 0 && p < 1) || !(df > 0))
        return NAN;
    /* the bracket below begins at 0 and would never meet it */
    if (p == 0.5)
        return 0;
    return p < 0.5 ? -t_upper_quantile(p, df) : t_upper_quantile(1 - p, df);
}

/* ------------------------------------------------------------------ one group, two groups */

/* Standard error s / sqrt(n), Student with n-1. */
StatisticsGroup statistics_group(const double *values, gsize n)
{
    double variance = statistics_variance(values, n);
    return (StatisticsGroup){statistics_mean(values, n), sqrt(variance / (double)n), (double)n - 1};
}

StatisticsGroup statistics_group_printed(double mean, double standard_error, double n)
{
    return (StatisticsGroup){mean, n >= 2 ? standard_error : NAN, n - 1};
}

double statistics_half_width(const StatisticsGroup *group, double confidence)
{
    if (isnan(group->standard_error) || !(group->df > 0))
        return NAN;
    return statistics_t_quantile(0.5 + confidence / 2, group->df) * group->standard_error;
}

double statistics_satterthwaite(const double *variances, const double *df, gsize n)
{
    double sum = 0, weighted = 0; /* (sum V)^2 / sum(V^2 / df) [Satterthwaite 1946] */
    for (gsize i = 0; i < n; i++)
        sum += variances[i];
    for (gsize i = 0; i < n && sum > 0; i++) {
        double share = variances[i] / sum;
        weighted += share > 0 ? share * share / df[i] : 0;
    }
    return weighted > 0 ? 1 / weighted : NAN;
}

StatisticsRatio statistics_ratio_from_log(double log_ratio, double variance, double df, double confidence)
{
    StatisticsRatio result = {exp(log_ratio), log_ratio, sqrt(variance), df, NAN, NAN, NAN, NAN};
    if (variance == 0) {
        result.t = log_ratio == 0 ? 0 : copysign(INFINITY, log_ratio);
        result.p = log_ratio == 0 ? 1 : 0;
        result.low = result.high = result.ratio;
    } else if (variance > 0 && df > 0) {
        double half = statistics_t_quantile(0.5 + confidence / 2, df) * result.standard_error;
        result.t = log_ratio / result.standard_error;
        result.p = statistics_t_two_sided(result.t, df);
        result.low = exp(log_ratio - half);
        result.high = exp(log_ratio + half);
        if (result.low == 0 || isinf(result.high)) /* an interval without ends says nothing */
            result.low = result.high = NAN;
    }
    return result;
}

StatisticsRatio statistics_ratio(const StatisticsGroup *base, const StatisticsGroup *changed,
                                 double confidence)
{
    /* by the delta method the variance of ln(mean) is that of the mean over its square [Welch 1947] */
    double relative_base = base->standard_error / base->mean;
    double relative_changed = changed->standard_error / changed->mean;
    double variances[] = {relative_base * relative_base, relative_changed * relative_changed};
    double df[] = {base->df, changed->df};
    double ratio = changed->mean / base->mean;
    StatisticsRatio result = statistics_ratio_from_log(
        log(ratio), variances[0] + variances[1], statistics_satterthwaite(variances, df, 2), confidence);
    if (result.standard_error == 0)
        result.low = result.high = ratio;
    result.ratio = ratio; /* not exp(log), which may differ in the last digit */
    return result;
}

gboolean statistics_fieller(const StatisticsGroup *base, const StatisticsGroup *changed, double confidence,
                            double *low, double *high)
{
    *low = *high = NAN; /* [Kalibera 2013; Fieller 1954] */
    double h_base = statistics_half_width(base, confidence),
           h_changed = statistics_half_width(changed, confidence);
    if (isnan(h_base) || isnan(h_changed) || h_base >= base->mean)
        return FALSE;
    double base_square = (base->mean - h_base) * (base->mean + h_base);
    double product = base->mean * changed->mean;
    /* (Yb Yc)^2 - (Yb^2 - hb^2)(Yc^2 - hc^2), multiplied out: nearly equal squares would lose the digits of a narrow interval */
    double own = h_changed * base->mean, other = h_base * changed->mean, both = h_base * h_changed;
    double root = sqrt(MAX(0, own * own + other * other - both * both));
    *low = (product - root) / base_square;
    *high = (product + root) / base_square;
    return TRUE;
}

/* ------------------------------------------------------------------ ranks */

typedef struct {
    double value;
    gboolean is_a;
    guint rank; /* twice the middle rank, so that ties stay whole */
} Ranked;

static int compare_ranked(gconstpointer a, gconstpointer b)
{
    return compare_doubles(&((const Ranked *)a)->value, &((const Ranked *)b)->value);
}

/* All values in order with their doubled middle ranks; *tie_sum is the sum of t^3 - t over the tied groups. Transfer full. */
static Ranked *rank_values(const double *a, gsize n_a, const double *b, gsize n_b, double *tie_sum)
{
    gsize n = n_a + n_b;
    Ranked *ranked = g_new0(Ranked, n);
    for (gsize i = 0; i < n; i++)
        ranked[i] = i < n_a ? (Ranked){a[i], TRUE, 0} : (Ranked){b[i - n_a], FALSE, 0};
    qsort(ranked, n, sizeof *ranked, compare_ranked);
    *tie_sum = 0;
    for (gsize first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && ranked[end].value == ranked[first].value; end++)
            ;
        for (gsize i = first; i < end; i++)
            ranked[i].rank = (guint)(first + end + 1);
        double tied = (double)(end - first);
        *tie_sum += tied * tied * tied - tied;
    }
    return ranked;
}

/* Number of ways to choose n_a of the ranks with a sum of at most `most`. At most C(50, 25) < 2^53, so doubles count exactly. */
static double count_subsets(const Ranked *ranked, gsize n, gsize n_a, guint most)
{
    gsize width = (gsize)most + 1;
    g_autofree double *ways = g_new0(double, (n_a + 1) * width);
    ways[0] = 1;
    for (gsize i = 0; i < n; i++)
        for (gsize k = MIN(i + 1, n_a); k-- > 0;)
            for (gsize sum = ranked[i].rank; sum < width; sum++)
                ways[(k + 1) * width + sum] += ways[k * width + sum - ranked[i].rank];
    double total = 0;
    for (gsize sum = 0; sum < width; sum++)
        total += ways[n_a * width + sum];
    return total;
}

/* The same without ties, in terms of U <= most: the sum of coefficients up to q^most of the Gaussian binomial
 * prod (1 - q^(n_b + i)) / (1 - q^i), which counts the ways by their U [Mann 1947]. Whole numbers throughout. */
static double count_untied(gsize n_a, gsize n_b, gsize most)
{
    g_autofree double *ways = g_new0(double, most + 1);
    ways[0] = 1;
    for (gsize i = 1; i <= n_a; i++) {
        for (gsize u = most; u + 1 > n_b + i; u--)
            ways[u] -= ways[u - n_b - i];
        for (gsize u = i; u <= most; u++)
            ways[u] += ways[u - i];
    }
    double total = 0;
    for (gsize u = 0; u <= most; u++)
        total += ways[u];
    return total;
}

/* Exact while below 2^53: every partial product is itself a binomial coefficient. */
static double binomial(gsize n, gsize k)
{
    double value = 1;
    for (gsize i = 1; i <= k; i++)
        value = value * (double)(n - k + i) / (double)i;
    return value;
}

/* Twice the smaller tail of the permutation distribution [Mann 1947; with ties Lehmann 1975]. */
static double exact_ranks_p(Ranked *ranked, gsize n_a, gsize n_b, guint rank_sum, gboolean has_ties)
{
    gsize n = n_a + n_b;
    guint mean_twice = (guint)(n_a * (n + 1)); /* of the doubled rank sum */
    if (rank_sum > mean_twice) { /* mirror: the lower tail of the reversed ranks is the upper tail */
        for (gsize i = 0; i < n; i++)
            ranked[i].rank = (guint)(2 * (n + 1)) - ranked[i].rank;
        rank_sum = 2 * mean_twice - rank_sum;
    }
    double n_ways = has_ties ? count_subsets(ranked, n, n_a, rank_sum)
                             : count_untied(n_a, n_b, rank_sum / 2 - n_a * (n_a + 1) / 2);
    return MIN(1, 2 * n_ways / binomial(n, n_a));
}

StatisticsRanks statistics_mann_whitney(const double *a, gsize n_a, const double *b, gsize n_b)
{
    StatisticsRanks result = {NAN, NAN, NAN, FALSE};
    if (n_a == 0 || n_b == 0)
        return result;
    double tie_sum;
    g_autofree Ranked *ranked = rank_values(a, n_a, b, n_b, &tie_sum);
    gsize n = n_a + n_b;
    guint64 rank_sum = 0; /* doubled */
    for (gsize i = 0; i < n; i++)
        rank_sum += ranked[i].is_a ? ranked[i].rank : 0;
    double pairs = (double)n_a * (double)n_b;
    result.u = (double)rank_sum / 2 - (double)n_a * (double)(n_a + 1) / 2;
    result.a12 = result.u / pairs;
    result.is_exact = n <= STATISTICS_EXACT_RANKS_MAX;
    if (result.is_exact) {
        result.p = exact_ranks_p(ranked, n_a, n_b, (guint)rank_sum, tie_sum > 0);
        return result;
    }
    double size = (double)n;
    double variance = pairs / 12 * (size + 1 - tie_sum / (size * (size - 1)));
    /* half a pair is the correction for continuity: U moves in steps of one (of a half with ties) */
    double distance = MAX(0, fabs(result.u - pairs / 2) - 0.5);
    result.p = variance > 0 ? statistics_normal_two_sided(distance / sqrt(variance)) : 1;
    return result;
}

/* ------------------------------------------------------------------ several tests, several levels */

typedef struct {
    double p;
    gsize index;
} IndexedP;

static int compare_indexed(gconstpointer a, gconstpointer b)
{
    const IndexedP *x = a, *y = b;
    int order = compare_doubles(&x->p, &y->p);
    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* The known p values in ascending order. Transfer full. */
static IndexedP *sort_known(const double *p, gsize n, gsize *n_known)
{
    IndexedP *known = g_new(IndexedP, MAX(n, 1));
    *n_known = 0;
    for (gsize i = 0; i < n; i++)
        if (!isnan(p[i]))
            known[(*n_known)++] = (IndexedP){p[i], i};
    qsort(known, *n_known, sizeof *known, compare_indexed);
    return known;
}

void statistics_benjamini_hochberg(const double *p, gsize n, double *adjusted)
{
    gsize n_known;
    g_autofree IndexedP *known = sort_known(p, n, &n_known);
    for (gsize i = 0; i < n; i++)
        adjusted[i] = NAN;
    double least = 1; /* [Benjamini 1995], as adjusted values */
    for (gsize i = n_known; i-- > 0;) {
        least = MIN(least, known[i].p * ((double)n_known / (double)(i + 1)));
        adjusted[known[i].index] = least;
    }
}

void statistics_holm(const double *p, gsize n, double *adjusted)
{
    gsize n_known;
    g_autofree IndexedP *known = sort_known(p, n, &n_known);
    for (gsize i = 0; i < n; i++)
        adjusted[i] = NAN;
    double greatest = 0; /* [Holm 1979] */
    for (gsize i = 0; i < n_known; i++) {
        greatest = MAX(greatest, MIN(1, known[i].p * (double)(n_known - i)));
        adjusted[known[i].index] = greatest;
    }
}

double statistics_intraclass(const double *const *groups, const gsize *sizes, gsize n_groups)
{
    double n = 0, squares_of_sizes = 0, total = 0, within = 0;
    g_autofree double *means = g_new(double, MAX(n_groups, 1));
    for (gsize i = 0; i < n_groups; i++) {
        double size = (double)sizes[i];
        means[i] = statistics_mean(groups[i], sizes[i]);
        n += size;
        squares_of_sizes += size * size;
        total += sizes[i] > 0 ? size * means[i] : 0;
        within += sizes[i] > 1 ? statistics_variance(groups[i], sizes[i]) * (size - 1) : 0;
    }
    double k = (double)n_groups;
    if (n_groups < 2 || n <= k)
        return NAN;
    double between = 0; /* [Donner 1986]: analysis of variance with the mean group size n0 */
    for (gsize i = 0; i < n_groups; i++)
        between += (double)sizes[i] * (means[i] - total / n) * (means[i] - total / n);
    double mean_within = within / (n - k), mean_between = between / (k - 1);
    /* size that unequal groups have on average, for the purpose of this estimate */
    double n0 = (n - squares_of_sizes / n) / (k - 1);
    double denominator = mean_between + (n0 - 1) * mean_within;
    double rounding = 1e-13 * total / n; /* what equal values leave of a variance */
    return denominator > rounding * rounding ? (mean_between - mean_within) / denominator : NAN;
}
