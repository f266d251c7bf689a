/* What to warn about in counting; see counters.h. One warning per code, for all variants of which the same is to be said; severities are those of model/warning.c.
 * A message is two sentences: the fact, then what it means for the reader. */
#include "analyze/counters.h"

#include <string.h>

#include "base/text.h"
#include "model/warning.h"

#define SHORT_RUN_SECONDS 0.05 /* below it start-up and scheduling outweigh the work */
#define LOW_RUNNING 0.3        /* share below which a scaled count is little more than a guess */
#define MAX_NAMES 6            /* events listed in a message */

static const VariantFindings *variant_at(const Findings *findings, guint i)
{
    return g_ptr_array_index(findings->variants, i);
}

/* Names the files of a warning. */
static void add_inputs(Warning *warning, const GPtrArray *inputs)
{
    for (guint i = 0; inputs && i < inputs->len; i++) {
        const Input *input = g_ptr_array_index(inputs, i);
        if (input->path)
            warning_add_source(warning, input->path);
    }
}

/* ------------------------------------------------------------------ lists of events */

typedef gboolean (*CounterTest)(const CounterSummary *summary);

/* As perf writes it. */
static char *event_label(const CounterSummary *summary)
{
    if (summary->pmu)
        return g_strdup_printf("%s/%s/%s", summary->pmu, summary->event,
                               summary->modifier ? summary->modifier : "");
    return summary->modifier ? g_strdup_printf("%s:%s", summary->event, summary->modifier)
                             : g_strdup(summary->event);
}

/* "cycles, instructions and 3 more"; NULL when no counter passes. inputs collects the files concerned. */
static char *name_events(const GPtrArray *counters, CounterTest test, GPtrArray *inputs, guint *n_events)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    guint n = 0;
    for (guint i = 0; i < counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(counters, i);
        if (!test(summary))
            continue;
        if (n++ < MAX_NAMES)
            g_ptr_array_add(names, event_label(summary));
        for (guint k = 0; k < summary->sources->len; k++)
            if (!g_ptr_array_find(inputs, g_ptr_array_index(summary->sources, k), NULL))
                g_ptr_array_add(inputs, g_ptr_array_index(summary->sources, k));
    }
    *n_events = n;
    if (n == 0)
        return NULL;
    if (n > MAX_NAMES)
        g_ptr_array_add(names, g_strdup_printf("%u more", n - MAX_NAMES));
    return text_join_and(names);
}

static gboolean is_zeroed(const CounterSummary *summary)
{
    return summary->was_zero;
}

static gboolean is_not_supported(const CounterSummary *summary)
{
    return summary->status == COUNTER_NOT_SUPPORTED;
}

static gboolean has_other_cgroups(const CounterSummary *summary)
{
    return summary->has_other_cgroups;
}

static gboolean is_simulated(const CounterSummary *summary)
{
    return summary->is_simulated;
}

/* ------------------------------------------------------------------ one variant */

/* Files in which a counter ran for less than all of the time; *least is the smallest share. */
static void find_multiplexed(const GPtrArray *blocks, GPtrArray *inputs, double *least, guint *n_low)
{
    for (guint i = 0; i < blocks->len; i++) {
        const CounterBlock *block = g_ptr_array_index(blocks, i);
        for (guint k = 0; k < block->counters->len; k++) {
            const Counter *counter = g_ptr_array_index(block->counters, k);
            if (counter->status != COUNTER_COUNTED || !(counter->running < 1))
                continue;
            *least = fmin(*least, counter->running);
            *n_low += counter->running < LOW_RUNNING;
            if (block->source && !g_ptr_array_find(inputs, block->source, NULL))
                g_ptr_array_add(inputs, block->source);
        }
    }
}

/* One warning per variant, with its smallest share: below 30 % the words are stronger. */
static void check_multiplexed(const VariantFindings *variant, GPtrArray *warnings)
{
    g_autoptr(GPtrArray) inputs = g_ptr_array_new();
    double least = 1;
    guint n_low = 0;
    find_multiplexed(variant->variant->run->blocks, inputs, &least, &n_low);
    if (!(least < 1))
        return;
    Warning *warning =
        warning_add(warnings, "multiplexed",
                    "Counters of %s shared the hardware and ran for as little as %.1f\u202f%% of "
                    "the time. Their values are scaled up%s.",
                    variant->variant->label, 100 * least,
                    n_low > 0 ? "; those below 30\u202f% are little more than guesses"
                              : ", so small changes may come from the scaling");
    add_inputs(warning, inputs);
}

/* ------------------------------------------------------------------ variants that share a message */

/* Variants of which the same is to be said, and the files concerned. */
typedef struct {
    char *what; /* owned: what tells this group from others of its code; may be "" */
    guint n_events;
    GPtrArray *labels; /* of char*, owned */
    GPtrArray *inputs; /* of const Input*, borrowed */
} Shared;

static void shared_free(gpointer data)
{
    Shared *shared = data;
    g_free(shared->what);
    g_ptr_array_unref(shared->labels);
    g_ptr_array_unref(shared->inputs);
    g_free(shared);
}

/* The group of that text and number, made when it is new, with the variant added. */
static Shared *share(GPtrArray *groups, const char *what, guint n_events, const VariantFindings *variant)
{
    Shared *shared = NULL;
    for (guint i = 0; i < groups->len && !shared; i++) {
        Shared *other = g_ptr_array_index(groups, i);
        if (other->n_events == n_events && g_str_equal(other->what, what))
            shared = other;
    }
    if (!shared) {
        shared = g_new0(Shared, 1);
        shared->what = g_strdup(what);
        shared->n_events = n_events;
        shared->labels = g_ptr_array_new_with_free_func(g_free);
        shared->inputs = g_ptr_array_new();
        g_ptr_array_add(groups, shared);
    }
    g_ptr_array_add(shared->labels, g_strdup(variant->variant->label));
    return shared;
}

/* "a", "a, b and c", "9 variants". Transfer full. */
static char *name_variants(const Shared *shared)
{
    return shared->labels->len <= MAX_NAMES ? text_join_and(shared->labels)
                                            : g_strdup_printf("%u variants", shared->labels->len);
}

static void add_shared_inputs(Shared *shared, const GPtrArray *inputs)
{
    for (guint i = 0; inputs && i < inputs->len; i++)
        g_ptr_array_add(shared->inputs, g_ptr_array_index(inputs, i));
}

static gboolean has_zero(const CounterBlock *block)
{
    for (guint i = 0; i < block->counters->len; i++)
        if (((const Counter *)g_ptr_array_index(block->counters, i))->was_zero)
            return TRUE;
    return FALSE;
}

/* Of repeats those that have the zero are named: the others are good. */
static void keep_files_with_zero(GPtrArray *inputs, const GPtrArray *blocks)
{
    g_ptr_array_set_size(inputs, 0);
    for (guint i = 0; i < blocks->len; i++) {
        const CounterBlock *block = g_ptr_array_index(blocks, i);
        if (block->source && has_zero(block) && !g_ptr_array_find(inputs, block->source, NULL))
            g_ptr_array_add(inputs, block->source);
    }
}

/* A warning of one code whose message names events: one for all variants of which the events are the same. */
static void check_events(const Findings *findings, GPtrArray *warnings, CounterTest test, const char *code,
                         const char *fact, const char *consequence)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(shared_free);
    for (guint i = 0; i < findings->variants->len; i++) {
        g_autoptr(GPtrArray) inputs = g_ptr_array_new();
        guint n_events = 0;
        g_autofree char *names = name_events(variant_at(findings, i)->counters, test, inputs, &n_events);
        if (names && test == is_zeroed)
            keep_files_with_zero(inputs, variant_at(findings, i)->variant->run->blocks);
        if (names)
            add_shared_inputs(share(groups, names, n_events, variant_at(findings, i)), inputs);
    }
    for (guint i = 0; i < groups->len; i++) {
        const Shared *shared = g_ptr_array_index(groups, i);
        g_autofree char *variants = name_variants(shared);
        add_inputs(warning_add(warnings, code, "In %s, %s %s %s. %s", variants, shared->what,
                               shared->n_events == 1 ? "is" : "are", fact, consequence),
                   shared->inputs);
    }
}

/* Only the files whose command pyperf ran are named. */
static void check_calibrated(const Findings *findings, GPtrArray *warnings)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(shared_free);
    for (guint i = 0; i < findings->variants->len; i++) {
        const GPtrArray *blocks = variant_at(findings, i)->variant->run->blocks;
        Shared *shared = NULL;
        for (guint k = 0; k < blocks->len; k++) {
            const CounterBlock *block = g_ptr_array_index(blocks, k);
            if (!block->is_calibrated)
                continue;
            if (!shared)
                shared = share(groups, "", 0, variant_at(findings, i));
            if (block->source)
                g_ptr_array_add(shared->inputs, block->source);
        }
    }
    if (groups->len == 0)
        return;
    const Shared *shared = g_ptr_array_index(groups, 0);
    g_autofree char *variants = name_variants(shared);
    gboolean is_one = shared->labels->len == 1;
    add_inputs(warning_add(warnings, "calibrated-process",
                           "perf stat counted the whole pyperf command%s of %s, which %s. Counters and "
                           "elapsed time are per command, not per unit of work.",
                           is_one ? "" : "s", variants,
                           is_one ? "chooses its amount of work by itself"
                                  : "choose their amount of work by themselves"),
               shared->inputs);
}

static void check_single_runs(const Findings *findings, GPtrArray *warnings)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(shared_free);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = variant_at(findings, i);
        if (variant->process && variant->process->n_runs == 1 && variant->has_counters)
            add_shared_inputs(share(groups, "", 0, variant), variant->process->sources);
    }
    if (groups->len == 0)
        return;
    const Shared *shared = g_ptr_array_index(groups, 0);
    g_autofree char *variants = name_variants(shared);
    add_inputs(
        warning_add(warnings, "single-run",
                    "Counters of %s come from one run%s (n=1). Nothing says how far they would move if it "
                    "were repeated; perf stat -r 5 would.",
                    variants, shared->labels->len == 1 ? "" : " each"),
        shared->inputs);
}

static void check_short_run(const VariantFindings *variant, GPtrArray *warnings)
{
    const ProcessSummary *process = variant->process;
    if (!process || !(process->elapsed < SHORT_RUN_SECONDS))
        return;
    Warning *warning =
        warning_add(warnings, "short-run",
                    "The command of %s ran for %.3g ms. Start-up and scheduling weigh more than the work, "
                    "and multiplexed counters are unreliable.",
                    variant->variant->label, 1000 * process->elapsed);
    add_inputs(warning, process->sources);
}

static void check_variants(const Findings *findings, GPtrArray *warnings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        check_multiplexed(variant_at(findings, i), warnings);
        check_short_run(variant_at(findings, i), warnings);
    }
    check_calibrated(findings, warnings);
    check_single_runs(findings, warnings);
    check_events(findings, warnings, is_zeroed, "zero-counter", "printed as 0 although other events counted",
                 "The zero is taken as not counted.");
    check_events(findings, warnings, is_not_supported, "not-supported", "not supported on this machine",
                 "They are missing, not zero.");
    check_events(findings, warnings, has_other_cgroups, "cgroups-left-out", "counted for several cgroups",
                 "The first one of each file is shown: cgroups may be nested, so they are never added up.");
    check_events(findings, warnings, is_simulated, "simulated-counters", "counted by a simulator",
                 "Valgrind's model of a processor is exact and repeatable, but it is not this machine.");
}

/* ------------------------------------------------------------------ pairs */

/* Counted on that side. */
static gboolean has_event(const VariantFindings *variant, const CounterSummary *wanted)
{
    for (guint i = 0; i < variant->counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(variant->counters, i);
        if (summary->status == COUNTER_COUNTED && g_str_equal(summary->event, wanted->event) &&
            g_strcmp0(summary->pmu, wanted->pmu) == 0 &&
            g_strcmp0(summary->modifier, wanted->modifier) == 0 &&
            summary->is_simulated == wanted->is_simulated)
            return TRUE;
    }
    return FALSE;
}

/* Names of the events that only `from` counted. */
static void add_missing(const VariantFindings *from, const VariantFindings *in, GPtrArray *names, guint *n)
{
    for (guint i = 0; i < from->counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(from->counters, i);
        if (summary->status != COUNTER_COUNTED || has_event(in, summary))
            continue;
        if ((*n)++ < MAX_NAMES)
            g_ptr_array_add(names, event_label(summary));
    }
}

/* Also finds different modifiers and PMUs: their events have other names. */
static void check_pair(const VariantFindings *baseline, const VariantFindings *variant, GPtrArray *warnings)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    guint n = 0;
    if (!baseline->has_counters || !variant->has_counters)
        return;
    add_missing(baseline, variant, names, &n);
    add_missing(variant, baseline, names, &n);
    if (n == 0)
        return;
    if (n > MAX_NAMES)
        g_ptr_array_add(names, g_strdup_printf("%u more", n - MAX_NAMES));
    g_autofree char *list = text_join_and(names);
    Warning *warning = warning_add(
        warnings, "events-differ",
        "%s and %s did not count the same events: %s on one side only. They have no partner to be "
        "compared with; a different modifier or PMU is a different event.",
        baseline->variant->label, variant->variant->label, list);
    for (guint i = 0; i < variant->counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(variant->counters, i);
        add_inputs(warning, summary->sources);
    }
}

void counters_check(const Findings *findings, GPtrArray *warnings)
{
    check_variants(findings, warnings);
    for (guint i = 1; i < findings->variants->len; i++)
        check_pair(variant_at(findings, 0), variant_at(findings, i), warnings);
}
