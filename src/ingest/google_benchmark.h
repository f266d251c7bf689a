/* JSON of Google Benchmark (--benchmark_format=json, --benchmark_out).
 * In: the text of one file. Out: a timing per benchmark: real time per iteration, the repetitions as values of one process. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_google_benchmark;
