/* Table of functions: own time and time with callees of up to three variants side by side, and the change against the base.
 * In: hotspots of the findings. Out: <table id="functions">. Must not know flame graphs or how functions are matched. */
#include "report/table.h"

#include "analyze/hotspots.h"

#define N_ROWS 12
#define MAX_VARIANTS 3
#define CLEAR_Z 2.0

/* What the table shows of the hotspots. */
typedef struct {
    const Hotspots *hotspots;
    guint n;                   /* variants shown: all, or of many the base and the fastest */
    guint shown[MAX_VARIANTS]; /* their positions in the hotspots */
    gboolean is_change;        /* columns of change exist */
    double factor;             /* shares are shown in per cent */
    const char *unit;
    GPtrArray *rows; /* of HotspotRow*, borrowed, in the order of the table */
} FunctionsTable;

/* Seconds or per cent of the i-th variant shown. */
static double own(const FunctionsTable *table, const HotspotRow *row, guint i)
{
    return row->self[table->shown[i]] * table->factor;
}

/* What a row is sorted by: the largest change of own time among the variants shown. */
static double largest_change(const HotspotRow *row, const FunctionsTable *table)
{
    double most = 0;
    for (guint i = 1; i < table->n; i++)
        most = MAX(most, fabs(row->self[table->shown[i]] - row->self[0]));
    return most;
}

/* Stable: rows come by own time, name and module, and equal changes keep that order. */
static int compare_changes(gconstpointer a, gconstpointer b, gpointer data)
{
    double x = largest_change(*(const HotspotRow *const *)a, data),
           y = largest_change(*(const HotspotRow *const *)b, data);
    return x > y ? -1 : x < y;
}

/* All variants, or of more than there are columns for those of the flame graphs above. */
static void choose_variants(FunctionsTable *table, const VariantFindings *best)
{
    guint n = table->hotspots->variants->len, position = 0;
    gboolean has_best = best && g_ptr_array_find(table->hotspots->variants, best, &position);
    for (guint i = 0; i < MAX_VARIANTS; i++)
        table->shown[i] = i;
    table->n = MIN(n, MAX_VARIANTS);
    if (n <= MAX_VARIANTS || !has_best || position == 0)
        return;
    table->shown[1] = position;
    table->n = 2;
}

/* Hotspots come sorted by own time; with a base the change is what matters. */
static FunctionsTable functions_table(const Hotspots *hotspots, const VariantFindings *best)
{
    gboolean is_share = hotspots->unit == HOTSPOT_SHARE;
    FunctionsTable table = {
        .hotspots = hotspots,
        .factor = is_share ? 100 : 1,
        .unit = is_share ? "%" : "s",
        .rows = g_ptr_array_new(),
    };
    choose_variants(&table, best);
    table.is_change = hotspots->has_base && table.n > 1;
    for (guint i = 0; i < hotspots->rows->len; i++)
        g_ptr_array_add(table.rows, g_ptr_array_index(hotspots->rows, i));
    if (table.is_change)
        g_ptr_array_sort_with_data(table.rows, compare_changes, &table);
    return table;
}

/* ------------------------------------------------------------------ cells */

/* A function that never ran is a dash. */
static void add_time(xmlNodePtr row, double value)
{
    if (value == 0)
        cell_text(row, "n q", "–");
    else
        cell_number(row, "n", value, number_fixed(value, 2));
}

static void add_change(xmlNodePtr row, double change, gboolean is_clear)
{
    if (change == 0)
        cell_text(row, "n q", "–");
    else
        cell_number(row,
                    !is_clear    ? "n q"
                    : change < 0 ? "n fast"
                                 : "n slow",
                    change, number_signed(change, 2));
}

/* A change counts when it stands out of the chance of sampling; where samples are not known, when it is worth a look. */
static gboolean is_clear_change(const FunctionsTable *table, const HotspotRow *row, guint variant)
{
    if (isfinite(row->z[variant]))
        return fabs(row->z[variant]) >= CLEAR_Z;
    return fabs(row->self[variant] - row->self[0]) >= table->hotspots->totals[0] / 100;
}

static void add_columns(xmlNodePtr node, const FunctionsTable *table)
{
    g_autofree char *own_head = g_strdup_printf("Own time, %s", table->unit);
    g_autofree char *callees_head = g_strdup_printf("With callees, %s", table->unit);
    g_autofree char *change_head =
        g_strdup_printf("Own, change against base, %s", table->factor > 1 ? "points" : table->unit);
    const char *const overs[] = {own_head, callees_head, change_head};
    table_column(node, "function", "", "Function", NULL, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(overs); i++) {
        if (i == 2 && !table->is_change)
            break;
        for (guint j = i == 2 ? 1 : 0; j < table->n; j++) {
            const char *label = variant_label(g_ptr_array_index(table->hotspots->variants, table->shown[j]));
            element_set(table_column(node, label, "n", label, NULL, overs[i]), "style", "code");
        }
    }
}

static void add_row(xmlNodePtr node, const FunctionsTable *table, const HotspotRow *function)
{
    xmlNodePtr row = table_row(node, "");
    xmlNodePtr head = cell_head_code(row, function->name);
    if (function->module && function->module[0]) {
        element_add_part(head, "", " ");
        element_add_part(head, "q", function->module);
    }
    for (guint i = 0; i < table->n; i++)
        add_time(row, own(table, function, i));
    for (guint i = 0; i < table->n; i++)
        add_time(row, function->total[table->shown[i]] * table->factor);
    for (guint i = 1; i < table->n && table->is_change; i++)
        add_change(row, own(table, function, i) - own(table, function, 0),
                   is_clear_change(table, function, table->shown[i]));
}

/* A row without times with callees: the others together, or all. */
static void add_sum(xmlNodePtr node, const FunctionsTable *table, const char *class_name, const char *title,
                    const double *sums)
{
    xmlNodePtr row = table_row(node, class_name);
    element_add_part(cell_head(row), "", title);
    for (guint i = 0; i < table->n; i++)
        add_time(row, sums[i]);
    for (guint i = 0; i < table->n; i++)
        cell_text(row, "n q", "");
    for (guint i = 1; i < table->n && table->is_change; i++)
        add_change(row, sums[i] - sums[0], FALSE);
}

/* The two sums make the columns add up to the totals of the profiles. */
static void add_sums(xmlNodePtr node, const FunctionsTable *table)
{
    double others[MAX_VARIANTS] = {0}, all[MAX_VARIANTS] = {0};
    for (guint i = 0; i < table->rows->len; i++) {
        const HotspotRow *row = g_ptr_array_index(table->rows, i);
        for (guint j = 0; j < table->n; j++) {
            all[j] += own(table, row, j);
            others[j] += i >= N_ROWS ? own(table, row, j) : 0;
        }
    }
    if (table->rows->len > N_ROWS) {
        g_autofree char *title = show_number_of(table->rows->len - N_ROWS, "other function", NULL);
        add_sum(node, table, "", title, others);
    }
    add_sum(node, table, "tot", "All", all);
}

static void add_caption(xmlNodePtr caption, const FunctionsTable *table)
{
    element_add_part(caption, "",
                     table->is_change
                         ? "Functions by change of own time. Own times and their changes add up to "
                           "the totals; a recursive function counts once per stack in the columns "
                           "with callees."
                         : "Functions by own time. Own times add up to the total; a recursive function "
                           "counts once per stack in the columns with callees.");
    if (table->factor > 1 && table->n > 1)
        element_add_part(
            caption, "",
            " Per cent of each profile: nothing says how long a sample is, so a share can rise although "
            "the time falls.");
    if (table->hotspots->variants->len > table->n)
        element_add_part_printf(caption, "",
                                table->n == 2 ? " The base and the fastest of %u profiled variants."
                                              : " The first of %u profiled variants.",
                                table->hotspots->variants->len);
}

void tables_add_functions(ModelBuilder *builder, const VariantFindings *best)
{
    g_autoptr(Hotspots) hotspots = hotspots_new(builder->findings);
    if (!hotspots || hotspots->rows->len == 0)
        return;
    FunctionsTable table = functions_table(hotspots, best);
    xmlNodePtr node = table_new(builder, "functions", "sort fnt");
    add_caption(table_caption(node), &table);
    add_columns(node, &table);
    for (guint i = 0; i < MIN(table.rows->len, N_ROWS); i++)
        add_row(node, &table, g_ptr_array_index(table.rows, i));
    add_sums(node, &table);
    table_finish(builder, node);
    g_ptr_array_unref(table.rows);
}
