/* For tests of parsers of counters: text in, artifact out, and ways to look into it. */
#pragma once
#include <string.h>

#include "ingest/format.h"

typedef struct {
    SourceBuffer buffer;
    GBytes *bytes;
    DiagList *diags;
    Input *input;
    Artifact *artifact;
    const InputFormat *format;
    gboolean is_good;
} Parsed;

static inline Parsed parse_bytes_of(const char *bytes, gsize n)
{
    Parsed parsed = {.bytes = g_bytes_new(bytes, n), .diags = diag_list_new(), .input = input_new()};
    parsed.artifact = artifact_new(parsed.input);
    source_buffer_init(&parsed.buffer, "in.txt", parsed.bytes);
    parsed.format = format_of(&parsed.buffer.source);
    if (parsed.format && parsed.format->parse)
        parsed.is_good = parsed.format->parse(&parsed.buffer.source, parsed.artifact, parsed.diags);
    return parsed;
}

static inline Parsed parse_text_of(const char *text)
{
    return parse_bytes_of(text, strlen(text));
}

static inline void parsed_clear(Parsed *parsed)
{
    source_buffer_clear(&parsed->buffer);
    g_bytes_unref(parsed->bytes);
    artifact_free(parsed->artifact);
    input_free(parsed->input);
    diag_list_free(parsed->diags);
}

#define PARSED __attribute__((cleanup(parsed_clear))) Parsed

static inline void assert_format(const Parsed *parsed, const char *name)
{
    g_assert_cmpstr(parsed->format ? parsed->format->name : NULL, ==, name);
}

static inline const CounterBlock *block_at(const Parsed *parsed, guint i)
{
    g_assert_cmpuint(i, <, parsed->artifact->blocks->len);
    return g_ptr_array_index(parsed->artifact->blocks, i);
}

/* The first counter of that event and pmu (NULL: none); it must exist. */
static inline const Counter *counter_of(const CounterBlock *block, const char *event, const char *pmu)
{
    for (guint i = 0; i < block->counters->len; i++) {
        const Counter *counter = g_ptr_array_index(block->counters, i);
        if (g_str_equal(counter->event, event) && g_strcmp0(counter->pmu, pmu) == 0)
            return counter;
    }
    g_test_message("no counter %s", event);
    g_assert_not_reached();
}

static inline void assert_count(const CounterBlock *block, const char *event, const char *pmu, guint64 value)
{
    const Counter *counter = counter_of(block, event, pmu);
    g_assert_cmpint(counter->status, ==, COUNTER_COUNTED);
    g_assert_true(counter->value.is_integer);
    g_assert_cmpuint(counter->value.integer, ==, value);
}

static inline void assert_close(double value, double expected)
{
    g_assert_cmpfloat_with_epsilon(value, expected, 1e-12 * MAX(1, expected));
}
