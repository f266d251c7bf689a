/* The HTML5 writer: syntax that HTML parsers want, escaping per context, refusal of what cannot be written safely. */
#include <string.h>

#include "render/html5.h"
#include "report/element.h"
#include "report/model.h"

static xmlDocPtr page_new(const char *root)
{
    xmlDocPtr page = xmlNewDoc(BAD_CAST "1.0");
    xmlDocSetRootElement(page, xmlNewDocNode(page, NULL, BAD_CAST root, NULL));
    return page;
}

static void assert_written(xmlDocPtr page, const char *expected)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GBytes) bytes = html5_write(page, diags);
    g_assert_nonnull(bytes);
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_autofree char *full = g_strconcat("<!DOCTYPE html>\n", expected, NULL);
    g_assert_cmpstr(text, ==, full);
    g_assert_cmpuint(diags->items->len, ==, 0);
}

static void assert_refused(xmlDocPtr page)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GBytes) bytes = html5_write(page, diags);
    g_assert_null(bytes);
    g_assert_cmpuint(diag_count(diags, DIAG_ERROR), ==, 1);
}

static void test_elements(void)
{
    g_autoptr(xmlDoc) page = page_new("body");
    xmlNodePtr body = xmlDocGetRootElement(page);
    element_add(body, "br");
    element_add(body, "b");
    element_set(element_add(body, "input"), "hidden", "hidden");
    element_set(element_add(body, "i"), "title", "");
    xmlNodePtr svg = element_add(body, "svg");
    element_add(svg, "circle");
    element_add_text(svg, "title", "t");
    assert_written(
        page,
        "<body><br><b></b><input hidden><i title=\"\"></i><svg><circle/><title>t</title></svg></body>\n");
}

/* Every void element stands alone; every other empty element is closed. */
static void test_void_elements(void)
{
    static const char *const names[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                        "input", "link", "meta", "source", "track", "wbr"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(xmlDoc) page = page_new(names[i]);
        g_autofree char *expected = g_strdup_printf("<%s>", names[i]);
        assert_written(page, expected);
    }
    static const char *const blocks[] = {"blockquote", "div", "figcaption", "h2", "pre", "tbody", "ul", "tr"};
    for (gsize i = 0; i < G_N_ELEMENTS(blocks); i++) {
        g_autoptr(xmlDoc) page = page_new(blocks[i]);
        g_autofree char *expected = g_strdup_printf("<%s></%s>\n", blocks[i], blocks[i]);
        assert_written(page, expected);
    }
}

static void test_escaping(void)
{
    g_autoptr(xmlDoc) page = page_new("b");
    xmlNodePtr root = xmlDocGetRootElement(page);
    element_set(root, "title", "\"<&>'");
    xmlAddChild(root, xmlNewDocText(page, BAD_CAST "\"<&>' &amp; </b>"));
    assert_written(page, "<b title=\"&quot;&lt;&amp;&gt;'\">\"&lt;&amp;&gt;' &amp;amp; &lt;/b&gt;</b>");
}

static void test_raw_text(void)
{
    g_autoptr(xmlDoc) page = page_new("script");
    xmlNodePtr script = xmlDocGetRootElement(page);
    xmlAddChild(script, xmlNewDocText(page, BAD_CAST "if (a < b && c > d) x = '<';"));
    assert_written(page, "<script>if (a < b && c > d) x = '<';</script>\n");
}

/* What would end a script or style early is refused, not repaired. */
static void test_refused(void)
{
    static const char *const texts[] = {"</script>", "</SCRIPT", "a </style> b", "x</", "<!-- x"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(xmlDoc) page = page_new(i % 2 ? "style" : "script");
        xmlAddChild(xmlDocGetRootElement(page), xmlNewDocText(page, BAD_CAST texts[i]));
        assert_refused(page);
    }
    g_autoptr(xmlDoc) nested = page_new("script");
    element_add(xmlDocGetRootElement(nested), "b");
    assert_refused(nested);
    g_autoptr(xmlDoc) full_void = page_new("br");
    element_add(xmlDocGetRootElement(full_void), "b");
    assert_refused(full_void);
    g_autoptr(xmlDoc) bad_name = page_new("a b");
    assert_refused(bad_name);
    g_autoptr(xmlDoc) bad_attribute = page_new("a");
    xmlNewProp(xmlDocGetRootElement(bad_attribute), BAD_CAST "x onclick", BAD_CAST "1");
    assert_refused(bad_attribute);
    g_autoptr(xmlDoc) empty = xmlNewDoc(BAD_CAST "1.0");
    assert_refused(empty);
}

/* What a painter wrote stands in the page as it is, and nothing else does. */
static void test_markup(void)
{
    g_autoptr(xmlDoc) page = page_new("body");
    g_autoptr(GString) markup = g_string_new("<svg><path d=\"M0 0\"/></svg>");
    xmlNodePtr body = xmlDocGetRootElement(page);
    xmlAddChild(body, xmlNewDocText(page, BAD_CAST "<b>"));
    xmlAddChild(body, html5_markup_new(page, markup));
    xmlAddChild(body, xmlNewCDataBlock(page, BAD_CAST "<i>", 3));
    assert_written(page, "<body>&lt;b&gt;<svg><path d=\"M0 0\"/></svg>&lt;i&gt;</body>\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html5/elements", test_elements);
    g_test_add_func("/html5/void", test_void_elements);
    g_test_add_func("/html5/escaping", test_escaping);
    g_test_add_func("/html5/raw-text", test_raw_text);
    g_test_add_func("/html5/refused", test_refused);
    g_test_add_func("/html5/markup", test_markup);
    return g_test_run();
}
