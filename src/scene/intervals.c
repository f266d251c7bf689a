/* Counters over time: small multiples, a row per measure, a column per variant, one time axis for all and one scale per row, from
 * zero. A step per interval; gaps where an event was not counted. On phones the panels stand under each other.
 * In: findings. Out: a scene. */
#include "scene/intervals.h"

#include <math.h>

#include "analyze/headline.h"
#include "analyze/intervals.h"
#include "base/number.h"
#include "scene/chart.h"

#define MOST_COLUMNS 3
#define MOST_ROWS 6
#define PLOT_HEIGHT 4.4  /* fs */
#define HEAD_HEIGHT 2.1  /* fs: title of a row above its plots */
#define LABELS_WIDTH 3.6 /* fs */

/* One measure over the variants: a row of panels. */
typedef struct {
    const char *title, *unit; /* unit NULL: a ratio of counts */
    guint order;
    const IntervalMeasure *measures[MOST_COLUMNS]; /* NULL where a variant does not have it */
    double high;
    NumberScale scale;
} MeasureRow;

typedef struct {
    Scene *scene;
    const SceneLayout *layout;
    double fs, end; /* seconds at the right end of the time axis */
    const IntervalSeries *columns[MOST_COLUMNS];
    guint n_columns;
    MeasureRow rows[MOST_ROWS];
    guint n_rows;
} Grid;

static const char *label_of(const IntervalSeries *series)
{
    const Variant *variant = series->variant->variant;
    return variant->label && variant->label[0] ? variant->label : variant->name;
}

/* ------------------------------------------------------------------ rows and columns */

/* All variants that fit side by side; of more, the base and the one with the largest headline. */
static void choose_columns(Grid *grid, const Findings *findings, const GPtrArray *list)
{
    const IntervalSeries *best = g_ptr_array_index(list, list->len - 1);
    double most = -INFINITY;
    for (guint i = 0; i < list->len && list->len <= MOST_COLUMNS; i++)
        grid->columns[grid->n_columns++] = g_ptr_array_index(list, i);
    if (grid->n_columns > 0)
        return;
    for (guint i = 1; i < list->len; i++) {
        const IntervalSeries *series = g_ptr_array_index(list, i);
        Headline headline = headline_find(findings, series->variant);
        if (headline.kind != HEADLINE_NONE && headline.speedup > most) {
            most = headline.speedup;
            best = series;
        }
    }
    grid->columns[grid->n_columns++] = g_ptr_array_index(list, 0);
    grid->columns[grid->n_columns++] = best;
}

/* The row of a measure, in the order of measures; NULL when there are too many. */
static MeasureRow *find_row(Grid *grid, const IntervalMeasure *measure)
{
    guint at = 0;
    for (; at < grid->n_rows && grid->rows[at].order <= measure->order; at++)
        if (g_str_equal(grid->rows[at].title, measure->title))
            return &grid->rows[at];
    if (grid->n_rows == MOST_ROWS)
        return NULL;
    for (guint i = grid->n_rows++; i > at; i--)
        grid->rows[i] = grid->rows[i - 1];
    grid->rows[at] = (MeasureRow){.title = measure->title, .unit = measure->unit, .order = measure->order};
    return &grid->rows[at];
}

static double highest(const double *values, guint n)
{
    double high = 0;
    for (guint i = 0; i < n; i++)
        if (values[i] > high)
            high = values[i];
    return high;
}

static void collect_rows(Grid *grid)
{
    for (guint c = 0; c < grid->n_columns; c++) {
        const IntervalSeries *series = grid->columns[c];
        grid->end = fmax(grid->end, series->ends[series->n - 1]);
        for (guint i = 0; i < series->measures->len; i++) {
            const IntervalMeasure *measure = g_ptr_array_index(series->measures, i);
            MeasureRow *row = find_row(grid, measure);
            if (!row)
                continue;
            row->measures[c] = measure;
            row->high = fmax(row->high, highest(measure->values, series->n));
        }
    }
    for (guint i = 0; i < grid->n_rows; i++) {
        MeasureRow *row = &grid->rows[i];
        gboolean is_count = row->unit && !row->unit[0];
        row->high = row->high > 0 ? 1.06 * row->high : 1;
        row->scale = is_count ? number_scale_count(row->high) : (NumberScale){.symbol = "", .factor = 1};
    }
}

/* "Cycles per second, G", "Instructions per cycle", "CPUs kept busy". Transfer full. */
static char *row_title(const MeasureRow *row)
{
    if (!row->unit || g_str_equal(row->unit, "s"))
        return g_strdup(row->title);
    const char *unit = row->unit[0] ? row->unit : row->scale.symbol;
    return g_strconcat(row->title, " per second", unit[0] ? ", " : "", unit, NULL);
}

/* ------------------------------------------------------------------ one panel */

typedef struct {
    double x0, x1, y0, y1; /* of the plot */
} Box;

static double x_of(const Grid *grid, const Box *box, double seconds)
{
    return box->x0 + seconds / grid->end * (box->x1 - box->x0);
}

static double y_of(const MeasureRow *row, const Box *box, double value)
{
    return box->y1 - value / row->high * (box->y1 - box->y0);
}

static void draw_grid(const Grid *grid, const MeasureRow *row, const Box *box, gboolean has_labels)
{
    double fs = grid->fs;
    LinearTicks ticks = ticks_linear(0, row->high / row->scale.factor, 4);
    for (guint i = 0; i < ticks.n; i++) {
        double value = ticks_linear_value(&ticks, i), y = y_of(row, box, value * row->scale.factor);
        scene_line(grid->scene, box->x0, y, box->x1, y, value == 0 ? COLOR_AXIS : COLOR_RULE, .06 * fs);
        g_autofree char *label = number_fixed(value, ticks.decimals);
        if (has_labels)
            scene_text(grid->scene, box->x0 - .5 * fs, y + .3 * fs, label, chart_tick_size(grid->layout),
                       COLOR_INK2, ANCHOR_END);
    }
}

/* Steps from one gap to the next. */
static void draw_steps(const Grid *grid, const MeasureRow *row, guint c, const Box *box)
{
    const IntervalSeries *series = grid->columns[c];
    const double *values = row->measures[c]->values;
    g_autofree double *xy = g_new(double, 4 * (gsize)series->n);
    guint n = 0;
    for (guint i = 0; i <= series->n; i++) {
        gboolean is_gap = i == series->n || !isfinite(values[i]);
        if (is_gap && n > 0)
            scene_path(grid->scene, xy, n, COLOR_NONE, COLOR_INK, (series->n > 100 ? .08 : .12) * grid->fs);
        if (is_gap) {
            n = 0;
            continue;
        }
        double y = y_of(row, box, values[i]);
        xy[2 * n] = x_of(grid, box, series->starts[i]);
        xy[2 * n++ + 1] = y;
        xy[2 * n] = x_of(grid, box, series->ends[i]);
        xy[2 * n++ + 1] = y;
    }
}

static void draw_time_axis(const Grid *grid, const Box *box)
{
    double fs = grid->fs, size = chart_tick_size(grid->layout);
    guint most = (guint)CLAMP((box->x1 - box->x0) / (4.5 * fs), 2, 7);
    NumberScale scale = number_scale_seconds(grid->end);
    LinearTicks ticks = ticks_linear(0, grid->end / scale.factor, most);
    for (guint i = 0; i < ticks.n; i++) {
        double x = x_of(grid, box, ticks_linear_value(&ticks, i) * scale.factor);
        gboolean is_last = i + 1 == ticks.n;
        g_autofree char *number = number_fixed(ticks_linear_value(&ticks, i), ticks.decimals);
        g_autofree char *label =
            g_strconcat(number, is_last ? NUMBER_THIN_SPACE : "", is_last ? scale.symbol : "", NULL);
        double half = chart_text_width(grid->layout, label, size, FONT_SANS, FALSE) / 2;
        scene_line(grid->scene, x, box->y1, x, box->y1 + .3 * fs, COLOR_AXIS, .06 * fs);
        scene_text(grid->scene, MIN(x, box->x1 - half + .1 * fs), box->y1 + 1.35 * fs, label, size,
                   COLOR_INK2, ANCHOR_MIDDLE);
    }
}

static void draw_panel(const Grid *grid, guint r, guint c, const Box *box, gboolean has_labels)
{
    const MeasureRow *row = &grid->rows[r];
    if (!row->measures[c])
        return;
    draw_grid(grid, row, box, has_labels);
    draw_steps(grid, row, c, box);
}

/* ------------------------------------------------------------------ layouts */

static void draw_name(const Grid *grid, guint c, double x, double y, double width)
{
    double size = chart_name_size(grid->layout);
    g_autofree char *name = chart_name(grid->layout, label_of(grid->columns[c]), size, FONT_MONO, width);
    chart_mono(grid->scene, x, y, name, size, COLOR_INK);
}

static void draw_title(const Grid *grid, const MeasureRow *row, double x, double y)
{
    g_autofree char *title = row_title(row);
    scene_text(grid->scene, x, y, title, chart_tick_size(grid->layout), COLOR_INK2, ANCHOR_START);
}

/* Variants side by side. Returns the height. */
static double draw_wide(const Grid *grid)
{
    double fs = grid->fs, gap = 1.4 * fs, top = grid->n_columns > 1 ? 1.6 * fs : 0;
    double width =
        (grid->layout->width - LABELS_WIDTH * fs - .3 * fs - gap * (grid->n_columns - 1)) / grid->n_columns;
    for (guint c = 0; c < grid->n_columns; c++) {
        Box box = {.x0 = LABELS_WIDTH * fs + c * (width + gap)};
        box.x1 = box.x0 + width;
        if (grid->n_columns > 1)
            draw_name(grid, c, box.x0, fs, width);
        for (guint r = 0; r < grid->n_rows; r++) {
            box.y0 = top + r * (PLOT_HEIGHT + HEAD_HEIGHT) * fs + HEAD_HEIGHT * fs;
            box.y1 = box.y0 + PLOT_HEIGHT * fs;
            if (c == 0)
                draw_title(grid, &grid->rows[r], box.x0, box.y0 - .5 * fs);
            draw_panel(grid, r, c, &box, c == 0 || !grid->rows[r].measures[0]);
        }
        draw_time_axis(grid, &box);
    }
    return top + grid->n_rows * (PLOT_HEIGHT + HEAD_HEIGHT) * fs + 1.7 * fs;
}

/* Variants under each other, for each its measures. Returns the height. */
static double draw_narrow(const Grid *grid)
{
    double fs = grid->fs, y = 0;
    for (guint c = 0; c < grid->n_columns; c++) {
        Box box = {.x0 = LABELS_WIDTH * fs, .x1 = grid->layout->width - .3 * fs};
        draw_name(grid, c, 0, y + fs, grid->layout->width);
        y += 1.6 * fs;
        for (guint r = 0; r < grid->n_rows; r++) {
            if (!grid->rows[r].measures[c])
                continue;
            box.y0 = y + HEAD_HEIGHT * fs;
            box.y1 = box.y0 + PLOT_HEIGHT * fs;
            draw_title(grid, &grid->rows[r], box.x0, box.y0 - .5 * fs);
            draw_panel(grid, r, c, &box, TRUE);
            y = box.y1;
        }
        draw_time_axis(grid, &box);
        y += 2.2 * fs;
    }
    return y;
}

/* ------------------------------------------------------------------ the figure */

static void describe_measure(GString *text, const IntervalSeries *series, const MeasureRow *row,
                             const IntervalMeasure *measure)
{
    double low = INFINITY, high = -INFINITY;
    for (guint i = 0; i < series->n; i++) {
        if (!isfinite(measure->values[i]))
            continue;
        low = fmin(low, measure->values[i]);
        high = fmax(high, measure->values[i]);
    }
    if (!isfinite(low))
        return;
    g_autofree char *title = row_title(row);
    g_autofree char *low_text =
        number_fixed(low / row->scale.factor, number_decimals_significant(high / row->scale.factor, 3));
    g_autofree char *high_text =
        number_fixed(high / row->scale.factor, number_decimals_significant(high / row->scale.factor, 3));
    g_string_append_printf(text, " %s: %s to %s.", title, low_text, high_text);
}

static char *describe(const Grid *grid)
{
    GString *text = g_string_new("Counters per interval over the time of the run.");
    for (guint c = 0; c < grid->n_columns; c++) {
        const IntervalSeries *series = grid->columns[c];
        g_string_append_printf(text, " %s, %u intervals.", label_of(series), series->n_intervals);
        for (guint r = 0; r < grid->n_rows; r++)
            if (grid->rows[r].measures[c])
                describe_measure(text, series, &grid->rows[r], grid->rows[r].measures[c]);
    }
    return g_string_free(text, FALSE);
}

Scene *intervals_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    g_autoptr(GPtrArray) list = intervals_new(findings);
    if (list->len == 0)
        return NULL;
    Grid grid = {.layout = layout, .fs = layout->text_size};
    choose_columns(&grid, findings, list);
    collect_rows(&grid);
    grid.scene = chart_scene("intervals", subject, layout);
    grid.scene->title = g_strdup("Counters over time");
    grid.scene->description = describe(&grid);
    grid.scene->height = layout->is_narrow ? draw_narrow(&grid) : draw_wide(&grid);
    return grid.scene;
}
