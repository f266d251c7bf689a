/* Which variant the others are compared with. The rules are docs/discovery.md, "Variants". In: drafts with their runs. Out: one of
 * them. Pure. */
#pragma once
#include "ingest/variants.h"

/* The baseline, by the first rule that decides; *is_guess tells that nothing but the order of the names did. NULL when there are no
 * drafts. */
VariantDraft *baseline_infer(const VariantSet *set, gboolean *is_guess);
