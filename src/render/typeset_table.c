/* Tables on paper; see typeset_table.h. Column widths are chosen as CSS does for automatic tables: between the longest word
 * and the longest line of each column. A table that is still too wide gets smaller type; then words are broken anywhere. */
#include "render/typeset_table.h"

#include <stdlib.h>
#include <string.h>

#define CELL_PAD_X 5.0
#define TIGHT_PAD_X 3.0 /* table.ct: many narrow columns */
#define CELL_PAD_Y 1.75
#define GROUP_SPACE 5.0 /* above a further tbody */
#define MOST_COLUMNS 200
#define CAPTION_SHARE .9
#define TEXT_SHARE .24 /* of the table's width: no text is narrower if smaller type avoids it */
#define HALF_TABLE_SHARE .46
#define MOST_OF_PAGE .6 /* that one cell may fill */

typedef struct {
    guint column, n_columns, row, n_rows;
    gboolean is_head, is_group, is_number, is_spanner, is_nowrap;
    Paragraph *text;     /* NULL: empty */
    Paragraph *fraction; /* what stands right of the point; NULL */
} Cell;

typedef struct {
    gboolean is_head, is_total, starts_body, is_group;
    guint first_cell, n_cells;
    double height;
} Row;

typedef struct {
    double min, max;
    double body;            /* the widest cell below the heads */
    double whole, fraction; /* of aligned numbers */
    double x, width;
    gboolean has_words; /* text that may be broken */
} Column;

typedef struct {
    const TableJob *job;
    const TextStyle *style;
    GArray *cells, *rows, *columns;
    double width, pad_x;
    gboolean is_half;
} Table;

static void clear_cell(gpointer data)
{
    Cell *cell = data;
    paragraph_unref(cell->text);
    paragraph_unref(cell->fraction);
}

/* ------------------------------------------------------------------ reading */

/* Nonsense counts as 1. */
static guint span_attribute(const xmlNode *node, const char *name, guint limit)
{
    g_autofree char *value = node_attribute(node, name);
    guint64 span = 1;
    if (!value || !g_ascii_string_to_unsigned(value, 10, 1, limit, &span, NULL))
        return 1;
    return (guint)span;
}

/* The span that holds a number's fraction: class d0, d3, d4x ... */
static const xmlNode *fraction_node(const xmlNode *cell)
{
    for (const xmlNode *node = cell->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        g_autofree char *class = node_attribute(node, "class");
        if (node_is(node, "span") && class && class[0] == 'd' && g_ascii_isdigit(class[1]))
            return node;
        if (node->children && !node->next &&
            (node_is(node, "b") || node_is(node, "data"))) /* <b>9<span class="d4x">… */
            return fraction_node(node);
    }
    return NULL;
}

/* The same classes as in the style sheet of the page. */
static TextStyle cell_style(const Table *table, const xmlNode *node, const Cell *cell)
{
    TextStyle style = *table->style;
    style.is_bold = cell->is_head || node_has_class(node, "b");
    if (cell->is_group) {
        style.is_italic = TRUE;
        style.color = COLOR_INK2;
    }
    if (node_has_class(node, "u")) {
        style.is_bold = FALSE;
        style.color = COLOR_INK2;
    }
    if (node_has_class(node, "q") || node_has_class(node, "same"))
        style.color = COLOR_INK2;
    if (node_has_class(node, "fast"))
        style.color = COLOR_FAST;
    if (node_has_class(node, "slow"))
        style.color = COLOR_SLOWT;
    return style;
}

/* A number is two texts, so that points stand under each other. */
static void read_text(const Table *table, const xmlNode *node, Cell *cell)
{
    TextStyle style = cell_style(table, node, cell);
    Fonts *fonts = table->job->fonts;
    const xmlNode *fraction = cell->is_number ? fraction_node(node) : NULL;
    if (!fraction) {
        cell->text = paragraph_new(fonts, node->children, NULL, &style, -1);
        if (cell->text)
            paragraph_break_names(cell->text);
        return;
    }
    if (node_is(fraction->parent, "b"))
        style.is_bold = TRUE;
    cell->text = paragraph_new(fonts, fraction->parent->children, fraction, &style, -1);
    cell->fraction = paragraph_new(fonts, fraction->children, NULL, &style, -1);
    if (!cell->fraction)
        cell->fraction = paragraph_new_text(fonts, "", &style, -1, FALSE);
}

/* The first column from `column` on that no cell from above reaches into. */
static guint free_column(const GArray *occupied, guint column)
{
    while (column < occupied->len && g_array_index(occupied, guint, column) > 0)
        column++;
    return column;
}

/* A cell over several rows takes its columns in the rows below. */
static void occupy(GArray *occupied, const Cell *cell)
{
    guint end = cell->column + cell->n_columns;
    if (occupied->len < end)
        g_array_set_size(occupied, end);
    for (guint c = cell->column; c < end; c++)
        g_array_index(occupied, guint, c) = MAX(g_array_index(occupied, guint, c), cell->n_rows);
}

/* Whether code is all it says: the name of a variant, which may be long. */
static gboolean is_name(const xmlNode *node)
{
    while (node && node->children && !node->children->next && !node_is(node, "code"))
        node = node->children;
    return node && node_is(node, "code");
}

/* What does not fit into the most columns of a table is dropped: nobody could read it. */
static void read_cell(Table *table, const xmlNode *node, gboolean is_head, guint row, guint *column,
                      GArray *occupied)
{
    Cell cell = {.row = row, .is_head = is_head};
    cell.column = free_column(occupied, *column);
    if (cell.column >= MOST_COLUMNS)
        return;
    cell.n_columns = MIN(span_attribute(node, "colspan", MOST_COLUMNS), MOST_COLUMNS - cell.column);
    cell.n_rows = is_head ? span_attribute(node, "rowspan", 10) : 1;
    cell.is_group = !is_head && node_is(node, "th") && node_has_class(node, "g");
    cell.is_number = node_has_class(node, "n");
    cell.is_spanner = is_head && cell.n_columns > 1;
    cell.is_nowrap = (cell.is_number && !(is_head && is_name(node))) || node_has_class(node, "nw");
    read_text(table, node, &cell);
    occupy(occupied, &cell);
    *column = cell.column + cell.n_columns;
    g_array_append_val(table->cells, cell);
}

static void read_row(Table *table, const xmlNode *node, gboolean is_head, gboolean starts_body,
                     GArray *occupied)
{
    Row row = {.is_head = is_head, .starts_body = starts_body, .is_total = node_has_class(node, "tot")};
    guint column = 0;
    row.first_cell = table->cells->len;
    for (const xmlNode *cell = node->children; cell; cell = cell->next)
        if ((node_is(cell, "td") || node_is(cell, "th")) && !node_is_skipped(cell))
            read_cell(table, cell, is_head, table->rows->len, &column, occupied);
    row.n_cells = table->cells->len - row.first_cell;
    row.is_group = row.n_cells > 0 && g_array_index(table->cells, Cell, row.first_cell).is_group;
    for (guint c = 0; c < occupied->len; c++)
        if (g_array_index(occupied, guint, c) > 0)
            g_array_index(occupied, guint, c)--;
    g_array_append_val(table->rows, row);
}

/* A further body of the same table starts with some space. */
static void read_section(Table *table, const xmlNode *section, gboolean is_head, gboolean is_further)
{
    g_autoptr(GArray) occupied = g_array_new(FALSE, TRUE, sizeof(guint));
    gboolean is_first = TRUE;
    for (const xmlNode *node = section->children; node; node = node->next)
        if (node_is(node, "tr") && !node_is_skipped(node)) {
            read_row(table, node, is_head, is_further && is_first, occupied);
            is_first = FALSE;
        }
}

static void read_table(Table *table, const xmlNode *node)
{
    guint n_bodies = 0;
    for (const xmlNode *section = node->children; section; section = section->next) {
        if (node_is_skipped(section))
            continue;
        if (node_is(section, "thead"))
            read_section(table, section, TRUE, FALSE);
        else if (node_is(section, "tbody") || node_is(section, "tfoot"))
            read_section(table, section, FALSE, n_bodies++ > 0);
    }
}

/* ------------------------------------------------------------------ columns */

/* Numbers never break: their least width is their whole width. */
static void measure_cell(Table *table, const Cell *cell)
{
    Column *column = &g_array_index(table->columns, Column, cell->column);
    if (!cell->text && !cell->fraction)
        return;
    double whole = cell->text ? paragraph_width(cell->text) : 0;
    if (cell->fraction) {
        column->whole = MAX(column->whole, whole);
        column->fraction = MAX(column->fraction, paragraph_width(cell->fraction));
        return;
    }
    column->max = MAX(column->max, whole);
    if (!cell->is_head)
        column->body = MAX(column->body, whole);
    if (cell->is_nowrap)
        column->min = MAX(column->min, whole);
}

/* The longest words; only looked at when the lines do not fit. Then the head of a column of numbers is broken before any text is. */
static void measure_words(Table *table)
{
    for (guint i = 0; i < table->cells->len; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);
        Column *column = &g_array_index(table->columns, Column, cell->column);
        if (cell->n_columns != 1 || !cell->text || cell->fraction || cell->is_nowrap)
            continue;
        column->has_words = column->has_words || !(cell->is_head || cell->is_number);
        column->min = MAX(column->min, MIN(paragraph_width(cell->text), paragraph_min_width(cell->text)));
    }
    for (guint c = 0; c < table->columns->len; c++) {
        Column *column = &g_array_index(table->columns, Column, c);
        if (column->has_words)
            column->min = MAX(column->min, MIN(column->max, TEXT_SHARE * table->width));
        else
            column->max = MAX(column->min, MAX(column->body, column->whole + column->fraction));
    }
}

/* A cell over several columns widens them evenly where they are too narrow for it. */
static void measure_span(Table *table, const Cell *cell)
{
    if (!cell->text || cell->is_group)
        return;
    double max = 0, min = 0, gaps = 2 * table->pad_x * (cell->n_columns - 1);
    for (guint c = cell->column; c < cell->column + cell->n_columns; c++) {
        max += g_array_index(table->columns, Column, c).max;
        min += g_array_index(table->columns, Column, c).min;
    }
    double more_min =
        MAX(0, (cell->is_head ? paragraph_width(cell->text) : paragraph_min_width(cell->text)) - min - gaps);
    double more_max = MAX(0, MIN(paragraph_width(cell->text), table->width / 2) - max - gaps);
    for (guint c = cell->column; c < cell->column + cell->n_columns; c++) {
        g_array_index(table->columns, Column, c).min += more_min / cell->n_columns;
        g_array_index(table->columns, Column, c).max += MAX(more_max, more_min) / cell->n_columns;
    }
}

/* Cells over several columns come last: they widen only what is still too narrow. */
static void measure_columns(Table *table)
{
    guint n = 0;
    for (guint i = 0; i < table->cells->len; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);
        n = MAX(n, cell->column + cell->n_columns);
    }
    g_array_set_size(table->columns, n);
    for (guint i = 0; i < table->cells->len; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);
        if (cell->n_columns == 1)
            measure_cell(table, cell);
    }
    for (guint c = 0; c < n; c++) {
        Column *column = &g_array_index(table->columns, Column, c);
        column->max = MAX(column->max, column->whole + column->fraction);
        column->min = MAX(column->min, column->whole + column->fraction);
    }
    for (guint i = 0; i < table->cells->len; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);
        if (cell->n_columns > 1)
            measure_span(table, cell);
    }
}

/* The first and the last column have no padding outside. */
static double padding_sum(const Table *table)
{
    return table->columns->len > 1 ? 2 * table->pad_x * (table->columns->len - 1) : 0;
}

static double sum_of(const Table *table, gboolean is_max)
{
    double sum = padding_sum(table);
    for (guint c = 0; c < table->columns->len; c++) {
        const Column *column = &g_array_index(table->columns, Column, c);
        sum += is_max ? column->max : column->min;
    }
    return sum;
}

/* What a column would like: a very long line counts as one that fills the table. */
static double wanted(const Table *table, const Column *column)
{
    return MAX(column->min, MIN(column->max, table->width));
}

/* The width to which the widest columns must be cut so that all fit: the narrow ones keep what they need. */
static double cut_level(const Table *table, double room)
{
    double low = 0, high = room;
    for (int i = 0; i < 40; i++) {
        double level = (low + high) / 2, sum = 0;
        for (guint c = 0; c < table->columns->len; c++)
            sum += MIN(g_array_index(table->columns, Column, c).min, level);
        if (sum > room)
            high = level;
        else
            low = level;
    }
    return low;
}

/* Room to spare goes to the columns in proportion to what they wanted. */
static void choose_widths(Table *table, double target)
{
    double pads = padding_sum(table), min = sum_of(table, FALSE), want = pads;
    for (guint c = 0; c < table->columns->len; c++)
        want += wanted(table, &g_array_index(table->columns, Column, c));
    double level = target < min ? cut_level(table, target - pads) : 0;
    for (guint c = 0; c < table->columns->len; c++) {
        Column *column = &g_array_index(table->columns, Column, c);
        double wide = wanted(table, column);
        if (target >= want)
            column->width = wide + (target - want) * (want > pads ? wide / (want - pads) : 0);
        else if (target >= min)
            column->width = column->min + (wide - column->min) * (target - min) / (want - min);
        else
            column->width = MAX(1, MIN(column->min, level));
    }
}

/* A half table is as wide as it needs to be, but no narrower than others of its kind. */
static void place_columns(Table *table)
{
    double target = table->width, x = 0;
    if (table->is_half)
        target = MIN(table->width, MAX(sum_of(table, TRUE), HALF_TABLE_SHARE * table->width));
    choose_widths(table, target);
    for (guint c = 0; c < table->columns->len; c++) {
        Column *column = &g_array_index(table->columns, Column, c);
        column->x = x;
        x += column->width + 2 * table->pad_x;
    }
    table->width = x - 2 * table->pad_x;
}

/* ------------------------------------------------------------------ rows */

static double cell_width(const Table *table, const Cell *cell)
{
    const Column *first = &g_array_index(table->columns, Column, cell->column);
    const Column *last = &g_array_index(table->columns, Column, cell->column + cell->n_columns - 1);
    return last->x + last->width - first->x;
}

/* Only what is too wide is broken; most cells keep the line they have. */
static void break_cells(Table *table)
{
    for (guint i = 0; i < table->cells->len; i++) {
        Cell *cell = &g_array_index(table->cells, Cell, i);
        if (!cell->text || cell->fraction || paragraph_width(cell->text) <= cell_width(table, cell) + .01)
            continue;
        paragraph_set_width(cell->text, cell_width(table, cell));
        paragraph_limit(cell->text, (guint)(MOST_OF_PAGE * table->job->frame_height / table->style->leading));
    }
}

static double cell_text_height(const Cell *cell)
{
    const Paragraph *text = cell->text ? cell->text : cell->fraction;
    return text ? paragraph_n_lines(text) * paragraph_leading(text) : 0;
}

/* A head over two rows stands in the second and adds nothing to the first. */
static void measure_rows(Table *table)
{
    for (guint r = 0; r < table->rows->len; r++)
        g_array_index(table->rows, Row, r).height = table->style->leading + 2 * CELL_PAD_Y;
    for (guint i = 0; i < table->cells->len; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);
        if (cell->n_rows > 1)
            continue;
        Row *row = &g_array_index(table->rows, Row, cell->row);
        row->height = MAX(row->height, cell_text_height(cell) + 2 * CELL_PAD_Y);
    }
}

static const char *cell_tag(const Cell *cell)
{
    return cell->is_head || cell->is_group || cell->column == 0 ? "TH" : "TD";
}

/* Whole part up to the point, fraction right of it. */
static void add_number(Box *box, const Table *table, const Cell *cell, double right, double y, guint group)
{
    const Column *column = &g_array_index(table->columns, Column, cell->column);
    double point = right - column->fraction;
    if (cell->text)
        box_add_paragraph(box, cell->text, point - paragraph_width(cell->text), y, cell_tag(cell), group);
    box_add_paragraph(box, cell->fraction, point, y, cell_tag(cell), group);
}

/* Spanners are centred over their columns, numbers end with them, all else begins with them. */
static void add_aligned(Box *box, const Cell *cell, double left, double right, double y, guint group)
{
    Paragraph *text = cell->text;
    double width = paragraph_width(text);
    gboolean is_right = cell->is_number && !cell->is_spanner;
    double share = is_right ? 1 : cell->is_spanner ? .5 : 0;
    paragraph_align(text, share);
    box_add_paragraph(box, text, MAX(left + share * (right - left - width), left), y, cell_tag(cell), group);
}

static void add_cell(Box *box, const Table *table, const Cell *cell, double row_height, guint group)
{
    double left = g_array_index(table->columns, Column, cell->column).x,
           right = left + cell_width(table, cell);
    /* heads stand on the line below them, other cells hang from the line above */
    double y = cell->is_head ? row_height - CELL_PAD_Y - cell_text_height(cell) : CELL_PAD_Y;
    if (cell->fraction)
        add_number(box, table, cell, right, y, group);
    else if (cell->text)
        add_aligned(box, cell, left, right, y, group);
    if (cell->is_spanner)
        box_add_rule(box, left + 1, row_height - .4, right - left - 2, .5, COLOR_AXIS);
}

/* All cells whose last row is r: a head over two rows stands in the second. Only heads reach over rows, and they come first. */
static Box *row_box(const Table *table, guint r)
{
    const Row *row = &g_array_index(table->rows, Row, r);
    Box *box = box_new(table->job->block, row->height);
    box->before = row->starts_body ? GROUP_SPACE : 0;
    guint last_row = table->rows->len - 1;
    for (guint i = row->is_head ? 0 : row->first_cell; i < row->first_cell + row->n_cells; i++) {
        const Cell *cell = &g_array_index(table->cells, Cell, i);
        if (MIN(cell->row + cell->n_rows - 1, last_row) == r)
            add_cell(box, table, cell, row->height, i);
    }
    return box;
}

static guint n_head_rows(const Table *table)
{
    guint n = 0;
    while (n < table->rows->len && g_array_index(table->rows, Row, n).is_head)
        n++;
    return n;
}

/* Three rules, no more: above, under the head, below; and one above a sum. */
static void add_rules(const Table *table, Box *box, guint r, guint n_heads)
{
    const Row *row = &g_array_index(table->rows, Row, r);
    if (r == 0)
        box_add_rule(box, 0, -.5, table->width, 1, COLOR_INK);
    if (r + 1 == n_heads)
        box_add_rule(box, 0, row->height - .25, table->width, .5, COLOR_INK);
    if (row->is_total)
        box_add_rule(box, 0, 0, table->width, .5, COLOR_INK);
    if (r + 1 == table->rows->len)
        box_add_rule(box, 0, row->height - .5, table->width, 1, COLOR_INK);
}

/* ------------------------------------------------------------------ caption, heads that repeat, all of it */

/* Above the table, as the design wants it; it keeps the head. */
static void add_caption(const Table *table, const xmlNode *node, GPtrArray *boxes)
{
    const TextStyle *style = text_style(STYLE_CAPTION);
    g_autoptr(Paragraph) text =
        paragraph_new(table->job->fonts, node->children, NULL, style, CAPTION_SHARE * table->job->width);
    for (guint i = 0; text && i < paragraph_n_lines(text); i++) {
        Box *box = box_new(table->job->caption_block, style->leading);
        box_add_line(box, text, i, 0, 0);
        box->before = i == 0 ? 10 : 0;
        box->after = i + 1 == paragraph_n_lines(text) ? 4.5 : 0;
        box->keeps_next = TRUE;
        g_ptr_array_add(boxes, box);
    }
}

/* "Table 3 (continued)" of the caption's first bold words. */
static char *continued_title(const xmlNode *caption)
{
    for (const xmlNode *node = caption ? caption->children : NULL; node; node = node->next) {
        if (node_is(node, "b")) {
            g_autofree char *label = inline_text(node);
            gsize n = strlen(label);
            if (n > 0 && label[n - 1] == '.')
                label[n - 1] = 0;
            return g_strconcat(label, " (continued)", NULL);
        }
        if (node_is(node, "span"))
            return continued_title(node);
    }
    return g_strdup("(continued)");
}

/* The rows are set again: a box can stand on one page only. */
static GPtrArray *repeated_heads(const Table *table, const xmlNode *caption, guint n_heads)
{
    GPtrArray *heads = g_ptr_array_new_with_free_func(box_free);
    TextStyle style = *text_style(STYLE_CAPTION);
    style.color = COLOR_INK;
    style.is_bold = TRUE;
    g_autofree char *title = continued_title(caption);
    g_autoptr(Paragraph) text = paragraph_new_text(table->job->fonts, title, &style, -1, FALSE);
    Box *label = box_new(table->job->caption_block, style.leading);
    box_add_line(label, text, 0, 0, 0);
    label->after = 4.5;
    g_ptr_array_add(heads, label);
    for (guint r = 0; r < n_heads; r++) {
        Box *box = row_box(table, r);
        add_rules(table, box, r, n_heads);
        g_ptr_array_add(heads, box);
    }
    return heads;
}

static double rows_height(const Table *table)
{
    double sum = 0;
    for (guint r = 0; r < table->rows->len; r++)
        sum += g_array_index(table->rows, Row, r).height;
    return sum;
}

/* The head keeps the first row, the last but one keeps the last: no row of a table stands alone. */
static void add_rows(const Table *table, const xmlNode *caption, GPtrArray *boxes, GPtrArray *owned)
{
    guint n = table->rows->len, n_heads = n_head_rows(table);
    gboolean is_whole = rows_height(table) < table->job->frame_height / 3;
    GPtrArray *heads = NULL;
    if (!is_whole) {
        heads = repeated_heads(table, caption, n_heads);
        g_ptr_array_add(owned, heads);
    }
    for (guint r = 0; r < n; r++) {
        Box *box = row_box(table, r);
        add_rules(table, box, r, n_heads);
        gboolean is_near_start = r < n_heads + 1, is_near_end = r + 2 == n;
        box->keeps_next = r + 1 < n && (is_whole || is_near_start || is_near_end ||
                                        g_array_index(table->rows, Row, r).is_group);
        box->repeat = r > n_heads ? heads : NULL;
        box->after = r + 1 == n ? 12 : 0;
        g_ptr_array_add(boxes, box);
    }
}

static void table_clear(Table *table)
{
    g_array_unref(table->cells);
    g_array_unref(table->rows);
    g_array_unref(table->columns);
}

static void table_read(Table *table, const xmlNode *node, const TableJob *job, StyleName style)
{
    *table = (Table){.job = job, .style = text_style(style), .width = job->width};
    table->is_half = node_has_class(node, "half");
    table->pad_x = node_has_class(node, "ct") ? TIGHT_PAD_X : CELL_PAD_X;
    table->cells = g_array_new(FALSE, TRUE, sizeof(Cell));
    g_array_set_clear_func(table->cells, clear_cell);
    table->rows = g_array_new(FALSE, TRUE, sizeof(Row));
    table->columns = g_array_new(FALSE, TRUE, sizeof(Column));
    read_table(table, node);
    measure_columns(table);
}

/* How wide the table would be in another size of type: everything but the padding grows with it. */
static double scaled_sum(const Table *table, gboolean is_max, StyleName style)
{
    double pads = padding_sum(table), share = text_style(style)->size / table->style->size;
    return (sum_of(table, is_max) - pads) * share + pads;
}

/* The least width with text broken inside its longest words, but not numbers. */
static double scaled_least(const Table *table, StyleName style)
{
    const double text_column = 72;
    double share = text_style(style)->size / table->style->size, sum = padding_sum(table);
    for (guint c = 0; c < table->columns->len; c++) {
        const Column *column = &g_array_index(table->columns, Column, c);
        double min = column->min * share;
        sum += column->has_words ? MIN(min, text_column) : min;
    }
    return sum;
}

/* The largest type in which no line must break; failing that, no word; failing that, no number. */
static StyleName choose_size(Table *table)
{
    static const StyleName SIZES[] = {STYLE_TABLE, STYLE_TABLE_WIDE, STYLE_TABLE_TINY};
    const double width = table->job->width;
    if (sum_of(table, TRUE) <= width)
        return STYLE_TABLE;
    if (scaled_sum(table, TRUE, STYLE_TABLE_WIDE) <= width)
        return STYLE_TABLE_WIDE;
    measure_words(table);
    for (gsize i = 0; i + 1 < G_N_ELEMENTS(SIZES); i++)
        if (scaled_sum(table, FALSE, SIZES[i]) <= width)
            return SIZES[i];
    gsize i = 0;
    while (i + 1 < G_N_ELEMENTS(SIZES) && scaled_least(table, SIZES[i]) > width)
        i++;
    return SIZES[i];
}

/* Another size means shaping every cell again; that happens once at most. */
static void read_fitting(Table *table, const xmlNode *node, const TableJob *job)
{
    table_read(table, node, job, STYLE_TABLE);
    StyleName size = choose_size(table);
    if (text_style(size) == table->style)
        return;
    table_clear(table);
    table_read(table, node, job, size);
    if (sum_of(table, TRUE) > job->width)
        measure_words(table);
}

/* A table without cells leaves nothing, not even its caption. */
void typeset_table(const xmlNode *node, const TableJob *job, GPtrArray *boxes, GPtrArray *owned)
{
    Table table;
    read_fitting(&table, node, job);
    const xmlNode *caption = NULL;
    for (const xmlNode *child = node->children; child && !caption; child = child->next)
        caption = node_is(child, "caption") ? child : NULL;
    if (table.columns->len > 0) {
        place_columns(&table);
        break_cells(&table);
        measure_rows(&table);
        if (caption)
            add_caption(&table, caption, boxes);
        add_rows(&table, caption, boxes, owned);
    }
    table_clear(&table);
}
