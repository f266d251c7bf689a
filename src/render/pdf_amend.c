/* What Cairo cannot write into a PDF; see pdf_amend.h. ISO 32000-1, 7.5.6 "Incremental updates". */
#include "render/pdf_amend.h"

#include <gio/gio.h>
#include <string.h>

#include "render/pdf_file.h"

/* An object that stands behind the old file. */
typedef struct {
    guint64 number, offset;
} Update;

typedef struct {
    const PdfFile *file;
    GByteArray *out;
    GArray *updates;     /* of Update */
    guint64 next_number; /* of new objects */
} Amender;

static void append(Amender *amender, const char *text)
{
    g_byte_array_append(amender->out, (const guint8 *)text, (guint)strlen(text));
}

static void begin_object(Amender *amender, guint64 number)
{
    Update update = {.number = number, .offset = amender->out->len};
    g_array_append_val(amender->updates, update);
    g_autofree char *head = g_strdup_printf("%" G_GUINT64_FORMAT " 0 obj\n", number);
    append(amender, head);
}

/* The object again, with more keys in its outermost dictionary. FALSE when it is not there. */
static gboolean add_keys(Amender *amender, guint64 number, const char *keys)
{
    g_autofree char *body = pdf_file_object(amender->file, number);
    char *dictionary = body ? strstr(body, "<<") : NULL;
    if (!dictionary)
        return FALSE;
    begin_object(amender, number);
    append(amender, "<< ");
    append(amender, keys);
    append(amender, dictionary + strlen("<<"));
    append(amender, "endobj\n");
    return TRUE;
}

/* ------------------------------------------------------------------ attachments */

static GByteArray *deflated(GBytes *bytes)
{
    g_autoptr(GConverter) compressor = G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6));
    g_autoptr(GInputStream) plain = g_memory_input_stream_new_from_bytes(bytes);
    g_autoptr(GInputStream) packed = g_converter_input_stream_new(plain, compressor);
    GByteArray *out = g_byte_array_new();
    guint8 block[16384];
    for (gssize n = 1; n > 0;) {
        n = g_input_stream_read(packed, block, sizeof block, NULL, NULL);
        if (n > 0)
            g_byte_array_append(out, block, (guint)n);
    }
    return out;
}

/* "application/json" as a PDF name. Transfer full. */
static char *type_name(const char *type)
{
    g_auto(GStrv) parts = g_strsplit(type, "/", -1);
    return g_strjoinv("#2F", parts);
}

/* The stream and its file specification; returns the number of the latter. */
static guint64 add_attachment(Amender *amender, const PdfAttachment *attachment)
{
    guint64 stream = amender->next_number++, specification = amender->next_number++;
    g_autofree char *type = type_name(attachment->type);
    GByteArray *packed = deflated(attachment->bytes);
    g_autofree char *head =
        g_strdup_printf("<< /Type /EmbeddedFile /Subtype /%s /Filter /FlateDecode /Length %u"
                        " /Params << /Size %" G_GSIZE_FORMAT " >> >>\nstream\n",
                        type, packed->len, g_bytes_get_size(attachment->bytes));
    begin_object(amender, stream);
    append(amender, head);
    g_byte_array_append(amender->out, packed->data, packed->len);
    append(amender, "\nendstream\nendobj\n");
    g_byte_array_unref(packed);
    g_autofree char *body = g_strdup_printf(
        "<< /Type /Filespec /F (%s) /UF (%s) /AFRelationship /Data /EF << /F %" G_GUINT64_FORMAT
        " 0 R >> >>\nendobj\n",
        attachment->name, attachment->name, stream);
    begin_object(amender, specification);
    append(amender, body);
    return specification;
}

/* Key and value of the name tree's part for files: "/EmbeddedFiles << /Names [ (a) 7 0 R ] >>". Transfer full. */
static char *add_attachments(Amender *amender, const PdfAmendment *amendment, GString *associated)
{
    GString *names = g_string_new("/EmbeddedFiles << /Names [");
    for (gsize i = 0; i < amendment->n_attachments; i++) {
        guint64 number = add_attachment(amender, &amendment->attachments[i]);
        g_string_append_printf(names, " (%s) %" G_GUINT64_FORMAT " 0 R", amendment->attachments[i].name,
                               number);
        g_string_append_printf(associated, " %" G_GUINT64_FORMAT " 0 R", number);
    }
    g_string_append(names, " ] >>");
    return g_string_free(names, FALSE);
}

/* ------------------------------------------------------------------ catalog, figures */

static void amend_catalog(Amender *amender, const PdfAmendment *amendment)
{
    g_autofree char *catalog = pdf_file_object(amender->file, amender->file->root);
    g_autoptr(GString) keys = g_string_new(NULL);
    if (!catalog)
        return;
    g_string_append_printf(keys, "/Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> ",
                           amendment->language);
    if (!strstr(catalog, "/MarkInfo"))
        g_string_append(keys, "/MarkInfo << /Marked true >> ");
    if (amendment->n_attachments > 0) {
        g_autoptr(GString) associated = g_string_new(NULL);
        g_autofree char *files = add_attachments(amender, amendment, associated);
        guint64 names = pdf_file_reference(catalog, "/Names");
        if (names > 0)
            add_keys(amender, names, files);
        else
            g_string_append_printf(keys, "/Names << %s >> ", files);
        g_string_append_printf(keys, "/AF [%s ] ", associated->str);
    }
    add_keys(amender, amender->file->root, keys->str);
}

/* Text as a PDF string: UTF-16 with a mark, in hexadecimal digits. Transfer full. */
static char *pdf_string(const char *text)
{
    GString *string = g_string_new("<FEFF");
    glong n = 0;
    g_autofree gunichar2 *units = g_utf8_to_utf16(text, -1, NULL, &n, NULL);
    for (glong i = 0; i < n; i++)
        g_string_append_printf(string, "%04X", units[i]);
    return g_string_free(g_string_append_c(string, '>'), FALSE);
}

static void amend_figures(Amender *amender, const GPtrArray *texts)
{
    guint next = 0;
    for (guint64 number = 1; number < amender->file->n_objects && next < texts->len; number++) {
        g_autofree char *head =
            g_strdup_printf("%" G_GUINT64_FORMAT " 0 obj\n<< /Type /StructElem\n   /S /Figure\n", number);
        if (amender->file->offsets[number] == 0 ||
            !pdf_file_stands_at(amender->file, amender->file->offsets[number], head))
            continue;
        g_autofree char *string = pdf_string(g_ptr_array_index(texts, next++));
        g_autofree char *key = g_strconcat("/Alt ", string, " ", NULL);
        add_keys(amender, number, key);
    }
}

/* ------------------------------------------------------------------ the table */

static int compare_updates(gconstpointer a, gconstpointer b)
{
    guint64 x = ((const Update *)a)->number, y = ((const Update *)b)->number;
    return x < y ? -1 : x > y;
}

static void append_table(Amender *amender)
{
    g_array_sort(amender->updates, compare_updates);
    guint64 table = amender->out->len;
    append(amender, "xref\n");
    for (guint i = 0; i < amender->updates->len;) {
        guint end = i + 1;
        guint64 first = g_array_index(amender->updates, Update, i).number;
        while (end < amender->updates->len &&
               g_array_index(amender->updates, Update, end).number == first + (end - i))
            end++;
        g_autofree char *section = g_strdup_printf("%" G_GUINT64_FORMAT " %u\n", first, end - i);
        append(amender, section);
        for (; i < end; i++) {
            g_autofree char *entry = g_strdup_printf("%010" G_GUINT64_FORMAT " 00000 n \n",
                                                     g_array_index(amender->updates, Update, i).offset);
            append(amender, entry);
        }
    }
    g_autofree char *id = g_compute_checksum_for_data(G_CHECKSUM_SHA256, amender->out->data, table);
    id[32] = 0;
    g_autofree char *trailer = g_strdup_printf(
        "trailer\n<< /Size %" G_GUINT64_FORMAT "\n   /Root %" G_GUINT64_FORMAT
        " 0 R\n   /Info %" G_GUINT64_FORMAT " 0 R\n   /Prev %" G_GUINT64_FORMAT
        "\n   /ID [ <%s> <%s> ]\n>>\nstartxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n",
        amender->next_number, amender->file->root, amender->file->info, amender->file->table, id, id, table);
    append(amender, trailer);
}

GBytes *pdf_amend(GBytes *pdf, const PdfAmendment *amendment)
{
    g_autofree char *damage = NULL;
    g_autoptr(PdfFile) file = pdf_file_new(pdf, &damage);
    if (!file || file->info == 0)
        return g_bytes_ref(pdf);
    Amender amender = {.file = file, .out = g_byte_array_new(), .next_number = file->n_objects};
    amender.updates = g_array_new(FALSE, FALSE, sizeof(Update));
    g_byte_array_append(amender.out, (const guint8 *)file->bytes, (guint)file->n);
    amend_catalog(&amender, amendment);
    if (amendment->figure_texts)
        amend_figures(&amender, amendment->figure_texts);
    append_table(&amender);
    g_array_unref(amender.updates);
    return g_byte_array_free_to_bytes(amender.out);
}
