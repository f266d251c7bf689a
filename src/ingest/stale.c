/* Comparing tables with the artifacts; see stale.h. */
#include "ingest/stale.h"

#include <string.h>

#include "base/number.h"
#include "ingest/tokens.h"
#include "model/warning.h"

/* How much of half a digit a mean may be off because of the arithmetic of whoever rounded it. */
#define ROUNDING_SLACK 1e-6

/* The mean over all values; the printed mean of a summary. NAN when there is none. */
static double mean_of(const Timing *timing)
{
    double sum = 0;
    guint n = 0;
    if (timing->level == LEVEL_SUMMARY)
        return timing->mean;
    for (guint i = 0; i < timing->processes->len; i++) {
        const Process *process = timing->processes->pdata[i];
        for (guint k = 0; k < process->n_values; k++)
            sum += process->values[k];
        n += process->n_values;
    }
    return n ? sum / n : NAN;
}

/* TRUE when the label is the name, or holds it as a word of its own. */
static gboolean is_label_of(const char *label, const char *name)
{
    g_autofree char *folded_label = key_fold(label), *folded_name = key_fold(name);
    return *folded_name && strcmp(folded_label, folded_name) == 0;
}

static gboolean is_same(const Timing *timing, const TableMean *mean)
{
    double half = mean->half_digit * (1 + ROUNDING_SLACK) + fabs(mean->value) * 1e-12;
    return timing->unit == UNIT_SECOND && fabs(mean_of(timing) - mean->value) <= half;
}

/* Whether any artifact has that mean for a timing that the label may be of. A label of NULL is whatever is measured here. */
static gboolean is_borne_out(const GPtrArray *artifacts, const TableMean *mean)
{
    for (guint i = 0; i < artifacts->len; i++) {
        const Artifact *artifact = artifacts->pdata[i];
        for (guint k = 0; k < artifact->timings->len; k++) {
            const Timing *timing = artifact->timings->pdata[k];
            if (timing->benchmark && (!mean->label || is_label_of(mean->label, timing->benchmark)) &&
                is_same(timing, mean))
                return TRUE;
        }
        for (guint k = 0; k < artifact->printed->len; k++) {
            const PrintedComparison *printed = artifact->printed->pdata[k];
            if ((printed->base && is_same(printed->base, mean)) ||
                (printed->changed && is_same(printed->changed, mean)))
                return TRUE;
        }
    }
    return FALSE;
}

/* Whether the report has a timing that the label is of. */
static gboolean is_about(const Benchmark *benchmark, const TableMean *mean)
{
    for (guint i = 0; i < benchmark->variants->len; i++) {
        const Run *run = ((const Variant *)benchmark->variants->pdata[i])->run;
        for (guint k = 0; k < run->timings->len; k++) {
            const Timing *timing = run->timings->pdata[k];
            if (timing->unit == UNIT_SECOND && (!mean->label || is_label_of(mean->label, timing->benchmark)))
                return TRUE;
        }
    }
    return FALSE;
}

static void warn(const Benchmark *benchmark, const StaleTable *table, const TableMean *mean)
{
    NumberScale scale = number_scale_seconds(mean->value);
    double digit = 2 * mean->half_digit / scale.factor;
    int decimals = digit >= 1e-9 ? MAX((int)ceil(-log10(digit) - 1e-9), 0) : 9;
    g_autofree char *shown = number_with_unit(mean->value, decimals, &scale);
    Warning *warning =
        warning_add(benchmark->warnings, "stale-copy",
                    "%s gives %s%s%s, which no artifact has: the table is older or newer than the files.",
                    table->input->path, shown, mean->label ? " for " : "", mean->label ? mean->label : "");
    warning_add_source(warning, table->input->path);
}

void stale_check(const GPtrArray *artifacts, const GPtrArray *benchmarks, const StaleTable *table)
{
    for (guint i = 0; i < benchmarks->len; i++) {
        const Benchmark *benchmark = benchmarks->pdata[i];
        const TableMean *stale = NULL;
        for (guint k = 0; k < table->table_means->len && !stale; k++) {
            const TableMean *mean = table->table_means->pdata[k];
            if (is_about(benchmark, mean) && !is_borne_out(artifacts, mean))
                stale = mean;
        }
        if (stale)
            warn(benchmark, table, stale);
    }
}
