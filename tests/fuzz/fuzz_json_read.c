/* Fuzz driver of the JSON reader itself: what it accepts, it can also walk, locate and turn into numbers. */
#include <math.h>
#include <string.h>

#include "ingest/format.h"
#include "ingest/json_read.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

/* No number may come out as something that cannot be computed with, no text as something that cannot be printed. */
static void check_node(const JsonDocument *document, const cJSON *node)
{
    double value = 0;
    guint64 integer = 0;
    guint line = 0, column = 0;
    if (json_number(node, &value))
        g_assert_true(isfinite(value));
    if (cJSON_IsNumber(node)) {
        g_autofree char *text = json_number_text(node);
        g_assert_true(text != NULL);
        json_uint64(node, &integer);
    }
    g_assert_true(!cJSON_IsString(node) || g_utf8_validate(node->valuestring, -1, NULL));
    g_assert_true(!node->string || g_utf8_validate(node->string, -1, NULL));
    json_locate(document, node, &line, &column);
    g_assert_true(line > 0 && column > 0);
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    SourceBuffer buffer;
    g_autoptr(GBytes) bytes = g_bytes_new(data, n);
    g_autoptr(DiagList) diags = diag_list_new();
    JsonError error;
    source_buffer_init(&buffer, "fuzz", bytes);
    const SourceText *source = &buffer.source;
    gboolean is_valid = json_validate(source->text, source->n_text, &error);
    g_autoptr(JsonDocument) document = json_read(source->path, source->text, source->n_text, diags);
    g_assert_true(is_valid == (document != NULL));
    g_assert_true(document || diag_count(diags, DIAG_ERROR) > 0);
    if (document) {
        check_node(document, document->root);
        const cJSON *node = NULL;
        guint n_left = 64; /* each is located by a scan from the start */
        cJSON_ArrayForEach(node, document->root)
        {
            if (n_left-- == 0)
                break;
            check_node(document, node);
        }
    }
    source_buffer_clear(&buffer);
    return 0;
}
