/* Recordings of vmprof (CPython and PyPy, 2015 to now). In: raw bytes. Out: one Profile. Knows nothing of how stacks are merged. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_vmprof;
