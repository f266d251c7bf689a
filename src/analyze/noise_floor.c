/* The noise between runs; see noise_floor.h. */
#include "analyze/noise_floor.h"

#include <math.h>
#include <string.h>

#include "analyze/environment.h"
#include "analyze/statistics.h"
#include "analyze/timing_summary.h"

/* An unknown value is a value of its own here: known and unknown machines are not thrown together. */
static const char *value_or_empty(const Timing *timing, const char *key)
{
    const char *value = environment_value(timing, key);
    return value ? value : "";
}

char *machine_key(const Timing *timing)
{
    return g_strdup_printf("%s|%s|%s", value_or_empty(timing, "hostname"),
                           value_or_empty(timing, "cpu_model_name"), value_or_empty(timing, "cpu_count"));
}

/* Runs of one configuration: the same code, as far as the files can tell. */
typedef struct {
    char *machine;
    GArray *logs; /* of double: ln of the mean of each run */
} Group;

static void group_free(Group *group)
{
    g_free(group->machine);
    g_array_unref(group->logs);
    g_free(group);
}

/* Calibration only, printed means and runs under a profiler say nothing of noise. */
static gboolean is_measured(const Timing *timing)
{
    return timing->level == LEVEL_VALUES && !timing->excluded && timing->processes->len > 0;
}

/* Whether later runs of the variant surely measured the same code: the baseline is not being changed, a commit is recorded. */
static gboolean is_fixed_code(const Variant *variant, const Timing *timing)
{
    return variant->role == ROLE_BASELINE || environment_value(timing, "commit_id");
}

char *noise_configuration(const Variant *variant, const Timing *timing, const char *benchmark)
{
    if (!is_measured(timing) || !is_fixed_code(variant, timing))
        return NULL;
    g_autofree char *machine = machine_key(timing);
    return g_strdup_printf("%s\n%s\n%s\n%d\n%s\n%s\n%s", machine, variant->name, benchmark, (int)timing->unit,
                           value_or_empty(timing, "commit_id"), value_or_empty(timing, "python_version"),
                           value_or_empty(timing, "python_cflags"));
}

/* Two runs never have the same mean to the last digit: the second is a copy of the first, and no sign of how little runs vary. */
static gboolean has_log(const Group *group, double log_mean)
{
    for (guint i = 0; i < group->logs->len; i++)
        if (g_array_index(group->logs, double, i) == log_mean)
            return TRUE;
    return FALSE;
}

/* ln of the mean of every timing of a run, sorted into its configuration. */
static void add_run(GHashTable *groups, const Variant *variant, const Run *run)
{
    for (guint i = 0; i < run->timings->len; i++) {
        const Timing *timing = g_ptr_array_index(run->timings, i);
        g_autofree char *key = noise_configuration(variant, timing, timing->benchmark);
        double mean = key ? log(timing_mean_of_processes(timing).mean) : NAN;
        if (!isfinite(mean))
            continue;
        Group *group = g_hash_table_lookup(groups, key);
        if (!group) {
            group = g_new0(Group, 1);
            group->machine = machine_key(timing);
            group->logs = g_array_new(FALSE, FALSE, sizeof(double));
            g_hash_table_insert(groups, g_steal_pointer(&key), group);
        }
        if (timing->unit != UNIT_SECOND || !has_log(group, mean))
            g_array_append_val(group->logs, mean);
    }
}

/* Adds the squares of one group to the floor of its machine; deviation holds the sum of squares until the end. */
static void add_group(GPtrArray *floors, const Group *group)
{
    NoiseFloor *floor = NULL;
    for (guint i = 0; i < floors->len && !floor; i++)
        if (g_str_equal(((NoiseFloor *)g_ptr_array_index(floors, i))->machine, group->machine))
            floor = g_ptr_array_index(floors, i);
    if (!floor) {
        floor = g_new0(NoiseFloor, 1);
        floor->machine = g_strdup(group->machine);
        g_ptr_array_add(floors, floor);
    }
    double df = group->logs->len - 1;
    floor->deviation += df * statistics_variance((const double *)(void *)group->logs->data, group->logs->len);
    floor->df += df;
    floor->n_groups++;
}

static void floor_free(NoiseFloor *floor)
{
    g_free(floor->machine);
    g_free(floor);
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

GPtrArray *noise_floors_new(const Benchmark *benchmark)
{
    GPtrArray *floors = g_ptr_array_new_with_free_func((GDestroyNotify)floor_free);
    g_autoptr(GHashTable) groups =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)group_free);
    for (guint i = 0; i < benchmark->variants->len; i++) {
        const Variant *variant = g_ptr_array_index(benchmark->variants, i);
        for (guint k = 0; k < variant->runs->len; k++)
            add_run(groups, variant, g_ptr_array_index(variant->runs, k));
    }
    g_autoptr(GList) keys =
        g_list_sort(g_hash_table_get_keys(groups), compare_texts); /* sums in a fixed order */
    for (const GList *key = keys; key; key = key->next) {
        const Group *group = g_hash_table_lookup(groups, key->data);
        /* a single run has nothing to differ from */
        if (group->logs->len >= 2)
            add_group(floors, group);
    }
    for (guint i = 0; i < floors->len; i++) {
        NoiseFloor *floor = g_ptr_array_index(floors, i);
        /* pooled: sum of squares within groups over the sum of their degrees of freedom */
        floor->deviation = sqrt(floor->deviation / floor->df);
    }
    return floors;
}

const NoiseFloor *noise_floor_find(const GPtrArray *noise_floors, const Timing *timing, double least_df)
{
    g_autofree char *machine = machine_key(timing);
    for (guint i = 0; i < noise_floors->len; i++) {
        const NoiseFloor *floor = g_ptr_array_index(noise_floors, i);
        if (g_str_equal(floor->machine, machine))
            return floor->df >= least_df ? floor : NULL;
    }
    return NULL;
}
