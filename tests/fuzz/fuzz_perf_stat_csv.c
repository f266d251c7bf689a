/* Fuzz driver of perf stat -x. */
#include "fuzz_counters.h"
#include "ingest/perf_stat_csv.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_perf_stat_csv, data, n);
}
