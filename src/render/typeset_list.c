/* Lists on paper: bullets and numbers, warnings, definitions. See typeset_flow_internal.h. */
#include "render/typeset_flow_internal.h"

#define LIST_INDENT 13.0
#define WARNING_TITLE_X 13.0
#define WARNING_TEXT_X 134.5
#define TERM_WIDTH 89.5
#define MOST_LINES 40 /* of one sentence: a box must fit on a page */

/* Words in a first column, the children of `node` in a second one. The words stand in the first line of the second. */
static void add_hanging(Flow *flow, Paragraph *words, const xmlNode *node, double words_x, double indent)
{
    guint first = flow->galley->boxes->len;
    flow->x += indent;
    flow->width -= indent;
    flow_children(flow, node);
    flow->x -= indent;
    flow->width += indent;
    if (!words || first >= flow->galley->boxes->len)
        return;
    Box *box = g_ptr_array_index(flow->galley->boxes, first);
    double drop =
        box->pieces->len > 0 ? g_array_index(box->pieces, Piece, 0).y - paragraph_baseline(words) : 0;
    for (guint i = 0; i < paragraph_n_lines(words); i++) {
        if (first + i < flow->galley->boxes->len)
            box = g_ptr_array_index(flow->galley->boxes, first + i);
        box_add_line(box, words, i, words_x - indent, drop);
    }
}

/* Items stand close; the space after a list is that after its last item. */
void flow_list(Flow *flow, const xmlNode *list, gboolean is_ordered)
{
    guint number = 1;
    for (const xmlNode *item = list->children; item; item = item->next) {
        if (!node_is(item, "li") || node_is_skipped(item))
            continue;
        g_autofree char *label = is_ordered ? g_strdup_printf("%u.", number++) : g_strdup("•");
        g_autoptr(Paragraph) bullet =
            paragraph_new_text(flow->job->fonts, label, text_style(STYLE_BODY), -1, FALSE);
        add_hanging(flow, bullet, item, 0, LIST_INDENT);
        if (flow->galley->boxes->len > 0)
            ((Box *)g_ptr_array_index(flow->galley->boxes, flow->galley->boxes->len - 1))->after = 2;
    }
    if (flow->galley->boxes->len > 0)
        ((Box *)g_ptr_array_index(flow->galley->boxes, flow->galley->boxes->len - 1))->after = 5.4;
}

/* A warning that is no more than a note. */
gboolean flow_is_note(const xmlNode *item)
{
    return node_has_class(item, "i") || node_has_class(item->parent, "info");
}

/* The mark and the title in their columns; the baseline is that of the sentence beside them. Returns their end. */
static double add_warning_title(Flow *flow, Box *box, const xmlNode *item, double top, double baseline)
{
    Fonts *fonts = flow->job->fonts;
    const xmlNode *mark = node_child_of_class(item, "k"), *title = node_child_of_class(item, "t");
    TextStyle title_style = *text_style(STYLE_WARNING_TITLE), mark_style = *text_style(STYLE_WARNING_TITLE);
    double width = WARNING_TEXT_X - WARNING_TITLE_X - 10;
    title_style.is_bold = !flow_is_note(item);
    mark_style.size = 7;
    mark_style.is_bold = FALSE;
    g_autoptr(Paragraph) mark_text =
        mark ? paragraph_new(fonts, mark->children, NULL, &mark_style, -1) : NULL;
    g_autoptr(Paragraph) title_text =
        title ? paragraph_new(fonts, title->children, NULL, &title_style, width) : NULL;
    if (mark_text)
        box_add_paragraph(box, mark_text, 0, top + baseline - paragraph_baseline(mark_text), "Lbl", 1);
    if (!title_text)
        return top;
    return box_add_paragraph(box, title_text, WARNING_TITLE_X,
                             top + baseline - paragraph_baseline(title_text), "Lbl", 1);
}

/* One sentence of a warning; the first has the title beside it. Returns the box. */
static Box *add_warning_text(Flow *flow, const xmlNode *item, const xmlNode *text, const Block *block,
                             StyleName name, gboolean is_first)
{
    const TextStyle *style = text_style(name);
    double top = is_first ? 4.2 : 1.4;
    Box *box = box_new(block, top);
    g_autoptr(Paragraph) body =
        text ? paragraph_new(flow->job->fonts, text->children, NULL, style, flow->width - WARNING_TEXT_X)
             : NULL;
    if (body)
        paragraph_limit(body, MOST_LINES);
    /* MAX takes the larger of two values by computing one of them twice: what draws must not stand in it */
    double title_end =
        is_first ? add_warning_title(flow, box, item, top, body ? paragraph_baseline(body) : 10) : 0;
    double text_end = body ? box_add_paragraph(box, body, WARNING_TEXT_X, top, "LBody", 2) : 0;
    box->height = MAX(box->height, MAX(title_end, text_end));
    flow_add_box(flow, box);
    return box;
}

/* Those that a page on screen folds away stand on paper too, in small type. */
static Box *add_folded(Flow *flow, const xmlNode *item, const xmlNode *details, const Block *block, Box *last)
{
    for (const xmlNode *child = details->children; child; child = child->next)
        if (node_is(child, "p"))
            last = add_warning_text(flow, item, child, block, STYLE_SOURCE, FALSE);
    return last;
}

/* Sentences of one code share a title and the rule below them. */
static void typeset_warning(Flow *flow, const xmlNode *item, const Block *block, gboolean has_rule_above)
{
    Box *first = NULL, *last = NULL;
    for (const xmlNode *child = item->children; child; child = child->next) {
        if (node_is(child, "p"))
            last = add_warning_text(flow, item, child, block, STYLE_BODY, last == NULL);
        else if (node_is(child, "details") && last)
            last = add_folded(flow, item, child, block, last);
        first = first ? first : last;
    }
    if (!last)
        first = last = add_warning_text(flow, item, NULL, block, STYLE_BODY, TRUE);
    if (has_rule_above)
        box_add_rule(first, 0, 0, flow->width, .5, COLOR_AXIS);
    last->height += 4;
    box_add_rule(last, 0, last->height - .4, flow->width, .4, COLOR_RULE);
}

/* The first has a rule above it too, so that each stands between two. */
void flow_warnings(Flow *flow, const xmlNode *list)
{
    Block *block = flow_add_block(flow, "L");
    block->row_tag = "LI";
    gboolean is_first = TRUE;
    for (const xmlNode *item = list->children; item; item = item->next)
        if (node_is(item, "li") && !node_is_skipped(item)) {
            typeset_warning(flow, item, block, is_first);
            is_first = FALSE;
        }
    if (!is_first)
        ((Box *)g_ptr_array_index(flow->galley->boxes, flow->galley->boxes->len - 1))->after = 6;
}

/* A term without a definition is dropped, one with several is said once. */
void flow_definitions(Flow *flow, const xmlNode *list)
{
    g_autoptr(Paragraph) term = NULL;
    for (const xmlNode *node = list->children; node; node = node->next) {
        if (node_is(node, "dt")) {
            g_clear_pointer(&term, paragraph_unref);
            term =
                paragraph_new(flow->job->fonts, node->children, NULL, text_style(STYLE_TERM), TERM_WIDTH - 8);
        } else if (node_is(node, "dd")) {
            add_hanging(flow, term, node, 0, TERM_WIDTH);
            g_clear_pointer(&term, paragraph_unref);
        }
    }
}
