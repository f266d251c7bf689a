/* Files that are recognised and not read, each with what to do instead. In: the first bytes. Out: a reason. */
#pragma once
#include "ingest/format.h"

/* Binary recordings: asked before anything that looks at text. */
extern const InputFormat format_perf_data;
extern const InputFormat format_tachyon_binary;
extern const InputFormat format_austin_mojo;
extern const InputFormat format_austin_memory;
extern const InputFormat format_jitlog;
extern const InputFormat format_memray;
extern const InputFormat format_pstats;

/* Text and JSON made for people or for other programs. */
extern const InputFormat format_perf_report;
extern const InputFormat format_perf_diff;
extern const InputFormat format_perf_annotate;
extern const InputFormat format_pypylog;
extern const InputFormat format_tachyon_jsonl;
extern const InputFormat format_firefox_profile;
extern const InputFormat format_chrome_trace;
