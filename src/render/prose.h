/* The author's notes for the formats that are text: their XHTML as wrapped lines or as Markdown.
 * In: an element whose children are XHTML blocks. Out: lines, a blank one between blocks. Knows nothing of reports. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

typedef enum { PROSE_TEXT, PROSE_MARKDOWN } ProseKind;

void prose_append(GString *out, const xmlNode *parent, ProseKind kind);
