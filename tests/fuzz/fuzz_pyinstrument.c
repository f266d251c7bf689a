/* Fuzz driver of pyinstrument. */
#include "fuzz_profile.h"
#include "ingest/speedscope.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_pyinstrument, data, n);
}
