/* The typesetter: a bound document on paper. In: XHTML with figure placeholders, findings for the figures, a paper size.
 * Out: a PDF in memory. Must not know the report model. */
#pragma once
#include <libxml/tree.h>

#include "analyze/findings.h"
#include "render/typeset_pages.h"

/* NULL with a diagnostic when fonts are missing or Cairo fails. figure_texts: as pages_write. Transfer full. */
GBytes *typeset_document(xmlDocPtr bound, const Findings *findings, const char *paper, const PageText *text,
                         DiagList *diags, GPtrArray *figure_texts);
