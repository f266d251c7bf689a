/* Ticks; see ticks.h. Linear steps after Heckbert 1990, "Nice numbers for graph labels". */
#include "scene/ticks.h"

#include <math.h>

#include "base/number.h"

/* The smallest of 1, 2, 5 times a power of ten that is not below `step`, and the decimals it needs. */
static double nice_step(double step, int *decimals)
{
    int exponent = (int)floor(log10(step));
    double unit = pow(10, exponent);
    static const double FACTORS[] = {1, 2, 5, 10};
    gsize i = 0;
    while (i < G_N_ELEMENTS(FACTORS) - 1 && FACTORS[i] * unit < step * (1 - 1e-9))
        i++;
    int last_exponent = FACTORS[i] > 9 ? exponent + 1 : exponent;
    *decimals = CLAMP(-last_exponent, 0, 9);
    return FACTORS[i] * unit;
}

/* A range may hold one tick more than its length suggests; then the next larger step is taken. */
LinearTicks ticks_linear(double low, double high, guint max_n)
{
    LinearTicks ticks = {0};
    if (!isfinite(low) || !isfinite(high) || high <= low || max_n < 2)
        return ticks;
    double step = (high - low) / max_n;
    for (int tries = 0; tries < 4; tries++) {
        ticks.step = nice_step(step, &ticks.decimals);
        ticks.first_index = ceil(low / ticks.step - 1e-9);
        double last_index = floor(high / ticks.step + 1e-9);
        double n = last_index - ticks.first_index + 1;
        if (n <= max_n) {
            ticks.n = n > 0 ? (guint)n : 0;
            return ticks;
        }
        step = ticks.step * 1.5;
    }
    ticks.n = 0;
    return ticks;
}

/* The product and not a sum: steps of .1 must not drift. And no minus zero. */
double ticks_linear_value(const LinearTicks *ticks, guint i)
{
    double index = ticks->first_index + i;
    return index == 0 ? 0 : index * ticks->step;
}

OctaveTicks ticks_octaves(double low, double high)
{
    OctaveTicks ticks = {0};
    if (!(low > 0) || !(high >= low) || !isfinite(high))
        return ticks;
    ticks.first = (int)ceil(log2(low) - 1e-9);
    int last = (int)floor(log2(high) + 1e-9);
    ticks.n = last >= ticks.first ? (guint)(last - ticks.first) + 1 : 0;
    return ticks;
}

/* Fractions and not decimals: 1/8 is half of 1/4 at a glance. */
char *ticks_octave_label(int exponent)
{
    g_autofree char *size = number_fixed(pow(2, ABS(exponent)), 0);
    return g_strconcat(exponent < 0 ? "1/" : "", size, NUMBER_TIMES, NULL);
}

char *ticks_octave_percent(int exponent)
{
    double percent = 100 * (pow(2, exponent) - 1);
    int decimals = exponent < -6 ? (-exponent - 4) / 3 : 0; /* −98, −99.2, −99.90 */
    return number_signed(percent, MIN(decimals, 6));
}
