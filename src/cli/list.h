/* gen --list: what was found, what each file was used for, and why others were not. In: an archive. Out: text. */
#pragma once
#include <glib.h>

#include "model/archive.h"

/* The listing, a line per benchmark, variant and file. Transfer full. */
char *list_archive(const Archive *archive);

/* gen --list-jobs: one self-contained command per benchmark, quoted for a shell; `shaping` are the options that all of them repeat. Transfer full. */
char *list_jobs(const Archive *archive, const char *program, const char *report_dir, const char *shaping);
