/* Loading gen-print.so; see print_module.h. */
#include "render/print_module.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#ifndef PKGLIBDIR
#define PKGLIBDIR "/usr/local/lib/gen"
#endif
#define LONGEST_PATH 4096

typedef struct {
    const PrintModule *module; /* NULL: not loaded */
    char *problem;             /* why */
} Loading;

static GThread *preparing; /* of the thread that calls prepare and finish */

/* The directory of the running program. Transfer full; NULL when the system does not say. */
static char *program_directory(void)
{
    char path[LONGEST_PATH];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return NULL;
    path[n] = 0;
    return g_path_get_dirname(path);
}

/* Of one file; notes why it is none. The handle is never closed: libraries below it register types that must stay. */
static gboolean load_file(Loading *loading, const char *directory)
{
    g_autofree char *path = g_build_filename(directory, PRINT_MODULE_FILE, NULL);
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    loading->module = handle ? dlsym(handle, PRINT_MODULE_SYMBOL) : NULL;
    if (loading->module && loading->module->abi == PRINT_MODULE_ABI)
        return TRUE;
    if (!loading->problem || handle) {
        g_free(loading->problem);
        loading->problem =
            handle ? g_strdup_printf("%s is of another build of gen", path) : g_strdup(dlerror());
    }
    loading->module = NULL;
    return FALSE;
}

static gpointer load(gpointer data G_GNUC_UNUSED)
{
    Loading *loading = g_new0(Loading, 1);
    g_autofree char *directory = program_directory();
    if (!directory || !load_file(loading, directory))
        load_file(loading, PKGLIBDIR);
    return loading;
}

/* Loaded once, by whoever comes first. */
static const Loading *loaded(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, load, NULL);
}

static gpointer load_ahead(gpointer with_pdf)
{
    const PrintModule *module = loaded()->module;
    if (module && with_pdf)
        module->prepare_pdf();
    return NULL;
}

static void begin(gboolean with_pdf)
{
    if (!preparing)
        preparing = g_thread_try_new("print-module", load_ahead, GINT_TO_POINTER(with_pdf), NULL);
}

void print_module_prepare(void)
{
    begin(FALSE);
}

void print_module_prepare_pdf(void)
{
    begin(TRUE);
}

void print_module_finish(void)
{
    if (preparing)
        g_thread_join(g_steal_pointer(&preparing));
}

static const PrintModule *need_module(DiagList *diags, const char *file)
{
    const Loading *loading = loaded();
    if (!loading->module)
        diag_add(diags, DIAG_ERROR, "print-module", file, 0, 0,
                 "not written: " PRINT_MODULE_FILE " belongs beside the program or in " PKGLIBDIR " (%s)",
                 loading->problem);
    return loading->module;
}

GBytes *print_module_pdf(const RenderJob *job, DiagList *diags)
{
    const PrintModule *module = need_module(diags, "report.pdf");
    return module ? module->pdf(job, diags) : NULL;
}

GBytes *print_module_xlsx(const RenderJob *job, DiagList *diags)
{
    const PrintModule *module = need_module(diags, "report.xlsx");
    return module && module->xlsx ? module->xlsx(job, diags) : NULL;
}

GBytes *print_module_figure_pdf(const Findings *findings, const FigureRequest *figure, DiagList *diags)
{
    const PrintModule *module = need_module(diags, "figures");
    return module ? module->figure_pdf(findings, figure, diags) : NULL;
}

GBytes *print_module_figure_png(const Findings *findings, const FigureRequest *figure, DiagList *diags)
{
    const PrintModule *module = need_module(diags, "figures");
    return module ? module->figure_png(findings, figure, diags) : NULL;
}
