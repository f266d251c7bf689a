/* Printed results of several files as one timing. In: timings. Out: timings that borrow their processes. Knows no file and no run. */
#pragma once
#include "model/archive.h"

/* A calibration without values states a name and nothing else. */
gboolean timing_has_numbers(const Timing *timing);

/* A copy that owns nothing but its own texts; processes stay with the original. `owner` keeps it. Borrowed. */
Timing *timing_copy(const Timing *timing, GPtrArray *owner);

/* Merges printed timings of one name, unit and fate: the mean of the printed means, equal lines counting once. Those with raw
 * values stay apart, as batches. In order of first appearance; `owner` keeps what is new. Array of Timing*, transfer container. */
GPtrArray *timings_merge(const GPtrArray *timings, GPtrArray *owner);
