/* What the parts of the flow share: where in the document it is, and how boxes are added. One file per sort of element;
 * nobody else includes this. */
#pragma once
#include "render/typeset_flow.h"

typedef struct {
    const FlowJob *job;
    Galley *galley;
    GPtrArray *landscape; /* of Box*: figures of this section that wait for its end */
    guint section_start;  /* index of the section's first box */
    double x, width;      /* of the current column */
    gboolean has_bar;
    gboolean is_verdict;
    char *pending_id; /* id of a section whose heading has none */
} Flow;

/* ------------------------------------------------------------------ typeset_flow.c */

/* All children of an element; runs of inline ones become paragraphs of their own. */
void flow_children(Flow *flow, const xmlNode *parent);
/* A structure element; owned by the galley. */
Block *flow_add_block(Flow *flow, const char *tag);
void flow_add_box(Flow *flow, Box *box);
/* Lines of a paragraph as boxes; no single line stays behind or goes ahead alone. */
void flow_add_lines(Flow *flow, Paragraph *text, const Block *block, const TextStyle *style, double x,
                    gboolean keeps_next);
void flow_add_paragraph(Flow *flow, const xmlNode *first, const xmlNode *end, StyleName name,
                        const char *tag);
/* The box added last, or NULL. */
Box *flow_last_box(const Flow *flow);

/* ------------------------------------------------------------------ one sort of element each */

void flow_list(Flow *flow, const xmlNode *list, gboolean is_ordered); /* typeset_list.c */
void flow_warnings(Flow *flow, const xmlNode *list);
void flow_definitions(Flow *flow, const xmlNode *list);
gboolean flow_is_note(const xmlNode *item);          /* a warning that is no more than a note */
void flow_figure(Flow *flow, const xmlNode *figure); /* typeset_figure.c */
gboolean flow_is_picture(const xmlNode *paragraph);  /* holds pictures and nothing else; typeset_picture.c */
void flow_pictures(Flow *flow, const xmlNode *paragraph);
void flow_status(Flow *flow, const xmlNode *status); /* typeset_front.c */
void flow_cautions(Flow *flow, const xmlNode *body);
void flow_contents(Flow *flow);
