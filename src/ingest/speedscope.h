/* Profiles in JSON: speedscope's own format (sampled and evented) and pyinstrument's tree.
 * In: text. Out: one Profile per profile of the file. Knows nothing of how stacks are merged. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_speedscope;
extern const InputFormat format_pyinstrument;
