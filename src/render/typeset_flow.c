/* From the bound document to boxes; see typeset_flow.h.
 * The first page holds title, verdict, cautions and contents; the sections follow from the second page on. Figures that want
 * a landscape page come after the rest of their section, so that no portrait page is left empty before them. */
#include "render/typeset_flow.h"

#include <string.h>

#include "render/typeset_table.h"
#include "scene/figures.h"

#define LIST_INDENT 13.0
#define BAR_INDENT 13.5
#define WARNING_TITLE_X 13.0
#define WARNING_TEXT_X 134.5
#define TERM_WIDTH 89.5
#define CAPTION_SHARE .9
#define LANDSCAPE_CAPTION_WIDTH 620.0
#define SUITE_ROWS 60
#define CONTENTS_GUTTER 24.0

/* Where in the document the flow is. */
typedef struct {
    const FlowJob *job;
    Galley *galley;
    GPtrArray *landscape; /* of Box*: figures of this section that wait for its end */
    guint section_start;  /* index of the section's first box */
    double x, width;      /* of the current column */
    gboolean has_bar;
    gboolean is_verdict;
    guint n_sections;
    char *pending_id; /* id of a section whose heading has none */
} Flow;

static void flow_children(Flow *flow, const xmlNode *parent);

/* ------------------------------------------------------------------ blocks and boxes */

static Block *add_block(Flow *flow, const char *tag)
{
    Block *block = g_new0(Block, 1);
    block->tag = tag;
    g_ptr_array_add(flow->galley->blocks, block);
    return block;
}

static void add_box(Flow *flow, Box *box)
{
    box->x += flow->x;
    box->has_bar = flow->has_bar;
    g_ptr_array_add(flow->galley->boxes, box);
}

/* Lines of a paragraph as boxes; no single line stays behind or goes ahead alone. */
static void add_lines(Flow *flow, Paragraph *text, const Block *block, const TextStyle *style, double x,
                      gboolean keeps_next)
{
    guint n = paragraph_n_lines(text);
    for (guint i = 0; i < n; i++) {
        Box *box = box_new(block, style->leading);
        box->x = x;
        box->before = i == 0 ? style->before : 0;
        box->after = i + 1 == n ? style->after : 0;
        box->keeps_next = i + 1 == n ? keeps_next : (i == 0 || i + 2 == n);
        box_add_line(box, text, i, 0, 0);
        add_box(flow, box);
    }
}

static void add_paragraph(Flow *flow, const xmlNode *first, const xmlNode *end, StyleName name,
                          const char *tag)
{
    const TextStyle *style = text_style(name);
    g_autoptr(Paragraph) text = paragraph_new(flow->job->fonts, first, end, style, flow->width);
    if (text)
        add_lines(flow, text, add_block(flow, tag), style, 0, FALSE);
}

/* ------------------------------------------------------------------ headings */

/* Destination names go into PDF strings: plain letters only. Transfer full. */
static char *destination(const char *id, guint number)
{
    char *name = id && id[0] ? g_strdup(id) : g_strdup_printf("heading-%u", number);
    return g_strcanon(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.", '-');
}

static Heading *add_heading(Flow *flow, const xmlNode *node, int level)
{
    Heading *heading = g_new0(Heading, 1);
    g_autofree char *id = node_attribute(node, "id");
    heading->id = destination(id ? id : flow->pending_id, flow->galley->headings->len + 1);
    heading->level = level;
    heading->title = inline_text(node);
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is(child, "span") && node_has_class(child, "no")) {
            heading->number = inline_text(child);
            gsize n = strlen(heading->number);
            char *rest = g_strdup(heading->title + MIN(n, strlen(heading->title)));
            if (g_str_has_prefix(rest, "\u2002"))
                memmove(rest, rest + strlen("\u2002"), strlen(rest + strlen("\u2002")) + 1);
            g_strstrip(rest);
            g_free(heading->title);
            heading->title = rest;
        }
    g_clear_pointer(&flow->pending_id, g_free);
    g_ptr_array_add(flow->galley->headings, heading);
    return heading;
}

static void typeset_heading(Flow *flow, const xmlNode *node, int level)
{
    static const char *const TAGS[] = {"H1", "H2", "H3", "H4"};
    static const StyleName STYLES[] = {STYLE_TITLE, STYLE_H2, STYLE_H3, STYLE_H4};
    gboolean is_severity = node_has_class(node, "sev");
    const TextStyle *style = text_style(is_severity ? STYLE_SEVERITY : STYLES[level - 1]);
    g_autoptr(Paragraph) text = paragraph_new(flow->job->fonts, node->children, NULL, style, flow->width);
    if (!text)
        return;
    Block *block = add_block(flow, TAGS[level - 1]);
    if (level > 1)
        block->heading = add_heading(flow, node, level);
    add_lines(flow, text, block, style, 0, level > 1);
}

/* ------------------------------------------------------------------ landscape pages */

/* A section that has only its heading and some text before its landscape figures goes with them onto their page. */
static gboolean is_short(const Flow *flow)
{
    double height = 0;
    for (guint i = flow->section_start; i < flow->galley->boxes->len; i++) {
        const Box *box = g_ptr_array_index(flow->galley->boxes, i);
        height += box->height + box->before;
    }
    return height < .22 * flow->job->landscape->height;
}

static void end_section(Flow *flow)
{
    if (flow->landscape->len > 0 && is_short(flow))
        for (guint i = flow->section_start; i < flow->galley->boxes->len; i++)
            ((Box *)g_ptr_array_index(flow->galley->boxes, i))->is_landscape = TRUE;
    for (guint i = 0; i < flow->landscape->len; i++)
        g_ptr_array_add(flow->galley->boxes, g_ptr_array_index(flow->landscape, i));
    g_ptr_array_set_size(flow->landscape, 0);
    flow->section_start = flow->galley->boxes->len;
}

/* ------------------------------------------------------------------ lists */

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

static void typeset_list(Flow *flow, const xmlNode *list, gboolean is_ordered)
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

/* The direct child with that class, or NULL. */
static const xmlNode *child_of_class(const xmlNode *node, const char *class)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE && node_has_class(child, class))
            return child;
    return NULL;
}

static const xmlNode *child_element(const xmlNode *node, const char *name)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is(child, name))
            return child;
    return NULL;
}

/* A warning that is no more than a note. */
static gboolean is_note(const xmlNode *item)
{
    return node_has_class(item, "i") || node_has_class(item->parent, "info");
}

/* One box: mark, title and sentence side by side between thin rules. */
static void typeset_warning(Flow *flow, const xmlNode *item, const Block *block, gboolean is_first)
{
    gboolean is_info = is_note(item);
    Fonts *fonts = flow->job->fonts;
    const xmlNode *mark = child_of_class(item, "k"), *title = child_of_class(item, "t"),
                  *text = child_element(item, "p");
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
    add_box(flow, box);
}

static void typeset_warnings(Flow *flow, const xmlNode *list)
{
    Block *block = add_block(flow, "L");
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

static void typeset_definitions(Flow *flow, const xmlNode *list)
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

/* ------------------------------------------------------------------ tables, figures, code */

static void typeset_table_block(Flow *flow, const xmlNode *table)
{
    Block *block = add_block(flow, "Table");
    block->row_tag = "TR";
    TableJob job = {.fonts = flow->job->fonts,
                    .width = flow->width,
                    .frame_height = flow->job->portrait->height,
                    .block = block,
                    .caption_block = add_block(flow, "Caption")};
    g_autoptr(GPtrArray) boxes = g_ptr_array_new();
    typeset_table(table, &job, boxes, flow->galley->owned);
    for (guint i = 0; i < boxes->len; i++)
        add_box(flow, g_ptr_array_index(boxes, i));
}

static gboolean is_figure_placeholder(const xmlNode *node)
{
    return node_is(node, "figure") && node->ns && strcmp((const char *)node->ns->href, "urn:gen") == 0;
}

static const xmlNode *find_placeholder(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || node_is_skipped(child))
            continue;
        const xmlNode *found = is_figure_placeholder(child) ? child : find_placeholder(child);
        if (found)
            return found;
    }
    return NULL;
}

static Box *figure_box(Flow *flow, Scene *scene, const Block *block, const PageShape *shape, double width)
{
    double scale = MIN(1, MIN(.93 * shape->height / scene->height, width / scene->width));
    Box *box = box_new(block, scene->height * scale);
    g_array_set_size(box->pieces, 1);
    Piece *piece = &g_array_index(box->pieces, Piece, 0);
    piece->kind = PIECE_SCENE;
    piece->scene = scene;
    piece->scale = scale;
    box->before = 9;
    box->after = 5;
    box->keeps_next = TRUE;
    box->x = flow->x;
    return box;
}

/* The parts of a figure (several when it is a long list) into `boxes`. FALSE when there is nothing to draw. */
static gboolean build_figure(Flow *flow, const FigureKind *kind, const char *subject, const Block *block,
                             GPtrArray *boxes)
{
    const PageShape *shape = kind->is_landscape ? flow->job->landscape : flow->job->portrait;
    double width = kind->is_landscape ? shape->width : flow->width;
    SceneLayout layout = {.width = width,
                          .text_size = kind->print_size > 0 ? kind->print_size : 9,
                          .ruler = fonts_ruler(flow->job->fonts),
                          .max_rows = SUITE_ROWS};
    do {
        Scene *scene = kind->build(flow->job->findings, subject, &layout);
        if (!scene)
            break;
        layout.first_row = scene->next_row;
        Box *box = figure_box(flow, scene, block, shape, width);
        box->keeps_next = scene->next_row == 0;
        g_ptr_array_add(boxes, box);
    } while (layout.first_row > 0);
    return boxes->len > 0;
}

static void add_figure_caption(Flow *flow, const xmlNode *caption, GPtrArray *boxes, double width)
{
    const TextStyle *style = text_style(STYLE_CAPTION);
    g_autoptr(Paragraph) text = paragraph_new(flow->job->fonts, caption->children, NULL, style, width);
    const Block *block = add_block(flow, "Caption");
    guint n = text ? paragraph_n_lines(text) : 0;
    for (guint i = 0; i < n; i++) {
        Box *box = box_new(block, style->leading);
        box_add_line(box, text, i, 0, 0);
        box->x = flow->x;
        box->keeps_next = i + 1 < n;
        box->after = i + 1 == n ? 13 : 0;
        g_ptr_array_add(boxes, box);
    }
}

static void typeset_figure(Flow *flow, const xmlNode *figure)
{
    const xmlNode *placeholder = is_figure_placeholder(figure) ? figure : find_placeholder(figure);
    if (!placeholder) {
        flow_children(flow, figure);
        return;
    }
    g_autofree char *name = node_attribute(placeholder, "kind");
    g_autofree char *subject = node_attribute(placeholder, "subject");
    const FigureKind *kind = name ? figure_kind_find(name) : NULL;
    g_autoptr(GPtrArray) boxes = g_ptr_array_new();
    if (!kind ||
        !build_figure(flow, kind, subject && subject[0] ? subject : NULL, add_block(flow, "Figure"), boxes))
        return;
    const xmlNode *caption = child_element(figure, "figcaption");
    if (caption)
        add_figure_caption(flow, caption, boxes,
                           kind->is_landscape ? LANDSCAPE_CAPTION_WIDTH : CAPTION_SHARE * flow->width);
    for (guint i = 0; i < boxes->len; i++) {
        Box *box = g_ptr_array_index(boxes, i);
        box->is_landscape = kind->is_landscape;
        box->has_bar = flow->has_bar && !kind->is_landscape;
        g_ptr_array_add(kind->is_landscape ? flow->landscape : flow->galley->boxes, box);
    }
    ((Box *)g_ptr_array_index(boxes, boxes->len - 1))->keeps_next = FALSE;
}

static void typeset_pre(Flow *flow, const xmlNode *pre)
{
    const TextStyle *style = text_style(STYLE_PRE);
    xmlChar *content = xmlNodeGetContent((xmlNodePtr)(guintptr)pre);
    g_autofree char *copy = g_strchomp(g_strdup((const char *)content));
    xmlFree(content);
    g_autoptr(Paragraph) text = paragraph_new_text(flow->job->fonts, copy, style, flow->width, TRUE);
    const Block *block = add_block(flow, "Code");
    guint n = paragraph_n_lines(text);
    for (guint i = 0; i < n; i++) {
        gboolean is_first = i == 0, is_last = i + 1 == n;
        double top = is_first ? 4.5 : 0;
        Box *box = box_new(block, style->leading + top + (is_last ? 4.5 : 0));
        box_add_line(box, text, i, 0, top);
        if (is_first)
            box_add_rule(box, 0, 0, flow->width, .4, COLOR_RULE);
        if (is_last)
            box_add_rule(box, 0, box->height - .4, flow->width, .4, COLOR_RULE);
        box->keeps_next = i == 0 ? n > 1 : i + 2 == n;
        box->before = is_first ? 4 : 0;
        box->after = is_last ? 8 : 0;
        add_box(flow, box);
    }
}

/* ------------------------------------------------------------------ the first page */

/* Frame with mark and word, then the sentence beside it. */
static void typeset_status(Flow *flow, const xmlNode *status)
{
    const xmlNode *badge = child_of_class(status, "badge");
    if (!badge) {
        add_paragraph(flow, status->children, NULL, STYLE_STATUS, "P");
        return;
    }
    Fonts *fonts = flow->job->fonts;
    g_autofree char *label = inline_text(badge);
    const char *mark = flow->job->badge_mark;
    g_autofree char *marked = g_strconcat(mark ? mark : "", mark ? " " : "", label, NULL);
    g_autoptr(Paragraph) word =
        label[0] ? paragraph_new_text(fonts, marked, text_style(STYLE_BADGE), -1, FALSE) : NULL;
    double frame = word ? paragraph_width(word) + 11 : 0, indent = frame > 0 ? frame + 7 : 0;
    g_autoptr(Paragraph) text =
        paragraph_new(fonts, badge->next, NULL, text_style(STYLE_STATUS), flow->width - indent);
    guint n = text ? paragraph_n_lines(text) : 0;
    Box *box = box_new(add_block(flow, "P"), MAX(16, 3 + n * 13));
    if (word) {
        Piece *rule = box_add_rule(box, .5, .5, frame, 15, COLOR_INK);
        rule->kind = PIECE_FRAME;
        box_add_line(box, word, 0, 6, 2.6);
    }
    if (text)
        box_add_paragraph(box, text, indent, 1.6, NULL, 0);
    box->after = 4;
    box->before = 3;
    add_box(flow, box);
}

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
        const xmlNode *title = node_is(child, "li") && !is_note(child) ? child_of_class(child, "t") : NULL;
        if (title) {
            g_autofree char *text = inline_text(title);
            if (text[0])
                lower_first(titles, text);
        } else {
            collect_cautions(child, titles);
        }
    }
}

static void add_label(Flow *flow, const char *label)
{
    const TextStyle *style = text_style(STYLE_H3);
    g_autoptr(Paragraph) text = paragraph_new_text(flow->job->fonts, label, style, flow->width, FALSE);
    add_lines(flow, text, add_block(flow, "P"), style, 0, TRUE);
}

static void add_cautions(Flow *flow, const xmlNode *body)
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
    add_lines(flow, text, add_block(flow, "P"), &style, 0, FALSE);
}

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
static void add_contents(Flow *flow)
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
    const Block *block = add_block(flow, "TOC");
    guint n_rows = (entries->len + 1) / 2;
    double width = (flow->width - CONTENTS_GUTTER) / 2;
    for (guint row = 0; row < n_rows; row++) {
        Box *box = box_new(block, text_style(STYLE_CONTENTS)->leading);
        for (guint i = row; i < entries->len; i += n_rows)
            add_contents_entry(flow, box, g_ptr_array_index(entries, i),
                               i >= n_rows ? width + CONTENTS_GUTTER : 0, width);
        box->keeps_next = row + 1 < n_rows;
        add_box(flow, box);
    }
}

/* ------------------------------------------------------------------ all elements */

static gboolean is_inline(const xmlNode *node)
{
    static const char *const NAMES[] = {"a",    "abbr", "b",    "bdi",   "br",   "cite",   "code",
                                        "data", "del",  "em",   "i",     "ins",  "kbd",    "mark",
                                        "q",    "s",    "samp", "small", "span", "strong", "sub",
                                        "sup",  "time", "u",    "var",   "wbr",  NULL};
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        return TRUE;
    return node->type == XML_ELEMENT_NODE && g_strv_contains(NAMES, (const char *)node->name);
}

static StyleName paragraph_style(const Flow *flow, const xmlNode *node)
{
    static const struct {
        const char *class;
        StyleName style;
    } CLASSES[] = {{"kick", STYLE_KICK},   {"sub", STYLE_SUBTITLE}, {"src", STYLE_SOURCE},
                   {"note", STYLE_SOURCE}, {"lab", STYLE_SEVERITY}, {"why", STYLE_BODY},
                   {"aside", STYLE_BODY},  {"meta", STYLE_SUBTITLE}};
    for (gsize i = 0; i < G_N_ELEMENTS(CLASSES); i++)
        if (node_has_class(node, CLASSES[i].class))
            return CLASSES[i].style;
    return flow->is_verdict ? STYLE_VERDICT : STYLE_BODY;
}

static void typeset_barred(Flow *flow, const xmlNode *node)
{
    gboolean had_bar = flow->has_bar;
    flow->has_bar = TRUE;
    flow->x += BAR_INDENT;
    flow->width -= BAR_INDENT;
    flow_children(flow, node);
    flow->has_bar = had_bar;
    flow->x -= BAR_INDENT;
    flow->width += BAR_INDENT;
}

/* A section; its id is that of its heading where the heading has none. */
static void typeset_section(Flow *flow, const xmlNode *node)
{
    const xmlNode *heading = child_element(node, "h2");
    gboolean was_verdict = flow->is_verdict;
    if (node_is(node, "section") && heading) {
        end_section(flow);
        g_free(flow->pending_id);
        flow->pending_id = node_attribute(node, "id");
        flow->n_sections++;
    }
    if (node_has_class(node, "verdict"))
        flow->is_verdict = TRUE;
    flow_children(flow, node);
    flow->is_verdict = was_verdict;
}

static int heading_level(const xmlNode *node)
{
    static const char *const NAMES[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
    for (int i = 0; i < (int)G_N_ELEMENTS(NAMES); i++)
        if (node_is(node, NAMES[i]))
            return MIN(i + 1, 4);
    return 0;
}

/* What opens a folded part on screen is its small heading on paper. */
static void typeset_summary(Flow *flow, const xmlNode *node)
{
    const TextStyle *style = text_style(STYLE_SEVERITY);
    g_autoptr(Paragraph) text = paragraph_new(flow->job->fonts, node->children, NULL, style, flow->width);
    if (text)
        add_lines(flow, text, add_block(flow, "P"), style, 0, TRUE);
}

static void typeset_element(Flow *flow, const xmlNode *node)
{
    int level = heading_level(node);
    if (level > 0)
        typeset_heading(flow, node, level);
    else if (node_is(node, "p") && node_has_class(node, "status"))
        typeset_status(flow, node);
    else if (node_is(node, "p"))
        add_paragraph(flow, node->children, NULL, paragraph_style(flow, node), "P");
    else if (node_is(node, "ul") && node_has_class(node, "warn"))
        typeset_warnings(flow, node);
    else if (node_is(node, "ul") || node_is(node, "ol"))
        typeset_list(flow, node, node_is(node, "ol"));
    else if (node_is(node, "dl"))
        typeset_definitions(flow, node);
    else if (node_is(node, "table"))
        typeset_table_block(flow, node);
    else if (node_is(node, "figure"))
        typeset_figure(flow, node);
    else if (node_is(node, "pre"))
        typeset_pre(flow, node);
    else if (node_is(node, "summary"))
        typeset_summary(flow, node);
    else if (node_is(node, "blockquote") || node_has_class(node, "spec"))
        typeset_barred(flow, node);
    else
        typeset_section(flow, node);
}

/* Block children one by one; runs of inline children as paragraphs of their own. */
static void flow_children(Flow *flow, const xmlNode *parent)
{
    const xmlNode *node = parent->children;
    while (node) {
        if (is_inline(node)) {
            const xmlNode *end = node;
            while (end && (is_inline(end) || end->type == XML_COMMENT_NODE))
                end = end->next;
            add_paragraph(flow, node, end, flow->is_verdict ? STYLE_VERDICT : STYLE_BODY, "P");
            node = end;
        } else {
            if (node->type == XML_ELEMENT_NODE && !node_is_skipped(node))
                typeset_element(flow, node);
            node = node->next;
        }
    }
}

/* ------------------------------------------------------------------ the galley */

static void heading_free(gpointer data)
{
    Heading *heading = data;
    g_free(heading->id);
    g_free(heading->number);
    g_free(heading->title);
    g_free(heading);
}

static void unref_array(gpointer data)
{
    g_ptr_array_unref(data);
}

/* Cautions and contents go between the first section (the verdict) and the second, which starts page two. */
static void insert_front_matter(Flow *flow, const xmlNode *body, guint first_end)
{
    g_autoptr(GPtrArray) rest = g_ptr_array_new();
    GPtrArray *boxes = flow->galley->boxes;
    for (guint i = first_end; i < boxes->len; i++)
        g_ptr_array_add(rest, g_ptr_array_index(boxes, i));
    g_ptr_array_set_free_func(boxes, NULL);
    g_ptr_array_set_size(boxes, (gint)first_end);
    g_ptr_array_set_free_func(boxes, box_free);
    add_cautions(flow, body);
    add_contents(flow);
    if (rest->len > 0)
        ((Box *)g_ptr_array_index(rest, 0))->breaks_before = TRUE;
    for (guint i = 0; i < rest->len; i++)
        g_ptr_array_add(boxes, g_ptr_array_index(rest, i));
}

/* The first box of the second h2, or the end. */
static guint end_of_first_section(const Galley *galley)
{
    const Heading *first = NULL;
    for (guint i = 0; i < galley->boxes->len; i++) {
        const Box *box = g_ptr_array_index(galley->boxes, i);
        const Heading *heading = box->block ? box->block->heading : NULL;
        if (!heading || heading->level != 2 || heading == first)
            continue;
        if (first)
            return i;
        first = heading;
    }
    return galley->boxes->len;
}

Galley *galley_new(const xmlNode *body, const FlowJob *job)
{
    Galley *galley = g_new0(Galley, 1);
    galley->boxes = g_ptr_array_new_with_free_func(box_free);
    galley->headings = g_ptr_array_new_with_free_func(heading_free);
    galley->blocks = g_ptr_array_new_with_free_func(g_free);
    galley->owned = g_ptr_array_new_with_free_func(unref_array);
    Flow flow = {.job = job, .galley = galley, .width = job->portrait->width, .landscape = g_ptr_array_new()};
    flow_children(&flow, body);
    end_section(&flow);
    insert_front_matter(&flow, body, end_of_first_section(galley));
    g_ptr_array_unref(flow.landscape);
    g_free(flow.pending_id);
    return galley;
}

void galley_free(Galley *galley)
{
    if (!galley)
        return;
    g_ptr_array_unref(galley->boxes);
    g_ptr_array_unref(galley->headings);
    g_ptr_array_unref(galley->blocks);
    g_ptr_array_unref(galley->owned);
    g_free(galley);
}
