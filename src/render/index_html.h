/* index.html: every report of a directory in one table. In: the index model (docs/model.md, "The index"). Out: HTML5 bytes. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "base/diag.h"

/* The page; adds to the index what only the page needs. NULL when a template is wrong: a diagnostic exists. Transfer full. */
GBytes *index_html_render(xmlDocPtr index, const char *template_dir, DiagList *diags);
