/* Profiles in files that were named on the command line, without an archive around them. In: paths. Out: for each the profile that a report
 * would take. */
#pragma once
#include "cli/options.h"
#include "ingest/collect.h"

/* Reads one file. Diagnostics of the file are handed on; one says so when it holds no profile, and profile is NULL then. */
typedef struct {
    GPtrArray *files;       /* owned: of the one CollectedFile */
    CollectedFile *file;    /* borrowed from it */
    const Profile *profile; /* borrowed from its artifact: the heaviest */
} ProfileFile;

/* limits: those of the options, perhaps changed. */
ProfileFile profile_file_read(const Options *options, const Limits *limits, const char *path,
                              DiagList *diags);
void profile_file_clear(ProfileFile *file);
