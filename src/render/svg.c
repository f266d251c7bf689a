/* SVG painter; see svg.h. */
#include "render/svg.h"

#include <math.h>
#include <string.h>

#define SANS "-apple-system,Segoe UI,Roboto,Helvetica Neue,Noto Sans,Liberation Sans,Arial,sans-serif"
#define MONO "ui-monospace,SF Mono,Menlo,Consolas,DejaVu Sans Mono,monospace"

#define XML(text) ((const xmlChar *)(text))

typedef struct {
    const Scene *scene;
    xmlNodePtr svg;
    xmlNodePtr parent; /* where the next shape goes: the svg or a group */
    xmlNodePtr graph;  /* the open group of a flame graph, or the svg */
    xmlNodePtr text;   /* the <text> that a continued text goes into */
    Shape text_style;  /* its font, which a continued text inherits */
} Svg;

/* ------------------------------------------------------------------ attributes */

static xmlNodePtr add_element(xmlNodePtr parent, const char *name)
{
    xmlNodePtr node = xmlNewNode(NULL, XML(name));
    return xmlAddChild(parent, node);
}

/* xmlNewProp escapes; values may be anything. */
static void set(xmlNodePtr node, const char *name, const char *value)
{
    xmlNewProp(node, XML(name), XML(value));
}

/* A length with two decimals at most, without trailing zeros. */
static void append_length(GString *text, double value)
{
    gint64 hundredths = (gint64)llround(value * 100);
    gint64 whole = ABS(hundredths) / 100;
    int rest = (int)(ABS(hundredths) % 100);
    g_string_append_printf(text, "%s%" G_GINT64_FORMAT, hundredths < 0 ? "-" : "", whole);
    if (rest % 10)
        g_string_append_printf(text, ".%02d", rest);
    else if (rest)
        g_string_append_printf(text, ".%d", rest / 10);
}

static void set_length(xmlNodePtr node, const char *name, double value)
{
    g_autoptr(GString) text = g_string_sized_new(16);
    append_length(text, value);
    set(node, name, text->str);
}

/* Six digits as in the design, so that a reader of the markup finds them there. */
static void set_color(xmlNodePtr node, const char *attribute, ColorToken token)
{
    char text[8];
    g_snprintf(text, sizeof text, "#%06x", color_token_light(token));
    set(node, attribute, token == COLOR_NONE ? "none" : text);
}

/* Unique in the page, because the id of the scene is. */
static char *pattern_id(const Scene *scene, const Shape *shape)
{
    return g_strdup_printf("%s-h-%s-%s", scene->id, color_token_name(shape->fill),
                           color_token_name(shape->stroke));
}

/* Class, fill and stroke in the order in which people read them. */
static void set_paint(const Svg *svg, xmlNodePtr node, const Shape *shape)
{
    gboolean has_fill = shape->fill != COLOR_NONE && !shape->is_hatched;
    gboolean has_stroke = shape->stroke != COLOR_NONE && shape->stroke_width > 0 && !shape->is_hatched;
    g_autoptr(GString) classes = g_string_new(NULL);
    if (has_fill)
        g_string_append_printf(classes, "f-%s", color_token_name(shape->fill));
    if (has_stroke)
        g_string_append_printf(classes, "%ss-%s", classes->len ? " " : "", color_token_name(shape->stroke));
    if (classes->len > 0)
        set(node, "class", classes->str);
    if (shape->is_hatched) {
        g_autofree char *id = pattern_id(svg->scene, shape);
        g_autofree char *url = g_strdup_printf("url(#%s)", id);
        set(node, "fill", url);
    } else if (has_fill || shape->kind == SHAPE_PATH) {
        set_color(node, "fill", shape->fill);
    }
    if (has_stroke) {
        set_color(node, "stroke", shape->stroke);
        set_length(node, "stroke-width", shape->stroke_width);
    }
    if (shape->is_dashed)
        set(node, "stroke-dasharray", "4.5 4");
}

/* ------------------------------------------------------------------ shapes */

/* Fields of `data` as attributes; names is NULL-terminated. */
static void set_data(xmlNodePtr node, const char *data, const char *const *names)
{
    g_auto(GStrv) fields = g_strsplit(data, "\t", -1);
    for (guint i = 0; names[i] && fields[i]; i++)
        set(node, names[i], fields[i]);
}

/* A frame of a flame graph: a focusable group that the script of the page zooms and searches. */
static void open_frame(Svg *svg, const Shape *shape)
{
    static const char *const FIELDS[] = {"data-n", "data-m", "data-s", "data-v", NULL};
    svg->parent = add_element(svg->graph, "g");
    set(svg->parent, "class", "fr");
    if (shape->data)
        set_data(svg->parent, shape->data, FIELDS);
    xmlNewTextChild(svg->parent, NULL, XML("title"), XML(shape->title));
}

/* In a flame graph the texts that follow belong to this rectangle, until another one comes. */
static void paint_rect(Svg *svg, const Shape *shape)
{
    svg->parent = svg->graph;
    if (svg->scene->is_interactive && shape->title)
        open_frame(svg, shape);
    xmlNodePtr node = add_element(svg->parent, "rect");
    set_length(node, "x", shape->x);
    set_length(node, "y", shape->y);
    set_length(node, "width", shape->width);
    set_length(node, "height", shape->height);
    set_paint(svg, node, shape);
    if (shape->title && !svg->scene->is_interactive)
        xmlNewTextChild(node, NULL, XML("title"), XML(shape->title));
}

static void paint_line(Svg *svg, const Shape *shape)
{
    xmlNodePtr node = add_element(svg->graph, "line");
    set_length(node, "x1", shape->x);
    set_length(node, "y1", shape->y);
    set_length(node, "x2", shape->x2);
    set_length(node, "y2", shape->y2);
    set_paint(svg, node, shape);
}

static void paint_circle(Svg *svg, const Shape *shape)
{
    xmlNodePtr node = add_element(svg->graph, "circle");
    set_length(node, "cx", shape->x);
    set_length(node, "cy", shape->y);
    set_length(node, "r", shape->radius);
    set_paint(svg, node, shape);
}

/* Lines only: no figure has curves. */
static void paint_path(Svg *svg, const Shape *shape)
{
    const double *xy = (const double *)(const void *)shape->points->data;
    g_autoptr(GString) path = g_string_new(NULL);
    for (guint i = 0; i + 1 < shape->points->len; i += 2) {
        g_string_append_c(path, i == 0 ? 'M' : 'L');
        append_length(path, xy[i]);
        g_string_append_c(path, ' ');
        append_length(path, xy[i + 1]);
    }
    if (shape->fill != COLOR_NONE)
        g_string_append_c(path, 'Z');
    xmlNodePtr node = add_element(svg->graph, "path");
    set(node, "d", path->str);
    set_paint(svg, node, shape);
}

/* The font where it differs from the inherited one. */
static void set_font(xmlNodePtr node, const Shape *shape, const Shape *inherited)
{
    if (shape->family != inherited->family)
        set(node, "font-family", shape->family == FONT_MONO ? MONO : SANS);
    if (fabs(shape->size - inherited->size) > .005)
        set_length(node, "font-size", shape->size);
    if (shape->is_bold != inherited->is_bold)
        set(node, "font-weight", shape->is_bold ? "600" : "400");
    if (shape->is_italic != inherited->is_italic)
        set(node, "font-style", shape->is_italic ? "italic" : "normal");
}

/* The paper-coloured outline is painted under the letters of the same element, so that the text stands there once. */
static void set_halo(xmlNodePtr node, const Shape *shape)
{
    set(node, "stroke", "#fffefb");
    set_length(node, "stroke-width", .3 * shape->size);
    set(node, "stroke-linejoin", "round");
    set(node, "paint-order", "stroke");
}

/* A text in several styles is one element with spans, so that it is read and copied as one. */
static void paint_text(Svg *svg, const Shape *shape)
{
    if (shape->is_continued && svg->text) {
        xmlNodePtr span = add_element(svg->text, "tspan");
        set_paint(svg, span, shape);
        set_font(span, shape, &svg->text_style);
        xmlAddChild(span, xmlNewText(XML(shape->text)));
        return;
    }
    xmlNodePtr node = add_element(svg->parent, "text");
    set_length(node, "x", shape->x);
    set_length(node, "y", shape->y);
    if (shape->anchor != ANCHOR_START)
        set(node, "text-anchor", shape->anchor == ANCHOR_END ? "end" : "middle");
    if (shape->has_halo) {
        g_autofree char *classes = g_strdup_printf("f-%s s-paper", color_token_name(shape->fill));
        set(node, "class", classes);
        set_color(node, "fill", shape->fill);
        set_halo(node, shape);
    } else {
        set_paint(svg, node, shape);
    }
    set_font(node, shape, &(Shape){.size = svg->scene->text_size});
    xmlAddChild(node, xmlNewText(XML(shape->text)));
    svg->text = node;
    svg->text_style = *shape;
}

/* Groups do not nest: what was open ends here. */
static void paint_group(Svg *svg, const Shape *shape)
{
    static const char *const FIELDS[] = {"data-name", "data-total", "data-rate", "data-w", NULL};
    svg->graph = svg->parent = add_element(svg->svg, "g");
    set(svg->graph, "class", "fg");
    if (shape->data)
        set_data(svg->graph, shape->data, FIELDS);
}

static void paint_shape(Svg *svg, const Shape *shape)
{
    switch (shape->kind) {
    case SHAPE_RECT:
        paint_rect(svg, shape);
        break;
    case SHAPE_LINE:
        svg->parent = svg->graph;
        paint_line(svg, shape);
        break;
    case SHAPE_CIRCLE:
        svg->parent = svg->graph;
        paint_circle(svg, shape);
        break;
    case SHAPE_PATH:
        svg->parent = svg->graph;
        paint_path(svg, shape);
        break;
    case SHAPE_TEXT:
        paint_text(svg, shape);
        break;
    case SHAPE_GROUP:
        paint_group(svg, shape);
        break;
    case SHAPE_GROUP_END:
        svg->graph = svg->parent = svg->svg;
        break;
    }
}

/* ------------------------------------------------------------------ the picture */

/* One hatch pattern per pair of colours in use. */
static void add_patterns(const Svg *svg)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    xmlNodePtr defs = NULL;
    for (guint i = 0; i < svg->scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(svg->scene->shapes, i);
        char *id = shape->is_hatched ? pattern_id(svg->scene, shape) : NULL;
        if (!id || !g_hash_table_add(seen, id))
            continue;
        if (!defs)
            defs = add_element(svg->svg, "defs");
        double pitch = .36 * svg->scene->text_size;
        Shape ground = {.kind = SHAPE_RECT, .fill = shape->fill};
        Shape line = {
            .kind = SHAPE_LINE, .stroke = shape->stroke, .stroke_width = .09 * svg->scene->text_size};
        xmlNodePtr pattern = add_element(defs, "pattern");
        set(pattern, "id", id);
        set_length(pattern, "width", pitch);
        set_length(pattern, "height", pitch);
        set(pattern, "patternUnits", "userSpaceOnUse");
        set(pattern, "patternTransform", "rotate(45)");
        xmlNodePtr rect = add_element(pattern, "rect");
        set_length(rect, "width", pitch);
        set_length(rect, "height", pitch);
        set_paint(svg, rect, &ground);
        xmlNodePtr stroke = add_element(pattern, "line");
        set_length(stroke, "y2", pitch);
        set_paint(svg, stroke, &line);
    }
}

/* Accessible name and description. */
static void add_label(const Svg *svg)
{
    g_autofree char *title_id = g_strconcat(svg->scene->id, "-t", NULL);
    g_autofree char *description_id = g_strconcat(svg->scene->id, "-d", NULL);
    gboolean has_description = svg->scene->description != NULL;
    g_autofree char *both = g_strconcat(title_id, has_description ? " " : NULL, description_id, NULL);
    set(svg->svg, "role", "img");
    set(svg->svg, "aria-labelledby", has_description ? both : title_id);
    xmlNodePtr title =
        xmlNewTextChild(svg->svg, NULL, XML("title"), XML(svg->scene->title ? svg->scene->title : "Figure"));
    set(title, "id", title_id);
    if (has_description)
        set(xmlNewTextChild(svg->svg, NULL, XML("desc"), XML(svg->scene->description)), "id", description_id);
}

/* Width and height are in px, which are points of the scene: one figure, one size. */
xmlNodePtr svg_paint(xmlDocPtr doc, const Scene *scene, const char *css_class)
{
    Svg svg = {.scene = scene, .svg = xmlNewNode(NULL, XML("svg"))};
    xmlSetTreeDoc(svg.svg, doc);
    svg.parent = svg.graph = svg.svg;
    g_autofree char *classes =
        g_strconcat("ch", scene->is_interactive ? " flame" : "", css_class ? " " : "", css_class, NULL);
    g_autoptr(GString) box = g_string_new("0 0 ");
    append_length(box, scene->width);
    g_string_append_c(box, ' ');
    append_length(box, scene->height);
    set(svg.svg, "id", scene->id);
    set(svg.svg, "class", classes);
    set_length(svg.svg, "width", scene->width);
    set_length(svg.svg, "height", scene->height);
    set(svg.svg, "viewBox", box->str);
    set(svg.svg, "font-family", SANS);
    set_length(svg.svg, "font-size", scene->text_size);
    add_label(&svg);
    add_patterns(&svg);
    for (guint i = 0; i < scene->shapes->len; i++)
        paint_shape(&svg, g_ptr_array_index(scene->shapes, i));
    return svg.svg;
}
