/* Units and event names of perf; see perf_stat_event.h. */
#include "ingest/perf_stat_event.h"

#include <string.h>

#include "base/text.h"

/* ------------------------------------------------------------------ units */

static const PerfUnit UNITS[] = {
    {"msec", "s", 3, 1},      {"ns", "s", 9, 1},     {"usec", "s", 6, 1},  {"us", "s", 6, 1},
    {"sec", "s", 0, 1},       {"Joules", "J", 0, 1}, {"J", "J", 0, 1},     {"mJ", "J", 3, 1},
    {"MiB", "B", 0, 1048576}, {"KiB", "B", 0, 1024}, {"B", "B", 0, 1},     {"GiB", "B", 0, 1073741824},
    {"Bytes", "B", 0, 1},     {"bytes", "B", 0, 1},  {"MB", "B", 0, 1e6},  {"KB", "B", 0, 1e3},
    {"GB", "B", 0, 1e9},      {"C", "°C", 0, 1},     {"'C", "°C", 0, 1},   {"°C", "°C", 0, 1},
    {"mV", "V", 3, 1},        {"V", "V", 0, 1},      {"mA", "A", 3, 1},    {"A", "A", 0, 1},
    {"mW", "W", 3, 1},        {"W", "W", 0, 1},      {"Watts", "W", 0, 1}, {"%", "%", 0, 1},
    {"rpm", "rpm", 0, 1},     {"RPM", "rpm", 0, 1},  {"Hz", "Hz", 0, 1},   {"MHz", "Hz", 0, 1e6},
    {"(msec)", "s", 3, 1},
};

/* First letters tell most units apart before any text is compared. */
const PerfUnit *perf_stat_unit(Span text)
{
    static const PerfUnit none = {"", "", 0, 1};
    if (text.n == 0)
        return &none;
    for (gsize i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (UNITS[i].printed[0] == text.text[0] && span_is(text, UNITS[i].printed))
            return &UNITS[i];
    return NULL;
}

/* ------------------------------------------------------------------ event names */

/* Other spellings of one event, from perf's own tables (util/parse-events.c) and old versions. */
static const struct {
    const char *alias, *event;
} ALIASES[] = {
    {"cpu-cycles", "cycles"},
    {"branch-instructions", "branches"},
    {"cs", "context-switches"},
    {"migrations", "cpu-migrations"},
    {"CPU-migrations", "cpu-migrations"},
    {"CPU-clock", "cpu-clock"},
    {"faults", "page-faults"},
    {"idle-cycles-frontend", "stalled-cycles-frontend"},
    {"idle-cycles-backend", "stalled-cycles-backend"},
    {"l1-dcache-loads", "L1-dcache-loads"},
    {"L1-dcache-load", "L1-dcache-loads"},
    {"L1-dcache-misses", "L1-dcache-load-misses"},
    {"L1-icache-misses", "L1-icache-load-misses"},
    {"LLC-misses", "LLC-load-misses"},
    {"dTLB-misses", "dTLB-load-misses"},
    {"iTLB-misses", "iTLB-load-misses"},
};

/* Events that a line without context must name to be believed. */
static const char *const KNOWN[] = {
    "cycles",
    "instructions",
    "branches",
    "branch-misses",
    "cache-references",
    "cache-misses",
    "bus-cycles",
    "ref-cycles",
    "stalled-cycles-frontend",
    "stalled-cycles-backend",
    "task-clock",
    "cpu-clock",
    "context-switches",
    "cpu-migrations",
    "page-faults",
    "minor-faults",
    "major-faults",
    "alignment-faults",
    "emulation-faults",
    "duration_time",
    "user_time",
    "system_time",
    "L1-dcache-loads",
    "L1-dcache-load-misses",
    "L1-icache-loads",
    "L1-icache-load-misses",
    "LLC-loads",
    "LLC-load-misses",
    "dTLB-loads",
    "dTLB-load-misses",
    "iTLB-loads",
    "iTLB-load-misses",
    "branch-loads",
    "branch-load-misses",
};

/* A name taken apart; strings of the chunk. */
typedef struct {
    const char *raw;
    gsize n_raw;
    char *event, *pmu, *modifier;
    gboolean is_clock;
} EventName;

#define N_EVENT_SLOTS 512 /* direct-mapped: a collision only costs taking the name apart again */

struct _EventNames {
    GStringChunk *chunk; /* borrowed from the artifact */
    EventName slots[N_EVENT_SLOTS];
};

/* "u", "k", "ukhpp": privilege levels, precision and the like; "sched_switch" behind a colon is none. */
static gboolean is_modifier(Span span)
{
    if (span.n == 0 || span.n > 12)
        return FALSE;
    for (gsize i = 0; i < span.n; i++)
        if (!strchr("ukhGHIDpPSWebR", span.text[i]) || span.text[i] == 0)
            return FALSE;
    return TRUE;
}

/* Names come from a file: clean before anybody sees them, and kept once however many rows repeat them. */
static char *intern(EventNames *names, Span span)
{
    if (span.n == 0)
        return NULL;
    g_autofree char *clean = text_clean_name(span.text, span.n);
    return g_string_chunk_insert_const(names->chunk, clean);
}

/* From the last c to the end; empty when there is none. */
static Span find_last(Span span, char c)
{
    for (gsize i = span.n; i > 0; i--)
        if (span.text[i - 1] == c)
            return (Span){span.text + i - 1, span.n - i + 1};
    return (Span){NULL, 0};
}

/* "cpu_core/instructions/u", "cycles:u", "cycles [cpu_core]" into its three parts. */
static void take_apart(Span raw, Span *event, Span *pmu, Span *modifier)
{
    *event = raw;
    *pmu = *modifier = (Span){NULL, 0};
    Span bracket = find_last(raw, '[');
    if (bracket.n > 2 && bracket.n < raw.n && raw.text[raw.n - 1] == ']') {
        *pmu = (Span){bracket.text + 1, bracket.n - 2};
        *event = span_trim((Span){raw.text, raw.n - bracket.n});
        return;
    }
    Span colon = find_last(raw, ':');
    if (colon.n > 1 && colon.n < raw.n && is_modifier((Span){colon.text + 1, colon.n - 1})) {
        *modifier = (Span){colon.text + 1, colon.n - 1};
        event->n = raw.n - colon.n;
    }
    const char *first = memchr(event->text, '/', event->n);
    Span last = find_last(*event, '/');
    if (!first || first == event->text || first == last.text)
        return;
    Span behind = {last.text + 1, last.n - 1};
    if (behind.n > 0 && !is_modifier(behind))
        return;
    if (behind.n > 0)
        *modifier = behind;
    *pmu = (Span){event->text, (gsize)(first - event->text)};
    *event = (Span){first + 1, (gsize)(last.text - first - 1)};
}

/* One name for all spellings; case is not significant to perf. The event itself when it is not in the tables. */
static const char *canonical(const char *event)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ALIASES); i++)
        if (g_str_equal(event, ALIASES[i].alias))
            return ALIASES[i].event;
    for (gsize i = 0; i < G_N_ELEMENTS(KNOWN); i++)
        if (g_ascii_strcasecmp(event, KNOWN[i]) == 0)
            return KNOWN[i];
    return event;
}

EventNames *event_names_new(Artifact *artifact)
{
    EventNames *names = g_new0(EventNames, 1);
    if (!artifact->names)
        artifact->names = g_string_chunk_new(1024);
    names->chunk = artifact->names;
    return names;
}

void event_names_free(EventNames *names)
{
    g_free(names);
}

/* Takes a name apart into its slot. */
static void set_name(EventNames *names, EventName *name, Span raw)
{
    Span event, pmu, modifier;
    take_apart(raw, &event, &pmu, &modifier);
    g_autofree char *text = text_clean_name(event.text, event.n);
    name->raw = g_string_chunk_insert_len(names->chunk, raw.text, (gssize)raw.n);
    name->n_raw = raw.n;
    name->event = g_string_chunk_insert_const(names->chunk, *text ? canonical(text) : "?");
    name->pmu = intern(names, pmu);
    name->modifier = intern(names, modifier);
    name->is_clock = g_str_equal(name->event, "task-clock") || g_str_equal(name->event, "cpu-clock");
}

/* The name taken apart, from its slot if it was the last one there. The hash is "FNV-1a". */
static const EventName *find_name(EventNames *names, Span raw)
{
    guint hash = (guint)raw.n;
    for (gsize i = 0; i < raw.n; i++)
        hash = (hash ^ (guchar)raw.text[i]) * 16777619u;
    EventName *name = &names->slots[(hash >> 16 ^ hash) % N_EVENT_SLOTS];
    if (!name->raw || name->n_raw != raw.n || memcmp(name->raw, raw.text, raw.n) != 0)
        set_name(names, name, raw);
    return name;
}

gboolean perf_stat_is_known_event(Span raw)
{
    Span event, pmu, modifier;
    take_apart(raw, &event, &pmu, &modifier);
    g_autofree char *text = g_strndup(event.text, event.n);
    const char *name = canonical(text);
    for (gsize i = 0; i < G_N_ELEMENTS(KNOWN); i++)
        if (g_str_equal(name, KNOWN[i]))
            return TRUE;
    return pmu.n > 0;
}

/* The unit is static text: like the names it is not owned by the counter. */
static char *shared_text(const char *text)
{
    union {
        const char *borrowed;
        char *shared;
    } pointer = {text};
    return pointer.shared;
}

gboolean perf_stat_set_counter(EventNames *names, Counter *counter, Span raw_event, Span value,
                               const PerfUnit *unit, DecimalMark mark)
{
    static const PerfUnit milliseconds = {"msec", "s", 3, 1};
    const EventName *name = find_name(names, raw_event);
    if (unit->unit[0] == 0 && name->is_clock)
        unit = &milliseconds;
    counter->has_shared_names = TRUE;
    counter->event = name->event;
    counter->pmu = name->pmu;
    counter->modifier = name->modifier;
    counter->unit = shared_text(unit->unit);
    if (value.text[0] == '<') {
        counter->status = span_is(value, "<not counted>") ? COUNTER_NOT_COUNTED : COUNTER_NOT_SUPPORTED;
        return counter->status == COUNTER_NOT_COUNTED || span_is(value, "<not supported>");
    }
    counter->status = COUNTER_COUNTED;
    if (!perf_stat_value(value, mark, unit->shift, &counter->value))
        return FALSE;
    if (unit->factor > 1) {
        counter->value.value *= unit->factor;
        counter->value.is_integer = FALSE;
    }
    return TRUE;
}
