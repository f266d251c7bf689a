/* How often a program compared with itself is called different: gen's rule and pyperf's on the same simulated data.
 *
 * Values are lognormal: a run effect (per file), a process effect and noise of values, with a given share of the variance between
 * processes (intraclass correlation, "icc"). The generator is seeded, so the table is the same everywhere. The table printed here
 * is the one of docs/statistics.md; the test fails when the rate for process means leaves 3 % to 7 %. */
#include "analyze/findings.h"

#include <math.h>

#include "analyze/comparison.h"
#include "analyze/headline.h"
#include "analyze/noise_floor.h"
#include "analyze/timing_summary.h"

#define N_TRIALS 2000
#define SPREAD 0.01 /* standard deviation of ln of a value within a run */

/* ------------------------------------------------------------------ random numbers [Steele 2014, Box 1958] */

static guint64 random_bits(guint64 *state)
{
    guint64 z = *state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double random_uniform(guint64 *state)
{
    return ((double)(random_bits(state) >> 11) + 0.5) / 9007199254740992.0;
}

static double random_normal(guint64 *state)
{
    double radius = sqrt(-2 * log(random_uniform(state)));
    return radius * cos(2 * G_PI * random_uniform(state));
}

/* ------------------------------------------------------------------ data */

typedef struct {
    guint n_processes_a, n_processes_b, n_values;
    double icc;
    double run_noise; /* standard deviation of ln between runs */
    guint n_older;    /* further runs of the baseline in the archive */
} Setting;

/* One timing of a run whose effect on ln of every value is `run`. */
static Timing *simulate(const Setting *setting, const char *name, guint n_processes, double run,
                        guint64 *state)
{
    Timing *timing = timing_new(name, UNIT_SECOND, LEVEL_VALUES);
    for (guint i = 0; i < n_processes; i++) {
        Process *process = process_new();
        double own = run + SPREAD * sqrt(setting->icc) * random_normal(state);
        process->values = g_new(double, setting->n_values);
        process->n_values = setting->n_values;
        for (guint k = 0; k < setting->n_values; k++)
            process->values[k] = 0.1 * exp(own + SPREAD * sqrt(1 - setting->icc) * random_normal(state));
        g_ptr_array_add(timing->processes, process);
    }
    return timing;
}

/* A run of n_names benchmarks, which share what the run has that others have not. */
static Run *simulate_run(const Setting *setting, guint n_names, guint n_processes, GPtrArray *timings,
                         guint64 *state)
{
    Run *run = run_new();
    double effect = setting->run_noise * random_normal(state);
    for (guint i = 0; i < n_names; i++) {
        g_autofree char *name = g_strdup_printf("bench%u", i);
        g_ptr_array_add(timings, simulate(setting, name, n_processes, effect, state));
        g_ptr_array_add(run->timings, timings->pdata[timings->len - 1]);
    }
    return run;
}

static Variant *make_variant(const char *name, Role role, Run *run)
{
    Variant *variant = variant_new(name);
    variant->role = role;
    variant->run = run;
    g_ptr_array_add(variant->runs, variant->run);
    return variant;
}

/* ------------------------------------------------------------------ the study */

typedef struct {
    guint n_pyperf, n_below_5, n_decisive_below_5, n_verdicts[6];
} Tally;

/* The same program as base and as changed variant, and older runs of the base. Transfer full; timings own what it borrows. */
static Benchmark *simulate_archive(const Setting *setting, guint n_names, GPtrArray *timings, guint64 *state)
{
    Benchmark *benchmark = benchmark_new("aa");
    Variant *base = make_variant("a", ROLE_BASELINE,
                                 simulate_run(setting, n_names, setting->n_processes_a, timings, state));
    g_ptr_array_add(benchmark->variants, base);
    g_ptr_array_add(benchmark->variants,
                    make_variant("b", ROLE_CHANGED,
                                 simulate_run(setting, n_names, setting->n_processes_b, timings, state)));
    for (guint i = 0; i < setting->n_older; i++)
        g_ptr_array_add(base->runs, simulate_run(setting, n_names, setting->n_processes_a, timings, state));
    return benchmark;
}

static void compare_once(const Setting *setting, guint64 *state, Tally *tally)
{
    g_autoptr(GPtrArray) timings = g_ptr_array_new_with_free_func((GDestroyNotify)timing_free);
    g_autoptr(Benchmark) benchmark = simulate_archive(setting, 1, timings, state);
    AnalyzeOptions options = {NAN, NAN};
    g_autoptr(Findings) findings = findings_new(benchmark, NULL, &options);
    const Comparison *row = g_ptr_array_index(findings->comparisons, 0);
    tally->n_pyperf += row->pyperf.is_significant ? 1 : 0;
    tally->n_below_5 += row->p < 0.05;
    tally->n_decisive_below_5 += row->decisive_p < 0.05;
    tally->n_verdicts[row->verdict]++;
}

static double percent(guint n)
{
    return 100.0 * n / N_TRIALS;
}

static Tally study(const Setting *setting, guint64 seed)
{
    Tally tally = {0};
    guint64 state = seed;
    for (guint i = 0; i < N_TRIALS; i++)
        compare_once(setting, &state, &tally);
    g_test_message(
        "| %u x %u, %u x %u | %.2f | %.1f %% | %u | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |",
        setting->n_processes_a, setting->n_values, setting->n_processes_b, setting->n_values, setting->icc,
        100 * setting->run_noise, setting->n_older, percent(tally.n_pyperf), percent(tally.n_below_5),
        percent(tally.n_decisive_below_5),
        percent(tally.n_verdicts[VERDICT_FASTER] + tally.n_verdicts[VERDICT_SLOWER]),
        percent(tally.n_verdicts[VERDICT_SAME]));
    return tally;
}

static void print_head(void)
{
    g_test_message("| processes x values | icc | noise between runs | older runs | pyperf significant | p < "
                   "5 %% | with noise "
                   "floor | FASTER or SLOWER | SAME |");
}

/* Nothing but processes and values: the rate is the nominal one, at any intraclass correlation and number of processes. */
static void test_processes(void)
{
    static const Setting settings[] = {
        {20, 20, 3, 0.00, 0, 0}, {20, 20, 3, 0.30, 0, 0}, {20, 20, 3, 0.45, 0, 0}, {20, 20, 3, 0.65, 0, 0},
        {20, 20, 3, 0.90, 0, 0}, {3, 3, 3, 0.45, 0, 0},   {5, 5, 3, 0.45, 0, 0},   {10, 10, 3, 0.45, 0, 0},
        {40, 40, 5, 0.45, 0, 0}, {5, 20, 3, 0.45, 0, 0},
    };
    print_head();
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
        Tally tally = study(&settings[i], 1000 + i);
        g_assert_cmpfloat(percent(tally.n_below_5), >=, 3);
        g_assert_cmpfloat(percent(tally.n_below_5), <=, 7);
    }
}

/* Runs that differ by themselves: one run per side cannot know, older runs of the baseline can. */
static void test_runs(void)
{
    static const Setting settings[] = {
        {20, 20, 3, 0.45, 0.005, 0}, {20, 20, 3, 0.45, 0.005, 4}, {20, 20, 3, 0.45, 0.005, 10},
        {20, 20, 3, 0.45, 0.02, 4},  {20, 20, 3, 0.45, 0.02, 10},
    };
    print_head();
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
        Tally tally = study(&settings[i], 2000 + i);
        if (settings[i].n_older > 0)
            g_assert_cmpfloat(percent(tally.n_decisive_below_5), <=, 7);
        else
            g_assert_cmpfloat(percent(tally.n_decisive_below_5), >,
                              7); /* the note "between-batch-variance" is about this */
    }
}

/* Suites whose runs differ as a whole: the interval of the geometric mean gets narrower with every benchmark, the noise does not. */
static void test_suites(void)
{
    enum { N_SUITES = 500, N_NAMES = 12 };
    static const Setting settings[] = {
        {8, 8, 2, 0.45, 0, 0},
        {8, 8, 2, 0.45, 0.005, 0},
        {8, 8, 2, 0.45, 0.005, 5},
        {8, 8, 2, 0.45, 0.005, 10},
    };
    g_test_message(
        "| benchmarks | noise between runs | older runs | interval excludes 1 | FASTER or SLOWER | SAME |");
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
        guint64 state = 3000 + i;
        guint n_excluded = 0, n_verdicts[6] = {0};
        for (guint k = 0; k < N_SUITES; k++) {
            g_autoptr(GPtrArray) timings = g_ptr_array_new_with_free_func((GDestroyNotify)timing_free);
            g_autoptr(Benchmark) benchmark = simulate_archive(&settings[i], N_NAMES, timings, &state);
            AnalyzeOptions options = {NAN, NAN};
            g_autoptr(Findings) findings = findings_new(benchmark, NULL, &options);
            Headline headline = headline_find(findings, g_ptr_array_index(findings->variants, 1));
            n_excluded += headline.ci_low > 1 || headline.ci_high < 1;
            n_verdicts[headline.verdict]++;
        }
        double wrong = 100. * (n_verdicts[VERDICT_FASTER] + n_verdicts[VERDICT_SLOWER]) / N_SUITES;
        g_test_message("| %d | %.1f %% | %u | %.1f %% | %.1f %% | %.1f %% |", N_NAMES,
                       100 * settings[i].run_noise, settings[i].n_older, 100. * n_excluded / N_SUITES, wrong,
                       100. * n_verdicts[VERDICT_SAME] / N_SUITES);
        if (settings[i].run_noise == 0 || settings[i].n_older > 0)
            g_assert_cmpfloat(wrong, <=, 7);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/aa-study/processes", test_processes);
    g_test_add_func("/aa-study/runs", test_runs);
    g_test_add_func("/aa-study/suites", test_suites);
    return g_test_run();
}
