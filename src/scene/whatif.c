/* The figure of a what-if; see whatif.h. Both axes are log2: S of the part along the bottom, speed of the whole upwards. */
#include "scene/whatif.h"

#include <math.h>
#include <string.h>

#include "analyze/headline.h"
#include "analyze/what_if.h"
#include "base/number.h"
#include "scene/chart.h"

#define LEAST_PART 64.   /* the axis goes at least so far */
#define MOST_WHOLE 4096. /* and at most so high: a share of nearly 1 has no useful limit */
#define MOST_VARIANTS 4
#define CURVE_STEPS 64
#define PLOT_HEIGHT 14. /* text sizes */
#define LABEL_PITCH 1.3 /* text sizes between two labels at the right */

/* A line at some height with words behind the plot. */
typedef struct {
    double speed;
    char *words;
    ColorToken color;
    gboolean is_dashed;
    double y; /* of the words, apart from each other */
} Level;

static void clear_level(gpointer data)
{
    g_free(((Level *)data)->words);
}

/* ------------------------------------------------------------------ what is shown */

static const WhatIfFindings *find_answer(const Findings *findings, const char *subject)
{
    for (guint i = 0; i < findings->what_ifs->len; i++) {
        const WhatIfFindings *answer = g_ptr_array_index(findings->what_ifs, i);
        if (!subject || g_str_equal(answer->question->name, subject))
            return answer;
    }
    return NULL;
}

static void add_level(GArray *levels, double speed, char *words, ColorToken color, gboolean is_dashed)
{
    Level level = {.speed = speed, .words = words, .color = color, .is_dashed = is_dashed};
    if (isfinite(speed) && speed <= MOST_WHOLE && speed > 0)
        g_array_append_val(levels, level);
    else
        g_free(words);
}

/* The limit, and what the changed variants reached. */
static GArray *find_levels(const Findings *findings, const WhatIfFindings *answer, const SceneLayout *layout)
{
    GArray *levels = g_array_new(FALSE, TRUE, sizeof(Level));
    double limit = what_if_speed(answer->share, INFINITY);
    g_autofree char *shown = number_ratio(limit, NAN);
    g_array_set_clear_func(levels, clear_level);
    add_level(levels, limit, g_strdup_printf("limit %s", shown), COLOR_FAST, TRUE);
    for (guint i = 1; i < findings->variants->len && i <= MOST_VARIANTS; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        Headline headline = headline_find(findings, variant);
        if (headline.kind == HEADLINE_NONE || !(headline.speedup >= 1))
            continue;
        const char *label = variant->variant->label ? variant->variant->label : variant->variant->name;
        g_autofree char *name = chart_name(layout, label, layout->text_size, FONT_SANS,
                                           (layout->is_narrow ? .3 : .18) * layout->width);
        g_autofree char *speed = number_ratio(headline.speedup, (headline.ci_high - headline.ci_low) / 2);
        add_level(levels, headline.speedup, g_strdup_printf("%s %s", name, speed), COLOR_INK, FALSE);
    }
    return levels;
}

/* ------------------------------------------------------------------ axes */

static double largest_part(const WhatIf *question)
{
    double most = LEAST_PART;
    for (guint i = 0; i < question->n_speedups; i++)
        most = fmax(most, 1.5 * question->speedups[i]);
    return most;
}

static double largest_whole(const WhatIfFindings *answer, const GArray *levels, double part)
{
    double most = what_if_speed(isnan(answer->share_high) ? answer->share : answer->share_high, part);
    for (guint i = 0; i < levels->len; i++)
        most = fmax(most, g_array_index(levels, Level, i).speed);
    return fmax(1.2 * fmin(most, MOST_WHOLE), 1.5);
}

/* Grid lines at powers of two; labels at the left. */
static void draw_wholes(Scene *scene, const SceneLayout *layout, const Axis *x, const Axis *y)
{
    double fs = layout->text_size, size = chart_tick_size(layout);
    OctaveTicks ticks = ticks_octaves(y->low, y->high);
    guint step = chart_label_step(fabs(y->x1 - y->x0) / log2(y->high / y->low), 1.6 * fs);
    for (guint i = 0; i < ticks.n; i += step) {
        int exponent = ticks.first + (int)i;
        double at = axis_position(y, exp2(exponent));
        g_autofree char *label = ticks_octave_label(exponent);
        scene_line(scene, x->x0, at, x->x1, at, exponent == 0 ? COLOR_AXIS : COLOR_RULE, .06 * fs);
        scene_text(scene, x->x0 - .5 * fs, at + .3 * fs, label, size, COLOR_INK2, ANCHOR_END);
    }
}

static void draw_parts(Scene *scene, const SceneLayout *layout, const Axis *x, double bottom)
{
    double fs = layout->text_size, size = chart_tick_size(layout);
    OctaveTicks ticks = ticks_octaves(x->low, x->high);
    guint step = chart_label_step((x->x1 - x->x0) / log2(x->high / x->low), 3.2 * fs);
    for (guint i = 0; i < ticks.n; i += step) {
        g_autofree char *label = ticks_octave_label(ticks.first + (int)i);
        scene_text(scene, axis_position(x, exp2(ticks.first + (int)i)), bottom + 1.25 * fs, label, size,
                   COLOR_INK2, ANCHOR_MIDDLE);
    }
    scene_text(scene, x->x1, bottom + 2.6 * fs, "how much faster the part becomes (log₂)", size, COLOR_INK2,
               ANCHOR_END);
}

/* ------------------------------------------------------------------ curves */

/* The points of one curve from left to right, or back. */
static void append_curve(GArray *points, const Axis *x, const Axis *y, double share, gboolean is_back)
{
    for (guint i = 0; i <= CURVE_STEPS; i++) {
        guint step = is_back ? CURVE_STEPS - i : i;
        double part = x->low * pow(x->high / x->low, (double)step / CURVE_STEPS);
        double point[] = {axis_position(x, part),
                          axis_position(y, fmin(what_if_speed(share, part), y->high))};
        g_array_append_vals(points, point, 2);
    }
}

static void draw_curves(Scene *scene, const WhatIfFindings *answer, const Axis *x, const Axis *y, double fs)
{
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(double));
    if (!isnan(answer->share_low)) {
        append_curve(points, x, y, answer->share_low, FALSE);
        append_curve(points, x, y, answer->share_high, TRUE);
        scene_path(scene, (const double *)(const void *)points->data, points->len / 2, COLOR_FASTL,
                   COLOR_NONE, 0);
        g_array_set_size(points, 0);
    }
    append_curve(points, x, y, answer->share, FALSE);
    scene_path(scene, (const double *)(const void *)points->data, points->len / 2, COLOR_NONE, COLOR_FAST,
               .16 * fs);
}

static void draw_points(Scene *scene, const SceneLayout *layout, const WhatIfFindings *answer, const Axis *x,
                        const Axis *y)
{
    double fs = layout->text_size;
    for (guint i = 0; i < answer->question->n_speedups; i++) {
        double part = answer->question->speedups[i], whole = what_if_speed(answer->share, part);
        if (whole > y->high)
            continue;
        double at_x = axis_position(x, part), at_y = axis_position(y, whole);
        g_autofree char *label = number_ratio(whole, NAN);
        chart_mark(scene, MARK_DOT, at_x, at_y, fs, COLOR_FAST);
        scene_text(scene, at_x + .5 * fs, at_y + 1.15 * fs, label, chart_small_size(layout), COLOR_FAST,
                   ANCHOR_START)
            ->has_halo = TRUE;
    }
}

/* ------------------------------------------------------------------ levels */

static gint higher_first(gconstpointer a, gconstpointer b)
{
    double x = ((const Level *)a)->speed, y = ((const Level *)b)->speed;
    return x > y ? -1 : x < y;
}

/* Words that would touch are moved down. */
static void draw_levels(Scene *scene, const SceneLayout *layout, GArray *levels, const Axis *x, const Axis *y)
{
    double fs = layout->text_size, free_from = -INFINITY;
    g_array_sort(levels, higher_first);
    for (guint i = 0; i < levels->len; i++) {
        Level *level = &g_array_index(levels, Level, i);
        double at = axis_position(y, level->speed);
        scene_line(scene, x->x0, at, x->x1, at, level->color, .09 * fs)->is_dashed = level->is_dashed;
        level->y = fmax(at, free_from);
        free_from = level->y + LABEL_PITCH * fs;
        scene_text(scene, x->x1 + .5 * fs, level->y + .33 * fs, level->words, chart_small_size(layout),
                   level->color, ANCHOR_START)
            ->has_halo = TRUE;
    }
}

static double widest_words(const GArray *levels, const SceneLayout *layout)
{
    double widest = 0;
    for (guint i = 0; i < levels->len; i++)
        widest = fmax(widest, chart_text_width(layout, g_array_index(levels, Level, i).words,
                                               chart_small_size(layout), FONT_SANS, FALSE));
    return widest;
}

/* ------------------------------------------------------------------ the figure */

static void describe(Scene *scene, const WhatIfFindings *answer, const GArray *levels)
{
    g_autofree char *share = number_percent(answer->share);
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "Amdahl's law for a part of %s:", share);
    for (guint i = 0; i < answer->question->n_speedups; i++) {
        g_autofree char *part = number_ratio(answer->question->speedups[i], NAN);
        g_autofree char *whole =
            number_ratio(what_if_speed(answer->share, answer->question->speedups[i]), NAN);
        g_string_append_printf(text, " %s gives %s,", part, whole);
    }
    for (guint i = 0; i < levels->len; i++)
        g_string_append_printf(text, "%s %s", i ? "," : "", g_array_index(levels, Level, i).words);
    scene->title = g_strdup_printf("Speed of the whole if \"%s\" were faster", answer->question->name);
    scene->description = g_string_free(text, FALSE);
}

Scene *whatif_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    const WhatIfFindings *answer = find_answer(findings, subject);
    if (!answer)
        return NULL;
    g_autoptr(GArray) levels = find_levels(findings, answer, layout);
    double fs = layout->text_size, top = fs, bottom = top + PLOT_HEIGHT * fs;
    double part = largest_part(answer->question);
    Axis x = {.low = 1,
              .high = part,
              .x0 = 3.4 * fs,
              .x1 = layout->width - widest_words(levels, layout) - fs,
              .is_log = TRUE};
    Axis y = {.low = 1, .high = largest_whole(answer, levels, part), .x0 = bottom, .x1 = top, .is_log = TRUE};
    Scene *scene = chart_scene("whatif", subject, layout);
    draw_wholes(scene, layout, &x, &y);
    draw_parts(scene, layout, &x, bottom);
    draw_curves(scene, answer, &x, &y, fs);
    draw_levels(scene, layout, levels, &x, &y);
    draw_points(scene, layout, answer, &x, &y);
    scene->height = bottom + 3.2 * fs;
    describe(scene, answer, levels);
    return scene;
}
