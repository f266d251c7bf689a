/* The history: a panel per variant, the speed of each of its runs relative to the base's run of the report, in true time.
 * The grey band is where another run of the same code would lie; where the level of a series changed, a dashed line says by
 * how much. In: histories of the findings. Out: a scene. Runs on another machine are left out: they are no part of the series. */
#include "scene/history.h"

#include <math.h>
#include <string.h>

#include "analyze/history.h"
#include "analyze/statistics.h"
#include "base/number.h"
#include "scene/chart.h"
#include "scene/clock.h"

#define MOST_PANELS_WIDE 4 /* two in a row; more stand three in a row */
#define MOST_POINTS 400
#define LEAST_POINTS_FOR_LINE 3
#define LEAST_SPREAD .06 /* of the speed, to both sides of the run used */
#define WIDEST_BAR 4.    /* an interval that ends further from its mean is cut at the edge */

/* One run, its speed in the units of the panel. */
typedef struct {
    const char *timestamp;
    double speed, low, high; /* low and high NAN without an interval */
    double place;            /* 0..1 along the panel */
    gboolean is_used, is_step;
} Point;

typedef struct {
    const History *history;
    const char *benchmark; /* named where a variant has several; else NULL */
    GArray *points;        /* of Point, oldest first */
    double speed;          /* of the run used; 1 when there is no base to compare with */
    double band;           /* half its width, in ln */
    double low, high;      /* of the axis */
    double x0, x1, top;
    gboolean has_clock, has_base;
} Panel;

typedef struct {
    Scene *scene;
    const SceneLayout *layout;
    double fs, y0, y1; /* of the plot, from the top of the panel */
} Chart;

static double y_of(const Chart *chart, const Panel *panel, double speed)
{
    const Axis axis = {panel->low, panel->high, panel->top + chart->y1, panel->top + chart->y0, TRUE};
    return axis_position(&axis, CLAMP(speed, panel->low, panel->high));
}

static double x_of(const Chart *chart, const Panel *panel, const Point *point)
{
    double margin = 1.2 * chart->fs;
    return panel->x0 + margin + point->place * (panel->x1 - panel->x0 - 2 * margin);
}

/* ------------------------------------------------------------------ what a panel shows */

static void add_points(Panel *panel, const HistoryPoint *used)
{
    const GArray *all = panel->history->points;
    for (guint i = 0; i < all->len; i++) {
        const HistoryPoint *point = &g_array_index(all, HistoryPoint, i);
        if (point->is_apart || !(point->mean > 0))
            continue;
        double scale = panel->speed * used->mean; /* speed = scale / time */
        Point own = {.timestamp = point->timestamp,
                     .speed = scale / point->mean,
                     .low = scale / point->ci_high,
                     .high = point->ci_low > point->mean / WIDEST_BAR ? scale / point->ci_low : INFINITY,
                     .is_used = point->is_used,
                     .is_step = point->is_step};
        if (isnan(point->ci_low) || isnan(point->ci_high))
            own.low = own.high = NAN;
        g_array_append_val(panel->points, own);
    }
    if (panel->points->len > MOST_POINTS)
        g_array_remove_range(panel->points, 0, panel->points->len - MOST_POINTS);
}

/* By the clock when every run has a time and they differ, else in order. */
static void place_points(Panel *panel)
{
    guint n = panel->points->len;
    Point *points = (Point *)(gpointer)panel->points->data;
    double first = clock_seconds(points[0].timestamp), last = clock_seconds(points[n - 1].timestamp);
    panel->has_clock = last > first;
    for (guint i = 0; i < n && panel->has_clock; i++) {
        double at = clock_seconds(points[i].timestamp);
        panel->has_clock = at >= first && at <= last;
        points[i].place = (at - first) / (last - first);
    }
    for (guint i = 0; i < n && !panel->has_clock; i++)
        points[i].place = n > 1 ? (double)i / (n - 1) : .5;
}

/* Around the run used, to hold every point, every interval and the band. */
static void set_range(Panel *panel)
{
    double widest = fmax(log1p(LEAST_SPREAD), panel->band), low = -widest, high = widest;
    for (guint i = 0; i < panel->points->len; i++) {
        const Point *point = &g_array_index(panel->points, Point, i);
        const double ends[] = {point->speed, point->low, point->high};
        for (gsize k = 0; k < G_N_ELEMENTS(ends); k++) {
            double at = log(ends[k] / panel->speed);
            if (isfinite(at) && ends[k] > point->speed / WIDEST_BAR) {
                low = fmin(low, at);
                high = fmax(high, at);
            }
        }
    }
    double margin = .06 * (high - low);
    panel->low = panel->speed * exp(low - margin);
    panel->high = panel->speed * exp(high + margin);
}

static void panel_clear(Panel *panel)
{
    g_clear_pointer(&panel->points, g_array_unref);
}

/* Whole suites first, then those with steps, then those that changed most since the run before; names decide last. */
static int compare_interest(gconstpointer a, gconstpointer b)
{
    const History *x = *(const History *const *)a, *y = *(const History *const *)b;
    if (x->is_suite != y->is_suite)
        return x->is_suite ? -1 : 1;
    if (x->n_steps != y->n_steps)
        return x->n_steps > y->n_steps ? -1 : 1;
    double change_x = isnan(x->since_last) ? 0 : fabs(log(x->since_last));
    double change_y = isnan(y->since_last) ? 0 : fabs(log(y->since_last));
    if (change_x != change_y)
        return change_x > change_y ? -1 : 1;
    int order = strcmp(x->benchmark, y->benchmark);
    return order != 0 ? order : strcmp(x->variant->variant->name, y->variant->variant->name);
}

static gboolean has_several_names(const GPtrArray *histories)
{
    for (guint i = 1; i < histories->len; i++)
        if (!g_str_equal(((const History *)g_ptr_array_index(histories, i))->benchmark,
                         ((const History *)g_ptr_array_index(histories, 0))->benchmark) &&
            ((const History *)g_ptr_array_index(histories, i))->variant ==
                ((const History *)g_ptr_array_index(histories, i - 1))->variant)
            return TRUE;
    return FALSE;
}

/* What is drawn: every series, or of many those with most to see, in the order of the report. Transfer full. */
static GPtrArray *choose_histories(const Findings *findings, const char *subject)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    GPtrArray *chosen = g_ptr_array_new();
    for (guint i = 0; findings->histories && i < findings->histories->len; i++) {
        History *history = g_ptr_array_index(findings->histories, i);
        if ((!subject || g_str_equal(subject, history->benchmark)) && history_is_series(history) &&
            history_used_point(history)->mean > 0)
            g_ptr_array_add(all, history);
    }
    g_autoptr(GPtrArray) sorted = g_ptr_array_copy(all, NULL, NULL);
    guint n_most = has_several_names(all) ? HISTORY_MOST_PANELS_OF_SUITE : HISTORY_MOST_PANELS;
    if (sorted->len > n_most) {
        g_ptr_array_sort(sorted, compare_interest);
        g_ptr_array_set_size(sorted, (gint)n_most);
    }
    for (guint i = 0; i < all->len; i++)
        if (g_ptr_array_find(sorted, g_ptr_array_index(all, i), NULL))
            g_ptr_array_add(chosen, g_ptr_array_index(all, i));
    return chosen;
}

static Panel make_panel(const Findings *findings, const History *history)
{
    const HistoryPoint *used = history_used_point(history);
    Panel panel = {.history = history, .has_base = used->ratio > 0};
    panel.speed = panel.has_base ? 1 / used->ratio : 1;
    panel.band = history_noise_band(history, findings->options.confidence);
    if (isnan(panel.band))
        panel.band = log1p(findings->options.margin);
    panel.points = g_array_new(FALSE, FALSE, sizeof(Point));
    add_points(&panel, used);
    place_points(&panel);
    set_range(&panel);
    return panel;
}

static GArray *panels_new(const Findings *findings, const char *subject)
{
    g_autoptr(GPtrArray) histories = choose_histories(findings, subject);
    gboolean has_names = has_several_names(histories);
    GArray *panels = g_array_new(FALSE, TRUE, sizeof(Panel));
    g_array_set_clear_func(panels, (GDestroyNotify)panel_clear);
    for (guint i = 0; i < histories->len; i++) {
        Panel panel = make_panel(findings, g_ptr_array_index(histories, i));
        panel.benchmark = has_names ? panel.history->benchmark : NULL;
        g_array_append_val(panels, panel);
    }
    return panels;
}

/* ------------------------------------------------------------------ the ground */

static void draw_tick(const Chart *chart, const Panel *panel, double value, const char *label,
                      gboolean is_used)
{
    double fs = chart->fs, y = y_of(chart, panel, value);
    scene_line(chart->scene, panel->x0, y, panel->x1, y, is_used ? COLOR_AXIS : COLOR_RULE, .06 * fs);
    scene_text(chart->scene, panel->x0 - .4 * fs, y + .3 * fs, label, chart_tick_size(chart->layout),
               COLOR_INK2, ANCHOR_END);
}

/* The run used has a line of its own; round values stand where they leave it room. */
static void draw_round_tick(const Chart *chart, const Panel *panel, double value, const char *label)
{
    double distance = fabs(y_of(chart, panel, value) - y_of(chart, panel, panel->speed));
    if (distance > 1.1 * chart->fs)
        draw_tick(chart, panel, value, label, FALSE);
}

static void draw_grid(const Chart *chart, const Panel *panel)
{
    double band_top = y_of(chart, panel, panel->speed * exp(panel->band));
    double band_bottom = y_of(chart, panel, panel->speed * exp(-panel->band));
    scene_rect(chart->scene, panel->x0, band_top, panel->x1 - panel->x0, band_bottom - band_top, COLOR_BAND);
    OctaveTicks octaves = ticks_octaves(panel->low, panel->high);
    for (guint i = 0; octaves.n >= 3 && i < octaves.n; i++) {
        g_autofree char *label = ticks_octave_label(octaves.first + (int)i);
        draw_round_tick(chart, panel, exp2(octaves.first + (int)i), label);
    }
    LinearTicks ticks = ticks_linear(panel->low, panel->high, 5);
    int decimals = MAX(ticks.decimals, number_ratio_decimals(panel->speed, NAN));
    for (guint i = 0; octaves.n < 3 && i < ticks.n; i++) {
        double value = ticks_linear_value(&ticks, i);
        g_autofree char *number = number_fixed(value, decimals);
        g_autofree char *label = g_strconcat(number, NUMBER_TIMES, NULL);
        draw_round_tick(chart, panel, value, label);
    }
    g_autofree char *label = number_ratio(panel->speed, NAN);
    draw_tick(chart, panel, panel->speed, label, TRUE);
}

/* The variant, then what else a reader must know to tell this panel from the next. */
static void draw_name(const Chart *chart, const Panel *panel)
{
    const SceneLayout *layout = chart->layout;
    double size = chart_name_size(layout), tick = chart_tick_size(layout), width = panel->x1 - panel->x0;
    const char *own = panel->has_base ? "" : "  own run = 1" NUMBER_TIMES;
    double room = width - chart_text_width(layout, own, tick, FONT_SANS, FALSE);
    const char *label = panel->history->variant->variant->label;
    double other =
        panel->benchmark ? chart_text_width(layout, panel->benchmark, tick, FONT_SANS, FALSE) + chart->fs : 0;
    g_autofree char *name = chart_name(layout, label, size, FONT_MONO, fmax(.5 * room, room - other));
    chart_mono(chart->scene, panel->x0, panel->top + 1.05 * chart->fs, name, size, COLOR_INK);
    if (panel->benchmark) {
        double left = room - chart_text_width(layout, name, size, FONT_MONO, FALSE) - chart->fs;
        g_autofree char *benchmark = chart_name(layout, panel->benchmark, tick, FONT_SANS, left);
        g_autofree char *text = g_strconcat("  ", benchmark, NULL);
        chart_continue(chart->scene, layout, text, tick, COLOR_INK2);
    }
    if (own[0])
        chart_continue(chart->scene, layout, own, tick, COLOR_INK2);
}

static void draw_dates(const Chart *chart, const Panel *panel)
{
    const GArray *points = panel->points;
    const char *first = g_array_index(points, Point, 0).timestamp;
    const char *last = g_array_index(points, Point, points->len - 1).timestamp;
    double size = chart_tick_size(chart->layout), y = panel->top + chart->y1 + 1.3 * chart->fs;
    g_autofree char *begin = NULL, *end = NULL;
    if (!panel->has_clock || !clock_end_labels(first, last, &begin, &end)) {
        begin = g_strdup("oldest");
        end = g_strdup("newest");
    }
    scene_text(chart->scene, panel->x0, y, begin, size, COLOR_INK2, ANCHOR_START);
    scene_text(chart->scene, panel->x1, y, end, size, COLOR_INK2, ANCHOR_END);
}

/* ------------------------------------------------------------------ the series */

static double median_speed(const Panel *panel, guint begin, guint end)
{
    g_autofree double *speeds = g_new(double, end - begin);
    for (guint i = begin; i < end; i++)
        speeds[i - begin] = g_array_index(panel->points, Point, i).speed;
    return statistics_median(speeds, end - begin);
}

static guint find_end(const Panel *panel, guint begin)
{
    guint end = begin + 1;
    while (end < panel->points->len && !g_array_index(panel->points, Point, end).is_step)
        end++;
    return end;
}

/* "step 1.09×" above the plot, unless the label before it is in the way. */
static void draw_step(const Chart *chart, const Panel *panel, guint at, double factor, double *free_from)
{
    const Point *before = &g_array_index(panel->points, Point, at - 1);
    const Point *after = &g_array_index(panel->points, Point, at);
    double fs = chart->fs, size = chart_tick_size(chart->layout);
    double x = (x_of(chart, panel, before) + x_of(chart, panel, after)) / 2;
    ColorToken color = factor > 1 ? COLOR_FAST : COLOR_SLOWT;
    scene_line(chart->scene, x, panel->top + chart->y0, x, panel->top + chart->y1, color, .08 * fs)
        ->is_dashed = TRUE;
    g_autofree char *number = number_ratio(factor, NAN);
    g_autofree char *label = g_strconcat("step ", number, NULL);
    double half = chart_text_width(chart->layout, label, size, FONT_SANS, FALSE) / 2;
    double middle = CLAMP(x, panel->x0 + half, panel->x1 - half);
    if (middle - half < *free_from)
        return;
    scene_text(chart->scene, middle, panel->top + chart->y0 - .35 * fs, label, size, color, ANCHOR_MIDDLE);
    *free_from = middle + half + .5 * fs;
}

/* The level of each segment, and where it changes. */
static void draw_levels(const Chart *chart, const Panel *panel)
{
    double level = NAN, free_from = -INFINITY;
    guint n = panel->points->len;
    if (find_end(panel, 0) == n)
        return;
    for (guint begin = 0, end; begin < n; begin = end) {
        end = find_end(panel, begin);
        double own = median_speed(panel, begin, end), y = y_of(chart, panel, own);
        const Point *first = &g_array_index(panel->points, Point, begin);
        const Point *last = &g_array_index(panel->points, Point, end - 1);
        scene_line(chart->scene, x_of(chart, panel, first), y, x_of(chart, panel, last), y, COLOR_SAME,
                   .2 * chart->fs);
        if (begin > 0)
            draw_step(chart, panel, begin, own / level, &free_from);
        level = own;
    }
}

static void draw_bar(const Chart *chart, const Panel *panel, const Point *point, double x)
{
    double fs = chart->fs, cap = .26 * fs;
    if (isnan(point->low))
        return;
    double low = y_of(chart, panel, point->low), high = y_of(chart, panel, point->high);
    scene_line(chart->scene, x, low, x, high, COLOR_INK, .11 * fs);
    if (point->low >= panel->low)
        scene_line(chart->scene, x - cap, low, x + cap, low, COLOR_INK, .077 * fs);
    if (point->high <= panel->high)
        scene_line(chart->scene, x - cap, high, x + cap, high, COLOR_INK, .077 * fs);
}

static void draw_series(const Chart *chart, const Panel *panel)
{
    guint n = panel->points->len;
    g_autofree double *xy = g_new(double, 2 * n);
    for (guint i = 0; i < n; i++) {
        const Point *point = &g_array_index(panel->points, Point, i);
        xy[2 * i] = x_of(chart, panel, point);
        xy[2 * i + 1] = y_of(chart, panel, point->speed);
    }
    if (n >= LEAST_POINTS_FOR_LINE)
        scene_path(chart->scene, xy, n, COLOR_NONE, COLOR_AXIS, .09 * chart->fs);
    double scale = n > 60 ? .5 : n > 25 ? .7 : .9;
    for (guint i = 0; i < n; i++) {
        const Point *point = &g_array_index(panel->points, Point, i);
        draw_bar(chart, panel, point, xy[2 * i]);
        chart_mark(chart->scene, isnan(point->low) ? MARK_RING : MARK_DOT, xy[2 * i], xy[2 * i + 1],
                   scale * chart->fs, COLOR_INK);
    }
}

/* ------------------------------------------------------------------ layout */

static guint place_panels(GArray *panels, const SceneLayout *layout, double pitch)
{
    double fs = layout->text_size, left = 3.4 * fs, gap = 1.4 * fs;
    guint columns = layout->is_narrow ? 1 : panels->len > MOST_PANELS_WIDE ? 3 : MIN(panels->len, 2);
    double width = (layout->width - gap * (columns - 1)) / columns;
    for (guint p = 0; p < panels->len; p++) {
        Panel *panel = &g_array_index(panels, Panel, p);
        panel->x0 = left + (p % columns) * (width + gap);
        panel->x1 = panel->x0 + width - left;
        panel->top = (p / columns) * pitch;
    }
    return (panels->len + columns - 1) / columns;
}

static char *describe(const GArray *panels)
{
    GString *text =
        g_string_new("Speed of each run relative to the base's run of this report, oldest to newest.");
    for (guint p = 0; p < panels->len; p++) {
        const Panel *panel = &g_array_index(panels, Panel, p);
        const Point *first = &g_array_index(panel->points, Point, 0);
        g_autofree char *begin = number_ratio(first->speed, NAN);
        g_autofree char *end = number_ratio(panel->speed, NAN);
        g_autofree char *band = number_percent(expm1(panel->band));
        if (panel->benchmark)
            g_string_append_printf(text, " %s,", panel->benchmark);
        g_string_append_printf(text, " %s: %u runs, the first %s, the one of this report %s, band %s",
                               panel->history->variant->variant->label, panel->points->len, begin, end, band);
        guint n_steps = panel->history->n_steps;
        g_string_append_printf(text, n_steps > 0 ? ", %u step%s." : ".", n_steps, n_steps == 1 ? "" : "s");
    }
    return g_string_free(text, FALSE);
}

Scene *history_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    g_autoptr(GArray) panels = panels_new(findings, subject);
    if (panels->len == 0)
        return NULL;
    double fs = layout->text_size, pitch = 13.9 * fs;
    Chart chart = {.scene = chart_scene("history", subject, layout), .layout = layout, .fs = fs};
    chart.y0 = 2.7 * fs;
    chart.y1 = 11.3 * fs;
    guint n_rows = place_panels(panels, layout, pitch);
    chart.scene->title = g_strdup("Speed of every run in the archive");
    chart.scene->description = describe(panels);
    for (guint p = 0; p < panels->len; p++) {
        const Panel *panel = &g_array_index(panels, Panel, p);
        draw_grid(&chart, panel);
        draw_name(&chart, panel);
        draw_levels(&chart, panel);
        draw_series(&chart, panel);
        draw_dates(&chart, panel);
    }
    chart.scene->height = n_rows * pitch - .9 * fs;
    return chart.scene;
}
