/* What the dialects of perf stat have in common: spans of text, numbers of any locale, start times, the end of a block and of a file.
 * In: pieces of decoded text. Out: parts of the model. Knows nothing of dialects. */
#pragma once
#include <glib.h>
#include <string.h>

#include "ingest/format.h"

/* A piece of the decoded text; never NUL-terminated. */
typedef struct {
    const char *text;
    gsize n;
} Span;

/* Inline, so that the length of a constant word is known when this is compiled. */
static inline gboolean span_is(Span span, const char *word)
{
    return strlen(word) == span.n && memcmp(span.text, word, span.n) == 0;
}

static inline gboolean span_starts_with(Span span, const char *word)
{
    gsize n = strlen(word);
    return n <= span.n && memcmp(span.text, word, n) == 0;
}

Span span_trim(Span span);                      /* without blanks at both ends */
Span span_line(const char *p, const char *end); /* up to the line end, without it */
Span span_join(Span first, Span last); /* from the first to the last, with what stands between them */
guint span_words(Span span, Span *words, guint max_words); /* words set off by blanks; how many */
/* Where `sign` stands in text..end, or NULL. */
const char *text_find(const char *text, const char *end, const char *sign);

/* ------------------------------------------------------------------ numbers */

/* The decimal mark of a block. perf groups only the counter values; every other separator it prints is the decimal mark. */
typedef enum { MARK_UNKNOWN, MARK_POINT, MARK_COMMA, MARK_ARABIC } DecimalMark;

/* The mark in a number without grouping ("0,997"); MARK_UNKNOWN when it has none. */
DecimalMark perf_stat_mark_of(Span number);

/* Reads a value whose digits may be grouped as any locale does it (point, comma, apostrophe, blanks of any width), divided by
 * 10^shift. Exact when integer. FALSE when the grammar or the groups are wrong. */
gboolean perf_stat_value(Span text, DecimalMark mark, int shift, Quantity *value);

/* Reads a number without grouping; a point or a comma is its decimal mark. */
gboolean perf_stat_number(Span text, int shift, Quantity *value);
gboolean perf_stat_double(Span text, double *value);

/* ------------------------------------------------------------------ blocks */

/* "# started on Fri Nov 20 11:47:29 2026" as ISO text; NULL when the line is something else. Transfer full. */
char *perf_stat_started(Span line);

/* Applies the rule about zero cycles and instructions, and takes elapsed, user and system time from their counters when no
 * footer states them. Call once, when a block is complete. */
void perf_stat_finish_block(CounterBlock *block);

/* Call once, when a file is complete: sets source and is_calibrated of its blocks and the start of the artifact, and reads the
 * result lines of pyperf beside them. FALSE, with a diagnostic, when there is no block. */
gboolean perf_stat_finish_file(const SourceText *source, Artifact *artifact, DiagList *diags);

/* Notes a line that was dropped. */
void perf_stat_skip_line(Artifact *artifact, guint line);
/* The same for a line of another kind, unless pyperf printed a result there: perf_stat_finish_file reads it. */
void perf_stat_skip_foreign(Artifact *artifact, guint line, Span text);
