/* A changed timing against that of the baseline: ratio, interval, test, verdict.
 * In: pairs of timing summaries with their variants. Out: Comparison rows. Knows nothing of counters or of output.
 * Rules: docs/statistics.md, "Verdicts". */
#pragma once
#include "analyze/findings.h"
#include "analyze/pairing.h"

/* Everything but q and the verdict of one pair of timings. Transfer full. */
Comparison *comparison_new(const VariantFindings *base, const VariantFindings *changed,
                           const TimingPair *pair, const GPtrArray *noise_floors,
                           const AnalyzeOptions *options);
void comparison_free(Comparison *comparison);

/* Sets q and the verdicts of the rows of one pair of variants, which are judged together. */
void comparisons_judge(const GPtrArray *rows, const AnalyzeOptions *options);

/* FALSE where a block keeps the row out of every summary: other unit, other machine, other kind of build. */
gboolean comparison_is_comparable(const Comparison *comparison);
