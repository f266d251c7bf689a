/* pyperf JSON: file versions, merged metadata, calibration runs, and what is refused where. */
#include "ingest/pyperf_json.h"

#include <string.h>

typedef struct {
    GBytes *bytes;
    SourceBuffer buffer;
    Input *input;
    Artifact *artifact;
    DiagList *diags;
    gboolean is_usable;
} Parsed;

static void parse_text(Parsed *parsed, const char *text)
{
    parsed->bytes = g_bytes_new_static(text, strlen(text));
    source_buffer_init(&parsed->buffer, "run.json", parsed->bytes);
    parsed->input = input_new();
    parsed->artifact = artifact_new(parsed->input);
    parsed->diags = diag_list_new();
    g_assert_true(format_of(&parsed->buffer.source) == &format_pyperf_json);
    parsed->is_usable = format_pyperf_json.parse(&parsed->buffer.source, parsed->artifact, parsed->diags);
    g_assert_cmpint(parsed->is_usable, ==, diag_count(parsed->diags, DIAG_ERROR) == 0);
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

static const Process *process_at(const Timing *timing, guint i)
{
    return g_ptr_array_index(timing->processes, i);
}

static void test_version_1(void)
{
    Parsed parsed;
    parse_text(
        &parsed,
        "{\"version\": \"1.0\", \"metadata\": {\"hostname\": \" tux \", \"unit\": \"second\", \"loops\": "
        "32768},\n"
        "\"benchmarks\": [\n"
        " {\"metadata\": {\"name\": \"telco\", \"tags\": [\"a'b\", \"math\"], \"inner_loops\": 2},\n"
        "  \"runs\": [\n"
        "   {\"metadata\": {\"calibrate_loops\": 8, \"date\": \"2018-01-09 14:24:26.984363\"}, \"warmups\": "
        "[[8, 0.5]]},\n"
        "   {\"metadata\": {\"date\": \"2018-01-09 14:24:30\", \"duration\": 1.5, \"mem_max_rss\": "
        "13791232},\n"
        "    \"warmups\": [[8, 0.25]], \"values\": [1.5, 2]},\n"
        "   {\"metadata\": {\"loops\": 16, \"load_avg_1min\": 0.5, \"uptime\": 318979.98819184303},"
        " \"values\": [3e-3]}]},\n"
        " {\"metadata\": {\"name\": \"size\", \"unit\": \"byte\"}, \"runs\": [{\"values\": [8085504.0]}]}\n"
        "]}");
    g_assert_true(parsed.is_usable);
    g_assert_cmpuint(parsed.artifact->timings->len, ==, 2);
    g_assert_cmpstr(parsed.artifact->started, ==, "2018-01-09T14:24:26");

    const Timing *telco = timing_at(&parsed, 0);
    g_assert_cmpstr(telco->benchmark, ==, "telco");
    g_assert_cmpint(telco->unit, ==, UNIT_SECOND);
    g_assert_cmpint(telco->level, ==, LEVEL_VALUES);
    g_assert_cmpuint(telco->n_calibrations, ==, 1);
    g_assert_cmpuint(telco->processes->len, ==, 2);
    g_assert_cmpuint(telco->sources->len, ==, 1);
    g_assert_null(telco->excluded);
    g_assert_cmpuint(telco->tags->len, ==, 2);
    g_assert_cmpstr(g_hash_table_lookup(telco->metadata, "tags"), ==, "[\"a'b\", 'math']");
    g_assert_cmpstr(g_hash_table_lookup(telco->metadata, "hostname"), ==, "tux");
    g_assert_null(g_hash_table_lookup(telco->metadata, "loops")); /* the runs differ */

    const Process *first = process_at(telco, 0);
    g_assert_cmpuint(first->n_values, ==, 2);
    g_assert_true(first->values[0] == 1.5 && first->values[1] == 2 && first->warmups[0] == 0.25);
    g_assert_cmpuint(first->loops, ==, 32768);
    g_assert_cmpuint(first->inner_loops, ==, 2);
    g_assert_cmpstr(first->date, ==, "2018-01-09T14:24:30");
    g_assert_true(first->duration == 1.5);
    g_assert_cmpstr(g_hash_table_lookup(first->metadata, "mem_max_rss"), ==, "13.2 MiB");
    g_assert_cmpstr(g_hash_table_lookup(first->metadata, "loops"), ==, "2^15");
    const Process *second = process_at(telco, 1);
    g_assert_cmpuint(second->loops, ==, 16);
    g_assert_null(second->date);
    g_assert_true(isnan(second->duration));
    g_assert_cmpstr(g_hash_table_lookup(second->metadata, "load_avg_1min"), ==, "0.50");
    g_assert_cmpstr(g_hash_table_lookup(second->metadata, "uptime"), ==, "3 day 16 hour 36 min");

    const Timing *size = timing_at(&parsed, 1);
    g_assert_cmpint(size->unit, ==, UNIT_BYTE);
    g_assert_cmpuint(process_at(size, 0)->n_warmups, ==, 0);
    clear(&parsed);
}

static void test_raw_warmups(void)
{
    Parsed parsed;
    parse_text(
        &parsed,
        "{\"version\": 6, \"metadata\": {\"name\": \"b\", \"inner_loops\": 10, \"loops\": 4}, \"benchmarks\":"
        " [{\"runs\": [{\"warmups\": [[4, 80.0]], \"values\": [2.0]}]}]}");
    g_assert_true(process_at(timing_at(&parsed, 0), 0)->warmups[0] == 2);
    clear(&parsed);
    parse_text(&parsed, "{\"version\": 5, \"benchmarks\": [{\"common_metadata\": {\"name\": \"b\"},"
                        " \"runs\": [{\"warmups\": [[4, 8.0]], \"samples\": [2.0], \"metadata\": {\"date\": "
                        "\"2016-10-09T01:02:03\"}}]}]}");
    g_assert_true(process_at(timing_at(&parsed, 0), 0)->warmups[0] == 2);
    g_assert_cmpstr(parsed.artifact->started, ==, "2016-10-09T01:02:03");
    clear(&parsed);
}

static void test_excluded(void)
{
    Parsed parsed;
    parse_text(&parsed, "{\"version\": \"1.0\", \"benchmarks\": ["
                        "{\"metadata\": {\"name\": \"a\"}, \"runs\": [{\"warmups\": [[1, 2.0]]}]},"
                        "{\"metadata\": {\"name\": \"b\", \"hooks\": \"pystats, perf_record\"}, \"runs\": "
                        "[{\"values\": [1]}]}]}");
    g_assert_cmpstr(timing_at(&parsed, 0)->excluded, ==, "no values: calibration only");
    g_assert_cmpuint(timing_at(&parsed, 0)->n_calibrations, ==, 1);
    g_assert_cmpstr(timing_at(&parsed, 1)->excluded, ==, "under profiler");
    clear(&parsed);
}

#define FILE_OF(run)                                                                                         \
    "{\"version\": \"1.0\", \"metadata\": {\"name\": \"b\"},\n\"benchmarks\": [{\"runs\": [\n" run "]}]}"

static const struct {
    const char *text, *diag;
} REFUSED[] = {
    {FILE_OF("{\"values\": [1, 0]}"), "run.json:3:16: error: a value must be a finite number above 0"},
    {FILE_OF("{\"values\": [1, -1]}"), "run.json:3:16: error: a value must be a finite number above 0"},
    {FILE_OF("{\"values\": [1, 1e999]}"), "run.json:3:16: error: a value must be a finite number above 0"},
    {FILE_OF("{\"values\": [1, \"2\"]}"), "run.json:3:16: error: a value must be a finite number above 0"},
    {FILE_OF("{\"values\": [1, NaN]}"), "run.json:3:16: error: not valid JSON: a value is missing"},
    {FILE_OF("{\"values\": [1,"), "run.json:3:15: error: not valid JSON: a value is missing"},
    {FILE_OF("{\"values\": []}"), "run.json:3:1: error: the run has neither values nor warmups"},
    {FILE_OF("{\"warmups\": [[0, 1]]}"),
     "run.json:3:14: error: a warmup must be [loops, value] with loops from 1 and a value from 0"},
    {FILE_OF("{\"warmups\": [[1]]}"),
     "run.json:3:14: error: a warmup must be [loops, value] with loops from 1 and a value from 0"},
    {FILE_OF("{\"values\": [1], \"metadata\": {\"loops\": 1.5}}"),
     "run.json:3:39: error: metadata \"loops\" must be an integer from 1"},
    {FILE_OF("{\"values\": [1], \"metadata\": {\"unit\": \"hour\"}}"),
     "run.json:3:38: error: metadata \"unit\" must be second, byte or integer"},
    {FILE_OF("{\"values\": [1], \"metadata\": {\"x\": \" \"}}"),
     "run.json:3:35: error: metadata \"x\" is empty"},
    {FILE_OF("{\"values\": [1], \"metadata\": {\"x\": \"a\\nb\"}}"),
     "run.json:3:35: error: metadata \"x\" holds a line end"},
    {FILE_OF("{\"values\": [1], \"metadata\": {\"x\": null}}"),
     "run.json:3:35: error: metadata \"x\" must be a text or a finite number"},
    {FILE_OF("{\"values\": [1], \"metadata\": {\"tags\": [\"all\"]}}"),
     "run.json:3:38: error: metadata \"tags\" must be a list of texts, none empty or \"all\""},
    {FILE_OF("{\"values\": [1], \"metadata\": {\"hostname\": \"a\"}}, {\"values\": [1], \"metadata\": "
             "{\"hostname\": \"b\"}}"),
     "run.json:3:49: error: metadata \"hostname\" differs between runs of one benchmark"},
    {"{\"version\": 4, \"benchmarks\": [{\"runs\": []}]}",
     "run.json:1:13: error: the version of the pyperf file format is 4; 5, 6 and \"1.0\" are supported"},
    {"{\"benchmarks\": [{\"runs\": []}]}",
     "run.json:1:1: error: the version of the pyperf file format is missing; 5, 6 and \"1.0\" are supported"},
    {"{\"version\": \"1.0\", \"benchmarks\": [{\"runs\": []}]}",
     "run.json:1:35: error: the benchmark has no runs"},
    {"{\"version\": \"1.0\", \"benchmarks\": [{\"runs\": [{\"values\": [1]}]}]}",
     "run.json:1:35: error: the benchmark has no name"},
    {"{\"version\": \"1.0\", \"metadata\": {\"name\": \"a\"}, \"benchmarks\": [{\"runs\": [{\"values\": "
     "[1]}]},"
     "\n{\"runs\": [{\"values\": [1]}]}]}",
     "run.json:2:1: error: two benchmarks are called \"a\""},
};

static void test_refused(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
        Parsed parsed;
        parse_text(&parsed, REFUSED[i].text);
        g_assert_false(parsed.is_usable);
        g_assert_cmpuint(parsed.artifact->timings->len, ==, 0);
        g_autofree char *line = diag_format(g_ptr_array_index(parsed.diags->items, 0));
        g_assert_cmpstr(line, ==, REFUSED[i].diag);
        clear(&parsed);
    }
}

static gboolean is_pyperf(const char *text)
{
    SourceBuffer buffer;
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
    source_buffer_init(&buffer, "x", bytes);
    gboolean is_so = format_pyperf_json.sniff(&buffer.source);
    source_buffer_clear(&buffer);
    return is_so;
}

static void test_sniff(void)
{
    g_assert_true(is_pyperf(" {\"benchmarks\" : [ {\"runs\":[")); /* cut short */
    g_assert_false(is_pyperf("[{\"benchmarks\": [{\"runs\": []}]}]"));
    g_assert_false(is_pyperf("{\"context\": {}, \"benchmarks\": [{\"name\": \"BM_Copy\"}]}"));
    g_assert_false(is_pyperf("{\"benchmarks\": {\"runs\": []}}"));
    g_assert_false(is_pyperf("nothing"));
    g_assert_false(is_pyperf(""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pyperf-json/version-1", test_version_1);
    g_test_add_func("/pyperf-json/raw-warmups", test_raw_warmups);
    g_test_add_func("/pyperf-json/excluded", test_excluded);
    g_test_add_func("/pyperf-json/refused", test_refused);
    g_test_add_func("/pyperf-json/sniff", test_sniff);
    return g_test_run();
}
