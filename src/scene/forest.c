/* Forest plots of ratios on a log2 axis: "forest", the verdict of every variant, for the first page; "suite", every benchmark
 * of one variant, sorted. In: findings. Out: a scene. A ratio without interval is a ring. */
#include "scene/forest.h"

#include <math.h>
#include <string.h>

#include "analyze/tag_means.h"
#include "base/number.h"
#include "base/text.h"
#include "scene/chart.h"
#include "scene/series.h"

typedef struct {
    char *name; /* NULL: belongs to the row above */
    FontFamily family;
    gboolean is_strong;
    char *detail;              /* what was measured: "process, n = 5"; NULL when one sort only */
    char *ratio, *rest;        /* "9.46×", " (9.02–9.92×)"; ratio NULL for the base */
    double speedup, low, high; /* NAN: no mark, no interval */
    Mark mark;
    ColorToken color;
    gboolean is_base;
} ForestRow;

/* Rows, and what is said around them. */
typedef struct {
    GPtrArray *rows;      /* of ForestRow* */
    const char *quantity; /* "speed", "size", "value" */
    const char *better, *worse;
    double row_height;                            /* in text sizes */
    double low, high;                             /* least and largest end of any row */
    double name_width, detail_width, value_width; /* points */
} Forest;

#define LEAST_AXIS_END .8
#define MOST_RATIO 1e6
#define SUITE_ROWS_ON_PAGE_ONE 12
#define SUITE_ENDS 5
#define MANY_ROWS 8      /* from here on rows stand closer */
#define CROWD_OF_ROWS 18 /* and closer still, so that the figure fits on the first page */

static void row_free(gpointer data)
{
    ForestRow *row = data;
    g_free(row->name);
    g_free(row->detail);
    g_free(row->ratio);
    g_free(row->rest);
    g_free(row);
}

static ForestRow *row_new(const char *name, FontFamily family)
{
    ForestRow *row = g_new0(ForestRow, 1);
    row->name = g_strdup(name);
    row->family = family;
    row->speedup = row->low = row->high = NAN;
    row->color = COLOR_SAME;
    return row;
}

/* ------------------------------------------------------------------ rows */

/* Without an interval the ring takes the colour of its direction: it is a result, if a weak one. */
static void set_ratio(ForestRow *row, double speedup, double low, double high, Verdict verdict)
{
    gboolean has_interval = isfinite(low) && isfinite(high);
    double half_width = has_interval ? (high - low) / 2 : NAN;
    row->speedup = speedup;
    row->low = low;
    row->high = high;
    row->mark = chart_verdict_mark(verdict, has_interval);
    row->color = chart_verdict_color(verdict);
    if (!has_interval && verdict == VERDICT_INCONCLUSIVE && speedup != 1)
        row->color = speedup > 1 ? COLOR_FAST : COLOR_SLOW;
    row->ratio = number_ratio(speedup, half_width);
    if (!has_interval) {
        row->rest = g_strdup(" no interval");
        return;
    }
    if (low == high) {
        row->rest = g_strdup(" exact");
        return;
    }
    int decimals = number_ratio_decimals(speedup, half_width);
    g_autofree char *low_text = number_fixed(low, decimals);
    g_autofree char *high_text = number_fixed(high, decimals);
    row->rest = g_strdup_printf(" (%s" NUMBER_EN_DASH "%s" NUMBER_TIMES ")", low_text, high_text);
}

/* "pyperf, n = 20", "pyperf, n = 20, 40" (base first), "pyperf text". */
static char *timing_detail(const TimingSummary *base, const TimingSummary *changed)
{
    if (base->timing->level == LEVEL_SUMMARY || changed->timing->level == LEVEL_SUMMARY)
        return g_strdup("pyperf text");
    if (base->n_processes == changed->n_processes)
        return g_strdup_printf("pyperf, n = %u", base->n_processes);
    return g_strdup_printf("pyperf, n = %u, %u", base->n_processes, changed->n_processes);
}

/* Both counts when they differ, the base first. */
static char *process_detail(const ProcessSummary *base, const ProcessSummary *changed)
{
    if (base->n_runs == changed->n_runs)
        return g_strdup_printf("process, n = %u", base->n_runs);
    return g_strdup_printf("process, n = %u, %u", base->n_runs, changed->n_runs);
}

/* The base value that the headline's ratio is made of. */
static char *base_value(const Findings *findings)
{
    g_autoptr(GPtrArray) list = series_new(findings);
    const Series *first = list->len > 0 ? g_ptr_array_index(list, 0) : NULL;
    if (first && first->variant == g_ptr_array_index(findings->variants, 0))
        return chart_value(first->mean, first->half_width, first->unit);
    if (findings->comparisons->len == 0)
        return NULL;
    const Comparison *c = g_ptr_array_index(findings->comparisons, 0);
    double centre = isfinite(c->base->mean_of_processes) ? c->base->mean_of_processes : c->base->mean;
    return chart_value(centre, (c->base->ci_high - c->base->ci_low) / 2, c->base->timing->unit);
}

/* In a suite there is no one value of the base to show. */
static void add_base_row(Forest *forest, const Findings *findings, gboolean has_value)
{
    const VariantFindings *base = g_ptr_array_index(findings->variants, 0);
    ForestRow *row = row_new(base->variant->label, FONT_MONO);
    g_autofree char *value = has_value ? base_value(findings) : NULL;
    row->is_base = TRUE;
    row->rest = value ? g_strconcat("base, ", value, NULL) : g_strdup("base");
    g_ptr_array_add(forest->rows, row);
}

/* perf's wall clock only where it may be called a speed-up. */
static void add_process_rows(Forest *forest, const Findings *findings, const VariantFindings *variant,
                             const char **name)
{
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        const ProcessComparison *c = g_ptr_array_index(findings->process_comparisons, i);
        if (c->variant != variant || !c->has_verdict || !isfinite(c->speedup))
            continue;
        ForestRow *row = row_new(*name, FONT_MONO);
        row->detail = process_detail(c->baseline->process, c->variant->process);
        set_ratio(row, c->speedup, c->ci_low, c->ci_high, c->verdict);
        g_ptr_array_add(forest->rows, row);
        *name = NULL;
    }
}

/* The name stands at the first row of a variant only. */
static void add_timing_rows(Forest *forest, const Findings *findings, const VariantFindings *variant,
                            const char *name)
{
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *c = g_ptr_array_index(findings->comparisons, i);
        if (c->variant != variant || !isfinite(c->speedup))
            continue;
        ForestRow *row = row_new(name, FONT_MONO);
        row->detail = timing_detail(c->base, c->changed);
        set_ratio(row, c->speedup, c->ci_low, c->ci_high, c->verdict);
        g_ptr_array_add(forest->rows, row);
        name = NULL;
    }
}

/* ------------------------------------------------------------------ suites */

static const VariantFindings *changed_variant(const Findings *findings, const char *name)
{
    for (guint i = 1; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (!name || g_str_equal(variant->variant->name, name))
            return variant;
    }
    return NULL;
}

static guint n_comparisons_of(const Findings *findings, const VariantFindings *variant)
{
    guint n = 0;
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *c = g_ptr_array_index(findings->comparisons, i);
        n += c->variant == variant && isfinite(c->speedup);
    }
    return n;
}

/* Several comparisons of one variant make a suite. */
static gboolean is_suite(const Findings *findings)
{
    for (guint i = 1; i < findings->variants->len; i++)
        if (n_comparisons_of(findings, g_ptr_array_index(findings->variants, i)) > 1)
            return TRUE;
    return FALSE;
}

/* Ties by name: a total order, so that the figure does not depend on the input's. */
static gint compare_by_speedup(gconstpointer a, gconstpointer b)
{
    const Comparison *x = *(const Comparison *const *)a, *y = *(const Comparison *const *)b;
    if (x->speedup != y->speedup)
        return x->speedup > y->speedup ? -1 : 1;
    return strcmp(x->base->timing->benchmark, y->base->timing->benchmark);
}

/* The comparisons of a variant, fastest first. Transfer container. */
static GPtrArray *sorted_comparisons(const Findings *findings, const VariantFindings *variant)
{
    GPtrArray *sorted = g_ptr_array_new();
    for (guint i = 0; i < findings->comparisons->len; i++) {
        Comparison *c = g_ptr_array_index(findings->comparisons, i);
        if (c->variant == variant && isfinite(c->speedup))
            g_ptr_array_add(sorted, c);
    }
    g_ptr_array_sort(sorted, compare_by_speedup);
    return sorted;
}

/* The verdict of a mean is read off its interval; it is not tested again. */
static Verdict interval_verdict(double low, double high, double margin)
{
    if (low > 1 / (1 + margin) && high < 1 + margin)
        return VERDICT_SAME;
    return low > 1 ? VERDICT_FASTER : high < 1 ? VERDICT_SLOWER : VERDICT_INCONCLUSIVE;
}

static void add_geometric_mean(Forest *forest, const Findings *findings, const VariantFindings *variant,
                               const char *name, FontFamily family)
{
    for (guint i = 0; i < findings->geometric_means->len; i++) {
        const GeometricMean *mean = g_ptr_array_index(findings->geometric_means, i);
        if (mean->variant != variant || !isfinite(mean->speedup))
            continue;
        ForestRow *row = row_new(name, family);
        row->is_strong = family == FONT_SANS;
        row->detail = g_strdup_printf(family == FONT_SANS ? "n = %u" : "mean of %u", mean->n_benchmarks);
        set_ratio(row, mean->speedup, mean->ci_low, mean->ci_high,
                  interval_verdict(mean->decisive_low, mean->decisive_high, findings->options.margin));
        g_ptr_array_add(forest->rows, row);
    }
}

/* The parts of the mean: only where they are few enough to leave the benchmarks room. */
static void add_tags(Forest *forest, const Findings *findings, const VariantFindings *variant)
{
    guint n_tags = 0;
    for (guint i = 0; findings->tag_means && i < findings->tag_means->len; i++)
        n_tags +=
            ((const TagMean *)g_ptr_array_index(findings->tag_means, i))->mean.variant == variant ? 1 : 0;
    for (guint i = 0; n_tags <= FOREST_MOST_TAGS && findings->tag_means && i < findings->tag_means->len;
         i++) {
        const TagMean *tag = g_ptr_array_index(findings->tag_means, i);
        const GeometricMean *mean = &tag->mean;
        if (mean->variant != variant || !isfinite(mean->speedup))
            continue;
        ForestRow *row = row_new(tag->tag, FONT_SANS);
        row->detail = g_strdup_printf("tag, n = %u", mean->n_benchmarks);
        set_ratio(row, mean->speedup, mean->ci_low, mean->ci_high,
                  interval_verdict(mean->decisive_low, mean->decisive_high, findings->options.margin));
        g_ptr_array_add(forest->rows, row);
    }
}

static void add_benchmark_row(Forest *forest, const Comparison *c)
{
    ForestRow *row = row_new(c->base->timing->benchmark, FONT_MONO);
    set_ratio(row, c->speedup, c->ci_low, c->ci_high, c->verdict);
    g_ptr_array_add(forest->rows, row);
}

/* Page one of a suite with one changed variant: the mean, the best and the worst. */
static void add_suite_summary(Forest *forest, const Findings *findings, const VariantFindings *variant)
{
    add_geometric_mean(forest, findings, variant, "geometric mean", FONT_SANS);
    add_tags(forest, findings, variant);
    g_autoptr(GPtrArray) sorted = sorted_comparisons(findings, variant);
    gboolean is_long = sorted->len > SUITE_ROWS_ON_PAGE_ONE;
    for (guint i = 0; i < sorted->len; i++) {
        if (is_long && i == SUITE_ENDS) {
            ForestRow *gap = row_new(NULL, FONT_SANS);
            gap->name = g_strdup_printf("… %u more between", sorted->len - 2 * SUITE_ENDS);
            gap->color = COLOR_INK2;
            g_ptr_array_add(forest->rows, gap);
            i = sorted->len - SUITE_ENDS;
        }
        add_benchmark_row(forest, g_ptr_array_index(sorted, i));
    }
}

/* ------------------------------------------------------------------ layout */

/* Less is better in every unit, but only times are fast. */
static void set_words(Forest *forest, const Findings *findings)
{
    Unit unit = UNIT_SECOND;
    if (findings->comparisons->len > 0) {
        const Comparison *c = g_ptr_array_index(findings->comparisons, 0);
        unit = c->base->timing->unit;
    }
    if (findings->geometric_means->len > 0)
        unit = ((const GeometricMean *)g_ptr_array_index(findings->geometric_means, 0))->unit;
    forest->quantity = unit == UNIT_SECOND ? "speed relative to the base" : "base divided by variant";
    forest->better = unit == UNIT_SECOND ? "faster than the base →" : "smaller than the base →";
    forest->worse = unit == UNIT_SECOND ? "← slower" : "← larger";
}

/* The largest and the smallest end of any row. */
static void row_extent(const GPtrArray *rows, double *low, double *high)
{
    *low = *high = 1;
    for (guint i = 0; i < rows->len; i++) {
        const ForestRow *row = g_ptr_array_index(rows, i);
        *low = fmin(*low, fmin(row->speedup, row->low));
        *high = fmax(*high, fmax(row->speedup, row->high));
    }
    *low = MAX(*low, 1 / MOST_RATIO);
    *high = MIN(*high, MOST_RATIO);
}

/* From min(0.8, octave below) to the octave above. */
static Axis ratio_axis(const Forest *forest, double x0, double x1)
{
    double low = forest->low, high = forest->high;
    Axis axis = {.low = LEAST_AXIS_END, .high = 1.25, .x0 = x0, .x1 = x1, .is_log = TRUE};
    if (low < LEAST_AXIS_END)
        axis.low = exp2(floor(log2(low) + 1e-9));
    if (high > 1.25)
        axis.high = exp2(ceil(log2(high) - 1e-9));
    return axis;
}

/* Ratios beyond the axis stand at its end, with an arrow for their interval. */
static void draw_marks(Scene *scene, const SceneLayout *layout, const Axis *axis, const ForestRow *row,
                       double y)
{
    double fs = layout->text_size, one = axis_position(axis, 1);
    if (row->is_base)
        scene_line(scene, one, y - .546 * fs, one, y + .546 * fs, COLOR_INK, .154 * fs);
    if (!isfinite(row->speedup))
        return;
    if (isfinite(row->low) && isfinite(row->high))
        chart_interval(scene, axis_position(axis, MAX(row->low, 1e-12)),
                       axis_position(axis, MAX(row->high, 1e-12)), y, axis->x0, axis->x1, fs, row->color,
                       TRUE);
    double x = CLAMP(axis_position(axis, MAX(row->speedup, 1e-12)), axis->x0, axis->x1);
    chart_mark(scene, row->mark, x, y, fs, row->color);
}

/* Both directions are named when there is something on both sides. */
static void draw_frame(Scene *scene, const SceneLayout *layout, const Forest *forest, const Axis *axis,
                       double y1, double margin)
{
    double fs = layout->text_size, y0 = 2.2 * fs, one = axis_position(axis, 1),
           size = chart_tick_size(layout);
    double left = axis_position(axis, 1 / (1 + margin));
    scene_rect(scene, left, y0, axis_position(axis, 1 + margin) - left, y1 - y0, COLOR_BAND);
    chart_ratio_axis(scene, layout, axis, y0, y1);
    if (forest->high > 1 || axis->low == LEAST_AXIS_END)
        scene_text(scene, one + .5 * fs, 1.05 * fs, forest->better, size, COLOR_INK2, ANCHOR_START);
    if (axis->low < LEAST_AXIS_END)
        scene_text(scene, one - .5 * fs, 1.05 * fs, forest->worse, size, COLOR_INK2, ANCHOR_END);
    g_autofree char *title = g_strconcat(forest->quantity, " (log₂ axis)", NULL);
    scene_text(scene, axis->x1, y1 + 2.35 * fs, title, size, COLOR_INK2, ANCHOR_END);
    scene->height = y1 + 2.6 * fs;
}

/* The ratio is what is looked for; the interval qualifies it. */
static void draw_value(Scene *scene, const SceneLayout *layout, const ForestRow *row, double x, double y)
{
    double size = layout->text_size;
    if (row->ratio) {
        scene_text(scene, x, y, row->ratio, size, chart_text_color(row->color), ANCHOR_START)->is_bold = TRUE;
        chart_continue(scene, layout, row->rest, size, COLOR_INK2);
    } else if (row->rest) {
        scene_text(scene, x, y, row->rest, size, COLOR_INK2, ANCHOR_START);
    }
}

static ColorToken name_color(const ForestRow *row)
{
    return row->color == COLOR_INK2 ? COLOR_INK2 : COLOR_INK;
}

static double name_size(const SceneLayout *layout, const ForestRow *row)
{
    return row->family == FONT_MONO ? chart_name_size(layout) : layout->text_size;
}

/* Names are shortened here, once, for measuring and drawing alike. */
static void measure(Forest *forest, const SceneLayout *layout)
{
    double fs = layout->text_size;
    for (guint i = 0; i < forest->rows->len; i++) {
        ForestRow *row = g_ptr_array_index(forest->rows, i);
        if (row->name) {
            char *shown =
                chart_name(layout, row->name, name_size(layout, row), row->family, .32 * layout->width);
            g_free(row->name);
            row->name = shown;
            double width =
                chart_text_width(layout, shown, name_size(layout, row), row->family, row->is_strong);
            forest->name_width = MAX(forest->name_width, width);
        }
        if (row->detail) {
            double width = chart_text_width(layout, row->detail, chart_tick_size(layout), FONT_SANS, FALSE);
            forest->detail_width = MAX(forest->detail_width, width);
        }
        double value = row->ratio ? chart_text_width(layout, row->ratio, fs, FONT_SANS, TRUE) : 0;
        value += row->rest ? chart_text_width(layout, row->rest, fs, FONT_SANS, FALSE) : 0;
        forest->value_width = MAX(forest->value_width, value);
    }
}

/* Names left, details right of them, then the plot, then the numbers. */
static void draw_wide(Scene *scene, const SceneLayout *layout, Forest *forest, double margin)
{
    double fs = layout->text_size, detail_x = 12.6 * fs;
    measure(forest, layout);
    double needed = forest->name_width + (forest->detail_width > 0 ? forest->detail_width + fs : 0);
    detail_x = MAX(detail_x, needed);
    double right = MAX(14.2 * fs, forest->value_width + 1.5 * fs);
    Axis axis = ratio_axis(forest, detail_x + 1.2 * fs, layout->width - right);
    double top = 2.5 * fs, pitch = forest->row_height * fs;
    draw_frame(scene, layout, forest, &axis, top + pitch * forest->rows->len, margin);
    for (guint i = 0; i < forest->rows->len; i++) {
        const ForestRow *row = g_ptr_array_index(forest->rows, i);
        double y = top + pitch * (i + .5);
        if (row->name) {
            Shape *text = scene_text(scene, 0, y + .34 * fs, row->name, name_size(layout, row),
                                     name_color(row), ANCHOR_START);
            text->family = row->family;
            text->is_bold = row->is_strong;
        }
        if (row->detail)
            scene_text(scene, detail_x, y + .33 * fs, row->detail, chart_tick_size(layout), COLOR_INK2,
                       ANCHOR_END);
        draw_value(scene, layout, row, axis.x1 + 1.2 * fs, y + .34 * fs);
        draw_marks(scene, layout, &axis, row, y);
    }
}

/* Two lines a row: the words, then the mark. */
static void draw_narrow(Scene *scene, const SceneLayout *layout, Forest *forest, double margin)
{
    double fs = layout->text_size, size = chart_small_size(layout), top = 2.2 * fs, pitch = 3.4 * fs;
    Axis axis = ratio_axis(forest, .6 * fs, layout->width - .6 * fs);
    draw_frame(scene, layout, forest, &axis, top + pitch * forest->rows->len + .3 * fs, margin);
    for (guint i = 0; i < forest->rows->len; i++) {
        const ForestRow *row = g_ptr_array_index(forest->rows, i);
        double y = top + pitch * i + 1.25 * fs;
        g_autofree char *value = g_strconcat(row->ratio ? row->ratio : "", row->rest, NULL);
        double value_width = chart_text_width(layout, value, size, FONT_SANS, FALSE);
        if (row->name || row->detail) {
            const char *full = row->name ? row->name : row->detail;
            FontFamily family = row->name ? row->family : FONT_SANS;
            g_autofree char *name = chart_name(layout, full, size, family, layout->width - value_width - fs);
            Shape *text = scene_text(scene, row->name ? 0 : fs, y, name, size, name_color(row), ANCHOR_START);
            text->family = family;
            text->has_halo = TRUE;
        }
        ColorToken color = row->ratio ? chart_text_color(row->color) : COLOR_INK2;
        scene_text(scene, layout->width, y, value, size, color, ANCHOR_END)->has_halo = TRUE;
        draw_marks(scene, layout, &axis, row, y + 1.5 * fs);
    }
}

/* What the marks say, in words, for those who do not see them. */
static char *describe(const Forest *forest)
{
    GString *text = g_string_new(NULL);
    const char *name = "";
    for (guint i = 0; i < forest->rows->len; i++) {
        const ForestRow *row = g_ptr_array_index(forest->rows, i);
        name = row->name ? row->name : name;
        if (!row->ratio)
            continue;
        g_string_append_printf(text, "%s%s%s%s %s%s", text->len ? "; " : "", name, row->detail ? ", " : "",
                               row->detail ? row->detail : "", row->ratio, row->rest);
    }
    g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

/* The rows of the layout's part; sets next_row when more follow. */
static void take_part(Forest *forest, const SceneLayout *layout, Scene *scene)
{
    guint n = forest->rows->len, first = MIN(layout->first_row, n);
    guint last = layout->max_rows > 0 ? MIN(first + layout->max_rows, n) : n;
    scene->next_row = last < n ? last : 0;
    if (last < n)
        g_ptr_array_remove_range(forest->rows, last, n - last);
    if (first > 0)
        g_ptr_array_remove_range(forest->rows, 0, first);
}

/* Nothing to compare, no figure. */
static Scene *draw(const char *kind, const char *subject, Forest *forest, const Findings *findings,
                   const SceneLayout *layout)
{
    g_autoptr(GPtrArray) rows = forest->rows;
    gboolean has_ratio = FALSE;
    for (guint i = 0; i < rows->len; i++)
        has_ratio |= ((const ForestRow *)g_ptr_array_index(rows, i))->ratio != NULL;
    if (!has_ratio)
        return NULL;
    const VariantFindings *base = g_ptr_array_index(findings->variants, 0);
    Scene *scene = chart_scene(kind, subject, layout);
    scene->title = subject ? g_strdup_printf("Speed of every benchmark of %s relative to %s", subject,
                                             base->variant->label)
                           : g_strdup_printf("Speed of each variant relative to %s", base->variant->label);
    row_extent(rows, &forest->low, &forest->high); /* of all parts: one axis for all pages */
    take_part(forest, layout, scene);
    scene->description = describe(forest);
    set_words(forest, findings);
    if (layout->is_narrow)
        draw_narrow(scene, layout, forest, findings->options.margin);
    else
        draw_wide(scene, layout, forest, findings->options.margin);
    return scene;
}

/* A suite with several changed variants: the means, and below each its benchmarks where that stays a short list. */
static void add_suite_variant(Forest *forest, const Findings *findings, const VariantFindings *variant,
                              gboolean has_rows)
{
    g_autoptr(GPtrArray) sorted = sorted_comparisons(findings, variant);
    gboolean is_alone = has_rows && sorted->len == 1; /* its own mean: shown once */
    if (!is_alone)
        add_geometric_mean(forest, findings, variant, variant->variant->label, FONT_MONO);
    for (guint i = 0; has_rows && i < sorted->len; i++) {
        const Comparison *c = g_ptr_array_index(sorted, i);
        ForestRow *row = row_new(is_alone ? variant->variant->label : NULL, is_alone ? FONT_MONO : FONT_SANS);
        row->detail = text_ellipsize_middle(c->base->timing->benchmark, CHART_NAME_CHARS);
        set_ratio(row, c->speedup, c->ci_low, c->ci_high, c->verdict);
        g_ptr_array_add(forest->rows, row);
    }
}

static guint n_all_comparisons(const Findings *findings)
{
    guint n = 0;
    for (guint i = 1; i < findings->variants->len; i++)
        n += n_comparisons_of(findings, g_ptr_array_index(findings->variants, i));
    return n;
}

Scene *forest_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    (void)subject;
    if (findings->variants->len < 2)
        return NULL;
    Forest forest = {.rows = g_ptr_array_new_with_free_func(row_free)};
    gboolean suite = is_suite(findings), is_short = n_all_comparisons(findings) <= SUITE_ROWS_ON_PAGE_ONE;
    add_base_row(&forest, findings, !suite);
    for (guint i = 1; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        const char *name = variant->variant->label;
        if (suite && findings->variants->len == 2) {
            add_suite_summary(&forest, findings, variant);
        } else if (suite) {
            add_suite_variant(&forest, findings, variant, is_short);
        } else {
            add_process_rows(&forest, findings, variant, &name);
            add_timing_rows(&forest, findings, variant, name);
        }
    }
    forest.row_height = forest.rows->len > CROWD_OF_ROWS ? 1.3 : forest.rows->len > MANY_ROWS ? 1.6 : 2.15;
    return draw("forest", NULL, &forest, findings, layout);
}

Scene *suite_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    const VariantFindings *variant = changed_variant(findings, subject);
    if (!variant || n_comparisons_of(findings, variant) < 2)
        return NULL;
    Forest forest = {.rows = g_ptr_array_new_with_free_func(row_free), .row_height = 1.3};
    add_geometric_mean(&forest, findings, variant, "geometric mean", FONT_SANS);
    g_autoptr(GPtrArray) sorted = sorted_comparisons(findings, variant);
    for (guint i = 0; i < sorted->len; i++)
        add_benchmark_row(&forest, g_ptr_array_index(sorted, i));
    return draw("suite", variant->variant->name, &forest, findings, layout);
}
