/* JSON of Google Benchmark; see google_benchmark.h. */
#include "ingest/google_benchmark.h"

#include <string.h>

#include "base/text.h"
#include "ingest/iso_date.h"
#include "ingest/json_read.h"
#include "ingest/measure.h"

typedef struct {
    const JsonDocument *document;
    Artifact *artifact;
    DiagList *diags;
    GHashTable *timings; /* name -> Timing*, borrowed */
    GPtrArray *context;  /* of char*: metadata keys and values, alternating */
} Reader;

/* What one entry of "benchmarks" says. */
typedef struct {
    const char *name;
    const char *aggregate; /* "mean", "stddev", ...; NULL for a repetition */
    double seconds;
    guint64 iterations;
} Entry;

/* Repetitions and aggregates of one benchmark share run_name. */
static Timing *timing_of(const Reader *reader, const char *name, TimingLevel level)
{
    g_autofree char *clean = text_clean_name(name, strlen(name));
    Timing *timing = g_hash_table_lookup(reader->timings, clean);
    if (timing)
        return timing;
    timing = timing_new(clean, UNIT_SECOND, level);
    g_ptr_array_add(timing->sources, reader->artifact->input);
    for (guint i = 0; i + 1 < reader->context->len; i += 2)
        g_hash_table_insert(timing->metadata, g_strdup(g_ptr_array_index(reader->context, i)),
                            g_strdup(g_ptr_array_index(reader->context, i + 1)));
    g_ptr_array_add(reader->artifact->timings, timing);
    g_hash_table_insert(reader->timings, timing->benchmark, timing);
    return timing;
}

/* Repetitions run in one process, one after the other: they are values, not processes. */
static void add_repetition(const Reader *reader, const Entry *entry)
{
    Timing *timing = timing_of(reader, entry->name, LEVEL_VALUES);
    if (timing->processes->len == 0) {
        Process *process = process_new();
        process->loops = entry->iterations;
        process->inner_loops = 1;
        g_ptr_array_add(timing->processes, process);
    }
    Process *process = g_ptr_array_index(timing->processes, 0);
    process->values = g_renew(double, process->values, process->n_values + 1);
    process->values[process->n_values++] = entry->seconds;
    if (entry->seconds == 0 && !timing->excluded)
        timing->excluded = g_strdup("a time of 0");
}

/* Of files that hold aggregates only. */
static void add_aggregate(const Reader *reader, const Entry *entry)
{
    Timing *known = g_hash_table_lookup(reader->timings, entry->name);
    gboolean is_mean = strcmp(entry->aggregate, "mean") == 0;
    if ((known && known->level == LEVEL_VALUES) || (!known && (!is_mean || entry->seconds <= 0)))
        return;
    Timing *timing = timing_of(reader, entry->name, LEVEL_SUMMARY);
    if (is_mean) {
        g_autofree char *text = number_shortest(entry->seconds);
        timing->mean = entry->seconds;
        g_free(timing->printed);
        timing->printed = g_strdup_printf("mean %s s", text);
    } else if (strcmp(entry->aggregate, "stddev") == 0) {
        timing->stdev = entry->seconds;
    }
}

/* FALSE with a diagnostic; *is_wanted is FALSE for an entry that holds no time. */
static gboolean read_entry(const Reader *reader, const cJSON *node, Entry *entry, gboolean *is_wanted)
{
    static const char *const names[] = {"name",           "run_name",       "run_type",
                                        "aggregate_name", "aggregate_unit", "real_time",
                                        "iterations",     "error_occurred", "time_unit"};
    const cJSON *members[G_N_ELEMENTS(names)];
    json_members(node, names, G_N_ELEMENTS(names), members);
    const cJSON *name = cJSON_IsString(members[1]) ? members[1] : members[0], *time = members[5];
    *is_wanted = FALSE;
    if (!cJSON_IsString(name))
        return json_reject(reader->document, node, reader->diags, "the benchmark has no name");
    gboolean is_aggregate = cJSON_IsString(members[2]) && strcmp(members[2]->valuestring, "aggregate") == 0;
    gboolean is_share = cJSON_IsString(members[4]) && strcmp(members[4]->valuestring, "percentage") == 0;
    if (cJSON_IsTrue(members[7]) || !time || is_share || (is_aggregate && !cJSON_IsString(members[3])))
        return TRUE;
    const char *unit = cJSON_IsString(members[8]) ? members[8]->valuestring : "ns";
    double factor = measure_seconds_factor(unit, strlen(unit));
    if (factor == 0)
        return json_reject(reader->document, members[8], reader->diags, "the time unit \"%s\" is not known",
                           unit);
    if (!json_number(time, &entry->seconds) || entry->seconds < 0)
        return json_reject(reader->document, time, reader->diags, "a time must be a finite number from 0");
    entry->name = name->valuestring;
    entry->aggregate = is_aggregate ? members[3]->valuestring : NULL;
    entry->seconds *= factor;
    if (!json_uint64(members[6], &entry->iterations) || entry->iterations == 0)
        entry->iterations = 1;
    *is_wanted = TRUE;
    return TRUE;
}

/* Benchmarks that failed have no time and are counted in a note. */
static gboolean read_entries(const Reader *reader)
{
    const cJSON *root = reader->document->root, *list = json_member_array(root, "benchmarks");
    guint n_failed = 0;
    for (const cJSON *node = list ? list->child : NULL; node; node = node->next) {
        Entry entry = {0};
        gboolean is_wanted = FALSE;
        if (!read_entry(reader, node, &entry, &is_wanted))
            return FALSE;
        n_failed += cJSON_IsTrue(json_member(node, "error_occurred")) ? 1 : 0;
        if (is_wanted && entry.aggregate)
            add_aggregate(reader, &entry);
        else if (is_wanted)
            add_repetition(reader, &entry);
    }
    if (reader->artifact->timings->len == 0)
        return json_reject(reader->document, list ? list : root, reader->diags,
                           "no benchmark of the file has a time");
    if (n_failed > 0)
        diag_add(reader->diags, DIAG_NOTE, "benchmark-failed", reader->document->path, 0, 0,
                 "%u benchmarks of the file reported an error and have no time", n_failed);
    return TRUE;
}

/* Under the keys that pyperf uses, so that machines are compared alike. */
static void add_context(const Reader *reader, const cJSON *context, const char *name, const char *key)
{
    const cJSON *node = json_member(context, name);
    char *text = cJSON_IsString(node)   ? text_clean_name(node->valuestring, strlen(node->valuestring))
                 : cJSON_IsNumber(node) ? json_number_text(node)
                                        : NULL;
    if (!text)
        return;
    g_ptr_array_add(reader->context, g_strdup(key));
    g_ptr_array_add(reader->context, text);
}

static gboolean parse(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autoptr(JsonDocument) document =
        json_read_within(source->path, source->text, source->n_text, source->limits, diags);
    if (!document)
        return FALSE;
    g_autoptr(GHashTable) timings = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) context = g_ptr_array_new_with_free_func(g_free);
    Reader reader = {
        .document = document, .artifact = artifact, .diags = diags, .timings = timings, .context = context};
    const cJSON *stated = json_member_object(document->root, "context");
    add_context(&reader, stated, "host_name", "hostname");
    add_context(&reader, stated, "num_cpus", "cpu_count");
    add_context(&reader, stated, "library_build_type", "library_build_type");
    add_context(&reader, stated, "executable", "executable");
    if (!read_entries(&reader)) {
        g_ptr_array_set_size(artifact->timings, 0);
        return FALSE;
    }
    const char *date = json_member_string(stated, "date");
    g_autofree char *start = date ? iso_date_read(date, NULL) : NULL;
    iso_date_keep_earliest(&artifact->started, start);
    return TRUE;
}

static gboolean sniff(const SourceText *source)
{
    return json_begins_object(source->text) && json_find_bracket(source->text, "\"context\"", '{') &&
           json_find_bracket(source->text, "\"benchmarks\"", '[') && strstr(source->text, "\"time_unit\"");
}

const InputFormat format_google_benchmark = {.name = "google-benchmark-json", .sniff = sniff, .parse = parse};
