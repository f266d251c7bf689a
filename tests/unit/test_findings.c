/* Comparisons, verdicts and warnings on archives built by hand. Expected numbers are worked out in the comments or hold for
 * any correct program; the formulas themselves are tested by test_statistics. */
#include "analyze/findings.h"

#include <math.h>
#include <string.h>

#include "analyze/comparison.h"
#include "analyze/geometric_mean.h"
#include "analyze/headline.h"
#include "analyze/history.h"
#include "analyze/tag_means.h"
#include "model/warning.h"

/* ------------------------------------------------------------------ building */

static Benchmark *make_benchmark(void)
{
    Benchmark *benchmark = benchmark_new("bench");
    benchmark->margin = NAN;
    return benchmark;
}

static Variant *add_variant(Benchmark *benchmark, const char *name)
{
    Variant *variant = variant_new(name);
    if (!variant->run) {
        variant->run = run_new();
        g_ptr_array_add(variant->runs, variant->run);
    }
    variant->role = benchmark->variants->len == 0 ? ROLE_BASELINE : ROLE_CHANGED;
    g_ptr_array_add(benchmark->variants, variant);
    return variant;
}

/* A file that the timing comes from; freed by the test through `inputs`. */
static void add_source(GPtrArray *inputs, Timing *timing, const char *path)
{
    Input *input = input_new();
    input->path = g_strdup(path);
    g_ptr_array_add(inputs, input);
    g_ptr_array_add(timing->sources, input);
}

static void add_process(Timing *timing, const double *values, guint n)
{
    Process *process = process_new();
    process->values = g_memdup2(values, n * sizeof *values);
    process->n_values = n;
    process->loops = process->inner_loops = 1;
    g_ptr_array_add(timing->processes, process);
}

/* Processes of two values each: mean[i] - spread and mean[i] + spread. */
static Timing *add_timing(GPtrArray *inputs, Variant *variant, const char *name, const double *means, guint n,
                          double spread)
{
    Timing *timing = timing_new(name, UNIT_SECOND, LEVEL_VALUES);
    for (guint i = 0; i < n; i++)
        add_process(timing, (const double[]){means[i] - spread, means[i] + spread}, 2);
    g_autofree char *path = g_strdup_printf("%s/%s.json", variant->name, name);
    add_source(inputs, timing, path);
    g_ptr_array_add(variant->run->timings, timing);
    return timing;
}

static void set(Timing *timing, const char *key, const char *value)
{
    g_hash_table_insert(timing->metadata, g_strdup(key), g_strdup(value));
}

/* What a test works on: a baseline and one changed variant. */
typedef struct {
    GPtrArray *inputs;
    GPtrArray *blocks; /* owned here: runs only borrow them */
    Benchmark *benchmark;
    Variant *base, *changed;
    Findings *findings;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->inputs = g_ptr_array_new_with_free_func((GDestroyNotify)input_free);
    fixture->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)counter_block_free);
    fixture->benchmark = make_benchmark();
    fixture->base = add_variant(fixture->benchmark, "base");
    fixture->changed = add_variant(fixture->benchmark, "changed");
    fixture->findings = NULL;
}

static void free_timings(Variant *variant)
{
    for (guint k = 0; k < variant->runs->len; k++) {
        Run *run = g_ptr_array_index(variant->runs, k);
        for (guint i = 0; i < run->timings->len; i++)
            timing_free(g_ptr_array_index(run->timings, i));
    }
}

/* An older run; `run` of the variant stays the last. */
static void add_older_run(Fixture *fixture, Variant *variant, const char *name, const double *means, guint n)
{
    Run *older = run_new(), *newest = variant->run;
    older->timestamp = g_strdup_printf("2024-01-%02uT00:00:00", variant->runs->len);
    variant->run = older;
    add_timing(fixture->inputs, variant, name, means, n, 0.001);
    variant->run = newest;
    g_ptr_array_insert(variant->runs, (gint)variant->runs->len - 1, older);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    findings_free(fixture->findings);
    free_timings(fixture->base);
    free_timings(fixture->changed);
    benchmark_free(fixture->benchmark);
    g_ptr_array_unref(fixture->blocks);
    g_ptr_array_unref(fixture->inputs);
}

static Findings *analyze(Fixture *fixture)
{
    AnalyzeOptions options = {NAN, NAN};
    findings_free(fixture->findings);
    fixture->findings = findings_new(fixture->benchmark, NULL, &options);
    return fixture->findings;
}

static Comparison *only_row(Fixture *fixture)
{
    Findings *findings = analyze(fixture);
    g_assert_cmpuint(findings->comparisons->len, ==, 1);
    return g_ptr_array_index(findings->comparisons, 0);
}

static gboolean has_reason(const Comparison *row, const char *code)
{
    return g_ptr_array_find_with_equal_func(row->reasons, code, g_str_equal, NULL);
}

static gboolean names_source(const Findings *findings, const char *code, const char *path)
{
    const Warning *warning = warning_find(findings->warnings, code);
    return warning && g_ptr_array_find_with_equal_func(warning->sources, path, g_str_equal, NULL);
}

static const double STEADY[] = {1.00, 1.01, 0.99, 1.00, 1.005, 0.995};
static const double DOUBLE[] = {2.00, 2.02, 1.98, 2.00, 2.01, 1.99};
static const double NEAR[] = {1.0005, 1.0105, 0.9905, 1.0005, 1.0055, 0.9955};

/* ------------------------------------------------------------------ verdicts */

static void test_slower(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", DOUBLE, 6, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_SLOWER);
    g_assert_true(row->is_beyond_margin);
    g_assert_cmpuint(row->reasons->len, ==, 0);
    g_assert_cmpfloat_with_epsilon(row->ratio, 2, 1e-12);
    g_assert_cmpfloat_with_epsilon(row->speedup, 0.5, 1e-12);
    g_assert_cmpfloat_with_epsilon(row->delta_share, 1, 1e-12);
    g_assert_true(row->ci_low < 0.5 && 0.5 < row->ci_high);
    g_assert_cmpfloat(row->p, ==, row->q);
    /* all 36 pairs have base < changed: A12 of the baseline is 0, p = 2 / C(12, 6) */
    g_assert_cmpfloat(row->a12, ==, 0);
    g_assert_cmpfloat_with_epsilon(row->mann_whitney_p, 2 / 924.0, 1e-12);

    GeometricMean *mean = g_ptr_array_index(fixture->findings->geometric_means, 0);
    g_assert_cmpuint(mean->n_benchmarks, ==, 1);
    g_assert_cmpfloat(mean->speedup, ==, row->speedup);
    g_assert_cmpfloat_with_epsilon(mean->ci_low, row->ci_low, 1e-12);
    g_assert_cmpuint(mean->n_slower, ==, 1);
}

/* Exchanging the sides turns the verdict and gives reciprocals. */
static void test_swapped(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "aes", DOUBLE, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", STEADY, 6, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_FASTER);
    g_assert_cmpfloat_with_epsilon(row->speedup, 2, 1e-12);
    g_assert_cmpfloat(row->a12, ==, 1);
}

static void test_margin(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", NEAR, 6, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_SAME);
    fixture->benchmark->margin = 0.001;
    row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_INCONCLUSIVE);
    g_assert_true(has_reason(row, "interval-too-wide"));
    g_assert_cmpuint(row->processes_needed, >, 6);
    /* the interval shrinks with the root of the number: (half-width / margin)^2 times as many */
    double half = (log(row->ci_high) - log(row->ci_low)) / 2;
    g_assert_cmpuint(row->processes_needed, ==, (guint)ceil(6 * pow(half / log1p(0.001), 2)));
}

static void test_one_process(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 1, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", DOUBLE, 3, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_INCONCLUSIVE);
    g_assert_true(has_reason(row, "one-process"));
    g_assert_true(isnan(row->p) && isnan(row->q) && isnan(row->ci_low) && isnan(row->fieller_low));
    g_assert_cmpfloat_with_epsilon(row->ratio, 2, 1e-12);
    g_assert_true(names_source(fixture->findings, "one-process", "base/aes.json"));
    g_assert_false(names_source(fixture->findings, "one-process", "changed/aes.json"));
    g_assert_true(names_source(fixture->findings, "few-processes", "changed/aes.json"));
}

/* The first value of each process is far above the others: the means agree, the medians do not. */
static void test_mean_against_median(Fixture *fixture, gconstpointer data)
{
    (void)data;
    Timing *base = add_timing(fixture->inputs, fixture->base, "aes", STEADY, 0, 0);
    Timing *changed = add_timing(fixture->inputs, fixture->changed, "aes", STEADY, 0, 0);
    for (guint i = 0; i < 6; i++) {
        double jitter = 0.001 * i;
        add_process(base, (const double[]){1.0 + jitter, 1.0, 1.0}, 3);
        add_process(changed, (const double[]){1.4 + jitter, 0.8, 0.8}, 3);
    }
    Comparison *row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_INCONCLUSIVE);
    g_assert_true(has_reason(row, "mean-and-median-disagree"));
    g_assert_cmpfloat_with_epsilon(row->median_ratio, 0.8, 1e-2);
    g_assert_true(names_source(fixture->findings, "mean-and-median-disagree", "changed/aes.json"));
    g_assert_true(names_source(fixture->findings, "drift-within-process", "changed/aes.json"));
    g_assert_false(names_source(fixture->findings, "drift-within-process", "base/aes.json"));
}

/* Twenty rows without an effect and one with p just below 0.05: it must not be called slower. */
static void test_many_rows(Fixture *fixture, gconstpointer data)
{
    (void)data;
    /* a shift of 0.008 in two groups of 6 with variance 5e-5 (standard error 0.0041 of the difference): p about 0.08;
     * 0.0095: p about 0.04 */
    double shifted[6];
    for (guint i = 0; i < 6; i++)
        shifted[i] = STEADY[i] + 0.0095;
    add_timing(fixture->inputs, fixture->base, "row", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "row", shifted, 6, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_cmpfloat(row->p, <, 0.05);
    g_assert_cmpfloat(row->p, >, 0.01);
    g_assert_cmpint(row->verdict, ==, VERDICT_SLOWER);
    double p = row->p;
    for (guint i = 0; i < 20; i++) {
        g_autofree char *name = g_strdup_printf("other%u", i);
        add_timing(fixture->inputs, fixture->base, name, STEADY, 6, 0.001);
        add_timing(fixture->inputs, fixture->changed, name, STEADY, 6, 0.001);
    }
    Findings *findings = analyze(fixture);
    row = g_ptr_array_index(findings->comparisons, 0);
    g_assert_cmpuint(findings->comparisons->len, ==, 21);
    g_assert_cmpint(row->verdict, ==, VERDICT_INCONCLUSIVE);
    g_assert_true(has_reason(row, "many-comparisons"));
    g_assert_cmpfloat_with_epsilon(row->q, p * 21, 1e-12);
    GeometricMean *mean = g_ptr_array_index(findings->geometric_means, 0);
    g_assert_cmpuint(mean->n_benchmarks, ==, 21);
    g_assert_cmpfloat_with_epsilon(mean->speedup, pow(row->speedup, 1 / 21.0), 1e-12);
    g_assert_cmpuint(mean->n_other, ==, 1);
    g_assert_cmpuint(mean->n_same, ==, 20);
}

static void tag(Timing *timing, const char *const *tags)
{
    timing->tags = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; tags[i]; i++)
        g_ptr_array_add(timing->tags, g_strdup(tags[i]));
}

/* Rows of speed 2, 1 and 1 that are math; math and text; and text on the changed side only. A tag listed twice counts once. */
static void test_tags(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const names[] = {"aes", "fft", "mako", "plain"};
    static const char *const tags[][4] = {{"math"}, {"text", "math", "text"}, {"text"}, {NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Timing *base =
            add_timing(fixture->inputs, fixture->base, names[i], i == 0 ? DOUBLE : STEADY, 6, 0.001);
        Timing *changed = add_timing(fixture->inputs, fixture->changed, names[i], STEADY, 6, 0.001);
        tag(changed, tags[i]);
        if (i != 2)
            tag(base, tags[i]);
    }
    Findings *findings = analyze(fixture);
    g_assert_cmpuint(findings->tag_means->len, ==, 2);
    const TagMean *math = g_ptr_array_index(findings->tag_means, 0);
    const TagMean *text = g_ptr_array_index(findings->tag_means, 1);
    g_assert_cmpstr(math->tag, ==, "math");
    g_assert_cmpstr(text->tag, ==, "text");
    g_assert_cmpuint(math->n_rows, ==, 2);
    g_assert_cmpuint(text->n_rows, ==, 2);
    g_assert_cmpuint(text->n_tags, ==, 2);
    g_assert_cmpfloat_with_epsilon(math->mean.speedup, sqrt(2), 1e-12);
    g_assert_cmpfloat_with_epsilon(math->mean.pyperf, sqrt(2), 1e-12);
    g_assert_cmpfloat_with_epsilon(text->mean.speedup, 1, 1e-12);
    g_assert_true(isnan(text->mean.pyperf)); /* pyperf goes by the tags of the reference: one row has it */
    g_assert_cmpuint(math->mean.n_faster, ==, 1);
    g_assert_cmpuint(math->mean.n_same, ==, 1);
    const Comparison *fft = g_ptr_array_index(findings->comparisons, 1);
    g_assert_cmpuint(fft->tags->len, ==, 2);
    g_assert_cmpstr(fft->tags->pdata[0], ==, "math");
    g_assert_null(((const Comparison *)g_ptr_array_index(findings->comparisons, 3))->tags);
}

/* Of very many tags those of most rows are kept, by name. */
static void test_many_tags(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < 500; i++)
        g_ptr_array_add(names, g_strdup_printf("t%03u", i));
    g_ptr_array_add(names, NULL);
    static const char *const common[] = {"zz", NULL};
    for (guint i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("row%u", i);
        tag(add_timing(fixture->inputs, fixture->base, name, STEADY, 6, 0.001), common);
        Timing *changed = add_timing(fixture->inputs, fixture->changed, name, STEADY, 6, 0.001);
        if (i == 0)
            tag(changed, (const char *const *)names->pdata);
    }
    Findings *findings = analyze(fixture);
    guint n = findings->tag_means->len;
    g_assert_cmpuint(n, ==, MOST_TAGS);
    const TagMean *last = g_ptr_array_index(findings->tag_means, n - 1);
    g_assert_cmpstr(last->tag, ==, "zz");
    g_assert_cmpuint(last->n_rows, ==, 3);
    g_assert_cmpuint(last->n_tags, ==, 501);
    g_assert_cmpstr(((const TagMean *)g_ptr_array_index(findings->tag_means, 0))->tag, ==, "t000");
    g_assert_cmpstr(((const TagMean *)g_ptr_array_index(findings->tag_means, n - 2))->tag, ==, "t038");
}

/* Rows across machines have a tag too, but no mean. */
static void test_tags_without_mean(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const tags[] = {"math", NULL};
    for (guint i = 0; i < 2; i++) {
        Timing *base = add_timing(fixture->inputs, fixture->base, i ? "a" : "b", STEADY, 6, 0.001);
        Timing *changed = add_timing(fixture->inputs, fixture->changed, i ? "a" : "b", STEADY, 6, 0.001);
        set(base, "hostname", "one");
        set(changed, "hostname", "two");
        tag(base, tags);
    }
    Findings *findings = analyze(fixture);
    const TagMean *math = g_ptr_array_index(findings->tag_means, 0);
    g_assert_cmpuint(math->n_rows, ==, 2);
    g_assert_cmpuint(math->mean.n_benchmarks, ==, 0);
    g_assert_true(isnan(math->mean.speedup) && isnan(math->mean.ci_low));
    g_assert_nonnull(math->mean.variant);
}

/* ------------------------------------------------------------------ bytes, integers, no variance */

static void test_exact_bytes(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const double small[] = {4096, 4096, 4096}, large[] = {4097, 4097, 4097};
    Timing *base = add_timing(fixture->inputs, fixture->base, "mem", small, 3, 0);
    Timing *changed = add_timing(fixture->inputs, fixture->changed, "mem", large, 3, 0);
    base->unit = changed->unit = UNIT_BYTE;
    Comparison *row = only_row(fixture);
    g_assert_true(row->is_exact);
    g_assert_cmpint(row->verdict, ==, VERDICT_SLOWER); /* exact, however small */
    g_assert_cmpfloat(row->ci_low, ==, row->speedup);
    g_assert_true(isnan(row->p));
    changed->unit = UNIT_INTEGER;
    row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_INCOMPARABLE);
    g_assert_true(has_reason(row, "unit-mismatch"));
    g_assert_true(isnan(row->ratio) && isnan(row->speedup));
    g_assert_cmpuint(fixture->findings->geometric_means->len, ==, 0);
    g_assert_true(names_source(fixture->findings, "unit-mismatch", "base/mem.json"));
}

/* Equal seconds: the step of the clock stands in for the variance. */
static void test_clock_step(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const double same[] = {1, 1, 1};
    Timing *base = add_timing(fixture->inputs, fixture->base, "aes", same, 3, 0);
    Timing *changed = add_timing(fixture->inputs, fixture->changed, "aes", same, 3, 0);
    Comparison *row = only_row(fixture);
    g_assert_true(row->is_exact);
    g_assert_cmpint(row->verdict, ==, VERDICT_SAME);
    set(base, "timer", "time(), resolution: 15.6 ms");
    set(changed, "timer", "time(), resolution: 15.6 ms");
    row = only_row(fixture);
    g_assert_false(row->is_exact);
    g_assert_cmpfloat_with_epsilon(row->standard_error, sqrt(2 * 0.0156 * 0.0156 / 12 / 3), 1e-12);
    g_assert_cmpint(row->verdict, ==, VERDICT_INCONCLUSIVE); /* such a clock cannot tell 1 % */
    set(base, "timer", "clock_gettime(CLOCK_MONOTONIC), resolution: 1.00 ns");
    set(changed, "timer", "clock_gettime(CLOCK_MONOTONIC), resolution: 1.00 ns");
    row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_SAME);
}

static void test_summary(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    Timing *printed = timing_new("aes", UNIT_SECOND, LEVEL_SUMMARY);
    printed->mean = 0.5;
    printed->stdev = 0.01;
    add_source(fixture->inputs, printed, "changed/aes.txt");
    g_ptr_array_add(fixture->changed->run->timings, printed);
    Comparison *row = only_row(fixture);
    g_assert_cmpfloat_with_epsilon(row->speedup, 2, 1e-12);
    g_assert_cmpint(row->verdict, ==, VERDICT_INCONCLUSIVE);
    g_assert_true(has_reason(row, "summary-only"));
    g_assert_true(isnan(row->ci_low) && isnan(row->p));
    g_assert_true(names_source(fixture->findings, "summary-only", "changed/aes.txt"));
    g_assert_false(names_source(fixture->findings, "summary-only", "base/aes.json"));
}

/* ------------------------------------------------------------------ environment */

static void test_environment(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *key, *base, *changed;
        Verdict verdict;
        const char *code; /* NULL: no warning of the three */
    } cases[] = {
        {"hostname", "a", "a", VERDICT_SLOWER, NULL},
        {"hostname", "a", "b", VERDICT_CROSS_MACHINE, "cross-machine"},
        {"hostname", "a", NULL, VERDICT_SLOWER, NULL},
        {"cpu_count", "8", "16", VERDICT_CROSS_MACHINE, "cross-machine"},
        {"cpu_model_name", "X", "Y", VERDICT_CROSS_MACHINE, "cross-machine"},
        {"platform", "Linux-5.4.0-91-generic-x86_64-with-glibc2.31",
         "Linux-5.4.0-91-generic-x86_64-with-libc2.2", VERDICT_SLOWER, NULL},
        {"platform", "Linux-5.4.0-91-generic-x86_64-with-glibc2.31",
         "Linux-5.4.0-122-generic-x86_64-with-glibc2.31", VERDICT_SLOWER, "environment-differs"},
        {"platform", "Linux-5.4.0-91-generic-x86_64-with-glibc2.31",
         "Linux-5.4.0-91-generic-aarch64-with-glibc2.31", VERDICT_CROSS_MACHINE, "cross-machine"},
        {"platform", "macOS-13.3-arm64-arm-64bit", "Linux-5.4.0-aarch64-with-glibc2.31",
         VERDICT_CROSS_MACHINE, "cross-machine"},
        {"platform", "Windows-10-10.0.19041-SP0", "Windows-10-10.0.19044-SP0", VERDICT_SLOWER,
         "environment-differs"},
        {"aslr", "Full randomization", "No randomization", VERDICT_SLOWER, "environment-differs"},
        {"cpu_affinity", "2", "3", VERDICT_SLOWER, "environment-differs"},
        {"cpu_config", "0-3=driver:intel_pstate, intel_pstate:no turbo, governor:performance",
         "0-3=driver:intel_pstate, intel_pstate:turbo, governor:powersave", VERDICT_SLOWER,
         "environment-differs"},
        {"cpu_config", "0=driver:acpi, governor:performance; 1=governor:performance",
         "0=governor:performance", VERDICT_SLOWER, NULL},
        {"python_version", "3.11.0", "3.12.0", VERDICT_SLOWER, NULL},
        {"python_cflags", "-Wall -g -Og", "-DNDEBUG -O2", VERDICT_INCOMPARABLE, "debug-and-release"},
        {"python_cflags", "-Wall -O3", "-O2 -DPy_DEBUG", VERDICT_INCOMPARABLE, "debug-and-release"},
        {"python_cflags", "-Wall -O0", "-Og", VERDICT_SLOWER, NULL},
        {"python_cflags", "-Wall -O3", NULL, VERDICT_SLOWER, NULL},
        {"python_executable", "/usr/bin/python3-dbg", "/usr/bin/python3", VERDICT_INCOMPARABLE,
         "debug-and-release"},
        {"python_executable", "/usr/bin/python3.12", "/usr/bin/python3.11", VERDICT_SLOWER, NULL},
        {"python_executable", "/usr/bin/python3-dbg", "/root/venv/cpython3.10/bin/python", VERDICT_SLOWER,
         NULL},
    };
    static const char *const codes[] = {"cross-machine", "environment-differs", "debug-and-release"};
    Timing *base = add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    Timing *changed = add_timing(fixture->inputs, fixture->changed, "aes", DOUBLE, 6, 0.001);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_hash_table_remove_all(base->metadata);
        g_hash_table_remove_all(changed->metadata);
        set(base, cases[i].key, cases[i].base);
        if (cases[i].changed)
            set(changed, cases[i].key, cases[i].changed);
        Comparison *row = only_row(fixture);
        g_test_message("%s: %s, %s", cases[i].key, cases[i].base, cases[i].changed);
        g_assert_cmpint(row->verdict, ==, cases[i].verdict);
        for (gsize k = 0; k < G_N_ELEMENTS(codes); k++)
            g_assert_cmpint(warning_find(fixture->findings->warnings, codes[k]) != NULL, ==,
                            g_strcmp0(codes[k], cases[i].code) == 0);
        g_assert_cmpuint(fixture->findings->geometric_means->len, ==, comparison_is_comparable(row) ? 1 : 0);
    }
}

/* The name of the interpreter says nothing where the flags are known. */
static void test_flags_decide(Fixture *fixture, gconstpointer data)
{
    (void)data;
    Timing *base = add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    Timing *changed = add_timing(fixture->inputs, fixture->changed, "aes", DOUBLE, 6, 0.001);
    set(base, "python_executable", "/opt/bin/python");
    set(changed, "python_executable", "/usr/bin/python3-dbg");
    set(base, "python_cflags", "-g -Og");
    set(changed, "python_cflags", "-g -Og -Wall");
    g_assert_cmpint(only_row(fixture)->verdict, ==, VERDICT_SLOWER);
    set(base, "python_cflags", "-g -O2");
    g_assert_cmpint(only_row(fixture)->verdict, ==, VERDICT_INCOMPARABLE);
}

static void test_environment_rows(Fixture *fixture, gconstpointer data)
{
    (void)data;
    Timing *base = add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    Timing *changed = add_timing(fixture->inputs, fixture->changed, "aes", DOUBLE, 6, 0.001);
    set(base, "aslr", "on");
    set(changed, "aslr", "off");
    set(base, "hostname", "a");
    set(changed, "hostname", "b");
    set(base, "python_version", "3.11");
    set(base, "a_key", "same");
    set(changed, "a_key", "same");
    set(base, "load_avg_1min", "0.2");
    set(changed, "load_avg_1min", "0.3");
    Findings *findings = analyze(fixture);
    static const struct {
        const char *key;
        gboolean differs;
        WarningSeverity severity;
    } expected[] = {{"hostname", TRUE, WARNING_BLOCK},
                    {"aslr", TRUE, WARNING_CAUTION},
                    {"a_key", FALSE, WARNING_INFO},
                    {"python_version", FALSE, WARNING_INFO}};
    g_assert_cmpuint(findings->environment->len, ==, G_N_ELEMENTS(expected));
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        const EnvironmentRow *row = g_ptr_array_index(findings->environment, i);
        g_assert_cmpstr(row->key, ==, expected[i].key);
        g_assert_cmpint(row->differs, ==, expected[i].differs);
        g_assert_cmpint(row->severity, ==, expected[i].severity);
    }
    const EnvironmentRow *last = g_ptr_array_index(findings->environment, 3);
    g_assert_null(last->values[1]); /* not recorded is not a difference */
}

/* Three runs of one command under perf stat. */
static void add_blocks(Fixture *fixture, Variant *variant, const char *command, double seconds)
{
    Input *input = input_new();
    input->path = g_strdup_printf("%s/perf.txt", variant->name);
    g_ptr_array_add(fixture->inputs, input);
    for (guint i = 0; i < 3; i++) {
        CounterBlock *block = counter_block_new();
        block->command = g_strdup(command);
        block->elapsed = seconds * (1 + 0.001 * i);
        block->source = input;
        g_ptr_array_add(fixture->blocks, block);
        g_ptr_array_add(variant->run->blocks, block);
    }
}

/* The wall clock of fixed work gets no verdict where a timing would get none. */
static void test_process_guard(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *base, *changed;
        Verdict verdict;
    } cases[] = {
        {"python3 work.py", "python3 work.py", VERDICT_FASTER},
        {"/usr/bin/python3-dbg work.py", "python3 work.py", VERDICT_INCOMPARABLE},
        {"python3-dbg work.py", "python3.11-dbg work.py", VERDICT_FASTER},
        {"python3.13d work.py", "./work", VERDICT_FASTER}, /* nothing known of the other side */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_ptr_array_set_size(fixture->base->run->blocks, 0);
        g_ptr_array_set_size(fixture->changed->run->blocks, 0);
        add_blocks(fixture, fixture->base, cases[i].base, 2);
        add_blocks(fixture, fixture->changed, cases[i].changed, 1);
        Findings *findings = analyze(fixture);
        g_assert_cmpuint(findings->process_comparisons->len, ==, 1);
        const ProcessComparison *process = g_ptr_array_index(findings->process_comparisons, 0);
        g_assert_true(process->has_verdict);
        g_assert_cmpint(process->verdict, ==, cases[i].verdict);
        g_assert_cmpint(names_source(findings, "debug-and-release", "changed/perf.txt"), ==,
                        cases[i].verdict == VERDICT_INCOMPARABLE);
    }
}

/* ------------------------------------------------------------------ pairing */

static void test_other_name(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "crypto_aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "fast_crypto", DOUBLE, 6, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_true(row->has_other_name);
    g_assert_true(names_source(fixture->findings, "names-differ", "changed/fast_crypto.json"));
    g_assert_null(warning_find(fixture->findings->warnings, "only-on-one-side"));
}

static void test_left_over(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "json", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->base, "logging", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "logging_silent", DOUBLE, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "json", DOUBLE, 6, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_cmpstr(row->base->timing->benchmark, ==, "json");
    g_assert_true(names_source(fixture->findings, "only-on-one-side", "base/logging.json"));
    g_assert_true(names_source(fixture->findings, "only-on-one-side", "changed/logging_silent.json"));
    g_assert_false(names_source(fixture->findings, "only-on-one-side", "base/json.json"));
}

static void test_excluded(Fixture *fixture, gconstpointer data)
{
    (void)data;
    Timing *profiled = add_timing(fixture->inputs, fixture->base, "aes", DOUBLE, 6, 0.001);
    profiled->excluded = g_strdup("under profiler");
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", STEADY, 6, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_null(row->base->timing->excluded);
    g_assert_cmpint(row->verdict, ==, VERDICT_SAME);
    g_assert_nonnull(warning_find(fixture->findings->warnings, "under-profiler"));
}

/* ------------------------------------------------------------------ several files, several runs */

/* Two files per side: the batch means are the sample. Means 1.00 and 1.02 against 2.00 and 2.04: ratio 2, standard error of ln
 * twice (0.01 / 1.01)^2, one degree of freedom per side. */
static void test_batches(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const double low[] = {0.99, 1.00, 1.01}, high[] = {1.01, 1.02, 1.03};
    const double low2[] = {1.98, 2.00, 2.02}, high2[] = {2.02, 2.04, 2.06};
    add_timing(fixture->inputs, fixture->base, "aes", low, 3, 0.001);
    add_timing(fixture->inputs, fixture->base, "aes", high, 3, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", low2, 3, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", high2, 3, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_cmpuint(row->n_batches, ==, 2);
    g_assert_cmpfloat_with_epsilon(row->ratio, 2, 1e-12);
    g_assert_cmpfloat_with_epsilon(row->standard_error, sqrt(2) * 0.01 / 1.01, 1e-12);
    g_assert_cmpfloat_with_epsilon(row->degrees_of_freedom, 2, 1e-9);
    g_assert_cmpint(row->verdict, ==, VERDICT_SLOWER);
}

/* Five older runs of the unchanged baseline that lie 2 % apart: a difference of 1.5 % is no longer an effect. */
static void test_noise_floor(Fixture *fixture, gconstpointer data)
{
    (void)data;
    double shifted[6];
    for (guint i = 0; i < 6; i++)
        shifted[i] = STEADY[i] * 1.015;
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", shifted, 6, 0.001);
    Comparison *row = only_row(fixture);
    g_assert_cmpint(row->verdict, ==, VERDICT_SLOWER);
    g_assert_true(isnan(row->noise));
    g_assert_true(names_source(fixture->findings, "between-batch-variance", "base/aes.json"));
    double p = row->p, ci_low = row->ci_low;
    double logs[6] = {0}, sum = 0, squares = 0;
    for (guint k = 0; k < 5; k++) {
        static const double factors[] = {0.98, 1.02, 0.981, 1.019, 0.979}; /* equal ones would be copies */
        double older[6], factor = factors[k];
        for (guint i = 0; i < 6; i++)
            older[i] = STEADY[i] * factor;
        logs[k + 1] = log(factor);
        add_older_run(fixture, fixture->base, "aes", older, 6);
    }
    for (guint k = 0; k < 6; k++)
        sum += logs[k];
    for (guint k = 0; k < 6; k++)
        squares += (logs[k] - sum / 6) * (logs[k] - sum / 6);
    row = only_row(fixture);
    g_assert_cmpfloat_with_epsilon(row->noise, sqrt(squares / 5), 1e-12);
    g_assert_cmpint(row->verdict, ==, VERDICT_INCONCLUSIVE);
    g_assert_true(has_reason(row, "noise-floor"));
    g_assert_null(warning_find(fixture->findings->warnings, "between-batch-variance"));
    g_assert_cmpfloat(row->p, ==, p); /* interval and p stay those of the processes */
    g_assert_cmpfloat(row->ci_low, ==, ci_low);
    g_assert_cmpfloat(row->decisive_p, >, p);
    g_assert_true(row->decisive_low < row->ci_low && row->ci_high < row->decisive_high);
    /* older runs of a changed variant say nothing of noise: its code may have changed */
    add_older_run(fixture, fixture->changed, "aes", DOUBLE, 6);
    double noise = row->noise;
    row = only_row(fixture);
    g_assert_cmpfloat(row->noise, ==, noise);
}

/* Six copies of one run are one run: nothing is learnt from them, and the reader is told. */
static void test_copied_runs(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", DOUBLE, 6, 0.001);
    for (guint k = 0; k < 5; k++)
        add_older_run(fixture, fixture->base, "aes", STEADY, 6);
    Comparison *row = only_row(fixture);
    g_assert_true(isnan(row->noise));
    g_assert_nonnull(warning_find(fixture->findings->warnings, "identical-runs"));
    g_assert_nonnull(warning_find(fixture->findings->warnings, "between-batch-variance"));
    const History *history = g_ptr_array_index(fixture->findings->histories, 0);
    g_assert_false(g_array_index(history->points, HistoryPoint, 0).is_copy);
    for (guint k = 1; k < 6; k++)
        g_assert_true(g_array_index(history->points, HistoryPoint, k).is_copy);
}

static void test_history(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", DOUBLE, 6, 0.001);
    add_older_run(fixture, fixture->changed, "aes", STEADY, 6);
    Findings *findings = analyze(fixture);
    g_assert_cmpuint(findings->histories->len, ==, 1);
    const History *history = g_ptr_array_index(findings->histories, 0);
    g_assert_cmpuint(history->points->len, ==, 2);
    const HistoryPoint *first = &g_array_index(history->points, HistoryPoint, 0);
    const HistoryPoint *last = &g_array_index(history->points, HistoryPoint, 1);
    g_assert_cmpfloat_with_epsilon(first->ratio, 1, 1e-12);
    g_assert_cmpfloat_with_epsilon(last->ratio, 2, 1e-12);
    g_assert_true(last->is_used && !first->is_used);
    g_assert_cmpfloat_with_epsilon(history->since_last, 2, 1e-12);
    g_assert_true(history->since_last_low < 2 && 2 < history->since_last_high);
    g_assert_false(history->has_enough);
    g_assert_cmpuint(history->n_steps, ==, 0);

    /* a debug build in between is shown, but neither part of the series nor what the run used is measured by */
    add_older_run(fixture, fixture->changed, "aes", DOUBLE, 6);
    Run *debug = g_ptr_array_index(fixture->changed->runs, 1);
    set(g_ptr_array_index(debug->timings, 0), "python_cflags", "-Og");
    set(g_ptr_array_index(fixture->changed->run->timings, 0), "python_cflags", "-O2");
    findings = analyze(fixture);
    history = g_ptr_array_index(findings->histories, 0);
    g_assert_cmpuint(history->points->len, ==, 3);
    g_assert_true(g_array_index(history->points, HistoryPoint, 1).is_apart);
    g_assert_false(g_array_index(history->points, HistoryPoint, 0).is_apart);
    g_assert_cmpfloat_with_epsilon(history->since_last, 2, 1e-12);
}

/* A suite of a = 1, b = 2, c = 4 seconds whose older runs are 2 % slower; c was not measured in one of them. */
static void test_suite_history(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const names[] = {"a", "b", "c"};
    for (guint k = 0; k < 3; k++) {
        double factor = k == 2 ? 1 : 1.02;
        Run *run = k == 2 ? fixture->base->run : run_new(), *newest = fixture->base->run;
        if (k < 2) {
            run->timestamp = g_strdup_printf("2024-01-0%uT00:00:00", k + 1);
            fixture->base->run = run;
        }
        for (guint i = 0; i < 3 && !(k == 0 && i == 2); i++) {
            double means[6];
            for (guint j = 0; j < 6; j++)
                means[j] = STEADY[j] * factor * (1 << i);
            add_timing(fixture->inputs, fixture->base, names[i], means, 6, 0.001);
        }
        fixture->base->run = newest;
        if (k < 2)
            g_ptr_array_insert(fixture->base->runs, (gint)k, run);
    }
    for (guint i = 0; i < 3; i++)
        add_timing(fixture->inputs, fixture->changed, names[i], DOUBLE, 6, 0.001);
    Findings *findings = analyze(fixture);
    const History *suite = g_ptr_array_index(findings->histories, 0);
    g_assert_true(suite->is_suite);
    g_assert_false(((const History *)g_ptr_array_index(findings->histories, 1))->is_suite);
    g_assert_cmpuint(findings->histories->len, ==, 4);
    g_assert_cmpuint(suite->points->len, ==, 3);
    static const guint n_benchmarks[] = {2, 3, 3};
    for (guint k = 0; k < 3; k++) {
        const HistoryPoint *point = &g_array_index(suite->points, HistoryPoint, k);
        g_assert_cmpfloat_with_epsilon(point->mean, k == 2 ? 1 : 1.02, 1e-12);
        g_assert_cmpfloat_with_epsilon(point->ratio, point->mean, 1e-12);
        g_assert_cmpuint(point->n_benchmarks, ==, n_benchmarks[k]);
        g_assert_true(point->ci_low < point->mean && point->mean < point->ci_high);
    }
    g_assert_cmpfloat_with_epsilon(suite->since_last, 1 / 1.02, 1e-12);
    g_assert_true(isnan(suite->noise)); /* three runs are two degrees of freedom */
}

/* Of rows that must all not be compared none stands for the others; names of one side are listed. */
static void test_suite_without_mean(Fixture *fixture, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < 2; i++) {
        set(add_timing(fixture->inputs, fixture->base, i ? "a" : "b", STEADY, 6, 0.001), "hostname", "one");
        set(add_timing(fixture->inputs, fixture->changed, i ? "a" : "b", STEADY, 6, 0.001), "hostname",
            "two");
    }
    add_timing(fixture->inputs, fixture->base, "old", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "new", STEADY, 6, 0.001);
    Findings *findings = analyze(fixture);
    Headline headline = headline_find(findings, g_ptr_array_index(findings->variants, 1));
    g_assert_cmpint(headline.verdict, ==, VERDICT_CROSS_MACHINE);
    g_assert_true(isnan(headline.speedup) && isnan(headline.ci_low));
    g_assert_cmpuint(findings->unpaired->len, ==, 2);
    const Unpaired *first = g_ptr_array_index(findings->unpaired, 0);
    const Unpaired *second = g_ptr_array_index(findings->unpaired, 1);
    g_assert_true(first->is_in_base && !second->is_in_base);
    g_assert_cmpstr(first->summary->timing->benchmark, ==, "old");
    g_assert_cmpstr(second->summary->timing->benchmark, ==, "new");
}

/* Times that agree to the last digit over three processes are asked about; bytes may. */
static void test_no_variation(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const double constant[] = {0.1, 0.1, 0.1};
    add_timing(fixture->inputs, fixture->base, "aes", constant, 3, 0);
    add_timing(fixture->inputs, fixture->changed, "aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->base, "rss", constant, 3, 0)->unit = UNIT_BYTE;
    analyze(fixture);
    g_assert_true(names_source(fixture->findings, "no-variation", "base/aes.json"));
    g_assert_false(names_source(fixture->findings, "no-variation", "changed/aes.json"));
    g_assert_false(names_source(fixture->findings, "no-variation", "base/rss.json"));
}

/* Rows that must not be compared take no part in the verdict over the suite, not even the first. */
static void test_suite_verdict(Fixture *fixture, gconstpointer data)
{
    (void)data;
    add_timing(fixture->inputs, fixture->base, "bytes", STEADY, 6, 0.001)->unit = UNIT_BYTE;
    add_timing(fixture->inputs, fixture->changed, "bytes", STEADY, 6, 0.001);
    for (guint i = 0; i < 2; i++) {
        add_timing(fixture->inputs, fixture->base, i ? "a" : "b", DOUBLE, 6, 0.001);
        add_timing(fixture->inputs, fixture->changed, i ? "a" : "b", STEADY, 6, 0.001);
    }
    Findings *findings = analyze(fixture);
    Headline headline = headline_find(findings, g_ptr_array_index(findings->variants, 1));
    g_assert_cmpint(headline.kind, ==, HEADLINE_SUITE);
    g_assert_cmpint(headline.verdict, ==, VERDICT_FASTER);
    g_assert_cmpfloat_with_epsilon(headline.speedup, 2, 1e-9);
    /* with the noise of whole runs it may be nothing at all */
    GeometricMean *mean = g_ptr_array_index(findings->geometric_means, 0);
    geometric_mean_add_noise(mean, 0.5, 5, 1, 1, &findings->options);
    g_assert_true(mean->decisive_low < 1 && mean->decisive_high > 4);
    g_assert_cmpint(headline_find(findings, mean->variant).verdict, ==, VERDICT_INCONCLUSIVE);
}

/* Several files of a run are one point of its history: the mean of their means. */
static void test_history_of_batches(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const double low[] = {0.99, 1.00, 1.01}, high[] = {1.01, 1.02, 1.03};
    add_timing(fixture->inputs, fixture->base, "aes", low, 3, 0.001);
    add_timing(fixture->inputs, fixture->base, "aes", high, 3, 0.001);
    add_older_run(fixture, fixture->base, "aes", low, 3);
    add_timing(fixture->inputs, fixture->changed, "aes", low, 3, 0.001);
    Findings *findings = analyze(fixture);
    const History *history = g_ptr_array_index(findings->histories, 0);
    const HistoryPoint *used = history_used_point(history);
    g_assert_cmpfloat_with_epsilon(used->mean, 1.01, 1e-12);
    g_assert_cmpfloat_with_epsilon(used->ratio, 1, 1e-12);
    g_assert_cmpuint(used->n_processes, ==, 6);
    g_assert_cmpfloat_with_epsilon(history->since_last, 1.01, 1e-12);
}

static void test_steps(void)
{
    const double level[] = {0.00, 0.01, 0.005, 0.0, 0.30, 0.31, 0.305, 0.30, 0.302, 0.31};
    gboolean is_step[10];
    g_assert_cmpuint(history_find_steps(level, 10, 0.01, 0.05, is_step), ==, 1);
    for (guint i = 0; i < 10; i++)
        g_assert_cmpint(is_step[i], ==, i == 4);
    g_assert_cmpuint(history_find_steps(level, 10, 0.01, 0.5, is_step), ==, 0); /* smaller than what counts */
    g_assert_cmpuint(history_find_steps(level, 7, 0.01, 0.05, is_step), ==, 0); /* too few for a claim */
    const double noise[] = {0.01, -0.01, 0.02, -0.015, 0.005, 0.0, -0.02, 0.015, 0.01, -0.01};
    g_assert_cmpuint(history_find_steps(noise, 10, 0.01, 0.05, is_step), ==, 0);
    const double spike[] = {0, 0, 0, 0, 1, 0, 0, 0, 0, 0}; /* one point is no segment */
    g_assert_cmpuint(history_find_steps(spike, 10, 0.01, 0.05, is_step), ==, 0);
    const double two[] = {0, 0, 0, 0, 1, 1, 1, 1, 0.2, 0.2, 0.2, 0.2};
    gboolean is_step_of_two[12];
    g_assert_cmpuint(history_find_steps(two, 12, 0.01, 0.05, is_step_of_two), ==, 2);
    g_assert_true(is_step_of_two[4] && is_step_of_two[8]);
}

/* Three variants: the steps compare each with the one before, and their product is the whole. */
static void test_stepwise(Fixture *fixture, gconstpointer data)
{
    (void)data;
    Variant *third = add_variant(fixture->benchmark, "third");
    const double third_means[] = {4.00, 4.04, 3.96, 4.00, 4.02, 3.98};
    add_timing(fixture->inputs, fixture->base, "aes", STEADY, 6, 0.001);
    add_timing(fixture->inputs, fixture->changed, "aes", DOUBLE, 6, 0.001);
    add_timing(fixture->inputs, third, "aes", third_means, 6, 0.001);
    Findings *findings = analyze(fixture);
    g_assert_cmpuint(findings->comparisons->len, ==, 2);
    g_assert_cmpuint(findings->steps->len, ==, 1);
    const Comparison *step = g_ptr_array_index(findings->steps, 0);
    g_assert_cmpstr(step->baseline->variant->name, ==, "changed");
    g_assert_cmpfloat_with_epsilon(step->ratio, 2, 1e-12);
    g_assert_cmpfloat_with_epsilon(((Comparison *)g_ptr_array_index(findings->comparisons, 1))->ratio, 4,
                                   1e-12);
    free_timings(third);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/findings/steps", test_steps);
    static const struct {
        const char *path;
        void (*test)(Fixture *fixture, gconstpointer data);
    } tests[] = {
        {"/findings/slower", test_slower},
        {"/findings/swapped", test_swapped},
        {"/findings/margin", test_margin},
        {"/findings/one-process", test_one_process},
        {"/findings/mean-against-median", test_mean_against_median},
        {"/findings/many-rows", test_many_rows},
        {"/findings/tags", test_tags},
        {"/findings/many-tags", test_many_tags},
        {"/findings/tags-without-mean", test_tags_without_mean},
        {"/findings/exact-bytes", test_exact_bytes},
        {"/findings/clock-step", test_clock_step},
        {"/findings/summary", test_summary},
        {"/findings/environment", test_environment},
        {"/findings/flags-decide", test_flags_decide},
        {"/findings/environment-rows", test_environment_rows},
        {"/findings/process-guard", test_process_guard},
        {"/findings/other-name", test_other_name},
        {"/findings/left-over", test_left_over},
        {"/findings/excluded", test_excluded},
        {"/findings/batches", test_batches},
        {"/findings/noise-floor", test_noise_floor},
        {"/findings/history", test_history},
        {"/findings/copied-runs", test_copied_runs},
        {"/findings/suite-history", test_suite_history},
        {"/findings/suite-verdict", test_suite_verdict},
        {"/findings/suite-without-mean", test_suite_without_mean},
        {"/findings/no-variation", test_no_variation},
        {"/findings/history-of-batches", test_history_of_batches},
        {"/findings/stepwise", test_stepwise},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
    return g_test_run();
}
