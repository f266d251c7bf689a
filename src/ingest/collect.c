/* Reading every file once; see collect.h. */
#include "ingest/collect.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "ingest/format.h"
#include "ingest/json_read.h"
#include "ingest/notes.h"
#include "ingest/tables.h"

#define MAX_THREADS 8u

/* How much is read of one file. */
typedef struct {
    guint64 max_file_bytes;
    Limits limits;
} Bounds;
#define RUN_RECORD_NAME "run.json"
#define SETTINGS_NAME "gen.json"

/* ------------------------------------------------------------------ results */

static void run_record_free(RunRecord *record)
{
    if (!record)
        return;
    g_free(record->directory);
    g_free(record->benchmark);
    g_free(record->baseline);
    g_free(record->title);
    g_ptr_array_unref(record->order);
    g_free(record);
}

static void collected_free(gpointer data)
{
    CollectedFile *file = data;
    artifact_free(file->artifact);
    input_free(file->input);
    g_clear_pointer(&file->table_means, g_ptr_array_unref);
    run_record_free(file->record);
    g_clear_pointer(&file->settings, g_bytes_unref);
    g_clear_pointer(&file->notes, g_bytes_unref);
    diag_list_free(file->diags);
    g_free(file);
}

/* The path as bytes opens the file; the clean one is what people see. */
static CollectedFile *collected_new(const char *raw_path)
{
    CollectedFile *file = g_new0(CollectedFile, 1);
    file->input = input_new();
    file->input->raw_path = g_strdup(raw_path);
    file->input->path = text_clean_bytes(raw_path, strlen(raw_path));
    file->diags = diag_list_new();
    return file;
}

/* Not used, and why; no fault of the file. */
static void skip(CollectedFile *file, const char *reason)
{
    g_free(file->input->reason);
    file->input->reason = g_strdup(reason);
}

/* The artifact is dropped whole; the first error says why. */
static void reject(CollectedFile *file)
{
    g_clear_pointer(&file->artifact, artifact_free);
    file->input->is_rejected = TRUE;
    for (guint i = 0; i < file->diags->items->len; i++) {
        const Diag *diag = file->diags->items->pdata[i];
        if (diag->severity != DIAG_ERROR)
            continue;
        g_autofree char *reason =
            diag->line ? g_strdup_printf("line %u: %s", diag->line, diag->message) : g_strdup(diag->message);
        skip(file, reason);
        return;
    }
    skip(file, "damaged");
}

/* The file could not be read or unpacked: nobody knows what it held. */
static void reject_error(CollectedFile *file, const GError *error)
{
    diag_add(file->diags, DIAG_ERROR, "damaged-input", file->input->path, 0, 0, "%s", error->message);
    reject(file);
}

/* ------------------------------------------------------------------ records of the runners */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static guint64 loops_of(const cJSON *root, const char *name)
{
    guint64 loops = 0;
    const cJSON *counters = json_member_object(root, name);
    return json_uint64(json_member(counters, "loops"), &loops) ? loops : 0;
}

/* Names that are no texts are left out: the record is ours, not a contract with people. */
static void read_order(const cJSON *root, RunRecord *record)
{
    const cJSON *name = NULL;
    cJSON_ArrayForEach(name, json_member_array(root, "order"))
    {
        if (cJSON_IsString(name))
            g_ptr_array_add(record->order, g_strdup(name->valuestring));
    }
}

/* TRUE when the file is one: an object with "format": "gen-runners". */
static gboolean read_run_record(CollectedFile *file, const SourceText *source)
{
    if (strcmp(base_name(file->input->path), RUN_RECORD_NAME) != 0)
        return FALSE;
    g_autoptr(JsonDocument) document = json_read(source->path, source->text, source->n_text, NULL);
    if (!document || g_strcmp0(json_member_string(document->root, "format"), "gen-runners") != 0)
        return FALSE;
    RunRecord *record = file->record = g_new0(RunRecord, 1);
    record->directory =
        g_strndup(file->input->path, (gsize)(base_name(file->input->path) - file->input->path));
    record->benchmark = g_strdup(json_member_string(document->root, "benchmark"));
    record->baseline = g_strdup(json_member_string(document->root, "baseline"));
    record->title = g_strdup(json_member_string(document->root, "title"));
    record->order = g_ptr_array_new_with_free_func(g_free);
    record->loops = loops_of(document->root, "counters");
    record->simulated_loops = loops_of(document->root, "simulated_counters");
    read_order(document->root, record);
    return TRUE;
}

/* ------------------------------------------------------------------ one file */

/* A file may be of a format and hold nothing of use ("no counters in the block"). */
static gboolean holds_something(const Artifact *artifact)
{
    return artifact->timings->len + artifact->printed->len + artifact->blocks->len + artifact->profiles->len >
           0;
}

/* FALSE, with a diagnostic, when no report could show it all. */
static gboolean is_bounded(CollectedFile *file, const Limits *limits)
{
    guint n = file->artifact->timings->len + file->artifact->printed->len;
    g_autofree char *most = limit_show(LIMIT_BENCHMARKS, limits);
    if (n > limits->most[LIMIT_BENCHMARKS])
        diag_add(file->diags, DIAG_ERROR, "damaged-input", file->input->path, 0, 0,
                 "%u benchmarks in one file; at most %s are read (--max benchmarks=N raises the cap)", n,
                 most);
    return n <= limits->most[LIMIT_BENCHMARKS];
}

/* A format that is declined keeps its name in the list of files, beside the reason. */
static void parse(CollectedFile *file, const InputFormat *format, const SourceText *source)
{
    file->input->format = format->name;
    if (!format->parse) {
        g_autofree char *reason = format_declined_reason(format, source);
        skip(file, reason);
        return;
    }
    file->artifact = artifact_new(file->input);
    if (!format->parse(source, file->artifact, file->diags) || !is_bounded(file, source->limits)) {
        reject(file);
    } else if (!holds_something(file->artifact)) {
        g_clear_pointer(&file->artifact, artifact_free);
        skip(file, "holds no measurement");
    }
}

/* What a file that is no artifact says about means, to find copies that are out of date. */
static void read_tables(CollectedFile *file, const SourceText *source)
{
    Artifact *scanned = artifact_new(file->input);
    table_means_scan(source, scanned);
    if (scanned->table_means->len > 0)
        file->table_means = g_ptr_array_ref(scanned->table_means);
    artifact_free(scanned);
}

/* Settings and notes go by their names, everything else by its content. */
static void read_decoded(CollectedFile *file, const SourceText *source)
{
    if (strcmp(base_name(file->input->path), SETTINGS_NAME) == 0) {
        file->settings = g_bytes_new(source->text, source->n_text);
        skip(file, "settings of the report, not a measurement");
        return;
    }
    if (notes_is_file(file->input->path)) {
        file->notes = g_bytes_new(source->text, source->n_text);
        skip(file, "notes of the author");
        read_tables(file, source);
        return;
    }
    const InputFormat *format = format_of(source);
    if (format)
        parse(file, format, source);
    else if (read_run_record(file, source))
        skip(file, "record of how the run was measured");
    else
        skip(file, "not a known artifact format");
    if (!file->artifact && !file->record && !file->input->is_rejected)
        read_tables(file, source);
}

static gboolean is_gzip(GBytes *bytes)
{
    gsize n = 0;
    const guint8 *data = g_bytes_get_data(bytes, &n);
    return n >= 2 && data[0] == 0x1f && data[1] == 0x8b;
}

/* The hash is of the file as it is, so that anybody can check it. */
static void read_bytes(CollectedFile *file, GBytes *bytes, const Bounds *bounds)
{
    gsize n = 0;
    const void *data = g_bytes_get_data(bytes, &n);
    file->input->n_bytes = n;
    file->input->sha256 = file_sha256(data, n);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content =
        is_gzip(bytes) ? file_gunzip(bytes, bounds->max_file_bytes, &error) : g_bytes_ref(bytes);
    if (!content) {
        reject_error(file, error);
        return;
    }
    if (content != bytes)
        file->input->content_sha256 = file_sha256(g_bytes_get_data(content, NULL), g_bytes_get_size(content));
    if (g_bytes_get_size(content) == 0) {
        skip(file, "empty file");
        return;
    }
    SourceBuffer buffer;
    source_buffer_init_terminated(&buffer, file->input->path, content);
    buffer.source.limits = &bounds->limits;
    read_decoded(file, &buffer.source);
    source_buffer_clear(&buffer);
}

static void read_file(CollectedFile *file, const char *root, const Bounds *bounds)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(root, file->input->raw_path, bounds->max_file_bytes, &error);
    if (bytes)
        read_bytes(file, bytes, bounds);
    else
        reject_error(file, error);
}

/* ------------------------------------------------------------------ all files */

typedef struct {
    const char *root;
    Bounds bounds;
    GMutex lock;
    GCond has_read;
    guint n_done;
} Pool;

/* Files are independent of each other; their results are taken in order later. */
static void read_in_pool(gpointer data, gpointer user_data)
{
    Pool *pool = user_data;
    read_file(data, pool->root, &pool->bounds);
    g_mutex_lock(&pool->lock);
    pool->n_done++;
    g_cond_signal(&pool->has_read);
    g_mutex_unlock(&pool->lock);
}

/* Waits for all, telling the progress from this thread. */
static void wait_for_pool(Pool *pool, guint n_files, const CollectOptions *options)
{
    for (guint n_told = 0; n_told < n_files;) {
        g_mutex_lock(&pool->lock);
        while (pool->n_done == n_told)
            g_cond_wait(&pool->has_read, &pool->lock);
        n_told = pool->n_done;
        g_mutex_unlock(&pool->lock);
        if (options->progress)
            options->progress("reading", n_told, n_files, options->progress_data);
    }
}

GPtrArray *collect_files(const char *root, const GPtrArray *raw_paths, const CollectOptions *options)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(collected_free);
    Pool pool = {.root = root};
    pool.bounds.max_file_bytes = options->max_file_bytes ? options->max_file_bytes : FILE_MAX_BYTES;
    for (guint i = 0; i < N_LIMITS; i++)
        pool.bounds.limits.most[i] =
            options->limits.most[i] ? options->limits.most[i] : LIMITS_DEFAULT.most[i];
    g_mutex_init(&pool.lock);
    g_cond_init(&pool.has_read);
    GThreadPool *threads = g_thread_pool_new(
        read_in_pool, &pool, (gint)CLAMP(g_get_num_processors(), 1, MAX_THREADS), FALSE, NULL);
    for (guint i = 0; i < raw_paths->len; i++) {
        g_ptr_array_add(files, collected_new(raw_paths->pdata[i]));
        g_thread_pool_push(threads, files->pdata[i], NULL);
    }
    wait_for_pool(&pool, files->len, options);
    g_thread_pool_free(threads, FALSE, TRUE);
    g_cond_clear(&pool.has_read);
    g_mutex_clear(&pool.lock);
    return files;
}
