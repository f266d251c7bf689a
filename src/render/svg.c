/* SVG writer; see svg.h. */
#include "render/svg.h"

#include <math.h>
#include <string.h>

#include "render/html5.h"

#define SANS "-apple-system,Segoe UI,Roboto,Helvetica Neue,Noto Sans,Liberation Sans,Arial,sans-serif"
#define MONO "ui-monospace,SF Mono,Menlo,Consolas,DejaVu Sans Mono,monospace"

/* Groups do not nest, a frame stands in a group or in the picture, a text in a frame or where frames stand: three flags say
 * which end tags are due. */
typedef struct {
    const Scene *scene;
    GString *out;
    gboolean is_file; /* by itself, not in a page */
    gboolean is_in_group, is_in_frame, is_in_text;
    Shape text_style; /* of the open text: its font, which a continued text inherits */
} Svg;

/* ------------------------------------------------------------------ attributes */

/* Values may be anything. */
static void set(GString *out, const char *name, const char *value)
{
    g_string_append_c(out, ' ');
    g_string_append(out, name);
    g_string_append(out, "=\"");
    html5_append_attribute_value(out, value);
    g_string_append_c(out, '"');
}

/* A length with two decimals at most, without trailing zeros. Not printf: a page has tens of thousands of them. */
static void append_length(GString *out, double value)
{
    gint64 hundredths = (gint64)llround(value * 100);
    guint64 left = (guint64)ABS(hundredths);
    char digits[24], *start = digits + sizeof digits;
    if (left % 100) {
        if (left % 10)
            *--start = (char)('0' + left % 10);
        *--start = (char)('0' + left / 10 % 10);
        *--start = '.';
    }
    left /= 100;
    do
        *--start = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (hundredths < 0)
        *--start = '-';
    g_string_append_len(out, start, digits + sizeof digits - start);
}

static void set_length(GString *out, const char *name, double value)
{
    g_string_append_c(out, ' ');
    g_string_append(out, name);
    g_string_append(out, "=\"");
    append_length(out, value);
    g_string_append_c(out, '"');
}

/* Six digits as in the design, so that a reader of the markup finds them there. */
static void set_color(GString *out, const char *name, ColorToken token)
{
    static const char HEX[] = "0123456789abcdef";
    char text[8] = "#";
    for (guint i = 0; i < 6; i++)
        text[i + 1] = HEX[color_token_light(token) >> (20 - 4 * i) & 15];
    set(out, name, token == COLOR_NONE ? "none" : text);
}

/* Unique in the page, because the id of the scene is. */
static char *pattern_id(const Scene *scene, const Shape *shape)
{
    return g_strconcat(scene->id, "-h-", color_token_name(shape->fill), "-", color_token_name(shape->stroke),
                       NULL);
}

/* The class by which the style sheet of the page recolours what has these colours. */
static void set_class(GString *out, ColorToken fill, ColorToken stroke)
{
    if (fill == COLOR_NONE && stroke == COLOR_NONE)
        return;
    g_string_append(out, " class=\"");
    if (fill != COLOR_NONE) {
        g_string_append(out, "f-");
        g_string_append(out, color_token_name(fill));
    }
    if (stroke != COLOR_NONE) {
        g_string_append(out, fill != COLOR_NONE ? " s-" : "s-");
        g_string_append(out, color_token_name(stroke));
    }
    g_string_append_c(out, '"');
}

/* Class, fill and stroke in the order in which people read them. */
static void set_paint(const Svg *svg, const Shape *shape)
{
    gboolean has_fill = shape->fill != COLOR_NONE && !shape->is_hatched;
    gboolean has_stroke = shape->stroke != COLOR_NONE && shape->stroke_width > 0 && !shape->is_hatched;
    set_class(svg->out, has_fill ? shape->fill : COLOR_NONE, has_stroke ? shape->stroke : COLOR_NONE);
    if (shape->is_hatched) {
        g_autofree char *id = pattern_id(svg->scene, shape);
        g_autofree char *url = g_strconcat("url(#", id, ")", NULL);
        set(svg->out, "fill", url);
    } else if (has_fill || shape->kind == SHAPE_PATH) {
        set_color(svg->out, "fill", shape->fill);
    }
    if (has_stroke) {
        set_color(svg->out, "stroke", shape->stroke);
        set_length(svg->out, "stroke-width", shape->stroke_width);
    }
    if (shape->is_dashed)
        set(svg->out, "stroke-dasharray", "4.5 4");
}

/* ------------------------------------------------------------------ elements that are open */

static void end_text(Svg *svg)
{
    if (svg->is_in_text)
        g_string_append(svg->out, "</text>");
    svg->is_in_text = FALSE;
}

static void end_frame(Svg *svg)
{
    end_text(svg);
    if (svg->is_in_frame)
        g_string_append(svg->out, "</g>");
    svg->is_in_frame = FALSE;
}

static void end_group(Svg *svg)
{
    end_frame(svg);
    if (svg->is_in_group)
        g_string_append(svg->out, "</g>");
    svg->is_in_group = FALSE;
}

/* ------------------------------------------------------------------ shapes */

/* Fields of `data` as attributes; names is NULL-terminated. */
static void set_data(GString *out, const char *data, const char *const *names)
{
    for (guint i = 0; names[i] && data; i++) {
        const char *end = strchr(data, '\t');
        g_autofree char *field = end ? g_strndup(data, (gsize)(end - data)) : g_strdup(data);
        set(out, names[i], field);
        data = end ? end + 1 : NULL;
    }
}

static void write_title(GString *out, const char *text)
{
    g_string_append(out, "<title>");
    html5_append_text(out, text);
    g_string_append(out, "</title>");
}

/* A frame of a flame graph: a focusable group that the script of the page zooms and searches. */
static void open_frame(Svg *svg, const Shape *shape)
{
    static const char *const FIELDS[] = {"data-n", "data-m", "data-s", "data-v", NULL};
    g_string_append(svg->out, "<g class=\"fr\"");
    set_data(svg->out, shape->data, FIELDS);
    g_string_append_c(svg->out, '>');
    write_title(svg->out, shape->title);
    svg->is_in_frame = TRUE;
}

/* In a flame graph the texts that follow belong to this rectangle, until another one comes. */
static void write_rect(Svg *svg, const Shape *shape)
{
    gboolean is_frame = svg->scene->is_interactive && shape->title;
    if (is_frame)
        open_frame(svg, shape);
    g_string_append(svg->out, "<rect");
    set_length(svg->out, "x", shape->x);
    set_length(svg->out, "y", shape->y);
    set_length(svg->out, "width", shape->width);
    set_length(svg->out, "height", shape->height);
    set_paint(svg, shape);
    if (!shape->title || is_frame) {
        g_string_append(svg->out, "/>");
        return;
    }
    g_string_append_c(svg->out, '>');
    write_title(svg->out, shape->title);
    g_string_append(svg->out, "</rect>");
}

static void write_line(Svg *svg, const Shape *shape)
{
    g_string_append(svg->out, "<line");
    set_length(svg->out, "x1", shape->x);
    set_length(svg->out, "y1", shape->y);
    set_length(svg->out, "x2", shape->x2);
    set_length(svg->out, "y2", shape->y2);
    set_paint(svg, shape);
    g_string_append(svg->out, "/>");
}

static void write_circle(Svg *svg, const Shape *shape)
{
    g_string_append(svg->out, "<circle");
    set_length(svg->out, "cx", shape->x);
    set_length(svg->out, "cy", shape->y);
    set_length(svg->out, "r", shape->radius);
    set_paint(svg, shape);
    g_string_append(svg->out, "/>");
}

/* Lines only: no figure has curves. */
static void write_path(Svg *svg, const Shape *shape)
{
    const double *xy = (const double *)(const void *)shape->points->data;
    g_string_append(svg->out, "<path d=\"");
    for (guint i = 0; i + 1 < shape->points->len; i += 2) {
        g_string_append_c(svg->out, i == 0 ? 'M' : 'L');
        append_length(svg->out, xy[i]);
        g_string_append_c(svg->out, ' ');
        append_length(svg->out, xy[i + 1]);
    }
    g_string_append(svg->out, shape->fill != COLOR_NONE ? "Z\"" : "\"");
    set_paint(svg, shape);
    g_string_append(svg->out, "/>");
}

/* The font where it differs from the inherited one. */
static void set_font(GString *out, const Shape *shape, const Shape *inherited)
{
    if (shape->family != inherited->family)
        set(out, "font-family", shape->family == FONT_MONO ? MONO : SANS);
    if (fabs(shape->size - inherited->size) > .005)
        set_length(out, "font-size", shape->size);
    if (shape->is_bold != inherited->is_bold)
        set(out, "font-weight", shape->is_bold ? "600" : "400");
    if (shape->is_italic != inherited->is_italic)
        set(out, "font-style", shape->is_italic ? "italic" : "normal");
}

/* The paper-coloured outline is painted under the letters of the same element, so that the text stands there once. */
static void set_halo(GString *out, const Shape *shape)
{
    set_class(out, shape->fill, COLOR_PAPER);
    set_color(out, "fill", shape->fill);
    set_color(out, "stroke", COLOR_PAPER);
    set_length(out, "stroke-width", .3 * shape->size);
    set(out, "stroke-linejoin", "round");
    set(out, "paint-order", "stroke");
}

/* A text in several styles is one element with spans, so that it is read and copied as one. */
static void write_span(Svg *svg, const Shape *shape)
{
    g_string_append(svg->out, "<tspan");
    set_paint(svg, shape);
    set_font(svg->out, shape, &svg->text_style);
    g_string_append_c(svg->out, '>');
    html5_append_text(svg->out, shape->text);
    g_string_append(svg->out, "</tspan>");
}

/* The end tag comes when the next shape does not go on with it. */
static void write_text(Svg *svg, const Shape *shape)
{
    end_text(svg);
    g_string_append(svg->out, "<text");
    set_length(svg->out, "x", shape->x);
    set_length(svg->out, "y", shape->y);
    if (shape->anchor != ANCHOR_START)
        set(svg->out, "text-anchor", shape->anchor == ANCHOR_END ? "end" : "middle");
    if (shape->has_halo)
        set_halo(svg->out, shape);
    else
        set_paint(svg, shape);
    set_font(svg->out, shape, &(Shape){.size = svg->scene->text_size});
    g_string_append_c(svg->out, '>');
    html5_append_text(svg->out, shape->text);
    svg->is_in_text = TRUE;
    svg->text_style = *shape;
}

/* Groups do not nest: what was open ends here. */
static void write_group(Svg *svg, const Shape *shape)
{
    static const char *const FIELDS[] = {"data-name", "data-total", "data-rate", "data-w", NULL};
    end_group(svg);
    g_string_append(svg->out, "<g class=\"fg\"");
    set_data(svg->out, shape->data, FIELDS);
    g_string_append_c(svg->out, '>');
    svg->is_in_group = TRUE;
}

static void write_shape(Svg *svg, const Shape *shape)
{
    if (shape->kind == SHAPE_TEXT) {
        if (shape->is_continued && svg->is_in_text)
            write_span(svg, shape);
        else
            write_text(svg, shape);
        return;
    }
    end_frame(svg);
    switch (shape->kind) {
    case SHAPE_RECT:
        write_rect(svg, shape);
        break;
    case SHAPE_LINE:
        write_line(svg, shape);
        break;
    case SHAPE_CIRCLE:
        write_circle(svg, shape);
        break;
    case SHAPE_PATH:
        write_path(svg, shape);
        break;
    case SHAPE_GROUP:
        write_group(svg, shape);
        break;
    case SHAPE_TEXT:
    case SHAPE_GROUP_END:
        end_group(svg);
        break;
    }
}

/* ------------------------------------------------------------------ the picture */

/* A square of ground and one line, turned by 45 degrees. */
static void write_pattern(const Svg *svg, const Shape *hatched, const char *id)
{
    double pitch = .36 * svg->scene->text_size;
    Shape ground = {.kind = SHAPE_RECT, .fill = hatched->fill};
    Shape line = {.kind = SHAPE_LINE, .stroke = hatched->stroke, .stroke_width = .09 * svg->scene->text_size};
    g_string_append(svg->out, "<pattern");
    set(svg->out, "id", id);
    set_length(svg->out, "width", pitch);
    set_length(svg->out, "height", pitch);
    set(svg->out, "patternUnits", "userSpaceOnUse");
    set(svg->out, "patternTransform", "rotate(45)");
    g_string_append(svg->out, "><rect");
    set_length(svg->out, "width", pitch);
    set_length(svg->out, "height", pitch);
    set_paint(svg, &ground);
    g_string_append(svg->out, "/><line");
    set_length(svg->out, "y2", pitch);
    set_paint(svg, &line);
    g_string_append(svg->out, "/></pattern>");
}

/* One hatch pattern per pair of colours in use. */
static void write_patterns(const Svg *svg)
{
    gboolean is_seen[N_COLORS][N_COLORS] = {{FALSE}};
    gboolean is_open = FALSE;
    for (guint i = 0; i < svg->scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(svg->scene->shapes, i);
        if (!shape->is_hatched || is_seen[shape->fill][shape->stroke])
            continue;
        is_seen[shape->fill][shape->stroke] = TRUE;
        g_autofree char *id = pattern_id(svg->scene, shape);
        if (!is_open)
            g_string_append(svg->out, "<defs>");
        is_open = TRUE;
        write_pattern(svg, shape, id);
    }
    if (is_open)
        g_string_append(svg->out, "</defs>");
}

/* <title> or <desc>, to which aria-labelledby points. */
static void write_label(GString *out, const char *element, const char *id, const char *text)
{
    g_string_append_printf(out, "<%s", element);
    set(out, "id", id);
    g_string_append_c(out, '>');
    html5_append_text(out, text);
    g_string_append_printf(out, "</%s>", element);
}

/* The start tag; then accessible name and description. Width and height are in px, which are points of the scene: one figure,
 * one size. */
static void open_picture(const Svg *svg, const char *css_class)
{
    const Scene *scene = svg->scene;
    g_autofree char *title_id = g_strconcat(scene->id, "-t", NULL);
    g_autofree char *description_id = g_strconcat(scene->id, "-d", NULL);
    g_autofree char *ids = g_strconcat(title_id, scene->description ? " " : NULL, description_id, NULL);
    g_autofree char *classes =
        g_strconcat("ch", scene->is_interactive ? " flame" : "", css_class ? " " : "", css_class, NULL);
    g_string_append(svg->out, svg->is_file ? "<svg xmlns=\"http://www.w3.org/2000/svg\"" : "<svg");
    set(svg->out, "id", scene->id);
    set(svg->out, "class", classes);
    set_length(svg->out, "width", scene->width);
    set_length(svg->out, "height", scene->height);
    g_string_append(svg->out, " viewBox=\"0 0 ");
    append_length(svg->out, scene->width);
    g_string_append_c(svg->out, ' ');
    append_length(svg->out, scene->height);
    g_string_append_c(svg->out, '"');
    set(svg->out, "font-family", SANS);
    set_length(svg->out, "font-size", scene->text_size);
    set(svg->out, "role", "img");
    set(svg->out, "aria-labelledby", ids);
    g_string_append_c(svg->out, '>');
    write_label(svg->out, "title", title_id, scene->title ? scene->title : "Figure");
    if (scene->description)
        write_label(svg->out, "desc", description_id, scene->description);
}

static void write_picture(Svg *svg, const char *css_class)
{
    open_picture(svg, css_class);
    write_patterns(svg);
    for (guint i = 0; i < svg->scene->shapes->len; i++)
        write_shape(svg, g_ptr_array_index(svg->scene->shapes, i));
    end_group(svg);
    g_string_append(svg->out, "</svg>");
}

void svg_write(GString *out, const Scene *scene, const char *css_class)
{
    Svg svg = {.scene = scene, .out = out};
    write_picture(&svg, css_class);
}

void svg_write_file(GString *out, const Scene *scene)
{
    Svg svg = {.scene = scene, .out = out, .is_file = TRUE};
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write_picture(&svg, NULL);
    g_string_append_c(out, '\n');
}
