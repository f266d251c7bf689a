/* Live values of the author's notes: {{speedup orjson}} is looked up in the findings, so that prose cannot contradict them.
 * In: what stands between the braces. Out: display text as the tables have it. Knows no Markdown. */
#pragma once
#include "analyze/findings.h"

/* The words: speedup, ci, delta, time and n VARIANT [BENCHMARK]; counter and change EVENT VARIANT; share FUNCTION VARIANT. A word in
 * double quotes may hold blanks; with one changed variant its name may be left out of the first three. Returns NULL when there is no
 * such value: *problem (transfer full) then says why, with the nearest name. Transfer full. */
char *live_value(const Findings *findings, const char *expression, char **problem);
