/* Which timing of a changed variant stands against which of the baseline.
 * In: the timings of two variants. Out: pairs in the order of the baseline, and what is left over.
 * Knows nothing of values. Excluded timings and timings without values never pair. */
#pragma once
#include "analyze/findings.h"

typedef struct {
    const TimingSummary *base, *changed;
    gboolean has_other_name; /* paired although the names differ */
} TimingPair;

typedef struct {
    GArray *pairs;        /* of TimingPair */
    GPtrArray *only_base; /* of const TimingSummary*: names that the other side does not have */
    GPtrArray *only_changed;
} Pairing;

/* Transfer full. */
Pairing *pairing_new(const VariantFindings *base, const VariantFindings *changed);
void pairing_free(Pairing *pairing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pairing, pairing_free)
