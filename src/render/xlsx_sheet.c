/* Rows of text to a worksheet; see xlsx_sheet.h. */
#include "render/xlsx_sheet.h"

#include <string.h>

#include "base/number.h"

#define MAX_ROWS 1048575 /* of a worksheet, below the head */
#define MAX_CELL_CHARS 32767
#define MIN_WIDTH 7.0
#define MAX_WIDTH 72.0
#define DIGITS 4 /* significant digits that every number shows */
#define MAX_DECIMALS 9
#define LEAST_CHANCE 0.001 /* the smallest that three decimals show */
#define LINE_HEIGHT 15.0   /* points */
#define MOST_LINES 20

/* ------------------------------------------------------------------ workbook */

static lxw_format *head_format(lxw_workbook *workbook, uint8_t alignment)
{
    lxw_format *format = workbook_add_format(workbook);
    format_set_bold(format);
    format_set_bottom(format, LXW_BORDER_THIN);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(format, alignment);
    return format;
}

void xlsx_book_init(XlsxBook *book, lxw_workbook *workbook, gboolean is_letter)
{
    *book = (XlsxBook){.workbook = workbook, .is_letter = is_letter};
    book->formats = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    book->head = head_format(workbook, LXW_ALIGN_LEFT);
    format_set_indent(book->head, 1);
    book->number_head = head_format(workbook, LXW_ALIGN_RIGHT);
    book->text = workbook_add_format(workbook);
    format_set_text_wrap(book->text);
    format_set_align(book->text, LXW_ALIGN_VERTICAL_TOP);
    format_set_indent(book->text, 1);
    format_set_num_format(book->text, "@"); /* text stays text when the cell is edited */
}

void xlsx_book_clear(XlsxBook *book)
{
    g_hash_table_unref(book->formats);
}

/* The format of that number format, made once. */
static lxw_format *find_format(XlsxBook *book, const char *number_format)
{
    lxw_format *format = g_hash_table_lookup(book->formats, number_format);
    if (format)
        return format;
    format = workbook_add_format(book->workbook);
    format_set_num_format(format, number_format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    g_hash_table_insert(book->formats, g_strdup(number_format), format);
    return format;
}

/* ------------------------------------------------------------------ rows */

static void column_free(gpointer data)
{
    XlsxColumn *column = data;
    g_free(column->title);
    g_free(column);
}

XlsxSheet *xlsx_sheet_new(const char *name)
{
    XlsxSheet *sheet = g_new0(XlsxSheet, 1);
    sheet->name = name;
    sheet->columns = g_ptr_array_new_with_free_func(column_free);
    sheet->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    return sheet;
}

void xlsx_sheet_free(XlsxSheet *sheet)
{
    if (!sheet)
        return;
    g_ptr_array_unref(sheet->columns);
    g_ptr_array_unref(sheet->rows);
    g_free(sheet);
}

void xlsx_sheet_add_column(XlsxSheet *sheet, const char *title, XlsxKind kind)
{
    XlsxColumn *column = g_new0(XlsxColumn, 1);
    column->title = g_strdup(title);
    column->kind = kind;
    g_ptr_array_add(sheet->columns, column);
}

GPtrArray *xlsx_sheet_add_row(XlsxSheet *sheet)
{
    GPtrArray *row = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(sheet->rows, row);
    return row;
}

void xlsx_row_add(GPtrArray *row, char *text)
{
    g_ptr_array_add(row, text ? text : g_strdup(""));
}

static const char *cell_at(const XlsxSheet *sheet, guint row, guint column)
{
    const GPtrArray *cells = g_ptr_array_index(sheet->rows, row);
    return column < cells->len ? g_ptr_array_index(cells, column) : "";
}

static const XlsxColumn *column_at(const XlsxSheet *sheet, guint column)
{
    return g_ptr_array_index(sheet->columns, column);
}

int xlsx_sheet_find(const XlsxSheet *sheet, const char *title)
{
    for (guint i = 0; i < sheet->columns->len; i++)
        if (g_str_equal(column_at(sheet, i)->title, title))
            return (int)i;
    return -1;
}

static gboolean is_empty_column(const XlsxSheet *sheet, guint column)
{
    for (guint i = 0; i < sheet->rows->len; i++)
        if (*cell_at(sheet, i, column))
            return FALSE;
    return TRUE;
}

static void drop_empty_columns(XlsxSheet *sheet)
{
    for (guint column = sheet->columns->len; column-- > 0;) {
        if (!is_empty_column(sheet, column))
            continue;
        g_ptr_array_remove_index(sheet->columns, column);
        for (guint i = 0; i < sheet->rows->len; i++) {
            GPtrArray *row = g_ptr_array_index(sheet->rows, i);
            if (column < row->len)
                g_ptr_array_remove_index(row, column);
        }
    }
}

/* ------------------------------------------------------------------ number formats */

/* Decimals at which a number shows its first digits; 0 for 0. */
static int decimals_of(double value, int digits)
{
    if (value == 0)
        return 0;
    return MIN(number_decimals_significant(value, digits), MAX_DECIMALS);
}

/* Most decimals that a number of the column needs. */
static int column_decimals(const XlsxSheet *sheet, guint column, XlsxKind kind)
{
    int most = 0;
    for (guint i = 0; i < sheet->rows->len; i++) {
        const char *text = cell_at(sheet, i, column);
        double value = NAN;
        if (!number_parse(text, strlen(text), &value))
            continue;
        int decimals = kind == XLSX_SHARE ? MAX(1, decimals_of(value * 100, 2)) : decimals_of(value, DIGITS);
        most = MAX(most, decimals);
    }
    return kind == XLSX_SHARE ? MIN(most, DIGITS) : most;
}

/* Decimals of one cell, given those of its column. */
static int cell_decimals(XlsxKind kind, int decimals, double value)
{
    if (kind == XLSX_COUNT || (kind == XLSX_AMOUNT && value == floor(value)))
        return 0;
    if (kind == XLSX_CHANCE)
        return value >= LEAST_CHANCE || value == 0 ? 3 : 1;
    return kind == XLSX_AMOUNT ? decimals_of(value, DIGITS) : decimals;
}

/* "#,##0.000", "#,##0", "0.0%". Transfer full. */
static char *number_format(XlsxKind kind, int decimals)
{
    if (kind == XLSX_CHANCE && decimals == 1)
        return g_strdup("0.0E+00");
    g_autofree char *zeros = g_strnfill((gsize)decimals, '0');
    return g_strconcat(kind == XLSX_SHARE ? "0" : "#,##0", decimals > 0 ? "." : "", zeros,
                       kind == XLSX_SHARE ? "%" : "", NULL);
}

/* ------------------------------------------------------------------ writing */

static void write_text(XlsxSheet *sheet, XlsxBook *book, lxw_row_t row, guint column, const char *text)
{
    g_autofree char *cut =
        g_utf8_strlen(text, -1) > MAX_CELL_CHARS ? g_utf8_substring(text, 0, MAX_CELL_CHARS) : NULL;
    worksheet_write_string(sheet->worksheet, row, (lxw_col_t)column, cut ? cut : text, book->text);
}

/* Returns the letters that the widest cell shows. */
static gsize write_column(XlsxSheet *sheet, XlsxBook *book, guint column)
{
    XlsxKind kind = column_at(sheet, column)->kind;
    int decimals = kind == XLSX_TEXT ? 0 : column_decimals(sheet, column, kind);
    gsize widest = 0;
    for (guint i = 0; i < sheet->rows->len && i < MAX_ROWS; i++) {
        const char *text = cell_at(sheet, i, column);
        double value = NAN;
        if (!*text)
            continue;
        if (kind == XLSX_TEXT || !number_parse(text, strlen(text), &value)) {
            write_text(sheet, book, i + 1, column, text);
            widest = MAX(widest, (gsize)g_utf8_strlen(text, -1));
            continue;
        }
        int own_decimals = cell_decimals(kind, decimals, value);
        g_autofree char *format = number_format(kind, own_decimals);
        g_autofree char *shown = number_fixed(kind == XLSX_SHARE ? value * 100 : value, own_decimals);
        worksheet_write_number(sheet->worksheet, i + 1, (lxw_col_t)column, value, find_format(book, format));
        widest = MAX(widest, (gsize)g_utf8_strlen(shown, -1) + 3);
    }
    return widest;
}

/* Heads wrap at their blanks: a column is as wide as their longest word or its widest cell, and leaves room for the filter. */
static double column_width(const char *title, gsize widest)
{
    g_auto(GStrv) words = g_strsplit(title, " ", -1);
    for (guint i = 0; words[i]; i++)
        widest = MAX(widest, (gsize)g_utf8_strlen(words[i], -1) + 2);
    return CLAMP((double)widest + 2, MIN_WIDTH, MAX_WIDTH);
}

/* Lines that a text takes in so many letters. */
static guint count_lines(const char *text, double width)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
    guint lines = 1;
    double used = 0;
    for (guint i = 0; words[i]; i++) {
        double length = (double)g_utf8_strlen(words[i], -1);
        if (used > 0 && used + 1 + length > width) {
            lines++;
            used = length;
        } else {
            used += length + (used > 0);
        }
    }
    return lines;
}

/* Heads stay in view, and are repeated on paper. */
static void set_page(const XlsxSheet *sheet, const XlsxBook *book)
{
    lxw_worksheet *worksheet = sheet->worksheet;
    worksheet_freeze_panes(worksheet, 1, 1);
    worksheet_autofilter(worksheet, 0, 0, MIN(sheet->rows->len, MAX_ROWS),
                         (lxw_col_t)(sheet->columns->len - 1));
    worksheet_set_landscape(worksheet);
    worksheet_set_paper(worksheet, book->is_letter ? 1 : 9);
    worksheet_fit_to_pages(worksheet, 1, 0);
    worksheet_repeat_rows(worksheet, 0, 0);
}

/* Texts of several lines need the height said: not every program works it out. */
static void set_row_heights(const XlsxSheet *sheet, const double *widths)
{
    for (guint i = 0; i < sheet->rows->len && i < MAX_ROWS; i++) {
        guint n_lines = 1;
        for (guint j = 0; j < sheet->columns->len; j++)
            if (column_at(sheet, j)->kind == XLSX_TEXT)
                n_lines = MAX(n_lines, count_lines(cell_at(sheet, i, j), widths[j] - 2));
        if (n_lines > 1)
            worksheet_set_row(sheet->worksheet, i + 1, LINE_HEIGHT * MIN(n_lines, MOST_LINES), NULL);
    }
}

gboolean xlsx_sheet_write(XlsxSheet *sheet, XlsxBook *book)
{
    drop_empty_columns(sheet);
    if (sheet->rows->len == 0 || sheet->columns->len < 2)
        return FALSE;
    sheet->worksheet = workbook_add_worksheet(book->workbook, sheet->name);
    if (!sheet->worksheet)
        return FALSE;
    g_autofree double *widths = g_new(double, sheet->columns->len);
    guint n_lines = 1;
    for (guint i = 0; i < sheet->columns->len; i++) {
        const XlsxColumn *column = column_at(sheet, i);
        double width = widths[i] = column_width(column->title, write_column(sheet, book, i));
        worksheet_set_column(sheet->worksheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL);
        worksheet_write_string(sheet->worksheet, 0, (lxw_col_t)i, column->title,
                               column->kind == XLSX_TEXT ? book->head : book->number_head);
        n_lines = MAX(n_lines, count_lines(column->title, width - 4));
    }
    worksheet_set_row(sheet->worksheet, 0, LINE_HEIGHT * n_lines, NULL);
    set_row_heights(sheet, widths);
    set_page(sheet, book);
    return TRUE;
}
