/* perf script: headers in all their forms, frames, names as stackcollapse-perf.pl makes them, what it loses, units. */
#include <string.h>

#include "profile_testing.h"

static void check_tree(const char *text, const char *tree)
{
    Reading reading = read_text(text);
    g_autofree char *got = tree_text(only_profile(&reading));
    g_assert_cmpstr(reading.format->name, ==, "perf-script");
    g_assert_cmpstr(got, ==, tree);
    reading_clear(&reading);
}

#define PY "python3 28489/28490 [001]  1136.426523:    1001001 cpu-clock:u: \n"

static void test_headers(void)
{
    static const char *const headers[] = {PY, "python3 28489  1136.426523:    1001001 cpu-clock: \n",
                                          "python3 28489 1001001 cpu-clock:\n",
                                          "python3 28489 [000] 1136.4:  1001001 cpu-clock:uH:\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autofree char *text =
            g_strconcat(headers[i], "\tff81 work+0x5 (/bin/x)\n\t 3033 main (/bin/x)\n\n", NULL);
        check_tree(text, "python3 1001001/0(main 1001001/0(work 1001001/1001001))");
    }
    check_tree("node 31912 cpu-clock:\n 13a f (/bin/x)\n", "node 1/0(f 1/1)");
    check_tree("my prog 2 12/13 [000] 1.0: 7 cycles:u: \n 13a f (/bin/x)\n", "my_prog_2 7/0(f 7/7)");
    check_tree("a;b 12 1.0: 7 cycles: \n 13a f (/bin/x)\n", "a:b 7/0(f 7/7)");
}

/* The last sample counts without an empty line behind it, and a header ends the sample before it. */
static void test_ends(void)
{
    check_tree(PY "\tff f (x.so)\n" PY "\tff g (x.so)",
               "python3 2002002/0(f 1001001/1001001 g 1001001/1001001)");
    check_tree(PY "\n" PY "\tff g (x.so)\n\n\n", "python3 2002002/1001001(g 1001001/1001001)");
    check_tree("true 29438  1755.56:  500000 cpu-clock:  ffff8 f+0x3b2 ([kernel.kallsyms])\n"
               "true 29438  1755.57:  500000 cpu-clock:  ffff8 g+0x3b2 ([kernel.kallsyms])\n",
               "true 1000000/0(f 500000/500000 g 500000/500000)");
    /* without a call graph the command is set to the right in 16 columns */
    check_tree("            true 29438  1755.56:  500000 cpu-clock:  ffff8 f+0x3b2 ([kernel.kallsyms])\n"
               "        a; b 29438  1755.57:  500000 cpu-clock:  ffff8 g+0x3b2 (/bin/x)\n",
               "a:_b 500000/0(g 500000/500000) true 500000/0(f 500000/500000)");
}

static void test_names(void)
{
    check_tree(
        PY "\t7f0 py::fib:/srv/a (1).py+0xa (/tmp/perf-12.map)\n"
           "\t7f1 py::Foo.<locals>.<lambda>:/x/b.py (/tmp/perf-12.map)\n"
           "\t55 std::vector<int>::push(int, (anonymous namespace)::X)+0x12 (/usr/bin/a b)\n"
           "\t56 (anonymous namespace)::run(int) (/usr/bin/a b)\n"
           "\t56 N::(anonymous namespace)::go(int) (/usr/bin/a b)\n"
           "\t0 [unknown] ([unknown])\n"
           "\tffffffff81 do_syscall_64+0x71 ([kernel.kallsyms])\n"
           "\t44 a->b->c (/tmp/perf-12.map)\n"
           "\t46 net.(*conn).Read (/go)\n"
           "\t47 say \"a;b\" (/x)\n"
           "\t45 [unknown] (/usr/lib/libc.so.6)\n",
        "python3 1001001/0([libc.so.6] 1001001/0(say a:b 1001001/0(net.(*conn).Read 1001001/0(a 1001001/0(b "
        "1001001/0(c 1001001/0(do_syscall_64 1001001/0([unknown] 1001001/0(N::(anonymous namespace)::go "
        "1001001/0(std::vector<int>::push 1001001/0(Foo.<locals>.<lambda> 1001001/0(fib "
        "1001001/1001001))))))))))))");
}

static void test_kinds(void)
{
    Reading reading = read_text(PY "\t7f0 py::fib:/srv/a.py (/tmp/perf-12.map)\n\tff vfs_read "
                                   "([kernel.kallsyms])\n\tff work (/bin/x)\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpint(function_named(profile, "fib", "/srv/a.py")->kind, ==, FRAME_OWN);
    g_assert_cmpint(function_named(profile, "vfs_read", NULL)->kind, ==, FRAME_RUNTIME);
    g_assert_cmpint(function_named(profile, "work", NULL)->kind, ==, FRAME_OWN);
    reading_clear(&reading);
    /* the brackets of a symbol that starts with one are no name: perf marks inlined frames so */
    check_tree(PY "\tff (inlined)foo (x.so)\n\tff main (x.so)\n", "python3 1001001/0(main 1001001/1001001)");
}

static void test_first_event_only(void)
{
    Reading reading = read_text("a 1 1.0: 7 cycles:u: \n\tff f (x)\n\na 1 1.0: 9 page-faults: \n\tff g "
                                "(x)\n\na 1 1.0: 5 cycles:u: \n\tff f (x)\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->total, ==, 12);
    g_assert_cmpstr(profile->event, ==, "cycles:u");
    g_assert_cmpstr(profile->weight_unit, ==, "cycles");
    g_assert_cmpstr(((Diag *)g_ptr_array_index(reading.diags->items, 0))->code, ==, "other-events");
    reading_clear(&reading);
}

static void test_units(void)
{
    Reading reading =
        read_text("# cmdline : /usr/bin/perf record -F 99 -g -- ./a -F 5\na 1 cycles:\n\tff f (x)\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpstr(profile->weight_unit, ==, "samples");
    g_assert_cmpfloat(profile->sample_rate, ==, 99);
    g_assert_cmpfloat(profile->weight_per_second, ==, 99);
    g_assert_cmpstr(profile->command, ==, "/usr/bin/perf record -F 99 -g -- ./a -F 5");
    reading_clear(&reading);
    reading = read_text(PY "\tff f (x)\n");
    g_assert_cmpfloat(only_profile(&reading)->weight_per_second, ==, 1e9);
    reading_clear(&reading);
}

static void test_wrong_lines(void)
{
    Reading reading = read_text("Warning:\n" PY "\tff f (x)\n\tnot a frame\n\n");
    g_assert_cmpuint(only_profile(&reading)->total, ==, 1001001);
    g_assert_cmpuint(reading.artifact->n_skipped_lines, ==, 2);
    g_assert_cmpuint(reading.artifact->first_skipped_line, ==, 1);
    reading_clear(&reading);
    reading =
        read_text("a 1 1.0: 18446744073709551615 cycles: \n\tff f (x)\n\na 1 1.0: 1 cycles: \n\tff f (x)\n");
    g_assert_false(reading.is_good);
    g_assert_cmpuint(diag_count(reading.diags, DIAG_ERROR), ==, 1);
    reading_clear(&reading);
}

static void test_other_text(void)
{
    static const char *const texts[] = {"name 12 value:\nnext line\n", "PID 12 cpu:\n\tx y\n",
                                        "a 1 cycles:\n\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        Reading reading = read_text(texts[i]);
        g_assert_true(!reading.format || !g_str_equal(reading.format->name, "perf-script"));
        reading_clear(&reading);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/perf-script/headers", test_headers);
    g_test_add_func("/perf-script/ends", test_ends);
    g_test_add_func("/perf-script/names", test_names);
    g_test_add_func("/perf-script/kinds", test_kinds);
    g_test_add_func("/perf-script/first-event-only", test_first_event_only);
    g_test_add_func("/perf-script/units", test_units);
    g_test_add_func("/perf-script/wrong-lines", test_wrong_lines);
    g_test_add_func("/perf-script/other-text", test_other_text);
    return g_test_run();
}
