/* Verdicts of the wall clock that must not stand; see process_guard.h. */
#include "analyze/process_guard.h"

#include "analyze/environment.h"
#include "model/warning.h"

/* Timings carry metadata, perf's output does not: what they say of the machine holds for the whole variant. */
static gboolean has_row_with(const Findings *findings, const VariantFindings *variant, const char *code)
{
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *row = g_ptr_array_index(findings->comparisons, i);
        if (row->variant == variant &&
            g_ptr_array_find_with_equal_func(row->reasons, code, g_str_equal, NULL))
            return TRUE;
    }
    return FALSE;
}

static void add_sources(Warning *warning, const ProcessSummary *process)
{
    for (guint i = 0; i < process->sources->len; i++)
        warning_add_source(warning, ((const Input *)g_ptr_array_index(process->sources, i))->path);
}

static void guard(Findings *findings, ProcessComparison *comparison)
{
    const VariantFindings *base = comparison->baseline, *changed = comparison->variant;
    gboolean is_mixed = environment_are_debug_and_release(base->process->command, changed->process->command);
    if (is_mixed) {
        Warning *warning = warning_add(
            findings->warnings, "debug-and-release",
            "perf counted a debug build of the interpreter on one side and a release build on the "
            "other, in %s.",
            changed->variant->label);
        add_sources(warning, base->process);
        add_sources(warning, changed->process);
    }
    /* calibrated or unknown work has no verdict to replace */
    if (!comparison->has_verdict)
        return;
    if (has_row_with(findings, changed, "cross-machine"))
        comparison->verdict = VERDICT_CROSS_MACHINE;
    else if (is_mixed || has_row_with(findings, changed, "debug-and-release"))
        comparison->verdict = VERDICT_INCOMPARABLE;
}

void process_guard(Findings *findings)
{
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        ProcessComparison *comparison = g_ptr_array_index(findings->process_comparisons, i);
        if (comparison->baseline->process && comparison->variant->process)
            guard(findings, comparison);
    }
}
