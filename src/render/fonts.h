/* The fonts of paper: a few named files and no others, so that a PDF does not depend on what else a machine has installed.
 * In: font files in known places. Out: a Pango font map, layouts, a ruler. Knows nothing of pages. */
#pragma once
#include <pango/pangocairo.h>

#include "base/diag.h"
#include "scene/scene.h"

typedef enum {
    FACE_SERIF,
    FACE_SERIF_ITALIC,
    FACE_SERIF_SEMIBOLD,
    FACE_SERIF_SEMIBOLD_ITALIC,
    FACE_SANS,
    FACE_SANS_BOLD,
    FACE_SANS_ITALIC,
    FACE_MONO,
    FACE_MONO_BOLD,
    N_FACES
} FontFace;

typedef struct Fonts Fonts;

/* The fonts of the calling thread, made on its first call; NULL with a diagnostic when no usable font file is found.
 * Owned by the thread. */
Fonts *fonts_of_thread(DiagList *diags);

PangoContext *fonts_context(const Fonts *fonts); /* borrowed */
/* The description of a face at a size in points; borrowed, valid until the next call. */
const PangoFontDescription *fonts_description(Fonts *fonts, FontFace face, double size);
FontFace fonts_face(FontFamily family, gboolean is_bold, gboolean is_italic);
/* Shapes the n bytes from `start` of a text into glyphs, appended to `items` (of PangoGlyphItem*, freed by it) in visual order.
 * For text on one line: many times cheaper than a layout, which also measures a sample sentence in every font. */
void fonts_shape(Fonts *fonts, const char *text, gsize start, gsize n, FontFace face, double size,
                 GPtrArray *items);
/* An empty array for fonts_shape. Transfer full. */
GPtrArray *fonts_items_new(void);
/* The advance of glyph items, points. */
double fonts_item_width(const PangoGlyphItem *item);
double fonts_items_width(const GPtrArray *items);
/* Points from the start of that line to its end. */
double fonts_width(Fonts *fonts, const char *text, FontFace face, double size);
/* Height above and depth below the baseline of a face, as shares of its size. */
void fonts_extents(Fonts *fonts, FontFace face, double *ascent, double *descent);
/* Exact widths for figures on paper; borrowed. */
const TextRuler *fonts_ruler(Fonts *fonts);
