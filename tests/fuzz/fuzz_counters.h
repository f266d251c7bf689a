/* For fuzz drivers of counters: parses any bytes as one format, checks what must hold of every artifact, and analyses it. */
#pragma once
#include <string.h>

#include "analyze/counters.h"
#include "ingest/format.h"
#include "model/warning.h"

static inline void check_name(const char *name)
{
    g_assert_true(!name || g_utf8_validate(name, -1, NULL));
}

static inline void check_counter(const Counter *counter)
{
    g_assert_true(counter->event && *counter->event && counter->unit);
    check_name(counter->event);
    check_name(counter->pmu);
    check_name(counter->modifier);
    check_name(counter->unit);
    check_name(counter->scope);
    check_name(counter->cgroup);
    if (counter->status == COUNTER_COUNTED)
        g_assert_true(isfinite(counter->value.value) && counter->value.value >= 0);
    else
        g_assert_true(isnan(counter->value.value));
    g_assert_false(isinf(counter->running) || isinf(counter->error) || isinf(counter->interval_end));
    g_assert_true(isnan(counter->running) || counter->running >= 0);
}

static inline void check_block(const CounterBlock *block)
{
    check_name(block->command);
    check_name(block->started);
    g_assert_cmpuint(block->n_runs, >=, 1);
    g_assert_false(isinf(block->elapsed) || isinf(block->elapsed_error) || isinf(block->user) || isinf(block->sys));
    for (guint i = 0; i < block->counters->len; i++)
        check_counter(g_ptr_array_index(block->counters, i));
}

static inline void check_summaries(const VariantFindings *findings)
{
    for (guint i = 0; i < findings->counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(findings->counters, i);
        g_assert_true(summary->status != COUNTER_COUNTED || (isfinite(summary->value.value) && summary->n_runs > 0));
    }
}

static inline void variant_findings_clear(gpointer data)
{
    VariantFindings *findings = data;
    g_ptr_array_unref(findings->counters);
    process_summary_free(findings->process);
    g_free(findings);
}

/* The artifact as baseline and as changed variant. */
static inline void analyze_artifact(const Artifact *artifact)
{
    Variant *variant = variant_new("v");
    Findings findings = {.options = {0.01, 0.95}};
    variant->run = run_new();
    g_ptr_array_add(variant->runs, variant->run);
    for (guint i = 0; i < artifact->blocks->len; i++)
        g_ptr_array_add(variant->run->blocks, g_ptr_array_index(artifact->blocks, i));
    findings.variants = g_ptr_array_new_with_free_func(variant_findings_clear);
    for (guint i = 0; i < 2; i++) {
        VariantFindings *side = g_new0(VariantFindings, 1);
        side->variant = variant;
        counters_summarize(side);
        check_summaries(side);
        g_ptr_array_add(findings.variants, side);
    }
    counters_compare(&findings);
    g_autoptr(GPtrArray) warnings = warning_array_new();
    counters_check(&findings, warnings);
    g_ptr_array_unref(findings.counter_comparisons);
    g_ptr_array_unref(findings.process_comparisons);
    g_ptr_array_unref(findings.decompositions);
    g_ptr_array_unref(findings.variants);
    variant_free(variant);
}

static inline int fuzz_format(const InputFormat *format, const guint8 *data, gsize n)
{
    SourceBuffer buffer;
    g_autoptr(GBytes) bytes = g_bytes_new(data, n);
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(Input) input = input_new();
    g_autoptr(Artifact) artifact = artifact_new(input);
    input->path = g_strdup("fuzz");
    source_buffer_init(&buffer, "fuzz", bytes);
    format->sniff(&buffer.source);
    gboolean is_good = format->parse(&buffer.source, artifact, diags);
    g_assert_true(is_good || diag_count(diags, DIAG_ERROR) > 0);
    for (guint i = 0; i < artifact->blocks->len; i++)
        check_block(g_ptr_array_index(artifact->blocks, i));
    if (is_good)
        analyze_artifact(artifact);
    source_buffer_clear(&buffer);
    return 0;
}
