/* speedscope's file format; see speedscope.h. The format is described at speedscope.app/file-format-schema.json. */
#include "ingest/speedscope.h"

#include <string.h>

#include "base/text.h"
#include "ingest/profile_json.h"

typedef struct {
    const JsonDocument *document;
    GPtrArray *frames; /* of char*, owned: text of every shared frame */
    Artifact *artifact;
    const Limits *limits;
    DiagList *diags;
} Reader;

/* One profile while it is read. */
typedef struct {
    Reader *reader;
    ProfileBuilder *builder;
    WeightScale scale;
    GArray *open; /* of guint: frames of the stack, root first */
    GString *stack;
} Stream;

static gboolean sniff_speedscope(const SourceText *source)
{
    static const char sign[] = "speedscope.app/file-format-schema";
    return source->text[strspn(source->text, " \t\n")] == '{' &&
           memmem(source->text, source->n_text, sign, sizeof sign - 1);
}

/* ------------------------------------------------------------------ frames and weights */

static gboolean read_frames(Reader *reader)
{
    const cJSON *frames = json_member_array(json_member_object(reader->document->root, "shared"), "frames");
    const cJSON *frame;
    if (!frames)
        return json_reject(reader->document, reader->document->root, reader->diags,
                           "shared.frames is missing");
    cJSON_ArrayForEach(frame, frames)
    {
        const char *name = json_member_string(frame, "name");
        guint64 line = 0;
        if (!name)
            return json_reject(reader->document, frame, reader->diags, "a frame has no name");
        if (!json_uint64(json_member(frame, "line"), &line) || line > 100000000)
            line = 0;
        g_ptr_array_add(reader->frames,
                        profile_frame_text(name, json_member_string(frame, "file"), (guint)line));
    }
    return TRUE;
}

/* Units of time become picoseconds: all are exact then, and 200 days fit. */
static WeightScale scale_of(const char *unit, Profile *profile)
{
    static const struct {
        const char *unit;
        double picoseconds;
    } times[] = {{"seconds", 1e12}, {"milliseconds", 1e9}, {"microseconds", 1e6}, {"nanoseconds", 1e3}};
    for (gsize i = 0; unit && i < G_N_ELEMENTS(times); i++)
        if (g_str_equal(unit, times[i].unit)) {
            profile->weight_unit = "seconds";
            profile->weight_per_second = 1;
            return (WeightScale){times[i].picoseconds, 12};
        }
    if (unit && g_str_equal(unit, "bytes")) {
        profile->weight_unit = "bytes";
        return (WeightScale){1, 0};
    }
    return (WeightScale){1e6, 6};
}

/* Indices come from the file and are checked before use. */
static gboolean frame_index(const Stream *stream, const cJSON *node, guint *index)
{
    guint64 value = 0;
    if (!json_uint64(node, &value) || value >= stream->reader->frames->len)
        return FALSE;
    *index = (guint)value;
    return TRUE;
}

/* Adds the open stack with a weight. */
static gboolean add_stack(Stream *stream, const cJSON *where, double value)
{
    const Reader *reader = stream->reader;
    StackWeight weight = {0, 0};
    ProfileError error = {0};
    if (!weight_from_double(value, stream->scale, &weight))
        return json_reject(reader->document, where, reader->diags, "a weight is negative or too large");
    while (weight.decimals > 0 && weight.mantissa % 10 == 0) {
        weight.mantissa /= 10;
        weight.decimals--;
    }
    if (weight.mantissa == 0)
        return TRUE;
    g_string_truncate(stream->stack, 0);
    for (guint i = 0; i < stream->open->len; i++) {
        if (i > 0)
            g_string_append_c(stream->stack, PROFILE_JSON_SEPARATOR);
        g_string_append(stream->stack,
                        g_ptr_array_index(reader->frames, g_array_index(stream->open, guint, i)));
    }
    if (profile_builder_add_copy(stream->builder, stream->stack->str, stream->stack->len, weight, 0, &error))
        return TRUE;
    return json_reject(reader->document, where, reader->diags, "%s", error.message);
}

/* ------------------------------------------------------------------ sampled */

/* A sample names its frames from the outermost to the innermost. */
static gboolean read_sample(Stream *stream, const cJSON *sample, const cJSON *weight)
{
    const Reader *reader = stream->reader;
    const cJSON *node;
    double value = 0;
    g_array_set_size(stream->open, 0);
    cJSON_ArrayForEach(node, sample)
    {
        guint index = 0;
        if (!frame_index(stream, node, &index) || stream->open->len >= PROFILE_MAX_DEPTH)
            return json_reject(reader->document, sample, reader->diags,
                               "a sample names a frame that is not there or is too deep");
        g_array_append_val(stream->open, index);
    }
    if (!json_number(weight, &value))
        return json_reject(reader->document, sample, reader->diags, "a sample has no weight");
    return add_stack(stream, sample, value);
}

/* Samples and weights are two arrays side by side; one that is longer means that the file was cut. */
static gboolean read_sampled(Stream *stream, const cJSON *profile)
{
    const Reader *reader = stream->reader;
    const cJSON *samples = json_member_array(profile, "samples"),
                *weights = json_member_array(profile, "weights");
    if (!samples || !weights)
        return json_reject(reader->document, profile, reader->diags, "samples or weights are missing");
    const cJSON *sample = samples->child, *weight = weights->child;
    for (; sample && weight; sample = sample->next, weight = weight->next)
        if (!read_sample(stream, sample, weight))
            return FALSE;
    if (sample || weight)
        return json_reject(reader->document, profile, reader->diags,
                           "there are not as many weights as samples");
    return TRUE;
}

/* ------------------------------------------------------------------ evented */

/* "O" opens a frame below the open ones, "C" closes the last of them: anything else is not a call stack. */
static gboolean take_event(Stream *stream, const cJSON *event, guint frame)
{
    const Reader *reader = stream->reader;
    const char *type = json_member_string(event, "type");
    guint depth = stream->open->len;
    if (type && g_str_equal(type, "O") && depth < PROFILE_MAX_DEPTH) {
        g_array_append_val(stream->open, frame);
        return TRUE;
    }
    if (!type || !g_str_equal(type, "C") || depth == 0 ||
        g_array_index(stream->open, guint, depth - 1) != frame)
        return json_reject(reader->document, event, reader->diags,
                           "the event does not close the frame that was opened last");
    g_array_set_size(stream->open, depth - 1);
    return TRUE;
}

/* The stack that was open until an event gets the time since the event before. */
static gboolean read_evented(Stream *stream, const cJSON *profile)
{
    const Reader *reader = stream->reader;
    const cJSON *events = json_member_array(profile, "events"), *event;
    double last = NAN;
    if (!events)
        return json_reject(reader->document, profile, reader->diags, "events are missing");
    cJSON_ArrayForEach(event, events)
    {
        double at = 0;
        guint frame = 0;
        if (!json_number(json_member(event, "at"), &at) || at < last)
            return json_reject(reader->document, event, reader->diags,
                               "an event has no time or is out of order");
        if (!frame_index(stream, json_member(event, "frame"), &frame))
            return json_reject(reader->document, event, reader->diags,
                               "an event names a frame that is not there");
        if (stream->open->len > 0 && at > last && !add_stack(stream, event, at - last))
            return FALSE;
        if (!take_event(stream, event, frame))
            return FALSE;
        last = at;
    }
    if (stream->open->len > 0)
        return json_reject(reader->document, profile, reader->diags,
                           "frames are still open at the end: the file is not complete");
    return TRUE;
}

/* ------------------------------------------------------------------ the file */

static gboolean read_profile(Reader *reader, const cJSON *node, gboolean is_single)
{
    const char *type = json_member_string(node, "type"), *name = json_member_string(node, "name");
    Profile *profile = profile_new("speedscope", "weight");
    Stream stream = {.reader = reader,
                     .builder = profile_builder_new(PROFILE_JSON_SEPARATOR, reader->limits)};
    stream.scale = scale_of(json_member_string(node, "unit"), profile);
    stream.open = g_array_new(FALSE, FALSE, sizeof(guint));
    stream.stack = g_string_new(NULL);
    profile->name = is_single || !name ? NULL : text_clean_line(name, 200);
    gboolean is_good = FALSE;
    if (type && g_str_equal(type, "sampled"))
        is_good = read_sampled(&stream, node);
    else if (type && g_str_equal(type, "evented"))
        is_good = read_evented(&stream, node);
    else
        json_reject(reader->document, node, reader->diags, "the profile is neither sampled nor evented");
    if (is_good && profile_builder_count(stream.builder) == 0)
        profile_free(profile); /* a thread that never ran */
    else if (is_good)
        is_good =
            profile_hand_over(profile, stream.builder, reader->document, reader->artifact, reader->diags);
    else
        profile_free(profile);
    g_array_unref(stream.open);
    g_string_free(stream.stack, TRUE);
    profile_builder_free(stream.builder);
    return is_good;
}

static gboolean read_profiles(Reader *reader)
{
    const cJSON *profiles = json_member_array(reader->document->root, "profiles"), *node;
    if (!profiles || !read_frames(reader))
        return profiles ? FALSE
                        : json_reject(reader->document, reader->document->root, reader->diags,
                                      "profiles are missing");
    cJSON_ArrayForEach(node, profiles) if (!read_profile(reader, node, !profiles->child->next)) return FALSE;
    if (reader->artifact->profiles->len == 0)
        return json_reject(reader->document, profiles, reader->diags, "no profile has a weight");
    return TRUE;
}

/* One bad profile drops the file whole: half of its threads would look like all. */
static gboolean parse_speedscope(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autoptr(JsonDocument) document =
        json_read_within(source->path, source->text, source->n_text, source->limits, diags);
    if (!document)
        return FALSE;
    Reader reader = {document, g_ptr_array_new_with_free_func(g_free), artifact, source->limits, diags};
    gboolean is_good = read_profiles(&reader);
    if (!is_good)
        g_ptr_array_set_size(artifact->profiles, 0);
    g_ptr_array_unref(reader.frames);
    return is_good;
}

const InputFormat format_speedscope = {
    .name = "speedscope", .sniff = sniff_speedscope, .parse = parse_speedscope};
