/* Where the grid lines of an axis stand. In: a range of values. Out: few, round values inside it.
 * Knows nothing of pages: how many labels fit is the caller's business. */
#pragma once
#include <glib.h>

/* Multiples of 1, 2 or 5 times a power of ten. */
typedef struct {
    double step;
    double first_index; /* the first tick is first_index * step */
    guint n;
    int decimals; /* that every label needs */
} LinearTicks;

/* At most max_n (at least 2) ticks inside low..high; n = 0 when the range is empty or not finite. */
LinearTicks ticks_linear(double low, double high, guint max_n);
double ticks_linear_value(const LinearTicks *ticks, guint i);

/* Powers of two: 2^first, 2^(first + 1), ... */
typedef struct {
    int first;
    guint n;
} OctaveTicks;

/* Those inside low..high (both > 0), with a tolerance for ends that are octaves themselves. */
OctaveTicks ticks_octaves(double low, double high);

/* "1×", "8×", "1/8×". Transfer full. */
char *ticks_octave_label(int exponent);
/* "0", "+100", "−50", "−93.8" per cent. Transfer full. */
char *ticks_octave_percent(int exponent);
