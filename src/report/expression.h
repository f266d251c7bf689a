/* Expressions of templates: XPath 1.0. The commonest kinds ("@name", "@name = 'text'", "name", their negations, several of them joined by
 * "or" or "and", and ".") are known as such and answered by a look at the node; they are nine tenths of what a report evaluates. In: text. Out: values for a context. Must not know templates. */
#pragma once
#include <glib.h>
#include <libxml/xpath.h>

typedef struct Expression Expression;

/* NULL when it is not XPath 1.0: the context's error function has been told. Transfer full. */
Expression *expression_new(xmlXPathContextPtr compiler, const char *text);
void expression_free(Expression *expression);

/* The value for the context's node as text, as a condition, or as it is. FALSE or NULL when it has none (a function failed). The context
 * is left as it was. */
gboolean expression_text(const Expression *expression, xmlXPathContextPtr context, char **text);
gboolean expression_test(const Expression *expression, xmlXPathContextPtr context, gboolean *is_true);
/* Transfer full: xmlXPathFreeObject. */
xmlXPathObjectPtr expression_value(const Expression *expression, xmlXPathContextPtr context);
