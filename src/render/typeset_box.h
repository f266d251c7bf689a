/* Boxes: what pages are filled with. A box is never split; between two boxes a page may end unless the first keeps the next.
 * In: pieces (a line of text, a rule, a figure) with their places in the box. Out: something that can be measured and drawn.
 * Knows nothing of the document or of where pages end. */
#pragma once
#include <cairo.h>

#include "render/typeset_text.h"
#include "scene/scene.h"

typedef enum { PIECE_LINE, PIECE_RULE, PIECE_FRAME, PIECE_SCENE, PIECE_PICTURE, PIECE_LEADER } PieceKind;

/* A place that the contents list points to: known when pages are made. */
typedef struct {
    char *id;     /* destination name */
    char *number; /* "3", or NULL */
    char *title;
    int level;  /* 2 or 3 */
    guint page; /* from 1; 0 until known */
} Heading;

typedef struct {
    PieceKind kind;
    double x, y, width, height; /* in the box, points; line: x and y of the baseline start */
    Paragraph *paragraph;       /* line; owned reference */
    guint line;
    ColorToken color;
    Scene *scene;             /* owned */
    cairo_surface_t *picture; /* owned */
    char *picture_text;       /* owned: what it shows */
    double scale;             /* of the scene */
    const Heading *heading;   /* leader: dots and the page number of this heading */
    const char *tag; /* static: structure element around it inside the block's ("TH", "TD"), or NULL */
    guint group;     /* pieces of one cell have the same number */
} Piece;

/* A structure element: a paragraph, a heading, a table; one or more boxes. */
typedef struct {
    const char *tag;     /* static: "P", "H2", "Table", "Figure" ... */
    const char *row_tag; /* static: "TR" around every box of a table; NULL */
    Heading *heading;    /* borrowed; NULL */
} Block;

typedef struct Box Box;
struct Box {
    double before, after; /* space, shared with the neighbour's */
    double x;             /* indent */
    double height;
    gboolean keeps_next;
    gboolean breaks_before;
    gboolean is_landscape;
    gboolean has_bar;   /* a rule at the left, joined over boxes that follow each other */
    GArray *pieces;     /* of Piece */
    const Block *block; /* borrowed */
    const GPtrArray
        *repeat; /* of Box*, borrowed: heads to draw again when a page ends before this box; NULL */
};

Box *box_new(const Block *block, double height);
void box_free(gpointer box);
Piece *box_add_piece(Box *box, PieceKind kind, double x, double y, double width, double height);
Piece *box_add_line(Box *box, Paragraph *paragraph, guint line, double x, double y_top);
Piece *box_add_rule(Box *box, double x, double y, double width, double thickness, ColorToken color);
/* All lines of a paragraph from y_top down; returns the y below them. Takes a reference. */
double box_add_paragraph(Box *box, Paragraph *paragraph, double x, double y_top, const char *tag,
                         guint group);

/* Draws the box with its top left corner at x, y. */
void box_draw(cairo_t *cr, const Box *box, double x, double y, Fonts *fonts);
