/* Fuzz driver of Chrome trace events. */
#include "fuzz_profile.h"
#include "ingest/chrome_trace.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_chrome_events, data, n);
}
