/* What the layouts of the counters table share: rows of events, the variants shown, cells.
 * In: findings. Out: cells of rows. Must not know how the table is laid out. */
#pragma once
#include "analyze/event_group.h"
#include "report/table.h"

/* One event over all variants. */
typedef struct {
    const CounterSummary *first; /* names the event */
    EventGroup group;
    guint rank;                   /* within the group: the order of EVENT_GROUPS */
    const CounterSummary **cells; /* [n_variants], NULL where the variant does not have it */
} EventRow;

/* How the numbers of one row are shown: by the base, or the first variant that has it. */
typedef struct {
    NumberScale scale;
    int decimals;
} RowScale;

typedef struct {
    const Findings *findings;
    GPtrArray *rows;        /* of EventRow*, by rank */
    GArray *shown;          /* of guint: positions of the variants that have something to show */
    gboolean has_intervals; /* any change has one */
    gboolean has_counted;   /* some event states its share of the run */
    gboolean is_fixed;      /* changes may be called less or more work */
} CountersTable;

/* The i-th variant shown. */
const VariantFindings *counters_variant(const CountersTable *table, guint i);
/* Whether any counter, or the elapsed time, of the variant is compared with the base. */
gboolean counters_has_change(const CountersTable *table, const VariantFindings *variant);

RowScale counters_row_scale(const EventRow *row, guint n_variants);
/* Scale of the elapsed time; FALSE when the base states none. */
gboolean counters_elapsed_scale(const CountersTable *table, RowScale *scale);

/* Cells; empty or a dash where there is nothing. */
void counters_add_mean(xmlNodePtr row, const CounterSummary *counter, const RowScale *scale);
void counters_add_elapsed(xmlNodePtr row, const VariantFindings *variant, const RowScale *scale);
/* One cell, or three with the interval. */
void counters_add_change(xmlNodePtr row, const CountersTable *table, const VariantFindings *variant,
                         const CounterSummary *counter);
void counters_add_elapsed_change(xmlNodePtr row, const CountersTable *table, const VariantFindings *variant);
/* "38–44": the shares of the run that were counted. */
void counters_add_counted(xmlNodePtr row, double low, double high);
void counters_widen_running(const CounterSummary *counter, double *low, double *high);

/* --transpose: variants as rows, events as columns, as many tables as are needed to keep them readable. The first one, which has
 * a caption already, is `first` (table_transposed.c). */
void counters_add_transposed(ModelBuilder *builder, xmlNodePtr first, const CountersTable *table);
