/* Fuzz driver of perf stat -j. */
#include "fuzz_counters.h"
#include "ingest/perf_stat_json.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_perf_stat_json, data, n);
}
