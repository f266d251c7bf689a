/* What Cairo cannot write into a PDF: the language, the mark of a tagged file, texts for figures, attachments. They are appended
 * as an incremental update, in which changed objects stand again behind the old file. In: a PDF of Cairo's. Out: a longer one. */
#pragma once
#include <glib.h>

typedef struct {
    const char *name; /* "report.json": plain ASCII without parentheses */
    const char *type; /* "application/json" */
    GBytes *bytes;
} PdfAttachment;

typedef struct {
    const char *language; /* "en" */
    const PdfAttachment *attachments;
    gsize n_attachments;
    const GPtrArray
        *figure_texts; /* of char*: what each /Figure shows, in the order of the file; NULL: none */
} PdfAmendment;

/* The same bytes when the file is not of the form that is understood (a compressed cross-reference table). Transfer full. */
GBytes *pdf_amend(GBytes *pdf, const PdfAmendment *amendment);
