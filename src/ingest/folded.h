/* Folded stacks: "main;parse;read 12" per line, and the dialects of austin and Tachyon.
 * In: text. Out: one Profile. Knows nothing of how stacks are merged (profile_builder.h). */
#pragma once
#include "ingest/format.h"

/* "# austin: 3.7.0" in front of folded stacks; weights are microseconds. */
extern const InputFormat format_austin;
/* Folded stacks whose roots are "tid:N", with frames FILE:FUNCTION:LINE. */
extern const InputFormat format_tachyon;
/* Any file whose lines mostly are "a;b;c NUMBER". The last text format to be asked. */
extern const InputFormat format_folded;
