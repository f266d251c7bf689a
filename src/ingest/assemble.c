/* Building a Benchmark; see assemble.h. */
#include "ingest/assemble.h"

#include <string.h>

#include "ingest/baseline.h"
#include "ingest/copies.h"
#include "ingest/parts.h"
#include "ingest/runs.h"
#include "ingest/variants.h"
#include "model/warning.h"

typedef struct {
    const Group *group;
    const AssembleOptions *options;
    VariantSet *set;
    VariantDraft *baseline;
    BaselineRule rule;
    Benchmark *benchmark;
} Assembly;

gboolean name_matches(const char *typed, const char *name)
{
    g_autofree char *a = g_utf8_casefold(typed, -1);
    g_autofree char *b = g_utf8_casefold(name, -1);
    return strcmp(a, b) == 0;
}

/* ------------------------------------------------------------------ settings */

/* Whether the settings speak of any file of the group. */
static gboolean covers_group(const GenSettings *settings, const Group *group)
{
    for (guint i = 0; i < group->members->len; i++)
        if (gen_settings_cover(settings, ((const Member *)group->members->pdata[i])->artifact->input->path))
            return TRUE;
    return FALSE;
}

/* Whether the runners measured any file of the group with that record. */
static gboolean record_covers(const RunRecord *record, const Group *group)
{
    for (guint i = 0; i < group->members->len; i++)
        if (g_str_has_prefix(((const Member *)group->members->pdata[i])->artifact->input->path,
                             record->directory))
            return TRUE;
    return FALSE;
}

static void replace_text(char **text, const char *by)
{
    if (!by)
        return;
    g_free(*text);
    *text = g_strdup(by);
}

/* Inner settings, and the command line after them, replace a list as a whole: two lists of one name would leave it open which one counts. */
static void copy_all(const GPtrArray *from, GPtrArray *to, gpointer (*copy)(gconstpointer))
{
    if (from && from->len > 0)
        g_ptr_array_set_size(to, 0);
    for (guint i = 0; from && i < from->len; i++)
        g_ptr_array_add(to, copy(from->pdata[i]));
}

static gpointer copy_what_if(gconstpointer what_if)
{
    return what_if_copy(what_if);
}

static gpointer copy_alias(gconstpointer alias)
{
    return alias_copy(alias);
}

/* Inner settings come later and win. */
static void apply_settings(const Assembly *assembly)
{
    Benchmark *benchmark = assembly->benchmark;
    for (guint i = 0; i < assembly->options->records->len; i++) {
        const RunRecord *record = assembly->options->records->pdata[i];
        if (record_covers(record, assembly->group))
            replace_text(&benchmark->title, record->title);
    }
    for (guint i = 0; i < assembly->options->settings->len; i++) {
        const GenSettings *settings = assembly->options->settings->pdata[i];
        if (!covers_group(settings, assembly->group))
            continue;
        replace_text(&benchmark->title, settings->title);
        replace_text(&benchmark->author, settings->author);
        replace_text(&benchmark->course, settings->course);
        copy_all(settings->whatifs, benchmark->whatifs, copy_what_if);
        copy_all(settings->aliases, benchmark->aliases, copy_alias);
        if (!isnan(settings->margin))
            benchmark->margin = settings->margin;
    }
    copy_all(assembly->options->whatifs, benchmark->whatifs, copy_what_if);
    copy_all(assembly->options->aliases, benchmark->aliases, copy_alias);
}

/* Labels are for people; everything else goes by the name. */
static void apply_labels(const Assembly *assembly)
{
    for (guint i = 0; i < assembly->options->settings->len; i++) {
        GenSettings *settings = assembly->options->settings->pdata[i];
        for (guint k = 0; covers_group(settings, assembly->group) && k < assembly->set->drafts->len; k++) {
            Variant *variant = ((VariantDraft *)assembly->set->drafts->pdata[k])->variant;
            const VariantSettings *found = gen_settings_find_variant(settings, variant->name);
            if (found)
                replace_text(&variant->label, found->label);
        }
    }
}

/* ------------------------------------------------------------------ baseline and order */

/* The variant that somebody means by a name; case does not matter. */
static VariantDraft *draft_named(const VariantSet *set, const char *name)
{
    for (guint i = 0; name && i < set->drafts->len; i++) {
        VariantDraft *draft = set->drafts->pdata[i];
        if (name_matches(name, draft->variant->name))
            return draft;
    }
    return NULL;
}

/* What somebody says goes before what is inferred: the option, gen.json, the runners' record. */
static void choose_stated_baseline(Assembly *assembly)
{
    const AssembleOptions *options = assembly->options;
    VariantDraft *stated = draft_named(assembly->set, options->baseline);
    for (guint i = options->settings->len; !stated && i-- > 0;) {
        const GenSettings *settings = options->settings->pdata[i];
        if (settings->baseline && covers_group(settings, assembly->group))
            stated = draft_named(assembly->set, settings->baseline->text);
    }
    for (guint i = 0; !stated && i < options->records->len; i++) {
        const RunRecord *record = options->records->pdata[i];
        if (record_covers(record, assembly->group))
            stated = draft_named(assembly->set, record->baseline);
    }
    if (!stated)
        return;
    assembly->baseline = stated;
    assembly->rule = BASELINE_STATED;
}

static void move_to_end(GPtrArray *drafts, GPtrArray *ordered, VariantDraft *draft)
{
    if (draft && g_ptr_array_remove(drafts, draft))
        g_ptr_array_add(ordered, draft);
}

/* Inner gen.json first, then what the runners measured in which order. */
static void order_by_settings(const Assembly *assembly, GPtrArray *rest, GPtrArray *ordered)
{
    const AssembleOptions *options = assembly->options;
    for (guint i = options->settings->len; i-- > 0;) {
        const GenSettings *settings = options->settings->pdata[i];
        for (guint k = 0; covers_group(settings, assembly->group) && k < settings->order->len; k++) {
            const SettingsText *name = settings->order->pdata[k];
            move_to_end(rest, ordered, draft_named(assembly->set, name->text));
        }
    }
    for (guint i = 0; i < options->records->len; i++) {
        const RunRecord *record = options->records->pdata[i];
        for (guint k = 0; record_covers(record, assembly->group) && k < record->order->len; k++)
            move_to_end(rest, ordered, draft_named(assembly->set, record->order->pdata[k]));
    }
}

/* The baseline first, then as stated, then by natural order of the words. Transfer container. */
static GPtrArray *order_drafts(const Assembly *assembly)
{
    GPtrArray *ordered = g_ptr_array_new();
    g_autoptr(GPtrArray) rest = g_ptr_array_new();
    g_ptr_array_extend(rest, assembly->set->drafts, NULL, NULL);
    move_to_end(rest, ordered, assembly->baseline);
    for (guint i = 0; assembly->options->order && assembly->options->order[i]; i++)
        move_to_end(rest, ordered, draft_named(assembly->set, assembly->options->order[i]));
    order_by_settings(assembly, rest, ordered);
    g_ptr_array_extend(ordered, rest, NULL, NULL);
    return ordered;
}

/* ------------------------------------------------------------------ warnings */

/* One warning for the report: which runs are history. */
static void warn_older_runs(const Assembly *assembly)
{
    Warning *warning = NULL;
    for (guint i = 0; i < assembly->set->drafts->len; i++) {
        const VariantDraft *draft = assembly->set->drafts->pdata[i];
        for (guint k = 0; k < draft->older->len; k++) {
            if (!warning)
                warning = warning_add(assembly->benchmark->warnings, "older-runs",
                                      "Older runs stand in the history only, and show how much runs vary: "
                                      "the report compares the "
                                      "newest run of each variant.");
            warning_add_source(warning, ((const Input *)draft->older->pdata[k])->path);
        }
    }
}

/* By a word of its path, or because its metadata says so. */
static gboolean is_under_profiler(const Member *member)
{
    const GPtrArray *timings = member->artifact->timings;
    for (guint i = 0; i < timings->len; i++)
        if (g_strcmp0(((const Timing *)timings->pdata[i])->excluded, "under profiler") == 0)
            return TRUE;
    return timings->len > 0 && g_strcmp0(quarantine_reason(member->path), "under profiler") == 0;
}

/* Names every such file, also of runs that are not used: people pick numbers out of them by hand. */
static void warn_under_profiler(const Assembly *assembly)
{
    Warning *warning = NULL;
    for (guint i = 0; i < assembly->group->members->len; i++) {
        const Member *member = assembly->group->members->pdata[i];
        if (!is_under_profiler(member))
            continue;
        if (!warning)
            warning = warning_add(
                assembly->benchmark->warnings, "under-profiler",
                "A profiler was sampling while these timings were taken: they are kept out of comparisons.");
        warning_add_source(warning, member->artifact->input->path);
    }
}

/* A file that is not used may be as broken as it likes. */
static void warn_skipped_lines(const Assembly *assembly)
{
    for (guint i = 0; i < assembly->group->members->len; i++) {
        const Artifact *artifact = ((const Member *)assembly->group->members->pdata[i])->artifact;
        if (artifact->n_skipped_lines == 0 || !artifact->input->is_used)
            continue;
        Warning *warning = warning_add(
            assembly->benchmark->warnings, "lines-skipped",
            "%u %s not of the file's format and not read; the first is line %u.", artifact->n_skipped_lines,
            artifact->n_skipped_lines == 1 ? "line is" : "lines are", artifact->first_skipped_line);
        warning_add_source(warning, artifact->input->path);
    }
}

/* A file of several commands cannot say which of them is which variant: one is used, and that must not go unsaid. */
static void warn_other_commands(const Assembly *assembly)
{
    for (guint i = 0; i < assembly->group->members->len; i++) {
        const Artifact *artifact = ((const Member *)assembly->group->members->pdata[i])->artifact;
        if (artifact->n_other_blocks == 0 || !artifact->input->is_used)
            continue;
        Warning *warning = warning_add(
            assembly->benchmark->warnings, "other-commands",
            "%u of the %u blocks of perf stat in this file count another command and are left out: "
            "commands are never averaged. One file per variant is compared.",
            artifact->n_other_blocks, artifact->blocks->len);
        warning_add_source(warning, artifact->input->path);
    }
}

/* One warning per set of identical files. */
static void warn_identical(const Assembly *assembly)
{
    g_autoptr(GPtrArray) shared = copies_across_variants(assembly->set);
    for (guint i = 0; i < shared->len; i++) {
        const GPtrArray *inputs = shared->pdata[i];
        Warning *warning = warning_add(
            assembly->benchmark->warnings, "identical-logs",
            "Files of different variants hold the same bytes: the same thing was probably measured "
            "twice.");
        for (guint k = 0; k < inputs->len; k++)
            warning_add_source(warning, ((const Input *)inputs->pdata[k])->path);
    }
}

static void add_warnings(const Assembly *assembly)
{
    warn_older_runs(assembly);
    warn_under_profiler(assembly);
    warn_skipped_lines(assembly);
    warn_other_commands(assembly);
    warn_identical(assembly);
    if (assembly->rule == BASELINE_GUESSED)
        warning_add(assembly->benchmark->warnings, "baseline-guessed",
                    "Nothing but the order of the names says that %s is the baseline; --baseline or gen.json "
                    "can say it.",
                    assembly->baseline->variant->label);
}

/* ------------------------------------------------------------------ the benchmark */

/* The first benchmark name of the baseline's run, NULL when it has no timing. */
static const char *first_name(const VariantDraft *draft)
{
    const GPtrArray *timings = draft->variant->run->timings;
    for (guint i = 0; i < timings->len; i++)
        if (!((const Timing *)timings->pdata[i])->excluded)
            return ((const Timing *)timings->pdata[i])->benchmark;
    return timings->len ? ((const Timing *)timings->pdata[0])->benchmark : NULL;
}

/* "2to3 and 126 more" for a suite that only its first benchmark names. Transfer full. */
static char *title_of(const Assembly *assembly, const char *name)
{
    const GPtrArray *timings = assembly->baseline->variant->run->timings;
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < timings->len; i++)
        g_hash_table_add(names, ((const Timing *)timings->pdata[i])->benchmark);
    if (g_hash_table_size(names) < 2 || !g_hash_table_contains(names, name))
        return g_strdup(name);
    return g_strdup_printf("%s and %u more", name, g_hash_table_size(names) - 1);
}

/* Hands the variants over in the order of the report; the newest of their runs dates it. */
static void take_variants(Assembly *assembly)
{
    g_autoptr(GPtrArray) ordered = order_drafts(assembly);
    for (guint i = 0; i < ordered->len; i++) {
        VariantDraft *draft = ordered->pdata[i];
        Variant *variant = g_steal_pointer(&draft->variant);
        variant->role = draft == assembly->baseline ? ROLE_BASELINE : ROLE_CHANGED;
        if (timestamp_compare(variant->run->timestamp, assembly->benchmark->timestamp) > 0)
            replace_text(&assembly->benchmark->timestamp, variant->run->timestamp);
        g_ptr_array_add(assembly->benchmark->variants, variant);
    }
}

/* The inferred baseline names things, so that a stated one changes roles but no names. */
static void build(Assembly *assembly)
{
    assembly->baseline = baseline_infer(assembly->set, &assembly->rule);
    g_autofree char *name =
        group_name(assembly->group, first_name(assembly->baseline), assembly->options->fallback);
    assembly->benchmark = benchmark_new(name);
    variants_name(assembly->set, assembly->baseline, name);
    choose_stated_baseline(assembly);
    assembly->benchmark->baseline_rule = assembly->rule;
    g_free(assembly->benchmark->title);
    assembly->benchmark->title = title_of(assembly, name);
    apply_settings(assembly);
    apply_labels(assembly);
    add_warnings(assembly);
    take_variants(assembly);
}

Benchmark *assemble_benchmark(const Group *group, const AssembleOptions *options)
{
    g_autofree char *provisional = /* for results that state no name, before the baseline is known */
        group_name(group, NULL, options->fallback);
    g_autoptr(VariantSet) set = variants_infer(group, options->n_common);
    RunOptions run_options = {.limit = options->limit, .benchmark = provisional, .merged = options->merged};
    Assembly assembly = {.group = group, .options = options, .set = set};
    runs_fill(set, &run_options);
    if (set->drafts->len == 0)
        return NULL;
    build(&assembly);
    return assembly.benchmark;
}
