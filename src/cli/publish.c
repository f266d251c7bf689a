/* The output tree; see publish.h. */
#include "cli/publish.h"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "cli/figures_out.h"
#include "render/index_html.h"
#include "render/index_model.h"
#include "report/element.h"

/* ------------------------------------------------------------------ names */

/* "2025-10-25T16:34:53+02:00" to "20251025_163453". Transfer full. */
static char *compact_timestamp(const char *timestamp)
{
    GString *out = g_string_new(NULL);
    for (const char *p = timestamp ? timestamp : ""; *p && out->len < 15; p++) {
        if (g_ascii_isdigit(*p))
            g_string_append_c(out, *p);
        if (out->len == 8)
            g_string_append_c(out, '_');
    }
    if (out->len < 15)
        g_string_assign(out, "undated");
    return g_string_free(out, FALSE);
}

GPtrArray *publish_directories(const GPtrArray *benchmarks)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < benchmarks->len; i++) {
        const Benchmark *benchmark = g_ptr_array_index(benchmarks, i);
        g_autofree char *slug = text_slug(benchmark->name);
        g_autofree char *stamp = compact_timestamp(benchmark->timestamp);
        char *name = g_strdup_printf("%s_results_%s", slug, stamp);
        for (guint n = 2; g_hash_table_contains(taken, name); n++) {
            g_free(name);
            name = g_strdup_printf("%s_%u_results_%s", slug, n, stamp);
        }
        g_hash_table_add(taken, g_strdup(name));
        g_ptr_array_add(names, name);
    }
    return names;
}

/* ------------------------------------------------------------------ one report */

static gboolean report_failure(DiagList *diags, const char *path, GError *error)
{
    diag_add(diags, DIAG_ERROR, "cannot-write", path, 0, 0, "%s", error->message);
    g_error_free(error);
    return FALSE;
}

/* One format on its way to its file. */
typedef struct {
    const OutputFormat *format;
    const RenderJob *job;
    DiagList *diags; /* its own, so that their order is that of the formats */
    GBytes *bytes;
} Rendering;

static void render_one(guint i, gpointer data)
{
    Rendering *rendering = (Rendering *)data + i;
    rendering->bytes = rendering->format->render(rendering->job, rendering->diags);
}

static gboolean write_rendering(const Rendering *rendering, FileStage *stage, const char *directory)
{
    GError *error = NULL;
    gsize n = 0;
    if (!rendering->bytes)
        return FALSE;
    const void *data = g_bytes_get_data(rendering->bytes, &n);
    return file_stage_write(stage, rendering->format->file_name, data, n, &error) ||
           report_failure(rendering->diags, directory, error);
}

static gboolean write_formats(const Options *options, const RenderJob *job, FileStage *stage,
                              const char *directory, DiagList *diags)
{
    guint n = options->formats->len;
    g_autofree Rendering *renderings = g_new0(Rendering, n);
    for (guint i = 0; i < n; i++)
        renderings[i] = (Rendering){g_ptr_array_index(options->formats, i), job, diag_list_new(), NULL};
    parallel_for(n, job->n_threads, render_one, renderings);
    gboolean is_written = TRUE;
    for (guint i = 0; i < n; i++) {
        is_written = is_written && write_rendering(&renderings[i], stage, directory);
        diag_list_append(diags, renderings[i].diags);
        diag_list_free(renderings[i].diags);
        g_clear_pointer(&renderings[i].bytes, g_bytes_unref);
    }
    return is_written;
}

/* report_<benchmark>.txt beside the directories: the text report where scripts and people expect it. */
static gboolean write_top_text(const Options *options, const RenderJob *job, const char *benchmark,
                               DiagList *diags)
{
    const OutputFormat *text = output_format_find("txt");
    if (!g_ptr_array_find(options->formats, text, NULL))
        return TRUE;
    GError *error = NULL;
    g_autofree char *slug = text_slug(benchmark);
    g_autofree char *name = g_strdup_printf("report_%s.txt", slug);
    g_autofree char *path = g_build_filename(options->report_dir, name, NULL);
    g_autoptr(GBytes) bytes = text->render(job, diags);
    gsize n = 0;
    const void *data = g_bytes_get_data(bytes, &n);
    return file_write_atomic(path, data, n, &error) || report_failure(diags, path, error);
}

/* A report only ever takes the place of a report: in a results directory something of the user's may bear its name. */
static gboolean may_replace(const Options *options, const char *directory, DiagList *diags)
{
    g_autofree char *path = g_build_filename(options->report_dir, directory, NULL);
    gboolean is_link = g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    if (!is_link && !g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    GDir *dir = is_link ? NULL : g_dir_open(path, 0, NULL);
    const char *name = dir ? g_dir_read_name(dir) : "";
    while (dir && name && (g_str_has_prefix(name, "report.") || g_str_equal(name, "figures")))
        name = g_dir_read_name(dir);
    if (!dir)
        diag_add(diags, DIAG_ERROR, "cannot-write", path, 0, 0, "not replaced: it is no directory");
    else if (name)
        diag_add(
            diags, DIAG_ERROR, "cannot-write", path, 0, 0,
            "not replaced: it holds \"%s\", which is no part of a report (--report-dir names another place)",
            name);
    if (dir)
        g_dir_close(dir);
    return dir && !name;
}

gboolean publish_prepare(const Options *options, DiagList *diags)
{
    const char *path = options->report_dir;
    if (g_mkdir_with_parents(path, 0777) == 0 && access(path, W_OK | X_OK) == 0)
        return TRUE;
    diag_add(diags, DIAG_ERROR, "cannot-write", path, 0, 0,
             "no report can be written here: %s (--report-dir names another place)", g_strerror(errno));
    return FALSE;
}

gboolean publish_report(const Options *options, const RenderJob *job, const char *directory,
                        const char *benchmark, DiagList *diags)
{
    GError *error = NULL;
    if (!may_replace(options, directory, diags))
        return FALSE;
    g_autoptr(FileStage) stage = file_stage_new(options->report_dir, directory, &error);
    if (!stage)
        return report_failure(diags, options->report_dir, error);
    if (!write_formats(options, job, stage, directory, diags) ||
        !figures_write(job, options->figures, stage, diags))
        return FALSE;
    if (!file_stage_publish(stage, &error))
        return report_failure(diags, directory, error);
    return write_top_text(options, job, benchmark, diags);
}

/* ------------------------------------------------------------------ index */

static gboolean is_listed(const GPtrArray *directories, const char *name)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)directories, name, g_str_equal, NULL);
}

/* Adds the reports that earlier runs left in the report directory. */
static void add_earlier(xmlDocPtr index, const Options *options, const GPtrArray *directories)
{
    GDir *dir = g_dir_open(options->report_dir, 0, NULL);
    if (!dir)
        return;
    for (const char *name; (name = g_dir_read_name(dir));) {
        if (*name == '.' || !text_is_clean(name, strlen(name)) || is_listed(directories, name))
            continue;
        g_autofree char *file = g_build_filename(name, "report.json", NULL);
        g_autoptr(GBytes) bytes = file_read(options->report_dir, file, FILE_MAX_BYTES, NULL);
        if (!bytes)
            continue;
        gsize n = 0;
        const char *text = g_bytes_get_data(bytes, &n);
        index_model_add_json(index, text, n, name);
    }
    g_dir_close(dir);
}

static gboolean write_index_file(const Options *options, const char *name, GBytes *bytes, DiagList *diags)
{
    GError *error = NULL;
    gsize n = 0;
    const void *data = g_bytes_get_data(bytes, &n);
    g_autofree char *path = g_build_filename(options->report_dir, name, NULL);
    return file_write_atomic(path, data, n, &error) || report_failure(diags, path, error);
}

/* index.html leads to report.html, so it is written where reports are. */
static gboolean write_index_page(const Options *options, xmlDocPtr index, DiagList *diags)
{
    if (!g_ptr_array_find(options->formats, output_format_find("html"), NULL))
        return TRUE;
    g_autoptr(GBytes) page = index_html_render(index, options->template_dir, diags);
    return page && write_index_file(options, "index.html", page, diags);
}

gboolean publish_index(const Options *options, const Archive *archive, const GPtrArray *models,
                       const GPtrArray *directories, DiagList *diags)
{
    xmlDocPtr index = index_model_new(PACKAGE_VERSION);
    for (guint i = 0; i < models->len; i++)
        index_model_add(index, g_ptr_array_index(models, i), g_ptr_array_index(directories, i));
    add_earlier(index, options, directories);
    if (archive)
        index_model_add_unused(index, archive);
    index_model_sort(index);
    if (!archive && !element_child(xmlDocGetRootElement(index), "report")) {
        diag_add(
            diags, DIAG_ERROR, "no-reports", options->report_dir, 0, 0,
            "there is no report to list: no directory here holds a report.json; --report-dir names another");
        xmlFreeDoc(index);
        return FALSE;
    }

    g_autoptr(GBytes) json = index_json_render(index);
    gboolean is_good =
        write_index_file(options, "index.json", json, diags) && write_index_page(options, index, diags);
    file_sync_directory(options->report_dir); /* of the reports before it, too */
    xmlFreeDoc(index);
    return is_good;
}
