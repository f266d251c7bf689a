/* The names of the report model, so that a typing error in a template is an error and not an empty cell.
 * In: an XPath expression. Out: the first name that no model has. Must not know templates. */
#pragma once
#include <glib.h>

/* TRUE when some report model or index model may hold an element or attribute of that name. */
gboolean vocabulary_has(const char *name);
/* All of them, sorted; static, *n_names entries. */
const char *const *vocabulary_names(gsize *n_names);

/* The first element or attribute name in an XPath expression that is not of the vocabulary, or NULL. Transfer full. */
char *vocabulary_find_unknown(const char *expression);
