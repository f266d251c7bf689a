/* Values with a unit as programs and people print them: "669 us", "1.23 sec", "7896.0 KiB", "2^15".
 * In: text. Out: the value in the base unit, and how far the shown digits reach. Knows nothing of what was measured. */
#pragma once
#include "model/archive.h"

typedef struct {
    double value;      /* seconds, bytes or a count */
    double half_digit; /* half a unit of the last digit shown, same unit */
    Unit unit;         /* UNIT_INTEGER when there is no unit */
} Measure;

/* Reads a number and the unit behind it, blanks between them or not, and moves *at behind it. A word that is no unit is left
 * alone. FALSE, and *at where it was, when there is no number. */
gboolean measure_read(const char **at, Measure *measure);

/* Reads "VALUE UNIT +- VALUE UNIT" ("±" too); stdev->value is NAN when nothing stands behind the first. */
gboolean measure_read_spread(const char **at, Measure *mean, Measure *stdev);

/* The factor to seconds of "us", "ms", "sec" ...: 0 when the word is no unit of time. */
double measure_seconds_factor(const char *word, gsize n);
