/* Which variant the others are compared with. The rules are docs/discovery.md, "Variants". In: drafts with their runs. Out: one of
 * them. Pure. */
#pragma once
#include "ingest/variants.h"

/* The baseline, by the first rule that decides; *rule tells which one did. NULL when there are no drafts. */
VariantDraft *baseline_infer(const VariantSet *set, BaselineRule *rule);
