/* The tags of two timings that are compared. In: the timings of a pair. Out: their tags. Knows no comparison. */
#pragma once
#include "model/archive.h"

/* Of const char*, sorted, each once: what either side states; NULL when neither does. Borrowed from the timings, transfer
 * container. */
GPtrArray *tags_of_pair(const Timing *base, const Timing *changed);
