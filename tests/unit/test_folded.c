/* Folded stacks: the grammar of a line, line ends and encodings, wrong lines, two numbers, austin, Tachyon, py-spy. */
#include <string.h>

#include "profile_testing.h"

static void check_tree(const char *text, const char *tree)
{
    Reading reading = read_text(text);
    g_autofree char *got = tree_text(only_profile(&reading));
    g_assert_cmpstr(got, ==, tree);
    reading_clear(&reading);
}

static void test_tree(void)
{
    check_tree("a;b;c 1\na;b;c 1\na;b;d 4\na;b;c 3\na;b 5\n", "a 14/0(b 14/5(c 5/5 d 4/4))");
    check_tree("a;b 1\nc;d 2", "a 1/0(b 1/1) c 2/0(d 2/2)");
    /* "foo.part.0" stands between "foo" and "foo;bar" in a sort of bytes, and would draw foo twice */
    check_tree("m;foo 5\nm;foo.part.0;x 3\nm;foo;bar 4\n", "m 12/0(foo 9/5(bar 4/4) foo.part.0 3/0(x 3/3))");
    /* a frame that continues the name of the frame before it is another frame */
    check_tree("m;foo 5\nm;foobar 3\nm;foo;b 1\n", "m 9/0(foo 6/5(b 1/1) foobar 3/3)");
    check_tree("a;a;a 2\na 1\n", "a 3/1(a 2/0(a 2/2))");
    check_tree("a;;b 2\na;b;; 3\n", "a 5/0( 2/0(b 2/2) b 3/3)");
}

static void test_blanks_and_line_ends(void)
{
    check_tree("a;b 5\r\na;c 6\r\n", "a 11/0(b 5/5 c 6/6)");
    check_tree("\xef\xbb\xbf"
               "a;b 5 \n\na;b\t7\t\n",
               "a 12/0(b 12/12)");
    check_tree("a;operator new 5\na;[T; _]>::x 3\n", "a 8/0([T 3/0( _]>::x 3/3) operator new 5/5)");
}

/* A thread that was caught without a frame counts in the total. */
static void test_no_frames(void)
{
    Reading reading = read_text("a (x.py:1);b (x.py:2) 5\n 3\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->total, ==, 8);
    g_assert_cmpuint(profile->n_stacks, ==, 1);
    g_assert_cmpuint(reading.artifact->n_skipped_lines, ==, 0);
    reading_clear(&reading);
}

static void test_fractions(void)
{
    Reading reading = read_text("a;b 1.25\na;b 2.5\na;c 3\na;d 4.\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->decimals, ==, 2);
    g_assert_cmpuint(profile->total, ==, 1075);
    g_assert_cmpuint(function_named(profile, "b", NULL)->self, ==, 375);
    g_assert_cmpfloat(profile_weight(profile, profile->total), ==, 10.75);
    reading_clear(&reading);
}

/* Large weights beside small ones: the last digits are rounded, nothing is refused. */
static void test_wide_range(void)
{
    Reading reading = read_text("a;b 0.000001234567\na;c 123456789.25\na;d 0.5\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->decimals, ==, 11);
    g_assert_cmpuint(function_named(profile, "b", NULL)->self, ==, 123457);
    g_assert_cmpfloat(profile_weight(profile, function_named(profile, "c", NULL)->self), ==, 123456789.25);
    reading_clear(&reading);
}

/* What "NAME (FILE:LINE)" and "FILE:NAME:LINE" are, and what only looks like it. */
static void test_frames(void)
{
    static const struct {
        const char *text, *name, *module;
    } rows[] = {
        {"f (a.py:3)", "f", "a.py"},
        {"<module> (a (1).py:3)", "<module>", "a (1).py"},
        {"f(int, char (*)(int)) (x.cpp:12)", "f(int, char (*)(int))", "x.cpp"},
        {"f (a).py:3)", "f", "a).py"},
        {"f(int) (unsigned)", "f(int) (unsigned)", NULL},
        {"work.py:Foo.outer:10", "Foo.outer", "work.py"},
        {"~:<native>:0", "<native>", "~"},
        {"LazyCompile:*f /a/b.js:12:3", "LazyCompile:*f /a/b.js:12:3", NULL},
        {"std::f:3", "std::f:3", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("root;%s 7\n", rows[i].text);
        Reading reading = read_text(text);
        const FunctionWeight *function = function_named(only_profile(&reading), rows[i].name, rows[i].module);
        g_assert_nonnull(function);
        g_assert_cmpuint(function->self, ==, 7);
        reading_clear(&reading);
    }
}

static void test_exact_above_doubles(void)
{
    Reading reading = read_text("a;b 9007199254740993\na;c 1\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->total, ==, G_GUINT64_CONSTANT(9007199254740994));
    g_assert_cmpuint(function_named(profile, "b", NULL)->self, ==, G_GUINT64_CONSTANT(9007199254740993));
    reading_clear(&reading);
}

static void test_recursion_counts_once(void)
{
    Reading reading = read_text("a;b;a;b 3\na;b 4\nb;b 2\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->n_stacks, ==, 3);
    g_assert_cmpuint(function_named(profile, "a", NULL)->total, ==, 7);
    g_assert_cmpuint(function_named(profile, "b", NULL)->total, ==, 9);
    g_assert_cmpuint(function_named(profile, "b", NULL)->self, ==, 9);
    g_assert_cmpuint(function_named(profile, "a", NULL)->self, ==, 0);
    reading_clear(&reading);
}

static void test_unknown_frames(void)
{
    Reading reading = read_text("a;[unknown];b 3\na;[unknown];[unknown];c 4\na;[libc.so.6] 13\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpfloat(profile->unresolved, ==, 7.0 / 20);
    g_assert_cmpint(function_named(profile, "[libc.so.6]", NULL)->kind, ==, FRAME_RUNTIME);
    reading_clear(&reading);
}

static void test_wrong_lines(void)
{
    Reading reading = read_text(
        "# comment 7\na;b 3\nTHIS IS WRONG\n\na;c 2V.5\na;d -\na;e 1e3\na;f 2\na;g 2\na;h 2\na;i 2\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->total, ==, 11);
    g_assert_cmpuint(reading.artifact->n_skipped_lines, ==, 4);
    g_assert_cmpuint(reading.artifact->first_skipped_line, ==, 3);
    reading_clear(&reading);

    reading = read_text("# comment\n# another\na;b 3\n\n");
    g_assert_cmpuint(only_profile(&reading)->total, ==, 3);
    g_assert_cmpuint(reading.artifact->n_skipped_lines, ==, 0);
    reading_clear(&reading);
}

static void check_rejected(const char *text, guint line)
{
    Reading reading = read_text(text);
    g_assert_nonnull(reading.format);
    g_assert_false(reading.is_good);
    g_assert_cmpuint(reading.diags->items->len, ==, 1);
    const Diag *diag = g_ptr_array_index(reading.diags->items, 0);
    g_assert_cmpstr(diag->code, ==, "damaged-input");
    g_assert_cmpuint(diag->line, ==, line);
    g_assert_cmpuint(reading.artifact->profiles->len, ==, 0);
    reading_clear(&reading);
}

static void test_rejected(void)
{
    check_rejected("a;b 3\na;c -3\na;d 4\n", 2);
    check_rejected("a;b 3\na;c 18446744073709551616\na;d 4\n", 2);
    check_rejected("a;b 3\na;c 18446744073709551615\na;d 4\n", 2);
    check_rejected("a;b 18446744073709551615\na;c 0.5\n", 2);
    check_rejected("a;b 0\na;c 0.0\n", 0);
    g_autoptr(GString) deep = g_string_new("a;b 1\nx");
    for (guint i = 0; i < 10001; i++)
        g_string_append(deep, ";y");
    g_string_append(deep, " 1\n");
    check_rejected(deep->str, 2);
}

static void check_no_format(const char *text)
{
    Reading reading = read_text(text);
    g_assert_null(reading.format);
    reading_clear(&reading);
}

static void test_other_text(void)
{
    check_no_format("");
    check_no_format("\n\n");
    check_no_format("step 1\nstep 2\nstep 3\n");
    check_no_format("int x; y = 5;\nreturn 0;\n");
    check_no_format("total 12\nwarning: a;b\nnothing here\nat all\n");
}

static void test_strange_bytes(void)
{
    static const char text[] = "a;caf\xe9 3\na;\x01x 4\na;y\0z 5\n";
    Reading reading = read_bytes(text, sizeof text - 1);
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->total, ==, 12);
    g_assert_cmpuint(function_named(profile, "café", NULL)->self, ==, 3);
    g_assert_cmpuint(function_named(profile, "\uFFFDx", NULL)->self, ==, 4);
    g_assert_cmpuint(function_named(profile, "y\uFFFDz", NULL)->self, ==, 5);
    reading_clear(&reading);
}

static void test_annotations(void)
{
    Reading reading = read_text("a;vfs_read_[k] 3\na;read_[j] 4\na;read 5\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpint(function_named(profile, "vfs_read", NULL)->kind, ==, FRAME_RUNTIME);
    g_assert_cmpuint(function_named(profile, "read", NULL)->self, ==, 9);
    g_assert_cmpuint(profile->nodes->len, ==, 4);
    reading_clear(&reading);
}

static void test_two_numbers(void)
{
    Reading reading = read_text("a;b 3 5\na;c 0 7\na 2 2\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpuint(profile->total, ==, 14);
    g_assert_cmpuint(function_named(profile, "b", NULL)->self, ==, 5);
    g_assert_cmpstr(((Diag *)g_ptr_array_index(reading.diags->items, 0))->code, ==, "two-counts");
    reading_clear(&reading);
    /* a frame that ends in a number is no second column when other lines have none */
    check_tree("main;thread 12 5\nmain;x 3\n", "main 8/0(thread 12 5/5 x 3/3)");
}

static void test_pyspy(void)
{
    Reading reading = read_text("main (app.py:3);encode (json/encoder.py:202) 12\n"
                                "main (app.py:3);encode (json/encoder.py:203) 5\n"
                                "main (app.py:4);0x7f12 (orjson/orjson.cpython-311-x86_64-linux-gnu.so) 2\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpstr(profile->weight_unit, ==, "samples");
    g_assert_cmpuint(function_named(profile, "encode", "json/encoder.py")->self, ==, 17);
    g_assert_cmpint(function_named(profile, "encode", NULL)->kind, ==, FRAME_STANDARD_LIBRARY);
    g_assert_cmpint(function_named(profile, "main", "app.py")->kind, ==, FRAME_OWN);
    g_assert_cmpint(function_named(profile, "0x7f12", NULL)->kind, ==, FRAME_THIRD_PARTY);
    reading_clear(&reading);
}

static void test_unknown_unit(void)
{
    Reading reading = read_text("main;PyObject_Call 12\nmain;_PyEval_EvalFrameDefault;helper 5\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpstr(profile->weight_unit, ==, "weight");
    g_assert_true(isnan(profile->weight_per_second));
    /* beside an interpreter, native code is the interpreter's */
    g_assert_cmpint(function_named(profile, "helper", NULL)->kind, ==, FRAME_RUNTIME);
    reading_clear(&reading);
    reading = read_text("main;helper 12\nmain;work 5\n");
    g_assert_cmpint(function_named(only_profile(&reading), "helper", NULL)->kind, ==, FRAME_OWN);
    reading_clear(&reading);
}

static void test_austin(void)
{
    Reading reading = read_text(
        "# austin: 3.7.0\n# interval: 1000\n# mode: cpu\n\n"
        "P1;T0:2;/srv/app.py:main:3;/usr/lib/python3.13/json/encoder.py:JSONEncoder.encode:202 1948\n"
        "P1;T0:2;/srv/app.py:main:3;<frozen importlib._bootstrap>:_find_spec:12 1000\n"
        "P1;T0:2 52\n\n# duration: 3000\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpstr(profile->format, ==, "austin");
    g_assert_cmpuint(profile->total, ==, 3000);
    g_assert_cmpfloat(profile->weight_per_second, ==, 1e6);
    g_assert_cmpstr(profile->event, ==, "cpu");
    g_assert_cmpint(function_named(profile, "JSONEncoder.encode", NULL)->kind, ==, FRAME_STANDARD_LIBRARY);
    g_assert_cmpint(function_named(profile, "main", "/srv/app.py")->kind, ==, FRAME_OWN);
    g_assert_cmpint(function_named(profile, "_find_spec", NULL)->kind, ==, FRAME_RUNTIME);
    g_assert_cmpuint(reading.artifact->n_skipped_lines, ==, 0);
    reading_clear(&reading);

    Reading full = read_text(
        "# austin: 3.7.0\n# mode: full\n\nP1;T0:2;a.py:f:1 1005,0,4096\nP1;T0:2;a.py:f:2 995,1,-4096\n"
        "P1;T0:2;a.py:g:2 5,0,0 \n\n# duration: 9\n");
    g_assert_cmpuint(only_profile(&full)->total, ==, 2005);
    g_assert_cmpuint(function_named(only_profile(&full), "f", "a.py")->self, ==, 2000);
    g_assert_cmpuint(full.artifact->n_skipped_lines, ==, 0);
    reading_clear(&full);
}

static void test_tachyon(void)
{
    Reading reading = read_text("tid:11;<frozen runpy>:_run_code:87;work.py:main:20;<native> 9\n"
                                "tid:11;<frozen runpy>:_run_code:87;work.py:Foo.outer.<locals>.inner:9 3\n");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpstr(profile->format, ==, "tachyon");
    g_assert_cmpstr(profile->weight_unit, ==, "samples");
    g_assert_cmpuint(function_named(profile, "Foo.outer.<locals>.inner", "work.py")->self, ==, 3);
    g_assert_cmpuint(function_named(profile, "main", "work.py")->total, ==, 9);
    reading_clear(&reading);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/folded/tree", test_tree);
    g_test_add_func("/folded/blanks-and-line-ends", test_blanks_and_line_ends);
    g_test_add_func("/folded/no-frames", test_no_frames);
    g_test_add_func("/folded/wide-range", test_wide_range);
    g_test_add_func("/folded/frames", test_frames);
    g_test_add_func("/folded/fractions", test_fractions);
    g_test_add_func("/folded/exact-above-doubles", test_exact_above_doubles);
    g_test_add_func("/folded/recursion-counts-once", test_recursion_counts_once);
    g_test_add_func("/folded/unknown-frames", test_unknown_frames);
    g_test_add_func("/folded/wrong-lines", test_wrong_lines);
    g_test_add_func("/folded/rejected", test_rejected);
    g_test_add_func("/folded/other-text", test_other_text);
    g_test_add_func("/folded/strange-bytes", test_strange_bytes);
    g_test_add_func("/folded/annotations", test_annotations);
    g_test_add_func("/folded/two-numbers", test_two_numbers);
    g_test_add_func("/folded/pyspy", test_pyspy);
    g_test_add_func("/folded/unknown-unit", test_unknown_unit);
    g_test_add_func("/folded/austin", test_austin);
    g_test_add_func("/folded/tachyon", test_tachyon);
    return g_test_run();
}
