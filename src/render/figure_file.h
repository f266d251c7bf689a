/* A figure as a file of its own, for slides and papers. In: findings, what to draw. Out: bytes of SVG, PDF or PNG. The same scenes as in the
 * report: SVG as on the page, PDF and PNG as on paper. Knows nothing of file names. */
#pragma once
#include "render/render.h"
#include "scene/figures.h"

/* Which figure of a report. */
typedef struct {
    const FigureKind *kind;
    const char *subject; /* NULL: all of the report */
    const char *date;    /* for the metadata, "2025-10-25T16:34:53..."; NULL: none */
} FigureRequest;

typedef struct {
    const char *name; /* "svg"; also the file's extension */
    /* NULL without a diagnostic when there is nothing to draw, with one when it failed. Transfer full. */
    GBytes *(*render)(const Findings *findings, const FigureRequest *figure, DiagList *diags);
    void (*prepare)(void); /* as of OutputFormat */
} FigureFormat;

/* NULL when there is none of that name. */
const FigureFormat *figure_format_find(const char *name);
/* "svg", "pdf", "png"; static, *n names. */
const char *const *figure_format_names(gsize *n);
