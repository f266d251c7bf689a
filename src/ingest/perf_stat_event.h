/* What perf counts: units as it prints them, event names in their many spellings, one counter from its texts.
 * In: pieces of decoded text. Out: the canonical event, its PMU, modifier and unit, the value in that unit. */
#pragma once
#include "ingest/perf_stat_common.h"

/* A unit as perf prints it, and what it becomes: shown / 10^shift * factor. */
typedef struct {
    const char *printed;
    const char *unit; /* "s", "J", "B", ... static */
    int shift;
    double factor;
} PerfUnit;

/* The unit, or NULL when perf knows none of that name. "" is no unit. Static. */
const PerfUnit *perf_stat_unit(Span text);

/* Event names repeat on every row: each is taken apart once, and its parts are shared by the counters of the artifact. */
typedef struct _EventNames EventNames;
EventNames *event_names_new(Artifact *artifact);
void event_names_free(EventNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EventNames, event_names_free)

/* Sets event, pmu and modifier of a counter from a name such as "cpu_core/instructions/u" or "cycles:k", and its unit and value
 * from text. A clock without a unit is in milliseconds (perf 3.x). FALSE when the value is no number. */
gboolean perf_stat_set_counter(EventNames *names, Counter *counter, Span raw_event, Span value,
                               const PerfUnit *unit, DecimalMark mark);
/* TRUE for a name that perf documents, with any PMU or modifier: a line without other context is a counter only then. */
gboolean perf_stat_is_known_event(Span raw);
