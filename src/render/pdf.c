/* report.pdf; see pdf.h. Bind the template, set it, check the bytes. */
#include "render/pdf.h"

#include <string.h>

#include "render/csv.h"
#include "render/html_page.h"
#include "render/json.h"
#include "render/pdf_pack.h"
#include "render/pdf_check.h"
#include "render/typeset.h"
#include "report/element.h"
#include "report/model.h"

/* What head, foot and metadata say; strings owned. */
typedef struct {
    GPtrArray *owned;
    PageText text;
} Words;

/* Strings live as long as the words that point to them. */
static const char *keep(Words *words, char *text)
{
    g_ptr_array_add(words->owned, text);
    return text;
}

/* The empty string stands for a missing attribute. */
static const char *attribute(Words *words, xmlNodePtr root, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(root, (const xmlChar *)name);
    const char *copy = keep(words, g_strdup(value ? (const char *)value : ""));
    xmlFree(value);
    return copy;
}

static const char *joined(Words *words, const char *first, const char *second)
{
    return keep(words, g_strconcat(first, first[0] && second[0] ? " · " : "", second, NULL));
}

/* PDF dates are kept in UTC: Cairo writes offsets wrongly. Without a date it would take the clock's. */
static const char *pdf_date(Words *words, const char *iso)
{
    if (strlen(iso) < 19 || iso[4] != '-' || iso[10] != 'T' || iso[16] != ':')
        return "1970-01-01T00:00:00Z";
    return keep(words, g_strdup_printf("%.19sZ", iso));
}

/* The variants are what people search a shelf of reports for. */
static const char *keywords(Words *words, xmlNodePtr root)
{
    GString *list = g_string_new("benchmark");
    for (xmlNodePtr node = root->children; node; node = node->next)
        if (node_is(node, "variant"))
            g_string_append_printf(list, ", %s", attribute(words, node, "name"));
    return keep(words, g_string_free(list, FALSE));
}

static const char *child_text(Words *words, xmlNodePtr root, const char *name)
{
    for (xmlNodePtr node = root->children; node; node = node->next)
        if (node_is(node, name))
            return keep(words, inline_text(node));
    return "";
}

/* The same three marks as on screen. */
static const char *badge_mark(const char *status)
{
    return g_str_equal(status, "comparable") ? "●" : g_str_equal(status, "caution") ? "◐" : "○";
}

/* Nothing is computed here: every word comes from the report model. */
static void fill(Words *words, xmlNodePtr root)
{
    const char *title = attribute(words, root, "title"), *headline = attribute(words, root, "headline");
    const char *version = attribute(words, root, "version"), *date = child_text(words, root, "date");
    const char *hash = attribute(words, root, "inputs-hash"), *author = attribute(words, root, "author");
    const char *archive = date[0] ? keep(words, g_strconcat("archive of ", date, NULL)) : "";
    const char *inputs = hash[0] ? keep(words, g_strconcat("inputs ", hash, NULL)) : "";
    const char *generator = keep(words, g_strconcat("gen ", version, NULL));
    words->text =
        (PageText){.title = keep(words, g_strconcat(title, headline[0] ? ": " : "", headline, NULL)),
                   .author = author,
                   .subject = headline,
                   .keywords = keywords(words, root),
                   .creator = generator,
                   .date = pdf_date(words, attribute(words, root, "made")),
                   .head_left = joined(words, title, headline),
                   .head_right = attribute(words, root, "badge"),
                   .badge_mark = badge_mark(attribute(words, root, "status")),
                   .foot = joined(words, joined(words, generator, archive), inputs)};
}

/* The report carries its own numbers: a PDF is often all that is kept. */
static GBytes *with_attachments(GBytes *pdf, const RenderJob *job, const GPtrArray *figure_texts,
                                DiagList *diags)
{
    g_autoptr(GBytes) json = json_render(job, diags);
    g_autoptr(GBytes) csv = csv_render(job, diags);
    if (!json || !csv)
        return NULL;
    const PdfAttachment attachments[] = {{"report.csv", "text/csv", csv},
                                         {"report.json", "application/json", json}};
    PdfExtras extras = {.language = "en",
                        .attachments = attachments,
                        .n_attachments = G_N_ELEMENTS(attachments),
                        .figure_texts = figure_texts};
    return pdf_pack(pdf, &extras);
}

/* The bytes of Cairo are checked before anything is added to them. */
GBytes *pdf_render(const RenderJob *job, DiagList *diags)
{
    g_autoptr(xmlDoc) page = html_page_bind(job, "report.xhtml", diags);
    if (!page)
        return NULL;
    Words words = {.owned = g_ptr_array_new_with_free_func(g_free)};
    fill(&words, xmlDocGetRootElement(job->model));
    g_autoptr(GPtrArray) figure_texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GBytes) pdf =
        typeset_document(page, job->findings, job->paper, &words.text, diags, figure_texts);
    g_ptr_array_unref(words.owned);
    g_autofree char *damage = pdf ? pdf_check(pdf) : NULL;
    if (damage)
        diag_add(diags, DIAG_ERROR, "pdf-failed", NULL, 0, 0, "the PDF came out damaged (%s)", damage);
    return pdf && !damage ? with_attachments(pdf, job, figure_texts, diags) : NULL;
}
