/* gen --check-notes: numbers that an author typed and that are none of the report. In: the notes of a benchmark, its report.json. Out: a line per
 * number with its place and the nearest value. A number agrees with a value that rounds to it, in the unit that stands behind it;
 * live values are not looked at. */
#pragma once
#include "model/archive.h"

/* Appends a line per number that is no value of the report. Returns how many; *n_checked counts those that were compared. */
guint check_notes(const Benchmark *benchmark, const char *json, gsize n_json, GString *out, guint *n_checked);
