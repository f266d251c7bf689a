/* Sorting of stacks by text: merge sort with longest common prefixes (Ng and Kakehi 2008, see docs/BIBLIOGRAPHY.md).
 * In: views on texts. Out: the views in order, each with the length of the prefix it shares with the one before. Knows nothing of
 * weights or frames but the byte that separates them. */
#pragma once
#include <glib.h>

typedef struct {
    const char *text; /* borrowed */
    guint64 mantissa; /* weight, in units of 10^-decimals */
    guint32 line;     /* in the file, from 1 */
    guint32 n : 28;   /* bytes of text */
    guint32 decimals : 4;
    guint32 n_common; /* after sorting: bytes shared with the entry before; 0 for the first */
} StackLine;

/* Sorts in place, stable. Order of bytes: end of text, then the separator, then all others by value. */
void stack_sort(StackLine *lines, gsize n_lines, char separator);
