/* Fuzz driver of Folded stacks. */
#include "fuzz_profile.h"
#include "ingest/folded.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_folded, data, n);
}
