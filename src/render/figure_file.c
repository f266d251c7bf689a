/* Figures as files; see figure_file.h. */
#include "render/figure_file.h"

#include "render/print_module.h"
#include "render/ruler.h"
#include "render/svg.h"

/* As wide as in a page of the report. */
static GBytes *render_svg(const Findings *findings, const FigureRequest *figure,
                          DiagList *diags G_GNUC_UNUSED)
{
    SceneLayout layout = {.width = SVG_WIDTH, .text_size = SVG_TEXT_SIZE, .ruler = ruler_screen()};
    g_autoptr(Scene) scene = figure->kind->build(findings, figure->subject, &layout);
    if (!scene)
        return NULL;
    GString *out = g_string_new(NULL);
    svg_write_file(out, scene);
    return g_string_free_to_bytes(out);
}

static const FigureFormat FORMATS[] = {
    {"svg", render_svg, NULL},
    {"pdf", print_module_figure_pdf, print_module_prepare_pdf},
    {"png", print_module_figure_png, print_module_prepare_pdf},
};
static const char *const NAMES[] = {"svg", "pdf", "png"};
G_STATIC_ASSERT(G_N_ELEMENTS(NAMES) == G_N_ELEMENTS(FORMATS));

const FigureFormat *figure_format_find(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(FORMATS); i++)
        if (g_str_equal(FORMATS[i].name, name))
            return &FORMATS[i];
    return NULL;
}

const char *const *figure_format_names(gsize *n)
{
    *n = G_N_ELEMENTS(NAMES);
    return NAMES;
}
