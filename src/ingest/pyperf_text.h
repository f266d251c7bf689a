/* What pyperf and pyperformance print: result lines, transcripts, compare_to lines.
 * In: text that may hold anything else besides. Out: timings known as mean +- standard deviation only, printed comparisons.
 * The same result printed twice counts once; several results of one name are repeats: their mean is the mean of the means. */
#pragma once
#include "ingest/format.h"

extern const InputFormat format_pyperf_text;

/* Adds to the artifact what the text holds of the above, and the start it states; FALSE when there is nothing. For files of other
 * formats too, in which result lines stand (perf stat of a benchmark). */
gboolean pyperf_text_scan(const SourceText *source, Artifact *artifact);
