/* Fuzz driver of pyperf JSON: the parser, the suite, and all that is computed of it. */
#include <string.h>

#include "analyze/pyperf_suite.h"
#include "ingest/json_read.h"
#include "ingest/pyperf_json.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

/* What the validator lets through, cJSON must be able to read. */
static void check_json(const SourceText *source)
{
    JsonError error;
    gboolean is_valid = json_validate(source->text, source->n_text, &error);
    g_autoptr(JsonDocument) document = json_read("fuzz", source->text, source->n_text, NULL);
    g_assert_cmpint(is_valid, ==, document != NULL);
    g_assert_true(is_valid || error.offset <= source->n_text);
}

static void check_figures(const PyperfBenchmark *benchmark)
{
    g_autoptr(PyperfFigures) figures = pyperf_figures_new(benchmark);
    PyperfDate start, end;
    double required = 0;
    pyperf_total_duration(benchmark);
    if (pyperf_dates(benchmark, &start, &end) == PYPERF_DATES) {
        g_autofree char *text = pyperf_date_text(&end);
        g_assert_cmpuint(strlen(text), >=, 19);
    }
    if (figures->n == 0)
        return;
    g_autofree char *text = pyperf_result_text(&figures->sample);
    g_assert_true(figures->minimum.value > 0 && figures->mean.value > 0);
    g_assert_cmpfloat(pyperf_percentile(figures, 0).value, ==, figures->minimum.value);
    g_assert_cmpfloat(pyperf_percentile(figures, 100).value, ==, figures->maximum.value);
    g_assert_true(pyperf_median_deviation(figures) >= 0);
    pyperf_required_processes(benchmark, &required);
}

static void check_suite(const SourceText *source, DiagList *diags)
{
    g_autoptr(PyperfSuite) suite = pyperf_suite_read(source, diags);
    for (guint i = 0; suite && i < suite->benchmarks->len; i++)
        check_figures(g_ptr_array_index(suite->benchmarks, i));
}

static void check_timing(const Timing *timing)
{
    g_assert_true(g_utf8_validate(timing->benchmark, -1, NULL));
    g_assert_true(timing->processes->len > 0 || timing->excluded);
    for (guint i = 0; i < timing->processes->len; i++) {
        const Process *process = g_ptr_array_index(timing->processes, i);
        g_assert_true(process->n_values > 0 && process->loops > 0 && process->inner_loops > 0);
        for (guint k = 0; k < process->n_values; k++)
            g_assert_true(isfinite(process->values[k]) && process->values[k] > 0);
    }
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    SourceBuffer buffer;
    g_autoptr(GBytes) bytes = g_bytes_new(data, n);
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(Input) input = input_new();
    g_autoptr(Artifact) artifact = artifact_new(input);
    source_buffer_init(&buffer, "fuzz", bytes);
    check_json(&buffer.source);
    check_suite(&buffer.source, diags);
    format_pyperf_json.sniff(&buffer.source);
    gboolean is_good = format_pyperf_json.parse(&buffer.source, artifact, diags);
    g_assert_true(is_good || diag_count(diags, DIAG_ERROR) > 0);
    for (guint i = 0; i < artifact->timings->len; i++)
        check_timing(g_ptr_array_index(artifact->timings, i));
    source_buffer_clear(&buffer);
    return 0;
}
