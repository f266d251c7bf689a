/* Counters in a plain table: "metric,value[,unit]" (long), or a row of event names above rows of values (wide). */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_metrics_csv;
