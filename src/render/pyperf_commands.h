/* `gen --pyperf`: what pyperf 2.10.0 prints for the same arguments, byte for byte.
 * In: the arguments behind --pyperf. Out: text for standard output and standard error, and an exit status. Prints nothing itself.
 * Reads the files named; knows nothing of reports. */
#pragma once
#include <glib.h>

/* argv[0] is the command: compare_to, stats, check, show, metadata, dump or hist. Returns pyperf's exit status: 0, 1 when files
 * cannot be used, 2 for wrong usage. */
int pyperf_command_run(int argc, char **argv, GString *out, GString *err);
