/* Is a PDF whole? See pdf_check.h. */
#include "render/pdf_check.h"

#include <string.h>

#include "render/pdf_file.h"

static int compare_offsets(gconstpointer a, gconstpointer b)
{
    guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
    return x < y ? -1 : x > y;
}

/* Objects stand one behind the other: each must end before the next begins, the last before the table. */
static char *check_ends(const PdfFile *file)
{
    g_autoptr(GArray) offsets = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint64 i = 0; i < file->n_objects; i++)
        if (file->offsets[i] > 0)
            g_array_append_val(offsets, file->offsets[i]);
    g_array_sort(offsets, compare_offsets);
    g_array_append_val(offsets, file->table);
    for (guint i = 1; i < offsets->len; i++) {
        guint64 next = g_array_index(offsets, guint64, i);
        if (next < strlen("endobj\n") || !pdf_file_stands_at(file, next - strlen("endobj\n"), "endobj\n"))
            return g_strdup_printf("no end of an object before byte %" G_GUINT64_FORMAT, next);
    }
    return NULL;
}

char *pdf_check(GBytes *pdf)
{
    char *damage = NULL;
    g_autoptr(PdfFile) file = pdf_file_new(pdf, &damage);
    return file ? check_ends(file) : damage;
}
