/* report.md: the report as GitHub-flavoured Markdown, for pull requests and wikis.
 * In: the report model. Out: UTF-8 Markdown in which no name can become markup. Sets the display text of the model only. */
#include "render/markdown.h"

#include <string.h>

#include "render/markdown_escape.h"
#include "render/sections.h"
#include "report/element.h"

#define MOST_SOURCES 4u /* files named behind a warning */

/* A sentence of parts: names as code, ratios bold. */
static void append_parts(GString *out, xmlNodePtr sentence)
{
    ELEMENT_EACH(part, sentence, "part")
    {
        g_autofree char *text = element_text(part);
        g_autofree char *class = element_get(part, "class");
        gboolean is_strong = class && strstr("fast slow same", class) && *class;
        if (g_strcmp0(class, "code") == 0)
            markdown_append_code(out, text);
        else {
            if (is_strong)
                g_string_append(out, "**");
            markdown_append_plain(out, text);
            if (is_strong)
                g_string_append(out, "**");
        }
    }
    if (!element_child(sentence, "part")) {
        g_autofree char *text = element_text(sentence);
        markdown_append_plain(out, text);
    }
}

static void append_heading(GString *out, const char *title)
{
    g_string_append_printf(out, "## %s\n\n", title);
}

static void append_paragraphs(GString *out, xmlNodePtr parent, const char *name)
{
    ELEMENT_EACH(sentence, parent, name)
    {
        append_parts(out, sentence);
        g_string_append(out, "\n\n");
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
        g_string_append_printf(out, "- **%s: ", severity);
        markdown_append_plain(out, title);
        g_string_append(out, ".** ");
        markdown_append_plain(out, message);
        guint n = 0;
        ELEMENT_EACH(source, warning, "source")
        {
            g_autofree char *path = element_text(source);
            if (n++ >= MOST_SOURCES)
                continue;
            g_string_append(out, n > 1 ? ", " : " (");
            markdown_append_code(out, path);
        }
        if (n > MOST_SOURCES)
            g_string_append_printf(out, " and %u more, in report.json", n - MOST_SOURCES);
        g_string_append(out, n > 0 ? ")\n" : "\n");
    }
    g_string_append_c(out, '\n');
}

/* ------------------------------------------------------------------ tables */

static void append_column_heads(GString *out, xmlNodePtr table)
{
    GString *rule = g_string_new("|");
    g_string_append_c(out, '|');
    ELEMENT_EACH(column, table, "column")
    {
        g_autofree char *over = element_get(column, "over");
        g_autofree char *title = element_text(column);
        g_autofree char *unit = element_get(column, "unit");
        g_autofree char *class = element_get(column, "class");
        const char *const words[] = {over, title, unit};
        for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
            if (!words[i] || !*words[i])
                continue;
            g_string_append_c(out, ' ');
            markdown_append_plain(out, words[i]);
        }
        g_string_append(out, " |");
        g_string_append(rule, class && *class == 'n' ? "---:|" : "---|");
    }
    g_string_append_printf(out, "\n%s\n", rule->str);
    g_string_free(rule, TRUE);
}

static void append_rows(GString *out, xmlNodePtr parent)
{
    ELEMENT_EACH(row, parent, "row")
    {
        g_string_append_c(out, '|');
        ELEMENT_EACH(cell, row, "cell")
        {
            g_autofree char *text = element_text(cell);
            g_string_append_c(out, ' ');
            markdown_append_plain(out, text);
            g_string_append(out, " |");
        }
        g_string_append_c(out, '\n');
    }
}

static void append_table(GString *out, xmlNodePtr table)
{
    g_autofree char *caption = element_get(table, "caption");
    markdown_append_plain(out, caption ? caption : "");
    g_string_append(out, "\n\n");
    append_column_heads(out, table);
    append_rows(out, table);
    ELEMENT_EACH(group, table, "group")
    {
        g_autofree char *title = element_get(group, "title");
        if (title && *title) {
            g_string_append(out, "| *");
            markdown_append_plain(out, title);
            g_string_append(out, "* |");
            xmlNodePtr column = element_child(table, "column");
            for (column = column ? element_next(column) : NULL; column; column = element_next(column))
                g_string_append(out, " |");
            g_string_append_c(out, '\n');
        }
        append_rows(out, group);
    }
    g_string_append_c(out, '\n');
}

static void append_command(GString *out, const char *text)
{
    g_string_append_printf(out, "    %s\n\n", text);
}

static const SectionWriter MARKDOWN_SECTIONS = {append_heading, append_command, append_paragraphs,
                                                append_table,   PROSE_MARKDOWN, "\n"};

GBytes *markdown_render(const RenderJob *job, DiagList *diags G_GNUC_UNUSED)
{
    GString *out = g_string_new("# ");
    xmlNodePtr root = xmlDocGetRootElement(job->model);
    xmlNodePtr verdict = element_child(root, "verdict");
    g_autofree char *title = element_get(root, "title");
    g_autofree char *version = element_get(root, "version");
    markdown_append_plain(out, title ? title : "");
    g_string_append(out, "\n\n");
    append_paragraphs(out, root, "subtitle");
    append_paragraphs(out, root, "status-text");
    append_heading(out, "Verdict");
    append_paragraphs(out, verdict, "sentence");
    append_paragraphs(out, verdict, "why");
    append_paragraphs(out, verdict, "aside");
    append_warnings(out, root);
    sections_append(out, root, &MARKDOWN_SECTIONS);
    g_string_append_printf(out, "gen %s\n", version ? version : "");
    return g_string_free_to_bytes(out);
}
