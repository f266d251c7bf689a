/* Writing HTML5 over an XML tree; see html5.h. A writer that has failed stays inert and is asked once, at the end. */
#include "render/html5.h"

#include <libxml/parserInternals.h> /* xmlStringTextNoenc */
#include <stdlib.h>
#include <string.h>

typedef struct {
    GString *out;
    DiagList *diags;
    gboolean has_failed;
} Writer;

static void write_node(Writer *writer, const xmlNode *node, gboolean is_foreign);

static int compare_names(gconstpointer name, gconstpointer entry)
{
    return strcmp(name, *(const char *const *)entry);
}

/* Whether a sorted table holds the name. */
#define IS_ONE_OF(name, table)                                                                               \
    (bsearch(name, table, G_N_ELEMENTS(table), sizeof(table)[0], compare_names) != NULL)

/* HTML Standard, 13.1.2: elements without content and without end tag. */
static gboolean is_void(const char *name)
{
    static const char *const names[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                        "input", "link", "meta", "source", "track", "wbr"};
    return IS_ONE_OF(name, names);
}

/* Their text is not parsed for markup or character references. */
static gboolean is_raw(const char *name)
{
    return g_str_equal(name, "script") || g_str_equal(name, "style");
}

/* Blocks behind which a line end changes nothing that is shown. */
static gboolean ends_line(const char *name)
{
    static const char *const names[] = {
        "blockquote", "body",    "caption", "dd",    "details", "div",   "dl",     "figcaption",
        "figure",     "footer",  "h1",      "h2",    "h3",      "head",  "header", "html",
        "li",         "main",    "nav",     "ol",    "p",       "pre",   "script", "section",
        "style",      "summary", "table",   "tbody", "thead",   "title", "tr",     "ul",
    };
    return IS_ONE_OF(name, names);
}

/* Attributes that are there or not; their value says nothing. */
static gboolean is_boolean_attribute(const char *name)
{
    static const char *const names[] = {"checked", "disabled", "download", "hidden", "open", "reversed"};
    return IS_ONE_OF(name, names);
}

/* The first reason is reported; a writer that failed writes nothing that anyone reads. */
static void fail(Writer *writer, const char *message)
{
    if (!writer->has_failed)
        diag_add(writer->diags, DIAG_ERROR, "html", NULL, 0, 0, "the page was not written: %s", message);
    writer->has_failed = TRUE;
}

/* ------------------------------------------------------------------ escaping, one function per context */

/* Appends text with the characters of `special` as references; runs between them are copied whole. */
static void append_escaped(GString *out, const char *text, const char *special)
{
    for (;;) {
        gsize n = strcspn(text, special);
        g_string_append_len(out, text, (gssize)n);
        text += n;
        switch (*text++) {
        case 0:
            return;
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        }
    }
}

/* Between tags: `>` too, so that "]]>" means nothing to XML tools either. */
void html5_append_text(GString *out, const char *text)
{
    append_escaped(out, text, "&<>");
}

/* Always inside double quotes: a single quote needs no reference. */
void html5_append_attribute_value(GString *out, const char *text)
{
    append_escaped(out, text, "&<>\"");
}

/* Names come from templates and from our own constants: letters, digits, hyphen; an attribute may hold a colon. */
static gboolean is_safe_name(const char *name)
{
    if (!g_ascii_isalpha(name[0]))
        return FALSE;
    for (const char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != ':' && *p != '_')
            return FALSE;
    return TRUE;
}

/* An empty value is written out (title=""): only the attributes above may stand alone. */
static void write_attribute(Writer *writer, const xmlAttr *attribute)
{
    const char *name = (const char *)attribute->name;
    if (!is_safe_name(name)) {
        fail(writer, "an attribute has an impossible name");
        return;
    }
    g_string_append_c(writer->out, ' ');
    g_string_append(writer->out, name);
    if (is_boolean_attribute(name) &&
        (!attribute->children || xmlStrEqual(attribute->children->content, attribute->name)))
        return;
    g_string_append(writer->out, "=\"");
    for (const xmlNode *part = attribute->children; part; part = part->next)
        if (part->type == XML_TEXT_NODE && part->content)
            html5_append_attribute_value(writer->out, (const char *)part->content);
    g_string_append_c(writer->out, '"');
}

/* ------------------------------------------------------------------ elements */

/* A script or style ends at the first "</" that looks like its end tag; content that holds any is refused, not repaired. */
static void write_raw(Writer *writer, const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        const char *text = (const char *)child->content;
        if (child->type != XML_TEXT_NODE && child->type != XML_CDATA_SECTION_NODE)
            fail(writer, "a script or style holds elements");
        else if (strstr(text, "</") || strstr(text, "<!--"))
            fail(writer, "a script or style holds \"</\" or \"<!--\"");
        else
            g_string_append(writer->out, text);
    }
}

static void write_children(Writer *writer, const xmlNode *node, gboolean is_foreign)
{
    for (const xmlNode *child = node->children; child && !writer->has_failed; child = child->next)
        write_node(writer, child, is_foreign);
}

/* <pre> swallows a line end that follows its start tag. */
static gboolean needs_line_end(const xmlNode *node)
{
    const xmlNode *first = node->children;
    return xmlStrEqual(node->name, BAD_CAST "pre") && first && first->type == XML_TEXT_NODE &&
           first->content && first->content[0] == '\n';
}

/* Inside <svg> empty elements close themselves; HTML knows that only in foreign content. */
static void write_element(Writer *writer, const xmlNode *node, gboolean is_foreign)
{
    const char *name = (const char *)node->name;
    if (!is_safe_name(name)) {
        fail(writer, "an element has an impossible name");
        return;
    }
    is_foreign = is_foreign || g_str_equal(name, "svg");
    g_string_append_c(writer->out, '<');
    g_string_append(writer->out, name);
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        write_attribute(writer, attribute);
    if (is_foreign && !node->children) {
        g_string_append(writer->out, "/>");
        return;
    }
    g_string_append(writer->out, needs_line_end(node) ? ">\n" : ">");
    if (!is_foreign && is_void(name)) {
        if (node->children)
            fail(writer, "a void element has content");
        return;
    }
    if (!is_foreign && is_raw(name))
        write_raw(writer, node);
    else
        write_children(writer, node, is_foreign);
    g_string_append(writer->out, "</");
    g_string_append(writer->out, name);
    g_string_append(writer->out, !is_foreign && ends_line(name) ? ">\n" : ">");
}

static gboolean is_markup(const xmlNode *node)
{
    return node->type == XML_TEXT_NODE && node->name == xmlStringTextNoenc;
}

xmlNodePtr html5_markup_new(xmlDocPtr document, const GString *markup)
{
    xmlNodePtr node = xmlNewDocTextLen(document, BAD_CAST markup->str, (int)markup->len);
    node->name = xmlStringTextNoenc;
    return node;
}

static void write_node(Writer *writer, const xmlNode *node, gboolean is_foreign)
{
    if (node->type == XML_ELEMENT_NODE)
        write_element(writer, node, is_foreign);
    else if (is_markup(node))
        g_string_append(writer->out, (const char *)node->content);
    else if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content)
        html5_append_text(writer->out, (const char *)node->content);
}

GBytes *html5_write(xmlDocPtr document, DiagList *diags)
{
    Writer writer = {.out = g_string_new("<!DOCTYPE html>\n"), .diags = diags};
    xmlNodePtr root = xmlDocGetRootElement(document);
    if (root)
        write_node(&writer, root, FALSE);
    else
        fail(&writer, "it is empty");
    if (!writer.has_failed)
        return g_string_free_to_bytes(writer.out);
    g_string_free(writer.out, TRUE);
    return NULL;
}
