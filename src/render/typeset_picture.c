/* Pictures of the author's notes on paper: in their own size at 96 dots per inch, or as wide as the text. See typeset_flow_internal.h. */
#include "render/typeset_flow_internal.h"

#include <string.h>

#include "base/picture.h"

#define POINTS_PER_PIXEL .75
#define MOST_OF_FRAME .85

static gboolean is_blank(const xmlNode *node)
{
    const char *text = node->type == XML_TEXT_NODE ? (const char *)node->content : NULL;
    return text && text[strspn(text, " \t\n")] == 0;
}

gboolean flow_is_picture(const xmlNode *paragraph)
{
    gboolean has_picture = FALSE;
    for (const xmlNode *node = paragraph->children; node; node = node->next) {
        if (!node_is(node, "img") && !is_blank(node) && !node_is(node, "br"))
            return FALSE;
        has_picture = has_picture || node_is(node, "img");
    }
    return has_picture;
}

/* What Cairo reads a PNG from. */
typedef struct {
    const guint8 *at;
    gsize n_left;
} Reader;

static cairo_status_t read_bytes(void *closure, unsigned char *data, unsigned int n)
{
    Reader *reader = closure;
    if (n > reader->n_left)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, reader->at, n);
    reader->at += n;
    reader->n_left -= n;
    return CAIRO_STATUS_SUCCESS;
}

/* A JPEG goes into the PDF as it is; the surface only has its size. Takes the bytes. */
static cairo_surface_t *jpeg_surface(guint8 *bytes, gsize n, const Picture *picture)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)picture->width, (int)picture->height);
    if (cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_JPEG, bytes, n, g_free, bytes) !=
        CAIRO_STATUS_SUCCESS)
        g_free(bytes);
    return surface;
}

/* NULL when the data are no picture that can be drawn. */
static cairo_surface_t *surface_of(const xmlNode *image)
{
    g_autofree char *source = node_attribute(image, "src");
    const char *base64 =
        source && g_str_has_prefix(source, "data:image/") ? strstr(source, ";base64,") : NULL;
    gsize n = 0;
    g_autofree guint8 *bytes = base64 ? g_base64_decode(base64 + strlen(";base64,"), &n) : NULL;
    Picture picture;
    if (!bytes || !picture_measure(bytes, n, &picture))
        return NULL;
    Reader reader = {bytes, n};
    cairo_surface_t *surface = g_str_equal(picture.type, "image/png")
                                   ? cairo_image_surface_create_from_png_stream(read_bytes, &reader)
                                   : jpeg_surface(g_steal_pointer(&bytes), n, &picture);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_destroy(surface);
    return NULL;
}

static void add_picture(Flow *flow, const xmlNode *image)
{
    g_autofree char *text = node_attribute(image, "alt");
    cairo_surface_t *surface = surface_of(image);
    if (!surface) {
        flow_add_paragraph(flow, image, image->next, STYLE_BODY, "P");
        return;
    }
    double width = cairo_image_surface_get_width(surface) * POINTS_PER_PIXEL;
    double height = cairo_image_surface_get_height(surface) * POINTS_PER_PIXEL;
    double scale = MIN(1, MIN(flow->width / width, MOST_OF_FRAME * flow->job->portrait->height / height));
    Box *box = box_new(flow_add_block(flow, "Figure"), scale * height);
    Piece *piece = box_add_piece(box, PIECE_PICTURE, 0, 0, scale * width, scale * height);
    piece->picture = surface;
    piece->picture_text = g_strdup(text ? text : "");
    box->before = 6;
    box->after = 8;
    flow_add_box(flow, box);
}

void flow_pictures(Flow *flow, const xmlNode *paragraph)
{
    for (const xmlNode *node = paragraph->children; node; node = node->next)
        if (node_is(node, "img"))
            add_picture(flow, node);
}
