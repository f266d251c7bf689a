/* Numbers as text: reading by grammar, shortest text that reads back, rounding for people. */
#include "base/number.h"

#include <string.h>

static void test_parse(void)
{
    static const struct {
        const char *text;
        gboolean is_good;
        double value;
    } cases[] = {
        {"1", TRUE, 1},     {"-1.5", TRUE, -1.5}, {"1e3", TRUE, 1000}, {".5", TRUE, .5},    {"5.", TRUE, 5},
        {"", FALSE, 0},     {".", FALSE, 0},      {"1,5", FALSE, 0},   {"nan", FALSE, 0},   {"inf", FALSE, 0},
        {"0x10", FALSE, 0}, {"1e", FALSE, 0},     {" 1", FALSE, 0},    {"1e999", FALSE, 0}, {"--1", FALSE, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        double value = 0;
        g_assert_cmpint(number_parse(cases[i].text, strlen(cases[i].text), &value), ==, cases[i].is_good);
        if (cases[i].is_good)
            g_assert_cmpfloat(value, ==, cases[i].value);
    }
}

static void test_parse_uint64(void)
{
    guint64 value = 0;
    g_assert_true(number_parse_uint64("18446744073709551615", 20, &value));
    g_assert_cmpuint(value, ==, G_MAXUINT64);
    g_assert_false(number_parse_uint64("18446744073709551616", 20, &value));
    g_assert_false(number_parse_uint64("-1", 2, &value));
    g_assert_false(number_parse_uint64("", 0, &value));
}

static void check_text(char *text, const char *expected)
{
    g_autofree char *owned = text;
    g_assert_cmpstr(owned, ==, expected);
}

static void test_shortest(void)
{
    check_text(number_shortest(0.1), "0.1");
    check_text(number_shortest(0.1 + 0.2), "0.30000000000000004");
    check_text(number_shortest(167287865175.0), "167287865175");
    check_text(number_shortest(1e-40), "1e-40");
    check_text(number_shortest(-0.5), "-0.5");
    Quantity big = {.value = 9007199254740993.0, .integer = 9007199254740993u, .is_integer = TRUE};
    check_text(number_quantity(&big), "9007199254740993");
    big.integer = G_MAXUINT64;
    check_text(number_quantity(&big), "18446744073709551615");
    check_text(number_shortest(0), "0");
    check_text(number_shortest(-0.0), "-0");
    check_text(number_shortest(-12), "-12");
    check_text(number_rounded(2.0 / 3), "0.6666667");
    check_text(number_rounded(41), "41");
}

/* Digits are made without printf where that is safe: they must be the same ones. */
static void check_as_printf(double value, int decimals)
{
    char expected[400];
    g_snprintf(expected, sizeof expected, "%.*f", decimals, value);
    GString *plain = g_string_new(NULL);
    g_autofree char *text = number_fixed(value, decimals);
    g_string_assign(plain, text);
    g_string_replace(plain, "\u202f", "", 0);
    g_assert_cmpstr(plain->str, ==, expected);
    g_string_free(plain, TRUE);
}

static void test_fixed_as_printf(void)
{
    GRand *rand = g_rand_new_with_seed(20260105);
    for (int i = 0; i < 200000; i++) {
        int decimals = g_rand_int_range(rand, 0, 12), digits = g_rand_int_range(rand, 0, 7);
        double value = pow(10, g_rand_double_range(rand, -9, 16));
        check_as_printf(value, decimals);
        check_as_printf(floor(value * pow(10, digits) * 2) / pow(10, digits) / 2, decimals); /* ties */
    }
    g_rand_free(rand);
    static const double special[] = {0,       .5,     1.5,      2.5,      .125, .375,
                                     999.995, 9999.5, 99999.95, 1e9 + .5, 1e12, 1e300};
    for (gsize i = 0; i < G_N_ELEMENTS(special); i++)
        for (int decimals = 0; decimals <= 15; decimals++)
            check_as_printf(special[i], decimals);
}

static void test_people(void)
{
    check_text(number_fixed(-1234.56, 1), "−1234.6");
    check_text(number_fixed(12345.6, 1), "12\u202f345.6");
    check_text(number_fixed(-0.001, 1), "0.0");
    check_text(number_fixed(NAN, 1), "");
    check_text(number_signed(3.94, 1), "+3.9");
    check_text(number_grouped(9999), "9999");
    check_text(number_grouped(12345678), "12\u202f345\u202f678");
    check_text(number_ratio(9.461, 0.45), "9.46×");
    check_text(number_ratio(1.33711, 0.0255), "1.337×");
    check_text(number_ratio(12.1, NAN), "12.1×");
    check_text(number_ratio(6351.65, 860), "6352×");
    check_text(number_percent(0.8943), "89.4\u202f%");
    check_text(number_percent(0.99978), "99.98\u202f%"); /* less than all of it */
    check_text(number_percent(1), "100.0\u202f%");
    check_text(number_percent(1.0004), "100.0\u202f%");
    check_text(number_percent_signed(-0.2521), "−25.2\u202f%");
    check_text(number_percent_signed(0.0042), "+0.42\u202f%");
    check_text(number_p_value(0.0004), "< 0.001");
    check_text(number_p_value(0.0134), "0.013");
    check_text(number_seconds(0.0622, NAN), "62.2\u202fms");
    check_text(number_seconds(60.54, 1.172), "60.5\u202fs");
    check_text(number_seconds(45.277, 0.0718), "45.277\u202fs");
}

static void test_decimals(void)
{
    g_assert_cmpint(number_decimals_for(1.17), ==, 1);
    g_assert_cmpint(number_decimals_for(0.0718), ==, 3);
    g_assert_cmpint(number_decimals_for(0.0996), ==, 2);
    g_assert_cmpint(number_decimals_for(117), ==, 0);
    g_assert_cmpint(number_decimals_significant(372.565, 4), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/number/parse", test_parse);
    g_test_add_func("/number/parse-uint64", test_parse_uint64);
    g_test_add_func("/number/shortest", test_shortest);
    g_test_add_func("/number/fixed-as-printf", test_fixed_as_printf);
    g_test_add_func("/number/people", test_people);
    g_test_add_func("/number/decimals", test_decimals);
    return g_test_run();
}
