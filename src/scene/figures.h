/* The table of figures: a kind by name, built from the findings for one subject. Adding a figure is one file, one row, one test. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

typedef struct {
    const char *kind; /* "forest", "strip", "runs", "values", "counters", "intervals", "waterfall", "flame", "history" */
    /* Lays the figure out. `subject` is the variant name (flame), the timing name (values), or NULL. NULL when the findings
     * hold nothing to draw. */
    Scene *(*build)(const Findings *findings, const char *subject, const SceneLayout *layout);
    gboolean has_narrow;   /* a second layout for phones is worth having (not flame graphs, which scroll) */
    double print_size;     /* text size on paper; 0: the layout's */
    gboolean is_landscape; /* on a page of its own kind on paper: flame graphs */
} FigureKind;

/* The kind of that name or NULL. */
const FigureKind *figure_kind_find(const char *kind);
/* All names, for "did you mean"; static, *n_kinds entries. */
const char *const *figure_kind_names(gsize *n_kinds);
