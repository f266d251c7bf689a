/* The table of output formats: one file each, all reading the same report model, so that a number cannot differ between them.
 * In: a RenderJob. Out: bytes in memory. Renderers do no arithmetic and touch no files. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "analyze/findings.h"
#include "base/diag.h"

typedef struct {
    xmlDocPtr model;         /* the report model (docs/model.md) */
    const Findings *findings; /* for figures */
    const char *template_dir; /* --template; NULL: built in */
    const char *paper;       /* "a4" or "letter" */
    guint n_threads;         /* that may work on this report; 0 and 1: the caller's only */
} RenderJob;

typedef struct {
    const char *name;      /* "html"; also the file's extension */
    const char *file_name; /* "report.html" */
    /* Renders one report. NULL when it failed: a diagnostic exists. Transfer full. */
    GBytes *(*render)(const RenderJob *job, DiagList *diags);
    gboolean is_optional;  /* written only when --formats names it */
    void (*prepare)(void); /* begins what takes long and needs no report, on a thread of its own; NULL: nothing */
    const char *missing;   /* the library that this program was built without, to say so; render is NULL. NULL: it can */
} OutputFormat;

const OutputFormat *output_format_find(const char *name);
/* All of them, in the order of the default --formats. */
const OutputFormat *output_formats(gsize *n_formats);
