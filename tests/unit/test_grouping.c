/* From trees of files to benchmarks, variants and runs: the rules of docs/discovery.md one by one. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gzip_text.h"
#include "tree.h"

#define FOLDED "main;work 7\nmain 3\n"

/* ------------------------------------------------------------------ helpers */

static void check_variants(const Tree *tree, const char *expected)
{
    g_autofree char *shown = tree_variants(tree);
    g_assert_cmpstr(shown, ==, expected);
}

static void add_pyperf(const Tree *tree, const char *path, const char *name, const char *date, double seconds)
{
    g_autofree char *content = content_pyperf(name, date, seconds);
    tree_add(tree, path, content);
}

static void add_perf(const Tree *tree, const char *path, const char *command, guint64 instructions)
{
    g_autofree char *content = content_perf(command, instructions, NULL);
    tree_add(tree, path, content);
}

static void check_unused(const Tree *tree, const char *path, const char *reason)
{
    const Input *input = tree_input(tree, path);
    g_assert_false(input->is_used);
    g_assert_cmpstr(input->reason, ==, reason);
}

static void check_used(const Tree *tree, const char *path)
{
    const Input *input = tree_input(tree, path);
    g_assert_cmpstr(input->reason, ==, NULL);
    g_assert_true(input->is_used);
}

static const Timing *only_timing(const Tree *tree, const char *benchmark, const char *variant)
{
    const Run *run = tree_variant(tree, benchmark, variant)->run;
    g_assert_cmpuint(run->timings->len, ==, 1);
    return run->timings->pdata[0];
}

/* ------------------------------------------------------------------ benchmarks */

/* Names, commands and paths are keys; case, separators, bm_ and a final s do not count. */
static void test_keys(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "JSON-dump_base.json", "json_dumps", "2025-01-01 10:00:00", 0.1);
    add_perf(tree, "perf/orjson.txt", "python3 -m pyperformance run --bench=json_dumps", 5);
    tree_add(tree, "results_json_dumps_opt3/out.folded", FOLDED);
    add_pyperf(tree, "bm_nbody_x/time.json", "nbody", NULL, 0.2);
    tree_add(tree, "nbody_after.folded", "main;other 9\n");
    tree_read(tree, NULL);
    check_variants(tree, "json_dumps: base* opt3 orjson; nbody: x* after");
}

/* A file without keys of its own goes where its name says, and else to the largest group. */
static void test_named_files(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    const char *const roles[] = {"baseline", "optimized"};
    const char *const names[] = {"nbody", "float"};
    for (guint role = 0; role < 2; role++)
        for (guint name = 0; name < 2; name++) {
            g_autofree char *timing = g_strdup_printf("%s/%s.json", roles[role], names[name]);
            g_autofree char *counters = g_strdup_printf("%s/perf_stat_%s.txt", roles[role], names[name]);
            add_pyperf(tree, timing, names[name], NULL, 0.2);
            add_perf(tree, counters, "./x", 5 + 2 * role + name); /* equal files would be copies */
        }
    tree_read(tree, NULL);
    check_variants(tree, "float: baseline* optimized; nbody: baseline* optimized");
    const GPtrArray *blocks = tree_variant(tree, "nbody", "optimized")->run->blocks;
    g_assert_cmpuint(blocks->len, ==, 1);
    g_assert_cmpstr(((const CounterBlock *)blocks->pdata[0])->source->path, ==,
                    "optimized/perf_stat_nbody.txt");
}

/* In one directory a name without changed words that is contained in another names the same benchmark. */
static void test_contained_names(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "pyaes.json", "crypto_pyaes", NULL, 0.6);
    add_pyperf(tree, "fast.json", "fast_crypto", NULL, 0.1);
    add_pyperf(tree, "loads.json", "json_loads", NULL, 0.1);
    add_pyperf(tree, "dumps.json", "json_dumps", NULL, 0.1);
    add_pyperf(tree, "third/x.json", "crypto", NULL, 0.1);
    tree_read(tree, NULL);
    check_variants(
        tree, "crypto: third_x*; crypto_pyaes: pyaes* fast; json_dumps: baseline*; json_loads: baseline*");
}

/* A file without keys goes to the largest group near it. */
static void test_keyless(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "run_20250101/timing/base.json", "nbody", NULL, 0.6);
    tree_add(tree, "run_20250101/flame/base.folded", FOLDED);
    add_pyperf(tree, "run_20250202/base.json", "richards", NULL, 0.6);
    add_pyperf(tree, "run_20250202/opt.json", "richards", NULL, 0.5);
    tree_add(tree, "run_20250202/graphs/20250202/opt.folded", "x;y 1\n");
    tree_read(tree, NULL);
    check_variants(tree, "nbody: base*; richards: base* opt");
    check_used(tree, "run_20250101/flame/base.folded");
    g_assert_cmpuint(tree_variant(tree, "richards", "opt")->run->profiles->len, ==, 1);
}

/* Nothing but a comparison has a key: the file beside it is of the same benchmark, which is called after the directory. */
static void test_keyless_beside_comparison(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    tree_add(tree, "nbody/compare_numba.txt",
             "Mean +- std dev: [baseline] 229 ms +- 3 ms -> [numba] 9.23 ms +- 0.15 ms: 24.84x faster\n");
    add_perf(tree, "nbody/perf_stat_baseline.txt", "python3 run.py", 5);
    tree_read(tree, NULL);
    check_variants(tree, "nbody: baseline* numba");
    g_assert_cmpuint(tree_variant(tree, "nbody", "baseline")->run->blocks->len, ==, 1);
}

/* A word that tells files of counters apart is of a variant, whatever names the report; a flame graph beside them is of the
 * benchmark that its name says. */
static void test_variant_directories(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_perf(tree, "nbody/baseline/perf_stat.txt", "python3 run.py", 5);
    add_perf(tree, "nbody/numba/perf_stat.txt", "python3 run.py", 4);
    tree_read(tree, NULL);
    check_variants(tree, "nbody: baseline* numba");
    g_autoptr(Tree) flat = tree_new(NULL);
    add_perf(flat, "perf_base.txt", "python3 run.py", 5);
    add_perf(flat, "perf_opt.txt", "python3 run.py", 4);
    tree_add(flat, "nbody.folded", FOLDED);
    tree_read(flat, NULL);
    check_variants(flat, "nbody: base* opt");
    g_assert_cmpuint(tree_variant(flat, "nbody", "base")->run->profiles->len, ==, 1);
    g_autoptr(Tree) mixed = tree_new(NULL);
    add_perf(mixed, "nbody/perf_numba.txt", "python3 run.py", 4);
    tree_add(mixed, "nbody/old.folded", FOLDED);
    tree_read(mixed, NULL);
    check_variants(mixed, "nbody: old* numba");
    g_autoptr(Tree) apart = tree_new(NULL);
    add_perf(apart, "x/clean/nbody.txt", "python3 run.py", 4);
    tree_add(apart, "x/orjson/nbody.folded", FOLDED);
    tree_read(apart, NULL);
    check_variants(apart, "x: clean* orjson");
}

static void test_directory_names(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_perf(tree, "nbody/original/perf_stat_original.txt", "./a.out", 5);
    add_perf(tree, "nbody/optimized_unroll/perf_stat_optimized_unroll.txt", "./a.out", 4);
    tree_read(tree, NULL);
    check_variants(tree, "nbody: original* optimized_unroll");
    g_autoptr(Tree) json = tree_new(NULL);
    tree_add(json, "json_dumps/json_result/perf_stat.csv",
             "9,,cycles,10,100.00,,\n5,,branches,10,100.00,,\n");
    tree_add(json, "json_dumps/json_result/perf_stat_after.csv",
             "8,,cycles,10,100.00,,\n5,,branches,10,100.00,,\n");
    tree_read(json, NULL);
    check_variants(json, "json_dumps: baseline* after");
}

/* Several names: the words that all paths share, else the first name of the baseline. */
static void test_suite_names(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    tree_add(tree, "dc_baseline.txt",
             "alpha: Mean +- std dev: 5 us +- 1 us\nbeta: Mean +- std dev: 6 us +- 1 us\n");
    tree_add(tree, "dc_opt.txt",
             "alpha: Mean +- std dev: 4 us +- 1 us\nbeta: Mean +- std dev: 5 us +- 1 us\n");
    tree_read(tree, NULL);
    check_variants(tree, "dc: baseline* opt");
    g_autoptr(Tree) other = tree_new(NULL);
    tree_add(other, "2025-base.txt",
             "alpha: Mean +- std dev: 5 us +- 1 us\nbeta: Mean +- std dev: 6 us +- 1 us\n");
    tree_add(other, "2025-new.txt",
             "alpha: Mean +- std dev: 4 us +- 1 us\nbeta: Mean +- std dev: 5 us +- 1 us\n");
    tree_read(other, NULL);
    check_variants(other, "alpha: base* new");
    g_assert_cmpstr(((Benchmark *)other->archive->benchmarks->pdata[0])->title, ==, "alpha and 1 more");
}

/* ------------------------------------------------------------------ variants and the baseline */

static void check_roles(const char *const *names, const char *expected, BaselineRule rule)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    for (guint i = 0; names[i]; i++)
        add_pyperf(tree, names[i], "bench_x", NULL, 0.1 + i);
    tree_read(tree, NULL);
    check_variants(tree, expected);
    g_assert_cmpint(tree_warns(tree, "baseline-guessed", NULL), ==, rule == BASELINE_GUESSED);
    g_assert_cmpint(((Benchmark *)tree->archive->benchmarks->pdata[0])->baseline_rule, ==, rule);
}

static void test_baseline(void)
{
    check_roles((const char *[]){"before.json", "baseline.json", "original.json", NULL},
                "bench_x: baseline* before original", BASELINE_WORD);
    check_roles((const char *[]){"stock_long.json", "old.json", "new.json", NULL},
                "bench_x: old* new stock_long", BASELINE_WORD);
    check_roles((const char *[]){"timing.json", "timing_after.json", NULL}, "bench_x: baseline* after",
                BASELINE_CONTAINED);
    check_roles((const char *[]){"aes.json", "fast.json", "aes_simd_fast.json", NULL},
                "bench_x: aes* aes_simd_fast fast", BASELINE_UNCHANGED);
    check_roles((const char *[]){"only_one.json", NULL}, "bench_x: only_one*", BASELINE_ALONE);
    check_roles((const char *[]){"v3.11.0a3.json", "v3.10.4.json", NULL}, "bench_x: v3.10.4* v3.11.0a3",
                BASELINE_GUESSED);
    check_roles((const char *[]){"opt2.json", "opt10.json", NULL}, "bench_x: opt2* opt10", BASELINE_GUESSED);
    check_roles((const char *[]){"base.json", "opt.json", "y_base.json", NULL}, "bench_x: base* opt y_base",
                BASELINE_WORD);
    check_roles((const char *[]){"py310.json", "py39.json", NULL}, "bench_x: py39* py310", BASELINE_GUESSED);
}

/* No word at all is the baseline when there is a word for it. */
static void test_empty_variant(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "bench_base.json", "bench_x", NULL, 0.1);
    add_pyperf(tree, "bench_opt.json", "bench_x", NULL, 0.1);
    tree_add(tree, "flamegraph.folded", FOLDED);
    tree_read(tree, NULL);
    check_variants(tree, "bench_x: base* opt");
    g_assert_cmpuint(tree_variant(tree, "bench_x", "base")->run->profiles->len, ==, 1);
    g_autoptr(Tree) other = tree_new(NULL);
    add_pyperf(other, "clean.json", "bench_x", NULL, 0.1);
    add_pyperf(other, "result.json", "bench_x", NULL, 0.3);
    tree_read(other, NULL);
    check_variants(other, "bench_x: clean* bench_x"); /* two sets of numbers are no repeats */
    g_autoptr(Tree) third = tree_new(NULL);
    add_pyperf(third, "clean.json", "bench_x", NULL, 0.1);
    add_pyperf(third, "opt.json", "bench_x", NULL, 0.3);
    add_perf(third, "perf_stat.txt", "pyperformance run -b bench_x", 7);
    tree_read(third, NULL);
    check_variants(third, "bench_x: clean* opt");
    g_autoptr(Tree) fourth = tree_new(NULL);
    tree_add(fourth, "nbody_old.folded", FOLDED);
    tree_add(fourth, "nbody.folded", FOLDED "e;f 2\n");
    tree_read(fourth, NULL);
    check_variants(fourth, "nbody: old* nbody"); /* nor are two profiles */
}

static void test_stated_roles(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "a.json", "bench_x", NULL, 0.1);
    add_pyperf(tree, "b.json", "bench_x", NULL, 0.2);
    add_pyperf(tree, "c.json", "bench_x", NULL, 0.3);
    DiscoverOptions options = {.baseline = "B", .order = (const char *const[]){"c", NULL}};
    tree_read(tree, &options);
    check_variants(tree, "bench_x: b* c a");
    g_assert_false(tree_warns(tree, "baseline-guessed", NULL));
    options.baseline = "bb";
    tree_read(tree, &options);
    g_assert_null(tree->archive);
    g_autofree char *error = tree_error(tree);
    g_assert_nonnull(strstr(error, "--baseline: there is no variant \"bb\""));
    g_assert_nonnull(strstr(error, "a, c and b"));
}

/* ------------------------------------------------------------------ runs */

static void test_newest_run(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "opt.json", "x", "2025-08-25 16:24:23", 0.3);
    add_pyperf(tree, "opt_20250825-165541.json", "x", "2025-08-25 16:57:32", 0.2);
    add_pyperf(tree, "base/20250101/time.json", "x", NULL, 0.5);
    tree_add(tree, "base/flame.folded", FOLDED);
    tree_read(tree, NULL);
    check_variants(tree, "x: base* opt");
    check_unused(tree, "opt.json", "an older run of its variant");
    g_assert_true(tree_warns(tree, "older-runs", "opt.json"));
    const Variant *opt = tree_variant(tree, "x", "opt");
    g_assert_cmpstr(opt->run->timestamp, ==, "2025-08-25T16:55:41");
    g_assert_cmpint(opt->run->timestamp_source, ==, TIMESTAMP_PATH);
    g_assert_cmpuint(opt->runs->len, ==, 2);
    g_assert_true(opt->runs->pdata[1] == opt->run);
    check_used(tree, "base/flame.folded"); /* states no time: belongs to every run */
    g_assert_cmpstr(tree_variant(tree, "x", "base")->run->timestamp, ==, "2025-01-01T00:00:00");
}

/* Files of different kinds stand beside each other, whatever their stamps. */
static void test_kinds(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "x_20250101_100000.json", "x", NULL, 0.5);
    add_perf(tree, "x_20250101_100500.txt", "./x", 5);
    tree_add(tree, "x_20250101_101000.folded", FOLDED);
    tree_read(tree, NULL);
    const Run *run = ((Variant *)((Benchmark *)tree->archive->benchmarks->pdata[0])->variants->pdata[0])->run;
    g_assert_cmpuint(run->timings->len + run->blocks->len + run->profiles->len, ==, 3);
    g_assert_cmpstr(run->timestamp, ==, "2025-01-01T10:10:00");
    g_assert_false(tree_warns(tree, "older-runs", NULL));
}

static void test_repeats(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_perf(tree, "x_opt/perf_run_1.txt", "./x --out run_1.json", 5);
    add_perf(tree, "x_opt/perf_run_2.txt", "./x --out run_2.json", 6);
    add_perf(tree, "x_base/perf_a_20250101_100000_1.txt", "./x", 7);
    add_perf(tree, "x_base/perf_a_20250101_100000_2.txt", "./x", 8);
    add_perf(tree, "x_base/perf_a_20240101_100000_1.txt", "./x", 9);
    tree_read(tree, NULL);
    check_variants(tree, "x: base_a* opt");
    g_assert_cmpuint(tree_variant(tree, "x", "opt")->run->blocks->len, ==, 2);
    g_assert_cmpuint(tree_variant(tree, "x", "base_a")->run->blocks->len, ==, 2);
    check_unused(tree, "x_base/perf_a_20240101_100000_1.txt", "an older run of its variant");
}

/* A repeat that states no time is as old as the run it belongs to, and is said to be. */
static void test_undated_repeat(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    g_autofree char *plain = content_perf("./x", 5, NULL);
    g_autofree char *dated = g_strconcat("# started on Fri Nov 20 11:47:29 2020\n", plain, NULL);
    add_perf(tree, "x/perf.txt", "./x", 6);
    tree_add(tree, "x/perf_1.txt", dated);
    add_perf(tree, "x/perf_20240101_100000.txt", "./x", 7);
    tree_read(tree, NULL);
    check_used(tree, "x/perf_20240101_100000.txt");
    check_unused(tree, "x/perf.txt", "an older run of its variant");
    check_unused(tree, "x/perf_1.txt", "an older run of its variant");
    g_assert_true(tree_warns(tree, "older-runs", "x/perf.txt"));
}

/* Of two runs of one time neither is older. */
static void test_same_time(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "x_base_20250101.json", "x", NULL, 0.5);
    add_pyperf(tree, "20250101/raw/x_base.json", "x", NULL, 0.6);
    add_pyperf(tree, "20240101/raw/x_base.json", "x", NULL, 0.7);
    tree_read(tree, NULL);
    check_used(tree, "x_base_20250101.json");
    check_used(tree, "20250101/raw/x_base.json");
    check_unused(tree, "20240101/raw/x_base.json", "an older run of its variant");
}

/* Different commands are never averaged; a CSV takes the command of its neighbours. */
static void test_commands(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_perf(tree, "x/perf_stat.txt", "./x 1000", 5);
    tree_add(
        tree, "x/perf.csv",
        "900,,instructions:u,1000,100.00,,\n100,,cycles:u,1000,100.00,,\n50,,branches:u,1000,100.00,,\n");
    add_perf(tree, "x/results/stat.txt", "./x 2000", 5);
    add_perf(tree, "x/out/perf_stat.txt", "./x 1000", 6);
    tree_read(tree, NULL);
    const Run *run = ((Variant *)((Benchmark *)tree->archive->benchmarks->pdata[0])->variants->pdata[0])->run;
    g_assert_cmpuint(run->blocks->len, ==, 3);
    check_unused(tree, "x/results/stat.txt", "counts another command than the one used: ./x 1000");
}

/* What is known of the work of a command holds for the CSV that takes it; a block of another file is not touched. */
static void test_free_work(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_perf(tree, "x/perf_base.txt", "python3 -m pyperf timeit 1", 5);
    tree_add(tree, "x/perf_base.csv", "900,,instructions:u,1000,100.00,,\n100,,cycles:u,1000,100.00,,\n");
    tree_add(tree, "x/perf_opt.csv", "900,,instructions:u,1000,100.00,,\n90,,cycles:u,1000,100.00,,\n");
    tree_read(tree, NULL);
    const Variant *base = tree_variant(tree, "x", "base"), *opt = tree_variant(tree, "x", "opt");
    g_assert_cmpuint(base->run->blocks->len, ==, 2);
    for (guint i = 0; i < 2; i++)
        g_assert_true(((CounterBlock *)base->run->blocks->pdata[i])->is_calibrated);
    g_assert_false(((CounterBlock *)opt->run->blocks->pdata[0])->is_calibrated);
}

/* Blocks of other commands in a file that is used: not averaged, and said. */
static void test_commands_in_one_file(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    g_autofree char *first = content_perf("./x 1000", 5, NULL), *second = content_perf("./x 2000", 7, NULL);
    g_autofree char *both = g_strconcat(first, second, first, NULL);
    tree_add(tree, "x/perf_stat.txt", both);
    tree_read(tree, NULL);
    const Benchmark *benchmark = tree->archive->benchmarks->pdata[0];
    g_assert_cmpuint(((Variant *)benchmark->variants->pdata[0])->run->blocks->len, ==, 2);
    g_assert_cmpuint(benchmark->warnings->len, ==, 1);
    const Warning *warning = benchmark->warnings->pdata[0];
    g_assert_cmpstr(warning->code, ==, "other-commands");
    g_assert_true(g_str_has_prefix(warning->message, "1 of the 3 blocks"));
}

/* ------------------------------------------------------------------ printed results */

#define LINE "x: Mean +- std dev: 174 ms +- 3 ms\n"

static void test_values_beat_text(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "x_base.json", "x", NULL, 0.17);
    tree_add(tree, "x_base.txt", "Mean +- std dev: 173 ms +- 1 ms\n");
    tree_add(tree, "x_opt.txt", LINE);
    tree_read(tree, NULL);
    check_variants(tree, "x: base* opt");
    g_assert_cmpint(only_timing(tree, "x", "base")->level, ==, LEVEL_VALUES);
    check_unused(tree, "x_base.txt", "raw values of the same run are used instead");
    g_assert_cmpfloat(only_timing(tree, "x", "opt")->mean, ==, 0.174);
}

/* A later run by its path wins, even when only its printed results are left. */
static void test_later_text(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "opt/20250101_100000/pyperf.json", "x", NULL, 0.2);
    tree_add(tree, "opt/20250201_100000/stdout.txt", LINE);
    add_pyperf(tree, "base/20250101_100000/pyperf.json", "x", NULL, 0.3);
    tree_add(tree, "base/20250101_100030/stdout.txt", LINE); /* the log of the same run */
    tree_read(tree, NULL);
    g_assert_cmpfloat(only_timing(tree, "x", "opt")->mean, ==, 0.174);
    g_assert_cmpint(only_timing(tree, "x", "base")->level, ==, LEVEL_VALUES);
    check_unused(tree, "opt/20250101_100000/pyperf.json", "an older run of its variant");
}

/* A result that was printed while perf counted is used only when there is no other. */
static void test_printed_while_counting(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    g_autofree char *counted = content_perf("./x", 5, LINE);
    tree_add(tree, "x/base/perf_stat.txt", counted);
    tree_add(tree, "x/opt/perf_stat.txt", counted);
    tree_add(tree, "x/opt/timing.txt", "x: Mean +- std dev: 100 ms +- 3 ms\n");
    tree_read(tree, NULL);
    check_variants(tree, "x: base* opt");
    g_assert_cmpstr(only_timing(tree, "x", "base")->excluded, ==, NULL);
    const Run *run = tree_variant(tree, "x", "opt")->run;
    g_assert_cmpuint(run->timings->len, ==, 2);
    g_assert_cmpfloat(((Timing *)run->timings->pdata[0])->mean, ==, 0.1);
    g_assert_cmpstr(((Timing *)run->timings->pdata[1])->excluded, ==, "printed while perf stat was counting");
    g_assert_true(tree_warns(tree, "identical-logs", "x/base/perf_stat.txt"));
}

/* A printed comparison gives a timing to the variants of its labels, under the benchmark of the path. */
static void test_printed_comparison(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_perf(tree, "nbody/perf_stat_baseline.txt", "python3 -m pyperformance run -b nbody", 5);
    tree_add(tree, "nbody/compare_numba.txt",
             "Mean +- std dev: [baseline] 229 ms +- 3 ms -> [numba] 9.23 ms +- 0.15 ms: 24.84x faster\n");
    tree_read(tree, NULL);
    check_variants(tree, "nbody: baseline* numba");
    g_assert_cmpstr(only_timing(tree, "nbody", "numba")->benchmark, ==, "nbody");
    g_assert_cmpfloat(only_timing(tree, "nbody", "baseline")->mean, ==, 0.229);
    g_assert_cmpuint(tree_variant(tree, "nbody", "numba")->run->printed->len, ==, 1);
    add_pyperf(tree, "nbody/baseline.json", "nbody", NULL, 0.2);
    add_pyperf(tree, "nbody/numba.json", "nbody", NULL, 0.01);
    tree_read(tree, NULL);
    check_unused(tree, "nbody/compare_numba.txt", "better results of the variants it compares are used");
}

static void test_quarantine(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "x_base.json", "x", "2025-01-01 10:00:00", 0.17);
    add_pyperf(tree, "x_base_perfed.json", "x", "2025-01-02 10:00:00", 0.36);
    add_pyperf(tree, "do_not_quote/x_opt.json", "x", NULL, 0.1);
    tree_read(tree, NULL);
    check_variants(tree, "x: base* opt");
    const Run *run = tree_variant(tree, "x", "base")->run;
    g_assert_cmpuint(run->timings->len, ==, 2);
    g_assert_cmpstr(((Timing *)run->timings->pdata[0])->excluded, ==, NULL);
    g_assert_cmpstr(((Timing *)run->timings->pdata[1])->excluded, ==, "under profiler");
    g_assert_true(tree_warns(tree, "under-profiler", "x_base_perfed.json"));
    g_assert_false(tree_warns(tree, "under-profiler", "do_not_quote/x_opt.json"));
    g_assert_nonnull(only_timing(tree, "x", "opt")->excluded);
}

/* ------------------------------------------------------------------ copies */

static void test_copies(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "results/bm-20220506-3.11.0-8d32a5c/x.json", "x", "2022-05-24 20:24:26", 0.17);
    add_pyperf(tree, "loops.json", "x", "2022-05-24 20:24:26", 0.17);
    add_pyperf(tree, "results/bm-20220606-3.12.0-9d32a5c/x.json", "x", "2022-06-24 20:24:26", 0.16);
    tree_read(tree, NULL);
    check_variants(tree, "x: 3.11.0-8d32a5c* 3.12.0-9d32a5c");
    check_unused(tree, "loops.json", "a copy of results/bm-20220506-3.11.0-8d32a5c/x.json");
    g_assert_true(tree_warns(tree, "duplicate-input", "loops.json"));
    g_assert_false(tree_warns(tree, "identical-logs", NULL));
}

static void test_identical_variants(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "clean/20250101/x.json", "x", NULL, 0.17);
    add_pyperf(tree, "opt/20250102/x.json", "x", NULL, 0.17);
    tree_read(tree, NULL);
    check_variants(tree, "x: clean* opt");
    g_assert_true(tree_warns(tree, "identical-logs", "clean/20250101/x.json"));
    g_assert_true(tree_warns(tree, "identical-logs", "opt/20250102/x.json"));
    g_assert_false(tree_warns(tree, "duplicate-input", NULL));
}

/* A compressed copy beside the file is no second run. */
static void test_compressed_copy(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    g_autofree char *content = content_pyperf("x", "2025-01-01 10:00:00", 0.17);
    g_autoptr(GBytes) compressed = gzip_text(content);
    gsize n_packed = 0;
    const char *packed = g_bytes_get_data(compressed, &n_packed);
    tree_add(tree, "x.json", content);
    g_autofree char *path = g_build_filename(tree->root, "x.json.gz", NULL);
    g_assert_true(g_file_set_contents(path, packed, (gssize)n_packed, NULL));
    tree_read(tree, NULL);
    check_unused(tree, "x.json.gz", "a copy of x.json");
    g_assert_cmpuint(tree_input(tree, "x.json.gz")->n_bytes, ==, n_packed);
    tree_add(tree, "x.json", "");
    tree_read(tree, NULL);
    check_used(tree, "x.json.gz");
}

/* The unstamped copy of the newest run is not a run of its own. */
static void test_unstamped_copy(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "x_opt.json", "x", "2025-08-25 16:57:32", 0.17);
    add_pyperf(tree, "x_opt_20250825-165541.json", "x", "2025-08-25 16:57:32", 0.17);
    add_pyperf(tree, "x_base.json", "x", NULL, 0.3);
    tree_read(tree, NULL);
    check_unused(tree, "x_opt.json", "a copy of x_opt_20250825-165541.json");
    g_assert_cmpuint(tree_variant(tree, "x", "opt")->runs->len, ==, 1);
}

/* ------------------------------------------------------------------ options */

static Tree *three_stamps(void)
{
    Tree *tree = tree_new(NULL);
    add_pyperf(tree, "x/clean/20251006_145310/time.json", "x", NULL, 0.6);
    add_pyperf(tree, "x/opt/20251006_150025/time.json", "x", NULL, 0.4);
    add_pyperf(tree, "x/opt/20251007_090000/time.json", "x", NULL, 0.3);
    return tree;
}

static void test_timestamp(void)
{
    g_autoptr(Tree) tree = three_stamps();
    DiscoverOptions options = {.timestamp = "20251006_150025"};
    tree_read(tree, &options);
    g_assert_cmpstr(tree_variant(tree, "x", "opt")->run->timestamp, ==, "2025-10-06T15:00:25");
    check_unused(tree, "x/opt/20251007_090000/time.json", "later than the run asked for");
    options.timestamp = "2025-10-06";
    tree_read(tree, &options);
    check_variants(tree, "x: clean* opt");
    options.timestamp = "20251006_145310";
    tree_read(tree, &options);
    check_variants(tree, "x: clean*");
    options.timestamp = "20240101";
    tree_read(tree, &options);
    g_assert_null(tree->archive);
    options.timestamp = "newest";
    tree_read(tree, &options);
    g_assert_null(tree->archive);
    options.timestamp = "all";
    tree_read(tree, &options);
    check_variants(tree, "x: clean*; x: clean* opt; x: clean* opt");
    check_used(tree, "x/opt/20251006_150025/time.json");
    g_assert_cmpstr(((Benchmark *)tree->archive->benchmarks->pdata[1])->timestamp, ==, "2025-10-06T15:00:25");
}

static void test_benchmark_option(void)
{
    g_autoptr(Tree) tree = three_stamps();
    add_pyperf(tree, "nbody/clean.json", "nbody", NULL, 0.6);
    DiscoverOptions options = {.benchmarks = (const char *const[]){"nbody", NULL}};
    tree_read(tree, &options);
    check_variants(tree, "nbody: clean*");
    check_unused(tree, "x/clean/20251006_145310/time.json", "of benchmark x, which was not asked for");
    options.benchmarks = (const char *const[]){"nbodi", NULL};
    tree_read(tree, &options);
    g_autofree char *error = tree_error(tree);
    g_assert_cmpstr(error, ==,
                    "--benchmark: there is no benchmark \"nbodi\" (nbody?); there are nbody and x");
}

/* ------------------------------------------------------------------ gen.json and run.json */

static void test_settings(void)
{
    g_autoptr(Tree) tree = three_stamps();
    add_perf(tree, "x/opt/20251006_150025/perf.txt", "./x", 4);
    tree_add(tree, "x/gen.json",
             "{\"benchmark\": \"aes\", \"title\": \"AES\", \"author\": \"A\", \"baseline\": \"fast\",\n"
             " \"variants\": {\"fast\": {\"label\": \"Fast!\", \"paths\": [\"opt/**\"], \"exclude\": "
             "[\"opt/20251007*\"]}},\n"
             " \"work\": {\"**/perf.txt\": {\"loops\": 100}}, \"margin\": 0.02}\n");
    tree_read(tree, NULL);
    check_variants(tree, "aes: fast* clean");
    const Benchmark *benchmark = tree->archive->benchmarks->pdata[0];
    g_assert_cmpstr(benchmark->title, ==, "AES");
    g_assert_cmpstr(benchmark->author, ==, "A");
    g_assert_cmpfloat(benchmark->margin, ==, 0.02);
    const Variant *fast = tree_variant(tree, "aes", "fast");
    g_assert_cmpstr(fast->label, ==, "Fast!");
    g_assert_cmpuint(((CounterBlock *)fast->run->blocks->pdata[0])->loops, ==, 100);
    check_unused(tree, "x/opt/20251007_090000/time.json", "left out by x/gen.json");
}

static void check_settings_error(const char *settings, const char *expected)
{
    g_autoptr(Tree) tree = three_stamps();
    tree_add(tree, "gen.json", settings);
    tree_read(tree, NULL);
    g_assert_null(tree->archive);
    g_autofree char *error = tree_error(tree);
    g_assert_cmpstr(error, ==, expected);
}

static void test_settings_errors(void)
{
    check_settings_error("{\"baseline\": \"cleen\"}",
                         "gen.json:1:14: there is no variant \"cleen\" (clean?); there are clean and opt");
    check_settings_error("{\"variants\": {\"a\":\n {\"paths\": [\"y/**\"]}}}",
                         "gen.json:2:13: path \"y/**\" matches no file");
    check_settings_error("{\"work\": {\"perf/*\": {\"loops\": 3}}}",
                         "gen.json:1:21: path \"perf/*\" matches no file");
}

static void test_run_record(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_perf(tree, "x/alpha/20251006_145310/perf/perf_run_1.txt", "./x", 4);
    add_perf(tree, "x/beta/20251006_145310/perf/perf_run_1.txt", "./x", 3);
    tree_add(tree, "x/beta/20251006_145310/run.json",
             "{\"format\": \"gen-runners\", \"benchmark\": \"x\", \"baseline\": \"beta\", \"order\": "
             "[\"beta\", \"alpha\"], \"counters\": {\"loops\": 30}}");
    tree_add(tree, "x/alpha/20251006_145310/run.json", "{\"format\": \"gen-runners\", \"benchmark\": \"x\"}");
    tree_add(tree, "x/alpha/run.json", "{\"format\": \"other\"}");
    tree_read(tree, NULL);
    check_variants(tree, "x: beta* alpha");
    g_assert_cmpuint(((CounterBlock *)tree_variant(tree, "x", "beta")->run->blocks->pdata[0])->loops, ==, 30);
    g_assert_cmpuint(((CounterBlock *)tree_variant(tree, "x", "alpha")->run->blocks->pdata[0])->loops, ==, 0);
    check_unused(tree, "x/beta/20251006_145310/run.json", "record of how the run was measured");
    check_unused(tree, "x/alpha/run.json", "not a known artifact format");
}

/* ------------------------------------------------------------------ stale tables */

static void test_stale_table(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "x_base.json", "deepcopy", NULL, 0.5);
    tree_add(tree, "good.csv", "Benchmark,Mean (ms)\ndeepcopy,500.2\n");
    tree_add(tree, "bad.csv", "Benchmark,Mean (ms)\ndeepcopy,496\n");
    tree_add(tree, "other.csv", "Benchmark,Mean (ms)\nnbody,496\n");
    tree_read(tree, NULL);
    g_assert_true(tree_warns(tree, "stale-copy", "bad.csv"));
    g_assert_false(tree_warns(tree, "stale-copy", "good.csv"));
    g_assert_false(tree_warns(tree, "stale-copy", "other.csv"));
}

/* ------------------------------------------------------------------ what files there are */

static void test_skipped(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    add_pyperf(tree, "x.json", "x", NULL, 0.5);
    tree_add(tree, "empty.txt", "");
    tree_add(tree, "notes.md", "# Notes\n");
    tree_add(tree, "foreign.json", "{}");
    tree_add(tree, "cut.json", "{\"version\": \"1.0\", \"benchmarks\": [{\"runs\": [{\"values\": [0.1");
    tree_add(tree, "bad.gz", "\x1f\x8b nonsense");
    tree_add(tree, ".git/x.json", "{}");
    tree_add(tree, "venv/lib/x.json", "{}");
    tree_add(tree, "reports/x_results/report.json", "{\n \"schema\": \"gen-report/1\"}");
    tree_add(tree, "reports/x_results/report.html", "<svg>");
    tree_add(tree, "reports/index.json", "{\"schema\": \"gen-index/1\"}");
    tree_add(tree, "reports/mine.txt", "mine");
    tree_read(tree, NULL);
    g_assert_cmpuint(tree->archive->inputs->len, ==, 7);
    check_unused(tree, "empty.txt", "empty file");
    check_used(tree, "notes.md");
    check_unused(tree, "foreign.json", "not a known artifact format");
    check_unused(tree, "reports/mine.txt", "not a known artifact format");
    g_assert_false(
        tree_warns(tree, "directory-left-out", "reports/x_results")); /* a report is no hindrance */
    g_assert_true(tree_input(tree, "bad.gz")->is_rejected);
    g_assert_true(tree_warns(tree, "damaged-input", "bad.gz"));
    g_assert_false(tree_input(tree, "foreign.json")->is_rejected);
    for (guint i = 0; i < tree->archive->inputs->len; i++) {
        const Input *input = tree->archive->inputs->pdata[i];
        g_assert_true(input->is_used != (input->reason != NULL));
        g_assert_nonnull(input->sha256);
    }
}

/* Links are not followed, other things than files are not inputs, and no name breaks anything. */
static void test_hostile_names(void)
{
    g_autoptr(Tree) tree = tree_new(NULL);
    g_autofree char *long_name = g_strnfill(240, 'a');
    g_autofree char *long_path = g_strconcat("x_base/", long_name, ".json", NULL);
    add_pyperf(tree, "x_base/new\nline\x1b[31m.json", "x", NULL, 0.5);
    add_pyperf(tree, "x_opt/\xff\xfe.json", "x", NULL, 0.4);
    add_pyperf(tree, long_path, "x", NULL, 0.3);
    add_pyperf(tree, "x_base/\xe2\x80\xaegnp.json", "</script>", NULL, 0.3);
    g_autofree char *pipe_path = g_build_filename(tree->root, "pipe.json", NULL);
    g_autofree char *link_path = g_build_filename(tree->root, "link.json", NULL);
    g_autofree char *loop_path = g_build_filename(tree->root, "loop", NULL);
    g_assert_cmpint(mkfifo(pipe_path, 0600), ==, 0);
    g_assert_cmpint(symlink("/etc/passwd", link_path), ==, 0);
    g_assert_cmpint(symlink(".", loop_path), ==, 0);
    tree_read(tree, NULL);
    g_assert_cmpuint(tree->archive->inputs->len, ==, 4);
    for (guint i = 0; i < tree->archive->inputs->len; i++) {
        const Input *input = tree->archive->inputs->pdata[i];
        g_assert_true(g_utf8_validate(input->path, -1, NULL));
        g_assert_null(strpbrk(input->path, "\n\x1b"));
        g_assert_null(strstr(input->path, "\xe2\x80\xae"));
        g_assert_true(input->is_used);
    }
}

static void test_caps(void)
{
    g_autoptr(Tree) tree = three_stamps();
    DiscoverOptions options = {.max_files = 2};
    tree_read(tree, &options);
    g_assert_null(tree->archive);
    g_autofree char *error = tree_error(tree);
    g_assert_nonnull(strstr(error, "--max-files"));
    options = (DiscoverOptions){.max_depth = 2};
    tree_read(tree, &options);
    g_assert_cmpuint(tree->archive->inputs->len, ==, 0);
    g_assert_cmpuint(diag_count(tree->diags, DIAG_WARNING), ==, 3);
    options = (DiscoverOptions){.max_file_bytes = 10};
    tree_read(tree, &options);
    g_assert_true(tree_input(tree, "x/clean/20251006_145310/time.json")->is_rejected);
    g_assert_nonnull(strstr(tree_input(tree, "x/clean/20251006_145310/time.json")->reason, "--max-file"));
}

static void test_no_directory(void)
{
    g_autoptr(Tree) tree = tree_new((const char *[]){"file", "x", NULL});
    g_autofree char *root = g_strdup(tree->root);
    g_free(tree->root);
    tree->root = g_build_filename(root, "file", NULL);
    tree_read(tree, NULL);
    g_assert_null(tree->archive);
    g_assert_cmpuint(diag_count(tree->diags, DIAG_ERROR), ==, 1);
    g_free(tree->root);
    tree->root = g_steal_pointer(&root);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/grouping/keys", test_keys);
    g_test_add_func("/grouping/named-files", test_named_files);
    g_test_add_func("/grouping/contained-names", test_contained_names);
    g_test_add_func("/grouping/keyless", test_keyless);
    g_test_add_func("/grouping/keyless-beside-comparison", test_keyless_beside_comparison);
    g_test_add_func("/grouping/variant-directories", test_variant_directories);
    g_test_add_func("/grouping/directory-names", test_directory_names);
    g_test_add_func("/grouping/suite-names", test_suite_names);
    g_test_add_func("/variants/baseline", test_baseline);
    g_test_add_func("/variants/empty", test_empty_variant);
    g_test_add_func("/variants/stated-roles", test_stated_roles);
    g_test_add_func("/runs/newest", test_newest_run);
    g_test_add_func("/runs/kinds", test_kinds);
    g_test_add_func("/runs/repeats", test_repeats);
    g_test_add_func("/runs/commands", test_commands);
    g_test_add_func("/runs/same-time", test_same_time);
    g_test_add_func("/runs/undated-repeat", test_undated_repeat);
    g_test_add_func("/runs/free-work", test_free_work);
    g_test_add_func("/runs/commands-in-one-file", test_commands_in_one_file);
    g_test_add_func("/runs/values-beat-text", test_values_beat_text);
    g_test_add_func("/runs/later-text", test_later_text);
    g_test_add_func("/runs/printed-while-counting", test_printed_while_counting);
    g_test_add_func("/runs/printed-comparison", test_printed_comparison);
    g_test_add_func("/runs/quarantine", test_quarantine);
    g_test_add_func("/copies/left-out", test_copies);
    g_test_add_func("/copies/identical-variants", test_identical_variants);
    g_test_add_func("/copies/compressed", test_compressed_copy);
    g_test_add_func("/copies/unstamped", test_unstamped_copy);
    g_test_add_func("/options/timestamp", test_timestamp);
    g_test_add_func("/options/benchmark", test_benchmark_option);
    g_test_add_func("/settings/applied", test_settings);
    g_test_add_func("/settings/errors", test_settings_errors);
    g_test_add_func("/settings/run-record", test_run_record);
    g_test_add_func("/tables/stale", test_stale_table);
    g_test_add_func("/files/skipped", test_skipped);
    g_test_add_func("/files/hostile-names", test_hostile_names);
    g_test_add_func("/files/caps", test_caps);
    g_test_add_func("/files/no-directory", test_no_directory);
    return g_test_run();
}
