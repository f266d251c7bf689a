/* Ratios of counters; see counters.h. Formulas: docs/BIBLIOGRAPHY.md, "perf metrics".
 * Numerator and denominator always come from one PMU and one modifier: on a hybrid processor the instructions of one kind of
 * core are never divided by the cycles of the other. Perf's own printed ratios do that, and are not read. */
#include "analyze/counters.h"

#include <string.h>

/* Where the counters of a ratio may come from. */
typedef struct {
    const GPtrArray *counters; /* of CounterSummary* */
    gboolean is_simulated;
    const char *lead_pmu; /* NULL when counters name no PMU */
    guint n_core_pmus;    /* PMUs that count cycles */
} Pool;

/* The counted summary of exactly that event; NULL when there is none. */
static const CounterSummary *find(const Pool *pool, const char *event, const char *pmu, const char *modifier)
{
    for (guint i = 0; i < pool->counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(pool->counters, i);
        if (summary->status == COUNTER_COUNTED && summary->is_simulated == pool->is_simulated &&
            g_str_equal(summary->event, event) && g_strcmp0(summary->pmu, pmu) == 0 &&
            g_strcmp0(summary->modifier, modifier) == 0)
            return summary;
    }
    return NULL;
}

const CounterSummary *counters_find(const VariantFindings *findings, const char *event, const char *pmu,
                                    const char *modifier)
{
    Pool pool = {.counters = findings->counters};
    return find(&pool, event, pmu, modifier);
}

/* The PMU that did most of the work: the one with the most cycles, or instructions when no cycles were counted. */
static void find_lead_pmu(Pool *pool)
{
    static const char *const leads[] = {"cycles", "instructions"};
    for (gsize k = 0; k < G_N_ELEMENTS(leads) && pool->n_core_pmus == 0; k++) {
        g_autoptr(GHashTable) pmus = g_hash_table_new(g_str_hash, g_str_equal);
        double most = -1;
        for (guint i = 0; i < pool->counters->len; i++) {
            const CounterSummary *summary = g_ptr_array_index(pool->counters, i);
            if (summary->status != COUNTER_COUNTED || summary->is_simulated != pool->is_simulated ||
                !g_str_equal(summary->event, leads[k]))
                continue;
            g_hash_table_add(pmus, (gpointer)(gsize)(summary->pmu ? summary->pmu : ""));
            if (summary->value.value > most) {
                most = summary->value.value;
                pool->lead_pmu = summary->pmu;
            }
        }
        pool->n_core_pmus = g_hash_table_size(pmus);
    }
}

/* The pair of events from one PMU and modifier: without both first, then the leading PMU. FALSE when there is none. */
static gboolean find_pair(const Pool *pool, const char *above, const char *below,
                          const CounterSummary **numerator, const CounterSummary **denominator)
{
    int best = -1;
    for (guint i = 0; i < pool->counters->len; i++) {
        const CounterSummary *top = g_ptr_array_index(pool->counters, i);
        if (top->status != COUNTER_COUNTED || top->is_simulated != pool->is_simulated ||
            !g_str_equal(top->event, above) || (top->pmu && g_strcmp0(top->pmu, pool->lead_pmu) != 0))
            continue;
        const CounterSummary *bottom = find(pool, below, top->pmu, top->modifier);
        int rank = 2 * !top->pmu + !top->modifier;
        if (!bottom || rank <= best)
            continue;
        best = rank;
        *numerator = top;
        *denominator = bottom;
    }
    return best >= 0;
}

/* NAN for a missing or zero denominator, never infinity. */
static double divide(double above, double below)
{
    return below > 0 ? above / below : NAN;
}

/* NAN when no PMU and modifier counted both. */
static double ratio(const Pool *pool, const char *above, const char *below)
{
    const CounterSummary *numerator = NULL, *denominator = NULL;
    if (!find_pair(pool, above, below, &numerator, &denominator))
        return NAN;
    return divide(numerator->value.value, denominator->value.value);
}

/* Any modifier, without one first: task-clock and energy count time and joules whatever the privilege level. */
static double value_of(const Pool *pool, const char *event)
{
    const CounterSummary *found = NULL;
    for (guint i = 0; i < pool->counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(pool->counters, i);
        if (summary->status == COUNTER_COUNTED && summary->is_simulated == pool->is_simulated &&
            g_str_equal(summary->event, event) && (!found || (found->modifier && !summary->modifier)))
            found = summary;
    }
    return found ? found->value.value : NAN;
}

/* Cycles per nanosecond on a processor; NAN when several kinds of core share the clock, or when the modes differ. */
static double gigahertz(const Pool *pool)
{
    const CounterSummary *clock = NULL;
    if (pool->n_core_pmus != 1)
        return NAN;
    for (guint i = 0; i < pool->counters->len; i++) {
        const CounterSummary *cycles = g_ptr_array_index(pool->counters, i);
        if (!g_str_equal(cycles->event, "cycles") || cycles->status != COUNTER_COUNTED ||
            cycles->is_simulated != pool->is_simulated)
            continue;
        clock = find(pool, "task-clock", NULL, cycles->modifier);
        if (clock)
            return divide(cycles->value.value, clock->value.value * 1e9);
    }
    return NAN;
}

/* Top-down level 1 from the four slot counters themselves (Yasin 2014): their shares sum to 1. */
static void derive_top_down(const Pool *pool, DerivedMetrics *derived)
{
    double retiring = value_of(pool, "topdown-retiring"), bad = value_of(pool, "topdown-bad-spec"),
           frontend = value_of(pool, "topdown-fe-bound"), backend = value_of(pool, "topdown-be-bound");
    double slots = retiring + bad + frontend + backend;
    derived->retiring = divide(retiring, slots);
    derived->bad_speculation = divide(bad, slots);
    derived->frontend_bound = divide(frontend, slots);
    derived->backend_bound = divide(backend, slots);
}

/* The formulas of "perf metrics". */
static void derive_rates(const Pool *pool, DerivedMetrics *derived)
{
    derived->ipc = ratio(pool, "instructions", "cycles");
    derived->cpi = ratio(pool, "cycles", "instructions");
    derived->ghz = gigahertz(pool);
    derived->branch_miss_rate = ratio(pool, "branch-misses", "branches");
    derived->branch_mpki = 1000 * ratio(pool, "branch-misses", "instructions");
    derived->cache_miss_rate = ratio(pool, "cache-misses", "cache-references");
    derived->cache_mpki = 1000 * ratio(pool, "cache-misses", "instructions");
    derived->l1d_miss_rate = ratio(pool, "L1-dcache-load-misses", "L1-dcache-loads");
    derived->llc_miss_rate = ratio(pool, "LLC-load-misses", "LLC-loads");
    derived->dtlb_miss_rate = ratio(pool, "dTLB-load-misses", "dTLB-loads");
    derived->itlb_miss_rate =
        ratio(pool, "iTLB-load-misses", "iTLB-loads"); /* may exceed 1 on real hardware */
    derived->stalled_share = fmax(ratio(pool, "stalled-cycles-frontend", "cycles"),
                                  ratio(pool, "stalled-cycles-backend", "cycles"));
    derived->stalls_per_instruction = fmax(ratio(pool, "stalled-cycles-frontend", "instructions"),
                                           ratio(pool, "stalled-cycles-backend", "instructions"));
}

/* Per command and never per iteration while pyperf chooses the loops. */
static void derive_per_iteration(const Pool *pool, const ProcessSummary *process, DerivedMetrics *derived)
{
    double loops = process->loops > 0 && !process->is_calibrated ? (double)process->loops : NAN;
    derived->instructions_per_iteration = value_of(pool, "instructions") / loops;
    derived->cycles_per_iteration = value_of(pool, "cycles") / loops;
    derived->seconds_per_iteration = process->elapsed / loops;
    derived->energy_per_iteration = derived->energy / loops;
}

/* Simulated counters are only derived from when nothing else is there. */
static gboolean has_real_counter(const GPtrArray *counters)
{
    for (guint i = 0; i < counters->len; i++) {
        const CounterSummary *summary = g_ptr_array_index(counters, i);
        if (!summary->is_simulated && summary->status == COUNTER_COUNTED)
            return TRUE;
    }
    return FALSE;
}

void counters_derive(VariantFindings *findings)
{
    static const ProcessSummary nothing = {.elapsed = NAN};
    const ProcessSummary *process = findings->process ? findings->process : &nothing;
    DerivedMetrics *derived = &findings->derived;
    Pool pool = {.counters = findings->counters, .is_simulated = !has_real_counter(findings->counters)};
    find_lead_pmu(&pool);
    derive_rates(&pool, derived);
    derive_top_down(&pool, derived);
    derived->cpus = divide(value_of(&pool, "task-clock"), process->elapsed);
    derived->energy = value_of(&pool, "energy-pkg");
    derived->power = divide(derived->energy, process->elapsed);
    derive_per_iteration(&pool, process, derived);
}
