/* Warnings about timings and about pairs of timings: what a reader must know before believing a number.
 * In: findings whose timings and comparisons are complete. Out: warnings appended. The conditions are fixed by
 * docs/statistics.md, "Alarms"; codes and severities by model/warning.c. */
#pragma once
#include "analyze/findings.h"
#include "analyze/pairing.h"

/* Appends what is to be said of single timings and of compared pairs. */
void checks_add(Findings *findings);

/* Appends what a pairing leaves over. */
void checks_add_unpaired(GPtrArray *warnings, const Pairing *pairing);
