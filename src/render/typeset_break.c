/* Where pages end; see typeset_break.h. */
#include "render/typeset_break.h"

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

static const Box *box_at(const Breaker *breaker, guint i)
{
    return g_ptr_array_index(breaker->galley->boxes, i);
}

/* The first box from i on that is not as asked for. */
static guint skip(const Breaker *breaker, guint i, gboolean is_landscape)
{
    while (i < breaker->galley->boxes->len && box_at(breaker, i)->is_landscape == is_landscape)
        i++;
    return i;
}

static gboolean begins_section(const Box *box)
{
    return box->block && box->block->heading && box->block->heading->level == 2;
}

/* Where the section ends that begins with box `first`; its height. */
static guint measure_section(const Breaker *breaker, guint first, double *height)
{
    const Block *heading = box_at(breaker, first)->block;
    double after = 0;
    guint i = first;
    *height = 0;
    for (; i < breaker->galley->boxes->len; i++) {
        const Box *box = box_at(breaker, i);
        if (begins_section(box) && box->block != heading)
            break;
        *height += (i == first ? 0 : MAX(after, box->before)) + box->height;
        after = box->after;
    }
    return i;
}

/* Pages of landscape figures would leave the rest of this page empty: whole sections that follow them and fit are set here.
 * Returns the first box after those. */
static guint fill_page(Breaker *breaker, guint next)
{
    while (next < breaker->galley->boxes->len && begins_section(box_at(breaker, next))) {
        double height = 0;
        guint end = measure_section(breaker, next, &height);
        if (!fits(breaker, box_at(breaker, next), height) || skip(breaker, next, FALSE) < end)
            break;
        for (; next < end; next++)
            place(breaker, box_at(breaker, next));
    }
    return next;
}

/* Groups that must stay together are moved together. Returns the first box after the group. */
static guint place_group(Breaker *breaker, guint first)
{
    const Box *box = box_at(breaker, first);
    double height = 0;
    guint end = measure_group(breaker, first, &height);
    gboolean is_empty = last_page(breaker)->placed->len == 0;
    gboolean is_turned = box->is_landscape != last_page(breaker)->is_landscape;
    if (is_turned && is_empty)
        last_page(breaker)->is_landscape = box->is_landscape;
    else if (!is_empty && (is_turned || ends_first_page(breaker, box) || !fits(breaker, box, height)))
        new_page(breaker, box->is_landscape);
    for (guint i = first; i < end; i++)
        place_one(breaker, box_at(breaker, i));
    return end;
}

static void break_boxes(Breaker *breaker)
{
    new_page(breaker, FALSE);
    for (guint i = 0; i < breaker->galley->boxes->len;) {
        const Page *page = last_page(breaker);
        guint turned = skip(breaker, i, TRUE);
        gboolean leaves_room = turned > i && !page->is_landscape && page->placed->len > 0;
        guint next = leaves_room ? fill_page(breaker, turned) : turned;
        do
            i = place_group(breaker, i);
        while (i < turned);
        i = MAX(i, next);
    }
}

GPtrArray *pages_break(const Galley *galley, const PageShape *portrait, const PageShape *landscape)
{
    Breaker breaker = {.galley = galley, .portrait = portrait, .landscape = landscape};
    breaker.pages = g_ptr_array_new_with_free_func(page_free);
    break_boxes(&breaker);
    return breaker.pages;
}
