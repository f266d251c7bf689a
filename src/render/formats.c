/* The table of output formats; see render.h. The order is that of the default --formats. */
#include "config.h"

#include "render/csv.h"
#include "render/html.h"
#include "render/json.h"
#include "render/markdown.h"
#include "render/print_module.h"
#include "render/render.h"
#include "render/text.h"

static const OutputFormat FORMATS[] = {
    {"html", "report.html", html_render, FALSE, NULL, NULL},
    {"pdf", "report.pdf", print_module_pdf, FALSE, print_module_prepare_pdf, NULL},
    {"txt", "report.txt", text_render, FALSE, NULL, NULL},
    {"csv", "report.csv", csv_render, FALSE, NULL, NULL},
    {"md", "report.md", markdown_render, FALSE, NULL, NULL},
    {"json", "report.json", json_render, FALSE, NULL, NULL},
#ifdef HAVE_XLSX
    {"xlsx", "report.xlsx", print_module_xlsx, TRUE, print_module_prepare, NULL},
#else
    {"xlsx", "report.xlsx", NULL, TRUE, NULL, "libxlsxwriter (Debian: libxlsxwriter-dev)"},
#endif
};

const OutputFormat *output_format_find(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(FORMATS); i++)
        if (g_str_equal(FORMATS[i].name, name))
            return &FORMATS[i];
    return NULL;
}

const OutputFormat *output_formats(gsize *n_formats)
{
    *n_formats = G_N_ELEMENTS(FORMATS);
    return FORMATS;
}
