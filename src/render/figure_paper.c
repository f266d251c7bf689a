/* Figures with Cairo; see figure_paper.h. */
#include "render/figure_paper.h"

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

#include "render/cairo_painter.h"

#define PORTRAIT_WIDTH 478.0 /* points, as in the report */
#define LANDSCAPE_WIDTH 756.0
#define TEXT_SIZE 9.0
#define MARGIN 6.0              /* around the figure */
#define PNG_SCALE (300 / 72.)   /* 300 dots per inch */
#define PNG_MOST_PIXELS 20000.0 /* a side; larger figures get fewer dots per inch */

/* Into memory only: Cairo loses errors of files. */
static cairo_status_t append_bytes(void *closure, const unsigned char *data, unsigned int n)
{
    g_byte_array_append(closure, data, n);
    return CAIRO_STATUS_SUCCESS;
}

static Scene *build(const Findings *findings, const FigureRequest *figure, Fonts *fonts)
{
    TextRuler ruler = glyphs_ruler(fonts);
    SceneLayout layout = {.width = figure->kind->is_landscape ? LANDSCAPE_WIDTH : PORTRAIT_WIDTH,
                          .text_size = figure->kind->print_size > 0 ? figure->kind->print_size : TEXT_SIZE,
                          .ruler = &ruler};
    return figure->kind->build(findings, figure->subject, &layout);
}

/* White paper first: without it, many small shapes make Cairo compute their union, which is quadratic. */
static void draw(cairo_t *cr, const Scene *scene, Fonts *fonts)
{
    cairo_painter_set_color(cr, COLOR_PAPER);
    cairo_paint(cr);
    cairo_painter_paint(cr, scene, MARGIN, MARGIN, fonts);
}

/* Takes the surface and the bytes. */
static GBytes *finish(cairo_surface_t *surface, cairo_t *cr, GByteArray *bytes, DiagList *diags)
{
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return g_byte_array_free_to_bytes(bytes);
    diag_add(diags, DIAG_ERROR, "figure-failed", NULL, 0, 0, "a figure could not be drawn: %s",
             cairo_status_to_string(status));
    g_byte_array_unref(bytes);
    return NULL;
}

/* Without a date Cairo would take the clock, and no two runs would give the same bytes. */
static void set_metadata(cairo_surface_t *surface, const Scene *scene, const char *date)
{
    g_autofree char *made =
        g_strdup_printf("%.19sZ", date && strlen(date) >= 19 ? date : "1970-01-01T00:00:00");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, made);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "gen");
    if (scene->title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, scene->title);
}

GBytes *figure_paper_pdf(const Findings *findings, const FigureRequest *figure, DiagList *diags)
{
    Fonts *fonts = fonts_of_thread(diags);
    g_autoptr(Scene) scene = fonts ? build(findings, figure, fonts) : NULL;
    if (!scene)
        return NULL;
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        append_bytes, bytes, scene->width + 2 * MARGIN, scene->height + 2 * MARGIN);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    set_metadata(surface, scene, figure->date);
    cairo_t *cr = cairo_create(surface);
    draw(cr, scene, fonts);
    cairo_show_page(cr);
    return finish(surface, cr, bytes, diags);
}

GBytes *figure_paper_png(const Findings *findings, const FigureRequest *figure, DiagList *diags)
{
    Fonts *fonts = fonts_of_thread(diags);
    g_autoptr(Scene) scene = fonts ? build(findings, figure, fonts) : NULL;
    if (!scene)
        return NULL;
    double width = scene->width + 2 * MARGIN, height = scene->height + 2 * MARGIN;
    double scale = MIN(PNG_SCALE, PNG_MOST_PIXELS / MAX(width, height));
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width * scale), (int)ceil(height * scale));
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, scale, scale);
    draw(cr, scene, fonts);
    GByteArray *bytes = g_byte_array_new();
    if (cairo_status(cr) == CAIRO_STATUS_SUCCESS)
        cairo_surface_write_to_png_stream(surface, append_bytes, bytes);
    return finish(surface, cr, bytes, diags);
}
