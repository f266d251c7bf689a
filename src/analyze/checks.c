/* Warnings about timings; see checks.h. One warning per condition, with all files concerned. */
#include "analyze/checks.h"

#include <math.h>
#include <string.h>

#include "analyze/comparison.h"
#include "base/text.h"
#include "model/warning.h"

#define MAX_NAMES_SHOWN 4

/* A warning names every file it concerns, once. */
static void add_sources(Warning *warning, const Timing *timing)
{
    for (guint i = 0; i < timing->sources->len; i++)
        warning_add_source(warning, ((const Input *)g_ptr_array_index(timing->sources, i))->path);
}

/* "a, b and 3 more". Transfer full. */
static char *describe_names(const GPtrArray *names)
{
    g_autoptr(GPtrArray) shown = g_ptr_array_new();
    for (guint i = 0; i < names->len && i < MAX_NAMES_SHOWN; i++)
        g_ptr_array_add(shown, names->pdata[i]);
    g_autofree char *more = NULL;
    if (names->len > MAX_NAMES_SHOWN) {
        more = g_strdup_printf("%u more", names->len - MAX_NAMES_SHOWN);
        g_ptr_array_add(shown, more);
    }
    return text_join_and(shown);
}

/* ------------------------------------------------------------------ single timings */

/* Each condition is a predicate over one summary; the table below gives it its code and its sentence. */
static gboolean has_one_process(const TimingSummary *summary)
{
    return summary->timing->level == LEVEL_VALUES && summary->n_processes == 1;
}

static gboolean has_few_processes(const TimingSummary *summary)
{
    return summary->timing->level == LEVEL_VALUES && summary->n_processes >= 2 && summary->n_processes <= 4;
}

/* pyperf's own rule, on raw values. */
static gboolean is_unstable(const TimingSummary *summary)
{
    return summary->timing->level == LEVEL_VALUES && summary->stdev >= 0.1 * summary->mean;
}

/* Thresholds of the specification: noticeable, and not by chance. */
static gboolean does_drift(const TimingSummary *summary)
{
    return fabs(summary->drift_share) > 0.01 && fabs(summary->drift_t) > 4;
}

static gboolean has_far_outliers(const TimingSummary *summary)
{
    return summary->n_far_outliers > 0;
}

static gboolean has_unequal_processes(const TimingSummary *summary)
{
    return fabs(summary->mean / summary->mean_of_processes - 1) > 0.001;
}

static gboolean has_no_values(const TimingSummary *summary)
{
    return summary->timing->level == LEVEL_VALUES && summary->n_values == 0;
}

/* Times of three processes that agree to the last digit were rounded, copied or made up. */
static gboolean has_no_variation(const TimingSummary *summary)
{
    return summary->timing->unit == UNIT_SECOND && summary->n_processes >= 3 &&
           summary->process_stdev <= 1e-12 * summary->mean_of_processes;
}

static gboolean is_under_profiler(const TimingSummary *summary)
{
    return summary->timing->excluded && strstr(summary->timing->excluded, "profil");
}

static const struct {
    const char *code;
    gboolean (*applies)(const TimingSummary *summary);
    const char *sentence;
} TIMING_CHECKS[] = {
    {"under-profiler", is_under_profiler,
     "Measured while a profiler was sampling. Listed, but kept out of every comparison."},
    {"one-process", has_one_process,
     "All values come from one process, so how far processes differ is not known: that alone bears no "
     "verdict."},
    {"few-processes", has_few_processes,
     "Measured by two to four processes only: the interval is wide, or narrow by chance."},
    {"unstable", is_unstable, "The standard deviation is at least 10\u202f% of the mean."},
    {"drift-within-process", does_drift,
     "The last value of a process differs from its first by more than 1\u202f% on average, so values of a "
     "process "
     "are not "
     "repeats of each other."},
    {"outliers", has_far_outliers,
     "Values lie more than three interquartile ranges outside the quartiles. They are shown, and kept in the "
     "mean."},
    {"unequal-processes", has_unequal_processes,
     "Processes have different numbers of values; each process counts once, so the mean differs from that of "
     "all values."},
    {"no-variation", has_no_variation,
     "The means of all processes are equal to the last digit, so the interval only allows for the step of "
     "the "
     "clock. Measured times vary: were these rounded?"},
    {"no-values", has_no_values, "Only calibration, no measured value."},
};

/* Discovery may have said the same of the same file already. */
static gboolean is_reported(const GPtrArray *warnings, const char *code, const Timing *timing)
{
    for (guint i = 0; i < warnings->len; i++) {
        const Warning *warning = g_ptr_array_index(warnings, i);
        if (!g_str_equal(warning->code, code))
            continue;
        for (guint k = 0; k < timing->sources->len; k++)
            if (g_ptr_array_find_with_equal_func(warning->sources,
                                                 ((const Input *)g_ptr_array_index(timing->sources, k))->path,
                                                 g_str_equal, NULL))
                return TRUE;
    }
    return FALSE;
}

/* One warning for all timings that a check applies to. */
static void check_timings(Findings *findings, gsize check)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint k = 0; k < variant->timings->len; k++) {
            TimingSummary *summary = g_ptr_array_index(variant->timings, k);
            if (!TIMING_CHECKS[check].applies(summary) ||
                is_reported(findings->warnings, TIMING_CHECKS[check].code, summary->timing))
                continue;
            g_autofree char *name =
                g_strdup_printf("%s of %s", summary->timing->benchmark, variant->variant->label);
            if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL)) /* repeats share one */
                g_ptr_array_add(names, g_steal_pointer(&name));
            g_ptr_array_add(found, (gpointer)(guintptr)summary->timing);
        }
    }
    if (found->len == 0)
        return;
    g_autofree char *list = describe_names(names);
    Warning *warning = warning_add(findings->warnings, TIMING_CHECKS[check].code, "%s: %s", list,
                                   TIMING_CHECKS[check].sentence);
    for (guint i = 0; i < found->len; i++)
        add_sources(warning, g_ptr_array_index(found, i));
}

/* ------------------------------------------------------------------ pairs */

static gboolean has_reason(const Comparison *row, const char *code)
{
    return g_ptr_array_find_with_equal_func(row->reasons, code, g_str_equal, NULL);
}

/* The same for pairs. Judging has left its reasons in the rows, so that warning and verdict cannot disagree. */
static gboolean is_cross_machine(const Comparison *row)
{
    return row->machine_differences->len > 0;
}

static gboolean is_debug_and_release(const Comparison *row)
{
    return has_reason(row, "debug-and-release");
}

static gboolean has_unit_mismatch(const Comparison *row)
{
    return has_reason(row, "unit-mismatch");
}

/* On another machine other settings are no news. */
static gboolean do_settings_differ(const Comparison *row)
{
    return row->machine_differences->len == 0 && row->setting_differences->len > 0;
}

static gboolean do_mean_and_median_disagree(const Comparison *row)
{
    return has_reason(row, "mean-and-median-disagree");
}

static gboolean do_names_differ(const Comparison *row)
{
    return row->has_other_name;
}

/* 0 when there is no process to ask. */
static guint64 inner_loops(const TimingSummary *summary)
{
    const GPtrArray *processes = summary->timing->processes;
    return processes->len > 0 ? ((const Process *)g_ptr_array_index(processes, 0))->inner_loops : 0;
}

static gboolean do_inner_loops_differ(const Comparison *row)
{
    return inner_loops(row->base) != 0 && inner_loops(row->changed) != 0 &&
           inner_loops(row->base) != inner_loops(row->changed);
}

static gboolean is_summary_only(const Comparison *row)
{
    return has_reason(row, "summary-only");
}

static gboolean is_machine_unknown(const Comparison *row)
{
    return row->is_machine_unknown;
}

typedef enum { FILES_OF_CHANGED, FILES_OF_BOTH, FILES_OF_SUMMARIES } FilesConcerned;

static const struct {
    const char *code;
    gboolean (*applies)(const Comparison *row);
    FilesConcerned files;
    const char *sentence;
} PAIR_CHECKS[] = {
    {"cross-machine", is_cross_machine, FILES_OF_CHANGED,
     "Measured on another machine than the baseline, so times say nothing of the change"},
    {"debug-and-release", is_debug_and_release, FILES_OF_BOTH,
     "One side was measured with a debug build of the interpreter, the other with a release build"},
    {"unit-mismatch", has_unit_mismatch, FILES_OF_BOTH, "The two sides were measured in different units"},
    {"environment-differs", do_settings_differ, FILES_OF_BOTH,
     "Same machine, but other settings on the two sides"},
    {"mean-and-median-disagree", do_mean_and_median_disagree, FILES_OF_BOTH,
     "The means and the medians tell different stories, so no verdict is given"},
    {"names-differ", do_names_differ, FILES_OF_BOTH, "Paired although the names differ"},
    {"inner-loops-differ", do_inner_loops_differ, FILES_OF_BOTH,
     "The two sides repeat the work a different number of times per loop"},
    {"summary-only", is_summary_only, FILES_OF_SUMMARIES,
     "Only a printed mean is known, so there is no interval and no verdict"},
    {"machine-unknown", is_machine_unknown, FILES_OF_BOTH,
     "Nothing says on which machine it was measured, so whether both sides had the same one is not known"},
};

/* What of machine or settings differs, over all rows found. Transfer container. */
static GPtrArray *list_differences(const GPtrArray *rows, const char *code)
{
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++) {
        const Comparison *row = g_ptr_array_index(rows, i);
        const GPtrArray *own = g_str_equal(code, "cross-machine")         ? row->machine_differences
                               : g_str_equal(code, "environment-differs") ? row->setting_differences
                                                                          : NULL;
        for (guint k = 0; own && k < own->len; k++)
            if (!g_ptr_array_find_with_equal_func(list, own->pdata[k], g_str_equal, NULL))
                g_ptr_array_add(list, own->pdata[k]);
    }
    return list;
}

static void add_pair_sources(Warning *warning, const Comparison *row, FilesConcerned files)
{
    const Timing *sides[] = {row->base->timing, row->changed->timing};
    for (guint i = 0; i < 2; i++)
        if (files == FILES_OF_BOTH || (files == FILES_OF_CHANGED && i == 1) ||
            (files == FILES_OF_SUMMARIES && sides[i]->level == LEVEL_SUMMARY))
            add_sources(warning, sides[i]);
}

/* "aes of opt", or "fast_aes of opt against aes" where the names differ. Transfer full. */
static char *describe_pair(const Comparison *row)
{
    const char *changed = row->changed->timing->benchmark, *base = row->base->timing->benchmark;
    const char *variant = row->variant->variant->label;
    return row->has_other_name ? g_strdup_printf("%s of %s against %s", changed, variant, base)
                               : g_strdup_printf("%s of %s", changed, variant);
}

/* One warning for all rows that a check applies to, with what differs in any of them. */
static void check_pairs(Findings *findings, gsize check)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; i < findings->comparisons->len; i++) {
        Comparison *row = g_ptr_array_index(findings->comparisons, i);
        if (!PAIR_CHECKS[check].applies(row))
            continue;
        g_ptr_array_add(names, describe_pair(row));
        g_ptr_array_add(found, row);
    }
    if (found->len == 0)
        return;
    g_autoptr(GPtrArray) differences = list_differences(found, PAIR_CHECKS[check].code);
    g_autofree char *what = text_join_and(differences), *list = describe_names(names);
    Warning *warning = warning_add(findings->warnings, PAIR_CHECKS[check].code, "%s: %s%s%s%s.", list,
                                   PAIR_CHECKS[check].sentence, differences->len > 0 ? " (" : "",
                                   differences->len > 0 ? what : "", differences->len > 0 ? ")" : "");
    for (guint i = 0; i < found->len; i++)
        add_pair_sources(warning, g_ptr_array_index(found, i), PAIR_CHECKS[check].files);
}

/* ------------------------------------------------------------------ order in time, batches */

/* First and last start of the processes of a timing; FALSE when one has no date. */
static gboolean find_span(const Timing *timing, const char **first, const char **last)
{
    *first = *last = NULL;
    for (guint i = 0; i < timing->processes->len; i++) {
        const char *date = ((const Process *)g_ptr_array_index(timing->processes, i))->date;
        if (!date)
            return FALSE;
        if (!*first || strcmp(date, *first) < 0)
            *first = date;
        if (!*last || strcmp(date, *last) > 0)
            *last = date;
    }
    return *first != NULL;
}

/* All of one side before all of the other: anything that changed with time looks like an effect. */
static gboolean is_order_confounded(const Comparison *row)
{
    const char *base_first, *base_last, *changed_first, *changed_last;
    return isfinite(row->p) && find_span(row->base->timing, &base_first, &base_last) &&
           find_span(row->changed->timing, &changed_first, &changed_last) &&
           (strcmp(base_last, changed_first) < 0 || strcmp(changed_last, base_first) < 0);
}

/* Neither batches nor older runs of the baseline: the interval holds for these runs only. */
static gboolean is_run_noise_unknown(const Comparison *row)
{
    return isfinite(row->p) && row->n_batches == 0 && isnan(row->noise);
}

static void check_batches(Findings *findings)
{
    Warning *warning = NULL;
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *row = g_ptr_array_index(findings->comparisons, i);
        if (!comparison_is_comparable(row) || !is_run_noise_unknown(row))
            continue;
        if (!warning)
            warning = warning_add(
                findings->warnings, "between-batch-variance",
                "One run per variant: how much a run differs from the next one of the same thing was not "
                "seen. Older runs of the baseline in the archive, or several files per variant, show it.");
        add_pair_sources(warning, row, FILES_OF_BOTH);
    }
}

static void check_order(Findings *findings)
{
    Warning *warning = NULL;
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *row = g_ptr_array_index(findings->comparisons, i);
        if (!comparison_is_comparable(row) || !is_order_confounded(row))
            continue;
        if (!warning)
            warning = warning_add(
                findings->warnings, "order-confounded",
                "All processes of one side ran before those of the other, so a drift of the machine would "
                "look like an effect. Measure the sides in turn to rule it out.");
        add_pair_sources(warning, row, FILES_OF_BOTH);
    }
}

/* Files of the runs of a timing that are copies. Returns how many runs. */
static guint list_copies(const History *history, GPtrArray *timings)
{
    guint n = 0;
    for (guint k = 0; !history->is_suite && k < history->points->len; k++) {
        const HistoryPoint *point = &g_array_index(history->points, HistoryPoint, k);
        n += point->is_copy ? 1 : 0;
        for (guint i = 0; point->is_copy && i < point->run->timings->len; i++) {
            Timing *timing = g_ptr_array_index(point->run->timings, i);
            if (g_str_equal(timing->benchmark, history->benchmark))
                g_ptr_array_add(timings, timing);
        }
    }
    return n;
}

/* The same data under two timestamps: a copy, and no second run. */
static void check_copies(Findings *findings)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free), timings = g_ptr_array_new();
    for (guint i = 0; findings->histories && i < findings->histories->len; i++) {
        const History *history = g_ptr_array_index(findings->histories, i);
        if (list_copies(history, timings) > 0)
            g_ptr_array_add(
                names, g_strdup_printf("%s of %s", history->benchmark, history->variant->variant->label));
    }
    if (names->len == 0)
        return;
    g_autofree char *list = describe_names(names);
    Warning *warning = warning_add(
        findings->warnings, "identical-runs",
        "%s: runs of different dates hold the same values. One of them is a copy; it says nothing of "
        "how much runs vary.",
        list);
    for (guint i = 0; i < timings->len; i++)
        add_sources(warning, g_ptr_array_index(timings, i));
}

void checks_add(Findings *findings)
{
    for (gsize i = 0; i < G_N_ELEMENTS(TIMING_CHECKS); i++)
        check_timings(findings, i);
    for (gsize i = 0; i < G_N_ELEMENTS(PAIR_CHECKS); i++)
        check_pairs(findings, i);
    check_order(findings);
    check_batches(findings);
    check_copies(findings);
}

/* ------------------------------------------------------------------ names without a partner */

/* The warning is made with the first file, so that none appears for nothing. */
static void add_unpaired(Warning **warning, GPtrArray *warnings, GPtrArray *names, const GPtrArray *summaries)
{
    for (guint i = 0; i < summaries->len; i++) {
        const Timing *timing = ((const TimingSummary *)g_ptr_array_index(summaries, i))->timing;
        if (!*warning) {
            g_autofree char *list = describe_names(names);
            *warning =
                warning_add(warnings, "only-on-one-side", "%s: on one side only, so not compared.", list);
        }
        add_sources(*warning, timing);
    }
}

void checks_add_unpaired(GPtrArray *warnings, const Pairing *pairing)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const GPtrArray *sides[] = {pairing->only_base, pairing->only_changed};
    for (guint side = 0; side < 2; side++)
        for (guint i = 0; i < sides[side]->len; i++)
            g_ptr_array_add(names,
                            ((const TimingSummary *)g_ptr_array_index(sides[side], i))->timing->benchmark);
    Warning *warning = NULL;
    add_unpaired(&warning, warnings, names, pairing->only_base);
    add_unpaired(&warning, warnings, names, pairing->only_changed);
}
