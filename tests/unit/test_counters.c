/* Counters: means over repeats, rows of one block, derived metrics, comparison, the iron law, kinds of work, warnings. */
#include "analyze/counters.h"
#include "analyze/history.h"
#include "analyze/intervals.h"

#include <string.h>

#include "model/command.h"
#include "model/warning.h"

/* A benchmark of two variants, "base" and "new", whose blocks a test fills. */
typedef struct {
    Benchmark *benchmark;
    Findings findings;
    GPtrArray *blocks; /* owned: the run borrows them */
    Input *input;
} Fixture;

static void fixture_init(Fixture *fixture)
{
    static const char *const names[] = {"base", "new"};
    memset(fixture, 0, sizeof *fixture);
    fixture->benchmark = benchmark_new("b");
    fixture->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)counter_block_free);
    fixture->input = input_new();
    fixture->input->path = g_strdup("perf.txt");
    fixture->findings.options = (AnalyzeOptions){0.01, 0.95};
    for (int i = 0; i < 2; i++) {
        Variant *variant = variant_new(names[i]);
        variant->run = run_new();
        g_ptr_array_add(variant->runs, variant->run);
        g_ptr_array_add(fixture->benchmark->variants, variant);
    }
}

static CounterBlock *add_block(Fixture *fixture, guint variant, guint n_runs, double elapsed, double error)
{
    Variant *of = g_ptr_array_index(fixture->benchmark->variants, variant);
    CounterBlock *block = counter_block_new();
    block->command = g_strdup("./work 3");
    block->n_runs = n_runs;
    block->elapsed = elapsed;
    block->elapsed_error = error;
    block->source = fixture->input;
    g_ptr_array_add(fixture->blocks, block);
    g_ptr_array_add(of->run->blocks, block);
    return block;
}

static Counter *add_counter(CounterBlock *block, const char *event, const char *pmu, guint64 value)
{
    Counter *counter = counter_new();
    counter->event = g_strdup(event);
    counter->pmu = g_strdup(pmu);
    counter->unit = g_strdup("");
    counter->value = (Quantity){.value = (double)value, .integer = value, .is_integer = TRUE};
    g_ptr_array_add(block->counters, counter);
    return counter;
}

static void set_seconds(Counter *counter, double seconds)
{
    counter->value = (Quantity){.value = seconds};
}

static VariantFindings *summarize(Fixture *fixture, guint i)
{
    VariantFindings *findings = g_new0(VariantFindings, 1);
    findings->variant = g_ptr_array_index(fixture->benchmark->variants, i);
    counters_summarize(findings);
    return findings;
}

static void variant_findings_clear(gpointer data)
{
    VariantFindings *findings = data;
    g_ptr_array_unref(findings->counters);
    process_summary_free(findings->process);
    g_free(findings);
}

static void analyze(Fixture *fixture)
{
    fixture->findings.variants = g_ptr_array_new_with_free_func(variant_findings_clear);
    for (guint i = 0; i < 2; i++)
        g_ptr_array_add(fixture->findings.variants, summarize(fixture, i));
    counters_compare(&fixture->findings);
}

static void fixture_clear(Fixture *fixture)
{
    if (fixture->findings.variants) {
        g_ptr_array_unref(fixture->findings.counter_comparisons);
        g_ptr_array_unref(fixture->findings.process_comparisons);
        g_ptr_array_unref(fixture->findings.process_steps);
        g_ptr_array_unref(fixture->findings.decompositions);
        g_ptr_array_unref(fixture->findings.variants);
    }
    benchmark_free(fixture->benchmark);
    g_ptr_array_unref(fixture->blocks);
    input_free(fixture->input);
}

static const CounterSummary *summary_of(const VariantFindings *findings, const char *event)
{
    const CounterSummary *summary = counters_find(findings, event, NULL, NULL);
    g_assert_nonnull(summary);
    return summary;
}

static void assert_near(double value, double expected)
{
    g_assert_cmpfloat_with_epsilon(value, expected, fabs(expected) * 1e-12 + 1e-300);
}

#define CLEAR __attribute__((cleanup(fixture_clear)))

/* ------------------------------------------------------------------ repeats */

static void test_files(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    static const guint64 cycles[] = {100, 104, 102};
    for (guint i = 0; i < 3; i++)
        add_counter(add_block(&fixture, 0, 1, 2.0 + i, NAN), "cycles", NULL, cycles[i]);
    analyze(&fixture);
    const VariantFindings *base = g_ptr_array_index(fixture.findings.variants, 0);
    const CounterSummary *summary = summary_of(base, "cycles");
    g_assert_true(summary->value.is_integer);
    g_assert_cmpuint(summary->value.integer, ==, 102);
    g_assert_cmpuint(summary->n_runs, ==, 3);
    g_assert_cmpuint(summary->n_samples, ==, 3);
    assert_near(summary->error, 2 / sqrt(3)); /* sd is 2 */
    g_assert_cmpuint(summary->sources->len, ==, 1);
    assert_near(base->process->elapsed, 3);
    assert_near(base->process->elapsed_error, 1 / sqrt(3));
    g_assert_cmpuint(base->process->n_samples, ==, 3);
}

static void test_one_file_of_runs(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CounterBlock *block = add_block(&fixture, 0, 5, 56.213, 0.15);
    add_counter(block, "cycles", NULL, G_MAXUINT64 - 1)->error = 7;
    analyze(&fixture);
    const VariantFindings *base = g_ptr_array_index(fixture.findings.variants, 0);
    const CounterSummary *summary = summary_of(base, "cycles");
    g_assert_cmpuint(summary->value.integer, ==, G_MAXUINT64 - 1); /* exact above 2^53 */
    g_assert_cmpuint(summary->n_runs, ==, 5);
    g_assert_cmpfloat(summary->error, ==, 7);
    g_assert_null(summary->samples);
    g_assert_cmpfloat(base->process->elapsed, ==, 56.213);
    g_assert_cmpfloat(base->process->elapsed_error, ==, 0.15);
    g_assert_null(base->process->samples);
}

/* Groups of runs must give what the runs themselves would: 1 2 3 and 5 9. */
static void test_pooled(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    add_block(&fixture, 0, 3, 2, 1 / sqrt(3));
    add_block(&fixture, 0, 2, 7, sqrt(8.0 / 2));
    static const double single[] = {1, 2, 3, 5, 9};
    for (guint i = 0; i < 5; i++)
        add_block(&fixture, 1, 1, single[i], NAN);
    analyze(&fixture);
    const VariantFindings *grouped = g_ptr_array_index(fixture.findings.variants, 0);
    const VariantFindings *apart = g_ptr_array_index(fixture.findings.variants, 1);
    assert_near(grouped->process->elapsed, 4);
    assert_near(grouped->process->elapsed_error, apart->process->elapsed_error);
    assert_near(apart->process->elapsed_error, sqrt(10.0 / 5));
}

/* ------------------------------------------------------------------ rows */

static void test_rows(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CounterBlock *block = add_block(&fixture, 0, 1, 1, NAN);
    for (guint i = 1; i <= 3; i++)
        add_counter(block, "cycles", NULL, 10 * i)->interval_end = 0.1 * i;
    add_counter(block, "cycles", NULL, 61); /* the total of --summary, not to be added */
    for (guint i = 1; i <= 3; i++)
        add_counter(block, "branches", NULL, i)->interval_end = 0.1 * i;
    for (guint i = 0; i < 2; i++)
        add_counter(block, "instructions", NULL, 5)->scope = g_strdup_printf("CPU%u", i);
    add_counter(block, "faults", NULL, 4);
    add_counter(block, "faults", NULL, 4);
    Counter *missing = add_counter(block, "LLC-loads", NULL, 0);
    missing->status = COUNTER_NOT_SUPPORTED;
    missing->value = QUANTITY_MISSING;
    analyze(&fixture);
    const VariantFindings *base = g_ptr_array_index(fixture.findings.variants, 0);
    g_assert_cmpuint(summary_of(base, "cycles")->value.integer, ==, 61);
    g_assert_cmpuint(summary_of(base, "branches")->value.integer, ==, 6);
    g_assert_cmpuint(summary_of(base, "instructions")->value.integer, ==, 10);
    g_assert_cmpuint(summary_of(base, "faults")->value.integer, ==, 4);
    g_assert_null(counters_find(base, "LLC-loads", NULL, NULL));
    const CounterSummary *last = g_ptr_array_index(base->counters, base->counters->len - 1);
    g_assert_cmpint(last->status, ==, COUNTER_NOT_SUPPORTED);
    g_assert_true(isnan(last->value.value));
}

static void not_counted(Counter *counter)
{
    counter->status = COUNTER_NOT_COUNTED;
    counter->value = QUANTITY_MISSING;
}

/* An interval in which only some events were counted leaves a gap in their sums; one in which none was is no gap. */
static void test_interval_gaps(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CounterBlock *block = add_block(&fixture, 0, 1, 1, NAN);
    for (guint i = 1; i <= 5; i++) {
        Counter *cycles = add_counter(block, "cycles", NULL, 10),
                *faults = add_counter(block, "faults", NULL, 2);
        cycles->interval_end = faults->interval_end = 0.1 * i;
        cycles->running = faults->running = 1;
        if (i == 2 || i == 4)
            not_counted(cycles);
        if (i == 4) /* asleep */
            not_counted(faults);
    }
    analyze(&fixture);
    const VariantFindings *base = g_ptr_array_index(fixture.findings.variants, 0);
    g_assert_cmpuint(summary_of(base, "cycles")->value.integer, ==, 30);
    assert_near(summary_of(base, "cycles")->running, 0.75);
    assert_near(summary_of(base, "cycles")->running_min, 0.75);
    g_assert_cmpuint(summary_of(base, "faults")->value.integer, ==, 8);
    assert_near(summary_of(base, "faults")->running, 1);
}

/* ------------------------------------------------------------------ intervals */

static void add_interval(CounterBlock *block, double end, guint64 cycles, guint64 instructions,
                         const char *scope)
{
    const struct {
        const char *event;
        guint64 value;
    } rows[] = {{"cycles", cycles}, {"instructions", instructions}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Counter *counter = add_counter(block, rows[i].event, NULL, rows[i].value);
        counter->interval_end = end;
        counter->scope = g_strdup(scope);
        if (rows[i].value == 0)
            not_counted(counter);
    }
}

static void test_intervals(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CLEAR Fixture without;
    fixture_init(&without);
    add_block(&without, 1, 1, 1, NAN);
    analyze(&without);
    g_assert_false(intervals_has_any(&without.findings));
    CounterBlock *block = add_block(&fixture, 1, 1, 1, NAN);
    add_interval(block, .5, 60, 120, "CPU0");
    add_interval(block, .5, 40, 30, "CPU1");
    add_interval(block, 1, 100, 300, NULL);
    add_interval(block, 1.5, 0, 300, NULL);
    add_interval(block, 1.75, 100, 50, NULL);
    add_counter(block, "cycles", NULL, 360); /* of --summary */
    analyze(&fixture);
    g_autoptr(GPtrArray) list = intervals_new(&fixture.findings);
    g_assert_cmpuint(list->len, ==, 1);
    const IntervalSeries *series = g_ptr_array_index(list, 0);
    g_assert_true(series->variant == g_ptr_array_index(fixture.findings.variants, 1));
    g_assert_cmpuint(series->n, ==, 4);
    assert_near(series->starts[3], 1.5);
    assert_near(series->ends[3], 1.75);
    g_assert_cmpuint(series->measures->len, ==, 3); /* no task-clock */
    const IntervalMeasure *ipc = g_ptr_array_index(series->measures, 0),
                          *cycles = g_ptr_array_index(series->measures, 2);
    g_assert_cmpstr(ipc->title, ==, "Instructions per cycle");
    g_assert_null(ipc->unit);
    assert_near(ipc->values[0], 1.5); /* (120 + 30) / (60 + 40) */
    assert_near(ipc->values[1], 3);
    g_assert_true(isnan(ipc->values[2]));
    assert_near(ipc->values[3], .5);
    assert_near(cycles->values[0], 200); /* per second */
    g_assert_true(isnan(cycles->values[2]));
    assert_near(cycles->values[3], 400); /* a shorter interval, the same rule */
}

/* More intervals than points: neighbours are merged, the last point holds the rest, and no cycle is lost. */
static void test_intervals_merged(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CounterBlock *block = add_block(&fixture, 0, 1, 1, NAN);
    guint n = 2 * INTERVALS_MAX_POINTS + 7;
    for (guint i = 1; i <= n; i++)
        add_interval(block, i, i, 2 * i, NULL);
    analyze(&fixture);
    g_autoptr(GPtrArray) list = intervals_new(&fixture.findings);
    const IntervalSeries *series = g_ptr_array_index(list, 0);
    const IntervalMeasure *cycles = g_ptr_array_index(series->measures, 2);
    g_assert_cmpuint(series->n_intervals, ==, n);
    g_assert_cmpuint(series->n, <=, INTERVALS_MAX_POINTS);
    double sum = 0;
    for (guint i = 0; i < series->n; i++)
        sum += cycles->values[i] * (series->ends[i] - series->starts[i]);
    assert_near(sum, n * (n + 1) / 2.0);
    assert_near(series->ends[series->n - 1], n);
}

/* Without any of the usual ones, whatever was counted. */
static void test_intervals_other_events(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CounterBlock *block = add_block(&fixture, 0, 1, 1, NAN);
    for (guint i = 1; i <= 3; i++)
        add_counter(block, "page-faults", NULL, 10)->interval_end = .1 * i;
    analyze(&fixture);
    g_autoptr(GPtrArray) list = intervals_new(&fixture.findings);
    const IntervalSeries *series = g_ptr_array_index(list, 0);
    g_assert_cmpuint(series->measures->len, ==, 1);
    const IntervalMeasure *faults = g_ptr_array_index(series->measures, 0);
    g_assert_cmpstr(faults->title, ==, "page-faults");
    assert_near(faults->values[1], 100);
}

/* ------------------------------------------------------------------ history of the wall clock */

static void add_older_run(Fixture *fixture, const char *command, double elapsed)
{
    Variant *variant = g_ptr_array_index(fixture->benchmark->variants, 1);
    Run *used = variant->run;
    variant->run = run_new();
    g_ptr_array_insert(variant->runs, 0, variant->run);
    CounterBlock *block = add_block(fixture, 1, 5, elapsed, .01);
    g_free(block->command);
    block->command = g_strdup(command);
    variant->run = used;
}

/* Runs of the same work are a series; other arguments are other work. */
static void test_elapsed_history(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    add_block(&fixture, 0, 5, 4, .01);
    add_block(&fixture, 1, 5, 2, .01);
    add_older_run(&fixture, "./work 4", 3);
    add_older_run(&fixture, "./work 3", 2.5);
    analyze(&fixture);
    g_autoptr(GPtrArray) histories = g_ptr_array_new_with_free_func((GDestroyNotify)history_free);
    g_autoptr(GPtrArray) timings = g_ptr_array_new();
    for (guint i = 0; i < 2; i++)
        ((VariantFindings *)g_ptr_array_index(fixture.findings.variants, i))->timings = timings;
    fixture.findings.benchmark = fixture.benchmark;
    fixture.findings.histories = histories;
    histories_add_elapsed(&fixture.findings);
    g_assert_cmpuint(histories->len, ==, 1);
    const History *history = g_ptr_array_index(histories, 0);
    g_assert_true(history->is_elapsed && history_is_series(history));
    g_assert_cmpuint(history->points->len, ==, 2);
    assert_near(g_array_index(history->points, HistoryPoint, 0).ratio, 2.5 / 4);
    assert_near(history_used_point(history)->ratio, .5);
    assert_near(history->since_last, .8);
    g_assert_true(history->since_last_low < .8 && history->since_last_high > .8);
    g_assert_cmpfloat(history_point_before(history)->mean, ==, 2.5);
}

/* ------------------------------------------------------------------ derived */

static void test_hybrid(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CounterBlock *block = add_block(&fixture, 0, 1, 1, NAN);
    add_counter(block, "cycles", "cpu_atom", 100);
    add_counter(block, "cycles", "cpu_core", 1000);
    add_counter(block, "instructions", "cpu_atom", 200);
    add_counter(block, "instructions", "cpu_core", 3000);
    set_seconds(add_counter(block, "task-clock", NULL, 0), 0.5);
    analyze(&fixture);
    const VariantFindings *base = g_ptr_array_index(fixture.findings.variants, 0);
    assert_near(base->derived.ipc, 3);
    assert_near(base->derived.cpus, 0.5);
    g_assert_true(isnan(base->derived.ghz)); /* two kinds of core share the clock */
}

static void test_derived(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CounterBlock *block = add_block(&fixture, 0, 1, 2, NAN);
    add_counter(block, "cycles", NULL, 4000000000);
    add_counter(block, "instructions", NULL, 8000000000);
    add_counter(block, "cache-misses", NULL, 16000000);
    add_counter(block, "cache-references", NULL, 0);
    add_counter(block, "branches", NULL, 100)->modifier = g_strdup("u");
    add_counter(block, "branch-misses", NULL, 50);
    set_seconds(add_counter(block, "task-clock", NULL, 0), 1);
    set_seconds(add_counter(block, "energy-pkg", "power", 0), 30);
    block->loops = 10;
    analyze(&fixture);
    const DerivedMetrics *derived =
        &((const VariantFindings *)g_ptr_array_index(fixture.findings.variants, 0))->derived;
    assert_near(derived->ipc, 2);
    assert_near(derived->cpi, 0.5);
    assert_near(derived->ghz, 4);
    assert_near(derived->cpus, 0.5);
    assert_near(derived->cache_mpki, 2);
    assert_near(derived->power, 15);
    assert_near(derived->energy_per_iteration, 3);
    g_assert_true(isnan(derived->cache_miss_rate));  /* by zero */
    g_assert_true(isnan(derived->branch_miss_rate)); /* modifiers differ */
}

/* ------------------------------------------------------------------ pairs */

static void fill_side(Fixture *fixture, guint variant, guint64 instructions, guint64 cycles, double clock,
                      double elapsed)
{
    for (guint i = 0; i < 3; i++) {
        double jitter = 1 + 0.001 * ((double)i - 1);
        CounterBlock *block = add_block(fixture, variant, 1, elapsed * jitter, NAN);
        add_counter(block, "instructions", NULL, instructions + i);
        add_counter(block, "cycles", NULL, cycles);
        set_seconds(add_counter(block, "task-clock", NULL, 0), clock);
    }
}

static void test_compare(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    fill_side(&fixture, 0, 8000, 4000, 3, 4);
    fill_side(&fixture, 1, 4000, 3000, 2, 2.5);
    analyze(&fixture);
    const CounterComparison *counter = g_ptr_array_index(fixture.findings.counter_comparisons, 0);
    g_assert_cmpfloat(counter->delta, ==, -4000);
    assert_near(counter->delta_share, -4000.0 / 8001);
    g_assert_cmpfloat(counter->ci_low, <, counter->delta_share);
    g_assert_cmpfloat(counter->ci_high, >, counter->delta_share);
    const ProcessComparison *process = g_ptr_array_index(fixture.findings.process_comparisons, 0);
    g_assert_cmpint(process->work, ==, WORK_FIXED);
    assert_near(process->elapsed_ratio, 0.625);
    assert_near(process->speedup, 1.6);
    g_assert_true(process->has_verdict);
    g_assert_cmpint(process->verdict, ==, VERDICT_FASTER);
    g_assert_cmpfloat(process->ci_low, <, 1.6);
    g_assert_cmpfloat(process->ci_high, >, 1.6);
    const Decomposition *law = g_ptr_array_index(fixture.findings.decompositions, 0);
    assert_near(law->instructions, 4001.0 / 8001);
    assert_near(law->cpi, (3000.0 / 4001) / (4000.0 / 8001));
    assert_near(law->frequency, (4000.0 / 3) / (3000.0 / 2));
    assert_near(law->utilisation, 0.75 / 0.8);
    assert_near(law->elapsed, 0.625);
    g_assert_cmpfloat(fabs(law->residual), <, 1e-12);
    g_assert_true(law->explains_benchmark);
}

/* What the author states of the work counts more than what the arguments look like. */
static void test_work_of_pair(void)
{
    ProcessSummary base = {.command = (char *)(guintptr) "./a 1000"};
    ProcessSummary changed = {.command = (char *)(guintptr) "./b 2000"};
    g_assert_cmpint(counters_work_of_pair(&base, &changed), ==, WORK_UNKNOWN);
    base.loops = changed.loops = 100;
    g_assert_cmpint(counters_work_of_pair(&base, &changed), ==, WORK_FIXED);
    changed.loops = 50;
    g_assert_cmpint(counters_work_of_pair(&base, &changed), ==, WORK_UNKNOWN);
    changed.loops = 100;
    changed.is_calibrated = TRUE;
    g_assert_cmpint(counters_work_of_pair(&base, &changed), ==, WORK_CALIBRATED);
}

static void test_calibrated(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    fill_side(&fixture, 0, 8000, 4000, 3, 4);
    fill_side(&fixture, 1, 4000, 3000, 2, 2.5);
    ((CounterBlock *)g_ptr_array_index(fixture.blocks, 0))->is_calibrated = TRUE;
    analyze(&fixture);
    const ProcessComparison *process = g_ptr_array_index(fixture.findings.process_comparisons, 0);
    g_assert_cmpint(process->work, ==, WORK_CALIBRATED);
    g_assert_true(isnan(process->speedup) && isnan(process->ci_low));
    g_assert_false(process->has_verdict);
    const Decomposition *law = g_ptr_array_index(fixture.findings.decompositions, 0);
    g_assert_false(law->explains_benchmark);
}

static void test_one_run(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    add_counter(add_block(&fixture, 0, 1, 4, NAN), "cycles", NULL, 10);
    add_counter(add_block(&fixture, 1, 1, 2, NAN), "cycles", NULL, 5);
    analyze(&fixture);
    const CounterComparison *counter = g_ptr_array_index(fixture.findings.counter_comparisons, 0);
    g_assert_true(isnan(counter->ci_low));
    const ProcessComparison *process = g_ptr_array_index(fixture.findings.process_comparisons, 0);
    assert_near(process->speedup, 2);
    g_assert_false(process->has_verdict);
    g_assert_cmpuint(fixture.findings.decompositions->len, ==, 0);
}

/* ------------------------------------------------------------------ commands */

static void test_command(void)
{
    static const struct {
        const char *command;
        gboolean runs_pyperf, fixes_loops, is_script, is_program;
    } cases[] = {
        {"python3-dbg -m pyperformance run --bench json_dumps", TRUE, FALSE, FALSE, TRUE},
        {"/opt/bin/pyperf timeit x", TRUE, FALSE, FALSE, TRUE},
        {"taskset -c 2 env A=1 python3 -X perf -m pyperf timeit 1", TRUE, FALSE, FALSE, TRUE},
        {"python3 /venv/bin/pyperformance run", TRUE, FALSE, FALSE, TRUE},
        {"sh -c python3 -m pyperf timeit 1", TRUE, FALSE, FALSE, TRUE},
        {"python3 pyperformance-main/bm_x/run_benchmark.py", FALSE, FALSE, TRUE, TRUE},
        {"python3 -mpyperf timeit 1", TRUE, FALSE, FALSE, TRUE},
        {"python3 -I -m  pyperformance run", TRUE, FALSE, FALSE, TRUE},
        {"python3 /usr/lib/python3/dist-packages/pyperf/__main__.py timeit 1", TRUE, FALSE, FALSE, TRUE},
        {"sudo -u bench nice -n 5 pyperformance run", TRUE, FALSE, FALSE, TRUE},
        {"sudo -u pyperf ls", FALSE, FALSE, FALSE, TRUE},
        {"stdbuf -o L python3 a/bm_x.py", FALSE, FALSE, TRUE, TRUE},
        {"python3 pyperf/setup.py -m", FALSE, FALSE, FALSE, TRUE},
        {"ls pyperformance", FALSE, FALSE, FALSE, TRUE},
        {"python -u a/run_benchmark.py --worker -l 1 -w 1", FALSE, TRUE, TRUE, TRUE},
        {"python a.py --worker --loops=4", FALSE, TRUE, FALSE, TRUE},
        {"python a.py -l 4", FALSE, FALSE, FALSE, TRUE},
        {"system wide", FALSE, FALSE, FALSE, FALSE},
        {"process id '12'", FALSE, FALSE, FALSE, FALSE},
        {"", FALSE, FALSE, FALSE, FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].command);
        g_assert_cmpint(command_runs_pyperf(cases[i].command), ==, cases[i].runs_pyperf);
        g_assert_cmpint(command_fixes_loops(cases[i].command), ==, cases[i].fixes_loops);
        g_assert_cmpint(command_is_benchmark_script(cases[i].command), ==, cases[i].is_script);
        g_assert_cmpint(command_is_program(cases[i].command), ==, cases[i].is_program);
    }
    g_assert_true(command_has_same_numbers("a.py --n 20000", "b.py --n 20000"));
    g_assert_false(command_has_same_numbers("a.py --n=20000", "a.py --n=1000"));
    g_assert_false(command_has_same_numbers("a.py --n 20000", "b.py"));
    g_assert_false(command_runs_pyperf(NULL) || command_is_program(NULL));
}

/* ------------------------------------------------------------------ warnings */

static void assert_warned(const GPtrArray *warnings, const char *code, gboolean expected)
{
    const Warning *warning = warning_find(warnings, code);
    g_test_message("%s: %s", code, warning ? warning->message : "none");
    g_assert_true((warning != NULL) == expected);
    if (warning)
        g_assert_cmpuint(warning->sources->len, ==, 1);
}

static void test_check(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    CounterBlock *block = add_block(&fixture, 0, 1, 0.01, NAN);
    add_counter(block, "branches", NULL, 5)->running = 0.2;
    Counter *zero = add_counter(block, "cycles", NULL, 0);
    zero->status = COUNTER_NOT_COUNTED;
    zero->was_zero = TRUE;
    add_counter(block, "Ir", NULL, 5)->is_simulated = TRUE;
    add_counter(block, "cs", NULL, 5)->cgroup = g_strdup("user.slice");
    add_counter(block, "cs", NULL, 7)->cgroup = g_strdup("/");
    block->is_calibrated = TRUE;
    add_counter(add_block(&fixture, 1, 1, 1, NAN), "faults", NULL, 5);
    analyze(&fixture);
    g_autoptr(GPtrArray) warnings = warning_array_new();
    counters_check(&fixture.findings, warnings);
    static const char *const codes[] = {"multiplexed",        "zero-counter",    "calibrated-process",
                                        "single-run",         "short-run",       "events-differ",
                                        "simulated-counters", "cgroups-left-out"};
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
        assert_warned(warnings, codes[i], TRUE);
    assert_warned(warnings, "not-supported", FALSE);
}

/* Of two repeats one has the zero: only that file is named. */
static void test_zero_in_one_repeat(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    g_autoptr(Input) other = input_new();
    other->path = g_strdup("other.txt");
    add_counter(add_block(&fixture, 0, 1, 1, NAN), "cycles", NULL, 5);
    CounterBlock *block = add_block(&fixture, 0, 1, 1, NAN);
    block->source = other;
    Counter *zero = add_counter(block, "cycles", NULL, 0);
    zero->status = COUNTER_NOT_COUNTED;
    zero->was_zero = TRUE;
    analyze(&fixture);
    g_autoptr(GPtrArray) warnings = warning_array_new();
    counters_check(&fixture.findings, warnings);
    const Warning *warning = warning_find(warnings, "zero-counter");
    g_assert_cmpuint(warning->sources->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(warning->sources, 0), ==, "other.txt");
}

static void test_check_nothing(void)
{
    CLEAR Fixture fixture;
    fixture_init(&fixture);
    fill_side(&fixture, 0, 8000, 4000, 3, 4);
    fill_side(&fixture, 1, 4000, 3000, 2, 2.5);
    analyze(&fixture);
    g_autoptr(GPtrArray) warnings = warning_array_new();
    counters_check(&fixture.findings, warnings);
    g_assert_cmpuint(warnings->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/counters/elapsed-history", test_elapsed_history);
    g_test_add_func("/counters/files", test_files);
    g_test_add_func("/counters/one-file-of-runs", test_one_file_of_runs);
    g_test_add_func("/counters/pooled", test_pooled);
    g_test_add_func("/counters/rows", test_rows);
    g_test_add_func("/counters/interval-gaps", test_interval_gaps);
    g_test_add_func("/intervals/series", test_intervals);
    g_test_add_func("/intervals/merged", test_intervals_merged);
    g_test_add_func("/intervals/other-events", test_intervals_other_events);
    g_test_add_func("/counters/hybrid", test_hybrid);
    g_test_add_func("/counters/derived", test_derived);
    g_test_add_func("/counters/compare", test_compare);
    g_test_add_func("/counters/calibrated", test_calibrated);
    g_test_add_func("/counters/work-of-pair", test_work_of_pair);
    g_test_add_func("/counters/one-run", test_one_run);
    g_test_add_func("/counters/command", test_command);
    g_test_add_func("/counters/check", test_check);
    g_test_add_func("/counters/zero-in-one-repeat", test_zero_in_one_repeat);
    g_test_add_func("/counters/check-nothing", test_check_nothing);
    return g_test_run();
}
