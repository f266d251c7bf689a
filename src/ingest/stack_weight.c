/* Weights as they are written; see stack_weight.h. */
#include "ingest/stack_weight.h"

#include <string.h>

#include "base/number.h"

guint64 stack_weight_power(guint exponent)
{
    guint64 power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* Kept in decimal, as it is written: sums of binary fractions would depend on the order of the lines. Zeros at the end say nothing;
 * digits beyond STACK_WEIGHT_DECIMALS are rounded. */
gboolean stack_weight_parse(const char *text, gsize n, StackWeight *weight)
{
    const char *point = memchr(text, '.', n);
    gsize n_whole = point ? (gsize)(point - text) : n;
    gsize n_fraction = point ? n - n_whole - 1 : 0;
    guint64 mantissa = 0;
    if (!number_parse_uint64(text, n_whole, &mantissa))
        return FALSE;
    for (gsize i = 0; i < n_fraction; i++)
        if (!g_ascii_isdigit(point[1 + i]))
            return FALSE;
    while (n_fraction > 0 && point[n_fraction] == '0')
        n_fraction--;
    gsize n_kept = MIN(n_fraction, STACK_WEIGHT_DECIMALS);
    guint64 fraction = 0;
    for (gsize i = 0; i < n_kept; i++)
        fraction = fraction * 10 + (guint64)(point[1 + i] - '0');
    if (n_fraction > n_kept && point[1 + n_kept] >= '5')
        fraction++;
    guint64 unit = stack_weight_power((guint)n_kept);
    if (__builtin_mul_overflow(mantissa, unit, &mantissa) ||
        __builtin_add_overflow(mantissa, fraction, &mantissa))
        return FALSE;
    *weight = (StackWeight){mantissa, (guint)n_kept};
    return TRUE;
}
