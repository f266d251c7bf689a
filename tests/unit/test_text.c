/* Text: decoding of marks, line ends and stray bytes; cleaning; places; natural order; slugs. */
#include "base/text.h"

#include <string.h>

static void check_decoded(const char *bytes, gsize n, const char *expected)
{
    gsize n_out = 0;
    g_autofree char *text = text_decode(bytes, n, &n_out, NULL);
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpuint(n_out, ==, strlen(expected));
    g_assert_cmpint(text_is_decoded(bytes, n), ==, n == strlen(expected) && (n == 0 || memcmp(bytes, expected, n) == 0));
}

static void test_decode(void)
{
    check_decoded("a\r\nb\n", 5, "a\nb\n");
    check_decoded("\xef\xbb\xbf" "a", 4, "a");
    check_decoded("\xff\xfe" "a\0b\0", 6, "ab");
    check_decoded("\xfe\xff" "\0a\x20\x2f", 6, "a\u202f");
    check_decoded("\x1b[1mred\x1b[0m", 11, "red");
    check_decoded("16\xa0" "385", 6, "16\u00a0" "385");
    check_decoded(NULL, 0, "");
    check_decoded("a\nñ", 4, "a\nñ");
    check_decoded("a\0b", 3, "a\uFFFD" "b");
}

/* Text longer than one look: characters across every border, and a stray byte at each end. */
static void test_decode_long(void)
{
    for (gsize shift = 0; shift < 4; shift++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (gsize i = 0; i < shift; i++)
            g_string_append_c(text, 'a');
        while (text->len < 200000)
            g_string_append(text, "\U0001F600");
        g_assert_true(text_is_decoded(text->str, text->len));
        gsize n = text->len;
        g_string_append_c(text, '\x80');
        g_assert_false(text_is_decoded(text->str, text->len));
        g_assert_false(text_is_decoded(text->str, n - 1)); /* half a character */
        text->str[40000] = '\r';
        g_assert_false(text_is_decoded(text->str, n));
    }
}

static void test_clean(void)
{
    g_autofree char *bidi = text_clean_line("a\xe2\x80\xae" "b\x1b[31m", 100);
    g_assert_cmpstr(bidi, ==, "a\uFFFD" "b\uFFFD[31m");
    g_autofree char *cut = text_clean_line("äöüß", 3);
    g_assert_cmpstr(cut, ==, "äö…");
    g_assert_true(text_is_clean("añb", 4));
    g_assert_false(text_is_clean("a\x01", 2));
}

static void test_locate(void)
{
    guint line = 0, column = 0;
    text_locate("ab\ncäd\n", 8, 6, &line, &column);
    g_assert_cmpuint(line, ==, 2);
    g_assert_cmpuint(column, ==, 3);
}

static void test_natural(void)
{
    g_assert_cmpint(text_compare_natural("3.10.4", "3.11.0a3"), <, 0);
    g_assert_cmpint(text_compare_natural("3.9", "3.10"), <, 0);
    g_assert_cmpint(text_compare_natural("a2", "a10"), <, 0);
    g_assert_cmpint(text_compare_natural("a", "a"), ==, 0);
    g_assert_cmpint(text_compare_natural("a1", "a"), >, 0);
}

static void test_slug(void)
{
    static const struct {
        const char *name, *slug;
    } cases[] = {
        {"json_dumps", "json_dumps"}, {"../etc/passwd", "etc_passwd"}, {"", "unnamed"},
        {"[1,2]*1000", "1_2_1000"},   {".hidden", "hidden"},           {"a b", "a_b"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *slug = text_slug(cases[i].name);
        g_assert_cmpstr(slug, ==, cases[i].slug);
    }
}

static void test_nearest(void)
{
    static const char *const words[] = {"forest", "flame", "strip"};
    g_assert_cmpstr(text_nearest("forst", words, 3), ==, "forest");
    g_assert_null(text_nearest("zzzzzz", words, 3));
}

static void test_clean_name(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < TEXT_MAX_NAME; i++)
        g_string_append(text, "\u00e4");
    g_autofree char *whole = text_clean_name(text->str, text->len);
    g_assert_cmpstr(whole, ==, text->str);
    g_string_append_c(text, 'x');
    g_autofree char *cut = text_clean_name(text->str, text->len);
    g_assert_cmpint(g_utf8_strlen(cut, -1), ==, TEXT_MAX_NAME);
    g_assert_true(g_str_has_suffix(cut, "\u00e4\u2026"));
    g_autofree char *marks = text_clean_name("a\u200fb\u061cc", 8);
    g_assert_cmpstr(marks, ==, "a\ufffdb\ufffdc");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/decode", test_decode);
    g_test_add_func("/text/decode-long", test_decode_long);
    g_test_add_func("/text/clean", test_clean);
    g_test_add_func("/text/locate", test_locate);
    g_test_add_func("/text/natural", test_natural);
    g_test_add_func("/text/slug", test_slug);
    g_test_add_func("/text/nearest", test_nearest);
    g_test_add_func("/text/clean-name", test_clean_name);
    return g_test_run();
}
