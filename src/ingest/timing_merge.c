/* Merging printed results; see timing_merge.h. */
#include "ingest/timing_merge.h"

#include <math.h>
#include <string.h>

gboolean timing_has_numbers(const Timing *timing)
{
    return timing->level == LEVEL_SUMMARY || timing->processes->len > 0;
}

/* A copy that owns nothing but its own texts; processes stay with the original. */
Timing *timing_copy(const Timing *timing, GPtrArray *owner)
{
    Timing *copy = timing_new(timing->benchmark, timing->unit, timing->level);
    g_ptr_array_set_free_func(copy->processes, NULL);
    g_ptr_array_extend(copy->processes, timing->processes, NULL, NULL);
    copy->n_calibrations = timing->n_calibrations;
    copy->mean = timing->mean;
    copy->stdev = timing->stdev;
    copy->printed_processes = timing->printed_processes;
    copy->printed_values = timing->printed_values;
    copy->printed = g_strdup(timing->printed);
    copy->line = timing->line;
    copy->tags = timing->tags ? g_ptr_array_ref(timing->tags) : NULL;
    copy->excluded = g_strdup(timing->excluded);
    GHashTableIter iter;
    gpointer key = NULL, value = NULL;
    g_hash_table_iter_init(&iter, timing->metadata);
    while (g_hash_table_iter_next(&iter, &key, &value))
        g_hash_table_insert(copy->metadata, g_strdup(key), g_strdup(value));
    g_ptr_array_extend(copy->sources, timing->sources, NULL, NULL);
    g_ptr_array_add(owner, copy);
    return copy;
}

/* TRUE when both were printed with the same digits: one result, copied into two logs. */
static gboolean is_same_print(const Timing *a, const Timing *b)
{
    return a->mean == b->mean && (a->stdev == b->stdev || (isnan(a->stdev) && isnan(b->stdev)));
}

/* The mean of the printed means, equal lines counting once. */
static void merge_printed(Timing *into, const GPtrArray *timings)
{
    double sum = 0, stdev = 0;
    guint n = 0;
    for (guint i = 0; i < timings->len; i++) {
        const Timing *timing = timings->pdata[i];
        gboolean is_new = TRUE;
        for (guint k = 0; k < i && is_new; k++)
            is_new = !is_same_print(timing, timings->pdata[k]);
        if (!is_new)
            continue;
        sum += timing->mean;
        stdev += timing->stdev;
        n++;
    }
    if (n < 2)
        return;
    into->mean = sum / n;
    into->stdev = stdev / n;
    into->printed_processes = into->printed_values = -1;
}

/* Each file once, although several of its lines may be merged. */
static void add_sources(Timing *into, const Timing *from)
{
    for (guint i = 0; i < from->sources->len; i++)
        if (!g_ptr_array_find(into->sources, from->sources->pdata[i], NULL))
            g_ptr_array_add(into->sources, from->sources->pdata[i]);
}

/* One timing of several printed ones of one name and unit. The first one itself when it is alone. */
static Timing *merge_timings(const GPtrArray *timings, GPtrArray *owner)
{
    if (timings->len == 1)
        return timings->pdata[0];
    Timing *merged = timing_copy(timings->pdata[0], owner);
    for (guint i = 1; i < timings->len; i++)
        add_sources(merged, timings->pdata[i]);
    merge_printed(merged, timings);
    return merged;
}

/* A result that is kept out of comparisons is never mixed with one that is not. */
static gboolean is_mergeable(const Timing *a, const Timing *b)
{
    return a == b || (a->level == LEVEL_SUMMARY && b->level == LEVEL_SUMMARY && a->unit == b->unit &&
                      g_strcmp0(a->excluded, b->excluded) == 0);
}

/* Merges printed timings of one name; those with raw values stay apart, as batches. In order of first appearance. Array of
 * Timing*, transfer container. */
GPtrArray *timings_merge(const GPtrArray *timings, GPtrArray *owner)
{
    GPtrArray *result = g_ptr_array_new();
    g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) by_name =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < timings->len; i++) {
        Timing *timing = timings->pdata[i];
        GPtrArray *same = g_hash_table_lookup(by_name, timing->benchmark);
        if (!same)
            g_hash_table_insert(by_name, timing->benchmark, same = g_ptr_array_new());
        g_ptr_array_add(same, timing);
    }
    for (guint i = 0; i < timings->len; i++) {
        const GPtrArray *same = g_hash_table_lookup(by_name, ((Timing *)timings->pdata[i])->benchmark);
        g_autoptr(GPtrArray) group = g_ptr_array_new();
        if (g_hash_table_contains(done, timings->pdata[i]))
            continue;
        for (guint k = 0; k < same->len; k++)
            if (!g_hash_table_contains(done, same->pdata[k]) &&
                is_mergeable(timings->pdata[i], same->pdata[k])) {
                g_ptr_array_add(group, same->pdata[k]);
                g_hash_table_add(done, same->pdata[k]);
            }
        g_ptr_array_add(result, merge_timings(group, owner));
    }
    return result;
}
