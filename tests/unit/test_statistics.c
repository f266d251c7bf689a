/* Statistics against the independent oracle (tests/oracles/statistics_oracle.py), and properties that hold for any data. */
#include "analyze/statistics.h"

#include <math.h>
#include <string.h>

#include "statistics_expected.h"

/* Relative difference at most `rel`; both NAN also counts as equal. */
static void check_close(const char *what, gsize index, double actual, double expected, double rel)
{
    if (isnan(expected) ? isnan(actual) : fabs(actual - expected) <= rel * fabs(expected))
        return;
    g_test_message("%s %" G_GSIZE_FORMAT ": %.17g, expected %.17g", what, index, actual, expected);
    g_test_fail();
}

static void test_means(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(MEANS); i++) {
        const double *values = MEANS[i].values;
        gsize n = MEANS[i].n;
        g_autofree double *sorted = statistics_sorted(values, n);
        check_close("mean", i, statistics_mean(values, n), MEANS[i].mean, 0); /* to the last bit */
        if (!isnan(MEANS[i].stdev))
            check_close("stdev", i, statistics_stdev(values, n), MEANS[i].stdev, 1e-14);
        check_close("median", i, statistics_median(values, n), MEANS[i].median, 0);
        check_close("mad", i, statistics_mad(values, n), MEANS[i].mad, 0);
        check_close("q1", i, statistics_quantile(sorted, n, 0.25), MEANS[i].q1, 0);
        check_close("q3", i, statistics_quantile(sorted, n, 0.75), MEANS[i].q3, 0);
    }
    g_assert_true(isnan(statistics_mean(NULL, 0)));
    g_assert_true(isnan(statistics_stdev((const double[]){1}, 1)));
    g_assert_cmpfloat(statistics_stdev((const double[]){0.1, 0.1, 0.1}, 3), ==, 0);
}

static void test_student(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(TAILS); i++) {
        check_close("tail", i, statistics_t_two_sided(TAILS[i].t, TAILS[i].df), TAILS[i].p, 1e-11);
        double lower = TAILS[i].t < 0 ? TAILS[i].p / 2 : 1 - TAILS[i].p / 2;
        check_close("cdf", i, statistics_t_cdf(TAILS[i].t, TAILS[i].df), lower, 1e-11);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(QUANTILES); i++)
        check_close("quantile", i, statistics_t_quantile(QUANTILES[i].p, QUANTILES[i].df), QUANTILES[i].t,
                    1e-11);
    for (gsize i = 0; i < G_N_ELEMENTS(BETAS); i++)
        check_close("beta", i, statistics_beta(BETAS[i].a, BETAS[i].b, BETAS[i].x), BETAS[i].value, 1e-11);
    check_close("normal", 0, statistics_t_two_sided(1.959963984540054, INFINITY), 0.05, 1e-12);
    g_assert_cmpfloat(statistics_t_quantile(0.5, 3), ==, 0);
    g_assert_true(isnan(statistics_t_quantile(0, 3)));
    g_assert_true(isnan(statistics_t_quantile(0.5, 0)));
}

static void test_ratios(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(RATIOS); i++) {
        StatisticsGroup base = statistics_group(RATIOS[i].old_values, RATIOS[i].n_old);
        StatisticsGroup changed = statistics_group(RATIOS[i].new_values, RATIOS[i].n_new);
        StatisticsRatio ratio = statistics_ratio(&base, &changed, 0.95);
        check_close("ratio", i, ratio.ratio, RATIOS[i].ratio, 1e-14);
        check_close("error", i, ratio.standard_error, RATIOS[i].error, 1e-12);
        check_close("df", i, ratio.df, RATIOS[i].df, 1e-12);
        check_close("t", i, ratio.t, RATIOS[i].t, 1e-11);
        check_close("p", i, ratio.p, RATIOS[i].p, 1e-9);
        check_close("low", i, ratio.low, RATIOS[i].low, 1e-12);
        check_close("high", i, ratio.high, RATIOS[i].high, 1e-12);
        double low, high;
        gboolean has_fieller = statistics_fieller(&base, &changed, 0.95, &low, &high);
        g_assert_cmpint(has_fieller, ==, !isnan(RATIOS[i].fieller_low));
        check_close("Fieller low", i, low, RATIOS[i].fieller_low, 1e-11);
        check_close("Fieller high", i, high, RATIOS[i].fieller_high, 1e-11);
    }
}

/* Swapping the sides gives reciprocals; scaling both changes nothing; the order of values does not matter. */
static void test_ratio_properties(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(RATIOS); i++) {
        double scaled[32], reversed[32];
        for (gsize k = 0; k < RATIOS[i].n_new; k++) {
            scaled[k] = RATIOS[i].new_values[k] * 1024;
            reversed[k] = RATIOS[i].new_values[RATIOS[i].n_new - 1 - k];
        }
        StatisticsGroup base = statistics_group(RATIOS[i].old_values, RATIOS[i].n_old);
        StatisticsGroup changed = statistics_group(RATIOS[i].new_values, RATIOS[i].n_new);
        StatisticsGroup shuffled = statistics_group(reversed, RATIOS[i].n_new);
        StatisticsGroup larger = statistics_group(scaled, RATIOS[i].n_new);
        g_assert_true(memcmp(&changed, &shuffled, sizeof changed) == 0);

        StatisticsRatio there = statistics_ratio(&base, &changed, 0.95);
        StatisticsRatio back = statistics_ratio(&changed, &base, 0.95);
        check_close("swapped ratio", i, back.ratio, 1 / there.ratio, 1e-15);
        check_close("swapped low", i, back.low, 1 / there.high, 1e-14);
        check_close("swapped high", i, back.high, 1 / there.low, 1e-14);
        check_close("swapped p", i, back.p, there.p, 1e-12);

        StatisticsGroup base_scaled = base;
        base_scaled.mean *= 1024;
        base_scaled.standard_error *= 1024;
        StatisticsRatio same = statistics_ratio(&base_scaled, &larger, 0.95);
        check_close("scaled p", i, same.p, there.p, 0);
        check_close("scaled low", i, same.low, there.low, 0);
    }
}

static void test_ratio_edges(void)
{
    StatisticsGroup one = statistics_group((const double[]){2}, 1);
    StatisticsGroup constant = statistics_group((const double[]){1, 1, 1}, 3);
    StatisticsGroup doubled = statistics_group((const double[]){2, 2, 2}, 3);
    StatisticsRatio unknown = statistics_ratio(&constant, &one, 0.95);
    g_assert_cmpfloat(unknown.ratio, ==, 2);
    g_assert_true(isnan(unknown.p) && isnan(unknown.low) && isnan(unknown.standard_error));

    StatisticsRatio exact = statistics_ratio(&constant, &doubled, 0.95);
    g_assert_true(exact.low == 2 && exact.high == 2 && exact.p == 0);
    StatisticsRatio equal = statistics_ratio(&doubled, &doubled, 0.95);
    g_assert_true(equal.low == 1 && equal.high == 1 && equal.p == 1);

    StatisticsRatio endless =
        statistics_ratio_from_log(0, 1, 0.01, 0.95); /* t(0.975, 0.01) is beyond any double's exp */
    g_assert_true(isnan(endless.low) && isnan(endless.high));

    StatisticsGroup printed = statistics_group_printed(10, 0.5, 5);
    check_close("half-width", 0, statistics_half_width(&printed, 0.95), 2.7764451051977934 * 0.5, 1e-12);
    StatisticsGroup single = statistics_group_printed(10, 0.5, 1);
    g_assert_true(isnan(single.standard_error));
}

static void test_ranks(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(RANKS); i++) {
        gsize n_a = RANKS[i].n_a, n_b = RANKS[i].n_b;
        StatisticsRanks ranks = statistics_mann_whitney(RANKS[i].a, n_a, RANKS[i].b, n_b);
        g_assert_true(ranks.is_exact);
        check_close("U", i, ranks.u, RANKS[i].u, 0);
        check_close("Mann-Whitney p", i, ranks.p, RANKS[i].p, 1e-14);
        StatisticsRanks back = statistics_mann_whitney(RANKS[i].b, n_b, RANKS[i].a, n_a);
        check_close("swapped U", i, back.u, (double)(n_a * n_b) - ranks.u, 0);
        check_close("swapped p", i, back.p, ranks.p, 1e-14);
        check_close("A12", i, back.a12 + ranks.a12, 1, 1e-15);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(UNTIED); i++) {
        StatisticsRanks ranks =
            statistics_mann_whitney(UNTIED[i].a, UNTIED[i].n_a, UNTIED[i].b, UNTIED[i].n_b);
        check_close("untied U", i, ranks.u, UNTIED[i].u, 0);
        check_close("untied p", i, ranks.p, UNTIED[i].p, 1e-14);
    }
    double low[40], high[40];
    for (gsize i = 0; i < 40; i++) {
        low[i] = (double)i;
        high[i] = (double)i + 9.5;
    }
    StatisticsRanks many = statistics_mann_whitney(low, 40, high, 40);
    g_assert_false(many.is_exact);
    g_assert_cmpfloat(many.u, ==, 465); /* 30 + 29 + ... + 1 pairs with low > high */
    check_close("normal approximation", 0, many.p, erfc((800 - 465 - 0.5) / sqrt(1600.0 * 81 / 12) / sqrt(2)),
                1e-12);
    g_assert_true(isnan(statistics_mann_whitney(low, 0, high, 2).p));
}

static void test_adjusted(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ADJUSTED); i++) {
        double bh[16], holm[16];
        statistics_benjamini_hochberg(ADJUSTED[i].p, ADJUSTED[i].n, bh);
        statistics_holm(ADJUSTED[i].p, ADJUSTED[i].n, holm);
        for (gsize k = 0; k < ADJUSTED[i].n; k++) {
            check_close("BH", i, bh[k], ADJUSTED[i].bh[k], 1e-15);
            check_close("Holm", i, holm[k], ADJUSTED[i].holm[k], 1e-15);
        }
    }
    double p[] = {0.04, NAN, 0.01}; /* a missing one neither counts nor gets a value */
    statistics_benjamini_hochberg(p, 3, p);
    check_close("BH beside NAN", 0, p[0], 0.04, 1e-15);
    g_assert_true(isnan(p[1]));
    check_close("BH beside NAN", 2, p[2], 0.02, 1e-15);
}

static void test_fences(void)
{
    const double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 30};
    StatisticsFences fences = statistics_fences(values, G_N_ELEMENTS(values));
    g_assert_cmpfloat(fences.q1, ==, 3.5);
    g_assert_cmpfloat(fences.q3, ==, 8.5);
    g_assert_cmpfloat(fences.high, ==, 16);
    g_assert_cmpfloat(fences.far_high, ==, 23.5);
    g_assert_cmpuint(fences.n_outliers, ==, 1);
    g_assert_cmpuint(fences.n_far, ==, 1);
}

/* Two groups of two: between 0.5 and within 0.5 mean squares by hand. */
static void test_intraclass(void)
{
    const double a[] = {1, 2}, b[] = {11, 12};
    const double *groups[] = {a, b};
    const gsize sizes[] = {2, 2};
    check_close("intraclass", 0, statistics_intraclass(groups, sizes, 2), (100 - 0.5) / (100 + 0.5), 1e-14);
    g_assert_true(isnan(statistics_intraclass(groups, sizes, 1)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/statistics/means", test_means);
    g_test_add_func("/statistics/student", test_student);
    g_test_add_func("/statistics/ratios", test_ratios);
    g_test_add_func("/statistics/ratio-properties", test_ratio_properties);
    g_test_add_func("/statistics/ratio-edges", test_ratio_edges);
    g_test_add_func("/statistics/ranks", test_ranks);
    g_test_add_func("/statistics/adjusted", test_adjusted);
    g_test_add_func("/statistics/fences", test_fences);
    g_test_add_func("/statistics/intraclass", test_intraclass);
    return g_test_run();
}
