/* The skeleton of a PDF; see pdf_file.h. */
#include "render/pdf_file.h"

#include <string.h>

#include "base/number.h"

#define ENTRY_LENGTH 20 /* of the table: "0000000015 00000 n \n" */
#define LEAST_OBJECTS 4

gboolean pdf_file_stands_at(const PdfFile *file, guint64 offset, const char *text)
{
    gsize length = strlen(text);
    return offset <= file->n && file->n - offset >= length && memcmp(file->bytes + offset, text, length) == 0;
}

/* The last place where `text` stands; n when nowhere. */
static gsize find_last(const PdfFile *file, const char *text)
{
    gsize length = strlen(text);
    for (gsize i = file->n >= length ? file->n - length + 1 : 0; i > 0; i--)
        if (memcmp(file->bytes + i - 1, text, length) == 0)
            return i - 1;
    return file->n;
}

/* Digits from *at on; moves it behind them. */
static gboolean read_number(const PdfFile *file, gsize *at, guint64 *value)
{
    gsize end = *at;
    while (end < file->n && g_ascii_isdigit(file->bytes[end]))
        end++;
    gboolean is_good = number_parse_uint64(file->bytes + *at, end - *at, value);
    *at = end;
    return is_good;
}

/* A key is looked for as text: good enough for dictionaries that Cairo has written. */
guint64 pdf_file_reference(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    guint64 number = 0;
    if (!at)
        return 0;
    at += strlen(key);
    at += strspn(at, " ");
    gsize n = strspn(at, "0123456789");
    return number_parse_uint64(at, n, &number) && g_str_has_prefix(at + n, " 0 R") ? number : 0;
}

gboolean pdf_file_extent(const PdfFile *file, guint64 number, gsize *start, gsize *end)
{
    if (number == 0 || number >= file->n_objects || file->offsets[number] == 0)
        return FALSE;
    *start = (gsize)file->offsets[number];
    *end = (gsize)file->ends[number];
    return TRUE;
}

/* The text ends before "endobj". */
char *pdf_file_object(const PdfFile *file, guint64 number)
{
    gsize start = 0, end = 0;
    if (!pdf_file_extent(file, number, &start, &end))
        return NULL;
    const char *body = g_strstr_len(file->bytes + start, (gssize)(end - start), " 0 obj\n");
    return body ? g_strndup(body + strlen(" 0 obj\n"),
                            (gsize)(file->bytes + end - body) - strlen(" 0 obj\nendobj\n"))
                : NULL;
}

/* ------------------------------------------------------------------ where objects end */

static int compare_offsets(gconstpointer a, gconstpointer b, gpointer data)
{
    const guint64 *offsets = data;
    guint64 x = offsets[*(const guint64 *)a], y = offsets[*(const guint64 *)b];
    return x < y ? -1 : x > y;
}

/* Objects stand one behind the other: each must end before the next begins, the last before the table. */
static char *read_ends(PdfFile *file)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint64 i = 0; i < file->n_objects; i++)
        if (file->offsets[i] > 0)
            g_array_append_val(numbers, i);
    g_array_sort_with_data(numbers, compare_offsets, file->offsets);
    file->ends = g_new0(guint64, file->n_objects);
    for (guint i = 0; i < numbers->len; i++) {
        gboolean is_last = i + 1 == numbers->len;
        guint64 end = is_last ? file->table : file->offsets[g_array_index(numbers, guint64, i + 1)];
        if (end < strlen("endobj\n") || !pdf_file_stands_at(file, end - strlen("endobj\n"), "endobj\n"))
            return g_strdup_printf("no end of an object before byte %" G_GUINT64_FORMAT, end);
        file->ends[g_array_index(numbers, guint64, i)] = end;
    }
    return NULL;
}

/* ------------------------------------------------------------------ the table */

/* The table's entries, each checked against what stands at its offset. */
static char *read_entries(PdfFile *file, gsize at)
{
    file->offsets = g_new0(guint64, file->n_objects);
    for (guint64 i = 0; i < file->n_objects; i++, at += ENTRY_LENGTH) {
        gsize digits = at;
        guint64 offset = 0;
        if (at + ENTRY_LENGTH > file->n || !read_number(file, &digits, &offset) || digits != at + 10)
            return g_strdup("cross-reference table cut short");
        if (file->bytes[at + 17] != 'n')
            continue;
        g_autofree char *head = g_strdup_printf("%" G_GUINT64_FORMAT " 0 obj", i);
        if (!pdf_file_stands_at(file, offset, head))
            return g_strdup_printf("object %" G_GUINT64_FORMAT " is not where it should be", i);
        file->offsets[i] = offset;
    }
    if (!pdf_file_stands_at(file, at, "trailer"))
        return g_strdup("no trailer");
    g_autofree char *trailer = g_strndup(file->bytes + at, file->n - at);
    file->root = pdf_file_reference(trailer, "/Root");
    file->info = pdf_file_reference(trailer, "/Info");
    return file->root > 0 && file->root < file->n_objects ? read_ends(file) : g_strdup("no root");
}

/* One section from object 0 on; Cairo writes no other. */
static char *read_table(PdfFile *file)
{
    gsize at = (gsize)file->table + strlen("xref\n");
    guint64 first = 0;
    gboolean is_good = read_number(file, &at, &first) && first == 0 && pdf_file_stands_at(file, at++, " ") &&
                       read_number(file, &at, &file->n_objects) && pdf_file_stands_at(file, at++, "\n");
    if (!is_good || file->n_objects < LEAST_OBJECTS || file->n_objects > file->n / ENTRY_LENGTH)
        return g_strdup("empty cross-reference table");
    return read_entries(file, at);
}

/* "12 0 obj": a cross-reference stream instead of a table. */
static gboolean is_stream_at(const PdfFile *file, guint64 offset)
{
    gsize at = (gsize)offset;
    guint64 number = 0;
    return offset < file->n && read_number(file, &at, &number) && pdf_file_stands_at(file, at, " 0 obj");
}

/* *is_compressed: nothing is wrong, and nothing can be read. */
static char *read_file(PdfFile *file, gboolean *is_compressed)
{
    gsize at = find_last(file, "startxref\n") + strlen("startxref\n");
    *is_compressed = FALSE;
    if (!pdf_file_stands_at(file, 0, "%PDF-1."))
        return g_strdup("no PDF header");
    if (at > file->n || !read_number(file, &at, &file->table) || !pdf_file_stands_at(file, at, "\n%%EOF"))
        return g_strdup("no end");
    *is_compressed = is_stream_at(file, file->table);
    if (*is_compressed)
        return NULL;
    if (!pdf_file_stands_at(file, file->table, "xref\n"))
        return g_strdup("no cross-reference table");
    return read_table(file);
}

/* All checks happen here; what comes back is whole. */
PdfFile *pdf_file_new(GBytes *pdf, char **damage)
{
    g_autoptr(PdfFile) file = g_new0(PdfFile, 1);
    gboolean is_compressed = FALSE;
    file->bytes = g_bytes_get_data(pdf, &file->n);
    *damage = read_file(file, &is_compressed);
    return *damage || is_compressed ? NULL : g_steal_pointer(&file);
}

void pdf_file_free(PdfFile *file)
{
    if (!file)
        return;
    g_free(file->offsets);
    g_free(file->ends);
    g_free(file);
}
