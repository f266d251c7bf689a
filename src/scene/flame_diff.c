/* Differences of flame graphs; see flame_diff.h. The width of a box is the larger own time of the two sides plus the widths of its
 * children: the larger of the two totals would not nest. Colour is the change, orange and hatched for more; what may be chance
 * (|z| < 2 on counts of samples) is grey. */
#include "scene/flame_diff.h"

#include <math.h>
#include <string.h>

#include "analyze/hotspots.h"
#include "base/number.h"
#include "scene/chart.h"
#include "scene/flame_layout.h"
#include "scene/flame_paint.h"

#define CLEAR_Z 2.       /* standard errors */
#define CLEAR_SHARE .005 /* of the larger total, where nothing is known about chance */
#define SCREEN_ROWS 48
#define PAPER_ROWS 30
#define MAX_BOXES 1500
#define BASE 0
#define CHANGED 1

typedef struct {
    const Hotspots *hotspots;
    guint changed;                 /* index of the variant in hotspots */
    FlameTree *tree;               /* weights in the unit of the hotspots */
    double *widths, *own;          /* [n_nodes] */
    double variances[FLAME_SIDES]; /* of one unit of weight: factor if counts are samples, else 0 */
    double longest;                /* the larger total */
    FlamePainter painter;
} Difference;

/* ------------------------------------------------------------------ the merged tree */

/* Which variant the keys are for. */
typedef struct {
    const Hotspots *hotspots;
    guint variant;
} KeyContext;

static char *node_key(const Frame *frame, gpointer data)
{
    const KeyContext *context = data;
    return hotspots_variant_key(context->hotspots, context->variant, frame->name, frame->module);
}

static gboolean counts_samples(const Profile *profile)
{
    return g_str_equal(profile->weight_unit, "samples");
}

static void merge_sides(Difference *diff)
{
    const Hotspots *hotspots = diff->hotspots;
    const guint sides[FLAME_SIDES] = {0, diff->changed};
    diff->tree = flame_tree_new();
    for (guint side = 0; side < FLAME_SIDES; side++) {
        KeyContext context = {hotspots, sides[side]};
        const Profile *profile = hotspots->profiles[sides[side]];
        double factor = hotspots->factors[sides[side]];
        flame_tree_add(diff->tree, profile, side, factor, node_key, &context);
        diff->longest = MAX(diff->longest, hotspots->totals[sides[side]]);
        diff->variances[side] = factor;
    }
    flame_tree_finish(diff->tree);
    if (!counts_samples(hotspots->profiles[0]) || !counts_samples(hotspots->profiles[diff->changed]))
        diff->variances[BASE] = diff->variances[CHANGED] = 0;
}

/* Widths from the leaves up; children stand behind their parents. */
static void measure_widths(Difference *diff)
{
    guint n = diff->tree->nodes->len;
    diff->widths = g_new0(double, n);
    diff->own = g_new0(double, n);
    for (guint32 i = n; i-- > 0;) {
        const FlameNode *node = flame_tree_node(diff->tree, i);
        diff->own[i] = MAX(node->self[BASE], node->self[CHANGED]);
        diff->widths[i] += diff->own[i] + MAX(node->pruned[BASE], node->pruned[CHANGED]);
        if (node->parent != FLAME_NONE)
            diff->widths[node->parent] += diff->widths[i];
    }
}

/* ------------------------------------------------------------------ looks and words */

static gboolean is_clear(const Difference *diff, const FlameNode *node)
{
    double change = node->total[CHANGED] - node->total[BASE];
    double variance =
        node->total[BASE] * diff->variances[BASE] + node->total[CHANGED] * diff->variances[CHANGED];
    if (diff->variances[BASE] > 0)
        return variance > 0 && fabs(change) >= CLEAR_Z * sqrt(variance);
    return fabs(change) >= CLEAR_SHARE * diff->longest;
}

/* Darker above a change by half and by nine tenths. */
static ColorToken change_color(const Difference *diff, const FlameNode *node)
{
    double more = MAX(node->total[BASE], node->total[CHANGED]);
    double change = node->total[CHANGED] - node->total[BASE];
    if (more <= 0 || !is_clear(diff, node))
        return COLOR_DN;
    guint step = fabs(change) / more >= .9 ? 2 : fabs(change) / more >= .5 ? 1 : 0;
    return (ColorToken)((change < 0 ? COLOR_D1 : COLOR_U1) + step);
}

static gboolean is_seconds(const Difference *diff)
{
    return diff->hotspots->unit == HOTSPOT_SECONDS;
}

/* "31.72 s", or per cent of the own profile. Transfer full. */
static char *show_value(const Difference *diff, double value)
{
    if (!is_seconds(diff))
        return number_percent(value);
    NumberScale scale = number_scale_seconds(diff->longest);
    return number_with_unit(value, number_decimals_significant(diff->longest / scale.factor, 4), &scale);
}

/* "−29.50 s", "+1.2 points". Transfer full. */
static char *show_change(const Difference *diff, const FlameNode *node)
{
    double change = node->total[CHANGED] - node->total[BASE];
    if (!is_seconds(diff)) {
        g_autofree char *points = number_signed(change * 100, 1);
        return g_strconcat(points, NUMBER_THIN_SPACE "points", NULL);
    }
    NumberScale scale = number_scale_seconds(diff->longest);
    g_autofree char *value =
        number_signed(change / scale.factor, number_decimals_significant(diff->longest / scale.factor, 4));
    return g_strconcat(value, NUMBER_THIN_SPACE, scale.symbol, NULL);
}

static char *node_title(const Difference *diff, const FlameNode *node, const char *change)
{
    g_autofree char *base = show_value(diff, node->total[BASE]);
    g_autofree char *changed = show_value(diff, node->total[CHANGED]);
    g_autofree char *self_base = show_value(diff, node->self[BASE]);
    g_autofree char *self_changed = show_value(diff, node->self[CHANGED]);
    return g_strconcat(node->name, node->module ? " (" : "", node->module ? node->module : "",
                       node->module ? ")" : "", ": ", base, " → ", changed, " (", change, "); self ",
                       self_base, " → ", self_changed, NULL);
}

/* Name, module and both weights, for the script. */
static char *node_data(const FlameNode *node)
{
    g_autofree char *base = number_rounded(node->total[BASE]);
    g_autofree char *changed = number_rounded(node->total[CHANGED]);
    return g_strconcat(node->name, "\t", node->module ? node->module : "", "\t", base, "\t", changed, NULL);
}

/* ------------------------------------------------------------------ boxes */

static void paint_frame(Difference *diff, const FlameBox *box, FlameBoxLook *look)
{
    const FlameNode *node = flame_tree_node(diff->tree, box->node);
    g_autofree char *change = show_change(diff, node);
    g_autofree char *title = diff->painter.is_paper ? NULL : node_title(diff, node, change);
    g_autofree char *data = diff->painter.is_paper ? NULL : node_data(node);
    g_autofree char *label = g_strconcat(node->name, " ", change, NULL);
    g_autofree char *key = g_strconcat(node->name, "\t", node->module, NULL);
    look->fill = change_color(diff, node);
    look->is_hatched = look->fill >= COLOR_U1 && look->fill <= COLOR_U3;
    look->stroke = look->is_hatched ? COLOR_SLOWT : COLOR_NONE;
    look->has_halo = look->is_hatched;
    look->label = label;
    look->detail = node->module;
    look->number_key = key;
    look->title = title;
    look->data = data;
    flame_paint_box(&diff->painter, look);
}

static void paint_rest(Difference *diff, const FlameBox *box, FlameBoxLook *look)
{
    g_autofree char *label = g_strdup_printf("%u frames", box->n_hidden);
    g_autofree char *title = g_strdup_printf(
        box->kind == FLAME_BOX_CHAIN ? "+%u frames folded" : "%u more frames not drawn", box->n_hidden);
    g_autofree char *data = g_strdup_printf("%s\t\t0\t0", label);
    look->fill = COLOR_R0;
    look->stroke = COLOR_AXIS;
    look->is_hatched = TRUE;
    look->title = title;
    look->data = data;
    flame_paint_box(&diff->painter, look);
}

static void paint_boxes(Difference *diff, const GArray *boxes, double top)
{
    for (guint i = 0; i < boxes->len; i++) {
        const FlameBox *box = &g_array_index(boxes, FlameBox, i);
        FlameBoxLook look = {.x = box->x,
                             .y = top + box->row * diff->painter.row_height,
                             .width = box->width,
                             .stroke = COLOR_NONE};
        if (box->kind == FLAME_BOX_FRAME)
            paint_frame(diff, box, &look);
        else
            paint_rest(diff, box, &look);
    }
}

static GArray *lay_out(const Difference *diff, guint *n_rows)
{
    gboolean is_paper = diff->painter.is_paper;
    FlameLayout layout = {.scale = diff->painter.layout->width / diff->widths[0],
                          .least_box = is_paper ? .5 : 1,
                          .line_box = INFINITY,
                          .narrow = is_paper ? 5 : 10,
                          .deep = 5,
                          .max_rows = is_paper ? PAPER_ROWS : SCREEN_ROWS,
                          .max_boxes = MAX_BOXES,
                          .widths = diff->widths,
                          .own_widths = diff->own};
    return flame_layout_boxes(diff->tree, &layout, n_rows);
}

/* ------------------------------------------------------------------ the figure */

static const char *label_of(const Difference *diff, guint variant)
{
    const VariantFindings *findings = g_ptr_array_index(diff->hotspots->variants, variant);
    return findings->variant->label ? findings->variant->label : findings->variant->name;
}

static double paint_legend(Difference *diff, double y)
{
    static const FlameLegendItem less[] = {{{COLOR_D3, COLOR_D2, COLOR_D1}, FALSE, "less time"},
                                           {{COLOR_DN, COLOR_NONE, COLOR_NONE}, FALSE, "no clear change"},
                                           {{COLOR_U1, COLOR_U2, COLOR_U3}, TRUE, "more time"},
                                           {{COLOR_R0, COLOR_NONE, COLOR_NONE}, TRUE, "folded or not drawn"}};
    FlameLegendItem items[G_N_ELEMENTS(less)];
    memcpy(items, less, sizeof items);
    if (!is_seconds(diff)) {
        items[0].label = "smaller share";
        items[2].label = "larger share";
    }
    return flame_paint_legend(&diff->painter, y, items, G_N_ELEMENTS(items));
}

static void describe(const Difference *diff, Scene *scene)
{
    g_autofree char *rate = number_percent(diff->hotspots->match_rates[diff->changed]);
    scene->is_interactive = TRUE;
    scene->title =
        g_strdup_printf("Difference between %s and %s", label_of(diff, 0), label_of(diff, diff->changed));
    scene->description =
        g_strdup_printf("Merged icicle graph: width is the larger own %s of the two plus the children, "
                        "colour is the change. Functions "
                        "that both have hold at least %s of the %s.",
                        is_seconds(diff) ? "time" : "share", rate, is_seconds(diff) ? "time" : "weight");
}

static void paint_figure(Difference *diff)
{
    Scene *scene = diff->painter.scene;
    guint n_rows = 0;
    g_autoptr(GArray) boxes = lay_out(diff, &n_rows);
    g_autofree char *total = number_shortest(diff->widths[0]);
    g_autofree char *width = number_fixed(diff->painter.layout->width, 2);
    g_autofree char *data = g_strdup_printf("\t%s\t%s\t%s", total, is_seconds(diff) ? "1" : "", width);
    double y = 2;
    scene_group(scene, data);
    paint_boxes(diff, boxes, y);
    scene_group_end(scene);
    y += n_rows * diff->painter.row_height + .6 * diff->painter.text_size;
    y += paint_legend(diff, y);
    y += flame_paint_index(&diff->painter, y);
    scene->height = y + 2;
    describe(diff, scene);
}

/* Index of the variant in the hotspots; 0 when it has no profile or is the base. */
static guint find_variant(const Hotspots *hotspots, const char *subject)
{
    for (guint i = 1; i < hotspots->variants->len; i++)
        if (g_str_equal(((const VariantFindings *)g_ptr_array_index(hotspots->variants, i))->variant->name,
                        subject))
            return i;
    return 0;
}

Scene *flame_diff_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    g_autoptr(Hotspots) hotspots = hotspots_new(findings);
    guint changed = hotspots && hotspots->has_base && subject ? find_variant(hotspots, subject) : 0;
    if (changed == 0 || !hotspots_can_diff(hotspots, changed))
        return NULL;
    Difference diff = {.hotspots = hotspots, .changed = changed};
    Scene *scene = chart_scene("diff", subject, layout);
    flame_painter_init(&diff.painter, scene, layout);
    scene->text_size = diff.painter.text_size;
    merge_sides(&diff);
    measure_widths(&diff);
    paint_figure(&diff);
    flame_painter_clear(&diff.painter);
    flame_tree_free(diff.tree);
    g_free(diff.widths);
    g_free(diff.own);
    return scene;
}
