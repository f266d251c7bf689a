/* The last step of a PDF: what Cairo cannot write (language, the mark of a tagged file, texts for figures, attachments), and small
 * objects packed into compressed streams, which halves a tagged file. In: a PDF of Cairo's. Out: the same pages. */
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
} PdfExtras;

/* The same bytes when the file is not of the form that is understood (Cairo 1.18's). Transfer full. */
GBytes *pdf_pack(GBytes *pdf, const PdfExtras *extras);
