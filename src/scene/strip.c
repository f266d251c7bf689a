/* The strip: every run as a tick, mean and interval on a line below, axis from zero. In: findings. Out: a scene. */
#include "scene/strip.h"

#include <math.h>

#include "base/number.h"
#include "scene/chart.h"
#include "scene/series.h"

#define MOST_TICKS 300 /* per variant; beyond that every n-th of them */

/* Intervals count too: an end outside the axis would be a lie. */
static double largest(const GPtrArray *list)
{
    double high = 0;
    for (guint i = 0; i < list->len; i++) {
        const Series *series = g_ptr_array_index(list, i);
        for (guint v = 0; v < series->n; v++)
            high = fmax(high, series->values[v]);
        high = fmax(high, series->mean + (isnan(series->half_width) ? 0 : series->half_width));
    }
    return high;
}

/* The thin line from zero lets the eye compare lengths. */
static void draw_series(Scene *scene, const Axis *axis, const Series *series, double fs, double y)
{
    double mean = axis_position(axis, series->mean);
    scene_line(scene, axis->x0, y, mean, y, COLOR_RULE, .09 * fs);
    guint step = series->n / MOST_TICKS + 1;
    for (guint v = 0; v < series->n; v += step) {
        double x = axis_position(axis, series->values[v]);
        scene_line(scene, x, y - 1.05 * fs, x, y - .4 * fs, COLOR_INK2, .09 * fs);
    }
    if (series->n < 2 || isnan(series->half_width)) {
        chart_mark(scene, MARK_RING, mean, y, .85 * fs, COLOR_INK);
        return;
    }
    double low = axis_position(axis, series->mean - series->half_width);
    double high = axis_position(axis, series->mean + series->half_width);
    chart_interval(scene, low, high, y, axis->x0, axis->x1, fs, COLOR_INK, TRUE);
    chart_mark(scene, MARK_DOT, mean, y, .85 * fs, COLOR_INK);
}

/* Width of the widest name and of the widest value. */
static void measure(const SceneLayout *layout, const GPtrArray *list, double *names, double *values)
{
    *names = *values = 0;
    for (guint i = 0; i < list->len; i++) {
        const Series *series = g_ptr_array_index(list, i);
        g_autofree char *name =
            chart_name(layout, series->label, chart_name_size(layout), FONT_MONO, .3 * layout->width);
        g_autofree char *value = chart_value_interval(series->mean, series->half_width, series->unit);
        *names = fmax(*names, chart_text_width(layout, name, chart_name_size(layout), FONT_MONO, FALSE));
        *values = fmax(*values, chart_text_width(layout, value, chart_small_size(layout), FONT_SANS, FALSE));
    }
}

/* On a phone the words stand above the line, on paper beside it. */
static void draw_label(Scene *scene, const SceneLayout *layout, const Series *series, const Axis *axis,
                       double y)
{
    double fs = layout->text_size, size = chart_small_size(layout), name_size = chart_name_size(layout);
    g_autofree char *value = chart_value_interval(series->mean, series->half_width, series->unit);
    if (!layout->is_narrow) {
        g_autofree char *name = chart_name(layout, series->label, name_size, FONT_MONO, .3 * layout->width);
        chart_mono(scene, 0, y + .3 * fs, name, name_size, COLOR_INK);
        scene_text(scene, axis->x1 + fs, y + .3 * fs, value, size, COLOR_INK2, ANCHOR_START);
        return;
    }
    double value_width = chart_text_width(layout, value, size, FONT_SANS, FALSE);
    g_autofree char *name =
        chart_name(layout, series->label, name_size, FONT_MONO, layout->width - value_width - fs);
    chart_mono(scene, 0, y - 1.5 * fs, name, name_size, COLOR_INK)->has_halo = TRUE;
    scene_text(scene, layout->width, y - 1.5 * fs, value, size, COLOR_INK2, ANCHOR_END)->has_halo = TRUE;
}

/* From zero: the figure is about size. */
static Axis value_axis(const SceneLayout *layout, const GPtrArray *list)
{
    double fs = layout->text_size, names, values;
    measure(layout, list, &names, &values);
    Axis axis = {.high = 1.03 * largest(list)};
    axis.x0 = layout->is_narrow ? .5 * fs : MAX(8.9 * fs, names + 1.5 * fs);
    axis.x1 = layout->width - (layout->is_narrow ? .5 * fs : MAX(9.1 * fs, values + 1.2 * fs));
    return axis;
}

static char *describe(const GPtrArray *list)
{
    GString *text = g_string_new("Axis from zero. ");
    for (guint i = 0; i < list->len; i++) {
        const Series *series = g_ptr_array_index(list, i);
        g_autofree char *value = chart_value_interval(series->mean, series->half_width, series->unit);
        g_string_append_printf(text, "%s%s: %s, n = %u", i ? "; " : "", series->label, value, series->n);
    }
    g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

/* One unit for all rows, chosen by the longest. */
static Scene *draw(const GPtrArray *list, const char *subject, const SceneLayout *layout)
{
    const Series *first = g_ptr_array_index(list, 0);
    double fs = layout->text_size, pitch = (layout->is_narrow ? 3.5 : 2.5) * fs;
    gboolean is_process = first->timing == NULL;
    Scene *scene = chart_scene("strip", subject, layout);
    scene->title = g_strdup(is_process ? "Elapsed time of every run" : "Mean of every process");
    scene->description = describe(list);
    Axis axis = value_axis(layout, list);
    NumberScale scale = chart_scale(axis.high, first->unit);
    double y0 = .4 * fs, y1 = y0 + pitch * list->len;
    chart_linear_axis(scene, layout, &axis, y0, y1, scale.factor, scale.symbol);
    for (guint i = 0; i < list->len; i++) {
        const Series *series = g_ptr_array_index(list, i);
        double y = y0 + pitch * i + (layout->is_narrow ? 2.7 : 1.35) * fs;
        draw_label(scene, layout, series, &axis, y);
        draw_series(scene, &axis, series, fs, y);
    }
    scene_text(scene, axis.x1, y1 + 2.3 * fs,
               is_process ? "elapsed time of one run, from zero" : "mean of one process, from zero",
               chart_tick_size(layout), COLOR_INK2, ANCHOR_END);
    scene->height = y1 + 2.5 * fs;
    return scene;
}

Scene *strip_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    g_autoptr(GPtrArray) list = subject ? series_new_timing(findings, subject) : series_new(findings);
    return list->len > 0 && largest(list) > 0 ? draw(list, subject, layout) : NULL;
}
