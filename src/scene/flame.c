/* Flame graphs; see flame.h. Measures and rules: design.md section 7. */
#include "scene/flame.h"

#include <math.h>
#include <string.h>

#include "analyze/headline.h"
#include "analyze/hotspots.h"
#include "base/number.h"
#include "scene/chart.h"
#include "scene/flame_layout.h"
#include "scene/flame_paint.h"

#define SCREEN_ROWS 64    /* of one graph alone */
#define STACKED_ROWS 84   /* of several together */
#define PAPER_HEIGHT 445. /* points of a landscape page that caption and head leave */
#define HEADING 1.7       /* text sizes */
#define GRAPH_SPACE 2.7   /* text sizes around a graph: heading and the gap behind it */
#define LEAST_ROWS 6      /* of a graph among several */
#define SCREEN_BOXES 1500
#define PAPER_BOXES 4000
#define DEEP_ROW 5
#define NARROW 10.
#define LINE_BOX 14.
#define MAX_GRAPHS 3
#define CHAIN_NAMES 12 /* named in the title of a folded chain */

/* One graph of the figure. */
typedef struct {
    const VariantFindings *variant;
    const Profile *profile;
    FlameTree *tree;
    double factor; /* axis unit per weight (not per 10^-decimals) */
    double total;  /* in the unit of the axis */
    double scale;  /* points per weight */
    guint n_rows, max_rows;
    GArray *boxes; /* of FlameBox */
} Graph;

/* What the axis counts. */
typedef struct {
    gboolean is_seconds, is_share;
    const char *unit; /* "s", "%", "samples", "cycles", "weight" */
    double longest;   /* the longest graph, in that unit */
} FlameAxis;

/* ------------------------------------------------------------------ which profiles */

static const char *label_of(const VariantFindings *variant)
{
    return variant->variant->label ? variant->variant->label : variant->variant->name;
}

static void add_graph(GArray *graphs, const VariantFindings *variant)
{
    Graph graph = {.variant = variant, .profile = hotspots_profile(variant->variant)};
    if (!graph.profile)
        return;
    graph.tree = flame_tree_new();
    flame_tree_add(graph.tree, graph.profile, 0, profile_weight(graph.profile, 1), NULL, NULL);
    flame_tree_finish(graph.tree);
    g_array_append_val(graphs, graph);
}

static void graph_clear(gpointer data)
{
    Graph *graph = data;
    flame_tree_free(graph->tree);
    if (graph->boxes)
        g_array_unref(graph->boxes);
}

/* The changed variant that leads the report; NULL when no headline has a number. */
static const VariantFindings *fastest(const Findings *findings)
{
    const VariantFindings *best = NULL;
    double most = 0;
    for (guint i = 1; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        Headline headline = headline_find(findings, variant);
        if (hotspots_profile(variant->variant) && headline.speedup > most) {
            most = headline.speedup;
            best = variant;
        }
    }
    return best;
}

/* The variant asked for; or all of them; or, when they are many, the base and the fastest. */
static GArray *choose_graphs(const Findings *findings, const char *subject)
{
    GArray *graphs = g_array_new(FALSE, FALSE, sizeof(Graph));
    gboolean is_crowd = !subject && findings->variants->len > MAX_GRAPHS;
    const VariantFindings *best = is_crowd ? fastest(findings) : NULL;
    g_array_set_clear_func(graphs, graph_clear);
    for (guint i = 0; i < findings->variants->len && graphs->len < MAX_GRAPHS; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        gboolean is_chosen =
            subject ? g_str_equal(variant->variant->name, subject) : !best || i == 0 || variant == best;
        if (is_chosen)
            add_graph(graphs, variant);
    }
    return graphs;
}

static Graph *graph_at(const GArray *graphs, guint i)
{
    return &g_array_index(graphs, Graph, i);
}

/* ------------------------------------------------------------------ scale */

static FlameAxis choose_axis(const GArray *graphs)
{
    const Profile *profiles[MAX_GRAPHS] = {0};
    for (guint i = 0; i < graphs->len; i++)
        profiles[i] = graph_at(graphs, i)->profile;
    FlameAxis axis = {.is_seconds = hotspots_unit(profiles, graphs->len) == HOTSPOT_SECONDS};
    axis.is_share = !axis.is_seconds && graphs->len > 1;
    axis.unit = axis.is_seconds ? "s" : axis.is_share ? "%" : graph_at(graphs, 0)->profile->weight_unit;
    for (guint i = 0; i < graphs->len; i++) {
        Graph *graph = graph_at(graphs, i);
        double total = profile_weight(graph->profile, graph->profile->total);
        double unit = profile_weight(graph->profile, 1);
        graph->factor = axis.is_seconds ? hotspots_seconds(graph->profile) / unit
                        : axis.is_share ? 100 / total
                                        : 1;
        graph->total = total * graph->factor;
        axis.longest = MAX(axis.longest, graph->total);
    }
    return axis;
}

static void lay_out(Graph *graph, const FlamePainter *painter, const FlameAxis *axis)
{
    double width = painter->layout->width;
    graph->scale = width * graph->factor / axis->longest;
    FlameLayout layout = {.scale = graph->scale,
                          .least_box = painter->is_paper ? .5 : 1,
                          .line_box = LINE_BOX,
                          .narrow = painter->is_paper ? NARROW / 2 : NARROW,
                          .deep = DEEP_ROW,
                          .max_rows = graph->max_rows,
                          .max_boxes = painter->is_paper ? PAPER_BOXES : SCREEN_BOXES};
    if (graph->boxes)
        g_array_unref(graph->boxes);
    graph->boxes = flame_layout_boxes(graph->tree, &layout, &graph->n_rows);
}

/* Rows that fit a page beside axis, headings, legend and index. */
static guint paper_rows(const FlamePainter *painter, guint n_graphs)
{
    double around =
        (3.2 + GRAPH_SPACE * n_graphs) * painter->text_size + flame_index_height(painter, FLAME_INDEX_MOST);
    double rows = (PAPER_HEIGHT - around) / painter->row_height;
    return (guint)MAX(rows, n_graphs * LEAST_ROWS);
}

/* Lays all graphs out in as many rows as they need, then takes rows from the deepest until they fit together. */
static void lay_out_all(GArray *graphs, const FlamePainter *painter, const FlameAxis *axis)
{
    guint most = painter->is_paper ? paper_rows(painter, graphs->len)
                 : graphs->len > 1 ? STACKED_ROWS
                                   : SCREEN_ROWS;
    guint sum = 0;
    for (guint i = 0; i < graphs->len; i++) {
        graph_at(graphs, i)->max_rows = MIN(most, SCREEN_ROWS);
        lay_out(graph_at(graphs, i), painter, axis);
        graph_at(graphs, i)->max_rows = graph_at(graphs, i)->n_rows;
        sum += graph_at(graphs, i)->n_rows;
    }
    while (sum > most) {
        Graph *deepest = graph_at(graphs, 0);
        for (guint i = 1; i < graphs->len; i++)
            if (graph_at(graphs, i)->max_rows > deepest->max_rows)
                deepest = graph_at(graphs, i);
        if (deepest->max_rows <= LEAST_ROWS)
            break;
        deepest->max_rows--;
        sum--;
    }
    for (guint i = 0; i < graphs->len; i++)
        if (graph_at(graphs, i)->max_rows < graph_at(graphs, i)->n_rows)
            lay_out(graph_at(graphs, i), painter, axis);
}

/* ------------------------------------------------------------------ words */

/* "30.58 s", "3172 samples", "4.91 G cycles". Transfer full. */
static char *show_weight(const Graph *graph, const FlameAxis *axis, double weight)
{
    if (axis->is_seconds) {
        double seconds = weight * graph->factor;
        NumberScale scale = number_scale_seconds(graph->total);
        return number_with_unit(seconds, number_decimals_significant(graph->total / scale.factor, 4), &scale);
    }
    const char *unit = graph->profile->weight_unit;
    if (profile_weight(graph->profile, graph->profile->total) < 1e6) {
        g_autofree char *count =
            graph->profile->decimals == 0 ? number_grouped((guint64)(weight + .5)) : number_fixed(weight, 3);
        return g_strdup_printf("%s %s", count, unit);
    }
    NumberScale scale = number_scale_count(profile_weight(graph->profile, graph->profile->total));
    g_autofree char *text =
        number_with_unit(weight, number_decimals_significant(weight / scale.factor, 3), &scale);
    return g_strdup_printf("%s %s", text, unit);
}

static char *show_share(const Graph *graph, double weight)
{
    return number_percent(weight / profile_weight(graph->profile, graph->profile->total));
}

static char *frame_title(const Graph *graph, const FlameAxis *axis, const FlameNode *node)
{
    g_autofree char *total = show_weight(graph, axis, node->total[0]);
    g_autofree char *self = show_weight(graph, axis, node->self[0]);
    g_autofree char *share = show_share(graph, node->total[0]);
    return g_strconcat(node->name, node->module ? " (" : "", node->module ? node->module : "",
                       node->module ? ")" : "", ": total ", total, ", ", share, "; self ", self, NULL);
}

/* Name, module, own weight, weight, for the script. */
static char *frame_data(const FlameNode *node, const char *name, double self, double total)
{
    g_autofree char *self_text = number_shortest(self);
    g_autofree char *total_text = number_shortest(total);
    return g_strconcat(name, "\t", node->module ? node->module : "", "\t", self_text, "\t", total_text, NULL);
}

static char *rest_title(const Graph *graph, const FlameAxis *axis, const FlameBox *box)
{
    g_autofree char *weight = show_weight(graph, axis, box->weight);
    g_autofree char *share = show_share(graph, box->weight);
    if (box->n_hidden == 0)
        return g_strdup_printf("frames too narrow to keep: %s, %s", weight, share);
    return g_strdup_printf("%u more frame%s not drawn: %s, %s", box->n_hidden, box->n_hidden == 1 ? "" : "s",
                           weight, share);
}

static guint32 widest_child(const FlameTree *tree, guint32 index)
{
    guint32 best = FLAME_NONE;
    for (guint32 child = flame_tree_node(tree, index)->first_child; child != FLAME_NONE;
         child = flame_tree_node(tree, child)->next)
        if (best == FLAME_NONE ||
            flame_tree_node(tree, child)->total[0] > flame_tree_node(tree, best)->total[0])
            best = child;
    return best;
}

/* "+7 frames: a › b › c ...". Transfer full. */
static char *chain_title(const FlameTree *tree, const FlameBox *box)
{
    GString *text = g_string_new(NULL);
    guint32 index = widest_child(tree, box->node);
    g_string_printf(text, "+%u frames: ", box->n_hidden);
    for (guint i = 0; i < MIN(box->n_hidden, CHAIN_NAMES) && index != FLAME_NONE; i++) {
        g_string_append_printf(text, "%s%s", i > 0 ? " › " : "", flame_tree_node(tree, index)->name);
        index = widest_child(tree, index);
    }
    if (box->n_hidden > CHAIN_NAMES)
        g_string_append(text, " › …");
    return g_string_free(text, FALSE);
}

/* ------------------------------------------------------------------ boxes */

/* Darker with more own time: below 15 %, below 60 %, above. */
static ColorToken frame_color(const FlameNode *node)
{
    static const ColorToken first[] = {[FRAME_OWN] = COLOR_O0,
                                       [FRAME_THIRD_PARTY] = COLOR_L0,
                                       [FRAME_STANDARD_LIBRARY] = COLOR_S0,
                                       [FRAME_RUNTIME] = COLOR_R0};
    double share = node->total[0] > 0 ? node->self[0] / node->total[0] : 0;
    return (ColorToken)(first[node->kind] + (share >= .6 ? 2 : share >= .15 ? 1 : 0));
}

static void paint_frame(FlamePainter *painter, const Graph *graph, const FlameAxis *axis, FlameBoxLook *look,
                        const FlameBox *box)
{
    const FlameNode *node = flame_tree_node(graph->tree, box->node);
    g_autofree char *title = painter->is_paper ? NULL : frame_title(graph, axis, node);
    g_autofree char *data =
        painter->is_paper ? NULL : frame_data(node, node->name, node->self[0], node->total[0]);
    g_autofree char *key = g_strconcat(node->name, "\t", node->module, NULL);
    look->fill = frame_color(node);
    look->label = node->name;
    look->detail = node->module;
    look->number_key = key;
    look->title = title;
    look->data = data;
    flame_paint_box(painter, look);
}

static void paint_line(FlamePainter *painter, const Graph *graph, const FlameAxis *axis, FlameBoxLook *look,
                       const FlameBox *box)
{
    const FlameNode *node = flame_tree_node(graph->tree, box->node);
    g_autofree char *weight = show_weight(graph, axis, box->weight);
    g_autofree char *share = show_share(graph, box->weight);
    g_autofree char *title =
        g_strdup_printf("%s (%s:%u): self %s, %s", node->name, node->module, box->line, weight, share);
    g_autofree char *label = g_strdup_printf(":%u", box->line);
    g_autofree char *data = frame_data(node, label, box->weight, box->weight);
    look->fill = COLOR_PAPER;
    look->stroke = COLOR_RULE;
    look->label = label;
    look->title = title;
    look->data = data;
    flame_paint_box(painter, look);
}

static void paint_hatched(FlamePainter *painter, const Graph *graph, const FlameAxis *axis,
                          FlameBoxLook *look, const FlameBox *box)
{
    const FlameNode *node = flame_tree_node(graph->tree, box->node);
    gboolean is_chain = box->kind == FLAME_BOX_CHAIN;
    double weight = is_chain ? node->total[0] : box->weight;
    g_autofree char *title = painter->is_paper ? NULL
                             : is_chain        ? chain_title(graph->tree, box)
                                               : rest_title(graph, axis, box);
    g_autofree char *label = g_strdup_printf(is_chain             ? "+%u frames"
                                             : box->n_hidden == 1 ? "%u frame"
                                                                  : "%u frames",
                                             box->n_hidden);
    FlameNode nameless = {0};
    g_autofree char *data = painter->is_paper ? NULL : frame_data(&nameless, label, 0, weight);
    look->fill = COLOR_R0;
    look->stroke = COLOR_AXIS;
    look->is_hatched = look->has_halo = TRUE;
    look->label = is_chain ? label : NULL;
    look->title = title;
    look->data = data;
    flame_paint_box(painter, look);
}

/* Only screens show titles and let a script read the data: on paper they would take more time than all the rest. */
static void paint_boxes(FlamePainter *painter, const Graph *graph, const FlameAxis *axis, double top)
{
    for (guint i = 0; i < graph->boxes->len; i++) {
        const FlameBox *box = &g_array_index(graph->boxes, FlameBox, i);
        FlameBoxLook look = {.x = box->x,
                             .y = top + box->row * painter->row_height,
                             .width = box->width,
                             .stroke = COLOR_NONE};
        if (box->kind == FLAME_BOX_FRAME)
            paint_frame(painter, graph, axis, &look, box);
        else if (box->kind == FLAME_BOX_LINE)
            paint_line(painter, graph, axis, &look, box);
        else
            paint_hatched(painter, graph, axis, &look, box);
    }
}

/* ------------------------------------------------------------------ around */

/* "62.65 s, 6265 samples", and how much narrower than the longest it is. Transfer full. */
static char *heading_detail(const Graph *graph, const FlameAxis *axis)
{
    GString *text = g_string_new(NULL);
    double weight = profile_weight(graph->profile, graph->profile->total);
    FlameAxis counts = {0};
    g_autofree char *count = show_weight(graph, &counts, weight);
    if (axis->is_seconds) {
        g_autofree char *seconds = show_weight(graph, axis, weight);
        g_string_append_printf(text, "%s, ", seconds);
    }
    g_string_append(text, count);
    double times = axis->longest / graph->total;
    if (times >= 1.95) {
        g_autofree char *narrower = number_fixed(times, 1);
        g_string_append_printf(text, ": the same scale, %s times narrower", narrower);
    }
    return g_string_free(text, FALSE);
}

/* Grid lines behind all graphs, with the unit on the last label. */
static void paint_axis(FlamePainter *painter, const FlameAxis *axis, double bottom)
{
    double width = painter->layout->width, size = painter->text_size * .88;
    NumberScale scale = axis->is_seconds ? number_scale_seconds(axis->longest)
                        : axis->is_share ? (NumberScale){"%", 1}
                                         : number_scale_count(axis->longest);
    LinearTicks ticks = ticks_linear(0, axis->longest / scale.factor, 7);
    for (guint i = 0; i < ticks.n; i++) {
        double value = ticks_linear_value(&ticks, i), x = value * scale.factor / axis->longest * width;
        g_autofree char *number = number_fixed(value, ticks.decimals);
        gboolean is_last = i + 1 == ticks.n;
        const char *space = is_last && (*scale.symbol || !axis->is_seconds) ? NUMBER_THIN_SPACE : "";
        g_autofree char *label =
            g_strconcat(number, space, is_last ? scale.symbol : "",
                        is_last && !axis->is_seconds && !axis->is_share ? " " : "",
                        is_last && !axis->is_seconds && !axis->is_share ? axis->unit : "", NULL);
        double room = width - x - 3;
        gboolean fits = chart_text_width(painter->layout, label, size, FONT_SANS, FALSE) <= room;
        scene_line(painter->scene, x, 0, x, bottom, COLOR_RULE, .06 * painter->text_size);
        scene_text(painter->scene, fits ? x + 3 : x - 3, size, label, size, COLOR_INK2,
                   fits ? ANCHOR_START : ANCHOR_END);
    }
}

static double paint_graph(FlamePainter *painter, const Graph *graph, const FlameAxis *axis, double y)
{
    double heading = HEADING * painter->text_size;
    g_autofree char *detail = heading_detail(graph, axis);
    g_autofree char *total = number_shortest(profile_weight(graph->profile, graph->profile->total));
    g_autofree char *rate = axis->is_seconds ? number_shortest(1 / graph->factor) : g_strdup("");
    g_autofree char *width = number_fixed(graph->total / axis->longest * painter->layout->width, 2);
    g_autofree char *data =
        g_strdup_printf("%s\t%s\t%s\t%s", graph->variant->variant->name, total, rate, width);
    flame_paint_heading(painter, y, label_of(graph->variant), detail);
    scene_group(painter->scene, data);
    paint_boxes(painter, graph, axis, y + heading);
    scene_group_end(painter->scene);
    return heading + graph->n_rows * painter->row_height + painter->text_size;
}

static gboolean has_box(const GArray *graphs, FrameKind kind, gboolean hatched)
{
    for (guint i = 0; i < graphs->len; i++)
        for (guint k = 1; k < graph_at(graphs, i)->boxes->len; k++) { /* not the root */
            const FlameBox *box = &g_array_index(graph_at(graphs, i)->boxes, FlameBox, k);
            gboolean is_hatched = box->kind == FLAME_BOX_CHAIN || box->kind == FLAME_BOX_REST;
            if (is_hatched ? hatched
                           : !hatched && box->kind == FLAME_BOX_FRAME &&
                                 flame_tree_node(graph_at(graphs, i)->tree, box->node)->kind == kind)
                return TRUE;
        }
    return FALSE;
}

static double paint_legend(FlamePainter *painter, const GArray *graphs, double y)
{
    static const FlameLegendItem kinds[] = {
        [FRAME_OWN] = {{COLOR_O0, COLOR_O1, COLOR_O2}, FALSE, "own code"},
        [FRAME_THIRD_PARTY] = {{COLOR_L0, COLOR_L1, COLOR_L2}, FALSE, "third-party packages"},
        [FRAME_STANDARD_LIBRARY] = {{COLOR_S0, COLOR_S1, COLOR_S2}, FALSE, "standard library"},
        [FRAME_RUNTIME] = {{COLOR_R0, COLOR_R1, COLOR_R2}, FALSE, "interpreter, kernel"},
    };
    static const FlameLegendItem hatched = {{COLOR_R0, COLOR_NONE, COLOR_NONE}, TRUE, "folded or not drawn"};
    FlameLegendItem items[5];
    guint n = 0;
    for (guint kind = FRAME_OWN; kind <= FRAME_RUNTIME; kind++)
        if (has_box(graphs, kind, FALSE))
            items[n++] = kinds[kind];
    if (has_box(graphs, FRAME_OWN, TRUE))
        items[n++] = hatched;
    return flame_paint_legend(painter, y, items, n);
}

static void describe(Scene *scene, const GArray *graphs, const FlameAxis *axis)
{
    const char *first = label_of(graph_at(graphs, 0)->variant);
    scene->is_interactive = TRUE;
    scene->title = graphs->len > 1 ? g_strdup("Flame graphs of all variants on one scale")
                                   : g_strdup_printf("Flame graph of %s", first);
    scene->description = g_strdup_printf(
        "Icicle graph%s, callers above callees, on an axis in %s; the table of functions holds the "
        "same numbers.",
        graphs->len > 1 ? "s" : "",
        axis->is_seconds ? "seconds"
        : axis->is_share ? "per cent of each profile"
                         : axis->unit);
}

Scene *flame_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    g_autoptr(GArray) graphs = choose_graphs(findings, subject);
    if (graphs->len == 0)
        return NULL;
    Scene *scene = chart_scene("flame", subject, layout);
    FlamePainter painter;
    flame_painter_init(&painter, scene, layout);
    scene->text_size = painter.text_size;
    FlameAxis axis = choose_axis(graphs);
    lay_out_all(graphs, &painter, &axis);
    double y = 1.4 * painter.text_size, bottom = y;
    for (guint i = 0; i < graphs->len; i++)
        bottom += GRAPH_SPACE * painter.text_size + graph_at(graphs, i)->n_rows * painter.row_height;
    paint_axis(&painter, &axis, bottom - painter.text_size);
    for (guint i = 0; i < graphs->len; i++)
        y += paint_graph(&painter, graph_at(graphs, i), &axis, y);
    y += .2 * painter.text_size + paint_legend(&painter, graphs, y + .2 * painter.text_size);
    y += flame_paint_index(&painter, y);
    scene->height = y + 2;
    describe(scene, graphs, &axis);
    flame_painter_clear(&painter);
    return scene;
}
