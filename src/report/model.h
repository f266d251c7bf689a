/* The report model: one XML document per report that every output format and template reads (docs/model.md).
 * In: the archive (for the manifest), the findings of one benchmark, options of the command line. Out: the document.
 * The only place besides base/number where a number becomes text. Must not know any output format. */
#pragma once
#include <libxml/tree.h>

#include "analyze/findings.h"
#include "base/diag.h"

typedef struct {
    const char *title, *author,
        *course;         /* of the command line; NULL: those of gen.json, else the name of the benchmark */
    const char *version; /* of gen */
    const char *command; /* makes this report again; NULL: the section stays without it */
    const char *date; /* ISO, for the documents' metadata: SOURCE_DATE_EPOCH or the newest run; NULL: none */
    const char *const *files;            /* written beside the page, NULL-terminated ("report.json"); NULL: none */
    DiagList *diags;    /* gets what is wrong with the author's notes; NULL: nobody asks */
    gboolean transpose; /* counters as columns, variants as rows */
} ReportOptions;

/* Builds the model. The findings and the archive may be freed afterwards. Transfer full: xmlFreeDoc. */
xmlDocPtr report_model_new(const Archive *archive, const Findings *findings, const ReportOptions *options);

/* For rendering into RenderJob etc.: cleanup of documents. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)
