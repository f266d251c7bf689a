/* `pyperf compare_to`: lists, tables and groups of ratios against the first file.
 * In: files. Out: text and pyperf's exit status. */
#pragma once
#include "render/pyperf_files.h"
#include "render/pyperf_options.h"

int pyperf_compare_to(const GPtrArray *files, const PyperfOptions *options, GString *out, GString *err);
