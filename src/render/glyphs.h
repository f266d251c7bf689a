/* Text as glyphs on paper. In: text, a face, a size. Out: runs of glyphs that can be measured, cut and drawn. Every face is loaded at one
 * size and its glyphs are scaled: nothing is hinted or rounded, so they are the same, and Pango 1.50 looks for a font of each
 * size in two threads made for it, which took longer than to shape all text of a report. Knows nothing of lines and pages. */
#pragma once
#include <pango/pangocairo.h>

#include "render/fonts.h"

/* Glyphs of one font. */
typedef struct {
    PangoGlyphItem *item; /* offsets are bytes of the text that was shaped */
    double scale;         /* from the units of the item to those of the page */
    gboolean is_borrowed; /* the item belongs to somebody else */
} GlyphRun;

/* An empty array of GlyphRun, for what follows. Transfer full. */
GArray *glyphs_new(void);
/* Shapes the n bytes from `start` of a text; the runs are appended in visual order.
 * For text on one line: many times cheaper than a layout, which also measures a sample sentence in every font. */
void glyphs_shape(Fonts *fonts, const char *text, gsize start, gsize n, FontFace face, double size,
                  GArray *runs);
/* The part of a run that stands for the bytes from..to of its text, appended to `runs` as a copy; nothing when it has none of them. */
void glyphs_append_part(const GlyphRun *run, const char *text, int from, int to, GArray *runs);

/* The advances of glyphs, points. */
double glyph_run_width(const GlyphRun *run);
double glyphs_width(const GArray *runs);
/* Points from the start of a text on one line to its end. */
double glyphs_text_width(Fonts *fonts, const char *text, FontFace face, double size);
/* As much of a text as fits into that many points, with "…" when it is not all. Transfer full. */
char *glyphs_ellipsize(Fonts *fonts, const char *text, FontFace face, double size, double width);
/* Exact widths for figures on paper; valid as long as the fonts. */
TextRuler glyphs_ruler(Fonts *fonts);

/* Draws runs in the current colour, their baseline start at x, y. Returns where they end. `text`: what was shaped. */
double glyph_run_draw(cairo_t *cr, const char *text, const GlyphRun *run, double x, double y);
double glyphs_draw(cairo_t *cr, const char *text, const GArray *runs, double x, double y);
/* Adds their outlines to the current path. */
void glyphs_path(cairo_t *cr, const GArray *runs, double x, double y);
