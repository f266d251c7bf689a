/* Verdicts of the wall clock that must not stand; see process_guard.h. */
#include "analyze/process_guard.h"

#include "analyze/environment.h"
#include "model/warning.h"

/* Timings carry metadata, perf's output does not: what they say of the machine holds for the whole variant. */
static gboolean has_row_with(const GPtrArray *rows, const VariantFindings *variant, const char *code)
{
    for (guint i = 0; i < rows->len; i++) {
        const Comparison *row = g_ptr_array_index(rows, i);
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

static gboolean is_mixed(const ProcessComparison *comparison)
{
    return environment_are_debug_and_release(comparison->baseline->process->command,
                                             comparison->variant->process->command);
}

static void warn_of_mixture(Findings *findings, const ProcessComparison *comparison)
{
    Warning *warning =
        warning_add(findings->warnings, "debug-and-release",
                    "perf counted a debug build of the interpreter on one side and a release build on the "
                    "other, in %s.",
                    comparison->variant->variant->label);
    add_sources(warning, comparison->baseline->process);
    add_sources(warning, comparison->variant->process);
}

/* rows: the timings of the same pairs. Calibrated or unknown work has no verdict to replace. */
static void guard(const GPtrArray *rows, ProcessComparison *comparison)
{
    if (!comparison->has_verdict)
        return;
    if (has_row_with(rows, comparison->variant, "cross-machine"))
        comparison->verdict = VERDICT_CROSS_MACHINE;
    else if (is_mixed(comparison) || has_row_with(rows, comparison->variant, "debug-and-release"))
        comparison->verdict = VERDICT_INCOMPARABLE;
}

void process_guard(Findings *findings)
{
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        ProcessComparison *comparison = g_ptr_array_index(findings->process_comparisons, i);
        if (is_mixed(comparison))
            warn_of_mixture(findings, comparison);
        guard(findings->comparisons, comparison);
    }
    for (guint i = 0; i < findings->process_steps->len; i++)
        guard(findings->steps, g_ptr_array_index(findings->process_steps, i));
}
