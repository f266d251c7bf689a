/* What a command line says about the amount of work it does. In: the command as perf prints it (arguments joined by single
 * blanks, quotes lost). Out: yes or no. Knows nothing of files; a shell line is read only as far as the questions need. */
#pragma once
#include <glib.h>

/* TRUE when pyperf or pyperformance is the program ("pyperformance run") or the module ("python3 -m pyperf timeit").
 * A path that merely contains the word is not enough. */
gboolean command_runs_pyperf(const char *command);

/* TRUE when a worker of pyperf was given its number of loops: --worker with -l, --loops or --loops=N. */
gboolean command_fixes_loops(const char *command);

/* TRUE when the program is a benchmark script of pyperformance (run_benchmark*.py, bm_*.py), which calls pyperf by itself. */
gboolean command_is_benchmark_script(const char *command);

/* TRUE when there is a command: not "system wide", a process id or a set of processors. */
gboolean command_is_program(const char *command);

/* TRUE when both have the same numbers among their arguments, in order: the same amount of work as far as one can see. */
gboolean command_has_same_numbers(const char *a, const char *b);
