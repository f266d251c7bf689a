/* Lines: shaped text broken for a width. In: text and its glyphs. Out: glyphs per line. The rules of where a line may end
 * are Unicode's, by Pango; lines are filled one after the other. Left to right only: Pango's own layout does the rest.
 * Why not always Pango's layout: version 1.50 measures a sample sentence in every font and size that a layout touches. */
#pragma once
#include "render/glyphs.h"

/* Text with the advance of every character. */
typedef struct {
    const char *text;   /* borrowed */
    const GArray *runs; /* of GlyphRun, logical order; borrowed */
    gsize n_chars;
    gsize *offsets;        /* [n_chars + 1], bytes from the start of the text to each character */
    double *advances;      /* [n_chars], points; 0 for characters without glyphs */
    PangoLogAttr *marks;   /* [n_chars + 1] where lines may end, what is white */
    gboolean *name_breaks; /* [n_chars + 1] where they may end when there is no other place */
} LineSource;

LineSource *line_source_new(const char *text, const GArray *runs);
void line_source_free(LineSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineSource, line_source_free)

/* Takes the places to break out of the bytes from..to when they fit on a line of that width. */
void line_source_keep(LineSource *source, gsize from, gsize to, double width);

/* Lets lines end inside the names in the bytes from..to where a name is wider than a line: after an underscore, a point, a slash, a
 * colon or a hyphen. */
void line_source_break_names(LineSource *source, gsize from, gsize to);

/* Of GArray* of GlyphRun: the lines. A word wider than `width` is broken inside; a line holds one character at least.
 * Transfer full. */
GPtrArray *lines_break(const LineSource *source, double width);
/* The widest stretch without a place to break. */
double lines_longest_word(const LineSource *source);
