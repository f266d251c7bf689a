/* From the bound document to boxes in reading order. In: XHTML elements, figures by kind and subject. Out: boxes, headings,
 * structure blocks. Knows the width of a page, not where it ends. */
#pragma once
#include <libxml/tree.h>

#include "analyze/findings.h"
#include "render/typeset_box.h"

/* Page sizes and margins of one orientation, points. */
typedef struct {
    double page_width, page_height;
    double left, top, width, height; /* of the frame that boxes fill */
} PageShape;

typedef struct {
    Fonts *fonts;
    const Findings *findings;
    const PageShape *portrait, *landscape;
    const char *badge_mark; /* before the word of the status; NULL: none */
} FlowJob;

typedef struct {
    GPtrArray *boxes;    /* of Box* */
    GPtrArray *headings; /* of Heading*, in order */
    GPtrArray *blocks;   /* of Block* */
    GPtrArray *owned;    /* of GPtrArray*: boxes that other boxes refer to */
} Galley;

Galley *galley_new(const xmlNode *body, const FlowJob *job);
void galley_free(Galley *galley);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Galley, galley_free)
