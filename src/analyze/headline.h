/* Which number leads: for each changed variant, the one result that a report, its forest plot, the index and the terminal
 * put first. In: findings. Out: a Headline by value that borrows from them. Computes nothing new. */
#pragma once
#include "analyze/findings.h"

typedef enum {
    HEADLINE_NONE,    /* nothing that may be called a speed-up */
    HEADLINE_SUITE,   /* geometric mean over many timings */
    HEADLINE_TIMING,  /* the one comparison of timings */
    HEADLINE_PROCESS, /* elapsed time of fixed work: raw values are missing, or there are no timings at all */
} HeadlineKind;

typedef struct {
    HeadlineKind kind;
    const VariantFindings *variant;
    const Comparison *comparison; /* of the timings, also beside HEADLINE_PROCESS; NULL when there is none */
    const ProcessComparison *process; /* of perf's wall clock, whatever the kind; NULL when there is none */
    const GeometricMean *mean;        /* HEADLINE_SUITE only */
    double speedup, ci_low, ci_high;  /* NAN when missing */
    Verdict verdict;                  /* meaningless for HEADLINE_NONE */
} Headline;

/* The headline of one changed variant. */
Headline headline_find(const Findings *findings, const VariantFindings *variant);

/* What it is measured in: bytes are smaller, not faster. */
Unit headline_unit(const Headline *headline);

/* "none", "suite", "timing", "process"; static. */
const char *headline_kind_name(HeadlineKind kind);
