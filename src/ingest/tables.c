/* Means that stand in tables and notes; see tables.h. Careful rather than complete: a number is taken only where its unit of time
 * is stated and nothing says that it is something else than a mean. */
#include "ingest/tables.h"

#include <string.h>

#include "base/text.h"
#include "ingest/csv_rows.h"
#include "ingest/measure.h"

#define MAX_BYTES ((gsize)1 << 20)
#define MAX_ROWS 10000
#define MAX_MEANS 10000

/* A cap of their number keeps a log of millions of lines from being taken for a table. */
static void add_mean(Artifact *artifact, const char *label, const Measure *measure)
{
    if (measure->unit != UNIT_SECOND || measure->value <= 0 || artifact->table_means->len >= MAX_MEANS)
        return;
    TableMean *mean = g_new0(TableMean, 1);
    mean->label = label ? text_clean_name(label, strlen(label)) : NULL;
    mean->value = measure->value;
    mean->half_digit = measure->half_digit;
    g_ptr_array_add(artifact->table_means, mean);
}

/* ------------------------------------------------------------------ words */

/* Whole words only: "standard" is not "std", "summary" is not "sum". */
static gboolean has_word(const char *text, const char *const *words)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    g_auto(GStrv) tokens = g_regex_split_simple("[^[:alnum:]%±Δ]+", lower, 0, 0);
    for (gsize i = 0; tokens && tokens[i]; i++)
        if (g_strv_contains(words, tokens[i]))
            return TRUE;
    return FALSE;
}

static gboolean says_mean(const char *text)
{
    static const char *const words[] = {"mean", "avg", "average", NULL};
    return has_word(text, words);
}

/* Says that its numbers are no means of a benchmark. */
static gboolean says_other(const char *text)
{
    static const char *const words[] = {
        "std",    "stdev",   "dev",    "sd",          "deviation", "delta",   "diff",  "difference",
        "change", "speedup", "ratio",  "improvement", "min",       "minimum", "max",   "maximum",
        "median", "error",   "stderr", "sem",         "ci",        "elapsed", "user",  "sys",
        "system", "wall",    "total",  "overhead",    "saved",     "p",       "p50",   "p90",
        "p95",    "p99",     "q1",     "q3",          "iqr",       "mad",     "clock", "%",
        "±",      "Δ",       "δ",      "geometric",   "duration",  "real",    NULL};
    return has_word(text, words);
}

/* Only words for a mean time, so that the label names no benchmark. */
static gboolean is_generic(const char *label)
{
    static const char *const words[] = {
        "mean", "avg", "average", "time", "runtime", "timing", "per", "loop", "steady",    "state", "ms",
        "us",   "ns",  "s",       "sec",  "seconds", "the",    "of",  "run",  "iteration", "",      NULL};
    g_autofree char *lower = g_utf8_strdown(label, -1);
    g_auto(GStrv) tokens = g_regex_split_simple("[^[:alnum:]]+", lower, 0, 0);
    for (gsize i = 0; tokens && tokens[i]; i++)
        if (!g_strv_contains(words, tokens[i]))
            return FALSE;
    return says_mean(label);
}

/* The factor to seconds of a unit in a heading, "Mean (us)", "mean_ms", "Time [s]"; 0 when there is none. */
static double heading_factor(const char *heading)
{
    g_auto(GStrv) tokens = g_regex_split_simple("[][(){}_ ,:]+", heading, 0, 0);
    double factor = 0;
    for (gsize i = 0; tokens && tokens[i]; i++) {
        double found = measure_seconds_factor(tokens[i], strlen(tokens[i]));
        if (found > 0 && (i > 0 || !tokens[i + 1]))
            factor = found;
    }
    return factor;
}

/* A name without bullets, quotes and emphasis. Transfer full. */
static char *clean_label(const char *text, gsize n)
{
    g_autofree char *copy = g_strndup(text, n);
    char *start = copy + strspn(copy, " \t*-+>`\"'|#");
    gsize length = strlen(start);
    while (length > 0 && strchr(" \t*`\"':=", start[length - 1]))
        start[--length] = '\0';
    return g_strdup(start);
}

/* ------------------------------------------------------------------ tables with a heading */

/* Digits of "496.000000" that carry nothing: a program's %f, not what was known. */
static void drop_padding(const char *cell, Measure *measure)
{
    const char *point = strchr(cell, '.');
    gsize n = point ? strspn(point + 1, "0123456789") : 0, zeros = 0;
    while (zeros < n && point[n - zeros] == '0')
        zeros++;
    if (zeros >= 3)
        measure->half_digit *= pow(10, (double)zeros);
}

/* A number without a unit, to be taken in the unit of its heading. */
static gboolean read_plain(const char *cell, double factor, Measure *measure)
{
    const char *at = cell;
    if (!measure_read(&at, measure) || *(at + strspn(at, " ")) != '\0' || measure->unit != UNIT_INTEGER)
        return FALSE;
    drop_padding(cell, measure);
    measure->unit = UNIT_SECOND;
    measure->value *= factor;
    measure->half_digit *= factor;
    return TRUE;
}

/* A cell that states its unit: "496 us: 1.34x faster", "598.0 ms ± 15.7 ms". */
static gboolean read_with_unit(const char *cell, Measure *measure)
{
    const char *at = cell;
    Measure stdev;
    return measure_read_spread(&at, measure, &stdev) && measure->unit == UNIT_SECOND &&
           (*at == '\0' || strchr(" :(,;", *at));
}

/* A cell counts when it states its unit itself, or when the heading of its column does. */
static void read_cell(const char *label, const char *heading, const char *cell, Artifact *artifact)
{
    Measure measure;
    double factor = heading_factor(heading);
    if (says_other(heading))
        return;
    if (read_with_unit(cell, &measure) || (factor > 0 && read_plain(cell, factor, &measure)))
        add_mean(artifact, label, &measure);
}

/* The row itself may say what its numbers are: "Mean (ms),665,496". */
static void read_row(const CsvRow *heading, const CsvRow *row, Artifact *artifact)
{
    const char *first = csv_row_cell(row, 0);
    g_autofree char *label = clean_label(first, strlen(first));
    double row_factor = heading_factor(label);
    if (!*label || says_other(label))
        return;
    gboolean is_mean_row = says_mean(label) && row_factor > 0;
    const char *name = is_mean_row || is_generic(label) ? NULL : label;
    for (guint column = 1; column < row->cells->len; column++) {
        const char *cell = csv_row_cell(row, column), *title = csv_row_cell(heading, column);
        Measure measure;
        if (!is_mean_row)
            read_cell(name, title, cell, artifact);
        else if (!says_other(title) && read_plain(cell, row_factor, &measure))
            add_mean(artifact, NULL, &measure);
    }
}

/* "|---|:---:|" of Markdown, "+===+" of reStructuredText. */
static gboolean is_rule(const CsvRow *row)
{
    for (guint i = 0; i < row->cells->len; i++) {
        const char *cell = g_ptr_array_index(row->cells, i);
        if (cell[strspn(cell, "-:= ")] != '\0')
            return FALSE;
    }
    return TRUE;
}

/* A row of another length begins a new table, and is its heading. */
static void read_table(const GPtrArray *rows, Artifact *artifact)
{
    const CsvRow *heading = NULL;
    for (guint i = 0; i < rows->len; i++) {
        const CsvRow *row = g_ptr_array_index(rows, i);
        if (row->cells->len < 2 || is_rule(row))
            continue;
        if (heading && heading->cells->len == row->cells->len)
            read_row(heading, row, artifact);
        else
            heading = row;
    }
}

/* The separator of the first line, when it has one that makes columns; 0 otherwise. */
static char table_separator(const char *text)
{
    static const char separators[] = ",;\t";
    gsize n = strcspn(text, "\n");
    for (gsize i = 0; separators[i]; i++)
        if (memchr(text, separators[i], n))
            return separators[i];
    return 0;
}

/* FALSE when the text is no table of at least two equal rows; then its lines may still be notes. */
static gboolean scan_csv(const char *text, gsize n, Artifact *artifact)
{
    guint error_line = 0;
    char separator = table_separator(text);
    if (!separator)
        return FALSE;
    g_autoptr(GPtrArray) rows = csv_rows_read(text, n, separator, MAX_ROWS, &error_line);
    const CsvRow *first = rows && rows->len >= 2 ? g_ptr_array_index(rows, 0) : NULL;
    const CsvRow *second = first ? g_ptr_array_index(rows, 1) : NULL;
    if (!first || first->cells->len < 2 || second->cells->len != first->cells->len)
        return FALSE;
    read_table(rows, artifact);
    return TRUE;
}

/* ------------------------------------------------------------------ lines */

/* "| a | b |" of Markdown and reStructuredText. NULL when the line is none. Transfer full. */
static CsvRow *pipe_row(const char *line, guint number)
{
    g_autofree char *copy = g_strstrip(g_strdup(line));
    gsize n = strlen(copy);
    if (n < 3 || copy[0] != '|' || copy[n - 1] != '|')
        return NULL;
    copy[n - 1] = '\0';
    CsvRow *row = g_new(CsvRow, 1);
    row->cells = g_ptr_array_new_with_free_func(g_free);
    row->line = number;
    g_auto(GStrv) cells = g_strsplit(copy + 1, "|", 1000);
    for (gsize i = 0; cells[i]; i++)
        g_ptr_array_add(row->cells, g_strstrip(g_strdup(cells[i])));
    return row;
}

/* The length of the gap at the text: a tab among blanks, or two blanks; 0 when it is none. */
static gsize gap_length(const char *text)
{
    gsize n = strspn(text, " \t");
    return n >= 2 || (n == 1 && *text == '\t') ? n : 0;
}

/* Columns as people align them: "json_dumps    23.5 ms   20.0 ms". NULL when the line has but one. Transfer full. */
static CsvRow *aligned_row(const char *line, guint number)
{
    g_autofree char *copy = g_strstrip(g_strdup(line));
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (char *start = copy; *start;) {
        char *end = start;
        while (*end && gap_length(end) == 0)
            end++;
        gsize gap = gap_length(end);
        g_ptr_array_add(cells, g_strndup(start, (gsize)(end - start)));
        start = end + gap;
    }
    if (cells->len < 2)
        return NULL;
    CsvRow *row = g_new(CsvRow, 1);
    row->cells = g_steal_pointer(&cells);
    row->line = number;
    return row;
}

static void free_row(gpointer data)
{
    CsvRow *row = data;
    g_ptr_array_unref(row->cells);
    g_free(row);
}

/* "Time (mean ms):   BEFORE 23.5      AFTER 20.0": numbers behind a label that states mean and unit. */
static void read_labelled_numbers(const char *label, const char *rest, Artifact *artifact)
{
    double factor = heading_factor(label);
    if (!says_mean(label) || factor <= 0)
        return;
    g_auto(GStrv) words = g_regex_split_simple("[ \t]+", rest, 0, 0);
    for (gsize i = 0; words && words[i]; i++) {
        Measure measure;
        if (words[i][0] == '|' || says_other(words[i]))
            return; /* what follows is something else */
        if (read_plain(words[i], factor, &measure))
            add_mean(artifact, NULL, &measure);
    }
}

static const char *skip_arrow(const char *at)
{
    static const char *const arrows[] = {"->", "→", "=>", "vs.", "vs"};
    at += strspn(at, " \t");
    for (gsize i = 0; i < G_N_ELEMENTS(arrows); i++)
        if (g_str_has_prefix(at, arrows[i]))
            return at + strlen(arrows[i]);
    return NULL;
}

/* "NAME: 665 us -> 496 us (1.34x)". */
static void read_labelled_measures(const char *label, const char *rest, Artifact *artifact)
{
    Measure measure, stdev;
    const char *at = rest;
    while (at && measure_read_spread(&at, &measure, &stdev) && measure.unit == UNIT_SECOND) {
        add_mean(artifact, is_generic(label) ? NULL : label, &measure);
        at = skip_arrow(at);
    }
}

/* A label, a colon or equals sign, and times. FALSE when the line has no label. */
static gboolean read_note(const char *line, Artifact *artifact)
{
    const char *colon = strpbrk(line, ":=");
    while (colon && colon[1] != ' ' && colon[1] != '\t')
        colon = strpbrk(colon + 1, ":=");
    if (!colon || colon == line || colon - line > 200)
        return FALSE;
    g_autofree char *label = clean_label(line, (gsize)(colon - line));
    if (!*label || says_other(label))
        return TRUE;
    const char *rest = colon + 1;
    guint before = artifact->table_means->len;
    read_labelled_measures(label, rest, artifact);
    if (artifact->table_means->len == before)
        read_labelled_numbers(label, rest, artifact);
    return TRUE;
}

/* Tables of a text that are not finished. */
typedef struct {
    GPtrArray *piped, *aligned; /* of CsvRow* */
} OpenTables;

/* Pipe tables are read together at the end, aligned ones as soon as another line ends them; a note stands for itself. */
static void scan_line(const char *line, guint number, OpenTables *tables, Artifact *artifact)
{
    CsvRow *row = pipe_row(line, number);
    GPtrArray *table = tables->piped;
    if (!row && !read_note(line, artifact)) {
        row = aligned_row(line, number);
        table = tables->aligned;
    }
    if (table == tables->piped || !row) {
        read_table(tables->aligned, artifact);
        g_ptr_array_set_size(tables->aligned, 0);
    }
    if (row && table->len < MAX_ROWS)
        g_ptr_array_add(table, row);
    else if (row)
        free_row(row);
}

static void scan_lines(const char *text, gsize n, Artifact *artifact)
{
    g_autoptr(GPtrArray) piped = g_ptr_array_new_with_free_func(free_row);
    g_autoptr(GPtrArray) aligned = g_ptr_array_new_with_free_func(free_row);
    OpenTables tables = {piped, aligned};
    const char *at = text, *end = text + n;
    guint number = 0;
    while (at < end) {
        const char *newline = memchr(at, '\n', (gsize)(end - at));
        const char *stop = newline ? newline : end;
        number++;
        if (stop - at <= 4096) {
            g_autofree char *line = g_strndup(at, (gsize)(stop - at));
            scan_line(line, number, &tables, artifact);
        }
        at = stop + 1;
    }
    read_table(aligned, artifact);
    read_table(piped, artifact);
}

void table_means_scan(const SourceText *source, Artifact *artifact)
{
    gsize n = MIN(source->n_text, MAX_BYTES);
    if (!scan_csv(source->text, n, artifact))
        scan_lines(source->text, n, artifact);
}
