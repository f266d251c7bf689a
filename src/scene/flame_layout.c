/* Icicle layout; see flame_layout.h. */
#include "scene/flame_layout.h"

#define CHAIN_LEAST 4      /* hidden frames that are worth a fold */
#define CHAIN_LOSS 1.      /* points that may be lost along a chain */
#define DEEP_CHAIN_LOSS .1 /* share of its width, below row `deep` */

/* A node that waits for its place. */
typedef struct {
    guint32 node;
    guint row;
    double x;
} Waiting;

typedef struct {
    const FlameTree *tree;
    const FlameLayout *layout;
    double least_box;
    GArray *boxes;   /* of FlameBox */
    GArray *waiting; /* of Waiting: a stack */
    guint n_rows;
} Placement;

static double weight_of(const Placement *placement, guint32 node)
{
    const double *widths = placement->layout->widths;
    return widths ? widths[node] : flame_tree_node(placement->tree, node)->total[0];
}

static double own_weight_of(const Placement *placement, guint32 node)
{
    const double *widths = placement->layout->own_widths;
    return widths ? widths[node] : flame_tree_node(placement->tree, node)->self[0];
}

static void add_box(Placement *placement, FlameBox box)
{
    g_array_append_val(placement->boxes, box);
    placement->n_rows = MAX(placement->n_rows, box.row + 1);
}

static void add_rest(Placement *placement, guint32 node, guint row, double x, double weight, guint n_hidden)
{
    double width = weight * placement->layout->scale;
    if (width < placement->least_box)
        return;
    FlameBox box = {FLAME_BOX_REST, node, row, x, width, n_hidden, 0, weight};
    add_box(placement, box);
}

/* Own time by source line, at the left under the frame. */
static void add_lines(Placement *placement, guint32 node, guint row, double x)
{
    guint n = 0;
    const FlameLine *lines = flame_tree_lines(placement->tree, node, &n);
    for (guint i = 0; i < n; i++) {
        double width = lines[i].self * placement->layout->scale;
        FlameBox box = {FLAME_BOX_LINE, node, row, x, width, 0, lines[i].line, lines[i].self};
        if (width >= placement->layout->line_box)
            add_box(placement, box);
        x += width;
    }
}

static void wait_for_place(Placement *placement, guint32 node, guint row, double x)
{
    Waiting entry = {node, row, x};
    g_array_append_val(placement->waiting, entry);
}

/* Puts the children of a node, or one box for all of them, into `row`. Those pushed last are placed first, so that boxes come in
 * reading order: they are pushed from the right. */
static void place_children(Placement *placement, guint32 index, guint row, double x, gboolean is_gathered)
{
    const FlameNode *node = flame_tree_node(placement->tree, index);
    double scale = placement->layout->scale;
    double rest = weight_of(placement, index) - own_weight_of(placement, index);
    guint n_rest = node->n_below, first = placement->waiting->len;
    x += own_weight_of(placement, index) * scale;
    for (guint32 child = node->first_child; child != FLAME_NONE && !is_gathered;
         child = flame_tree_node(placement->tree, child)->next) {
        double weight = weight_of(placement, child);
        if (weight * scale < placement->least_box)
            continue;
        wait_for_place(placement, child, row, x);
        x += weight * scale;
        rest -= weight;
        n_rest -= flame_tree_node(placement->tree, child)->n_below + 1;
    }
    for (guint i = first, j = placement->waiting->len; i + 1 < j; i++) {
        Waiting *left = &g_array_index(placement->waiting, Waiting, i),
                *right = &g_array_index(placement->waiting, Waiting, --j);
        Waiting swap = *left;
        *left = *right;
        *right = swap;
    }
    add_rest(placement, index, row, x, rest, n_rest);
}

/* The child that takes nearly all of the node's width; FLAME_NONE when there is none. */
static guint32 main_child(const Placement *placement, guint32 index, double least)
{
    for (guint32 child = flame_tree_node(placement->tree, index)->first_child; child != FLAME_NONE;
         child = flame_tree_node(placement->tree, child)->next)
        if (weight_of(placement, child) * placement->layout->scale >= least)
            return child;
    return FLAME_NONE;
}

/* The last node of the chain that begins at `first`: each one on the way has one child that is as wide, but for a point; deep
 * down, where names no longer fit, but for a tenth. */
static guint32 chain_end(const Placement *placement, guint32 first, gboolean is_deep, guint *n_hidden)
{
    double width = weight_of(placement, first) * placement->layout->scale;
    double loss = is_deep ? MAX(CHAIN_LOSS, width * DEEP_CHAIN_LOSS) : CHAIN_LOSS;
    guint32 end = first;
    guint n = 0;
    for (guint32 child; (child = main_child(placement, end, MAX(width - loss, width / 2))) != FLAME_NONE; n++)
        end = child;
    *n_hidden = n > 0 ? n - 1 : 0;
    return end;
}

static void place_node(Placement *placement, Waiting entry)
{
    const FlameLayout *layout = placement->layout;
    double width = weight_of(placement, entry.node) * layout->scale;
    FlameBox box = {FLAME_BOX_FRAME, entry.node, entry.row, entry.x, width, 0, 0, 0};
    guint n_hidden = 0;
    add_box(placement, box);
    if (entry.row + 1 >= layout->max_rows)
        return;
    gboolean is_last_row = entry.row + 2 >= layout->max_rows;
    gboolean may_fold = entry.row > 0 && entry.row + 4 < layout->max_rows;
    guint32 end =
        may_fold ? chain_end(placement, entry.node, entry.row >= layout->deep, &n_hidden) : entry.node;
    if (n_hidden >= CHAIN_LEAST) {
        FlameBox chain = {FLAME_BOX_CHAIN, entry.node, entry.row + 1, entry.x, width, n_hidden, 0, 0};
        add_box(placement, chain);
        wait_for_place(placement, end, entry.row + 2, entry.x);
        return;
    }
    add_lines(placement, entry.node, entry.row + 1, entry.x);
    gboolean is_narrow = entry.row >= layout->deep && width < layout->narrow;
    const FlameNode *node = flame_tree_node(placement->tree, entry.node);
    gboolean has_deeper = node->n_below > node->n_children;
    place_children(placement, entry.node, entry.row + 1, entry.x, is_narrow || (is_last_row && has_deeper));
}

static void place_all(Placement *placement)
{
    g_array_set_size(placement->boxes, 0);
    g_array_set_size(placement->waiting, 0);
    placement->n_rows = 0;
    wait_for_place(placement, 0, 0, 0);
    while (placement->waiting->len > 0) {
        Waiting entry = g_array_index(placement->waiting, Waiting, placement->waiting->len - 1);
        g_array_set_size(placement->waiting, placement->waiting->len - 1);
        place_node(placement, entry);
    }
}

GArray *flame_layout_boxes(const FlameTree *tree, const FlameLayout *layout, guint *n_rows)
{
    Placement placement = {.tree = tree, .layout = layout, .least_box = layout->least_box};
    placement.boxes = g_array_new(FALSE, FALSE, sizeof(FlameBox));
    placement.waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
    place_all(&placement);
    for (guint i = 0; i < 40 && placement.boxes->len > layout->max_boxes; i++) {
        placement.least_box *= 1.4;
        place_all(&placement);
    }
    g_array_unref(placement.waiting);
    *n_rows = placement.n_rows;
    return placement.boxes;
}
