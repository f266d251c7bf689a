/* Expressions of templates; see expression.h. */
#include "report/expression.h"

#include <string.h>

/* One condition on a node: it has the attribute, with that value, or a child of that name. */
typedef struct {
    gboolean is_negated;
    char *attribute;
    char *literal; /* NULL: any value */
    char *child;   /* when there is no attribute */
} Term;

struct Expression {
    xmlXPathCompExprPtr compiled;
    gboolean is_self; /* "." */
    GArray *terms;    /* of Term; none: of another kind */
    gboolean is_any;  /* one of them is enough ("or") */
};

static void clear_term(gpointer data)
{
    Term *term = data;
    g_free(term->attribute);
    g_free(term->literal);
    g_free(term->child);
}

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

/* "@name", "@name = 'text'" or "name". Returns what follows it, or NULL. */
static const char *read_atom(const char *p, Term *term)
{
    gboolean is_attribute = *p == '@';
    p += is_attribute;
    gsize n = name_length(p);
    if (n == 0)
        return NULL;
    char **name = is_attribute ? &term->attribute : &term->child;
    *name = g_strndup(p, n);
    p = skip_blanks(p + n);
    if (*p != '=')
        return p;
    const char *open = skip_blanks(p + 1);
    const char *close = *open == '\'' || *open == '"' ? strchr(open + 1, *open) : NULL;
    if (!close || !is_attribute)
        return NULL;
    term->literal = g_strndup(open + 1, (gsize)(close - open) - 1);
    return skip_blanks(close + 1);
}

/* An atom, or "not(atom)". */
static const char *read_term(const char *p, Term *term)
{
    term->is_negated = strncmp(p, "not(", 4) == 0;
    if (!term->is_negated)
        return read_atom(p, term);
    p = read_atom(skip_blanks(p + 4), term);
    return p && *p == ')' ? skip_blanks(p + 1) : NULL;
}

/* Moves behind the word that joins two terms. */
static gboolean read_word(const char **p, const char *word)
{
    gsize n = strlen(word);
    if (strncmp(*p, word, n) != 0 || !strchr(" \t\r\n", (*p)[n]))
        return FALSE;
    *p = skip_blanks(*p + n);
    return TRUE;
}

/* Terms joined by "or" or by "and", not by both. FALSE when it is anything else. */
static gboolean read_terms(Expression *expression, const char *p)
{
    const char *word = NULL;
    do {
        Term term = {.is_negated = FALSE};
        p = read_term(p, &term);
        g_array_append_val(expression->terms, term);
        if (!p || !*p)
            return p != NULL;
        expression->is_any = word ? expression->is_any : *p == 'o';
        word = expression->is_any ? "or" : "and";
    } while (read_word(&p, word));
    return FALSE;
}

/* What is not one of these is left to libxml2, so that a wrong guess costs time only. */
static void recognise(Expression *expression, const char *text)
{
    const char *p = skip_blanks(text);
    expression->is_self = p[0] == '.' && *skip_blanks(p + 1) == 0;
    if (!read_terms(expression, p))
        g_array_set_size(expression->terms, 0);
}

Expression *expression_new(xmlXPathContextPtr compiler, const char *text)
{
    xmlXPathCompExprPtr compiled = xmlXPathCtxtCompile(compiler, BAD_CAST text);
    if (!compiled)
        return NULL;
    Expression *expression = g_new0(Expression, 1);
    expression->compiled = compiled;
    expression->terms = g_array_new(FALSE, FALSE, sizeof(Term));
    g_array_set_clear_func(expression->terms, clear_term);
    recognise(expression, text);
    return expression;
}

void expression_free(Expression *expression)
{
    if (!expression)
        return;
    xmlXPathFreeCompExpr(expression->compiled);
    g_array_unref(expression->terms);
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

/* NULL when it has none. Transfer full: xmlFree. */
static xmlChar *attribute_of(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(node, BAD_CAST name) : NULL;
}

static gboolean has_child(const xmlNode *node, const char *name)
{
    if (!node || (node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE))
        return FALSE;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && !child->ns && strcmp((const char *)child->name, name) == 0)
            return TRUE;
    return FALSE;
}

static gboolean holds(const Term *term, const xmlNode *node)
{
    if (term->child)
        return has_child(node, term->child) != term->is_negated;
    xmlChar *value = attribute_of(node, term->attribute);
    gboolean is_true = value && (!term->literal || strcmp((const char *)value, term->literal) == 0);
    xmlFree(value);
    return is_true != term->is_negated;
}

/* The attribute that is all the expression asks for, or NULL. */
static const char *only_attribute(const Expression *expression)
{
    const Term *term = expression->terms->len == 1 ? &g_array_index(expression->terms, Term, 0) : NULL;
    return term && !term->is_negated && !term->literal ? term->attribute : NULL;
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
    const char *attribute = only_attribute(expression);
    if (attribute) {
        *text = take_text(attribute_of(context->node, attribute));
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
    for (guint i = 0; i < expression->terms->len; i++) {
        *is_true = holds(&g_array_index(expression->terms, Term, i), context->node);
        if (*is_true == expression->is_any)
            return TRUE;
    }
    if (expression->terms->len > 0)
        return TRUE;
    xmlXPathObjectPtr object = expression_value(expression, context);
    *is_true = object && xmlXPathCastToBoolean(object);
    xmlXPathFreeObject(object);
    return object != NULL;
}
