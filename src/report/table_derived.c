/* The table of rates that are derived from counters, a column per variant that has any.
 * In: findings. Out: <table id="derived">. Must not know sentences or figures. */
#include "report/table.h"

#define MOST_SIDE_BY_SIDE 6

typedef struct {
    const char *title, *unit;
    gsize offset; /* in DerivedMetrics */
    double factor;
    int decimals;
} RateRow;

#define RATE(title, unit, field, factor, decimals)                                                           \
    {                                                                                                        \
        title, unit, G_STRUCT_OFFSET(DerivedMetrics, field), factor, decimals                                \
    }

static const RateRow RATES[] = {
    RATE("Instructions per cycle", NULL, ipc, 1, 2),
    RATE("Clock", "GHz", ghz, 1, 3),
    RATE("CPUs kept busy", NULL, cpus, 1, 2),
    RATE("Branch-miss rate", "%", branch_miss_rate, 100, 2),
    RATE("Branch misses per 1000 instructions", NULL, branch_mpki, 1, 2),
    RATE("Cache-miss rate", "%", cache_miss_rate, 100, 2),
    RATE("Cache misses per 1000 instructions", NULL, cache_mpki, 1, 3),
    RATE("L1 data miss rate", "%", l1d_miss_rate, 100, 2),
    RATE("Last-level miss rate", "%", llc_miss_rate, 100, 2),
    RATE("Data TLB miss rate", "%", dtlb_miss_rate, 100, 3),
    RATE("Instruction TLB miss rate", "%", itlb_miss_rate, 100, 2),
    RATE("Stalled cycles", "%", stalled_share, 100, 1),
};

/* The field of DerivedMetrics that the row names. */
static double rate_value(const VariantFindings *variant, const RateRow *rate)
{
    return G_STRUCT_MEMBER(double, &variant->derived, rate->offset);
}

/* Whether a variant has any rate: one with a profile only has none. */
static gboolean has_rates(const VariantFindings *variant)
{
    for (gsize i = 0; i < G_N_ELEMENTS(RATES); i++)
        if (isfinite(rate_value(variant, &RATES[i])))
            return TRUE;
    return FALSE;
}

/* A rate that no variant has gets no row. */
static void add_rate(xmlNodePtr table, const Findings *findings, const RateRow *rate)
{
    gboolean has_any = FALSE;
    for (guint i = 0; i < findings->variants->len; i++)
        has_any |= isfinite(rate_value(g_ptr_array_index(findings->variants, i), rate)) != 0;
    if (!has_any)
        return;
    xmlNodePtr row = table_row(table, "");
    xmlNodePtr head = cell_head(row);
    element_add_part(head, "", rate->title);
    if (rate->unit) {
        element_add_part(head, "", " ");
        element_add_part(head, "q", rate->unit);
    }
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        double value = rate_value(variant, rate);
        if (has_rates(variant))
            cell_number(row, "n", value, number_fixed(value * rate->factor, rate->decimals));
    }
}

/* A variant's rates come from simulated counters only when it has no measured one. */
static gboolean is_simulated(const VariantFindings *variant)
{
    for (guint i = 0; i < variant->counters->len; i++) {
        const CounterSummary *counter = g_ptr_array_index(variant->counters, i);
        if (counter->status == COUNTER_COUNTED && !counter->is_simulated)
            return FALSE;
    }
    return TRUE;
}

static guint count_shown(const Findings *findings)
{
    guint n = 0;
    for (guint i = 0; i < findings->variants->len; i++)
        n += has_rates(g_ptr_array_index(findings->variants, i)) ? 1 : 0;
    return n;
}

/* A column per variant. */
static void add_side_by_side(xmlNodePtr table, const Findings *findings)
{
    table_column(table, "rate", "", "Derived", NULL, NULL);
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        const char *label = variant_label(variant);
        if (!has_rates(variant))
            continue;
        xmlNodePtr column =
            table_column(table, label, "n", label, is_simulated(variant) ? "simulated" : NULL, NULL);
        element_set(column, "style", "code");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(RATES); i++)
        add_rate(table, findings, &RATES[i]);
}

/* More variants than columns fit: a group per rate, as in the table of counters. */
static void add_stacked(xmlNodePtr table, const Findings *findings)
{
    table_column(table, "variant", "", "Variant", NULL, NULL);
    table_column(table, "value", "n", "Value", NULL, NULL);
    for (gsize k = 0; k < G_N_ELEMENTS(RATES); k++) {
        const RateRow *rate = &RATES[k];
        g_autofree char *title =
            rate->unit ? g_strdup_printf("%s, %s", rate->title, rate->unit) : g_strdup(rate->title);
        xmlNodePtr group = table_group(table, title);
        for (guint i = 0; i < findings->variants->len; i++) {
            const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
            double value = rate_value(variant, rate);
            if (!isfinite(value))
                continue;
            xmlNodePtr row = table_row(group, ""), head = cell_head_code(row, variant_label(variant));
            if (is_simulated(variant))
                element_add_part(head, "q", " simulated");
            cell_number(row, "n", value, number_fixed(value * rate->factor, rate->decimals));
        }
    }
}

void tables_add_derived(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    xmlNodePtr table = table_new(builder, "derived", "half");
    element_add_part(table_caption(table), "", "Rates computed from the means of the counters.");
    if (count_shown(findings) > MOST_SIDE_BY_SIDE)
        add_stacked(table, findings);
    else
        add_side_by_side(table, findings);
    table_finish(builder, table);
}
