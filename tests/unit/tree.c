/* Making and reading results directories; see tree.h. */
#include "tree.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "model/warning.h"

Tree *tree_new(const char *const *files)
{
    Tree *tree = g_new0(Tree, 1);
    tree->root = g_dir_make_tmp("gen-tree-XXXXXX", NULL);
    tree->diags = diag_list_new();
    g_assert_nonnull(tree->root);
    for (gsize i = 0; files && files[i]; i += 2)
        tree_add(tree, files[i], files[i + 1]);
    return tree;
}

static void remove_all(const char *path)
{
    GDir *directory = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    const char *name = NULL;
    while (directory && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        remove_all(below);
    }
    if (directory)
        g_dir_close(directory);
    g_remove(path);
}

void tree_free(Tree *tree)
{
    remove_all(tree->root);
    archive_free(tree->archive);
    diag_list_free(tree->diags);
    g_free(tree->root);
    g_free(tree);
}

void tree_add(const Tree *tree, const char *path, const char *content)
{
    g_autofree char *full = g_build_filename(tree->root, path, NULL);
    g_autofree char *directory = g_path_get_dirname(full);
    g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
    g_assert_true(g_file_set_contents(full, content, -1, NULL));
}

void tree_read(Tree *tree, const DiscoverOptions *options)
{
    static const DiscoverOptions defaults = {0};
    archive_free(tree->archive);
    diag_list_free(tree->diags);
    tree->diags = diag_list_new();
    tree->archive = archive_read(tree->root, options ? options : &defaults, tree->diags);
}

char *tree_variants(const Tree *tree)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; tree->archive && i < tree->archive->benchmarks->len; i++) {
        const Benchmark *benchmark = tree->archive->benchmarks->pdata[i];
        g_string_append_printf(text, "%s%s:", i ? "; " : "", benchmark->name);
        for (guint k = 0; k < benchmark->variants->len; k++) {
            const Variant *variant = benchmark->variants->pdata[k];
            g_string_append_printf(text, " %s%s", variant->name, variant->role == ROLE_BASELINE ? "*" : "");
        }
    }
    return g_string_free(text, FALSE);
}

const Variant *tree_variant(const Tree *tree, const char *benchmark, const char *name)
{
    for (guint i = 0; i < tree->archive->benchmarks->len; i++) {
        const Benchmark *found = tree->archive->benchmarks->pdata[i];
        for (guint k = 0; strcmp(found->name, benchmark) == 0 && k < found->variants->len; k++) {
            const Variant *variant = found->variants->pdata[k];
            if (strcmp(variant->name, name) == 0)
                return variant;
        }
    }
    g_error("no variant %s of %s", name, benchmark);
}

const Input *tree_input(const Tree *tree, const char *path)
{
    for (guint i = 0; i < tree->archive->inputs->len; i++) {
        const Input *input = tree->archive->inputs->pdata[i];
        if (strcmp(input->path, path) == 0)
            return input;
    }
    g_error("no input %s", path);
}

static gboolean warns(const GPtrArray *warnings, const char *code, const char *path)
{
    for (guint i = 0; i < warnings->len; i++) {
        const Warning *warning = warnings->pdata[i];
        if (strcmp(warning->code, code) == 0 &&
            (!path || g_ptr_array_find_with_equal_func(warning->sources, path, g_str_equal, NULL)))
            return TRUE;
    }
    return FALSE;
}

gboolean tree_warns(const Tree *tree, const char *code, const char *path)
{
    for (guint i = 0; i < tree->archive->benchmarks->len; i++)
        if (warns(((const Benchmark *)tree->archive->benchmarks->pdata[i])->warnings, code, path))
            return TRUE;
    return warns(tree->archive->warnings, code, path);
}

char *tree_error(const Tree *tree)
{
    for (guint i = 0; i < tree->diags->items->len; i++) {
        const Diag *diag = tree->diags->items->pdata[i];
        if (diag->severity == DIAG_ERROR)
            return diag->path
                       ? g_strdup_printf("%s:%u:%u: %s", diag->path, diag->line, diag->column, diag->message)
                       : g_strdup(diag->message);
    }
    return g_strdup("");
}

char *content_pyperf(const char *name, const char *date, double seconds)
{
    GString *text = g_string_new(
        "{\"version\": \"1.0\", \"metadata\": {\"unit\": \"second\"}, \"benchmarks\": [{\"metadata\": ");
    g_string_append_printf(text, "{\"name\": \"%s\"}, \"runs\": [", name);
    for (guint i = 0; i < 2; i++) {
        char value[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd(value, sizeof value, "%.6f", seconds * (1 + 0.001 * i));
        g_string_append_printf(text, "%s{\"metadata\": {%s%s%s}, \"values\": [%s, %s]}", i ? ", " : "",
                               date ? "\"date\": \"" : "", date ? date : "", date ? ".000000\"" : "", value,
                               value);
    }
    return g_string_free(g_string_append(text, "]}]}\n"), FALSE);
}

char *content_perf(const char *command, guint64 instructions, const char *printed)
{
    return g_strdup_printf("%s\n Performance counter stats for '%s':\n\n"
                           "     %" G_GUINT64_FORMAT "      instructions\n     1000      cycles\n\n"
                           "       1.500000000 seconds time elapsed\n\n",
                           printed ? printed : "", command, instructions);
}
