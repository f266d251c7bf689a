/* Listing a results directory. In: its path. Out: the regular files below it. Follows no symbolic link, enters no directory that
 * holds other people's code (.git, venv, site-packages ...) or reports of this program. Opens files only to recognise the latter. */
#pragma once
#include <glib.h>

#include "base/diag.h"

#define WALK_LEFT_OUT "directory-left-out"
#define WALK_MAX_FILES 200000u
#define WALK_MAX_DEPTH 64u

/* Paths relative to root in the bytes of the file system, sorted by bytes. NULL, with a diagnostic, when root cannot be read or
 * a cap is exceeded. A directory below it that cannot be read, or lies too deep, costs a warning of code WALK_LEFT_OUT, with its
 * path. Transfer full. */
GPtrArray *walk_files(const char *root, guint max_files, guint max_depth, DiagList *diags);
