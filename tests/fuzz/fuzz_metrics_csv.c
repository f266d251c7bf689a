/* Fuzz driver of plain tables of counters. */
#include "fuzz_counters.h"
#include "ingest/metrics_csv.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_metrics_csv, data, n);
}
