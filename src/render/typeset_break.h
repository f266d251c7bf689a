/* Where pages end. In: the boxes of a galley. Out: pages with boxes at their places. What keeps together moves together, table heads
 * are repeated, landscape figures have pages of their own, and whole sections may be set before those to fill a page. */
#pragma once
#include "render/typeset_flow.h"

typedef struct {
    const Box *box;
    double y; /* from the top of the frame */
} Placed;

typedef struct {
    gboolean is_landscape;
    GArray *placed; /* of Placed */
} Page;

/* Of Page*, one at least; notes the page of every heading. Transfer full; the boxes stay those of the galley. */
GPtrArray *pages_break(const Galley *galley, const PageShape *portrait, const PageShape *landscape);
