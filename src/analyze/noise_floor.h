/* The noise between runs: how far apart the means of runs lie when nothing was changed.
 * In: all runs of all variants. Out: one NoiseFloor per machine. Rules: docs/statistics.md, "The noise between runs". */
#pragma once
#include "analyze/findings.h"

/* Of NoiseFloor*, by machine; machines without two runs of one configuration have none. Transfer full. */
GPtrArray *noise_floors_new(const Benchmark *benchmark);

/* The floor of the machine of a timing when it rests on enough runs, else NULL. Borrowed. */
const NoiseFloor *noise_floor_find(const GPtrArray *noise_floors, const Timing *timing);

/* Host name, processor and number of CPUs as one text: "host|model|8". Transfer full. */
char *machine_key(const Timing *timing);
