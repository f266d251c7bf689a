/* The table of warning codes: severity and short title of each. One place, so that a code cannot have two severities. */
#pragma once
#include "model/archive.h"

/* Appends a warning and returns it (borrowed), so that sources can be added. `code` must be one of the table: anything else is
 * a bug of ours (assertion). The message is cleaned. */
Warning *warning_add(GPtrArray *warnings, const char *code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Adds a file once. */
void warning_add_source(Warning *warning, const char *path);

/* The warning of that code, or NULL. */
Warning *warning_find(const GPtrArray *warnings, const char *code);

/* A short title for people ("Counters shared the hardware"); static. */
const char *warning_title(const char *code);

/* "block", "caution", "info"; static. */
const char *warning_severity_name(WarningSeverity severity);

void warning_free(Warning *warning);

/* A new array that owns its warnings. Transfer full. */
GPtrArray *warning_array_new(void);
