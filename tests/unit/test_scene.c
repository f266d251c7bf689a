/* Figures as display lists, and the SVG markup painted from them. */
#include <libxml/parser.h>
#include <math.h>
#include <string.h>

#include "render/svg.h"
#include "sample_findings.h"
#include "scene/figures.h"

/* A ruler without fonts: every character is .55 of the size wide. */
static double fake_width(const char *text, FontFamily family, double size, gboolean is_bold, gpointer data)
{
    (void)data;
    return (double)g_utf8_strlen(text, -1) * size * (family == FONT_MONO ? .6 : is_bold ? .56 : .52);
}

static const TextRuler RULER = {.width = fake_width};
static const SceneLayout SCREEN = {.width = 800, .text_size = 13, .ruler = &RULER};
static const SceneLayout PHONE = {.width = 288, .text_size = 12, .is_narrow = TRUE, .ruler = &RULER};

static const double CLEAN[] = {60.1, 60.2, 60.0, 62.2, 60.3}, FAST[] = {6.2, 6.3, 6.8, 6.4, 6.4};

static Sample *aes(void)
{
    Sample *sample = sample_new();
    VariantFindings *base = sample_variant(sample, "pyaes_clean");
    VariantFindings *fast = sample_variant(sample, "pyaes_opt2");
    sample_process(base, CLEAN, G_N_ELEMENTS(CLEAN));
    sample_process(fast, FAST, G_N_ELEMENTS(FAST));
    sample_summary(base, "crypto_pyaes", .592, .001);
    sample_summary(fast, "crypto_pyaes", .049, .0025);
    sample_compare_process(sample, fast, 9.02, 9.92, VERDICT_FASTER);
    sample_compare(sample, fast, 0, NAN, NAN, VERDICT_INCONCLUSIVE);
    return sample;
}

static Sample *suite(guint n)
{
    Sample *sample = sample_new();
    VariantFindings *base = sample_variant(sample, "old"), *changed = sample_variant(sample, "new");
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("bm_%03u_with_a_name_too_long_for_any_chart", i);
        double speedup = .8 + .01 * ((i * 37) % n);
        sample_timing(base, name, 1, 3, 2);
        sample_timing(changed, name, 1 / speedup, 3, 2);
        sample_compare(sample, changed, i, .99 * speedup, 1.01 * speedup,
                       speedup > 1 ? VERDICT_FASTER : VERDICT_SLOWER);
    }
    sample_geometric_mean(sample, changed, 1.2, 1.19, 1.21);
    return sample;
}

static Scene *build(const char *kind, const Sample *sample, const char *subject, const SceneLayout *layout)
{
    const FigureKind *figure = figure_kind_find(kind);
    g_assert_nonnull(figure);
    return figure->build(sample_findings(sample), subject, layout);
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

static guint count_kind(const Scene *scene, ShapeKind kind)
{
    guint n = 0;
    for (guint i = 0; i < scene->shapes->len; i++)
        n += ((const Shape *)g_ptr_array_index(scene->shapes, i))->kind == kind;
    return n;
}

/* Nothing may stand outside the figure, whatever the data. */
static void check_inside(const Scene *scene)
{
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        double left = shape->x, right = shape->x;
        if (shape->kind == SHAPE_TEXT) {
            double width = fake_width(shape->text, shape->family, shape->size, shape->is_bold, NULL);
            left -= shape->anchor == ANCHOR_END ? width : shape->anchor == ANCHOR_MIDDLE ? width / 2 : 0;
            right = left + width;
        } else if (shape->kind == SHAPE_RECT) {
            right += shape->width;
        } else if (shape->kind == SHAPE_LINE) {
            left = MIN(left, shape->x2);
            right = MAX(right, shape->x2);
        }
        if (left < -.5 || right > scene->width + .5 || shape->y < -.5 || shape->y > scene->height + .5)
            g_error("%s: shape %u (%s) from %g to %g at %g leaves %g x %g", scene->id, i,
                    shape->text ? shape->text : "", left, right, shape->y, scene->width, scene->height);
    }
}

static void test_names(void)
{
    gsize n;
    const char *const *names = figure_kind_names(&n);
    for (gsize i = 0; i < n; i++) {
        const FigureKind *kind = figure_kind_find(names[i]);
        g_assert_nonnull(kind);
        g_assert_cmpstr(kind->kind, ==, names[i]);
    }
    g_assert_null(figure_kind_find("pie"));
}

static void test_colors(void)
{
    for (int token = COLOR_NONE; token < N_COLORS; token++)
        g_assert_nonnull(color_token_name((ColorToken)token));
    g_assert_cmphex(color_token_light(COLOR_FAST), ==, 0x005a94);
    g_assert_cmpstr(color_token_name(COLOR_FINK2), ==, "fink2");
}

static void test_unsafe_coordinates(void)
{
    g_autoptr(Scene) scene = scene_new("x", 10, 10);
    Shape *rect = scene_rect(scene, NAN, INFINITY, -5, 1e30, COLOR_INK);
    g_assert_cmpfloat(rect->x, ==, 0);
    g_assert_cmpfloat(rect->y, ==, 0);
    g_assert_cmpfloat(rect->width, ==, 0);
    g_assert_cmpfloat(rect->height, <=, 1e6);
}

static void test_forest(void)
{
    g_autoptr(Sample) sample = aes();
    g_autoptr(Scene) scene = build("forest", sample, NULL, &SCREEN);
    g_assert_cmpstr(scene->id, ==, "fig-forest");
    g_assert_true(has_text(scene, "9.43×"));
    g_assert_true(has_text(scene, " (9.02–9.92×)"));
    g_assert_true(has_text(scene, " no interval"));
    g_assert_true(has_text(scene, "process, n = 5"));
    g_assert_true(has_text(scene, "16×"));
    g_assert_false(has_text(scene, "32×"));
    g_assert_cmpuint(count_kind(scene, SHAPE_CIRCLE), ==, 2);
    g_assert_nonnull(strstr(scene->description, "9.43× (9.02–9.92×)"));
    check_inside(scene);
}

static void test_forest_narrow(void)
{
    g_autoptr(Sample) sample = aes();
    g_autoptr(Scene) scene = build("forest", sample, NULL, &PHONE);
    g_assert_cmpstr(scene->id, ==, "fig-forest-n");
    g_assert_true(has_text(scene, "9.43× (9.02–9.92×)"));
    check_inside(scene);
}

static void test_forest_slower(void)
{
    g_autoptr(Sample) sample = sample_new();
    VariantFindings *base = sample_variant(sample, "a"), *slow = sample_variant(sample, "b");
    sample_timing(base, "x", 1, 5, 3);
    sample_timing(slow, "x", 3.1, 5, 3);
    sample_compare(sample, slow, 0, .31, .335, VERDICT_SLOWER);
    g_autoptr(Scene) scene = build("forest", sample, NULL, &SCREEN);
    g_assert_true(has_text(scene, "1/4×"));
    g_assert_true(has_text(scene, "← slower"));
    g_assert_cmpuint(count_kind(scene, SHAPE_CIRCLE), ==, 0);
    check_inside(scene);
}

static void test_forest_single_variant(void)
{
    g_autoptr(Sample) sample = sample_new();
    sample_timing(sample_variant(sample, "only"), "x", 1, 5, 3);
    g_assert_null(build("forest", sample, NULL, &SCREEN));
    g_assert_null(build("suite", sample, NULL, &SCREEN));
}

static void test_suite(void)
{
    g_autoptr(Sample) sample = suite(127);
    g_autoptr(Scene) summary = build("forest", sample, NULL, &SCREEN);
    g_assert_true(has_text(summary, "… 117 more between"));
    g_assert_true(has_text(summary, "geometric mean"));
    check_inside(summary);
    g_autoptr(Scene) all = build("suite", sample, "new", &SCREEN);
    g_assert_cmpuint(all->next_row, ==, 0);
    check_inside(all);
    SceneLayout part = SCREEN;
    guint n_parts = 0;
    part.max_rows = 60;
    do {
        g_autoptr(Scene) page = build("suite", sample, "new", &part);
        part.first_row = page->next_row;
        n_parts++;
    } while (part.first_row > 0);
    g_assert_cmpuint(n_parts, ==, 3);
    g_assert_null(build("suite", sample, "no such variant", &SCREEN));
}

/* Three variants with everything: processes, values, counters, factors. */
static Sample *whole(void)
{
    static const double middle[] = {45.2, 45.3, 45.28, 45.2, 45.3}, instructions[] = {373e9, 293e9, 39e9},
                        misses[] = {1e6, 2e6, 9e7};
    Sample *sample = sample_new();
    VariantFindings *base = sample_variant(sample, "pyaes_clean");
    VariantFindings *changed = sample_variant(sample, "a_variant_whose_name_is_far_too_long_for_a_chart");
    VariantFindings *fast = sample_variant(sample, "pyaes_opt2");
    sample_process(base, CLEAN, G_N_ELEMENTS(CLEAN));
    sample_process(changed, middle, G_N_ELEMENTS(middle));
    sample_process(fast, FAST, G_N_ELEMENTS(FAST));
    sample_timing(base, "x", 1, 12, 3);
    sample_timing(changed, "x", .75, 12, 3);
    sample_timing(fast, "x", .1, 12, 3);
    sample_compare_process(sample, changed, 1.312, 1.363, VERDICT_FASTER);
    sample_compare_process(sample, fast, 9.02, 9.92, VERDICT_FASTER);
    sample_compare(sample, changed, 0, 1.3, 1.36, VERDICT_FASTER);
    sample_compare(sample, fast, 0, 9.9, 10.1, VERDICT_FASTER);
    sample_counter(sample, "instructions", instructions, 3, .4);
    sample_counter(sample, "LLC-load-misses", misses, 3, 1);
    sample_decomposition(sample, changed, 1 / 1.27, 1 / 1.05, 1, 1);
    sample_decomposition(sample, fast, 1 / 9.53, 1.86, 1.01, 1 / 1.86);
    return sample;
}

/* Every kind in both layouts: a name, a description, nothing outside, alt text with the first variant's name or number. */
static void test_every_kind(void)
{
    g_autoptr(Sample) sample = whole();
    gsize n;
    const char *const *names = figure_kind_names(&n);
    guint n_drawn = 0;
    for (gsize i = 0; i < 2 * n; i++) {
        const SceneLayout *layout = i % 2 ? &PHONE : &SCREEN;
        g_autoptr(Scene) scene = build(names[i / 2], sample, NULL, layout);
        if (!scene)
            continue;
        g_assert_nonnull(scene->title);
        g_assert_nonnull(scene->description);
        g_assert_cmpfloat(scene->height, >, 3 * layout->text_size);
        check_inside(scene);
        n_drawn++;
    }
    g_assert_cmpuint(n_drawn, >=, 2 * 6); /* forest, strip, runs, values, counters, waterfall */
}

static void test_strip(void)
{
    g_autoptr(Sample) sample = whole();
    g_autoptr(Scene) scene = build("strip", sample, "x", &SCREEN);
    g_assert_cmpstr(scene->id, ==, "fig-strip-x");
    g_assert_true(has_text(scene, "1.000 ± 0.010\u202fs"));
    g_assert_true(has_text(scene, "pyaes_opt2"));
    g_assert_false(has_text(scene, "a_variant_whose_name_is_far_too_long_for_a_chart"));
}

static void test_runs(void)
{
    g_autoptr(Sample) sample = aes();
    g_autoptr(Scene) scene = build("runs", sample, NULL, &SCREEN);
    g_assert_true(has_text(scene, "run 4")); /* 62.2 of 60.2: +3.3 % */
    g_assert_true(has_text(scene, "22:09"));
    g_assert_false(has_text(scene, "run 2")); /* 60.2: the median */
}

static void test_counters(void)
{
    g_autoptr(Sample) sample = whole();
    g_autoptr(Scene) scene = build("counters", sample, NULL, &SCREEN);
    g_assert_true(has_text(scene, "instructions"));
    g_assert_true(has_text(scene, "Caches"));
    g_assert_true(has_text(scene, "−89.5\u202f%"));
    g_assert_true(has_text(scene, "+8900.0\u202f%"));
}

static CounterBlock *interval_block(const VariantFindings *variant, guint n, double scale)
{
    CounterBlock *block = counter_block_new();
    static const char *const events[] = {"cycles", "instructions"};
    for (guint i = 0; i < 2 * n; i++) {
        Counter *counter = counter_new();
        counter->event = g_strdup(events[i % 2]);
        counter->unit = g_strdup("");
        counter->value = (Quantity){.value = scale * (i % 2 ? 5e8 : 3e8)};
        counter->status = i / 2 == 3 ? COUNTER_NOT_COUNTED : COUNTER_COUNTED;
        counter->interval_end = .1 * (i / 2 + 1);
        g_ptr_array_add(block->counters, counter);
    }
    g_ptr_array_add(variant->variant->run->blocks, block);
    return block;
}

static void test_intervals(void)
{
    const SceneLayout *layouts[] = {&SCREEN, &PHONE};
    g_autoptr(Sample) sample = sample_new();
    g_autoptr(CounterBlock) first = interval_block(sample_variant(sample, "base"), 12, 1);
    g_assert_cmpuint(sample_findings(sample)->variants->len, ==, 1);
    g_autoptr(CounterBlock) second = interval_block(sample_variant(sample, "fast"), 8, 1.1);
    for (gsize i = 0; i < G_N_ELEMENTS(layouts); i++) {
        g_autoptr(Scene) scene = build("intervals", sample, NULL, layouts[i]);
        g_assert_true(has_text(scene, "Instructions per cycle"));
        g_assert_true(has_text(scene, "Cycles per second, G"));
        g_assert_true(has_text(scene, "fast"));
        g_assert_cmpuint(count_kind(scene, SHAPE_PATH), ==,
                         2 * 3 * 2); /* variants, measures, both sides of the gap */
        g_assert_nonnull(strstr(scene->description, "base, 12 intervals."));
        check_inside(scene);
    }
}

/* The figure is there only for interval files. */
static void test_no_intervals(void)
{
    g_autoptr(Sample) sample = whole();
    g_assert_null(build("intervals", sample, NULL, &SCREEN));
}

static void test_waterfall(void)
{
    g_autoptr(Sample) sample = whole();
    g_autoptr(Scene) scene = build("waterfall", sample, NULL, &SCREEN);
    g_assert_true(has_text(scene, "÷ 9.53"));
    g_assert_true(has_text(scene, "× 1.86"));
    g_assert_true(has_text(scene, "÷ 9.44")); /* the product */
    g_assert_true(has_text(scene, "0.422 → 0.785"));
    g_assert_false(has_text(scene, "not explained"));
}

/* One variant alone has runs and values to show, and nothing to compare. */
static void test_single_variant(void)
{
    g_autoptr(Sample) sample = sample_new();
    sample_timing(sample_variant(sample, "only"), "x", 1, 5, 3);
    g_autoptr(Scene) strip = build("strip", sample, NULL, &SCREEN);
    g_autoptr(Scene) values = build("values", sample, NULL, &SCREEN);
    g_assert_nonnull(strip);
    g_assert_nonnull(values);
    g_assert_null(build("counters", sample, NULL, &SCREEN));
    g_assert_null(build("waterfall", sample, NULL, &SCREEN));
}

/* ------------------------------------------------------------------ svg */

/* The markup, which is also well-formed XML. */
static char *svg_text(const Scene *scene)
{
    GString *markup = g_string_new(NULL);
    svg_write(markup, scene, NULL);
    xmlDocPtr doc = xmlReadMemory(markup->str, (int)markup->len, "figure.svg", NULL, XML_PARSE_NONET);
    g_assert_nonnull(doc);
    xmlFreeDoc(doc);
    return g_string_free(markup, FALSE);
}

static void test_svg(void)
{
    g_autoptr(Scene) scene = scene_new("fig-x", 100, 50.456);
    scene->title = g_strdup("a < b");
    scene_text(scene, 10, 20, "f&<script>", 13, COLOR_INK, ANCHOR_END)->is_bold = TRUE;
    scene_rect(scene, 1.005, 2, 3.5, 4, COLOR_O1);
    Shape *hatched = scene_rect(scene, 1, 2, 3, 4, COLOR_U1);
    hatched->is_hatched = TRUE;
    hatched->stroke = COLOR_SLOWT;
    g_autofree char *svg = svg_text(scene);
    g_assert_nonnull(strstr(svg, "viewBox=\"0 0 100 50.46\""));
    g_assert_nonnull(strstr(svg, "role=\"img\" aria-labelledby=\"fig-x-t\""));
    g_assert_nonnull(strstr(svg, "<title id=\"fig-x-t\">a &lt; b</title>"));
    g_assert_nonnull(strstr(svg, ">f&amp;&lt;script&gt;</text>"));
    g_assert_nonnull(strstr(svg, "class=\"f-o1\" fill=\"#eed7a8\""));
    g_assert_nonnull(strstr(svg, "<pattern id=\"fig-x-h-u1-slowt\""));
    g_assert_nonnull(strstr(svg, "fill=\"url(#fig-x-h-u1-slowt)\""));
}

static void test_svg_continued(void)
{
    g_autoptr(Scene) scene = scene_new("fig-x", 100, 50);
    Shape *bold = scene_text(scene, 0, 20, "9.46×", 13, COLOR_FAST, ANCHOR_START);
    bold->is_bold = TRUE;
    scene_text(scene, 40, 20, " (9.02)", 13, COLOR_INK2, ANCHOR_START)->is_continued = TRUE;
    g_autofree char *svg = svg_text(scene);
    g_assert_nonnull(strstr(
        svg, "font-weight=\"600\">9.46×<tspan class=\"f-ink2\" fill=\"#5d5a54\" font-weight=\"400\"> (9.02)"
             "</tspan></text>"));
}

static void test_svg_flame(void)
{
    g_autoptr(Scene) scene = scene_new("fig-flame", 100, 50);
    scene->is_interactive = TRUE;
    scene_group(scene, "base\t6265\t100\t800");
    Shape *frame = scene_rect(scene, 0, 0, 50, 17, COLOR_O0);
    frame->title = g_strdup("main (a.py), 62.65 s");
    frame->data = g_strdup("main\ta.py\t12\t6265");
    scene_text(scene, 3, 12, "main", 12, COLOR_FINK, ANCHOR_START);
    scene_group_end(scene);
    scene_text(scene, 3, 40, "outside", 12, COLOR_INK, ANCHOR_START);
    g_autofree char *svg = svg_text(scene);
    g_assert_nonnull(
        strstr(svg, "<g class=\"fg\" data-name=\"base\" data-total=\"6265\" data-rate=\"100\" data-w=\"800\">"
                    "<g class=\"fr\" data-n=\"main\" data-m=\"a.py\" data-s=\"12\" data-v=\"6265\">"
                    "<title>main (a.py), 62.65 s</title><rect"));
    g_assert_nonnull(strstr(svg, ">main</text></g></g><text"));
}

/* Every id of every figure, in both layouts, is the only one of its name. */
static void test_ids_unique(void)
{
    g_autoptr(Sample) sample = suite(20);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gsize n;
    const char *const *names = figure_kind_names(&n);
    for (gsize i = 0; i < 2 * n; i++) {
        g_autoptr(Scene) scene = build(names[i / 2], sample, NULL, i % 2 ? &PHONE : &SCREEN);
        if (scene)
            g_assert_true(g_hash_table_add(seen, g_strdup(scene->id)));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scene/names", test_names);
    g_test_add_func("/scene/colors", test_colors);
    g_test_add_func("/scene/unsafe-coordinates", test_unsafe_coordinates);
    g_test_add_func("/scene/forest", test_forest);
    g_test_add_func("/scene/forest-narrow", test_forest_narrow);
    g_test_add_func("/scene/forest-slower", test_forest_slower);
    g_test_add_func("/scene/forest-single-variant", test_forest_single_variant);
    g_test_add_func("/scene/suite", test_suite);
    g_test_add_func("/scene/every-kind", test_every_kind);
    g_test_add_func("/scene/strip", test_strip);
    g_test_add_func("/scene/runs", test_runs);
    g_test_add_func("/scene/counters", test_counters);
    g_test_add_func("/scene/intervals", test_intervals);
    g_test_add_func("/scene/no-intervals", test_no_intervals);
    g_test_add_func("/scene/waterfall", test_waterfall);
    g_test_add_func("/scene/single-variant", test_single_variant);
    g_test_add_func("/scene/ids-unique", test_ids_unique);
    g_test_add_func("/svg/markup", test_svg);
    g_test_add_func("/svg/continued", test_svg_continued);
    g_test_add_func("/svg/flame", test_svg_flame);
    return g_test_run();
}
