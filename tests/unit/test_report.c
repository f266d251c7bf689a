/* The report model and the page of every state: what the sentences say, that pages are whole, that hostile names stay text.
 * With an argument, writes the model and the page of every state into that directory instead (for looking at them and for the
 * checks of markup and browser). */
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "render/csv.h"
#include "render/html.h"
#include "render/index_html.h"
#include "render/index_model.h"
#include "render/json.h"
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

/* The verdict of fixed work comes from perf's clock; pyperf's printed lines stand beside it, in one aside. */
static void test_fixed_work(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("fixed");
    g_autofree char *first = sentence(fixture, "sentence", 0);
    g_autofree char *second = sentence(fixture, "sentence", 1);
    g_autofree char *why = sentence(fixture, "why", 0);
    g_autofree char *aside = sentence(fixture, "aside", 0);
    g_assert_true(g_str_has_prefix(first, "opt2 is 9.45× as fast as clean (95\u202f% CI "));
    g_assert_true(g_str_has_suffix(first, ", 89.4\u202f% less time."));
    g_assert_true(g_str_has_prefix(second, "opt is 1.336× as fast ("));
    g_assert_cmpstr(why, ==,
                    "Why: opt2 executes 89.5\u202f% fewer instructions, the clock ran 46.6\u202f% slower, "
                    "and 1.86 CPUs are busy "
                    "instead of 1.00. CPU time fell by 80.3\u202f%, elapsed time by 89.4\u202f%.");
    g_assert_cmpstr(aside, ==,
                    "pyperf, which times one iteration without start-up, printed 592\u202fms for clean, "
                    "451\u202fms for opt "
                    "(1.31×) and 49.0\u202fms for opt2 (12.1×); the raw values for an interval are missing.");
}

/* Around a calibrated command perf's clock is named and called no speed-up; no amounts are compared. */
static void test_calibrated_work(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("values");
    g_autofree char *first = sentence(fixture, "sentence", 0);
    g_autofree char *aside = sentence(fixture, "aside", 0);
    g_autofree char *why = sentence(fixture, "why", 0);
    g_assert_true(g_str_has_prefix(first, "orjson is 5.227× as fast as stdlib (95\u202f% CI "));
    g_assert_cmpstr(aside, ==,
                    "perf’s 40.1\u202fs → 20.4\u202fs is not the benchmark’s speedup: pyperf itself chose "
                    "how much work each "
                    "command did.");
    g_assert_null(strstr(why, "fewer"));
    g_assert_nonnull(strstr(why, "instructions per cycle stay at 1.32"));
}

/* Never a ratio alone: what it means in time stands beside it. */
static void test_suite_sentence(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("suite");
    g_autofree char *text = sentence(fixture, "sentence", 0);
    g_assert_true(g_str_has_prefix(text, "3.11 is 1."));
    g_assert_nonnull(strstr(text, "× as fast as 3.10, "));
    g_assert_nonnull(
        strstr(text, "\u202f% less time, the geometric mean over 30 benchmarks (95\u202f% CI 1."));
    g_assert_true(g_str_has_suffix(text, ": 28 faster, 1 slower, 1 the same."));
}

static void test_head(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("fixed");
    xmlNodePtr root = xmlDocGetRootElement(fixture->model);
    g_autofree char *subtitle = element_child_text(root, "subtitle");
    g_autofree char *status = element_child_text(root, "status-text");
    g_autofree char *title = element_get(root, "document-title");
    g_assert_cmpstr(subtitle, ==,
                    "opt and opt2 against clean · runs of 25 October 2025, 22:08 · fixed work, 5 runs each");
    g_assert_true(g_str_has_prefix(
        status, "The runs are comparable, with 4 cautions. Most important: raw values are missing; "));
    g_assert_true(g_str_has_prefix(title, "fixed: opt2 9.45× as fast ("));
    g_assert_true(g_str_has_suffix(title, ", caution"));
}

/* ------------------------------------------------------------------ tables */

static xmlNodePtr find_table(const ReportFixture *fixture, const char *id)
{
    xmlNodePtr table = element_child(xmlDocGetRootElement(fixture->model), "table");
    while (table && !element_is(table, "id", id))
        table = element_next(table);
    return table;
}

/* Numbers are split at the point, and the column carries its widest fraction. */
static void test_alignment(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("fixed");
    xmlNodePtr table = find_table(fixture, "elapsed");
    g_assert_nonnull(table);
    xmlNodePtr mean = element_next(element_next(element_child(table, "column")));
    g_assert_true(element_is(mean, "key", "mean"));
    g_assert_true(element_is(mean, "d", "3"));
    xmlNodePtr cell = element_next(element_next(element_child(element_child(table, "row"), "cell")));
    g_assert_true(element_is(cell, "whole", "60"));
    g_assert_true(element_is(cell, "fraction", ".50"));
    g_assert_true(element_is(cell, "align", "d3"));
}

/* Columns without content are not shown: printed summaries have no interval and no p. */
static void test_empty_columns(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("summary");
    xmlNodePtr table = find_table(fixture, "timing");
    for (xmlNodePtr column = element_child(table, "column"); column; column = element_next(column)) {
        g_assert_false(element_is(column, "key", "ci"));
        g_assert_false(element_is(column, "key", "p"));
    }
    g_assert_null(find_table(fixture, "spread"));
}

static guint count_children(const xmlNode *node, const char *name)
{
    guint n = 0;
    for (xmlNodePtr child = element_child(node, name); child; child = element_next(child))
        n++;
    return n;
}

/* A variant that was only profiled has no column among the counters and the rates. */
static void test_counters_variants(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("events");
    guint n_opt2 = 0;
    ELEMENT_EACH(column, find_table(fixture, "counters"), "column")
    {
        g_assert_false(element_is(column, "over", "profiled"));
        n_opt2 += element_is(column, "over", "opt2") ? 1 : 0;
    }
    g_assert_cmpuint(n_opt2, ==, 4); /* mean, change, from, to: still side by side */
    g_assert_cmpuint(count_children(find_table(fixture, "derived"), "column"), ==, 4);
}

/* What a simulator counted stands in rows of its own that say so, and so does every number derived from it. */
static void test_simulated(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("simulated");
    xmlNodePtr table = find_table(fixture, "counters");
    g_autofree char *caption = element_text(element_child(table, "caption"));
    xmlNodePtr row = element_child(element_child(table, "group"), "row");
    g_autofree char *measured = element_text(element_child(row, "cell"));
    g_autofree char *simulated = element_text(element_child(element_next(row), "cell"));
    g_assert_cmpstr(measured, ==, "instructions");
    g_assert_cmpstr(simulated, ==, "instructions (simulated)");
    g_assert_null(element_next(element_next(row)));
    g_assert_nonnull(strstr(caption, "not by this machine"));
    guint n_simulated = 0, n = 0;
    ELEMENT_EACH(pair, xmlDocGetRootElement(fixture->model), "counter_comparison")
    {
        n_simulated += element_is(pair, "simulated", "yes") ? 1 : 0;
        n++;
    }
    g_assert_cmpuint(n, ==, 2);
    g_assert_cmpuint(n_simulated, ==, 1);
}

/* Nine variants do not fit side by side: the rates have a group each, with a row per variant. The aside names the fastest ones. */
static void test_many_variants(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("many");
    xmlNodePtr table = find_table(fixture, "derived");
    g_autofree char *aside = sentence(fixture, "aside", 0);
    g_assert_cmpuint(count_children(table, "column"), ==, 2);
    ELEMENT_EACH(group, table, "group")
    g_assert_cmpuint(count_children(group, "row"), ==, 9);
    g_assert_nonnull(strstr(aside, "variant_8"));
    g_assert_null(strstr(aside, "variant_1"));
}

/* Long values are shortened on the page, where they differ with the place of the difference; whole in title, JSON and CSV. */
static void test_long_values(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("simulated");
    g_autoptr(DiagList) diags = diag_list_new();
    RenderJob job = {.model = fixture->model, .findings = fixture->findings};
    g_autoptr(GBytes) json = json_render(&job, diags), csv = csv_render(&job, diags);
    g_autofree char *json_text = g_strndup(g_bytes_get_data(json, NULL), g_bytes_get_size(json));
    g_autofree char *csv_text = g_strndup(g_bytes_get_data(csv, NULL), g_bytes_get_size(csv));
    xmlNodePtr row = element_child(element_child(find_table(fixture, "environment"), "group"), "row");
    xmlNodePtr cell = element_next(element_child(row, "cell"));
    static const char *const names[] = {"--do base", "--do fast"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++, cell = element_next(cell)) {
        g_autofree char *shown = element_text(cell);
        g_autofree char *full = element_get(cell, "full");
        g_assert_cmpint(g_utf8_strlen(shown, -1), <=, 180);
        g_assert_nonnull(strstr(shown, names[i]));
        g_assert_cmpuint(strlen(full), >, 1200);
        g_assert_nonnull(strstr(json_text, full));
        g_assert_nonnull(strstr(csv_text, full));
    }
}

/* Letters of the heads of a table with two between columns. */
static guint head_letters(const xmlNode *table)
{
    guint sum = 0;
    ELEMENT_EACH(column, table, "column")
    {
        g_autofree char *title = element_text(column);
        g_autofree char *unit = element_get(column, "unit");
        sum += 2 + (guint)g_utf8_strlen(title, -1) + (unit[0] ? 1 + (guint)g_utf8_strlen(unit, -1) : 0);
    }
    return sum;
}

/* Transposed: every event in one column of tables that fit a page, none of them with a single event, all variants as rows. */
static void test_transposed(void)
{
    g_autoptr(ReportFixture) sideways = report_fixture_new("transposed");
    g_autoptr(ReportFixture) upright = report_fixture_new("events");
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint n_rows = 0, n_tables = 0;
    ELEMENT_EACH(table, xmlDocGetRootElement(sideways->model), "table")
    {
        g_autofree char *id = element_get(table, "id");
        if (!g_str_has_prefix(id, "counters"))
            continue;
        n_tables++;
        g_assert_cmpuint(head_letters(table), <=, 96 + 2);
        g_assert_cmpuint(count_children(table, "column"), >=, 3);
        ELEMENT_EACH(column, table, "column")
        {
            g_autofree char *title = element_text(column);
            gboolean is_new =
                g_str_equal(title, "Variant") || g_hash_table_add(seen, g_steal_pointer(&title));
            g_assert_true(is_new);
        }
        g_assert_cmpuint(count_children(element_child(table, "group"), "row"), ==, 3); /* means */
        g_assert_cmpuint(count_children(element_next(element_child(table, "group")), "row"), ==,
                         2); /* changes */
    }
    ELEMENT_EACH(group, find_table(upright, "counters"), "group")
    n_rows += count_children(group, "row");
    g_assert_cmpuint(n_rows, ==, 21);
    g_assert_cmpuint(g_hash_table_size(seen), ==, n_rows);
    g_assert_cmpuint(n_tables, >=, 4);
    g_assert_cmpuint(n_tables, <=, 6);
}

/* Product of the v of the children `name` of all elements of that kind. */
static double product_of(const ReportFixture *fixture, const char *element, const char *name)
{
    double product = 1;
    ELEMENT_EACH(node, xmlDocGetRootElement(fixture->model), element)
    {
        g_autofree char *raw = element_raw(node, name);
        product *= g_ascii_strtod(raw, NULL);
    }
    return product;
}

/* Each variant against the one before it: a table of its own, and the steps multiply to the whole. */
static void test_step_table(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("fixed");
    g_assert_null(
        find_table(fixture, "steps")); /* printed means: nothing that perf's clock does not say better */
    g_assert_nonnull(find_table(fixture, "elapsed-steps"));
    const Findings *findings = fixture->findings;
    const ProcessComparison *whole = g_ptr_array_index(findings->process_comparisons, 1);
    g_assert_cmpuint(findings->process_steps->len, ==, 1);
    g_assert_cmpfloat_with_epsilon(product_of(fixture, "process_step", "speedup"), whole->speedup, 1e-9);
    const Comparison *timing = g_ptr_array_index(findings->comparisons, 1);
    g_assert_cmpfloat_with_epsilon(product_of(fixture, "step", "speedup"), timing->speedup, 1e-9);
    g_autoptr(ReportFixture) pair = report_fixture_new("values");
    g_assert_null(find_table(pair, "steps"));
    g_assert_null(element_child(xmlDocGetRootElement(pair->model), "step"));
}

/* Every row has a cell per column, counting what cells span. */
static void test_row_widths(void)
{
    for (guint i = 0; REPORT_FIXTURE_STATES[i]; i++) {
        g_autoptr(ReportFixture) fixture = report_fixture_new(REPORT_FIXTURE_STATES[i]);
        xmlNodePtr table = element_child(xmlDocGetRootElement(fixture->model), "table");
        for (; table; table = element_next(table)) {
            guint n_columns = count_children(table, "column");
            for (xmlNodePtr group = element_child(table, "group"); group; group = element_next(group))
                for (xmlNodePtr row = element_child(group, "row"); row; row = element_next(row)) {
                    guint width = 0;
                    for (xmlNodePtr cell = element_child(row, "cell"); cell; cell = element_next(cell)) {
                        g_autofree char *span = element_get(cell, "colspan");
                        width += span[0] ? (guint)g_ascii_strtoull(span, NULL, 10) : 1;
                    }
                    g_assert_cmpuint(width, ==, n_columns);
                }
        }
    }
}

/* ------------------------------------------------------------------ pages */

/* What a browser's parser makes of a page, counted. */
typedef struct {
    GHashTable *ids;
    GPtrArray *links; /* of "#id" */
    guint n_scripts, n_styles, n_h1, n_main, n_foreign, n_handlers, n_bare;
} PageFacts;

static void inspect_attributes(const xmlNode *node, PageFacts *facts)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        g_autofree char *value = element_get(node, name);
        facts->n_handlers += g_str_has_prefix(name, "on") || g_str_equal(name, "style");
        facts->n_handlers += g_str_equal(name, "src") || g_str_has_prefix(value, "javascript:");
        if (g_str_equal(name, "id"))
            g_assert_true(g_hash_table_add(facts->ids, g_strdup(value)));
        if (g_str_equal(name, "href") && value[0] == '#')
            g_ptr_array_add(facts->links, g_strdup(value + 1));
    }
}

static guint count_elements(const xmlNode *parent)
{
    guint n = 0;
    for (const xmlNode *child = parent->children; child; child = child->next)
        n += child->type == XML_ELEMENT_NODE;
    return n;
}

/* A heading with nothing below it, or the head of a group without rows. */
static gboolean is_bare(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    if (g_str_equal(name, "section"))
        return count_elements(node) < 2;
    if (!g_str_equal(name, "tbody"))
        return FALSE;
    const xmlNode *row = element_child(node, "tr");
    xmlNodePtr head = row ? element_child(row, "th") : NULL;
    return count_elements(node) < (head && element_is(head, "scope", "rowgroup") ? 2 : 1);
}

static void inspect(const xmlNode *node, PageFacts *facts)
{
    static const char *const foreign[] = {"img",  "iframe", "object",        "embed",
                                          "form", "base",   "foreignObject", "a:script"};
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        const char *name = (const char *)node->name;
        facts->n_scripts += g_str_equal(name, "script");
        facts->n_styles += g_str_equal(name, "style");
        facts->n_h1 += g_str_equal(name, "h1");
        facts->n_main += g_str_equal(name, "main");
        facts->n_bare += is_bare(node) ? 1 : 0;
        for (gsize i = 0; i < G_N_ELEMENTS(foreign); i++)
            facts->n_foreign += g_str_equal(name, foreign[i]);
        inspect_attributes(node, facts);
        inspect(node->children, facts);
    }
}

static void assert_inert_and_whole(const char *html, gsize n)
{
    htmlDocPtr page = htmlReadMemory(html, (int)n, "report.html", "UTF-8",
                                     HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    PageFacts facts = {.ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                       .links = g_ptr_array_new_with_free_func(g_free)};
    inspect(page->children, &facts);
    g_assert_cmpuint(facts.n_scripts, ==, 2);
    g_assert_cmpuint(facts.n_styles, ==, 1);
    g_assert_cmpuint(facts.n_h1, ==, 1);
    g_assert_cmpuint(facts.n_main, ==, 1);
    g_assert_cmpuint(facts.n_foreign, ==, 0);
    g_assert_cmpuint(facts.n_handlers, ==, 0);
    g_assert_cmpuint(facts.n_bare, ==, 0);
    for (guint i = 0; i < facts.links->len; i++)
        g_assert_true(g_hash_table_contains(facts.ids, g_ptr_array_index(facts.links, i)));
    g_hash_table_unref(facts.ids);
    g_ptr_array_unref(facts.links);
    xmlFreeDoc(page);
}

/* Every state gives a page without a diagnostic: one h1, unique ids, links that lead somewhere, nothing bare, two scripts
 * and nothing that runs or loads besides them. */
static void test_pages(void)
{
    for (guint i = 0; REPORT_FIXTURE_STATES[i]; i++) {
        g_autoptr(ReportFixture) fixture = report_fixture_new(REPORT_FIXTURE_STATES[i]);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(GBytes) page = render_page(fixture, NULL, diags);
        g_assert_nonnull(page);
        g_assert_cmpuint(diags->items->len, ==, 0);
        g_assert_cmpuint(g_bytes_get_size(page), <, 600000);
        assert_inert_and_whole(g_bytes_get_data(page, NULL), g_bytes_get_size(page));
    }
}

static char *all_text(const char *html, gsize n)
{
    htmlDocPtr page = htmlReadMemory(html, (int)n, "report.html", "UTF-8",
                                     HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    char *text = element_text(xmlDocGetRootElement(page));
    xmlFreeDoc(page);
    return text;
}

/* Hostile names are shown as they are: what a reader sees is the cleaned name, letter by letter. */
static void test_hostile_names(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("hostile");
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GBytes) page = render_page(fixture, NULL, diags);
    g_autofree char *text = all_text(g_bytes_get_data(page, NULL), g_bytes_get_size(page));
    for (guint i = 0; HOSTILE_STRINGS[i]; i++) {
        g_autofree char *clean = text_clean_line(HOSTILE_STRINGS[i], 4000);
        g_assert_nonnull(strstr(text, clean));
    }
}

/* Programs find a file by its path as it is, whatever people are shown. */
static void test_exact_paths(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("values");
    const ReportOptions options = {.version = "9"};
    const VariantFindings *baseline = g_ptr_array_index(fixture->findings->variants, 0);
    const Timing *timing = g_ptr_array_index(baseline->variant->run->timings, 0);
    Input *input = g_ptr_array_index(timing->sources, 0);
    g_autofree char *exact = g_strconcat("\xe2\x80\x8f", input->path, NULL);
    g_autofree char *escaped = g_uri_escape_string(exact, "/", FALSE);
    g_free(input->raw_path);
    input->raw_path = g_strdup(exact);
    g_autoptr(xmlDoc) model = report_model_new(fixture->archive, fixture->findings, &options);
    xmlNodePtr root = xmlDocGetRootElement(model);
    ELEMENT_EACH(node, root, "input")
    g_assert_true(element_is(node, "exact", element_is(node, "path", input->path) ? escaped : ""));
    xmlNodePtr source = element_child(element_child(element_child(root, "variant"), "timing"), "source");
    g_assert_true(element_is(source, "exact", escaped));
}

/* What could not be read has no size and no digest: missing is never 0. */
static void test_unreadable_input(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("values");
    const ReportOptions options = {.version = "9"};
    Input *input = input_new();
    input->path = g_strdup("zzz.json");
    input->is_rejected = TRUE;
    input->reason = g_strdup("cannot open zzz.json");
    g_ptr_array_add(fixture->archive->inputs, input);
    g_autoptr(xmlDoc) model = report_model_new(fixture->archive, fixture->findings, &options);
    g_autoptr(DiagList) diags = diag_list_new();
    const RenderJob job = {.model = model, .findings = fixture->findings};
    g_autoptr(GBytes) json = json_render(&job, diags);
    g_autofree char *text = g_strndup(g_bytes_get_data(json, NULL), g_bytes_get_size(json));
    g_assert_nonnull(strstr(text, "{\"path\": \"zzz.json\", \"bytes\": null, \"sha256\": null, "));
}

/* All files are listed, unless that were a page of them in each of very many reports. */
static void test_crowd(void)
{
    g_autoptr(ReportFixture) fixture = report_fixture_new("values");
    const ReportOptions options = {.version = "9"};
    for (guint i = 0; i < 2000; i++) {
        Input *input = input_new();
        input->path = g_strdup_printf("z/%u.json", i);
        input->is_used = TRUE; /* by another report */
        g_ptr_array_add(fixture->archive->inputs, input);
    }
    for (guint n_found = 50; n_found <= 200; n_found += 150) {
        fixture->archive->n_found = n_found;
        g_autoptr(xmlDoc) model = report_model_new(fixture->archive, fixture->findings, &options);
        guint n = 0;
        ELEMENT_EACH(input, xmlDocGetRootElement(model), "input")
        n++;
        g_autofree char *left_out = element_raw(xmlDocGetRootElement(model), "inputs_left_out");
        g_assert_cmpstr(left_out, ==, n_found == 50 ? "" : "2000");
        g_assert_cmpuint(n, ==, fixture->archive->inputs->len - (n_found == 50 ? 0 : 2000));
    }
}

/* Same findings, same bytes. */
static void test_same_bytes(void)
{
    g_autoptr(ReportFixture) one = report_fixture_new("fixed"), two = report_fixture_new("fixed");
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GBytes) first = render_page(one, NULL, diags);
    g_autoptr(GBytes) second = render_page(two, NULL, diags);
    g_assert_true(g_bytes_equal(first, second));
}

/* ------------------------------------------------------------------ the index */

static GBytes *render_index(gboolean from_json, DiagList *diags)
{
    g_autoptr(xmlDoc) index = index_model_new("0.1.0");
    for (guint i = 0; REPORT_FIXTURE_STATES[i]; i++) {
        g_autoptr(ReportFixture) fixture = report_fixture_new(REPORT_FIXTURE_STATES[i]);
        RenderJob job = {.model = fixture->model, .findings = fixture->findings};
        g_autoptr(GBytes) json = json_render(&job, diags);
        if (from_json)
            g_assert_true(index_model_add_json(index, g_bytes_get_data(json, NULL), g_bytes_get_size(json),
                                               REPORT_FIXTURE_STATES[i]));
        else
            index_model_add(index, fixture->model, REPORT_FIXTURE_STATES[i]);
        if (i == 1)
            index_model_add_unused(index, fixture->archive);
    }
    index_model_sort(index);
    return index_html_render(index, NULL, diags);
}

/* A report of an earlier run, of which only report.json is left, stands in the index like one of this run. */
static void test_index(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GBytes) from_models = render_index(FALSE, diags);
    g_autoptr(GBytes) from_files = render_index(TRUE, diags);
    g_assert_nonnull(from_models);
    g_assert_nonnull(from_files);
    g_assert_cmpuint(diags->items->len, ==, 0);
    const char *a = g_bytes_get_data(from_models, NULL), *b = g_bytes_get_data(from_files, NULL);
    g_autofree char *first = g_strndup(a, g_bytes_get_size(from_models));
    g_autofree char *second = g_strndup(b, g_bytes_get_size(from_files));
    g_assert_cmpstr(first, ==, second);
    g_assert_nonnull(strstr(first, "12 benchmarks"));
    g_assert_nonnull(strstr(first, "notes.log"));
    g_assert_null(strstr(first, "<script>alert"));
}

/* ------------------------------------------------------------------ names */

static void assert_known_names(const xmlNode *node)
{
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (!vocabulary_has((const char *)node->name))
            g_error("the model has <%s>, the vocabulary does not", node->name);
        for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
            if (!vocabulary_has((const char *)attribute->name))
                g_error("the model has %s=, the vocabulary does not", attribute->name);
        assert_known_names(node->children);
    }
}

/* The vocabulary knows every name of every model, and docs/model.md mentions every name of the vocabulary. */
static void test_names(void)
{
    for (guint i = 0; REPORT_FIXTURE_STATES[i]; i++) {
        g_autoptr(ReportFixture) fixture = report_fixture_new(REPORT_FIXTURE_STATES[i]);
        assert_known_names(xmlDocGetRootElement(fixture->model));
    }
    g_autofree char *path =
        g_build_filename(g_getenv("SRCDIR") ? g_getenv("SRCDIR") : ".", "docs", "model.md", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    gsize n = 0;
    const char *const *names = vocabulary_names(&n);
    for (gsize i = 0; i < n; i++) {
        g_autofree char *pattern = g_strdup_printf("(?<![A-Za-z0-9_-])%s(?![A-Za-z0-9_-])", names[i]);
        if (!g_regex_match_simple(pattern, text, 0, 0))
            g_error("docs/model.md does not mention %s", names[i]);
    }
}

static void write_bytes(const char *dir, const char *name, GBytes *bytes)
{
    g_autofree char *path = g_strdup_printf("%s/%s.html", dir, name);
    g_file_set_contents(path, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), NULL);
}

/* Writes model and page of every state, and their index. Returns the exit status. */
static int write_all(const char *dir)
{
    g_autoptr(DiagList) diags = diag_list_new();
    for (guint i = 0; REPORT_FIXTURE_STATES[i]; i++) {
        g_autoptr(ReportFixture) fixture = report_fixture_new(REPORT_FIXTURE_STATES[i]);
        g_autofree char *xml = g_strdup_printf("%s/%s.xml", dir, REPORT_FIXTURE_STATES[i]);
        xmlSaveFormatFileEnc(xml, fixture->model, "UTF-8", 1);
        g_autoptr(GBytes) page = render_page(fixture, NULL, diags);
        if (page)
            write_bytes(dir, REPORT_FIXTURE_STATES[i], page);
    }
    g_autoptr(GBytes) index = render_index(FALSE, diags);
    if (index)
        write_bytes(dir, "index", index);
    for (guint i = 0; i < diags->items->len; i++) {
        g_autofree char *line = diag_format(g_ptr_array_index(diags->items, i));
        fprintf(stderr, "%s\n", line);
    }
    return diags->items->len > 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && g_str_equal(argv[1], "--write"))
        return write_all(argv[2]);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/sentences", test_sentences);
    g_test_add_func("/report/fixed-work", test_fixed_work);
    g_test_add_func("/report/calibrated-work", test_calibrated_work);
    g_test_add_func("/report/suite-sentence", test_suite_sentence);
    g_test_add_func("/report/head", test_head);
    g_test_add_func("/report/alignment", test_alignment);
    g_test_add_func("/report/empty-columns", test_empty_columns);
    g_test_add_func("/report/step-table", test_step_table);
    g_test_add_func("/report/counters-variants", test_counters_variants);
    g_test_add_func("/report/simulated", test_simulated);
    g_test_add_func("/report/many-variants", test_many_variants);
    g_test_add_func("/report/long-values", test_long_values);
    g_test_add_func("/report/transposed", test_transposed);
    g_test_add_func("/report/row-widths", test_row_widths);
    g_test_add_func("/report/pages", test_pages);
    g_test_add_func("/report/hostile-names", test_hostile_names);
    g_test_add_func("/report/exact-paths", test_exact_paths);
    g_test_add_func("/report/crowd", test_crowd);
    g_test_add_func("/report/unreadable-input", test_unreadable_input);
    g_test_add_func("/report/same-bytes", test_same_bytes);
    g_test_add_func("/report/index", test_index);
    g_test_add_func("/report/names", test_names);
    return g_test_run();
}
