/* The author's notes: Markdown to XHTML, live values that agree with the report, nothing that runs, errors with their place; and the same
 * notes as text and as Markdown again. */
#include <string.h>

#include "ingest/notes.h"
#include "render/prose.h"
#include "report/element.h"
#include "report_fixture.h"

/* A fixture with notes and the model anew. */
typedef struct {
    ReportFixture *fixture;
    Input *input;
    DiagList *diags;
    xmlDocPtr model;
} Written;

static Written *written_new(const char *state, const char *name, const char *text)
{
    Written *written = g_new0(Written, 1);
    written->fixture = report_fixture_new(state);
    written->input = input_new();
    written->input->path = g_strdup_printf("%s.md", name);
    written->diags = diag_list_new();
    Benchmark *benchmark = g_ptr_array_index(written->fixture->archive->benchmarks, 0);
    g_ptr_array_add(benchmark->notes, notes_new(name, text, written->input));
    const ReportOptions options = {.version = "test", .diags = written->diags};
    written->model = report_model_new(written->fixture->archive, written->fixture->findings, &options);
    return written;
}

static void written_free(Written *written)
{
    xmlFreeDoc(written->model);
    report_fixture_free(written->fixture);
    input_free(written->input);
    diag_list_free(written->diags);
    g_free(written);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Written, written_free)

static xmlNodePtr notes_of(const Written *written)
{
    xmlNodePtr notes = element_child(xmlDocGetRootElement(written->model), "notes");
    g_assert_nonnull(notes);
    return notes;
}

/* The XHTML behind the line that names the file. Transfer full. */
static char *markup(const Written *written)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    for (xmlNodePtr node = notes_of(written)->children->next; node; node = node->next)
        xmlNodeDump(buffer, written->model, node, 0, 0);
    char *text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static void check(const char *markdown, const char *expected)
{
    g_autoptr(Written) written = written_new("values", "notes", markdown);
    g_autofree char *text = markup(written);
    g_autofree char *flat = g_strdelimit(g_strdup(text), "\n", ' ');
    g_assert_cmpstr(flat, ==, expected);
    g_assert_cmpuint(written->diags->items->len, ==, 0);
}

static void test_blocks(void)
{
    check("# A\n\n## B\ntext", "<h3>A</h3><h4>B</h4><p>text</p>");
    check("### Low\n\n#### Lower", "<h3>Low</h3><h4>Lower</h4>");
    check("* a\n* b\n  1. c", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>");
    check("7. seven", "<ol start=\"7\"><li>seven</li></ol>");
    check("> q\n\n---\n", "<blockquote><p>q</p></blockquote><hr/>");
    check("```c\nint x < 1;\n```", "<pre><code>int x &lt; 1; </code></pre>");
    check("|a|b|\n|---|--:|\n|1|2|",
          "<div class=\"tw\"><table><thead><tr><th scope=\"col\">a</th><th class=\"n\" "
          "scope=\"col\">b</th></tr></thead>"
          "<tbody><tr><td>1</td><td class=\"n\">2</td></tr></tbody></table></div>");
}

static void test_spans(void)
{
    check("*a* **b** `c` ~~d~~", "<p><em>a</em> <strong>b</strong> <code>c</code> <del>d</del></p>");
    check("[x](https://a.b/?c=1&d=2 \"t\")", "<p><a href=\"https://a.b/?c=1&amp;d=2\" title=\"t\">x</a></p>");
    check("[x](#timing)", "<p><a href=\"#timing\">x</a></p>");
    check("&lt;&mdash;&#39;&#x2713;&bogus;", "<p>&lt;—'✓&amp;bogus;</p>");
    check("a\\\nb", "<p>a<br/>b</p>");
}

/* Raw HTML is text, and what could run or leave the report is no link. */
static void test_hostile(void)
{
    check("<script>alert(1)</script> <b onclick=x>",
          "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;b onclick=x&gt;</p>");
    static const char *const links[] = {
        "javascript:alert(1)", "JaVaScRiPt&#58;alert(1)", "data:text/html,x", "file:///etc/passwd", "../../x",
        "vbscript:x"};
    for (gsize i = 0; i < G_N_ELEMENTS(links); i++) {
        g_autofree char *markdown = g_strdup_printf("[x](%s)", links[i]);
        g_autoptr(Written) written = written_new("values", "notes", markdown);
        g_autofree char *text = markup(written);
        g_assert_cmpstr(text, ==, "<p><span>x</span></p>");
        g_assert_cmpuint(diag_count(written->diags, DIAG_WARNING), ==, 1);
    }
    g_autoptr(Written) control = written_new("values", "notes",
                                             "a\x01"
                                             "b\xe2\x80\xae"
                                             "c");
    g_autofree char *text = markup(control);
    g_assert_cmpstr(text, ==, "<p>a�b�c</p>");
}

/* Images would need a second file: they stand as their text. */
static void test_image(void)
{
    g_autoptr(Written) written = written_new("values", "notes", "![a *b* {{n orjson}}](c.png)");
    g_autofree char *text = markup(written);
    for (guint i = 0; i < written->diags->items->len; i++)
        g_test_message("%s", ((const Diag *)g_ptr_array_index(written->diags->items, i))->message);
    g_assert_cmpstr(text, ==, "<p>[a b 20: c.png]</p>");
    g_assert_cmpuint(diag_count(written->diags, DIAG_WARNING), ==, 1);
}

/* ------------------------------------------------------------------ live values */

/* The value stands in the model where the tables and sentences have it. */
static void check_value(const char *state, const char *expression, const char *expected)
{
    g_autofree char *markdown = g_strdup_printf("{{%s}}", expression);
    g_autofree char *wanted = g_strdup_printf("<p><span class=\"live\">%s</span></p>", expected);
    g_autoptr(Written) written = written_new(state, "notes", markdown);
    g_autofree char *text = markup(written);
    for (guint i = 0; i < written->diags->items->len; i++)
        g_test_message("%s", ((const Diag *)g_ptr_array_index(written->diags->items, i))->message);
    g_assert_cmpstr(text, ==, wanted);
}

static char *headline_part(const Written *written, const char *name)
{
    xmlNodePtr comparison = element_child(xmlDocGetRootElement(written->model), "comparison");
    return element_child_text(comparison, name);
}

static void test_values(void)
{
    g_autoptr(Written) written = written_new("values", "notes", "x");
    g_autofree char *speedup = headline_part(written, "speedup");
    g_autofree char *ci = headline_part(written, "ci");
    g_autofree char *delta = headline_part(written, "delta_share");
    g_autofree char *interval = g_strconcat(ci, "×", NULL);
    check_value("values", "speedup orjson", speedup);
    check_value("values", " speedup   \"orjson\" ", speedup);
    check_value("values", "speedup", speedup);
    check_value("values", "ci orjson", interval);
    check_value("values", "delta orjson", delta);
    check_value("values", "n orjson", "20");
}

static void check_problem(const char *state, const char *markdown, guint line, guint column,
                          const char *message)
{
    g_autoptr(Written) written = written_new(state, "notes", markdown);
    g_assert_cmpuint(diag_count(written->diags, DIAG_ERROR), ==, 1);
    const Diag *diag = g_ptr_array_index(written->diags->items, 0);
    g_assert_cmpstr(diag->message, ==, message);
    g_assert_cmpstr(diag->path, ==, "notes.md");
    g_assert_cmpuint(diag->line, ==, line);
    g_assert_cmpuint(diag->column, ==, column);
    g_autofree char *text = markup(written);
    g_assert_nonnull(strstr(text, "{{"));
    g_assert_null(strstr(text, "class=\"live\""));
}

static void test_problems(void)
{
    check_problem("values", "a\nbé {{speedup orjsn}}", 2, 4,
                  "{{speedup orjsn}}: there is no variant \"orjsn\" (orjson?)");
    check_problem("values", "{{speedp orjson}}", 1, 1,
                  "{{speedp orjson}}: there is no value \"speedp\" (speedup?)");
    check_problem("values", "{{}}", 1, 1, "{{}}: nothing stands between the braces");
    check_problem("values", "{{speedup stdlib}}", 1, 1,
                  "{{speedup stdlib}}: \"stdlib\" is the base: nothing is compared with itself");
    check_problem("values", "{{speedup orjson\n}}", 1, 1, "two braces that no two braces close on this line");
    check_problem("values", "{{share f orjson}}", 1, 1, "{{share f orjson}}: \"orjson\" has no profile");
    check_problem("values", "{{time}}", 1, 1, "{{time}}: say of which variant");
    check_problem("values", "{{n a b c d}}", 1, 1, "{{n a b c d}}: too many words in \"n a b c d\"");
}

/* Four braces are two, and what a mark looks like inside is no mark. */
static void test_braces(void)
{
    check("{{{{speedup}} \xee\x80\x80"
          "0\xee\x80\x81",
          "<p>{{speedup}} �0�</p>");
}

/* Reference links multiply what they lead to: the notes end, and say so, before they are larger than 32 times the file. */
static void test_growth(void)
{
    GString *bomb = g_string_new("[x]: https://a.b/");
    for (guint i = 0; i < 20000; i++)
        g_string_append_c(bomb, 'y');
    g_string_append(bomb, "\n\n");
    for (guint i = 0; i < 20000; i++)
        g_string_append(bomb, "[x] ");
    g_autoptr(Written) written = written_new("values", "notes", bomb->str);
    g_autofree char *text = markup(written);
    g_assert_cmpuint(strlen(text), <, 60 * bomb->len);
    g_assert_cmpuint(diag_count(written->diags, DIAG_ERROR), ==, 1);
    g_string_free(bomb, TRUE);
}

static char *repeated(const char *part, guint n)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < n; i++)
        g_string_append(text, part);
    return g_string_free(text, FALSE);
}

/* A tree as deep as that would end the stack of whoever walks it by recursion. */
static void test_depth(void)
{
    g_autofree char *quotes = repeated(">", 100000);
    g_autoptr(Written) written = written_new("values", "notes", quotes);
    g_assert_cmpuint(diag_count(written->diags, DIAG_ERROR), ==, 1);
    g_assert_cmpstr(((const Diag *)g_ptr_array_index(written->diags->items, 0))->message, ==,
                    "the notes nest more than 64 deep and end early");
    g_autofree char *few = repeated("> ", 60);
    g_autofree char *quoted = g_strconcat(few, "text", NULL);
    g_autoptr(Written) good = written_new("values", "notes", quoted);
    g_autofree char *text = markup(good);
    g_assert_nonnull(strstr(text, "<p>text</p>"));
    g_assert_cmpuint(good->diags->items->len, ==, 0);
}

static void check_value_count(const char *markdown, guint n_values, guint n_errors)
{
    g_autoptr(Written) written = written_new("values", "notes", markdown);
    g_autofree char *text = markup(written);
    g_auto(GStrv) parts = g_strsplit(text, "class=\"live\"", -1);
    g_assert_cmpuint(g_strv_length(parts), ==, n_values + 1);
    g_assert_cmpuint(diag_count(written->diags, DIAG_ERROR), ==, n_errors);
}

/* Each is told with its line, which takes a look at all lines before: not for 100 000 of them. */
static void test_many_values(void)
{
    g_autofree char *open = repeated("{{\n", 100000);
    g_autoptr(Written) written = written_new("values", "notes", open);
    g_assert_cmpuint(written->diags->items->len, ==, 1001);
    const Diag *last = g_ptr_array_index(written->diags->items, 1000);
    g_assert_cmpstr(last->message, ==, "more than 1000 live values: the rest stay in their braces");
    g_assert_cmpuint(last->line, ==, 1001);
    g_autofree char *values = repeated("{{n orjson}} ", 1000);
    check_value_count(values, 1000, 0);
    g_autofree char *more = g_strconcat(values, "{{n orjson}}", NULL);
    check_value_count(more, 1000, 1);
}

/* ------------------------------------------------------------------ files */

static void test_names(void)
{
    g_assert_true(notes_is_file("notes.md"));
    g_assert_true(notes_is_file("a/notes.md"));
    g_assert_true(notes_is_file("a/notes/overview.md"));
    g_assert_true(notes_is_file("notes/x.md"));
    g_assert_false(notes_is_file("a/my_notes.md"));
    g_assert_false(notes_is_file("a/footnotes/overview.md"));
    g_assert_false(notes_is_file("notes/overview.txt"));
    g_autoptr(Written) written = written_new("values", "appendix-cache-sizes", "x");
    g_autofree char *text = markup(written);
    g_assert_cmpstr(text, ==, "<h3>Appendix: Cache sizes</h3><p>x</p>");
    g_autoptr(Written) titled = written_new("values", "overview", "# Own title\n");
    g_autofree char *own = markup(titled);
    g_assert_cmpstr(own, ==, "<h3>Own title</h3>");
}

/* ------------------------------------------------------------------ as text */

static void check_lines(const char *markdown, ProseKind kind, const char *expected)
{
    g_autoptr(Written) written = written_new("values", "notes", markdown);
    g_autoptr(GString) out = g_string_new(NULL);
    xmlNodePtr line = notes_of(written)->children;
    xmlUnlinkNode(line);
    xmlFreeNode(line);
    prose_append(out, notes_of(written), kind);
    g_assert_cmpstr(out->str, ==, expected);
}

static void test_text(void)
{
    check_lines("# T\n\na *b*\n`c` {{n orjson}}", PROSE_TEXT, "T\n\na b c 20\n");
    check_lines("1. a\n2. b\n   - c\n\n> d\n> e", PROSE_TEXT, "1. a\n2. b\n   - c\n\n> d e\n");
    check_lines("```\nx\n  y\n```", PROSE_TEXT, "    x\n      y\n");
    check_lines("|a|bb|\n|---|--:|\n|ccc|1|", PROSE_TEXT, "a    bb\nccc   1\n");
    check_lines("[x](https://a.b) [y](#z)", PROSE_TEXT, "x <https://a.b> y\n");
    check_lines("eleven letters and eleven letters and eleven letters and eleven letters and more\n",
                PROSE_TEXT,
                "eleven letters and eleven letters and eleven letters and eleven letters and\nmore\n");
}

static void test_markdown(void)
{
    check_lines("# T\n\n**a** _b_ `c` ~~d~~ \\*e\\*", PROSE_MARKDOWN,
                "### T\n\n**a** *b* `c` ~~d~~ \\*e\\*\n");
    check_lines("[x](https://a.b/c)", PROSE_MARKDOWN, "[x](https://a.b/c)\n");
    check_lines("````\n```\n````", PROSE_MARKDOWN, "````\n```\n````\n");
    check_lines("|a|b|\n|---|--:|\n|1|2|", PROSE_MARKDOWN, "| a | b |\n|---|---:|\n| 1 | 2 |\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/notes/blocks", test_blocks);
    g_test_add_func("/notes/spans", test_spans);
    g_test_add_func("/notes/hostile", test_hostile);
    g_test_add_func("/notes/image", test_image);
    g_test_add_func("/notes/values", test_values);
    g_test_add_func("/notes/problems", test_problems);
    g_test_add_func("/notes/braces", test_braces);
    g_test_add_func("/notes/growth", test_growth);
    g_test_add_func("/notes/depth", test_depth);
    g_test_add_func("/notes/many-values", test_many_values);
    g_test_add_func("/notes/names", test_names);
    g_test_add_func("/notes/text", test_text);
    g_test_add_func("/notes/markdown", test_markdown);
    return g_test_run();
}
