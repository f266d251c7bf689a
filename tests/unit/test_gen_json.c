/* gen.json: the closed schema with places of errors, globs, and what is left when nothing is wrong. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "ingest/gen_json.h"

static GenSettings *read_text(const char *text, DiagList *diags)
{
    return gen_json_read("dir/gen.json", text, strlen(text), diags);
}

static void check_error(const char *text, const char *expected)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GenSettings) settings = read_text(text, diags);
    g_assert_null(settings);
    g_assert_cmpuint(diags->items->len, >, 0);
    g_autofree char *message = diag_format(diags->items->pdata[0]);
    g_assert_cmpstr(message, ==, expected);
}

static void test_errors(void)
{
    check_error("{\"titel\": \"x\"}", "dir/gen.json:1:2: error: unknown key \"titel\" (title?)");
    check_error("{\"zzzz\": 1}", "dir/gen.json:1:2: error: unknown key \"zzzz\"");
    check_error("[1]", "dir/gen.json:1:1: error: gen.json must be an object");
    check_error("{\"title\": 3}", "dir/gen.json:1:11: error: title must be a text");
    check_error("{\"title\": \" \"}", "dir/gen.json:1:11: error: title is empty");
    check_error("{\"order\": \"a\"}", "dir/gen.json:1:11: error: order must be a list of texts");
    check_error("{\"order\": [\"a\", 1]}", "dir/gen.json:1:17: error: order must be a text");
    check_error("{\"order\": [\"a\",\n\"a\"]}", "dir/gen.json:2:1: error: order names \"a\" twice");
    check_error("{\"variants\": [1]}", "dir/gen.json:1:14: error: variants must be an object");
    check_error("{\"variants\": {\"a\": 1}}",
                "dir/gen.json:1:20: error: variant \"a\" must be an object with label, paths or exclude");
    check_error("{\"variants\": {\"a\": {\"path\": []}}}",
                "dir/gen.json:1:21: error: unknown key \"path\" (paths?)");
    check_error("{\"variants\": {\"\": {}}}", "dir/gen.json:1:19: error: a variant needs a name");
    check_error("{\"aliases\": {\"a.py\": 1}}", "dir/gen.json:1:22: error: an alias must be a text");
    check_error("{\"work\": {\"a\": {}}}", "dir/gen.json:1:16: error: work of \"a\" states no loops");
    check_error("{\"work\": {\"a\": {\"loops\": 1.5}}}",
                "dir/gen.json:1:26: error: loops must be a whole number from 1");
    check_error("{\"work\": {\"a\": {\"loops\": 0}}}",
                "dir/gen.json:1:26: error: loops must be a whole number from 1");
    check_error("{\"margin\": 1}",
                "dir/gen.json:1:12: error: margin must be a share from 0 to below 1, such as 0.01");
    check_error("{\"margin\": \"1%\"}",
                "dir/gen.json:1:12: error: margin must be a share from 0 to below 1, such as 0.01");
    check_error("{\"whatif\": [{\"name\": \"a\", \"pattern\": \"b\"}]}",
                "dir/gen.json:1:13: error: a what-if needs name, pattern and speedups");
    check_error("{\"whatif\": [{\"name\": \"a\", \"pattern\": \"b\", \"speedups\": [1]}]}",
                "dir/gen.json:1:56: error: a speedup must be a number above 1");
    check_error("{\"whatif\": [{\"name\": \"a\", \"pattern\": \"b\", \"speedups\": []}]}",
                "dir/gen.json:1:55: error: speedups must be a list of 1 to 100 numbers");
    check_error("{\"title\": \"x\"", "dir/gen.json:1:14: error: not valid JSON: the text ends too early");
}

static void test_bad_pattern(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GenSettings) settings =
        read_text("{\"whatif\": [{\"name\": \"a\", \"pattern\": \"(\", \"speedups\": [2]}]}", diags);
    g_assert_null(settings);
    g_assert_nonnull(strstr(((Diag *)diags->items->pdata[0])->message, "pattern is no regular expression"));
}

/* All errors of a file are told at once. */
static void test_several_errors(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GenSettings) settings = read_text("{\"titel\": 1, \"margin\": 7, \"author\": \"A\"}", diags);
    g_assert_null(settings);
    g_assert_cmpuint(diags->items->len, ==, 2);
}

static void test_everything(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GenSettings) settings = read_text(
        "{\"benchmark\": \"b\", \"title\": \"t\\u0007\", \"author\": \"a\", \"course\": \"c\", \"baseline\": "
        "\"x\",\n"
        "\"order\": [\"x\", \"y\"], \"variants\": {\"x\": {\"label\": \"X\", \"paths\": [\"x/**\"], "
        "\"exclude\": "
        "[\"x/old\"]}},\n"
        "\"aliases\": {\"opt.py\": \"clean.py\"}, \"work\": {\"perf/*\": {\"loops\": 100}},\n"
        "\"whatif\": [{\"name\": \"n\", \"pattern\": \"a|b\", \"speedups\": [2, 4.5]}], \"margin\": 0.01}",
        diags);
    g_assert_nonnull(settings);
    g_assert_cmpuint(diags->items->len, ==, 0);
    g_assert_cmpstr(settings->directory, ==, "dir");
    g_assert_cmpstr(settings->title, ==, "t\xef\xbf\xbd");
    g_assert_cmpstr(settings->baseline->text, ==, "x");
    g_assert_cmpuint(settings->order->len, ==, 2);
    g_assert_cmpstr(((Alias *)settings->aliases->pdata[0])->to, ==, "clean.py");
    const WhatIf *what_if = settings->whatifs->pdata[0];
    g_assert_cmpfloat(what_if->speedups[1], ==, 4.5);
    g_assert_cmpfloat(settings->margin, ==, 0.01);
    g_assert_cmpuint(gen_settings_loops(settings, "dir/perf/x.txt"), ==, 100);
    g_assert_cmpuint(gen_settings_loops(settings, "perf/x.txt"), ==, 0); /* globs are relative to the file */
    gboolean is_excluded = FALSE;
    g_assert_nonnull(gen_settings_variant(settings, "dir/x/new/a.json", &is_excluded));
    g_assert_false(is_excluded);
    g_assert_null(gen_settings_variant(settings, "dir/x/old/a.json", &is_excluded));
    g_assert_true(is_excluded);
    g_assert_true(gen_settings_check_globs(settings, diags));
}

/* What is excluded is left out wherever it lies, unless a variant claims it. */
static void test_exclude(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GenSettings) settings = read_text(
        "{\"variants\": {\"opt\": {\"paths\": [\"opt/*\"], \"exclude\": [\"perf.txt\", \"base/x.json\"]},"
        " \"base\": {\"paths\": [\"base/*\"]}}}",
        diags);
    gboolean is_excluded = FALSE;
    g_assert_null(gen_settings_variant(settings, "dir/perf.txt", &is_excluded));
    g_assert_true(is_excluded);
    g_assert_nonnull(gen_settings_variant(settings, "dir/base/x.json", &is_excluded));
    g_assert_false(is_excluded);
}

/* A variant of which all files are left out is gone by the author's will; another one that is not there is misspelt. */
static void test_left_out(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GenSettings) settings = read_text(
        "{\"variants\": {\"old\": {\"exclude\": [\"old/*\"]}, \"opt\": {\"exclude\": [\"none/*\"]}}}", diags);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, (gpointer)(guintptr) "base");
    gboolean is_excluded = FALSE;
    gen_settings_variant(settings, "dir/old/a.json", &is_excluded);
    g_assert_true(is_excluded);
    g_assert_false(gen_settings_check_variants(settings, names, diags));
    g_assert_cmpuint(diags->items->len, ==, 1);
    const Diag *diag = diags->items->pdata[0];
    g_assert_cmpstr(diag->message, ==, "there is no variant \"opt\"; there is base");
}

static void test_empty(void)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(GenSettings) settings = read_text("{}", diags);
    g_assert_nonnull(settings);
    g_assert_true(isnan(settings->margin));
    g_assert_cmpstr(settings->title, ==, NULL);
}

static void check_glob(const char *glob, const char *path, gboolean expected)
{
    g_test_message("%s against %s", glob, path);
    g_assert_cmpint(glob_match(glob, path), ==, expected);
}

static void test_globs(void)
{
    check_glob("opt/**", "opt/a/b.json", TRUE);
    check_glob("opt/**", "opt2/a.json", FALSE);
    check_glob("opt", "opt/a/b.json", TRUE);
    check_glob("opt/", "opt/a.json", TRUE);
    check_glob("opt", "optimal/a.json", FALSE);
    check_glob("*.json", "a.json", TRUE);
    check_glob("*.json", "d/a.json", FALSE);
    check_glob("**/*.json", "a.json", TRUE);
    check_glob("**/*.json", "d/e/a.json", TRUE);
    check_glob("**/perf/*", "x/y/perf/run.txt", TRUE);
    check_glob("a/**/b", "a/b", TRUE);
    check_glob("a/**/b", "a/x/y/b", TRUE);
    check_glob("a/**/b", "a/x/y/c", FALSE);
    check_glob("run_?.txt", "run_1.txt", TRUE);
    check_glob("run_?.txt", "run_12.txt", FALSE);
    check_glob("a?b", "a/b", FALSE);
    check_glob("**", "anything/at/all", TRUE);
    check_glob("", "a", FALSE);
    check_glob("/", "a", FALSE);
    check_glob("[x].json", "[x].json", TRUE); /* brackets are letters */
}

/* Stars do not make matching slow. */
static void test_glob_bomb(void)
{
    g_autofree char *path = g_strnfill(5000, 'a');
    GString *glob = g_string_new(NULL);
    for (guint i = 0; i < 100; i++)
        g_string_append(glob, "*a");
    g_string_append(glob, "b");
    check_glob(glob->str, path, FALSE);
    g_string_free(glob, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gen-json/errors", test_errors);
    g_test_add_func("/gen-json/bad-pattern", test_bad_pattern);
    g_test_add_func("/gen-json/several-errors", test_several_errors);
    g_test_add_func("/gen-json/everything", test_everything);
    g_test_add_func("/gen-json/empty", test_empty);
    g_test_add_func("/gen-json/exclude", test_exclude);
    g_test_add_func("/gen-json/left-out", test_left_out);
    g_test_add_func("/gen-json/globs", test_globs);
    g_test_add_func("/gen-json/glob-bomb", test_glob_bomb);
    return g_test_run();
}
