/* Archives made by hand, one per state of a report (design.md section 10), for tests of models, templates and pages.
 * In: the name of a state. Out: an archive with findings and the report model. */
#pragma once
#include <libxml/tree.h>

#include "analyze/findings.h"
#include "report/model.h"

typedef struct {
    Archive *archive;
    Findings *findings;
    xmlDocPtr model;
} ReportFixture;

/* "fixed": perf around fixed work, three variants, five runs, counters, a profile, printed pyperf summaries.
 * "values": pyperf values of two variants, perf around the calibrated commands.
 * "alone": one variant. "suite": thirty timings, two variants. "summary": printed lines only. "one-process". "many": nine
 * variants. "profile": a profile and nothing else. "hostile": every name is a script, markup, a formula or bidirectional.
 * "events": twenty events of three variants, and a variant with a profile only. "transposed": the same with variants as rows.
 * "simulated": the same event by valgrind and by perf, no time, commands of more than a thousand letters. */
ReportFixture *report_fixture_new(const char *state);
/* All states, NULL-terminated. */
extern const char *const REPORT_FIXTURE_STATES[];
void report_fixture_free(ReportFixture *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportFixture, report_fixture_free)

/* The strings that "hostile" puts into names, NULL-terminated. */
extern const char *const HOSTILE_STRINGS[];
