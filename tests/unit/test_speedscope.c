/* speedscope and pyinstrument: both kinds of profiles, units, several profiles, and what must be refused. */
#include <string.h>

#include "profile_testing.h"

#define HEAD                                                                                                 \
    "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"shared\":{\"frames\":["           \
    "{\"name\":\"main\",\"file\":\"app.py\",\"line\":3},{\"name\":\"f\"},{\"name\":\"g\",\"file\":\"json/"   \
    "encoder.py\"}]},"                                                                                       \
    "\"profiles\":["
#define SAMPLED(unit, samples, weights)                                                                      \
    "{\"type\":\"sampled\",\"name\":\"thread 1\",\"unit\":\"" unit                                           \
    "\",\"startValue\":0,\"endValue\":9,\"samples\":" samples ",\"weights\":" weights "}"
#define EVENTED(events)                                                                                      \
    "{\"type\":\"evented\",\"name\":\"p\",\"unit\":\"none\",\"startValue\":0,\"endValue\":9,\"events\":"     \
    "[" events "]}"
#define EVENT(type, frame, at) "{\"type\":\"" type "\",\"frame\":" frame ",\"at\":" at "}"

static void check_tree(const char *text, const char *tree)
{
    Reading reading = read_text(text);
    g_autofree char *got = tree_text(only_profile(&reading));
    g_assert_cmpstr(got, ==, tree);
    reading_clear(&reading);
}

static void test_sampled(void)
{
    check_tree(HEAD SAMPLED("none", "[[0,1],[0,1],[0,2],[]]", "[1,2,4,1]") "]}", "main 7/0(f 3/3 g 4/4)");
    Reading reading = read_text(HEAD SAMPLED("seconds", "[[0,1],[0]]", "[0.010000000000000231,0.03]") "]}");
    const Profile *profile = only_profile(&reading);
    g_assert_cmpstr(profile->weight_unit, ==, "seconds");
    g_assert_cmpfloat_with_epsilon(profile_weight(profile, profile->total), .04, 1e-12);
    g_assert_cmpfloat(profile->weight_per_second, ==, 1);
    g_assert_cmpuint(function_named(profile, "main", "app.py")->total, ==, profile->total);
    g_assert_null(profile->name);
    reading_clear(&reading);
    reading = read_text(HEAD SAMPLED("microseconds", "[[0]]", "[2500000]") "]}");
    g_assert_cmpfloat(profile_weight(only_profile(&reading), only_profile(&reading)->total), ==, 2.5);
    reading_clear(&reading);
}

static void test_evented(void)
{
    check_tree(HEAD EVENTED(EVENT("O", "0", "0") "," EVENT("O", "1", "1") "," EVENT("C", "1", "3") "," EVENT(
                   "O", "2", "3") "," EVENT("C", "2", "3") "," EVENT("O", "1",
                                                                     "3") "," EVENT("C", "1",
                                                                                    "7") "," EVENT("C", "0",
                                                                                                   "9")) "]}",
               "main 9/3(f 6/6)");
}

static void test_several(void)
{
    Reading reading = read_text(HEAD SAMPLED("none", "[[0]]", "[1]") "," SAMPLED(
        "none", "[]", "[]") "," EVENTED(EVENT("O", "0", "0") "," EVENT("C", "0", "5")) "]}");
    g_assert_true(reading.is_good);
    g_assert_cmpuint(reading.artifact->profiles->len, ==, 2); /* a thread that never ran is no profile */
    g_assert_cmpstr(((Profile *)g_ptr_array_index(reading.artifact->profiles, 0))->name, ==, "thread 1");
    reading_clear(&reading);
}

static void check_rejected(const char *text)
{
    Reading reading = read_text(text);
    g_assert_nonnull(reading.format);
    g_assert_false(reading.is_good);
    g_assert_cmpuint(diag_count(reading.diags, DIAG_ERROR), ==, 1);
    g_assert_cmpuint(reading.artifact->profiles->len, ==, 0);
    const Diag *diag = g_ptr_array_index(reading.diags->items, 0);
    g_assert_cmpstr(diag->code, ==, "damaged-input");
    g_assert_cmpuint(diag->line, ==, 1);
    reading_clear(&reading);
}

static void test_rejected(void)
{
    check_rejected(HEAD EVENTED(EVENT("O", "0", "0")) "]}");
    check_rejected(HEAD EVENTED(EVENT("O", "0", "0") "," EVENT("O", "1", "1") "," EVENT("C", "0", "2")) "]}");
    check_rejected(HEAD EVENTED(EVENT("O", "0", "5") "," EVENT("C", "0", "2")) "]}");
    check_rejected(HEAD EVENTED(EVENT("O", "7", "0") "," EVENT("C", "7", "2")) "]}");
    check_rejected(HEAD SAMPLED("none", "[[0],[1]]", "[1]") "]}");
    check_rejected(HEAD SAMPLED("none", "[[0]]", "[-1]") "]}");
    check_rejected(HEAD SAMPLED("none", "[[0]]", "[1e30]") "]}");
    check_rejected(HEAD SAMPLED("none", "[[3]]", "[1]") "]}");
    check_rejected(HEAD SAMPLED("none", "[[0]]", "[0]") "]}");
    check_rejected(HEAD "]}");
    check_rejected(HEAD SAMPLED("none", "[[0]]", "[1]") "]");
    /* one bad profile costs the whole file: what is half read must not be shown as whole */
    check_rejected(HEAD SAMPLED("none", "[[0]]", "[1]") "," EVENTED(EVENT("O", "0", "0")) "]}");
}

static void test_pyinstrument(void)
{
    Reading reading = read_text(
        "{\"start_time\":1.5,\"duration\":2.1,\"sample_count\":20,\"target_description\":\"Program: "
        "app.py\",\"root_frame\":"
        "{\"function\":\"<module>\",\"file_path_short\":\"app.py\",\"line_no\":1,\"time\":2.0,\"children\":["
        "{\"function\":\"[self]\",\"file_path_short\":\"\",\"line_no\":0,\"time\":0.5,\"children\":[]},"
        "{\"function\":\"dumps\",\"file_path_short\":\"json/"
        "__init__.py\",\"line_no\":183,\"time\":1.5,\"children\":["
        "{\"function\":\"encode\",\"file_path_short\":\"json/"
        "encoder.py\",\"line_no\":9,\"time\":1.500001,\"children\":[]}]}]}}");
    const Profile *profile = only_profile(&reading);
    g_autofree char *tree = tree_text(profile);
    g_assert_cmpstr(profile->format, ==, "pyinstrument");
    g_assert_cmpstr(profile->weight_unit, ==, "seconds");
    g_assert_cmpfloat_with_epsilon(profile_weight(profile, profile->total), 2, 2e-6);
    g_assert_cmpfloat(profile_weight(profile, function_named(profile, "<module>", "app.py")->self), ==, .5);
    g_assert_cmpuint(function_named(profile, "dumps", NULL)->self, ==, 0);
    g_assert_cmpstr(profile->command, ==, "Program: app.py");
    reading_clear(&reading);
}

static void test_other_json(void)
{
    Reading reading = read_text("{\"frames\":[],\"profiles\":[]}");
    g_assert_null(reading.format);
    reading_clear(&reading);
}

/* ------------------------------------------------------------------ Chrome's trace events */

#define AT(phase, name, thread, time, more)                                                                  \
    "{\"ph\":\"" phase "\",\"name\":\"" name "\",\"pid\":1,\"tid\":" thread ",\"ts\":" time more "}"
#define WHERE(file, line) ",\"args\":{\"filename\":\"" file "\",\"line\":" line "}"

/* Threads apart, in order of time and not of the file; ends without a beginning, open frames at the end, time without frames. */
static void test_trace(void)
{
    check_tree("[" AT("E", "lost", "1", "0", "") "," AT("B", "main", "1", "5", WHERE("a.py", "3")) "," /**/
               AT("B", "w", "2", "6", "") "," AT("B", "f", "1", "7.5", WHERE("b.py", "9")) ","         /**/
               AT("i", "mark", "1", "8", "") "," AT("E", "f", "1", "9.5", "") ","                      /**/
               AT("E", "main", "1", "10", "") "," AT("E", "w", "2", "16", "") ","                      /**/
               AT("B", "main", "1", "20", WHERE("a.py", "4")) "," AT("B", "f", "1", "21", "") "]",
               "main 50/30(f 20/20) main 10/10 w 100/100");
    Reading reading = read_text("{\"traceEvents\": [" AT("X", "inner", "1", "1", ",\"dur\":2") "," /**/
                                AT("X", "outer", "1", "1", ",\"dur\":4") ","                       /**/
                                AT("X", "next", "1", "5", ",\"dur\":1") ","                        /**/
                                AT("X", "none", "1", "5", ",\"dur\":0") "]}");
    g_autofree char *tree = tree_text(only_profile(&reading));
    g_assert_cmpstr(reading.format->name, ==, "chrome-trace");
    g_assert_cmpstr(tree, ==, "next 1/1 outer 4/2(inner 2/2)");
    g_assert_cmpstr(only_profile(&reading)->weight_unit, ==, "seconds");
    g_assert_cmpfloat(profile_weight(only_profile(&reading), 5), ==, 5e-6);
    reading_clear(&reading);
    check_rejected("[{\"ph\":\"B\",\"name\":\"f\",\"pid\":1,\"tid\":1,\"ts\":\"1\"}]");
    check_rejected("[" AT("B", "f", "1", "1", ""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chrome-trace/events", test_trace);
    g_test_add_func("/speedscope/sampled", test_sampled);
    g_test_add_func("/speedscope/evented", test_evented);
    g_test_add_func("/speedscope/several", test_several);
    g_test_add_func("/speedscope/rejected", test_rejected);
    g_test_add_func("/speedscope/pyinstrument", test_pyinstrument);
    g_test_add_func("/speedscope/other-json", test_other_json);
    return g_test_run();
}
