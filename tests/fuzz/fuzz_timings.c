/* Fuzz driver of all other timings: what pyperf prints, hyperfine, Google Benchmark, tables. */
#include <string.h>

#include "ingest/google_benchmark.h"
#include "ingest/pytest_benchmark.h"
#include "ingest/hyperfine.h"
#include "ingest/pyperf_text.h"
#include "ingest/tables.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

static void check_timing(const Timing *timing)
{
    g_assert_true(!timing->benchmark || g_utf8_validate(timing->benchmark, -1, NULL));
    if (timing->level == LEVEL_SUMMARY) {
        g_assert_true(isfinite(timing->mean) && timing->mean > 0 && timing->printed);
        g_assert_true(isnan(timing->stdev) || timing->stdev >= 0);
        return;
    }
    for (guint i = 0; i < timing->processes->len; i++) {
        const Process *process = g_ptr_array_index(timing->processes, i);
        g_assert_cmpuint(process->n_values, >, 0);
        for (guint k = 0; k < process->n_values; k++)
            g_assert_true(isfinite(process->values[k]) && (process->values[k] > 0 || timing->excluded));
    }
}

static void check_comparison(const PrintedComparison *comparison)
{
    g_assert_true(comparison->label_base && comparison->label_changed && comparison->text &&
                  comparison->line > 0);
    check_timing(comparison->base);
    check_timing(comparison->changed);
}

static void check_means(const SourceText *source)
{
    g_autoptr(Input) input = input_new();
    g_autoptr(Artifact) artifact = artifact_new(input);
    table_means_scan(source, artifact);
    for (guint i = 0; i < artifact->table_means->len; i++) {
        const TableMean *mean = g_ptr_array_index(artifact->table_means, i);
        g_assert_true(isfinite(mean->value) && mean->value > 0 && mean->half_digit >= 0);
        g_assert_true(!mean->label || g_utf8_validate(mean->label, -1, NULL));
    }
}

static void check_format(const InputFormat *format, const SourceText *source)
{
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(Input) input = input_new();
    g_autoptr(Artifact) artifact = artifact_new(input);
    format->sniff(source);
    gboolean is_good = format->parse(source, artifact, diags);
    g_assert_true(is_good || (diag_count(diags, DIAG_ERROR) > 0 && artifact->timings->len == 0));
    for (guint i = 0; i < artifact->timings->len; i++)
        check_timing(g_ptr_array_index(artifact->timings, i));
    for (guint i = 0; i < artifact->printed->len; i++)
        check_comparison(g_ptr_array_index(artifact->printed, i));
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    SourceBuffer buffer;
    g_autoptr(GBytes) bytes = g_bytes_new(data, n);
    source_buffer_init(&buffer, "fuzz", bytes);
    check_format(&format_pyperf_text, &buffer.source);
    check_format(&format_hyperfine_json, &buffer.source);
    check_format(&format_hyperfine_csv, &buffer.source);
    check_format(&format_google_benchmark, &buffer.source);
    check_format(&format_pytest_benchmark, &buffer.source);
    check_means(&buffer.source);
    source_buffer_clear(&buffer);
    return 0;
}
