/* Parts of a variant's files; see parts.h. */
#include "ingest/parts.h"

#include <string.h>

#include "ingest/timing_merge.h"

#define SAME_RUN_SECONDS 3600 /* a log stamped within this of the raw values tells of the same run */

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

/* The path or the metadata says that the numbers are not to be compared. */
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

/* What was printed beside counters stays with them, whatever else it is. */
static PartKind timing_kind(const Member *member, const Timing *timing)
{
    if (is_counted(member->artifact))
        return PART_PERF;
    if (timing->level == LEVEL_VALUES)
        return is_bad(member, timing) ? PART_BAD_VALUES : PART_VALUES;
    return is_bad(member, timing) ? PART_BAD_TEXT : PART_TEXT;
}

/* Printed results beside counters compete through these, not by their names. */
static void take_timings(Part *part, PartKind kind)
{
    const GPtrArray *timings = part->member->artifact->timings;
    for (guint i = 0; i < timings->len; i++) {
        Timing *timing = timings->pdata[i];
        if (timing_kind(part->member, timing) != kind)
            continue;
        g_ptr_array_add(part->timings, timing);
        if (kind != PART_PERF && timing_has_numbers(timing))
            g_ptr_array_add(part->names, g_strdup(timing->benchmark));
    }
}

/* Simulated counters are another kind: they stand beside real ones. */
static void take_blocks(Part *part, gboolean simulated)
{
    const GPtrArray *blocks = part->member->artifact->blocks;
    for (guint i = 0; i < blocks->len; i++)
        if (is_simulated(blocks->pdata[i]) == simulated)
            g_ptr_array_add(part->blocks, blocks->pdata[i]);
    if (part->blocks->len > 0)
        g_ptr_array_add(part->names, g_strdup("counters"));
}

/* A flame graph and the stacks it was drawn from have different formats and are both used. */
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

/* One file as one kind of thing; empty when it is none. */
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
GPtrArray *parts_of(const VariantDraft *draft, PartKind kind, const char *limit)
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

/* Runs without a time come last; equal times in the order of their files. */
static gint newest_first(gconstpointer a, gconstpointer b)
{
    const RunFiles *first = *(RunFiles *const *)a, *second = *(RunFiles *const *)b;
    int order = timestamp_compare(second->time, first->time);
    return order ? order : strcmp(first->key, second->key);
}

/* A run is as old as the first of its files. */
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
        for (guint k = 0; k < part->names->len; k++) {
            const char *time = g_hash_table_lookup(taken, part->names->pdata[k]);
            if (time && timestamp_compare(time, unit->time) != 0)
                return TRUE;
        }
    }
    return FALSE;
}

static void take_names(const RunFiles *unit, GHashTable *taken)
{
    for (guint i = 0; i < unit->parts->len; i++) {
        const Part *part = unit->parts->pdata[i];
        for (guint k = 0; k < part->names->len; k++)
            if (!g_hash_table_contains(taken, part->names->pdata[k]))
                g_hash_table_insert(taken, part->names->pdata[k], (gpointer)(guintptr)unit->time);
    }
}

/* A repeat that states no time is of the time of its run. */
static void set_kept(Part *part, const RunFiles *unit, gboolean is_kept)
{
    part->is_kept = is_kept;
    if (!is_kept && !part->time)
        part->time = unit->time;
}

/* Keeps the newest run; files that state no time belong to every run. */
void parts_keep_newest(const GPtrArray *parts)
{
    g_autoptr(GPtrArray) units = units_of(parts);
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < units->len; i++) {
        RunFiles *unit = units->pdata[i];
        gboolean is_kept = !unit->time || !shares_name(unit, taken);
        if (unit->time && is_kept)
            take_names(unit, taken);
        for (guint k = 0; k < unit->parts->len; k++)
            set_kept(unit->parts->pdata[k], unit, is_kept);
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

/* A log of one benchmark does not displace the values of many. */
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
void parts_yield_to_later_text(const GPtrArray *values, const GPtrArray *texts)
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

/* An event counts once, however many blocks counted it. */
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

/* Whether a block of that command is one of a benchmark that chose its amount of work. */
static gboolean is_calibrated(const GPtrArray *parts, const char *command)
{
    for (guint i = 0; i < parts->len; i++) {
        const Part *part = parts->pdata[i];
        for (guint k = 0; part->is_kept && k < part->blocks->len; k++) {
            const CounterBlock *block = part->blocks->pdata[k];
            g_autofree char *own = plain_command(part, block);
            if (block->is_calibrated && g_strcmp0(own, command) == 0)
                return TRUE;
        }
    }
    return FALSE;
}

/* Different commands are never averaged. A block without a command (CSV, JSON) takes that of its neighbours. */
void parts_keep_one_command(const GPtrArray *parts)
{
    g_autofree char *command = main_command(parts);
    gboolean has_free_work = command && is_calibrated(parts, command);
    for (guint i = 0; command && i < parts->len; i++) {
        Part *part = parts->pdata[i];
        guint n_before = part->blocks->len;
        for (guint k = n_before; part->is_kept && k-- > 0;) {
            CounterBlock *block = part->blocks->pdata[k];
            g_autofree char *own = plain_command(part, block);
            if (!own)
                block->is_calibrated = block->is_calibrated || has_free_work;
            else if (strcmp(own, command) != 0)
                g_ptr_array_remove_index(part->blocks, k);
        }
        part->member->artifact->n_other_blocks = n_before - part->blocks->len;
        if (part->is_kept && part->blocks->len == 0) {
            part->is_kept = FALSE;
            g_ptr_array_set_size(part->timings, 0);
            input_mark_unused(part->member->artifact->input, "counts another command than the one used: %s",
                              command);
        }
    }
}
