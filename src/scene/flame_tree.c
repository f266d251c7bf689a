/* Merging stack trees for drawing; see flame_tree.h. */
#include "scene/flame_tree.h"

#include <string.h>

#define IMPORT_KEY "import machinery\nimportlib"

static FlameNode *node_at(const FlameTree *tree, guint32 index)
{
    return &g_array_index(tree->nodes, FlameNode, index);
}

const FlameNode *flame_tree_node(const FlameTree *tree, guint32 index)
{
    return node_at(tree, index);
}

/* ------------------------------------------------------------------ which child a function is

 * A flat table with linear probing: a profile has tens of thousands of nodes, and a GHashTable with an allocated key for each took
 * most of the time that a flame graph needs. */

#define FIRST_SLOTS 1024u /* a power of two */

/* The child of `parent` for a function; 0 (the root is no child) where the slot is free. */
struct _FlamePlace {
    guint32 parent, function, child;
};

static FlamePlace *find_place(const FlameTree *tree, guint32 parent, guint32 function)
{
    guint64 hash = (((guint64)parent << 32) | function) * 0x9e3779b97f4a7c15u; /* Fibonacci hashing: Knuth, TAOCP 6.4 */
    guint32 mask = tree->n_slots - 1, i = (guint32)(hash >> 32) & mask;
    while (tree->places[i].child != 0 &&
           (tree->places[i].parent != parent || tree->places[i].function != function))
        i = (i + 1) & mask;
    return &tree->places[i];
}

/* Twice the room; all nodes but the root have a place. */
static void grow_places(FlameTree *tree)
{
    g_autofree FlamePlace *old = g_steal_pointer(&tree->places);
    guint32 n_old = tree->n_slots;
    tree->n_slots = n_old ? 2 * n_old : FIRST_SLOTS;
    tree->places = g_new0(FlamePlace, tree->n_slots);
    for (guint32 i = 0; i < n_old; i++)
        if (old[i].child != 0)
            *find_place(tree, old[i].parent, old[i].function) = old[i];
}

/* ------------------------------------------------------------------ building */

FlameTree *flame_tree_new(void)
{
    FlameTree *tree = g_new0(FlameTree, 1);
    FlameNode root = {.name = "all", .kind = FRAME_RUNTIME, .parent = FLAME_NONE, .first_child = FLAME_NONE};
    root.next = FLAME_NONE;
    tree->nodes = g_array_new(FALSE, FALSE, sizeof(FlameNode));
    tree->lines = g_array_new(FALSE, FALSE, sizeof(FlameLine));
    tree->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_array_append_val(tree->nodes, root);
    return tree;
}

void flame_tree_free(FlameTree *tree)
{
    if (!tree)
        return;
    g_array_unref(tree->nodes);
    g_array_unref(tree->lines);
    g_free(tree->places);
    g_hash_table_unref(tree->keys);
    g_free(tree);
}

/* Python's own steps of an import are one box. */
static gboolean is_import(const Frame *frame)
{
    return frame->module && g_str_has_prefix(frame->module, "<frozen importlib");
}

static char *default_key(const Frame *frame)
{
    return g_strconcat(frame->name, "\n", frame->module, NULL);
}

/* What the nodes of a frame have in common. */
typedef struct {
    guint32 function; /* the same for frames of one key */
    gboolean is_import;
    const Frame *frame;
} FrameInfo;

/* The number of a key, given on first use; takes the key over. */
static guint32 number_of(FlameTree *tree, char *key)
{
    gpointer number = NULL;
    if (g_hash_table_lookup_extended(tree->keys, key, NULL, &number)) {
        g_free(key);
        return GPOINTER_TO_UINT(number);
    }
    guint32 next = g_hash_table_size(tree->keys);
    g_hash_table_insert(tree->keys, key, GUINT_TO_POINTER(next));
    return next;
}

/* Of every frame of the profile. Transfer full. */
static FrameInfo *describe_frames(FlameTree *tree, const Profile *profile, FlameKey key, gpointer key_data)
{
    FrameInfo *infos = g_new(FrameInfo, profile->frames->len + 1u);
    for (guint i = 0; i < profile->frames->len; i++) {
        const Frame *frame = g_ptr_array_index(profile->frames, i);
        char *text = is_import(frame) ? g_strdup(IMPORT_KEY)
                     : key            ? key(frame, key_data)
                                      : default_key(frame);
        infos[i] = (FrameInfo){number_of(tree, text), is_import(frame), frame};
    }
    return infos;
}

static guint32 add_node(FlameTree *tree, guint32 parent, const FrameInfo *info)
{
    FlameNode node = {.parent = parent, .first_child = FLAME_NONE, .kind = info->frame->kind};
    node.name = info->is_import ? "import machinery" : info->frame->name;
    node.module = info->is_import ? "importlib" : info->frame->module;
    node.is_import = info->is_import;
    node.next = node_at(tree, parent)->first_child;
    g_array_append_val(tree->nodes, node);
    node_at(tree, parent)->first_child = tree->nodes->len - 1;
    node_at(tree, parent)->n_children++;
    return tree->nodes->len - 1;
}

/* The child of `parent` for this function, made when it is not there. */
static guint32 child_of(FlameTree *tree, guint32 parent, const FrameInfo *info)
{
    if (tree->nodes->len * 2 >= tree->n_slots)
        grow_places(tree);
    FlamePlace *place = find_place(tree, parent, info->function);
    if (place->child == 0)
        *place = (FlamePlace){parent, info->function, add_node(tree, parent, info)};
    return place->child;
}

static void add_line(FlameTree *tree, guint32 node, guint line, double self)
{
    FlameLine entry = {node, line, self};
    g_array_append_val(tree->lines, entry);
}

void flame_tree_add(FlameTree *tree, const Profile *profile, guint side, double factor, FlameKey key,
                    gpointer key_data)
{
    const GArray *nodes = profile->nodes;
    g_autofree FrameInfo *infos = describe_frames(tree, profile, key, key_data);
    g_autofree guint32 *place = g_new(guint32, nodes->len + 1u);
    double top = 0;
    for (guint i = 0; i < nodes->len; i++) {
        const ProfileNode *node = &g_array_index(nodes, ProfileNode, i);
        const FrameInfo *info = &infos[node->frame];
        gboolean is_top = node->parent == PROFILE_ROOT;
        guint32 parent = is_top ? 0 : place[node->parent];
        gboolean is_inside = info->is_import && !is_top && node_at(tree, parent)->is_import;
        place[i] = is_inside ? parent : child_of(tree, parent, info);
        FlameNode *merged = node_at(tree, place[i]);
        merged->total[side] += is_inside ? 0 : (double)node->total * factor;
        merged->self[side] += (double)node->self * factor;
        merged->pruned[side] += (double)node->pruned * factor;
        top += is_top ? (double)node->total * factor : 0;
        if (side == 0 && info->frame->line > 0 && node->self > 0 && !info->is_import)
            add_line(tree, place[i], info->frame->line, (double)node->self * factor);
    }
    FlameNode *root = node_at(tree, 0);
    root->total[side] += (double)profile->total * factor;
    root->pruned[side] += MAX(0, (double)profile->total * factor - top);
}

/* ------------------------------------------------------------------ finishing */

static int compare_nodes(gconstpointer a, gconstpointer b, gpointer data)
{
    const FlameNode *x = flame_tree_node(data, *(const guint32 *)a),
                    *y = flame_tree_node(data, *(const guint32 *)b);
    int order = strcmp(x->name, y->name);
    return order != 0 ? order : g_strcmp0(x->module, y->module);
}

static void sort_children(FlameTree *tree, guint32 index, GArray *buffer)
{
    FlameNode *node = node_at(tree, index);
    if (node->n_children < 2)
        return;
    g_array_set_size(buffer, 0);
    for (guint32 child = node->first_child; child != FLAME_NONE; child = node_at(tree, child)->next)
        g_array_append_val(buffer, child);
    g_array_sort_with_data(buffer, compare_nodes, tree);
    node->first_child = g_array_index(buffer, guint32, 0);
    for (guint i = 0; i < buffer->len; i++)
        node_at(tree, g_array_index(buffer, guint32, i))->next =
            i + 1 < buffer->len ? g_array_index(buffer, guint32, i + 1) : FLAME_NONE;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const FlameLine *x = a, *y = b;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Adds up entries of one line. */
static void join_lines(GArray *lines)
{
    guint n = 0;
    for (guint i = 0; i < lines->len; i++) {
        FlameLine line = g_array_index(lines, FlameLine, i);
        FlameLine *last = n > 0 ? &g_array_index(lines, FlameLine, n - 1) : NULL;
        if (last && last->node == line.node && last->line == line.line)
            last->self += line.self;
        else
            g_array_index(lines, FlameLine, n++) = line;
    }
    g_array_set_size(lines, n);
}

void flame_tree_finish(FlameTree *tree)
{
    g_autoptr(GArray) buffer = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = 0; i < tree->nodes->len; i++)
        sort_children(tree, i, buffer);
    for (guint32 i = tree->nodes->len; i-- > 1;) { /* children stand behind their parents */
        const FlameNode *node = node_at(tree, i);
        node_at(tree, node->parent)->n_below += node->n_below + 1;
    }
    g_array_sort(tree->lines, compare_lines);
    join_lines(tree->lines);
    g_clear_pointer(&tree->places, g_free);
    tree->n_slots = 0;
    g_hash_table_remove_all(tree->keys);
}

const FlameLine *flame_tree_lines(const FlameTree *tree, guint32 node, guint *n)
{
    guint low = 0, high = tree->lines->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(tree->lines, FlameLine, middle).node < node)
            low = middle + 1;
        else
            high = middle;
    }
    guint end = low;
    while (end < tree->lines->len && g_array_index(tree->lines, FlameLine, end).node == node)
        end++;
    *n = end - low;
    return low < tree->lines->len ? &g_array_index(tree->lines, FlameLine, low) : NULL;
}
