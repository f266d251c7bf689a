/* Inline markup (code, b, i, a, span.class ...) as text with looks. In: nodes of the bound document. Out: text, white space
 * collapsed, in stretches of one look each, and the links in it. Knows nothing of fonts or lines. */
#pragma once
#include <libxml/tree.h>

#include "render/typeset_style.h"

/* A stretch of text in one look. */
typedef struct {
    guint start, end; /* bytes */
    TypeFamily family;
    gboolean is_bold, is_italic, is_live;
    gboolean is_kept; /* on one line if it fits on one: names of files */
    double size;
    ColorToken color;
    int link; /* index into links, -1: none */
} Look;

typedef struct {
    GString *text;
    GArray *looks;            /* of Look, in order, without gaps */
    GPtrArray *links;         /* of char*: "#id" or an http address */
    gboolean is_preformatted; /* white space is kept */
    gboolean had_space;       /* while collecting: the text so far ends in a space, or is empty */
} Inline;

/* The text of `first` and its following siblings up to `end` (not included; NULL: all of them). `look` is that of the text
 * around it. Free with inline_clear. */
Inline inline_of_nodes(const xmlNode *first, const xmlNode *end, const Look *look);
Inline inline_of_text(const char *text, const Look *look, gboolean is_preformatted);
void inline_clear(Inline *into);

/* The text of a node without markup, white space collapsed. Transfer full. */
char *inline_text(const xmlNode *node);
/* The name under which an id is found in a PDF: plain letters only, because names stand in strings that Cairo writes as they
 * are. Transfer full. */
char *inline_destination(const char *id);
/* Whether any letter is written from right to left. */
gboolean inline_has_rtl(const char *text);

/* ------------------------------------------------------------------ nodes */

gboolean node_is(const xmlNode *node, const char *element);
/* TRUE when the class attribute holds the word. */
gboolean node_has_class(const xmlNode *node, const char *word);
/* Attribute or NULL. Transfer full. */
char *node_attribute(const xmlNode *node, const char *name);
/* The first direct child with that class, of that name, or NULL. */
const xmlNode *node_child_of_class(const xmlNode *node, const char *class);
const xmlNode *node_child_element(const xmlNode *node, const char *name);
/* Elements that paper does not show: hidden ones, scripts, buttons, tools of the screen. */
gboolean node_is_skipped(const xmlNode *node);
