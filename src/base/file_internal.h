/* Shared by the files that implement file.h. */
#pragma once
#include <glib.h>

/* Sets *error to "WHAT PATH: reason in errno" and returns FALSE. */
gboolean file_fail_errno(GError **error, const char *what, const char *path);
