/* gen --fold; see fold.h. */
#include "cli/fold.h"

#include <string.h>

#include "cli/profile_file.h"

#define NO_FRAMES "[no frames]"

/* A number behind the last blank would be read as a weight, and a "#" before the first frame as a comment. */
static void guard_text(GString *line, gsize start)
{
    char *blank = strrchr(line->str + start, ' ');
    if (blank && blank[1] && blank[1 + strspn(blank + 1, "0123456789.")] == 0)
        *blank = '_';
    if (start == 0 && line->str[0] == '#')
        g_string_prepend_c(line, '_');
}

/* "encode (json/encoder.py:202)", as py-spy writes it, or "vfs_read_[k]"; what separates frames cannot stand in one. */
static void append_frame(GString *line, const Frame *frame)
{
    gsize start = line->len;
    g_autofree char *name = g_strstrip(g_strdup(frame->name));
    g_string_append(line, name[0] ? name : "[unknown]");
    if (frame->module && frame->line > 0)
        g_string_append_printf(line, " (%s:%u)", frame->module, frame->line);
    else if (frame->module)
        g_string_append_printf(line, " (%s)", frame->module);
    if (frame->annotation)
        g_string_append_printf(line, "_[%c]", frame->annotation);
    for (gsize i = start; i < line->len; i++)
        if (line->str[i] == ';' || line->str[i] == '\n')
            line->str[i] = ',';
    guard_text(line, start);
}

/* Exact: a weight is an integer in units of 10^-decimals. */
static void append_weight(GString *out, guint64 weight, guint decimals)
{
    guint64 unit = 1;
    for (guint i = 0; i < decimals; i++)
        unit *= 10;
    g_string_append_printf(out, " %" G_GUINT64_FORMAT, weight / unit);
    if (weight % unit > 0) {
        g_string_append_printf(out, ".%0*" G_GUINT64_FORMAT, (int)decimals, weight % unit);
        while (out->str[out->len - 1] == '0')
            g_string_truncate(out, out->len - 1);
    }
    g_string_append_c(out, '\n');
}

/* Weight of calls that were folded away, under --max nodes=N, is that of the caller. */
static char *fold(const Profile *profile)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize)); /* of the frame at each depth */
    guint64 left = profile->total;
    for (guint i = 0; i < profile->nodes->len; i++) {
        const ProfileNode *node = &g_array_index(profile->nodes, ProfileNode, i);
        g_array_set_size(ends, node->depth);
        g_string_truncate(line, node->depth > 0 ? g_array_index(ends, gsize, node->depth - 1) : 0);
        if (node->depth > 0)
            g_string_append_c(line, ';');
        append_frame(line, g_ptr_array_index(profile->frames, node->frame));
        g_array_append_val(ends, line->len);
        if (node->self + node->pruned == 0)
            continue;
        g_string_append_len(out, line->str, (gssize)line->len);
        append_weight(out, node->self + node->pruned, profile->decimals);
        left -= MIN(left, node->self + node->pruned);
    }
    /* stacks without frames, and under --max nodes=N those whose first frame was folded away */
    if (left > 0) {
        g_string_append(out, NO_FRAMES);
        append_weight(out, left, profile->decimals);
    }
    return g_string_free(out, FALSE);
}

/* Nothing is folded away unless that was asked for. */
ExitStatus fold_file(const Options *options, DiagList *diags)
{
    Limits limits = options->limits;
    if (limits.most[LIMIT_NODES] == LIMITS_DEFAULT.most[LIMIT_NODES])
        limits.most[LIMIT_NODES] = G_MAXUINT64;
    ProfileFile file = profile_file_read(options, &limits, options->files[0], diags);
    g_autofree char *text = file.profile ? fold(file.profile) : NULL;
    profile_file_clear(&file);
    return text && terminal_print(text) ? STATUS_COMPLETE : STATUS_NOTHING;
}
