/* What was measured, as plain structs: Archive > Benchmark > Variant > Run > Timing, CounterBlock, Profile.
 * Filled by ingest, read by everything above it; lives until the run of the program ends. Knows no format and computes nothing.
 *
 * Conventions: a double that is missing is NAN; text that is missing is NULL; times are in seconds, sizes in bytes, shares in
 * 0..1; "not counted" and "not supported" are states, never 0. Names are clean (text_clean_bytes) before they get here.
 * Timestamps are local ISO text "YYYY-MM-DDTHH:MM:SS", with the offset when the source states one. */
#pragma once
#include <glib.h>

#include "base/number.h"

/* ------------------------------------------------------------------ files */

typedef struct {
    char *path;          /* relative to the results directory, '/' between parts, clean UTF-8 (for display and JSON) */
    char *raw_path;      /* the same in the bytes of the file system, to open it */
    guint64 n_bytes;
    char *sha256;        /* 64 hex digits; NULL until read */
    char *content_sha256; /* of what gzip holds; NULL unless compressed */
    const char *format;  /* static: "pyperf-json", "perf-stat-text", ...; NULL when of no known format */
    gboolean is_used;    /* in any report */
    gboolean is_rejected; /* of a supported format, but damaged: exit status 1 */
    gboolean is_elsewhere; /* not used here, but by a report that was not asked for */
    char *reason;        /* why it is not used; NULL when used */
} Input;

/* ------------------------------------------------------------------ warnings */

typedef enum { WARNING_INFO, WARNING_CAUTION, WARNING_BLOCK } WarningSeverity;

typedef struct {
    const char *code;         /* static, from the table of warning codes (model/warning.c) */
    WarningSeverity severity; /* fixed by the table */
    char *message;            /* one or two sentences for people */
    GPtrArray *sources;       /* of char* paths, owned copies; may be empty */
} Warning;

/* ------------------------------------------------------------------ timings */

typedef enum { UNIT_SECOND, UNIT_BYTE, UNIT_INTEGER } Unit;
typedef enum { LEVEL_VALUES, LEVEL_SUMMARY } TimingLevel;

/* One process of pyperf ("run" in its files) that measured values. Calibration processes are counted, not kept here. */
typedef struct {
    double *values;      /* [n_values], unit of the timing, per iteration */
    guint n_values;
    double *warmups;     /* [n_warmups], per iteration */
    guint n_warmups;
    guint64 loops;       /* 1 when not stated */
    guint64 inner_loops; /* 1 when not stated */
    char *date;          /* start, ISO text or NULL */
    double duration;     /* seconds, NAN when not stated */
    GHashTable *metadata; /* char* -> char*, what this process states beyond the timing's common metadata; may be NULL */
} Process;

typedef struct {
    char *benchmark;      /* the name inside the artifact; NULL from a parser when a printed result has no name: discovery names it */
    Unit unit;
    TimingLevel level;
    GPtrArray *processes; /* of Process*; empty at LEVEL_SUMMARY */
    guint n_calibrations; /* processes without values */
    /* LEVEL_SUMMARY only: what was printed */
    double mean;
    double stdev;           /* NAN when not printed */
    gint64 printed_processes; /* -1 when not printed */
    gint64 printed_values;    /* -1 when not printed */
    char *printed;          /* the line as printed; NULL at LEVEL_VALUES */
    guint line;             /* where it stands in the file, from 1; 0 when unknown */
    GHashTable *metadata;   /* char* -> char*, common to all processes; strings as pyperf shows them; never NULL */
    GPtrArray *tags;        /* of char*, or NULL */
    char *excluded;         /* why it takes no part in comparisons ("under profiler"), or NULL */
    GPtrArray *sources;     /* of Input*, borrowed */
} Timing;

/* A printed comparison of two labelled variants: "Mean +- std dev: [A] x -> [B] y: 1.05x slower". */
typedef struct {
    char *benchmark;    /* of the line or a heading above it; NULL when none */
    char *label_base, *label_changed;
    Timing *base, *changed; /* summaries; owned */
    char *text;         /* the line itself */
    gboolean is_tested; /* "Significant (t=19.01)" or "Not significant!" stands below it */
    gboolean is_significant;
    double t;           /* as printed; NAN when it is not */
    Input *source;
    guint line;
} PrintedComparison;

/* A mean given by a table or text that is no artifact (spreadsheet, notes): only used to find stale copies. */
typedef struct {
    char *label;   /* what the row or line calls it */
    double value;  /* seconds */
    double half_digit; /* half a unit of the last digit shown, seconds */
} TableMean;

/* ------------------------------------------------------------------ counters */

typedef enum { COUNTER_COUNTED, COUNTER_NOT_COUNTED, COUNTER_NOT_SUPPORTED } CounterStatus;

typedef struct {
    char *event;     /* canonical: no modifier, no pmu ("cycles") */
    char *pmu;       /* "cpu_core", "cpu_atom", ...; NULL for none */
    char *modifier;  /* "u", "k", ...; NULL for none */
    char *unit;      /* "" for counts, "s", "J", "B", ...; task-clock is in seconds */
    char *scope;     /* aggregation row such as "CPU0", "S0-D0-C0", "comm-123"; NULL for the whole target */
    char *cgroup;    /* NULL for none */
    CounterStatus status;
    Quantity value;      /* missing unless counted */
    double error;        /* standard error of the mean as perf prints it after +-, same unit as value; NAN when none */
    double running;      /* share of time the counter ran, 0..1; 1 when not shown; NAN when unknown */
    double interval_end; /* seconds since start, of a row of an interval file (-I); NAN otherwise */
    gboolean is_simulated; /* cachegrind, callgrind */
    gboolean has_shared_names; /* event, pmu, modifier and unit belong to Artifact.names, not to the counter */
    gboolean was_zero;   /* cycles or instructions printed as 0 while others counted: status is COUNTER_NOT_COUNTED */
    guint line;
} Counter;

/* One "Performance counter stats" block, or a CSV or JSON file of counters: one command, counted once or as -r N. */
typedef struct {
    char *command;    /* as printed between the quotes; NULL when the dialect states none */
    guint n_runs;     /* -r N; 1 otherwise */
    GPtrArray *counters; /* of Counter*, in file order; interval rows too (interval_end set) */
    double elapsed, elapsed_error; /* seconds; NAN when not printed */
    double user, sys;              /* seconds; NAN when not printed */
    double *samples;  /* [n_samples], seconds elapsed of every run (--table); NULL when not printed */
    guint n_samples;
    char *started;    /* "# started on", ISO text or NULL */
    guint64 loops;    /* iterations of fixed work when stated beside it (gen.json, run.json); 0 when unknown */
    gboolean is_calibrated; /* a result line of pyperf stands in the same file, or the command runs pyperf with free loops */
    Input *source;    /* borrowed */
    guint line;       /* of the header */
} CounterBlock;

/* ------------------------------------------------------------------ profiles */

typedef enum { FRAME_OWN, FRAME_THIRD_PARTY, FRAME_STANDARD_LIBRARY, FRAME_RUNTIME } FrameKind;

typedef struct {
    char *name;    /* function, without file and line */
    char *module;  /* file or shared object as the profile names it; NULL when it does not */
    guint line;    /* 0 when unknown; frames that differ in the line only are different frames of one function */
    FrameKind kind;
    char annotation;     /* 'k' kernel, 'j' jit, 'i' inlined ... where the profile says so; 0 otherwise */
    gboolean is_unknown; /* [unknown] and the like */
} Frame;

/* A node of the merged stack tree, after nodes too narrow to be seen were folded into their parent's pruned weight. */
typedef struct {
    guint32 frame;        /* index into Profile.frames */
    guint32 parent;       /* index into Profile.nodes; PROFILE_ROOT for those at the top */
    guint32 depth;        /* 0 at the top */
    guint64 total;        /* weight of the stacks through it, in units of 10^-decimals */
    guint64 self;         /* weight of the stacks that end in it */
    guint64 pruned;       /* weight of children left out of the tree */
} ProfileNode;
#define PROFILE_ROOT G_MAXUINT32

/* Weight per function over all stacks, computed before anything is pruned. */
typedef struct {
    char *name;
    char *module;    /* NULL when unknown */
    FrameKind kind;
    guint64 self;    /* in units of 10^-decimals */
    guint64 total;   /* once per stack, however often it recurs */
} FunctionWeight;

typedef struct {
    const char *format;      /* static: "folded", "flamegraph-svg", "speedscope", "perf-script", ... */
    const char *weight_unit; /* static: "samples", "cycles", "seconds", "bytes", "weight" */
    char *name;              /* of one profile among several in a file; NULL otherwise */
    guint decimals;          /* weights are integers in units of 10^-decimals */
    guint64 total;
    guint64 n_stacks;        /* distinct stacks */
    double unresolved;       /* share of weight in stacks with an unknown frame */
    double pruned;           /* share known lost before it reached us (recovered SVGs) */
    double sample_rate;      /* how often the profiler looked, per second; NAN when unknown */
    double weight_per_second; /* weight that one second of a thread has (1e9 when weights are ns); NAN when weights are no time */
    char *command, *event;   /* NULL when not stated */
    GPtrArray *frames;       /* of Frame* */
    GArray *nodes;           /* of ProfileNode, parents before children, siblings by name */
    GPtrArray *functions;    /* of FunctionWeight*, all, by self descending, then name */
    GPtrArray *sources;      /* of Input*, borrowed */
} Profile;

/* ------------------------------------------------------------------ one file's contents */

/* What one file holds. A parser fills it; discovery hands its parts to variants. */
typedef struct {
    Input *input;              /* borrowed */
    GPtrArray *timings;        /* of Timing* */
    GPtrArray *printed;        /* of PrintedComparison* */
    GPtrArray *blocks;         /* of CounterBlock* */
    GPtrArray *profiles;       /* of Profile* */
    GPtrArray *table_means;    /* of TableMean* */
    GStringChunk *names;       /* strings that its counters share; NULL when none */
    char *started;             /* earliest start the content states, ISO text or NULL */
    guint n_other_blocks;      /* of blocks, that count another command than the one used ("other-commands") */
    guint n_skipped_lines;     /* lines dropped because they are not of the format ("lines-skipped") */
    guint first_skipped_line;  /* from 1 */
} Artifact;

/* ------------------------------------------------------------------ the archive */

typedef enum { TIMESTAMP_NONE, TIMESTAMP_PATH, TIMESTAMP_CONTENT } TimestampSource;
typedef enum { ROLE_BASELINE, ROLE_CHANGED } Role;

/* What one variant has for one timestamp. Borrows everything from artifacts. */
typedef struct {
    char *timestamp;         /* ISO text or NULL */
    TimestampSource timestamp_source;
    GPtrArray *timings;      /* of Timing*, in order of benchmark name as in the file */
    GPtrArray *printed;      /* of PrintedComparison* */
    GPtrArray *blocks;       /* of CounterBlock*: repeats of one command */
    GPtrArray *profiles;     /* of Profile* */
} Run;

typedef struct {
    char *name;       /* unique within the benchmark */
    char *label;      /* shown; gen.json may set it, otherwise the name */
    Role role;
    Run *run;         /* the one the report is about; never NULL */
    GPtrArray *runs;  /* of Run*, all of them, oldest first (history); contains run */
} Variant;

/* What says which variant is the baseline: the author, or the first rule that decides (docs/discovery.md, "Variants"). */
typedef enum {
    BASELINE_ALONE,     /* there is no other variant */
    BASELINE_STATED,    /* --baseline, gen.json or the record of a runner */
    BASELINE_WORD,      /* a word of its name */
    BASELINE_CONTAINED, /* every other name has its words */
    BASELINE_UNCHANGED, /* the only name without a word for a change */
    BASELINE_GUESSED,   /* the order of the names */
} BaselineRule;

/* "What if that part of the profile were so many times as fast?" From gen.json. */
typedef struct {
    char *name;        /* shown */
    char *pattern;     /* regular expression over function names; valid */
    double *speedups;  /* [n_speedups], above 1 */
    guint n_speedups;
} WhatIf;

/* Two files that are the same source in two variants ("mdp_opt2.py" is "mdp_clean.py"). From gen.json. */
typedef struct {
    char *from, *to;
} Alias;

/* Prose of the author beside the artifacts. */
typedef struct {
    char *name;   /* "notes", "overview", "appendix-cache": the file's name without its ending */
    char *text;   /* Markdown, decoded */
    Input *input; /* borrowed */
} Notes;

typedef struct {
    char *name;
    char *title;          /* shown; the name unless overridden */
    char *author, *course; /* NULL when not given */
    BaselineRule baseline_rule;
    GPtrArray *variants;  /* of Variant*: the baseline first, then in the order of the report */
    GPtrArray *warnings;  /* of Warning*: what discovery and ingest have to say about this benchmark */
    double margin;        /* of SAME from gen.json; NAN when not given */
    GPtrArray *whatifs;   /* of WhatIf*; empty when none */
    GPtrArray *aliases;   /* of Alias*; empty when none */
    GPtrArray *notes;     /* of Notes*, in the order of the report; empty when none */
    char *timestamp;      /* of the newest run used; NULL when undated */
} Benchmark;

typedef struct {
    char *root;            /* the results directory as typed */
    GPtrArray *inputs;     /* of Input*, all regular files, by the bytes of their path */
    GPtrArray *artifacts;  /* of Artifact*, owned */
    GPtrArray *benchmarks; /* of Benchmark*, by name */
    guint n_found;         /* benchmarks, those among them that were not asked for */
    GPtrArray *merged;     /* of Timing*, owned: printed results averaged over several files, which runs borrow */
    GPtrArray *warnings;   /* of Warning*: about files that belong to no single benchmark; every report lists them */
} Archive;

/* Constructors set every number that can be missing to NAN and make the arrays. The free functions take NULL. */
Input *input_new(void);
void input_free(Input *input);
Process *process_new(void);
void process_free(Process *process);
Timing *timing_new(const char *benchmark, Unit unit, TimingLevel level);
void timing_free(Timing *timing);
void printed_comparison_free(PrintedComparison *comparison);
Counter *counter_new(void);
void counter_free(Counter *counter);
CounterBlock *counter_block_new(void);
void counter_block_free(CounterBlock *block);
Profile *profile_new(const char *format, const char *weight_unit);
void profile_free(Profile *profile);
Artifact *artifact_new(Input *input);
void artifact_free(Artifact *artifact);
Run *run_new(void);
void run_free(Run *run);
Variant *variant_new(const char *name);
void variant_free(Variant *variant);
WhatIf *what_if_copy(const WhatIf *what_if);
void what_if_free(WhatIf *what_if);
Alias *alias_copy(const Alias *alias);
void alias_free(Alias *alias);
Notes *notes_new(const char *name, const char *text, Input *input);
void notes_free(Notes *notes);
Benchmark *benchmark_new(const char *name);
void benchmark_free(Benchmark *benchmark);
Archive *archive_new(const char *root);
void archive_free(Archive *archive);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Input, input_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Process, process_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Timing, timing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PrintedComparison, printed_comparison_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Counter, counter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CounterBlock, counter_block_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Profile, profile_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Artifact, artifact_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Variant, variant_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Benchmark, benchmark_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Archive, archive_free)

/* "second", "byte", "integer"; "baseline", "changed"; "path", "content", "none"; "values", "summary";
 * "counted", "not counted", "not supported". Static: the words of report.json. */
const char *unit_name(Unit unit);
const char *role_name(Role role);
const char *timestamp_source_name(TimestampSource source);
const char *level_name(TimingLevel level);
const char *counter_status_name(CounterStatus status);

/* Weight of a profile as a number: weight / 10^decimals. */
double profile_weight(const Profile *profile, guint64 weight);
