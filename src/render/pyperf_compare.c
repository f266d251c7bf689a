/* `pyperf compare_to`; see pyperf_compare.h. Source: pyperf/_compare.py of pyperf 2.10.0. */
#include "render/pyperf_compare.h"

#include <string.h>

#include "render/pyperf_lines.h"

/* One changed file against the first. */
typedef struct {
    const PyperfFigures *ref, *changed;
    const char *ref_name, *changed_name;
    double ratio; /* changed / ref */
    gboolean is_significant;
    double t; /* NAN when pyperf's test raised an error */
} Result;

/* One benchmark: a Result per changed file. */
typedef struct {
    const char *name;
    GArray *results;       /* of Result */
    const GPtrArray *tags; /* of char*, borrowed; NULL when none */
} Row;

typedef struct {
    const GPtrArray *files;
    const PyperfOptions *options;
    GPtrArray *rows; /* of Row*; sorted in place by tables grouped by speed */
    gboolean show_names;
    GString *out;
} Comparer;

static const Result *result_at(const Row *row, guint i)
{
    return &g_array_index(row->results, Result, i);
}

static const Row *row_at(const GPtrArray *rows, guint i)
{
    return g_ptr_array_index(rows, i);
}

/* ------------------------------------------------------------------ computing */

/* What cannot be tested counts as significant: so pyperf decides. */
static Result compare(const PyperfFile *ref_file, const PyperfFile *changed_file, const char *name,
                      double min_speed)
{
    Result result = {.ref = g_hash_table_lookup(ref_file->by_name, name),
                     .changed = g_hash_table_lookup(changed_file->by_name, name),
                     .ref_name = ref_file->name,
                     .changed_name = changed_file->name};
    result.ratio = pyperf_ratio(&result.ref->sample, &result.changed->sample);
    pyperf_t_test(&result.ref->sample, &result.changed->sample, &result.is_significant, &result.t);
    double slower = result.ratio < 1 ? 1 / result.ratio : result.ratio;
    if (!isnan(min_speed) && (slower - 1) * 100 < min_speed)
        result.is_significant = FALSE;
    return result;
}

static void free_row(gpointer data)
{
    Row *row = data;
    g_array_unref(row->results);
    g_free(row);
}

/* Tags are those of the first file. */
static Row *row_new(const GPtrArray *files, const char *name, double min_speed)
{
    Row *row = g_new0(Row, 1);
    row->name = name;
    row->results = g_array_new(FALSE, FALSE, sizeof(Result));
    for (guint i = 1; i < files->len; i++) {
        Result result = compare(pyperf_file_at(files, 0), pyperf_file_at(files, i), name, min_speed);
        g_array_append_val(row->results, result);
    }
    const PyperfItem *tags = pyperf_metadata_find(result_at(row, 0)->ref->benchmark->common, "tags");
    row->tags = tags ? tags->tags : NULL;
    return row;
}

static gboolean has_tag(const Row *row, const char *tag)
{
    return row->tags &&
           g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)row->tags, tag, g_str_equal, NULL);
}

static gint compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All tags, sorted (borrowed). Transfer container. */
static GPtrArray *all_tags(const GPtrArray *rows)
{
    GPtrArray *tags = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++) {
        const GPtrArray *of_row = row_at(rows, i)->tags;
        for (guint k = 0; of_row && k < of_row->len; k++)
            if (!g_ptr_array_find_with_equal_func(tags, g_ptr_array_index(of_row, k), g_str_equal, NULL))
                g_ptr_array_add(tags, g_ptr_array_index(of_row, k));
    }
    g_ptr_array_sort(tags, compare_text);
    return tags;
}

/* Fastest first. */
static gint compare_ratio(gconstpointer a, gconstpointer b)
{
    double x = result_at(*(Row *const *)a, 0)->ratio, y = result_at(*(Row *const *)b, 0)->ratio;
    return (x > y) - (x < y);
}

static gint compare_ratio_descending(gconstpointer a, gconstpointer b)
{
    return compare_ratio(b, a);
}

static gboolean is_any_significant(const Row *row)
{
    for (guint i = 0; i < row->results->len; i++)
        if (result_at(row, i)->is_significant)
            return TRUE;
    return FALSE;
}

/* Of the k-th changed file over all rows, hidden ones included. Transfer full. */
static char *geometric_mean_text(const GPtrArray *rows, guint k)
{
    g_autofree double *ratios = g_new(double, rows->len);
    for (guint i = 0; i < rows->len; i++)
        ratios[i] = result_at(row_at(rows, i), k)->ratio;
    return pyperf_ratio_text(pyperf_geometric_mean(ratios, rows->len));
}

/* ------------------------------------------------------------------ words */

/* "Mean +- std dev: [a] x -> [b] y: 1.05x faster"; without labels when brief. Transfer full. */
static char *one_line(const Result *result, gboolean is_brief)
{
    g_autofree char *ref = figures_result(result->ref), *changed = figures_result(result->changed);
    g_autofree char *ratio = pyperf_ratio_text(result->ratio);
    gboolean has_spread = result->ref->n > 1 || result->changed->n > 1;
    if (is_brief)
        return g_strdup_printf("%s -> %s: %s", ref, changed, ratio);
    return g_strdup_printf("%s[%s] %s -> [%s] %s: %s", has_spread ? "Mean +- std dev: " : "",
                           result->ref_name, ref, result->changed_name, changed, ratio);
}

/* The line, and whether the difference is significant; without -v only that it is not. */
static void append_result(GPtrArray *lines, const Result *result, gboolean verbose)
{
    g_autofree char *line = one_line(result, FALSE);
    lines_add(lines, "%s", line);
    if (isnan(result->t))
        lines_add(lines, "ERROR when testing if values are significant");
    if (!result->is_significant)
        lines_add(lines, "Not significant!");
    else if (verbose && isnan(result->t))
        lines_add(lines, "Significant");
    else if (verbose)
        lines_add(lines, "Significant (t=%.2f)", result->t);
}

static void print_hidden(const Comparer *comparer, const GPtrArray *names)
{
    g_string_append_printf(comparer->out, "Benchmark hidden because not significant (%u): ", names->len);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(comparer->out, "%s%s", i ? ", " : "",
                               (const char *)g_ptr_array_index(names, i));
    g_string_append_c(comparer->out, '\n');
}

/* ------------------------------------------------------------------ list */

/* A single line stands behind the name; several stand below it as a title. */
static void print_row(const Comparer *comparer, const Row *row, const GPtrArray *lines, gboolean is_last)
{
    if (lines->len == 1) {
        g_string_append_printf(comparer->out, "%s%s%s\n", comparer->show_names ? row->name : "",
                               comparer->show_names ? ": " : "", (const char *)g_ptr_array_index(lines, 0));
        return;
    }
    if (comparer->show_names)
        print_title(comparer->out, row->name);
    lines_print(lines, comparer->out);
    if (!is_last)
        g_string_append_c(comparer->out, '\n');
}

/* Rows without any significant difference are only named at the end. */
static void print_list(const Comparer *comparer, const GPtrArray *rows)
{
    g_autoptr(GPtrArray) hidden = g_ptr_array_new();
    gboolean has_printed = FALSE;
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = row_at(rows, i);
        g_autoptr(GPtrArray) lines = lines_new();
        for (guint k = 0; k < row->results->len; k++)
            append_result(lines, result_at(row, k), comparer->options->verbose);
        if (!is_any_significant(row) && !comparer->options->verbose) {
            g_ptr_array_add(hidden, (char *)(guintptr)row->name);
            continue;
        }
        print_row(comparer, row, lines,
                  i == comparer->rows->len - 1); /* counts all rows, also in the list of a tag */
        has_printed = TRUE;
    }
    if (comparer->options->quiet || hidden->len == 0)
        return;
    if (has_printed)
        g_string_append_c(comparer->out, '\n');
    print_hidden(comparer, hidden);
}

/* ------------------------------------------------------------------ groups by speed */

/* Returns whether anything was printed so far, for the empty lines between groups. */
static gboolean print_group(const Comparer *comparer, const char *title, const GPtrArray *rows,
                            gboolean has_printed)
{
    if (rows->len == 0)
        return has_printed;
    if (has_printed)
        g_string_append_c(comparer->out, '\n');
    g_string_append_printf(comparer->out, "%s (%u):\n", title, rows->len);
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = row_at(rows, i);
        g_autofree char *line = one_line(result_at(row, 0), TRUE);
        g_string_append_printf(comparer->out, "- %s: %s\n", row->name, line);
    }
    return TRUE;
}

/* Only for two files, so a row has one result. */
static void print_by_speed(const Comparer *comparer, const GPtrArray *rows)
{
    g_autoptr(GPtrArray) hidden = g_ptr_array_new(), slower = g_ptr_array_new();
    g_autoptr(GPtrArray) faster = g_ptr_array_new(), same = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++) {
        Row *row = g_ptr_array_index(rows, i);
        const Result *result = result_at(row, 0);
        if (!result->is_significant)
            g_ptr_array_add(hidden, (char *)(guintptr)row->name);
        else
            g_ptr_array_add(result->ratio == 1 ? same : result->ratio < 1 ? faster : slower, row);
    }
    g_ptr_array_sort(slower, compare_ratio_descending);
    g_ptr_array_sort(faster, compare_ratio);
    gboolean has_printed = print_group(comparer, "Slower", slower, FALSE);
    has_printed = print_group(comparer, "Faster", faster, has_printed);
    has_printed = print_group(comparer, "Same speed", same, has_printed);
    if (comparer->options->quiet || hidden->len == 0)
        return;
    if (has_printed)
        g_string_append_c(comparer->out, '\n');
    print_hidden(comparer, hidden);
}

/* ------------------------------------------------------------------ tables: rows of cells (GPtrArray of char*) */

/* In characters. Transfer full. */
static glong *column_widths(const GPtrArray *table, guint n_columns)
{
    glong *widths = g_new0(glong, n_columns);
    for (guint i = 0; i < table->len; i++) {
        const GPtrArray *cells = g_ptr_array_index(table, i);
        for (guint k = 0; k < n_columns; k++)
            widths[k] = MAX(widths[k], g_utf8_strlen(g_ptr_array_index(cells, k), -1));
    }
    return widths;
}

static void append_repeated(GString *out, char c, glong n)
{
    for (glong i = 0; i < n; i++)
        g_string_append_c(out, c);
}

/* Markdown centres all columns but the first. */
static void print_rule(GString *out, const glong *widths, guint n_columns, char c, gboolean is_markdown)
{
    g_string_append_c(out, is_markdown ? '|' : '+');
    for (guint k = 0; k < n_columns; k++) {
        gboolean is_centered = is_markdown && k > 0;
        g_string_append(out, is_centered ? ":" : "");
        append_repeated(out, c, widths[k] + (is_centered ? 0 : 2));
        g_string_append(out, is_centered ? ":" : "");
        g_string_append_c(out, is_markdown ? '|' : '+');
    }
    g_string_append_c(out, '\n');
}

static void print_cells(GString *out, const glong *widths, const GPtrArray *cells)
{
    g_string_append_c(out, '|');
    for (guint k = 0; k < cells->len; k++) {
        const char *cell = g_ptr_array_index(cells, k);
        g_string_append_printf(out, " %s", cell);
        append_repeated(out, ' ', widths[k] - g_utf8_strlen(cell, -1));
        g_string_append(out, " |");
    }
    g_string_append_c(out, '\n');
}

static void print_table(GString *out, const GPtrArray *table, gboolean is_markdown)
{
    guint n_columns = ((const GPtrArray *)g_ptr_array_index(table, 0))->len;
    g_autofree glong *widths = column_widths(table, n_columns);
    if (!is_markdown)
        print_rule(out, widths, n_columns, '-', FALSE);
    for (guint i = 0; i < table->len; i++) {
        print_cells(out, widths, g_ptr_array_index(table, i));
        if (i == 0)
            print_rule(out, widths, n_columns, is_markdown ? '-' : '=', is_markdown);
        else if (!is_markdown)
            print_rule(out, widths, n_columns, '-', FALSE);
    }
}

/* All rows have the same files. Transfer full, and so the cells below. */
static GPtrArray *heading_cells(const Row *row)
{
    GPtrArray *cells = lines_new();
    lines_add(cells, "Benchmark");
    lines_add(cells, "%s", result_at(row, 0)->ref_name);
    for (guint i = 0; i < row->results->len; i++)
        lines_add(cells, "%s", result_at(row, i)->changed_name);
    return cells;
}

/* The values of the first file, then those of the others with their ratio. */
static GPtrArray *row_cells(const Row *row, gboolean quiet)
{
    GPtrArray *cells = lines_new();
    const PyperfFigures *ref = result_at(row, 0)->ref;
    lines_add(cells, "%s", row->name);
    g_ptr_array_add(cells, figures_value(ref, ref->mean));
    for (guint i = 0; i < row->results->len; i++) {
        const Result *result = result_at(row, i);
        g_autofree char *ratio = pyperf_ratio_text(result->ratio);
        g_autofree char *value = figures_value(result->changed, result->changed->mean);
        if (!result->is_significant)
            lines_add(cells, "not significant");
        else if (quiet)
            lines_add(cells, "%s", ratio);
        else
            lines_add(cells, "%s: %s", value, ratio);
    }
    return cells;
}

static GPtrArray *geometric_mean_cells(const GPtrArray *rows)
{
    GPtrArray *cells = lines_new();
    lines_add(cells, "Geometric mean");
    lines_add(cells, "(ref)");
    for (guint k = 0; k < row_at(rows, 0)->results->len; k++)
        g_ptr_array_add(cells, geometric_mean_text(rows, k));
    return cells;
}

/* The geometric mean counts hidden rows too, but needs at least one that is shown. */
static void print_as_table(const Comparer *comparer, const GPtrArray *rows)
{
    g_autoptr(GPtrArray) table = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GPtrArray) hidden = g_ptr_array_new();
    if (comparer->options
            ->group_by_speed) /* the rows of the first tag were chosen before: pyperf's own slip */
        g_ptr_array_sort(comparer->rows, compare_ratio);
    g_ptr_array_add(table, heading_cells(row_at(comparer->rows, 0)));
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = row_at(rows, i);
        if (is_any_significant(row))
            g_ptr_array_add(table, row_cells(row, comparer->options->quiet));
        else
            g_ptr_array_add(hidden, (char *)(guintptr)row->name);
    }
    gboolean has_rows = table->len > 1;
    if (has_rows && rows->len > 1)
        g_ptr_array_add(table, geometric_mean_cells(rows));
    if (has_rows)
        print_table(comparer->out, table, comparer->options->is_markdown);
    if (hidden->len == 0)
        return;
    if (has_rows)
        g_string_append_c(comparer->out, '\n');
    print_hidden(comparer, hidden);
}

/* ------------------------------------------------------------------ all of it */

/* Of one benchmark it would only repeat the ratio. */
static void print_geometric_mean(const Comparer *comparer, const GPtrArray *rows)
{
    if (rows->len < 2)
        return;
    const Row *first = row_at(rows, 0);
    g_string_append_c(comparer->out, '\n');
    if (first->results->len > 1)
        print_title(comparer->out, "Geometric mean");
    for (guint k = 0; k < first->results->len; k++) {
        g_autofree char *text = geometric_mean_text(rows, k);
        const char *label = first->results->len > 1 ? result_at(first, k)->changed_name : "Geometric mean";
        g_string_append_printf(comparer->out, "%s: %s\n", label, text);
    }
}

static void print_rows(const Comparer *comparer, const GPtrArray *rows)
{
    if (comparer->options->table) {
        print_as_table(comparer, rows);
        return;
    }
    if (comparer->options->group_by_speed)
        print_by_speed(comparer, rows);
    else
        print_list(comparer, rows);
    print_geometric_mean(comparer, rows);
}

/* A section per tag before the section of all; the sections are not sorted out of each other. */
static void print_tags(const Comparer *comparer)
{
    g_autoptr(GPtrArray) tags = all_tags(comparer->rows);
    for (guint i = 0; i < tags->len; i++) {
        const char *tag = g_ptr_array_index(tags, i);
        g_autofree char *title = g_strdup_printf("Benchmarks with tag '%s':", tag);
        g_autoptr(GPtrArray) rows = g_ptr_array_new();
        for (guint k = 0; k < comparer->rows->len; k++)
            if (has_tag(row_at(comparer->rows, k), tag))
                g_ptr_array_add(rows, g_ptr_array_index(comparer->rows, k));
        print_title(comparer->out, title);
        print_rows(comparer, rows);
        g_string_append_c(comparer->out, '\n');
    }
    if (tags->len > 0)
        print_title(comparer->out, "All benchmarks:");
}

/* Benchmarks that are not in all files; the path as the user gave it. */
static void print_ignored(const Comparer *comparer)
{
    for (guint i = 0; i < comparer->files->len; i++) {
        const PyperfFile *file = pyperf_file_at(comparer->files, i);
        g_autoptr(GPtrArray) unmatched = pyperf_file_unmatched(comparer->files, file),
                             names = g_ptr_array_new();
        for (guint k = 0; k < unmatched->len; k++)
            g_ptr_array_add(names, ((const PyperfFigures *)g_ptr_array_index(unmatched, k))->benchmark->name);
        if (names->len == 0)
            continue;
        g_ptr_array_sort(names, compare_text);
        g_string_append_printf(comparer->out, "Ignored benchmarks (%u) of %s: ", names->len,
                               file->suite->path);
        for (guint k = 0; k < names->len; k++)
            g_string_append_printf(comparer->out, "%s%s", k ? ", " : "",
                                   (const char *)g_ptr_array_index(names, k));
        g_string_append_c(comparer->out, '\n');
    }
}

/* A benchmark that was only calibrated has no mean; pyperf fails on it too. */
static gboolean have_values(const GPtrArray *files, const GPtrArray *names, GString *err)
{
    for (guint i = 0; i < files->len; i++)
        for (guint k = 0; k < names->len; k++) {
            const PyperfFile *file = pyperf_file_at(files, i);
            const PyperfFigures *figures = g_hash_table_lookup(file->by_name, g_ptr_array_index(names, k));
            if (figures->n > 0)
                continue;
            g_string_append_printf(err, "ERROR: benchmark %s of %s has no values\n", figures->benchmark->name,
                                   file->suite->path);
            return FALSE;
        }
    return TRUE;
}

int pyperf_compare_to(const GPtrArray *files, const PyperfOptions *options, GString *out, GString *err)
{
    if (files->len < 2) {
        g_string_append(out, "ERROR: need at least two benchmark files\n");
        return 1;
    }
    if (options->group_by_speed && files->len != 2) {
        g_string_append(err, "ERROR: --by-speed only works on two benchmark files\n");
        return 1;
    }
    g_autoptr(GPtrArray) names = pyperf_files_common(files);
    if (names->len == 0) {
        g_string_append(err, "ERROR: Benchmark suites have no benchmark in common\n");
        return 1;
    }
    if (!have_values(files, names, err))
        return 1;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
    for (guint i = 0; i < names->len; i++)
        g_ptr_array_add(rows, row_new(files, g_ptr_array_index(names, i), options->min_speed));
    Comparer comparer = {
        .files = files, .options = options, .rows = rows, .show_names = rows->len > 1, .out = out};
    print_tags(&comparer);
    print_rows(&comparer, rows);
    if (!options->quiet)
        print_ignored(&comparer);
    return 0;
}
