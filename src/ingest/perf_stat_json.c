/* perf stat -j. In: decoded text. Out: counter blocks.
 *
 * Not a JSON parser: perf writes decimal commas outside strings, unescaped quotes in thread names, bare nan, several objects on a
 * line and comment lines. Objects are scanned key by key; a string ends at the quote that a comma or a bracket follows. Keys that
 * are not known (metrics, thresholds) are passed over. */
#include "ingest/perf_stat_json.h"

#include <string.h>

#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_event.h"
#include "ingest/perf_stat_rows.h"

#define SNIFF_BYTES ((gsize)1 << 16)

/* The pairs of one object. */
typedef struct {
    Span value, unit, event, cgroup, scope;
    Span interval, variance, running;
    gboolean is_cpu; /* the scope is a number: CPU n */
} Object;

/* A place in the text. */
typedef struct {
    const char *p, *end;
} Cursor;

/* ------------------------------------------------------------------ scanning */

/* Blanks and line ends between tokens. */
static void skip_space(Cursor *cursor)
{
    while (cursor->p < cursor->end && g_ascii_isspace(*cursor->p))
        cursor->p++;
}

/* TRUE when a quote at q ends a string: a comma and the next key, a bracket or the end of the line follow. */
static gboolean ends_string(const char *q, const char *end)
{
    q++;
    while (q < end && *q == ' ')
        q++;
    if (q >= end || *q == '}' || *q == '\n' || *q == ':')
        return TRUE;
    if (*q != ',')
        return FALSE;
    q++;
    while (q < end && g_ascii_isspace(*q))
        q++;
    return q >= end || *q == '"' || *q == '}';
}

/* The string at the cursor, which stands on its first quote; never beyond the line. */
static Span take_string(Cursor *cursor)
{
    const char *start = ++cursor->p;
    while (cursor->p < cursor->end && *cursor->p != '\n' &&
           !(*cursor->p == '"' && ends_string(cursor->p, cursor->end)))
        cursor->p++;
    Span span = {start, (gsize)(cursor->p - start)};
    if (cursor->p < cursor->end && *cursor->p == '"')
        cursor->p++;
    return span;
}

/* A bare value: a number with a point or a comma, nan, none. A comma before a digit belongs to it. */
static Span take_bare(Cursor *cursor)
{
    const char *start = cursor->p;
    while (cursor->p < cursor->end && *cursor->p != '}' && !g_ascii_isspace(*cursor->p) &&
           !(*cursor->p == ',' && !(cursor->p + 1 < cursor->end && g_ascii_isdigit(cursor->p[1]))))
        cursor->p++;
    return (Span){start, (gsize)(cursor->p - start)};
}

/* The key of a scope, of which an object has one. */
static gboolean is_scope_key(Span key)
{
    static const char *const scopes[] = {"cpu",  "core",  "die",     "socket",
                                         "node", "cache", "cluster", "thread"};
    for (gsize i = 0; i < G_N_ELEMENTS(scopes); i++)
        if (span_is(key, scopes[i]))
            return TRUE;
    return FALSE;
}

/* Keeps what a counter needs of one pair. */
static void set_pair(Object *object, Span key, Span value)
{
    const struct {
        const char *key;
        Span *place;
    } places[] = {
        {"counter-value", &object->value}, {"unit", &object->unit},
        {"event", &object->event},         {"interval", &object->interval},
        {"variance", &object->variance},   {"pcnt-running", &object->running},
        {"cgroup", &object->cgroup},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
        if (key.n > 0 && key.text[0] == places[i].key[0] && span_is(key, places[i].key)) {
            *places[i].place = value;
            return;
        }
    if (is_scope_key(key)) {
        object->scope = value;
        object->is_cpu = key.n == 3 && key.text[0] == 'c' && value.n > 0 && g_ascii_isdigit(value.text[0]);
    }
}

/* Reads the object at the cursor, which stands on its bracket, as far as it goes. */
static void take_object(Cursor *cursor, Object *object)
{
    *object = (Object){0};
    cursor->p++;
    for (;;) {
        while (cursor->p < cursor->end && (g_ascii_isspace(*cursor->p) || *cursor->p == ','))
            cursor->p++;
        if (cursor->p >= cursor->end || *cursor->p == '{')
            return; /* cut short */
        if (*cursor->p == '}') {
            cursor->p++;
            return;
        }
        if (*cursor->p != '"') {
            cursor->p++;
            continue;
        }
        Span key = take_string(cursor);
        skip_space(cursor);
        if (cursor->p >= cursor->end || *cursor->p != ':')
            continue;
        cursor->p++;
        skip_space(cursor);
        if (cursor->p < cursor->end)
            set_pair(object, key, *cursor->p == '"' ? take_string(cursor) : take_bare(cursor));
    }
}

/* ------------------------------------------------------------------ rows */

/* Per cent as a share; NAN when it is no number. */
static double share_of(Span percent)
{
    double value = NAN;
    return perf_stat_double(percent, &value) ? value / 100 : NAN;
}

/* FALSE when the object holds no counter: a metric, an empty object. */
static gboolean read_row(const Object *object, RowParts *parts)
{
    *parts = (RowParts){
        .event = object->event, .value = object->value, .cgroup = object->cgroup, .scope = object->scope};
    if (parts->event.n == 0 || parts->value.n == 0)
        return FALSE;
    parts->unit = perf_stat_unit(object->unit);
    if (!parts->unit)
        parts->unit = perf_stat_unit((Span){NULL, 0});
    parts->mark = perf_stat_mark_of(parts->value);
    parts->interval_end = NAN;
    perf_stat_double(object->interval, &parts->interval_end);
    parts->error = share_of(object->variance);
    parts->running = share_of(object->running);
    return TRUE;
}

/* A counter with its value in an object on one line: not a program that reads such objects. */
static gboolean is_counter_at(const char *text, const char *key, const char *end)
{
    static const char sign[] = "\"counter-value\"";
    Cursor cursor = {key + sizeof sign - 1, end};
    skip_space(&cursor);
    if (cursor.p >= end || *cursor.p++ != ':')
        return FALSE;
    skip_space(&cursor);
    if (end - cursor.p < 2 || cursor.p[0] != '"' || (cursor.p[1] != '<' && !g_ascii_isdigit(cursor.p[1])))
        return FALSE;
    while (key > text && key[-1] != '\n' && key[-1] != '{')
        key--;
    return key > text && key[-1] == '{';
}

static gboolean sniff_json(const SourceText *source)
{
    static const char sign[] = "\"counter-value\"";
    const char *end = source->text + MIN(source->n_text, SNIFF_BYTES);
    const char *key = memmem(source->text, (gsize)(end - source->text), sign, sizeof sign - 1);
    return key && is_counter_at(source->text, key, end);
}

/* Adds the row of an object; a row of one CPU is named as in the other dialects. FALSE for a counter that cannot be used. */
static gboolean add_object(RowBlocks *blocks, const Object *object, guint line)
{
    RowParts parts;
    if (!read_row(object, &parts))
        return object->value.n == 0; /* a metric, not a counter cut short */
    g_autofree char *cpu = NULL;
    if (object->is_cpu) {
        cpu = g_strdup_printf("CPU%.*s", (int)MIN(parts.scope.n, 16), parts.scope.text);
        parts.scope = (Span){cpu, strlen(cpu)};
    }
    return row_blocks_add(blocks, &parts, line);
}

/* What stands between objects: a start, a comment, brackets of a list, or output of the program, which is dropped. Returns the
 * end of the line, or the object before it. */
static const char *take_between(RowBlocks *blocks, const char *p, const char *end, guint line)
{
    const char *newline = memchr(p, '\n', (gsize)(end - p));
    const char *stop = newline ? newline : end;
    if (*p == '#') {
        row_blocks_started(blocks, (Span){p, (gsize)(stop - p)});
        return stop;
    }
    const char *bracket = memchr(p, '{', (gsize)(stop - p));
    stop = bracket ? bracket : stop;
    if (p + strspn(p, " \t\r\n,[]") < stop)
        perf_stat_skip_foreign(blocks->artifact, line, (Span){p, (gsize)(stop - p)});
    return stop;
}

static gboolean parse_json(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Cursor cursor = {source->text, source->text + source->n_text};
    RowBlocks blocks;
    guint line = 1;
    row_blocks_init(&blocks, artifact);
    while (cursor.p < cursor.end) {
        const char *start = cursor.p;
        if (*cursor.p == '{') {
            Object object;
            take_object(&cursor, &object);
            if (!add_object(&blocks, &object, line))
                perf_stat_skip_line(artifact, line);
        } else if (g_ascii_isspace(*cursor.p)) {
            cursor.p++;
        } else {
            cursor.p = take_between(&blocks, cursor.p, cursor.end, line);
        }
        for (; start < cursor.p; start++)
            line += *start == '\n';
    }
    row_blocks_finish(&blocks);
    return perf_stat_finish_file(source, artifact, diags);
}

const InputFormat format_perf_stat_json = {
    .name = "perf-stat-json", .sniff = sniff_json, .parse = parse_json};
