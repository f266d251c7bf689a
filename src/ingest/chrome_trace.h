/* Chrome's trace events as py-spy and tracers write them: "--format chrometrace".
 * In: text. Out: one Profile in seconds, over all threads. Knows nothing of how stacks are merged, nor of events that last no time. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_chrome_events;
