/* Numbers as text; see number.h. The process never sets a locale, so printf and g_ascii_strtod agree on the point. */
#include "base/number.h"

#include <string.h>

/* ------------------------------------------------------------------ reading */

static gsize count_digits(const char *text, gsize n)
{
    gsize i = 0;
    while (i < n && g_ascii_isdigit(text[i]))
        i++;
    return i;
}

/* TRUE when all n bytes are one decimal number. */
static gboolean has_number_grammar(const char *text, gsize n)
{
    gsize i = n > 0 && (text[0] == '+' || text[0] == '-') ? 1 : 0;
    gsize whole = count_digits(text + i, n - i);
    gsize fraction = 0;
    i += whole;
    if (i < n && text[i] == '.') {
        fraction = count_digits(text + i + 1, n - i - 1);
        i += 1 + fraction;
    }
    if (whole + fraction == 0)
        return FALSE;
    if (i < n && (text[i] == 'e' || text[i] == 'E')) {
        i++;
        if (i < n && (text[i] == '+' || text[i] == '-'))
            i++;
        gsize exponent = count_digits(text + i, n - i);
        if (exponent == 0)
            return FALSE;
        i += exponent;
    }
    return i == n;
}

/* The grammar is checked first: strtod alone would take "0x10", "inf", "nan(1)" and " 1" for numbers. 4096 digits are more than any
 * tool prints, and enough to round correctly. */
gboolean number_parse(const char *text, gsize n, double *value)
{
    char buffer[64];
    g_autofree char *heap = NULL;
    if (n == 0 || n > 4096 || !has_number_grammar(text, n))
        return FALSE;
    char *copy = buffer;
    if (n >= sizeof buffer)
        copy = heap = g_malloc(n + 1);
    memcpy(copy, text, n);
    copy[n] = 0;
    *value = g_ascii_strtod(copy, NULL);
    return isfinite(*value) != 0;
}

/* No sign, no blank, no overflow: counters need all 64 bits, which a double has not. */
gboolean number_parse_uint64(const char *text, gsize n, guint64 *value)
{
    guint64 sum = 0;
    if (n == 0)
        return FALSE;
    for (gsize i = 0; i < n; i++) {
        if (!g_ascii_isdigit(text[i]))
            return FALSE;
        guint64 digit = (guint64)(text[i] - '0');
        if (sum > (G_MAXUINT64 - digit) / 10)
            return FALSE;
        sum = sum * 10 + digit;
    }
    *value = sum;
    return TRUE;
}

/* An integer keeps its digits beside the double that it is near. */
gboolean number_parse_quantity(const char *text, gsize n, Quantity *value)
{
    *value = (Quantity){0};
    value->is_integer = number_parse_uint64(text, n, &value->integer);
    if (value->is_integer) {
        value->value = (double)value->integer;
        return TRUE;
    }
    return number_parse(text, n, &value->value);
}

/* ------------------------------------------------------------------ for machines */

/* Writes digits to the left of `end`, `least` of them at least; returns where they begin. printf would cost ten times as much. */
static char *put_digits(char *end, guint64 n, int least)
{
    for (; n > 0 || least > 0; n /= 10, least--)
        *--end = (char)('0' + n % 10);
    return end;
}

/* Fifteen digits always survive a double, seventeen always tell it apart; the fewest that read back are printed. */
char *number_shortest(double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE] = "";
    if (fabs(value) < 1e15 && value == (double)(gint64)value && !signbit(value)) /* most are counts */
        return g_strdup(put_digits(text + sizeof text - 1, (guint64)value, 1));
    for (int digits = 15; digits <= 17; digits++) {
        g_snprintf(text, sizeof text, "%.*g", digits, value);
        if (digits == 17 || g_ascii_strtod(text, NULL) == value)
            break;
    }
    if (fabs(value) >= 1e15 && fabs(value) < 1e18 && value == floor(value))
        g_snprintf(text, sizeof text, "%.0f", value);
    return g_strdup(text);
}

char *number_rounded(double value)
{
    return g_strdup_printf("%.7g", value);
}

char *number_quantity(const Quantity *quantity)
{
    char text[24] = "";
    return quantity->is_integer ? g_strdup(put_digits(text + sizeof text - 1, quantity->integer, 1))
                                : number_shortest(quantity->value);
}

/* ------------------------------------------------------------------ for people */

/* The largest unit of which the value is at least one; 0.99995 rounds to one at four digits. */
static NumberScale pick_scale(const NumberScale *scales, gsize n, double base)
{
    gsize best = 0;
    for (gsize i = 1; i < n; i++)
        if (fabs(base) >= scales[i].factor * 0.99995)
            best = i;
    return scales[best];
}

NumberScale number_scale_seconds(double base)
{
    static const NumberScale scales[] = {{"ns", 1e-9}, {"µs", 1e-6}, {"ms", 1e-3}, {"s", 1}};
    return base == 0 || isnan(base) ? scales[3] : pick_scale(scales, G_N_ELEMENTS(scales), base);
}

NumberScale number_scale_count(double base)
{
    static const NumberScale scales[] = {{"", 1}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}};
    return pick_scale(scales, G_N_ELEMENTS(scales), isnan(base) ? 0 : base);
}

NumberScale number_scale_bytes(double base)
{
    static const NumberScale scales[] = {{"B", 1}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}};
    return pick_scale(scales, G_N_ELEMENTS(scales), isnan(base) ? 0 : base);
}

int number_decimals_for(double half_width)
{
    return number_decimals_significant(half_width, 2);
}

/* Between 0 and 9: a value of 0 has no exponent and gets digits - 1. */
int number_decimals_significant(double value, int digits)
{
    double size = fabs(value);
    if (!(size > 0) || !isfinite(size))
        return digits > 1 ? digits - 1 : 0;
    int exponent = (int)floor(log10(size));
    /* 9.96 with two digits is 10: one decimal less */
    if (size * pow(10, digits - 1 - exponent) >= pow(10, digits) - 0.5)
        exponent++;
    return CLAMP(digits - 1 - exponent, 0, 9);
}

/* Sign and digits (with an optional fraction), thin spaces between the thousands. Transfer full. */
static char *grouped(const char *sign, const char *plain)
{
    gsize whole = strcspn(plain, ".");
    if (whole < 5)
        return g_strconcat(sign, plain, NULL);
    GString *out = g_string_new(sign);
    for (gsize i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            g_string_append(out, NUMBER_THIN_SPACE);
        g_string_append_c(out, plain[i]);
    }
    g_string_append(out, plain + whole);
    return g_string_free(out, FALSE);
}

#define LONGEST_FIXED 340 /* the largest double has 309 digits, and there are 15 decimals at most */

/* Fixed decimals where the product with a power of ten cannot err about the last digit: small enough, and not near a tie.
 * NULL elsewhere. Returns where the text begins that ends before `end`. */
static char *put_fixed(char *end, double value, int decimals)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    double scaled = decimals < (int)G_N_ELEMENTS(powers) ? value * powers[decimals] : G_MAXDOUBLE;
    double whole = floor(scaled), rest = scaled - whole;
    if (scaled >= 1e12 || fabs(rest - .5) < .001) /* the product errs by 1e-4 at most */
        return NULL;
    guint64 n = (guint64)whole + (rest > .5), unit = (guint64)powers[decimals];
    if (decimals > 0) {
        end = put_digits(end, n % unit, decimals);
        *--end = '.';
    }
    return put_digits(end, n / unit, 1);
}

/* A minus sign, not a hyphen, and none before a number that rounds to zero. */
static char *format_with_sign(double value, int decimals, gboolean with_plus)
{
    if (!isfinite(value))
        return g_strdup(isnan(value) ? "" : value > 0 ? "∞" : NUMBER_MINUS "∞");
    char buffer[LONGEST_FIXED];
    buffer[sizeof buffer - 1] = 0;
    const char *plain = put_fixed(buffer + sizeof buffer - 1, fabs(value), CLAMP(decimals, 0, 15));
    if (!plain) {
        g_snprintf(buffer, sizeof buffer, "%.*f", CLAMP(decimals, 0, 15), fabs(value));
        plain = buffer;
    }
    gboolean is_zero = plain[strspn(plain, "0.")] == 0;
    return grouped(is_zero ? "" : value < 0 ? NUMBER_MINUS : with_plus ? "+" : "", plain);
}

char *number_fixed(double value, int decimals)
{
    return format_with_sign(value, decimals, FALSE);
}

char *number_signed(double value, int decimals)
{
    return format_with_sign(value, decimals, TRUE);
}

char *number_grouped(guint64 count)
{
    char plain[24] = "";
    return grouped("", put_digits(plain + sizeof plain - 1, count, 1));
}

char *number_with_unit(double value, int decimals, const NumberScale *scale)
{
    g_autofree char *number = number_fixed(value / scale->factor, decimals);
    return scale->symbol[0] ? g_strconcat(number, NUMBER_THIN_SPACE, scale->symbol, NULL)
                            : g_steal_pointer(&number);
}

/* Two digits of the half-width; at least two decimals, so that 1.3 and 1.337 do not stand in one column; four at most. */
int number_ratio_decimals(double ratio, double half_width)
{
    if (isnan(half_width))
        return CLAMP(number_decimals_significant(ratio, 3), 0, 4);
    if (half_width == 0) /* an exact ratio: one byte more must not read 1.00 */
        return CLAMP(number_decimals_significant(ratio - 1, 2), 2, 9);
    return CLAMP(number_decimals_for(half_width), fabs(ratio) < 100 ? 2 : 0, 4);
}

char *number_ratio(double ratio, double half_width)
{
    g_autofree char *number = number_fixed(ratio, number_ratio_decimals(ratio, half_width));
    return isnan(ratio) ? g_strdup("") : g_strconcat(number, NUMBER_TIMES, NULL);
}

/* 99.98 % less is not all of it: as many decimals as it takes not to say so, up to four. */
int number_percent_decimals(double share)
{
    double percent = fabs(share) * 100, least = .05;
    if (percent < 0.995 && share != 0)
        return 2;
    for (int decimals = 1; percent < 100 && decimals <= 4; decimals++, least /= 10)
        if (percent < 100 - least)
            return decimals;
    return 1;
}

char *number_percent(double share)
{
    g_autofree char *number = number_fixed(share * 100, number_percent_decimals(share));
    return isnan(share) ? g_strdup("") : g_strconcat(number, NUMBER_THIN_SPACE "%", NULL);
}

char *number_percent_signed(double share)
{
    g_autofree char *number = number_signed(share * 100, number_percent_decimals(share));
    return isnan(share) ? g_strdup("") : g_strconcat(number, NUMBER_THIN_SPACE "%", NULL);
}

char *number_p_value(double p)
{
    if (isnan(p))
        return g_strdup("");
    return p < 0.001 ? g_strdup("< 0.001") : number_fixed(p, 3);
}

char *number_seconds(double seconds, double half_width)
{
    if (isnan(seconds))
        return g_strdup("");
    NumberScale scale = number_scale_seconds(seconds);
    int decimals = half_width > 0 ? number_decimals_for(half_width / scale.factor)
                                  : number_decimals_significant(seconds / scale.factor, 3);
    return number_with_unit(seconds, MIN(decimals, 4), &scale);
}
