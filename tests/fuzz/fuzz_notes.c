/* Fuzz driver of the author's notes: any bytes are prose whose XHTML reads back as it was written, and lines of text. */
#include <libxml/parser.h>
#include <string.h>

#include "base/text.h"
#include "render/prose.h"
#include "report/element.h"
#include "tests/unit/report_fixture.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

/* Made once: only the notes change. */
static ReportFixture *fixture(void)
{
    static ReportFixture *made;
    if (!made)
        made = report_fixture_new("values");
    return made;
}

static void check_model(xmlDocPtr model)
{
    xmlChar *bytes = NULL;
    int size = 0;
    xmlDocDumpMemoryEnc(model, &bytes, &size, "UTF-8");
    xmlDocPtr again = xmlReadMemory((const char *)bytes, size, "model", NULL, XML_PARSE_NONET);
    g_assert_nonnull(again);
    g_autofree char *written = element_text(element_child(xmlDocGetRootElement(model), "notes"));
    g_autofree char *read = element_text(element_child(xmlDocGetRootElement(again), "notes"));
    g_assert_cmpstr(written, ==, read);
    xmlFreeDoc(again);
    xmlFree(bytes);
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    gsize n_text = 0;
    g_autofree char *text = text_decode((const char *)data, n, &n_text, NULL);
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(Input) input = input_new();
    input->path = g_strdup("notes.md");
    GPtrArray *notes = ((Benchmark *)g_ptr_array_index(fixture()->archive->benchmarks, 0))->notes;
    g_ptr_array_set_size(notes, 0);
    g_ptr_array_add(notes, notes_new("notes", text, input));
    const ReportOptions options = {.version = "fuzz", .diags = diags};
    g_autoptr(xmlDoc) model = report_model_new(fixture()->archive, fixture()->findings, &options);
    check_model(model);
    for (ProseKind kind = PROSE_TEXT; kind <= PROSE_MARKDOWN; kind++) {
        g_autoptr(GString) out = g_string_new(NULL);
        prose_append(out, element_child(xmlDocGetRootElement(model), "notes"), kind);
        g_assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
    }
    return 0;
}
