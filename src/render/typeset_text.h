/* Paragraphs on paper. In: inline markup and a style. Out: lines that can be measured and drawn one by one, so that a page may
 * end between any two. Knows nothing of blocks and pages. */
#pragma once
#include "render/fonts.h"
#include "render/typeset_inline.h"

typedef struct Paragraph Paragraph;

/* The text of `first` and its following siblings up to `end` (not included; NULL: all of them).
 * width in points; negative: one line as long as it needs. NULL when there is no text. */
Paragraph *paragraph_new(Fonts *fonts, const xmlNode *first, const xmlNode *end, const TextStyle *style,
                         double width);
/* Plain text in one style; white space is kept when is_preformatted. */
Paragraph *paragraph_new_text(Fonts *fonts, const char *text, const TextStyle *style, double width,
                              gboolean is_preformatted);
Paragraph *paragraph_ref(Paragraph *paragraph);
void paragraph_unref(Paragraph *paragraph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paragraph, paragraph_unref)

/* Internal links to names that are not in the set become plain text. */
void paragraph_drop_links(Paragraph *paragraph, GHashTable *known);

/* Breaks the same text again for another width. */
void paragraph_set_width(Paragraph *paragraph, double width);

/* Lets lines end inside of names, after a point, an underscore and the like: for narrow columns. Before it is measured. */
void paragraph_break_names(Paragraph *paragraph);

/* Where lines that are shorter than the longest one stand: 0 at its left end, .5 in the middle, 1 at its right end. */
void paragraph_align(Paragraph *paragraph, double share);

/* Shows at most n lines; "…" follows the last one when more are left. */
void paragraph_limit(Paragraph *paragraph, guint n_lines);

guint paragraph_n_lines(const Paragraph *paragraph);
const TextStyle *paragraph_style(const Paragraph *paragraph);
double paragraph_leading(const Paragraph *paragraph);   /* height of a line, points */
double paragraph_baseline(const Paragraph *paragraph);  /* from the top of a line */
double paragraph_width(const Paragraph *paragraph);     /* of the longest line */
double paragraph_min_width(const Paragraph *paragraph); /* of the longest word */

/* Draws line i with its baseline start at x, y. In a paragraph with links every piece is a Span or a Link of its own: Cairo 1.16
 * tags leaves only, so text beside a link would otherwise have no tag. */
void paragraph_draw_line(cairo_t *cr, const Paragraph *paragraph, guint line, double x, double y);
