/* cachegrind and callgrind. In: decoded text. Out: one CounterBlock of simulated counters per file: the sums that valgrind states
 * itself in "totals:" or "summary:", added up over the parts of a callgrind dump. Of callgrind's costs per line a profile is made;
 * cachegrind's are not read: a file without its summary is cut short. Events get perf's names where they mean the same, so that
 * miss rates can be derived. */
#include "ingest/valgrind_out.h"

#include <string.h>

#include "base/text.h"
#include "ingest/callgrind.h"
#include "ingest/perf_stat_common.h"

#define MAX_EVENTS 32
#define SNIFF_BYTES ((gsize)1 << 14)

static const struct {
    const char *short_name, *event;
} NAMES[] = {
    {"Ir", "instructions"},
    {"Dr", "L1-dcache-loads"},
    {"Dw", "L1-dcache-stores"},
    {"I1mr", "L1-icache-load-misses"},
    {"D1mr", "L1-dcache-load-misses"},
    {"D1mw", "L1-dcache-store-misses"},
    {"ILmr", "LLC-instruction-misses"},
    {"DLmr", "LLC-load-misses"},
    {"DLmw", "LLC-store-misses"},
    {"I2mr", "LLC-instruction-misses"}, /* valgrind before 3.6 */
    {"D2mr", "LLC-load-misses"},
    {"D2mw", "LLC-store-misses"},
    {"Bc", "conditional-branches"},
    {"Bcm", "conditional-branch-misses"},
    {"Bi", "indirect-branches"},
    {"Bim", "indirect-branch-misses"},
};

/* What the header and the sums say. */
typedef struct {
    Span events[MAX_EVENTS];
    guint64 sums[MAX_EVENTS]; /* over the parts that are complete */
    guint64 part[MAX_EVENTS]; /* of the part at hand */
    guint n_events;
    guint line; /* of the first sum */
    gboolean has_part, has_sums, is_overflow;
    gboolean is_foreign; /* written by another tool than valgrind */
    Span command;
} Totals;

/* What follows the first n bytes of a line. */
static Span behind(Span line, gsize n)
{
    return span_trim((Span){line.text + n, line.n - n});
}

/* "summary: 184557 12": sums of the events in order; a missing one is 0. */
static void take_sums(Totals *totals, Span line)
{
    Span words[MAX_EVENTS];
    guint n = span_words(line, words, totals->n_events);
    guint64 values[MAX_EVENTS] = {0};
    for (guint i = 0; i < n; i++)
        if (!number_parse_uint64(words[i].text, words[i].n, &values[i]))
            return;
    if (n == 0)
        return;
    memcpy(totals->part, values, sizeof values);
    totals->has_part = TRUE;
}

/* callgrind dumps what was counted since the last dump: parts add up. */
static void close_part(Totals *totals)
{
    for (guint i = 0; totals->has_part && i < totals->n_events; i++)
        totals->is_overflow |= __builtin_add_overflow(totals->sums[i], totals->part[i], &totals->sums[i]);
    totals->has_sums |= totals->has_part;
    totals->has_part = FALSE;
}

/* Lines of costs begin with a digit, a sign or a star, those of positions with "fn="; both are passed over. */
static void take_line(Totals *totals, Span line, guint number)
{
    if (line.n == 0 || !g_ascii_islower(line.text[0]) || !memchr(line.text, ':', MIN(line.n, 10)))
        return;
    if (span_starts_with(line, "part:")) {
        close_part(totals);
    } else if (span_starts_with(line, "creator:")) {
        totals->is_foreign = !span_starts_with(behind(line, 8), "callgrind");
    } else if (span_starts_with(line, "cmd:") && totals->command.n == 0) {
        totals->command = behind(line, 4);
    } else if (span_starts_with(line, "events:") && totals->n_events == 0) {
        totals->n_events = span_words(behind(line, 7), totals->events, MAX_EVENTS);
    } else if (span_starts_with(line, "summary:")) {
        totals->line = number;
        take_sums(totals, behind(line, 8));
    } else if (span_starts_with(line, "totals:")) {
        take_sums(totals, behind(line, 7));
    }
}

/* perf's name for one of valgrind's; NULL when it has none. */
static const char *event_of(Span name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++)
        if (span_is(name, NAMES[i].short_name))
            return NAMES[i].event;
    return NULL;
}

static void add_counter(CounterBlock *block, const char *event, Span name, guint64 value, guint line)
{
    Counter *counter = counter_new();
    counter->event = event ? g_strdup(event) : text_clean_name(name.text, name.n);
    counter->unit = g_strdup("");
    counter->value = (Quantity){.value = (double)value, .integer = value, .is_integer = TRUE};
    counter->is_simulated = TRUE;
    counter->line = line;
    g_ptr_array_add(block->counters, counter);
}

/* FALSE when the event was not simulated. */
static gboolean find_sum(const Totals *totals, const char *name, guint64 *sum)
{
    for (guint i = 0; i < totals->n_events; i++)
        if (span_is(totals->events[i], name)) {
            *sum = totals->sums[i];
            return TRUE;
        }
    return FALSE;
}

/* perf does not tell conditional from indirect branches. */
static void add_branches(const Totals *totals, CounterBlock *block)
{
    static const char *const names[][3] = {{"Bc", "Bi", "branches"}, {"Bcm", "Bim", "branch-misses"}};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        guint64 conditional = 0, indirect = 0;
        if (find_sum(totals, names[i][0], &conditional) && find_sum(totals, names[i][1], &indirect))
            add_counter(block, names[i][2], (Span){NULL, 0}, conditional + indirect, totals->line);
    }
}

/* Both formats state their sums alike. FALSE when there are none; *n_lines is the length of the file. */
static gboolean read_totals(const SourceText *source, Totals *totals, guint *n_lines)
{
    const char *end = source->text + source->n_text;
    *n_lines = 0;
    for (const char *p = source->text; p < end;) {
        Span line = span_line(p, end);
        take_line(totals, line, ++*n_lines);
        p = line.text + line.n + 1;
    }
    close_part(totals);
    return totals->has_sums && !totals->is_overflow && totals->n_events > 0;
}

static gboolean reject_cut(const SourceText *source, DiagList *diags, guint n_lines)
{
    return source_reject(source, diags, n_lines,
                         "valgrind output without its summary: the file is cut short");
}

static void add_block(Artifact *artifact, const Totals *totals)
{
    CounterBlock *block = counter_block_new();
    block->source = artifact->input;
    block->line = totals->line;
    if (totals->command.n > 0)
        block->command = text_clean_name(totals->command.text, totals->command.n);
    for (guint i = 0; i < totals->n_events; i++)
        add_counter(block, event_of(totals->events[i]), totals->events[i], totals->sums[i], totals->line);
    add_branches(totals, block);
    g_ptr_array_add(artifact->blocks, block);
}

static gboolean parse_cachegrind(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Totals totals = {0};
    guint n_lines = 0;
    if (!read_totals(source, &totals, &n_lines))
        return reject_cut(source, diags, n_lines);
    add_block(artifact, &totals);
    return TRUE;
}

/* The stated sum covers more than the lines when the file is cut; by a few counts valgrind itself is off. */
static gboolean is_whole(const Profile *profile, const Totals *totals)
{
    return (double)profile->total >= 0.999 * (double)totals->sums[0];
}

/* Counters where sums are stated and valgrind is not another's: times and bytes of xdebug are none. */
static gboolean parse_callgrind(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Totals totals = {0};
    guint n_lines = 0, line = 0;
    const char *message = NULL;
    gboolean has_sums = read_totals(source, &totals, &n_lines);
    g_autoptr(Profile) profile = callgrind_read_profile(source, &message, &line);
    if (message)
        return source_reject(source, diags, line, message);
    if (!profile && !has_sums)
        return reject_cut(source, diags, n_lines);
    if (has_sums && !totals.is_foreign)
        add_block(artifact, &totals);
    if (!profile)
        return TRUE;
    if (has_sums && !is_whole(profile, &totals)) {
        if (totals.is_foreign)
            return reject_cut(source, diags, n_lines);
        diag_add(diags, DIAG_WARNING, "profile-cut", source->path, n_lines, 0,
                 "the costs of the lines do not reach the stated sum: no profile is made of them");
        return TRUE;
    }
    g_ptr_array_add(profile->sources, artifact->input);
    g_ptr_array_add(artifact->profiles, g_steal_pointer(&profile));
    return TRUE;
}

/* Header lines of the beginning: "events: Ir ...", and the others by which the two are told apart. */
static gboolean sniff_valgrind(const SourceText *source, gboolean wants_callgrind)
{
    const char *end = source->text + MIN(source->n_text, SNIFF_BYTES);
    gboolean has_events = FALSE, counts_instructions = FALSE, is_callgrind = FALSE, has_cost_lines = FALSE;
    for (const char *p = source->text; p < end;) {
        Span line = span_line(p, end);
        is_callgrind |= span_starts_with(line, "# callgrind format") || span_starts_with(line, "creator: ") ||
                        span_starts_with(line, "positions: ");
        has_events |= span_starts_with(line, "events: ");
        counts_instructions |= span_starts_with(line, "events: Ir") && (line.n == 10 || line.text[10] == ' ');
        has_cost_lines |= span_starts_with(line, "fn=") || span_starts_with(line, "fl=") ||
                          span_starts_with(line, "summary:");
        p = line.text + line.n + 1;
    }
    if (wants_callgrind)
        return is_callgrind && has_events && has_cost_lines;
    return counts_instructions && has_cost_lines && !is_callgrind;
}

static gboolean sniff_cachegrind(const SourceText *source)
{
    return sniff_valgrind(source, FALSE);
}

static gboolean sniff_callgrind(const SourceText *source)
{
    return sniff_valgrind(source, TRUE);
}

const InputFormat format_cachegrind = {
    .name = "cachegrind", .sniff = sniff_cachegrind, .parse = parse_cachegrind};
const InputFormat format_callgrind = {
    .name = "callgrind", .sniff = sniff_callgrind, .parse = parse_callgrind};
