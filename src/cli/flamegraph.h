/* gen --flamegraph: the flame graph of one profile, or the difference of two, without an archive. In: one or two files. Out: SVG on stdout,
 * or a file of the kind that its name says: SVG, PDF, PNG, or a page with search and zoom. */
#pragma once
#include "cli/run.h"

/* STATUS_NOTHING with a diagnostic when nothing can be drawn or written. */
ExitStatus flamegraph_draw(const Options *options, DiagList *diags);
