/* report.txt: the report for a terminal, a mail or a commit message.
 * In: the report model. Out: UTF-8 text, prose wrapped at 78 columns, tables aligned in columns. Knows nothing of numbers: it sets
 * the display text of the model. */
#include "render/text.h"

#include <string.h>

#include "report/element.h"

#define TEXT_COLUMNS 78
#define MAX_TABLE_COLUMNS 64

/* Columns that a text takes on a terminal. */
static guint text_columns(const char *text)
{
    guint n = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_iszerowidth(c))
            n += g_unichar_iswide(c) ? 2 : 1;
    }
    return n;
}

static void append_padding(GString *out, guint n)
{
    for (guint i = 0; i < n; i++)
        g_string_append_c(out, ' ');
}

/* Appends prose wrapped at blanks, later lines indented. */
static void append_wrapped(GString *out, const char *text, guint indent)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    guint column = 0;
    for (guint i = 0; words[i]; i++) {
        guint width = text_columns(words[i]);
        if (width == 0)
            continue;
        if (column > indent && column + 1 + width > TEXT_COLUMNS) {
            g_string_append_c(out, '\n');
            append_padding(out, indent);
            column = indent;
        } else if (column > 0 && column != indent) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, words[i]);
        column += width;
    }
    g_string_append_c(out, '\n');
}

static void append_heading(GString *out, const char *heading)
{
    g_string_append_printf(out, "\n%s\n", heading);
    for (guint i = text_columns(heading); i > 0; i--)
        g_string_append_c(out, '-');
    g_string_append_c(out, '\n');
}

/* ------------------------------------------------------------------ tables */

typedef struct {
    guint n_columns;
    guint widths[MAX_TABLE_COLUMNS];
    gboolean is_numeric[MAX_TABLE_COLUMNS];
} TableShape;

static char *column_title(xmlNodePtr column)
{
    g_autofree char *title = element_text(column);
    g_autofree char *over = element_get(column, "over");
    g_autofree char *unit = element_get(column, "unit");
    GString *out = g_string_new(over && *over ? over : NULL);
    g_string_append_printf(out, "%s%s", out->len > 0 && *title ? " " : "", title);
    if (unit && *unit)
        g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", unit);
    return g_string_free(out, FALSE);
}

static void widen(TableShape *shape, guint column, const char *text)
{
    if (column < MAX_TABLE_COLUMNS)
        shape->widths[column] = MAX(shape->widths[column], text_columns(text));
}

static void measure_rows(TableShape *shape, xmlNodePtr parent)
{
    ELEMENT_EACH(row, parent, "row")
    {
        guint i = 0;
        ELEMENT_EACH(cell, row, "cell")
        {
            g_autofree char *text = element_text(cell);
            widen(shape, i++, text);
        }
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
}

static void append_cell(GString *out, const TableShape *shape, guint column, const char *text)
{
    guint width = column < shape->n_columns ? shape->widths[column] : 0;
    guint used = text_columns(text);
    guint padding = width > used ? width - used : 0;
    if (column > 0)
        g_string_append(out, "  ");
    if (column < shape->n_columns && shape->is_numeric[column])
        append_padding(out, padding);
    g_string_append(out, text);
    if (column >= shape->n_columns || !shape->is_numeric[column])
        append_padding(out, padding);
}

static void end_line(GString *out)
{
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

static void append_rows(GString *out, const TableShape *shape, xmlNodePtr parent)
{
    ELEMENT_EACH(row, parent, "row")
    {
        guint i = 0;
        ELEMENT_EACH(cell, row, "cell")
        {
            g_autofree char *text = element_text(cell);
            append_cell(out, shape, i++, text);
        }
        end_line(out);
    }
}

static void append_table(GString *out, xmlNodePtr table)
{
    TableShape shape;
    measure_table(&shape, table);
    g_autofree char *caption = element_get(table, "caption");
    g_string_append_c(out, '\n');
    append_wrapped(out, caption ? caption : "", 0);
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
        ELEMENT_EACH(source, warning, "source")
        {
            g_autofree char *path = element_text(source);
            g_string_append_printf(out, "    %s\n", path);
        }
    }
}

static void append_head(GString *out, xmlNodePtr root)
{
    g_autofree char *title = element_get(root, "title");
    g_autofree char *subtitle = element_child_text(root, "subtitle");
    g_autofree char *status = element_child_text(root, "status-text");
    g_string_append_printf(out, "%s\n", title);
    for (guint i = text_columns(title); i > 0; i--)
        g_string_append_c(out, '=');
    g_string_append_c(out, '\n');
    append_wrapped(out, subtitle, 0);
    append_wrapped(out, status, 0);
}

/* A command is never broken: it is there to be copied. */
static void append_commands(GString *out, xmlNodePtr root)
{
    ELEMENT_EACH(command, root, "command")
    {
        g_autofree char *text = element_text(command);
        g_string_append_printf(out, "%s\n", text);
    }
}

/* Sections and their tables stand in page order side by side; a section without a table has nothing to show here. */
static void append_sections(GString *out, xmlNodePtr root)
{
    xmlNodePtr section = NULL;
    for (xmlNodePtr node = root->children; node; node = node->next) {
        if (xmlStrEqual(node->name, BAD_CAST "section"))
            section = node;
        if (!xmlStrEqual(node->name, BAD_CAST "table"))
            continue;
        if (section) {
            g_autofree char *title = element_get(section, "title");
            append_heading(out, title);
            if (element_is(section, "id", "reproduce"))
                append_commands(out, root);
        }
        section = NULL;
        append_table(out, node);
    }
}

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
    append_sections(out, root);
    g_autofree char *version = element_get(root, "version");
    g_string_append_printf(out, "\ngen %s\n", version ? version : "");
    return g_string_free_to_bytes(out);
}
