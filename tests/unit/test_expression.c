/* Expressions of templates: what is answered by a look at the node agrees with what libxml2's XPath says. */
#include <libxml/parser.h>
#include <string.h>

#include "report/expression.h"

static const char DOCUMENT[] =
    "<report title='A &lt; B' class='' n='5' a-b='x'>text<part class='q'>in <b>bold</b></part>"
    "<part/><group title=\"it's\" n='05'/></report>";

static const char *const EXPRESSIONS[] = {
    ".",
    " . ",
    "@title",
    " @title ",
    "@none",
    "@class",
    "@class=''",
    "@class = 'q'",
    "@n = '5'",
    "@n = 5",
    "@n = \"05\"",
    "@a-b",
    "@a-b = 'x'",
    "@none = ''",
    "@title='A < B'",
    "@title = \"it's\"",
    "@class!='q'",
    "@*",
    "../@title",
    "part",
    "not(@v)",
    "@class='q' or @n",
    "@n='5' and @a-b='x'",
    "position()",
    "string(@n)",
    "@n + 1",
    "@title = '",
    "@",
    "@ title",
    ".='text'",
    "self::node()",
    "@n='5' ",
    "'@n'",
    "bold",
    "b",
    "not(part)",
    "not( @n )",
    "not(not(@n))",
    "not(@n='5') and not(b)",
    "@n and part and @title",
    "@none or b or group",
    "@n or @none and @title",
    "@n and @none or @title",
    "@n='5' or@title",
    "@class = ' or ' and @n",
    "part or @class='q or r'",
    "or or and",
    "part[@class]",
    "text()",
    "part/b",
    "b | part",
    "none",
};

/* Text and truth of one expression for one node, by both ways. */
static void assert_agrees(const Expression *expression, xmlXPathContextPtr context, const char *text)
{
    xmlXPathObjectPtr object = expression_value(expression, context);
    g_assert_nonnull(object);
    xmlChar *expected = xmlXPathCastToString(object);
    gboolean is_true = !xmlXPathCastToBoolean(object);
    char *value = NULL;
    g_assert_true(expression_test(expression, context, &is_true));
    g_assert_true(expression_text(expression, context, &value));
    if (is_true != (gboolean)xmlXPathCastToBoolean(object) || strcmp(value, (const char *)expected) != 0)
        g_error("%s: \"%s\" %d, expected \"%s\" %d", text, value, is_true, (const char *)expected,
                xmlXPathCastToBoolean(object));
    g_free(value);
    xmlFree(expected);
    xmlXPathFreeObject(object);
}

static void assert_agrees_everywhere(const Expression *expression, xmlXPathContextPtr context,
                                     const char *text)
{
    static const char *const places[] = {"//*", "//@*", "//text()"};
    for (gsize p = 0; p < G_N_ELEMENTS(places); p++) {
        context->node = xmlDocGetRootElement(context->doc);
        xmlXPathObjectPtr nodes = xmlXPathEval(BAD_CAST places[p], context);
        g_assert_cmpint(nodes->nodesetval->nodeNr, >, 2);
        for (int i = 0; i < nodes->nodesetval->nodeNr; i++) {
            context->node = nodes->nodesetval->nodeTab[i];
            assert_agrees(expression, context, text);
        }
        xmlXPathFreeObject(nodes);
    }
}

static void ignore(void *data G_GNUC_UNUSED, xmlErrorPtr error G_GNUC_UNUSED)
{
}

static void test_agrees(void)
{
    xmlDocPtr document = xmlReadMemory(DOCUMENT, (int)strlen(DOCUMENT), "model", NULL, XML_PARSE_NONET);
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    guint n_good = 0;
    context->error = ignore;
    context->contextSize = context->proximityPosition = 1;
    for (gsize i = 0; i < G_N_ELEMENTS(EXPRESSIONS); i++) {
        context->node = xmlDocGetRootElement(document);
        Expression *expression = expression_new(context, EXPRESSIONS[i]);
        if (expression) {
            assert_agrees_everywhere(expression, context, EXPRESSIONS[i]);
            n_good++;
        }
        expression_free(expression);
    }
    g_assert_cmpuint(n_good, ==, G_N_ELEMENTS(EXPRESSIONS) - 2); /* "@title = '" and "@" are no XPath */
    xmlXPathFreeContext(context);
    xmlFreeDoc(document);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/expression/agrees-with-xpath", test_agrees);
    return g_test_run();
}
