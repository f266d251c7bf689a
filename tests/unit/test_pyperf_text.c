/* Printed results: names, units, transcripts, repeats, comparisons. The texts follow what pyperf and pyperformance print. */
#include "ingest/pyperf_text.h"

#include <string.h>

#include "ingest/measure.h"

typedef struct {
    GBytes *bytes;
    SourceBuffer buffer;
    Input *input;
    Artifact *artifact;
} Scanned;

static gboolean scan_text(Scanned *scanned, const char *text)
{
    scanned->bytes = g_bytes_new_static(text, strlen(text));
    source_buffer_init(&scanned->buffer, "run.txt", scanned->bytes);
    scanned->input = input_new();
    scanned->artifact = artifact_new(scanned->input);
    return pyperf_text_scan(&scanned->buffer.source, scanned->artifact);
}

static void clear(Scanned *scanned)
{
    artifact_free(scanned->artifact);
    input_free(scanned->input);
    source_buffer_clear(&scanned->buffer);
    g_bytes_unref(scanned->bytes);
}

static const Timing *timing_at(const Scanned *scanned, guint i)
{
    return g_ptr_array_index(scanned->artifact->timings, i);
}

static void test_lines(void)
{
    static const struct {
        const char *line, *name;
        double mean, stdev;
        Unit unit;
    } cases[] = {
        {"deepcopy: Mean +- std dev: 669 us +- 5 us", "deepcopy", 669e-6, 5e-6, UNIT_SECOND},
        {"[1,2]*1000: Mean +- std dev: 3.70 us +- 0.05 us", "[1,2]*1000", 3.70e-6, 0.05e-6, UNIT_SECOND},
        {"Mean +- std dev: 173 ms +- 1 ms", NULL, 0.173, 0.001, UNIT_SECOND},
        {"......nbody: Mean +- std dev: 1.23 sec +- 0.05 sec", "nbody", 1.23, 0.05, UNIT_SECOND},
        {"> a b : Mean ± std dev: 25.5 ns ± 0.1 ns", "a b", 25.5e-9, 0.1e-9, UNIT_SECOND},
        {"x: Mean +- std dev: 25.5 µs +- 0.1 µs", "x", 25.5e-6, 0.1e-6, UNIT_SECOND},
        {"mem: Mean +- std dev: 7896.0 KiB +- 2.0 KiB", "mem", 7896.0 * 1024, 2048, UNIT_BYTE},
        {"mem: Mean +- std dev: 7.5 MiB +- 0.5 MiB", "mem", 7.5 * 1048576, 524288, UNIT_BYTE},
        {"mem: Mean +- std dev: 789.5 kB +- 0.0 kB", "mem", 789.5 * 1024, 0, UNIT_BYTE},
        {"count: Mean +- std dev: 2^14 +- 0.5", "count", 16384, 0.5, UNIT_INTEGER},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Scanned scanned;
        g_assert_true(scan_text(&scanned, cases[i].line));
        g_assert_cmpuint(scanned.artifact->timings->len, ==, 1);
        const Timing *timing = timing_at(&scanned, 0);
        g_assert_cmpstr(timing->benchmark, ==, cases[i].name);
        g_assert_cmpint(timing->level, ==, LEVEL_SUMMARY);
        g_assert_cmpint(timing->unit, ==, cases[i].unit);
        g_assert_cmpfloat_with_epsilon(timing->mean, cases[i].mean, cases[i].mean * 1e-15);
        g_assert_cmpfloat_with_epsilon(timing->stdev, cases[i].stdev, cases[i].stdev * 1e-15 + 1e-300);
        g_assert_cmpint(timing->printed_processes, ==, -1);
        g_assert_cmpuint(timing->line, ==, 1);
        g_assert_true(format_pyperf_text.sniff(&scanned.buffer.source));
        clear(&scanned);
    }
}

static void test_nothing(void)
{
    static const char *const texts[] = {
        "",
        "the Mean +- std dev: of all",
        "Mean +- std dev: 0 ms +- 0 ms",
        "Median +- MAD: 5 ms +- 1 ms",
        "Mean +- std dev: 478 ms +-",
        "x -> [y] z",
        "Mean +- std dev: 1 ms +- 1 ms and more",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        Scanned scanned;
        g_assert_false(scan_text(&scanned, texts[i]));
        g_assert_false(format_pyperf_text.sniff(&scanned.buffer.source));
        clear(&scanned);
    }
}

static const char TRANSCRIPT[] = "Python benchmark suite 1.11.0\n"
                                 "[1/1] json_dumps...\n"
                                 ".....................\n"
                                 "json_dumps: Mean +- std dev: 23.5 ms +- 0.4 ms\n"
                                 "\n"
                                 "Performance version: 1.11.0\n"
                                 "Python version: 3.10.12 (64-bit)\n"
                                 "Report on Linux-5.15.0-1087-kvm-x86_64-with-glibc2.35\n"
                                 "Number of logical CPUs: 1\n"
                                 "Start date: 2025-09-07 15:30:31.757926\n"
                                 "End date: 2025-09-07 15:30:49.562460\n"
                                 "\n"
                                 "### json_dumps ###\n"
                                 "Mean +- std dev: 23.5 ms +- 0.4 ms\n"
                                 "\n"
                                 "### call_simple ###\n"
                                 "7896.0 KiB\n";

static void test_transcript(void)
{
    Scanned scanned;
    g_assert_true(scan_text(&scanned, TRANSCRIPT));
    g_assert_cmpuint(scanned.artifact->timings->len, ==, 2);
    const Timing *timing = timing_at(&scanned, 0);
    g_assert_cmpstr(timing->benchmark, ==, "json_dumps");
    g_assert_cmpstr(timing->printed, ==, "Mean +- std dev: 23.5 ms +- 0.4 ms");
    g_assert_cmpuint(timing->line, ==, 4);
    g_assert_cmpfloat(timing->mean, ==, 0.0235);
    g_assert_cmpstr(g_hash_table_lookup(timing->metadata, "python_version"), ==, "3.10.12 (64-bit)");
    g_assert_cmpstr(g_hash_table_lookup(timing->metadata, "cpu_count"), ==, "1");
    g_assert_cmpstr(scanned.artifact->started, ==, "2025-09-07T15:30:31");
    g_assert_cmpstr(timing_at(&scanned, 1)->benchmark, ==, "call_simple");
    g_assert_true(isnan(timing_at(&scanned, 1)->stdev));
    g_assert_cmpfloat(timing_at(&scanned, 1)->mean, ==, 7896.0 * 1024);
    clear(&scanned);
}

static void test_repeats(void)
{
    Scanned scanned;
    g_assert_true(scan_text(&scanned, "nbody: Mean +- std dev: 478 ms +- 3 ms\n"
                                      "other: Mean +- std dev: 1 ms +- 0 ms\n"
                                      "nbody: Mean +- std dev: 478 ms +- 3 ms\n"
                                      "nbody: Mean +- std dev: 484 ms +- 0 ms\n"
                                      "nbody: Mean +- std dev: 478 ms +-\n"));
    g_assert_cmpuint(scanned.artifact->timings->len, ==, 2);
    g_assert_cmpfloat_with_epsilon(timing_at(&scanned, 0)->mean, 0.480, 1e-12);
    g_assert_cmpfloat_with_epsilon(timing_at(&scanned, 0)->stdev, 0.003 * sqrt(2.0 / 3.0), 1e-12);
    g_assert_cmpuint(scanned.artifact->n_skipped_lines, ==, 1);
    g_assert_cmpuint(scanned.artifact->first_skipped_line, ==, 5);
    clear(&scanned);
}

static void test_stats(void)
{
    Scanned scanned;
    g_assert_true(scan_text(&scanned, "Total duration: 11.6 sec\n"
                                      "Start date: 2016-10-09 18:14:45\n"
                                      "Number of run with values: 40\n"
                                      "Total number of run: 41\n"
                                      "Number of value per run: 3\n"
                                      "Total number of values: 120\n"
                                      "\n"
                                      "Minimum:         22.1 ms\n"
                                      "Median +- MAD:   22.5 ms +- 0.1 ms\n"
                                      "Mean +- std dev: 22.5 ms +- 0.2 ms\n"
                                      "Maximum:         22.9 ms\n"));
    const Timing *timing = timing_at(&scanned, 0);
    g_assert_cmpint(timing->printed_processes, ==, 40);
    g_assert_cmpint(timing->printed_values, ==, 120);
    g_assert_cmpfloat(timing->mean, ==, 0.0225);
    clear(&scanned);
}

static const PrintedComparison *comparison_at(const Scanned *scanned, guint i)
{
    return g_ptr_array_index(scanned->artifact->printed, i);
}

static void test_comparisons(void)
{
    Scanned scanned;
    g_assert_true(scan_text(
        &scanned, "Mean +- std dev: [baseline] 229 ms +- 3 ms -> [numba] 9.23 ms +- 0.15 ms: 24.84x faster\n"
                  "telco: Mean +- std dev: [a [1] b] 10.0 ms +- 0.5 ms -> [c] 10.0 ms +- 0.5 ms: no change\n"
                  "\n"
                  "[1]*1000\n"
                  "========\n"
                  "\n"
                  "Mean +- std dev: [x] 2.00 us +- 0.06 us -> [y] 2.50 us +- 0.04 us: 1.25x slower\n"
                  "Significant (t=3.95)\n"
                  "[m1] 7896.0 KiB -> [m2] 7900.0 KiB: 1.00x slower\n"
                  "Mean +- std dev: 1 ms +- 0 ms -> 2 ms +- 0 ms: 2.00x slower\n"));
    g_assert_cmpuint(scanned.artifact->timings->len, ==, 0);
    g_assert_cmpuint(scanned.artifact->printed->len, ==, 4); /* the last one says of whom by no label */
    const PrintedComparison *first = comparison_at(&scanned, 0);
    g_assert_null(first->benchmark);
    g_assert_cmpstr(first->label_base, ==, "baseline");
    g_assert_cmpstr(first->label_changed, ==, "numba");
    g_assert_cmpfloat(first->base->mean, ==, 0.229);
    g_assert_cmpfloat(first->changed->mean, ==, 9.23e-3);
    g_assert_cmpfloat(first->changed->stdev, ==, 0.15e-3);
    g_assert_cmpstr(
        first->text, ==,
        "Mean +- std dev: [baseline] 229 ms +- 3 ms -> [numba] 9.23 ms +- 0.15 ms: 24.84x faster");
    g_assert_cmpstr(comparison_at(&scanned, 1)->benchmark, ==, "telco");
    g_assert_cmpstr(comparison_at(&scanned, 1)->label_base, ==, "a [1] b");
    g_assert_cmpstr(comparison_at(&scanned, 2)->benchmark, ==, "[1]*1000");
    g_assert_cmpint(comparison_at(&scanned, 3)->base->unit, ==, UNIT_BYTE);
    g_assert_true(comparison_at(&scanned, 2)->is_tested && comparison_at(&scanned, 2)->is_significant);
    g_assert_cmpfloat(comparison_at(&scanned, 2)->t, ==, 3.95);
    g_assert_false(comparison_at(&scanned, 1)->is_tested);
    clear(&scanned);
}

/* The test stands right below its comparison, or it is of another. */
static void test_printed_test(void)
{
    Scanned scanned;
    g_assert_true(scan_text(&scanned, "Significant (t=1)\n"
                                      "a: Mean +- std dev: [x] 2.00 us +- 0.06 us -> [y] 2.50 us +- 0.04 us: 1.25x slower\n"
                                      "Not significant!\n"
                                      "b: Mean +- std dev: [x] 2.00 us +- 0.06 us -> [y] 2.50 us +- 0.04 us: 1.25x slower\n"
                                      "\nSignificant (t=-5.00)\n"));
    g_assert_true(comparison_at(&scanned, 0)->is_tested && !comparison_at(&scanned, 0)->is_significant);
    g_assert_true(isnan(comparison_at(&scanned, 0)->t));
    g_assert_false(comparison_at(&scanned, 1)->is_tested);
    clear(&scanned);
}

static void test_pyperformance_compare(void)
{
    Scanned scanned;
    g_assert_true(scan_text(&scanned, "results/base.json\n=================\n\nPython version: 3.10\n\n"
                                      "results/fast.json.gz\n====================\n\nPython version: 3.11\n\n"
                                      "### telco ###\n"
                                      "Mean +- std dev: 10.0 ms +- 0.5 ms -> 5.0 ms +- 0.2 ms: 2.00x faster\n"
                                      "Significant (t=44.97)\n"));
    const PrintedComparison *only = comparison_at(&scanned, 0);
    g_assert_cmpstr(only->label_base, ==, "base");
    g_assert_cmpstr(only->label_changed, ==, "fast");
    g_assert_cmpstr(only->benchmark, ==, "telco");
    clear(&scanned);
    /* a file against itself says nothing */
    g_assert_false(scan_text(&scanned,
                             "a.json\n======\n\na.json\n======\n\n### telco ###\n"
                             "Mean +- std dev: 10.0 ms +- 0.5 ms -> 10.0 ms +- 0.5 ms: no change\n"));
    clear(&scanned);
}

static void test_two_files_shown(void)
{
    Scanned scanned;
    g_assert_true(scan_text(&scanned, "py36\n====\n\ntelco: Mean +- std dev: 10 ms +- 1 ms\n\n"
                                      "py38\n====\n\ntelco: Mean +- std dev: 7 ms +- 1 ms\n"));
    g_assert_cmpfloat(timing_at(&scanned, 0)->mean, ==, 0.010);
    g_assert_cmpuint(scanned.artifact->timings->len, ==, 1);
    g_assert_cmpuint(scanned.artifact->n_skipped_lines, ==, 1);
    clear(&scanned);
}

static void test_measure(void)
{
    static const struct {
        const char *text;
        double value, half_digit;
        const char *rest;
    } cases[] = {
        {" 669 us x", 669e-6, 0.5e-6, " x"},
        {"23.50ms", 0.0235, 0.5e-5, ""},
        {"5 % of", 5, 0.5, " % of"},
        {"1e-3 s", 1e-3, 0.5e-3, ""},
        {"10^4 +-", 10000, 0, " +-"},
        {"2 min", 120, 30, ""},
        {"3.", 3, 0.5, ""},
        {"1.05x faster", 1.05, 0.005, "x faster"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *at = cases[i].text;
        Measure measure;
        g_assert_true(measure_read(&at, &measure));
        g_assert_cmpstr(at, ==, cases[i].rest);
        g_assert_cmpfloat_with_epsilon(measure.value, cases[i].value, cases[i].value * 1e-15);
        g_assert_cmpfloat_with_epsilon(measure.half_digit, cases[i].half_digit, cases[i].half_digit * 1e-12 + 1e-300);
    }
    const char *word = "ms";
    Measure measure;
    g_assert_false(measure_read(&word, &measure));
    g_assert_cmpstr(word, ==, "ms");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pyperf-text/lines", test_lines);
    g_test_add_func("/pyperf-text/nothing", test_nothing);
    g_test_add_func("/pyperf-text/transcript", test_transcript);
    g_test_add_func("/pyperf-text/repeats", test_repeats);
    g_test_add_func("/pyperf-text/stats", test_stats);
    g_test_add_func("/pyperf-text/comparisons", test_comparisons);
    g_test_add_func("/pyperf-text/printed-test", test_printed_test);
    g_test_add_func("/pyperf-text/pyperformance-compare", test_pyperformance_compare);
    g_test_add_func("/pyperf-text/two-files-shown", test_two_files_shown);
    g_test_add_func("/pyperf-text/measure", test_measure);
    return g_test_run();
}
