/* Values as pyperf prints them; see pyperf_format.h. Oddities are pyperf's own and kept: 20000 is printed as 10^4. */
#include "base/pyperf_format.h"

#include <float.h>
#include <string.h>

#define INTEGER_END 18446744073709551616.0 /* 2^64 */

Quantity pyperf_int(double value)
{
    guint64 integer = value >= 0 && value < INTEGER_END ? (guint64)value : 0;
    return (Quantity){.value = value, .integer = integer, .is_integer = TRUE};
}

Quantity pyperf_float(double value)
{
    return (Quantity){.value = value};
}

/* Three digits, in the unit that suits the reference: mean and deviation get the same one. Python's round-trip over powers of ten is
 * kept as a table, because log10 may be one unit off at the edges. */
char *pyperf_seconds_like(double reference, double value)
{
    static const char *const units[] = {"sec", "ms", "us", "ns"};
    static const double powers[] = {1e2, 1e1, 1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8};
    static const double factors[] = {1, 1e3, 1e6, 1e9};
    int exponent = 2;
    gsize i = 0;
    while (i < G_N_ELEMENTS(powers) && fabs(reference) < powers[i])
        i++, exponent--;
    int remainder = ((exponent % 3) + 3) % 3;
    int k = exponent < 0 ? (-exponent + 2) / 3 : 0;
    return g_strdup_printf("%.*f %s", 2 - remainder, value * factors[k], units[k]);
}

/* pyperf switches at ten of the next unit, so that 9999 bytes stay bytes. */
char *pyperf_filesize(double size)
{
    if (size < 10 * 1024)
        return g_strdup_printf(size != 1 ? "%.0f bytes" : "%.0f byte", size);
    if (size > 10 * 1024 * 1024)
        return g_strdup_printf("%.1f MiB", size / (1024.0 * 1024.0));
    return g_strdup_printf("%.1f KiB", size / 1024.0);
}

char *pyperf_value_like(PyperfUnit unit, Quantity reference, Quantity value)
{
    switch (unit) {
    case PYPERF_BYTE:
        return pyperf_filesize(value.value);
    case PYPERF_INTEGER:
        return pyperf_count(value, NULL);
    case PYPERF_SECOND:
        break;
    }
    return pyperf_seconds_like(reference.value, value.value);
}

char *pyperf_value(PyperfUnit unit, Quantity value)
{
    return pyperf_value_like(unit, value, value);
}

/* At most three parts; seconds are dropped beside days and hours. */
char *pyperf_duration(double seconds)
{
    if (seconds == 0)
        return g_strdup("0 sec");
    if (seconds < 1.0)
        return pyperf_seconds_like(seconds, seconds);
    double rest = fmod(seconds, 60.0);
    double minutes = round((seconds - rest) / 60.0);
    double hours = floor(minutes / 60.0);
    double days = floor(hours / 24.0);
    minutes -= hours * 60.0;
    hours -= days * 24.0;
    g_autoptr(GString) text = g_string_new(NULL);
    guint n_parts = 0;
    if (days > 0)
        g_string_append_printf(text, "%s%.0f day", n_parts++ ? " " : "", days);
    if (hours > 0)
        g_string_append_printf(text, "%s%.0f hour", n_parts++ ? " " : "", hours);
    if (minutes > 0)
        g_string_append_printf(text, "%s%.0f min", n_parts++ ? " " : "", minutes);
    if (rest > 0 && n_parts <= 2)
        g_string_append_printf(text, "%s%.1f sec", n_parts ? " " : "", rest);
    return g_strdup(text->str);
}

/* Divides by base while that leaves no rest. TRUE with the number of divisions when none ever left one: powers of the base, but
 * also any single digit times one. */
static gboolean has_only_zeros(double number, double base, guint *n_divisions)
{
    double remainder = 0;
    *n_divisions = 0;
    while (number >= base && remainder == 0) {
        remainder = fmod(number, base);
        number = floor(number / base);
        (*n_divisions)++;
    }
    return remainder == 0;
}

/* format_number of pyperf without the unit. */
static char *count_text(Quantity number)
{
    guint n = 0;
    if (number.value >= 10000 && has_only_zeros(number.value, 10, &n))
        return g_strdup_printf("10^%u", n);
    if (!number.is_integer)
        return pyperf_float_repr(number.value);
    if (number.value > 8192 && has_only_zeros(number.value, 2, &n))
        return g_strdup_printf("2^%u", n);
    if (number.value < 0 || number.value >= INTEGER_END)
        return g_strdup_printf("%.0f", number.value);
    return g_strdup_printf("%" G_GUINT64_FORMAT, number.integer);
}

char *pyperf_count(Quantity number, const char *unit)
{
    gboolean is_plural = number.value == 0 || fabs(number.value) > 1;
    char *text = count_text(number);
    if (!unit)
        return text;
    char *with_unit = g_strdup_printf("%s %s%s", text, unit, is_plural ? "s" : "");
    g_free(text);
    return with_unit;
}

/* Takes the zeros out of the end of the fraction: "1.2500e+00" is "1.25e+00". */
static void strip_zeros(char *digits)
{
    char *e = strchr(digits, 'e'), *end = e;
    if (!strchr(digits, '.'))
        return;
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.')
        end--;
    memmove(end, e, strlen(e) + 1);
}

/* The fewest digits that read back: "d.ddde±xx". Any 15 digits survive a normal double,
 * so that a shorter text is the same without zeros. */
static void shortest_scientific(double value, char *buffer, gsize n_buffer)
{
    for (int precision = fabs(value) < DBL_MIN ? 0 : 14; precision <= 16; precision++) {
        g_snprintf(buffer, (gulong)n_buffer, "%.*e", precision, value);
        if (g_ascii_strtod(buffer, NULL) == value)
            break;
    }
    strip_zeros(buffer);
}

/* repr() of Python: the fewest digits that read back, exponents from 1e16 on and below 1e-4. */
char *pyperf_float_repr(double value)
{
    char digits[40];
    if (isnan(value))
        return g_strdup("nan");
    if (isinf(value))
        return g_strdup(value > 0 ? "inf" : "-inf");
    shortest_scientific(value, digits, sizeof digits);
    const char *e = strchr(digits, 'e');
    int exponent = (int)g_ascii_strtoll(e + 1, NULL, 10);
    if (exponent < -4 || exponent >= 16)
        return g_strdup(digits);
    const char *first = digits + (digits[0] == '-');
    int n_digits = (int)(e - first) - (first[1] == '.');
    int decimals = MAX(n_digits - 1 - exponent, 1);
    return g_strdup_printf("%.*f", decimals, value);
}

/* Escapes of Python: what is not printable, and the quote itself. */
static void append_repr_character(GString *out, gunichar c, char quote)
{
    if (c == (gunichar)quote || c == '\\')
        g_string_append_printf(out, "\\%c", (char)c);
    else if (c == '\n' || c == '\r' || c == '\t')
        g_string_append(out, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
    else if (c == ' ' || (g_unichar_isprint(c) && !g_unichar_isspace(c)))
        g_string_append_unichar(out, c);
    else if (c < 0x100)
        g_string_append_printf(out, "\\x%02x", c);
    else if (c < 0x10000)
        g_string_append_printf(out, "\\u%04x", c);
    else
        g_string_append_printf(out, "\\U%08x", c);
}

char *pyperf_text_repr(const char *text)
{
    char quote = strchr(text, '\'') && !strchr(text, '"') ? '"' : '\'';
    GString *out = g_string_new(NULL);
    g_string_append_c(out, quote);
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        append_repr_character(out, g_utf8_get_char(at), quote);
    g_string_append_c(out, quote);
    return g_string_free(out, FALSE);
}
