/* JSON of pytest-benchmark; see pytest_benchmark.h. Times are seconds per iteration already. */
#include "ingest/pytest_benchmark.h"

#include <string.h>

#include "base/text.h"
#include "ingest/iso_date.h"
#include "ingest/json_read.h"

typedef struct {
    const JsonDocument *document;
    Artifact *artifact;
    DiagList *diags;
    GHashTable *names; /* of the timings, borrowed */
} Reader;

/* Under the keys that pyperf uses, so that machines are compared alike. */
static void add_metadata(const Timing *timing, const cJSON *from, const char *name, const char *key)
{
    const cJSON *node = json_member(from, name);
    char *text = cJSON_IsString(node)   ? text_clean_name(node->valuestring, strlen(node->valuestring))
                 : cJSON_IsNumber(node) ? json_number_text(node)
                                        : NULL;
    if (text)
        g_hash_table_insert(timing->metadata, g_strdup(key), text);
}

static void add_machine(const Reader *reader, const Timing *timing)
{
    const cJSON *machine = json_member_object(reader->document->root, "machine_info");
    const cJSON *cpu = json_member_object(machine, "cpu");
    add_metadata(timing, machine, "node", "hostname");
    add_metadata(timing, machine, "python_version", "python_version");
    add_metadata(timing, machine, "python_implementation", "python_implementation");
    add_metadata(timing, cpu, "brand_raw", "cpu_model_name");
    add_metadata(timing, cpu, "count", "cpu_count");
}

/* The rounds, one after the other in one process. FALSE with a diagnostic. */
static gboolean read_rounds(const Reader *reader, const cJSON *data, const cJSON *stats, Timing *timing)
{
    Process *process = process_new();
    g_ptr_array_add(timing->processes, process);
    process->inner_loops = 1;
    if (!json_uint64(json_member(stats, "iterations"), &process->loops) || process->loops == 0)
        process->loops = 1;
    process->values = g_new(double, (gsize)cJSON_GetArraySize(data));
    for (const cJSON *node = data->child; node; node = node->next) {
        double *value = &process->values[process->n_values++];
        if (!json_number(node, value) || *value < 0)
            return json_reject(reader->document, node, reader->diags,
                               "a time must be a finite number from 0");
        if (*value == 0 && !timing->excluded)
            timing->excluded = g_strdup("a time of 0");
    }
    return TRUE;
}

/* Without the rounds: what was printed. */
static gboolean read_summary(const Reader *reader, const cJSON *stats, Timing *timing)
{
    if (!json_number(json_member(stats, "mean"), &timing->mean) || timing->mean <= 0)
        return json_reject(reader->document, stats, reader->diags, "the benchmark has no mean above 0");
    if (!json_number(json_member(stats, "stddev"), &timing->stdev))
        timing->stdev = NAN;
    g_autofree char *text = number_shortest(timing->mean);
    timing->printed = g_strdup_printf("mean %s s", text);
    return TRUE;
}

/* Tests of different files may share a name: then the full one, "tests/test_a.py::test_sum". */
static gboolean read_benchmark(const Reader *reader, const cJSON *node)
{
    const char *name = json_member_string(node, "name"), *full = json_member_string(node, "fullname");
    const cJSON *stats = json_member_object(node, "stats"), *data = json_member_array(stats, "data");
    gboolean has_rounds = data && data->child;
    if (!name || !*name || !stats)
        return json_reject(reader->document, node, reader->diags, "the benchmark has no name or no stats");
    g_autofree char *clean = text_clean_name(name, strlen(name));
    if (full && g_hash_table_contains(reader->names, clean)) {
        g_free(clean);
        clean = text_clean_name(full, strlen(full));
    }
    if (g_hash_table_contains(reader->names, clean))
        return json_reject(reader->document, node, reader->diags, "two benchmarks are called \"%s\"", clean);
    Timing *timing = timing_new(clean, UNIT_SECOND, has_rounds ? LEVEL_VALUES : LEVEL_SUMMARY);
    g_ptr_array_add(timing->sources, reader->artifact->input);
    g_ptr_array_add(reader->artifact->timings, timing);
    g_hash_table_add(reader->names, timing->benchmark);
    add_machine(reader, timing);
    return has_rounds ? read_rounds(reader, data, stats, timing) : read_summary(reader, stats, timing);
}

static gboolean parse(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autoptr(JsonDocument) document =
        json_read_within(source->path, source->text, source->n_text, source->limits, diags);
    if (!document)
        return FALSE;
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    Reader reader = {.document = document, .artifact = artifact, .diags = diags, .names = names};
    const cJSON *list = json_member_array(document->root, "benchmarks");
    gboolean is_good = list && list->child;
    if (!is_good)
        json_reject(document, list ? list : document->root, diags, "the file holds no benchmark");
    for (const cJSON *node = list ? list->child : NULL; node && is_good; node = node->next)
        is_good = read_benchmark(&reader, node);
    if (!is_good) {
        g_ptr_array_set_size(artifact->timings, 0);
        return FALSE;
    }
    const char *date = json_member_string(document->root, "datetime");
    g_autofree char *start = date ? iso_date_read(date, NULL) : NULL;
    iso_date_keep_earliest(&artifact->started, start);
    return TRUE;
}

static gboolean sniff(const SourceText *source)
{
    return json_begins_object(source->text) && json_find_bracket(source->text, "\"machine_info\"", '{') &&
           json_find_bracket(source->text, "\"benchmarks\"", '[') && strstr(source->text, "\"rounds\"");
}

const InputFormat format_pytest_benchmark = {.name = "pytest-benchmark-json", .sniff = sniff, .parse = parse};
