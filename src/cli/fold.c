/* gen --fold; see fold.h. */
#include "cli/fold.h"

#include <string.h>

#include "ingest/collect.h"

/* The heaviest, as in a report. */
static const Profile *choose_profile(const GPtrArray *profiles)
{
    const Profile *best = NULL;
    for (guint i = 0; i < profiles->len; i++) {
        const Profile *profile = g_ptr_array_index(profiles, i);
        if (profile->total > 0 &&
            (!best || profile_weight(profile, profile->total) > profile_weight(best, best->total)))
            best = profile;
    }
    return best;
}

/* "encode (json/encoder.py:202)", as py-spy writes it, or "vfs_read_[k]"; what separates frames cannot stand in one. */
static void append_frame(GString *line, const Frame *frame)
{
    gsize start = line->len;
    g_string_append(line, frame->name);
    if (frame->module && frame->line > 0)
        g_string_append_printf(line, " (%s:%u)", frame->module, frame->line);
    else if (frame->module)
        g_string_append_printf(line, " (%s)", frame->module);
    if (frame->annotation)
        g_string_append_printf(line, "_[%c]", frame->annotation);
    for (gsize i = start; i < line->len; i++)
        if (line->str[i] == ';' || line->str[i] == '\n')
            line->str[i] = ',';
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
    }
    return g_string_free(out, FALSE);
}

/* Nothing is folded away unless that was asked for. */
static GPtrArray *read_file(const Options *options, const char *path)
{
    g_autofree char *directory = g_path_get_dirname(path), *name = g_path_get_basename(path);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, name);
    CollectOptions collect = {.max_file_bytes = options->max_file_bytes, .limits = options->limits};
    if (collect.limits.most[LIMIT_NODES] == LIMITS_DEFAULT.most[LIMIT_NODES])
        collect.limits.most[LIMIT_NODES] = G_MAXUINT64;
    return collect_files(directory, names, &collect);
}

ExitStatus fold_file(const Options *options, DiagList *diags)
{
    const char *path = options->files[0];
    g_autoptr(GPtrArray) files = read_file(options, path);
    const CollectedFile *file = g_ptr_array_index(files, 0);
    const GPtrArray *profiles = file->artifact ? file->artifact->profiles : NULL;
    const Profile *profile = profiles ? choose_profile(profiles) : NULL;
    diag_list_append(diags, file->diags);
    if (!profile) {
        if (diag_count(file->diags, DIAG_ERROR) == 0)
            diag_add(diags, DIAG_ERROR, "no-profile", path, 0, 0, "there is no profile in this file%s%s",
                     file->input->reason ? ": " : "", file->input->reason ? file->input->reason : "");
        return STATUS_NOTHING;
    }
    if (profiles->len > 1)
        diag_add(diags, DIAG_WARNING, "several-profiles", path, 0, 0,
                 "of %u profiles the heaviest is printed%s%s", profiles->len, profile->name ? ": " : "",
                 profile->name ? profile->name : "");
    g_autofree char *text = fold(profile);
    return terminal_print(text) ? STATUS_COMPLETE : STATUS_NOTHING;
}
