/* Cairo painter; see cairo_painter.h. Arcs are avoided in favour of four Bézier curves per circle: Cairo's arc code has
 * looped and asserted on odd angles and radii. */
#include "render/cairo_painter.h"

#include <math.h>
#include <string.h>

/* Control points of a quarter circle at this share of the radius are off by 0.03 %. */
#define CIRCLE_CONTROL .5522847498
#define HATCH_PITCH .36 /* text sizes */

/* The paper of a page is white; on screen it is slightly warm. */
void cairo_painter_set_color(cairo_t *cr, ColorToken token)
{
    guint32 rgb = token == COLOR_PAPER ? 0xffffff : color_token_light(token);
    cairo_set_source_rgb(cr, (rgb >> 16) / 255., (rgb >> 8 & 255) / 255., (rgb & 255) / 255.);
}

/* Fills and strokes the current path. */
static void fill_and_stroke(cairo_t *cr, const Shape *shape)
{
    gboolean has_stroke = shape->stroke != COLOR_NONE && shape->stroke_width > 0;
    if (shape->fill != COLOR_NONE) {
        cairo_painter_set_color(cr, shape->fill);
        if (has_stroke)
            cairo_fill_preserve(cr);
        else
            cairo_fill(cr);
    }
    if (has_stroke) {
        static const double DASHES[] = {3.2, 2.8};
        cairo_set_dash(cr, DASHES, shape->is_dashed ? 2 : 0, 0);
        cairo_set_line_width(cr, shape->stroke_width);
        cairo_painter_set_color(cr, shape->stroke);
        cairo_stroke(cr);
    }
    cairo_new_path(cr);
}

/* Diagonal lines over what is clipped, as vectors: a pattern would become an image in some viewers. Their places do not depend on the
 * rectangle, so that lines of neighbours meet. */
static void hatch_clip(cairo_t *cr, ColorToken token, double pitch)
{
    double left, top, right, bottom, step = pitch * G_SQRT2;
    cairo_clip_extents(cr, &left, &top, &right, &bottom);
    double height = bottom - top;
    for (double x = floor((left + top) / step) * step - top; x < right + height; x += step) {
        cairo_move_to(cr, x, top);
        cairo_line_to(cr, x - height, bottom);
    }
    cairo_painter_set_color(cr, token);
    cairo_set_line_width(cr, .25 * pitch);
    cairo_stroke(cr);
}

/* Fills and hatches rectangles of the same colours. boxes: of const Shape*, at least one. */
static void hatch(cairo_t *cr, const GPtrArray *boxes, double x, double y, double pitch)
{
    const Shape *look = g_ptr_array_index(boxes, 0);
    cairo_save(cr);
    cairo_painter_set_color(cr, look->fill);
    for (guint i = 0; i < boxes->len; i++) {
        const Shape *box = g_ptr_array_index(boxes, i);
        cairo_rectangle(cr, x + box->x, y + box->y, box->width, box->height);
        cairo_fill(cr); /* one by one: PDF has an operator for a rectangle, a path of many is twice as long */
    }
    for (guint i = 0; i < boxes->len; i++) {
        const Shape *box = g_ptr_array_index(boxes, i);
        cairo_rectangle(cr, x + box->x, y + box->y, box->width, box->height);
    }
    cairo_clip(cr);
    hatch_clip(cr, look->stroke, pitch);
    cairo_restore(cr);
}

/* Clockwise from the right, a quarter at a time. */
static void circle(cairo_t *cr, double x, double y, double r)
{
    double c = CIRCLE_CONTROL * r;
    cairo_move_to(cr, x + r, y);
    cairo_curve_to(cr, x + r, y + c, x + c, y + r, x, y + r);
    cairo_curve_to(cr, x - c, y + r, x - r, y + c, x - r, y);
    cairo_curve_to(cr, x - r, y - c, x - c, y - r, x, y - r);
    cairo_curve_to(cr, x + c, y - r, x + r, y - c, x + r, y);
    cairo_close_path(cr);
}

/* A path with a fill is closed, one without is a line. */
static void path(cairo_t *cr, const Shape *shape, double x, double y)
{
    const double *xy = (const double *)(const void *)shape->points->data;
    for (guint i = 0; i + 1 < shape->points->len; i += 2)
        cairo_line_to(cr, x + xy[i], y + xy[i + 1]);
    if (shape->fill != COLOR_NONE)
        cairo_close_path(cr);
}

/* Where text of that width starts. */
static double anchored(double x, double width, TextAnchor anchor)
{
    return x - (anchor == ANCHOR_END ? width : anchor == ANCHOR_MIDDLE ? width / 2 : 0);
}

/* Shaped anew each time: labels are short, and few are drawn twice. */
double cairo_painter_text(cairo_t *cr, Fonts *fonts, double x, double y, const char *text, FontFace face,
                          double size, ColorToken color, TextAnchor anchor)
{
    g_autoptr(GArray) runs = glyphs_new();
    glyphs_shape(fonts, text, 0, strlen(text), face, size, runs);
    double width = glyphs_width(runs);
    cairo_painter_set_color(cr, color);
    glyphs_draw(cr, text, runs, anchored(x, width, anchor), y);
    return width;
}

/* Only the letters get an outline: a box would hide grid lines over a wide area. */
static void paint_halo(cairo_t *cr, const GArray *runs, double x, double y, double width)
{
    glyphs_path(cr, runs, x, y);
    cairo_painter_set_color(cr, COLOR_PAPER);
    cairo_set_line_width(cr, width);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cr);
}

/* Returns the width, from which a continued text goes on. */
static double paint_text(cairo_t *cr, const Shape *shape, double x, double y, Fonts *fonts)
{
    FontFace face = fonts_face(shape->family, shape->is_bold, shape->is_italic);
    g_autoptr(GArray) runs = glyphs_new();
    glyphs_shape(fonts, shape->text, 0, strlen(shape->text), face, shape->size, runs);
    double width = glyphs_width(runs), left = anchored(x, width, shape->anchor);
    if (shape->has_halo)
        paint_halo(cr, runs, left, y, .3 * shape->size);
    cairo_painter_set_color(cr, shape->fill);
    glyphs_draw(cr, shape->text, runs, left, y);
    return width;
}

/* Texts are not drawn here: they need the place where the one before ended. Nor are hatched boxes. */
static void paint_shape(cairo_t *cr, const Shape *shape, double dx, double dy)
{
    double x = shape->x + dx, y = shape->y + dy;
    switch (shape->kind) {
    case SHAPE_RECT:
        cairo_rectangle(cr, x, y, shape->width, shape->height);
        break;
    case SHAPE_LINE:
        cairo_move_to(cr, x, y);
        cairo_line_to(cr, shape->x2 + dx, shape->y2 + dy);
        break;
    case SHAPE_CIRCLE:
        circle(cr, x, y, shape->radius);
        break;
    case SHAPE_PATH:
        path(cr, shape, dx, dy);
        break;
    default:
        return;
    }
    fill_and_stroke(cr, shape);
}

/* A flame graph has hundreds of hatched boxes, and a clip with lines of its own for each takes Cairo more time than all the rest of the
 * figure: those of the same colours are painted with the first of them. They do not overlap each other or other boxes, so their order
 * does not matter. Other scenes hatch one by one. */
static void paint_hatched(cairo_t *cr, const Scene *scene, guint first, gboolean *is_done, double x, double y)
{
    const Shape *look = g_ptr_array_index(scene->shapes, first);
    guint end = scene->is_interactive ? scene->shapes->len : first + 1;
    g_autoptr(GPtrArray) alike = g_ptr_array_new();
    for (guint i = first; i < end; i++) {
        Shape *shape = g_ptr_array_index(scene->shapes, i);
        if (!shape->is_hatched || shape->fill != look->fill || shape->stroke != look->stroke)
            continue;
        g_ptr_array_add(alike, shape);
        is_done[i] = TRUE;
    }
    hatch(cr, alike, x, y, HATCH_PITCH * scene->text_size);
}

/* ------------------------------------------------------------------ the whole scene */

/* State is kept apart, so that a figure leaves no dash or line width behind. */
void cairo_painter_paint(cairo_t *cr, const Scene *scene, double x, double y, Fonts *fonts)
{
    double text_end = x; /* where a continued text goes on: the painter's own measure, so that no gap opens */
    g_autofree gboolean *is_done = g_new0(gboolean, scene->shapes->len + 1u);
    cairo_save(cr);
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        if (shape->is_hatched) {
            if (!is_done[i])
                paint_hatched(cr, scene, i, is_done, x, y);
        } else if (shape->kind == SHAPE_TEXT) {
            double start = shape->is_continued ? text_end : x + shape->x;
            text_end = start + paint_text(cr, shape, start, y + shape->y, fonts);
        } else {
            paint_shape(cr, shape, x, y);
        }
    }
    cairo_restore(cr);
}
