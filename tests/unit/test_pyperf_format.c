/* pyperf's own formatting; expected texts are what pyperf 2.10.0 prints. */
#include "base/pyperf_format.h"

static void check(char *text, const char *expected)
{
    g_autofree char *owned = text;
    g_assert_cmpstr(owned, ==, expected);
}

static void test_seconds(void)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {1234.5, "1234 sec"}, {100, "100 sec"},      {99.94, "99.9 sec"}, {9.99, "9.99 sec"},
        {1, "1.00 sec"},      {0.9999, "1000 ms"},   {0.0104, "10.4 ms"}, {9.999e-6, "10.00 us"},
        {4.7e-6, "4.70 us"},  {5e-10, "0.50 ns"},    {1e-9, "1.00 ns"},   {1e-8, "10.0 ns"},
        {0, "0.00 ns"},       {-0.0021, "-2.10 ms"}, {1e-3, "1.00 ms"},   {0.00099999, "1000 us"},
        {2.5e-7, "250 ns"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check(pyperf_seconds_like(cases[i].value, cases[i].value), cases[i].text);
    check(pyperf_seconds_like(0.0107, 0.00052), "0.5 ms");
    check(pyperf_seconds_like(4.7e-6, 0.18e-6), "0.18 us");
}

static void test_bytes(void)
{
    check(pyperf_filesize(1), "1 byte");
    check(pyperf_filesize(0), "0 bytes");
    check(pyperf_filesize(10239), "10239 bytes");
    check(pyperf_filesize(10240), "10.0 KiB");
    check(pyperf_filesize(10 * 1024 * 1024), "10240.0 KiB");
    check(pyperf_filesize(10 * 1024 * 1024 + 1), "10.0 MiB");
}

static void test_counts(void)
{
    check(pyperf_count(pyperf_int(1), "value"), "1 value");
    check(pyperf_count(pyperf_int(0), "value"), "0 values");
    check(pyperf_count(pyperf_int(3), "value"), "3 values");
    check(pyperf_count(pyperf_int(8192), NULL), "8192");
    check(pyperf_count(pyperf_int(16384), "loop"), "2^14 loops");
    check(pyperf_count(pyperf_int(10000), NULL), "10^4");
    check(pyperf_count(pyperf_int(20000), NULL), "10^4"); /* pyperf's own mistake */
    check(pyperf_count(pyperf_int(12288), NULL), "12288");
    check(pyperf_count(pyperf_int(12345), NULL), "12345");
    check(pyperf_count(pyperf_float(2), NULL), "2.0");
    check(pyperf_count(pyperf_float(16384), NULL), "16384.0");
    check(pyperf_count(pyperf_float(10000), NULL), "10^4");
    check(pyperf_count(pyperf_float(2.5), "warmup"), "2.5 warmups");
}

static void test_durations(void)
{
    check(pyperf_duration(0), "0 sec");
    check(pyperf_duration(0.25), "250 ms");
    check(pyperf_duration(59.96), "60.0 sec");
    check(pyperf_duration(60), "1 min");
    check(pyperf_duration(318979.98819184303), "3 day 16 hour 36 min");
    check(pyperf_duration(3723.25), "1 hour 2 min 3.2 sec");
    check(pyperf_duration(86400.5), "1 day 0.5 sec");
}

static void test_repr(void)
{
    check(pyperf_float_repr(0.1), "0.1");
    check(pyperf_float_repr(1e-5), "1e-05");
    check(pyperf_float_repr(0.0001), "0.0001");
    check(pyperf_float_repr(1e16), "1e+16");
    check(pyperf_float_repr(123456789012345680.0), "1.2345678901234568e+17");
    check(pyperf_float_repr(9007199254740992.0), "9007199254740992.0");
    check(pyperf_float_repr(-2.5), "-2.5");
    check(pyperf_float_repr(0), "0.0");
    check(pyperf_float_repr(5e-324), "5e-324");
    check(pyperf_float_repr(1.7976931348623157e308), "1.7976931348623157e+308");
    check(pyperf_float_repr(0.30000000000000004), "0.30000000000000004");
    check(pyperf_float_repr(318979.98819184303), "318979.98819184303");
    check(pyperf_text_repr("a'b"), "\"a'b\"");
    check(pyperf_text_repr("a'\"b"), "'a\\'\"b'");
    check(pyperf_text_repr("\xc3\xa9\xc2\xa0\\"), "'\xc3\xa9\\xa0\\\\'");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pyperf-format/seconds", test_seconds);
    g_test_add_func("/pyperf-format/bytes", test_bytes);
    g_test_add_func("/pyperf-format/counts", test_counts);
    g_test_add_func("/pyperf-format/durations", test_durations);
    g_test_add_func("/pyperf-format/repr", test_repr);
    return g_test_run();
}
