/* Profiles by name; see profile_file.h. */
#include "cli/profile_file.h"

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

/* An error of the file itself says more. */
static void say_none(const CollectedFile *file, const char *path, DiagList *diags)
{
    const char *reason = file->input->reason;
    if (diag_count(file->diags, DIAG_ERROR) == 0)
        diag_add(diags, DIAG_ERROR, "no-profile", path, 0, 0, "there is no profile in this file%s%s",
                 reason ? ": " : "", reason ? reason : "");
}

ProfileFile profile_file_read(const Options *options, const Limits *limits, const char *path, DiagList *diags)
{
    g_autofree char *directory = g_path_get_dirname(path), *name = g_path_get_basename(path);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, name);
    CollectOptions collect = {.max_file_bytes = options->max_file_bytes, .limits = *limits};
    ProfileFile read = {.files = collect_files(directory, names, &collect)};
    read.file = g_ptr_array_index(read.files, 0);
    const GPtrArray *profiles = read.file->artifact ? read.file->artifact->profiles : NULL;
    read.profile = profiles ? choose_profile(profiles) : NULL;
    diag_list_append(diags, read.file->diags);
    if (!read.profile)
        say_none(read.file, path, diags);
    else if (profiles->len > 1)
        diag_add(diags, DIAG_WARNING, "several-profiles", path, 0, 0,
                 "of %u profiles the heaviest is taken%s%s", profiles->len, read.profile->name ? ": " : "",
                 read.profile->name ? read.profile->name : "");
    return read;
}

void profile_file_clear(ProfileFile *file)
{
    g_clear_pointer(&file->files, g_ptr_array_unref);
    file->file = NULL;
    file->profile = NULL;
}
