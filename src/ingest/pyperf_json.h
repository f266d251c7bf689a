/* pyperf JSON, versions 5, 6 and "1.0": what `pyperf`, `pyperformance run` and their -o option write.
 * In: the text of one file. Out: timings of an Artifact, or the whole file as a PyperfSuite for doing what pyperf does.
 * What pyperf 2.10 refuses to load is refused, with line and column. */
#pragma once
#include "ingest/format.h"
#include "model/pyperf.h"

extern const InputFormat format_pyperf_json;

/* NULL when the file cannot be used: then an error "damaged-input" exists. Transfer full. */
PyperfSuite *pyperf_suite_read(const SourceText *source, DiagList *diags);

/* TRUE when pyperf's metadata says that a profiler was sampling while the values were taken. */
gboolean pyperf_metadata_has_profiler(const GPtrArray *metadata);
