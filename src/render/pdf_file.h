/* The skeleton of a PDF as Cairo 1.16 writes it: one classic cross-reference table. In: bytes. Out: where objects stand. */
#pragma once
#include <glib.h>

typedef struct {
    const char *bytes; /* borrowed from the GBytes */
    gsize n;
    guint64 table;    /* offset of "xref" */
    guint64 *offsets; /* [n_objects]; 0: free */
    guint64 n_objects;
    guint64 *ends;      /* [n_objects]: behind "endobj\n" */
    guint64 root, info; /* object numbers; 0: none */
} PdfFile;

/* NULL and *damage (transfer full) when something is not where it should be; NULL and no damage when the table is compressed,
 * as Cairo 1.18 writes it, and cannot be looked into. */
PdfFile *pdf_file_new(GBytes *pdf, char **damage);
void pdf_file_free(PdfFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfFile, pdf_file_free)

gboolean pdf_file_stands_at(const PdfFile *file, guint64 offset, const char *text);
/* From "N 0 obj" to behind "endobj\n". FALSE when there is no such object. */
gboolean pdf_file_extent(const PdfFile *file, guint64 number, gsize *start, gsize *end);
/* What stands between "N 0 obj" and "endobj"; NULL when there is no such object. Transfer full. */
char *pdf_file_object(const PdfFile *file, guint64 number);
/* The number in "/Key N 0 R" of an object's text; 0 when it is not there. */
guint64 pdf_file_reference(const char *text, const char *key);
