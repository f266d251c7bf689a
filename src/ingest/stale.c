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

/* Means of seconds. `all` holds those of printed comparisons too, which have labels rather than names. */
struct _StaleIndex {
    GHashTable *by_name; /* folded benchmark name -> GArray of double */
    GArray *all;
};

/* Other units than seconds do not stand in such tables. */
static void add_mean(const StaleIndex *index, const Timing *timing, const char *name)
{
    double mean = mean_of(timing);
    if (timing->unit != UNIT_SECOND || isnan(mean))
        return;
    g_array_append_val(index->all, mean);
    if (!name)
        return;
    g_autofree char *key = key_fold(name);
    GArray *means = g_hash_table_lookup(index->by_name, key);
    if (!means) {
        means = g_array_new(FALSE, FALSE, sizeof(double));
        g_hash_table_insert(index->by_name, g_steal_pointer(&key), means);
    }
    g_array_append_val(means, mean);
}

/* Older runs and copies count too: what they say was true once. */
StaleIndex *stale_index_new(const GPtrArray *artifacts)
{
    StaleIndex *index = g_new0(StaleIndex, 1);
    index->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    index->all = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < artifacts->len; i++) {
        const Artifact *artifact = artifacts->pdata[i];
        for (guint k = 0; k < artifact->timings->len; k++)
            add_mean(index, artifact->timings->pdata[k],
                     ((const Timing *)artifact->timings->pdata[k])->benchmark);
        for (guint k = 0; k < artifact->printed->len; k++) {
            const PrintedComparison *printed = artifact->printed->pdata[k];
            if (printed->base)
                add_mean(index, printed->base, printed->base->benchmark);
            if (printed->changed)
                add_mean(index, printed->changed, printed->changed->benchmark);
        }
    }
    return index;
}

void stale_index_free(StaleIndex *index)
{
    g_hash_table_unref(index->by_name);
    g_array_unref(index->all);
    g_free(index);
}

/* Whether any artifact has that mean for the timing that the label is of. A label of NULL is whatever is measured here. */
static gboolean is_borne_out(const StaleIndex *index, const TableMean *mean, const char *key)
{
    double half = mean->half_digit * (1 + ROUNDING_SLACK) + fabs(mean->value) * 1e-12;
    const GArray *means = key ? g_hash_table_lookup(index->by_name, key) : index->all;
    for (guint i = 0; means && i < means->len; i++)
        if (fabs(g_array_index(means, double, i) - mean->value) <= half)
            return TRUE;
    return FALSE;
}

/* The folded names of the timings of a report, a set. Transfer full. */
static GHashTable *names_of(const Benchmark *benchmark)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < benchmark->variants->len; i++) {
        const Run *run = ((const Variant *)benchmark->variants->pdata[i])->run;
        for (guint k = 0; k < run->timings->len; k++) {
            const Timing *timing = run->timings->pdata[k];
            if (timing->unit == UNIT_SECOND)
                g_hash_table_add(names, key_fold(timing->benchmark));
        }
    }
    return names;
}

/* The first mean of the table that is of the report and that no artifact has. */
static const TableMean *find_stale(const StaleIndex *index, const Benchmark *benchmark,
                                   const GPtrArray *means)
{
    g_autoptr(GHashTable) names = names_of(benchmark);
    for (guint i = 0; i < means->len; i++) {
        const TableMean *mean = means->pdata[i];
        g_autofree char *key = mean->label ? key_fold(mean->label) : NULL;
        gboolean is_about = key ? g_hash_table_contains(names, key) : g_hash_table_size(names) > 0;
        if (is_about && !is_borne_out(index, mean, key))
            return mean;
    }
    return NULL;
}

/* Shows the number with the digits that the table has, so that it can be found there. */
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

/* One warning per table and report is enough. */
void stale_check(const StaleIndex *index, const GPtrArray *benchmarks, const StaleTable *table)
{
    for (guint i = 0; i < benchmarks->len; i++) {
        const TableMean *stale = find_stale(index, benchmarks->pdata[i], table->table_means);
        if (stale)
            warn(benchmarks->pdata[i], table, stale);
    }
}
