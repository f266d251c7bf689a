/* Tables on paper. In: a <table> of the bound document. Out: boxes, one per row, with the caption above and the heads that are
 * repeated where a page ends inside. Numbers stand with their points under each other. Knows nothing of pages. */
#pragma once
#include <libxml/tree.h>

#include "render/typeset_box.h"

typedef struct {
    Fonts *fonts;
    double width;        /* available, points */
    double frame_height; /* of a page: tables under a third of it never split */
    const Block *block;
    const Block *caption_block;
} TableJob;

/* Appends the boxes of the table to `boxes`; what they borrow (heads to repeat) goes to `owned`, an array with a free function
 * for arrays of boxes. */
void typeset_table(const xmlNode *table, const TableJob *job, GPtrArray *boxes, GPtrArray *owned);
