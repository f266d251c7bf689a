/* The files of one pyperf command: read, with the names pyperf gives them, and their benchmarks' figures.
 * In: paths. Out: files in that order, or a message. Knows nothing of what is printed of them. */
#pragma once
#include "analyze/pyperf_suite.h"

typedef struct {
    PyperfSuite *suite;
    char *name;          /* short: as headings and tables name the file */
    GPtrArray *figures;  /* of PyperfFigures*, one per benchmark, in order of the file */
    GHashTable *by_name; /* name -> PyperfFigures*, borrowed */
} PyperfFile;

/* Only the benchmarks named, all when names is empty. NULL, with a message in err, when a file cannot be read or has none of the
 * benchmarks. Transfer full: an array of PyperfFile*. */
GPtrArray *pyperf_files_load(const GPtrArray *paths, const GPtrArray *names, GString *err);

const PyperfFile *pyperf_file_at(const GPtrArray *files, guint i);
const PyperfFigures *pyperf_figures_at(const PyperfFile *file, guint i);

/* Benchmarks of all files. */
guint pyperf_files_count(const GPtrArray *files);
/* One benchmark per file, and the same one. */
gboolean pyperf_files_share_one(const GPtrArray *files);
/* Names that all files have, in order of the first (const char*). Transfer container. */
GPtrArray *pyperf_files_common(const GPtrArray *files);
/* Figures of the benchmarks of a file that not all files have. Transfer container. */
GPtrArray *pyperf_file_unmatched(const GPtrArray *files, const PyperfFile *file);
