/* Weights of stacks as decimal integers, so that sums are exact. In: text. Out: mantissa and decimals. Knows no unit. */
#pragma once
#include <glib.h>

#define STACK_WEIGHT_DECIMALS 12 /* further digits are rounded off */

/* A weight as it is written: mantissa / 10^decimals. */
typedef struct {
    guint64 mantissa;
    guint decimals; /* up to STACK_WEIGHT_DECIMALS */
} StackWeight;

/* Reads "12" or "12.50" that fills all n bytes. FALSE when it is anything else or does not fit 64 bits. Trailing zeros of a fraction
 * are dropped. */
gboolean stack_weight_parse(const char *text, gsize n, StackWeight *weight);

/* 10^exponent. */
guint64 stack_weight_power(guint exponent);
