/* Expressions of templates; see expression.h. */
#include "report/expression.h"

#include <string.h>

struct Expression {
    xmlXPathCompExprPtr compiled;
    gboolean is_self; /* "." */
    char *attribute;  /* of "@attribute"; NULL: another kind */
    char *literal;    /* of "@attribute = 'literal'"; NULL: the attribute alone */
};

/* ------------------------------------------------------------------ the common kinds */

static const char *skip_blanks(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

/* Only names without a prefix: others need a namespace. */
static gsize name_length(const char *p)
{
    gsize n = 0;
    while (g_ascii_isalnum(p[n]) || p[n] == '-' || p[n] == '_')
        n++;
    return g_ascii_isalpha(p[0]) ? n : 0;
}

/* What is not one of these is left to libxml2, so that a wrong guess costs time only. */
static void recognise(Expression *expression, const char *text)
{
    const char *p = skip_blanks(text);
    expression->is_self = p[0] == '.' && *skip_blanks(p + 1) == 0;
    if (p[0] != '@')
        return;
    gsize n = name_length(p + 1);
    const char *rest = skip_blanks(p + 1 + n);
    if (n == 0)
        return;
    if (*rest == '=') {
        const char *open = skip_blanks(rest + 1);
        const char *close = *open == '\'' || *open == '"' ? strchr(open + 1, *open) : NULL;
        if (!close || *skip_blanks(close + 1))
            return;
        expression->literal = g_strndup(open + 1, (gsize)(close - open) - 1);
    } else if (*rest) {
        return;
    }
    expression->attribute = g_strndup(p + 1, n);
}

Expression *expression_new(xmlXPathContextPtr compiler, const char *text)
{
    xmlXPathCompExprPtr compiled = xmlXPathCtxtCompile(compiler, BAD_CAST text);
    if (!compiled)
        return NULL;
    Expression *expression = g_new0(Expression, 1);
    expression->compiled = compiled;
    recognise(expression, text);
    return expression;
}

void expression_free(Expression *expression)
{
    if (!expression)
        return;
    xmlXPathFreeCompExpr(expression->compiled);
    g_free(expression->attribute);
    g_free(expression->literal);
    g_free(expression);
}

/* ------------------------------------------------------------------ values */

xmlXPathObjectPtr expression_value(const Expression *expression, xmlXPathContextPtr context)
{
    xmlNodePtr node = context->node;
    xmlXPathObjectPtr object = xmlXPathCompiledEval(expression->compiled, context);
    context->node = node;
    return object;
}

/* The attribute of the context's node; NULL when it has none. Transfer full: xmlFree. */
static xmlChar *attribute_of(const Expression *expression, const xmlXPathContext *context)
{
    const xmlNode *node = context->node;
    return node && node->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(node, BAD_CAST expression->attribute)
                                                  : NULL;
}

/* Takes the XML text over. */
static char *take_text(xmlChar *text)
{
    char *copy = g_strdup(text ? (const char *)text : "");
    xmlFree(text);
    return copy;
}

gboolean expression_text(const Expression *expression, xmlXPathContextPtr context, char **text)
{
    if (expression->is_self && context->node) {
        *text = take_text(xmlNodeGetContent(context->node));
        return TRUE;
    }
    if (expression->attribute && !expression->literal) {
        *text = take_text(attribute_of(expression, context));
        return TRUE;
    }
    xmlXPathObjectPtr object = expression_value(expression, context);
    if (object)
        *text = take_text(xmlXPathCastToString(object));
    xmlXPathFreeObject(object);
    return object != NULL;
}

gboolean expression_test(const Expression *expression, xmlXPathContextPtr context, gboolean *is_true)
{
    if (expression->attribute) {
        xmlChar *value = attribute_of(expression, context);
        *is_true = value && (!expression->literal || strcmp((const char *)value, expression->literal) == 0);
        xmlFree(value);
        return TRUE;
    }
    xmlXPathObjectPtr object = expression_value(expression, context);
    *is_true = object && xmlXPathCastToBoolean(object);
    xmlXPathFreeObject(object);
    return object != NULL;
}
