/* Reading the report model: the few accesses that every text format needs.
 * In: nodes of the model (docs/model.md). Out: borrowed nodes, owned strings. Knows nothing of any output syntax. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

/* First child element of that name, or NULL. */
xmlNodePtr model_child(xmlNodePtr node, const char *name);
/* Next sibling element of the same name, or NULL. */
xmlNodePtr model_next(xmlNodePtr node);
/* for (each child element of that name) */
#define MODEL_EACH(child, node, name)                                                                                 \
    for (xmlNodePtr child = model_child(node, name); child; child = model_next(child))

/* Attribute as text; NULL when missing. Transfer full. */
char *model_attr(xmlNodePtr node, const char *name);
/* TRUE when the attribute is there and equals `value`. */
gboolean model_attr_is(xmlNodePtr node, const char *name, const char *value);
/* Text content of a node, or of its first child element of that name; "" when missing. Transfer full. */
char *model_text(xmlNodePtr node);
char *model_child_text(xmlNodePtr node, const char *name);
/* Raw number of the child element of that name, as text; NULL when missing. Transfer full. */
char *model_raw(xmlNodePtr node, const char *name);
