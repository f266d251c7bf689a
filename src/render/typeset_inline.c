/* Inline markup; see typeset_inline.h. */
#include "render/typeset_inline.h"

#include <string.h>

#define WORD_BREAK "\u200b" /* <wbr> */
#define LINE_BREAK 0x2028   /* <br> */

/* ------------------------------------------------------------------ nodes */

gboolean node_is(const xmlNode *node, const char *element)
{
    return node && node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, element) == 0;
}

/* The value with entities resolved, however many nodes it has. */
char *node_attribute(const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp((xmlNodePtr)(guintptr)node, (const xmlChar *)name);
    char *copy = g_strdup((const char *)value);
    xmlFree(value);
    return copy;
}

/* The value where it stands in the tree; NULL when the attribute is missing or made of several nodes. */
static const char *attribute_text(const xmlNode *node, const char *name)
{
    const xmlAttr *attribute = xmlHasProp((xmlNodePtr)(guintptr)node, (const xmlChar *)name);
    return attribute && attribute->children && !attribute->children->next
               ? (const char *)attribute->children->content
               : NULL;
}

/* Without a copy: it is asked of every element several times. */
static gboolean has_word(const char *words, const char *word)
{
    gsize n = strlen(word);
    for (const char *p = words; p && *p; p += strcspn(p, " \t\n")) {
        p += strspn(p, " \t\n");
        if (strncmp(p, word, n) == 0 && (p[n] == 0 || strchr(" \t\n", p[n])))
            return TRUE;
    }
    return FALSE;
}

gboolean node_has_class(const xmlNode *node, const char *word)
{
    return has_word(attribute_text(node, "class"), word);
}

/* What a page on screen has for its reader to use is of no use on paper. */
gboolean node_is_skipped(const xmlNode *node)
{
    static const char *const ELEMENTS[] = {"script", "style",    "button", "input", "nav",
                                           "svg",    "template", "footer", "head",  NULL};
    static const char *const CLASSES[] = {"tool", "fdet", "tbtn", "skip", "screen", "nr", "leg"};
    if (node->type != XML_ELEMENT_NODE)
        return node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE;
    if (g_strv_contains(ELEMENTS, (const char *)node->name) ||
        xmlHasProp((xmlNodePtr)(guintptr)node, (const xmlChar *)"hidden"))
        return TRUE;
    const char *classes = attribute_text(node, "class");
    for (gsize i = 0; classes && i < G_N_ELEMENTS(CLASSES); i++)
        if (has_word(classes, CLASSES[i]))
            return TRUE;
    return FALSE;
}

const xmlNode *node_child_of_class(const xmlNode *node, const char *class)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && node_has_class(child, class))
            return child;
    return NULL;
}

const xmlNode *node_child_element(const xmlNode *node, const char *name)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is(child, name))
            return child;
    return NULL;
}

/* ------------------------------------------------------------------ collecting */

/* White space before is white space: a blank at the end of one element and one at the start of the next
 * are one. */
static void append_text(Inline *into, const char *text, const Look *look)
{
    guint start = (guint)into->text->len;
    for (const char *p = text; *p; p++) {
        gboolean is_space = *p == ' ' || *p == '\n' || *p == '\t' || *p == '\r';
        if (into->is_preformatted || !is_space)
            g_string_append_c(into->text, *p);
        else if (!into->had_space)
            g_string_append_c(into->text, ' ');
        into->had_space = is_space;
    }
    if (into->text->len > start) {
        Look here = *look;
        here.start = start;
        here.end = (guint)into->text->len;
        g_array_append_val(into->looks, here);
    }
}

/* Hebrew, Arabic, Syriac and their neighbours, and the forms for presentation. */
gboolean inline_has_rtl(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_find_next_char(p, NULL)) {
        gunichar c = g_utf8_get_char(p);
        if ((c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfeff))
            return TRUE;
    }
    return FALSE;
}

/* Links inside the file and to the web; everything else is plain text on paper. */
static int add_link(Inline *into, const xmlNode *node)
{
    g_autofree char *href = node_attribute(node, "href");
    if (!href || !(href[0] == '#' || g_str_has_prefix(href, "https://") || g_str_has_prefix(href, "http://")))
        return -1;
    g_ptr_array_add(into->links, g_steal_pointer(&href));
    return (int)into->links->len - 1;
}

/* Colours by what they mean, as in the style sheet of the page. */
static void apply_class(Look *look, const xmlNode *node)
{
    if (node_has_class(node, "fast"))
        look->color = COLOR_FAST;
    else if (node_has_class(node, "slow"))
        look->color = COLOR_SLOWT;
    else if (node_has_class(node, "q") || node_has_class(node, "same"))
        look->color = COLOR_INK2;
    if (node_has_class(node, "no")) {
        look->is_bold = FALSE;
        look->color = COLOR_INK2;
    }
    if (node_has_class(node, "q") && node->parent && node_is(node->parent, "th"))
        look->is_bold = FALSE; /* the unit in a table head */
    if (node_has_class(node, "src")) {
        const TextStyle *source = text_style(STYLE_SOURCE);
        look->family = source->family;
        look->size = source->size;
        look->color = source->color;
        look->is_kept = TRUE;
    }
    if (node_has_class(node, "live"))
        look->is_live = TRUE;
}

/* Italic inside italic is upright again. */
static Look apply_element(Inline *into, const xmlNode *node, const Look *outer)
{
    Look look = *outer;
    if (node_is(node, "code") || node_is(node, "kbd") || node_is(node, "samp")) {
        look.size = outer->family == TYPE_MONO ? outer->size : text_style_mono_size(outer->size);
        look.family = TYPE_MONO;
    } else if (node_is(node, "b") || node_is(node, "strong")) {
        look.is_bold = TRUE;
        if (look.color == COLOR_INK2)
            look.color = COLOR_INK;
    } else if (node_is(node, "i") || node_is(node, "em")) {
        look.is_italic = !outer->is_italic;
    } else if (node_is(node, "a")) {
        look.link = add_link(into, node);
    }
    apply_class(&look, node);
    return look;
}

/* Depth is bounded by libxml2's own limit on nesting. */
static void collect(Inline *into, const xmlNode *first, const xmlNode *end, const Look *look)
{
    for (const xmlNode *node = first; node && node != end; node = node->next) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            append_text(into, (const char *)node->content, look);
        } else if (node_is(node, "br")) {
            g_string_append_unichar(into->text, LINE_BREAK);
            into->had_space = TRUE;
        } else if (node_is(node, "img")) {
            g_autofree char *text = node_attribute(node, "alt");
            g_autofree char *shown = g_strdup_printf("[%s]", text ? text : "");
            append_text(into, shown, look);
        } else if (node_is(node, "wbr")) {
            append_text(into, WORD_BREAK, look);
        } else if (node->type == XML_ELEMENT_NODE && !node_is_skipped(node)) {
            Look inner = apply_element(into, node, look);
            g_autofree char *direction = node_attribute(node, "dir");
            gboolean is_own = node_is(node, "bdi") || g_strcmp0(direction, "auto") == 0;
            g_autofree char *text = is_own ? inline_text(node) : NULL;
            gboolean is_isolated = text && inline_has_rtl(text);
            if (is_isolated)
                append_text(into, "\u2068", &inner);
            collect(into, node->children, NULL, &inner);
            if (is_isolated)
                append_text(into, "\u2069", &inner);
            if (node_has_class(node, "no")) {
                append_text(into, "\u2002", &inner);
                into->had_space = TRUE;
            }
        }
    }
}

static Inline inline_new(gboolean is_preformatted)
{
    return (Inline){.text = g_string_new(NULL),
                    .looks = g_array_new(FALSE, FALSE, sizeof(Look)),
                    .links = g_ptr_array_new_with_free_func(g_free),
                    .is_preformatted = is_preformatted,
                    .had_space = TRUE};
}

/* White space at the end belongs to nobody. */
static void trim_end(Inline *into)
{
    gsize n = strlen(g_strchomp(into->text->str));
    g_string_truncate(into->text, n);
    for (guint i = 0; i < into->looks->len; i++) {
        Look *look = &g_array_index(into->looks, Look, i);
        look->end = MIN(look->end, (guint)n);
        look->start = MIN(look->start, (guint)n);
    }
}

Inline inline_of_nodes(const xmlNode *first, const xmlNode *end, const Look *look)
{
    Inline into = inline_new(FALSE);
    collect(&into, first, end, look);
    trim_end(&into);
    return into;
}

Inline inline_of_text(const char *text, const Look *look, gboolean is_preformatted)
{
    Inline into = inline_new(is_preformatted);
    append_text(&into, text, look);
    if (!is_preformatted)
        trim_end(&into);
    return into;
}

void inline_clear(Inline *into)
{
    if (into->text)
        g_string_free(into->text, TRUE);
    g_clear_pointer(&into->looks, g_array_unref);
    g_clear_pointer(&into->links, g_ptr_array_unref);
    into->text = NULL;
}

/* Two ids may become one name; headings then get a number. */
char *inline_destination(const char *id)
{
    return g_strcanon(g_strdup(id), G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.", '-');
}

char *inline_text(const xmlNode *node)
{
    Look look = {.link = -1};
    Inline into = inline_of_nodes(node->children, NULL, &look);
    char *text = g_strdup(into.text->str);
    inline_clear(&into);
    return text;
}
