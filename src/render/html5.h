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

/* A node that html5_write copies as it stands: markup that its writer has escaped, such as a figure. Transfer full: the caller adds it
 * to the tree. libxml2 marks text like this itself, so no document that was parsed has any. */
xmlNodePtr html5_markup_new(xmlDocPtr document, const GString *markup);

/* Append UTF-8 text between tags, or within the double quotes of a value, with what is special there as references. */
void html5_append_text(GString *out, const char *text);
void html5_append_attribute_value(GString *out, const char *text);
