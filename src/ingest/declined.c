/* Recognised and declined; see declined.h. */
#include "ingest/declined.h"

#include <string.h>

#define HEAD_BYTES 4096

static gboolean raw_starts(const SourceText *source, const char *bytes, gsize n)
{
    return source->n_raw >= n && memcmp(source->raw, bytes, n) == 0;
}

/* TRUE when the word stands in the first kilobytes of the text. */
static gboolean head_has(const SourceText *source, const char *word)
{
    return memmem(source->text, MIN(source->n_text, HEAD_BYTES), word, strlen(word)) != NULL;
}

static gboolean is_json_object(const SourceText *source)
{
    return source->text[strspn(source->text, " \t\r\n")] == '{';
}

/* ------------------------------------------------------------------ signs */

static gboolean sniff_perf_data(const SourceText *source)
{
    return raw_starts(source, "PERFILE2", 8) || raw_starts(source, "2ELIFREP", 8);
}

static gboolean sniff_tachyon_binary(const SourceText *source)
{
    return raw_starts(source, "HCAT", 4);
}

static gboolean sniff_austin_mojo(const SourceText *source)
{
    return raw_starts(source, "MOJ", 3) && source->n_raw > 3 && source->raw[3] < 0x20;
}

/* A tag, a version of 16 bits, whether addresses have 32 bits, then the name of the machine with its length. */
static gboolean sniff_jitlog(const SourceText *source)
{
    return source->n_raw > 8 && source->raw[0] == 0x1e && source->raw[2] == 0 && source->raw[3] <= 1 &&
           source->raw[6] == 0 && source->raw[7] == 0;
}

/* LZ4 frames, or plain. */
static gboolean sniff_memray(const SourceText *source)
{
    return raw_starts(source, "memray", 7) || (raw_starts(source, "\x04\x22\x4d\x18", 4) &&
                                               memmem(source->raw, MIN(source->n_raw, 64), "memray", 6));
}

/* A marshalled dictionary whose first key is a tuple. */
static gboolean sniff_pstats(const SourceText *source)
{
    return source->n_raw > 2 && (source->raw[0] & 0x7f) == '{' &&
           ((source->raw[1] & 0x7f) == ')' || (source->raw[1] & 0x7f) == '(') && source->raw[1] > 0x7f;
}

static gboolean sniff_perf_report(const SourceText *source)
{
    return head_has(source, "# Samples:") &&
           (head_has(source, "# Overhead") || head_has(source, "# Children"));
}

static gboolean sniff_perf_diff(const SourceText *source)
{
    return head_has(source, "# Event '") && head_has(source, "# Baseline");
}

static gboolean sniff_perf_annotate(const SourceText *source)
{
    return head_has(source, "Source code & Disassembly of");
}

/* "[49520f] {gc-minor" */
static gboolean sniff_pypylog(const SourceText *source)
{
    gsize n = 1 + strspn(source->text + (source->n_text > 0), "0123456789abcdef");
    return source->n_text > n + 4 && source->text[0] == '[' && n > 4 &&
           memcmp(source->text + n, "] {", 3) == 0;
}

static gboolean sniff_tachyon_jsonl(const SourceText *source)
{
    return g_str_has_prefix(source->text, "{\"type\":\"meta\"") && head_has(source, "\"run_id\"");
}

static gboolean sniff_firefox(const SourceText *source)
{
    return is_json_object(source) && head_has(source, "\"meta\"") &&
           (head_has(source, "\"preprocessedProfileVersion\"") || head_has(source, "\"processType\"")) &&
           memmem(source->text, source->n_text, "\"threads\"", 9);
}

/* An object, or, as py-spy writes it, the bare array of events. */
static gboolean sniff_chrome_trace(const SourceText *source)
{
    const char *start = source->text + strspn(source->text, " \t\n");
    return (is_json_object(source) && head_has(source, "\"traceEvents\"")) ||
           (*start == '[' && head_has(source, "\"ph\":") && head_has(source, "\"ts\":") &&
            head_has(source, "\"pid\":"));
}

/* Its weights are bytes, negative ones where memory was freed: no stacks to draw. */
static gboolean sniff_austin_memory(const SourceText *source)
{
    return g_str_has_prefix(source->text, "# austin:") && head_has(source, "\n# mode: memory\n");
}

/* ------------------------------------------------------------------ reasons */

const InputFormat format_perf_data = {
    .name = "perf-data",
    .sniff = sniff_perf_data,
    .declined = "perf.data is only read by the perf that knows the machine: run perf script and "
                "keep its output"};
const InputFormat format_tachyon_binary = {
    .name = "tachyon-binary",
    .sniff = sniff_tachyon_binary,
    .declined = "binary recording of Python's profiling.sampling: convert it with replay "
                "--collapsed"};
const InputFormat format_austin_mojo = {.name = "austin-mojo",
                                        .sniff = sniff_austin_mojo,
                                        .declined =
                                            "binary recording of austin: convert it with mojo2austin"};
const InputFormat format_jitlog = {.name = "jitlog",
                                   .sniff = sniff_jitlog,
                                   .declined = "log of PyPy's compiler: it holds no times per function"};
const InputFormat format_memray = {.name = "memray",
                                   .sniff = sniff_memray,
                                   .declined = "binary recording of memray: memory is not compared yet"};
const InputFormat format_pstats = {
    .name = "pstats",
    .sniff = sniff_pstats,
    .declined = "pstats of cProfile has no stacks: sample with py-spy --format raw or Python's "
                "profiling.sampling --collapsed"};
const InputFormat format_perf_report = {.name = "perf-report",
                                        .sniff = sniff_perf_report,
                                        .declined =
                                            "perf report output is rounded and cut: run perf script instead"};
const InputFormat format_perf_diff = {
    .name = "perf-diff",
    .sniff = sniff_perf_diff,
    .declined = "perf diff compares shares of different totals: keep perf script of both sides"};
const InputFormat format_perf_annotate = {.name = "perf-annotate",
                                          .sniff = sniff_perf_annotate,
                                          .declined =
                                              "perf annotate output is for people: run perf script instead"};
const InputFormat format_pypylog = {.name = "pypylog",
                                    .sniff = sniff_pypylog,
                                    .declined = "log of PyPy: its times are ticks of an unknown frequency"};
const InputFormat format_tachyon_jsonl = {
    .name = "tachyon-jsonl",
    .sniff = sniff_tachyon_jsonl,
    .declined = "JSON lines of Python's profiling.sampling hold no stacks: use --collapsed"};
const InputFormat format_firefox_profile = {
    .name = "firefox-profile",
    .sniff = sniff_firefox,
    .declined = "Firefox profile: export folded stacks or speedscope instead"};
const InputFormat format_austin_memory = {
    .name = "austin-memory",
    .sniff = sniff_austin_memory,
    .declined = "austin's memory mode is not read: record with wall or cpu time"};
const InputFormat format_chrome_trace = {.name = "chrome-trace",
                                         .sniff = sniff_chrome_trace,
                                         .declined =
                                             "Chrome trace: export folded stacks or speedscope instead"};
