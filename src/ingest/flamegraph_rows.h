/* Who calls whom in a picture of stacks: boxes that stand on each other. In: boxes with places and counts. Out: their callers, and
 * how much was too narrow to be drawn. Knows no XML and no titles. */
#pragma once
#include <glib.h>

/* A rectangle with its title. */
typedef struct {
    char *name;         /* owned; without line ends */
    double left, right; /* pixels, per cent, or samples when is_exact */
    double y;           /* pixels */
    guint64 count;      /* in units of 10^-decimals of the title */
    guint decimals;
    gboolean has_count; /* FALSE when the title is another text: the width is the count then */
    guint64 children;   /* sum of their counts */
    guint parent;       /* index into frames, or FLAMEGRAPH_NO_PARENT */
    double last_right;  /* of the children so far; NAN before the first */
} FlamegraphBox;
#define FLAMEGRAPH_NO_PARENT G_MAXUINT

typedef struct {
    GArray *frames;    /* of FlamegraphBox */
    char *unit;        /* of the first title: "samples"; NULL before */
    char *heading;     /* text of the element with id "title"; NULL when there is none */
    gboolean is_exact; /* all places are counts of samples (fg:x, fg:w) */
    gboolean is_percent;
    double lost; /* width known to be missing, in units of left and right */
    guint n_orphans;
} FlamegraphPicture;

FlamegraphBox *flamegraph_box(const FlamegraphPicture *picture, guint index);

/* Brings the frames into rows, the root's first. FALSE when there is no root. */
gboolean flamegraph_order_rows(FlamegraphPicture *picture);

/* Counts from exact widths, for boxes with titles of their own, and where --factor has scaled the titles: those are rounded one by one
 * and do not add up. FALSE when no box has a count. */
gboolean flamegraph_fill_counts(FlamegraphPicture *picture);

/* Brings all counts to the same decimals. FALSE when they do not fit. */
gboolean flamegraph_scale_counts(FlamegraphPicture *picture);

/* Finds the caller of every box and adds up what is lost; boxes without a caller are counted as orphans. Rows must be in order. */
void flamegraph_link_rows(FlamegraphPicture *picture);
