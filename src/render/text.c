/* report.txt: the report for a terminal, a mail or a commit message.
 * In: the report model. Out: UTF-8 text, prose wrapped at 78 columns, tables aligned in columns. Knows nothing of numbers: it sets
 * the display text of the model. */
#include "render/text.h"

#include <string.h>

#include "render/sections.h"
#include "render/wrap.h"
#include "report/element.h"

#define MAX_TABLE_COLUMNS 64
#define MOST_SOURCES 4u      /* files named below a warning */
#define MOST_CELL_COLUMNS 64 /* a digest; longer cells are broken at blanks */

static void append_padding(GString *out, guint n)
{
    for (guint i = 0; i < n; i++)
        g_string_append_c(out, ' ');
}

/* Appends prose wrapped at blanks, later lines indented. */
static void append_wrapped(GString *out, const char *text, guint indent)
{
    g_autoptr(GPtrArray) lines = wrap_text(text, 0, indent);
    for (guint i = 0; i < lines->len; i++) {
        append_padding(out, i > 0 ? indent : 0);
        g_string_append(out, g_ptr_array_index(lines, i));
        g_string_append_c(out, '\n');
    }
}

static void append_heading(GString *out, const char *heading)
{
    g_string_append_printf(out, "\n%s\n", heading);
    for (guint i = columns_of(heading); i > 0; i--)
        g_string_append_c(out, '-');
    g_string_append_c(out, '\n');
}

/* ------------------------------------------------------------------ tables */

typedef struct {
    guint n_columns;
    guint widths[MAX_TABLE_COLUMNS];
    gboolean is_numeric[MAX_TABLE_COLUMNS];
    gboolean has_over; /* heads over several columns: a line of their own */
} TableShape;

/* "Mean ms" */
static char *column_title(xmlNodePtr column)
{
    g_autofree char *title = element_text(column);
    g_autofree char *unit = element_get(column, "unit");
    return unit[0] ? g_strconcat(title, title[0] ? " " : "", unit, NULL) : g_steal_pointer(&title);
}

/* Letters that a text needs when it may be broken at blanks: at most `most`, or its longest word. */
static guint broken_width(const char *text, guint most)
{
    guint whole = columns_of(text), longest = 0;
    if (whole <= most)
        return whole;
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (guint i = 0; words[i]; i++)
        longest = MAX(longest, columns_of(words[i]));
    return MAX(longest, most);
}

static void widen(TableShape *shape, guint column, const char *text)
{
    guint width = broken_width(text, MOST_CELL_COLUMNS);
    if (column < MAX_TABLE_COLUMNS)
        shape->widths[column] = MAX(shape->widths[column], width);
}

/* A cell over several columns is the last of its row and needs no column to be as wide as itself. */
static void measure_rows(TableShape *shape, xmlNodePtr parent)
{
    ELEMENT_EACH(row, parent, "row")
    {
        guint i = 0;
        ELEMENT_EACH(cell, row, "cell")
        {
            g_autofree char *text = element_text(cell);
            if (element_is(cell, "colspan", ""))
                widen(shape, i, text);
            i++;
        }
    }
}

/* Last column, from the one at `first` on, that stands under the same head. */
static guint block_end(xmlNodePtr column, const char *over, guint first)
{
    for (xmlNodePtr next = element_next(column); next && element_is(next, "over", over);
         next = element_next(next))
        first++;
    return first;
}

/* Columns from first to last with the blanks between them. */
static guint block_width(const TableShape *shape, guint first, guint last)
{
    guint width = 2 * (last - first);
    for (guint i = first; i <= last && i < MAX_TABLE_COLUMNS; i++)
        width += shape->widths[i];
    return width;
}

/* Makes room for the heads over several columns. */
static void measure_overs(TableShape *shape, xmlNodePtr table)
{
    guint i = 0, end = 0;
    ELEMENT_EACH(column, table, "column")
    {
        g_autofree char *over = element_get(column, "over");
        if (over[0] && i >= end) {
            guint last = MIN(block_end(column, over, i), MAX_TABLE_COLUMNS - 1);
            guint width = block_width(shape, i, last), wanted = columns_of(over);
            shape->widths[i] += wanted > width ? wanted - width : 0;
            shape->has_over = TRUE;
            end = last + 1;
        }
        i++;
    }
}

static void measure_table(TableShape *shape, xmlNodePtr table)
{
    memset(shape, 0, sizeof *shape);
    ELEMENT_EACH(column, table, "column")
    {
        if (shape->n_columns >= MAX_TABLE_COLUMNS)
            break;
        g_autofree char *title = column_title(column);
        g_autofree char *class = element_get(column, "class");
        shape->is_numeric[shape->n_columns] =
            class && (g_str_equal(class, "n") || g_str_has_prefix(class, "n "));
        widen(shape, shape->n_columns++, title);
    }
    measure_rows(shape, table);
    ELEMENT_EACH(group, table, "group")
    measure_rows(shape, group);
    measure_overs(shape, table);
}

static void append_padded(GString *out, const char *text, guint width, gboolean is_right)
{
    guint used = columns_of(text), padding = width > used ? width - used : 0;
    append_padding(out, is_right ? padding : 0);
    g_string_append(out, text);
    append_padding(out, is_right ? 0 : padding);
}

static void append_cell(GString *out, const TableShape *shape, guint column, const char *text)
{
    gboolean is_known = column < shape->n_columns;
    if (column > 0)
        g_string_append(out, "  ");
    append_padded(out, text, is_known ? shape->widths[column] : 0, is_known && shape->is_numeric[column]);
}

static void end_line(GString *out)
{
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

/* The lines of a cell. Of char*, transfer full. */
static GPtrArray *break_cell(const char *text, guint width)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_autoptr(GString) line = g_string_new(NULL);
    for (guint i = 0; words[i]; i++) {
        if (i > 0 && columns_of(line->str) + 1 + columns_of(words[i]) > width) {
            g_ptr_array_add(lines, g_strdup(line->str));
            g_string_truncate(line, 0);
        } else if (i > 0) {
            g_string_append_c(line, ' ');
        }
        g_string_append(line, words[i]);
    }
    g_ptr_array_add(lines, g_strdup(line->str));
    return lines;
}

/* As many lines as the longest cell takes. */
static void append_row(GString *out, const TableShape *shape, xmlNodePtr row)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    guint n_lines = 0;
    ELEMENT_EACH(cell, row, "cell")
    {
        g_autofree char *text = element_text(cell);
        guint width = cells->len < shape->n_columns ? shape->widths[cells->len] : MOST_CELL_COLUMNS;
        GPtrArray *lines = break_cell(text, element_is(cell, "colspan", "") ? width : MOST_CELL_COLUMNS);
        g_ptr_array_add(cells, lines);
        n_lines = MAX(n_lines, lines->len);
    }
    for (guint k = 0; k < n_lines; k++) {
        for (guint i = 0; i < cells->len; i++) {
            const GPtrArray *lines = g_ptr_array_index(cells, i);
            append_cell(out, shape, i, k < lines->len ? g_ptr_array_index(lines, k) : "");
        }
        end_line(out);
    }
}

static void append_rows(GString *out, const TableShape *shape, xmlNodePtr parent)
{
    ELEMENT_EACH(row, parent, "row")
    append_row(out, shape, row);
}

/* The line of the heads that stand over several columns: on the left of their block, over a single number on its right. */
static void append_overs(GString *out, const TableShape *shape, xmlNodePtr table)
{
    guint i = 0, end = 0;
    ELEMENT_EACH(column, table, "column")
    {
        g_autofree char *over = element_get(column, "over");
        if (i >= end && i < shape->n_columns) {
            guint last = over[0] ? MIN(block_end(column, over, i), shape->n_columns - 1) : i;
            append_padding(out, i > 0 ? 2 : 0);
            append_padded(out, over, block_width(shape, i, last), last == i && shape->is_numeric[i]);
            end = last + 1;
        }
        i++;
    }
    end_line(out);
}

static void append_table(GString *out, xmlNodePtr table)
{
    TableShape shape;
    measure_table(&shape, table);
    g_autofree char *caption = element_get(table, "caption");
    g_string_append_c(out, '\n');
    append_wrapped(out, caption ? caption : "", 0);
    if (shape.has_over)
        append_overs(out, &shape, table);
    guint i = 0;
    ELEMENT_EACH(column, table, "column")
    {
        g_autofree char *title = column_title(column);
        append_cell(out, &shape, i++, title);
    }
    end_line(out);
    append_rows(out, &shape, table);
    ELEMENT_EACH(group, table, "group")
    {
        g_autofree char *title = element_get(group, "title");
        if (title && *title)
            g_string_append_printf(out, "[%s]\n", title);
        append_rows(out, &shape, group);
    }
}

/* ------------------------------------------------------------------ sections */

static void append_sentences(GString *out, xmlNodePtr parent, const char *name)
{
    ELEMENT_EACH(sentence, parent, name)
    {
        g_autofree char *text = element_text(sentence);
        append_wrapped(out, text, 0);
    }
}

static void append_warnings(GString *out, xmlNodePtr root)
{
    if (!element_child(root, "warning"))
        return;
    append_heading(out, "Warnings");
    ELEMENT_EACH(warning, root, "warning")
    {
        g_autofree char *severity = element_get(warning, "severity");
        g_autofree char *title = element_get(warning, "title");
        g_autofree char *message = element_child_text(warning, "message");
        g_autofree char *line = g_strdup_printf("%s: %s. %s", severity, title, message);
        append_wrapped(out, line, 2);
        guint n = 0;
        ELEMENT_EACH(source, warning, "source")
        {
            g_autofree char *path = element_text(source);
            if (n++ < MOST_SOURCES)
                g_string_append_printf(out, "    %s\n", path);
        }
        if (n > MOST_SOURCES)
            g_string_append_printf(out, "    and %u more, in report.json\n", n - MOST_SOURCES);
    }
}

static void append_head(GString *out, xmlNodePtr root)
{
    g_autofree char *title = element_get(root, "title");
    g_autofree char *subtitle = element_child_text(root, "subtitle");
    g_autofree char *status = element_child_text(root, "status-text");
    g_string_append_printf(out, "%s\n", title);
    for (guint i = columns_of(title); i > 0; i--)
        g_string_append_c(out, '=');
    g_string_append_c(out, '\n');
    append_wrapped(out, subtitle, 0);
    append_wrapped(out, status, 0);
}

/* A command is never broken: it is there to be copied. */
static void append_command(GString *out, const char *text)
{
    g_string_append_printf(out, "%s\n", text);
}

static const SectionWriter TEXT_SECTIONS = {append_heading, append_command, append_sentences,
                                            append_table,   PROSE_TEXT,     ""};

GBytes *text_render(const RenderJob *job, DiagList *diags G_GNUC_UNUSED)
{
    GString *out = g_string_new(NULL);
    xmlNodePtr root = xmlDocGetRootElement(job->model);
    xmlNodePtr verdict = element_child(root, "verdict");
    append_head(out, root);
    append_heading(out, "Verdict");
    append_sentences(out, verdict, "sentence");
    append_sentences(out, verdict, "why");
    append_sentences(out, verdict, "aside");
    append_warnings(out, root);
    sections_append(out, root, &TEXT_SECTIONS);
    g_autofree char *version = element_get(root, "version");
    g_string_append_printf(out, "\ngen %s\n", version ? version : "");
    return g_string_free_to_bytes(out);
}
