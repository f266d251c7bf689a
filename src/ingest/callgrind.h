/* Stacks from the call graph of a callgrind file.
 * In: decoded text in the format of callgrind, as valgrind and xdebug write it. Out: a Profile of its first event. The file knows
 * callers and callees, not stacks: own costs per function are exact, and where a function has several callers its costs are shared out
 * among the stacks in proportion. Knows nothing of what an event means. */
#pragma once
#include "ingest/format.h"

/* The profile, transfer full; NULL without cost lines. NULL with *message (static) and *line when the costs cannot be read. */
Profile *callgrind_read_profile(const SourceText *source, const char **message, guint *line);
