/* What the charts share; see chart.h. */
#include "scene/chart.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"

/* ------------------------------------------------------------------ names and text */

/* Subjects are names of people: only their safe characters go into an id. */
char *chart_id(const char *kind, const char *subject, const SceneLayout *layout)
{
    g_autofree char *slug = subject ? text_slug(subject) : NULL;
    g_autofree char *id = g_strconcat("fig-", kind, slug ? "-" : NULL, slug, NULL);
    return g_strconcat(id, layout->is_narrow ? "-n" : "", NULL);
}

Scene *chart_scene(const char *kind, const char *subject, const SceneLayout *layout)
{
    g_autofree char *id = chart_id(kind, subject, layout);
    Scene *scene = scene_new(id, layout->width, 0);
    scene->text_size = layout->text_size;
    return scene;
}

double chart_text_width(const SceneLayout *layout, const char *text, double size, FontFamily family,
                        gboolean is_bold)
{
    return layout->ruler->width(text, family, size, is_bold, layout->ruler->data);
}

/* By characters first, then by width: the design limits both. */
char *chart_name(const SceneLayout *layout, const char *name, double size, FontFamily family,
                 double max_width)
{
    gsize max_chars = CHART_NAME_CHARS;
    char *text = text_ellipsize_middle(name, max_chars);
    while (max_chars > 3 && chart_text_width(layout, text, size, family, FALSE) > max_width) {
        max_chars = MIN(max_chars, (gsize)g_utf8_strlen(text, -1)) - 1;
        g_free(text);
        text = text_ellipsize_middle(name, max_chars);
    }
    return text;
}

/* Charts are set at 9 points on paper and 12 or more on screen. */
static gboolean is_paper(const SceneLayout *layout)
{
    return layout->text_size < 10;
}

double chart_tick_size(const SceneLayout *layout)
{
    return layout->text_size * (is_paper(layout) ? 8.5 / 9 : .88);
}

double chart_small_size(const SceneLayout *layout)
{
    return is_paper(layout) ? chart_tick_size(layout) : .92 * layout->text_size;
}

double chart_name_size(const SceneLayout *layout)
{
    return layout->text_size * (is_paper(layout) ? 7.8 / 9 : .92);
}

Shape *chart_mono(Scene *scene, double x, double y, const char *text, double size, ColorToken fill)
{
    Shape *shape = scene_text(scene, x, y, text, size, fill, ANCHOR_START);
    shape->family = FONT_MONO;
    return shape;
}

/* The gap between the two styles is part of the text, so the ruler need not know of it. */
Shape *chart_continue(Scene *scene, const SceneLayout *layout, const char *text, double size, ColorToken fill)
{
    const Shape *last = g_ptr_array_index(scene->shapes, scene->shapes->len - 1);
    g_assert(last->kind == SHAPE_TEXT && last->anchor == ANCHOR_START);
    double x = last->x + chart_text_width(layout, last->text, last->size, last->family, last->is_bold);
    double y = last->y;
    gboolean has_halo = last->has_halo;
    Shape *shape = scene_text(scene, x, y, text, size, fill, ANCHOR_START);
    shape->is_continued = TRUE;
    shape->has_halo = has_halo;
    return shape;
}

/* The unit is chosen by the largest value that is shown. */
NumberScale chart_scale(double high, Unit unit)
{
    if (unit == UNIT_SECOND)
        return number_scale_seconds(high);
    return unit == UNIT_BYTE ? number_scale_bytes(high) : number_scale_count(high);
}

/* The rule of the report's tables: two digits of the half-width, else three of the value. */
static int value_decimals(double value, double half_width, const NumberScale *scale)
{
    int decimals = half_width > 0 ? number_decimals_for(half_width / scale->factor)
                                  : number_decimals_significant(value / scale->factor, 3);
    return MIN(decimals, 6);
}

/* Own unit, for a label that stands alone. */
char *chart_value(double value, double half_width, Unit unit)
{
    NumberScale scale = chart_scale(value, unit);
    return number_with_unit(value, value_decimals(value, half_width, &scale), &scale);
}

char *chart_value_interval(double value, double half_width, Unit unit)
{
    if (!(half_width > 0))
        return chart_value(value, NAN, unit);
    NumberScale scale = chart_scale(value, unit);
    int decimals = value_decimals(value, half_width, &scale);
    g_autofree char *centre = number_fixed(value / scale.factor, decimals);
    g_autofree char *half = number_with_unit(half_width, decimals, &scale);
    return g_strconcat(centre, " " NUMBER_PLUS_MINUS " ", half, NULL);
}

/* ------------------------------------------------------------------ colours and marks */

ColorToken chart_verdict_color(Verdict verdict)
{
    return verdict == VERDICT_FASTER ? COLOR_FAST : verdict == VERDICT_SLOWER ? COLOR_SLOW : COLOR_SAME;
}

ColorToken chart_verdict_text_color(Verdict verdict)
{
    return chart_text_color(chart_verdict_color(verdict));
}

ColorToken chart_text_color(ColorToken mark)
{
    return mark == COLOR_SLOW ? COLOR_SLOWT : mark;
}

/* Shape says the same as colour: circle faster, square slower, bar the same. */
Mark chart_verdict_mark(Verdict verdict, gboolean has_interval)
{
    if (!has_interval)
        return MARK_RING;
    switch (verdict) {
    case VERDICT_FASTER:
        return MARK_DOT;
    case VERDICT_SLOWER:
        return MARK_SQUARE;
    case VERDICT_SAME:
        return MARK_BAR;
    default:
        return MARK_RING;
    }
}

/* An outline in the colour of the paper sets marks apart where they touch. */
static void edge(Shape *shape, ColorToken color, double width)
{
    shape->stroke = color;
    shape->stroke_width = width;
}

static void diamond(Scene *scene, double x, double y, double r, ColorToken fill, ColorToken stroke,
                    double stroke_width)
{
    const double xy[] = {x, y - r, x + r, y, x, y + r, x - r, y};
    scene_path(scene, xy, 4, fill, stroke, stroke_width);
}

/* Marks are of one visual weight: a diamond reaches further out than a circle. */
void chart_mark(Scene *scene, Mark mark, double x, double y, double fs, ColorToken color)
{
    double paper_edge = fs / 13;
    switch (mark) {
    case MARK_DOT:
        edge(scene_circle(scene, x, y, .31 * fs, color), COLOR_PAPER, paper_edge);
        break;
    case MARK_SQUARE:
        edge(scene_rect(scene, x - .28 * fs, y - .28 * fs, .56 * fs, .56 * fs, color), COLOR_PAPER,
             paper_edge);
        break;
    case MARK_BAR:
        edge(scene_rect(scene, x - .1 * fs, y - .42 * fs, .2 * fs, .84 * fs, color), COLOR_PAPER, paper_edge);
        break;
    case MARK_RING:
        edge(scene_circle(scene, x, y, .31 * fs, COLOR_PAPER), color, .11 * fs);
        break;
    case MARK_DIAMOND:
        diamond(scene, x, y, .37 * fs, color, COLOR_PAPER, paper_edge);
        break;
    case MARK_HOLLOW_DIAMOND:
        diamond(scene, x, y, .35 * fs, COLOR_PAPER, color, .11 * fs);
        break;
    }
}

/* One end of an interval: a cap, or an arrow when the end lies beyond the axis. */
static void interval_end(Scene *scene, double x, double y, double limit, int direction, double fs,
                         ColorToken color, gboolean has_caps)
{
    double cap = .26 * fs;
    if (direction * (x - limit) > 1e-6) {
        const double xy[] = {limit - direction * .4 * fs, y - .3 * fs, limit, y,
                             limit - direction * .4 * fs, y + .3 * fs};
        scene_path(scene, xy, 3, COLOR_NONE, color, .13 * fs);
    } else if (has_caps) {
        scene_line(scene, x, y - cap, x, y + cap, color, .112 * fs);
    }
}

void chart_interval(Scene *scene, double x_low, double x_high, double y, double left, double right, double fs,
                    ColorToken color, gboolean has_caps)
{
    scene_line(scene, CLAMP(x_low, left, right), y, CLAMP(x_high, left, right), y, color,
               (has_caps ? .16 : .13) * fs);
    interval_end(scene, x_low, y, left, -1, fs, color, has_caps);
    interval_end(scene, x_high, y, right, 1, fs, color, has_caps);
}

/* ------------------------------------------------------------------ axes */

/* Values outside the axis are placed outside it; callers clamp or draw arrows. */
double axis_position(const Axis *axis, double value)
{
    double low = axis->is_log ? log2(axis->low) : axis->low;
    double high = axis->is_log ? log2(axis->high) : axis->high;
    double v = axis->is_log ? log2(value) : value;
    return axis->x0 + (v - low) / (high - low) * (axis->x1 - axis->x0);
}

/* Every label or every second, third ... one: never two that touch. */
guint chart_label_step(double pitch, double label_width)
{
    if (!(pitch > 0) || label_width <= pitch)
        return 1;
    return (guint)MIN(ceil(label_width / pitch), 1000);
}

void chart_axis_label(Scene *scene, const SceneLayout *layout, double x, double y, const char *label)
{
    double size = chart_tick_size(layout), half = chart_text_width(layout, label, size, FONT_SANS, FALSE) / 2;
    if (x + half > layout->width)
        scene_text(scene, layout->width, y, label, size, COLOR_INK2, ANCHOR_END);
    else if (x - half < 0)
        scene_text(scene, 0, y, label, size, COLOR_INK2, ANCHOR_START);
    else
        scene_text(scene, x, y, label, size, COLOR_INK2, ANCHOR_MIDDLE);
}

/* The line of no change is darker than the others. */
static void ratio_tick(Scene *scene, const SceneLayout *layout, double x, double y0, double y1,
                       const char *label, gboolean is_one)
{
    double fs = layout->text_size;
    scene_line(scene, x, y0, x, y1, is_one ? COLOR_AXIS : COLOR_RULE, (is_one ? .09 : .06) * fs);
    if (label)
        chart_axis_label(scene, layout, x, y1 + 1.25 * fs, label);
}

/* Ratios so near to 1 that no octave lies inside: a finer ladder, alike on both sides of 1. */
static void near_one_ticks(Scene *scene, const SceneLayout *layout, const Axis *axis, double y0, double y1)
{
    static const struct {
        double value;
        const char *label;
    } TICKS[] = {{.8, "0.8×"}, {.9, "0.9×"}, {1, "1×"}, {1.1, "1.1×"}, {1.2, "1.2×"}};
    for (gsize i = 0; i < G_N_ELEMENTS(TICKS); i++)
        if (TICKS[i].value >= axis->low * .999 && TICKS[i].value <= axis->high * 1.001)
            ratio_tick(scene, layout, axis_position(axis, TICKS[i].value), y0, y1, TICKS[i].label,
                       TICKS[i].value == 1);
}

/* Every octave has its line, even where only some are labelled. */
void chart_ratio_axis(Scene *scene, const SceneLayout *layout, const Axis *axis, double y0, double y1)
{
    OctaveTicks ticks = ticks_octaves(axis->low, axis->high);
    if (ticks.n < 2) {
        near_one_ticks(scene, layout, axis, y0, y1);
        return;
    }
    double pitch = fabs(axis_position(axis, 2) - axis_position(axis, 1));
    g_autofree char *first = ticks_octave_label(ticks.first);
    g_autofree char *last = ticks_octave_label(ticks.first + (int)ticks.n - 1);
    double widest = MAX(chart_text_width(layout, first, chart_tick_size(layout), FONT_SANS, FALSE),
                        chart_text_width(layout, last, chart_tick_size(layout), FONT_SANS, FALSE));
    int step = (int)chart_label_step(pitch, widest + .6 * layout->text_size);
    for (int e = ticks.first; e < ticks.first + (int)ticks.n; e++) {
        g_autofree char *label = e % step == 0 ? ticks_octave_label(e) : NULL;
        ratio_tick(scene, layout, axis_position(axis, exp2(e)), y0, y1, label, e == 0);
    }
}

/* The unit is written once, at the end, where the eye looks for it. */
void chart_linear_axis(Scene *scene, const SceneLayout *layout, const Axis *axis, double y0, double y1,
                       double factor, const char *unit)
{
    double fs = layout->text_size;
    guint max_n = (guint)CLAMP(fabs(axis->x1 - axis->x0) / (4.5 * fs), 2, 7);
    LinearTicks ticks = ticks_linear(axis->low / factor, axis->high / factor, max_n);
    for (guint i = 0; i < ticks.n; i++) {
        double value = ticks_linear_value(&ticks, i);
        double x = axis_position(axis, value * factor);
        g_autofree char *number = number_fixed(value, ticks.decimals);
        gboolean has_unit = i + 1 == ticks.n && unit[0];
        g_autofree char *label =
            g_strconcat(number, has_unit ? NUMBER_THIN_SPACE : "", has_unit ? unit : "", NULL);
        scene_line(scene, x, y0, x, y1, value == 0 ? COLOR_AXIS : COLOR_RULE, .07 * fs);
        chart_axis_label(scene, layout, x, y1 + 1.2 * fs, label);
    }
}
