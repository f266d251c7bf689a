/* The history chart: what it draws of a series, what it leaves out, and where things stand. */
#include <math.h>
#include <string.h>

#include "analyze/history.h"
#include "sample_findings.h"
#include "scene/clock.h"
#include "scene/history.h"

/* A ruler without fonts. */
static double fake_width(const char *text, FontFamily family, double size, gboolean is_bold, gpointer data)
{
    (void)data;
    return (double)g_utf8_strlen(text, -1) * size * (family == FONT_MONO ? .6 : is_bold ? .56 : .52);
}

static const TextRuler RULER = {.width = fake_width};
static const SceneLayout SCREEN = {.width = 800, .text_size = 13, .ruler = &RULER};
static const SceneLayout PHONE = {.width = 288, .text_size = 12, .is_narrow = TRUE, .ruler = &RULER};

static const char *const DAYS[] = {"2026-01-01T10:00:00", "2026-01-02T10:00:00", "2026-01-03T10:00:00",
                                   "2026-01-04T10:00:00", "2026-01-05T10:00:00", "2026-01-06T10:00:00",
                                   "2026-01-07T10:00:00", "2026-01-11T10:00:00"};

/* The first n days at that mean, the last one used. */
static History *series(Sample *sample, VariantFindings *variant, guint n, double mean, double noise)
{
    History *history = sample_history(sample, variant, noise);
    for (guint i = 0; i < n; i++)
        sample_point(history, DAYS[i], mean, .002 * mean, 1)->is_used = i + 1 == n;
    return history;
}

static HistoryPoint *point_at(History *history, guint i)
{
    return &g_array_index(history->points, HistoryPoint, i);
}

static const Shape *find_shape(const Scene *scene, ShapeKind kind, guint nth)
{
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        if (shape->kind == kind && nth-- == 0)
            return shape;
    }
    return NULL;
}

static const Shape *shape_at(const Scene *scene, ShapeKind kind, guint nth)
{
    const Shape *shape = find_shape(scene, kind, nth);
    if (!shape)
        g_error("%s has no shape %u of kind %d", scene->id, nth, (int)kind);
    return shape;
}

static guint count_kind(const Scene *scene, ShapeKind kind)
{
    guint n = 0;
    while (find_shape(scene, kind, n))
        n++;
    return n;
}

static const Shape *find_text(const Scene *scene, const char *text)
{
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        if (shape->kind == SHAPE_TEXT && g_str_equal(shape->text, text))
            return shape;
    }
    return NULL;
}

static guint count_dashed(const Scene *scene)
{
    guint n = 0;
    for (guint i = 0; i < scene->shapes->len; i++)
        n += ((const Shape *)g_ptr_array_index(scene->shapes, i))->is_dashed ? 1 : 0;
    return n;
}

static void check_inside(const Scene *scene)
{
    for (guint i = 0; i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        double width = shape->text ? fake_width(shape->text, shape->family, shape->size, FALSE, NULL) : 0;
        double left = shape->x - (shape->anchor == ANCHOR_END      ? width
                                  : shape->anchor == ANCHOR_MIDDLE ? width / 2
                                                                   : 0);
        g_assert_cmpfloat(left, >=, -.5);
        g_assert_cmpfloat(left + width + shape->width, <=, scene->width + .5);
        g_assert_cmpfloat(shape->y, >=, -.5);
        g_assert_cmpfloat(shape->y + shape->height, <=, scene->height + .5);
    }
}

static void test_two_runs(void)
{
    g_autoptr(Sample) sample = sample_new();
    series(sample, sample_variant(sample, "base"), 2, 1, NAN);
    g_autoptr(Scene) scene = history_build(sample_findings(sample), NULL, &SCREEN);
    g_assert_cmpstr(scene->id, ==, "fig-history");
    g_assert_cmpuint(count_kind(scene, SHAPE_CIRCLE), ==, 2);
    g_assert_cmpuint(count_kind(scene, SHAPE_PATH), ==, 0); /* two runs are no line */
    g_assert_nonnull(find_text(scene, "1 Jan 2026"));
    g_assert_nonnull(find_text(scene, "2 Jan 2026"));
    g_assert_nonnull(find_text(scene, "1.00×"));
    check_inside(scene);
}

static void test_one_run(void)
{
    g_autoptr(Sample) sample = sample_new();
    History *history = series(sample, sample_variant(sample, "base"), 2, 1, NAN);
    point_at(history, 0)->is_apart = TRUE;
    g_assert_false(history_is_series(history));
    g_assert_null(history_build(sample_findings(sample), NULL, &SCREEN));
    g_assert_null(history_point_before(history));
}

static void test_true_time(void)
{
    g_autoptr(Sample) sample = sample_new();
    series(sample, sample_variant(sample, "base"), 8, 1, NAN);
    g_autoptr(Scene) scene = history_build(sample_findings(sample), NULL, &SCREEN);
    double first = shape_at(scene, SHAPE_CIRCLE, 0)->x, last = shape_at(scene, SHAPE_CIRCLE, 7)->x;
    double before = shape_at(scene, SHAPE_CIRCLE, 6)->x; /* day 6 of 10 */
    g_assert_cmpfloat_with_epsilon((before - first) / (last - first), .6, 1e-9);
    g_assert_cmpuint(count_kind(scene, SHAPE_PATH), ==, 1);
}

static void test_undated(void)
{
    g_autoptr(Sample) sample = sample_new();
    History *history = series(sample, sample_variant(sample, "base"), 3, 1, NAN);
    point_at(history, 1)->timestamp = NULL;
    g_autoptr(Scene) scene = history_build(sample_findings(sample), NULL, &SCREEN);
    g_assert_nonnull(find_text(scene, "oldest"));
    g_assert_null(find_text(scene, "1 Jan 2026"));
}

/* 4.89 % at 1.5 %: t(.975, 8) = 2.306, times the square root of 2. The band is what lies below everything else. */
static void test_band(void)
{
    g_autoptr(Sample) sample = sample_new();
    History *history = series(sample, sample_variant(sample, "base"), 3, 1, .015);
    g_assert_cmpfloat_with_epsilon(history_noise_band(history, .95), .048918, 1e-5);
    g_autoptr(Scene) scene = history_build(sample_findings(sample), NULL, &SCREEN);
    const Shape *known = shape_at(scene, SHAPE_RECT, 0);
    g_assert_cmpint(known->fill, ==, COLOR_BAND);
    history->noise = NAN;
    g_assert_true(isnan(history_noise_band(history, .95)));
    g_autoptr(Scene) other = history_build(sample_findings(sample), NULL, &SCREEN);
    const Shape *margin = shape_at(other, SHAPE_RECT, 0);
    g_assert_cmpfloat_with_epsilon(known->height / margin->height, .048918 / log1p(.01), 1e-3);
}

static void test_step(void)
{
    g_autoptr(Sample) sample = sample_new();
    History *history = series(sample, sample_variant(sample, "base"), 8, .8, NAN);
    for (guint i = 0; i < 4; i++)
        *point_at(history, i) = (HistoryPoint){
            .timestamp = DAYS[i], .mean = 1, .ci_low = .99, .ci_high = 1.01, .ratio = 1, .n_processes = 3};
    point_at(history, 4)->is_step = TRUE;
    history->n_steps = 1;
    g_autoptr(Scene) scene = history_build(sample_findings(sample), NULL, &SCREEN);
    const Shape *label = find_text(scene, "step 1.25×");
    if (!label)
        g_error("the step has no label");
    g_assert_cmpint(label->fill, ==, COLOR_FAST);
    g_assert_cmpuint(count_dashed(scene), ==, 1);
    double after = shape_at(scene, SHAPE_CIRCLE, 4)->x, before = shape_at(scene, SHAPE_CIRCLE, 3)->x;
    g_assert_cmpfloat(label->x, <, after);
    g_assert_cmpfloat(label->x, >, before);
    g_assert_nonnull(strstr(scene->description, "1 step."));
    check_inside(scene);
}

/* An interval that reaches to zero time would make the axis endless: its bar is cut, and only what is finite widens the axis. */
static void test_endless_interval(void)
{
    g_autoptr(Sample) sample = sample_new();
    History *history = series(sample, sample_variant(sample, "base"), 3, 1, NAN);
    point_at(history, 0)->ci_low = -3;
    point_at(history, 0)->ci_high = 5;
    point_at(history, 1)->ci_low = point_at(history, 1)->ci_high = NAN;
    g_autoptr(Scene) scene = history_build(sample_findings(sample), NULL, &SCREEN);
    check_inside(scene);
    const Shape *ring = shape_at(scene, SHAPE_CIRCLE, 1);
    g_assert_cmpint(ring->fill, ==, COLOR_PAPER);
    g_assert_cmpint(shape_at(scene, SHAPE_CIRCLE, 0)->fill, ==, COLOR_INK);
}

static void test_no_base(void)
{
    g_autoptr(Sample) sample = sample_new();
    History *history = series(sample, sample_variant(sample, "elsewhere"), 3, 4, NAN);
    for (guint i = 0; i < 3; i++)
        point_at(history, i)->ratio = NAN;
    g_autoptr(Scene) scene = history_build(sample_findings(sample), NULL, &SCREEN);
    g_assert_nonnull(find_text(scene, "  own run = 1×"));
    g_assert_nonnull(find_text(scene, "1.00×"));
}

static void test_panels(void)
{
    g_autoptr(Sample) sample = sample_new();
    for (guint i = 0; i < 5; i++) {
        g_autofree char *name = g_strdup_printf("variant_with_a_name_too_long_for_its_panel_%u", i);
        series(sample, sample_variant(sample, name), 3, 1 + i, NAN);
    }
    g_autoptr(Scene) wide = history_build(sample_findings(sample), NULL, &SCREEN);
    g_autoptr(Scene) narrow = history_build(sample_findings(sample), NULL, &PHONE);
    g_assert_cmpuint(count_kind(wide, SHAPE_PATH), ==, 5);
    g_assert_cmpstr(narrow->id, ==, "fig-history-n");
    g_assert_cmpfloat_with_epsilon(wide->height / SCREEN.text_size, 2 * 13.9 - .9, 1e-9);
    g_assert_cmpfloat_with_epsilon(narrow->height / PHONE.text_size, 5 * 13.9 - .9, 1e-9);
    check_inside(wide);
    check_inside(narrow);
}

/* Of a suite: the series that stepped and the one that changed most, in the order of the report, each with its own name. */
static void test_suite(void)
{
    static const char *const NAMES[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    g_autoptr(Sample) sample = sample_new();
    VariantFindings *variant = sample_variant(sample, "base");
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        History *history = series(sample, variant, 3, 1, NAN);
        history->benchmark = NAMES[i];
        history->since_last = i == 7 ? .5 : i < 2 ? 1 : 1.1;
        history->n_steps = i == 1 ? 1 : 0;
    }
    g_autoptr(Scene) scene = history_build(sample_findings(sample), NULL, &SCREEN);
    g_assert_cmpuint(count_kind(scene, SHAPE_PATH), ==, HISTORY_MOST_PANELS_OF_SUITE);
    g_assert_null(find_text(scene, "  a"));
    g_assert_nonnull(find_text(scene, "  b"));
    g_assert_nonnull(find_text(scene, "  h"));
    g_assert_null(find_text(scene, "  g")); /* equal changes: the later ones give way */
    check_inside(scene);
    g_autoptr(Scene) one = history_build(sample_findings(sample), "a", &PHONE);
    g_assert_cmpuint(count_kind(one, SHAPE_PATH), ==, 1);
}

static void test_clock(void)
{
    g_assert_cmpfloat(clock_seconds("2026-03-01T00:00:00") - clock_seconds("2026-02-28"), ==, 86400);
    g_assert_true(isnan(clock_seconds("2026-02-30")));
    g_assert_true(isnan(clock_seconds("v3.11")));
    g_assert_true(isnan(clock_seconds(NULL)));
    char *begin, *end;
    g_assert_true(clock_end_labels("2026-03-01T07:08:09", "2026-04-02", &begin, &end));
    g_assert_cmpstr(begin, ==, "1 Mar 2026");
    g_assert_cmpstr(end, ==, "2 Apr 2026");
    g_free(begin);
    g_free(end);
    g_assert_true(clock_end_labels("2026-03-01T07:08:09", "2026-03-01T17:08:09", &begin, &end));
    g_assert_cmpstr(begin, ==, "1 Mar 2026, 07:08");
    g_assert_cmpstr(end, ==, "17:08");
    g_free(begin);
    g_free(end);
    g_assert_false(clock_end_labels("2026-03-01T07:08:09", "v3.11", &begin, &end));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/history-scene/two-runs", test_two_runs);
    g_test_add_func("/history-scene/one-run", test_one_run);
    g_test_add_func("/history-scene/true-time", test_true_time);
    g_test_add_func("/history-scene/undated", test_undated);
    g_test_add_func("/history-scene/band", test_band);
    g_test_add_func("/history-scene/step", test_step);
    g_test_add_func("/history-scene/endless-interval", test_endless_interval);
    g_test_add_func("/history-scene/no-base", test_no_base);
    g_test_add_func("/history-scene/panels", test_panels);
    g_test_add_func("/history-scene/suite", test_suite);
    g_test_add_func("/history-scene/clock", test_clock);
    return g_test_run();
}
