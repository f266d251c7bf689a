/* Running text on paper: inline markup (code, b, i, a, span.class ...) to lines that Pango has broken.
 * In: nodes of the bound document and a style. Out: paragraphs whose lines can be measured and drawn one by one, so that a
 * page may end between any two. Knows nothing of blocks and pages. */
#pragma once
#include <libxml/tree.h>

#include "render/fonts.h"
#include "render/typeset_style.h"

typedef struct Paragraph Paragraph;

/* The text of `first` and its following siblings up to `end` (not included; NULL: all of them), white space collapsed.
 * width in points; negative: one line as long as it needs. NULL when there is no text. */
Paragraph *paragraph_new(Fonts *fonts, const xmlNode *first, const xmlNode *end, const TextStyle *style,
                         double width);
/* Plain text in one style. white space is kept when is_preformatted. */
Paragraph *paragraph_new_text(Fonts *fonts, const char *text, const TextStyle *style, double width,
                              gboolean is_preformatted);
Paragraph *paragraph_ref(Paragraph *paragraph);
void paragraph_unref(Paragraph *paragraph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paragraph, paragraph_unref)

/* Breaks the same text again for another width. */
void paragraph_set_width(Paragraph *paragraph, double width);

guint paragraph_n_lines(const Paragraph *paragraph);
double paragraph_leading(const Paragraph *paragraph);  /* height of a line, points */
double paragraph_baseline(const Paragraph *paragraph); /* from the top of a line */
double paragraph_width(const Paragraph *paragraph);    /* of the longest line */
double paragraph_min_width(Paragraph *paragraph);      /* of the longest word */
const char *paragraph_text(const Paragraph *paragraph);
gboolean paragraph_has_link(const Paragraph *paragraph);

/* Draws line i with its baseline start at x, y. With tags, every piece is a Span or a Link of its own: Cairo 1.16 tags leaves
 * only, so text beside a link would otherwise have no tag. */
void paragraph_draw_line(cairo_t *cr, const Paragraph *paragraph, guint line, double x, double y);

/* The text of a node without markup, white space collapsed. Transfer full. */
char *inline_text(const xmlNode *node);
/* TRUE when a white space separated attribute holds the word. */
gboolean node_has_class(const xmlNode *node, const char *word);
gboolean node_is(const xmlNode *node, const char *element);
/* Attribute or NULL. Transfer full. */
char *node_attribute(const xmlNode *node, const char *name);
/* Elements that paper does not show: hidden ones, scripts, buttons, tools of the screen. */
gboolean node_is_skipped(const xmlNode *node);
