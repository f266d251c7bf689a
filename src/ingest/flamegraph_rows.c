/* Callers from places; see flamegraph_rows.h. */
#include "ingest/flamegraph_rows.h"

#include <math.h>
#include <string.h>

#define MAX_DECIMALS 3       /* of weights that a factor has made fractions */
#define MAX_CANDIDATES 64    /* callers at one place: more is no flame graph */
#define PIXEL_TOLERANCE 0.11 /* flamegraph.pl writes places with one decimal */
#define PERCENT_TOLERANCE 0.0002
#define PIXEL_GAP 0.06 /* a tenth of a pixel, less rounding */

FlamegraphBox *flamegraph_box(const FlamegraphPicture *picture, guint index)
{
    return &g_array_index(picture->frames, FlamegraphBox, index);
}

static int compare_places(gconstpointer a, gconstpointer b)
{
    const FlamegraphBox *x = a, *y = b;
    if (x->y != y->y)
        return x->y < y->y ? -1 : 1;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    if (x->right != y->right)
        return x->right < y->right ? -1 : 1;
    return strcmp(x->name, y->name);
}

gboolean flamegraph_order_rows(FlamegraphPicture *picture)
{
    guint n = picture->frames->len;
    if (n == 0)
        return FALSE;
    g_array_sort(picture->frames, compare_places);
    const FlamegraphBox *first = flamegraph_box(picture, 0), *last = flamegraph_box(picture, n - 1);
    gboolean first_alone = n == 1 || flamegraph_box(picture, 1)->y != first->y;
    gboolean last_alone = n == 1 || flamegraph_box(picture, n - 2)->y != last->y;
    gboolean root_is_last = last_alone && (!first_alone || last->count > first->count ||
                                           (last->count == first->count && g_str_equal(last->name, "all")));
    if (!first_alone && !last_alone)
        return FALSE;
    if (root_is_last) {
        for (guint i = 0; i < n; i++)
            flamegraph_box(picture, i)->y *= -1;
        g_array_sort(picture->frames, compare_places);
    }
    return TRUE;
}

/* The widest box that states a count: it says what a unit of width is worth. NULL when none does. */
static const FlamegraphBox *widest_with_count(const FlamegraphPicture *picture)
{
    const FlamegraphBox *widest = NULL;
    for (guint i = 0; i < picture->frames->len; i++) {
        const FlamegraphBox *frame = flamegraph_box(picture, i);
        if (frame->has_count && (!widest || frame->right - frame->left > widest->right - widest->left))
            widest = frame;
    }
    return widest;
}

static gboolean is_whole(double value)
{
    return fabs(value - floor(value + .5)) < 1e-6;
}

/* The least number of decimals at which every edge, in units of weight, is a whole number; at most MAX_DECIMALS. */
static guint decimals_of_edges(const FlamegraphPicture *picture, double worth)
{
    guint decimals = 0;
    for (guint i = 0; i < picture->frames->len && decimals < MAX_DECIMALS; i++) {
        const FlamegraphBox *frame = flamegraph_box(picture, i);
        while (decimals < MAX_DECIMALS &&
               !(is_whole(frame->left * worth) && is_whole(frame->right * worth))) {
            decimals++;
            worth *= 10;
        }
    }
    return decimals;
}

/* Weights between rounded edges: what stands side by side still sums to what it stands on. FALSE when one does not fit. */
static gboolean count_by_edges(FlamegraphPicture *picture, double worth)
{
    guint decimals = decimals_of_edges(picture, worth);
    for (guint i = 0; i < decimals; i++)
        worth *= 10;
    for (guint i = 0; i < picture->frames->len; i++) {
        FlamegraphBox *frame = flamegraph_box(picture, i);
        double count = floor(frame->right * worth + .5) - floor(frame->left * worth + .5);
        if (!(count >= 0 && count < 1e18))
            return FALSE;
        frame->count = (guint64)count;
        frame->decimals = decimals;
    }
    return TRUE;
}

gboolean flamegraph_fill_counts(FlamegraphPicture *picture)
{
    const FlamegraphBox *widest = widest_with_count(picture);
    gboolean has_all = TRUE;
    if (!widest)
        return FALSE;
    double width = widest->right - widest->left, count = (double)widest->count;
    for (guint i = 0; i < picture->frames->len; i++)
        has_all = has_all && flamegraph_box(picture, i)->has_count;
    for (guint i = 0; i < widest->decimals; i++)
        count /= 10;
    gboolean is_scaled = picture->is_exact && fabs(count - width) > 1e-9 * width;
    return (has_all && !is_scaled) || count_by_edges(picture, count / width);
}

gboolean flamegraph_scale_counts(FlamegraphPicture *picture)
{
    guint decimals = 0;
    for (guint i = 0; i < picture->frames->len; i++)
        decimals = MAX(decimals, flamegraph_box(picture, i)->decimals);
    for (guint i = 0; i < picture->frames->len; i++)
        for (FlamegraphBox *frame = flamegraph_box(picture, i); frame->decimals < decimals; frame->decimals++)
            if (__builtin_mul_overflow(frame->count, (guint64)10, &frame->count))
                return FALSE;
    return TRUE;
}

/* How well `parent` fits as the caller: 0 not at all, else more is better. */
static guint fit(const FlamegraphBox *parent, const FlamegraphBox *child, double tolerance)
{
    double centre = (child->left + child->right) / 2;
    if (child->left < parent->left - tolerance || child->right > parent->right + tolerance)
        return 0;
    gboolean has_room = parent->count >= parent->children && parent->count - parent->children >= child->count;
    gboolean has_centre = centre >= parent->left && centre <= parent->right;
    return 1 + (has_centre ? 1u : 0u) + (has_room ? 2u : 0u);
}

/* Finds the caller of frame `child` among the frames of the row above, [from, to); *hint moves along with the row. */
static void find_parent(FlamegraphPicture *picture, guint child_index, guint *hint, guint to,
                        double tolerance)
{
    FlamegraphBox *child = flamegraph_box(picture, child_index);
    guint best_fit = 0;
    while (*hint < to && flamegraph_box(picture, *hint)->right < child->left - tolerance)
        (*hint)++;
    for (guint i = *hint;
         i < MIN(to, *hint + MAX_CANDIDATES) && flamegraph_box(picture, i)->left <= child->left + tolerance;
         i++) {
        guint value = fit(flamegraph_box(picture, i), child, tolerance);
        if (value > best_fit) {
            best_fit = value;
            child->parent = i;
        }
    }
    if (best_fit == 0) {
        picture->n_orphans++;
        return;
    }
    FlamegraphBox *parent = flamegraph_box(picture, child->parent);
    double gap = isnan(parent->last_right) ? 0 : child->left - parent->last_right;
    if (gap > (picture->is_exact ? 0 : picture->is_percent ? PERCENT_TOLERANCE : PIXEL_GAP))
        picture->lost += gap;
    parent->last_right = child->right;
    parent->children += child->count;
}

/* Gaps behind the last child; those before the first are a frame's own time. */
static void count_lost_ends(FlamegraphPicture *picture)
{
    double least = picture->is_exact ? 0 : picture->is_percent ? PERCENT_TOLERANCE : PIXEL_GAP;
    for (guint i = 0; i < picture->frames->len; i++) {
        const FlamegraphBox *frame = flamegraph_box(picture, i);
        double gap = isnan(frame->last_right) ? 0 : frame->right - frame->last_right;
        if (gap > least)
            picture->lost += gap;
    }
}

void flamegraph_link_rows(FlamegraphPicture *picture)
{
    double tolerance = picture->is_exact ? 0 : picture->is_percent ? PERCENT_TOLERANCE : PIXEL_TOLERANCE;
    guint row_start = 0, above_start = 0, hint = 0;
    for (guint i = 1; i < picture->frames->len; i++) {
        if (flamegraph_box(picture, i)->y != flamegraph_box(picture, i - 1)->y) {
            above_start = row_start;
            row_start = i;
            hint = above_start;
        }
        find_parent(picture, i, &hint, row_start, tolerance);
    }
    count_lost_ends(picture);
}
