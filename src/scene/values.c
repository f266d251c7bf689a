/* Raw pyperf values: a panel per variant with its own scale; every value of every process in run order, the values of a
 * process joined, warm-ups as rings; at the right the process means, packed, with mean, interval and median.
 * In: findings. Out: a scene. */
#include "scene/values.h"

#include <math.h>

#include "analyze/statistics.h"
#include "base/number.h"
#include "scene/chart.h"
#include "scene/series.h"

#define MAIN_SHARE .76  /* of the width; the rest is for the packed means */
#define MOST_MARKS 1500 /* per panel; beyond that a bar per process from its least to its largest value */
#define MOST_NAMED 2
#define FAR_SHARE .03
#define PANEL_PITCH 13.4

typedef struct {
    const Series *series;
    const GPtrArray *processes; /* of Process* */
    double top, x0, x1, right;  /* x1: end of the run-order part */
    double low, high;           /* of the scale, unit of the timing */
    double median;              /* of process means */
    double far_low, far_high;   /* process means beyond these are named */
    guint n_marks;
} Panel;

typedef struct {
    Scene *scene;
    const SceneLayout *layout;
    double fs, y0, y1; /* of the plot, from the top of a panel */
} Chart;

static double y_of(const Chart *chart, const Panel *panel, double value)
{
    return panel->top + chart->y1 -
           (value - panel->low) / (panel->high - panel->low) * (chart->y1 - chart->y0);
}

/* One process: its values in order instead of processes. */
static gboolean is_single(const Panel *panel)
{
    return panel->processes->len == 1;
}

static const Process *process_at(const Panel *panel, guint i)
{
    return g_ptr_array_index(panel->processes, i);
}

/* Warm-ups have places of their own only where values do. */
static guint n_positions(const Panel *panel)
{
    const Process *only = process_at(panel, 0);
    return is_single(panel) ? only->n_warmups + only->n_values : panel->processes->len;
}

static double x_of(const Chart *chart, const Panel *panel, guint i)
{
    return panel->x0 + .2 * chart->fs +
           (i + .5) / n_positions(panel) * (panel->x1 - panel->x0 - .4 * chart->fs);
}

/* Far by Tukey and by more than 3 %: a quiet series has outliers that matter to nobody. */
static gboolean is_far(const Panel *panel, guint i)
{
    double mean = panel->series->values[i];
    return (mean < panel->far_low || mean > panel->far_high) && fabs(mean / panel->median - 1) > FAR_SHARE;
}

/* ------------------------------------------------------------------ grid */

/* Each panel has its own scale: variants differ by more than their runs do. */
static void draw_grid(const Chart *chart, const Panel *panel)
{
    double fs = chart->fs;
    NumberScale scale = chart_scale(panel->series->mean, panel->series->unit);
    LinearTicks ticks = ticks_linear(panel->low / scale.factor, panel->high / scale.factor, 4);
    for (guint i = 0; i < ticks.n; i++) {
        double value = ticks_linear_value(&ticks, i), y = y_of(chart, panel, value * scale.factor);
        gboolean has_unit = i + 1 == ticks.n && scale.symbol[0];
        g_autofree char *number = number_fixed(value, ticks.decimals);
        g_autofree char *label =
            g_strconcat(number, has_unit ? NUMBER_THIN_SPACE : "", has_unit ? scale.symbol : "", NULL);
        scene_line(chart->scene, panel->x0, y, panel->right, y, COLOR_RULE, .06 * fs);
        scene_text(chart->scene, panel->x0 - .5 * fs, y + .3 * fs, label, chart_tick_size(chart->layout),
                   COLOR_INK2, ANCHOR_END);
    }
}

/* Mean and interval, as in the table. */
static void draw_head(const Chart *chart, const Panel *panel)
{
    double fs = chart->fs;
    g_autofree char *name =
        chart_name(chart->layout, panel->series->label, fs, FONT_SANS, .5 * chart->layout->width);
    g_autofree char *value =
        chart_value_interval(panel->series->mean, panel->series->half_width, panel->series->unit);
    g_autofree char *rest = g_strconcat("   ", value, NULL);
    scene_text(chart->scene, 0, panel->top + 1.1 * fs, name, fs, COLOR_INK, ANCHOR_START)->is_bold = TRUE;
    chart_continue(chart->scene, chart->layout, rest, fs, COLOR_INK2);
}

/* Numbers of processes under the axis: 1, 10, 20 ... */
static void draw_numbers(const Chart *chart, const Panel *panel)
{
    double y = panel->top + chart->y1 + 1.15 * chart->fs;
    guint n = n_positions(panel);
    LinearTicks ticks = ticks_linear(0, n, 6);
    chart_axis_label(chart->scene, chart->layout, x_of(chart, panel, 0), y, "1");
    for (guint i = 0; i < ticks.n; i++) {
        double value = ticks_linear_value(&ticks, i);
        if (value < 2 || value != floor(value))
            continue;
        g_autofree char *label = number_fixed(value, 0);
        chart_axis_label(chart->scene, chart->layout, x_of(chart, panel, (guint)value - 1), y, label);
    }
}

/* ------------------------------------------------------------------ marks */

static void draw_ring(const Chart *chart, double x, double y, double radius)
{
    Shape *ring = scene_circle(chart->scene, x, y, radius, COLOR_PAPER);
    ring->stroke = COLOR_AXIS;
    ring->stroke_width = .07 * chart->fs;
}

/* Values of one process are joined: what they share came with the process. */
static void draw_process(const Chart *chart, const Panel *panel, guint i)
{
    const Process *process = process_at(panel, i);
    double x = x_of(chart, panel, i), low = INFINITY, high = -INFINITY, radius = .17 * chart->fs;
    ColorToken color = is_far(panel, i) ? COLOR_SLOW : COLOR_INK;
    for (guint v = 0; v < process->n_values; v++) {
        low = fmin(low, process->values[v]);
        high = fmax(high, process->values[v]);
    }
    gboolean is_crowded = panel->n_marks > MOST_MARKS;
    if (isfinite(low))
        scene_line(chart->scene, x, y_of(chart, panel, low), x, y_of(chart, panel, high), color,
                   .07 * chart->fs);
    for (guint w = 0; w < process->n_warmups && !is_crowded; w++)
        if (process->warmups[w] >= panel->low && process->warmups[w] <= panel->high)
            draw_ring(chart, x, y_of(chart, panel, process->warmups[w]), radius);
    for (guint v = 0; v < process->n_values && !is_crowded; v++)
        scene_circle(chart->scene, x, y_of(chart, panel, process->values[v]), radius, color);
    if (is_crowded && panel->processes->len <= MOST_MARKS)
        scene_circle(chart->scene, x, y_of(chart, panel, panel->series->values[i]), radius, color);
}

/* One process only: its values follow each other instead. */
static void draw_single(const Chart *chart, const Panel *panel)
{
    const Process *process = process_at(panel, 0);
    guint step = n_positions(panel) / MOST_MARKS + 1;
    for (guint w = 0; w < process->n_warmups; w += step)
        if (process->warmups[w] >= panel->low && process->warmups[w] <= panel->high)
            draw_ring(chart, x_of(chart, panel, w), y_of(chart, panel, process->warmups[w]), .17 * chart->fs);
    for (guint v = 0; v < process->n_values; v += step)
        scene_circle(chart->scene, x_of(chart, panel, process->n_warmups + v),
                     y_of(chart, panel, process->values[v]), .17 * chart->fs, COLOR_INK);
}

/* Named at the mean of the process, on the side with more room. */
static void name_processes(const Chart *chart, const Panel *panel)
{
    guint n_named = 0;
    for (guint i = 0; i < panel->processes->len && n_named < MOST_NAMED; i++) {
        if (!is_far(panel, i))
            continue;
        double x = x_of(chart, panel, i), y = y_of(chart, panel, panel->series->values[i]);
        gboolean is_left = x > .6 * panel->x1;
        g_autofree char *name = g_strdup_printf("process %u", i + 1);
        scene_text(chart->scene, x + (is_left ? -.55 : .55) * chart->fs,
                   MIN(y + .75 * chart->fs, panel->top + chart->y1), name, chart_tick_size(chart->layout),
                   COLOR_SLOWT, is_left ? ANCHOR_END : ANCHOR_START)
            ->has_halo = TRUE;
        n_named++;
    }
}

/* ------------------------------------------------------------------ packed means */

/* Dots of the means, each as far left as it can stand without covering another (a beeswarm to one side). */
static void draw_packed(const Chart *chart, const Panel *panel, double left, double right)
{
    double radius = (panel->series->n > 80 ? .12 : .19) * chart->fs, step = 1.85 * radius;
    g_autofree double *sorted = statistics_sorted(panel->series->values, panel->series->n);
    double last_y = INFINITY, x = left;
    guint n = MIN(panel->series->n, MOST_MARKS);
    for (guint i = 0; i < n; i++) {
        double y = y_of(chart, panel, sorted[i]);
        x = fabs(last_y - y) < step ? x + step * .9 : left;
        last_y = x == left ? y : last_y;
        if (x > right)
            x = right;
        scene_circle(chart->scene, x, y, radius, COLOR_SAME);
    }
}

/* The interval is that of the mean over processes; single values would make it too narrow. */
static void draw_summary(const Chart *chart, const Panel *panel)
{
    double fs = chart->fs, left = panel->x1 + 1.1 * fs, x = panel->right - 1.1 * fs;
    const Series *series = panel->series;
    scene_line(chart->scene, panel->x1 + .4 * fs, panel->top + chart->y0, panel->x1 + .4 * fs,
               panel->top + chart->y1, COLOR_AXIS, .07 * fs);
    draw_packed(chart, panel, left, x - 1.6 * fs);
    double median = y_of(chart, panel, panel->median), mean = y_of(chart, panel, series->mean);
    scene_line(chart->scene, x - .8 * fs, median, x + .8 * fs, median, COLOR_FAST, .12 * fs);
    if (series->half_width > 0) {
        double low = y_of(chart, panel, series->mean - series->half_width);
        double high = y_of(chart, panel, series->mean + series->half_width);
        scene_line(chart->scene, x, low, x, high, COLOR_INK, .13 * fs);
        scene_line(chart->scene, x - .26 * fs, low, x + .26 * fs, low, COLOR_INK, .09 * fs);
        scene_line(chart->scene, x - .26 * fs, high, x + .26 * fs, high, COLOR_INK, .09 * fs);
    }
    scene_circle(chart->scene, x, mean, .17 * fs, COLOR_INK);
}

/* ------------------------------------------------------------------ layout */

/* The scale holds every value, the interval of the mean and those warm-ups that lie within one range of the values. */
static void set_range(Panel *panel)
{
    double low = INFINITY, high = -INFINITY, warm_low = INFINITY, warm_high = -INFINITY;
    for (guint i = 0; i < panel->processes->len; i++) {
        const Process *process = process_at(panel, i);
        for (guint v = 0; v < process->n_values; v++) {
            low = fmin(low, process->values[v]);
            high = fmax(high, process->values[v]);
        }
        for (guint w = 0; w < process->n_warmups; w++) {
            warm_low = fmin(warm_low, process->warmups[w]);
            warm_high = fmax(warm_high, process->warmups[w]);
        }
        panel->n_marks += process->n_values + process->n_warmups;
    }
    const Series *series = panel->series;
    if (!is_single(panel) &&
        series->half_width > 0) { /* of few processes it is wider than all their values */
        low = fmin(low, series->mean - series->half_width);
        high = fmax(high, series->mean + series->half_width);
    }
    double range = fmax(high - low, .005 * fabs(panel->median));
    if (warm_high < high + range)
        high = fmax(high, warm_high);
    if (warm_low > low - range)
        low = fmin(low, warm_low);
    double margin = .06 * fmax(high - low, .005 * fabs(panel->median));
    panel->low = low - margin;
    panel->high = high + margin;
}

/* Fences of fewer than five means say nothing. */
static gboolean set_panel(Panel *panel, const Series *series)
{
    *panel = (Panel){.series = series, .processes = series->timing->timing->processes};
    if (panel->processes->len != series->n || series->n == 0)
        return FALSE;
    panel->median = statistics_median(series->values, series->n);
    panel->far_low = -INFINITY;
    panel->far_high = INFINITY;
    if (series->n >= 5) {
        StatisticsFences fences = statistics_fences(series->values, series->n);
        panel->far_low = fences.far_low;
        panel->far_high = fences.far_high;
    }
    set_range(panel);
    return isfinite(panel->low) && isfinite(panel->high) && panel->high > panel->low;
}

static GArray *panels_new(const GPtrArray *list, const SceneLayout *layout)
{
    GArray *panels = g_array_new(FALSE, TRUE, sizeof(Panel));
    double fs = layout->text_size;
    for (guint i = 0; i < list->len; i++) {
        Panel panel;
        if (!set_panel(&panel, g_ptr_array_index(list, i)))
            continue;
        panel.top = panels->len * PANEL_PITCH * fs;
        panel.x0 = 4.2 * fs;
        panel.right = layout->width;
        panel.x1 = is_single(&panel) ? layout->width : MAIN_SHARE * layout->width;
        g_array_append_val(panels, panel);
    }
    return panels;
}

static void draw_panel(const Chart *chart, const Panel *panel)
{
    draw_head(chart, panel);
    draw_grid(chart, panel);
    draw_numbers(chart, panel);
    if (is_single(panel)) {
        draw_single(chart, panel);
        return;
    }
    for (guint i = 0; i < panel->processes->len; i++)
        draw_process(chart, panel, i);
    name_processes(chart, panel);
    draw_summary(chart, panel);
}

static char *describe(const GArray *panels)
{
    GString *text = g_string_new(
        "Values per process in run order, and the process means with mean, interval and median.");
    for (guint p = 0; p < panels->len; p++) {
        const Panel *panel = &g_array_index(panels, Panel, p);
        g_autofree char *value =
            chart_value_interval(panel->series->mean, panel->series->half_width, panel->series->unit);
        g_string_append_printf(text, " %s: %s, %u processes.", panel->series->label, value, panel->series->n);
    }
    return g_string_free(text, FALSE);
}

static void draw_words(const Chart *chart, const GArray *panels, double bottom, double confidence)
{
    const SceneLayout *layout = chart->layout;
    const Panel *first = &g_array_index(panels, Panel, 0);
    double size = chart_tick_size(layout), y = bottom + .6 * chart->fs;
    const char *order = is_single(first)    ? "value, in run order; ○ warm-up  ● value"
                        : layout->is_narrow ? "process; ○ warm-up  ● value"
                                            : "process, in run order; ○ warm-up  ● value";
    scene_text(chart->scene, layout->is_narrow ? 0 : first->x0, y, order, size, COLOR_INK2, ANCHOR_START);
    g_autofree char *means = g_strdup_printf("process means; mean, %g %% CI; – median", confidence * 100);
    if (!is_single(first))
        scene_text(chart->scene, layout->width, y, layout->is_narrow ? "means" : means, size, COLOR_INK2,
                   ANCHOR_END);
}

/* Panels below each other, in the order of the variants. */
Scene *values_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    g_autoptr(GPtrArray) list = series_new_timing(findings, subject);
    g_autoptr(GArray) panels = panels_new(list, layout);
    if (panels->len == 0)
        return NULL;
    Chart chart = {
        .scene = chart_scene("values", subject, layout), .layout = layout, .fs = layout->text_size};
    chart.y0 = 2 * chart.fs;
    chart.y1 = 11 * chart.fs;
    chart.scene->title = g_strdup("Every value of every process in run order");
    chart.scene->description = describe(panels);
    for (guint p = 0; p < panels->len; p++)
        draw_panel(&chart, &g_array_index(panels, Panel, p));
    double bottom = panels->len * PANEL_PITCH * chart.fs;
    draw_words(&chart, panels, bottom, findings->options.confidence);
    chart.scene->height = bottom + .9 * chart.fs;
    return chart.scene;
}
