/* Values with a unit; see measure.h. */
#include "ingest/measure.h"

#include <string.h>

static const struct {
    const char *word;
    Unit unit;
    double factor;  /* exact where it is a whole number */
    double divisor; /* value = number * factor / divisor, so that one rounding is enough */
} WORDS[] = {
    {"sec", UNIT_SECOND, 1, 1},        {"s", UNIT_SECOND, 1, 1},
    {"secs", UNIT_SECOND, 1, 1},       {"second", UNIT_SECOND, 1, 1},
    {"seconds", UNIT_SECOND, 1, 1},    {"ms", UNIT_SECOND, 1, 1e3},
    {"msec", UNIT_SECOND, 1, 1e3},     {"us", UNIT_SECOND, 1, 1e6},
    {"µs", UNIT_SECOND, 1, 1e6},       {"μs", UNIT_SECOND, 1, 1e6},
    {"usec", UNIT_SECOND, 1, 1e6},     {"ns", UNIT_SECOND, 1, 1e9},
    {"nsec", UNIT_SECOND, 1, 1e9},     {"min", UNIT_SECOND, 60, 1},
    {"byte", UNIT_BYTE, 1, 1},         {"bytes", UNIT_BYTE, 1, 1},
    {"KiB", UNIT_BYTE, 1024, 1},       {"MiB", UNIT_BYTE, 1048576, 1},
    {"GiB", UNIT_BYTE, 1073741824, 1}, {"kB", UNIT_BYTE, 1024, 1},
    {"MB", UNIT_BYTE, 1048576, 1}, /* perf before 1.1 meant KiB and MiB */
};

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* Bytes above ASCII belong to units such as µs. */
static gboolean is_word_byte(char c)
{
    return g_ascii_isalpha(c) || (c & 0x80) != 0;
}

/* Index of the unit that is the whole word at text, or -1. */
static int find_word(const char *word, gsize n)
{
    for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++)
        if (strlen(WORDS[i].word) == n && memcmp(WORDS[i].word, word, n) == 0)
            return (int)i;
    return -1;
}

double measure_seconds_factor(const char *word, gsize n)
{
    int i = find_word(word, n);
    return i >= 0 && WORDS[i].unit == UNIT_SECOND ? WORDS[i].factor / WORDS[i].divisor : 0;
}

/* Digits with at most one point; then perhaps an exponent. Length, and in *decimals the digits after the point less the
 * exponent. */
static gsize number_length(const char *text, int *decimals)
{
    gsize n = strspn(text, "0123456789");
    *decimals = 0;
    if (text[n] == '.') {
        gsize fraction = strspn(text + n + 1, "0123456789");
        *decimals = (int)fraction;
        n += fraction > 0 || n > 0 ? 1 + fraction : 0;
    }
    if (n == 0 || !g_ascii_isdigit(text[n - 1] == '.' ? text[0] : text[n - 1]))
        return 0;
    if (text[n] == 'e' || text[n] == 'E') {
        gsize sign = text[n + 1] == '-' || text[n + 1] == '+' ? 1 : 0;
        gsize digits = strspn(text + n + 1 + sign, "0123456789");
        if (digits > 0 && digits < 4) {
            *decimals -= (int)g_ascii_strtoll(text + n + 1, NULL, 10);
            n += 1 + sign + digits;
        }
    }
    return n;
}

/* pyperf prints exact powers of counts as 2^15 and 10^4. */
static gboolean read_power(const char **at, Measure *measure)
{
    const char *text = *at;
    gsize base = g_str_has_prefix(text, "10^") ? 10 : g_str_has_prefix(text, "2^") ? 2 : 0;
    if (base == 0)
        return FALSE;
    const char *digits = strchr(text, '^') + 1;
    gsize n = strspn(digits, "0123456789");
    if (n == 0 || n > 3)
        return FALSE;
    measure->value = pow((double)base, (double)g_ascii_strtoll(digits, NULL, 10));
    measure->half_digit = 0;
    *at = digits + n;
    return TRUE;
}

gboolean measure_read(const char **at, Measure *measure)
{
    const char *start = skip_blanks(*at);
    int decimals = 0;
    measure->unit = UNIT_INTEGER;
    if (read_power(&start, measure)) {
        *at = start;
        return TRUE;
    }
    gsize n = number_length(start, &decimals);
    if (n == 0 || !number_parse(start, n, &measure->value))
        return FALSE;
    measure->half_digit = 0.5 * pow(10, -decimals);
    *at = start + n;
    const char *word = skip_blanks(*at);
    gsize n_word = 0;
    while (is_word_byte(word[n_word]))
        n_word++;
    int unit = find_word(word, n_word);
    if (unit < 0)
        return TRUE;
    measure->unit = WORDS[unit].unit;
    measure->value = measure->value * WORDS[unit].factor / WORDS[unit].divisor;
    measure->half_digit = measure->half_digit * WORDS[unit].factor / WORDS[unit].divisor;
    *at = word + n_word;
    return TRUE;
}

gboolean measure_read_spread(const char **at, Measure *mean, Measure *stdev)
{
    *stdev = (Measure){.value = NAN};
    if (!measure_read(at, mean))
        return FALSE;
    const char *sign = skip_blanks(*at);
    gsize n_sign = g_str_has_prefix(sign, "+-") ? 2 : g_str_has_prefix(sign, "±") ? strlen("±") : 0;
    if (n_sign == 0)
        return TRUE;
    sign += n_sign;
    if (!measure_read(&sign, stdev))
        return FALSE;
    *at = sign;
    return TRUE;
}
