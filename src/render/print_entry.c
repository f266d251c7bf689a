/* The one symbol that gen-print.so offers; see print_module.h. Linked into the module only. */
#include "config.h"

#include "render/figure_paper.h"
#include "render/fonts.h"
#include "render/pdf.h"
#include "render/print_module.h"
#include "render/xlsx.h"

extern const PrintModule gen_print_module;

#ifdef HAVE_XLSX
#define XLSX_RENDER xlsx_render
#else
#define XLSX_RENDER NULL
#endif

__attribute__((visibility("default"))) const PrintModule gen_print_module = {
    PRINT_MODULE_ABI, fonts_prepare, pdf_render, XLSX_RENDER, figure_paper_pdf, figure_paper_png};
