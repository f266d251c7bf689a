/* What pyperf says, against what pyperf said: every text byte for byte, every number to the last bit. */
#include "analyze/pyperf_compat.h"

typedef struct {
    Unit unit;
    gboolean are_integers;
    double base[100];
    guint n_base;
    double changed[100];
    guint n_changed;
    double mean, stdev; /* of base */
    const char *text;
    gboolean is_significant;
    double t; /* NAN when pyperf's test failed */
} Expected;

#include "pyperf_compat_expected.h"

static void test_samples(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(EXPECTED); i++) {
        const Expected *expected = &EXPECTED[i];
        PyperfSample base = {(PyperfUnit)expected->unit, expected->base, expected->n_base,
                             expected->are_integers};
        PyperfSample changed = {(PyperfUnit)expected->unit, expected->changed, expected->n_changed,
                                expected->are_integers};
        g_autofree char *text = pyperf_compare_text(&base, "a", &changed, "b");
        g_assert_cmpstr(text, ==, expected->text);
        g_assert_cmpfloat(pyperf_mean(&base).value, ==, expected->mean);
        if (base.n > 1)
            g_assert_cmpfloat(pyperf_stdev(base.values, base.n), ==, expected->stdev);
        double t = 0;
        gboolean is_significant = FALSE;
        g_assert_cmpint(pyperf_t_test(&base, &changed, &is_significant, &t), ==, !isnan(expected->t));
        g_assert_cmpint(is_significant, ==, expected->is_significant);
        if (!isnan(expected->t))
            g_assert_cmpfloat(t, ==, expected->t);
    }
    g_assert_cmpfloat(pyperf_geometric_mean(RATIOS, G_N_ELEMENTS(RATIOS)), ==, GEOMETRIC_MEAN);
}

static Timing *timing_of(const Expected *expected, gboolean is_base)
{
    const double *values = is_base ? expected->base : expected->changed;
    guint n = is_base ? expected->n_base : expected->n_changed;
    Timing *timing = timing_new("b", expected->unit, LEVEL_VALUES);
    for (guint i = 0; i < n; i++) { /* a process per value */
        Process *process = process_new();
        process->values = g_new(double, 1);
        process->values[process->n_values++] = values[i];
        g_ptr_array_add(timing->processes, process);
    }
    return timing;
}

static void test_timings(void)
{
    g_autoptr(Timing) base = timing_of(&EXPECTED[0], TRUE);
    g_autoptr(Timing) changed = timing_of(&EXPECTED[0], FALSE);
    PyperfVerdict verdict = pyperf_verdict(base, "a", changed, "b");
    g_assert_true(verdict.is_known && verdict.is_significant);
    g_assert_cmpstr(verdict.text, ==, EXPECTED[0].text);
    g_assert_cmpfloat(verdict.t, ==, EXPECTED[0].t);
    g_assert_cmpfloat(pyperf_timing_ratio(base, changed), ==, RATIOS[0]);
    g_free(verdict.text);

    g_autoptr(Timing) bytes = timing_new("b", UNIT_BYTE, LEVEL_VALUES);
    g_autoptr(Timing) summary = timing_new("b", UNIT_SECOND, LEVEL_SUMMARY);
    verdict = pyperf_verdict(base, "a", bytes, "b");
    g_assert_true(!verdict.is_known && !verdict.text && isnan(verdict.t));
    verdict = pyperf_verdict(base, "a", summary, "b");
    g_assert_true(!verdict.is_known && !verdict.text);
    g_assert_true(isnan(pyperf_timing_ratio(base, summary)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pyperf-compat/samples", test_samples);
    g_test_add_func("/pyperf-compat/timings", test_timings);
    return g_test_run();
}
