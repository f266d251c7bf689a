/* Output of perf script: samples of a header line and frames, leaf first. Collapsed as stackcollapse-perf.pl does, but for its two
 * losses: the last sample is kept without an empty line behind it, and names of Python's trampoline keep their brackets.
 * In: text. Out: one Profile of the first event. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_perf_script;
