/* Merge sort of stacks with longest common prefixes; see stack_sort.h. */
#include "ingest/stack_sort.h"

#include <string.h>

#define AHEAD 4 /* entries whose text is asked for before it is compared: it lies anywhere in the file */

/* Rank of the byte at `i` in the order end < separator < other bytes. */
static guint rank_at(const StackLine *line, gsize i, char separator)
{
    if (i >= line->n)
        return 0;
    return line->text[i] == separator ? 1 : (guint)(guchar)line->text[i] + 2;
}

/* Length of the common prefix of a and b, which is at least `from`. */
static guint32 common_prefix(const StackLine *a, const StackLine *b, guint32 from)
{
    guint32 n = MIN(a->n, b->n);
    guint32 i = from;
    for (; i + 8 <= n; i += 8) {
        guint64 x, y;
        memcpy(&x, a->text + i, 8);
        memcpy(&y, b->text + i, 8);
        if (x != y)
            break;
    }
    while (i < n && a->text[i] == b->text[i])
        i++;
    return i;
}

/* Merges two sorted runs into out. n_common of a run's first entry must be 0. An entry that shares more with the last one
 * written than its rival does comes first; only on a tie are bytes looked at, from where the tie ends. */
static void merge(const StackLine *a, gsize n_a, const StackLine *b, gsize n_b, StackLine *out,
                  char separator)
{
    guint32 common_a = 0, common_b = 0;
    while (n_a > 0 && n_b > 0) {
        gboolean take_a = common_a > common_b;
        guint32 rival = MIN(common_a, common_b);
        if (common_a == common_b) {
            rival = common_prefix(a, b, common_a);
            take_a = rank_at(a, rival, separator) <= rank_at(b, rival, separator);
        }
        *out = take_a ? *a : *b;
        out->n_common = take_a ? common_a : common_b;
        out++;
        if (take_a) {
            a++, n_a--;
            if (n_a > AHEAD)
                __builtin_prefetch(a[AHEAD].text + a[AHEAD].n_common);
            common_b = rival;
            common_a = n_a > 0 ? a->n_common : 0;
        } else {
            b++, n_b--;
            if (n_b > AHEAD)
                __builtin_prefetch(b[AHEAD].text + b[AHEAD].n_common);
            common_a = rival;
            common_b = n_b > 0 ? b->n_common : 0;
        }
    }
    const StackLine *rest = n_a > 0 ? a : b;
    gsize n_rest = n_a + n_b;
    if (n_rest > 0) {
        memcpy(out, rest, n_rest * sizeof *out);
        out->n_common = n_a > 0 ? common_a : common_b;
    }
}

/* TRUE when the lines stand in order already; their prefixes are set as far as looked at. */
static gboolean is_sorted(StackLine *lines, gsize n_lines, char separator)
{
    for (gsize i = 1; i < n_lines; i++) {
        guint32 n = common_prefix(&lines[i - 1], &lines[i], 0);
        lines[i].n_common = n;
        if (rank_at(&lines[i - 1], n, separator) > rank_at(&lines[i], n, separator))
            return FALSE;
    }
    return TRUE;
}

void stack_sort(StackLine *lines, gsize n_lines, char separator)
{
    for (gsize i = 0; i < n_lines; i++)
        lines[i].n_common = 0;
    if (is_sorted(lines, n_lines, separator))
        return;
    for (gsize i = 0; i < n_lines; i++)
        lines[i].n_common = 0;
    StackLine *spare = g_new(StackLine, n_lines);
    StackLine *from = lines, *to = spare;
    for (gsize width = 1; width < n_lines; width *= 2) {
        for (gsize i = 0; i < n_lines; i += 2 * width) {
            gsize n_a = MIN(width, n_lines - i);
            gsize n_b = MIN(width, n_lines - i - n_a);
            merge(from + i, n_a, from + i + n_a, n_b, to + i, separator);
        }
        StackLine *swap = from;
        from = to;
        to = swap;
    }
    if (from != lines)
        memcpy(lines, from, n_lines * sizeof *lines);
    g_free(spare);
}
