/* The table of figures; see figures.h. */
#include "scene/figures.h"

#include "scene/flame.h"
#include "scene/forest.h"

static const FigureKind KINDS[] = {
    {"forest", forest_build, TRUE, 0, FALSE},
    {"suite", suite_build, TRUE, 8, FALSE},
    {"flame", flame_build, FALSE, 0, TRUE},
};

const FigureKind *figure_kind_find(const char *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (g_str_equal(KINDS[i].kind, kind))
            return &KINDS[i];
    return NULL;
}

/* The same names as a list; a test keeps the two alike. */
static const char *const NAMES[] = {"forest", "suite", "flame"};
G_STATIC_ASSERT(G_N_ELEMENTS(NAMES) == G_N_ELEMENTS(KINDS));

const char *const *figure_kind_names(gsize *n_kinds)
{
    *n_kinds = G_N_ELEMENTS(NAMES);
    return NAMES;
}
