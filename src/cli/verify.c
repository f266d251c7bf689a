/* gen --verify; see verify.h. */
#include "cli/verify.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "ingest/json_read.h"

#define DATA_BEGIN "<script type=\"application/json\" id=\"gen-data\">"
#define DATA_END "</script>"

/* One report on its way. */
typedef struct {
    const Options *options;
    char *root; /* results directory */
    char *path; /* of the report as shown */
    DiagList *diags;
    GString *out;
    guint n_same, n_changed;
    guint n_unread, n_absent; /* that could not be read; of those, where nothing is */
} Check;

/* ------------------------------------------------------------------ the report */

/* The bytes of a file that was typed. */
static GBytes *read_typed(const Check *check, const char *path)
{
    GError *error = NULL;
    g_autofree char *directory = g_path_get_dirname(path), *name = g_path_get_basename(path);
    GBytes *bytes = file_read(directory, name, check->options->max_file_bytes, &error);
    if (!bytes)
        diag_add(check->diags, DIAG_ERROR, "no-report", path, 0, 0, "no report can be read here: %s",
                 error->message);
    g_clear_error(&error);
    return bytes;
}

/* A page holds the numbers of its report; any other format stands beside report.json. Transfer full. */
static char *data_file(const char *path)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return g_build_filename(path, "report.json", NULL);
    if (g_str_has_suffix(path, ".json") || g_str_has_suffix(path, ".html"))
        return g_strdup(path);
    g_autofree char *directory = g_path_get_dirname(path);
    return g_build_filename(directory, "report.json", NULL);
}

/* The part of a page that is JSON; all of anything else. */
static gboolean find_data(const char **text, gsize *n, gboolean is_page)
{
    if (!is_page)
        return TRUE;
    const char *begin = g_strstr_len(*text, (gssize)*n, DATA_BEGIN), *end = NULL;
    if (begin) {
        begin += strlen(DATA_BEGIN);
        end = g_strstr_len(begin, (gssize)*n - (begin - *text), DATA_END);
    }
    if (!end)
        return FALSE;
    *text = begin;
    *n = (gsize)(end - begin);
    return TRUE;
}

static gboolean is_report(const cJSON *root)
{
    const char *schema = json_member_string(root, "schema");
    return schema && g_str_has_prefix(schema, "gen-report/") && json_member_array(root, "inputs");
}

/* ------------------------------------------------------------------ its files */

/* A report from elsewhere names whatever it likes; only what lies below the results directory is looked at. */
static gboolean is_below(const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    return path[0] && path[0] != '/' && !g_strv_contains((const char *const *)parts, "..");
}

/* Names come from the report, problems from the system with names in them: both are cleaned. */
static void tell(Check *check, const char *path, const char *what)
{
    g_autofree char *clean = text_clean_line(path, 1000), *clean_what = text_clean_line(what, 300);
    g_string_append_printf(check->out, "%s: %s: %s\n", check->path, clean, clean_what);
}

static void check_file(Check *check, const char *path, const char *sha256)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes =
        is_below(path) ? file_read(check->root, path, check->options->max_file_bytes, &error) : NULL;
    if (!bytes) {
        gboolean is_absent = error && g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
        check->n_absent += is_absent ? 1 : 0;
        check->n_unread++;
        tell(check, path,
             !error      ? "not below the results directory"
             : is_absent ? "missing"
                         : error->message);
        return;
    }
    gsize n = 0;
    const void *data = g_bytes_get_data(bytes, &n);
    g_autofree char *digest = file_sha256(data, n);
    gboolean is_same = g_str_equal(digest, sha256);
    check->n_same += is_same ? 1 : 0;
    check->n_changed += is_same ? 0 : 1;
    if (!is_same)
        tell(check, path, "changed since the report was made");
}

/* The paths in every "sources" of the report but those of warnings. Borrowed from the tree. */
static GHashTable *find_sources(const cJSON *root)
{
    GHashTable *sources = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    g_ptr_array_add(open, root->child);
    while (open->len > 0) {
        const cJSON *node = g_ptr_array_steal_index_fast(open, open->len - 1);
        for (; node; node = node->next) {
            gboolean is_sources = node->string && g_str_equal(node->string, "sources");
            if (node->child && !is_sources && !(node->string && g_str_equal(node->string, "warnings")))
                g_ptr_array_add(open, node->child);
            for (const cJSON *path = is_sources ? node->child : NULL; path; path = path->next)
                if (cJSON_IsString(path))
                    g_hash_table_add(sources, path->valuestring);
        }
    }
    return sources;
}

/* Every directory above a source, with its slash; "" is one. Transfer full. */
static GHashTable *find_directories(GHashTable *sources)
{
    GHashTable *directories = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer source;
    g_hash_table_add(directories, g_strdup(""));
    g_hash_table_iter_init(&iter, sources);
    while (g_hash_table_iter_next(&iter, &source, NULL)) {
        const char *path = source, *slash = strrchr(path, '/');
        while (slash && g_hash_table_add(directories, g_strndup(path, (gsize)(slash - path) + 1)))
            slash = g_strrstr_len(path, slash - path, "/");
    }
    return directories;
}

/* Notes and settings have no part in any number: those beside or above a source belong to the report, and pictures below it. */
static gboolean is_beside(const cJSON *input, const char *path, GHashTable *directories)
{
    const char *format = json_member_string(input, "format"), *slash = strrchr(path, '/');
    gboolean is_picture = format && g_str_equal(format, "picture");
    gboolean is_settings = g_str_equal(slash ? slash + 1 : path, "gen.json");
    if (!is_picture && !is_settings && !(format && g_str_equal(format, "notes")))
        return FALSE;
    if (is_picture)
        slash = strchr(path, '/');
    g_autofree char *directory = g_strndup(path, slash ? (gsize)(slash - path) + 1 : 0);
    if (g_str_has_suffix(directory, "notes/"))
        directory[strlen(directory) - strlen("notes/")] = 0;
    return g_hash_table_contains(directories, directory);
}

/* Those that the report was computed from, each once; what it left aside, or used for another benchmark, cannot change it. */
static void check_files(Check *check, const cJSON *root)
{
    g_autoptr(GHashTable) sources = find_sources(root), directories = find_directories(sources);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (const cJSON *input = json_member_array(root, "inputs")->child; input; input = input->next) {
        const char *path = json_member_string(input, "path"), *sha256 = json_member_string(input, "sha256");
        if (path && sha256 && (g_hash_table_contains(sources, path) || is_beside(input, path, directories)) &&
            g_hash_table_add(seen, (gpointer)(guintptr)path))
            check_file(check, path, sha256);
    }
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A source of the report that has a plain path, or NULL. */
static const char *any_source(const cJSON *root)
{
    g_autoptr(GHashTable) sources = find_sources(root);
    g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(sources), (GCompareFunc)strcmp);
    for (const GList *path = paths; path; path = path->next)
        if (is_below(path->data))
            return path->data; /* lives in the tree */
    return NULL;
}

/* The current directory, or the one in it that has a source of the report: reports/ mostly stands beside the results. Transfer full. */
static char *guess_root(const cJSON *root)
{
    const char *source = any_source(root), *found = NULL;
    GDir *dir = source && !g_file_test(source, G_FILE_TEST_EXISTS) ? g_dir_open(".", 0, NULL) : NULL;
    g_autoptr(GPtrArray) fitting = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(name, source, NULL);
        if (name[0] != '.' && g_file_test(path, G_FILE_TEST_EXISTS))
            g_ptr_array_add(fitting, g_strdup(name));
    }
    g_clear_pointer(&dir, g_dir_close);
    g_ptr_array_sort(fitting, compare_names);
    found = fitting->len > 0 ? g_ptr_array_index(fitting, 0) : ".";
    return g_strdup(found);
}

/* Where no results directory was named and no file is where the report says, that says more about the directory than about the files. */
static ExitStatus conclude(Check *check)
{
    guint n = check->n_same + check->n_changed + check->n_unread;
    gboolean is_elsewhere = !check->options->results_dir && check->n_absent == n;
    if (n == 0)
        diag_add(check->diags, DIAG_ERROR, "no-report", check->path, 0, 0, "the report names no files");
    else if (is_elsewhere)
        diag_add(
            check->diags, DIAG_ERROR, "no-report", check->path, 0, 0,
            "none of its files (%u) is below the current directory; --results-dir DIR names the directory "
            "they are in",
            n);
    if (n == 0 || is_elsewhere)
        return STATUS_NOTHING;
    if (check->n_same < n)
        g_string_append_printf(check->out, "%s: %u of %u files are not what the report was made from\n",
                               check->path, n - check->n_same, n);
    else if (!check->options->is_quiet)
        g_string_append_printf(check->out,
                               n == 1 ? "%s: its file is unchanged\n" : "%s: all %u files are unchanged\n",
                               check->path, n);
    return check->n_same == n ? STATUS_COMPLETE : STATUS_REJECTED;
}

/* ------------------------------------------------------------------ reports */

static ExitStatus verify_one(const Options *options, const char *typed, GString *out, DiagList *diags)
{
    g_autofree char *shown = text_clean_line(typed, 1000), *file = data_file(typed);
    if (!g_file_test(typed, G_FILE_TEST_EXISTS)) {
        diag_add(diags, DIAG_ERROR, "no-report", typed, 0, 0, "there is no such file or directory");
        return STATUS_NOTHING;
    }
    Check check = {.options = options, .path = shown, .diags = diags, .out = g_string_new(NULL)};
    g_autoptr(GBytes) bytes = read_typed(&check, file);
    gsize n = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &n) : NULL;
    gboolean has_data = text && find_data(&text, &n, g_str_has_suffix(file, ".html"));
    g_autoptr(JsonDocument) document = has_data ? json_read(file, text, n, diags) : NULL;
    ExitStatus status = STATUS_NOTHING;
    if (document && is_report(document->root)) {
        check.root = options->results_dir ? g_strdup(options->results_dir) : guess_root(document->root);
        check_files(&check, document->root);
        status = conclude(&check);
    } else if (text && (document || !has_data)) {
        diag_add(diags, DIAG_ERROR, "no-report", file, 0, 0, "this is no report of gen");
    }
    if (status != STATUS_NOTHING)
        g_string_append_len(out, check.out->str, (gssize)check.out->len);
    g_string_free(check.out, TRUE);
    g_free(check.root);
    return status;
}

/* Of a directory of reports, every one; else the directory or file itself. */
static void add_reports(GPtrArray *reports, const char *typed)
{
    g_autofree char *own = g_build_filename(typed, "report.json", NULL);
    GDir *dir = g_file_test(own, G_FILE_TEST_EXISTS) ? NULL : g_dir_open(typed, 0, NULL);
    guint before = reports->len;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *directory = g_build_filename(typed, name, NULL);
        g_autofree char *file = g_build_filename(directory, "report.json", NULL);
        if (*name != '.' && g_file_test(file, G_FILE_TEST_EXISTS))
            g_ptr_array_add(reports, g_steal_pointer(&directory));
    }
    g_clear_pointer(&dir, g_dir_close);
    if (reports->len == before)
        g_ptr_array_add(reports, g_strdup(typed));
}

/* The worst of all decides. */
ExitStatus verify_reports(const Options *options, DiagList *diags)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) out = g_string_new(NULL);
    ExitStatus status = STATUS_COMPLETE;
    for (guint i = 0; options->files[i]; i++)
        add_reports(reports, options->files[i]);
    g_ptr_array_sort(reports, compare_names);
    for (guint i = 0; i < reports->len; i++) {
        ExitStatus one = verify_one(options, g_ptr_array_index(reports, i), out, diags);
        status = MAX(status, one);
    }
    return terminal_print(out->str) ? status : STATUS_NOTHING;
}
