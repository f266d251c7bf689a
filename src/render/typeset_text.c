/* Paragraphs on paper; see typeset_text.h. */
#include "render/typeset_text.h"

#include <string.h>

#include "render/cairo_painter.h"
#include "render/typeset_lines.h"

#define LONG_RUN 2000 /* bytes */

struct Paragraph {
    gint n_refs;
    Fonts *fonts;
    TextStyle style;
    Inline markup;
    GArray *runs;        /* of GlyphRun: the whole text shaped; NULL when there is a layout */
    GPtrArray *lines;    /* of GArray* of GlyphRun; NULL: the runs are one line */
    PangoLayout *layout; /* only for text that runs from right to left somewhere */
    double baseline;
    guint max_lines; /* 0: all */
    gboolean breaks_names;
    double indent_share; /* of the space that a line leaves: 0 aligned at the left, 1 at the right */
};

/* ------------------------------------------------------------------ making */

/* Where the baseline stands in a line of this leading. */
static double baseline_of(Fonts *fonts, const TextStyle *style)
{
    FontFace face = text_style_face(style->family, style->is_bold, style->is_italic);
    double ascent, descent;
    fonts_extents(fonts, face, &ascent, &descent);
    return (style->leading - (ascent + descent) * style->size) / 2 + ascent * style->size;
}

static FontFace look_face(const Look *look)
{
    return text_style_face(look->family, look->is_bold, look->is_italic);
}

/* Stretches between line separators, which have no glyphs. Very long ones are shaped in parts: a part is copied for every line of it. */
static void shape_look(const Paragraph *paragraph, const Look *look, GArray *runs)
{
    const char *text = paragraph->markup.text->str;
    guint start = look->start;
    for (guint i = look->start; i < look->end;) {
        gunichar c = g_utf8_get_char(text + i);
        guint next = i + (guint)g_unichar_to_utf8(c, NULL);
        gboolean is_end = c == '\n' || c == '\r' || c == 0x2028;
        if (is_end || i - start > 2 * LONG_RUN || (c == ' ' && i - start > LONG_RUN)) {
            if (i > start)
                glyphs_shape(paragraph->fonts, text, start, i - start, look_face(look), look->size, runs);
            start = is_end ? next : i;
        }
        i = next;
    }
    if (look->end > start)
        glyphs_shape(paragraph->fonts, text, start, look->end - start, look_face(look), look->size, runs);
}

/* Every look by itself: colour and font change there anyway. */
static GArray *shape(const Paragraph *paragraph)
{
    GArray *runs = glyphs_new();
    for (guint i = 0; i < paragraph->markup.looks->len; i++)
        shape_look(paragraph, &g_array_index(paragraph->markup.looks, Look, i), runs);
    return runs;
}

static void add_attributes(PangoAttrList *attributes, Fonts *fonts, const Look *run)
{
    PangoAttribute *font = pango_attr_font_desc_new(fonts_description(fonts, look_face(run), run->size));
    /* colours are drawn by hand; an attribute of its own makes Pango end its runs where ours end */
    PangoAttribute *color = pango_attr_foreground_new(0, 0, (guint16)(run->start & 0xffff));
    font->start_index = color->start_index = run->start;
    font->end_index = color->end_index = run->end;
    pango_attr_list_insert(attributes, font);
    pango_attr_list_insert(attributes, color);
}

/* Only for text that runs both ways. */
static PangoLayout *make_layout(const Paragraph *paragraph)
{
    PangoLayout *layout = pango_layout_new(fonts_context(paragraph->fonts));
    PangoAttrList *attributes = pango_attr_list_new();
    for (guint i = 0; i < paragraph->markup.looks->len; i++)
        add_attributes(attributes, paragraph->fonts, &g_array_index(paragraph->markup.looks, Look, i));
    const TextStyle *style = &paragraph->style;
    FontFace face = text_style_face(style->family, style->is_bold, style->is_italic);
    pango_layout_set_font_description(layout, fonts_description(paragraph->fonts, face, style->size));
    pango_layout_set_text(layout, paragraph->markup.text->str, -1);
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_auto_dir(layout,
                              FALSE); /* a sentence that begins with a Hebrew name still is an English one */
    return layout;
}

/* Takes the markup. */
static Paragraph *make(Fonts *fonts, Inline markup, const TextStyle *style, double width)
{
    Paragraph *paragraph = g_new0(Paragraph, 1);
    paragraph->n_refs = 1;
    paragraph->fonts = fonts;
    paragraph->style = *style;
    paragraph->markup = markup;
    paragraph->baseline = baseline_of(fonts, style);
    if (inline_has_rtl(markup.text->str))
        paragraph->layout = make_layout(paragraph);
    else
        paragraph->runs = shape(paragraph);
    paragraph_set_width(paragraph, width);
    return paragraph;
}

static Look style_look(const TextStyle *style)
{
    return (Look){.family = style->family,
                  .is_bold = style->is_bold,
                  .is_italic = style->is_italic,
                  .size = style->size,
                  .color = style->color,
                  .link = -1};
}

Paragraph *paragraph_new(Fonts *fonts, const xmlNode *first, const xmlNode *end, const TextStyle *style,
                         double width)
{
    Look look = style_look(style);
    Inline markup = inline_of_nodes(first, end, &look);
    if (markup.text->len > 0)
        return make(fonts, markup, style, width);
    inline_clear(&markup);
    return NULL;
}

Paragraph *paragraph_new_text(Fonts *fonts, const char *text, const TextStyle *style, double width,
                              gboolean is_preformatted)
{
    Look look = style_look(style);
    return make(fonts, inline_of_text(text, &look, is_preformatted), style, width);
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
    g_clear_pointer(&paragraph->lines, g_ptr_array_unref);
    g_clear_pointer(&paragraph->runs, g_array_unref);
    inline_clear(&paragraph->markup);
    g_free(paragraph);
}

static gboolean is_known(const char *link, GHashTable *known)
{
    g_autofree char *name = link[0] == '#' ? inline_destination(link + 1) : NULL;
    return !name || g_hash_table_contains(known, name);
}

/* Looks keep their place in the list of links; nothing else refers to it. */
void paragraph_drop_links(Paragraph *paragraph, GHashTable *known)
{
    for (guint i = 0; i < paragraph->markup.looks->len && paragraph->markup.links->len > 0; i++) {
        Look *look = &g_array_index(paragraph->markup.looks, Look, i);
        if (look->link >= 0 && !is_known(g_ptr_array_index(paragraph->markup.links, look->link), known))
            look->link = -1;
    }
}

/* ------------------------------------------------------------------ measuring */

/* Places to break, as Unicode and the paragraph have them. Transfer full. */
static LineSource *make_source(const Paragraph *paragraph, double width)
{
    LineSource *source = line_source_new(paragraph->markup.text->str, paragraph->runs);
    for (guint i = 0; i < paragraph->markup.looks->len; i++) {
        const Look *look = &g_array_index(paragraph->markup.looks, Look, i);
        if (look->is_kept && width > 0)
            line_source_keep(source, look->start, look->end, width);
        else if (paragraph->breaks_names)
            line_source_break_names(source, look->start, look->end);
    }
    return source;
}

/* Text that fits on one line is not broken at all, and needs no places to break. */
void paragraph_set_width(Paragraph *paragraph, double width)
{
    /* a hair more than asked: rounding to Pango's units must not break a line that just fits */
    const double hair = .01;
    if (paragraph->layout) {
        pango_layout_set_width(paragraph->layout, width < 0 ? -1 : (int)((width + hair) * PANGO_SCALE));
        return;
    }
    g_clear_pointer(&paragraph->lines, g_ptr_array_unref);
    gboolean has_breaks =
        strpbrk(paragraph->markup.text->str, "\n\r") || strstr(paragraph->markup.text->str, "\u2028");
    if (!has_breaks && (width < 0 || glyphs_width(paragraph->runs) <= width + hair))
        return;
    g_autoptr(LineSource) source = make_source(paragraph, width);
    paragraph->lines = lines_break(source, width < 0 ? G_MAXDOUBLE : width + hair);
}

void paragraph_break_names(Paragraph *paragraph)
{
    paragraph->breaks_names = TRUE;
}

void paragraph_align(Paragraph *paragraph, double share)
{
    paragraph->indent_share = share;
}

void paragraph_limit(Paragraph *paragraph, guint n_lines)
{
    paragraph->max_lines = n_lines;
}

static guint n_all_lines(const Paragraph *paragraph)
{
    if (paragraph->layout)
        return (guint)pango_layout_get_line_count(paragraph->layout);
    return paragraph->lines ? paragraph->lines->len : 1;
}

guint paragraph_n_lines(const Paragraph *paragraph)
{
    guint n = n_all_lines(paragraph);
    return paragraph->max_lines > 0 ? MIN(n, paragraph->max_lines) : n;
}

const TextStyle *paragraph_style(const Paragraph *paragraph)
{
    return &paragraph->style;
}

double paragraph_leading(const Paragraph *paragraph)
{
    return paragraph->style.leading;
}

double paragraph_baseline(const Paragraph *paragraph)
{
    return paragraph->baseline;
}

/* A run of a layout, which is shaped at its own size. */
static GlyphRun layout_run(gpointer item)
{
    return (GlyphRun){.item = item, .scale = 1, .is_borrowed = TRUE};
}

static double layout_width(PangoLayout *layout)
{
    double longest = 0;
    for (GSList *lines = pango_layout_get_lines_readonly(layout); lines; lines = lines->next) {
        double sum = 0;
        for (const GSList *runs = ((PangoLayoutLine *)lines->data)->runs; runs; runs = runs->next) {
            GlyphRun run = layout_run(runs->data);
            sum += glyph_run_width(&run);
        }
        longest = MAX(longest, sum);
    }
    return longest;
}

double paragraph_width(const Paragraph *paragraph)
{
    if (paragraph->layout)
        return layout_width(paragraph->layout);
    if (!paragraph->lines)
        return glyphs_width(paragraph->runs);
    double longest = 0;
    for (guint i = 0; i < paragraph->lines->len; i++)
        longest = MAX(longest, glyphs_width(g_ptr_array_index(paragraph->lines, i)));
    return longest;
}

double paragraph_min_width(const Paragraph *paragraph)
{
    if (paragraph->runs) {
        g_autoptr(LineSource) source = make_source(paragraph, -1);
        return lines_longest_word(source);
    }
    PangoLayout *layout = make_layout(paragraph);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    pango_layout_set_width(layout, 1);
    double longest = layout_width(layout);
    g_object_unref(layout);
    return longest;
}

/* ------------------------------------------------------------------ drawing */

/* The looks follow each other without gaps. */
static const Look *look_at(const Paragraph *paragraph, guint offset)
{
    const GArray *looks = paragraph->markup.looks;
    guint low = 0, high = looks->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (offset < g_array_index(looks, Look, middle).end)
            high = middle;
        else
            low = middle + 1;
    }
    return low < looks->len ? &g_array_index(looks, Look, low) : NULL;
}

/* "dest='verdict'" or "uri='http://…'" with nothing in it that could end the string: Cairo writes it as it is. */
static char *link_attributes(const char *link)
{
    if (link[0] == '#') {
        g_autofree char *id = inline_destination(link + 1);
        return g_strdup_printf("dest='%s'", id);
    }
    g_autofree char *uri = g_uri_escape_string(link, ":/?#[]@!$&*+,;=%~", FALSE);
    return g_strdup_printf("uri='%s'", uri);
}

/* As thin as the rules of tables: a link can be seen, and a page of links still be read. */
static void link_underline(cairo_t *cr, double x, double y, double width)
{
    cairo_rectangle(cr, x, y + 1.8, width, .4);
    cairo_painter_set_color(cr, COLOR_AXIS);
    cairo_fill(cr);
}

/* A live value of the notes: it came from the measurements, not from the author. */
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

/* With links in the paragraph, every run is a structure element of its own. Returns where it ends. */
static double draw_run(cairo_t *cr, const Paragraph *paragraph, const GlyphRun *run, double x, double y)
{
    const Look *look = look_at(paragraph, (guint)run->item->item->offset);
    const char *link =
        look && look->link >= 0 ? g_ptr_array_index(paragraph->markup.links, look->link) : NULL;
    g_autofree char *attributes = link ? link_attributes(link) : NULL;
    gboolean is_tagged = paragraph->markup.links->len > 0;
    if (is_tagged)
        cairo_tag_begin(cr, link ? CAIRO_TAG_LINK : "Span", attributes);
    cairo_painter_set_color(cr, look ? look->color : COLOR_INK);
    double end = glyph_run_draw(cr, paragraph->markup.text->str, run, x, y);
    if (is_tagged)
        cairo_tag_end(cr, link ? CAIRO_TAG_LINK : "Span");
    if (link)
        link_underline(cr, x, y, end - x);
    if (look && look->is_live)
        dotted_underline(cr, x, y, end - x);
    return end;
}

/* Returns where the line ends. */
static double draw_runs(cairo_t *cr, const Paragraph *paragraph, guint index, double x, double y)
{
    if (paragraph->layout) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(paragraph->layout, (int)index);
        for (GSList *node = line ? line->runs : NULL; node; node = node->next) {
            GlyphRun run = layout_run(node->data);
            x = draw_run(cr, paragraph, &run, x, y);
        }
        return x;
    }
    const GArray *runs = paragraph->lines ? g_ptr_array_index(paragraph->lines, index) : paragraph->runs;
    for (guint i = 0; i < runs->len; i++)
        x = draw_run(cr, paragraph, &g_array_index(runs, GlyphRun, i), x, y);
    return x;
}

void paragraph_draw_line(cairo_t *cr, const Paragraph *paragraph, guint index, double x, double y)
{
    if (paragraph->lines && paragraph->indent_share > 0)
        x += paragraph->indent_share *
             (paragraph_width(paragraph) - glyphs_width(g_ptr_array_index(paragraph->lines, index)));
    double end = draw_runs(cr, paragraph, index, x, y);
    const TextStyle *style = &paragraph->style;
    if (index + 1 == paragraph->max_lines && n_all_lines(paragraph) > paragraph->max_lines)
        cairo_painter_text(cr, paragraph->fonts, end, y, "…",
                           text_style_face(style->family, style->is_bold, style->is_italic), style->size,
                           style->color, ANCHOR_START);
}
