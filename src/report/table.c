/* Tables made for pages; see table.h. */
#include "report/table.h"

#include <string.h>

#define MAX_COLUMNS 64

xmlNodePtr table_new(ModelBuilder *builder, const char *id, const char *class_name)
{
    xmlNodePtr table = element_add(builder->root, "table");
    element_set(table, "id", id);
    element_set(table, "class", class_name);
    element_add(table, "caption");
    return table;
}

xmlNodePtr table_caption(xmlNodePtr table)
{
    return element_child(table, "caption");
}

xmlNodePtr table_column(xmlNodePtr table, const char *key, const char *class_name, const char *title,
                        const char *unit, const char *over)
{
    xmlNodePtr column = element_add_text(table, "column", title);
    element_set(column, "key", key);
    element_set(column, "class", class_name);
    element_set(column, "unit", unit);
    element_set(column, "over", over);
    return column;
}

xmlNodePtr table_group(xmlNodePtr table, const char *title)
{
    xmlNodePtr group = element_add(table, "group");
    element_set(group, "title", title);
    return group;
}

xmlNodePtr table_row(xmlNodePtr parent, const char *class_name)
{
    xmlNodePtr row = element_add(parent, "row");
    element_set(row, "class", class_name);
    return row;
}

/* ------------------------------------------------------------------ cells */

static xmlNodePtr cell_new(xmlNodePtr row, const char *class_name, const char *text)
{
    xmlNodePtr cell = element_add_text(row, "cell", text);
    element_set(cell, "class", class_name);
    return cell;
}

xmlNodePtr cell_head(xmlNodePtr row)
{
    xmlNodePtr cell = cell_new(row, "", NULL);
    element_set_bool(cell, "head", TRUE);
    return cell;
}

xmlNodePtr cell_head_code(xmlNodePtr row, const char *name)
{
    xmlNodePtr cell = cell_head(row);
    element_add_part(cell, "code", name);
    return cell;
}

xmlNodePtr cell_text(xmlNodePtr row, const char *class_name, const char *text)
{
    return cell_new(row, class_name, text);
}

xmlNodePtr cell_code(xmlNodePtr row, const char *text)
{
    xmlNodePtr cell = cell_new(row, "", NULL);
    if (text && text[0])
        element_add_part(cell, "code", text);
    return cell;
}

/* The raw number goes into the cell for scripts; a missing one leaves the cell empty, never 0. */
xmlNodePtr cell_number(xmlNodePtr row, const char *class_name, double value, char *shown)
{
    g_autofree char *text = shown;
    if (!isfinite(value))
        return cell_new(row, class_name, NULL);
    g_autofree char *exact = number_shortest(value);
    xmlNodePtr cell = cell_new(row, class_name, text);
    element_set(cell, "v", exact);
    return cell;
}

xmlNodePtr cell_empty(xmlNodePtr row)
{
    return cell_new(row, "", NULL);
}

/* ------------------------------------------------------------------ alignment on the point */

typedef struct {
    guint digits[MAX_COLUMNS];      /* most decimals of each column */
    gboolean has_sign[MAX_COLUMNS]; /* some cell ends in × */
} Alignment;

typedef void (*CellFunction)(xmlNodePtr cell, guint column, Alignment *alignment);

/* What has a raw number takes part in the alignment; dashes and texts do not. */
static gboolean is_numeric_cell(const xmlNode *cell)
{
    return xmlHasProp(cell, BAD_CAST "v") != NULL;
}

/* Offset of the fraction: the last point of the text, or the place behind its last digit. */
static gsize fraction_offset(const char *text)
{
    const char *point = strrchr(text, '.');
    if (point)
        return (gsize)(point - text);
    return g_str_has_suffix(text, NUMBER_TIMES) ? strlen(text) - strlen(NUMBER_TIMES) : strlen(text);
}

/* First pass: the widest fraction of each column. */
static void measure_cell(xmlNodePtr cell, guint column, Alignment *alignment)
{
    if (!is_numeric_cell(cell))
        return;
    g_autofree char *text = element_text(cell);
    const char *fraction = text + fraction_offset(text);
    guint digits = 0;
    for (const char *p = fraction; *p; p++)
        digits += g_ascii_isdigit(*p) != 0;
    alignment->digits[column] = MAX(alignment->digits[column], digits);
    alignment->has_sign[column] |= g_str_has_suffix(text, NUMBER_TIMES);
}

/* "45" and ".277" beside the text, and the width of the widest fraction of the column as a class. */
static void split_cell(xmlNodePtr cell, guint column, Alignment *alignment)
{
    guint digits = alignment->digits[column];
    if (!is_numeric_cell(cell) || (digits == 0 && !alignment->has_sign[column]))
        return;
    g_autofree char *text = element_text(cell);
    gsize offset = fraction_offset(text);
    g_autofree char *whole = g_strndup(text, offset);
    g_autofree char *align = g_strdup_printf("d%u%s", MIN(digits, 6), alignment->has_sign[column] ? "x" : "");
    element_set(cell, "whole", whole);
    element_set(cell, "fraction", text + offset);
    element_set(cell, "align", align);
}

static void each_cell_of_rows(const xmlNode *parent, CellFunction function, Alignment *alignment)
{
    for (xmlNodePtr row = element_child(parent, "row"); row; row = element_next(row)) {
        guint column = 0;
        for (xmlNodePtr cell = element_child(row, "cell"); cell && column < MAX_COLUMNS;
             cell = element_next(cell))
            function(cell, column++, alignment);
    }
}

static void each_cell(const xmlNode *table, CellFunction function, Alignment *alignment)
{
    each_cell_of_rows(table, function, alignment);
    for (xmlNodePtr group = element_child(table, "group"); group; group = element_next(group))
        each_cell_of_rows(group, function, alignment);
}

/* ------------------------------------------------------------------ heads */

/* Neighbouring columns of the same spanner, from this one on. */
static guint count_spanned(xmlNodePtr column, const char *over)
{
    guint n = 0;
    for (; column && element_is(column, "over", over); column = element_next(column))
        n++;
    return n;
}

/* A cell of the head, with the column's title in the style it asks for, and its unit. */
static void add_head_cell(xmlNodePtr row, const xmlNode *column, guint index, gboolean spans_rows)
{
    g_autofree char *class_name = element_get(column, "class");
    g_autofree char *style = element_get(column, "style");
    g_autofree char *unit = element_get(column, "unit");
    g_autofree char *title = element_text(column);
    xmlNodePtr cell = element_add(row, "cell");
    element_set(cell, "class", class_name);
    element_set(cell, "scope", "col");
    element_set_count(cell, "index", index);
    if (spans_rows)
        element_set(cell, "rowspan", "2");
    element_add_part(cell, style, title);
    if (unit[0]) {
        element_add_part(cell, "", " ");
        element_add_part(cell, "q", unit);
    }
}

/* A head over several columns; over a single one it is an ordinary head. */
static void add_spanner_cell(xmlNodePtr row, const xmlNode *column, const char *over, guint n_spanned)
{
    g_autofree char *style = element_get(column, "over-style");
    xmlNodePtr cell = element_add(row, "cell");
    element_set(cell, "class", n_spanned > 1 ? "sp" : "n so");
    element_set(cell, "scope", n_spanned > 1 ? "colgroup" : "col");
    if (n_spanned > 1)
        element_set_count(cell, "colspan", n_spanned);
    element_add_part(cell, style, over);
}

static gboolean has_spanners(const xmlNode *table)
{
    for (xmlNodePtr column = element_child(table, "column"); column; column = element_next(column))
        if (!element_is(column, "over", ""))
            return TRUE;
    return FALSE;
}

/* One or two rows of heads; columns without a spanner reach over both. */
static void add_heads(xmlNodePtr table, gboolean has_over)
{
    xmlNodePtr upper = has_over ? element_add(table, "head") : NULL, lower = element_add(table, "head");
    guint index = 0;
    g_autofree char *before = g_strdup("");
    for (xmlNodePtr column = element_child(table, "column"); column; column = element_next(column), index++) {
        char *over = element_get(column, "over");
        if (over[0] && !g_str_equal(over, before))
            add_spanner_cell(upper, column, over, count_spanned(column, over));
        add_head_cell(has_over && !over[0] ? upper : lower, column, index, has_over && !over[0]);
        g_free(before);
        before = over;
    }
}

/* Number and width of each column. Returns how many there are. */
static guint finish_columns(xmlNodePtr table, const Alignment *alignment)
{
    guint index = 0;
    for (xmlNodePtr column = element_child(table, "column"); column; column = element_next(column), index++) {
        element_set_count(column, "index", index);
        if (index < MAX_COLUMNS)
            element_set_count(column, "d", alignment->digits[index]);
    }
    gboolean has_over = has_spanners(table);
    element_set_bool(table, "has-over", has_over);
    add_heads(table, has_over);
    return index;
}

/* ------------------------------------------------------------------ empty columns */

static void mark_content(xmlNodePtr cell, guint column, Alignment *alignment)
{
    g_autofree char *text = element_text(cell);
    if (text[0] && !g_str_equal(text, "–"))
        alignment->digits[column] = 1;
}

/* Removes the children of that name whose position has no content. */
static void remove_empty(const xmlNode *parent, const char *name, const Alignment *content)
{
    guint column = 0;
    for (xmlNodePtr next, child = element_child(parent, name); child && column < MAX_COLUMNS; child = next) {
        next = element_next(child);
        if (content->digits[column++])
            continue;
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
}

static void remove_empty_cells(const xmlNode *parent, const Alignment *content)
{
    for (xmlNodePtr row = element_child(parent, "row"); row; row = element_next(row))
        remove_empty(row, "cell", content);
}

void table_drop_empty_columns(xmlNodePtr table)
{
    Alignment content = {0};
    each_cell(table, mark_content, &content);
    remove_empty(table, "column", &content);
    remove_empty_cells(table, &content);
    for (xmlNodePtr group = element_child(table, "group"); group; group = element_next(group))
        remove_empty_cells(group, &content);
}

static gboolean has_rows(const xmlNode *table)
{
    return element_child(table, "row") || element_child(table, "group");
}

/* The head of a group says what follows: without a row nothing does. */
static void drop_empty_groups(xmlNodePtr table)
{
    for (xmlNodePtr next, group = element_child(table, "group"); group; group = next) {
        next = element_next(group);
        if (element_child(group, "row"))
            continue;
        xmlUnlinkNode(group);
        xmlFreeNode(group);
    }
}

/* Number and alignment depend on all rows, so they come last. */
gboolean table_finish(ModelBuilder *builder, xmlNodePtr table)
{
    drop_empty_groups(table);
    if (!has_rows(table)) {
        xmlUnlinkNode(table);
        xmlFreeNode(table);
        return FALSE;
    }
    Alignment alignment = {0};
    each_cell(table, measure_cell, &alignment);
    each_cell(table, split_cell, &alignment);
    element_set_count(table, "n-columns", finish_columns(table, &alignment));
    element_set_count(table, "number", ++builder->n_tables);
    g_autofree char *caption = element_text(table_caption(table));
    element_set(table, "caption", caption);
    return TRUE;
}
