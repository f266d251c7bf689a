/* The table of input formats; see format.h. The order is the order of detection: layouts, section 2. */
#include "ingest/format.h"

#include <string.h>

#include "base/text.h"
#include "ingest/chrome_trace.h"
#include "ingest/declined.h"
#include "ingest/flamegraph_svg.h"
#include "ingest/folded.h"
#include "ingest/google_benchmark.h"
#include "ingest/hyperfine.h"
#include "ingest/metrics_csv.h"
#include "ingest/perf_script.h"
#include "ingest/perf_stat_csv.h"
#include "ingest/perf_stat_json.h"
#include "ingest/perf_stat_text.h"
#include "ingest/pyperf_json.h"
#include "ingest/pyperf_text.h"
#include "ingest/pytest_benchmark.h"
#include "ingest/speedscope.h"
#include "ingest/valgrind_out.h"
#include "ingest/vmprof.h"

static const InputFormat *const FORMATS[] = {
    &format_perf_data,
    &format_tachyon_binary,
    &format_austin_mojo,
    &format_jitlog,
    &format_memray,
    &format_pstats,
    &format_vmprof,
    &format_pyperf_json,
    &format_perf_stat_json,
    &format_speedscope,
    &format_flamegraph_difference,
    &format_flamegraph_svg,
    &format_perf_stat_text,
    &format_perf_stat_csv,
    &format_pyperf_text,
    &format_perf_script,
    &format_hyperfine_json,
    &format_hyperfine_csv,
    &format_google_benchmark,
    &format_pytest_benchmark,
    &format_pyinstrument,
    &format_perf_report,
    &format_perf_diff,
    &format_perf_annotate,
    &format_pypylog,
    &format_tachyon_jsonl,
    &format_firefox_profile,
    &format_chrome_events,
    &format_chrome_trace,
    &format_austin_memory,
    &format_austin,
    &format_tachyon,
    &format_callgrind,
    &format_cachegrind,
    &format_metrics_csv,
    &format_perf_stat_failed,
    &format_folded, /* the last: accepts nearly anything */
    NULL,
};

const InputFormat *format_of(const SourceText *source)
{
    for (gsize i = 0; FORMATS[i]; i++)
        if (FORMATS[i]->sniff(source))
            return FORMATS[i];
    return NULL;
}

char *format_declined_reason(const InputFormat *format, const SourceText *source)
{
    return format->decline ? format->decline(source) : g_strdup(format->declined);
}

gboolean source_reject(const SourceText *source, DiagList *diags, guint line, const char *message)
{
    diag_add(diags, DIAG_ERROR, "damaged-input", source->path, line, 0, "%s", message);
    return FALSE;
}

/* Raw bytes are kept beside the text: binary formats read them. */
static void hold_bytes(SourceBuffer *buffer, const char *path, GBytes *bytes)
{
    gsize n_raw = 0;
    memset(buffer, 0, sizeof *buffer);
    buffer->bytes = g_bytes_ref(bytes);
    buffer->source.path = path;
    buffer->source.limits = &LIMITS_DEFAULT;
    buffer->source.raw = g_bytes_get_data(bytes, &n_raw);
    buffer->source.n_raw = n_raw;
}

static void decode_held(SourceBuffer *buffer)
{
    buffer->decoded = text_decode((const char *)buffer->source.raw, buffer->source.n_raw,
                                  &buffer->source.n_text, &buffer->source.n_bad_bytes);
    buffer->source.text = buffer->decoded;
}

void source_buffer_init(SourceBuffer *buffer, const char *path, GBytes *bytes)
{
    hold_bytes(buffer, path, bytes);
    decode_held(buffer);
}

/* Text that is clean as it stands is used where it lies; the NUL behind it makes it a string. */
void source_buffer_init_terminated(SourceBuffer *buffer, const char *path, GBytes *bytes)
{
    hold_bytes(buffer, path, bytes);
    if (buffer->source.n_raw == 0 ||
        !text_is_decoded((const char *)buffer->source.raw, buffer->source.n_raw)) {
        decode_held(buffer);
        return;
    }
    buffer->source.text = (const char *)buffer->source.raw;
    buffer->source.n_text = buffer->source.n_raw;
}

void source_buffer_clear(SourceBuffer *buffer)
{
    g_bytes_unref(buffer->bytes);
    g_free(buffer->decoded);
}
