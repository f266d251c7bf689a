/* Amdahl's law on a profile: shares count each stack once, intervals are those of a proportion, and nothing that matches is a warning. */
#include <math.h>

#include "analyze/what_if.h"
#include "model/warning.h"
#include "render/ruler.h"
#include "scene/figures.h"

/* main > a > b > a and main > c: `a` recurs below itself. Weights 60, 30 and 10. */
static Profile *profile_make(void)
{
    static const char *const names[] = {"main", "a", "b", "c"};
    static const struct {
        guint32 frame, parent, depth;
        guint64 total, self;
    } nodes[] = {{0, PROFILE_ROOT, 0, 100, 10},
                 {1, 0, 1, 60, 10},
                 {2, 1, 2, 50, 20},
                 {1, 2, 3, 30, 30},
                 {3, 0, 1, 30, 30}};
    Profile *profile = profile_new("folded", "samples");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        Frame *frame = g_new0(Frame, 1);
        frame->name = g_strdup(names[i]);
        g_ptr_array_add(profile->frames, frame);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(nodes); i++) {
        ProfileNode node = {nodes[i].frame, nodes[i].parent, nodes[i].depth,
                            nodes[i].total, nodes[i].self,   0};
        g_array_append_val(profile->nodes, node);
    }
    profile->total = 100;
    return profile;
}

typedef struct {
    Benchmark *benchmark;
    Variant *base;
    Profile *profile;
    VariantFindings variant;
    Findings findings;
} Made;

static void made_init(Made *made, const char *pattern)
{
    *made = (Made){.benchmark = benchmark_new("x"), .base = variant_new("base"), .profile = profile_make()};
    WhatIf *question = g_new0(WhatIf, 1);
    question->name = g_strdup("part");
    question->pattern = g_strdup(pattern);
    question->speedups = g_new(double, 1);
    question->speedups[0] = 2;
    question->n_speedups = 1;
    g_ptr_array_add(made->benchmark->whatifs, question);
    made->base->run = run_new();
    g_ptr_array_add(made->base->run->profiles, made->profile);
    made->variant.variant = made->base;
    made->findings.benchmark = made->benchmark;
    made->findings.options.confidence = .95;
    made->findings.variants = g_ptr_array_new();
    made->findings.warnings = warning_array_new();
    g_ptr_array_add(made->findings.variants, &made->variant);
}

static void made_clear(Made *made)
{
    g_ptr_array_unref(made->findings.variants);
    g_ptr_array_unref(made->findings.warnings);
    Run *run = made->base->run;
    made->base->run = NULL;
    profile_free(made->profile);
    run_free(run);
    variant_free(made->base);
    benchmark_free(made->benchmark);
}

static void check_share(const char *pattern, double share)
{
    Made made;
    made_init(&made, pattern);
    g_autoptr(GPtrArray) answers = what_ifs_new(&made.findings);
    g_assert_cmpuint(answers->len, ==, share > 0 ? 1 : 0);
    g_assert_cmpint(warning_find(made.findings.warnings, "what-if-empty") != NULL, ==, share == 0);
    if (share > 0) {
        const WhatIfFindings *answer = g_ptr_array_index(answers, 0);
        g_assert_cmpfloat_with_epsilon(answer->share, share, 1e-12);
        double half = 1.959963984540054 * sqrt(share * (1 - share) / 100);
        g_assert_cmpfloat_with_epsilon(answer->half_width, half, 1e-8);
        g_assert_cmpfloat_with_epsilon(answer->share_high, fmin(1, share + half), 1e-8);
    }
    made_clear(&made);
}

/* A function that recurs, or two that call each other, count their outermost frame. */
static void test_shares(void)
{
    check_share("^a$", .6);
    check_share("a|b", 1); /* "main" holds an a */
    check_share("^(a|b)$", .6);
    check_share("^b$", .5);
    check_share("^[ac]$", .9);
    check_share("nothing", 0);
}

/* Weights that are no counts of samples have no interval. */
static void test_no_samples(void)
{
    Made made;
    made_init(&made, "^a$");
    made.profile->weight_unit = "cycles";
    g_autoptr(GPtrArray) answers = what_ifs_new(&made.findings);
    const WhatIfFindings *answer = g_ptr_array_index(answers, 0);
    g_assert_true(isnan(answer->half_width) && isnan(answer->share_low) && isnan(answer->share_high));
    made_clear(&made);
}

/* A pattern that would backtrack exponentially ends, and is not said to match nothing. */
static void test_hostile_pattern(void)
{
    Made made;
    made_init(&made, "^(a+)+$");
    Frame *frame = g_ptr_array_index(made.profile->frames, 0);
    g_free(frame->name);
    frame->name = g_strdup("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
    g_autoptr(GPtrArray) answers = what_ifs_new(&made.findings);
    const Warning *warning = warning_find(made.findings.warnings, "what-if-empty");
    g_assert_cmpuint(answers->len, ==, 0);
    g_assert_nonnull(warning);
    g_assert_nonnull(strstr(warning->message, "takes too many steps"));
    made_clear(&made);
}

/* Amdahl 1967: half of the time twice as fast is a third faster; and back. */
static void test_law(void)
{
    g_assert_cmpfloat_with_epsilon(what_if_speed(.5, 2), 4. / 3, 1e-12);
    g_assert_cmpfloat_with_epsilon(what_if_speed(.95, INFINITY), 20, 1e-9);
    g_assert_cmpfloat_with_epsilon(what_if_speed(0, 8), 1, 1e-12);
    g_assert_true(isinf(what_if_speed(1, INFINITY)));
    for (double share = .1; share < 1; share += .2)
        for (double part = 1.5; part < 100; part *= 2)
            g_assert_cmpfloat_with_epsilon(what_if_part(share, what_if_speed(share, part)), part,
                                           1e-6 * part);
    g_assert_true(isinf(what_if_part(.5, 3)));
}

/* The figure names the limit and ends above the highest line. */
static void test_figure(void)
{
    Made made;
    made_init(&made, "^a$");
    made.findings.what_ifs = what_ifs_new(&made.findings);
    const FigureKind *kind = figure_kind_find("whatif");
    SceneLayout layout = {.width = 800, .text_size = 13, .ruler = ruler_screen()};
    g_autoptr(Scene) scene = kind->build(&made.findings, "part", &layout);
    g_autoptr(Scene) none = kind->build(&made.findings, "other", &layout);
    gboolean has_limit = FALSE;
    g_assert_null(none);
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        has_limit |= shape->kind == SHAPE_TEXT && g_str_equal(shape->text, "limit 2.50×");
        g_assert_cmpfloat(shape->y, >=, 0);
        g_assert_cmpfloat(shape->y, <=, scene->height);
    }
    g_assert_true(has_limit);
    g_ptr_array_unref(made.findings.what_ifs);
    made_clear(&made);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/what-if/shares", test_shares);
    g_test_add_func("/what-if/no-samples", test_no_samples);
    g_test_add_func("/what-if/hostile-pattern", test_hostile_pattern);
    g_test_add_func("/what-if/law", test_law);
    g_test_add_func("/what-if/figure", test_figure);
    return g_test_run();
}
