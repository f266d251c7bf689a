/* The tags of a suite: which rows carry them, and the geometric mean over those.
 * In: judged Comparison rows of one changed variant. Out: TagMeans by name. Rules: docs/statistics.md, "Tags". */
#pragma once
#include "analyze/findings.h"

/* Adds the tags of these rows to `means`, by name, at most MOST_TAGS of them: those of most rows. Nothing for a single row. */
#define MOST_TAGS 40
#define FOREST_MOST_TAGS 8 /* more leave the forest plot no room for benchmarks */
void tag_means_add(GPtrArray *means, const GPtrArray *rows, const AnalyzeOptions *options);
