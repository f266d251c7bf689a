/* perf stat for people: the counters that perf prints to a terminal or with -o, versions 3 to 7. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_perf_stat_text;
/* perf stat that failed: recognised and declined. */
extern const InputFormat format_perf_stat_failed;
