/* The table of warning codes; see warning.h. */
#include "model/warning.h"

#include "base/text.h"

typedef struct {
    const char *code;
    WarningSeverity severity;
    const char *title;
} WarningKind;

static const WarningKind KINDS[] = {
    {"cross-machine", WARNING_BLOCK, "Different machines"},
    {"debug-and-release", WARNING_BLOCK, "Debug against release build"},
    {"unit-mismatch", WARNING_BLOCK, "Different units"},
    {"under-profiler", WARNING_CAUTION, "Timed under a profiler"},
    {"environment-differs", WARNING_CAUTION, "Environment differs"},
    {"calibrated-process", WARNING_CAUTION, "perf counted a calibrated command"},
    {"multiplexed", WARNING_CAUTION, "Counters shared the hardware"},
    {"zero-counter", WARNING_CAUTION, "Counter printed as zero"},
    {"mean-and-median-disagree", WARNING_CAUTION, "Mean and median disagree"},
    {"one-process", WARNING_CAUTION, "One process only"},
    {"few-processes", WARNING_CAUTION, "Few processes"},
    {"unstable", WARNING_CAUTION, "Unstable values"},
    {"unresolved-frames", WARNING_CAUTION, "Unknown frames in the profile"},
    {"pruned-profile", WARNING_INFO, "Frames lost before the report"},
    {"lines-skipped", WARNING_CAUTION, "Lines skipped"},
    {"damaged-input", WARNING_CAUTION, "Damaged input"},
    {"duplicate-input", WARNING_INFO, "Copy left out"},
    {"identical-logs", WARNING_CAUTION, "Identical logs"},
    {"stale-copy", WARNING_CAUTION, "Table out of date"},
    {"older-runs", WARNING_INFO, "Older runs in the history"},
    {"names-differ", WARNING_INFO, "Benchmark names differ"},
    {"only-on-one-side", WARNING_INFO, "Only on one side"},
    {"baseline-guessed", WARNING_CAUTION, "Baseline guessed"},
    /* codes of our own, beyond the table of the specification */
    {"directory-left-out", WARNING_CAUTION, "Directory left out"},
    {"drift-within-process", WARNING_CAUTION, "Drift within processes"},
    {"order-confounded", WARNING_INFO, "Order is confounded with time"},
    {"outliers", WARNING_INFO, "Outliers kept"},
    {"between-batch-variance", WARNING_INFO, "One batch per variant"},
    {"not-supported", WARNING_INFO, "Events not supported"},
    {"cgroups-left-out", WARNING_CAUTION, "Cgroups left out"},
    {"single-run", WARNING_INFO, "Counted once"},
    {"short-run", WARNING_CAUTION, "Short run"},
    {"events-differ", WARNING_INFO, "Different events"},
    {"other-commands", WARNING_CAUTION, "Other commands left out"},
    {"few-samples", WARNING_CAUTION, "Few samples"},
    {"alias-empty", WARNING_CAUTION, "Alias of no file"},
    {"what-if-empty", WARNING_CAUTION, "What if: no answer"},
    {"timed-window-differs", WARNING_CAUTION, "Timed window differs"},
    {"summary-only", WARNING_CAUTION, "Raw values are missing"},
    {"machine-unknown", WARNING_INFO, "The machine is not recorded"},
    {"simulated-counters", WARNING_INFO, "Simulated counters"},
    {"inner-loops-differ", WARNING_CAUTION, "Inner loops differ"},
    {"unequal-processes", WARNING_INFO, "Processes of unequal length"},
    {"no-values", WARNING_CAUTION, "No values"},
    {"identical-runs", WARNING_INFO, "Runs with the same data"},
    {"no-variation", WARNING_INFO, "Processes do not vary"},
    {"interval-too-wide", WARNING_INFO, "Interval too wide"},
    {"many-comparisons", WARNING_INFO, "Not clear of chance among many rows"},
    {"noise-floor", WARNING_INFO, "Within the noise between runs"},
    {"share-only-diff", WARNING_CAUTION, "Profiles compared by share"},
    {"profiles-differ", WARNING_CAUTION, "Profiles differ in how they were made"},
};

static const WarningKind *find_kind(const char *code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (g_str_equal(KINDS[i].code, code))
            return &KINDS[i];
    return NULL;
}

/* A code that is not in the table is a mistake of ours, not of the input. */
Warning *warning_add(GPtrArray *warnings, const char *code, const char *format, ...)
{
    const WarningKind *kind = find_kind(code);
    g_assert(kind != NULL);
    va_list args;
    va_start(args, format);
    g_autofree char *raw = g_strdup_vprintf(format, args);
    va_end(args);

    Warning *warning = g_new0(Warning, 1);
    warning->code = kind->code;
    warning->severity = kind->severity;
    warning->message = text_clean_line(raw, 1000);
    warning->sources = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(warnings, warning);
    return warning;
}

void warning_add_source(Warning *warning, const char *path)
{
    for (guint i = 0; i < warning->sources->len; i++)
        if (g_str_equal(g_ptr_array_index(warning->sources, i), path))
            return;
    g_ptr_array_add(warning->sources, g_strdup(path));
}

Warning *warning_find(const GPtrArray *warnings, const char *code)
{
    for (guint i = 0; i < warnings->len; i++) {
        Warning *warning = g_ptr_array_index(warnings, i);
        if (g_str_equal(warning->code, code))
            return warning;
    }
    return NULL;
}

const char *warning_title(const char *code)
{
    const WarningKind *kind = find_kind(code);
    return kind ? kind->title : code;
}

const char *warning_severity_name(WarningSeverity severity)
{
    switch (severity) {
    case WARNING_BLOCK:
        return "block";
    case WARNING_CAUTION:
        return "caution";
    case WARNING_INFO:
        return "info";
    }
    return "info";
}

void warning_free(Warning *warning)
{
    if (!warning)
        return;
    g_free(warning->message);
    g_ptr_array_unref(warning->sources);
    g_free(warning);
}

GPtrArray *warning_array_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)warning_free);
}
