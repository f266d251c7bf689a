/* Runs of a variant; see runs.h. */
#include "ingest/runs.h"

#include <string.h>

#define UNDER_PROFILER "under profiler"
#define WHILE_COUNTING "printed while perf stat was counting"
#define SAME_RUN_SECONDS 3600 /* a log stamped within this of the raw values tells of the same run */

/* What a file brings to a variant; files of one kind compete, files of different kinds stand beside each other. */
typedef enum {
    PART_VALUES,     /* timings with raw values */
    PART_TEXT,       /* printed results of a run without perf */
    PART_BAD_VALUES, /* the same two, taken under a profiler or not to be quoted */
    PART_BAD_TEXT,
    PART_PERF,      /* counter blocks, with what was printed beside them */
    PART_SIMULATED, /* counters of cachegrind and the like */
    PART_PROFILE,
} PartKind;

typedef struct {
    Member *member;      /* borrowed */
    GPtrArray *timings;  /* of Timing*, borrowed */
    GPtrArray *blocks;   /* of CounterBlock*, borrowed */
    GPtrArray *profiles; /* of Profile*, borrowed */
    GPtrArray *names;    /* of char*: dated files that share one are different runs */
    char *unit;          /* equal for files of one run */
    const char *time;    /* borrowed: of the path, else of the content; NULL for neither */
    gboolean is_path_time;
    gboolean is_kept;
} Part;

/* Files of one run. */
typedef struct {
    const char *key;
    const char *time; /* the earliest of its files */
    GPtrArray *parts; /* of Part* */
} RunFiles;

/* ------------------------------------------------------------------ inputs */

void input_mark_used(Input *input)
{
    input->is_used = TRUE;
    g_clear_pointer(&input->reason, g_free);
}

void input_mark_unused(Input *input, const char *format, ...)
{
    if (input->is_used || input->reason)
        return;
    va_list arguments;
    va_start(arguments, format);
    input->reason = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

/* ------------------------------------------------------------------ quarantine */

const char *quarantine_reason(const PathTokens *path)
{
    static const char *const PROFILED[] = {"perfed", "profile", "profiled"};
    if (!path_tokens_have_kind(path, TOKEN_QUARANTINE))
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(PROFILED); i++)
        if (path_tokens_have_word(path, PROFILED[i]))
            return UNDER_PROFILER;
    return path_tokens_have_word(path, "dbg") ? "debug run, by its path" : "not to be quoted, by its path";
}

static gboolean is_bad(const Member *member, const Timing *timing)
{
    return quarantine_reason(member->path) || g_strcmp0(timing->excluded, UNDER_PROFILER) == 0;
}

/* ------------------------------------------------------------------ parts */

static void part_free(gpointer data)
{
    Part *part = data;
    g_ptr_array_unref(part->timings);
    g_ptr_array_unref(part->blocks);
    g_ptr_array_unref(part->profiles);
    g_ptr_array_unref(part->names);
    g_free(part->unit);
    g_free(part);
}

static gboolean is_counted(const Artifact *artifact)
{
    return artifact->blocks->len > 0;
}

static gboolean is_simulated(const CounterBlock *block)
{
    return block->counters->len > 0 && ((const Counter *)block->counters->pdata[0])->is_simulated;
}

static PartKind timing_kind(const Member *member, const Timing *timing)
{
    if (is_counted(member->artifact))
        return PART_PERF;
    if (timing->level == LEVEL_VALUES)
        return is_bad(member, timing) ? PART_BAD_VALUES : PART_VALUES;
    return is_bad(member, timing) ? PART_BAD_TEXT : PART_TEXT;
}

/* A calibration without values states a name and displaces nothing. */
static gboolean has_numbers(const Timing *timing)
{
    return timing->level == LEVEL_SUMMARY || timing->processes->len > 0;
}

static void take_timings(Part *part, PartKind kind)
{
    const GPtrArray *timings = part->member->artifact->timings;
    for (guint i = 0; i < timings->len; i++) {
        Timing *timing = timings->pdata[i];
        if (timing_kind(part->member, timing) != kind)
            continue;
        g_ptr_array_add(part->timings, timing);
        if (kind != PART_PERF && has_numbers(timing))
            g_ptr_array_add(part->names, g_strdup(timing->benchmark));
    }
}

static void take_blocks(Part *part, gboolean simulated)
{
    const GPtrArray *blocks = part->member->artifact->blocks;
    for (guint i = 0; i < blocks->len; i++)
        if (is_simulated(blocks->pdata[i]) == simulated)
            g_ptr_array_add(part->blocks, blocks->pdata[i]);
    if (part->blocks->len > 0)
        g_ptr_array_add(part->names, g_strdup("counters"));
}

static void take_profiles(Part *part)
{
    const GPtrArray *profiles = part->member->artifact->profiles;
    for (guint i = 0; i < profiles->len; i++) {
        const Profile *profile = profiles->pdata[i];
        g_ptr_array_add(part->profiles, profiles->pdata[i]);
        g_ptr_array_add(part->names, g_strdup(profile->format));
    }
}

/* Files of one path timestamp are one run; without one, counters of a variant are repeats, and other files repeat each other
 * when their paths differ in the index only. */
static char *unit_of(const Member *member, PartKind kind)
{
    if (member->path->timestamp)
        return g_strconcat("at ", member->path->timestamp, NULL);
    if (kind == PART_PERF)
        return g_strdup("");
    return g_strconcat("in ", member->path->without_index, NULL);
}

static Part *part_new(Member *member, PartKind kind)
{
    Part *part = g_new0(Part, 1);
    part->member = member;
    part->timings = g_ptr_array_new();
    part->blocks = g_ptr_array_new();
    part->profiles = g_ptr_array_new();
    part->names = g_ptr_array_new_with_free_func(g_free);
    part->unit = unit_of(member, kind);
    part->is_path_time = member->path->timestamp != NULL;
    part->time = part->is_path_time ? member->path->timestamp : member->artifact->started;
    if (kind == PART_PROFILE)
        take_profiles(part);
    else if (kind == PART_PERF || kind == PART_SIMULATED)
        take_blocks(part, kind == PART_SIMULATED);
    if (kind <= PART_PERF)
        take_timings(part, kind);
    return part;
}

/* The parts of that kind that are not after the limit; what is after it is told why. */
static GPtrArray *parts_of(const VariantDraft *draft, PartKind kind, const char *limit)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(part_free);
    for (guint i = 0; i < draft->members->len; i++) {
        Part *part = part_new(draft->members->pdata[i], kind);
        gboolean is_empty = part->timings->len + part->blocks->len + part->profiles->len == 0;
        gboolean is_late = limit && part->time && timestamp_compare(part->time, limit) > 0;
        if (is_late && !is_empty)
            input_mark_unused(part->member->artifact->input, "later than the run asked for");
        if (is_late || is_empty)
            part_free(part);
        else
            g_ptr_array_add(parts, part);
    }
    return parts;
}

/* ------------------------------------------------------------------ newest run */

static void unit_free(gpointer data)
{
    RunFiles *unit = data;
    g_ptr_array_unref(unit->parts);
    g_free(unit);
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
    const RunFiles *first = *(RunFiles *const *)a, *second = *(RunFiles *const *)b;
    int order = timestamp_compare(second->time, first->time);
    return order ? order : strcmp(first->key, second->key);
}

static GPtrArray *units_of(const GPtrArray *parts)
{
    GPtrArray *units = g_ptr_array_new_with_free_func(unit_free);
    g_autoptr(GHashTable) by_key = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < parts->len; i++) {
        Part *part = parts->pdata[i];
        RunFiles *unit = g_hash_table_lookup(by_key, part->unit);
        if (!unit) {
            unit = g_new0(RunFiles, 1);
            unit->key = part->unit;
            unit->parts = g_ptr_array_new();
            g_hash_table_insert(by_key, part->unit, unit);
            g_ptr_array_add(units, unit);
        }
        if (part->time && (!unit->time || timestamp_compare(part->time, unit->time) < 0))
            unit->time = part->time;
        g_ptr_array_add(unit->parts, part);
    }
    g_ptr_array_sort(units, newest_first);
    return units;
}

static gboolean shares_name(const RunFiles *unit, GHashTable *taken)
{
    for (guint i = 0; i < unit->parts->len; i++) {
        const Part *part = unit->parts->pdata[i];
        for (guint k = 0; k < part->names->len; k++)
            if (g_hash_table_contains(taken, part->names->pdata[k]))
                return TRUE;
    }
    return FALSE;
}

static void take_names(const RunFiles *unit, GHashTable *taken)
{
    for (guint i = 0; i < unit->parts->len; i++) {
        const Part *part = unit->parts->pdata[i];
        for (guint k = 0; k < part->names->len; k++)
            g_hash_table_add(taken, part->names->pdata[k]);
    }
}

/* Keeps the newest run; files that state no time belong to every run. */
static void keep_newest(const GPtrArray *parts)
{
    g_autoptr(GPtrArray) units = units_of(parts);
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < units->len; i++) {
        RunFiles *unit = units->pdata[i];
        gboolean is_kept = !unit->time || !shares_name(unit, taken);
        if (unit->time && is_kept)
            take_names(unit, taken);
        for (guint k = 0; k < unit->parts->len; k++)
            ((Part *)unit->parts->pdata[k])->is_kept = is_kept;
    }
}

/* Seconds between two ISO texts, without regard to offsets. */
static gint64 seconds_between(const char *from, const char *to)
{
    g_autofree char *first = g_strdup_printf("%.19sZ", from);
    g_autofree char *second = g_strdup_printf("%.19sZ", to);
    g_autoptr(GDateTime) a = g_date_time_new_from_iso8601(first, NULL);
    g_autoptr(GDateTime) b = g_date_time_new_from_iso8601(second, NULL);
    return a && b ? g_date_time_difference(b, a) / G_TIME_SPAN_SECOND : 0;
}

static gboolean has_all_names(const Part *part, const Part *of)
{
    for (guint i = 0; i < of->names->len; i++)
        if (!g_ptr_array_find_with_equal_func(part->names, of->names->pdata[i], g_str_equal, NULL))
            return FALSE;
    return TRUE;
}

/* TRUE when the paths say that the printed results are of a later run than the raw values. */
static gboolean is_later_run(const Part *text, const Part *values)
{
    if (!text->is_kept || !text->is_path_time || !values->is_path_time || !has_all_names(text, values))
        return FALSE;
    gboolean is_date = text->member->path->is_date || values->member->path->is_date;
    if (is_date && strncmp(text->time, values->time, strlen("YYYY-MM-DD")) == 0)
        return FALSE;
    return seconds_between(values->time, text->time) > SAME_RUN_SECONDS;
}

/* Raw values of an older run give way to the printed results of a newer one. */
static void yield_to_later_text(const GPtrArray *values, const GPtrArray *texts)
{
    for (guint i = 0; i < values->len; i++) {
        Part *part = values->pdata[i];
        for (guint k = 0; k < texts->len && part->is_kept; k++)
            part->is_kept = !is_later_run(texts->pdata[k], part);
    }
}

/* ------------------------------------------------------------------ counters of one command */

/* The command with the repeat index of its own file put out: "-o run_3.txt" of run_3 is that of run_4. Transfer full. */
static char *plain_command(const Part *part, const CounterBlock *block)
{
    if (!block->command || part->member->path->index < 0)
        return g_strdup(block->command);
    g_autofree char *index = g_strdup_printf("_%d", part->member->path->index);
    GString *plain = g_string_new(NULL);
    for (const char *at = block->command; *at;) {
        gboolean is_index = g_str_has_prefix(at, index) && !g_ascii_isalnum(at[strlen(index)]);
        g_string_append(plain, is_index ? "_#" : "");
        if (!is_index)
            g_string_append_c(plain, *at);
        at += is_index ? strlen(index) : 1;
    }
    return g_string_free(plain, FALSE);
}

typedef struct {
    char *command;
    GHashTable *events; /* counted ones, a set */
    guint n_blocks;
} Command;

static void command_free(gpointer data)
{
    Command *command = data;
    g_free(command->command);
    g_hash_table_unref(command->events);
    g_free(command);
}

static Command *take_command(GPtrArray *commands, char *text)
{
    for (guint i = 0; i < commands->len; i++) {
        Command *command = commands->pdata[i];
        if (strcmp(command->command, text) == 0) {
            g_free(text);
            return command;
        }
    }
    Command *command = g_new0(Command, 1);
    command->command = text;
    command->events = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_ptr_array_add(commands, command);
    return command;
}

static void add_events(Command *command, const CounterBlock *block)
{
    command->n_blocks++;
    for (guint i = 0; i < block->counters->len; i++) {
        const Counter *counter = block->counters->pdata[i];
        if (counter->status == COUNTER_COUNTED)
            g_hash_table_add(command->events,
                             g_strjoin("\n", counter->event, counter->pmu ? counter->pmu : "",
                                       counter->modifier ? counter->modifier : "", NULL));
    }
}

/* The command with the most counters, then the most blocks, then the first. NULL when no block states one. Transfer full. */
static char *main_command(const GPtrArray *parts)
{
    g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func(command_free);
    for (guint i = 0; i < parts->len; i++) {
        const Part *part = parts->pdata[i];
        for (guint k = 0; part->is_kept && k < part->blocks->len; k++) {
            const CounterBlock *block = part->blocks->pdata[k];
            if (block->command)
                add_events(take_command(commands, plain_command(part, block)), block);
        }
    }
    const Command *best = NULL;
    for (guint i = 0; i < commands->len; i++) {
        const Command *command = commands->pdata[i];
        guint n = g_hash_table_size(command->events), n_best = best ? g_hash_table_size(best->events) : 0;
        if (!best || n > n_best || (n == n_best && command->n_blocks > best->n_blocks))
            best = command;
    }
    return best ? g_strdup(best->command) : NULL;
}

/* Different commands are never averaged. A block without a command (CSV, JSON) takes that of its neighbours. */
static void keep_one_command(const GPtrArray *parts)
{
    g_autofree char *command = main_command(parts);
    for (guint i = 0; command && i < parts->len; i++) {
        Part *part = parts->pdata[i];
        for (guint k = part->blocks->len; part->is_kept && k-- > 0;) {
            g_autofree char *own = plain_command(part, part->blocks->pdata[k]);
            if (own && strcmp(own, command) != 0)
                g_ptr_array_remove_index(part->blocks, k);
        }
        if (part->is_kept && part->blocks->len == 0) {
            part->is_kept = FALSE;
            g_ptr_array_set_size(part->timings, 0);
            input_mark_unused(part->member->artifact->input, "counts another command than the one used: %s",
                              command);
        }
    }
}

/* ------------------------------------------------------------------ timings of several files */

/* A copy that owns nothing but its own texts; processes stay with the original. */
static Timing *timing_copy(const Timing *timing, GPtrArray *owner)
{
    Timing *copy = timing_new(timing->benchmark, timing->unit, timing->level);
    g_ptr_array_set_free_func(copy->processes, NULL);
    g_ptr_array_extend(copy->processes, timing->processes, NULL, NULL);
    copy->n_calibrations = timing->n_calibrations;
    copy->mean = timing->mean;
    copy->stdev = timing->stdev;
    copy->printed_processes = timing->printed_processes;
    copy->printed_values = timing->printed_values;
    copy->printed = g_strdup(timing->printed);
    copy->line = timing->line;
    copy->tags = timing->tags ? g_ptr_array_ref(timing->tags) : NULL;
    copy->excluded = g_strdup(timing->excluded);
    GHashTableIter iter;
    gpointer key = NULL, value = NULL;
    g_hash_table_iter_init(&iter, timing->metadata);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_hash_table_insert(copy->metadata, g_strdup(key), g_strdup(value));
    g_ptr_array_extend(copy->sources, timing->sources, NULL, NULL);
    g_ptr_array_add(owner, copy);
    return copy;
}

/* TRUE when both were printed with the same digits: one result, copied into two logs. */
static gboolean is_same_print(const Timing *a, const Timing *b)
{
    return a->mean == b->mean && (a->stdev == b->stdev || (isnan(a->stdev) && isnan(b->stdev)));
}

/* The mean of the printed means, equal lines counting once. */
static void merge_printed(Timing *into, const GPtrArray *timings)
{
    double sum = 0, stdev = 0;
    guint n = 0;
    for (guint i = 0; i < timings->len; i++) {
        const Timing *timing = timings->pdata[i];
        gboolean is_new = TRUE;
        for (guint k = 0; k < i && is_new; k++)
            is_new = !is_same_print(timing, timings->pdata[k]);
        if (!is_new)
            continue;
        sum += timing->mean;
        stdev += timing->stdev;
        n++;
    }
    if (n < 2)
        return;
    into->mean = sum / n;
    into->stdev = stdev / n;
    into->printed_processes = into->printed_values = -1;
}

static void add_sources(Timing *into, const Timing *from)
{
    for (guint i = 0; i < from->sources->len; i++)
        if (!g_ptr_array_find(into->sources, from->sources->pdata[i], NULL))
            g_ptr_array_add(into->sources, from->sources->pdata[i]);
}

/* One timing of several printed ones of one name and unit. The first one itself when it is alone. */
static Timing *merge_timings(const GPtrArray *timings, GPtrArray *owner)
{
    if (timings->len == 1)
        return timings->pdata[0];
    Timing *merged = timing_copy(timings->pdata[0], owner);
    for (guint i = 1; i < timings->len; i++)
        add_sources(merged, timings->pdata[i]);
    merge_printed(merged, timings);
    return merged;
}

static gboolean is_mergeable(const Timing *a, const Timing *b)
{
    return a == b || (a->level == LEVEL_SUMMARY && b->level == LEVEL_SUMMARY && a->unit == b->unit &&
                      g_strcmp0(a->excluded, b->excluded) == 0);
}

/* Merges printed timings of one name; those with raw values stay apart, as batches. In order of first appearance. Array of
 * Timing*, transfer container. */
static GPtrArray *merge_all(const GPtrArray *timings, GPtrArray *owner)
{
    GPtrArray *result = g_ptr_array_new();
    g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) by_name =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < timings->len; i++) {
        Timing *timing = timings->pdata[i];
        GPtrArray *same = g_hash_table_lookup(by_name, timing->benchmark);
        if (!same)
            g_hash_table_insert(by_name, timing->benchmark, same = g_ptr_array_new());
        g_ptr_array_add(same, timing);
    }
    for (guint i = 0; i < timings->len; i++) {
        const GPtrArray *same = g_hash_table_lookup(by_name, ((Timing *)timings->pdata[i])->benchmark);
        g_autoptr(GPtrArray) group = g_ptr_array_new();
        if (g_hash_table_contains(done, timings->pdata[i]))
            continue;
        for (guint k = 0; k < same->len; k++)
            if (!g_hash_table_contains(done, same->pdata[k]) &&
                is_mergeable(timings->pdata[i], same->pdata[k])) {
                g_ptr_array_add(group, same->pdata[k]);
                g_hash_table_add(done, same->pdata[k]);
            }
        g_ptr_array_add(result, merge_timings(group, owner));
    }
    return result;
}

/* ------------------------------------------------------------------ filling a run */

typedef struct {
    VariantDraft *draft;
    const RunOptions *options;
    Run *run;
    GPtrArray *parts[PART_PROFILE + 1]; /* by kind */
} Filling;

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
    return merge_all(timings, filling->options->merged);
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

static void fill_values(Filling *filling)
{
    g_autoptr(GPtrArray) timings = kept_timings(filling, PART_VALUES);
    for (guint i = 0; i < timings->len; i++)
        add_timing(filling->run, timings->pdata[i]);
}

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

static gboolean has_excluded(const Run *run, const char *name)
{
    for (guint i = 0; i < run->timings->len; i++) {
        const Timing *timing = run->timings->pdata[i];
        if (timing->excluded && strcmp(timing->benchmark, name) == 0)
            return TRUE;
    }
    return FALSE;
}

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

static void note_older(const Filling *filling, Input *input)
{
    if (input->is_used)
        return;
    input_mark_unused(input, "an older run of its variant");
    if (!g_ptr_array_find(filling->draft->older, input, NULL))
        g_ptr_array_add(filling->draft->older, input);
}

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
        g_autoptr(GPtrArray) merged = merge_all(run->timings, filling->options->merged);
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

static void choose(Filling *filling)
{
    for (guint kind = 0; kind <= PART_PROFILE; kind++) {
        filling->parts[kind] = parts_of(filling->draft, (PartKind)kind, filling->options->limit);
        keep_newest(filling->parts[kind]);
    }
    yield_to_later_text(filling->parts[PART_VALUES], filling->parts[PART_TEXT]);
    keep_one_command(filling->parts[PART_PERF]);
}

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
