/* What ends a run early: SIGINT, SIGTERM and SIGHUP. In: nothing. Out: an exit status of 128 + n, and no half-written report. */
#pragma once

/* Opens the standard streams that are closed, so that no report is ever written into what is taken for one. */
void interrupt_guard_streams(void);

/* Call before any other thread is started: they inherit that these signals wait for a thread of our own. Signals that the parent
 * ignores (nohup, jobs in the background) stay ignored. */
void interrupt_begin(void);
