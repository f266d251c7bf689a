/* What a report says about one benchmark: every number, once. Computed from the model by analyze, read by report and scene.
 * All structs are plain; missing numbers are NAN. Nothing here is text for people except names and pyperf's own words. */
#pragma once
#include <glib.h>

#include "model/archive.h"

typedef enum {
    VERDICT_FASTER,
    VERDICT_SLOWER,
    VERDICT_SAME,
    VERDICT_INCONCLUSIVE,
    VERDICT_CROSS_MACHINE,
    VERDICT_INCOMPARABLE,
} Verdict;

typedef struct {
    double margin;     /* of SAME, as a share; NAN: what gen.json says, else 0.01 */
    double confidence; /* of intervals; NAN: 0.95 */
} AnalyzeOptions;

/* ------------------------------------------------------------------ one variant */

typedef struct {
    const Timing *timing;
    guint n_processes, n_values, n_warmups;
    double mean, stdev, median, mad, min,
        max;                  /* over all values; mean and stdev as printed at LEVEL_SUMMARY */
    double *process_means;    /* [n_processes] */
    double mean_of_processes; /* NAN at LEVEL_SUMMARY */
    double process_stdev;     /* n-1; NAN below two processes */
    double ci_low, ci_high;   /* Student interval of mean_of_processes; NAN below two processes */
    double drift_share,
        drift_t;       /* mean of last minus first value of a process, as share of the mean, and its t */
    double intraclass; /* share of the variance that lies between processes; NAN when unknown */
    double fence_low, fence_high; /* Tukey's inner fences of all values */
    guint n_outliers,
        n_far_outliers; /* values beyond the inner fences, beyond the outer ones; all are kept */
    GPtrArray *
        batches; /* of TimingSummary*, borrowed: all files of this run with this name, itself first; NULL: one */
    gboolean is_later_batch; /* one of the batches of another: compared through that one */
} TimingSummary;

/* One event of a variant, the mean over its repeats. */
typedef struct {
    const char *event, *pmu, *modifier, *unit; /* borrowed from the first repeat */
    CounterStatus status;
    Quantity value; /* mean over runs; missing unless counted */
    guint n_runs;
    double *samples; /* [n_samples] value per repeat, when there are several files or blocks; else NULL */
    guint n_samples;
    double error;   /* standard error of the mean, same unit; NAN when unknown */
    double running; /* mean share of time the counter ran */
    double running_min, running_max;
    gboolean is_simulated;
    gboolean was_zero;          /* printed as 0 somewhere and taken as not counted */
    gboolean has_other_cgroups; /* counted for further cgroups, which are left out */
    GPtrArray *sources;         /* of Input*, borrowed */
} CounterSummary;

/* perf's own view of the whole command. */
typedef struct {
    const char *command; /* borrowed; NULL when not stated */
    guint n_runs;
    double elapsed, elapsed_error, user, sys; /* means over the runs, seconds */
    double *samples; /* [n_samples] elapsed seconds of each run; NULL when only a mean is known */
    char **starts;   /* [n_samples] ISO text of each run or NULL entries; NULL when samples is */
    guint n_samples;
    gboolean is_calibrated; /* pyperf chose the amount of work by itself */
    guint64 loops;          /* iterations of the fixed work; 0 when unknown */
    GPtrArray *sources;
} ProcessSummary;

/* Ratios of the means above; NAN when an event is missing. Order and names as in report.json. */
typedef struct {
    double ipc, cpi, ghz, cpus, branch_miss_rate, branch_mpki, cache_miss_rate, cache_mpki, l1d_miss_rate,
        llc_miss_rate, dtlb_miss_rate, itlb_miss_rate, stalled_share;
    /* beyond report.json */
    double stalls_per_instruction;
    double retiring, bad_speculation, frontend_bound,
        backend_bound;    /* top-down level 1, shares of the slots */
    double energy, power; /* of the package: joules, watts */
    double instructions_per_iteration, cycles_per_iteration, seconds_per_iteration,
        energy_per_iteration; /* fixed work only */
} DerivedMetrics;

typedef struct {
    const Variant *variant;
    GPtrArray *timings;      /* of TimingSummary* */
    GPtrArray *counters;     /* of CounterSummary* */
    ProcessSummary *process; /* NULL when no perf stat */
    DerivedMetrics derived;
    gboolean has_counters;
} VariantFindings; /* profiles are variant->run->profiles */

/* ------------------------------------------------------------------ pairs */

/* What pyperf compare_to says of the same two sets of values. */
typedef struct {
    char *text;          /* "Mean +- std dev: [a] x -> [b] y: 1.05x faster"; NULL when it cannot be known */
    gboolean is_known;   /* worked out from the values: significant and t mean something */
    gboolean is_printed; /* stated in the archive: significant means something, and t where it is a number */
    gboolean is_significant;
    double t; /* NAN when pyperf's test raised an error, or is not printed */
} PyperfVerdict;

typedef struct {
    const VariantFindings *variant, *baseline;
    const TimingSummary *changed, *base;
    double ratio;           /* changed/base of mean_of_processes (of printed means at LEVEL_SUMMARY) */
    double speedup;         /* 1/ratio */
    double ci_low, ci_high; /* of speedup */
    double confidence;
    double delta, delta_share;
    double standard_error; /* of ln ratio */
    double degrees_of_freedom;
    double t, p, q;
    Verdict verdict;
    GPtrArray *reasons;        /* of static const char* codes */
    gboolean is_beyond_margin; /* FASTER or SLOWER by more than the margin, the whole interval */
    guint processes_needed;    /* in all per side, when INCONCLUSIVE and computable; 0 otherwise */
    double median_ratio;
    double fieller_low, fieller_high; /* of ratio (Kalibera & Jones); NAN when none */
    /* What the verdict rests on: the interval of speedup, p and q, widened by the noise between runs where the archive shows it */
    double noise; /* standard deviation of ln mean between runs of one thing; NAN when not known */
    double decisive_low, decisive_high, decisive_p, decisive_q;
    guint n_batches;       /* per side, when batch means are compared; 0 when process means are */
    double mann_whitney_p; /* on process means; NAN when not computable */
    double a12; /* chance that a process of the baseline takes more than one of the changed variant */
    gboolean has_other_name;        /* paired although the names differ */
    gboolean is_exact;              /* no variance on either side: the ratio is exact, nothing is tested */
    GPtrArray *machine_differences; /* of static const char* ("host name"); empty on one machine */
    GPtrArray *setting_differences; /* of static const char* ("kernel release") */
    gboolean is_machine_unknown;
    GPtrArray *tags; /* of const char*, of either side, sorted; NULL when there are none */
    PyperfVerdict pyperf;
} Comparison;

typedef struct {
    const VariantFindings *variant;
    const CounterSummary *base, *changed;
    Quantity base_value, value;
    double delta, delta_share;
    double ci_low, ci_high; /* of delta_share, log-ratio Welch over repeats; NAN when n < 3 on a side */
} CounterComparison;

typedef enum { WORK_FIXED, WORK_CALIBRATED, WORK_UNKNOWN } WorkKind;

typedef struct {
    const VariantFindings *variant, *baseline;
    double elapsed_ratio;
    WorkKind work;
    double speedup, ci_low, ci_high, p; /* NAN unless fixed work */
    gboolean has_verdict;
    Verdict verdict;
} ProcessComparison;

/* Iron law: instructions x cpi x frequency x utilisation = elapsed ratio x exp(residual). */
typedef struct {
    const VariantFindings *variant, *baseline;
    double instructions, cpi, frequency, utilisation, elapsed, residual;
    gboolean explains_benchmark; /* FALSE around a calibrated command */
} Decomposition;

typedef struct {
    const VariantFindings *variant;
    guint n_benchmarks;
    Unit unit; /* of its rows: units are never mixed */
    double speedup, ci_low, ci_high;
    double pyperf; /* pyperf's own geometric mean of ratios as speedup; NAN when it prints none */
    guint n_faster, n_slower, n_same, n_other;
    double standard_error, df; /* of ln speedup, from the rows alone */
    /* What its verdict rests on: the interval, widened by the noise of the whole suite between runs where the archive shows it */
    double noise, decisive_low, decisive_high;
} GeometricMean;

/* A timing that only one side of a pair of variants has. */
typedef struct {
    const VariantFindings *variant; /* the changed one */
    const TimingSummary *summary;
    gboolean is_in_base;
} Unpaired;

/* The rows of one variant that carry a tag. */
typedef struct {
    const char *tag; /* borrowed from a timing */
    guint n_rows;    /* with the tag, comparable or not */
    guint n_tags;    /* of the variant; more than there are TagMeans when only those of most rows are kept */
    GeometricMean mean; /* over the comparable ones; n_benchmarks 0 and no speed-up when there are none */
} TagMean;

/* One fact of the environment, a value per variant. */
typedef struct {
    char *key;     /* pyperf's metadata key or our own ("command") */
    char **values; /* [n_variants], NULL when not recorded */
    guint n_values;
    gboolean differs;
    WarningSeverity severity; /* of a difference: block, caution or info */
} EnvironmentRow;

/* ------------------------------------------------------------------ several runs */

/* How much the mean of a run varies when nothing was changed, learnt from the archive. */
typedef struct {
    char *machine;    /* key, see noise_floor.h */
    double deviation; /* standard deviation of ln of the mean of a run */
    double df;        /* degrees of freedom of deviation: runs minus groups */
    guint n_groups;   /* configurations with two or more runs */
} NoiseFloor;

typedef struct {
    const Run *run;
    const char *timestamp;        /* of the run, else start of its first process; borrowed */
    double mean, ci_low, ci_high; /* mean of process means with its Student interval; NAN where unknown */
    double standard_error, df;    /* of mean, and its degrees of freedom; NAN where unknown */
    double ratio; /* to the mean of the baseline's run used; NAN where they must not be compared */
    guint n_processes;
    guint n_benchmarks; /* behind a geometric mean; 0 for one timing */
    gboolean is_used;   /* the run the report is about */
    gboolean is_apart;  /* other machine or kind of build than the run used: no part of the series */
    gboolean is_step;   /* the level of the series changed here */
    gboolean is_copy;   /* the same data as an earlier run: says nothing of noise */
} HistoryPoint;

/* One timing of one variant over its runs. */
typedef struct {
    const VariantFindings *variant;
    const char *benchmark;
    Unit unit;
    gboolean is_elapsed; /* perf's wall clock of fixed work, not a timing */
    gboolean is_suite;   /* geometric mean of all timings, relative to the run used; no unit */
    GArray *points;      /* of HistoryPoint, oldest first; two or more */
    double noise;        /* of the noise floor of the machine; NAN when not known */
    double noise_df;     /* its degrees of freedom */
    guint n_steps;
    gboolean has_enough; /* runs for a claim about steps */
    double since_last, since_last_low,
        since_last_high; /* ratio of the run used to the run before it; NAN when none */
} History;

/* Amdahl's law on a part of the base's profile. */
typedef struct {
    const WhatIf *question;
    const VariantFindings *variant; /* whose profile: the base */
    double share;                   /* of the weight, in stacks that hold a function of the pattern */
    double half_width, share_low, share_high; /* of its interval; NAN where weights are no samples */
    gboolean is_least;              /* the profile left frames out: the share may be larger */
} WhatIfFindings;

/* ------------------------------------------------------------------ all of it */

typedef struct {
    const Benchmark *benchmark;
    AnalyzeOptions options;
    GPtrArray *variants;    /* of VariantFindings*, baseline first */
    GPtrArray *comparisons; /* of Comparison*: by changed variant, then timing in the order of the baseline */
    GPtrArray *counter_comparisons; /* of CounterComparison* */
    GPtrArray *process_comparisons; /* of ProcessComparison* */
    GPtrArray *decompositions;      /* of Decomposition* */
    GPtrArray *geometric_means;     /* of GeometricMean*, one per changed variant with comparable rows */
    GPtrArray *tag_means; /* of TagMean*: by changed variant, then tag; empty when no row has tags */
    GPtrArray *unpaired;  /* of Unpaired*: by changed variant, those of the base first */
    GPtrArray *steps; /* of Comparison*: each changed variant from the second on against the one before it */
    GPtrArray *step_means;    /* of GeometricMean* of the steps */
    GPtrArray *process_steps; /* of ProcessComparison*, likewise */
    GPtrArray *noise_floors;  /* of NoiseFloor*, by machine */
    GPtrArray *histories;     /* of History*: whole suites, then by variant and timing */
    GPtrArray *what_ifs;      /* of WhatIfFindings*, in the order of the questions */
    GPtrArray *environment;   /* of EnvironmentRow*: differing first, by severity, then by key */
    GPtrArray *warnings;      /* of Warning*: those of discovery and our own; blocks first, then by code */
} Findings;

/* Computes everything for one benchmark. archive_warnings are added to its own. Transfer full; borrows from the benchmark. */
Findings *findings_new(const Benchmark *benchmark, const GPtrArray *archive_warnings,
                       const AnalyzeOptions *options);
void findings_free(Findings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Findings, findings_free)

/* "FASTER", ... ; static. */
const char *verdict_name(Verdict verdict);
/* "fixed", "calibrated", "unknown"; static. */
const char *work_name(WorkKind work);
