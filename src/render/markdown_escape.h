/* Text that Markdown takes as text. In: UTF-8. Out: the same with what could be markup escaped. Knows nothing of reports. */
#pragma once
#include <glib.h>

/* Appends text in which nothing is markup. */
void markdown_append_plain(GString *out, const char *text);
/* Appends a name as code, or as plain text when it cannot be. */
void markdown_append_code(GString *out, const char *text);
