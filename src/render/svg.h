/* A figure as SVG markup for the HTML: real text, colours as presentation attributes (they survive where style sheets are
 * stripped) and as classes f-token and s-token, by which the page's style sheet recolours them.
 * In: a scene. Out: an element of the document. Knows nothing of the page around it. */
#pragma once
#include <libxml/tree.h>

#include "scene/scene.h"

/* An <svg> element, not yet in the tree of `doc`; the caller adds it. css_class: further classes or NULL.
 * The id of the scene must be unique in the page. */
xmlNodePtr svg_paint(xmlDocPtr doc, const Scene *scene, const char *css_class);
