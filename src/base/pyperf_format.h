/* Values as pyperf prints them, byte for byte (pyperf 2.10.0, _formatter.py), so that its words can be quoted and compared.
 * In: numbers and their unit. Out: text. Reports for people use number.h instead; this is only for pyperf's own words.
 * A Quantity with is_integer set is a Python int, any other a Python float: the two print differently. */
#pragma once
#include <glib.h>

#include "base/number.h"

typedef enum {
    PYPERF_SECOND,
    PYPERF_BYTE,
    PYPERF_INTEGER
} PyperfUnit; /* in the order of Unit of model/archive.h */

/* A Python int of a double that is whole, and a Python float. */
Quantity pyperf_int(double value);
Quantity pyperf_float(double value);

/* "4.22 us": the unit and the decimals follow from reference, which is the first of several values printed together. */
char *pyperf_seconds_like(double reference, double value);

/* One value in a unit; seconds take their scale from reference (pyperf: format_values). Transfer full. All below too. */
char *pyperf_value_like(PyperfUnit unit, Quantity reference, Quantity value);
char *pyperf_value(PyperfUnit unit, Quantity value);

/* "9.5 KiB"; "1 hour 2 min 3.0 sec". */
char *pyperf_filesize(double size);
char *pyperf_duration(double seconds);

/* "10^4", "2^15", "3 values"; unit may be NULL. */
char *pyperf_count(Quantity number, const char *unit);

/* repr() of a Python float: "1e-05", "2.0", "0.1". */
char *pyperf_float_repr(double value);

/* repr() of a Python str: 'text'. */
char *pyperf_text_repr(const char *text);
