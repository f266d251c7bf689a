/* The counters table with variants as rows and events as columns; see table_counters.h. Events of one group stay together where
 * they fit; a table is at most as wide as a printed page. */
#include "report/table_counters.h"

#define MOST_LETTERS 96 /* with two between columns: the width of a printed page */
#define VALUE_LETTERS 7 /* of a number of four digits with sign and point */
#define LABEL_LETTERS 28
#define WHOLE_TIME .995 /* share of the run from which a counter counts as not multiplexed */

/* The columns of one table: rows[from..to), after the elapsed time in the first one. */
typedef struct {
    const CountersTable *table;
    guint from, to;
    gboolean has_elapsed;
    RowScale elapsed;
} Block;

static const EventRow *row_at(const CountersTable *table, guint i)
{
    return g_ptr_array_index(table->rows, i);
}

static guint letters(const char *text)
{
    return (guint)g_utf8_strlen(text, -1);
}

/* ------------------------------------------------------------------ which columns go together */

static guint column_letters(const CountersTable *table, guint i)
{
    const EventRow *row = row_at(table, i);
    RowScale scale = counters_row_scale(row, table->findings->variants->len);
    g_autofree char *name = event_starred(row->first);
    guint unit = scale.scale.symbol[0] ? 1 + letters(scale.scale.symbol) : 0;
    return 2 + MAX(VALUE_LETTERS, letters(name) + unit);
}

static guint label_letters(const CountersTable *table)
{
    guint most = letters("Variant");
    for (guint i = 0; i < table->shown->len; i++)
        most = MAX(most, letters(variant_label(counters_variant(table, i))));
    return MIN(most, LABEL_LETTERS);
}

/* Letters of the events of a group that begin at `from`. */
static guint group_letters(const CountersTable *table, guint from)
{
    guint sum = 0;
    for (guint i = from; i < table->rows->len && row_at(table, i)->group == row_at(table, from)->group; i++)
        sum += column_letters(table, i);
    return sum;
}

/* Letters to fill when a table begins at `from`: of a group that needs several tables, each gets a like part. */
static guint target_letters(const CountersTable *table, guint from, guint label)
{
    guint room = MOST_LETTERS - label, whole = group_letters(table, from);
    return whole > room ? whole / ((whole + room - 1) / room) : room;
}

/* End of the columns that go into a table that begins at `from`: at least one. `other` letters are taken by other columns. */
static guint block_end(const CountersTable *table, guint from, guint label, guint other)
{
    guint used = other, target = target_letters(table, from, label), i = from;
    for (; i < table->rows->len; i++) {
        gboolean begins_group = i > from && row_at(table, i)->group != row_at(table, i - 1)->group;
        guint whole = group_letters(table, i), room = MOST_LETTERS - label;
        if (begins_group && used + whole > room && whole <= room)
            break; /* the next table holds all of it */
        if (i > from && (used + column_letters(table, i) > room || (used >= target && !begins_group)))
            break;
        used += column_letters(table, i);
    }
    return i;
}

/* ------------------------------------------------------------------ one table */

static void add_means(xmlNodePtr node, const Block *block)
{
    xmlNodePtr group = table_group(node, "Mean");
    for (guint v = 0; v < block->table->shown->len; v++) {
        const VariantFindings *variant = counters_variant(block->table, v);
        xmlNodePtr row = table_row(group, "");
        cell_head_code(row, variant_label(variant));
        if (block->has_elapsed)
            counters_add_elapsed(row, variant, &block->elapsed);
        for (guint i = block->from; i < block->to; i++) {
            const EventRow *event = row_at(block->table, i);
            RowScale scale = counters_row_scale(event, block->table->findings->variants->len);
            counters_add_mean(row, event->cells[g_array_index(block->table->shown, guint, v)], &scale);
        }
    }
}

/* Without the ends of the intervals: the colour says whether they include zero. */
static void add_changes(xmlNodePtr node, const Block *block)
{
    CountersTable plain = *block->table;
    plain.has_intervals = FALSE;
    xmlNodePtr group = NULL;
    for (guint v = 0; v < plain.shown->len; v++) {
        const VariantFindings *variant = counters_variant(&plain, v);
        if (!counters_has_change(&plain, variant))
            continue;
        if (!group)
            group = table_group(node, "Change against the base, %");
        xmlNodePtr row = table_row(group, "");
        cell_head_code(row, variant_label(variant));
        if (block->has_elapsed)
            counters_add_elapsed_change(row, &plain, variant);
        for (guint i = block->from; i < block->to; i++)
            counters_add_change(row, &plain, variant,
                                row_at(&plain, i)->cells[g_array_index(plain.shown, guint, v)]);
    }
}

static gboolean is_multiplexed(const Block *block)
{
    double low = NAN, high = NAN;
    for (guint i = block->from; i < block->to; i++)
        for (guint v = 0; v < block->table->shown->len; v++)
            counters_widen_running(
                row_at(block->table, i)->cells[g_array_index(block->table->shown, guint, v)], &low, &high);
    return low < WHOLE_TIME;
}

/* Only where some event was not counted all the time. */
static void add_counted(xmlNodePtr node, const Block *block)
{
    if (!is_multiplexed(block))
        return;
    xmlNodePtr group = table_group(node, "Counted, % of the run");
    for (guint v = 0; v < block->table->shown->len; v++) {
        xmlNodePtr row = table_row(group, "");
        cell_head_code(row, variant_label(counters_variant(block->table, v)));
        if (block->has_elapsed)
            cell_text(row, "n q", "");
        for (guint i = block->from; i < block->to; i++) {
            double low = NAN, high = NAN;
            guint position = g_array_index(block->table->shown, guint, v);
            counters_widen_running(row_at(block->table, i)->cells[position], &low, &high);
            counters_add_counted(row, low, high);
        }
    }
}

static void add_block(xmlNodePtr node, const Block *block)
{
    table_column(node, "variant", "", "Variant", NULL, NULL);
    if (block->has_elapsed)
        table_column(node, "elapsed", "n", "elapsed time", block->elapsed.scale.symbol, NULL);
    for (guint i = block->from; i < block->to; i++) {
        const EventRow *event = row_at(block->table, i);
        RowScale scale = counters_row_scale(event, block->table->findings->variants->len);
        g_autofree char *title = event_starred(event->first);
        table_column(node, title, "n", title, scale.scale.symbol, NULL);
    }
    add_means(node, block);
    add_changes(node, block);
    add_counted(node, block);
}

/* ------------------------------------------------------------------ all tables */

/* "The same, continued: caches, operating system." */
static void add_continued_caption(xmlNodePtr node, const Block *block)
{
    g_autoptr(GString) text = g_string_new("The same, continued:");
    for (guint i = block->from; i < block->to; i++) {
        EventGroup group = row_at(block->table, i)->group;
        if (i > block->from && row_at(block->table, i - 1)->group == group)
            continue;
        g_autofree char *title = g_utf8_strdown(event_group_title(group), -1);
        g_string_append_printf(text, "%s %s", i > block->from ? "," : "", title);
    }
    g_string_append_c(text, '.');
    element_add_part(table_caption(node), "", text->str);
}

void counters_add_transposed(ModelBuilder *builder, xmlNodePtr first, const CountersTable *table)
{
    guint label = label_letters(table), n_tables = 0;
    Block block = {.table = table};
    block.has_elapsed = counters_elapsed_scale(table, &block.elapsed);
    while (block.from < table->rows->len) {
        guint other = block.has_elapsed ? 2 + letters("elapsed time ms") : 0;
        g_autofree char *id = g_strdup_printf("counters-%u", ++n_tables);
        xmlNodePtr node = n_tables == 1 ? first : table_new(builder, id, "sort ct");
        block.to = block_end(table, block.from, label, other);
        if (n_tables > 1)
            add_continued_caption(node, &block);
        add_block(node, &block);
        table_finish(builder, node);
        block.from = block.to;
        block.has_elapsed = FALSE;
    }
}
