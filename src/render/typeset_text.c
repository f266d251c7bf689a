/* Running text on paper; see typeset_text.h. */
#include "render/typeset_text.h"

#include <string.h>

#include "render/cairo_painter.h"

#define WORD_JOINER_FREE_BREAK "\u200b" /* <wbr> */

/* A stretch of text in one look. */
typedef struct {
    guint start, end; /* bytes */
    TypeFamily family;
    gboolean is_bold, is_italic, is_live;
    double size;
    ColorToken color;
    int link; /* index into links, -1: none */
} Run;

/* Text on one line is shaped at once (`items`); a layout is made when lines must be broken or the text runs both ways. */
struct Paragraph {
    gint n_refs;
    Fonts *fonts;
    char *text;
    TextStyle style;
    GPtrArray *items;    /* of PangoGlyphItem*; NULL when there is a layout */
    PangoLayout *layout; /* NULL when there are items */
    GArray *runs;        /* of Run, in order, without gaps */
    GPtrArray *links;    /* of char*: "#id" or an http address */
    double leading, baseline, slack;
};

/* What is being collected. */
typedef struct {
    GString *text;
    GArray *runs;
    GPtrArray *links;
    gboolean is_preformatted;
    gboolean had_space; /* the text so far ends in a space, or is empty */
} Collector;

/* ------------------------------------------------------------------ nodes */

gboolean node_is(const xmlNode *node, const char *element)
{
    return node && node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, element) == 0;
}

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

/* ------------------------------------------------------------------ collecting */

static void append_text(Collector *collector, const char *text, const Run *look)
{
    guint start = (guint)collector->text->len;
    for (const char *p = text; *p; p++) {
        gboolean is_space = *p == ' ' || *p == '\n' || *p == '\t' || *p == '\r';
        if (collector->is_preformatted || !is_space)
            g_string_append_c(collector->text, *p);
        else if (!collector->had_space)
            g_string_append_c(collector->text, ' ');
        collector->had_space = is_space;
    }
    if (collector->text->len > start) {
        Run run = *look;
        run.start = start;
        run.end = (guint)collector->text->len;
        g_array_append_val(collector->runs, run);
    }
}

static gboolean has_rtl(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_find_next_char(p, NULL)) {
        gunichar c = g_utf8_get_char(p);
        if ((c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfeff))
            return TRUE;
    }
    return FALSE;
}

/* Links inside the file and to the web; everything else is plain text on paper. */
static int add_link(Collector *collector, const xmlNode *node)
{
    g_autofree char *href = node_attribute(node, "href");
    if (!href || !(href[0] == '#' || g_str_has_prefix(href, "https://") || g_str_has_prefix(href, "http://")))
        return -1;
    g_ptr_array_add(collector->links, g_steal_pointer(&href));
    return (int)collector->links->len - 1;
}

static void apply_class(Run *look, const xmlNode *node)
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
    }
    if (node_has_class(node, "live"))
        look->is_live = TRUE;
}

static Run apply_element(Collector *collector, const xmlNode *node, const Run *outer)
{
    Run look = *outer;
    if (node_is(node, "code") || node_is(node, "kbd") || node_is(node, "samp")) {
        look.size = outer->family == TYPE_MONO ? outer->size : outer->size * MONO_SHARE;
        look.family = TYPE_MONO;
    } else if (node_is(node, "b") || node_is(node, "strong")) {
        look.is_bold = TRUE;
        if (look.color == COLOR_INK2)
            look.color = COLOR_INK;
    } else if (node_is(node, "i") || node_is(node, "em")) {
        look.is_italic = !outer->is_italic;
    } else if (node_is(node, "a")) {
        look.link = add_link(collector, node);
    }
    apply_class(&look, node);
    return look;
}

/* Depth is bounded by libxml2's own limit on nesting. */
static void collect(Collector *collector, const xmlNode *first, const xmlNode *end, const Run *look)
{
    for (const xmlNode *node = first; node && node != end; node = node->next) {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            append_text(collector, (const char *)node->content, look);
        } else if (node_is(node, "br")) {
            g_string_append_unichar(collector->text, 0x2028);
            collector->had_space = TRUE;
        } else if (node_is(node, "wbr")) {
            append_text(collector, WORD_JOINER_FREE_BREAK, look);
        } else if (node->type == XML_ELEMENT_NODE && !node_is_skipped(node)) {
            Run inner = apply_element(collector, node, look);
            g_autofree char *text = node_is(node, "bdi") ? inline_text(node) : NULL;
            gboolean is_isolated = text && has_rtl(text);
            if (is_isolated)
                append_text(collector, "\u2068", &inner);
            collect(collector, node->children, NULL, &inner);
            if (is_isolated)
                append_text(collector, "\u2069", &inner);
            if (node_has_class(node, "no")) {
                append_text(collector, "\u2002", &inner);
                collector->had_space = TRUE;
            }
        }
    }
}

char *inline_text(const xmlNode *node)
{
    Collector collector = {.text = g_string_new(NULL),
                           .runs = g_array_new(FALSE, FALSE, sizeof(Run)),
                           .links = g_ptr_array_new_with_free_func(g_free),
                           .had_space = TRUE};
    Run look = {.link = -1};
    collect(&collector, node->children, NULL, &look);
    g_array_unref(collector.runs);
    g_ptr_array_unref(collector.links);
    return g_strchomp(g_string_free(collector.text, FALSE));
}

/* ------------------------------------------------------------------ paragraphs */

static void add_attributes(PangoAttrList *attributes, Fonts *fonts, const Run *run)
{
    FontFace face = text_style_face(run->family, run->is_bold, run->is_italic);
    guint32 rgb = color_token_light(run->color);
    PangoAttribute *font = pango_attr_font_desc_new(fonts_description(fonts, face, run->size));
    /* the colour is drawn by hand; the attribute makes Pango end its runs where ours end */
    PangoAttribute *color = pango_attr_foreground_new(
        (guint16)((rgb >> 16) * 257), (guint16)((rgb >> 8 & 255) * 257), (guint16)(run->start & 0xffff));
    font->start_index = color->start_index = run->start;
    font->end_index = color->end_index = run->end;
    pango_attr_list_insert(attributes, font);
    pango_attr_list_insert(attributes, color);
}

/* Where the baseline stands in a line of this leading. */
static double baseline_of(Fonts *fonts, const TextStyle *style)
{
    FontFace face = text_style_face(style->family, style->is_bold, style->is_italic);
    double ascent, descent;
    fonts_extents(fonts, face, &ascent, &descent);
    return (style->leading - (ascent + descent) * style->size) / 2 + ascent * style->size;
}

static PangoLayout *make_layout(const Paragraph *paragraph)
{
    const TextStyle *style = &paragraph->style;
    PangoLayout *layout = pango_layout_new(fonts_context(paragraph->fonts));
    PangoAttrList *attributes = pango_attr_list_new();
    for (guint i = 0; i < paragraph->runs->len; i++)
        add_attributes(attributes, paragraph->fonts, &g_array_index(paragraph->runs, Run, i));
    FontFace face = text_style_face(style->family, style->is_bold, style->is_italic);
    pango_layout_set_font_description(layout, fonts_description(paragraph->fonts, face, style->size));
    pango_layout_set_text(layout, paragraph->text, -1);
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    return layout;
}

/* The layout of the text, made now if there is none. */
static PangoLayout *need_layout(Paragraph *paragraph)
{
    if (!paragraph->layout)
        paragraph->layout = make_layout(paragraph);
    g_clear_pointer(&paragraph->items, g_ptr_array_unref);
    return paragraph->layout;
}

static GPtrArray *shape_runs(const Paragraph *paragraph)
{
    GPtrArray *items = fonts_items_new();
    for (guint i = 0; i < paragraph->runs->len; i++) {
        const Run *run = &g_array_index(paragraph->runs, Run, i);
        FontFace face = text_style_face(run->family, run->is_bold, run->is_italic);
        if (run->end > run->start)
            fonts_shape(paragraph->fonts, paragraph->text, run->start, run->end - run->start, face, run->size,
                        items);
    }
    return items;
}

/* Takes what the collector holds. */
static Paragraph *finish(Fonts *fonts, Collector *collector, const TextStyle *style, double width)
{
    Paragraph *paragraph = g_new0(Paragraph, 1);
    paragraph->n_refs = 1;
    paragraph->fonts = fonts;
    paragraph->style = *style;
    paragraph->runs = collector->runs;
    paragraph->links = collector->links;
    paragraph->leading = style->leading;
    paragraph->baseline = baseline_of(fonts, style);
    paragraph->text = g_string_free(collector->text, FALSE);
    if (!collector->is_preformatted)
        g_strchomp(paragraph->text);
    guint n = (guint)strlen(paragraph->text);
    for (guint i = 0; i < paragraph->runs->len; i++) {
        Run *run = &g_array_index(paragraph->runs, Run, i);
        run->end = MIN(run->end, n);
        run->start = MIN(run->start, n);
    }
    if (width < 0 && !has_rtl(paragraph->text) && !strpbrk(paragraph->text, "\n\r"))
        paragraph->items = shape_runs(paragraph);
    else
        paragraph_set_width(paragraph, width);
    return paragraph;
}

static Run style_look(const TextStyle *style)
{
    return (Run){.family = style->family,
                 .is_bold = style->is_bold,
                 .is_italic = style->is_italic,
                 .size = style->size,
                 .color = style->color,
                 .link = -1};
}

static Collector collector_new(gboolean is_preformatted)
{
    return (Collector){.text = g_string_new(NULL),
                       .runs = g_array_new(FALSE, FALSE, sizeof(Run)),
                       .links = g_ptr_array_new_with_free_func(g_free),
                       .is_preformatted = is_preformatted,
                       .had_space = TRUE};
}

Paragraph *paragraph_new(Fonts *fonts, const xmlNode *first, const xmlNode *end, const TextStyle *style,
                         double width)
{
    Collector collector = collector_new(FALSE);
    Run look = style_look(style);
    collect(&collector, first, end, &look);
    Paragraph *paragraph = finish(fonts, &collector, style, width);
    if (paragraph->text[0])
        return paragraph;
    paragraph_unref(paragraph);
    return NULL;
}

Paragraph *paragraph_new_text(Fonts *fonts, const char *text, const TextStyle *style, double width,
                              gboolean is_preformatted)
{
    Collector collector = collector_new(is_preformatted);
    Run look = style_look(style);
    append_text(&collector, text, &look);
    return finish(fonts, &collector, style, width);
}

Paragraph *paragraph_ref(Paragraph *paragraph)
{
    paragraph->n_refs++;
    return paragraph;
}

void paragraph_unref(Paragraph *paragraph)
{
    if (!paragraph || --paragraph->n_refs > 0)
        return;
    g_clear_object(&paragraph->layout);
    g_clear_pointer(&paragraph->items, g_ptr_array_unref);
    g_free(paragraph->text);
    g_array_unref(paragraph->runs);
    g_ptr_array_unref(paragraph->links);
    g_free(paragraph);
}

void paragraph_set_width(Paragraph *paragraph, double width)
{
    /* a hair more than asked: rounding to Pango's units must not break a line that just fits */
    pango_layout_set_width(need_layout(paragraph), width < 0 ? -1 : (int)(width * PANGO_SCALE) + 2);
}

guint paragraph_n_lines(const Paragraph *paragraph)
{
    return paragraph->layout ? (guint)pango_layout_get_line_count(paragraph->layout) : 1;
}

double paragraph_leading(const Paragraph *paragraph)
{
    return paragraph->leading;
}

double paragraph_baseline(const Paragraph *paragraph)
{
    return paragraph->baseline;
}

static double line_width(const PangoLayoutLine *line)
{
    double sum = 0;
    for (const GSList *runs = line->runs; runs; runs = runs->next)
        sum += fonts_item_width(runs->data);
    return sum;
}

double paragraph_width(const Paragraph *paragraph)
{
    if (!paragraph->layout)
        return fonts_items_width(paragraph->items);
    double longest = 0;
    for (GSList *lines = pango_layout_get_lines_readonly(paragraph->layout); lines; lines = lines->next)
        longest = MAX(longest, line_width(lines->data));
    return longest;
}

double paragraph_min_width(Paragraph *paragraph)
{
    PangoLayout *layout = make_layout(paragraph);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    pango_layout_set_width(layout, 1);
    double longest = 0;
    for (GSList *lines = pango_layout_get_lines_readonly(layout); lines; lines = lines->next)
        longest = MAX(longest, line_width(lines->data));
    g_object_unref(layout);
    return longest;
}

const char *paragraph_text(const Paragraph *paragraph)
{
    return paragraph->text;
}

gboolean paragraph_has_link(const Paragraph *paragraph)
{
    return paragraph->links->len > 0;
}

/* ------------------------------------------------------------------ drawing */

static const Run *run_at(const Paragraph *paragraph, guint offset)
{
    for (guint i = 0; i < paragraph->runs->len; i++) {
        const Run *run = &g_array_index(paragraph->runs, Run, i);
        if (offset < run->end)
            return run;
    }
    return NULL;
}

/* "dest='verdict'" or "uri='http://…'" with nothing in it that could end the string: Cairo writes it as it is. */
static char *link_attributes(const char *link)
{
    if (link[0] == '#') {
        g_autofree char *id = g_strdup(link + 1);
        g_strcanon(id, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.", '-');
        return g_strdup_printf("dest='%s'", id);
    }
    g_autofree char *uri = g_uri_escape_string(link, ":/?#[]@!$&*+,;=%~", FALSE);
    return g_strdup_printf("uri='%s'", uri);
}

static void dotted_underline(cairo_t *cr, double x, double y, double width)
{
    static const double DOTS[] = {.7, 1.3};
    cairo_move_to(cr, x, y + 2.2);
    cairo_line_to(cr, x + width, y + 2.2);
    cairo_set_dash(cr, DOTS, 2, 0);
    cairo_set_line_width(cr, .6);
    cairo_painter_set_color(cr, COLOR_AXIS);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

static double draw_item(cairo_t *cr, const Paragraph *paragraph, PangoGlyphItem *item, double x, double y)
{
    const Run *run = run_at(paragraph, (guint)item->item->offset);
    double width = fonts_item_width(item);
    const char *link = run && run->link >= 0 ? g_ptr_array_index(paragraph->links, run->link) : NULL;
    g_autofree char *attributes = link ? link_attributes(link) : NULL;
    gboolean is_tagged = paragraph->links->len > 0;
    if (is_tagged)
        cairo_tag_begin(cr, link ? CAIRO_TAG_LINK : "Span", attributes);
    cairo_painter_set_color(cr, run ? run->color : COLOR_INK);
    cairo_move_to(cr, x, y);
    pango_cairo_show_glyph_item(cr, paragraph->text, item);
    cairo_new_path(cr);
    if (is_tagged)
        cairo_tag_end(cr, link ? CAIRO_TAG_LINK : "Span");
    if (run && run->is_live)
        dotted_underline(cr, x, y, width);
    return width;
}

void paragraph_draw_line(cairo_t *cr, const Paragraph *paragraph, guint index, double x, double y)
{
    for (guint i = 0; paragraph->items && i < paragraph->items->len; i++)
        x += draw_item(cr, paragraph, g_ptr_array_index(paragraph->items, i), x, y);
    PangoLayoutLine *line =
        paragraph->layout ? pango_layout_get_line_readonly(paragraph->layout, (int)index) : NULL;
    for (GSList *runs = line ? line->runs : NULL; runs; runs = runs->next)
        x += draw_item(cr, paragraph, runs->data, x, y);
}
