/* perf stat -x: rows [TIME,][SCOPE[,n],]VALUE,UNIT,EVENT[,CGROUP][,ERROR%],RUNTIME,SHARE,METRIC,METRIC-UNIT. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_perf_stat_csv;
