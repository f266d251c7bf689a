/* The files of one pyperf command; see pyperf_files.h. */
#include "render/pyperf_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "ingest/json_read.h"
#include "ingest/pyperf_json.h"

static void free_file(gpointer data)
{
    PyperfFile *file = data;
    g_hash_table_unref(file->by_name);
    g_ptr_array_unref(file->figures);
    pyperf_suite_free(file->suite);
    g_free(file->name);
    g_free(file);
}

/* ------------------------------------------------------------------ reading */

/* The bytes of a file that the user named: symbolic links are followed, gzip is undone. */
static GBytes *read_bytes(const char *path, GError **error)
{
    g_autofree char *resolved = realpath(path, NULL); /* g_free is free */
    g_autofree char *directory = g_path_get_dirname(resolved ? resolved : path);
    g_autofree char *base = g_path_get_basename(resolved ? resolved : path);
    g_autoptr(GBytes) bytes = file_read(directory, base, FILE_MAX_BYTES, error);
    gsize n = 0;
    const guint8 *data = bytes ? g_bytes_get_data(bytes, &n) : NULL;
    if (n >= 2 && data[0] == 0x1f && data[1] == 0x8b)
        return file_gunzip(bytes, LIMITS_DEFAULT.most[LIMIT_JSON], error);
    return g_steal_pointer(&bytes);
}

/* Warnings such as a name that stands twice do not concern pyperf. */
static void append_diags(GString *err, const DiagList *diags)
{
    for (guint i = 0; i < diags->items->len; i++) {
        const Diag *diag = g_ptr_array_index(diags->items, i);
        g_autofree char *line = diag_format(diag);
        if (diag->severity == DIAG_ERROR)
            g_string_append_printf(err, "%s\n", line);
    }
}

/* NULL with a message. */
static PyperfSuite *read_suite(const char *path, GString *err)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GBytes) bytes = read_bytes(path, &error);
    if (!bytes) {
        g_string_append_printf(err, "ERROR: %s: %s\n", path, error->message);
        return NULL;
    }
    SourceBuffer buffer;
    source_buffer_init(&buffer, path, bytes);
    PyperfSuite *suite = pyperf_suite_read(&buffer.source, diags);
    source_buffer_clear(&buffer);
    append_diags(err, diags);
    return suite;
}

/* No names: all are wanted. */
static gboolean is_wanted(const GPtrArray *names, const char *name)
{
    return names->len == 0 ||
           g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)names, name, g_str_equal, NULL);
}

/* In the words of pyperf. */
static void report_missing(const char *path, const GPtrArray *names, GString *err)
{
    g_string_append_printf(err, "ERROR: The benchmark suite %s doesn't contain with benchmark name in [",
                           path);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *repr = pyperf_text_repr(g_ptr_array_index(names, i));
        g_string_append_printf(err, "%s%s", i ? ", " : "", repr);
    }
    g_string_append(err, "]\n");
}

/* FALSE when the file has none of the names. */
static gboolean add_figures(PyperfFile *file, const GPtrArray *names)
{
    for (guint i = 0; i < file->suite->benchmarks->len; i++) {
        const PyperfBenchmark *benchmark = g_ptr_array_index(file->suite->benchmarks, i);
        if (!is_wanted(names, benchmark->name))
            continue;
        PyperfFigures *figures = pyperf_figures_new(benchmark);
        g_ptr_array_add(file->figures, figures);
        g_hash_table_insert(file->by_name, benchmark->name, figures);
    }
    return file->figures->len > 0;
}

/* ------------------------------------------------------------------ names */

/* Without the extension, and without .json before another one. Transfer full. */
static char *strip_extension(const char *base)
{
    g_autofree char *name = g_strdup(base);
    gsize dots = strspn(name, ".");
    char *dot = strrchr(name + dots, '.');
    if (dot)
        *dot = '\0';
    if (g_str_has_suffix(name, ".json"))
        name[strlen(name) - 5] = '\0';
    return g_steal_pointer(&name);
}

/* How many files differ in a kind of name. */
static guint count_distinct(const GPtrArray *files, char *(*name_of)(const char *))
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < files->len; i++)
        g_hash_table_add(names, name_of(pyperf_file_at(files, i)->suite->path));
    return g_hash_table_size(names);
}

static char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return g_strdup(slash ? slash + 1 : path);
}

static char *stem(const char *path)
{
    g_autofree char *base = base_name(path);
    return strip_extension(base);
}

/* The shortest of stem, base name and path by which all files differ. */
static void name_files(GPtrArray *files)
{
    char *(*name_of)(const char *) = stem;
    guint n_bases = count_distinct(files, base_name);
    if (n_bases != files->len)
        name_of = g_strdup;
    else if (count_distinct(files, stem) != n_bases)
        name_of = base_name;
    for (guint i = 0; i < files->len; i++) {
        PyperfFile *file = g_ptr_array_index(files, i);
        file->name = name_of(file->suite->path);
    }
}

GPtrArray *pyperf_files_load(const GPtrArray *paths, const GPtrArray *names, GString *err)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(free_file);
    for (guint i = 0; i < paths->len; i++) {
        PyperfSuite *suite = read_suite(g_ptr_array_index(paths, i), err);
        if (!suite)
            return NULL;
        PyperfFile *file = g_new0(PyperfFile, 1);
        file->suite = suite;
        file->figures = g_ptr_array_new_with_free_func((GDestroyNotify)pyperf_figures_free);
        file->by_name = g_hash_table_new(g_str_hash, g_str_equal);
        g_ptr_array_add(files, file);
    }
    for (guint i = 0; i < files->len; i++)
        if (!add_figures(g_ptr_array_index(files, i), names)) {
            report_missing(pyperf_file_at(files, i)->suite->path, names, err);
            return NULL;
        }
    name_files(files);
    return g_steal_pointer(&files);
}

/* ------------------------------------------------------------------ asking */

const PyperfFile *pyperf_file_at(const GPtrArray *files, guint i)
{
    return g_ptr_array_index(files, i);
}

const PyperfFigures *pyperf_figures_at(const PyperfFile *file, guint i)
{
    return g_ptr_array_index(file->figures, i);
}

guint pyperf_files_count(const GPtrArray *files)
{
    guint n = 0;
    for (guint i = 0; i < files->len; i++)
        n += pyperf_file_at(files, i)->figures->len;
    return n;
}

gboolean pyperf_files_share_one(const GPtrArray *files)
{
    const char *first = pyperf_figures_at(pyperf_file_at(files, 0), 0)->benchmark->name;
    for (guint i = 0; i < files->len; i++) {
        const PyperfFile *file = pyperf_file_at(files, i);
        if (file->figures->len > 1 || strcmp(pyperf_figures_at(file, 0)->benchmark->name, first) != 0)
            return FALSE;
    }
    return TRUE;
}

static gboolean is_in_all(const GPtrArray *files, const char *name)
{
    for (guint i = 0; i < files->len; i++)
        if (!g_hash_table_contains(pyperf_file_at(files, i)->by_name, name))
            return FALSE;
    return TRUE;
}

GPtrArray *pyperf_files_common(const GPtrArray *files)
{
    GPtrArray *names = g_ptr_array_new();
    const PyperfFile *first = pyperf_file_at(files, 0);
    for (guint i = 0; i < first->figures->len; i++) {
        char *name = pyperf_figures_at(first, i)->benchmark->name;
        if (is_in_all(files, name))
            g_ptr_array_add(names, name);
    }
    return names;
}

GPtrArray *pyperf_file_unmatched(const GPtrArray *files, const PyperfFile *file)
{
    GPtrArray *unmatched = g_ptr_array_new();
    for (guint i = 0; i < file->figures->len; i++)
        if (!is_in_all(files, pyperf_figures_at(file, i)->benchmark->name))
            g_ptr_array_add(unmatched, g_ptr_array_index(file->figures, i));
    return unmatched;
}
