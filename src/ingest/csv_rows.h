/* CSV into rows of cells, strictly, through libcsv.
 * In: text and a separator. Out: rows with the line they begin in. Knows nothing of what a cell means. */
#pragma once
#include <glib.h>

#define CSV_MAX_CELL_BYTES 65536

typedef struct {
    GPtrArray *cells; /* of char*, blanks around unquoted ones removed */
    guint line;       /* from 1 */
} CsvRow;

/* At most max_rows rows; blank lines are no rows. NULL when a quote is wrong or a cell is too long: then *error_line says
 * where. The array owns its rows. Transfer full. */
GPtrArray *csv_rows_read(const char *text, gsize n, char separator, guint max_rows, guint *error_line);

/* The cell of a column; "" when the row is shorter. */
const char *csv_row_cell(const CsvRow *row, guint column);
