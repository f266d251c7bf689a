/* A figure as SVG markup for the HTML: real text, colours as presentation attributes (they survive where style sheets are
 * stripped) and as classes f-token and s-token, by which the page's style sheet recolours them.
 * In: a scene. Out: the text of an <svg> element. Knows nothing of the page around it.
 * Written as text at once: a flame graph has thousands of boxes, and a tree of them would be built only to be written. */
#pragma once
#include <glib.h>

#include "scene/scene.h"

/* Of the layout of a figure on the page: points, which are pixels here. */
#define SVG_WIDTH 800.0
#define SVG_TEXT_SIZE 13.0

/* A file of its own: a document that needs no page. */
void svg_write_file(GString *out, const Scene *scene);

/* Appends an <svg> element, everything in it escaped. css_class: further classes or NULL.
 * The id of the scene must be unique in the page. */
void svg_write(GString *out, const Scene *scene, const char *css_class);
