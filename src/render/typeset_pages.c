/* Pages; see typeset_pages.h. */
#include "render/typeset_pages.h"

#include <cairo-pdf.h>
#include <string.h>

#include "render/cairo_painter.h"

#define BAR_WIDTH .6
#define HEAD_BASELINE 42.0 /* from the top of the page */
#define HEAD_RULE 50.5
#define FOOT_BASELINE 38.5 /* from its bottom */

typedef struct {
    const Box *box;
    double y; /* from the top of the frame */
} Placed;

typedef struct {
    gboolean is_landscape;
    GArray *placed; /* of Placed */
} Page;

typedef struct {
    const Galley *galley;
    const PageShape *portrait, *landscape;
    GPtrArray *pages; /* of Page* */
    double y;         /* where the next box would start on the last page */
    double after;     /* space the last box wants below it */
} Breaker;

static void page_free(gpointer data)
{
    Page *page = data;
    g_array_unref(page->placed);
    g_free(page);
}

/* ------------------------------------------------------------------ where pages end */

/* A page takes its orientation from the first box on it. */
static void new_page(Breaker *breaker, gboolean is_landscape)
{
    Page *page = g_new0(Page, 1);
    page->is_landscape = is_landscape;
    page->placed = g_array_new(FALSE, FALSE, sizeof(Placed));
    g_ptr_array_add(breaker->pages, page);
    breaker->y = breaker->after = 0;
}

static Page *last_page(const Breaker *breaker)
{
    return g_ptr_array_index(breaker->pages, breaker->pages->len - 1);
}

static const PageShape *page_shape(const Breaker *breaker, const Page *page)
{
    return page->is_landscape ? breaker->landscape : breaker->portrait;
}

/* Space before the first box of a page is lost, as it should be. */
static void place(Breaker *breaker, const Box *box)
{
    Page *page = last_page(breaker);
    double gap = page->placed->len == 0 ? 0 : MAX(breaker->after, box->before);
    Placed placed = {.box = box, .y = breaker->y + gap};
    g_array_append_val(page->placed, placed);
    breaker->y = placed.y + box->height;
    breaker->after = box->after;
    if (box->block && box->block->heading && box->block->heading->page == 0)
        box->block->heading->page = breaker->pages->len;
}

/* Boxes from `first` up to the next place where a page may end; their height with the spaces between them. */
static guint measure_group(const Breaker *breaker, guint first, double *height)
{
    const GPtrArray *boxes = breaker->galley->boxes;
    double after = 0;
    *height = 0;
    for (guint i = first; i < boxes->len; i++) {
        const Box *box = g_ptr_array_index(boxes, i);
        *height += (i == first ? 0 : MAX(after, box->before)) + box->height;
        after = box->after;
        if (!box->keeps_next)
            return i + 1;
    }
    return boxes->len;
}

/* A hundredth of a point is given away, so that rounding never starts a page. */
static gboolean fits(const Breaker *breaker, const Box *first, double height)
{
    const Page *page = last_page(breaker);
    double gap = page->placed->len == 0 ? 0 : MAX(breaker->after, first->before);
    return breaker->y + gap + height <= page_shape(breaker, page)->height + .01;
}

/* The table goes on here: its heads again, unless the page begins with another part of the document. */
static void repeat_heads(Breaker *breaker, const Box *box)
{
    if (!box->repeat || last_page(breaker)->placed->len > 0)
        return;
    for (guint i = 0; i < box->repeat->len; i++)
        place(breaker, g_ptr_array_index(box->repeat, i));
}

/* A group that is taller than a page is broken between its boxes after all. */
static void place_one(Breaker *breaker, const Box *box)
{
    if (!fits(breaker, box, box->height) && last_page(breaker)->placed->len > 0)
        new_page(breaker, box->is_landscape);
    repeat_heads(breaker, box);
    place(breaker, box);
}

/* The first page stands alone; but when it has run over, what follows need not begin yet another page. */
static gboolean ends_first_page(const Breaker *breaker, const Box *box)
{
    return box->breaks_before && breaker->pages->len == 1;
}

/* Groups that must stay together are moved together. */
static void break_pages(Breaker *breaker)
{
    const GPtrArray *boxes = breaker->galley->boxes;
    new_page(breaker, FALSE);
    for (guint i = 0; i < boxes->len;) {
        const Box *box = g_ptr_array_index(boxes, i);
        double height = 0;
        guint end = measure_group(breaker, i, &height);
        gboolean is_empty = last_page(breaker)->placed->len == 0;
        gboolean is_turned = box->is_landscape != last_page(breaker)->is_landscape;
        if (is_turned && is_empty)
            last_page(breaker)->is_landscape = box->is_landscape;
        else if (!is_empty && (is_turned || ends_first_page(breaker, box) || !fits(breaker, box, height)))
            new_page(breaker, box->is_landscape);
        for (; i < end; i++)
            place_one(breaker, g_ptr_array_index(boxes, i));
    }
}

/* ------------------------------------------------------------------ drawing */

typedef struct {
    cairo_surface_t *surface;
    cairo_t *cr;
    const Breaker *breaker;
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
    g_autofree char *page = g_strdup_printf("%u / %u", number, painter->breaker->pages->len);
    if (painter->text->foot)
        cairo_painter_text(painter->cr, painter->fonts, shape->left, y, painter->text->foot, FACE_SANS,
                           style->size, style->color, ANCHOR_START);
    cairo_painter_text(painter->cr, painter->fonts, right, y, page, FACE_SANS_BOLD, style->size, COLOR_INK,
                       ANCHOR_END);
}

/* The opaque ground comes first: without it, many small shapes make Cairo compute their union, which is quadratic. */
static void draw_page(Painter *painter, guint number)
{
    const Page *page = g_ptr_array_index(painter->breaker->pages, number - 1);
    const PageShape *shape = page_shape(painter->breaker, page);
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
    for (guint number = 1; number <= painter->breaker->pages->len; number++)
        draw_page(painter, number);
    cairo_tag_end(painter->cr, "Document");
    add_outline(painter->surface, painter->breaker->galley->headings);
    gboolean is_drawn = is_good(painter, diags);
    cairo_surface_finish(painter->surface);
    return is_drawn && is_good(painter, diags);
}

/* The surface is made for the first page; every page sets its own size. */
GBytes *pages_write(Galley *galley, const PageShape *portrait, const PageShape *landscape,
                    const PageText *text, Fonts *fonts, DiagList *diags, GPtrArray *figure_texts)
{
    Breaker breaker = {.galley = galley, .portrait = portrait, .landscape = landscape};
    breaker.pages = g_ptr_array_new_with_free_func(page_free);
    break_pages(&breaker);
    GByteArray *bytes = g_byte_array_new();
    Painter painter = {.breaker = &breaker, .text = text, .fonts = fonts, .figure_texts = figure_texts};
    painter.surface =
        cairo_pdf_surface_create_for_stream(append_bytes, bytes, portrait->page_width, portrait->page_height);
    cairo_pdf_surface_restrict_to_version(
        painter.surface, CAIRO_PDF_VERSION_1_5); /* ligatures need it to be copied as letters */
    painter.cr = cairo_create(painter.surface);
    gboolean is_drawn = draw_all(&painter, diags);
    cairo_destroy(painter.cr);
    cairo_surface_destroy(painter.surface);
    g_ptr_array_unref(breaker.pages);
    if (is_drawn)
        return g_byte_array_free_to_bytes(bytes);
    g_byte_array_unref(bytes);
    return NULL;
}
