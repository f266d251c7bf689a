/* hyperfine and Google Benchmark: what becomes a process, what a summary, what is refused. */
#include <string.h>

#include "ingest/google_benchmark.h"
#include "ingest/hyperfine.h"
#include "ingest/pytest_benchmark.h"

typedef struct {
    GBytes *bytes;
    SourceBuffer buffer;
    Input *input;
    Artifact *artifact;
    DiagList *diags;
} Parsed;

static gboolean parse_text(Parsed *parsed, const InputFormat *format, const char *text)
{
    parsed->bytes = g_bytes_new_static(text, strlen(text));
    source_buffer_init(&parsed->buffer, "x", parsed->bytes);
    parsed->input = input_new();
    parsed->artifact = artifact_new(parsed->input);
    parsed->diags = diag_list_new();
    g_assert_true(format_of(&parsed->buffer.source) == format);
    gboolean is_usable = format->parse(&parsed->buffer.source, parsed->artifact, parsed->diags);
    g_assert_cmpint(is_usable, ==, diag_count(parsed->diags, DIAG_ERROR) == 0);
    g_assert_cmpint(is_usable, ==, parsed->artifact->timings->len > 0);
    return is_usable;
}

static void clear(Parsed *parsed)
{
    artifact_free(parsed->artifact);
    input_free(parsed->input);
    diag_list_free(parsed->diags);
    source_buffer_clear(&parsed->buffer);
    g_bytes_unref(parsed->bytes);
}

static const Timing *timing_at(const Parsed *parsed, guint i)
{
    return g_ptr_array_index(parsed->artifact->timings, i);
}

static double value_at(const Timing *timing, guint process, guint i)
{
    return ((const Process *)g_ptr_array_index(timing->processes, process))->values[i];
}

static void test_hyperfine_1(void)
{
    Parsed parsed;
    g_assert_true(parse_text(&parsed, &format_hyperfine_json,
                             "{\"results\": [{\"command\": \"sleep 0.01\", \"mean\": 0.5, \"stddev\": null, "
                             "\"times\": [0.25, 0.75],"
                             " \"exit_codes\": [0, 0]},\n"
                             "{\"command\": \"false\", \"times\": [1], \"exit_codes\": [1]},\n"
                             "{\"command\": \"short\", \"mean\": 0.5, \"stddev\": 0.125},\n"
                             "{\"command\": \"zero\", \"times\": [0.0, 1.0]}]}"));
    const Timing *sleep = timing_at(&parsed, 0);
    g_assert_cmpstr(sleep->benchmark, ==, "sleep 0.01");
    g_assert_cmpuint(sleep->processes->len, ==, 2);
    g_assert_cmpfloat(value_at(sleep, 1, 0), ==, 0.75);
    g_assert_null(sleep->excluded);
    g_assert_cmpstr(timing_at(&parsed, 1)->excluded, ==, "runs failed (exit status 1)");
    g_assert_cmpint(timing_at(&parsed, 2)->level, ==, LEVEL_SUMMARY);
    g_assert_cmpstr(timing_at(&parsed, 2)->printed, ==, "mean 0.5 s, standard deviation 0.125 s");
    g_assert_cmpstr(timing_at(&parsed, 3)->excluded, ==, "a time of 0");
    clear(&parsed);
    g_assert_false(parse_text(
        &parsed, &format_hyperfine_json,
        "{\"results\": [{\"command\": \"a\", \"times\": [1]},{\"command\": \"b\", \"times\": [-1]}]}"));
    clear(&parsed);
}

static void test_hyperfine_2(void)
{
    Parsed parsed;
    g_assert_true(
        parse_text(&parsed, &format_hyperfine_json,
                   "{\"schema_version\": 2, \"metadata\": {\"start_time\": \"2026-11-20T12:00:43Z\"},"
                   " \"primary_metric\": \"time_cpu\", \"results\": [{\"command\": \"a\", \"measurements\": ["
                   "{\"time_wall_clock\": {\"value\": 9, \"unit\": \"second\"}, \"time_cpu\": {\"value\": "
                   "1.5, \"unit\": "
                   "\"second\"}, \"exit_code\": 0},"
                   "{\"time_cpu\": {\"value\": 2.5, \"unit\": \"second\"}, \"exit_code\": null}]}]}"));
    g_assert_cmpuint(timing_at(&parsed, 0)->processes->len, ==, 2);
    g_assert_cmpfloat(value_at(timing_at(&parsed, 0), 1, 0), ==, 2.5);
    g_assert_cmpstr(parsed.artifact->started, ==, "2026-11-20T12:00:43Z");
    g_assert_null(timing_at(&parsed, 0)->excluded);
    clear(&parsed);
    g_assert_false(parse_text(&parsed, &format_hyperfine_json,
                              "{\"schema_version\": 2, \"results\": [{\"command\": \"a\", \"measurements\": ["
                              "{\"time_wall_clock\": {\"value\": 9, \"unit\": \"fortnight\"}}]}]}"));
    clear(&parsed);
}

static void test_hyperfine_csv(void)
{
    Parsed parsed;
    g_assert_true(parse_text(&parsed, &format_hyperfine_csv,
                             "command,mean,stddev,median,user,system,min,max,parameter_n\n"
                             "\"echo \"\"a,b\"\"\",0.5,0.25,0.5,0,0,0.5,0.5,1\n"
                             "once,1.5,0,1.5,0,0,1.5,1.5,2\n"));
    g_assert_cmpstr(timing_at(&parsed, 0)->benchmark, ==, "echo \"a,b\"");
    g_assert_cmpfloat(timing_at(&parsed, 0)->mean, ==, 0.5);
    g_assert_cmpfloat(timing_at(&parsed, 0)->stdev, ==, 0.25);
    g_assert_true(isnan(timing_at(&parsed, 1)->stdev));
    clear(&parsed);
    g_assert_true(parse_text(&parsed, &format_hyperfine_csv,
                             "command,time_wall_clock_mean,time_wall_clock_unit\na,2,second\n"));
    g_assert_cmpfloat(timing_at(&parsed, 0)->mean, ==, 2);
    clear(&parsed);
    g_assert_false(
        parse_text(&parsed, &format_hyperfine_csv, "command,mean,stddev,median,user,system,min,max\na,x\n"));
    g_autofree char *line = diag_format(g_ptr_array_index(parsed.diags->items, 0));
    g_assert_cmpstr(line, ==, "x:2: error: the mean must be a number above 0");
    clear(&parsed);
    g_assert_false(
        parse_text(&parsed, &format_hyperfine_csv, "command,mean,stddev,median,user,system,min,max\na,\"1"));
    clear(&parsed);
}

#define CONTEXT                                                                                              \
    "\"context\": {\"date\": \"2026-11-20T12:00:44+00:00\", \"host_name\": \"vm\", \"num_cpus\": 2}, "

static void test_google_benchmark(void)
{
    Parsed parsed;
    g_assert_true(parse_text(
        &parsed, &format_google_benchmark,
        "{" CONTEXT "\"benchmarks\": [\n"
        "{\"name\": \"BM_A/64\", \"run_name\": \"BM_A/64\", \"run_type\": \"iteration\", \"iterations\": 10,"
        " \"real_time\": 2.5e1, \"time_unit\": \"ns\"},\n"
        "{\"name\": \"BM_A/64\", \"run_name\": \"BM_A/64\", \"run_type\": \"iteration\", \"iterations\": 10,"
        " \"real_time\": 0.5, \"time_unit\": \"us\"},\n"
        "{\"name\": \"BM_A/64_mean\", \"run_name\": \"BM_A/64\", \"run_type\": \"aggregate\", "
        "\"aggregate_name\": \"mean\","
        " \"real_time\": 7, \"time_unit\": \"us\"},\n"
        "{\"name\": \"BM_C_mean\", \"run_name\": \"BM_C\", \"run_type\": \"aggregate\", \"aggregate_name\": "
        "\"mean\","
        " \"real_time\": 4, \"time_unit\": \"ms\"},\n"
        "{\"name\": \"BM_C_stddev\", \"run_name\": \"BM_C\", \"run_type\": \"aggregate\", "
        "\"aggregate_name\": \"stddev\","
        " \"real_time\": 1, \"time_unit\": \"ms\"},\n"
        "{\"name\": \"BM_C_cv\", \"run_name\": \"BM_C\", \"run_type\": \"aggregate\", \"aggregate_name\": "
        "\"cv\","
        " \"aggregate_unit\": \"percentage\", \"real_time\": 0.25, \"time_unit\": \"ms\"},\n"
        "{\"name\": \"BM_Bad\", \"error_occurred\": true, \"real_time\": 0, \"time_unit\": \"ns\"}]}"));
    g_assert_cmpuint(parsed.artifact->timings->len, ==, 2);
    const Timing *a = timing_at(&parsed, 0), *c = timing_at(&parsed, 1);
    g_assert_cmpuint(a->processes->len, ==, 1);
    g_assert_cmpuint(((const Process *)g_ptr_array_index(a->processes, 0))->n_values, ==, 2);
    g_assert_cmpfloat_with_epsilon(value_at(a, 0, 0), 25e-9, 1e-20);
    g_assert_cmpfloat_with_epsilon(value_at(a, 0, 1), 0.5e-6, 1e-20);
    g_assert_cmpstr(g_hash_table_lookup(a->metadata, "hostname"), ==, "vm");
    g_assert_cmpstr(g_hash_table_lookup(a->metadata, "cpu_count"), ==, "2");
    g_assert_cmpint(c->level, ==, LEVEL_SUMMARY);
    g_assert_cmpfloat_with_epsilon(c->mean, 0.004, 1e-15);
    g_assert_cmpfloat_with_epsilon(c->stdev, 0.001, 1e-15);
    g_assert_cmpstr(parsed.artifact->started, ==, "2026-11-20T12:00:44+00:00");
    g_assert_cmpuint(parsed.diags->items->len, ==, 1);
    clear(&parsed);
    g_assert_false(parse_text(
        &parsed, &format_google_benchmark,
        "{" CONTEXT "\"benchmarks\": [{\"name\": \"a\", \"real_time\": 1, \"time_unit\": \"h\"}]}"));
    clear(&parsed);
    g_assert_false(parse_text(&parsed, &format_google_benchmark,
                              "{" CONTEXT "\"benchmarks\": [{\"name\": \"a\", \"time_unit\""));
    clear(&parsed);
}

#define MACHINE                                                                                              \
    "\"machine_info\": {\"node\": \"vm\", \"python_version\": \"3.11.2\", \"cpu\": {\"count\": 2}}, "

static void test_pytest_benchmark(void)
{
    Parsed parsed;
    g_assert_true(parse_text(
        &parsed, &format_pytest_benchmark,
        "{" MACHINE "\"benchmarks\": [\n"
        "{\"name\": \"test_a\", \"fullname\": \"x.py::test_a\", \"stats\": {\"mean\": 0.5, \"rounds\": 2, "
        "\"iterations\": 3, \"data\": [0.25, 0.75]}},\n"
        "{\"name\": \"test_a\", \"fullname\": \"y.py::test_a\", \"stats\": {\"mean\": 0.5, \"stddev\": "
        "0.125, "
        "\"rounds\": 2}}], \"datetime\": \"2026-11-20T12:00:44\"}"));
    const Timing *a = timing_at(&parsed, 0), *b = timing_at(&parsed, 1);
    g_assert_cmpuint(((const Process *)g_ptr_array_index(a->processes, 0))->loops, ==, 3);
    g_assert_cmpfloat(value_at(a, 0, 1), ==, 0.75);
    g_assert_cmpstr(g_hash_table_lookup(a->metadata, "hostname"), ==, "vm");
    g_assert_cmpstr(g_hash_table_lookup(a->metadata, "cpu_count"), ==, "2");
    g_assert_cmpstr(b->benchmark, ==, "y.py::test_a");
    g_assert_cmpint(b->level, ==, LEVEL_SUMMARY);
    g_assert_cmpfloat(b->stdev, ==, 0.125);
    g_assert_cmpstr(parsed.artifact->started, ==, "2026-11-20T12:00:44");
    clear(&parsed);
    g_assert_false(parse_text(
        &parsed, &format_pytest_benchmark,
        "{" MACHINE "\"benchmarks\": [{\"name\": \"a\", \"stats\": {\"rounds\": 1, \"data\": [-1]}}]}"));
    g_assert_cmpuint(parsed.artifact->timings->len, ==, 0);
    clear(&parsed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hyperfine/json-1", test_hyperfine_1);
    g_test_add_func("/hyperfine/json-2", test_hyperfine_2);
    g_test_add_func("/hyperfine/csv", test_hyperfine_csv);
    g_test_add_func("/google-benchmark/json", test_google_benchmark);
    g_test_add_func("/pytest-benchmark/json", test_pytest_benchmark);
    return g_test_run();
}
