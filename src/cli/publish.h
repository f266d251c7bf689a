/* The output tree: names of report directories, their files, the index. In: report models. Out: files below --report-dir. */
#pragma once
#include "base/diag.h"
#include "cli/options.h"
#include "render/render.h"

/* A directory name per benchmark: <benchmark>_results_<timestamp>, reduced to safe characters and made unique.
 * Array of char*, in the order of the benchmarks. Transfer full. */
GPtrArray *publish_directories(const GPtrArray *benchmarks);

/* Makes the report directory. FALSE with one diagnostic when nothing could be written into it: better now than after the work. */
gboolean publish_prepare(const Options *options, DiagList *diags);

/* Renders all formats of one report, on as many threads as the job has, and puts its directory in place. FALSE when nothing was
 * written (a diagnostic exists). */
gboolean publish_report(const Options *options, const RenderJob *job, const char *directory,
                        const char *benchmark, DiagList *diags);

/* Writes index.html and index.json: the reports of this run, and those of earlier ones that are still there.
 * `models` (of xmlDoc*) and `directories` (of char*) have the same length; `archive` may be NULL
 * (--index-only). FALSE with a diagnostic. */
gboolean publish_index(const Options *options, const Archive *archive, const GPtrArray *models,
                       const GPtrArray *directories, DiagList *diags);
