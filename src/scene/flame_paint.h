/* What flame graphs and their differences share: measures, boxes with labels, legend, index of numbered frames.
 * In: laid out boxes and words for them. Out: shapes of a scene. Knows no profile. */
#pragma once
#include "scene/flame_layout.h"
#include "scene/scene.h"

typedef struct {
    Scene *scene;
    const SceneLayout *layout;
    double text_size;  /* of labels */
    double row_height; /* with the gap below */
    double gap;
    gboolean is_paper; /* labels that do not fit become numbers of the index */
    GPtrArray *index;  /* of char*, owned: "name\tmodule" of number i + 1 */
} FlamePainter;

/* How a box looks and what it says. */
typedef struct {
    double x, y, width;
    ColorToken fill;
    ColorToken stroke; /* COLOR_NONE without */
    gboolean is_hatched;
    gboolean has_halo;      /* around the label */
    const char *label;      /* NULL: no label */
    const char *detail;     /* the file, shown when it fits too; NULL without */
    const char *number_key; /* "name\tmodule" for the index on paper; NULL: never numbered */
    const char *title;      /* full text */
    const char *data;       /* for the script */
} FlameBoxLook;

void flame_painter_init(FlamePainter *painter, Scene *scene, const SceneLayout *layout);
void flame_painter_clear(FlamePainter *painter);

/* Draws one box with what of its label fits. */
void flame_paint_box(FlamePainter *painter, const FlameBoxLook *look);

/* One entry of a legend. */
typedef struct {
    ColorToken colors[3]; /* COLOR_NONE where there are fewer */
    gboolean is_hatched;
    const char *label;
} FlameLegendItem;
/* Draws legend items from left to right, wrapping, and returns the height used. */
double flame_paint_legend(FlamePainter *painter, double y, const FlameLegendItem *items, guint n_items);

#define FLAME_INDEX_MOST 24 /* numbered frames */
/* Height of an index of n frames. */
double flame_index_height(const FlamePainter *painter, guint n);
/* Draws the index of numbered frames in columns (paper) and returns the height used; 0 when there is none. */
double flame_paint_index(FlamePainter *painter, double y);

/* Heading above a graph: bold name, then detail. */
void flame_paint_heading(FlamePainter *painter, double y, const char *name, const char *detail);
