/* Where the boxes of a flame graph stand. In: a tree and a width per weight. Out: boxes in rows from the root down, parents before
 * children. What is too narrow or too deep is gathered in hatched boxes, so that widths still sum. Knows no colour and no text. */
#pragma once
#include "scene/flame_tree.h"

typedef enum {
    FLAME_BOX_FRAME,
    FLAME_BOX_LINE,  /* own time at one source line */
    FLAME_BOX_CHAIN, /* frames with a single child each, folded */
    FLAME_BOX_REST,  /* frames not drawn */
} FlameBoxKind;

typedef struct {
    FlameBoxKind kind;
    guint32 node; /* the frame; of a line: its function; of a chain or rest: the frame above it */
    guint row;
    double x, width; /* points, from the left edge of the graph */
    guint n_hidden;  /* frames that a chain or rest stands for; 0 when unknown */
    guint line;      /* FLAME_BOX_LINE */
    double weight;   /* of a line or rest */
} FlameBox;

typedef struct {
    double scale;     /* points per weight */
    double least_box; /* points; narrower frames are gathered */
    double line_box;  /* points; narrower source lines are left out */
    double narrow;    /* points; below row `deep`, what stands on narrower frames is gathered */
    guint deep;
    guint max_rows;  /* at least 2 */
    guint max_boxes; /* least_box grows until there are no more */
    /* Width of a node in weight; NULL: its total of side 0. Own part of it: NULL: its self of side 0. */
    const double *widths, *own_widths; /* [n_nodes] */
} FlameLayout;

/* Lays the tree out. *n_rows gets the rows used. Transfer full, of FlameBox. */
GArray *flame_layout_boxes(const FlameTree *tree, const FlameLayout *layout, guint *n_rows);
