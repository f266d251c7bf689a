/* A pyperf file as pyperf itself sees it; see pyperf.h. */
#include "model/pyperf.h"

#include <string.h>

PyperfItem *pyperf_item_new(const char *key, PyperfKind kind)
{
    PyperfItem *item = g_new0(PyperfItem, 1);
    item->key = g_strdup(key);
    item->kind = kind;
    item->number = NAN;
    return item;
}

void pyperf_item_free(PyperfItem *item)
{
    if (!item)
        return;
    g_free(item->key);
    g_free(item->text);
    if (item->tags)
        g_ptr_array_unref(item->tags);
    g_free(item);
}

PyperfRun *pyperf_run_new(void)
{
    PyperfRun *run = g_new0(PyperfRun, 1);
    run->loops = run->inner_loops = 1;
    return run;
}

void pyperf_run_free(PyperfRun *run)
{
    if (!run)
        return;
    g_free(run->values);
    g_free(run->warmups);
    if (run->metadata)
        g_ptr_array_unref(run->metadata);
    g_free(run);
}

PyperfBenchmark *pyperf_benchmark_new(const char *name)
{
    PyperfBenchmark *benchmark = g_new0(PyperfBenchmark, 1);
    benchmark->name = g_strdup(name);
    benchmark->runs = g_ptr_array_new_with_free_func((GDestroyNotify)pyperf_run_free);
    return benchmark;
}

void pyperf_benchmark_free(PyperfBenchmark *benchmark)
{
    if (!benchmark)
        return;
    g_free(benchmark->name);
    g_ptr_array_unref(benchmark->runs);
    if (benchmark->common)
        g_ptr_array_unref(benchmark->common);
    g_free(benchmark);
}

PyperfSuite *pyperf_suite_new(const char *path)
{
    PyperfSuite *suite = g_new0(PyperfSuite, 1);
    suite->path = g_strdup(path);
    suite->benchmarks = g_ptr_array_new_with_free_func((GDestroyNotify)pyperf_benchmark_free);
    suite->items = g_ptr_array_new_with_free_func((GDestroyNotify)pyperf_item_free);
    return suite;
}

void pyperf_suite_free(PyperfSuite *suite)
{
    if (!suite)
        return;
    g_free(suite->path);
    g_ptr_array_unref(suite->benchmarks);
    g_ptr_array_unref(suite->items);
    g_free(suite);
}

/* ------------------------------------------------------------------ metadata */

static const PyperfItem *item_at(const GPtrArray *metadata, guint i)
{
    return g_ptr_array_index(metadata, i);
}

/* Sorted by key when read, so a lookup halves. */
const PyperfItem *pyperf_metadata_find(const GPtrArray *metadata, const char *key)
{
    guint low = 0, high = metadata->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        int order = strcmp(item_at(metadata, middle)->key, key);
        if (order == 0)
            return item_at(metadata, middle);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static gboolean is_number(const PyperfItem *item)
{
    return item->kind == PYPERF_INT || item->kind == PYPERF_FLOAT;
}

/* As == of Python: 1 equals 1.0 and True; integers too long for a double by their digits. */
static gboolean is_same_value(const PyperfItem *a, const PyperfItem *b)
{
    if (a == b)
        return TRUE;
    if (is_number(a) && is_number(b))
        return a->kind == b->kind ? strcmp(a->text, b->text) == 0 || a->number == b->number
                                  : a->number == b->number;
    return a->kind == b->kind && strcmp(a->text, b->text) == 0;
}

/* Both are sorted: one pass side by side. */
GPtrArray *pyperf_metadata_common(const GPtrArray *a, const GPtrArray *b)
{
    GPtrArray *common = g_ptr_array_new();
    guint i = 0, k = 0;
    while (i < a->len && k < b->len) {
        int order = strcmp(item_at(a, i)->key, item_at(b, k)->key);
        if (order == 0 && is_same_value(item_at(a, i), item_at(b, k)))
            g_ptr_array_add(common, g_ptr_array_index(a, i));
        i += order <= 0;
        k += order >= 0;
    }
    return common;
}

/* What stands nearer to the values wins, as in pyperf: a run over its benchmark, a benchmark over the file. */
GPtrArray *pyperf_metadata_merge(const GPtrArray *lower, const GPtrArray *upper)
{
    GPtrArray *merged = g_ptr_array_sized_new(upper->len + (lower ? lower->len : 0));
    guint i = 0, k = 0, n_lower = lower ? lower->len : 0;
    while (i < n_lower || k < upper->len) {
        int order = i == n_lower      ? 1
                    : k == upper->len ? -1
                                      : strcmp(item_at(lower, i)->key, item_at(upper, k)->key);
        g_ptr_array_add(merged, order < 0 ? g_ptr_array_index(lower, i) : g_ptr_array_index(upper, k));
        i += order <= 0;
        k += order >= 0;
    }
    return merged;
}

typedef enum { SHOW_TEXT, SHOW_COUNT, SHOW_DURATION, SHOW_LOAD, SHOW_BYTES } ShowAs;

/* METADATA of pyperf/_metadata.py. */
static ShowAs show_as(const char *key)
{
    static const struct {
        const char *key;
        ShowAs as;
    } table[] = {
        {"loops", SHOW_COUNT},
        {"inner_loops", SHOW_COUNT},
        {"calibrate_loops", SHOW_COUNT},
        {"recalibrate_loops", SHOW_COUNT},
        {"calibrate_warmups", SHOW_COUNT},
        {"recalibrate_warmups", SHOW_COUNT},
        {"duration", SHOW_DURATION},
        {"uptime", SHOW_DURATION},
        {"load_avg_1min", SHOW_LOAD},
        {"mem_max_rss", SHOW_BYTES},
        {"mem_peak_pagefile_usage", SHOW_BYTES},
        {"command_max_rss", SHOW_BYTES},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (strcmp(table[i].key, key) == 0)
            return table[i].as;
    return SHOW_TEXT;
}

char *pyperf_item_display(const PyperfItem *item)
{
    if (!is_number(item))
        return g_strdup(item->text);
    switch (show_as(item->key)) {
    case SHOW_COUNT:
        return pyperf_count(pyperf_int(item->number), NULL);
    case SHOW_DURATION:
        return pyperf_duration(item->number);
    case SHOW_LOAD:
        return g_strdup_printf("%.2f", item->number);
    case SHOW_BYTES:
        return pyperf_filesize(item->number);
    case SHOW_TEXT:
        break;
    }
    return g_strdup(item->text);
}
