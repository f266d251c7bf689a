/* The whole pipeline. In: options. Out: reports and the exit status. */
#pragma once
#include "cli/options.h"
#include "cli/terminal.h"

typedef enum { STATUS_COMPLETE = 0, STATUS_REJECTED = 1, STATUS_NOTHING = 2, STATUS_GATE = 3 } ExitStatus;

ExitStatus run_report(const Options *options, const char *program, Terminal *terminal, DiagList *diags);
