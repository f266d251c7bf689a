/* What every page of ours shares: style and script put inside, a policy that allows nothing else, figures for placeholders.
 * In: a bound document. Out: the same document, ready to be written. */
#pragma once
#include <libxml/tree.h>

#include "analyze/findings.h"
#include "base/diag.h"
#include "render/render.h"

/* The template bound to the model of the job. NULL with diagnostics. Transfer full: xmlFreeDoc. */
xmlDocPtr html_page_bind(const RenderJob *job, const char *name, DiagList *diags);

/* Replaces each figure placeholder by its picture; a figure that has nothing to draw goes with the <figure> around it. Up to n_threads
 * threads draw. */
void html_page_resolve_figures(xmlDocPtr page, const Findings *findings, guint n_threads);

/* Puts report.css and report.js (of --template or built in) where the template links them, and the matching
 * Content-Security-Policy into the head. FALSE when one cannot be read: a diagnostic exists. */
gboolean html_page_inline(xmlDocPtr page, const char *template_dir, DiagList *diags);

/* The element with that id, or NULL. Borrowed. */
xmlNodePtr html_page_find(xmlDocPtr page, const char *id);
