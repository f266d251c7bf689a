/* The line that opens a block of perf stat text, and the decimal mark of the block.
 * In: decoded text. Out: the command, the number of runs, where the block begins, its mark. */
#pragma once
#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_event.h"

#define PERF_STAT_HEADER "Performance counter stats for "
#define PERF_STAT_ELAPSED "seconds time elapsed"

/* A line without what mail and build logs put before it ("> ", a time stamp) and without blanks at its end. */
Span perf_stat_clean_line(Span line);
Span perf_stat_skip_blanks(Span line);

/* TRUE when a clean line begins with the sign of a block; *rest is the text behind it. */
gboolean perf_stat_is_header(Span line, Span *rest);

/* Where a header ends: its command may hold line ends, quotes, even counters, but is followed by an empty line. */
typedef struct {
    Span command; /* as in the text, without quotes */
    guint64 n_runs;
    const char *after; /* first byte of the line behind the header */
    guint n_lines;
    gboolean is_complete;
} PerfStatHeader;
PerfStatHeader perf_stat_read_header(Span rest, const char *end);

/* The command on one line and clean; NULL for an empty one. Transfer full. */
char *perf_stat_command(const PerfStatHeader *header);

/* The first header in text..end that is one indeed and not a string in a program; NULL when there is none. */
const char *perf_stat_find_header(const char *text, const char *end);

/* Decides the mark of the block text..end: its footer first, then metrics, errors and shares, then the values. */
DecimalMark perf_stat_find_mark(const char *text, const char *end);
