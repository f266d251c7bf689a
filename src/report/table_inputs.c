/* Tables of the files that the numbers come from, and of those left aside. In: the archive. Out: <table id="manifest|unused">.
 * Must not know sentences or figures. */
#include "report/table.h"

#include <string.h>

#include "base/text.h"

#define MAX_UNUSED_ROWS 200

/* ------------------------------------------------------------------ files used */

/* Group of a path: its directory, with the slash; "" at the top. Transfer full. */
static char *directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? g_strndup(path, (gsize)(slash - path) + 1) : g_strdup("");
}

/* A row for a path in the group of its directory; groups follow each other as the sorted paths do. */
static xmlNodePtr add_path_row(xmlNodePtr table, xmlNodePtr *group, char **directory, const char *path)
{
    g_autofree char *own = directory_of(path);
    if (!*group || !g_str_equal(own, *directory)) {
        g_free(*directory);
        *directory = g_strdup(own);
        *group = table_group(table, own);
    }
    xmlNodePtr row = table_row(*group, "");
    element_add_part(cell_head(row), "", path + strlen(own));
    return row;
}

static xmlNodePtr add_file_row(xmlNodePtr table, xmlNodePtr *group, char **directory, const Input *input)
{
    xmlNodePtr row = add_path_row(table, group, directory, input->path);
    if (input->sha256)
        cell_number(row, "n", (double)input->n_bytes, number_grouped(input->n_bytes));
    else
        cell_text(row, "", ""); /* it could not be read */
    return row;
}

/* Paths are sorted, so every directory is one group. */
static void add_manifest(ModelBuilder *builder)
{
    xmlNodePtr table = table_new(builder, "manifest", "man");
    guint n = g_hash_table_size(builder->used);
    g_autofree char *count = show_number_of(n, "file", NULL);
    element_add_part_printf(table_caption(table), "", "The %s that this report was computed from, with %s.",
                            n == 1 ? "file" : count, n == 1 ? "its SHA-256 digest" : "their SHA-256 digests");
    table_column(table, "file", "", "File", NULL, NULL);
    table_column(table, "bytes", "n", "Bytes", NULL, NULL);
    table_column(table, "sha256", "", "SHA-256", NULL, NULL);
    xmlNodePtr group = NULL;
    g_autofree char *directory = NULL;
    for (guint i = 0; i < builder->archive->inputs->len; i++) {
        const Input *input = g_ptr_array_index(builder->archive->inputs, i);
        if (!g_hash_table_contains(builder->used, input))
            continue;
        xmlNodePtr row = add_file_row(table, &group, &directory, input);
        xmlNodePtr cell = cell_text(row, "", NULL);
        element_add_part(cell, "sha", input->sha256);
    }
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ files not used */

/* Length of the directories that two paths share, the last slash included. */
static gsize shared_directories(const char *a, const char *b)
{
    gsize shared = 0;
    for (gsize i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            shared = i + 1;
    return shared;
}

/* By no report, asked for or not. */
static gboolean is_unused(const Input *input)
{
    return !input->is_used && !input->is_elsewhere;
}

/* Unused files belong to no benchmark. A report lists those that lie no nearer to the files of another report than to its own.
 * Paths are sorted, so the nearest used files are the last one before and the first one behind; ties go to both. */
static GPtrArray *find_unused(const ModelBuilder *builder)
{
    const GPtrArray *inputs = builder->archive->inputs;
    GPtrArray *unused = g_ptr_array_new();
    gboolean has_others = builder->archive->benchmarks->len > 1;
    for (guint i = 0; i < inputs->len; i++) {
        const Input *input = g_ptr_array_index(inputs, i);
        has_others = has_others || input->is_elsewhere;
        if (is_unused(input))
            g_ptr_array_add(unused, g_ptr_array_index(inputs, i));
    }
    if (unused->len == 0 || !has_others) /* a thousand reports ask */
        return unused;
    g_autofree gsize *own = g_new0(gsize, inputs->len), *any = g_new0(gsize, inputs->len);
    for (guint pass = 0; pass < 2; pass++) {
        const Input *last_own = NULL, *last_any = NULL;
        for (guint k = 0; k < inputs->len; k++) {
            guint i = pass == 0 ? k : inputs->len - 1 - k;
            const Input *input = g_ptr_array_index(inputs, i);
            if (!is_unused(input)) {
                last_own = g_hash_table_contains(builder->used, input) ? input : last_own;
                last_any = input;
                continue;
            }
            own[i] = MAX(own[i], last_own ? 1 + shared_directories(input->path, last_own->path) : 0);
            any[i] = MAX(any[i], last_any ? 1 + shared_directories(input->path, last_any->path) : 0);
        }
    }
    g_ptr_array_set_size(unused, 0);
    for (guint i = 0; i < inputs->len; i++)
        if (is_unused(g_ptr_array_index(inputs, i)) && own[i] >= any[i])
            g_ptr_array_add(unused, g_ptr_array_index(inputs, i));
    return unused;
}

/* Files left aside together: one, or all below a directory. */
typedef struct {
    gsize
        n_directory; /* length of the directory in the path of the first, its slash included; 0: a file by itself */
    guint first, n; /* in the list of unused files */
} Aside;

/* What a reader looks for by its name: files that were used, and those that were meant to be. */
static gboolean is_worth_a_row(const Input *input)
{
    return !is_unused(input) || input->is_rejected || !input->sha256;
}

/* Of each file, how much of its path is a directory that holds a file worth a row. Transfer full. */
static gsize *shared_with_used(const GPtrArray *inputs)
{
    gsize *shared = g_new0(gsize, inputs->len);
    for (guint pass = 0; pass < 2; pass++) {
        const Input *last = NULL;
        for (guint k = 0; k < inputs->len; k++) {
            guint i = pass == 0 ? k : inputs->len - 1 - k;
            const Input *input = g_ptr_array_index(inputs, i);
            last = is_worth_a_row(input) ? input : last;
            if (last)
                shared[i] = MAX(shared[i], shared_directories(input->path, last->path));
        }
    }
    return shared;
}

/* Directories without any used file count as one, and a run of another day does not fill pages. Of Aside; transfer full. */
static GArray *put_together(const GPtrArray *inputs, const GPtrArray *unused)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Aside));
    g_autofree gsize *shared = shared_with_used(inputs);
    for (guint i = 0, at = 0; i < unused->len; i++, at++) {
        const Input *input = g_ptr_array_index(unused, i);
        while (g_ptr_array_index(inputs, at) != input)
            at++;
        const char *slash = is_worth_a_row(input) ? NULL : strchr(input->path + shared[at], '/');
        Aside here = {.n_directory = slash ? (gsize)(slash - input->path) + 1 : 0, .first = i, .n = 1};
        Aside *last = all->len > 0 ? &g_array_index(all, Aside, all->len - 1) : NULL;
        const Input *before = last ? g_ptr_array_index(unused, last->first) : NULL;
        if (last && here.n_directory > 0 && last->n_directory == here.n_directory &&
            strncmp(before->path, input->path, here.n_directory) == 0)
            last->n++;
        else
            g_array_append_val(all, here);
    }
    return all;
}

/* "an older run of its variant (8 files), not a known artifact format (4)". Transfer full. */
static char *reasons_of(const GPtrArray *unused, const Aside *aside)
{
    g_autoptr(GPtrArray) reasons = g_ptr_array_new();
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < aside->n; i++) {
        const Input *input = g_ptr_array_index(unused, aside->first + i);
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, input->reason));
        if (n == 0)
            g_ptr_array_add(reasons, input->reason);
        g_hash_table_insert(counts, input->reason, GUINT_TO_POINTER(n + 1));
    }
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < reasons->len; i++) {
        const char *reason = g_ptr_array_index(reasons, i);
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, reason));
        g_string_append_printf(out, "%s%s", i ? ", " : "", reason);
        if (reasons->len > 1)
            g_string_append_printf(out, i ? " (%u)" : n == 1 ? " (%u file)" : " (%u files)", n);
    }
    return g_string_free(out, FALSE);
}

/* "20260102_101500/ (12 files)", and why none of them was used. */
static void add_directory_row(xmlNodePtr table, xmlNodePtr *group, char **directory, const GPtrArray *unused,
                              const Aside *aside)
{
    const Input *first = g_ptr_array_index(unused, aside->first);
    g_autofree char *path = g_strndup(first->path, aside->n_directory - 1);
    xmlNodePtr row = add_path_row(table, group, directory, path);
    element_add_part_printf(row->children, "", "/ (%u files)", aside->n);
    guint64 n_bytes = 0;
    for (guint i = 0; i < aside->n; i++)
        n_bytes += ((const Input *)g_ptr_array_index(unused, aside->first + i))->n_bytes;
    cell_number(row, "n", (double)n_bytes, number_grouped(n_bytes));
    g_autofree char *reasons = reasons_of(unused, aside);
    cell_text(row, "q", reasons);
}

/* Rejected files stand out: they were meant to be read. */
static void add_unused(ModelBuilder *builder)
{
    g_autoptr(GPtrArray) unused = find_unused(builder);
    if (unused->len == 0)
        return;
    g_autoptr(GArray) asides = put_together(builder->archive->inputs, unused);
    xmlNodePtr table = table_new(builder, "unused", "man");
    g_autofree char *count = show_number_of(unused->len, "file was", "files were");
    count[0] = g_ascii_toupper(count[0]);
    const char *first = asides->len > MAX_UNUSED_ROWS ? "the first rows follow, " : "";
    const char *where =
        model_lists_all_inputs(builder) ? "report.json lists them all" : "gen --list shows them all";
    if (asides->len == unused->len && asides->len <= MAX_UNUSED_ROWS)
        element_add_part_printf(table_caption(table), "", "%s found beside these and not used.", count);
    else
        element_add_part_printf(table_caption(table), "", "%s found beside these and not used; %s%s.", count,
                                first, where);
    table_column(table, "file", "", "File", NULL, NULL);
    table_column(table, "bytes", "n", "Bytes", NULL, NULL);
    table_column(table, "reason", "", "Why not", NULL, NULL);
    xmlNodePtr group = NULL;
    g_autofree char *directory = NULL;
    for (guint i = 0; i < MIN(asides->len, MAX_UNUSED_ROWS); i++) {
        const Aside *aside = &g_array_index(asides, Aside, i);
        const Input *input = g_ptr_array_index(unused, aside->first);
        if (aside->n > 1) {
            add_directory_row(table, &group, &directory, unused, aside);
            continue;
        }
        xmlNodePtr row = add_file_row(table, &group, &directory, input);
        cell_text(row, input->is_rejected ? "slow" : "q", input->reason);
    }
    table_finish(builder, table);
}

void tables_add_manifest(ModelBuilder *builder)
{
    add_manifest(builder);
    add_unused(builder);
}
