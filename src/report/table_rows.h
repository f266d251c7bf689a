/* What rows of times share: the columns of a comparison and the cells under them, and looking up which comparison is meant.
 * In: comparisons. Out: columns and cells. Must not know captions or the order of rows. */
#pragma once
#include "report/table.h"

/* Everything a comparison puts into a row. */
typedef struct {
    double speedup, ci_low, ci_high, share, p;
    gboolean has_verdict, is_exact;
    Verdict verdict;
    Unit unit;
} RowResult;

/* Ratio, CI, Δ, p, Verdict. */
void rows_add_comparison_columns(xmlNodePtr table, const Findings *findings);
/* "95 % CI", of the confidence that was asked for. */
void rows_add_interval_column(xmlNodePtr table, const Findings *findings);
/* Benchmarks, Ratio, CI and how many of each verdict: of a geometric mean. */
void rows_add_mean_columns(xmlNodePtr table, const Findings *findings);
/* The cells under them. n_benchmarks in all, of which n_other are neither faster, slower nor the same. */
void rows_add_mean_cells(xmlNodePtr row, const GeometricMean *mean, guint n_benchmarks, guint n_other);
/* The "n" column, its head in italics. */
void rows_add_n_column(xmlNodePtr table);
/* The cells under them; q replaces p when it is known. */
void rows_add_result_cells(xmlNodePtr row, const RowResult *result, double q);
/* The same for the base of a comparison, and for a row that takes part in none. */
void rows_add_base_cells(xmlNodePtr row);
void rows_add_no_cells(xmlNodePtr row, const char *why);

RowResult rows_result_of(const Comparison *comparison);

/* Says in the caption how the noise between runs entered the verdicts, and of which rows it alone changed the verdict. */
void rows_add_noise_note(xmlNodePtr caption, const Findings *findings);

/* Suites: many timings per variant (table_suite.c). */
void tables_add_suite(ModelBuilder *builder);

/* The same comparisons by other methods, and in pyperf's words (table_methods.c). */
void tables_add_methods(ModelBuilder *builder);

/* Tags (table_tags.c): the table of all, and the tags of a row. */
void tables_add_tags(ModelBuilder *builder);
void rows_add_tags_column(xmlNodePtr table);
void rows_add_tags_cell(xmlNodePtr row, const Comparison *comparison);
