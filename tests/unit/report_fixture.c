/* Archives made by hand; see report_fixture.h. The numbers follow simple patterns, so that expected sentences can be worked out. */
#include "report_fixture.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "model/warning.h"

const char *const REPORT_FIXTURE_STATES[] = {"fixed",       "values",    "alone",   "suite",   "summary",
                                             "one-process", "many",      "profile", "hostile", "events",
                                             "transposed",  "simulated", NULL};

/* In the manner of the big list of naughty strings; written for this test. */
const char *const HOSTILE_STRINGS[] = {
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "\"><img src=x onerror=alert(3)>",
    "' onmouseover='alert(4)",
    "<svg onload=alert(5)>",
    "javascript:alert(6)",
    "]]><!--<b>",
    "&lt;&amp;&#60;&nosuch;",
    "=HYPERLINK(\"http://example.com\",\"x\")",
    "\xe2\x80\xae"
    "evil\xe2\x80\xac",
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d abc",
    "a\nb\tc\x01\x1b[31m",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../../etc/passwd",
    "\xf0\x9f\x92\xa9\xcc\x81\xcc\x81",
    NULL,
};

/* ------------------------------------------------------------------ parts of an archive */

/* The artifact that owns everything of a fixture. */
static Artifact *owner(Archive *archive)
{
    if (archive->artifacts->len == 0)
        g_ptr_array_add(archive->artifacts, artifact_new(NULL));
    return g_ptr_array_index(archive->artifacts, 0);
}

static Input *add_input(Archive *archive, const char *path, const char *format)
{
    Input *input = input_new();
    input->path = text_clean_line(path, 4000);
    input->format = format;
    input->is_used = format != NULL;
    input->n_bytes = 1000 + strlen(path);
    input->sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, path, -1);
    if (!format)
        input->reason = g_strdup("not a known artifact format");
    g_ptr_array_add(archive->inputs, input);
    return input;
}

static Variant *add_variant(Benchmark *benchmark, const char *name)
{
    Variant *variant = variant_new(name);
    if (!variant->run) {
        variant->run = run_new();
        g_ptr_array_add(variant->runs, variant->run);
    }
    variant->role = benchmark->variants->len == 0 ? ROLE_BASELINE : ROLE_CHANGED;
    variant->run->timestamp = g_strdup("2025-10-25T22:08:32");
    variant->run->timestamp_source = TIMESTAMP_PATH;
    g_ptr_array_add(benchmark->variants, variant);
    return variant;
}

/* Fixed deviations with mean zero, so that the mean is the one asked for. */
static double deviation(guint i)
{
    static const double pattern[] = {0.6, -1.1, 0.2, 1.3, -1.0, 0.4, -0.7, 0.3};
    return pattern[i % G_N_ELEMENTS(pattern)];
}

static Timing *add_timing(Archive *archive, Variant *variant, const char *name, double mean,
                          guint n_processes)
{
    Timing *timing = timing_new(name, UNIT_SECOND, LEVEL_VALUES);
    for (guint i = 0; i < n_processes; i++) {
        Process *process = process_new();
        process->n_values = 3;
        process->values = g_new(double, 3);
        process->n_warmups = 1;
        process->warmups = g_new(double, 1);
        process->warmups[0] = mean * 1.03;
        process->loops = process->inner_loops = 1;
        for (guint j = 0; j < 3; j++)
            process->values[j] = mean * (1 + 0.004 * deviation(i) + 0.001 * deviation(j + 3));
        g_ptr_array_add(timing->processes, process);
    }
    g_hash_table_insert(timing->metadata, g_strdup("python_version"), g_strdup("3.10.12"));
    g_hash_table_insert(timing->metadata, g_strdup("hostname"), g_strdup("bench"));
    g_hash_table_insert(timing->metadata, g_strdup("description"), g_strdup(variant->name));
    g_autofree char *path = g_strdup_printf("%s/20251025_220832/pyperf.json", variant->name);
    Input *input = add_input(archive, path, "pyperf-json");
    g_ptr_array_add(timing->sources, input);
    g_ptr_array_add(owner(archive)->timings, timing);
    g_ptr_array_add(variant->run->timings, timing);
    return timing;
}

static void add_summary(Archive *archive, Variant *variant, const char *name, double mean, double stdev)
{
    Timing *timing = timing_new(name, UNIT_SECOND, LEVEL_SUMMARY);
    timing->mean = mean;
    timing->stdev = stdev;
    timing->printed = g_strdup("Mean +- std dev: as printed");
    g_autofree char *path = g_strdup_printf("%s/20251025_220832/logs/stdout.txt", variant->name);
    g_ptr_array_add(timing->sources, add_input(archive, path, "pyperf-text"));
    g_ptr_array_add(owner(archive)->timings, timing);
    g_ptr_array_add(variant->run->timings, timing);
}

static void add_counter(CounterBlock *block, const char *event, const char *unit, double value,
                        double running)
{
    Counter *counter = counter_new();
    counter->event = g_strdup(event);
    counter->unit = g_strdup(unit);
    counter->status = value > 0 ? COUNTER_COUNTED : COUNTER_NOT_SUPPORTED;
    gboolean is_count = !unit[0];
    counter->value = (Quantity){
        .value = is_count ? floor(value) : value, .integer = (guint64)value, .is_integer = is_count};
    if (value <= 0)
        counter->value = QUANTITY_MISSING;
    counter->running = running;
    g_ptr_array_add(block->counters, counter);
}

/* One perf stat file per run; `scale` is the amount of work done compared with the base. */
static void add_perf(Archive *archive, Variant *variant, double elapsed, double scale, double cpus,
                     guint n_runs, guint64 loops, gboolean is_calibrated)
{
    for (guint i = 0; i < n_runs; i++) {
        double noise = 1 + 0.01 * deviation(i);
        g_autofree char *path =
            g_strdup_printf("%s/20251025_220832/perf/perf_run_%u.txt", variant->name, i + 1);
        CounterBlock *block = counter_block_new();
        block->command =
            g_strdup_printf(is_calibrated ? "python3 -m pyperf timeit %s" : "python3 %s.py", variant->name);
        block->n_runs = 1;
        block->elapsed = elapsed * noise;
        block->user = elapsed * cpus * 0.95 * noise;
        block->sys = elapsed * cpus * 0.05 * noise;
        block->started = g_strdup_printf("2025-10-25T22:%02u:36", 9 + i);
        block->loops = loops;
        block->is_calibrated = is_calibrated;
        block->source = add_input(archive, path, "perf-stat-text");
        add_counter(block, "task-clock", "s", elapsed * cpus * noise, 1);
        add_counter(block, "context-switches", "", 203 * scale * noise, 1);
        add_counter(block, "page-faults", "", 12992 * noise, 1);
        add_counter(block, "cycles", "", 157.2e9 * scale * 1.8 * noise, 0.31);
        add_counter(block, "instructions", "", 372.6e9 * scale * noise, 0.38);
        add_counter(block, "branches", "", 94.8e9 * scale * noise, 0.38);
        add_counter(block, "branch-misses", "", 320e6 * scale * noise, 0.44);
        add_counter(block, "LLC-load-misses", "", 202e3 / scale * (1 + 0.3 * deviation(i)), 0.33);
        add_counter(block, "L1-icache-loads", "", 0, NAN);
        g_ptr_array_add(owner(archive)->blocks, block);
        g_ptr_array_add(variant->run->blocks, block);
    }
}

static void add_function(Profile *profile, const char *name, const char *module, guint64 self, guint64 total,
                         FrameKind kind)
{
    FunctionWeight *function = g_new0(FunctionWeight, 1);
    function->name = text_clean_line(name, 4000);
    function->module = text_clean_line(module, 4000);
    function->kind = kind;
    function->self = self;
    function->total = total;
    g_ptr_array_add(profile->functions, function);
    Frame *frame = g_new0(Frame, 1);
    frame->name = g_strdup(function->name);
    frame->module = g_strdup(function->module);
    frame->kind = kind;
    g_ptr_array_add(profile->frames, frame);
    ProfileNode node = {.frame = profile->frames->len - 1,
                        .parent = profile->nodes->len > 0 ? profile->nodes->len - 1 : PROFILE_ROOT,
                        .depth = profile->nodes->len,
                        .total = total,
                        .self = self};
    g_array_append_val(profile->nodes, node);
}

static void add_profile(Archive *archive, Variant *variant, const char *outer, const char *inner,
                        guint64 scale)
{
    Profile *profile = profile_new("folded", "samples");
    profile->total = 100 * scale;
    profile->n_stacks = 2;
    profile->unresolved = 0;
    profile->pruned = 0;
    profile->sample_rate = 100;
    add_function(profile, outer, "main.py", 10 * scale, 100 * scale, FRAME_OWN);
    add_function(profile, inner, "aes.py", 90 * scale, 90 * scale, FRAME_OWN);
    g_autofree char *path = g_strdup_printf("%s/20251025_220832/out.folded", variant->name);
    g_ptr_array_add(profile->sources, add_input(archive, path, "folded"));
    g_ptr_array_add(owner(archive)->profiles, profile);
    g_ptr_array_add(variant->run->profiles, profile);
}

/* ------------------------------------------------------------------ states */

typedef void (*StateBuilder)(Archive *archive, Benchmark *benchmark);

static void build_fixed(Archive *archive, Benchmark *benchmark)
{
    Variant *clean = add_variant(benchmark, "clean"), *opt = add_variant(benchmark, "opt"),
            *opt2 = add_variant(benchmark, "opt2");
    add_perf(archive, clean, 60.5, 1, 1, 5, 100, FALSE);
    add_perf(archive, opt, 45.3, 0.79, 1, 5, 100, FALSE);
    add_perf(archive, opt2, 6.4, 0.105, 1.86, 5, 100, FALSE);
    add_summary(archive, clean, "crypto", 0.592, 0.001);
    add_summary(archive, opt, "crypto", 0.451, 0.001);
    add_summary(archive, opt2, "crypto", 0.049, 0.0025);
    add_profile(archive, clean, "main", "encrypt", 60);
    add_profile(archive, opt2, "main", "encrypt", 6);
}

static void build_values(Archive *archive, Benchmark *benchmark)
{
    Variant *stdlib = add_variant(benchmark, "stdlib"), *orjson = add_variant(benchmark, "orjson");
    add_timing(archive, stdlib, "json_dumps", 0.0622, 20);
    add_timing(archive, orjson, "json_dumps", 0.0119, 20);
    add_perf(archive, stdlib, 39.9, 1, 1, 1, 0, TRUE);
    add_perf(archive, orjson, 20.3, 0.58, 1, 1, 0, TRUE);
    add_input(archive, "notes.log", NULL);
}

static void build_alone(Archive *archive, Benchmark *benchmark)
{
    add_timing(archive, add_variant(benchmark, "telco"), "telco", 0.02253, 40);
}

/* Every second and every third row has a tag; the first also has those that nobody expects. */
static void add_tags(const Variant *variant, guint i)
{
    Timing *timing = g_ptr_array_index(variant->run->timings, i);
    timing->tags = g_ptr_array_new_with_free_func(g_free);
    if (i % 2 == 0)
        g_ptr_array_add(timing->tags, g_strdup("regex"));
    if (i % 3 == 0)
        g_ptr_array_add(timing->tags, g_strdup("apps"));
    for (guint k = 0; i == 0 && HOSTILE_STRINGS[k]; k++)
        g_ptr_array_add(timing->tags, text_clean_line(HOSTILE_STRINGS[k], 4000));
}

static void build_suite(Archive *archive, Benchmark *benchmark)
{
    Variant *old = add_variant(benchmark, "3.10"), *new = add_variant(benchmark, "3.11");
    for (guint i = 0; i < 30; i++) {
        g_autofree char *name = g_strdup_printf("bench_%02u", i);
        double mean = 0.0001 * pow(1.4, i);
        add_timing(archive, old, name, mean, 10);
        add_timing(archive, new, name, mean * (i == 7 ? 1.1 : i == 8 ? 1.0 : 0.7 + 0.01 * i), 10);
        add_tags(old, i);
        add_tags(new, i);
    }
}

static void build_summary(Archive *archive, Benchmark *benchmark)
{
    add_summary(archive, add_variant(benchmark, "base"), "loop", 0.0522, 0.0004);
    add_summary(archive, add_variant(benchmark, "fast"), "loop", 0.0399, 0.0004);
}

static void build_one_process(Archive *archive, Benchmark *benchmark)
{
    add_timing(archive, add_variant(benchmark, "base"), "loop", 0.0522, 1);
    add_timing(archive, add_variant(benchmark, "fast"), "loop", 0.0399, 1);
}

static void build_many(Archive *archive, Benchmark *benchmark)
{
    for (guint i = 0; i < 9; i++) {
        g_autofree char *name = g_strdup_printf("variant_%u", i);
        Variant *variant = add_variant(benchmark, name);
        add_timing(archive, variant, "loop", 0.05 * (1 - 0.05 * i), 12);
        add_perf(archive, variant, 10 - i, 1 - 0.05 * i, 1, 3, 10, FALSE);
    }
}

static void build_profile(Archive *archive, Benchmark *benchmark)
{
    add_profile(archive, add_variant(benchmark, "base"), "main", "encrypt", 60);
}

/* As many events as perf stat -ddd has, and a variant of which there is a profile only. */
static void build_events(Archive *archive, Benchmark *benchmark)
{
    static const char *const events[] = {
        "L1-dcache-loads",
        "L1-dcache-load-misses",
        "L1-icache-load-misses",
        "LLC-loads",
        "dTLB-loads",
        "dTLB-load-misses",
        "iTLB-loads",
        "iTLB-load-misses",
        "L1-dcache-prefetches",
        "L1-dcache-prefetch-misses",
        "cpu-migrations",
        "energy-pkg",
    };
    static const char *const names[] = {"clean", "opt", "profiled", "opt2"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Variant *variant = add_variant(benchmark, names[i]);
        add_profile(archive, variant, "main", "encrypt", 60);
        if (g_str_equal(names[i], "profiled"))
            continue;
        add_perf(archive, variant, 60.0 / (i + 1), 1.0 / (i + 1), 1, 3, 100, FALSE);
        for (guint j = 0; j < 3; j++)
            for (guint k = 0; k < G_N_ELEMENTS(events); k++)
                add_counter(g_ptr_array_index(variant->run->blocks, j), events[k], "",
                            1e6 * (k + j + 3) / (i + 1), 0.31);
    }
}

static void build_hostile(Archive *archive, Benchmark *benchmark)
{
    for (guint i = 0; HOSTILE_STRINGS[i]; i++) {
        g_autofree char *name = text_clean_line(HOSTILE_STRINGS[i], 4000);
        if (i >= 4) {
            add_input(archive, HOSTILE_STRINGS[i], NULL);
            continue;
        }
        Variant *variant = add_variant(benchmark, name);
        add_timing(archive, variant, name, 0.05 / (i + 1), 6);
        add_perf(archive, variant, 10, 1, 1, 2, 0, FALSE);
        for (guint j = 0; HOSTILE_STRINGS[j]; j++) {
            g_autofree char *clean = text_clean_line(HOSTILE_STRINGS[j], 4000);
            Timing *timing = g_ptr_array_index(variant->run->timings, 0);
            g_hash_table_insert(timing->metadata, g_strdup(clean), g_strdup(clean));
            CounterBlock *block = g_ptr_array_index(variant->run->blocks, 0);
            add_counter(block, clean, "", 1000, 1);
        }
        for (guint j = 0; HOSTILE_STRINGS[j] && HOSTILE_STRINGS[j + 1]; j += 2)
            add_profile(archive, variant, HOSTILE_STRINGS[j], HOSTILE_STRINGS[j + 1], 7);
    }
    for (guint i = 0; HOSTILE_STRINGS[i]; i++) {
        Warning *warning = warning_add(benchmark->warnings, "lines-skipped", "%s", HOSTILE_STRINGS[i]);
        g_autofree char *clean = text_clean_line(HOSTILE_STRINGS[i], 4000);
        warning_add_source(warning, clean);
    }
}

/* What valgrind counted of one command, beside what perf counted system wide: no time at all, and a very long command. */
static void build_simulated(Archive *archive, Benchmark *benchmark)
{
    static const char *const names[] = {"base", "fast"};
    g_autofree char *flags = g_strnfill(600, 'f');
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Variant *variant = add_variant(benchmark, names[i]);
        CounterBlock *blocks[] = {counter_block_new(), counter_block_new()};
        for (guint j = 0; j < G_N_ELEMENTS(blocks); j++) {
            g_autofree char *path = g_strdup_printf("%s/%s", names[i], j == 0 ? "callgrind.out" : "perf.txt");
            blocks[j]->source = add_input(archive, path, j == 0 ? "callgrind" : "perf-stat-text");
            blocks[j]->n_runs = 1;
            blocks[j]->command = g_strdup_printf("python3 -X%s --do %s %s", flags, names[i], flags);
            add_counter(blocks[j], "instructions", "", 4e9 / (i + 1) / (j + 1), NAN);
            g_ptr_array_add(owner(archive)->blocks, blocks[j]);
            g_ptr_array_add(variant->run->blocks, blocks[j]);
        }
        ((Counter *)g_ptr_array_index(blocks[0]->counters, 0))->is_simulated = TRUE;
    }
}

static StateBuilder find_builder(const char *state)
{
    static const StateBuilder builders[] = {build_fixed,   build_values,      build_alone,  build_suite,
                                            build_summary, build_one_process, build_many,   build_profile,
                                            build_hostile, build_events,      build_events, build_simulated};
    for (guint i = 0; REPORT_FIXTURE_STATES[i]; i++)
        if (g_str_equal(state, REPORT_FIXTURE_STATES[i]))
            return builders[i];
    g_assert_not_reached();
}

static int compare_inputs(gconstpointer a, gconstpointer b)
{
    return strcmp((*(Input *const *)a)->path, (*(Input *const *)b)->path);
}

ReportFixture *report_fixture_new(const char *state)
{
    ReportFixture *fixture = g_new0(ReportFixture, 1);
    fixture->archive = archive_new("results");
    gboolean is_hostile = g_str_equal(state, "hostile");
    Benchmark *benchmark = benchmark_new(is_hostile ? HOSTILE_STRINGS[0] : state);
    benchmark->margin = NAN;
    benchmark->timestamp = g_strdup("2025-10-25T22:08:32");
    g_ptr_array_add(fixture->archive->benchmarks, benchmark);
    find_builder(state)(fixture->archive, benchmark);
    g_ptr_array_sort(fixture->archive->inputs, compare_inputs);
    AnalyzeOptions options = {.margin = NAN, .confidence = NAN};
    fixture->findings = findings_new(benchmark, fixture->archive->warnings, &options);
    static const char *const files[] = {"report.html", "report.json", "report.csv", NULL};
    ReportOptions report = {
        .files = files,
        .version = "0.1.0",
        .transpose = g_str_equal(state, "transposed"),
        .command = is_hostile ? HOSTILE_STRINGS[1] : "gen --results-dir results",
        .author = is_hostile ? HOSTILE_STRINGS[2] : NULL,
        .course = is_hostile ? HOSTILE_STRINGS[9] : NULL,
    };
    fixture->model = report_model_new(fixture->archive, fixture->findings, &report);
    return fixture;
}

void report_fixture_free(ReportFixture *fixture)
{
    if (!fixture)
        return;
    xmlFreeDoc(fixture->model);
    findings_free(fixture->findings);
    archive_free(fixture->archive);
    g_free(fixture);
}
