/* Numbers as text, both ways, without regard to the locale.
 * In: text whose grammar is checked before it is converted; doubles. Out: doubles; the shortest text that reads back (for
 * machines); rounded text by the rules of the report (for people). Rounding for people happens here and nowhere else.
 * A double that is missing is NAN everywhere in the program; it is shown as the empty string. */
#pragma once
#include <glib.h>
#include <math.h>

/* A count or measure that keeps every digit of an integer, also above 2^53. */
typedef struct {
    double value;    /* NAN when missing */
    guint64 integer; /* exact, valid when is_integer */
    gboolean is_integer;
} Quantity;

#define QUANTITY_MISSING ((Quantity){.value = NAN})

/* ------------------------------------------------------------------ reading */

/* Reads [+-]digits[.digits][(e|E)[+-]digits] that fills all n bytes. FALSE when it is anything else or not finite. */
gboolean number_parse(const char *text, gsize n, double *value);

/* Reads decimal digits that fill all n bytes. FALSE when it is anything else or above 2^64-1. */
gboolean number_parse_uint64(const char *text, gsize n, guint64 *value);

/* A number without grouping as a Quantity: exact when it is a non-negative integer. FALSE as number_parse. */
gboolean number_parse_quantity(const char *text, gsize n, Quantity *value);

/* ------------------------------------------------------------------ for machines */

/* Shortest text that reads back to the same double ("0.1", "1e-40", "167287865175"); value must be finite. Transfer full. */
char *number_shortest(double value);
/* Seven digits, for weights that are only drawn; value must be finite. Transfer full. */
char *number_rounded(double value);
/* The same for a quantity: integers exactly. Transfer full. */
char *number_quantity(const Quantity *quantity);

/* ------------------------------------------------------------------ for people (design.md section 4) */

/* Signs and spaces of printed numbers. */
#define NUMBER_MINUS "−"      /* U+2212 */
#define NUMBER_TIMES "×"      /* U+00D7 */
#define NUMBER_PLUS_MINUS "±" /* U+00B1 */
#define NUMBER_THIN_SPACE "\u202f"
#define NUMBER_EN_DASH "–"

/* A unit in which values of a column are shown: shown = value / factor. */
typedef struct {
    const char *symbol; /* "ms", "M", "KiB", "" */
    double factor;
} NumberScale;

NumberScale number_scale_seconds(double base); /* ns µs ms s, so that base is 1 to 999 */
NumberScale number_scale_count(double base);   /* "" k M G T */
NumberScale number_scale_bytes(double base);   /* B KiB MiB GiB */

/* Decimals (0 to 9) at which a half-width shows two significant digits. */
int number_decimals_for(double half_width);
/* Decimals (0 to 9) at which a value shows that many significant digits. */
int number_decimals_significant(double value, int digits);

/* Fixed decimals, U+2212 for minus, U+202F between thousands from 10 000. "" for NAN. Transfer full. All below too. */
char *number_fixed(double value, int decimals);
char *number_signed(double value, int decimals); /* with + or − ; 0 without a sign */
char *number_grouped(guint64 count);             /* 1234, 12 345 */
char *number_with_unit(double value, int decimals, const NumberScale *scale); /* "60.5 s"; scales the value */
/* "9.46×": 2 to 4 decimals by half_width, 0 to 4 from 100×; NAN: 3 digits; 0: exact, up to 9 decimals. */
char *number_ratio(double ratio, double half_width);
int number_ratio_decimals(double ratio, double half_width);
/* Decimals of a percentage: 1, 2 below 1 %, up to 4 where fewer would round it to 100. */
int number_percent_decimals(double share);
char *number_percent(double share);        /* "89.4 %" of 0.894 */
char *number_percent_signed(double share); /* "−25.2 %", "+0.42 %" */
char *number_p_value(double p);            /* "0.013", "< 0.001" */
char *number_seconds(double seconds,
                     double half_width); /* "6.40 s": unit of its own, decimals by half_width or 3 digits */
