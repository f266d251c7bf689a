/* Columns and lines of text for terminals. In: UTF-8. Out: widths, wrapped lines. Knows nothing of reports. */
#pragma once
#include <glib.h>

/* Columns that a text takes on a terminal. */
guint columns_of(const char *text);

/* The text in lines of 78 columns, broken at blanks; `first` columns of the first line are not free, `later` of the others. Of char*, at
 * least one. Transfer full. */
GPtrArray *wrap_text(const char *text, guint first, guint later);
