/* Boxes; see typeset_box.h. */
#include "render/typeset_box.h"

#include <string.h>

#include "render/cairo_painter.h"

static void clear_piece(gpointer data)
{
    Piece *piece = data;
    paragraph_unref(piece->paragraph);
    scene_free(piece->scene);
    g_clear_pointer(&piece->picture, cairo_surface_destroy);
    g_free(piece->picture_text);
}

/* A box without a block stands outside the structure of the document: a rule, nothing to read. */
Box *box_new(const Block *block, double height)
{
    Box *box = g_new0(Box, 1);
    box->block = block;
    box->height = height;
    box->pieces = g_array_new(FALSE, TRUE, sizeof(Piece));
    g_array_set_clear_func(box->pieces, clear_piece);
    return box;
}

void box_free(gpointer data)
{
    Box *box = data;
    g_array_unref(box->pieces);
    g_free(box);
}

/* The pointer is good until the next piece is added. */
Piece *box_add_piece(Box *box, PieceKind kind, double x, double y, double width, double height)
{
    g_array_set_size(box->pieces, box->pieces->len + 1);
    Piece *piece = &g_array_index(box->pieces, Piece, box->pieces->len - 1);
    piece->kind = kind;
    piece->x = x;
    piece->y = y;
    piece->width = width;
    piece->height = height;
    return piece;
}

/* y is the top of the line; the piece keeps its baseline. */
Piece *box_add_line(Box *box, Paragraph *paragraph, guint line, double x, double y_top)
{
    Piece *piece = box_add_piece(box, PIECE_LINE, x, y_top + paragraph_baseline(paragraph), 0, 0);
    piece->paragraph = paragraph_ref(paragraph);
    piece->line = line;
    return piece;
}

Piece *box_add_rule(Box *box, double x, double y, double width, double thickness, ColorToken color)
{
    Piece *piece = box_add_piece(box, PIECE_RULE, x, y, width, thickness);
    piece->color = color;
    return piece;
}

double box_add_paragraph(Box *box, Paragraph *paragraph, double x, double y_top, const char *tag, guint group)
{
    guint n = paragraph_n_lines(paragraph);
    for (guint i = 0; i < n; i++) {
        Piece *piece = box_add_line(box, paragraph, i, x, y_top + i * paragraph_leading(paragraph));
        piece->tag = tag;
        piece->group = group;
    }
    return y_top + n * paragraph_leading(paragraph);
}

/* ------------------------------------------------------------------ drawing */

/* A scene that is too large for its page is scaled as a whole. */
static void draw_scene(cairo_t *cr, const Piece *piece, double x, double y, Fonts *fonts)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, piece->scale, piece->scale);
    cairo_painter_paint(cr, piece->scene, 0, 0, fonts);
    cairo_restore(cr);
}

static void draw_picture(cairo_t *cr, const Piece *piece, double x, double y)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, piece->width / cairo_image_surface_get_width(piece->picture),
                piece->height / cairo_image_surface_get_height(piece->picture));
    cairo_set_source_surface(cr, piece->picture, 0, 0);
    cairo_paint(cr);
    cairo_restore(cr);
}

/* Dots up to the page number at the right end. */
static void draw_leader(cairo_t *cr, const Piece *piece, double x, double y, Fonts *fonts)
{
    static const double DOTS[] = {.5, 1.6};
    const TextStyle *style = text_style(STYLE_CONTENTS);
    g_autofree char *page = g_strdup_printf("%u", piece->heading->page);
    double width = glyphs_text_width(fonts, page, FACE_SANS, style->size), right = x + piece->width;
    g_autofree char *link = g_strdup_printf("dest='%s'", piece->heading->id);
    cairo_tag_begin(cr, CAIRO_TAG_LINK, link);
    cairo_painter_text(cr, fonts, right, y, page, FACE_SANS, style->size, COLOR_INK, ANCHOR_END);
    cairo_tag_end(cr, CAIRO_TAG_LINK);
    cairo_move_to(cr, x, y - .3);
    cairo_line_to(cr, right - width - 4, y - .3);
    cairo_set_dash(cr, DOTS, 2, 0);
    cairo_set_line_width(cr, .5);
    cairo_painter_set_color(cr, COLOR_AXIS);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

/* The line stands on the edge of the rectangle. */
static void draw_frame(cairo_t *cr, const Piece *piece, double x, double y)
{
    cairo_rectangle(cr, x, y, piece->width, piece->height);
    cairo_set_line_width(cr, .9);
    cairo_painter_set_color(cr, piece->color);
    cairo_stroke(cr);
}

static void draw_piece(cairo_t *cr, const Piece *piece, double x, double y, Fonts *fonts)
{
    x += piece->x;
    y += piece->y;
    switch (piece->kind) {
    case PIECE_LINE:
        paragraph_draw_line(cr, piece->paragraph, piece->line, x, y);
        break;
    case PIECE_RULE:
        cairo_rectangle(cr, x, y, piece->width, piece->height);
        cairo_painter_set_color(cr, piece->color);
        cairo_fill(cr);
        break;
    case PIECE_FRAME:
        draw_frame(cr, piece, x, y);
        break;
    case PIECE_SCENE:
        draw_scene(cr, piece, x, y, fonts);
        break;
    case PIECE_PICTURE:
        draw_picture(cr, piece, x, y);
        break;
    case PIECE_LEADER:
        draw_leader(cr, piece, x, y, fonts);
        break;
    }
}

/* Pieces of one cell follow each other; their structure element is closed when another cell begins. */
void box_draw(cairo_t *cr, const Box *box, double x, double y, Fonts *fonts)
{
    const char *open = NULL;
    guint group = 0;
    for (guint i = 0; i < box->pieces->len; i++) {
        const Piece *piece = &g_array_index(box->pieces, Piece, i);
        if (open && (!piece->tag || piece->group != group || strcmp(piece->tag, open) != 0)) {
            cairo_tag_end(cr, open);
            open = NULL;
        }
        if (!open && piece->tag) {
            open = piece->tag;
            group = piece->group;
            cairo_tag_begin(cr, open, NULL);
        }
        draw_piece(cr, piece, x + box->x, y, fonts);
    }
    if (open)
        cairo_tag_end(cr, open);
}
