/* Shaping; see glyphs.h. */
#include "render/glyphs.h"

#include <hb.h>
#include <string.h>

static void clear_run(gpointer data)
{
    GlyphRun *run = data;
    if (!run->is_borrowed)
        g_clear_pointer(&run->item, pango_glyph_item_free);
}

GArray *glyphs_new(void)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(GlyphRun));
    g_array_set_clear_func(runs, clear_run);
    return runs;
}

/* ------------------------------------------------------------------ from text to glyphs */

/* Latin letters, digits, the signs of numbers: one run, which needs no analysis of scripts, if the font has all of them. */
static gboolean is_plain(PangoFont *font, const char *text, gsize n)
{
    for (const char *p = text; p < text + n; p = g_utf8_find_next_char(p, NULL)) {
        gunichar c = g_utf8_get_char(p);
        if (c < 0x7f)
            continue;
        gboolean is_known = (c >= 0xa0 && c < 0x250 && c != 0xad) || (c >= 0x2010 && c <= 0x2027) ||
                            c == 0x202f || c == 0x2082 || (c >= 0x2190 && c <= 0x2265) ||
                            (c >= 0x25a0 && c <= 0x25d0);
        hb_codepoint_t glyph = 0;
        if (!is_known || !hb_font_get_nominal_glyph(pango_font_get_hb_font(font), c, &glyph))
            return FALSE;
    }
    return TRUE;
}

/* What pango_itemize would say of such text, without its walk over scripts, languages and emoji. */
static PangoItem *plain_item(const Fonts *fonts, PangoFont *font, const char *text, gsize start, gsize n)
{
    PangoItem *item = pango_item_new();
    item->offset = (int)start;
    item->length = (int)n;
    item->num_chars = (int)g_utf8_strlen(text + start, (gssize)n);
    item->analysis.font = g_object_ref(font);
    item->analysis.language = pango_context_get_language(fonts_context(fonts));
    item->analysis.script = G_UNICODE_SCRIPT_LATIN;
    return item;
}

/* Anything unusual, and every letter that the face lacks, is left to Pango, which finds another font for it. */
static GList *itemize(Fonts *fonts, const char *text, gsize start, gsize n, FontFace face)
{
    PangoFont *font = fonts_font(fonts, face);
    if (font && is_plain(font, text + start, n))
        return g_list_prepend(NULL, plain_item(fonts, font, text, start, n));
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_desc_new(fonts_description(fonts, face, FONTS_SIZE)));
    GList *items = pango_itemize(fonts_context(fonts), text, (int)start, (int)n, attributes, NULL);
    pango_attr_list_unref(attributes);
    return items;
}

void glyphs_shape(Fonts *fonts, const char *text, gsize start, gsize n, FontFace face, double size,
                  GArray *runs)
{
    GList *logical = n > 0 ? itemize(fonts, text, start, n, face) : NULL;
    GList *visual = pango_reorder_items(logical);
    for (GList *node = visual; node; node = node->next) {
        GlyphRun run = {.item = g_slice_new0(PangoGlyphItem), .scale = size / FONTS_SIZE};
        run.item->item = node->data;
        run.item->glyphs = pango_glyph_string_new();
        pango_shape(text + run.item->item->offset, run.item->item->length, &run.item->item->analysis,
                    run.item->glyphs);
        g_array_append_val(runs, run);
    }
    g_list_free(visual);
    g_list_free(logical);
}

void glyphs_append_part(const GlyphRun *run, const char *text, int from, int to, GArray *runs)
{
    int start = run->item->item->offset, end = start + run->item->item->length;
    if (to <= start || from >= end)
        return;
    PangoGlyphItem *copy = pango_glyph_item_copy(run->item);
    if (from > start)
        pango_glyph_item_free(pango_glyph_item_split(copy, text, from - start));
    if (to < end) {
        PangoGlyphItem *head = pango_glyph_item_split(copy, text, to - copy->item->offset);
        pango_glyph_item_free(copy);
        copy = head;
    }
    GlyphRun part = {.item = copy, .scale = run->scale};
    g_array_append_val(runs, part);
}

/* ------------------------------------------------------------------ measuring */

double glyph_run_width(const GlyphRun *run)
{
    return run->scale * pango_glyph_string_get_width(run->item->glyphs) / PANGO_SCALE;
}

double glyphs_width(const GArray *runs)
{
    double sum = 0;
    for (guint i = 0; i < runs->len; i++)
        sum += glyph_run_width(&g_array_index(runs, GlyphRun, i));
    return sum;
}

/* Without kerning across runs, as it will be drawn. */
double glyphs_text_width(Fonts *fonts, const char *text, FontFace face, double size)
{
    g_autoptr(GArray) runs = glyphs_new();
    glyphs_shape(fonts, text, 0, strlen(text), face, size, runs);
    return glyphs_width(runs);
}

/* The first n characters and the sign that there are more. */
static char *shortened(const char *text, glong n)
{
    return g_strdup_printf("%.*s…", (int)(g_utf8_offset_to_pointer(text, n) - text), text);
}

/* By halving: widths grow with every character. */
char *glyphs_ellipsize(Fonts *fonts, const char *text, FontFace face, double size, double width)
{
    if (glyphs_text_width(fonts, text, face, size) <= width)
        return g_strdup(text);
    glong fits = 0, too_long = g_utf8_strlen(text, -1);
    while (too_long - fits > 1) {
        glong middle = fits + (too_long - fits) / 2;
        g_autofree char *part = shortened(text, middle);
        if (glyphs_text_width(fonts, part, face, size) <= width)
            fits = middle;
        else
            too_long = middle;
    }
    return shortened(text, fits);
}

static double ruler_width(const char *text, FontFamily family, double size, gboolean is_bold, gpointer data)
{
    return glyphs_text_width(data, text, fonts_face(family, is_bold, FALSE), size);
}

TextRuler glyphs_ruler(Fonts *fonts)
{
    return (TextRuler){.width = ruler_width, .data = fonts};
}

/* ------------------------------------------------------------------ drawing */

/* From the units of the run, with its baseline start at the origin. */
static void enter(cairo_t *cr, const GlyphRun *run, double x, double y)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, run->scale, run->scale);
    cairo_move_to(cr, 0, 0);
}

/* Run by run rather than as one string: Pango keeps with each what letters its glyphs stand for, and so text can be copied. */
double glyph_run_draw(cairo_t *cr, const char *text, const GlyphRun *run, double x, double y)
{
    enter(cr, run, x, y);
    pango_cairo_show_glyph_item(cr, text, run->item);
    cairo_restore(cr);
    cairo_new_path(cr);
    return x + glyph_run_width(run);
}

double glyphs_draw(cairo_t *cr, const char *text, const GArray *runs, double x, double y)
{
    for (guint i = 0; i < runs->len; i++)
        x = glyph_run_draw(cr, text, &g_array_index(runs, GlyphRun, i), x, y);
    return x;
}

void glyphs_path(cairo_t *cr, const GArray *runs, double x, double y)
{
    for (guint i = 0; i < runs->len; i++) {
        const GlyphRun *run = &g_array_index(runs, GlyphRun, i);
        enter(cr, run, x, y);
        pango_cairo_glyph_string_path(cr, run->item->item->analysis.font, run->item->glyphs);
        cairo_restore(cr);
        x += glyph_run_width(run);
    }
}
