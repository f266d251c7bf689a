/* The display list; see scene.h. A coordinate that is not finite or far outside any page becomes 0, so that no painter has
 * to think about it: Cairo's fixed-point numbers wrap around without an error. */
#include "scene/scene.h"

#include <math.h>

/* Tokens of design.md section 3. SVG carries the light values; a style sheet may recolour by class, paper never does. */
static const struct {
    const char *name;
    guint32 light;
} COLORS[N_COLORS] = {
    [COLOR_NONE] = {"none", 0x000000},   [COLOR_PAPER] = {"paper", 0xfffefb},
    [COLOR_INK] = {"ink", 0x1c1b19},     [COLOR_INK2] = {"ink2", 0x5d5a54},
    [COLOR_AXIS] = {"axis", 0x8a867e},   [COLOR_RULE] = {"rule", 0xdcd9d2},
    [COLOR_BAND] = {"band", 0xebe9e4},   [COLOR_FAST] = {"fast", 0x005a94},
    [COLOR_SLOW] = {"slow", 0xdd7423},   [COLOR_SLOWT] = {"slowt", 0xad4404},
    [COLOR_SAME] = {"same", 0x6b6862},   [COLOR_FASTL] = {"fastl", 0xcfe3f1},
    [COLOR_SLOWL] = {"slowl", 0xf6d9c2}, [COLOR_O0] = {"o0", 0xf6ebd3},
    [COLOR_O1] = {"o1", 0xeed7a8},       [COLOR_O2] = {"o2", 0xe3bd74},
    [COLOR_L0] = {"l0", 0xece7f2},       [COLOR_L1] = {"l1", 0xd5cbe3},
    [COLOR_L2] = {"l2", 0xb9aacf},       [COLOR_S0] = {"s0", 0xe4ebe6},
    [COLOR_S1] = {"s1", 0xc6d6cc},       [COLOR_S2] = {"s2", 0xa3bdae},
    [COLOR_R0] = {"r0", 0xecebe8},       [COLOR_R1] = {"r1", 0xd8d6d1},
    [COLOR_R2] = {"r2", 0xbfbdb7},       [COLOR_DN] = {"dn", 0xedece8},
    [COLOR_D1] = {"d1", 0xe2eef7},       [COLOR_D2] = {"d2", 0xbad8ee},
    [COLOR_D3] = {"d3", 0x90c0e4},       [COLOR_U1] = {"u1", 0xfbe9da},
    [COLOR_U2] = {"u2", 0xf6cba3},       [COLOR_U3] = {"u3", 0xeda562},
    [COLOR_FINK] = {"fink", 0x1c1b19},   [COLOR_FINK2] = {"fink2", 0x45423c},
};

const char *color_token_name(ColorToken token)
{
    return COLORS[token].name;
}

guint32 color_token_light(ColorToken token)
{
    return COLORS[token].light;
}

static void shape_free(gpointer data)
{
    Shape *shape = data;
    if (shape->points)
        g_array_unref(shape->points);
    g_free(shape->text);
    g_free(shape->title);
    g_free(shape->data);
    g_free(shape);
}

/* The height may be set later, when the rows are counted. */
Scene *scene_new(const char *id, double width, double height)
{
    Scene *scene = g_new0(Scene, 1);
    scene->id = g_strdup(id);
    scene->width = width;
    scene->height = height;
    scene->text_size = 13;
    scene->shapes = g_ptr_array_new_with_free_func(shape_free);
    return scene;
}

void scene_free(Scene *scene)
{
    if (!scene)
        return;
    g_ptr_array_unref(scene->shapes);
    g_free(scene->id);
    g_free(scene->title);
    g_free(scene->description);
    g_free(scene);
}

/* Far outside any page, but well inside what painters can hold. */
static double safe(double coordinate)
{
    return isfinite(coordinate) ? CLAMP(coordinate, -1e6, 1e6) : 0;
}

/* Drawing order is the order of calls: what comes later lies on top. */
static Shape *add_shape(Scene *scene, ShapeKind kind, double x, double y, ColorToken fill, ColorToken stroke)
{
    Shape *shape = g_new0(Shape, 1);
    shape->kind = kind;
    shape->x = safe(x);
    shape->y = safe(y);
    shape->fill = fill;
    shape->stroke = stroke;
    g_ptr_array_add(scene->shapes, shape);
    return shape;
}

Shape *scene_rect(Scene *scene, double x, double y, double width, double height, ColorToken fill)
{
    Shape *shape = add_shape(scene, SHAPE_RECT, x, y, fill, COLOR_NONE);
    shape->width = MAX(0, safe(width));
    shape->height = MAX(0, safe(height));
    return shape;
}

Shape *scene_line(Scene *scene, double x1, double y1, double x2, double y2, ColorToken stroke,
                  double stroke_width)
{
    Shape *shape = add_shape(scene, SHAPE_LINE, x1, y1, COLOR_NONE, stroke);
    shape->x2 = safe(x2);
    shape->y2 = safe(y2);
    shape->stroke_width = safe(stroke_width);
    return shape;
}

Shape *scene_circle(Scene *scene, double x, double y, double radius, ColorToken fill)
{
    Shape *shape = add_shape(scene, SHAPE_CIRCLE, x, y, fill, COLOR_NONE);
    shape->radius = MAX(0, safe(radius));
    return shape;
}

/* The points are copied. */
Shape *scene_path(Scene *scene, const double *xy, guint n_points, ColorToken fill, ColorToken stroke,
                  double stroke_width)
{
    Shape *shape = add_shape(scene, SHAPE_PATH, 0, 0, fill, stroke);
    shape->stroke_width = safe(stroke_width);
    shape->points = g_array_sized_new(FALSE, FALSE, sizeof(double), 2 * n_points);
    for (guint i = 0; i < 2 * n_points; i++) {
        double coordinate = safe(xy[i]);
        g_array_append_val(shape->points, coordinate);
    }
    return shape;
}

/* The text must be clean: names are cleaned when they are read. */
Shape *scene_text(Scene *scene, double x, double y, const char *text, double size, ColorToken fill,
                  TextAnchor anchor)
{
    Shape *shape = add_shape(scene, SHAPE_TEXT, x, y, fill, COLOR_NONE);
    shape->text = g_strdup(text);
    shape->size = safe(size);
    shape->anchor = anchor;
    return shape;
}

/* What stands between a group and its end belongs together: a frame of a flame graph with its label. */
Shape *scene_group(Scene *scene, const char *data)
{
    Shape *shape = add_shape(scene, SHAPE_GROUP, 0, 0, COLOR_NONE, COLOR_NONE);
    shape->data = g_strdup(data);
    return shape;
}

void scene_group_end(Scene *scene)
{
    add_shape(scene, SHAPE_GROUP_END, 0, 0, COLOR_NONE, COLOR_NONE);
}
