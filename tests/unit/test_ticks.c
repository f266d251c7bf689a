/* Ticks of linear and log2 axes. */
#include "scene/ticks.h"

#include <math.h>

static void check_linear(double low, double high, guint max_n, double first, double step, guint n,
                         int decimals)
{
    LinearTicks ticks = ticks_linear(low, high, max_n);
    g_assert_cmpuint(ticks.n, ==, n);
    g_assert_cmpint(ticks.decimals, ==, decimals);
    g_assert_cmpfloat_with_epsilon(ticks.step, step, step * 1e-9);
    g_assert_cmpfloat_with_epsilon(ticks_linear_value(&ticks, 0), first, step * 1e-9);
}

static void test_linear(void)
{
    check_linear(0, 64, 7, 0, 10, 7, 0);
    check_linear(0, 64, 4, 0, 20, 4, 0);
    check_linear(-.03, .09, 7, -.02, .02, 6, 2);
    check_linear(592, 701, 3, 600, 50, 3, 0);
    check_linear(0, 1e-6, 6, 0, 2e-7, 6, 7);
}

static void test_linear_never_more(void)
{
    for (double high = 1e-6; high < 1e9; high *= 1.37)
        for (guint max_n = 2; max_n <= 9; max_n++) {
            LinearTicks ticks = ticks_linear(-high / 3, high, max_n);
            g_assert_cmpuint(ticks.n, <=, max_n);
            g_assert_cmpuint(ticks.n, >=, 1);
            for (guint i = 0; i < ticks.n; i++) {
                double value = ticks_linear_value(&ticks, i);
                g_assert_cmpfloat(value, >=, -high / 3 * (1 + 1e-6));
                g_assert_cmpfloat(value, <=, high * (1 + 1e-6));
            }
        }
}

static void test_linear_empty(void)
{
    g_assert_cmpuint(ticks_linear(1, 1, 5).n, ==, 0);
    g_assert_cmpuint(ticks_linear(NAN, 1, 5).n, ==, 0);
    g_assert_cmpuint(ticks_linear(0, INFINITY, 5).n, ==, 0);
    g_assert_cmpuint(ticks_linear(0, 1, 1).n, ==, 0);
}

static void check_octaves(double low, double high, int first, guint n)
{
    OctaveTicks ticks = ticks_octaves(low, high);
    g_assert_cmpuint(ticks.n, ==, n);
    if (n > 0)
        g_assert_cmpint(ticks.first, ==, first);
}

static void test_octaves(void)
{
    check_octaves(.8, 16, 0, 5);
    check_octaves(.125, 1, -3, 4);
    check_octaves(1.1, 1.9, 0, 0);
    check_octaves(0, 4, 0, 0);
    check_octaves(NAN, 4, 0, 0);
    check_octaves(1, INFINITY, 0, 0);
}

static void check_label(char *label, const char *expected)
{
    g_autofree char *owned = label;
    g_assert_cmpstr(owned, ==, expected);
}

static void test_labels(void)
{
    check_label(ticks_octave_label(0), "1×");
    check_label(ticks_octave_label(4), "16×");
    check_label(ticks_octave_label(-3), "1/8×");
    check_label(ticks_octave_percent(0), "0");
    check_label(ticks_octave_percent(1), "+100");
    check_label(ticks_octave_percent(-1), "−50");
    check_label(ticks_octave_percent(-4), "−94");
    check_label(ticks_octave_percent(-7), "−99.2");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ticks/linear", test_linear);
    g_test_add_func("/ticks/linear-never-more", test_linear_never_more);
    g_test_add_func("/ticks/linear-empty", test_linear_empty);
    g_test_add_func("/ticks/octaves", test_octaves);
    g_test_add_func("/ticks/labels", test_labels);
    return g_test_run();
}
