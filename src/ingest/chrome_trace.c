/* Begin and end events ("B", "E") and whole ones ("X", with a duration) of each thread, in the order of time, drive a stack of open
 * frames; the time until the next event belongs to the stack at hand. See chrome_trace.h; the format is described in Google's "Trace
 * Event Format". */
#include "ingest/chrome_trace.h"

#include <string.h>

#include "ingest/profile_json.h"

#define HEAD_BYTES ((gsize)1 << 16)
#define MICROSECONDS ((WeightScale){1e6, 12}) /* as picoseconds */

typedef enum { EVENT_END_OF_WHOLE, EVENT_BEGIN, EVENT_END } EventKind;

/* What happens to the stack of a thread. */
typedef struct {
    const cJSON *node;
    const char *thread; /* borrowed from the table of threads */
    double time;        /* microseconds */
    double duration;    /* of a whole one; infinite for "B" and "E" */
    guint index;        /* in the file */
    EventKind kind;
} Event;

typedef struct {
    const JsonDocument *document;
    DiagList *diags;
    GHashTable *threads; /* "PID/TID", owned */
    GArray *events;      /* of Event */
    ProfileBuilder *builder;
    GArray *open;   /* of gsize: length of the stack's text before each frame */
    GString *stack; /* text of the open frames */
} Reader;

/* ------------------------------------------------------------------ events */

/* The node of "pid" or "tid" as text: numbers and strings both occur. */
static void append_id(GString *text, const cJSON *node)
{
    double number = 0;
    if (json_number(node, &number))
        g_string_append_printf(text, "/%.17g", number);
    else
        g_string_append_printf(text, "/%s", cJSON_IsString(node) ? node->valuestring : "");
}

/* Borrowed from the table. */
static const char *thread_of(Reader *reader, const cJSON *node)
{
    g_autoptr(GString) text = g_string_new(NULL);
    append_id(text, json_member(node, "pid"));
    append_id(text, json_member(node, "tid"));
    const char *known = g_hash_table_lookup(reader->threads, text->str);
    if (known)
        return known;
    char *name = g_strdup(text->str);
    g_hash_table_add(reader->threads, name);
    return name;
}

/* FALSE with a diagnostic when a time is missing. Events of other kinds are passed over, and whole ones that last no time. */
static gboolean take_event(Reader *reader, const cJSON *node, guint index)
{
    const char *phase = json_member_string(node, "ph");
    if (!phase || !phase[0] || phase[1] || !strchr("BEX", *phase))
        return TRUE;
    Event event = {.node = node, .duration = INFINITY, .index = index};
    event.kind = *phase == 'E' ? EVENT_END : EVENT_BEGIN;
    if (!json_number(json_member(node, "ts"), &event.time))
        return json_reject(reader->document, node, reader->diags, "an event has no time");
    if (*phase == 'X' && (!json_number(json_member(node, "dur"), &event.duration) || event.duration <= 0))
        return TRUE;
    event.thread = thread_of(reader, node);
    g_array_append_val(reader->events, event);
    if (*phase == 'X') {
        event.kind = EVENT_END_OF_WHOLE;
        event.time += event.duration;
        g_array_append_val(reader->events, event);
    }
    return TRUE;
}

/* By thread and time. At one time whole events end before others begin, the longer one begins first, and the rest is as in the
 * file. */
static int compare_events(gconstpointer a, gconstpointer b)
{
    const Event *x = a, *y = b;
    int order = strcmp(x->thread, y->thread);
    if (order != 0)
        return order;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    gboolean x_ends = x->kind == EVENT_END_OF_WHOLE, y_ends = y->kind == EVENT_END_OF_WHOLE;
    if (x_ends != y_ends)
        return x_ends ? -1 : 1;
    if (x->duration != y->duration)
        return x->duration > y->duration ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* ------------------------------------------------------------------ stacks */

static void push(Reader *reader, const cJSON *node)
{
    const cJSON *args = json_member_object(node, "args");
    const char *name = json_member_string(node, "name"), *file = json_member_string(args, "filename");
    gsize before = reader->stack->len;
    guint64 line = 0;
    if (!json_uint64(json_member(args, "line"), &line) || line > 100000000)
        line = 0;
    g_autofree char *text = profile_frame_text(name ? name : "", file, (guint)line);
    if (reader->open->len > 0)
        g_string_append_c(reader->stack, PROFILE_JSON_SEPARATOR);
    g_string_append(reader->stack, text);
    g_array_append_val(reader->open, before);
}

/* An end without its beginning, as at the start of a recording, is passed over. */
static void pop(Reader *reader)
{
    if (reader->open->len == 0)
        return;
    g_string_truncate(reader->stack, g_array_index(reader->open, gsize, reader->open->len - 1));
    g_array_set_size(reader->open, reader->open->len - 1);
}

static gboolean add_time(Reader *reader, const Event *event, double microseconds)
{
    StackWeight weight = {0, 0};
    ProfileError error = {0};
    if (!weight_from_double(microseconds, MICROSECONDS, &weight))
        return json_reject(reader->document, event->node, reader->diags, "a time is too large");
    if (reader->open->len == 0 || weight.mantissa == 0)
        return TRUE;
    while (weight.decimals > 0 && weight.mantissa % 10 == 0) {
        weight.mantissa /= 10;
        weight.decimals--;
    }
    if (!profile_builder_add_copy(reader->builder, reader->stack->str, reader->stack->len, weight, 0, &error))
        return json_reject(reader->document, event->node, reader->diags, "%s", error.message);
    return TRUE;
}

/* What is open when a thread ends is dropped: its time is not known. */
static gboolean walk_events(Reader *reader)
{
    const Event *before = NULL;
    g_array_sort(reader->events, compare_events);
    for (guint i = 0; i < reader->events->len; i++) {
        const Event *event = &g_array_index(reader->events, Event, i);
        if (!before || before->thread != event->thread) {
            g_array_set_size(reader->open, 0);
            g_string_truncate(reader->stack, 0);
        } else if (!add_time(reader, event, event->time - before->time)) {
            return FALSE;
        }
        if (event->kind != EVENT_BEGIN)
            pop(reader);
        else if (reader->open->len >= PROFILE_MAX_DEPTH)
            return json_reject(reader->document, event->node, reader->diags, "events are nested too deep");
        else
            push(reader, event->node);
        before = event;
    }
    return TRUE;
}

/* ------------------------------------------------------------------ entry */

static gboolean read_events(Reader *reader, const cJSON *events)
{
    const cJSON *event;
    guint index = 0;
    cJSON_ArrayForEach(event, events)
    {
        if (!take_event(reader, event, index++))
            return FALSE;
    }
    return walk_events(reader);
}

static gboolean parse_trace(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autoptr(JsonDocument) document =
        json_read_within(source->path, source->text, source->n_text, source->limits, diags);
    g_autoptr(ProfileBuilder) builder = profile_builder_new(PROFILE_JSON_SEPARATOR, source->limits);
    if (!document)
        return FALSE;
    const cJSON *events =
        cJSON_IsArray(document->root) ? document->root : json_member_array(document->root, "traceEvents");
    if (!events)
        return json_reject(document, document->root, diags, "traceEvents is no list");
    Reader reader = {.document = document, .diags = diags, .builder = builder};
    reader.threads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    reader.events = g_array_new(FALSE, FALSE, sizeof(Event));
    reader.open = g_array_new(FALSE, FALSE, sizeof(gsize));
    reader.stack = g_string_new(NULL);
    gboolean is_good = read_events(&reader, events);
    g_array_unref(reader.events);
    g_array_unref(reader.open);
    g_string_free(reader.stack, TRUE);
    g_hash_table_unref(reader.threads);
    if (!is_good)
        return FALSE;
    Profile *profile = profile_new("chrome-trace", "seconds");
    profile->weight_per_second = 1;
    return profile_hand_over(profile, builder, document, artifact, diags);
}

/* An event that lasts, near the beginning; a trace without one is declined. */
static gboolean sniff_trace(const SourceText *source)
{
    static const char *const phases[] = {"\"ph\":\"B\"", "\"ph\":\"X\"", "\"ph\": \"B\"", "\"ph\": \"X\""};
    const char *start = source->text + strspn(source->text, " \t\n");
    gsize n = MIN(source->n_text, HEAD_BYTES);
    if ((*start != '[' && *start != '{') || !memmem(source->text, n, "\"ts\":", 5) ||
        (*start == '{' && !memmem(source->text, source->n_text, "\"traceEvents\"", 13)))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(phases); i++)
        if (memmem(source->text, n, phases[i], strlen(phases[i])))
            return TRUE;
    return FALSE;
}

const InputFormat format_chrome_events = {.name = "chrome-trace", .sniff = sniff_trace, .parse = parse_trace};
