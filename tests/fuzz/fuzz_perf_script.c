/* Fuzz driver of perf script. */
#include "fuzz_profile.h"
#include "ingest/perf_script.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_perf_script, data, n);
}
