/* cachegrind.out and callgrind.out: totals of a simulated processor. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_cachegrind;
extern const InputFormat format_callgrind;
