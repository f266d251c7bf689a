/* The fonts of paper: a few named files and no others, so that a PDF does not depend on what else a machine has installed.
 * In: font files in known places. Out: Pango fonts and a context for layouts. Knows nothing of text. */
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

/* Points: the one size that every face is loaded at (see glyphs.h). */
#define FONTS_SIZE 100.0

typedef struct Fonts Fonts;

/* Makes the fonts of the thread that will ask first; on any thread. */
void fonts_prepare(void);
/* The fonts of the calling thread, made on its first call; NULL with a diagnostic when no usable font file is found.
 * Owned by the thread. */
Fonts *fonts_of_thread(DiagList *diags);

PangoContext *fonts_context(const Fonts *fonts); /* borrowed */
/* The description of a face at a size in points; borrowed, valid until the next call. */
const PangoFontDescription *fonts_description(Fonts *fonts, FontFace face, double size);
FontFace fonts_face(FontFamily family, gboolean is_bold, gboolean is_italic);
/* The font of a face at FONTS_SIZE; borrowed, NULL when Pango finds none. */
PangoFont *fonts_font(Fonts *fonts, FontFace face);
/* Height above and depth below the baseline of a face, as shares of its size. */
void fonts_extents(Fonts *fonts, FontFace face, double *ascent, double *descent);
