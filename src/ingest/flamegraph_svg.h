/* Stacks recovered from flame graphs: the SVGs of flamegraph.pl (any age), inferno and py-spy.
 * In: an SVG. Out: one Profile; what was too narrow to be drawn is counted as pruned. Knows nothing of looks: colours, labels
 * and scripts of the picture are ignored. */
#pragma once
#include "ingest/format.h"

/* A picture of two profiles at once: recognised and declined. */
extern const InputFormat format_flamegraph_difference;
extern const InputFormat format_flamegraph_svg;
