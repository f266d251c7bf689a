/* Ratios in the cells of a table: dots with intervals on one log2 axis that all rows share, and the head with its labels.
 * In: ratios. Out: small scenes of one width. Knows nothing of tables or reports. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* The octaves that the axis reaches: 2^first to 2^last. */
typedef struct {
    int first, last;
} RatioRange;

/* Widens a range, which starts as {-1, 1}, so that it holds the ratio; not beyond three or seven octaves. */
void ratio_range_add(RatioRange *range, double ratio);

/* The labels of the axis. Transfer full. */
Scene *ratio_axis_build(const RatioRange *range, const TextRuler *ruler);

/* One row: `ratio` with its interval (NAN: none). A ratio off the axis is an arrow at its end. Transfer full. */
Scene *ratio_cell_build(const RatioRange *range, const char *id, double ratio, double low, double high,
                        Verdict verdict, const TextRuler *ruler);
