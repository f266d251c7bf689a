/* hyperfine's exports: JSON of 1.x and 2.x, CSV of both.
 * In: the text of one file. Out: a timing per command; every run of a command is a process with one value. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_hyperfine_json;
extern const InputFormat format_hyperfine_csv;
