/* vmprof logs written by hand: word sizes, old and new headers, modes, both layouts of version 7, logs that were cut short. */
#include <string.h>

#include "profile_testing.h"

/* A log in the making. */
typedef struct {
    GByteArray *bytes;
    guint word_size, address_size;
} Log;

static void put(Log *log, guint64 value, guint n)
{
    for (guint i = 0; i < n; i++, value >>= 8) {
        guint8 byte = (guint8)value;
        g_byte_array_append(log->bytes, &byte, 1);
    }
}

static void put_word(Log *log, guint64 value)
{
    put(log, value, log->word_size);
}

static void put_string(Log *log, const char *text)
{
    put_word(log, strlen(text));
    g_byte_array_append(log->bytes, (const guint8 *)text, (guint)strlen(text));
}

static Log log_new(guint word_size, guint64 period, guint64 is_win64)
{
    Log log = {g_byte_array_new(), word_size, is_win64 ? 8 : word_size};
    put_word(&log, 0);
    put_word(&log, 3);
    put_word(&log, 0);
    put_word(&log, period);
    put_word(&log, is_win64);
    return log;
}

static void put_header(Log *log, guint version, guint mode)
{
    put(log, 5, 1);
    put(log, version >> 8, 1);
    put(log, version & 255, 1);
    if (version >= 4)
        put(log, mode, 1);
    put(log, 4, 1);
    g_byte_array_append(log->bytes, (const guint8 *)"pypy", 4);
}

static void put_symbol(Log *log, guint64 address, const char *text)
{
    put(log, 2, 1);
    put(log, address, log->address_size);
    put_string(log, text);
}

/* A sample without what follows its addresses. */
static void put_sample(Log *log, guint64 count, const guint64 *addresses, guint n)
{
    put(log, 1, 1);
    put_word(log, count);
    put_word(log, n);
    for (guint i = 0; i < n; i++)
        put(log, addresses[i], log->address_size);
}

static Reading read_log(Log *log)
{
    put(log, 0, 1); /* read_bytes wants a NUL behind the bytes */
    Reading reading = read_bytes((const char *)log->bytes->data, log->bytes->len - 1);
    g_byte_array_unref(log->bytes);
    return reading;
}

static void check_log(Log *log, const char *tree)
{
    Reading reading = read_log(log);
    g_autofree char *got = tree_text(only_profile(&reading));
    g_assert_cmpstr(reading.format->name, ==, "vmprof");
    g_assert_cmpstr(got, ==, tree);
    reading_clear(&reading);
}

static const guint64 STACK[] = {30, 20, 10}; /* leaf first */

static void put_symbols(Log *log)
{
    put_symbol(log, 10, "py:main:3:c:\\app.py");
    put_symbol(log, 20, "py:f:7:/usr/lib/python3/json/encoder.py");
    put_symbol(log, 30, "n:malloc:0:-");
}

static void test_cpython(void)
{
    Log log = log_new(8, 10000, 0);
    put_header(&log, 6, 0);
    put(&log, 6, 1);
    put(&log, 0, 24); /* time */
    put(&log, 7, 1);
    put_string(&log, "os");
    put_string(&log, "linux");
    for (guint i = 0; i < 3; i++) {
        put_sample(&log, 1, STACK + (i == 2), i == 2 ? 2 : 3);
        put(&log, 99, 8); /* thread */
    }
    put_symbols(&log); /* behind the samples */
    put(&log, 3, 1);
    put(&log, 77, 1); /* what follows the trailer is not read */
    Reading reading = read_log(&log);
    const Profile *profile = only_profile(&reading);
    g_autofree char *tree = tree_text(profile);
    g_assert_cmpstr(tree, ==, "main 3/0(f 3/1(malloc 2/2))");
    g_assert_cmpfloat(profile->sample_rate, ==, 100);
    g_assert_cmpstr(profile->weight_unit, ==, "samples");
    function_named(profile, "main", "c:\\app.py");
    g_assert_cmpuint(reading.diags->items->len, ==, 0);
    reading_clear(&reading);
}

static void test_old_and_small(void)
{
    Log old = log_new(8, 100, 0);
    put(&old, 4, 1);
    put(&old, 7, 1);
    g_byte_array_append(old.bytes, (const guint8 *)"cpython", 7);
    put_symbols(&old);
    put_sample(&old, 1, STACK, 3); /* no thread */
    put_sample(&old, 1, STACK, 3);
    put(&old, 3, 1);
    check_log(&old, "main 2/0(f 2/0(malloc 2/2))");

    Log windows = log_new(4, 1000, 1);
    put_header(&windows, 6, 0);
    put_symbols(&windows);
    put_sample(&windows, 1, STACK, 3);
    put(&windows, 99, 8);
    put(&windows, 3, 1);
    check_log(&windows, "main 1/0(f 1/0(malloc 1/1))");
}

static void test_modes(void)
{
    static const guint64 with_lines[] = {(guint64)-8, 20, (guint64)-4, 10};
    static const guint64 pypy[] = {5, 0, 3, 20, 7, 999, 1, 10}; /* pairs of kind and address, leaf first */
    Log lines = log_new(8, 1000, 0);
    put_header(&lines, 6, 1 | 2); /* memory and lines */
    put_symbols(&lines);
    put_sample(&lines, 1, with_lines, 4);
    put(&lines, 99, 8); /* thread */
    put(&lines, 5, 8);  /* memory */
    put(&lines, 3, 1);
    check_log(&lines, "main 1/0(f 1/1)");

    Log fork = log_new(8, 1000, 0);
    put_header(&fork, 7, 8);
    put_symbols(&fork);
    put_sample(&fork, 0x40c0000000000000, pypy, 8); /* the count is a time */
    put(&fork, 99, 8);
    put_sample(&fork, 0x40c0000000000001, pypy + 6, 2);
    put(&fork, 99, 8);
    put(&fork, 3, 1);
    check_log(&fork, "main 2/1(f 1/0(<GC> 1/1))");

    Log timed = log_new(8, 1000, 0);
    put_header(&timed, 7, 8);
    put_symbols(&timed);
    for (guint i = 0; i < 2; i++) {
        put_sample(&timed, 1, pypy, 8);
        put(&timed, 99, 8);
        put(&timed, 123456789, 8); /* nanoseconds */
    }
    put(&timed, 3, 1);
    check_log(&timed, "main 2/0(f 2/0(<GC> 2/2))");
}

static void test_cut_short(void)
{
    Log log = log_new(8, 1000, 0);
    put_header(&log, 6, 0);
    put_symbols(&log);
    put_sample(&log, 1, STACK, 3);
    put(&log, 99, 8);
    put_sample(&log, 1, STACK, 3);
    put(&log, 99, 7);
    Reading reading = read_log(&log);
    g_assert_cmpuint(only_profile(&reading)->total, ==, 1);
    g_assert_cmpint(((Diag *)g_ptr_array_index(reading.diags->items, 0))->severity, ==, DIAG_WARNING);
    reading_clear(&reading);

    Log empty = log_new(8, 1000, 0);
    put_header(&empty, 6, 0);
    reading = read_log(&empty);
    g_assert_false(reading.is_good);
    g_assert_cmpuint(diag_count(reading.diags, DIAG_ERROR), ==, 1);
    reading_clear(&reading);

    Log absurd = log_new(8, 1000, 0);
    put_header(&absurd, 6, 0);
    put(&absurd, 1, 1);
    put_word(&absurd, 1);
    put_word(&absurd, G_MAXUINT64); /* depth */
    reading = read_log(&absurd);
    g_assert_false(reading.is_good);
    reading_clear(&reading);
}

static void test_unknown_symbols(void)
{
    Log log = log_new(8, 1000, 0);
    put_header(&log, 6, 0);
    put_symbol(&log, 10, "odd");
    put_sample(&log, 1, STACK + 1, 2);
    put(&log, 99, 8);
    put(&log, 3, 1);
    Reading reading = read_log(&log);
    g_autofree char *tree = tree_text(only_profile(&reading));
    g_assert_cmpstr(tree, ==, "odd 1/0([unknown] 1/1)");
    g_assert_cmpfloat(only_profile(&reading)->unresolved, ==, 1);
    reading_clear(&reading);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vmprof/cpython", test_cpython);
    g_test_add_func("/vmprof/old-and-small", test_old_and_small);
    g_test_add_func("/vmprof/modes", test_modes);
    g_test_add_func("/vmprof/cut-short", test_cut_short);
    g_test_add_func("/vmprof/unknown-symbols", test_unknown_symbols);
    return g_test_run();
}
