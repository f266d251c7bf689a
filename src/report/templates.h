/* Template files: built into the program, each replaced by the file of the same name in --template DIR.
 * In: a directory or NULL, a file name. Out: bytes. Must not know what is in a template. */
#pragma once
#include <glib.h>

#include "base/diag.h"

/* One template file. NULL when there is none or it cannot be read: a diagnostic exists. `dir` may be NULL. Transfer full. */
GBytes *template_load(const char *dir, const char *name, DiagList *diags);

/* How messages name the file: "DIR/report.xhtml" or "templates/report.xhtml". Transfer full. */
char *template_path(const char *dir, const char *name);
