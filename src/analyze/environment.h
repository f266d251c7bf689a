/* Where and how things were measured: pyperf's metadata compared key by key, and whether two timings may be compared.
 * In: timings with their metadata, variants. Out: differences by severity; rows of the environment table.
 * Knows nothing of numbers measured. Rules: docs/statistics.md, "When two timings may be compared". */
#pragma once
#include "analyze/findings.h"

/* The value of a key when all processes of the timing agree on it, else NULL. */
const char *environment_value(const Timing *timing, const char *key);

/* What differs between two timings; a value unknown on one side never differs. */
typedef struct {
    GPtrArray *machine;  /* of static const char* ("host name"): different machines */
    GPtrArray *settings; /* of static const char* ("kernel release"): same machine, other settings */
    gboolean is_debug_and_release;
    gboolean is_machine_unknown; /* nothing on at least one side says which machine it was */
} EnvironmentDifference;

/* The variants serve for what only the command of a perf stat block tells. */
EnvironmentDifference environment_compare(const VariantFindings *base_variant, const Timing *base,
                                          const VariantFindings *changed_variant, const Timing *changed);
/* TRUE when one command runs a debug interpreter and the other a release one; FALSE when either is unknown (NULL). */
gboolean environment_are_debug_and_release(const char *base_command, const char *changed_command);

void environment_difference_clear(EnvironmentDifference *difference);

/* Of EnvironmentRow*, a value per variant: differing first, by severity, then by key. Transfer full. */
GPtrArray *environment_rows(const GPtrArray *variants);
