/* Statistics of plain numbers: exact means, spread, order statistics, Student's t, ratios of means, ranks, multiplicity.
 * In: arrays of doubles (those that are sorted without NAN), summaries of groups. Out: numbers; NAN where a formula does not apply.
 * Knows nothing of benchmarks, units or the model. Sources of the formulas: docs/BIBLIOGRAPHY.md; why each: docs/statistics.md. */
#pragma once
#include <glib.h>

/* ------------------------------------------------------------------ location and spread */

/* Sum and mean as Python's statistics.mean gives them: exact, then rounded once. Mean of nothing is NAN, and so is
 * either when a value is not finite. */
double statistics_sum(const double *values, gsize n);
double statistics_mean(const double *values, gsize n);

/* Two-pass, n-1 in the denominator; NAN below two values; 0 exactly when all values are equal. */
double statistics_variance(const double *values, gsize n);
double statistics_stdev(const double *values, gsize n);

/* Middle value, or half the sum of the middle two. */
double statistics_median(const double *values, gsize n);
/* Median of |x - median|, not scaled. */
double statistics_mad(const double *values, gsize n);

/* Ascending copy. Transfer full (g_free). */
double *statistics_sorted(const double *values, gsize n);
/* Quantile of sorted values, linear between positions (n-1)p; p in 0..1. */
double statistics_quantile(const double *sorted, gsize n, double p);

/* Tukey's fences and how many values lie beyond them. */
typedef struct {
    double q1, q3;
    double low, high;         /* 1.5 interquartile ranges away */
    double far_low, far_high; /* 3 interquartile ranges away */
    guint n_outliers;         /* beyond low or high, far ones included */
    guint n_far;
} StatisticsFences;
StatisticsFences statistics_fences(const double *values, gsize n);

/* ------------------------------------------------------------------ distributions */

/* I_x(a, b), regularised incomplete beta. */
double statistics_beta(double a, double b, double x);
/* P(T <= t), and P(|T| >= |t|) which keeps its relative precision far out in the tail. df > 0, infinity is the normal. */
double statistics_t_cdf(double t, double df);
double statistics_t_two_sided(double t, double df);
/* t with P(T <= t) = p; 0 < p < 1. */
double statistics_t_quantile(double p, double df);
/* P(|Z| >= |z|). */
double statistics_normal_two_sided(double z);

/* ------------------------------------------------------------------ one group, two groups */

/* A mean and how well it is known. */
typedef struct {
    double mean;
    double standard_error; /* of the mean; NAN when n < 2 */
    double df;             /* degrees of freedom of the standard error; n-1 */
} StatisticsGroup;

StatisticsGroup statistics_group(const double *values, gsize n);
/* From printed numbers: the standard error as perf prints it after +-, and the number of runs. */
StatisticsGroup statistics_group_printed(double mean, double standard_error, double n);

/* Half-width of the Student interval of the group's mean; NAN when unknown. */
double statistics_half_width(const StatisticsGroup *group, double confidence);

/* Ratio changed/base of two positive means, by Welch's test on the log scale. */
typedef struct {
    double ratio;
    double log_ratio;
    double standard_error; /* of log_ratio; NAN when a side has none */
    double df;             /* Satterthwaite */
    double t, p;           /* p two-sided */
    double low, high;      /* interval of ratio */
} StatisticsRatio;

/* Everything but ratio is NAN when a side has no standard error; without any variance the interval is the ratio itself. */
StatisticsRatio statistics_ratio(const StatisticsGroup *base, const StatisticsGroup *changed,
                                 double confidence);
/* The same from a log ratio with its variance and degrees of freedom. */
StatisticsRatio statistics_ratio_from_log(double log_ratio, double variance, double df, double confidence);

/* Degrees of freedom of a sum of independent variances, each with its own; a variance of 0 does not count. */
double statistics_satterthwaite(const double *variances, const double *df, gsize n);

/* Fieller's interval of changed/base as Kalibera and Jones give it. FALSE when there is none (base not clear of 0). */
gboolean statistics_fieller(const StatisticsGroup *base, const StatisticsGroup *changed, double confidence,
                            double *low, double *high);

/* ------------------------------------------------------------------ ranks */

#define STATISTICS_EXACT_RANKS_MAX 50

/* Mann and Whitney's U of a against b, with the permutation distribution of the ranks as they are tied; above
 * STATISTICS_EXACT_RANKS_MAX values in all the normal approximation with corrections for ties and continuity. */
typedef struct {
    double u;   /* pairs with a > b, ties count half */
    double p;   /* two-sided; NAN when a side is empty */
    double a12; /* u / (n_a n_b): chance that a value of a is greater than one of b */
    gboolean is_exact;
} StatisticsRanks;
StatisticsRanks statistics_mann_whitney(const double *a, gsize n_a, const double *b, gsize n_b);

/* ------------------------------------------------------------------ several tests, several levels */

/* Adjusted p values; a NAN among p stays NAN and does not count. adjusted may be p itself. */
void statistics_benjamini_hochberg(const double *p, gsize n, double *adjusted);
void statistics_holm(const double *p, gsize n, double *adjusted);

/* Share of the variance that lies between groups (one-way analysis of variance, unequal sizes allowed); NAN when unknown. */
double statistics_intraclass(const double *const *groups, const gsize *sizes, gsize n_groups);
