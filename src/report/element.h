/* Building the report model: thin wrappers over libxml2 that can only add text as text.
 * In: clean or unclean strings, numbers with their display text. Out: elements and attributes of the model (docs/model.md).
 * Must not know what any element means. */
#pragma once
#include <libxml/tree.h>

#include "base/number.h"

/* Adds <name/> below parent and returns it (owned by the document). */
xmlNodePtr element_add(xmlNodePtr parent, const char *name);

/* Adds <name>text</name>; NULL counts as empty. */
xmlNodePtr element_add_text(xmlNodePtr parent, const char *name, const char *text);

/* Sets an attribute; NULL counts as empty: a missing string of the model is an empty attribute. */
void element_set(xmlNodePtr node, const char *name, const char *value);
void element_set_bool(xmlNodePtr node, const char *name, gboolean value); /* yes or no */
void element_set_count(xmlNodePtr node, const char *name, guint64 value);

/* Adds <name v="…">shown</name>. A missing number (NAN, infinite) adds nothing and gives NULL. All take `shown`; NULL shows
 * the number itself. */
xmlNodePtr element_add_number(xmlNodePtr parent, const char *name, double value, char *shown);
xmlNodePtr element_add_quantity(xmlNodePtr parent, const char *name, const Quantity *quantity, char *shown);
xmlNodePtr element_add_count(xmlNodePtr parent, const char *name, guint64 value);

/* Adds <name low="…" high="…">shown</name> unless a bound is missing. */
xmlNodePtr element_add_interval(xmlNodePtr parent, const char *name, double low, double high, char *shown);

/* Adds <part class="…">text</part> to a sentence. Both borrowed. */
xmlNodePtr element_add_part(xmlNodePtr sentence, const char *class_name, const char *text);
/* The same with a printf format. */
xmlNodePtr element_add_part_printf(xmlNodePtr sentence, const char *class_name, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* All text below a node, in order. Transfer full, by g_free. */
char *element_text(const xmlNode *node);

/* First child element of that name, or NULL; next sibling of the same name, or NULL. */
xmlNodePtr element_child(const xmlNode *node, const char *name);
xmlNodePtr element_next(const xmlNode *node);
/* Attribute value; "" when it is missing. Transfer full, by g_free. */
char *element_get(const xmlNode *node, const char *name);
/* Whether the attribute equals the text. */
gboolean element_is(const xmlNode *node, const char *name, const char *value);

/* for (each child element of that name) */
#define ELEMENT_EACH(child, node, name)                                                                      \
    for (xmlNodePtr child = element_child(node, name); child; child = element_next(child))
/* Text of the first child element of that name; "" when there is none. Transfer full, by g_free. */
char *element_child_text(const xmlNode *node, const char *name);
/* Raw number (the v attribute) of the first child element of that name; "" when there is none. Transfer full, by g_free. */
char *element_raw(const xmlNode *node, const char *name);
