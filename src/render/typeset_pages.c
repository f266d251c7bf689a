/* Pages; see typeset_pages.h. */
#include "render/typeset_pages.h"

#include <cairo-pdf.h>
#include <string.h>

#include "render/cairo_painter.h"
#include "render/typeset_break.h"

#define BAR_WIDTH .6
#define HEAD_BASELINE 42.0 /* from the top of the page */
#define HEAD_RULE 50.5
#define FOOT_BASELINE 38.5 /* from its bottom */

typedef struct {
    cairo_surface_t *surface;
    cairo_t *cr;
    const GPtrArray *pages;    /* of Page* */
    const GPtrArray *headings; /* of Heading* */
    const PageShape *portrait, *landscape;
    const PageText *text;
    Fonts *fonts;
    const Block *open;       /* structure element that is open */
    GPtrArray *figure_texts; /* may be NULL */
} Painter;

static void close_block(Painter *painter)
{
    if (painter->open)
        cairo_tag_end(painter->cr, painter->open->tag);
    painter->open = NULL;
}

/* An element that goes over a page is closed at its end and opened again on the next. */
static void open_block(Painter *painter, const Block *block)
{
    if (block == painter->open)
        return;
    close_block(painter);
    if (block)
        cairo_tag_begin(painter->cr, block->tag, NULL);
    painter->open = block;
}

/* A rule at the left of boxes that belong together, through the space between them. */
static void draw_bar(Painter *painter, const PageShape *shape, const GArray *placed, guint i)
{
    const Placed *this = &g_array_index(placed, Placed, i);
    if (!this->box->has_bar)
        return;
    double top = this->y;
    if (i > 0) {
        const Placed *before = &g_array_index(placed, Placed, i - 1);
        top = before->box->has_bar ? before->y + before->box->height : top;
    }
    cairo_rectangle(painter->cr, shape->left, shape->top + top, BAR_WIDTH, this->y + this->box->height - top);
    cairo_painter_set_color(painter->cr, COLOR_RULE);
    cairo_fill(painter->cr);
}

/* What a figure shows, for those who do not see it. */
static void add_figure_text(Painter *painter, const Box *box)
{
    const Piece *piece = box->pieces->len > 0 ? &g_array_index(box->pieces, Piece, 0) : NULL;
    if (painter->figure_texts && piece && piece->kind == PIECE_PICTURE)
        g_ptr_array_add(painter->figure_texts, g_strdup(piece->picture_text));
    if (!painter->figure_texts || !piece || piece->kind != PIECE_SCENE)
        return;
    const Scene *scene = piece->scene;
    g_ptr_array_add(painter->figure_texts,
                    g_strconcat(scene->title ? scene->title : "Figure", ". ", scene->description, NULL));
}

/* A heading is also the place that the contents list and the outline point to. */
static void draw_box(Painter *painter, const PageShape *shape, const Placed *placed)
{
    const Box *box = placed->box;
    const Heading *heading = box->block ? box->block->heading : NULL;
    gboolean is_new = box->block != painter->open;
    if (is_new)
        add_figure_text(painter, box);
    open_block(painter, box->block);
    if (heading && is_new) {
        g_autofree char *name = g_strdup_printf("name='%s'", heading->id);
        cairo_tag_begin(painter->cr, CAIRO_TAG_DEST, name);
        box_draw(painter->cr, box, shape->left, shape->top + placed->y, painter->fonts);
        cairo_tag_end(painter->cr, CAIRO_TAG_DEST);
        return;
    }
    const char *row = box->block ? box->block->row_tag : NULL;
    if (row)
        cairo_tag_begin(painter->cr, row, NULL);
    box_draw(painter->cr, box, shape->left, shape->top + placed->y, painter->fonts);
    if (row)
        cairo_tag_end(painter->cr, row);
}

/* A running head that is too long for its line ends in "…". */
static void draw_head(Painter *painter, const PageShape *shape)
{
    const TextStyle *style = text_style(STYLE_RUNNING);
    double right = shape->left + shape->width, status = 0;
    const char *head_right = painter->text->head_right;
    if (head_right)
        status = cairo_painter_text(painter->cr, painter->fonts, right, HEAD_BASELINE, head_right, FACE_SANS,
                                    style->size, COLOR_INK2, ANCHOR_END);
    if (painter->text->head_left) {
        g_autofree char *head = glyphs_ellipsize(painter->fonts, painter->text->head_left, FACE_SANS,
                                                 style->size, shape->width - status - 20);
        cairo_painter_text(painter->cr, painter->fonts, shape->left, HEAD_BASELINE, head, FACE_SANS,
                           style->size, COLOR_INK, ANCHOR_START);
    }
    cairo_rectangle(painter->cr, shape->left, HEAD_RULE, shape->width, .5);
    cairo_painter_set_color(painter->cr, COLOR_AXIS);
    cairo_fill(painter->cr);
}

/* The hash of the inputs on every page: a loose sheet can still be matched to its archive. */
static void draw_foot(Painter *painter, const PageShape *shape, guint number)
{
    const TextStyle *style = text_style(STYLE_FOOT);
    double y = shape->page_height - FOOT_BASELINE, right = shape->left + shape->width;
    g_autofree char *page = g_strdup_printf("%u / %u", number, painter->pages->len);
    if (painter->text->foot)
        cairo_painter_text(painter->cr, painter->fonts, shape->left, y, painter->text->foot, FACE_SANS,
                           style->size, style->color, ANCHOR_START);
    cairo_painter_text(painter->cr, painter->fonts, right, y, page, FACE_SANS_BOLD, style->size, COLOR_INK,
                       ANCHOR_END);
}

/* The opaque ground comes first: without it, many small shapes make Cairo compute their union, which is quadratic. */
static void draw_page(Painter *painter, guint number)
{
    const Page *page = g_ptr_array_index(painter->pages, number - 1);
    const PageShape *shape = page->is_landscape ? painter->landscape : painter->portrait;
    g_autofree char *label = g_strdup_printf("%u", number);
    cairo_pdf_surface_set_size(painter->surface, shape->page_width, shape->page_height);
    cairo_pdf_surface_set_page_label(painter->surface, label);
    cairo_painter_set_color(painter->cr, COLOR_PAPER);
    cairo_paint(painter->cr);
    if (number > 1)
        draw_head(painter, shape);
    draw_foot(painter, shape, number);
    for (guint i = 0; i < page->placed->len; i++) {
        draw_bar(painter, shape, page->placed, i);
        draw_box(painter, shape, &g_array_index(page->placed, Placed, i));
    }
    close_block(painter);
    cairo_show_page(painter->cr);
}

/* ------------------------------------------------------------------ the file */

/* Without a date Cairo would take the clock, and no two runs would give the same bytes. */
static void set_metadata(cairo_surface_t *surface, const PageText *text)
{
    const struct {
        cairo_pdf_metadata_t key;
        const char *value;
    } items[] = {{CAIRO_PDF_METADATA_TITLE, text->title},     {CAIRO_PDF_METADATA_AUTHOR, text->author},
                 {CAIRO_PDF_METADATA_SUBJECT, text->subject}, {CAIRO_PDF_METADATA_KEYWORDS, text->keywords},
                 {CAIRO_PDF_METADATA_CREATOR, text->creator}, {CAIRO_PDF_METADATA_CREATE_DATE, text->date},
                 {CAIRO_PDF_METADATA_MOD_DATE, text->date}};
    for (gsize i = 0; i < G_N_ELEMENTS(items); i++)
        if (items[i].value && items[i].value[0])
            cairo_pdf_surface_set_metadata(surface, items[i].key, items[i].value);
}

/* Second-level headings below their section; those of a page that was never drawn are left out. */
static void add_outline(cairo_surface_t *surface, const GPtrArray *headings)
{
    int section = CAIRO_PDF_OUTLINE_ROOT;
    for (guint i = 0; i < headings->len; i++) {
        const Heading *heading = g_ptr_array_index(headings, i);
        if (heading->page == 0)
            continue;
        g_autofree char *title = g_strconcat(heading->number ? heading->number : "",
                                             heading->number ? " " : "", heading->title, NULL);
        g_autofree char *target = g_strdup_printf("dest='%s'", heading->id);
        int parent = heading->level == 2 ? CAIRO_PDF_OUTLINE_ROOT : section;
        int id = cairo_pdf_surface_add_outline(surface, parent, title, target,
                                               heading->level == 2 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
        if (heading->level == 2)
            section = id;
    }
}

/* Into memory only: Cairo loses errors of files. */
static cairo_status_t append_bytes(void *closure, const unsigned char *data, unsigned int n)
{
    g_byte_array_append(closure, data, n);
    return CAIRO_STATUS_SUCCESS;
}

/* Cairo keeps the first error of the context and of the surface apart: a PDF may be blank with only one of them set. */
static gboolean is_good(const Painter *painter, DiagList *diags)
{
    cairo_status_t status = cairo_status(painter->cr);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(painter->surface);
    if (status != CAIRO_STATUS_SUCCESS)
        diag_add(diags, DIAG_ERROR, "pdf-failed", NULL, 0, 0, "the PDF could not be drawn: %s",
                 cairo_status_to_string(status));
    return status == CAIRO_STATUS_SUCCESS;
}

/* Asked twice: finishing the surface writes fonts and structure, and may fail too. */
static gboolean draw_all(Painter *painter, DiagList *diags)
{
    set_metadata(painter->surface, painter->text);
    cairo_tag_begin(painter->cr, "Document", NULL);
    for (guint number = 1; number <= painter->pages->len; number++)
        draw_page(painter, number);
    cairo_tag_end(painter->cr, "Document");
    add_outline(painter->surface, painter->headings);
    gboolean is_drawn = is_good(painter, diags);
    cairo_surface_finish(painter->surface);
    return is_drawn && is_good(painter, diags);
}

/* The surface is made for the first page; every page sets its own size. */
GBytes *pages_write(const Galley *galley, const PageShape *portrait, const PageShape *landscape,
                    const PageText *text, Fonts *fonts, DiagList *diags, GPtrArray *figure_texts)
{
    g_autoptr(GPtrArray) pages = pages_break(galley, portrait, landscape);
    GByteArray *bytes = g_byte_array_new();
    Painter painter = {.pages = pages,
                       .headings = galley->headings,
                       .portrait = portrait,
                       .landscape = landscape,
                       .text = text,
                       .fonts = fonts,
                       .figure_texts = figure_texts};
    painter.surface =
        cairo_pdf_surface_create_for_stream(append_bytes, bytes, portrait->page_width, portrait->page_height);
    cairo_pdf_surface_restrict_to_version(
        painter.surface, CAIRO_PDF_VERSION_1_5); /* ligatures need it to be copied as letters */
    painter.cr = cairo_create(painter.surface);
    gboolean is_drawn = draw_all(&painter, diags);
    cairo_destroy(painter.cr);
    cairo_surface_destroy(painter.surface);
    if (is_drawn)
        return g_byte_array_free_to_bytes(bytes);
    g_byte_array_unref(bytes);
    return NULL;
}
