/* What each file brings to a variant, and which of it is the run that is used. The rules are docs/discovery.md, "Runs".
 * In: the files of a variant. Out: parts by kind, kept or not. Marks inputs with reasons; does no I/O. */
#pragma once
#include "ingest/variants.h"

#define UNDER_PROFILER "under profiler"

/* What a file brings to a variant; files of one kind compete, files of different kinds stand beside each other. */
typedef enum {
    PART_VALUES,     /* timings with raw values */
    PART_TEXT,       /* printed results of a run without perf */
    PART_BAD_VALUES, /* the same two, taken under a profiler or not to be quoted */
    PART_BAD_TEXT,
    PART_PERF,      /* counter blocks, with what was printed beside them */
    PART_SIMULATED, /* counters of cachegrind and the like */
    PART_PROFILE,
} PartKind;

typedef struct {
    Member *member;      /* borrowed */
    GPtrArray *timings;  /* of Timing*, borrowed */
    GPtrArray *blocks;   /* of CounterBlock*, borrowed */
    GPtrArray *profiles; /* of Profile*, borrowed */
    GPtrArray *names;    /* of char*: dated files that share one are different runs */
    char *unit;          /* equal for files of one run */
    const char *time;    /* borrowed: of the path, else of the content; NULL for neither */
    gboolean is_path_time;
    gboolean is_kept;
} Part;

/* The parts of that kind that are not after the limit (ISO text or NULL); what is after it is told why. Array of Part*, transfer
 * full. */
GPtrArray *parts_of(const VariantDraft *draft, PartKind kind, const char *limit);

/* Keeps the newest run; files that state no time belong to every run. */
void parts_keep_newest(const GPtrArray *parts);

/* Raw values of an older run give way to the printed results of a newer one. */
void parts_yield_to_later_text(const GPtrArray *values, const GPtrArray *texts);

/* Keeps the counters of one command: different ones are never averaged. A block without a command (CSV, JSON) takes that of its
 * neighbours. */
void parts_keep_one_command(const GPtrArray *parts);

/* Why a timing under this path takes no part in comparisons; NULL when it does. Static. */
const char *quarantine_reason(const PathTokens *path);

/* A file is used, or is not and why. The first reason stays; use wins over any reason. */
void input_mark_used(Input *input);
void input_mark_unused(Input *input, const char *format, ...) G_GNUC_PRINTF(2, 3);
