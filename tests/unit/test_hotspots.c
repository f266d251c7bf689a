/* Functions of several profiles: normalised names, renamed files, units, merged totals, match rates, warnings. */
#include "analyze/hotspots.h"

#include <string.h>

#include "analyze/match_name.h"
#include "model/warning.h"
#include "profile_testing.h"

#define MAX_SIDES 3

/* Findings of up to three variants, each with one profile read from folded text. */
typedef struct {
    Findings findings;
    Benchmark *benchmark;
    Reading readings[MAX_SIDES];
    Variant *variants[MAX_SIDES];
    VariantFindings sides[MAX_SIDES];
    guint n;
} Case;

static Profile *add_side(Case *test, const char *folded)
{
    guint i = test->n++;
    test->readings[i] = read_text(folded);
    test->variants[i] = variant_new("v");
    Run *run = run_new();
    g_ptr_array_add(test->variants[i]->runs, run);
    test->variants[i]->run = run;
    Profile *profile = g_ptr_array_index(test->readings[i].artifact->profiles, 0);
    test->readings[i].input->path = g_strdup_printf("side%u.folded", i);
    g_ptr_array_add(run->profiles, profile);
    test->sides[i].variant = test->variants[i];
    if (!test->findings.variants) {
        test->findings.variants = g_ptr_array_new();
        test->findings.benchmark = test->benchmark = benchmark_new("bench");
    }
    g_ptr_array_add(test->findings.variants, &test->sides[i]);
    return profile;
}

static void case_clear(Case *test)
{
    for (guint i = 0; i < test->n; i++) {
        reading_clear(&test->readings[i]);
        variant_free(test->variants[i]);
    }
    g_ptr_array_unref(test->findings.variants);
    benchmark_free(test->benchmark);
}

static const HotspotRow *row_named(const Hotspots *hotspots, const char *key)
{
    for (guint i = 0; i < hotspots->rows->len; i++) {
        const HotspotRow *row = g_ptr_array_index(hotspots->rows, i);
        if (g_str_equal(row->key, key))
            return row;
    }
    g_error("no row %s", key);
}

static void check_key(const char *name, const char *module, const char *expected)
{
    g_autofree char *key = hotspots_key(name, module);
    g_assert_cmpstr(key, ==, expected);
}

static void test_keys(void)
{
    check_key("encode", "/usr/lib/python3.11/json/encoder.py", "encode\nencoder.py");
    check_key("loads", "/usr/lib/python3.11/json/__init__.py", "loads\njson/__init__.py");
    check_key("loads", "__init__.py", "loads\n__init__.py");
    check_key("0x7f12ab34", "orjson/orjson.cpython-311-x86_64-linux-gnu.so", "0x\norjson.so");
    check_key("long_rshift.lto_priv.0", NULL, "long_rshift\n");
    check_key("foo.constprop.0.isra.1", NULL, "foo\n");
    check_key("process 1383223:\"python\"", NULL, "process \n");
    check_key("P12", NULL, "P\n");
    check_key("T0:12", NULL, "T\n");
    check_key("Parser", NULL, "Parser\n");
    check_key("[perf-123.map]", NULL, "[perf-.map]\n");
    check_key("a.part", NULL, "a.part\n");
}

static void test_aliases(void)
{
    g_assert_true(match_may_alias("aes.py", "aes_opt2.py"));
    g_assert_true(match_may_alias("mdp_clean.py", "mdp_opt2.py"));
    g_assert_false(match_may_alias("copy.py", "json.py"));
    g_assert_false(match_may_alias("<stdin>", "<string>"));
}

static void test_renamed_file(void)
{
    Case test = {0};
    add_side(&test, "run (app.py:1);encrypt (aes.py:3) 60\nrun (app.py:1);encrypt (aes.py:4) 30\nrun "
                    "(app.py:2);<listcomp> (aes.py:9) 10\n");
    add_side(&test, "run (app.py:1);encrypt (aes_opt2.py:7) 20\nrun (app.py:2);<listcomp> (aes_opt2.py:9) "
                    "5\nrun (app.py:2);njit (core.py:9) 15\n");
    g_autoptr(Hotspots) hotspots = hotspots_new(&test.findings);
    g_assert_cmpint(hotspots->unit, ==, HOTSPOT_SHARE); /* nobody said how often they were sampled */
    g_assert_true(hotspots->has_base);
    const HotspotRow *encrypt = row_named(hotspots, "encrypt\naes.py");
    g_assert_cmpstr(encrypt->module, ==, "aes.py");
    g_assert_cmpfloat(encrypt->self[0], ==, .9);
    g_assert_cmpfloat(encrypt->self[1], ==, .5);
    g_assert_cmpfloat(row_named(hotspots, "njit\ncore.py")->self[0], ==, 0);
    g_assert_cmpfloat(row_named(hotspots, "run\napp.py")->total[1], ==, 1);
    g_assert_cmpfloat(hotspots->match_rates[1], ==, (1 + .625) / 2);
    g_assert_true(g_ptr_array_index(hotspots->rows, 0) == encrypt);
    case_clear(&test);
}

static void state_alias(Case *test, const char *from, const char *to)
{
    Alias *alias = g_new0(Alias, 1);
    alias->from = g_strdup(from);
    alias->to = g_strdup(to);
    g_ptr_array_add(test->benchmark->aliases, alias);
}

/* What gen.json states holds, also where the names are not alike, and before what they suggest. */
static void test_stated_alias(void)
{
    Case test = {0};
    add_side(&test, "run (app.py:1);f (cipher.py:3) 60\nrun (app.py:1);f (aes.py:4) 40\n");
    add_side(&test, "run (app.py:1);f (fast_blocks.py:7) 20\nrun (app.py:1);f (aes_opt.py:7) 80\n");
    state_alias(&test, "nowhere.py", "aes.py");
    state_alias(&test, "fast_blocks.py", "not_here.py");
    state_alias(&test, "lib/fast_blocks.py", "cipher.py");
    state_alias(&test, "fast_blocks.py", "cipher.py");
    g_autoptr(Hotspots) hotspots = hotspots_new(&test.findings);
    const HotspotRow *stated = row_named(hotspots, "f\ncipher.py");
    g_assert_cmpfloat(stated->self[0], ==, .6);
    g_assert_cmpfloat(stated->self[1], ==, .2);
    g_assert_cmpfloat(row_named(hotspots, "f\naes.py")->self[1], ==, .8);
    g_assert_cmpstr(g_hash_table_lookup(hotspots->aliases[1], "fast_blocks.py"), ==, "cipher.py");
    g_autoptr(GPtrArray) warnings = warning_array_new();
    profiles_check(&test.findings, warnings);
    const Warning *unused = warning_find(warnings, "alias-empty");
    g_assert_nonnull(unused);
    g_assert_nonnull(strstr(unused->message, "nowhere.py is stated to be aes.py"));
    g_assert_cmpuint(warnings->len, ==, 5); /* few samples twice, shares only, two unused aliases */
    case_clear(&test);
}

static void check_unit_of(const Case *test, Profile *profile, const char *command, HotspotUnit unit)
{
    g_free(profile->command);
    profile->command = g_strdup(command);
    g_autoptr(Hotspots) hotspots = hotspots_new(&test->findings);
    g_assert_cmpint(hotspots->unit, ==, unit);
}

static void test_seconds(void)
{
    Case test = {0};
    Profile *base = add_side(&test, "run (app.py:1);f (a.py:3) 400\nrun (app.py:1);g (a.py:4) 100\n");
    Profile *changed = add_side(&test, "run (app.py:1);f (a.py:3) 100\nrun (app.py:1);g (a.py:4) 110\n");
    base->weight_per_second = changed->weight_per_second = 100;
    Hotspots *hotspots = hotspots_new(&test.findings);
    g_assert_cmpint(hotspots->unit, ==, HOTSPOT_SECONDS);
    const HotspotRow *f = row_named(hotspots, "f\na.py");
    g_assert_cmpfloat(f->self[0], ==, 4);
    g_assert_cmpfloat(f->self[1], ==, 1);
    g_assert_cmpfloat_with_epsilon(f->z[1], -300 / sqrt(500), 1e-12);
    g_assert_cmpfloat_with_epsilon(row_named(hotspots, "g\na.py")->z[1], 10 / sqrt(210), 1e-12);
    g_assert_true(isnan(f->z[0]));
    g_assert_cmpfloat(hotspots->totals[0], ==, 5);
    hotspots_free(hotspots);
    /* the profiler stopped after a time, or pyperf chose the work: totals say nothing */
    check_unit_of(&test, base, "py-spy record --rate 100 --duration 25 -- python app.py", HOTSPOT_SHARE);
    check_unit_of(&test, base, "py-spy record -d 25 -- python app.py", HOTSPOT_SHARE);
    check_unit_of(&test, base, "py-spy record -- python -m pyperf timeit x", HOTSPOT_SHARE);
    check_unit_of(&test, base, "py-spy record -- python pyperformance/bm/app.py -d 3", HOTSPOT_SECONDS);
    case_clear(&test);
}

/* Addresses fall together; the sum of their totals would count nested ones twice. */
static void test_merged_totals(void)
{
    Case test = {0};
    add_side(&test, "main;0x11 5\nmain;0x11;0x12 3\nmain;0x13;f;0x14 2\nmain;f 90\n");
    g_autoptr(Hotspots) hotspots = hotspots_new(&test.findings);
    const HotspotRow *row = row_named(hotspots, "0x\n");
    g_assert_cmpstr(row->name, ==, "0x…");
    g_assert_cmpfloat_with_epsilon(row->self[0], .1, 1e-12);
    g_assert_cmpfloat_with_epsilon(row->total[0], .1, 1e-12);
    g_assert_cmpfloat_with_epsilon(row_named(hotspots, "f\n")->total[0], .92, 1e-12);
    case_clear(&test);
}

static void test_no_profile(void)
{
    Findings findings = {.variants = g_ptr_array_new()};
    g_assert_null(hotspots_new(&findings));
    g_ptr_array_unref(findings.variants);
}

static void test_warnings(void)
{
    Case test = {0};
    g_autoptr(GPtrArray) warnings = warning_array_new();
    Profile *base = add_side(&test, "main;[unknown];f 20\nmain;g 80\n");
    Profile *changed = add_side(&test, "main;[unknown];f 19\nmain;g 81\n");
    base->weight_unit = "samples";
    changed->pruned = .06;
    profiles_check(&test.findings, warnings);
    g_assert_cmpuint(warning_find(warnings, "unresolved-frames")->sources->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(warning_find(warnings, "unresolved-frames")->sources, 0), ==,
                    "side0.folded");
    g_assert_cmpstr(g_ptr_array_index(warning_find(warnings, "pruned-profile")->sources, 0), ==,
                    "side1.folded");
    g_assert_cmpstr(g_ptr_array_index(warning_find(warnings, "few-samples")->sources, 0), ==, "side0.folded");
    g_assert_cmpuint(warning_find(warnings, "share-only-diff")->sources->len, ==, 2);
    g_assert_nonnull(strstr(warning_find(warnings, "profiles-differ")->message, "different units"));
    g_assert_cmpuint(warnings->len, ==, 5);
    case_clear(&test);
}

static void check_difference(const Case *test, const char *words)
{
    g_autoptr(GPtrArray) warnings = warning_array_new();
    profiles_check(&test->findings, warnings);
    const Warning *warning = warning_find(warnings, "profiles-differ");
    g_assert_cmpint(warning != NULL, ==, words != NULL);
    if (words)
        g_assert_nonnull(strstr(warning->message, words));
}

static void test_profiles_that_differ(void)
{
    Case test = {0};
    Profile *base = add_side(&test, "main;[unknown];f 20\nmain;g 80\n");
    Profile *changed = add_side(&test, "main;[unknown];f 21\nmain;g 79\n");
    check_difference(&test, NULL);
    base->sample_rate = 99;
    changed->sample_rate = 100;
    check_difference(&test, NULL);
    changed->sample_rate = 999;
    check_difference(&test, "different rates");
    base->event = g_strdup("cycles");
    changed->event = g_strdup("cpu-clock");
    check_difference(&test, "different events");
    case_clear(&test);
    Case strangers = {0};
    add_side(&strangers, "main;[unknown];f 20\nmain;g 80\n");
    add_side(&strangers, "main;[unknown];f 40\nmain;g 60\n");
    check_difference(&strangers, "resolve different shares");
    case_clear(&strangers);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hotspots/keys", test_keys);
    g_test_add_func("/hotspots/aliases", test_aliases);
    g_test_add_func("/hotspots/renamed-file", test_renamed_file);
    g_test_add_func("/hotspots/stated-alias", test_stated_alias);
    g_test_add_func("/hotspots/seconds", test_seconds);
    g_test_add_func("/hotspots/merged-totals", test_merged_totals);
    g_test_add_func("/hotspots/no-profile", test_no_profile);
    g_test_add_func("/hotspots/warnings", test_warnings);
    g_test_add_func("/hotspots/profiles-that-differ", test_profiles_that_differ);
    return g_test_run();
}
