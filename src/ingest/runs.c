/* Runs of a variant; see runs.h. */
#include "ingest/runs.h"

#include <string.h>

#include "ingest/parts.h"
#include "ingest/timing_merge.h"

#define WHILE_COUNTING "printed while perf stat was counting"

/* ------------------------------------------------------------------ filling a run */

typedef struct {
    VariantDraft *draft;
    const RunOptions *options;
    Run *run;
    GPtrArray *parts[PART_PROFILE + 1]; /* by kind */
} Filling;

/* What a timing was computed from is used. */
static void mark_sources(const Timing *timing)
{
    for (guint i = 0; i < timing->sources->len; i++)
        input_mark_used(timing->sources->pdata[i]);
}

static void add_timing(Run *run, Timing *timing)
{
    g_ptr_array_add(run->timings, timing);
    mark_sources(timing);
}

/* Whether the run has a timing of that name that may be compared. */
static gboolean has_timing(const Run *run, const char *name)
{
    for (guint i = 0; i < run->timings->len; i++) {
        const Timing *timing = run->timings->pdata[i];
        if (!timing->excluded && strcmp(timing->benchmark, name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The timings of the kept parts of a kind, merged by name. */
static GPtrArray *kept_timings(const Filling *filling, PartKind kind)
{
    g_autoptr(GPtrArray) timings = g_ptr_array_new();
    for (guint i = 0; i < filling->parts[kind]->len; i++) {
        const Part *part = filling->parts[kind]->pdata[i];
        if (part->is_kept)
            g_ptr_array_extend(timings, part->timings, NULL, NULL);
    }
    return timings_merge(timings, filling->options->merged);
}

/* Sets why a timing is kept out, on a copy: the same result may stand in another report. */
static Timing *exclude(Timing *timing, const char *reason, GPtrArray *owner)
{
    if (timing->excluded)
        return timing;
    Timing *copy = timing_copy(timing, owner);
    copy->excluded = g_strdup(reason);
    return copy;
}

/* Several files with raw values of one name are batches and stay apart. */
static void fill_values(Filling *filling)
{
    g_autoptr(GPtrArray) timings = kept_timings(filling, PART_VALUES);
    for (guint i = 0; i < timings->len; i++)
        add_timing(filling->run, timings->pdata[i]);
}

/* Two passes, so that printed results of one name do not displace each other. */
static void fill_text(Filling *filling)
{
    g_autoptr(GPtrArray) timings = kept_timings(filling, PART_TEXT);
    g_autoptr(GPtrArray) added = g_ptr_array_new();
    for (guint i = 0; i < timings->len; i++) {
        Timing *timing = timings->pdata[i];
        if (!has_timing(filling->run, timing->benchmark))
            g_ptr_array_add(added, timing);
        for (guint k = 0; k < timing->sources->len; k++)
            if (has_timing(filling->run, timing->benchmark))
                input_mark_unused(timing->sources->pdata[k], "raw values of the same run are used instead");
    }
    for (guint i = 0; i < added->len; i++)
        add_timing(filling->run, added->pdata[i]);
}

/* Results of printed comparisons come last: a result of the variant's own is better. */
static void fill_printed(Filling *filling)
{
    const GPtrArray *printed = filling->draft->printed;
    for (guint i = 0; i < printed->len; i++) {
        Timing *timing = printed->pdata[i];
        if (!has_timing(filling->run, timing->benchmark))
            add_timing(filling->run, timing);
    }
}

/* Two passes here too: repeats are judged by what stood there before any of them. */
static void fill_counted(Filling *filling)
{
    g_autoptr(GPtrArray) timings = kept_timings(filling, PART_PERF);
    g_autoptr(GPtrArray) added = g_ptr_array_new();
    for (guint i = 0; i < timings->len; i++) {
        Timing *timing = timings->pdata[i];
        const Input *input = timing->sources->len ? timing->sources->pdata[0] : NULL;
        g_autoptr(PathTokens) path = path_tokens_new(input ? input->path : "");
        const char *reason = quarantine_reason(path);
        if (!reason && has_timing(filling->run, timing->benchmark))
            reason = WHILE_COUNTING;
        g_ptr_array_add(added, reason ? exclude(timing, reason, filling->options->merged) : timing);
    }
    for (guint i = 0; i < added->len; i++)
        add_timing(filling->run, added->pdata[i]);
}

/* Whether the run lists a timing of that name that is not compared. */
static gboolean has_excluded(const Run *run, const char *name)
{
    for (guint i = 0; i < run->timings->len; i++) {
        const Timing *timing = run->timings->pdata[i];
        if (timing->excluded && strcmp(timing->benchmark, name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Listed, so that nobody wonders where the file is, and kept out of everything else. */
static void fill_bad(Filling *filling, PartKind kind)
{
    g_autoptr(GPtrArray) timings = kept_timings(filling, kind);
    for (guint i = 0; i < timings->len; i++) {
        Timing *timing = timings->pdata[i];
        const Input *input = timing->sources->len ? timing->sources->pdata[0] : NULL;
        g_autoptr(PathTokens) path = path_tokens_new(input ? input->path : "");
        const char *reason = quarantine_reason(path);
        if (kind == PART_BAD_TEXT && has_excluded(filling->run, timing->benchmark)) {
            for (guint k = 0; k < timing->sources->len; k++)
                input_mark_unused(timing->sources->pdata[k], "raw values of the same run are used instead");
            continue;
        }
        add_timing(filling->run, exclude(timing, reason ? reason : UNDER_PROFILER, filling->options->merged));
    }
}

/* Repeats are not averaged here: the analysis needs each of them. */
static void fill_blocks(Filling *filling, PartKind kind)
{
    for (guint i = 0; i < filling->parts[kind]->len; i++) {
        const Part *part = filling->parts[kind]->pdata[i];
        if (!part->is_kept || part->blocks->len == 0)
            continue;
        g_ptr_array_extend(filling->run->blocks, part->blocks, NULL, NULL);
        input_mark_used(part->member->artifact->input);
    }
}

static void fill_profiles(Filling *filling)
{
    for (guint i = 0; i < filling->parts[PART_PROFILE]->len; i++) {
        const Part *part = filling->parts[PART_PROFILE]->pdata[i];
        if (!part->is_kept)
            continue;
        g_ptr_array_extend(filling->run->profiles, part->profiles, NULL, NULL);
        input_mark_used(part->member->artifact->input);
    }
}

/* The newest path timestamp of the kept files, else the earliest start that a used one states. */
static void fill_timestamp(Filling *filling)
{
    const char *path_time = NULL, *content_time = NULL;
    for (guint kind = 0; kind <= PART_PROFILE; kind++) {
        for (guint i = 0; i < filling->parts[kind]->len; i++) {
            const Part *part = filling->parts[kind]->pdata[i];
            if (!part->is_kept || !part->time || !part->member->artifact->input->is_used)
                continue;
            if (part->is_path_time && timestamp_compare(part->time, path_time) > 0)
                path_time = part->time;
            if (!part->is_path_time && (!content_time || timestamp_compare(part->time, content_time) < 0))
                content_time = part->time;
        }
    }
    filling->run->timestamp = g_strdup(path_time ? path_time : content_time);
    filling->run->timestamp_source = path_time      ? TIMESTAMP_PATH
                                     : content_time ? TIMESTAMP_CONTENT
                                                    : TIMESTAMP_NONE;
}

/* ------------------------------------------------------------------ older runs */

/* Files of one time are one run of the past, whatever their kind. */
static Run *take_older(Variant *variant, const Part *part)
{
    for (guint i = 0; i < variant->runs->len; i++) {
        Run *run = variant->runs->pdata[i];
        if (timestamp_compare(run->timestamp, part->time) == 0)
            return run;
    }
    Run *run = run_new();
    run->timestamp = g_strdup(part->time);
    run->timestamp_source = part->is_path_time ? TIMESTAMP_PATH : TIMESTAMP_CONTENT;
    g_ptr_array_add(variant->runs, run);
    return run;
}

/* As in the run that is used, raw values beat what was printed. */
static void add_older(Variant *variant, const Part *part)
{
    Run *run = take_older(variant, part);
    for (guint i = 0; i < part->timings->len; i++)
        if (((const Timing *)part->timings->pdata[i])->level == LEVEL_VALUES ||
            !has_timing(run, ((const Timing *)part->timings->pdata[i])->benchmark))
            g_ptr_array_add(run->timings, part->timings->pdata[i]);
    g_ptr_array_extend(run->blocks, part->blocks, NULL, NULL);
    g_ptr_array_extend(run->profiles, part->profiles, NULL, NULL);
}

/* A file may be history as one kind of thing and used as another. */
static void note_older(const Filling *filling, Input *input)
{
    if (input->is_used)
        return;
    input_mark_unused(input, "an older run of its variant");
    if (!g_ptr_array_find(filling->draft->older, input, NULL))
        g_ptr_array_add(filling->draft->older, input);
}

/* As history is read. */
static gint oldest_first(gconstpointer a, gconstpointer b)
{
    const Run *first = *(Run *const *)a, *second = *(Run *const *)b;
    return timestamp_compare(first->timestamp, second->timestamp);
}

/* Runs that were left out, for the history. Quarantined results and parts of another command are none. */
static void fill_history(Filling *filling, Variant *variant)
{
    for (guint kind = 0; kind <= PART_PROFILE; kind++) {
        for (guint i = 0; i < filling->parts[kind]->len; i++) {
            Part *part = filling->parts[kind]->pdata[i];
            if (part->is_kept || !part->time ||
                part->timings->len + part->blocks->len + part->profiles->len == 0)
                continue;
            if (kind != PART_BAD_VALUES && kind != PART_BAD_TEXT)
                add_older(variant, part);
            note_older(filling, part->member->artifact->input);
        }
    }
    for (guint i = 0; i < variant->runs->len; i++) {
        Run *run = variant->runs->pdata[i];
        g_autoptr(GPtrArray) merged = timings_merge(run->timings, filling->options->merged);
        g_ptr_array_set_size(run->timings, 0);
        g_ptr_array_extend(run->timings, merged, NULL, NULL);
    }
    g_ptr_array_sort(variant->runs, oldest_first);
}

/* ------------------------------------------------------------------ one draft */

static gboolean is_empty_run(const Run *run)
{
    return run->timings->len + run->blocks->len + run->profiles->len == 0;
}

/* Each kind by itself: a flame graph is not made anew with every timing. */
static void choose(Filling *filling)
{
    for (guint kind = 0; kind <= PART_PROFILE; kind++) {
        filling->parts[kind] = parts_of(filling->draft, (PartKind)kind, filling->options->limit);
        parts_keep_newest(filling->parts[kind]);
    }
    parts_yield_to_later_text(filling->parts[PART_VALUES], filling->parts[PART_TEXT]);
    parts_keep_one_command(filling->parts[PART_PERF]);
}

/* In the order of trust: each step adds what the ones before do not have. */
static void fill(Filling *filling)
{
    fill_values(filling);
    fill_text(filling);
    fill_printed(filling);
    fill_counted(filling);
    fill_bad(filling, PART_BAD_VALUES);
    fill_bad(filling, PART_BAD_TEXT);
    fill_blocks(filling, PART_PERF);
    fill_blocks(filling, PART_SIMULATED);
    fill_profiles(filling);
    fill_timestamp(filling);
}

/* FALSE when nothing is left for the variant. */
static gboolean fill_draft(VariantDraft *draft, const RunOptions *options)
{
    Filling filling = {.draft = draft, .options = options, .run = run_new()};
    choose(&filling);
    fill(&filling);
    g_ptr_array_set_size(draft->older, 0);
    gboolean is_empty = is_empty_run(filling.run);
    if (is_empty) {
        run_free(filling.run);
    } else {
        variant_free(draft->variant);
        draft->variant = variant_new("");
        fill_history(&filling, draft->variant);
        g_ptr_array_add(draft->variant->runs, filling.run);
        draft->variant->run = filling.run;
        g_ptr_array_sort(draft->variant->runs, oldest_first);
    }
    for (guint kind = 0; kind <= PART_PROFILE; kind++)
        g_ptr_array_unref(filling.parts[kind]);
    return !is_empty;
}

/* ------------------------------------------------------------------ names for what states none */

static gboolean is_nameless(const Timing *timing)
{
    return !timing->benchmark || !*timing->benchmark;
}

/* The only name of the draft's own timings with raw values, else of its printed ones; NULL when there is none or several. */
static const char *only_name(const VariantDraft *draft, TimingLevel level)
{
    const char *name = NULL;
    for (guint i = 0; i < draft->members->len; i++) {
        const GPtrArray *timings = ((const Member *)draft->members->pdata[i])->artifact->timings;
        for (guint k = 0; k < timings->len; k++) {
            const Timing *timing = timings->pdata[k];
            if (is_nameless(timing) || timing->level != level)
                continue;
            if (name && strcmp(name, timing->benchmark) != 0)
                return NULL;
            name = timing->benchmark;
        }
    }
    return name;
}

static void name_timing(Timing *timing, const char *name)
{
    if (!is_nameless(timing))
        return;
    g_free(timing->benchmark);
    timing->benchmark = g_strdup(name);
}

/* A nameless result of a variant with one name is of that name, else of the report. */
static void name_all(VariantDraft *draft, const char *benchmark)
{
    const char *name = only_name(draft, LEVEL_VALUES);
    g_autofree char *own = g_strdup(name ? name : only_name(draft, LEVEL_SUMMARY));
    for (guint i = 0; i < draft->members->len; i++) {
        const GPtrArray *timings = ((const Member *)draft->members->pdata[i])->artifact->timings;
        for (guint k = 0; k < timings->len; k++)
            name_timing(timings->pdata[k], own ? own : benchmark);
    }
    for (guint i = 0; i < draft->printed->len; i++)
        name_timing(draft->printed->pdata[i], own ? own : benchmark);
}

/* ------------------------------------------------------------------ the set */

static gboolean is_in_run(const Run *run, const Timing *timing)
{
    return run && timing && g_ptr_array_find(run->timings, timing, NULL);
}

static const Run *run_of(const VariantDraft *draft)
{
    return draft->variant ? draft->variant->run : NULL;
}

/* pyperf's own line is shown when what it compares is what the report compares. */
static void attach_printed(VariantSet *set)
{
    for (guint i = 0; i < set->links->len; i++) {
        PrintedLink *link = set->links->pdata[i];
        gboolean is_used = is_in_run(run_of(link->base), link->printed->base) ||
                           is_in_run(run_of(link->changed), link->printed->changed);
        if (!is_used)
            input_mark_unused(link->member->artifact->input,
                              "better results of the variants it compares are used");
        else if (run_of(link->changed))
            g_ptr_array_add(link->changed->variant->run->printed, link->printed);
    }
}

/* Names first, because they decide what competes; links last, because they join two variants. */
void runs_fill(VariantSet *set, const RunOptions *options)
{
    for (guint i = 0; i < set->drafts->len; i++)
        name_all(set->drafts->pdata[i], options->benchmark);
    for (guint i = set->drafts->len; i-- > 0;) {
        VariantDraft *draft = set->drafts->pdata[i];
        if (!fill_draft(draft, options))
            g_clear_pointer(&draft->variant, variant_free);
    }
    attach_printed(set);
    for (guint i = set->links->len; i-- > 0;) {
        PrintedLink *link = set->links->pdata[i];
        if (!link->base->variant || !link->changed->variant)
            g_ptr_array_remove_index(set->links, i);
    }
    for (guint i = set->drafts->len; i-- > 0;)
        if (!((VariantDraft *)set->drafts->pdata[i])->variant)
            g_ptr_array_remove_index(set->drafts, i);
}
