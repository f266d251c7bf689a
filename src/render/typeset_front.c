/* The first page: status, cautions in one line, contents. See typeset_flow_internal.h. */
#include "render/typeset_flow_internal.h"

#define CONTENTS_GUTTER 24.0

#define BADGE_HEIGHT 15.0
#define BADGE_PAD 6.0

/* A frame with the mark and the word of the status. Returns its width. */
static double add_badge(Flow *flow, Box *box, const xmlNode *badge)
{
    Fonts *fonts = flow->job->fonts;
    g_autofree char *label = inline_text(badge);
    TextStyle mark_style = *text_style(STYLE_BADGE);
    mark_style.size = 13; /* the marks of the fonts are small beside their letters */
    mark_style.is_bold = FALSE;
    if (!label[0])
        return 0;
    g_autoptr(Paragraph) word = paragraph_new_text(fonts, label, text_style(STYLE_BADGE), -1, FALSE);
    double x = BADGE_PAD, y = (BADGE_HEIGHT - paragraph_leading(word)) / 2 + .5;
    if (flow->job->badge_mark) {
        g_autoptr(Paragraph) mark = paragraph_new_text(fonts, flow->job->badge_mark, &mark_style, -1, FALSE);
        box_add_line(box, mark, 0, x, y + paragraph_baseline(word) - paragraph_baseline(mark) + .7);
        x += paragraph_width(mark) + 2.5;
    }
    box_add_line(box, word, 0, x, y);
    double width = x + paragraph_width(word) + BADGE_PAD;
    box_add_piece(box, PIECE_FRAME, .5, .5, width, BADGE_HEIGHT)->color = COLOR_INK;
    return width;
}

/* The badge, then the sentence beside it. */
void flow_status(Flow *flow, const xmlNode *status)
{
    const xmlNode *badge = node_child_of_class(status, "badge");
    if (!badge) {
        flow_add_paragraph(flow, status->children, NULL, STYLE_STATUS, "P");
        return;
    }
    const TextStyle *style = text_style(STYLE_STATUS);
    Box *box = box_new(flow_add_block(flow, "P"), BADGE_HEIGHT + 1);
    double frame = add_badge(flow, box, badge), indent = frame > 0 ? frame + 7 : 0;
    g_autoptr(Paragraph) text =
        paragraph_new(flow->job->fonts, badge->next, NULL, style, flow->width - indent);
    if (text) {
        double end = box_add_paragraph(box, text, indent, (BADGE_HEIGHT - style->leading) / 2 + .5, NULL, 0);
        box->height = MAX(box->height, end);
    }
    box->before = 3;
    box->after = 4;
    flow_add_box(flow, box);
}

/* "Counters shared the hardware; few samples": one sentence of titles, names of programs left as they
 * are. */
static void lower_first(GString *titles, const char *title)
{
    gunichar first = g_utf8_get_char(title);
    const char *rest = title[0] ? g_utf8_find_next_char(title, NULL) : title;
    gboolean is_word = g_unichar_isupper(first) && *rest && g_unichar_islower(g_utf8_get_char(rest));
    if (titles->len > 0)
        g_string_append(titles, "; ");
    g_string_append_unichar(titles, titles->len > 0 && is_word ? g_unichar_tolower(first) : first);
    g_string_append(titles, rest);
}

/* Titles of warnings that are more than notes, anywhere below the node. */
static void collect_cautions(const xmlNode *node, GString *titles)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || node_is_skipped(child))
            continue;
        const xmlNode *title =
            node_is(child, "li") && !flow_is_note(child) ? node_child_of_class(child, "t") : NULL;
        if (title) {
            g_autofree char *text = inline_text(title);
            if (text[0])
                lower_first(titles, text);
        } else {
            collect_cautions(child, titles);
        }
    }
}

/* These headings are not of the document: they stand on the first page only and in no outline. */
static void add_label(Flow *flow, const char *label)
{
    const TextStyle *style = text_style(STYLE_H3);
    g_autoptr(Paragraph) text = paragraph_new_text(flow->job->fonts, label, style, flow->width, FALSE);
    flow_add_lines(flow, text, flow_add_block(flow, "P"), style, 0, TRUE);
}

/* The first page says what to beware of, even to those who read no further. */
void flow_cautions(Flow *flow, const xmlNode *body)
{
    g_autoptr(GString) titles = g_string_new(NULL);
    collect_cautions(body, titles);
    if (titles->len == 0)
        return;
    g_string_append_c(titles, '.');
    TextStyle style = *text_style(STYLE_STATUS);
    style.leading = 13.2;
    g_autoptr(Paragraph) text = paragraph_new_text(flow->job->fonts, titles->str, &style, flow->width, FALSE);
    add_label(flow, "Cautions");
    flow_add_lines(flow, text, flow_add_block(flow, "P"), &style, 0, FALSE);
}

/* Number, title, dots; the page number is drawn when pages are known. */
static void add_contents_entry(Flow *flow, Box *box, const Heading *heading, double x, double width)
{
    const TextStyle *style = text_style(STYLE_CONTENTS);
    Fonts *fonts = flow->job->fonts;
    double title_x = x;
    if (heading->number) {
        g_autoptr(Paragraph) number = paragraph_new_text(fonts, heading->number, style, -1, FALSE);
        box_add_line(box, number, 0, x, 0);
        title_x += 17;
    }
    g_autoptr(Paragraph) title = paragraph_new_text(fonts, heading->title, style, -1, FALSE);
    box_add_line(box, title, 0, title_x, 0);
    double end = title_x + paragraph_width(title) + 4;
    Piece *leader =
        box_add_rule(box, end, paragraph_baseline(title), MAX(30, x + width - end), 0, COLOR_AXIS);
    leader->kind = PIECE_LEADER;
    leader->heading = heading;
}

/* Two columns, read down and then across. */
void flow_contents(Flow *flow)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    for (guint i = 0; i < flow->galley->headings->len; i++) {
        Heading *heading = g_ptr_array_index(flow->galley->headings, i);
        if (heading->level == 2)
            g_ptr_array_add(entries, heading);
    }
    if (entries->len < 2)
        return;
    add_label(flow, "Contents");
    const Block *block = flow_add_block(flow, "TOC");
    guint n_rows = (entries->len + 1) / 2;
    double width = (flow->width - CONTENTS_GUTTER) / 2;
    for (guint row = 0; row < n_rows; row++) {
        Box *box = box_new(block, text_style(STYLE_CONTENTS)->leading);
        for (guint i = row; i < entries->len; i += n_rows)
            add_contents_entry(flow, box, g_ptr_array_index(entries, i),
                               i >= n_rows ? width + CONTENTS_GUTTER : 0, width);
        box->keeps_next = row + 1 < n_rows;
        flow_add_box(flow, box);
    }
}
