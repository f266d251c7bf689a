/* pyinstrument's JSON: a tree of frames with inclusive seconds. Declared in speedscope.h. */
#include <string.h>

#include "base/text.h"
#include "ingest/profile_json.h"
#include "ingest/speedscope.h"

#define SCALE ((WeightScale){1e9, 9})

/* A frame that waits to be read, and how much of the path is its callers'. */
typedef struct {
    const cJSON *node;
    gsize n_path;
} Waiting;

static gboolean sniff_pyinstrument(const SourceText *source)
{
    return source->text[strspn(source->text, " \t\n")] == '{' &&
           memmem(source->text, source->n_text, "\"root_frame\"", 12) &&
           memmem(source->text, source->n_text, "\"sample_count\"", 14);
}

/* "[self]" is a leaf that stands for its parent's own time. */
static gboolean is_self(const cJSON *node)
{
    const char *name = json_member_string(node, "function");
    return name && g_str_equal(name, "[self]");
}

/* Own time: inclusive time less that of the children. Rounding can make it slightly negative. */
static double own_time(const cJSON *node)
{
    const cJSON *children = json_member_array(node, "children"), *child;
    double own = 0, time = 0;
    json_number(json_member(node, "time"), &own);
    cJSON_ArrayForEach(child, children)
    {
        if (!is_self(child) && json_number(json_member(child, "time"), &time))
            own -= time;
    }
    return MAX(0, own);
}

/* A line number beyond any file is damage and is left out, not the frame with it. */
static char *frame_text(const cJSON *node)
{
    const char *name = json_member_string(node, "function"),
               *file = json_member_string(node, "file_path_short");
    guint64 line = 0;
    if (!file)
        file = json_member_string(node, "file_path");
    if (!json_uint64(json_member(node, "line_no"), &line) || line > 100000000)
        line = 0;
    return profile_frame_text(name ? name : "", file, (guint)line);
}

/* The tree is walked with a stack of our own: its depth is the file's to choose. Each entry remembers how much of the path belongs to
 * its callers, so one string serves all. */
static gboolean read_tree(const JsonDocument *document, const cJSON *root, ProfileBuilder *builder,
                          DiagList *diags)
{
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
    g_autoptr(GString) path = g_string_new(NULL);
    Waiting first = {root, 0};
    g_array_append_val(waiting, first);
    while (waiting->len > 0) {
        Waiting entry = g_array_index(waiting, Waiting, waiting->len - 1);
        const cJSON *child, *children = json_member_array(entry.node, "children");
        StackWeight weight = {0, 0};
        ProfileError error = {0};
        g_autofree char *text = frame_text(entry.node);
        g_array_set_size(waiting, waiting->len - 1);
        g_string_truncate(path, entry.n_path);
        if (path->len > 0)
            g_string_append_c(path, PROFILE_JSON_SEPARATOR);
        g_string_append(path, text);
        if (!weight_from_double(own_time(entry.node), SCALE, &weight))
            return json_reject(document, entry.node, diags, "a time is too large");
        if (weight.mantissa > 0 &&
            !profile_builder_add_copy(builder, path->str, path->len, weight, 0, &error))
            return json_reject(document, entry.node, diags, "%s", error.message);
        cJSON_ArrayForEach(child, children)
        {
            Waiting next = {child, path->len};
            if (!is_self(child))
                g_array_append_val(waiting, next);
        }
    }
    return TRUE;
}

static gboolean parse_pyinstrument(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autoptr(JsonDocument) document =
        json_read_within(source->path, source->text, source->n_text, source->limits, diags);
    g_autoptr(ProfileBuilder) builder = profile_builder_new(PROFILE_JSON_SEPARATOR, source->limits);
    if (!document)
        return FALSE;
    const cJSON *root = json_member_object(document->root, "root_frame");
    if (!root)
        return json_reject(document, document->root, diags, "root_frame is no frame");
    if (!read_tree(document, root, builder, diags))
        return FALSE;
    const char *command = json_member_string(document->root, "target_description");
    Profile *profile = profile_new("pyinstrument", "seconds");
    profile->weight_per_second = 1;
    profile->command = command ? text_clean_line(command, 300) : NULL;
    return profile_hand_over(profile, builder, document, artifact, diags);
}

const InputFormat format_pyinstrument = {
    .name = "pyinstrument", .sniff = sniff_pyinstrument, .parse = parse_pyinstrument};
