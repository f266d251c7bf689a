/* Plain CSV of counters, read with libcsv. In: decoded text whose first row says what it is. Out: one CounterBlock (long), or one
 * per row (wide). Only events that perf documents and elapsed, user and system time are taken: ratios are derived anew, never
 * copied. A table that compares two variants, or holds means of timings, has another first row and is none of these. */
#include "ingest/metrics_csv.h"

#include <string.h>

#include "ingest/csv_rows.h"
#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_event.h"
#include "ingest/perf_stat_rows.h"

#define MAX_ROWS 100000
#define MIN_EVENTS 2
#define SNIFF_ROWS 64

/* The separator of the first line: the one of the three that stands in it most. */
static char separator_of(const SourceText *source)
{
    static const char separators[] = ",;\t";
    const char *end = memchr(source->text, '\n', source->n_text);
    gsize n = end ? (gsize)(end - source->text) : source->n_text, most = 0;
    char best = ',';
    for (const char *c = separators; *c; c++) {
        gsize count = 0;
        for (gsize i = 0; i < n; i++)
            count += source->text[i] == *c;
        if (count > most) {
            most = count;
            best = *c;
        }
    }
    return best;
}

/* ------------------------------------------------------------------ what the columns are */

static const CsvRow *row_at(const GPtrArray *rows, guint i)
{
    return g_ptr_array_index(rows, i);
}

static const char *cell_at(const GPtrArray *rows, guint row, guint column)
{
    return csv_row_cell(row_at(rows, row), column);
}

/* Headings are compared without case. */
static gboolean is_one_of(const char *cell, const char *const *words)
{
    for (; *words; words++)
        if (g_ascii_strcasecmp(cell, *words) == 0)
            return TRUE;
    return FALSE;
}

static Span span_of(const char *text)
{
    return (Span){text, strlen(text)};
}

/* elapsed, user or system seconds under one of their names. */
typedef enum { TIME_NONE, TIME_ELAPSED, TIME_USER, TIME_SYS } TimeKind;

static TimeKind time_kind(const char *name)
{
    static const char *const elapsed[] = {
        "elapsed", "elapsed_seconds", "elapsed time", "seconds time elapsed", "wall", NULL};
    static const char *const user[] = {"user", "user_seconds", "seconds user", NULL};
    static const char *const sys[] = {"sys", "sys_seconds", "seconds sys", NULL};
    if (is_one_of(name, elapsed))
        return TIME_ELAPSED;
    if (is_one_of(name, user))
        return TIME_USER;
    return is_one_of(name, sys) ? TIME_SYS : TIME_NONE;
}

/* A column or row that is read. */
static gboolean is_metric(const char *name)
{
    return time_kind(name) != TIME_NONE || perf_stat_is_known_event(span_of(name));
}

/* A heading of two or three known words, and rows that name events. */
static gboolean has_long_header(const GPtrArray *rows)
{
    static const char *const names[] = {"metric", "event", "counter", NULL};
    static const char *const values[] = {"value", "count", NULL};
    guint n_columns = row_at(rows, 0)->cells->len;
    return (n_columns == 2 || n_columns == 3) && is_one_of(cell_at(rows, 0, 0), names) &&
           is_one_of(cell_at(rows, 0, 1), values) &&
           (n_columns == 2 || g_ascii_strcasecmp(cell_at(rows, 0, 2), "unit") == 0);
}

static gboolean is_long(const GPtrArray *rows)
{
    guint n = 0;
    for (guint i = 1; i < rows->len; i++)
        n += perf_stat_is_known_event(span_of(cell_at(rows, i, 0))) ? 1 : 0;
    return has_long_header(rows) && n >= MIN_EVENTS;
}

/* Columns of a wide table that say nothing of their own: which repeat a row is, and ratios. */
static gboolean is_passed_over(const char *name)
{
    static const char *const names[] = {"run",   "run_id", "iteration", "iter", "repeat",
                                        "trial", "#",      "ipc",       "cpi",  NULL};
    return is_one_of(name, names);
}

/* Every column is one that is read or passed over: a table with a column of names is not ours. */
static gboolean has_wide_header(const GPtrArray *rows)
{
    guint n_columns = row_at(rows, 0)->cells->len;
    guint n = 0;
    for (guint i = 0; i < n_columns; i++) {
        if (!is_metric(cell_at(rows, 0, i)) && !is_passed_over(cell_at(rows, 0, i)))
            return FALSE;
        n += perf_stat_is_known_event(span_of(cell_at(rows, 0, i))) ? 1 : 0;
    }
    return n >= MIN_EVENTS;
}

/* ------------------------------------------------------------------ values */

typedef struct {
    Artifact *artifact;
    EventNames *names;
    CounterBlock *block;
} Reader;

/* Grouped or not, with either decimal mark. */
static gboolean set_counter(Reader *reader, Counter *counter, const char *name, const char *value,
                            const PerfUnit *unit)
{
    Span text = span_of(value);
    DecimalMark mark = strchr(value, '.') ? MARK_POINT : MARK_COMMA;
    if (text.n == 0)
        return FALSE;
    return perf_stat_set_counter(reader->names, counter, span_of(name), text, unit, MARK_POINT) ||
           perf_stat_set_counter(reader->names, counter, span_of(name), text, unit, mark);
}

/* Adds one cell to the open block, or notes its line as dropped. */
static void add_value(Reader *reader, const char *name, const char *value, const PerfUnit *unit, guint line)
{
    TimeKind kind = time_kind(name);
    Quantity seconds;
    if (kind != TIME_NONE) {
        if (!perf_stat_number(span_of(value), unit->shift, &seconds))
            perf_stat_skip_line(reader->artifact, line);
        else if (kind == TIME_ELAPSED)
            reader->block->elapsed = seconds.value;
        else if (kind == TIME_USER)
            reader->block->user = seconds.value;
        else
            reader->block->sys = seconds.value;
        return;
    }
    Counter *counter = counter_new();
    counter->line = line;
    if (set_counter(reader, counter, name, value, unit)) {
        g_ptr_array_add(reader->block->counters, counter);
    } else {
        counter_free(counter);
        perf_stat_skip_line(reader->artifact, line);
    }
}

static void open_block(Reader *reader, guint line)
{
    reader->block = counter_block_new();
    reader->block->line = line;
}

/* A row without any value leaves no block. */
static void close_block(Reader *reader)
{
    if (reader->block->counters->len == 0 && isnan(reader->block->elapsed)) {
        counter_block_free(reader->block);
        return;
    }
    perf_stat_finish_block(reader->block);
    g_ptr_array_add(reader->artifact->blocks, reader->block);
}

static void read_long(Reader *reader, const GPtrArray *rows)
{
    open_block(reader, 1);
    for (guint i = 1; i < rows->len; i++) {
        const PerfUnit *unit = perf_stat_unit(span_of(cell_at(rows, i, 2)));
        const char *name = cell_at(rows, i, 0);
        if (is_metric(name))
            add_value(reader, name, cell_at(rows, i, 1), unit ? unit : perf_stat_unit(span_of("")),
                      row_at(rows, i)->line);
    }
    close_block(reader);
}

static void read_wide(Reader *reader, const GPtrArray *rows)
{
    guint n_columns = row_at(rows, 0)->cells->len;
    for (guint i = 1; i < rows->len; i++) {
        guint line = row_at(rows, i)->line;
        open_block(reader, line);
        for (guint k = 0; k < n_columns; k++)
            if (*cell_at(rows, i, k) && !is_passed_over(cell_at(rows, 0, k)))
                add_value(reader, cell_at(rows, 0, k), cell_at(rows, i, k), perf_stat_unit(span_of("")),
                          line);
        close_block(reader);
    }
}

/* ------------------------------------------------------------------ entry */

static gboolean sniff_metrics(const SourceText *source)
{
    guint error_line = 0;
    char separator = separator_of(source);
    g_autoptr(GPtrArray) header = csv_rows_read(source->text, source->n_text, separator, 1, &error_line);
    if (!header || header->len == 0 || !(has_long_header(header) || has_wide_header(header)))
        return FALSE;
    g_autoptr(GPtrArray) rows =
        csv_rows_read(source->text, source->n_text, separator, SNIFF_ROWS, &error_line);
    return rows && rows->len > 1 && (is_long(rows) || has_wide_header(rows));
}

static gboolean parse_metrics(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    guint error_line = 0;
    g_autoptr(GPtrArray) rows =
        csv_rows_read(source->text, source->n_text, separator_of(source), MAX_ROWS, &error_line);
    if (!rows) {
        diag_add(diags, DIAG_ERROR, "damaged-input", source->path, error_line, 0, "not well-formed CSV");
        return FALSE;
    }
    Reader reader = {.artifact = artifact, .names = event_names_new(artifact)};
    if (rows->len > 1 && is_long(rows))
        read_long(&reader, rows);
    else if (rows->len > 1)
        read_wide(&reader, rows);
    event_names_free(reader.names);
    return perf_stat_finish_file(source, artifact, diags);
}

const InputFormat format_metrics_csv = {
    .name = "metrics-csv", .sniff = sniff_metrics, .parse = parse_metrics};
