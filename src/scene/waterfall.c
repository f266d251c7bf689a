/* The waterfall: factors of the elapsed time on a log2 axis, each bar from where the last ended, the total in ink.
 * In: findings. Out: a scene. */
#include "scene/waterfall.h"

#include <math.h>

#include "analyze/counters.h"
#include "base/number.h"
#include "scene/chart.h"

#define MOST_VARIANTS 4
#define N_FACTORS 4
#define UNCHANGED .005 /* a factor nearer to 1 than this reads × 1.00: grey */
#define RESIDUAL_SHOWN .005

/* One bar: a factor of time. */
typedef struct {
    const char *name;
    char *values; /* "373 G → 293 G" */
    double ratio; /* below 1: less time */
    gboolean is_total;
} Factor;

typedef struct {
    const char *label;
    GArray *factors; /* of Factor */
} Fall;

static void clear_factor(gpointer data)
{
    g_free(((Factor *)data)->values);
}

static void fall_free(gpointer data)
{
    Fall *fall = data;
    g_array_unref(fall->factors);
    g_free(fall);
}

/* ------------------------------------------------------------------ factors */

/* "0.422 → 0.401", three digits each. Transfer full; NULL when one is missing. */
static char *arrow(double from, double to, const NumberScale *scale)
{
    if (!isfinite(from) || !isfinite(to))
        return NULL;
    double a = from / scale->factor, b = to / scale->factor;
    g_autofree char *first = number_fixed(a, MIN(number_decimals_significant(a, 3), 4));
    g_autofree char *second = number_fixed(b, MIN(number_decimals_significant(b, 3), 4));
    const char *gap = scale->symbol[0] ? NUMBER_THIN_SPACE : "";
    return g_strdup_printf("%s → %s%s%s", first, second, gap, scale->symbol);
}

/* Both in the unit of the base. */
static char *instructions_arrow(const VariantFindings *base, const VariantFindings *variant)
{
    const CounterSummary *a = counters_find(base, "instructions", NULL, NULL);
    const CounterSummary *b = counters_find(variant, "instructions", NULL, NULL);
    if (!a || !b)
        return NULL;
    NumberScale scale = number_scale_count(a->value.value);
    return arrow(a->value.value, b->value.value, &scale);
}

/* A factor that is not known is left out, and then the whole figure is. */
static void add_factor(Fall *fall, const char *name, char *values, double ratio, gboolean is_total)
{
    Factor factor = {.name = name, .values = values, .ratio = ratio, .is_total = is_total};
    if (isfinite(ratio) && ratio > 0)
        g_array_append_val(fall->factors, factor);
    else
        g_free(values);
}

/* Factors are those of time: a higher clock and more CPUs shorten it. NULL when one is missing. */
static Fall *fall_new(const Decomposition *d)
{
    static const NumberScale plain = {"", 1}, ghz = {"GHz", 1};
    const DerivedMetrics *base = &d->baseline->derived, *changed = &d->variant->derived;
    Fall *fall = g_new0(Fall, 1);
    const Variant *variant = d->variant->variant;
    fall->label = variant->label && variant->label[0] ? variant->label : variant->name;
    fall->factors = g_array_new(FALSE, TRUE, sizeof(Factor));
    g_array_set_clear_func(fall->factors, clear_factor);
    add_factor(fall, "instructions", instructions_arrow(d->baseline, d->variant), d->instructions, FALSE);
    add_factor(fall, "cycles per instruction", arrow(base->cpi, changed->cpi, &plain), d->cpi, FALSE);
    add_factor(fall, "clock frequency", arrow(base->ghz, changed->ghz, &ghz), d->frequency, FALSE);
    add_factor(fall, "CPUs kept busy", arrow(base->cpus, changed->cpus, &plain), d->utilisation, FALSE);
    guint n = fall->factors->len;
    if (isfinite(d->residual) && fabs(d->residual) > RESIDUAL_SHOWN)
        add_factor(fall, "not explained", NULL, exp(-d->residual), FALSE);
    add_factor(fall, "= elapsed time", NULL, d->elapsed, TRUE);
    if (n == N_FACTORS && fall->factors->len > n)
        return fall;
    fall_free(fall);
    return NULL;
}

static gint compare_elapsed(gconstpointer a, gconstpointer b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Of more variants than there is room for those that run shortest are drawn. The largest factor that still is. */
static double longest_drawn(const Findings *findings)
{
    g_autoptr(GArray) elapsed = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < findings->decompositions->len; i++) {
        const Decomposition *d = g_ptr_array_index(findings->decompositions, i);
        if (d->explains_benchmark && isfinite(d->elapsed))
            g_array_append_val(elapsed, d->elapsed);
    }
    g_array_sort(elapsed, compare_elapsed);
    return elapsed->len > MOST_VARIANTS ? g_array_index(elapsed, double, MOST_VARIANTS - 1) : INFINITY;
}

/* Only where the factors explain the benchmark: not around a command that chooses its own work. */
static GPtrArray *falls_new(const Findings *findings, const char *subject)
{
    GPtrArray *falls = g_ptr_array_new_with_free_func(fall_free);
    double longest = longest_drawn(findings);
    for (guint i = 0; i < findings->decompositions->len && falls->len < MOST_VARIANTS; i++) {
        const Decomposition *d = g_ptr_array_index(findings->decompositions, i);
        if (subject ? !g_str_equal(d->variant->variant->name, subject)
                    : !d->explains_benchmark || d->elapsed > longest)
            continue;
        Fall *fall = fall_new(d);
        if (fall)
            g_ptr_array_add(falls, fall);
    }
    return falls;
}

/* ------------------------------------------------------------------ drawing */

/* Every place a bar starts or ends. */
static Axis ratio_axis(const GPtrArray *falls, double x0, double x1, double room)
{
    double low = 1, high = 1;
    for (guint f = 0; f < falls->len; f++) {
        const Fall *fall = g_ptr_array_index(falls, f);
        double at = 1;
        for (guint i = 0; i < fall->factors->len; i++) {
            const Factor *factor = &g_array_index(fall->factors, Factor, i);
            at = factor->is_total ? factor->ratio : at * factor->ratio;
            low = fmin(low, at);
            high = fmax(high, at);
        }
    }
    /* room for a label outside the outermost bars */
    double octaves = fmax(log2(high / low), .25), per_octave = (x1 - x0 - 2 * room) / octaves;
    return (Axis){.low = low / exp2((low < 1 ? room : .3 * room) / per_octave),
                  .high = high * exp2((high > 1 ? room : .3 * room) / per_octave),
                  .x0 = x0,
                  .x1 = x1,
                  .is_log = TRUE};
}

/* So near to 1 that it reads × 1.00: neither less nor more. */
static ColorToken factor_color(const Factor *factor)
{
    if (factor->is_total)
        return COLOR_INK;
    if (fabs(factor->ratio - 1) < UNCHANGED)
        return COLOR_SAME;
    return factor->ratio < 1 ? COLOR_FAST : COLOR_SLOW;
}

/* "÷ 1.27", "× 1.86"; always above 1. Transfer full. */
static char *factor_label(const Factor *factor)
{
    gboolean is_less = factor->ratio < 1 && fabs(factor->ratio - 1) >= UNCHANGED;
    double size = is_less ? 1 / factor->ratio : factor->ratio;
    g_autofree char *number = number_fixed(size, size >= 100 ? 0 : size >= 10 ? 1 : 2);
    return g_strconcat(is_less ? "÷ " : NUMBER_TIMES " ", number, NULL);
}

/* The label stands where the bar goes to, never on it. */
static void draw_bar(Scene *scene, const Axis *axis, const Factor *factor, double from, double y, double fs)
{
    double to = factor->is_total ? factor->ratio : from * factor->ratio;
    double a = axis_position(axis, factor->is_total ? 1 : from), b = axis_position(axis, to);
    gboolean is_left = b < a || (!factor->is_total && fabs(factor->ratio - 1) < UNCHANGED);
    ColorToken color = factor_color(factor);
    double width = fmax(fabs(b - a), .12 * fs), left = fmin(a, b);
    g_autofree char *label = factor_label(factor);
    scene_rect(scene, left, y - .46 * fs, width, .92 * fs, color);
    Shape *text = scene_text(scene, is_left ? left - .4 * fs : left + width + .4 * fs, y + .34 * fs, label,
                             fs, chart_text_color(color), is_left ? ANCHOR_END : ANCHOR_START);
    text->is_bold = TRUE;
    text->has_halo = TRUE;
}

/* What changed into what, beside the name of the factor. */
static void draw_factor_words(Scene *scene, const SceneLayout *layout, const Factor *factor, double values_x,
                              double y)
{
    double fs = layout->text_size;
    if (!layout->is_narrow) {
        scene_text(scene, .8 * fs, y + .34 * fs, factor->name, fs, COLOR_INK, ANCHOR_START)->is_bold =
            factor->is_total;
        if (factor->values)
            scene_text(scene, values_x, y + .34 * fs, factor->values, chart_tick_size(layout), COLOR_INK2,
                       ANCHOR_END);
        return;
    }
    g_autofree char *words = g_strconcat(factor->name, factor->values ? "  " : NULL, factor->values, NULL);
    Shape *text = scene_text(scene, 0, y - .95 * fs, words, chart_small_size(layout),
                             factor->is_total ? COLOR_INK : COLOR_INK2, ANCHOR_START);
    text->is_bold = factor->is_total;
    text->has_halo = TRUE;
}

static double factor_height(const SceneLayout *layout)
{
    return (layout->is_narrow ? 3 : 2) * layout->text_size;
}

static double fall_height(const SceneLayout *layout, const Fall *fall)
{
    return 2.1 * layout->text_size + fall->factors->len * factor_height(layout) + .9 * layout->text_size;
}

/* A thin line leads from the end of each bar to the start of the next. */
static void draw_fall(Scene *scene, const SceneLayout *layout, const Axis *axis, const Fall *fall,
                      double values_x, double top)
{
    double fs = layout->text_size, at = 1, pitch = factor_height(layout), y_before = 0;
    g_autofree char *name =
        chart_name(layout, fall->label, chart_name_size(layout), FONT_MONO, .5 * layout->width);
    chart_mono(scene, 0, top + 1.5 * fs, name, chart_name_size(layout), COLOR_INK)->has_halo = TRUE;
    for (guint i = 0; i < fall->factors->len; i++) {
        const Factor *factor = &g_array_index(fall->factors, Factor, i);
        double y = top + 2.1 * fs + pitch * (i + (layout->is_narrow ? .68 : .5)), x = axis_position(axis, at);
        if (i > 0)
            scene_line(scene, x, y_before + .46 * fs, x, y - .46 * fs, COLOR_AXIS, .06 * fs);
        draw_factor_words(scene, layout, factor, values_x, y);
        draw_bar(scene, axis, factor, at, y, fs);
        at = factor->is_total ? at : at * factor->ratio;
        y_before = y;
    }
}

static void measure_words(const GPtrArray *falls, const SceneLayout *layout, double *names, double *values)
{
    *names = *values = 0;
    for (guint f = 0; f < falls->len; f++) {
        const Fall *fall = g_ptr_array_index(falls, f);
        for (guint i = 0; i < fall->factors->len; i++) {
            const Factor *factor = &g_array_index(fall->factors, Factor, i);
            *names = fmax(*names, chart_text_width(layout, factor->name, layout->text_size, FONT_SANS,
                                                   factor->is_total));
            if (factor->values)
                *values = fmax(*values, chart_text_width(layout, factor->values, chart_tick_size(layout),
                                                         FONT_SANS, FALSE));
        }
    }
}

static char *describe(const GPtrArray *falls)
{
    GString *text = g_string_new("Factors of the elapsed time.");
    for (guint f = 0; f < falls->len; f++) {
        const Fall *fall = g_ptr_array_index(falls, f);
        g_string_append_printf(text, " %s:", fall->label);
        for (guint i = 0; i < fall->factors->len; i++) {
            const Factor *factor = &g_array_index(fall->factors, Factor, i);
            g_autofree char *label = factor_label(factor);
            g_string_append_printf(text, "%s %s %s", i ? "," : "", factor->name, label);
        }
        g_string_append_c(text, '.');
    }
    return g_string_free(text, FALSE);
}

/* Directions are named where there is room for the words. */
static void draw_frame(Scene *scene, const SceneLayout *layout, const Axis *axis, double y1)
{
    double fs = layout->text_size, one = axis_position(axis, 1), size = chart_tick_size(layout);
    chart_ratio_axis(scene, layout, axis, 1.8 * fs, y1);
    const char *less = "← less time than the base", *more = "more time →";
    if (one - axis->x0 > chart_text_width(layout, less, size, FONT_SANS, FALSE) + fs)
        scene_text(scene, one - .5 * fs, 1.05 * fs, less, size, COLOR_INK2, ANCHOR_END);
    if (axis->x1 - one > chart_text_width(layout, more, size, FONT_SANS, FALSE) + fs)
        scene_text(scene, one + .5 * fs, 1.05 * fs, more, size, COLOR_INK2, ANCHOR_START);
    const char *words = layout->is_narrow ? "elapsed time, base = 1, log₂"
                                          : "elapsed time, base = 1 (log₂ axis: the bars add up)";
    scene_text(scene, axis->x1, y1 + 2.3 * fs, words, size, COLOR_INK2, ANCHOR_END);
}

/* The plot is as wide as the words leave it. */
Scene *waterfall_build(const Findings *findings, const char *subject, const SceneLayout *layout)
{
    g_autoptr(GPtrArray) falls = falls_new(findings, subject);
    if (falls->len == 0)
        return NULL;
    double fs = layout->text_size, y = 1.8 * fs, names, values;
    measure_words(falls, layout, &names, &values);
    double values_x = MAX(20.3 * fs, .8 * fs + names + 1.2 * fs + values);
    Axis axis = ratio_axis(falls, layout->is_narrow ? .5 * fs : values_x + 1.6 * fs,
                           layout->width - (layout->is_narrow ? .5 : 3) * fs, 4.2 * fs);
    double y1 = y;
    for (guint f = 0; f < falls->len; f++)
        y1 += fall_height(layout, g_ptr_array_index(falls, f));
    Scene *scene = chart_scene("waterfall", subject, layout);
    scene->title = g_strdup("Iron-law decomposition of the elapsed time");
    scene->description = describe(falls);
    draw_frame(scene, layout, &axis, y1);
    for (guint f = 0; f < falls->len; f++) {
        const Fall *fall = g_ptr_array_index(falls, f);
        draw_fall(scene, layout, &axis, fall, values_x, y);
        y += fall_height(layout, fall);
    }
    scene->height = y1 + 2.6 * fs;
    return scene;
}
