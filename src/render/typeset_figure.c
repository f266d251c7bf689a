/* Figures on paper: built by kind, kept with their captions, turned onto landscape pages where they ask for it.
 * See typeset_flow_internal.h. */
#include "render/typeset_flow_internal.h"

#include <string.h>

#include "render/glyphs.h"
#include "scene/figures.h"

#define CAPTION_SHARE .9
#define LANDSCAPE_CAPTION_WIDTH 620.0
#define SUITE_ROWS 60

static gboolean is_figure_placeholder(const xmlNode *node)
{
    return node_is(node, "figure") && node->ns && strcmp((const char *)node->ns->href, "urn:gen") == 0;
}

/* The binder leaves it anywhere inside the <figure> of the template. */
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

/* A figure and its caption stay together: the box keeps the first line of the caption. */
static Box *figure_box(Flow *flow, Scene *scene, const Block *block, const PageShape *shape, double width)
{
    double scale = MIN(1, MIN(.93 * shape->height / scene->height, width / scene->width));
    Box *box = box_new(block, scene->height * scale);
    Piece *piece = box_add_piece(box, PIECE_SCENE, 0, 0, width, box->height);
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
    TextRuler ruler = glyphs_ruler(flow->job->fonts);
    SceneLayout layout = {.width = width,
                          .text_size = kind->print_size > 0 ? kind->print_size : 9,
                          .ruler = &ruler,
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

/* Narrower than the figure: long lines of small type are hard to read. */
static void add_figure_caption(Flow *flow, const xmlNode *caption, GPtrArray *boxes, double width)
{
    const TextStyle *style = text_style(STYLE_CAPTION);
    g_autoptr(Paragraph) text = paragraph_new(flow->job->fonts, caption->children, NULL, style, width);
    const Block *block = flow_add_block(flow, "Caption");
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

/* A heading and the few lines under it stay with the figure that they introduce. */
static void keep_introduction(Flow *flow)
{
    const guint most_lines = 6;
    const GPtrArray *boxes = flow->galley->boxes;
    guint n = 0;
    while (n < boxes->len && n <= most_lines) {
        const Box *box = g_ptr_array_index(boxes, boxes->len - 1 - n);
        if (!box->block)
            return;
        if (box->block->heading)
            break;
        if (strcmp(box->block->tag, "P") != 0)
            return;
        n++;
    }
    for (guint i = 1; i <= n && n <= most_lines; i++)
        ((Box *)g_ptr_array_index(boxes, boxes->len - i))->keeps_next = TRUE;
}

/* Nothing to draw, no caption either: a template may name figures that an archive cannot fill. */
void flow_figure(Flow *flow, const xmlNode *figure)
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
    if (!kind || !build_figure(flow, kind, subject && subject[0] ? subject : NULL,
                               flow_add_block(flow, "Figure"), boxes))
        return;
    if (!kind->is_landscape)
        keep_introduction(flow);
    const xmlNode *caption = node_child_element(figure, "figcaption");
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
