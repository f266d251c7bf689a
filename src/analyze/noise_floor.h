/* The noise between runs: how far apart the means of runs lie when nothing was changed.
 * In: all runs of all variants. Out: one NoiseFloor per machine. Rules: docs/statistics.md, "The noise between runs". */
#pragma once
#include "analyze/findings.h"

/* Below this many degrees of freedom the deviation is too uncertain to be a threshold of its own: its 95 % interval at 4 reaches
 * from 0.6 to 2.9 times the estimate. In an interval Student's t and Satterthwaite's formula take care of that. */
#define NOISE_LEAST_DF 4

/* Of NoiseFloor*, by machine; machines without two runs of one configuration have none. Transfer full. */
GPtrArray *noise_floors_new(const Benchmark *benchmark);

/* The floor of the machine of a timing when it has that many degrees of freedom, else NULL. Borrowed. */
const NoiseFloor *noise_floor_find(const GPtrArray *noise_floors, const Timing *timing, double least_df);

/* What runs of one thing share, as a text that names machine, variant, commit, Python and flags; NULL for a timing that says nothing
 * of noise: not measured, or in a variant whose code may have changed. Transfer full. */
char *noise_configuration(const Variant *variant, const Timing *timing, const char *benchmark);

/* Host name, processor and number of CPUs as one text: "host|model|8". Transfer full. */
char *machine_key(const Timing *timing);
