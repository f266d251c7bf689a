/* Reading every file of a results directory once. In: paths. Out: per file an Input with its hash, and what it holds: an Artifact,
 * a table of means, a record of the runners, or a reason why nothing. Knows no benchmark and no variant. */
#pragma once
#include "base/diag.h"
#include "base/limits.h"
#include "model/archive.h"

/* What run.json of the runners says about the files below its directory. */
typedef struct {
    char *directory;         /* that holds it; "" for the results directory */
    char *benchmark;         /* its name, or NULL */
    char *baseline;          /* name of a variant, or NULL */
    char *title;             /* or NULL */
    GPtrArray *order;        /* of char*: names of variants; may be empty */
    guint64 loops;           /* iterations that perf stat counted; 0 when not stated */
    guint64 simulated_loops; /* that the simulator counted; 0 when not stated */
} RunRecord;

typedef struct {
    Input *input;           /* owned until taken */
    Artifact *artifact;     /* owned until taken; NULL when it holds none */
    GPtrArray *table_means; /* of TableMean*, owned; NULL when none */
    RunRecord *record;      /* owned; NULL when it is none */
    GBytes *settings;       /* of a gen.json, decoded; NULL otherwise */
    GBytes *notes;          /* prose of the author, decoded; NULL otherwise */
    DiagList *diags;        /* owned; what reading it had to say */
} CollectedFile;

typedef struct {
    guint64 max_file_bytes;
    Limits limits; /* all zero: the defaults */
    void (*progress)(const char *what, guint done, guint total,
                     gpointer data); /* may be NULL; called in the caller's thread */
    gpointer progress_data;
} CollectOptions;

/* Reads the files (raw relative paths), several at a time. Array of CollectedFile*, in their order. Transfer full. */
GPtrArray *collect_files(const char *root, const GPtrArray *raw_paths, const CollectOptions *options);
