/* Notes as lines; see prose.h. A block is written with what stands before its lines: a bullet on the first one, blanks or the mark of a
 * quotation on the others. */
#include "render/prose.h"

#include <string.h>

#include "render/markdown_escape.h"
#include "render/wrap.h"
#include "report/element.h"

#define MAX_COLUMNS 32

typedef struct {
    GString *out;
    ProseKind kind;
    GString *prefix; /* of every line */
    char *first;     /* of the next line instead; NULL: as the others */
} Writer;

static void write_blocks(Writer *writer, const xmlNode *parent);

/* ------------------------------------------------------------------ lines */

static void begin_line(Writer *writer)
{
    g_string_append(writer->out, writer->first ? writer->first : writer->prefix->str);
    g_clear_pointer(&writer->first, g_free);
}

static void write_line(Writer *writer, const char *text)
{
    begin_line(writer);
    g_string_append(writer->out, text);
    while (writer->out->len > 0 && writer->out->str[writer->out->len - 1] == ' ')
        g_string_truncate(writer->out, writer->out->len - 1);
    g_string_append_c(writer->out, '\n');
}

/* Blocks below the writer's own, behind a mark on the first line and its continuation on the others. */
static void write_marked(Writer *writer, const xmlNode *node, const char *mark, const char *continuation)
{
    gsize n = writer->prefix->len;
    g_free(writer->first);
    writer->first = g_strconcat(writer->prefix->str, mark, NULL);
    g_string_append(writer->prefix, continuation);
    write_blocks(writer, node);
    if (writer->first)
        write_line(writer, ""); /* an empty item */
    g_string_truncate(writer->prefix, n);
}

/* ------------------------------------------------------------------ inline */

static gboolean is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST name);
}

static gboolean is_block(const xmlNode *node)
{
    static const char *const names[] = {"p",          "h3",  "h4", "h5",    "h6",  "ul", "ol",
                                        "blockquote", "pre", "hr", "table", "div", NULL};
    return node->type == XML_ELEMENT_NODE && g_strv_contains(names, (const char *)node->name);
}

static void append_inline(const Writer *writer, GString *line, const xmlNode *node);

static void append_children(const Writer *writer, GString *line, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        append_inline(writer, line, child);
}

/* Runs of blanks are one, as a browser shows them. */
static void append_text(const Writer *writer, GString *line, const char *text)
{
    g_autofree char *plain = g_strdelimit(g_strdup(text), "\n\t", ' ');
    GString *single = g_string_new(NULL);
    for (const char *p = plain; *p; p++)
        if (*p != ' ' || p[1] != ' ')
            g_string_append_c(single, *p);
    if (writer->kind == PROSE_MARKDOWN)
        markdown_append_plain(line, single->str);
    else
        g_string_append(line, single->str);
    g_string_free(single, TRUE);
}

/* The same mark on both sides, in Markdown. */
static void append_between(const Writer *writer, GString *line, const xmlNode *node, const char *mark)
{
    gboolean is_marked = writer->kind == PROSE_MARKDOWN;
    g_string_append(line, is_marked ? mark : "");
    append_children(writer, line, node);
    g_string_append(line, is_marked ? mark : "");
}

static void append_link(const Writer *writer, GString *line, const xmlNode *node)
{
    g_autofree char *href = element_get(node, "href");
    if (writer->kind == PROSE_MARKDOWN) {
        g_autofree char *uri = g_uri_escape_string(href, ":/?#[]@!$&'*+,;=%~", FALSE);
        g_string_append_c(line, '[');
        append_children(writer, line, node);
        g_string_append_printf(line, "](%s)", uri);
        return;
    }
    append_children(writer, line, node);
    if (href[0] != '#')
        g_string_append_printf(line, " <%s>", href);
}

/* What it shows, for those who cannot see it here. */
static void append_picture(const Writer *writer, GString *line, const xmlNode *node)
{
    g_autofree char *text = element_get(node, "alt");
    g_autofree char *shown = g_strdup_printf("[%s]", text);
    append_text(writer, line, shown);
}

/* A hard break is a line end; there is no other in a line of inline text. */
static void append_inline(const Writer *writer, GString *line, const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE)
        append_text(writer, line, (const char *)node->content);
    else if (is_element(node, "br"))
        g_string_append_c(line, '\n');
    else if (is_element(node, "img"))
        append_picture(writer, line, node);
    else if (is_element(node, "strong"))
        append_between(writer, line, node, "**");
    else if (is_element(node, "em"))
        append_between(writer, line, node, "*");
    else if (is_element(node, "del"))
        append_between(writer, line, node, "~~");
    else if (is_element(node, "code") && writer->kind == PROSE_MARKDOWN) {
        g_autofree char *text = element_text(node);
        markdown_append_code(line, text);
    } else if (is_element(node, "a"))
        append_link(writer, line, node);
    else if (node->type == XML_ELEMENT_NODE && !is_block(node))
        append_children(writer, line, node);
}

/* ------------------------------------------------------------------ blocks */

static void write_paragraph(Writer *writer, const GString *text)
{
    g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_strstrip(lines[i]);
        if (writer->kind == PROSE_MARKDOWN) {
            g_autofree char *broken = g_strconcat(lines[i], lines[i + 1] ? "\\" : "", NULL);
            write_line(writer, broken);
            continue;
        }
        g_autoptr(GPtrArray) wrapped =
            wrap_text(lines[i], columns_of(writer->prefix->str), columns_of(writer->prefix->str));
        for (guint k = 0; k < wrapped->len; k++)
            write_line(writer, g_ptr_array_index(wrapped, k));
    }
}

/* Children that are inline, up to the next block. Returns what follows. */
static const xmlNode *write_run(Writer *writer, const xmlNode *node)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (; node && !is_block(node); node = node->next)
        append_inline(writer, text, node);
    if (strspn(text->str, " \n") < text->len)
        write_paragraph(writer, text);
    return node;
}

static void write_heading(Writer *writer, const xmlNode *node)
{
    static const char *const marks[] = {"### ", "#### ", "##### ", "###### "};
    g_autoptr(GString) text = g_string_new(NULL);
    if (writer->kind == PROSE_MARKDOWN)
        g_string_append(text, marks[CLAMP(node->name[1] - '3', 0, 3)]);
    append_children(writer, text, node);
    write_line(writer, text->str);
}

static void write_list(Writer *writer, const xmlNode *list)
{
    g_autofree char *start = element_get(list, "start");
    guint64 number = start[0] ? g_ascii_strtoull(start, NULL, 10) : 1;
    for (const xmlNode *item = list->children; item; item = item->next) {
        if (!is_element(item, "li"))
            continue;
        g_autofree char *mark =
            is_element(list, "ol") ? g_strdup_printf("%" G_GUINT64_FORMAT ". ", number++) : g_strdup("- ");
        g_autofree char *blanks = g_strnfill(strlen(mark), ' ');
        write_marked(writer, item, mark, blanks);
    }
}

/* As it stands; Markdown gets a fence that the listing does not hold. */
static void write_listing(Writer *writer, const xmlNode *node)
{
    g_autofree char *text = element_text(node);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    GString *fence = g_string_new("```");
    while (strstr(text, fence->str))
        g_string_append_c(fence, '`');
    if (writer->kind == PROSE_MARKDOWN)
        write_line(writer, fence->str);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *line = g_strconcat(writer->kind == PROSE_TEXT ? "    " : "", lines[i], NULL);
        write_line(writer, line);
    }
    if (writer->kind == PROSE_MARKDOWN)
        write_line(writer, fence->str);
    g_string_free(fence, TRUE);
}

/* ------------------------------------------------------------------ tables */

/* Rows of <thead> and <tbody>, of xmlNode*. Transfer container. */
static GPtrArray *table_rows(const xmlNode *table)
{
    GPtrArray *rows = g_ptr_array_new();
    for (xmlNodePtr part = table->children; part; part = part->next)
        for (xmlNodePtr row = part->type == XML_ELEMENT_NODE ? part->children : NULL; row; row = row->next)
            if (is_element(row, "tr"))
                g_ptr_array_add(rows, row);
    return rows;
}

/* The texts of a row. Of char*, transfer full. */
static GPtrArray *row_texts(const Writer *writer, const xmlNode *row)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (const xmlNode *cell = row->children; cell; cell = cell->next) {
        if (cell->type != XML_ELEMENT_NODE)
            continue;
        GString *text = g_string_new(NULL);
        append_children(writer, text, cell);
        g_ptr_array_add(texts, g_string_free(text, FALSE));
    }
    return texts;
}

static gboolean is_numeric(const xmlNode *row, guint column)
{
    for (const xmlNode *cell = row->children; cell; cell = cell->next)
        if (cell->type == XML_ELEMENT_NODE && column-- == 0)
            return element_is(cell, "class", "n");
    return FALSE;
}

static void write_pipes(Writer *writer, const GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        const xmlNode *row = g_ptr_array_index(rows, i);
        g_autoptr(GPtrArray) texts = row_texts(writer, row);
        g_autoptr(GString) line = g_string_new("|"), rule = g_string_new("|");
        for (guint k = 0; k < texts->len; k++) {
            g_string_append_printf(line, " %s |", (char *)g_ptr_array_index(texts, k));
            g_string_append(rule, is_numeric(row, k) ? "---:|" : "---|");
        }
        write_line(writer, line->str);
        if (i == 0)
            write_line(writer, rule->str);
    }
}

static void write_columns(Writer *writer, const GPtrArray *rows)
{
    guint widths[MAX_COLUMNS] = {0};
    for (guint i = 0; i < rows->len; i++) {
        g_autoptr(GPtrArray) texts = row_texts(writer, g_ptr_array_index(rows, i));
        for (guint k = 0; k < MIN(texts->len, MAX_COLUMNS); k++)
            widths[k] = MAX(widths[k], columns_of(g_ptr_array_index(texts, k)));
    }
    for (guint i = 0; i < rows->len; i++) {
        const xmlNode *row = g_ptr_array_index(rows, i);
        g_autoptr(GPtrArray) texts = row_texts(writer, row);
        g_autoptr(GString) line = g_string_new(NULL);
        for (guint k = 0; k < MIN(texts->len, MAX_COLUMNS); k++) {
            const char *text = g_ptr_array_index(texts, k);
            g_autofree char *padding = g_strnfill(widths[k] - columns_of(text), ' ');
            g_string_append(line, k > 0 ? "  " : "");
            g_string_append(line, is_numeric(row, k) ? padding : text);
            g_string_append(line, is_numeric(row, k) ? text : padding);
        }
        write_line(writer, line->str);
    }
}

static void write_table(Writer *writer, const xmlNode *table)
{
    g_autoptr(GPtrArray) rows = table_rows(table);
    if (writer->kind == PROSE_MARKDOWN)
        write_pipes(writer, rows);
    else
        write_columns(writer, rows);
}

/* ------------------------------------------------------------------ all of it */

static void write_block(Writer *writer, const xmlNode *node)
{
    if (is_element(node, "p"))
        write_run(writer, node->children);
    else if (node->name[0] == 'h' && g_ascii_isdigit(node->name[1]))
        write_heading(writer, node);
    else if (is_element(node, "ul") || is_element(node, "ol"))
        write_list(writer, node);
    else if (is_element(node, "blockquote"))
        write_marked(writer, node, "> ", "> ");
    else if (is_element(node, "pre"))
        write_listing(writer, node);
    else if (is_element(node, "table"))
        write_table(writer, node);
    else if (is_element(node, "hr"))
        write_line(writer, writer->kind == PROSE_TEXT ? "* * *" : "---");
    else
        write_blocks(writer, node);
}

/* A blank line between blocks; none in front of the first, nor between the text of an item and its list. */
static void write_blocks(Writer *writer, const xmlNode *parent)
{
    gboolean is_first = TRUE;
    for (const xmlNode *node = parent->children; node;) {
        gboolean is_blank =
            node->type == XML_TEXT_NODE && node->content[strspn((const char *)node->content, " \t\n")] == 0;
        if (is_blank || (node->type != XML_TEXT_NODE && node->type != XML_ELEMENT_NODE)) {
            node = node->next;
            continue;
        }
        if (!is_first && !is_element(parent, "li"))
            write_line(writer, "");
        is_first = FALSE;
        if (is_block(node)) {
            write_block(writer, node);
            node = node->next;
        } else {
            node = write_run(writer, node);
        }
    }
}

void prose_append(GString *out, const xmlNode *parent, ProseKind kind)
{
    Writer writer = {.out = out, .kind = kind, .prefix = g_string_new(NULL)};
    write_blocks(&writer, parent);
    g_string_free(writer.prefix, TRUE);
}
