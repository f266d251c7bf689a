/* Is a PDF whole? See pdf_check.h. Only what Cairo writes is understood: one classic cross-reference table. */
#include "render/pdf_check.h"

#include <string.h>

#include "base/number.h"

#define ENTRY_LENGTH 20 /* of the table: "0000000015 00000 n \n" */

typedef struct {
    const char *bytes;
    gsize n;
} Slice;

/* The last place where `text` stands; n when nowhere. */
static gsize find_last(const Slice *pdf, const char *text)
{
    gsize length = strlen(text);
    for (gsize i = pdf->n >= length ? pdf->n - length + 1 : 0; i > 0; i--)
        if (memcmp(pdf->bytes + i - 1, text, length) == 0)
            return i - 1;
    return pdf->n;
}

static gboolean stands_at(const Slice *pdf, guint64 offset, const char *text)
{
    gsize length = strlen(text);
    return offset <= pdf->n && pdf->n - offset >= length && memcmp(pdf->bytes + offset, text, length) == 0;
}

/* Digits from *at on; moves it behind them. */
static gboolean read_number(const Slice *pdf, gsize *at, guint64 *value)
{
    gsize end = *at;
    while (end < pdf->n && g_ascii_isdigit(pdf->bytes[end]))
        end++;
    gboolean is_good = number_parse_uint64(pdf->bytes + *at, end - *at, value);
    *at = end;
    return is_good;
}

static int compare_offsets(gconstpointer a, gconstpointer b)
{
    guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
    return x < y ? -1 : x > y;
}

/* Objects that stand one behind the other: each must end before the next begins. */
static char *check_ends(const Slice *pdf, GArray *offsets, guint64 table)
{
    g_array_sort(offsets, compare_offsets);
    g_array_append_val(offsets, table);
    for (guint i = 1; i < offsets->len; i++) {
        guint64 next = g_array_index(offsets, guint64, i);
        if (next < strlen("endobj\n") || !stands_at(pdf, next - strlen("endobj\n"), "endobj\n"))
            return g_strdup_printf("no end of an object before byte %" G_GUINT64_FORMAT, next);
    }
    return NULL;
}

static char *check_objects(const Slice *pdf, gsize at, guint64 n_objects, guint64 table)
{
    g_autoptr(GArray) offsets = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (guint64 i = 0; i < n_objects; i++, at += ENTRY_LENGTH) {
        gsize digits = at;
        guint64 offset = 0;
        if (at + ENTRY_LENGTH > pdf->n || !read_number(pdf, &digits, &offset) || digits != at + 10)
            return g_strdup("cross-reference table cut short");
        if (pdf->bytes[at + 17] != 'n')
            continue;
        g_autofree char *head = g_strdup_printf("%" G_GUINT64_FORMAT " 0 obj", i);
        if (!stands_at(pdf, offset, head))
            return g_strdup_printf("object %" G_GUINT64_FORMAT " is not where it should be", i);
        g_array_append_val(offsets, offset);
    }
    if (!stands_at(pdf, at, "trailer"))
        return g_strdup("no trailer");
    return check_ends(pdf, offsets, table);
}

/* "12 0 obj": a cross-reference stream instead of a table. */
static gboolean is_stream_at(const Slice *pdf, guint64 offset)
{
    gsize at = (gsize)offset;
    guint64 number = 0;
    return offset < pdf->n && read_number(pdf, &at, &number) && stands_at(pdf, at, " 0 obj");
}

char *pdf_check(GBytes *bytes)
{
    Slice pdf = {0};
    pdf.bytes = g_bytes_get_data(bytes, &pdf.n);
    gsize at = find_last(&pdf, "startxref\n") + strlen("startxref\n");
    guint64 table = 0, first = 0, n_objects = 0;
    if (!stands_at(&pdf, 0, "%PDF-1."))
        return g_strdup("no PDF header");
    if (at > pdf.n || !read_number(&pdf, &at, &table) || !stands_at(&pdf, at, "\n%%EOF"))
        return g_strdup("no end");
    if (is_stream_at(&pdf, table))
        return NULL; /* Cairo 1.18: a compressed table, which the end of the file vouches for */
    if (!stands_at(&pdf, table, "xref\n"))
        return g_strdup("no cross-reference table");
    at = table + strlen("xref\n");
    if (!read_number(&pdf, &at, &first) || first != 0 || !stands_at(&pdf, at++, " ") ||
        !read_number(&pdf, &at, &n_objects) || !stands_at(&pdf, at++, "\n") || n_objects < 4)
        return g_strdup("empty cross-reference table");
    Slice trailer = {.bytes = pdf.bytes + table, .n = pdf.n - table};
    if (find_last(&trailer, "/Root ") == trailer.n)
        return g_strdup("no root");
    return check_objects(&pdf, at, n_objects, table);
}
