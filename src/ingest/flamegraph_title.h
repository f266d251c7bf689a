/* Titles of the boxes of flame graphs: "NAME (12,345 samples, 1.23%)". In: text. Out: name, count and unit as views. Knows no XML. */
#pragma once
#include "ingest/stack_weight.h"

/* "NAME (12,345 samples, 1.23%)" taken apart, as views. */
typedef struct {
    gsize n_name;
    const char *unit;
    gsize n_unit;
    StackWeight count;
    gboolean is_difference; /* "; +1.23%" follows */
} FlamegraphTitle;

/* FALSE when the text is no title of a frame. */
gboolean flamegraph_title_parse(const char *text, gsize n, FlamegraphTitle *title);

/* The first title in the raw text of an SVG, in <title> or onmouseover="s('...')"; escapes are left as they are. FALSE when there is
 * none. */
gboolean flamegraph_title_find(const char *text, gsize n, FlamegraphTitle *title);
