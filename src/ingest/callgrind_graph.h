/* The call graph of a file in the format of callgrind, as valgrind and xdebug write it.
 * In: decoded text. Out: functions with their own costs, and what each spent in the functions it calls, of the first event. Knows
 * nothing of stacks, nor of what an event means. */
#pragma once
#include "ingest/format.h"
#include "ingest/perf_stat_common.h"

#define CALL_NONE G_MAXUINT

/* A call from one function to another. */
typedef struct {
    guint callee;
    guint64 cost; /* inclusive */
    guint64 left; /* inclusive cost that no stack has got yet */
} CallArc;

typedef struct {
    char *text;        /* "NAME (FILE)"; owned */
    guint64 inclusive; /* own costs and those of all calls; at first, in a circle, again and again */
    guint circle;      /* functions that call each other share a number */
    guint order, low;  /* of the search for circles, from 1 */
    GArray *arcs;      /* of CallArc */
    guint64 self_left, flow_left; /* own and inclusive cost that no stack has got yet */
    guint parent;                 /* of the first stack that led here */
    gboolean has_caller, is_visited, is_open;
} CallFunction;

typedef struct {
    GPtrArray *functions; /* of CallFunction* */
    GHashTable *by_text;  /* text of a function to its number + 1 */
    Span event;           /* the first; borrowed from the text */
    guint64 total;        /* of all own costs */
} CallGraph;

/* Reads the file. FALSE with *message (static) when a cost cannot be read; *line is where. Cleared by the caller in both cases. */
gboolean call_graph_read(CallGraph *graph, const SourceText *source, const char **message, guint *line);

void call_graph_clear(CallGraph *graph);

/* Borrowed. */
CallFunction *call_function(const CallGraph *graph, guint i);
