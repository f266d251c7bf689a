/* What the dialects of perf stat have in common; see perf_stat_common.h. */
#include "ingest/perf_stat_common.h"

#include <string.h>

#include "base/text.h"
#include "ingest/pyperf_text.h"
#include "model/command.h"

/* ------------------------------------------------------------------ spans */

gboolean span_is(Span span, const char *word)
{
    return strlen(word) == span.n && memcmp(span.text, word, span.n) == 0;
}

gboolean span_starts_with(Span span, const char *word)
{
    gsize n = strlen(word);
    return n <= span.n && memcmp(span.text, word, n) == 0;
}

Span span_trim(Span span)
{
    while (span.n > 0 && g_ascii_isspace(span.text[0])) {
        span.text++;
        span.n--;
    }
    while (span.n > 0 && g_ascii_isspace(span.text[span.n - 1]))
        span.n--;
    return span;
}

Span span_line(const char *p, const char *end)
{
    const char *newline = memchr(p, '\n', (gsize)(end - p));
    return (Span){p, (gsize)((newline ? newline : end) - p)};
}

Span span_join(Span first, Span last)
{
    return (Span){first.text, (gsize)(last.text + last.n - first.text)};
}

guint span_words(Span span, Span *words, guint max_words)
{
    guint n = 0;
    for (gsize i = 0; i < span.n && n < max_words;) {
        while (i < span.n && g_ascii_isspace(span.text[i]))
            i++;
        gsize start = i;
        while (i < span.n && !g_ascii_isspace(span.text[i]))
            i++;
        if (i > start)
            words[n++] = (Span){span.text + start, i - start};
    }
    return n;
}

const char *text_find(const char *text, const char *end, const char *sign)
{
    return text < end ? memmem(text, (gsize)(end - text), sign, strlen(sign)) : NULL;
}

/* ------------------------------------------------------------------ numbers */

#define MAX_EXACT_INTEGER ((guint64)1 << 53)
#define MAX_EXACT_POWER 22

static const double POWERS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Bytes of the separator at p, 0 when there is none: U+00A0, U+2009, U+2019, U+202F, U+066B, U+066C or one of .,' and blank. */
static gsize separator_length(const char *p, gsize n)
{
    if (p[0] == '.' || p[0] == ',' || p[0] == '\'' || p[0] == ' ')
        return 1;
    if (n >= 2 &&
        (memcmp(p, "\xc2\xa0", 2) == 0 || memcmp(p, "\xd9\xab", 2) == 0 || memcmp(p, "\xd9\xac", 2) == 0))
        return 2;
    if (n >= 3 && (memcmp(p, "\xe2\x80\xaf", 3) == 0 || memcmp(p, "\xe2\x80\x99", 3) == 0 ||
                   memcmp(p, "\xe2\x80\x89", 3) == 0))
        return 3;
    return 0;
}

static DecimalMark mark_at(const char *p, gsize n)
{
    if (*p == '.')
        return MARK_POINT;
    if (*p == ',')
        return MARK_COMMA;
    return n >= 2 && memcmp(p, "\xd9\xab", 2) == 0 ? MARK_ARABIC : MARK_UNKNOWN;
}

DecimalMark perf_stat_mark_of(Span number)
{
    for (gsize i = 0; i < number.n; i++)
        if (!g_ascii_isdigit(number.text[i]))
            return mark_at(number.text + i, number.n - i);
    return MARK_UNKNOWN;
}

/* A number being read: its digits as an integer, and how many of them stand behind the mark. */
typedef struct {
    guint64 digits;
    guint n_digits, n_fraction;
    guint n_group; /* digits since the last separator */
    gboolean has_mark, has_groups, is_too_long, has_fraction_digit;
} Reading;

static inline void read_digit(Reading *reading, char c)
{
    guint64 digit = (guint64)(c - '0');
    reading->n_digits++;
    reading->n_group++;
    if (reading->has_mark) {
        reading->n_fraction++;
        reading->has_fraction_digit |= digit > 0;
    }
    if (reading->n_digits > 18 && reading->digits > (G_MAXUINT64 - digit) / 10)
        reading->is_too_long = TRUE;
    else
        reading->digits = reading->digits * 10 + digit;
}

/* Groups are of three digits, the last one always; India groups the others by two. */
static gboolean close_group(Reading *reading, gboolean is_last)
{
    gboolean is_good = reading->n_group >= 1 && reading->n_group <= 3 && (!is_last || reading->n_group == 3);
    reading->n_group = 0;
    return is_good;
}

static gboolean read_separator(Reading *reading, const char *p, gsize n, DecimalMark mark)
{
    if (reading->has_mark)
        return FALSE;
    if (mark_at(p, n) == mark && mark != MARK_UNKNOWN) {
        gboolean is_good = reading->n_digits > 0 && (!reading->has_groups || close_group(reading, TRUE));
        reading->has_mark = TRUE;
        return is_good;
    }
    reading->has_groups = TRUE;
    return close_group(reading, FALSE);
}

/* More digits than a double can hold exactly: the slow way, through text. */
static double read_long(Span text, DecimalMark mark, int shift)
{
    g_autoptr(GString) plain = g_string_sized_new(text.n + 8);
    double value = NAN;
    for (gsize i = 0; i < text.n; i++) {
        if (g_ascii_isdigit(text.text[i]))
            g_string_append_c(plain, text.text[i]);
        else if (mark_at(text.text + i, text.n - i) == mark && mark != MARK_UNKNOWN)
            g_string_append_c(plain, '.');
    }
    g_string_append_printf(plain, "e-%d", shift);
    return number_parse(plain->str, plain->len, &value) ? value : NAN;
}

static gboolean finish_reading(const Reading *reading, Span text, DecimalMark mark, int shift,
                               Quantity *value)
{
    guint power = reading->n_fraction + (guint)shift;
    *value = (Quantity){0};
    /* "2497454658.000000" is a count too */
    if (shift == 0 && !reading->has_fraction_digit && !reading->is_too_long && power <= 18) {
        value->integer = reading->digits / (guint64)POWERS[power];
        value->value = (double)value->integer;
        value->is_integer = TRUE;
        return TRUE;
    }
    /* one correctly rounded division of two exact numbers ("Clinger 1990") */
    if (!reading->is_too_long && reading->digits <= MAX_EXACT_INTEGER && power <= MAX_EXACT_POWER)
        value->value = (double)reading->digits / POWERS[power];
    else
        value->value = read_long(text, mark, shift);
    return isfinite(value->value) != 0;
}

gboolean perf_stat_value(Span text, DecimalMark mark, int shift, Quantity *value)
{
    Reading reading = {0};
    for (gsize i = 0; i < text.n;) {
        if (g_ascii_isdigit(text.text[i])) {
            read_digit(&reading, text.text[i++]);
            continue;
        }
        gsize n = separator_length(text.text + i, text.n - i);
        if (n == 0 || !read_separator(&reading, text.text + i, text.n - i, mark))
            return FALSE;
        i += n;
    }
    if (reading.n_digits == 0 || (reading.has_mark && reading.n_fraction == 0))
        return FALSE;
    if (reading.has_groups && !reading.has_mark && !close_group(&reading, TRUE))
        return FALSE;
    return finish_reading(&reading, text, mark, shift, value);
}

gboolean perf_stat_number(Span text, int shift, Quantity *value)
{
    DecimalMark mark = perf_stat_mark_of(text);
    Reading reading = {0};
    for (gsize i = 0; i < text.n; i++) {
        if (g_ascii_isdigit(text.text[i])) {
            read_digit(&reading, text.text[i]);
            continue;
        }
        if (reading.has_mark || mark == MARK_UNKNOWN || mark_at(text.text + i, text.n - i) != mark)
            return FALSE;
        reading.has_mark = TRUE;
        i += mark == MARK_ARABIC;
    }
    if (reading.n_digits == 0 ||
        (reading.has_mark && (reading.n_fraction == 0 || reading.n_fraction == reading.n_digits)))
        return FALSE;
    return finish_reading(&reading, text, mark, shift, value);
}

gboolean perf_stat_double(Span text, double *value)
{
    Quantity quantity;
    if (!perf_stat_number(text, 0, &quantity))
        return FALSE;
    *value = quantity.value;
    return TRUE;
}

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

static gboolean is_modifier(Span span)
{
    if (span.n == 0 || span.n > 12)
        return FALSE;
    for (gsize i = 0; i < span.n; i++)
        if (!strchr("ukhGHIDpPSWebR", span.text[i]) || span.text[i] == 0)
            return FALSE;
    return TRUE;
}

static char *intern(EventNames *names, Span span)
{
    if (span.n == 0)
        return NULL;
    g_autofree char *clean = text_clean_bytes(span.text, span.n);
    return g_string_chunk_insert_const(names->chunk, clean);
}

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

static void set_name(EventNames *names, EventName *name, Span raw)
{
    Span event, pmu, modifier;
    take_apart(raw, &event, &pmu, &modifier);
    g_autofree char *text = text_clean_bytes(event.text, event.n);
    name->raw = g_string_chunk_insert_len(names->chunk, raw.text, (gssize)raw.n);
    name->n_raw = raw.n;
    name->event = g_string_chunk_insert_const(names->chunk, *text ? canonical(text) : "?");
    name->pmu = intern(names, pmu);
    name->modifier = intern(names, modifier);
    name->is_clock = g_str_equal(name->event, "task-clock") || g_str_equal(name->event, "cpu-clock");
}

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

/* ------------------------------------------------------------------ start times */

static int month_of(Span word)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12 && word.n == 3; i++)
        if (memcmp(months + 3 * i, word.text, 3) == 0)
            return i + 1;
    return 0;
}

char *perf_stat_started(Span line)
{
    static const char sign[] = "# started on ";
    Span words[6] = {{0}};
    guint64 day = 0, year = 0;
    if (!span_starts_with(line, sign))
        return NULL;
    line.text += sizeof sign - 1;
    line.n -= sizeof sign - 1;
    /* Fri Nov 20 11:47:29 2026 */
    if (span_words(line, words, 6) < 5 || !number_parse_uint64(words[2].text, words[2].n, &day) ||
        !number_parse_uint64(words[4].text, words[4].n, &year))
        return NULL;
    int month = month_of(words[1]);
    if (month == 0 || day < 1 || day > 31 || year < 1970 || year > 9999 || words[3].n != 8)
        return NULL;
    for (gsize i = 0; i < 8; i++)
        if (i % 3 == 2 ? words[3].text[i] != ':' : !g_ascii_isdigit(words[3].text[i]))
            return NULL;
    return g_strdup_printf("%04u-%02d-%02uT%.8s", (guint)year, month, (guint)day, words[3].text);
}

/* ------------------------------------------------------------------ blocks */

/* Rows of one interval and one scope, which together say whether anything was counted at all. */
static char *row_key(const Counter *counter)
{
    return g_strdup_printf("%.17g\x1f%s\x1f%s", counter->interval_end, counter->scope ? counter->scope : "",
                           counter->cgroup ? counter->cgroup : "");
}

static gboolean is_suspect(const Counter *counter)
{
    return counter->status == COUNTER_COUNTED && counter->value.value <= 0 && !counter->is_simulated &&
           (g_str_equal(counter->event, "cycles") || g_str_equal(counter->event, "instructions"));
}

/* Nothing runs without cycles and instructions: a zero beside counters that counted was not counted. */
static void drop_zeroes(CounterBlock *block)
{
    g_autoptr(GHashTable) active = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < block->counters->len; i++) {
        const Counter *counter = g_ptr_array_index(block->counters, i);
        if (counter->status == COUNTER_COUNTED && counter->value.value > 0)
            g_hash_table_add(active, row_key(counter));
    }
    for (guint i = 0; i < block->counters->len; i++) {
        Counter *counter = g_ptr_array_index(block->counters, i);
        if (!is_suspect(counter))
            continue;
        g_autofree char *key = row_key(counter);
        if (!g_hash_table_contains(active, key))
            continue;
        counter->status = COUNTER_NOT_COUNTED;
        counter->value = QUANTITY_MISSING;
        counter->error = NAN;
        counter->was_zero = TRUE;
    }
}

/* perf's tool events, for the dialects without a footer. */
static void take_tool_time(CounterBlock *block, const Counter *counter)
{
    if (isnan(block->elapsed) && g_str_equal(counter->event, "duration_time")) {
        block->elapsed = counter->value.value;
        block->elapsed_error = counter->error;
    }
    if (isnan(block->user) && g_str_equal(counter->event, "user_time"))
        block->user = counter->value.value;
    if (isnan(block->sys) && g_str_equal(counter->event, "system_time"))
        block->sys = counter->value.value;
}

void perf_stat_finish_block(CounterBlock *block)
{
    gboolean has_suspect = FALSE;
    for (guint i = 0; i < block->counters->len; i++) {
        const Counter *counter = g_ptr_array_index(block->counters, i);
        has_suspect = has_suspect || is_suspect(counter);
        if (counter->status == COUNTER_COUNTED && !counter->scope && isnan(counter->interval_end))
            take_tool_time(block, counter);
    }
    if (has_suspect)
        drop_zeroes(block);
}

/* ------------------------------------------------------------------ files */

/* TRUE when a result line of pyperf ("NAME: Mean +- std dev: 669 us +- 5 us") stands in the text. *has_any is set when
 * anything of pyperf's does: "[A] x -> [B] y" is a comparison made later, not a result. */
static gboolean has_pyperf_result(const SourceText *source, gboolean *has_any)
{
    static const char sign[] = " std dev: ";
    const char *end = source->text + source->n_text;
    const char *p = source->text;
    while ((p = memmem(p, (gsize)(end - p), sign, sizeof sign - 1)) != NULL) {
        p += sizeof sign - 1;
        *has_any = TRUE;
        if (p < end && g_ascii_isdigit(*p))
            return TRUE;
    }
    return FALSE;
}

void perf_stat_skip_line(Artifact *artifact, guint line)
{
    if (artifact->n_skipped_lines++ == 0)
        artifact->first_skipped_line = line;
}

gboolean perf_stat_finish_file(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    if (artifact->blocks->len == 0) {
        diag_add(diags, DIAG_ERROR, "damaged-input", source->path, 0, 0,
                 "perf stat output without a counter or an elapsed time: the file is cut short");
        return FALSE;
    }
    gboolean has_any = FALSE;
    gboolean has_result = has_pyperf_result(source, &has_any);
    if (has_any)
        pyperf_text_scan(source, artifact); /* timings that were printed while perf was counting */
    for (guint i = 0; i < artifact->blocks->len; i++) {
        CounterBlock *block = g_ptr_array_index(artifact->blocks, i);
        block->source = artifact->input;
        block->is_calibrated =
            !command_fixes_loops(block->command) && (has_result || command_runs_pyperf(block->command));
        if (block->started && (!artifact->started || strcmp(block->started, artifact->started) < 0)) {
            g_free(artifact->started);
            artifact->started = g_strdup(block->started);
        }
    }
    return TRUE;
}
