/* Ratios in the cells of a table; see ratio_cell.h. */
#include "scene/ratio_cell.h"

#include <math.h>

#include "base/number.h"
#include "scene/chart.h"

#define WIDTH_PT 250.0
#define EDGE_PT 14.0
#define ROW_PT 26.0
#define HEAD_PT 16.0
#define TEXT_PT 12.0
/* Octaves: a ratio beyond an eighth or 128 stands at the edge, with an arrow if it has an interval; one extreme row must not press all
 * others together. */
#define FIRST_LEAST (-3)
#define LAST_MOST 7

/* All rows of the index share one axis, so that dots can be compared down the column. */
void ratio_range_add(RatioRange *range, double ratio)
{
    if (!(ratio > 0) || !isfinite(ratio))
        return;
    double octaves = log2(ratio);
    range->first = MAX(FIRST_LEAST, MIN(range->first, (int)floor(octaves)));
    range->last = MIN(LAST_MOST, MAX(range->last, (int)ceil(octaves)));
}

static Axis axis_of(const RatioRange *range)
{
    return (Axis){.low = exp2(range->first),
                  .high = exp2(range->last),
                  .x0 = EDGE_PT,
                  .x1 = WIDTH_PT - EDGE_PT,
                  .is_log = TRUE};
}

Scene *ratio_axis_build(const RatioRange *range, const TextRuler *ruler)
{
    SceneLayout layout = {.width = WIDTH_PT, .text_size = TEXT_PT, .ruler = ruler};
    Axis axis = axis_of(range);
    Scene *scene = scene_new("ratio-axis", WIDTH_PT, HEAD_PT);
    scene->text_size = TEXT_PT;
    g_autofree char *low = ticks_octave_label(range->first);
    g_autofree char *high = ticks_octave_label(range->last);
    scene->title = g_strdup("Axis");
    scene->description = g_strdup_printf("Ratio axis from %s to %s, log2", low, high);
    for (int octave = range->first; octave <= range->last; octave++) {
        g_autofree char *label = ticks_octave_label(octave);
        scene_text(scene, axis_position(&axis, exp2(octave)), HEAD_PT - 4, label, chart_tick_size(&layout),
                   COLOR_INK2, ANCHOR_MIDDLE);
    }
    return scene;
}

Scene *ratio_cell_build(const RatioRange *range, const char *id, double ratio, double low, double high,
                        Verdict verdict, const TextRuler *ruler G_GNUC_UNUSED)
{
    Axis axis = axis_of(range);
    Scene *scene = scene_new(id, WIDTH_PT, ROW_PT);
    g_autofree char *shown = number_ratio(ratio, (high - low) / 2);
    scene->text_size = TEXT_PT;
    scene->title = g_strdup(shown[0] ? shown : "no ratio");
    for (int octave = range->first; octave <= range->last; octave++) {
        double x = axis_position(&axis, exp2(octave));
        scene_line(scene, x, 0, x, ROW_PT, octave == 0 ? COLOR_AXIS : COLOR_RULE, octave == 0 ? .8 : .6);
    }
    /* the grid stays: an empty cell would break the line of its neighbours */
    if (!(ratio > 0) || !isfinite(ratio))
        return scene;
    ColorToken color = chart_verdict_color(verdict);
    double x = axis_position(&axis, CLAMP(ratio, axis.low, axis.high));
    if (low > 0 && isfinite(high))
        chart_interval(scene, axis_position(&axis, low), axis_position(&axis, high), ROW_PT / 2, axis.x0,
                       axis.x1, TEXT_PT, color, TRUE);
    chart_mark(scene, chart_verdict_mark(verdict, isfinite(low)), x, ROW_PT / 2, TEXT_PT, color);
    return scene;
}
