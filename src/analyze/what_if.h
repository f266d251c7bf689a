/* "What if that part of the profile were S times as fast?" Amdahl's law on the measured share of the base's profile.
 * In: the questions of gen.json, the base's profile. Out: WhatIfFindings. Formulas: docs/statistics.md, "What if". */
#pragma once
#include "analyze/findings.h"

#define WHAT_IF_MOST_SPEEDUPS 16

/* Answers all questions of the benchmark; none without a profile of the base or where nothing matches. Of WhatIfFindings*, transfer full. */
GPtrArray *what_ifs_new(const Findings *findings);

/* Speed of the whole when a share of it becomes `speedup` times as fast; INFINITY gives the limit. */
double what_if_speed(double share, double speedup);

/* How many times as fast the part would have to be for the whole to reach `speed`; INFINITY when it never does. */
double what_if_part(double share, double speed);
