/* gen --fold: the profile in a file of any format that is read, as folded stacks. In: one file. Out: "a;b;c 12" lines, every stack once, in
 * the order of the flame graph, and all of the weight. */
#pragma once
#include "cli/run.h"

/* STATUS_NOTHING with a diagnostic when the file holds no profile. */
ExitStatus fold_file(const Options *options, DiagList *diags);
