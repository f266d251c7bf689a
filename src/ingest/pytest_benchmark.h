/* JSON of pytest-benchmark (--benchmark-json).
 * In: text. Out: a timing per benchmark: its rounds as the values of one process, or mean and standard deviation where the rounds were
 * not saved. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_pytest_benchmark;
