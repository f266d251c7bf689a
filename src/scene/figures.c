/* The table of figures; see figures.h. */
#include "scene/figures.h"

#include "scene/counters_plot.h"
#include "scene/flame.h"
#include "scene/flame_diff.h"
#include "scene/forest.h"
#include "scene/history.h"
#include "scene/intervals.h"
#include "scene/runs.h"
#include "scene/strip.h"
#include "scene/values.h"
#include "scene/waterfall.h"
#include "scene/whatif.h"

/* clang-format off */
static const FigureKind KINDS[] = {
    {"forest", forest_build, TRUE, 0, FALSE},
    {"suite", suite_build, TRUE, 8, FALSE},
    {"strip", strip_build, TRUE, 0, FALSE},
    {"runs", runs_build, TRUE, 0, FALSE},
    {"values", values_build, TRUE, 0, FALSE},
    {"counters", counters_plot_build, TRUE, 0, FALSE},
    {"intervals", intervals_build, TRUE, 0, FALSE},
    {"waterfall", waterfall_build, TRUE, 0, FALSE},
    {"flame", flame_build, FALSE, 0, TRUE},
    {"diff", flame_diff_build, FALSE, 0, TRUE},
    {"history", history_build, TRUE, 0, FALSE},
    {"whatif", whatif_build, TRUE, 0, FALSE},
};

/* The same names as a list; a test keeps the two alike. */
static const char *const NAMES[] = {
    "forest",
    "suite",
    "strip",
    "runs",
    "values",
    "counters",
    "intervals",
    "waterfall",
    "flame",
    "diff",
    "history",
    "whatif",
};
/* clang-format on */
G_STATIC_ASSERT(G_N_ELEMENTS(NAMES) == G_N_ELEMENTS(KINDS));

const FigureKind *figure_kind_find(const char *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (g_str_equal(KINDS[i].kind, kind))
            return &KINDS[i];
    return NULL;
}

const char *const *figure_kind_names(gsize *n_kinds)
{
    *n_kinds = G_N_ELEMENTS(NAMES);
    return NAMES;
}
