/* perf stat -j: one object per row, valid JSON or what real versions of perf write instead. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_perf_stat_json;
