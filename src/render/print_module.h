/* What is for print, PDF and spreadsheets, is a module of its own, gen-print.so: Pango, Cairo, fontconfig and libxlsxwriter take longer
 * to load than a small report takes to make, and only these two formats need them. In: a RenderJob. Out: bytes in memory. The module
 * stands beside the program or in the library directory of the installation. */
#pragma once
#include "render/figure_file.h"
#include "render/render.h"

/* What the module offers, under the name PRINT_MODULE_SYMBOL. */
typedef struct {
    gsize abi;                 /* PRINT_MODULE_ABI of its build */
    void (*prepare_pdf)(void); /* what takes long and needs no report; on any thread */
    GBytes *(*pdf)(const RenderJob *job, DiagList *diags);
    GBytes *(*xlsx)(const RenderJob *job, DiagList *diags); /* NULL: built without libxlsxwriter */
    GBytes *(*figure_pdf)(const Findings *findings, const FigureRequest *figure, DiagList *diags);
    GBytes *(*figure_png)(const Findings *findings, const FigureRequest *figure, DiagList *diags);
} PrintModule;

#define PRINT_MODULE_FILE "gen-print.so"
#define PRINT_MODULE_SYMBOL "gen_print_module"

/* Differs between builds that lay out differently what both sides read. */
#define PRINT_MODULE_ABI                                                                                     \
    (sizeof(PrintModule) + sizeof(RenderJob) + 3 * sizeof(Findings) + 5 * sizeof(VariantFindings) +          \
     7 * sizeof(Comparison) + 11 * sizeof(CounterSummary) + 13 * sizeof(Profile) + 17 * sizeof(Benchmark) +  \
     19 * sizeof(History) + 23 * sizeof(TimingSummary) + 29 * sizeof(Timing) + 31 * sizeof(CounterBlock))

/* OutputFormat.prepare: begins to load the module beside whatever comes next, for PDF the fonts as well. The first call counts. */
void print_module_prepare(void);
void print_module_prepare_pdf(void);
/* Waits for what prepare began; to be called before the program ends. */
void print_module_finish(void);

/* OutputFormat.render of the two formats: NULL with a diagnostic when the module cannot be loaded. */
GBytes *print_module_pdf(const RenderJob *job, DiagList *diags);
GBytes *print_module_xlsx(const RenderJob *job, DiagList *diags);
/* FigureFormat.render of two formats, likewise. */
GBytes *print_module_figure_pdf(const Findings *findings, const FigureRequest *figure, DiagList *diags);
GBytes *print_module_figure_png(const Findings *findings, const FigureRequest *figure, DiagList *diags);
