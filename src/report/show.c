/* How the report shows a number; see show.h. The rules are those of design.md section 4. */
#include "report/show.h"

#include <string.h>

#define MAX_DECIMALS 6

NumberScale show_scale(Unit unit, double base)
{
    switch (unit) {
    case UNIT_SECOND:
        return number_scale_seconds(base);
    case UNIT_BYTE:
        return number_scale_bytes(base);
    case UNIT_INTEGER:
        return number_scale_count(base);
    }
    return (NumberScale){"", 1};
}

/* Two digits of the half-width, so that value and interval end at the same decimal. */
int show_decimals(double value, double half_width, int digits, const NumberScale *scale)
{
    int decimals = half_width > 0 ? number_decimals_for(half_width / scale->factor)
                                  : number_decimals_significant(value / scale->factor, digits);
    return MIN(decimals, MAX_DECIMALS);
}

char *show_scaled(double value, int decimals, const NumberScale *scale)
{
    return number_fixed(value / scale->factor, decimals);
}

char *show_scaled_range(double low, double high, int decimals, const NumberScale *scale)
{
    if (isnan(low) || isnan(high))
        return g_strdup("");
    g_autofree char *low_text = show_scaled(low, decimals, scale);
    g_autofree char *high_text = show_scaled(high, decimals, scale);
    return g_strconcat(low_text, NUMBER_EN_DASH, high_text, NULL);
}

char *show_value(double value, double half_width, Unit unit)
{
    if (isnan(value))
        return g_strdup("");
    NumberScale scale = show_scale(unit, value);
    return number_with_unit(value, show_decimals(value, half_width, 3, &scale), &scale);
}

char *show_value_plus_minus(double value, double half_width, Unit unit)
{
    if (isnan(value) || !(half_width > 0))
        return show_value(value, NAN, unit);
    NumberScale scale = show_scale(unit, value);
    int decimals = show_decimals(value, half_width, 3, &scale);
    g_autofree char *number = show_scaled(value, decimals, &scale);
    g_autofree char *width = number_with_unit(half_width, decimals, &scale);
    return g_strconcat(number, " " NUMBER_PLUS_MINUS " ", width, NULL);
}

char *show_ratio_range(double ratio, double low, double high)
{
    static const NumberScale plain = {"", 1};
    return show_scaled_range(low, high, number_ratio_decimals(ratio, show_half_width(low, high)), &plain);
}

double show_half_width(double low, double high)
{
    return (high - low) / 2;
}

char *show_level(double share)
{
    g_autofree char *number = number_shortest(round(share * 1e6) / 1e4); /* 0.95 * 100 is not 95 in binary */
    return g_strconcat(number, NUMBER_THIN_SPACE "%", NULL);
}

/* ------------------------------------------------------------------ counters */

/* Counts get a prefix, seconds and bytes their own units; joules and the like stay as they are. */
NumberScale show_counter_scale(const char *unit, double base)
{
    if (g_strcmp0(unit, "s") == 0)
        return number_scale_seconds(base);
    if (g_strcmp0(unit, "B") == 0)
        return number_scale_bytes(base);
    if (unit && unit[0])
        return (NumberScale){unit, 1};
    return number_scale_count(base);
}

/* A single count is a whole number, however small; a mean of counts may end in tenths. */
int show_counter_decimals(double base, const NumberScale *scale, guint n_runs)
{
    int decimals = number_decimals_significant(base / scale->factor, 4);
    gboolean is_plain_count = scale->factor == 1 && !scale->symbol[0];
    return is_plain_count ? MIN(decimals, n_runs > 1 ? 1 : 0) : MIN(decimals, 4);
}

char *show_counter(double value, const char *unit, guint n_runs)
{
    if (isnan(value))
        return g_strdup("");
    NumberScale scale = show_counter_scale(unit, value);
    return number_with_unit(value, show_counter_decimals(value, &scale, n_runs), &scale);
}

/* ------------------------------------------------------------------ words */

/* Reads two or four digits; -1 when they are none. */
static int read_digits(const char *text, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* Months by name, because 06/10 is read differently on two sides of an ocean. */
char *show_date(const char *iso)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    if (!iso || strlen(iso) < 10)
        return g_strdup(iso);
    int year = read_digits(iso, 4), month = read_digits(iso + 5, 2), day = read_digits(iso + 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1)
        return g_strdup(iso);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%d %s %d", day, months[month - 1], year);
    /* a path that states a day only gives midnight (docs/discovery.md, "Words"): nobody measured at that minute */
    gboolean is_day = strcmp(iso + 10, "T00:00:00") == 0;
    if (strlen(iso) >= 16 && iso[10] == 'T' && !is_day)
        g_string_append_printf(out, ", %.5s", iso + 11);
    return g_string_free(out, FALSE);
}

char *show_day(const char *iso)
{
    return iso ? g_strndup(iso, 10) : NULL;
}

char *show_number_of(guint64 count, const char *singular, const char *plural)
{
    static const char *const small[] = {"no", "one"};
    g_autofree char *number = count < G_N_ELEMENTS(small) ? g_strdup(small[count]) : number_grouped(count);
    if (count == 1)
        return g_strconcat(number, " ", singular, NULL);
    return plural ? g_strconcat(number, " ", plural, NULL) : g_strconcat(number, " ", singular, "s", NULL);
}
