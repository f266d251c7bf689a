/* Fuzz driver of cachegrind and callgrind totals. */
#include "fuzz_counters.h"
#include "ingest/valgrind_out.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_callgrind, data, n);
}
