/* --figures; see figures_out.h. */
#include "cli/figures_out.h"

#include "base/text.h"
#include "report/element.h"

#define DIRECTORY "figures"

/* "flame_optimized": names last from report to report, numbers would not. Transfer full. */
static char *file_stem(const FigureKind *kind, const char *subject, GHashTable *taken)
{
    g_autofree char *slug = subject[0] ? text_slug(subject) : NULL;
    char *stem = g_strconcat(kind->kind, slug ? "_" : NULL, slug, NULL);
    for (guint n = 2; g_hash_table_contains(taken, stem); n++) {
        g_free(stem);
        stem = g_strdup_printf("%s%s%s_%u", kind->kind, slug ? "_" : "", slug ? slug : "", n);
    }
    g_hash_table_add(taken, g_strdup(stem));
    return stem;
}

/* Nothing to draw is no failure: the report leaves the figure out, too. */
static gboolean write_one(const RenderJob *job, const FigureRequest *figure, const FigureFormat *format,
                          const char *stem, FileStage *stage, DiagList *diags)
{
    GError *error = NULL;
    guint n_errors = diag_count(diags, DIAG_ERROR);
    g_autoptr(GBytes) bytes = format->render(job->findings, figure, diags);
    if (!bytes)
        return diag_count(diags, DIAG_ERROR) == n_errors;
    g_autofree char *name = g_strdup_printf(DIRECTORY "/%s.%s", stem, format->name);
    gsize n = 0;
    const void *data = g_bytes_get_data(bytes, &n);
    if (file_stage_write(stage, name, data, n, &error))
        return TRUE;
    diag_add(diags, DIAG_ERROR, "cannot-write", name, 0, 0, "%s", error->message);
    g_error_free(error);
    return FALSE;
}

gboolean figures_write(const RenderJob *job, const GPtrArray *formats, FileStage *stage, DiagList *diags)
{
    xmlNodePtr root = xmlDocGetRootElement(job->model);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *made = element_get(root, "made");
    for (xmlNodePtr node = root->children; node && formats->len > 0; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || !xmlStrEqual(node->name, BAD_CAST "figure"))
            continue;
        g_autofree char *name = element_get(node, "kind"), *subject = element_get(node, "subject");
        FigureRequest figure = {
            .kind = figure_kind_find(name), .subject = subject[0] ? subject : NULL, .date = made};
        if (!figure.kind)
            continue;
        g_autofree char *stem = file_stem(figure.kind, subject, taken);
        for (guint i = 0; i < formats->len; i++)
            if (!write_one(job, &figure, g_ptr_array_index(formats, i), stem, stage, diags))
                return FALSE;
    }
    return TRUE;
}
