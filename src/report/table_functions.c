/* Table of functions: own time and time with callees of every variant side by side, and the change against the base.
 * In: the profiles of the findings. Out: <table id="functions">. A function is its name and the last part of its file, so that
 * two installations of one module match. Must not know flame graphs. */
#include "report/table.h"

#include <string.h>

#define N_ROWS 12
#define MAX_VARIANTS 3

/* One function over the variants shown. */
typedef struct {
    const FunctionWeight *first;
    double own[MAX_VARIANTS], total[MAX_VARIANTS]; /* seconds, or shares of the profile */
} FunctionRow;

typedef struct {
    const VariantFindings *variants[MAX_VARIANTS];
    const Profile *profiles[MAX_VARIANTS];
    double factor[MAX_VARIANTS]; /* weight in the table's unit per unit of weight */
    guint n;
    const char *unit; /* "s", "%" */
} FunctionsTable;

/* ------------------------------------------------------------------ the profiles shown */

static const Profile *first_profile(const VariantFindings *variant)
{
    const GPtrArray *profiles = variant->variant->run->profiles;
    return profiles->len > 0 ? g_ptr_array_index(profiles, 0) : NULL;
}

/* Seconds per unit of weight; NAN when the profile does not say. */
static double seconds_per_unit(const Profile *profile)
{
    double unit = profile_weight(profile, 1);
    if (g_str_equal(profile->weight_unit, "seconds"))
        return unit;
    if (g_str_equal(profile->weight_unit, "samples") && profile->sample_rate > 0)
        return unit / profile->sample_rate;
    return NAN;
}

/* The base and the first changed variants that have a profile; seconds if all of them know their rate, else per cent. */
static FunctionsTable choose_profiles(const Findings *findings)
{
    FunctionsTable table = {.unit = "s"};
    for (guint i = 0; i < findings->variants->len && table.n < MAX_VARIANTS; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        const Profile *profile = first_profile(variant);
        if (!profile || profile->total == 0)
            continue;
        table.variants[table.n] = variant;
        table.profiles[table.n] = profile;
        table.factor[table.n] = seconds_per_unit(profile);
        if (isnan(table.factor[table.n++]))
            table.unit = "%";
    }
    for (guint i = 0; i < table.n && table.unit[0] == '%'; i++)
        table.factor[i] = 100.0 / (double)table.profiles[i]->total;
    return table;
}

/* ------------------------------------------------------------------ rows */

static char *row_key(const FunctionWeight *function)
{
    const char *module = function->module ? function->module : "";
    const char *slash = strrchr(module, '/');
    return g_strconcat(function->name, "\n", slash ? slash + 1 : module, NULL);
}

static GPtrArray *collect_rows(const FunctionsTable *table)
{
    g_autoptr(GHashTable) by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *rows = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < table->n; i++) {
        for (guint j = 0; j < table->profiles[i]->functions->len; j++) {
            const FunctionWeight *function = g_ptr_array_index(table->profiles[i]->functions, j);
            g_autofree char *key = row_key(function);
            FunctionRow *row = g_hash_table_lookup(by_key, key);
            if (!row) {
                row = g_new0(FunctionRow, 1);
                row->first = function;
                g_ptr_array_add(rows, row);
                g_hash_table_insert(by_key, g_steal_pointer(&key), row);
            }
            row->own[i] += (double)function->self * table->factor[i];
            row->total[i] += (double)function->total * table->factor[i];
        }
    }
    return rows;
}

/* What a row is sorted by: the largest change of own time, or own time itself when there is nothing to compare. */
static double row_weight(const FunctionRow *row)
{
    double most = fabs(row->own[1] - row->own[0]);
    return MAX(most, fabs(row->own[2] - row->own[0]));
}

static int compare_changes(gconstpointer a, gconstpointer b)
{
    const FunctionRow *x = *(const FunctionRow *const *)a, *y = *(const FunctionRow *const *)b;
    double wx = row_weight(x), wy = row_weight(y);
    if (wx != wy)
        return wx > wy ? -1 : 1;
    int names = strcmp(x->first->name, y->first->name);
    return names ? names : g_strcmp0(x->first->module, y->first->module);
}

/* With two variants the unused third column must not count as a change to zero. */
static void fill_unused(GPtrArray *rows, guint n)
{
    for (guint i = 0; i < rows->len; i++) {
        FunctionRow *row = g_ptr_array_index(rows, i);
        if (n < 2)
            row->own[1] = 0;
        for (guint j = MAX(n, 2); j < MAX_VARIANTS; j++)
            row->own[j] = n < 2 ? 0 : row->own[1];
    }
}

/* ------------------------------------------------------------------ cells */

static void add_time(xmlNodePtr row, double value)
{
    if (value == 0)
        cell_text(row, "n q", "–");
    else
        cell_number(row, "n", value, number_fixed(value, 2));
}

static void add_change(xmlNodePtr row, double change, double largest)
{
    const char *class_name = fabs(change) < largest / 100 ? "n q" : change < 0 ? "n fast" : "n slow";
    if (change == 0)
        cell_text(row, "n q", "–");
    else
        cell_number(row, class_name, change, number_signed(change, 2));
}

static void add_columns(xmlNodePtr node, const FunctionsTable *table)
{
    g_autofree char *own = g_strdup_printf("Own time, %s", table->unit);
    g_autofree char *callees = g_strdup_printf("With callees, %s", table->unit);
    g_autofree char *change =
        g_strdup_printf("Own, change against base, %s", table->unit[0] == '%' ? "points" : table->unit);
    const char *const overs[] = {own, callees, change};
    table_column(node, "function", "", "Function", NULL, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(overs); i++)
        for (guint j = i == 2 ? 1 : 0; j < table->n; j++) {
            const char *label = variant_label(table->variants[j]);
            element_set(table_column(node, label, "n", label, NULL, overs[i]), "style", "code");
        }
}

static void add_row(xmlNodePtr node, const FunctionsTable *table, const FunctionRow *function, double largest)
{
    xmlNodePtr row = table_row(node, "");
    xmlNodePtr head = cell_head_code(row, function->first->name);
    if (function->first->module) {
        element_add_part(head, "", " ");
        element_add_part(head, "q", function->first->module);
    }
    for (guint i = 0; i < table->n; i++)
        add_time(row, function->own[i]);
    for (guint i = 0; i < table->n; i++)
        add_time(row, function->total[i]);
    for (guint i = 1; i < table->n; i++)
        add_change(row, function->own[i] - function->own[0], largest);
}

/* A row without times with callees: the others together, or all. */
static void add_sum(xmlNodePtr node, const FunctionsTable *table, const char *class_name, const char *title,
                    const double *own)
{
    xmlNodePtr row = table_row(node, class_name);
    element_add_part(cell_head(row), "", title);
    for (guint i = 0; i < table->n; i++)
        add_time(row, own[i]);
    for (guint i = 0; i < table->n; i++)
        cell_text(row, "n q", "");
    for (guint i = 1; i < table->n; i++)
        add_change(row, own[i] - own[0], 0);
}

static void add_others(xmlNodePtr node, const FunctionsTable *table, const GPtrArray *rows)
{
    double others[MAX_VARIANTS] = {0}, all[MAX_VARIANTS] = {0};
    for (guint i = 0; i < rows->len; i++) {
        const FunctionRow *row = g_ptr_array_index(rows, i);
        for (guint j = 0; j < table->n; j++) {
            all[j] += row->own[j];
            others[j] += i >= N_ROWS ? row->own[j] : 0;
        }
    }
    if (rows->len > N_ROWS) {
        g_autofree char *title = show_number_of(rows->len - N_ROWS, "other function", NULL);
        add_sum(node, table, "", title, others);
    }
    add_sum(node, table, "tot", "All", all);
}

void tables_add_functions(ModelBuilder *builder)
{
    FunctionsTable table = choose_profiles(builder->findings);
    if (table.n == 0)
        return;
    g_autoptr(GPtrArray) rows = collect_rows(&table);
    fill_unused(rows, table.n);
    if (table.n > 1)
        g_ptr_array_sort(rows, compare_changes);
    xmlNodePtr node = table_new(builder, "functions", "sort fnt");
    element_add_part_printf(
        table_caption(node), "",
        "Functions by %s. Own times%s add up to the totals; a recursive function counts once per stack in "
        "the "
        "columns with callees.%s",
        table.n > 1 ? "change of own time" : "own time", table.n > 1 ? " and their changes" : "",
        table.unit[0] == '%' ? " Per cent of the samples of each profile: the profiles do not say how long "
                               "a sample is, so a share can rise although the time falls."
                             : "");
    add_columns(node, &table);
    double largest = rows->len > 0 ? row_weight(g_ptr_array_index(rows, 0)) : 0;
    for (guint i = 0; i < MIN(rows->len, N_ROWS); i++)
        add_row(node, &table, g_ptr_array_index(rows, i), largest);
    add_others(node, &table, rows);
    table_finish(builder, node);
}
