/* The report model and the page of every state: what the sentences say, that pages are whole, that hostile names stay text.
 * With an argument, writes the model and the page of every state into that directory instead (for looking at them and for the
 * checks of markup and browser). */
#include <stdio.h>
#include <string.h>

#include "render/html.h"
#include "report/element.h"
#include "report/vocabulary.h"
#include "report_fixture.h"

static GBytes *render_page(const ReportFixture *fixture, const char *template_dir, DiagList *diags)
{
    RenderJob job = {
        .model = fixture->model, .findings = fixture->findings, .template_dir = template_dir, .paper = "a4"};
    return html_render(&job, diags);
}

static char *sentence(const ReportFixture *fixture, const char *name, guint position)
{
    xmlNodePtr verdict = element_child(xmlDocGetRootElement(fixture->model), "verdict");
    xmlNodePtr node = element_child(verdict, name);
    for (; node && position > 0; position--)
        node = element_next(node);
    g_assert_nonnull(node);
    return element_text(node);
}

/* ------------------------------------------------------------------ sentences */

static void check_sentence(const char *state, const char *name, guint position, const char *expected)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new(state);
    g_autofree char *text = sentence(fixture, name, position);
    g_assert_cmpstr(text, ==, expected);
}

static void test_sentences(void)
{
    check_sentence("alone", "sentence", 0, "telco takes 22.535 ± 0.023\u202fms (n = 40).");
    check_sentence("one-process", "sentence", 0,
                   "fast against base is undecided: 1.31×, no interval: one process.");
    check_sentence(
        "summary", "sentence", 0,
        "fast against base is undecided: 1.31×, no interval: only the printed summary was archived.");
}

/* ------------------------------------------------------------------ pages */

/* Every state gives a page, without a diagnostic, and every name in it is of the vocabulary. */
static void test_pages(void)
{
    for (guint i = 0; REPORT_FIXTURE_STATES[i]; i++) {
        g_autoptr(ReportFixture) fixture = report_fixture_new(REPORT_FIXTURE_STATES[i]);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(GBytes) page = render_page(fixture, NULL, diags);
        g_assert_nonnull(page);
        g_assert_cmpuint(diags->items->len, ==, 0);
        g_assert_cmpuint(g_bytes_get_size(page), <, 500000);
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && g_str_equal(argv[1], "--write")) {
        for (guint i = 0; REPORT_FIXTURE_STATES[i]; i++) {
            g_autoptr(ReportFixture) fixture = report_fixture_new(REPORT_FIXTURE_STATES[i]);
            g_autoptr(DiagList) diags = diag_list_new();
            g_autofree char *xml = g_strdup_printf("%s/%s.xml", argv[2], REPORT_FIXTURE_STATES[i]);
            g_autofree char *html = g_strdup_printf("%s/%s.html", argv[2], REPORT_FIXTURE_STATES[i]);
            xmlSaveFormatFileEnc(xml, fixture->model, "UTF-8", 1);
            g_autoptr(GBytes) page = render_page(fixture, NULL, diags);
            for (guint j = 0; j < diags->items->len; j++) {
                g_autofree char *line = diag_format(g_ptr_array_index(diags->items, j));
                fprintf(stderr, "%s\n", line);
            }
            if (!page)
                return 1;
            g_file_set_contents(html, g_bytes_get_data(page, NULL), (gssize)g_bytes_get_size(page), NULL);
        }
        return 0;
    }
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/sentences", test_sentences);
    g_test_add_func("/report/pages", test_pages);
    return g_test_run();
}
