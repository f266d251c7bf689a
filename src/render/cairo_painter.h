/* A figure drawn with Cairo: into a page of the PDF or an image. In: a scene, a context. Out: vector marks and real text.
 * Colours are the light ones on white paper. Knows nothing of pages. */
#pragma once
#include <cairo.h>

#include "render/glyphs.h"
#include "scene/scene.h"

/* Draws the scene with its top left corner at x, y of the context. Errors stay in the context. */
void cairo_painter_paint(cairo_t *cr, const Scene *scene, double x, double y, Fonts *fonts);

/* The colour of a token on white paper as the source of the context. */
void cairo_painter_set_color(cairo_t *cr, ColorToken token);

/* One line of text, its baseline at x, y. Returns the width. */
double cairo_painter_text(cairo_t *cr, Fonts *fonts, double x, double y, const char *text, FontFace face,
                          double size, ColorToken color, TextAnchor anchor);
