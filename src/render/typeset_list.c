/* Lists on paper: bullets and numbers, warnings, definitions. See typeset_flow_internal.h. */
#include "render/typeset_flow_internal.h"

#define LIST_INDENT 13.0
#define WARNING_TITLE_X 13.0
#define WARNING_TEXT_X 134.5
#define TERM_WIDTH 89.5

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

/* One box: mark, title and sentence side by side between thin rules. */
static void typeset_warning(Flow *flow, const xmlNode *item, const Block *block, gboolean is_first)
{
    gboolean is_info = flow_is_note(item);
    Fonts *fonts = flow->job->fonts;
    const xmlNode *mark = node_child_of_class(item, "k"), *title = node_child_of_class(item, "t"),
                  *text = node_child_element(item, "p");
    TextStyle title_style = *text_style(STYLE_WARNING_TITLE), mark_style = *text_style(STYLE_WARNING_TITLE);
    title_style.is_bold = !is_info;
    mark_style.size = 7;
    mark_style.is_bold = FALSE;
    double text_width = flow->width - WARNING_TEXT_X;
    g_autoptr(Paragraph) mark_text =
        mark ? paragraph_new(fonts, mark->children, NULL, &mark_style, -1) : NULL;
    g_autoptr(Paragraph) title_text = title ? paragraph_new(fonts, title->children, NULL, &title_style,
                                                            WARNING_TEXT_X - WARNING_TITLE_X - 10)
                                            : NULL;
    g_autoptr(Paragraph) body_text =
        text ? paragraph_new(fonts, text->children, NULL, text_style(STYLE_BODY), text_width) : NULL;
    Box *box = box_new(block, 0);
    double top = 4.2, bottom = top, body_baseline = body_text ? paragraph_baseline(body_text) : 10;
    if (is_first)
        box_add_rule(box, 0, 0, flow->width, .5, COLOR_AXIS);
    if (mark_text)
        box_add_paragraph(box, mark_text, 0, top + body_baseline - paragraph_baseline(mark_text), "Lbl", 1);
    if (title_text)
        bottom = box_add_paragraph(box, title_text, WARNING_TITLE_X,
                                   top + body_baseline - paragraph_baseline(title_text), "Lbl", 1);
    if (body_text)
        bottom = MAX(bottom, box_add_paragraph(box, body_text, WARNING_TEXT_X, top, "LBody", 2));
    box->height = bottom + 4;
    box_add_rule(box, 0, box->height - .4, flow->width, .4, COLOR_RULE);
    flow_add_box(flow, box);
}

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
