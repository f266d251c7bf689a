/* Counters: the mean over repeats, derived metrics, comparison with the baseline, the iron law, and what to warn about.
 * In: the counter blocks of a variant's run. Out: the counter parts of the findings. Knows no format and does no I/O.
 * Sources of the formulas: docs/BIBLIOGRAPHY.md. */
#pragma once
#include "analyze/findings.h"

/* Fills counters, process, derived and has_counters of one variant from variant->run->blocks. The arrays are made when NULL. */
void counters_summarize(VariantFindings *findings);

/* Fills findings->derived from counters and process; part of counters_summarize. */
void counters_derive(VariantFindings *findings);

/* Compares every changed variant with the first one: appends to counter_comparisons, process_comparisons and decompositions,
 * which are made (owning, plain g_free) when NULL. Needs counters_summarize of all variants and options. */
void counters_compare(Findings *findings);

/* Appends warnings about counting: multiplexed, zero-counter, calibrated-process, not-supported, single-run, short-run,
 * events-differ, simulated-counters. */
void counters_check(const Findings *findings, GPtrArray *warnings);

/* The counted summary of an event; NULL when there is none. pmu and modifier: NULL for none. Real counters only. Borrowed. */
const CounterSummary *counters_find(const VariantFindings *findings, const char *event, const char *pmu,
                                    const char *modifier);

/* What the command of a variant measures; WORK_UNKNOWN without a command. For one side only: see counters_compare for pairs. */
WorkKind counters_work(const ProcessSummary *process);

/* The same for two sides: fixed work only if the commands and loops say that it is the same work. */
WorkKind counters_work_of_pair(const ProcessSummary *base, const ProcessSummary *changed);

/* perf's view of the whole command over these blocks; NULL when there is none. Transfer full. */
ProcessSummary *process_summary_new(const GPtrArray *blocks);
void counter_summary_free(CounterSummary *summary);
void process_summary_free(ProcessSummary *process);
