/* CSV into rows of cells; see csv_rows.h. libcsv counts no lines, so it is fed line by line. */
#include "ingest/csv_rows.h"

#include <csv.h>
#include <string.h>

typedef struct {
    GPtrArray *rows;
    GPtrArray *cells; /* of the row at hand */
    guint row_line;   /* where the row at hand began */
    gboolean is_too_long;
} Collector;

static void free_row(gpointer data)
{
    CsvRow *row = data;
    g_ptr_array_unref(row->cells);
    g_free(row);
}

/* libcsv cannot be stopped from a callback: a cell that is too long is only noted here. */
static void take_cell(void *bytes, size_t n, void *data)
{
    Collector *collector = data;
    if (n > CSV_MAX_CELL_BYTES)
        collector->is_too_long = TRUE;
    else
        g_ptr_array_add(collector->cells, g_strndup(bytes, n));
}

/* The array of cells moves into the row; the next row gets a new one. */
static void take_row(int terminator, void *data)
{
    Collector *collector = data;
    (void)terminator;
    CsvRow *row = g_new(CsvRow, 1);
    row->cells = collector->cells;
    row->line = collector->row_line;
    g_ptr_array_add(collector->rows, row);
    collector->cells = g_ptr_array_new_with_free_func(g_free);
}

#define BETWEEN_ROWS 0 /* of libcsv's pstate */

/* FALSE at the first line that is wrong. */
static gboolean feed(struct csv_parser *parser, Collector *collector, const char *text, gsize n,
                     guint max_rows, guint *line)
{
    const char *at = text, *end = text + n;
    while (at < end && collector->rows->len < max_rows) {
        const char *newline = memchr(at, '\n', (gsize)(end - at));
        const char *stop = newline ? newline + 1 : end;
        (*line)++;
        if (parser->pstate == BETWEEN_ROWS)
            collector->row_line = *line;
        gsize length = (gsize)(stop - at);
        gsize pending = csv_get_buffer_size(parser);
        if (length > CSV_MAX_CELL_BYTES * 4 || pending > CSV_MAX_CELL_BYTES * 8 ||
            csv_parse(parser, at, length, take_cell, take_row, collector) != length || collector->is_too_long)
            return FALSE;
        at = stop;
    }
    return at < end || (csv_fini(parser, take_cell, take_row, collector) == 0 && !collector->is_too_long);
}

GPtrArray *csv_rows_read(const char *text, gsize n, char separator, guint max_rows, guint *error_line)
{
    struct csv_parser parser;
    Collector collector = {.rows = g_ptr_array_new_with_free_func(free_row),
                           .cells = g_ptr_array_new_with_free_func(g_free)};
    *error_line = 0;
    int status = csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    g_assert(status == 0); /* it takes no memory yet: fails on a NULL parser only */
    csv_set_delim(&parser, (unsigned char)separator);
    gboolean is_good = feed(&parser, &collector, text, n, max_rows, error_line);
    csv_free(&parser);
    g_ptr_array_unref(collector.cells);
    if (is_good)
        return collector.rows;
    g_ptr_array_unref(collector.rows);
    return NULL;
}

const char *csv_row_cell(const CsvRow *row, guint column)
{
    return column < row->cells->len ? g_ptr_array_index(row->cells, column) : "";
}
