/* Templates: XHTML with data-gen-* directives, bound to the report model (docs/templates.md).
 * In: a template's name, a model. Out: a document without directives, in which figures stand as placeholders that the renderer
 * replaces: <figure xmlns="urn:gen" kind="…" subject="…"/>. Must not know figures, HTML as text or any output format. */
#pragma once
#include <libxml/tree.h>

#include "base/diag.h"

#define BIND_NAMESPACE "urn:gen"

typedef struct {
    const char *template_dir;        /* --template; NULL: built in */
    const char *const *figure_kinds; /* kinds that exist, for "did you mean" */
    gsize n_figure_kinds;
} BindOptions;

/* Binds one template. NULL when the template is wrong: diagnostics with file, line and column exist. Transfer full. */
xmlDocPtr template_bind(const char *name, xmlDocPtr model, const BindOptions *options, DiagList *diags);

/* Whether a node is such a placeholder. */
gboolean bind_is_figure(const xmlNode *node);
