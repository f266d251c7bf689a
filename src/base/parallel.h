/* The same work on many things by several threads. Knows nothing of what the work is. */
#pragma once
#include <glib.h>

/* Does one of the things; it may run on any thread, beside others. */
typedef void (*ParallelWork)(guint i, gpointer data);

/* Calls work(0, data) to work(n - 1, data), begun in that order, on up to n_threads threads of which the caller's is one, and returns when
 * all are done. 0 or 1 thread, or none to be had: all on the caller's. */
void parallel_for(guint n, guint n_threads, ParallelWork work, gpointer data);
