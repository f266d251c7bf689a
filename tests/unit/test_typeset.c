/* The typesetter: lines, page breaks, and the check that a PDF is whole. */
#include <libxml/parser.h>
#include <string.h>

#include "render/pdf_pack.h"
#include "render/pdf_check.h"
#include "render/pdf_file.h"
#include "render/typeset.h"
#include "render/typeset_break.h"
#include "render/typeset_lines.h"
#include "sample_findings.h"

static Fonts *fonts(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    return fonts_of_thread(diags);
}

/* ------------------------------------------------------------------ lines */

/* The lines of a text as "first|second". */
static char *broken(const char *text, double width)
{
    TextStyle style = *text_style(STYLE_BODY);
    g_autoptr(GArray) runs = glyphs_new();
    glyphs_shape(fonts(), text, 0, strlen(text), text_style_face(style.family, FALSE, FALSE), style.size,
                 runs);
    g_autoptr(LineSource) source = line_source_new(text, runs);
    g_autoptr(GPtrArray) lines = lines_break(source, width);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const GArray *line = g_ptr_array_index(lines, i);
        g_string_append(out, i ? "|" : "");
        for (guint k = 0; k < line->len; k++) {
            const PangoItem *item = g_array_index(line, GlyphRun, k).item->item;
            g_string_append_len(out, text + item->offset, item->length);
        }
        g_assert_cmpfloat(glyphs_width(line), <=, MAX(width, 12) + .02);
    }
    return g_string_free(out, FALSE);
}

static void test_lines(void)
{
    g_autofree char *one = broken("one two three", 500);
    g_autofree char *words = broken("one two three", 30);
    g_autofree char *inside = broken("onetwothreefourfive", 40);
    g_autofree char *narrow = broken("a b", .1);
    g_autofree char *kept = broken("95\u202f% of 6.40\u202fs", 30);
    g_assert_cmpstr(one, ==, "one two three");
    g_assert_cmpstr(words, ==, "one|two|three");
    g_assert_null(strstr(inside, "onetwothreefourfive"));
    g_assert_nonnull(strchr(inside, '|'));
    g_assert_cmpstr(narrow, ==, "a|b");
    g_assert_nonnull(strstr(kept, "95\u202f%")); /* a unit is never parted from its number */
    g_assert_nonnull(strstr(kept, "6.40\u202fs"));
}

/* ------------------------------------------------------------------ glyphs */

/* Nothing is hinted or rounded: twice the size is twice as wide. */
static void test_glyph_sizes(void)
{
    double small = glyphs_text_width(fonts(), "5.23× as fast", FACE_SANS, 4);
    g_assert_cmpfloat(small, >, 10);
    g_assert_cmpfloat_with_epsilon(glyphs_text_width(fonts(), "5.23× as fast", FACE_SANS, 8), 2 * small,
                                   1e-9);
    g_assert_cmpfloat(glyphs_text_width(fonts(), "", FACE_SANS, 8), ==, 0);
}

/* As much as fits, and never a part of a letter. */
static void test_ellipsis(void)
{
    const char *text = "größer als größer";
    double all = glyphs_text_width(fonts(), text, FACE_SERIF, 10);
    g_autofree char *whole = glyphs_ellipsize(fonts(), text, FACE_SERIF, 10, all);
    g_autofree char *nothing = glyphs_ellipsize(fonts(), text, FACE_SERIF, 10, 0);
    g_assert_cmpstr(whole, ==, text);
    g_assert_cmpstr(nothing, ==, "…");
    for (double width = 10; width < all; width += 3) {
        g_autofree char *part = glyphs_ellipsize(fonts(), text, FACE_SERIF, 10, width);
        g_assert_true(g_utf8_validate(part, -1, NULL));
        g_assert_true(g_str_has_suffix(part, "…"));
        g_assert_cmpint(strncmp(text, part, strlen(part) - strlen("…")), ==, 0);
        g_assert_cmpfloat(glyphs_text_width(fonts(), part, FACE_SERIF, 10), <=, width);
    }
}

/* ------------------------------------------------------------------ names */

/* Only names that are wider than a line are broken, and only before letters. */
static void test_names(void)
{
    TextStyle style = *text_style(STYLE_TABLE);
    g_autoptr(Paragraph) name = paragraph_new_text(fonts(), "a json_dumps_of_objects", &style, 60, FALSE);
    double word = paragraph_min_width(name);
    paragraph_break_names(name);
    paragraph_set_width(name, 60);
    g_assert_cmpfloat(paragraph_min_width(name), <, .5 * word);
    g_assert_cmpuint(paragraph_n_lines(name), ==, 3); /* "a", "json_dumps_of_", "objects" */
    g_assert_cmpfloat(paragraph_width(name), <=, 60.01);
    g_autoptr(Paragraph) whole = paragraph_new_text(fonts(), "__init__ 5.2384", &style, -1, FALSE);
    word = paragraph_min_width(whole);
    paragraph_break_names(whole);
    g_assert_cmpfloat(paragraph_min_width(whole), ==, word);
}

/* ------------------------------------------------------------------ where pages end */

/* Boxes without content: a height each, "L" for a landscape figure, "S" where a section begins. */
static char *broken_pages(const char *marks, const double *heights)
{
    static const PageShape shape = {.width = 400, .height = 500};
    Heading heads[20] = {{.level = 0}};
    Block blocks[20] = {{.heading = NULL}};
    Galley galley = {.boxes = g_ptr_array_new_with_free_func(box_free)};
    for (guint i = 0; marks[i]; i++) {
        heads[i].level = 2;
        blocks[i].heading = marks[i] == 'S' ? &heads[i] : NULL;
        Box *box = box_new(&blocks[i], heights[i]);
        box->is_landscape = marks[i] == 'L';
        g_ptr_array_add(galley.boxes, box);
    }
    g_autoptr(GPtrArray) pages = pages_break(&galley, &shape, &shape);
    GString *out = g_string_new(NULL);
    for (guint p = 0; p < pages->len; p++) {
        const Page *page = g_ptr_array_index(pages, p);
        g_string_append(out, p ? "|" : "");
        for (guint i = 0; i < page->placed->len; i++) {
            guint index = 0;
            g_assert_true(g_ptr_array_find(galley.boxes, g_array_index(page->placed, Placed, i).box, &index));
            g_string_append_printf(out, "%u", index);
        }
    }
    g_ptr_array_unref(galley.boxes);
    return g_string_free(out, FALSE);
}

static void check_pages(const char *marks, const double *heights, const char *expected)
{
    g_autofree char *pages = broken_pages(marks, heights);
    g_assert_cmpstr(pages, ==, expected);
}

/* What fits as a whole is set before the page of a landscape figure; a section is not torn for it, and none overtakes another. */
static void test_landscape(void)
{
    check_pages("SLSpS", (double[]){300, 400, 50, 100, 300}, "023|1|4");
    check_pages("SLSpS", (double[]){300, 400, 50, 200, 300}, "0|1|23|4");
    check_pages("SLSS", (double[]){300, 400, 300, 50}, "0|1|23");
    check_pages("SLpS", (double[]){300, 400, 50, 50},
                "0|1|23"); /* the rest of the section stays behind its figure */
    check_pages("SLLSLS", (double[]){300, 400, 400, 50, 400, 50}, "0|1|2|35|4");
    check_pages("LS", (double[]){400, 50}, "0|1");
}

/* ------------------------------------------------------------------ pages */

static GBytes *set(const char *body, GPtrArray *figure_texts)
{
    static const PageText words = {
        .title = "t", .creator = "gen", .date = "2025-01-01T00:00:00Z", .head_left = "t", .foot = "f"};
    g_autofree char *markup = g_strdup_printf("<html><body><h1>t</h1>%s</body></html>", body);
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(Sample) sample = sample_new();
    xmlDocPtr doc = xmlReadMemory(markup, (int)strlen(markup), "t", NULL, XML_PARSE_NONET);
    g_assert_nonnull(doc);
    GBytes *pdf = typeset_document(doc, sample_findings(sample), "a4", &words, diags, figure_texts);
    xmlFreeDoc(doc);
    g_assert_nonnull(pdf);
    g_autofree char *damage = pdf_check(pdf);
    g_assert_cmpstr(damage, ==, NULL);
    return pdf;
}

static guint count(GBytes *pdf, const char *needle)
{
    gsize n = 0;
    const char *bytes = g_bytes_get_data(pdf, &n);
    guint found = 0;
    for (const char *p = bytes; (p = memmem(p, n - (gsize)(p - bytes), needle, strlen(needle))); p++)
        found++;
    return found;
}

static guint n_pages(GBytes *pdf)
{
    return count(pdf, "/Type /Page\n") + count(pdf, "/Type /Page ");
}

static void test_one_page(void)
{
    g_autoptr(GBytes) pdf = set("<section><h2 id='a'>A</h2><p>Text.</p></section>", NULL);
    g_assert_cmpuint(n_pages(pdf), ==, 1);
    g_assert_cmpuint(count(pdf, "/S /H2"), ==, 1);
}

/* The second section begins the second page, whatever room is left. */
static void test_sections(void)
{
    g_autoptr(GBytes) pdf =
        set("<section><h2 id='a'>A</h2><p>x</p></section><section><h2 id='b'>B</h2><p>x</p></section>"
            "<section><h2 id='c'>C</h2><p>x</p></section>",
            NULL);
    g_assert_cmpuint(n_pages(pdf), ==, 2);
}

static char *table(guint n_rows)
{
    GString *body = g_string_new(
        "<section><h2 id='a'>A</h2><table><caption><b>Table 1.</b> x</caption><thead><tr><th>k</th>"
        "<th class='n'>v</th></tr></thead><tbody>");
    for (guint i = 0; i < n_rows; i++)
        g_string_append_printf(
            body, "<tr><th>row %u</th><td class='n'>%u<span class='d2'>.5</span></td></tr>", i, i);
    g_string_append(body, "</tbody></table></section>");
    return g_string_free(body, FALSE);
}

/* Every page of a long table begins with its caption and head: two more rows of structure for each page after the first. */
static void test_long_table(void)
{
    g_autofree char *markup = table(200);
    g_autoptr(GBytes) pdf = set(markup, NULL);
    guint pages = n_pages(pdf);
    g_assert_cmpuint(pages, >=, 4);
    g_assert_cmpuint(count(pdf, "/S /TR"), ==, 1 + 200 + (pages - 1));
    g_assert_cmpuint(count(pdf, "/S /TD"), ==, 200);
}

/* Broken input is drawn as far as it goes. */
static void test_odd_tables(void)
{
    g_autoptr(GBytes) spans =
        set("<table><tbody><tr><td colspan='999999' rowspan='-4'>a</td></tr><tr></tr></tbody></table>", NULL);
    g_autoptr(GBytes) empty = set(
        "<table></table><table><tbody><tr/></tbody></table><p></p><ul><li/></ul><dl><dd>x</dd></dl>", NULL);
    g_assert_cmpuint(n_pages(spans), ==, 1);
    g_assert_cmpuint(n_pages(empty), ==, 1);
}

/* A word longer than the page is wide is broken, and right-to-left text has letters too. */
static void test_long_words(void)
{
    g_autoptr(GString) body = g_string_new("<p>");
    for (guint i = 0; i < 3000; i++)
        g_string_append_c(body, 'x');
    g_string_append(body, "</p><p>שלום <bdi>עולם</bdi> abc</p><table><tbody><tr><td>");
    for (guint i = 0; i < 3000; i++)
        g_string_append_c(body, 'y');
    g_string_append(body, "</td><td>z</td></tr></tbody></table>");
    g_autoptr(GBytes) pdf = set(body->str, NULL);
    g_assert_cmpuint(n_pages(pdf), <=, 2);
}

/* A link to nowhere is text, the same name twice is two places, and addresses cannot end the string that holds them. */
static void test_links(void)
{
    g_autoptr(GBytes) pdf = set("<section><h2 id='a'>A</h2><p><a href='#nowhere'>x</a> <a href='#a'>y</a> "
                                "<a href='http://a/)/S/JavaScript/JS(app.alert(1)&#39;&quot;'>z</a> "
                                "<a href='javascript:alert(1)'>w</a></p><h3 id='a'>A again</h3></section>",
                                NULL);
    g_assert_cmpuint(count(pdf, "/Subtype /Link"), ==, 2);
    g_assert_cmpuint(count(pdf, "/S /JavaScript"), ==, 0);
    g_assert_cmpuint(count(pdf, "JS(app"), ==, 0);
}

static void test_same_bytes(void)
{
    g_autofree char *markup = table(50);
    g_autoptr(GBytes) first = set(markup, NULL);
    g_autoptr(GBytes) second = set(markup, NULL);
    g_assert_true(g_bytes_equal(first, second));
}

/* ------------------------------------------------------------------ the file */

static void check_damaged(GBytes *pdf, gsize cut, gsize position)
{
    gsize n = 0;
    const guint8 *bytes = g_bytes_get_data(pdf, &n);
    g_autofree guint8 *copy = g_memdup2(bytes, n);
    if (position < n)
        copy[position] = (guint8)(copy[position] == '7' ? '8' : '7');
    g_autoptr(GBytes) damaged = g_bytes_new(copy, n - cut);
    g_autofree char *damage = pdf_check(damaged);
    g_assert_nonnull(damage);
}

static void test_check(void)
{
    g_autoptr(GBytes) pdf = set("<p>x</p>", NULL);
    g_autofree char *damage = NULL;
    g_autoptr(PdfFile) file = pdf_file_new(pdf, &damage);
    g_assert_nonnull(file);
    gsize n = g_bytes_get_size(pdf);
    check_damaged(pdf, 10, G_MAXSIZE);                    /* the end is missing */
    check_damaged(pdf, n / 2, G_MAXSIZE);                 /* half is missing */
    check_damaged(pdf, 0, file->table + 30);              /* an offset of the table */
    check_damaged(pdf, 0, file->offsets[file->root]);     /* an object's number */
    check_damaged(pdf, 0, file->offsets[file->root] - 3); /* "endobj" of the one before */
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    g_autofree char *empty = pdf_check(nothing);
    g_assert_nonnull(empty);
}

/* Attachments and language are in, structure elements are packed away, and the result says where everything is. */
static void test_pack(void)
{
    g_autofree char *markup = table(100);
    g_autoptr(GBytes) pdf = set(markup, NULL);
    g_autoptr(GBytes) data = g_bytes_new_static("{\"a\": 1}", 8);
    const PdfAttachment attachment = {"report.json", "application/json", data};
    PdfExtras extras = {.language = "en", .attachments = &attachment, .n_attachments = 1};
    g_autoptr(GBytes) packed = pdf_pack(pdf, &extras);
    g_assert_cmpuint(count(pdf, "/StructElem"), >, 200);
    g_assert_cmpuint(count(packed, "/StructElem"), ==, 0);
    g_assert_cmpuint(count(packed, "/EmbeddedFile /Subtype /application#2Fjson"), ==, 1);
    g_assert_cmpuint(count(packed, "/Type /XRef"), ==, 1);
    g_assert_cmpuint(g_bytes_get_size(packed), <, g_bytes_get_size(pdf));
    g_autofree char *damage = pdf_check(packed);
    g_assert_cmpstr(damage, ==, NULL);
    g_autoptr(GBytes) again = pdf_pack(packed, &extras); /* a table that it cannot read is left alone */
    g_assert_true(again == packed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (!fonts()) {
        g_print("1..0 # SKIP no fonts for the PDF\n");
        return 0;
    }
    g_test_add_func("/typeset/lines", test_lines);
    g_test_add_func("/typeset/glyph-sizes", test_glyph_sizes);
    g_test_add_func("/typeset/ellipsis", test_ellipsis);
    g_test_add_func("/typeset/names", test_names);
    g_test_add_func("/typeset/landscape", test_landscape);
    g_test_add_func("/typeset/one-page", test_one_page);
    g_test_add_func("/typeset/sections", test_sections);
    g_test_add_func("/typeset/long-table", test_long_table);
    g_test_add_func("/typeset/odd-tables", test_odd_tables);
    g_test_add_func("/typeset/long-words", test_long_words);
    g_test_add_func("/typeset/links", test_links);
    g_test_add_func("/typeset/same-bytes", test_same_bytes);
    g_test_add_func("/pdf/check", test_check);
    g_test_add_func("/pdf/pack", test_pack);
    return g_test_run();
}
