/* Writing HTML5 over an XML tree: void elements, raw script and style, text and attributes escaped for their context.
 * In: a bound document. Out: UTF-8 bytes of an HTML5 page. Knows nothing of reports. libxml2's own serialisers are not used: none
 * of them writes HTML5 (a second charset, </br>, scripts that end early). */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "base/diag.h"

/* The page, with doctype. NULL when the tree cannot be written safely (a script or style that holds "</", an impossible name):
 * a diagnostic exists. Transfer full. */
GBytes *html5_write(xmlDocPtr document, DiagList *diags);
