/* The flame graphs of a page and their captions: all variants together, the fastest alone, its difference from the base.
 * In: the profiles of the findings. Out: <figure> elements. Must not know how flame graphs are laid out. */
#include <string.h>

#include "analyze/hotspots.h"
#include "report/model_internal.h"

#define NAMED_CHANGES 3

/* The rate of all profiles, or NAN when they differ or do not say. */
static double common_rate(const Hotspots *hotspots)
{
    double rate = hotspots->profiles[0]->sample_rate;
    for (guint i = 1; i < hotspots->variants->len; i++)
        if (!(hotspots->profiles[i]->sample_rate == rate))
            return NAN;
    return rate;
}

static void add_together(ModelBuilder *builder, const Hotspots *hotspots)
{
    xmlNodePtr caption = model_add_figure(builder, "flame", NULL);
    gboolean is_seconds = hotspots->unit == HOTSPOT_SECONDS;
    double rate = common_rate(hotspots);
    if (hotspots->variants->len < 2)
        element_add_part(caption, "", "Where the time goes. ");
    else if (is_seconds)
        element_add_part(
            caption, "",
            "Where each variant spends its time, all on one scale: a shorter graph is a faster program. ");
    else
        element_add_part(
            caption, "",
            "Where each variant spends its time, each as wide as its own total: the profiles do not say how "
            "long the same work took, so widths are shares and no speeds. ");
    element_add_part(
        caption, "",
        "Callers above, callees below; time of a function’s own lines stands at its left. Left to right is "
        "alphabetical. Darker means more own time.");
    if (isfinite(rate)) {
        g_autofree char *text = number_fixed(rate, 0);
        element_add_part_printf(caption, "", " Sampled at %s" NUMBER_THIN_SPACE "Hz.", text);
    }
}

static void add_alone(ModelBuilder *builder, const VariantFindings *variant)
{
    xmlNodePtr caption = model_add_figure(builder, "flame", variant->variant->name);
    element_add_part(caption, "code", variant_label(variant));
    element_add_part(caption, "", " alone, on its own scale.");
}

/* ------------------------------------------------------------------ the difference */

static char *show_change(const Hotspots *hotspots, double change)
{
    if (hotspots->unit == HOTSPOT_SHARE) {
        g_autofree char *points = number_signed(change * 100, 1);
        return g_strconcat(points, NUMBER_THIN_SPACE "points", NULL);
    }
    g_autofree char *seconds = number_signed(change, number_decimals_significant(hotspots->totals[0], 4));
    return g_strconcat(seconds, NUMBER_THIN_SPACE "s", NULL);
}

/* Own time that one side has and the other has not, heaviest first; `sign` is +1 for new functions, -1 for those that are gone. */
static void add_one_sided(xmlNodePtr caption, const Hotspots *hotspots, guint variant, const char *word,
                          double sign)
{
    guint here = sign > 0 ? variant : 0, there = sign > 0 ? 0 : variant, n = 0;
    const HotspotRow *best[NAMED_CHANGES] = {NULL};
    for (guint i = 0; i < hotspots->rows->len; i++) {
        const HotspotRow *row = g_ptr_array_index(hotspots->rows, i);
        if (row->total[there] > 0 || row->self[here] < hotspots->totals[here] / 200)
            continue;
        guint at = MIN(n, NAMED_CHANGES);
        while (at > 0 && row->self[here] > best[at - 1]->self[here])
            at--;
        for (guint k = MIN(n, NAMED_CHANGES - 1); k > at; k--)
            best[k] = best[k - 1];
        if (at < NAMED_CHANGES)
            best[at] = row;
        n = MIN(n + 1, NAMED_CHANGES);
    }
    for (guint i = 0; i < n; i++) {
        g_autofree char *change = show_change(hotspots, sign * best[i]->self[here]);
        element_add_part(caption, "", i > 0 ? ", " : word);
        element_add_part(caption, "code", best[i]->name);
        element_add_part_printf(caption, "", " %s", change);
    }
    if (n > 0)
        element_add_part(caption, "", ".");
}

static void add_difference(ModelBuilder *builder, const Hotspots *hotspots, guint variant)
{
    const VariantFindings *base = g_ptr_array_index(hotspots->variants, 0);
    const VariantFindings *changed = g_ptr_array_index(hotspots->variants, variant);
    gboolean is_seconds = hotspots->unit == HOTSPOT_SECONDS;
    xmlNodePtr caption = model_add_figure(builder, "diff", changed->variant->name);
    g_autofree char *rate = number_percent(hotspots->match_rates[variant]);
    element_add_part(caption, "code", variant_label(base));
    element_add_part(caption, "", " and ");
    element_add_part(caption, "code", variant_label(changed));
    element_add_part_printf(
        caption, "",
        " merged: a box is as wide as the larger own time of the two with its children, colour is the change "
        "%s. Blue: less; orange and hatched: more; grey: may be chance. %s of the weight lies in functions "
        "that both have.",
        is_seconds ? "in seconds of the same work" : "of the share", rate);
    add_one_sided(caption, hotspots, variant, " New: ", 1);
    add_one_sided(caption, hotspots, variant, " Gone: ", -1);
}

/* ------------------------------------------------------------------ all of them */

static guint index_of(const Hotspots *hotspots, const VariantFindings *variant)
{
    guint index = 0;
    return g_ptr_array_find(hotspots->variants, variant, &index) ? index : G_MAXUINT;
}

void figures_add_flame(ModelBuilder *builder, const VariantFindings *best)
{
    g_autoptr(Hotspots) hotspots = hotspots_new(builder->findings);
    if (!hotspots)
        return;
    add_together(builder, hotspots);
    guint index = best ? index_of(hotspots, best) : G_MAXUINT;
    if (hotspots->variants->len < 2 || index == G_MAXUINT)
        return;
    if (hotspots->unit == HOTSPOT_SECONDS)
        add_alone(builder, best);
    if (hotspots_can_diff(hotspots, index))
        add_difference(builder, hotspots, index);
}
