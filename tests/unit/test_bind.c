/* Templates: what each directive does, and that every mistake is reported with file, line and column. Templates are written into a
 * directory of the test's own, as --template does. */
#include <glib/gstdio.h>
#include <string.h>

#include "render/html5.h"
#include "report/bind.h"
#include "report/element.h"
#include "report/model.h"
#include "report/vocabulary.h"

#define XHTML "xmlns=\"http://www.w3.org/1999/xhtml\""

typedef struct {
    char *dir;
    xmlDocPtr model;
    DiagList *diags;
} Fixture;

/* <report title="T &amp; &lt;b&gt;"> <variant name="a"/> <variant name="b"/> <figure subject="s"/> <command>javascript:x</command> */
static xmlDocPtr make_model(void)
{
    xmlDocPtr model = xmlNewDoc(BAD_CAST "1.0");
    xmlDocSetRootElement(model, xmlNewDocNode(model, NULL, BAD_CAST "report", NULL));
    xmlNodePtr root = xmlDocGetRootElement(model);
    element_set(root, "title", "T & <b>");
    element_set(element_add(root, "variant"), "name", "a");
    element_set(element_add(root, "variant"), "name", "b");
    element_set(element_add(root, "figure"), "subject", "s");
    element_add_text(root, "command", "javascript:x");
    xmlNodePtr notes = element_add(root, "notes");
    element_set(notes, "name", "overview");
    element_add_text(notes, "em", "prose");
    return model;
}

static void set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture->dir = g_dir_make_tmp("gen-bind-XXXXXX", NULL);
    fixture->model = make_model();
    fixture->diags = diag_list_new();
}

static void tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    GDir *dir = g_dir_open(fixture->dir, 0, NULL);
    for (const char *name = g_dir_read_name(dir); name; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(fixture->dir, name, NULL);
        g_unlink(path);
    }
    g_dir_close(dir);
    g_rmdir(fixture->dir);
    g_free(fixture->dir);
    xmlFreeDoc(fixture->model);
    diag_list_free(fixture->diags);
}

static void write_template(const Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(fixture->dir, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static xmlDocPtr bind(const Fixture *fixture, const char *text)
{
    static const char *const kinds[] = {"forest", "flame"};
    BindOptions options = {
        .template_dir = fixture->dir, .figure_kinds = kinds, .n_figure_kinds = G_N_ELEMENTS(kinds)};
    write_template(fixture, "t.xhtml", text);
    return template_bind("t.xhtml", fixture->model, &options, fixture->diags);
}

/* The bound page as HTML, without the doctype. */
static void assert_bound(const Fixture *fixture, const char *text, const char *expected)
{
    g_autoptr(xmlDoc) bound = bind(fixture, text);
    g_assert_nonnull(bound);
    g_autoptr(GBytes) html = html5_write(bound, fixture->diags);
    g_autofree char *page = g_strndup(g_bytes_get_data(html, NULL), g_bytes_get_size(html));
    g_assert_true(g_str_has_prefix(page, "<!DOCTYPE html>\n"));
    g_assert_cmpstr(page + strlen("<!DOCTYPE html>\n"), ==, expected);
}

/* The template is refused; the first message, with the directory cut off, is the expected one. */
static void assert_error(const Fixture *fixture, const char *text, const char *expected)
{
    g_autoptr(xmlDoc) bound = bind(fixture, text);
    g_assert_null(bound);
    g_assert_cmpuint(fixture->diags->items->len, >, 0);
    g_autofree char *line = diag_format(g_ptr_array_index(fixture->diags->items, 0));
    const char *cut = g_str_has_prefix(line, fixture->dir) ? line + strlen(fixture->dir) + 1 : line;
    g_assert_cmpstr(cut, ==, expected);
    g_ptr_array_set_size(fixture->diags->items, 0);
}

/* ------------------------------------------------------------------ directives */

static void test_text(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    assert_bound(fixture, "<p " XHTML " data-gen-text=\"@title\">sample</p>", "<p>T &amp; &lt;b&gt;</p>\n");
    assert_bound(fixture, "<p " XHTML " data-gen-text=\"count(variant)\">9</p>", "<p>2</p>\n");
}

static void test_each(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    assert_bound(fixture,
                 "<ul " XHTML ">\n  <li data-gen-each=\"variant\" data-gen-text=\"@name\">x</li>\n</ul>",
                 "<ul><li>a</li>\n<li>b</li>\n</ul>\n");
    assert_bound(fixture,
                 "<i " XHTML "><b data-gen-each=\"variant\" data-gen-if=\"position() = last()\" "
                 "data-gen-text=\"concat(position(), @name, ../@title)\">x</b></i>",
                 "<i><b>2bT &amp; &lt;b&gt;</b></i>");
    assert_bound(fixture, "<i " XHTML "><b data-gen-each=\"variant[@name='c']\">x</b></i>", "<i></i>");
}

static void test_if_and_unwrap(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    assert_bound(
        fixture,
        "<i " XHTML "><b data-gen-if=\"variant\">yes</b><b data-gen-if=\"aside\">no</b>"
        "<span data-gen-unwrap=\"\" data-gen-each=\"variant\"><u data-gen-text=\"@name\"/>,</span></i>",
        "<i><b>yes</b><u>a</u>,<u>b</u>,</i>");
}

static void test_attributes(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    assert_bound(
        fixture,
        "<a " XHTML
        " class=\"old\" data-gen-attr=\"class: concat('c;', @title); href: concat('#', variant/@name); "
        "id: aside\">x</a>",
        "<a class=\"c;T &amp; &lt;b&gt;\" href=\"#a\">x</a>");
    g_assert_cmpuint(fixture->diags->items->len, ==, 0);
}

static void test_links(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *href;
        gboolean is_kept;
    } links[] = {
        {"#x", TRUE},
        {"report.json", TRUE},
        {"figures/a.svg", TRUE},
        {"https://example.org/", TRUE},
        {"HTTP://x.org", TRUE},
        {"javascript:x", FALSE},
        {"JaVaScRiPt:x", FALSE},
        {"data:text/html,x", FALSE},
        {"//evil.org", FALSE},
        {"/etc/passwd", FALSE},
        {"../up", FALSE},
        {" javascript:x", FALSE},
        {"\\\\host\\x", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(links); i++) {
        g_autofree char *text =
            g_strdup_printf("<a " XHTML " data-gen-attr=\"href: '%s'\">x</a>", links[i].href);
        g_autofree char *kept = g_strdup_printf("<a href=\"%s\">x</a>", links[i].href);
        assert_bound(fixture, text, links[i].is_kept ? kept : "<a>x</a>");
        g_assert_cmpuint(fixture->diags->items->len, ==, links[i].is_kept ? 0 : 1);
        g_ptr_array_set_size(fixture->diags->items, 0);
    }
}

static void test_figure(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) bound =
        bind(fixture, "<p " XHTML "><b data-gen-each=\"figure\" data-gen-figure=\"forest\">plot</b></p>");
    g_assert_nonnull(bound);
    xmlNodePtr placeholder = xmlDocGetRootElement(bound)->children;
    g_assert_true(bind_is_figure(placeholder));
    g_assert_true(element_is(placeholder, "kind", "forest"));
    g_assert_true(element_is(placeholder, "subject", "s"));
    g_assert_false(bind_is_figure(xmlDocGetRootElement(bound)));
}

static void test_include_and_notes(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    write_template(fixture, "part.xhtml",
                   "<?xml version=\"1.0\"?><!-- c --><u " XHTML " data-gen-text=\"@name\"/>");
    assert_bound(fixture,
                 "<i " XHTML "><b data-gen-each=\"variant\" data-gen-include=\"part.xhtml\">x</b></i>",
                 "<i><u>a</u><u>b</u></i>");
    assert_bound(fixture, "<i " XHTML "><b data-gen-notes=\"overview\">x</b><b data-gen-notes=\"none\"/></i>",
                 "<i><em>prose</em></i>");
}

/* Indentation is dropped, other blanks are kept; <pre> keeps everything. */
static void test_blanks(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    assert_bound(fixture, "<i " XHTML ">\n  <b>x</b> <b>y</b>\n</i>", "<i><b>x</b> <b>y</b></i>");
    assert_bound(fixture, "<pre " XHTML ">\n\n x\n</pre>", "<pre>\n\n\n x\n</pre>\n");
}

/* ------------------------------------------------------------------ mistakes */

static void test_errors(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"<p " XHTML ">\n  <b data-gen-figure=\"forst\"/></p>",
         "t.xhtml:2:6: error: unknown figure \"forst\" (forest?)"},
        {"<p " XHTML ">\n<b\n class=\"x\"\n  data-gen-txt=\"@title\"/></p>",
         "t.xhtml:4:3: error: unknown directive \"data-gen-txt\" (data-gen-text?)"},
        {"<p " XHTML " data-gen-text=\"@titl\"/>",
         "t.xhtml:1:41: error: the report model has no \"titl\" (title?)"},
        {"<p " XHTML " data-gen-text=\"nosuch(@title)\"/>",
         "t.xhtml:1:41: error: XPath 1.0 has no function \"nosuch()\""},
        {"<p " XHTML " data-gen-each=\"count(variant)\"/>",
         "t.xhtml:1:41: error: \"count(variant)\" gives no set of nodes"},
        {"<p " XHTML " data-gen-text=\"@title\" data-gen-include=\"part.xhtml\"/>",
         "t.xhtml:1:64: error: an element has either data-gen-text or data-gen-include, not both"},
        {"<p " XHTML " data-gen-attr=\"onclick: @title\"/>",
         "t.xhtml:1:41: error: attribute \"onclick\" cannot be set by a template"},
        {"<p " XHTML " data-gen-attr=\"style: @title\"/>",
         "t.xhtml:1:41: error: attribute \"style\" cannot be set by a template"},
        {"<p " XHTML " data-gen-attr=\"class\"/>",
         "t.xhtml:1:41: error: expected \"name: expression\" in \"class\""},
        {"<p " XHTML " data-gen-include=\"../x\"/>",
         "../x: error: a template is a plain file name, without directories"},
        {"<!DOCTYPE p [<!ENTITY a \"b\">]><p " XHTML ">&a;</p>",
         "t.xhtml:1:1: error: a template must not declare entities or elements"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_error(fixture, cases[i].text, cases[i].expected);
}

/* libxml2's own words may change; place and severity may not. */
static void test_broken_syntax(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const cases[][2] = {
        {"<p " XHTML ">\n<b></p>", "t.xhtml:2:"},
        {"<p " XHTML " data-gen-text=\"@title[\"/>", "t.xhtml:1:41: error: bad expression \"@title[\""},
        {"", "t.xhtml:"},
        {"<p>&nbsp;</p>", "t.xhtml:1:"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(xmlDoc) bound = bind(fixture, cases[i][0]);
        g_assert_null(bound);
        g_autofree char *line = diag_format(g_ptr_array_index(fixture->diags->items, 0));
        g_assert_true(g_str_has_prefix(line + strlen(fixture->dir) + 1, cases[i][1]));
        g_assert_nonnull(strstr(line, "error: "));
        g_ptr_array_set_size(fixture->diags->items, 0);
    }
}

static void test_include_loop(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    assert_error(fixture, "<p " XHTML "><b data-gen-include=\"t.xhtml\"/></p>",
                 "t.xhtml:1:44: error: templates include each other without end");
}

/* All mistakes of a template are reported at once, also in parts that these data never reach. */
static void test_all_errors_at_once(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(xmlDoc) bound = bind(fixture, "<p " XHTML " data-gen-if=\"aside\"><b data-gen-text=\"@titl\"/>"
                                            "<b data-gen-figure=\"flam\"/><b data-gen-foo=\"\"/></p>");
    g_assert_null(bound);
    g_assert_cmpuint(diag_count(fixture->diags, DIAG_ERROR), ==, 3);
}

/* ------------------------------------------------------------------ names of the model */

static void assert_unknown(const char *expression, const char *expected)
{
    g_autofree char *unknown = vocabulary_find_unknown(expression);
    g_assert_cmpstr(unknown, ==, expected);
}

static void test_vocabulary(void)
{
    gsize n = 0;
    const char *const *names = vocabulary_names(&n);
    for (gsize i = 1; i < n; i++)
        g_assert_cmpstr(names[i - 1], <, names[i]);
    for (gsize i = 0; i < n; i++)
        g_assert_true(vocabulary_has(names[i]));
    assert_unknown("variant/@name", NULL);
    assert_unknown("../table[@id = 'nosuch name' or @number > 2]/row[1]", NULL);
    assert_unknown("self::table[row] | group and not(@title != \"x\")", NULL);
    assert_unknown("concat('a', string(@title)) div 2 mod 3", NULL);
    assert_unknown("ancestor-or-self::node()/text()", NULL);
    assert_unknown("variant/nam", "nam");
    assert_unknown("@title = foo", "foo");
    assert_unknown("document('x')", "document(");
    assert_unknown("and and or", "and");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/bind/" name, Fixture, NULL, set_up, function, tear_down)
    ADD("text", test_text);
    ADD("each", test_each);
    ADD("if-unwrap", test_if_and_unwrap);
    ADD("attributes", test_attributes);
    ADD("links", test_links);
    ADD("figure", test_figure);
    ADD("include-notes", test_include_and_notes);
    ADD("blanks", test_blanks);
    ADD("errors", test_errors);
    ADD("broken-syntax", test_broken_syntax);
    ADD("include-loop", test_include_loop);
    ADD("all-errors", test_all_errors_at_once);
    g_test_add_func("/bind/vocabulary", test_vocabulary);
    return g_test_run();
}
