/* pyperf JSON; see pyperf_json.h. The file format is pyperf/_bench.py and _metadata.py of pyperf 2.10.0. */
#include "ingest/pyperf_json.h"

#include <string.h>

#include "base/text.h"
#include "ingest/iso_date.h"
#include "ingest/json_read.h"

typedef enum { VERSION_5 = 5, VERSION_6 = 6, VERSION_1_0 = 10 } FileVersion;

typedef struct {
    const JsonDocument *document;
    DiagList *diags;
    PyperfSuite *suite;
    const Limits *limits;
    FileVersion version;
    guint64 n_merged; /* entries of metadata in all levels so far */
} Reader;

/* Entries of metadata in all runs together, for each that one level may hold: every run holds those of the levels above it, too. */
#define MERGED_PER_ENTRY 1600u

/* ------------------------------------------------------------------ metadata */

typedef enum {
    RULE_ANY,
    RULE_INTEGER_FROM_0,
    RULE_INTEGER_FROM_1,
    RULE_NUMBER_FROM_0,
    RULE_TEXT,
    RULE_UNIT,
    RULE_TAGS
} ItemRule;

/* METADATA of pyperf/_metadata.py; keys that are not there may hold any text or number. */
static ItemRule item_rule(const char *key)
{
    static const struct {
        const char *key;
        ItemRule rule;
    } rules[] = {
        {"loops", RULE_INTEGER_FROM_1},
        {"inner_loops", RULE_INTEGER_FROM_1},
        {"duration", RULE_NUMBER_FROM_0},
        {"uptime", RULE_NUMBER_FROM_0},
        {"load_avg_1min", RULE_NUMBER_FROM_0},
        {"mem_max_rss", RULE_INTEGER_FROM_1},
        {"mem_peak_pagefile_usage", RULE_INTEGER_FROM_1},
        {"command_max_rss", RULE_INTEGER_FROM_1},
        {"unit", RULE_UNIT},
        {"date", RULE_TEXT},
        {"boot_time", RULE_TEXT},
        {"calibrate_loops", RULE_INTEGER_FROM_1},
        {"recalibrate_loops", RULE_INTEGER_FROM_1},
        {"calibrate_warmups", RULE_INTEGER_FROM_0},
        {"recalibrate_warmups", RULE_INTEGER_FROM_0},
        {"tags", RULE_TAGS},
        {"name", RULE_TEXT},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
        if (strcmp(rules[i].key, key) == 0)
            return rules[i].rule;
    return RULE_ANY;
}

static gboolean unit_from_text(const char *text, PyperfUnit *unit)
{
    static const char *const names[] = {"second", "byte", "integer"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], text) == 0) {
            *unit = (PyperfUnit)i;
            return TRUE;
        }
    return FALSE;
}

/* What the rule of its key asks of an item; NULL when it is as it should be. */
static const char *broken_rule(const PyperfItem *item, ItemRule rule)
{
    PyperfUnit unit;
    switch (rule) {
    case RULE_INTEGER_FROM_0:
        return item->kind == PYPERF_INT && item->number >= 0 ? NULL : "must be an integer from 0";
    case RULE_INTEGER_FROM_1:
        return item->kind == PYPERF_INT && item->number >= 1 && item->number < 9e15
                   ? NULL
                   : "must be an integer from 1";
    case RULE_NUMBER_FROM_0:
        return (item->kind == PYPERF_INT || item->kind == PYPERF_FLOAT) && item->number >= 0
                   ? NULL
                   : "must be a number from 0";
    case RULE_TEXT:
        return item->kind == PYPERF_TEXT ? NULL : "must be text";
    case RULE_UNIT:
        return item->kind == PYPERF_TEXT && unit_from_text(item->text, &unit)
                   ? NULL
                   : "must be second, byte or integer";
    case RULE_TAGS:
        return item->kind == PYPERF_TAGS ? NULL : "must be a list of texts";
    case RULE_ANY:
        return item->kind != PYPERF_TAGS ? NULL : "must be a text or a number";
    }
    return NULL;
}

/* Python's str.strip(). Transfer full. */
static char *strip(const char *text)
{
    const char *start = text, *end = text + strlen(text);
    while (*start && g_unichar_isspace(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    while (end > start) {
        const char *last = g_utf8_find_prev_char(start, end);
        if (!last || !g_unichar_isspace(g_utf8_get_char(last)))
            break;
        end = last;
    }
    return g_strndup(start, (gsize)(end - start));
}

/* FALSE when a member is no text or one that is not allowed. */
static gboolean read_tags(PyperfItem *item, const cJSON *list)
{
    g_autoptr(GString) text = g_string_new("[");
    item->tags = g_ptr_array_new_with_free_func(g_free);
    for (const cJSON *node = list->child; node; node = node->next) {
        if (!cJSON_IsString(node) || !*node->valuestring || strcmp(node->valuestring, "all") == 0)
            return FALSE;
        char *tag = text_clean_name(node->valuestring, strlen(node->valuestring));
        g_ptr_array_add(item->tags, tag);
        g_autofree char *repr = pyperf_text_repr(tag);
        g_string_append_printf(text, "%s%s", text->len > 1 ? ", " : "", repr);
    }
    g_string_append_c(text, ']');
    item->text = g_strdup(text->str);
    return TRUE;
}

/* pyperf strips texts, and refuses those that are empty or hold a line end. */
static gboolean read_text_item(const Reader *reader, PyperfItem *item, const cJSON *node)
{
    g_autofree char *text = strip(node->valuestring);
    if (!*text)
        return json_reject(reader->document, node, reader->diags, "metadata \"%s\" is empty", item->key);
    if (strpbrk(text, "\r\n"))
        return json_reject(reader->document, node, reader->diags, "metadata \"%s\" holds a line end",
                           item->key);
    item->text = text_clean_name(text, strlen(text));
    return TRUE;
}

/* Keeps the digits of an integer as written, and a float as Python would print it. */
static void read_number_item(PyperfItem *item, const cJSON *node)
{
    if (cJSON_IsBool(node)) { /* a bool is an int in Python */
        item->number = cJSON_IsTrue(node) ? 1 : 0;
        item->text = g_strdup(cJSON_IsTrue(node) ? "True" : "False");
        return;
    }
    item->number = node->valuedouble;
    item->text = item->kind == PYPERF_INT ? json_number_text(node) : pyperf_float_repr(item->number);
}

static gboolean read_item_value(const Reader *reader, PyperfItem *item, const cJSON *node)
{
    switch (item->kind) {
    case PYPERF_TEXT:
        return read_text_item(reader, item, node);
    case PYPERF_TAGS:
        if (!read_tags(item, node))
            return json_reject(reader->document, node, reader->diags,
                               "metadata \"%s\" must be a list of texts, none empty or \"all\"", item->key);
        return TRUE;
    case PYPERF_INT:
    case PYPERF_FLOAT:
        break;
    }
    read_number_item(item, node);
    return TRUE;
}

/* Transfer none: the suite owns it. NULL with a diagnostic. */
static PyperfItem *read_item(const Reader *reader, const cJSON *node)
{
    double number = 0;
    gboolean is_number = json_number(node, &number);
    if (!is_number && !cJSON_IsString(node) && !cJSON_IsBool(node) && !cJSON_IsArray(node)) {
        json_reject(reader->document, node, reader->diags,
                    "metadata \"%s\" must be a text or a finite number", node->string);
        return NULL;
    }
    PyperfKind kind = cJSON_IsString(node)                          ? PYPERF_TEXT
                      : cJSON_IsArray(node)                         ? PYPERF_TAGS
                      : cJSON_IsBool(node) || json_is_integer(node) ? PYPERF_INT
                                                                    : PYPERF_FLOAT;
    g_autofree char *key = text_clean_name(node->string, strlen(node->string));
    PyperfItem *item = pyperf_item_new(key, kind);
    g_ptr_array_add(reader->suite->items, item);
    if (!read_item_value(reader, item, node))
        return NULL;
    const char *broken = broken_rule(item, item_rule(item->key));
    if (broken) {
        json_reject(reader->document, node, reader->diags, "metadata \"%s\" %s", item->key, broken);
        return NULL;
    }
    return item;
}

/* By the bytes of the key: Python sorts by code points, which for UTF-8 is the same order. */
static gint compare_items(gconstpointer a, gconstpointer b)
{
    return strcmp((*(PyperfItem *const *)a)->key, (*(PyperfItem *const *)b)->key);
}

/* Of members of one name the last wins. The sort is stable. */
static void sort_items(GPtrArray *items)
{
    g_ptr_array_sort(items, compare_items);
    guint n = 0;
    for (guint i = 0; i < items->len; i++)
        if (i + 1 == items->len || compare_items(&items->pdata[i], &items->pdata[i + 1]) != 0)
            items->pdata[n++] = items->pdata[i];
    g_ptr_array_set_size(items, (gint)n);
}

/* The metadata of one level merged over those above it (lower, may be NULL). node may be NULL: nothing at this level.
 * NULL with a diagnostic. Transfer container. */
static GPtrArray *read_metadata(Reader *reader, const cJSON *node, const GPtrArray *lower)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    guint64 most = reader->limits->most[LIMIT_METADATA];
    if (node && !cJSON_IsObject(node)) {
        json_reject(reader->document, node, reader->diags, "metadata must be an object");
        return NULL;
    }
    for (const cJSON *member = node ? node->child : NULL; member; member = member->next) {
        if (items->len == most) {
            json_reject(reader->document, member, reader->diags,
                        "more than %" G_GUINT64_FORMAT
                        " entries of metadata (--max metadata=N raises the cap)",
                        most);
            return NULL;
        }
        PyperfItem *item = read_item(reader, member);
        if (!item)
            return NULL;
        g_ptr_array_add(items, item);
    }
    sort_items(items);
    GPtrArray *merged = pyperf_metadata_merge(lower, items);
    reader->n_merged += merged->len;
    if (reader->n_merged / MERGED_PER_ENTRY <= most)
        return merged;
    g_ptr_array_unref(merged);
    json_reject(reader->document, node ? node : reader->document->root, reader->diags,
                "too much metadata in all runs together (--max metadata=N raises the cap)");
    return NULL;
}

/* The rules of the keys have made sure that it is an integer from 1. */
static guint64 loops_of(const GPtrArray *metadata, const char *key)
{
    const PyperfItem *item = pyperf_metadata_find(metadata, key);
    return item ? (guint64)item->number : 1;
}

/* ------------------------------------------------------------------ runs */

/* Zero, negative and infinite values fail the whole file, as in pyperf: no ratio could be formed of them. */
static gboolean read_values(const Reader *reader, PyperfRun *run, const cJSON *list)
{
    if (!list)
        return TRUE;
    if (!cJSON_IsArray(list))
        return json_reject(reader->document, list, reader->diags, "values must be a list");
    run->values = g_new(Quantity, cJSON_GetArraySize(list) + 1);
    for (const cJSON *node = list->child; node; node = node->next) {
        Quantity value = json_quantity(node);
        if (isnan(value.value) || value.value <= 0)
            return json_reject(reader->document, node, reader->diags,
                               "a value must be a finite number above 0");
        run->values[run->n_values++] = value;
    }
    return TRUE;
}

/* One pair [loops, value]. */
static gboolean read_warmup(const Reader *reader, PyperfRun *run, const cJSON *pair)
{
    const cJSON *loops_node = cJSON_IsArray(pair) ? pair->child : NULL;
    const cJSON *value_node = loops_node ? loops_node->next : NULL;
    guint64 loops = 0;
    Quantity value = json_quantity(value_node);
    if (!value_node || value_node->next || !json_uint64(loops_node, &loops) || loops < 1 ||
        isnan(value.value) || value.value < 0)
        return json_reject(reader->document, pair, reader->diags,
                           "a warmup must be [loops, value] with loops from 1 and a value from 0");
    if (reader->version != VERSION_1_0) /* raw until file format 6 */
        value = pyperf_float(value.value / ((double)loops * (double)run->inner_loops));
    run->warmups[run->n_warmups++] = (PyperfWarmup){.loops = loops, .value = value};
    return TRUE;
}

static gboolean read_warmups(const Reader *reader, PyperfRun *run, const cJSON *list)
{
    if (!list || cJSON_IsNull(list))
        return TRUE;
    if (!cJSON_IsArray(list))
        return json_reject(reader->document, list, reader->diags, "warmups must be a list");
    run->warmups = g_new(PyperfWarmup, cJSON_GetArraySize(list) + 1);
    for (const cJSON *pair = list->child; pair; pair = pair->next)
        if (!read_warmup(reader, run, pair))
            return FALSE;
    return TRUE;
}

/* lower is the metadata of the file and of the benchmark. */
static gboolean read_run(Reader *reader, const cJSON *node, const GPtrArray *lower, PyperfRun *run)
{
    static const char *const names[] = {"metadata", "warmups", "values", "samples"};
    const cJSON *members[G_N_ELEMENTS(names)];
    if (!cJSON_IsObject(node))
        return json_reject(reader->document, node, reader->diags, "a run must be an object");
    json_members(node, names, G_N_ELEMENTS(names), members);
    const cJSON *values = reader->version == VERSION_5 ? members[3] : members[2];
    if (reader->version == VERSION_5 && !values)
        return json_reject(reader->document, node, reader->diags, "the run has no samples");
    run->metadata = read_metadata(reader, members[0], lower);
    if (!run->metadata)
        return FALSE;
    run->loops = loops_of(run->metadata, "loops");
    run->inner_loops = loops_of(run->metadata, "inner_loops");
    if (!read_values(reader, run, values) || !read_warmups(reader, run, members[1]))
        return FALSE;
    if (run->n_values == 0 && run->n_warmups == 0)
        return json_reject(reader->document, node, reader->diags, "the run has neither values nor warmups");
    return TRUE;
}

/* ------------------------------------------------------------------ benchmarks */

/* pyperf takes runs as runs of one benchmark only when these agree. */
static const char *differing_key(const PyperfRun *first, const PyperfRun *run)
{
    static const char *const keys[] = {
        "aslr",           "cpu_count",     "cpu_model_name",    "hostname", "inner_loops",
        "name",           "platform",      "python_executable", "unit",     "python_implementation",
        "python_unicode", "python_version"};
    g_autoptr(GPtrArray) common = pyperf_metadata_common(first->metadata, run->metadata);
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (!pyperf_metadata_find(common, keys[i]) &&
            (pyperf_metadata_find(first->metadata, keys[i]) || pyperf_metadata_find(run->metadata, keys[i])))
            return keys[i];
    return NULL;
}

/* The run belongs to the benchmark before it is read, so that a refused file frees it with the rest. */
static gboolean add_run(Reader *reader, const cJSON *node, const GPtrArray *lower, PyperfBenchmark *benchmark)
{
    PyperfRun *run = pyperf_run_new();
    g_ptr_array_add(benchmark->runs, run);
    if (!read_run(reader, node, lower, run))
        return FALSE;
    if (benchmark->common) {
        const char *key = differing_key(g_ptr_array_index(benchmark->runs, 0), run);
        if (key)
            return json_reject(reader->document, node, reader->diags,
                               "metadata \"%s\" differs between runs of one benchmark", key);
    }
    GPtrArray *common =
        pyperf_metadata_common(benchmark->common ? benchmark->common : run->metadata, run->metadata);
    if (benchmark->common)
        g_ptr_array_unref(benchmark->common);
    benchmark->common = common;
    return TRUE;
}

/* Name and unit are metadata like any other and may stand at any level. */
static gboolean name_benchmark(const Reader *reader, const cJSON *node, PyperfBenchmark *benchmark)
{
    const PyperfRun *first = g_ptr_array_index(benchmark->runs, 0);
    const PyperfItem *name = pyperf_metadata_find(first->metadata, "name");
    const PyperfItem *unit = pyperf_metadata_find(first->metadata, "unit");
    if (!name)
        return json_reject(reader->document, node, reader->diags, "the benchmark has no name");
    benchmark->name = g_strdup(name->text);
    if (unit)
        unit_from_text(unit->text, &benchmark->unit);
    return TRUE;
}

/* The benchmark is filled; its name is set last. */
static gboolean read_benchmark(Reader *reader, const cJSON *node, const GPtrArray *lower,
                               PyperfBenchmark *benchmark)
{
    const cJSON *runs = json_member_array(node, "runs");
    if (!runs || !runs->child)
        return json_reject(reader->document, node, reader->diags, "the benchmark has no runs");
    const cJSON *metadata = json_member(node, reader->version == VERSION_5 ? "common_metadata" : "metadata");
    g_autoptr(GPtrArray) common = read_metadata(reader, metadata, lower);
    if (!common)
        return FALSE;
    for (const cJSON *run = runs->child; run; run = run->next)
        if (!add_run(reader, run, common, benchmark))
            return FALSE;
    return name_benchmark(reader, node, benchmark);
}

/* Files of versions 1 to 4 were written by perf before 0.8.3; pyperf does not read them either. */
static gboolean read_version(Reader *reader)
{
    const cJSON *root = reader->document->root, *version = json_member(root, "version");
    double number = 0;
    if (cJSON_IsString(version) && strcmp(version->valuestring, "1.0") == 0) {
        reader->version = VERSION_1_0;
        return TRUE;
    }
    if (json_number(version, &number) && (number == 5 || number == 6)) {
        reader->version = (FileVersion)number;
        return TRUE;
    }
    g_autofree char *shown = !version                  ? g_strdup("missing")
                             : cJSON_IsString(version) ? g_strdup_printf("\"%s\"", version->valuestring)
                             : cJSON_IsNumber(version) ? json_number_text(version)
                                                       : g_strdup("no number");
    return json_reject(reader->document, version ? version : root, reader->diags,
                       "the version of the pyperf file format is %s; 5, 6 and \"1.0\" are supported", shown);
}

/* All benchmarks, with names that differ. */
static gboolean read_benchmarks(Reader *reader)
{
    const cJSON *root = reader->document->root, *list = json_member_array(root, "benchmarks");
    if (!list || !list->child)
        return json_reject(reader->document, root, reader->diags, "the file has no benchmarks");
    const cJSON *metadata = reader->version == VERSION_5 ? NULL : json_member(root, "metadata");
    g_autoptr(GPtrArray) common = read_metadata(reader, cJSON_IsNull(metadata) ? NULL : metadata, NULL);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    if (!common)
        return FALSE;
    for (const cJSON *node = list->child; node; node = node->next) {
        PyperfBenchmark *benchmark = pyperf_benchmark_new(NULL);
        g_ptr_array_add(reader->suite->benchmarks, benchmark);
        if (!read_benchmark(reader, node, common, benchmark))
            return FALSE;
        if (!g_hash_table_add(names, benchmark->name))
            return json_reject(reader->document, node, reader->diags, "two benchmarks are called \"%s\"",
                               benchmark->name);
    }
    return TRUE;
}

PyperfSuite *pyperf_suite_read(const SourceText *source, DiagList *diags)
{
    g_autoptr(JsonDocument) document =
        json_read_within(source->path, source->text, source->n_text, source->limits, diags);
    if (!document)
        return NULL;
    g_autoptr(PyperfSuite) suite = pyperf_suite_new(source->path);
    Reader reader = {.document = document, .limits = source->limits, .diags = diags, .suite = suite};
    if (!read_version(&reader) || !read_benchmarks(&reader))
        return NULL;
    return g_steal_pointer(&suite);
}

/* ------------------------------------------------------------------ timings */

gboolean pyperf_metadata_has_profiler(const GPtrArray *metadata)
{
    const PyperfItem *hooks = pyperf_metadata_find(metadata, "hooks");
    return hooks && hooks->kind == PYPERF_TEXT && strstr(hooks->text, "perf_record");
}

/* The items as pyperf prints them, without those of `except` (may be NULL). */
static GHashTable *display_metadata(const GPtrArray *metadata, const GPtrArray *except)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < metadata->len; i++) {
        const PyperfItem *item = g_ptr_array_index(metadata, i);
        if (!except || !pyperf_metadata_find(except, item->key))
            g_hash_table_insert(table, g_strdup(item->key), pyperf_item_display(item));
    }
    return table;
}

/* common is what the timing itself states and the process need not repeat. */
static Process *process_from_run(const PyperfRun *run, const GPtrArray *common)
{
    Process *process = process_new();
    process->values = g_new(double, run->n_values + 1);
    process->warmups = g_new(double, run->n_warmups + 1);
    for (guint i = 0; i < run->n_values; i++)
        process->values[process->n_values++] = run->values[i].value;
    for (guint i = 0; i < run->n_warmups; i++)
        process->warmups[process->n_warmups++] = run->warmups[i].value.value;
    process->loops = run->loops;
    process->inner_loops = run->inner_loops;
    const PyperfItem *date = pyperf_metadata_find(run->metadata, "date");
    const PyperfItem *duration = pyperf_metadata_find(run->metadata, "duration");
    process->date = date ? iso_date_read(date->text, NULL) : NULL;
    process->duration = duration ? duration->number : NAN;
    process->metadata = display_metadata(run->metadata, common);
    return process;
}

/* What all runs that measured agree in; of all runs when none did. Transfer container. */
static GPtrArray *common_of_measuring_runs(const PyperfBenchmark *benchmark)
{
    GPtrArray *common = NULL;
    for (guint i = 0; i < benchmark->runs->len; i++) {
        const PyperfRun *run = g_ptr_array_index(benchmark->runs, i);
        if (run->n_values == 0)
            continue;
        GPtrArray *next = pyperf_metadata_common(common ? common : run->metadata, run->metadata);
        if (common)
            g_ptr_array_unref(common);
        common = next;
    }
    return common ? common : g_ptr_array_ref(benchmark->common);
}

static GPtrArray *copy_tags(const GPtrArray *metadata)
{
    const PyperfItem *item = pyperf_metadata_find(metadata, "tags");
    if (!item)
        return NULL;
    GPtrArray *tags = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < item->tags->len; i++)
        g_ptr_array_add(tags, g_strdup(g_ptr_array_index(item->tags, i)));
    return tags;
}

/* Calibration runs are counted and dated, but their warmups say nothing of the benchmark: they are not kept. */
static Timing *timing_from_benchmark(const PyperfBenchmark *benchmark, Artifact *artifact)
{
    g_autoptr(GPtrArray) common = common_of_measuring_runs(benchmark);
    Timing *timing = timing_new(benchmark->name, (Unit)benchmark->unit, LEVEL_VALUES);
    gboolean has_profiler = FALSE;
    for (guint i = 0; i < benchmark->runs->len; i++) {
        const PyperfRun *run = g_ptr_array_index(benchmark->runs, i);
        const PyperfItem *date = pyperf_metadata_find(run->metadata, "date");
        g_autofree char *start = date ? iso_date_read(date->text, NULL) : NULL;
        iso_date_keep_earliest(&artifact->started, start);
        if (run->n_values == 0) {
            timing->n_calibrations++;
            continue;
        }
        g_ptr_array_add(timing->processes, process_from_run(run, common));
        has_profiler = has_profiler || pyperf_metadata_has_profiler(run->metadata);
    }
    g_hash_table_unref(timing->metadata);
    timing->metadata = display_metadata(common, NULL);
    timing->tags = copy_tags(common);
    if (timing->processes->len == 0)
        timing->excluded = g_strdup("no values: calibration only");
    else if (has_profiler)
        timing->excluded = g_strdup("under profiler");
    g_ptr_array_add(timing->sources, artifact->input);
    return timing;
}

/* The artifact gets its timings only when the whole file was good. */
static gboolean parse(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autoptr(PyperfSuite) suite = pyperf_suite_read(source, diags);
    if (!suite)
        return FALSE;
    for (guint i = 0; i < suite->benchmarks->len; i++)
        g_ptr_array_add(artifact->timings,
                        timing_from_benchmark(g_ptr_array_index(suite->benchmarks, i), artifact));
    return TRUE;
}

/* An object with benchmarks[].runs[], also when it is cut short after that. */
static gboolean sniff(const SourceText *source)
{
    if (!json_begins_object(source->text))
        return FALSE;
    const char *benchmarks = json_find_bracket(source->text, "\"benchmarks\"", '[');
    return benchmarks && json_find_bracket(benchmarks, "\"runs\"", '[');
}

const InputFormat format_pyperf_json = {.name = "pyperf-json", .sniff = sniff, .parse = parse};
