/* How the report shows a number: which unit and how many decimals, on top of base/number.
 * In: doubles with their unit and half-width. Out: text for people. Knows nothing of elements or sentences. */
#pragma once
#include "model/archive.h"

/* The unit in which values of that kind are shown so that `base` is 1 to 999. */
NumberScale show_scale(Unit unit, double base);

/* Decimals of a value in that scale: half-width to two digits, without one `digits` significant digits; at most 6. */
int show_decimals(double value, double half_width, int digits, const NumberScale *scale);

/* "60.5 s", "62.2 ± 0.2 ms" (with half_width), "22.5 ms" (NAN half-width: 3 digits). All transfer full, "" for NAN. */
char *show_value(double value, double half_width, Unit unit);
char *show_value_plus_minus(double value, double half_width, Unit unit);
/* "62.2": the number alone, decimals given, in the scale. */
char *show_scaled(double value, int decimals, const NumberScale *scale);
/* "62.0–62.4", decimals given, in the scale. */
char *show_scaled_range(double low, double high, int decimals, const NumberScale *scale);
/* "9.02–9.92": an interval of ratios, without the sign. */
char *show_ratio_range(double ratio, double low, double high);
/* Half of the width of an interval; NAN when it has none. */
double show_half_width(double low, double high);
/* "167.3 G": a counter to four digits, in its own unit; whole counts below 10 000 without decimals. */
char *show_counter(double value, const char *unit, guint n_runs);
/* Scale and decimals of a counter in a row whose base has that value. */
NumberScale show_counter_scale(const char *unit, double base);
int show_counter_decimals(double base, const NumberScale *scale, guint n_runs);
/* "95 %" of 0.95: a level or margin that somebody chose. Transfer full. */
char *show_level(double share);
/* "25 October 2025, 22:08" of ISO text, the day alone of midnight; the text itself when it is no date; NULL for NULL. */
char *show_date(const char *iso);
/* "2025-10-25" */
char *show_day(const char *iso);
/* "one run", "2 runs", "12 345 runs": plural adds an s unless given. */
char *show_number_of(guint64 count, const char *singular, const char *plural);
