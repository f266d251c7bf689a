/* A sheet of a spreadsheet as plain rows of text, and how it is written through libxlsxwriter.
 * In: columns of a kind, cells as raw text (the v attributes of the model). Out: worksheets with frozen heads, widths and number
 * formats. Text is always written as text, never as a formula or a link. Must not know what a sheet is about. */
#pragma once
#include <glib.h>
#include <xlsxwriter.h>

typedef enum {
    XLSX_TEXT,
    XLSX_NUMBER, /* decimals by the smallest number of the column, four digits of it */
    XLSX_AMOUNT, /* decimals by each number itself: amounts of different units under each other */
    XLSX_COUNT,
    XLSX_SHARE,  /* 0..1, shown as per cent */
    XLSX_CHANCE, /* p: three decimals, smaller ones as powers of ten */
} XlsxKind;

typedef struct {
    lxw_workbook *workbook;
    GHashTable *formats; /* number format -> lxw_format, borrowed from the workbook */
    lxw_format *head, *number_head, *text;
    gboolean is_letter; /* paper for printing */
} XlsxBook;

typedef struct {
    char *title;
    XlsxKind kind;
} XlsxColumn;

typedef struct {
    const char *name;         /* at most 31 letters, unique; static */
    GPtrArray *columns;       /* of XlsxColumn* */
    GPtrArray *rows;          /* of GPtrArray* of char*, a cell per column; "" for none */
    lxw_worksheet *worksheet; /* once it is written */
} XlsxSheet;

void xlsx_book_init(XlsxBook *book, lxw_workbook *workbook, gboolean is_letter);
void xlsx_book_clear(XlsxBook *book);

XlsxSheet *xlsx_sheet_new(const char *name);
void xlsx_sheet_free(XlsxSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxSheet, xlsx_sheet_free)

void xlsx_sheet_add_column(XlsxSheet *sheet, const char *title, XlsxKind kind);
/* A row to add cells to, in the order of the columns. Borrowed. */
GPtrArray *xlsx_sheet_add_row(XlsxSheet *sheet);
void xlsx_row_add(GPtrArray *row, char *text); /* takes text */
/* Position of a column by its title; -1 when there is none. */
int xlsx_sheet_find(const XlsxSheet *sheet, const char *title);
/* Writes it as the next worksheet, without its empty columns, which are removed from the sheet too. A sheet without rows,
 * or with names only, writes nothing: FALSE. */
gboolean xlsx_sheet_write(XlsxSheet *sheet, XlsxBook *book);
