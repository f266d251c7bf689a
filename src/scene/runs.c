/* The run sequence: a panel per variant, every run as deviation from the variant's median over the clock, one scale for all.
 * A slope is drift; of the runs more than 3 % off the farthest are named. In: findings. Out: a scene. */
#include "scene/runs.h"

#include <math.h>
#include <string.h>

#include "analyze/statistics.h"
#include "base/number.h"
#include "scene/chart.h"
#include "scene/clock.h"
#include "scene/series.h"

#define PANELS_IN_A_ROW 3
#define NAMED_SHARE .03
#define MOST_NAMED 3
#define MOST_RUNS 2000

/* One panel and what all panels share. */
typedef struct {
    const Series *series;
    double median;
    double x0, x1; /* points */
    double top;    /* of the panel's row of panels */
} Panel;

typedef struct {
    Scene *scene;
    const SceneLayout *layout;
    double low, high;  /* per cent */
    double fs, y0, y1; /* of the plot, from the top of the panel */
} Sequence;

static double deviation(const Panel *panel, guint i)
{
    return 100 * (panel->series->values[i] / panel->median - 1);
}

static double y_of(const Sequence *sequence, const Panel *panel, double percent)
{
    double share = (percent - sequence->low) / (sequence->high - sequence->low);
    return panel->top + sequence->y1 - share * (sequence->y1 - sequence->y0);
}

/* Position of run i in the panel, 0..1: by the clock when every start is known and they differ, else by order. */
static double position(const Series *series, guint i)
{
    if (series->starts) {
        double first = clock_seconds(series->starts[0]), last = clock_seconds(series->starts[series->n - 1]);
        double at = clock_seconds(series->starts[i]);
        if (last > first && at >= first && at <= last)
            return (at - first) / (last - first);
    }
    return series->n > 1 ? (double)i / (series->n - 1) : .5;
}

/* ------------------------------------------------------------------ drawing */

/* Only the first panel of a row has numbers: the scale is the same for all. */
static void draw_grid(const Sequence *sequence, const Panel *panel, gboolean has_labels)
{
    double fs = sequence->fs;
    LinearTicks ticks = ticks_linear(sequence->low, sequence->high, 7);
    double band = y_of(sequence, panel, 1);
    scene_rect(sequence->scene, panel->x0, band, panel->x1 - panel->x0, y_of(sequence, panel, -1) - band,
               COLOR_BAND);
    for (guint i = 0; i < ticks.n; i++) {
        double value = ticks_linear_value(&ticks, i), y = y_of(sequence, panel, value);
        scene_line(sequence->scene, panel->x0, y, panel->x1, y, value == 0 ? COLOR_AXIS : COLOR_RULE,
                   .06 * fs);
        if (!has_labels)
            continue;
        g_autofree char *number = number_signed(value, ticks.decimals);
        g_autofree char *label = g_strconcat(number, i + 1 == ticks.n ? NUMBER_THIN_SPACE "%" : "", NULL);
        scene_text(sequence->scene, panel->x0 - .5 * fs, y + .3 * fs, label,
                   chart_tick_size(sequence->layout), COLOR_INK2, ANCHOR_END);
    }
}

static double run_x(const Sequence *sequence, const Panel *panel, guint i)
{
    double margin = 1.1 * sequence->fs;
    return panel->x0 + margin + position(panel->series, i) * (panel->x1 - panel->x0 - 2 * margin);
}

/* A name or a mark that is drawn: no other name may cover it. */
typedef struct {
    double left, right, y; /* of the baseline */
} Label;

static gboolean is_free(const GArray *labels, const Label *label, double height)
{
    for (guint i = 0; i < labels->len; i++) {
        const Label *other = &g_array_index(labels, Label, i);
        if (label->left < other->right && other->left < label->right && fabs(label->y - other->y) < height)
            return FALSE;
    }
    return TRUE;
}

/* To the left where there is room, because lines go on to the right; where all sides are taken the colour has to do. */
static void name_run(const Sequence *sequence, const Panel *panel, guint i, GArray *labels)
{
    double fs = sequence->fs, x = run_x(sequence, panel, i),
           y = y_of(sequence, panel, deviation(panel, i)) + .3 * fs;
    double size = chart_tick_size(sequence->layout);
    g_autofree char *name = g_strdup_printf("%s %u", panel->series->timing ? "process" : "run", i + 1);
    double width = chart_text_width(sequence->layout, name, size, FONT_SANS, FALSE);
    const Label sides[] = {{x - .6 * fs - width, x - .6 * fs, y},
                           {x + .6 * fs, x + .6 * fs + width, y},
                           {x - width / 2, x + width / 2, y - .9 * fs},
                           {x - width / 2, x + width / 2, y + 1.05 * fs}};
    for (guint side = 0; side < G_N_ELEMENTS(sides); side++) {
        const Label *label = &sides[side];
        gboolean is_inside = label->left >= panel->x0 && label->right <= panel->x1 &&
                             label->y - .7 * size >= panel->top + 1.3 * fs &&
                             label->y <= panel->top + sequence->y1;
        if (!is_inside || !is_free(labels, label, .9 * size))
            continue;
        g_array_append_val(labels, *label);
        scene_text(sequence->scene, label->left, label->y, name, size, COLOR_SLOWT, ANCHOR_START)->has_halo =
            TRUE;
        return;
    }
}

/* The far runs, the farthest first; those alike in their order. */
static gint compare_far(gconstpointer a, gconstpointer b, gpointer data)
{
    const guint *first = a, *second = b;
    double one = fabs(deviation(data, *first)), other = fabs(deviation(data, *second));
    return one > other ? -1 : one < other ? 1 : (*first > *second) - (*first < *second);
}

/* Many runs get smaller marks; the named ones are few. */
static void draw_runs(const Sequence *sequence, const Panel *panel)
{
    guint n = MIN(panel->series->n, MOST_RUNS);
    double fs = sequence->fs;
    g_autofree double *xy = g_new(double, 2 * n);
    g_autoptr(GArray) labels = g_array_new(FALSE, FALSE, sizeof(Label));
    g_autoptr(GArray) far = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < n; i++) {
        xy[2 * i] = run_x(sequence, panel, i);
        xy[2 * i + 1] = y_of(sequence, panel, deviation(panel, i));
        Label mark = {xy[2 * i] - .3 * fs, xy[2 * i] + .3 * fs, xy[2 * i + 1] + .3 * fs};
        g_array_append_val(labels, mark);
        if (fabs(deviation(panel, i)) > 100 * NAMED_SHARE)
            g_array_append_val(far, i);
    }
    scene_path(sequence->scene, xy, n, COLOR_NONE, COLOR_AXIS, .09 * fs);
    double scale = n > 60 ? .5 : n > 25 ? .7 : .85;
    for (guint i = 0; i < n; i++) {
        gboolean is_far = fabs(deviation(panel, i)) > 100 * NAMED_SHARE;
        chart_mark(sequence->scene, MARK_DOT, xy[2 * i], xy[2 * i + 1], scale * fs,
                   is_far ? COLOR_SLOW : COLOR_INK);
    }
    g_array_sort_with_data(far, compare_far, (gpointer)(guintptr)panel);
    for (guint i = 0; i < MIN(far->len, MOST_NAMED); i++)
        name_run(sequence, panel, g_array_index(far, guint, i), labels);
}

/* "22:09"; with seconds when the first and last would read the same; the day where the clock goes round. Transfer full. */
static void clock_labels(const Series *series, char **first, char **last)
{
    const char *a = series->starts ? series->starts[0] : NULL,
               *b = series->starts ? series->starts[series->n - 1] : NULL;
    if (!a || strlen(a) < 19 || strlen(b) < 19) {
        *first = g_strdup("1");
        *last = g_strdup_printf("%u", series->n);
        return;
    }
    gboolean is_one_day = strncmp(a, b, 10) == 0, is_one_minute = strncmp(a, b, 16) == 0;
    const int from = is_one_day ? 11 : 5, length = is_one_minute ? 8 : is_one_day ? 5 : 11;
    *first = g_strndup(a + from, (gsize)length);
    *last = g_strndup(b + from, (gsize)length);
    g_strdelimit(*first, "T", ' ');
    g_strdelimit(*last, "T", ' ');
}

static void draw_panel(const Sequence *sequence, const Panel *panel, gboolean has_labels)
{
    const SceneLayout *layout = sequence->layout;
    double fs = sequence->fs, y = panel->top + sequence->y1 + 1.15 * fs;
    g_autofree char *name =
        chart_name(layout, panel->series->label, chart_name_size(layout), FONT_MONO, panel->x1 - panel->x0);
    draw_grid(sequence, panel, has_labels);
    chart_mono(sequence->scene, panel->x0, panel->top + 1.05 * fs, name, chart_name_size(layout), COLOR_INK);
    draw_runs(sequence, panel);
    g_autofree char *first = NULL, *last = NULL;
    clock_labels(panel->series, &first, &last);
    scene_text(sequence->scene, panel->x0 + .5 * fs, y, first, chart_tick_size(layout), COLOR_INK2,
               ANCHOR_START);
    scene_text(sequence->scene, panel->x1 - .5 * fs, y, last, chart_tick_size(layout), COLOR_INK2,
               ANCHOR_END);
}

/* ------------------------------------------------------------------ layout */

/* At least one and a half per cent either way, so that noise does not look like news. */
static void set_range(Sequence *sequence, const GArray *panels)
{
    sequence->low = -1.5;
    sequence->high = 1.5;
    for (guint p = 0; p < panels->len; p++) {
        const Panel *panel = &g_array_index(panels, Panel, p);
        for (guint i = 0; i < MIN(panel->series->n, MOST_RUNS); i++) {
            sequence->low = fmin(sequence->low, deviation(panel, i));
            sequence->high = fmax(sequence->high, deviation(panel, i));
        }
    }
    double margin = .04 * (sequence->high - sequence->low);
    sequence->low -= margin;
    sequence->high += margin;
}

/* A phone shows them below each other. */
static void place_panels(GArray *panels, const SceneLayout *layout, double pitch)
{
    double fs = layout->text_size, left = 3.6 * fs, gap = 1.1 * fs;
    guint columns = layout->is_narrow ? 1 : MIN(panels->len, PANELS_IN_A_ROW);
    double width = (layout->width - left - .2 * fs - gap * (columns - 1)) / columns;
    for (guint p = 0; p < panels->len; p++) {
        Panel *panel = &g_array_index(panels, Panel, p);
        panel->x0 = left + (p % columns) * (width + gap);
        panel->x1 = panel->x0 + width;
        panel->top = (p / columns) * pitch;
    }
}

/* One run has no sequence. */
static GArray *panels_new(const GPtrArray *list)
{
    GArray *panels = g_array_new(FALSE, TRUE, sizeof(Panel));
    for (guint i = 0; i < list->len; i++) {
        const Series *series = g_ptr_array_index(list, i);
        Panel panel = {.series = series, .median = statistics_median(series->values, series->n)};
        if (series->n >= 2 && panel.median > 0)
            g_array_append_val(panels, panel);
    }
    return panels;
}

static char *describe(const GArray *panels)
{
    GString *text = g_string_new("Deviation of each run from the median of its variant, per cent.");
    for (guint p = 0; p < panels->len; p++) {
        const Panel *panel = &g_array_index(panels, Panel, p);
        double low = 0, high = 0;
        for (guint i = 0; i < panel->series->n; i++) {
            low = fmin(low, deviation(panel, i));
            high = fmax(high, deviation(panel, i));
        }
        g_autofree char *low_text = number_signed(low, 1);
        g_autofree char *high_text = number_signed(high, 1);
        g_string_append_printf(text, " %s: %u runs from %s to %s.", panel->series->label, panel->series->n,
                               low_text, high_text);
    }
    return g_string_free(text, FALSE);
}

/* By the clock only where every start is known; the words under the axis say which. */
Scene *runs_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    g_autoptr(GPtrArray) list = subject ? series_new_timing(findings, subject) : series_new(findings);
    g_autoptr(GArray) panels = panels_new(list);
    if (panels->len == 0)
        return NULL;
    double fs = layout->text_size, pitch = 13.4 * fs;
    guint columns = layout->is_narrow ? 1 : MIN(panels->len, PANELS_IN_A_ROW);
    guint n_rows = (panels->len + columns - 1) / columns;
    Sequence sequence = {.scene = chart_scene("runs", subject, layout), .layout = layout, .fs = fs};
    sequence.y0 = 2.1 * fs;
    sequence.y1 = 11.7 * fs;
    place_panels(panels, layout, pitch);
    set_range(&sequence, panels);
    sequence.scene->title = g_strdup("Runs in the order in which they ran");
    sequence.scene->description = describe(panels);
    gboolean has_clock = TRUE;
    for (guint p = 0; p < panels->len; p++) {
        const Panel *panel = &g_array_index(panels, Panel, p);
        draw_panel(&sequence, panel, p % columns == 0);
        has_clock = has_clock && panel->series->starts;
    }
    const char *words = has_clock
                            ? "start of run (local time); grey band ±1 % around each variant’s own median"
                            : "runs in order; grey band ±1 % around each variant’s own median";
    if (layout->is_narrow)
        words =
            has_clock ? "start of run; grey: ±1 % of the median" : "runs in order; grey: ±1 % of the median";
    double bottom = n_rows * pitch;
    scene_text(sequence.scene, layout->is_narrow ? 0 : 3.6 * fs, bottom + .75 * fs, words,
               chart_tick_size(layout), COLOR_INK2, ANCHOR_START);
    sequence.scene->height = bottom + fs;
    return sequence.scene;
}
