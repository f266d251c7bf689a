/* Plain CSV of counters, read with libcsv. In: decoded text whose first row says what it is. Out: one CounterBlock (long), or one
 * per row (wide). Only events that perf documents and elapsed, user and system time are taken: ratios are derived anew, never
 * copied. A table that compares two variants, or holds means of timings, has another first row and is none of these. */
#include "ingest/metrics_csv.h"

#include <csv.h>
#include <string.h>

#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_rows.h"

#define MAX_COLUMNS 256
#define MAX_ROWS 100000
#define MIN_EVENTS 2
#define SNIFF_BYTES ((gsize)1 << 14)

/* Cells as libcsv hands them over. */
typedef struct {
    GPtrArray *rows; /* of GPtrArray* of char* */
    GPtrArray *row;  /* being filled */
    GArray *lines;   /* of guint: line of each row */
    guint line;
    guint max_rows;
} Table;

static void take_cell(void *text, size_t n, void *data)
{
    Table *table = data;
    if (table->row->len < MAX_COLUMNS && table->rows->len < table->max_rows)
        g_ptr_array_add(table->row, g_strstrip(g_strndup(text ? text : "", n)));
}

static void take_row_end(int terminator, void *data)
{
    Table *table = data;
    (void)terminator;
    table->line++;
    if (table->row->len > 0 && table->rows->len < table->max_rows) {
        g_ptr_array_add(table->rows, table->row);
        g_array_append_val(table->lines, table->line);
        table->row = g_ptr_array_new_with_free_func(g_free);
    }
}

static void table_init(Table *table, guint max_rows)
{
    *table = (Table){.rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref),
                     .row = g_ptr_array_new_with_free_func(g_free),
                     .lines = g_array_new(FALSE, FALSE, sizeof(guint)),
                     .max_rows = max_rows};
}

static void table_clear(Table *table)
{
    g_ptr_array_unref(table->rows);
    g_ptr_array_unref(table->row);
    g_array_unref(table->lines);
}

/* The separator of the first line: the one of the three that stands in it most. */
static guchar separator_of(const SourceText *source)
{
    static const char separators[] = ",;\t";
    const char *end = memchr(source->text, '\n', source->n_text);
    gsize n = end ? (gsize)(end - source->text) : source->n_text, most = 0;
    guchar best = ',';
    for (const char *c = separators; *c; c++) {
        gsize count = 0;
        for (gsize i = 0; i < n; i++)
            count += source->text[i] == *c;
        if (count > most) {
            most = count;
            best = (guchar)*c;
        }
    }
    return best;
}

/* FALSE when the text is not well-formed CSV. */
static gboolean read_table(const SourceText *source, gsize n_text, Table *table)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_REPALL_NL | CSV_APPEND_NULL) != 0)
        return FALSE;
    csv_set_delim(&parser, separator_of(source));
    gboolean is_good = csv_parse(&parser, source->text, n_text, take_cell, take_row_end, table) == n_text;
    is_good = csv_fini(&parser, take_cell, take_row_end, table) == 0 && is_good;
    csv_free(&parser);
    return is_good;
}

/* ------------------------------------------------------------------ what the columns are */

static const char *cell_at(const Table *table, guint row, guint column)
{
    const GPtrArray *cells = g_ptr_array_index(table->rows, row);
    return column < cells->len ? g_ptr_array_index(cells, column) : "";
}

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

static gboolean is_metric(const char *name)
{
    return time_kind(name) != TIME_NONE || perf_stat_is_known_event(span_of(name));
}

static gboolean is_long(const Table *table)
{
    static const char *const names[] = {"metric", "event", "counter", NULL};
    static const char *const values[] = {"value", "count", NULL};
    const GPtrArray *header = g_ptr_array_index(table->rows, 0);
    guint n = 0;
    if ((header->len != 2 && header->len != 3) || !is_one_of(cell_at(table, 0, 0), names) ||
        !is_one_of(cell_at(table, 0, 1), values) ||
        (header->len == 3 && g_ascii_strcasecmp(cell_at(table, 0, 2), "unit") != 0))
        return FALSE;
    for (guint i = 1; i < table->rows->len; i++)
        n += perf_stat_is_known_event(span_of(cell_at(table, i, 0))) ? 1 : 0;
    return n >= MIN_EVENTS;
}

static gboolean is_wide(const Table *table)
{
    const GPtrArray *header = g_ptr_array_index(table->rows, 0);
    guint n = 0;
    for (guint i = 0; i < header->len; i++) {
        if (!is_metric(cell_at(table, 0, i)))
            return FALSE;
        n += perf_stat_is_known_event(span_of(cell_at(table, 0, i))) ? 1 : 0;
    }
    return n >= MIN_EVENTS && table->rows->len > 1;
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

static void close_block(Reader *reader)
{
    if (reader->block->counters->len == 0 && isnan(reader->block->elapsed)) {
        counter_block_free(reader->block);
        return;
    }
    perf_stat_finish_block(reader->block);
    g_ptr_array_add(reader->artifact->blocks, reader->block);
}

static void read_long(Reader *reader, const Table *table)
{
    open_block(reader, 1);
    for (guint i = 1; i < table->rows->len; i++) {
        const PerfUnit *unit = perf_stat_unit(span_of(cell_at(table, i, 2)));
        const char *name = cell_at(table, i, 0);
        if (is_metric(name))
            add_value(reader, name, cell_at(table, i, 1), unit ? unit : perf_stat_unit(span_of("")),
                      g_array_index(table->lines, guint, i));
    }
    close_block(reader);
}

static void read_wide(Reader *reader, const Table *table)
{
    const GPtrArray *header = g_ptr_array_index(table->rows, 0);
    for (guint i = 1; i < table->rows->len; i++) {
        guint line = g_array_index(table->lines, guint, i);
        open_block(reader, line);
        for (guint k = 0; k < header->len; k++)
            if (*cell_at(table, i, k))
                add_value(reader, cell_at(table, 0, k), cell_at(table, i, k), perf_stat_unit(span_of("")),
                          line);
        close_block(reader);
    }
}

/* ------------------------------------------------------------------ entry */

static gboolean sniff_metrics(const SourceText *source)
{
    Table table;
    gsize n = MIN(source->n_text, SNIFF_BYTES);
    const char *first_end = memchr(source->text, '\n', n);
    if (!first_end || first_end == source->text)
        return FALSE;
    while (n < source->n_text && n > 0 && source->text[n - 1] != '\n')
        n--;
    table_init(&table, 64);
    gboolean is_read = read_table(source, n, &table);
    gboolean is_metrics = is_read && table.rows->len > 1 && (is_long(&table) || is_wide(&table));
    table_clear(&table);
    return is_metrics;
}

static gboolean parse_metrics(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Table table;
    Reader reader = {.artifact = artifact, .names = event_names_new(artifact)};
    table_init(&table, MAX_ROWS);
    if (!read_table(source, source->n_text, &table))
        diag_add(diags, DIAG_WARNING, "lines-skipped", source->path, table.line + 1, 0,
                 "not well-formed CSV: read up to here");
    if (table.rows->len > 1 && is_long(&table))
        read_long(&reader, &table);
    else if (table.rows->len > 1)
        read_wide(&reader, &table);
    event_names_free(reader.names);
    table_clear(&table);
    return perf_stat_finish_file(source, artifact, diags);
}

const InputFormat format_metrics_csv = {
    .name = "metrics-csv", .sniff = sniff_metrics, .parse = parse_metrics};
