/* The tree that a flame graph shows: frames of one function in one place are one box, whatever their lines; two profiles can share a
 * tree. In: profiles. Out: nodes with weights per side. Knows nothing of places, colours or text. */
#pragma once
#include <glib.h>

#include "model/archive.h"

#define FLAME_SIDES 2
#define FLAME_NONE G_MAXUINT32

typedef struct {
    const char *name, *module; /* borrowed from the first frame or static; module NULL when unknown */
    FrameKind kind;
    gboolean is_import;                    /* the steps of an import, taken together */
    guint32 parent;                        /* FLAME_NONE for the root */
    guint32 first_child, next, n_children; /* children by name; FLAME_NONE at the end */
    guint32 n_below;                       /* nodes in the subtree, without itself */
    double total[FLAME_SIDES], self[FLAME_SIDES],
        pruned[FLAME_SIDES]; /* weight times the factor of its side */
} FlameNode;

/* Own weight of a node at one source line. */
typedef struct {
    guint32 node;
    guint line;
    double self;
} FlameLine;

typedef struct _FlamePlace FlamePlace;

typedef struct {
    GArray *nodes;        /* of FlameNode; the first is the root "all" */
    GArray *lines;        /* of FlameLine, by node, then line; side 0 only */
    FlamePlace *places;   /* while building: (node, function) -> child, [n_slots] */
    guint32 n_slots;
    GHashTable *keys;     /* char*, owned -> number */
} FlameTree;

/* Makes the key under which frames are the same function; transfer full. */
typedef char *(*FlameKey)(const Frame *frame, gpointer data);

FlameTree *flame_tree_new(void);
void flame_tree_free(FlameTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FlameTree, flame_tree_free)

/* Adds a profile, its weights times factor, to one side. The profile must outlive the tree. key NULL: name and module. */
void flame_tree_add(FlameTree *tree, const Profile *profile, guint side, double factor, FlameKey key,
                    gpointer key_data);
/* Sorts children and lines; the tree is complete then. */
void flame_tree_finish(FlameTree *tree);

const FlameNode *flame_tree_node(const FlameTree *tree, guint32 index);
/* The lines of a node, *n of them. */
const FlameLine *flame_tree_lines(const FlameTree *tree, guint32 node, guint *n);
