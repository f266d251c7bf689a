/* The typesetter; see typeset.h. */
#include "render/typeset.h"

#define MM (72 / 25.4)

/* All in millimetres, as the design gives them. */
static PageShape page_shape(double width, double height, double left, double top, double right, double bottom)
{
    return (PageShape){.page_width = width,
                       .page_height = height,
                       .left = left * MM,
                       .top = top * MM,
                       .width = width - (left + right) * MM,
                       .height = height - (top + bottom) * MM};
}

/* A document without a body is taken as a whole. */
static const xmlNode *find_body(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is(child, "body"))
            return child;
    return node;
}

/* Letter paper has the same margins; its lines are a little longer and its pages shorter. */
GBytes *typeset_document(xmlDocPtr bound, const Findings *findings, const char *paper, const PageText *text,
                         DiagList *diags, GPtrArray *figure_texts)
{
    gboolean is_letter = paper && g_str_equal(paper, "letter");
    double short_side = is_letter ? 612 : 210 * MM, long_side = is_letter ? 792 : 297 * MM;
    PageShape portrait = page_shape(short_side, long_side, 21, 23, 21, 21);
    PageShape landscape = page_shape(long_side, short_side, 15, 20, 15, 17);
    Fonts *fonts = fonts_of_thread(diags);
    xmlNodePtr root = xmlDocGetRootElement(bound);
    if (!fonts || !root)
        return NULL;
    FlowJob job = {.fonts = fonts,
                   .findings = findings,
                   .portrait = &portrait,
                   .landscape = &landscape,
                   .badge_mark = text->badge_mark};
    g_autoptr(Galley) galley = galley_new(find_body(root), &job);
    return pages_write(galley, &portrait, &landscape, text, fonts, diags, figure_texts);
}
