/* The last step of a PDF; see pdf_pack.h. ISO 32000-1, 7.5.7 "Object streams" and 7.5.8 "Cross-reference streams". */
#include "render/pdf_pack.h"

#include <string.h>
#include <zlib.h>

#include "render/pdf_file.h"

#define DEFLATE_LEVEL 6
#define OBJECTS_IN_STREAM 400 /* a reader unpacks all of them to see one */

typedef enum { ENTRY_FREE, ENTRY_PLAIN, ENTRY_PACKED } EntryKind;

/* Where an object stands in the new file. */
typedef struct {
    EntryKind kind;
    guint64 position; /* plain: offset; packed: number of the stream object */
    guint index;      /* packed: which of the stream's objects */
} Entry;

typedef struct {
    const PdfFile *file;
    GByteArray *out;
    GArray *entries;         /* of Entry, by object number */
    GHashTable *replaced;    /* number -> char*: new text of an object */
    GString *index, *bodies; /* of the object stream that is being filled */
    GArray *numbers;         /* of guint64: its objects */
} Packer;

static void append(Packer *packer, const char *text)
{
    g_byte_array_append(packer->out, (const guint8 *)text, (guint)strlen(text));
}

/* The table grows with the largest number asked for. */
static Entry *entry_of(Packer *packer, guint64 number)
{
    if (packer->entries->len <= number)
        g_array_set_size(packer->entries, (guint)number + 1);
    return &g_array_index(packer->entries, Entry, number);
}

static guint64 new_number(Packer *packer)
{
    guint64 number = packer->entries->len;
    entry_of(packer, number);
    return number;
}

/* ------------------------------------------------------------------ streams */

/* zlib's format. Transfer full. */
static GByteArray *deflated(const void *data, gsize n)
{
    uLongf n_out = compressBound((uLong)n);
    GByteArray *out = g_byte_array_sized_new((guint)n_out);
    int status = compress2(out->data, &n_out, data, (uLong)n, DEFLATE_LEVEL);
    g_assert(status == Z_OK); /* it fails for want of memory or room only */
    g_byte_array_set_size(out, (guint)n_out);
    return out;
}

/* An object with compressed data; keys are those of its dictionary besides length and filter. */
static void add_stream(Packer *packer, guint64 number, const char *keys, const void *data, gsize n)
{
    GByteArray *packed = deflated(data, n);
    g_autofree char *head =
        g_strdup_printf("%" G_GUINT64_FORMAT " 0 obj\n<< %s /Filter /FlateDecode /Length %u >>\nstream\n",
                        number, keys, packed->len);
    *entry_of(packer, number) = (Entry){.kind = ENTRY_PLAIN, .position = packer->out->len};
    append(packer, head);
    g_byte_array_append(packer->out, packed->data, packed->len);
    append(packer, "\nendstream\nendobj\n");
    g_byte_array_unref(packed);
}

/* The head of a stream says where in it each object begins; then come the objects. */
static void flush_objects(Packer *packer)
{
    if (packer->numbers->len == 0)
        return;
    guint64 stream = new_number(packer);
    for (guint i = 0; i < packer->numbers->len; i++)
        *entry_of(packer, g_array_index(packer->numbers, guint64, i)) =
            (Entry){.kind = ENTRY_PACKED, .position = stream, .index = i};
    g_autofree char *keys = g_strdup_printf("/Type /ObjStm /N %u /First %" G_GSIZE_FORMAT,
                                            packer->numbers->len, packer->index->len);
    g_autoptr(GString) all = g_string_new_len(packer->index->str, (gssize)packer->index->len);
    g_string_append_len(all, packer->bodies->str, (gssize)packer->bodies->len);
    add_stream(packer, stream, keys, all->str, all->len);
    g_string_truncate(packer->index, 0);
    g_string_truncate(packer->bodies, 0);
    g_array_set_size(packer->numbers, 0);
}

/* Objects go into the stream without "obj" and "endobj", which the head replaces. */
static void pack_object(Packer *packer, guint64 number, const char *body)
{
    g_string_append_printf(packer->index, "%" G_GUINT64_FORMAT " %" G_GSIZE_FORMAT " ", number,
                           packer->bodies->len);
    g_string_append(packer->bodies, body);
    g_string_append_c(packer->bodies, '\n');
    g_array_append_val(packer->numbers, number);
    if (packer->numbers->len == OBJECTS_IN_STREAM)
        flush_objects(packer);
}

/* ------------------------------------------------------------------ what is added */

/* More keys for the outermost dictionary of an object. */
static void add_keys(Packer *packer, guint64 number, const char *keys)
{
    g_autofree char *body = pdf_file_object(packer->file, number);
    const char *dictionary = body ? strstr(body, "<<") : NULL;
    if (dictionary)
        g_hash_table_insert(packer->replaced, GSIZE_TO_POINTER((gsize)number),
                            g_strconcat("<< ", keys, dictionary + strlen("<<"), NULL));
}

/* "application/json" as a PDF name. Transfer full. */
static char *type_name(const char *type)
{
    g_auto(GStrv) parts = g_strsplit(type, "/", -1);
    return g_strjoinv("#2F", parts);
}

/* The file and its specification; returns the number of the latter. */
static guint64 add_attachment(Packer *packer, const PdfAttachment *attachment)
{
    guint64 stream = new_number(packer), specification = new_number(packer);
    gsize n = 0;
    const void *data = g_bytes_get_data(attachment->bytes, &n);
    g_autofree char *type = type_name(attachment->type);
    g_autofree char *keys =
        g_strdup_printf("/Type /EmbeddedFile /Subtype /%s /Params << /Size %" G_GSIZE_FORMAT " >>", type, n);
    add_stream(packer, stream, keys, data, n);
    g_autofree char *body = g_strdup_printf(
        "<< /Type /Filespec /F (%s) /UF (%s) /AFRelationship /Data /EF << /F %" G_GUINT64_FORMAT " 0 R >> >>",
        attachment->name, attachment->name, stream);
    pack_object(packer, specification, body);
    return specification;
}

/* Key and value of the name tree's part for files: "/EmbeddedFiles << /Names [ (a) 7 0 R ] >>". Transfer full. */
static char *add_attachments(Packer *packer, const PdfExtras *extras, GString *associated)
{
    GString *names = g_string_new("/EmbeddedFiles << /Names [");
    for (gsize i = 0; i < extras->n_attachments; i++) {
        guint64 number = add_attachment(packer, &extras->attachments[i]);
        g_string_append_printf(names, " (%s) %" G_GUINT64_FORMAT " 0 R", extras->attachments[i].name, number);
        g_string_append_printf(associated, " %" G_GUINT64_FORMAT " 0 R", number);
    }
    g_string_append(names, " ] >> ");
    return g_string_free(names, FALSE);
}

/* The name tree for files may have to stand beside the one for destinations that Cairo has made. */
static void extend_catalog(Packer *packer, const PdfExtras *extras)
{
    g_autofree char *catalog = pdf_file_object(packer->file, packer->file->root);
    g_autoptr(GString) keys = g_string_new(NULL);
    g_string_append_printf(keys, "/Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> ",
                           extras->language);
    if (catalog && !strstr(catalog, "/MarkInfo"))
        g_string_append(keys, "/MarkInfo << /Marked true >> ");
    if (extras->n_attachments > 0) {
        g_autoptr(GString) associated = g_string_new(NULL);
        g_autofree char *files = add_attachments(packer, extras, associated);
        guint64 names = catalog ? pdf_file_reference(catalog, "/Names") : 0;
        if (names > 0)
            add_keys(packer, names, files);
        else
            g_string_append_printf(keys, "/Names << %s >> ", files);
        g_string_append_printf(keys, "/AF [%s ] ", associated->str);
    }
    add_keys(packer, packer->file->root, keys->str);
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

/* Structure elements are numbered in the order in which figures were drawn. */
static void describe_figures(Packer *packer, const GPtrArray *texts)
{
    guint next = 0;
    for (guint64 number = 1; number < packer->file->n_objects && next < texts->len; number++) {
        g_autofree char *head =
            g_strdup_printf("%" G_GUINT64_FORMAT " 0 obj\n<< /Type /StructElem\n   /S /Figure\n", number);
        if (packer->file->offsets[number] == 0 ||
            !pdf_file_stands_at(packer->file, packer->file->offsets[number], head))
            continue;
        g_autofree char *string = pdf_string(g_ptr_array_index(texts, next++));
        g_autofree char *key = g_strconcat("/Alt ", string, " ", NULL);
        add_keys(packer, number, key);
    }
}

/* ------------------------------------------------------------------ the file */

/* Streams stay as they are, and so do bare numbers: they are lengths of streams, which a reader wants at hand. */
static gboolean is_packable(const char *bytes, gsize n)
{
    return n > 2 && bytes[0] == '<' && bytes[1] == '<' && !g_strstr_len(bytes, (gssize)n, ">>\nstream");
}

static void copy_object(Packer *packer, guint64 number, gsize start, gsize end)
{
    *entry_of(packer, number) = (Entry){.kind = ENTRY_PLAIN, .position = packer->out->len};
    g_byte_array_append(packer->out, (const guint8 *)packer->file->bytes + start, (guint)(end - start));
}

/* In the order of their numbers, so that the same report gives the same bytes. */
static void copy_objects(Packer *packer)
{
    for (guint64 number = 1; number < packer->file->n_objects; number++) {
        gsize start = 0, end = 0;
        if (!pdf_file_extent(packer->file, number, &start, &end))
            continue;
        const char *replaced = g_hash_table_lookup(packer->replaced, GSIZE_TO_POINTER((gsize)number));
        const char *body = memchr(packer->file->bytes + start, '\n', end - start);
        gsize n = body ? end - (gsize)(++body - packer->file->bytes) - strlen("endobj\n") : 0;
        if (replaced) {
            pack_object(packer, number, replaced);
        } else if (body && is_packable(body, n)) {
            g_autofree char *text = g_strndup(body, n);
            pack_object(packer, number, text);
        } else {
            copy_object(packer, number, start, end);
        }
    }
    flush_objects(packer);
}

/* The table of a compressed file is binary. */
static void append_big_endian(GByteArray *bytes, guint64 value, guint n)
{
    while (n-- > 0) {
        guint8 byte = (guint8)(value >> (8 * n));
        g_byte_array_append(bytes, &byte, 1);
    }
}

/* The table is itself an object, and lists itself. The identity of the file is a hash of all that stands
 * before it. */
static void append_table(Packer *packer)
{
    g_autofree char *id = g_compute_checksum_for_data(G_CHECKSUM_SHA256, packer->out->data, packer->out->len);
    guint64 number = new_number(packer), offset = packer->out->len;
    *entry_of(packer, number) = (Entry){.kind = ENTRY_PLAIN, .position = offset};
    GByteArray *table = g_byte_array_new();
    for (guint i = 0; i < packer->entries->len; i++) {
        const Entry *entry = &g_array_index(packer->entries, Entry, i);
        append_big_endian(table, (guint64)entry->kind, 1);
        append_big_endian(table, entry->position, 4);
        append_big_endian(table, i == 0 ? 65535 : entry->index, 2);
    }
    g_autofree char *keys =
        g_strdup_printf("/Type /XRef /Size %u /W [ 1 4 2 ] /Root %" G_GUINT64_FORMAT
                        " 0 R /Info %" G_GUINT64_FORMAT " 0 R /ID [ <%.32s> <%.32s> ]",
                        packer->entries->len, packer->file->root, packer->file->info, id, id);
    add_stream(packer, number, keys, table->data, table->len);
    g_byte_array_unref(table);
    g_autofree char *end = g_strdup_printf("startxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n", offset);
    append(packer, end);
}

/* Everything before the first object: version and a line of bytes that no text has. */
static void copy_header(Packer *packer)
{
    guint64 first = packer->file->table;
    for (guint64 i = 1; i < packer->file->n_objects; i++)
        if (packer->file->offsets[i] > 0)
            first = MIN(first, packer->file->offsets[i]);
    g_byte_array_append(packer->out, (const guint8 *)packer->file->bytes, (guint)first);
}

/* Attachments come first: their numbers are needed by the catalog, which is packed with the rest. */
GBytes *pdf_pack(GBytes *pdf, const PdfExtras *extras)
{
    g_autofree char *damage = NULL;
    g_autoptr(PdfFile) file = pdf_file_new(pdf, &damage);
    if (!file || file->info == 0)
        return g_bytes_ref(pdf);
    Packer packer = {.file = file, .out = g_byte_array_sized_new((guint)file->n)};
    packer.entries = g_array_new(FALSE, TRUE, sizeof(Entry));
    packer.numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
    packer.replaced = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    packer.index = g_string_new(NULL);
    packer.bodies = g_string_new(NULL);
    entry_of(&packer, file->n_objects - 1);
    copy_header(&packer);
    extend_catalog(&packer, extras);
    if (extras->figure_texts)
        describe_figures(&packer, extras->figure_texts);
    copy_objects(&packer);
    append_table(&packer);
    g_array_unref(packer.entries);
    g_array_unref(packer.numbers);
    g_hash_table_unref(packer.replaced);
    g_string_free(packer.index, TRUE);
    g_string_free(packer.bodies, TRUE);
    return g_byte_array_free_to_bytes(packer.out);
}
