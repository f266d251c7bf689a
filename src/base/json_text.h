/* Writing JSON text. In: strings and numbers that are already text. Out: an appended GString. Keeps no state. */
#pragma once
#include <glib.h>

/* Appends a quoted JSON string. '<', U+2028 and U+2029 are written as \u escapes, so that the text may stand in a script
 * element. `text` must be UTF-8; NULL is written as null. */
void json_append_string(GString *out, const char *text);
