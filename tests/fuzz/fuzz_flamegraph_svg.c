/* Fuzz driver of Flame graph SVGs. */
#include "fuzz_profile.h"
#include "ingest/flamegraph_svg.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    return fuzz_format(&format_flamegraph_svg, data, n);
}
