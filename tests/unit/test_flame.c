/* Flame graphs: scale over variants, places of boxes, what is folded or gathered, labels, words, data for the script. */
#include <math.h>
#include <string.h>

#include "profile_testing.h"
#include "scene/figures.h"
#include "scene/flame_layout.h"

#define MAX_SIDES 6

/* A ruler without fonts: every character is half the size wide. */
static double fake_width(const char *text, FontFamily family, double size, gboolean is_bold, gpointer data)
{
    (void)family, (void)is_bold, (void)data;
    return (double)g_utf8_strlen(text, -1) * size * .5;
}

static const TextRuler RULER = {.width = fake_width};
static const SceneLayout SCREEN = {.width = 800, .text_size = 13, .ruler = &RULER};
static const SceneLayout PAPER = {.width = 756, .text_size = 9, .ruler = &RULER};

/* Findings of variants "v0", "v1" ... that have nothing but profiles. */
typedef struct {
    Findings findings;
    Benchmark *benchmark;
    Reading readings[MAX_SIDES];
    VariantFindings sides[MAX_SIDES];
    Variant *variants[MAX_SIDES];
    guint n;
} Case;

static Profile *add_side(Case *test, const char *folded)
{
    guint i = test->n++;
    g_autofree char *name = g_strdup_printf("v%u", i);
    test->variants[i] = variant_new(name);
    test->variants[i]->run = run_new();
    g_ptr_array_add(test->variants[i]->runs, test->variants[i]->run);
    test->sides[i].variant = test->variants[i];
    if (!test->findings.variants) {
        test->findings.variants = g_ptr_array_new();
        test->findings.benchmark = test->benchmark = benchmark_new("bench");
    }
    g_ptr_array_add(test->findings.variants, &test->sides[i]);
    if (!folded)
        return NULL;
    test->readings[i] = read_text(folded);
    only_profile(&test->readings[i]);
    Profile *profile = g_ptr_array_index(test->readings[i].artifact->profiles, 0);
    g_ptr_array_add(test->variants[i]->run->profiles, profile);
    return profile;
}

static void case_clear(Case *test)
{
    for (guint i = 0; i < test->n; i++) {
        if (test->readings[i].artifact)
            reading_clear(&test->readings[i]);
        variant_free(test->variants[i]);
    }
    g_ptr_array_unref(test->findings.variants);
    benchmark_free(test->benchmark);
}

static Scene *build(const Case *test, const char *subject, const SceneLayout *layout)
{
    return figure_kind_find("flame")->build(&test->findings, subject, layout);
}

/* The n-th rectangle whose title begins so. */
static const Shape *box_titled(const Scene *scene, const char *title, guint n)
{
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        if (shape->title && g_str_has_prefix(shape->title, title) && n-- == 0)
            return shape;
    }
    return NULL;
}

static gboolean has_text(const Scene *scene, const char *text)
{
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        if (shape->kind == SHAPE_TEXT && g_str_equal(shape->text, text))
            return TRUE;
    }
    return FALSE;
}

static void check_inside(const Scene *scene)
{
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        if (shape->kind == SHAPE_GROUP || shape->kind == SHAPE_GROUP_END)
            continue;
        g_assert_true(isfinite(shape->x) && isfinite(shape->y));
        g_assert_cmpfloat(shape->x, >=, -.01);
        g_assert_cmpfloat(shape->x + (shape->kind == SHAPE_RECT ? shape->width : 0), <=, scene->width + .01);
        g_assert_cmpfloat(shape->y + (shape->kind == SHAPE_RECT ? shape->height : 0), <=,
                          scene->height + .01);
    }
}

static void test_places(void)
{
    Case test = {0};
    add_side(&test, "a;b 200\na;c 300\na 100\nd 400\n");
    g_autoptr(Scene) scene = build(&test, NULL, &SCREEN);
    const Shape *all = box_titled(scene, "all: total 1000 weight", 0),
                *a = box_titled(scene, "a: total 600 weight, 60.0", 0);
    const Shape *b = box_titled(scene, "b: ", 0), *c = box_titled(scene, "c: ", 0),
                *d = box_titled(scene, "d: ", 0);
    g_assert_cmpfloat(all->x, ==, 0);
    g_assert_cmpfloat_with_epsilon(all->width, 800, 1);
    g_assert_cmpfloat_with_epsilon(a->width, 480, 1);
    g_assert_cmpfloat(b->x, ==, 80); /* own time of a at its left */
    g_assert_cmpfloat(c->x, ==, 240);
    g_assert_cmpfloat(d->x, ==, 480);
    g_assert_cmpfloat(a->y, ==, d->y);
    g_assert_cmpfloat(b->y, >, a->y);
    g_assert_cmpfloat(a->y, >, all->y);
    g_assert_cmpstr(c->data, ==, "c\t\t300\t300");
    g_assert_true(scene->is_interactive);
    g_assert_nonnull(scene->description);
    g_assert_true(has_text(scene, "own code"));
    check_inside(scene);
    case_clear(&test);
}

static void test_one_scale(void)
{
    Case test = {0};
    add_side(&test, "a;b 600\na;c 300\n")->weight_per_second = 100;
    add_side(&test, NULL);
    add_side(&test, "a;b 100\na;c 200\n")->weight_per_second = 200;
    g_autoptr(Scene) scene = build(&test, NULL, &SCREEN);
    g_assert_cmpfloat_with_epsilon(box_titled(scene, "a: total 9.000", 0)->width, 800, 1);
    const Shape *short_one = box_titled(scene, "a: total 1.500", 0);
    g_assert_cmpfloat_with_epsilon(short_one->width, 800 * 1.5 / 9, 1);
    g_assert_true(
        g_str_has_suffix(short_one->title, "100.0" NUMBER_THIN_SPACE "%; self 0.000" NUMBER_THIN_SPACE "s"));
    g_autoptr(Scene) alone = build(&test, "v2", &SCREEN);
    g_assert_cmpfloat_with_epsilon(box_titled(alone, "a: total 1.500", 0)->width, 800, 1);
    g_assert_null(build(&test, "v1", &SCREEN));
    g_assert_null(build(&test, "nobody", &SCREEN));
    case_clear(&test);
}

/* Without a time scale, variants are drawn by share: nobody may read a shorter graph as a faster program. */
static void test_shares(void)
{
    Case test = {0};
    add_side(&test, "a;b 600\n");
    add_side(&test, "a;b 3\n");
    g_autoptr(Scene) scene = build(&test, NULL, &SCREEN);
    g_assert_cmpfloat_with_epsilon(box_titled(scene, "a: total 3 weight", 0)->width, 800, 1);
    g_assert_true(has_text(scene, "100" NUMBER_THIN_SPACE "%"));
    case_clear(&test);
}

static void test_lines_are_one_box(void)
{
    Case test = {0};
    add_side(&test, "f (a.py:1);g (a.py:7) 50\nf (a.py:2);g (a.py:8) 30\nf (a.py:2);g (a.py:7) 20\n");
    g_autoptr(Scene) scene = build(&test, NULL, &SCREEN);
    g_assert_cmpfloat_with_epsilon(box_titled(scene, "f (a.py): total 100", 0)->width, 800, 1);
    g_assert_nonnull(box_titled(scene, "g (a.py): total 100", 0));
    g_assert_null(box_titled(scene, "g (a.py): ", 1));
    const Shape *seven = box_titled(scene, "g (a.py:7): self 70", 0),
                *eight = box_titled(scene, "g (a.py:8): self 30", 0);
    g_assert_cmpfloat(seven->x, ==, 0);
    g_assert_cmpfloat(eight->x, ==, 560);
    g_assert_cmpint(seven->fill, ==, COLOR_PAPER);
    g_assert_true(has_text(scene, ":7"));
    case_clear(&test);
}

static void test_chain(void)
{
    Case test = {0};
    add_side(&test, "a;b;c;d;e;f;g;x 50\na;b;c;d;e;f;g;y 50\n");
    g_autoptr(Scene) scene = build(&test, NULL, &SCREEN);
    const Shape *chain = box_titled(scene, "+5 frames: b › c › d › e › f", 0);
    g_assert_nonnull(chain);
    g_assert_true(chain->is_hatched);
    g_assert_nonnull(box_titled(scene, "a: ", 0));
    g_assert_nonnull(box_titled(scene, "g: ", 0));
    g_assert_null(box_titled(scene, "d: ", 0));
    check_inside(scene);
    case_clear(&test);
}

static void test_narrow_frames(void)
{
    Case test = {0};
    g_autoptr(GString) text = g_string_new("a;wide 100000\n");
    for (guint i = 0; i < 200; i++)
        g_string_append_printf(text, "a;narrow%u;x 20\n", i); /* .15 points each, 30 together */
    add_side(&test, text->str);
    g_autoptr(Scene) scene = build(&test, NULL, &SCREEN);
    const Shape *rest = box_titled(scene, "400 more frames not drawn", 0);
    g_assert_nonnull(rest);
    g_assert_true(rest->is_hatched);
    g_assert_cmpfloat_with_epsilon(rest->width, 800 * 4000. / 104000, 1);
    g_assert_null(box_titled(scene, "narrow1: ", 0));
    g_assert_true(has_text(scene, "folded or not drawn"));
    case_clear(&test);
}

static void test_deep_and_wide(void)
{
    Case test = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 300; i++) {
        for (guint depth = 0; depth < 200; depth++)
            g_string_append_printf(text, "f%u;", depth < 3 ? depth : (depth * 7 + i) % 500);
        g_string_append_printf(text, "leaf%u %u\n", i, 1 + i % 5);
    }
    add_side(&test, text->str);
    add_side(&test, text->str);
    g_autoptr(Scene) screen = build(&test, NULL, &SCREEN);
    g_assert_cmpuint(screen->shapes->len, <, 2 * 3 * 1500);
    check_inside(screen);
    g_autoptr(Scene) paper = build(&test, NULL, &PAPER);
    g_assert_cmpfloat(paper->height, <, 620);
    check_inside(paper);
    case_clear(&test);
}

static void test_labels(void)
{
    Case test = {0};
    add_side(&test, "m;encrypt_everything_at_once (pkg/aes.py:1) 90\nm;encrypt (b.py:1) 9\nm;z 1\n");
    g_autoptr(Scene) scene = build(&test, NULL, &SCREEN);
    g_assert_true(has_text(scene, "encrypt_everything_at_once"));
    g_assert_true(has_text(scene, " pkg/aes.py"));
    g_assert_true(has_text(scene, "encrypt"));
    g_assert_false(has_text(scene, " b.py")); /* 72 points do not hold both */
    g_autoptr(Scene) paper = build(&test, NULL, &PAPER);
    g_assert_true(has_text(paper, "encrypt"));
    case_clear(&test);
}

/* On paper a box too narrow for its name carries a number. */
static void test_index(void)
{
    Case test = {0};
    add_side(&test, "m;big 970\nm;small_name 16\nm;other_name 14\n");
    g_autoptr(Scene) scene = build(&test, NULL, &PAPER);
    g_assert_true(has_text(scene, "small_name"));
    g_assert_true(has_text(scene, "other_name"));
    g_assert_true(has_text(scene, "2"));
    g_autoptr(Scene) screen = build(&test, NULL, &SCREEN);
    g_assert_false(has_text(screen, "small_name"));
    case_clear(&test);
}

static void test_kinds(void)
{
    Case test = {0};
    add_side(&test,
             "f (app.py:1);g (/x/site-packages/p/a.py:2) 50\nf (app.py:1);dumps (json/__init__.py:3) 30\n"
             "f (app.py:1);_call (<frozen importlib._bootstrap>:9);_load (<frozen importlib._bootstrap>:8);h "
             "(lib.py:1) 20\n");
    g_autoptr(Scene) scene = build(&test, NULL, &SCREEN);
    g_assert_cmpint(box_titled(scene, "f (app.py)", 0)->fill, ==, COLOR_O0);
    g_assert_cmpint(box_titled(scene, "g (", 0)->fill, ==, COLOR_L2);
    g_assert_cmpint(box_titled(scene, "dumps (", 0)->fill, ==, COLOR_S2);
    g_assert_cmpint(box_titled(scene, "import machinery (importlib): total 20", 0)->fill, ==, COLOR_R0);
    g_assert_null(box_titled(scene, "import machinery", 1)); /* its steps are one box */
    case_clear(&test);
}

/* Widths of children never exceed that of their parent, whatever the stacks. */
static void test_random_widths(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    for (guint round = 0; round < 30; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint i = 0; i < 100; i++) {
            gint depth = g_rand_int_range(random, 1, 12);
            for (gint k = 0; k < depth; k++)
                g_string_append_printf(text, "%sf%d", k ? ";" : "", g_rand_int_range(random, 0, 5));
            g_string_append_printf(text, ";end %d\n", g_rand_int_range(random, 1, 1000));
        }
        Case test = {0};
        add_side(&test, text->str);
        g_autoptr(Scene) scene = build(&test, NULL, round % 2 ? &SCREEN : &PAPER);
        check_inside(scene);
        case_clear(&test);
    }
}

/* ------------------------------------------------------------------ differences */

static Scene *build_diff(const Case *test, const char *subject, const SceneLayout *layout)
{
    return figure_kind_find("diff")->build(&test->findings, subject, layout);
}

/* Base: a 10 s (f 8, g 2); changed: a 5 s (f 1, g 2, new h 2). */
static void add_pair(Case *test)
{
    add_side(test, "a (m.py:1);f (m.py:2) 800\na (m.py:1);g (m.py:3) 200\n")->weight_per_second = 100;
    add_side(test, "a (m.py:1);f (m.py:9) 100\na (m.py:1);g (m.py:3) 205\na (m.py:1);h (m.py:4) 195\n")
        ->weight_per_second = 100;
}

static void test_difference(void)
{
    Case test = {0};
    add_pair(&test);
    g_autoptr(Scene) scene = build_diff(&test, "v1", &SCREEN);
    const Shape *f = box_titled(scene, "f (m.py): 8.00", 0), *g = box_titled(scene, "g (m.py): ", 0);
    const Shape *h = box_titled(scene, "h (m.py): 0.00", 0);
    const double unit = 800 / (8 + 2.05 + 1.95); /* width: the larger own times */
    g_assert_cmpfloat_with_epsilon(box_titled(scene, "all: 10.00", 0)->width, 800, 1);
    g_assert_cmpfloat_with_epsilon(f->width, 8 * unit, 1);
    g_assert_cmpfloat_with_epsilon(g->x, 8 * unit, 1e-6);
    g_assert_cmpfloat_with_epsilon(h->width, 1.95 * unit, 1);
    g_assert_cmpint(f->fill, ==, COLOR_D2); /* 7 of 8 */
    g_assert_cmpint(g->fill, ==, COLOR_DN); /* five samples of 200 are chance */
    g_assert_cmpint(h->fill, ==, COLOR_U3);
    g_assert_true(h->is_hatched && !f->is_hatched);
    g_assert_true(has_text(scene, "f −7.00" NUMBER_THIN_SPACE "s"));
    g_assert_nonnull(strstr(scene->title, "v0 and v1"));
    check_inside(scene);
    g_autoptr(Scene) paper = build_diff(&test, "v1", &PAPER);
    check_inside(paper);
    g_assert_null(build_diff(&test, "v0", &SCREEN));
    g_assert_null(build_diff(&test, "nobody", &SCREEN));
    g_assert_null(build_diff(&test, NULL, &SCREEN));
    case_clear(&test);
}

/* Two profiles with hardly a function in common are no difference but two programs. */
static void test_difference_of_strangers(void)
{
    Case test = {0};
    add_side(&test, "a;f 600\na;x 300\n");
    add_side(&test, "a;b 100\na;c 200\na;x 250\n");
    g_assert_null(build_diff(&test, "v1", &SCREEN));
    case_clear(&test);
}

static void test_difference_by_share(void)
{
    Case test = {0};
    add_side(&test, "a;f 600\na;x 400\n");
    add_side(&test, "a;f 3\na;x 1\n");
    g_autoptr(Scene) scene = build_diff(&test, "v1", &SCREEN);
    g_assert_true(has_text(scene, "f +15.0" NUMBER_THIN_SPACE "points"));
    g_assert_true(has_text(scene, "smaller share"));
    case_clear(&test);
}

/* A file that was renamed is the same file. */
static void test_difference_of_renamed(void)
{
    Case test = {0};
    add_side(&test, "run (app.py:1);encrypt (aes.py:3) 600\n");
    add_side(&test, "run (app.py:1);encrypt (aes_opt2.py:3) 400\n");
    g_autoptr(Scene) scene = build_diff(&test, "v1", &SCREEN);
    g_assert_nonnull(box_titled(scene, "encrypt (aes.py): ", 0));
    g_assert_null(box_titled(scene, "encrypt (aes_opt2.py)", 0));
    case_clear(&test);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/flame/places", test_places);
    g_test_add_func("/flame/one-scale", test_one_scale);
    g_test_add_func("/flame/shares", test_shares);
    g_test_add_func("/flame/lines-are-one-box", test_lines_are_one_box);
    g_test_add_func("/flame/chain", test_chain);
    g_test_add_func("/flame/narrow-frames", test_narrow_frames);
    g_test_add_func("/flame/deep-and-wide", test_deep_and_wide);
    g_test_add_func("/flame/labels", test_labels);
    g_test_add_func("/flame/index", test_index);
    g_test_add_func("/flame/kinds", test_kinds);
    g_test_add_func("/flame/random-widths", test_random_widths);
    g_test_add_func("/flame/difference", test_difference);
    g_test_add_func("/flame/difference-of-strangers", test_difference_of_strangers);
    g_test_add_func("/flame/difference-by-share", test_difference_by_share);
    g_test_add_func("/flame/difference-of-renamed", test_difference_of_renamed);
    return g_test_run();
}
