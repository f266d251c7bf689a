/* Fuzz driver of vmprof logs. */
#include "fuzz_profile.h"
#include "ingest/vmprof.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_vmprof, data, n);
}
