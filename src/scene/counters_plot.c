/* Counters: a row per event in the groups of the table, the change of at most two variants on a log2 axis in per cent,
 * intervals where they are known. Hollow marks: the event shared its counter, or no interval is known.
 * In: findings. Out: a scene. */
#include "scene/counters_plot.h"

#include <math.h>

#include "analyze/event_group.h"
#include "analyze/headline.h"
#include "base/number.h"
#include "scene/chart.h"

#define MOST_VARIANTS 2
#define SIMULATED_MARK " *"
#define WHOLE_TIME .995 /* share of the run from which a counter counts as not multiplexed */
#define LEAST_RATIO 1e-6

typedef struct {
    char *title;
    EventGroup group;
    guint rank; /* usual order within the group; the elapsed time first */
    double ratio[MOST_VARIANTS], low[MOST_VARIANTS], high[MOST_VARIANTS]; /* NAN when missing */
    gboolean is_partial[MOST_VARIANTS];
    const CounterSummary *base;
} CounterRow;

typedef struct {
    GPtrArray *rows; /* of CounterRow*, in groups */
    const VariantFindings *variants[MOST_VARIANTS];
    guint n_variants;
    Axis axis;
    double value_x[MOST_VARIANTS]; /* right ends of the columns of values */
} Plot;

static void row_free(gpointer data)
{
    CounterRow *row = data;
    g_free(row->title);
    g_free(row);
}

static const char *label_of(const VariantFindings *variant)
{
    return variant->variant->label && variant->variant->label[0] ? variant->variant->label
                                                                 : variant->variant->name;
}

/* ------------------------------------------------------------------ rows */

/* A variant without counters has no place in the plot. */
static gboolean has_changes(const Findings *findings, const VariantFindings *variant)
{
    for (guint i = 0; i < findings->counter_comparisons->len; i++) {
        const CounterComparison *c = g_ptr_array_index(findings->counter_comparisons, i);
        if (c->variant == variant && isfinite(c->delta_share))
            return TRUE;
    }
    return FALSE;
}

/* Two changed variants side by side; of more, the one with the largest headline. */
static void choose_variants(Plot *plot, const Findings *findings)
{
    g_autoptr(GPtrArray) able = g_ptr_array_new();
    for (guint i = 1; i < findings->variants->len; i++)
        if (has_changes(findings, g_ptr_array_index(findings->variants, i)))
            g_ptr_array_add(able, g_ptr_array_index(findings->variants, i));
    for (guint i = 0; i < able->len && able->len <= MOST_VARIANTS; i++)
        plot->variants[plot->n_variants++] = g_ptr_array_index(able, i);
    if (able->len <= MOST_VARIANTS)
        return;
    double most = -INFINITY;
    plot->n_variants = 1;
    plot->variants[0] = g_ptr_array_index(able, 0);
    for (guint i = 0; i < able->len; i++) {
        Headline headline = headline_find(findings, g_ptr_array_index(able, i));
        if (headline.kind != HEADLINE_NONE && headline.speedup > most) {
            most = headline.speedup;
            plot->variants[0] = g_ptr_array_index(able, i);
        }
    }
}

static CounterRow *row_new(char *title, EventGroup group, guint rank, const CounterSummary *base)
{
    CounterRow *row = g_new0(CounterRow, 1);
    row->title = title;
    row->group = group;
    row->rank = rank;
    row->base = base;
    for (guint v = 0; v < MOST_VARIANTS; v++)
        row->ratio[v] = row->low[v] = row->high[v] = NAN;
    return row;
}

/* What a simulator counted gets a star: there is no room for the word. Transfer full. */
static char *row_title(const CounterSummary *base)
{
    CounterSummary bare = *base;
    bare.is_simulated = FALSE;
    g_autofree char *title = event_title(&bare);
    return g_strconcat(title, base->is_simulated ? SIMULATED_MARK : "", NULL);
}

/* Rows are told apart by the counter of the base, which all variants are compared with. */
static CounterRow *find_row(const Plot *plot, const CounterSummary *base)
{
    for (guint i = 0; i < plot->rows->len; i++) {
        CounterRow *row = g_ptr_array_index(plot->rows, i);
        if (row->base == base)
            return row;
    }
    CounterRow *row = row_new(row_title(base), event_group_of(base->event), event_rank(base->event), base);
    g_ptr_array_add(plot->rows, row);
    return row;
}

/* A little less than always: perf itself loses some microseconds. */
static gboolean is_whole(const CounterSummary *counter)
{
    return !(counter->running < WHOLE_TIME);
}

/* An event that fell to nothing has no place on a log axis. */
static void add_counters(const Plot *plot, const Findings *findings, guint v)
{
    for (guint i = 0; i < findings->counter_comparisons->len; i++) {
        const CounterComparison *c = g_ptr_array_index(findings->counter_comparisons, i);
        if (c->variant != plot->variants[v] || !isfinite(c->delta_share) || c->delta_share <= -1)
            continue;
        CounterRow *row = find_row(plot, c->base);
        row->ratio[v] = 1 + c->delta_share;
        row->low[v] = 1 + c->ci_low;
        row->high[v] = 1 + c->ci_high;
        row->is_partial[v] = !is_whole(c->base) || !is_whole(c->changed) || !isfinite(c->ci_low);
    }
}

/* perf counts no event for the wall clock; it is the first row all the same. */
static void add_elapsed(const Plot *plot, const Findings *findings)
{
    CounterRow *row = row_new(g_strdup("elapsed time"), EVENT_GROUP_TIME, 0, NULL);
    gboolean has_any = FALSE;
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        const ProcessComparison *c = g_ptr_array_index(findings->process_comparisons, i);
        for (guint v = 0; v < plot->n_variants; v++) {
            if (c->variant != plot->variants[v] || !(c->elapsed_ratio > 0))
                continue;
            row->ratio[v] = c->elapsed_ratio;
            row->low[v] = 1 / c->ci_high; /* of speed-up: the other way round */
            row->high[v] = 1 / c->ci_low;
            row->is_partial[v] = !isfinite(c->ci_low);
            has_any = TRUE;
        }
    }
    if (has_any)
        g_ptr_array_add(plot->rows, row);
    else
        row_free(row);
}

/* The order is that of the table above the figure. */
static gint compare_rows(gconstpointer a, gconstpointer b)
{
    const CounterRow *x = *(const CounterRow *const *)a, *y = *(const CounterRow *const *)b;
    return x->group != y->group ? (int)x->group - (int)y->group : (int)x->rank - (int)y->rank;
}

/* Stable: qsort of GLib is a merge sort. */
static void collect_rows(Plot *plot, const Findings *findings)
{
    plot->rows = g_ptr_array_new_with_free_func(row_free);
    add_elapsed(plot, findings);
    for (guint v = 0; v < plot->n_variants; v++)
        add_counters(plot, findings, v);
    g_ptr_array_sort(plot->rows, compare_rows);
}

/* ------------------------------------------------------------------ axis */

/* Octaves that hold every mark; intervals may end in arrows. At most 2^12 either way. */
static void set_range(Plot *plot)
{
    double low = .5, high = 2;
    for (guint i = 0; i < plot->rows->len; i++) {
        const CounterRow *row = g_ptr_array_index(plot->rows, i);
        for (guint v = 0; v < plot->n_variants; v++) {
            if (!isfinite(row->ratio[v]))
                continue;
            low = fmin(low, fmax(row->ratio[v], LEAST_RATIO));
            high = fmax(high, row->ratio[v]);
        }
    }
    plot->axis.is_log = TRUE;
    plot->axis.low = exp2(MAX(floor(log2(low) + 1e-9), -12));
    plot->axis.high = exp2(MIN(ceil(log2(high) - 1e-9), 12));
}

/* Labels are thinned, lines are not. */
static void draw_axis(Scene *scene, const SceneLayout *layout, const Plot *plot, double y0, double y1,
                      double margin)
{
    double fs = layout->text_size, one = axis_position(&plot->axis, 1 / (1 + margin));
    OctaveTicks ticks = ticks_octaves(plot->axis.low, plot->axis.high);
    double pitch = fabs(axis_position(&plot->axis, 2) - axis_position(&plot->axis, 1));
    double widest = chart_text_width(layout, "+1500", chart_tick_size(layout), FONT_SANS, FALSE);
    int step = (int)chart_label_step(pitch, widest + .5 * fs);
    scene_rect(scene, one, y0, axis_position(&plot->axis, 1 + margin) - one, y1 - y0, COLOR_BAND);
    for (guint i = 0; i < ticks.n; i++) {
        int exponent = ticks.first + (int)i;
        double x = axis_position(&plot->axis, exp2(exponent));
        scene_line(scene, x, y0, x, y1, exponent == 0 ? COLOR_AXIS : COLOR_RULE,
                   (exponent == 0 ? .09 : .06) * fs);
        g_autofree char *label = ticks_octave_percent(exponent);
        if (exponent % step == 0)
            chart_axis_label(scene, layout, x, y1 + 1.2 * fs, label);
    }
    scene_text(scene, plot->axis.x1, y1 + 2.3 * fs, "change against the base, per cent (log₂ axis)",
               chart_tick_size(layout), COLOR_INK2, ANCHOR_END);
}

/* ------------------------------------------------------------------ marks */

static ColorToken change_color(const CounterRow *row, guint v)
{
    if (isfinite(row->low[v]) && row->low[v] <= 1 && row->high[v] >= 1)
        return COLOR_SAME;
    if (!isfinite(row->low[v]))
        return COLOR_SAME;
    return row->ratio[v] < 1 ? COLOR_FAST : COLOR_SLOW;
}

/* The second variant is a diamond, so that two marks on one spot can be told apart. */
static void draw_mark(Scene *scene, const SceneLayout *layout, const Plot *plot, const CounterRow *row,
                      guint v, double y)
{
    double fs = .93 * layout->text_size;
    if (!isfinite(row->ratio[v]))
        return;
    ColorToken color = change_color(row, v);
    double x =
        CLAMP(axis_position(&plot->axis, fmax(row->ratio[v], LEAST_RATIO)), plot->axis.x0, plot->axis.x1);
    if (isfinite(row->low[v]) && isfinite(row->high[v]))
        chart_interval(scene, axis_position(&plot->axis, fmax(row->low[v], LEAST_RATIO)),
                       axis_position(&plot->axis, fmax(row->high[v], LEAST_RATIO)), y, plot->axis.x0,
                       plot->axis.x1, layout->text_size, color, FALSE);
    Mark mark = v == 0               ? (row->is_partial[v] ? MARK_RING : MARK_DOT)
                : row->is_partial[v] ? MARK_HOLLOW_DIAMOND
                                     : MARK_DIAMOND;
    chart_mark(scene, mark, x, y, fs, color);
}

/* Numbers at the right: the plot shows, the number tells. */
static void draw_values(Scene *scene, const SceneLayout *layout, const Plot *plot, const CounterRow *row,
                        double y)
{
    double size = chart_small_size(layout) * (layout->is_narrow ? .94 : 1);
    for (guint v = 0; v < plot->n_variants; v++) {
        if (!isfinite(row->ratio[v]))
            continue;
        g_autofree char *text = number_percent_signed(row->ratio[v] - 1);
        scene_text(scene, plot->value_x[v], y, text, size, chart_text_color(change_color(row, v)), ANCHOR_END)
            ->has_halo = layout->is_narrow;
    }
}

static void draw_row(Scene *scene, const SceneLayout *layout, const Plot *plot, const CounterRow *row,
                     double y)
{
    double fs = layout->text_size, mark_y = layout->is_narrow ? y + .95 * fs : y;
    double name_x = layout->is_narrow ? 0 : .8 * fs;
    double room = layout->is_narrow ? .55 * layout->width : plot->axis.x0 - name_x - .6 * fs;
    g_autofree char *name = chart_name(layout, row->title, fs, FONT_SANS, room);
    scene_line(scene, plot->axis.x0, mark_y, plot->axis.x1, mark_y, COLOR_RULE, .036 * fs);
    scene_text(scene, name_x, y + (layout->is_narrow ? 0 : .33 * fs), name, fs, COLOR_INK, ANCHOR_START)
        ->has_halo = layout->is_narrow;
    for (guint v = 0; v < plot->n_variants; v++)
        draw_mark(scene, layout, plot, row, v, mark_y);
    draw_values(scene, layout, plot, row, y + (layout->is_narrow ? 0 : .33 * fs));
}

/* ------------------------------------------------------------------ key, layout */

static gboolean has_simulated(const Plot *plot)
{
    for (guint i = 0; i < plot->rows->len; i++) {
        const CounterRow *row = g_ptr_array_index(plot->rows, i);
        if (row->base && row->base->is_simulated)
            return TRUE;
    }
    return FALSE;
}

/* Direct labels are impossible here; the key says what the shapes are. */
static void draw_key(Scene *scene, const SceneLayout *layout, const Plot *plot)
{
    double fs = layout->text_size, size = chart_small_size(layout), x = layout->is_narrow ? 0 : plot->axis.x0;
    for (guint v = 0; v < plot->n_variants; v++) {
        g_autofree char *name =
            chart_name(layout, label_of(plot->variants[v]), size, FONT_SANS, .3 * layout->width);
        chart_mark(scene, v == 0 ? MARK_DOT : MARK_DIAMOND, x + .4 * fs, .75 * fs, fs, COLOR_SAME);
        scene_text(scene, x + 1.1 * fs, 1.08 * fs, name, size, COLOR_INK, ANCHOR_START);
        x += 1.1 * fs + chart_text_width(layout, name, size, FONT_SANS, FALSE) + 1.6 * fs;
    }
    const char *note = has_simulated(plot)
                           ? "hollow: counted part of the time, or no interval; star: simulated"
                           : "hollow: counted part of the time, or no interval";
    /* the caption says it too */
    if (x + chart_text_width(layout, note, chart_tick_size(layout), FONT_SANS, FALSE) <= layout->width + fs)
        scene_text(scene, x, 1.08 * fs, note, chart_tick_size(layout), COLOR_INK2, ANCHOR_START);
}

/* Columns of values at the right, the axis between names and values. */
static void place_columns(Plot *plot, const SceneLayout *layout)
{
    double fs = layout->text_size, column = 5.9 * fs, names = 0;
    for (guint i = 0; i < plot->rows->len; i++) {
        const CounterRow *row = g_ptr_array_index(plot->rows, i);
        names = fmax(names, chart_text_width(layout, row->title, fs, FONT_SANS, FALSE));
    }
    for (guint v = 0; v < plot->n_variants; v++)
        plot->value_x[v] =
            layout->width - (plot->n_variants - 1 - v) * (layout->is_narrow ? 5.2 * fs : column);
    plot->axis.x0 = layout->is_narrow ? .6 * fs : MIN(MAX(12.2 * fs, names + 1.6 * fs), .34 * layout->width);
    plot->axis.x1 = layout->is_narrow ? layout->width - .6 * fs : plot->value_x[0] - 5.4 * fs;
}

static void draw_column_heads(Scene *scene, const SceneLayout *layout, const Plot *plot)
{
    double fs = layout->text_size;
    for (guint v = 0; v < plot->n_variants && !layout->is_narrow && plot->n_variants > 1; v++) {
        g_autofree char *name =
            chart_name(layout, label_of(plot->variants[v]), chart_tick_size(layout), FONT_SANS, 5.6 * fs);
        scene_text(scene, plot->value_x[v], 2.35 * fs, name, chart_tick_size(layout), COLOR_INK2, ANCHOR_END);
    }
}

/* The first group needs no space above it. */
static double group_height(const SceneLayout *layout, gboolean is_first)
{
    return (layout->is_narrow ? 1.6 : is_first ? 1.3 : 1.5) * layout->text_size;
}

static double row_height(const SceneLayout *layout)
{
    return (layout->is_narrow ? 2.6 : 1.62) * layout->text_size;
}

static double all_rows_height(const Plot *plot, const SceneLayout *layout)
{
    double sum = 0;
    for (guint i = 0; i < plot->rows->len; i++) {
        const CounterRow *row = g_ptr_array_index(plot->rows, i);
        const CounterRow *before = i > 0 ? g_ptr_array_index(plot->rows, i - 1) : NULL;
        sum +=
            row_height(layout) + (!before || before->group != row->group ? group_height(layout, i == 0) : 0);
    }
    return sum;
}

static void draw_rows(Scene *scene, const SceneLayout *layout, const Plot *plot, double y)
{
    double fs = layout->text_size;
    for (guint i = 0; i < plot->rows->len; i++) {
        const CounterRow *row = g_ptr_array_index(plot->rows, i);
        const CounterRow *before = i > 0 ? g_ptr_array_index(plot->rows, i - 1) : NULL;
        if (!before || before->group != row->group) {
            y += group_height(layout, i == 0);
            Shape *head = scene_text(scene, 0, y - .1 * fs, event_group_title(row->group),
                                     chart_tick_size(layout), COLOR_INK2, ANCHOR_START);
            head->is_italic = TRUE;
            head->has_halo = layout->is_narrow;
        }
        draw_row(scene, layout, plot, row, y + (layout->is_narrow ? 1.15 : .81) * fs);
        y += row_height(layout);
    }
}

static char *describe(const Plot *plot)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < plot->rows->len; i++) {
        const CounterRow *row = g_ptr_array_index(plot->rows, i);
        g_string_append_printf(text, "%s%s", i ? "; " : "", row->title);
        for (guint v = 0; v < plot->n_variants; v++) {
            g_autofree char *change =
                isfinite(row->ratio[v]) ? number_percent_signed(row->ratio[v] - 1) : g_strdup("not counted");
            g_string_append_printf(text, " %s", change);
        }
    }
    g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

Scene *counters_plot_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    (void)subject;
    Plot plot = {0};
    if (findings->variants->len < 2)
        return NULL;
    choose_variants(&plot, findings);
    if (plot.n_variants == 0)
        return NULL;
    collect_rows(&plot, findings);
    g_autoptr(GPtrArray) rows = plot.rows;
    if (rows->len == 0)
        return NULL;
    double fs = layout->text_size, y0 = 2.8 * fs, y1 = y0 + all_rows_height(&plot, layout) + .3 * fs;
    Scene *scene = chart_scene("counters", NULL, layout);
    scene->title = g_strdup("Change of every counter against the base");
    scene->description = describe(&plot);
    place_columns(&plot, layout);
    set_range(&plot);
    draw_axis(scene, layout, &plot, y0, y1, findings->options.margin);
    draw_key(scene, layout, &plot);
    draw_column_heads(scene, layout, &plot);
    draw_rows(scene, layout, &plot, y0);
    scene->height = y1 + 2.6 * fs;
    return scene;
}
