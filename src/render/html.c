/* report.html; see html.h. Bind the template, put figures, style, script and data inside, write. */
#include "render/html.h"

#include <string.h>

#include "render/html5.h"
#include "render/html_page.h"
#include "render/json.h"
#include "report/bind.h"
#include "report/model.h"
#include "scene/figures.h"

/* The numbers of the report at full precision, for scripts and for readers who save this file only. json_render has escaped
 * every '<'. */
static gboolean add_data(xmlDocPtr page, const RenderJob *job, DiagList *diags)
{
    xmlNodePtr script = html_page_find(page, "gen-data");
    if (!script)
        return TRUE;
    g_autoptr(GBytes) json = json_render(job, diags);
    if (!json)
        return FALSE;
    gsize n = 0;
    const char *text = g_bytes_get_data(json, &n);
    xmlAddChild(script, xmlNewDocTextLen(page, BAD_CAST text, (int)n));
    return TRUE;
}

/* Kinds that templates may name, whether or not the table of figures has them yet: one without a builder shows nothing. */
static const char *const KINDS[] = {"forest",    "suite", "strip", "runs",    "values", "counters",
                                    "waterfall", "flame", "diff",  "history", "whatif"};

GBytes *html_render(const RenderJob *job, DiagList *diags)
{
    BindOptions options = {
        .template_dir = job->template_dir, .figure_kinds = KINDS, .n_figure_kinds = G_N_ELEMENTS(KINDS)};
    g_autoptr(xmlDoc) page = template_bind("report.xhtml", job->model, &options, diags);
    if (!page)
        return NULL;
    html_page_resolve_figures(page, job->findings);
    if (!html_page_inline(page, job->template_dir, diags) || !add_data(page, job, diags))
        return NULL;
    return html5_write(page, diags);
}
