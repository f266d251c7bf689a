/* From the bound document to boxes; see typeset_flow.h.
 * The first page holds title, verdict, cautions and contents; the sections follow from the second page on. Figures that want
 * a landscape page come after the rest of their section, so that no portrait page is left empty before them. */
#include "render/typeset_flow_internal.h"

#include <string.h>

#include "render/typeset_table.h"

#define BAR_INDENT 13.5

/* ------------------------------------------------------------------ blocks and boxes */

/* Blocks are many and small; they live as long as the galley. */
Block *flow_add_block(Flow *flow, const char *tag)
{
    Block *block = g_new0(Block, 1);
    block->tag = tag;
    g_ptr_array_add(flow->galley->blocks, block);
    return block;
}

void flow_add_box(Flow *flow, Box *box)
{
    box->x += flow->x;
    box->has_bar = flow->has_bar;
    g_ptr_array_add(flow->galley->boxes, box);
}

/* Lines of a paragraph as boxes; no single line stays behind or goes ahead alone. */
void flow_add_lines(Flow *flow, Paragraph *text, const Block *block, const TextStyle *style, double x,
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
        flow_add_box(flow, box);
    }
}

/* Nothing is added for an element without text. */
void flow_add_paragraph(Flow *flow, const xmlNode *first, const xmlNode *end, StyleName name, const char *tag)
{
    const TextStyle *style = text_style(name);
    g_autoptr(Paragraph) text = paragraph_new(flow->job->fonts, first, end, style, flow->width);
    if (text)
        flow_add_lines(flow, text, flow_add_block(flow, tag), style, 0, FALSE);
}

Box *flow_last_box(const Flow *flow)
{
    const GPtrArray *boxes = flow->galley->boxes;
    return boxes->len > 0 ? g_ptr_array_index(boxes, boxes->len - 1) : NULL;
}

/* ------------------------------------------------------------------ headings */

/* Few headings: a search is cheaper than a table. */
static gboolean is_taken(const GPtrArray *headings, const char *id)
{
    for (guint i = 0; i < headings->len; i++)
        if (g_str_equal(((const Heading *)g_ptr_array_index(headings, i))->id, id))
            return TRUE;
    return FALSE;
}

/* The id of the element as a name that no heading before has. Transfer full. */
static char *destination(const GPtrArray *headings, const char *id)
{
    g_autofree char *base =
        id && id[0] ? inline_destination(id) : g_strdup_printf("heading-%u", headings->len + 1);
    char *name = g_strdup(base);
    for (guint n = 2; is_taken(headings, name); n++) {
        g_free(name);
        name = g_strdup_printf("%s-%u", base, n);
    }
    return name;
}

/* The number in front is kept apart: the contents list sets it in a column of its own. */
static Heading *add_heading(Flow *flow, const xmlNode *node, int level)
{
    Heading *heading = g_new0(Heading, 1);
    g_autofree char *id = node_attribute(node, "id");
    heading->id = destination(flow->galley->headings, id ? id : flow->pending_id);
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

/* A long title is set smaller, so that it leaves room for the verdict. */
static Paragraph *title_paragraph(Flow *flow, const xmlNode *node)
{
    static const StyleName STYLES[] = {STYLE_TITLE, STYLE_TITLE_LONG};
    Paragraph *text = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(STYLES) && (!text || paragraph_n_lines(text) > 2); i++) {
        paragraph_unref(text);
        text = paragraph_new(flow->job->fonts, node->children, NULL, text_style(STYLES[i]), flow->width);
        if (!text)
            return NULL;
    }
    paragraph_limit(text, 5);
    return text;
}

/* The title of the report is no entry of the outline, which is about its parts. */
static void typeset_heading(Flow *flow, const xmlNode *node, int level)
{
    static const char *const TAGS[] = {"H1", "H2", "H3", "H4"};
    static const StyleName STYLES[] = {STYLE_TITLE, STYLE_H2, STYLE_H3, STYLE_H4};
    StyleName name = node_has_class(node, "sev") ? STYLE_SEVERITY : STYLES[level - 1];
    g_autoptr(Paragraph) text =
        level == 1 ? title_paragraph(flow, node)
                   : paragraph_new(flow->job->fonts, node->children, NULL, text_style(name), flow->width);
    if (!text)
        return;
    Block *block = flow_add_block(flow, TAGS[level - 1]);
    if (level > 1)
        block->heading = add_heading(flow, node, level);
    flow_add_lines(flow, text, block, paragraph_style(text), 0, level > 1);
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

/* Landscape figures come after the tables of their section. */
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

/* ------------------------------------------------------------------ tables, code */

/* The caption is an element of its own: Cairo 1.16 tags leaves only. */
static void typeset_table_block(Flow *flow, const xmlNode *table)
{
    Block *block = flow_add_block(flow, "Table");
    block->row_tag = "TR";
    TableJob job = {.fonts = flow->job->fonts,
                    .width = flow->width,
                    .frame_height = flow->job->portrait->height,
                    .block = block,
                    .caption_block = flow_add_block(flow, "Caption")};
    g_autoptr(GPtrArray) boxes = g_ptr_array_new();
    typeset_table(table, &job, boxes, flow->galley->owned);
    for (guint i = 0; i < boxes->len; i++)
        flow_add_box(flow, g_ptr_array_index(boxes, i));
}

/* Line by line, so that a long listing may go over pages. */
static void typeset_pre(Flow *flow, const xmlNode *pre)
{
    const TextStyle *style = text_style(STYLE_PRE);
    xmlChar *content = xmlNodeGetContent((xmlNodePtr)(guintptr)pre);
    g_autofree char *copy = g_strchomp(g_strdup((const char *)content));
    xmlFree(content);
    g_autoptr(Paragraph) text = paragraph_new_text(flow->job->fonts, copy, style, flow->width, TRUE);
    const Block *block = flow_add_block(flow, "Code");
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
        flow_add_box(flow, box);
    }
}

/* ------------------------------------------------------------------ all elements */

static gboolean is_inline(const xmlNode *node)
{
    static const char *const NAMES[] = {"a",    "abbr", "b",    "bdi",  "br",    "cite", "code",
                                        "data", "del",  "em",   "i",    "img",   "ins",  "kbd",
                                        "mark", "q",    "s",    "samp", "small", "span", "strong",
                                        "sub",  "sup",  "time", "u",    "var",   "wbr",  NULL};
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        return TRUE;
    return node->type == XML_ELEMENT_NODE && g_strv_contains(NAMES, (const char *)node->name);
}

/* The classes of the template that paper sets apart; all others are body text. */
static StyleName style_of_paragraph(const Flow *flow, const xmlNode *node)
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

/* Only the boxes know of the bar; it is drawn where they stand. */
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
    const xmlNode *heading = node_child_element(node, "h2");
    gboolean was_verdict = flow->is_verdict;
    if (node_is(node, "section") && heading) {
        end_section(flow);
        g_free(flow->pending_id);
        flow->pending_id = node_attribute(node, "id");
    }
    if (node_has_class(node, "verdict"))
        flow->is_verdict = TRUE;
    flow_children(flow, node);
    flow->is_verdict = was_verdict;
}

/* Below the fourth level nothing looks different. */
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
        flow_add_lines(flow, text, flow_add_block(flow, "P"), style, 0, TRUE);
}

/* A break between two thoughts: a short rule. */
static void typeset_break(Flow *flow)
{
    Box *box = box_new(NULL, 10);
    box_add_rule(box, 0, 5, .2 * flow->width, .5, COLOR_AXIS);
    flow_add_box(flow, box);
}

/* Elements that are not named here are containers: their children count. */
static void typeset_element(Flow *flow, const xmlNode *node)
{
    int level = heading_level(node);
    if (level > 0)
        typeset_heading(flow, node, level);
    else if (node_is(node, "p") && node_has_class(node, "status"))
        flow_status(flow, node);
    else if (node_is(node, "p") && flow_is_picture(node))
        flow_pictures(flow, node);
    else if (node_is(node, "p"))
        flow_add_paragraph(flow, node->children, NULL, style_of_paragraph(flow, node), "P");
    else if (node_is(node, "ul") && node_has_class(node, "warn"))
        flow_warnings(flow, node);
    else if (node_is(node, "ul") || node_is(node, "ol"))
        flow_list(flow, node, node_is(node, "ol"));
    else if (node_is(node, "dl"))
        flow_definitions(flow, node);
    else if (node_is(node, "table"))
        typeset_table_block(flow, node);
    else if (node_is(node, "figure"))
        flow_figure(flow, node);
    else if (node_is(node, "pre"))
        typeset_pre(flow, node);
    else if (node_is(node, "summary"))
        typeset_summary(flow, node);
    else if (node_is(node, "hr"))
        typeset_break(flow);
    else if (node_is(node, "blockquote") || node_has_class(node, "spec"))
        typeset_barred(flow, node);
    else
        typeset_section(flow, node);
}

/* Block children one by one; runs of inline children as paragraphs of their own. */
void flow_children(Flow *flow, const xmlNode *parent)
{
    const xmlNode *node = parent->children;
    while (node) {
        if (is_inline(node)) {
            const xmlNode *end = node;
            while (end && (is_inline(end) || end->type == XML_COMMENT_NODE))
                end = end->next;
            flow_add_paragraph(flow, node, end, flow->is_verdict ? STYLE_VERDICT : STYLE_BODY, "P");
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
    flow_cautions(flow, body);
    flow_contents(flow);
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

/* A template may link to a section that this report does not have. */
static void drop_dead_links(const Galley *galley)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < galley->headings->len; i++)
        g_hash_table_add(known, ((const Heading *)g_ptr_array_index(galley->headings, i))->id);
    for (guint i = 0; i < galley->boxes->len; i++) {
        const Box *box = g_ptr_array_index(galley->boxes, i);
        for (guint p = 0; p < box->pieces->len; p++) {
            const Piece *piece = &g_array_index(box->pieces, Piece, p);
            if (piece->paragraph)
                paragraph_drop_links(piece->paragraph, known);
        }
    }
}

/* The contents list is made last, when all headings are known, and put where it belongs. */
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
    drop_dead_links(galley);
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
