/* gen --verify: are the files that a report was made from still the same bytes? In: reports and the results directory. Out: a line per
 * report and one per file that is not. Reads report.json, whichever format of the report is named. */
#pragma once
#include "cli/run.h"

/* STATUS_COMPLETE when all files are the same, STATUS_REJECTED when one is not, STATUS_NOTHING when a report cannot be checked. */
ExitStatus verify_reports(const Options *options, DiagList *diags);
