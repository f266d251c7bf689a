/* Keeps perf's wall clock from giving a verdict where timings would not get one: debug against release build, other machine.
 * In: findings whose comparisons and process comparisons are complete. Out: verdicts replaced, warnings appended. */
#pragma once
#include "analyze/findings.h"

void process_guard(Findings *findings);
