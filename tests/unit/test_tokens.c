/* Words, timestamps and repeat indices of paths; the examples of docs/discovery.md among them. */
#include <glib.h>
#include <string.h>

#include "ingest/tokens.h"

static const char KINDS[] = "pabcqhvns"; /* by TokenKind */

/* "perf:a clean:b" */
static char *show(const PathTokens *path)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < path->tokens->len; i++) {
        const Token *token = path->tokens->pdata[i];
        g_string_append_printf(out, "%s%s:%c", out->len ? " " : "", token->text, KINDS[token->kind]);
    }
    return g_string_free(out, FALSE);
}

static void check_path(const char *text, const char *tokens, const char *timestamp, gint index)
{
    g_autoptr(PathTokens) path = path_tokens_new(text);
    g_autofree char *shown = show(path);
    g_assert_cmpstr(shown, ==, tokens);
    g_assert_cmpstr(path->timestamp, ==, timestamp);
    g_assert_cmpint(path->index, ==, index);
}

static void test_paths(void)
{
    check_path("pyaes_20250825-165541.json", "pyaes:p", "2025-08-25T16:55:41", -1);
    check_path("crypto_pyaes/baseline_20250824-104157_perfed.json", "crypto:p pyaes:p baseline:b perfed:q",
               "2025-08-24T10:41:57", -1);
    check_path("aes/pyaes_clean/20251006_145310/perf/perf_run_3.txt",
               "aes:p pyaes:p clean:b perf:a perf:a run:a", "2025-10-06T14:53:10", 3);
    check_path("aes/pyaes_opt2/20251006_150559/flamegraph/flamegraph_pyspy_pyaes_opt2.svg",
               "aes:p pyaes:p opt2:c flamegraph:a flamegraph:a pyspy:a pyaes:p opt2:c", "2025-10-06T15:05:59",
               -1);
    check_path("results_json_dumps_opt3_orjson/out.folded", "results:a json:a dumps:p opt3:c orjson:p out:a",
               NULL, -1);
    check_path("results/bm-20220323-3.10.4-9d38120/bm-20220323-linux-x86_64-python-main-3.10.4-9d38120.json",
               "results:a bm:a 3.10.4:v 9d38120:h bm:a linux:s x86:s 64:n python:s main:s 3.10.4:v 9d38120:h",
               "2022-03-23T00:00:00", -1);
    check_path("bm-20260421-3.15.0a8+-09233bd-JIT/x.json", "bm:a 3.15.0a8+:v 09233bd:h jit:p x:p",
               "2026-04-21T00:00:00", -1);
    check_path("perf_stat.csv.gz", "perf:a stat:a", NULL, -1);
    check_path("", "", NULL, -1);
}

static void test_timestamps(void)
{
    check_path("a_2025-10-06T14:53:10.json", "a:p", "2025-10-06T14:53:10", -1);
    check_path("a_2025-10-06 14-53-10.json", "a:p", "2025-10-06T14:53:10", -1);
    check_path("2024-02-29/b_20230101.json", "b:p", "2023-01-01T00:00:00", -1);
    check_path("a_20230229.json", "a:p 20230229:n", NULL, -1); /* no such day */
    check_path("a_20251006_246060.json", "a:p 246060:n", "2025-10-06T00:00:00", -1);
    check_path("x20251006.json", "x20251006:p", NULL, -1); /* a letter beside it */
    check_path("19891231.json", "19891231:n", NULL, -1);
    check_path("09233bd19879284395af.json", "09233bd19879284395af:h", NULL, -1);
    gboolean is_date = FALSE;
    g_autofree char *day = timestamp_parse("2025-10-06", &is_date);
    g_assert_cmpstr(day, ==, "2025-10-06T00:00:00");
    g_assert_true(is_date);
    g_assert_null(timestamp_parse("2025-10-06x", NULL));
    check_path("é20251006.json", "é20251006:p", NULL, -1); /* letters of any script */
    g_assert_null(timestamp_parse("latest", NULL));
    g_assert_cmpint(timestamp_compare("2025-10-06T14:53:10.5", "2025-10-06T14:53:10+02:00"), ==, 0);
    g_assert_cmpint(timestamp_compare(NULL, "2025-10-06T14:53:10"), <, 0);
    g_assert_cmpint(timestamp_compare("2025-10-06T14:53:10", "2025-10-06T14:53:09"), >, 0);
}

static void check_index(const char *text, gint index, const char *without)
{
    g_autoptr(PathTokens) path = path_tokens_new(text);
    g_assert_cmpint(path->index, ==, index);
    g_assert_cmpstr(path->without_index, ==, without);
}

static void test_index(void)
{
    check_index("a/perf_run_3.txt", 3, "a/perf_run.txt");
    check_index("a/perf_run_013.txt", 13, "a/perf_run.txt");
    check_index("a/perf_3_20251003_145303.txt", 3, "a/perf_20251003_145303.txt");
    check_index("results2.json", -1, "results2.json");
    check_index("run_1000.json", -1, "run_1000.json");
    check_index("run_3.program_stdout.txt", -1, "run_3.program_stdout.txt");
    check_index("run_3.10.json", -1, "run_3.10.json"); /* a version */
    check_index("opt/2.json", 2, "opt/.json");
    check_index("2.json", -1, "2.json");
}

static void check_key(const char *text, guint first, const char *key)
{
    g_autoptr(PathTokens) path = path_tokens_new(text);
    g_autoptr(GPtrArray) tokens = path_key_tokens(path, first);
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < tokens->len; i++)
        g_string_append_printf(joined, "%s%s", i ? "_" : "", ((Token *)tokens->pdata[i])->text);
    g_assert_cmpstr(joined->str, ==, key);
    g_string_free(joined, TRUE);
}

static void test_path_keys(void)
{
    check_key("dc/perf_stat_dc_baseline.txt", 1, "dc");
    check_key("aes/pyaes_opt2/20251006_150559/perf/perf_run_3.txt", 1, "pyaes");
    check_key("results_json_dumps_opt3_orjson/out.folded", 0, "json_dumps");
    check_key("fast_20250825.json", 0, "");
    check_key("baseline/nbody.json", 0, ""); /* the first component that says something decides */
    check_key("results/nbody.json", 0, "nbody");
    check_key("mult_list_py36.json", 0, "mult_list");
    check_key("json/nbody_opt.json", 0, "nbody");
    check_key("bm-20220323-linux-x86_64-python-main-3.10.4-9d38120.json", 0, "");
    check_key("aes_256_opt.json", 0, "aes_256");
}

static void check_fold(const char *name, const char *key)
{
    g_autofree char *folded = key_fold(name);
    g_assert_cmpstr(folded, ==, key);
}

static void test_folding(void)
{
    check_fold("json_dumps", "jsondump");
    check_fold("JSON-dump", "jsondump");
    check_fold("bm_nbody", "nbody");
    check_fold("s", "s");
    check_fold("", "");
}

static void check_kind(const char *word, TokenKind kind)
{
    g_autoptr(GPtrArray) tokens = name_tokens(word);
    g_assert_cmpuint(tokens->len, ==, 1);
    g_assert_cmpint(((Token *)tokens->pdata[0])->kind, ==, kind);
}

static void test_words(void)
{
    const char *changed[] = {"optimised", "Optimization", "opt10", "v2", "r3", "step1", "op", "optimized2"};
    for (gsize i = 0; i < G_N_ELEMENTS(changed); i++)
        check_kind(changed[i], TOKEN_CHANGED);
    const char *plain[] = {"v", "step", "r", "simple", "optimal", "fasterer", "orjson3.10"};
    for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
        check_kind(plain[i], TOKEN_PLAIN);
    check_kind("Unoptimised", TOKEN_BASELINE);
    check_kind("deadbeef", TOKEN_PLAIN); /* no digit */
    check_kind("dead123", TOKEN_HASH);
    check_kind("dead12", TOKEN_PLAIN); /* too short */
    check_kind("py3.10", TOKEN_VERSION);
    check_kind("pypy310", TOKEN_SYSTEM);
}

static void test_phrases(void)
{
    check_path("do_not_quote/opt.json", "do:q not:q quote:q opt:c", NULL, -1);
    check_path("noise-floor.json", "noise:q floor:q", NULL, -1);
    check_path("do_quote.json", "do:p quote:p", NULL, -1);
}

/* Nothing that a file may be called breaks the cutting. */
static void test_hostile(void)
{
    g_autofree char *deep = g_strnfill(5000, '/');
    g_autofree char *wide = g_strnfill(100000, '7');
    const char *names[] = {".json", "..json.json", "_",  "///", "-1", "a\nb.json", "\xe2\x80\xaex.txt",
                           "+.+",   "3.",          deep, wide};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(PathTokens) path = path_tokens_new(names[i]);
        g_assert_nonnull(path->without_index);
        for (guint t = 0; t < path->tokens->len; t++)
            g_assert_cmpstr(((Token *)path->tokens->pdata[t])->text, !=, "");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tokens/paths", test_paths);
    g_test_add_func("/tokens/timestamps", test_timestamps);
    g_test_add_func("/tokens/index", test_index);
    g_test_add_func("/tokens/path-keys", test_path_keys);
    g_test_add_func("/tokens/folding", test_folding);
    g_test_add_func("/tokens/words", test_words);
    g_test_add_func("/tokens/phrases", test_phrases);
    g_test_add_func("/tokens/hostile", test_hostile);
    return g_test_run();
}
