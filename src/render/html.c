/* report.html; see html.h. Bind the template, put figures, style, script and data inside, write. */
#include "render/html.h"

#include <string.h>

#include "render/html5.h"
#include "render/html_page.h"
#include "render/json.h"
#include "report/model.h"

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

GBytes *html_render(const RenderJob *job, DiagList *diags)
{
    g_autoptr(xmlDoc) page = html_page_bind(job, "report.xhtml", diags);
    if (!page)
        return NULL;
    html_page_resolve_figures(page, job->findings, job->n_threads);
    if (!html_page_inline(page, job->template_dir, diags) || !add_data(page, job, diags))
        return NULL;
    return html5_write(page, diags);
}
