/* report.xlsx: the tables of the report as sheets of numbers in full precision, with native charts.
 * In: the report model. Out: a workbook in memory, the same bytes for the same model: its date is that of the model.
 * libxlsxwriter writes to files only, so it gets a private temporary directory, which is gone again before this returns.
 * Numbers keep 16 significant digits, as spreadsheets do. */
#include "render/xlsx.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/text.h"
#include "render/xlsx_sheet.h"
#include "report/element.h"

#define MOST_CHART_ROWS 150 /* bars of one chart that can still be read */
#define MAX_COLUMNS 24

/* A column of a sheet: what it is called, where its cells come from, how they are shown.
 * Places: "@name" an attribute, "^@name" one of the parent, "name" the raw number of a child, "name@low" an attribute of a child,
 * "name!" the text of all children of that name. */
typedef struct {
    const char *title, *place;
    XlsxKind kind;
} ColumnSpec;

typedef struct {
    const char *name, *path; /* elements from the root, separated by blanks */
    ColumnSpec columns[MAX_COLUMNS];
} SheetSpec;

#define INTERVAL                                                                                             \
    {"CI low", "ci@low", XLSX_NUMBER},                                                                       \
    {                                                                                                        \
        "CI high", "ci@high", XLSX_NUMBER                                                                    \
    }
#define RATE(title, place)                                                                                   \
    {                                                                                                        \
        title, place, XLSX_SHARE                                                                             \
    }
#define COUNT(title, place)                                                                                  \
    {                                                                                                        \
        title, place, XLSX_COUNT                                                                             \
    }

/* clang-format off */
static const SheetSpec VERDICT = {"Verdict", "headline", {
    {"Variant", "@label", XLSX_TEXT}, {"Measured by", "@kind", XLSX_TEXT}, {"Verdict", "@word", XLSX_TEXT},
    {"Speedup", "speedup", XLSX_NUMBER}, INTERVAL}};
static const SheetSpec COMPARISON = {"Comparison", "comparison", {
    {"Variant", "@variant", XLSX_TEXT}, {"Benchmark", "@benchmark", XLSX_TEXT}, {"Baseline", "@baseline", XLSX_TEXT},
    {"Verdict", "@verdict-word", XLSX_TEXT}, {"Speedup", "speedup", XLSX_NUMBER}, INTERVAL,
    {"Confidence", "confidence", XLSX_SHARE}, {"Ratio", "ratio", XLSX_NUMBER}, {"Change", "delta_share", XLSX_SHARE},
    {"Difference", "delta", XLSX_NUMBER}, {"Unit", "@unit", XLSX_TEXT}, {"p", "p", XLSX_CHANCE}, {"q", "q", XLSX_CHANCE},
    {"Tags", "tag!", XLSX_TEXT}}};
static const SheetSpec TAGS = {"Tags", "tag", {
    {"Variant", "@variant", XLSX_TEXT}, {"Tag", "@name", XLSX_TEXT}, COUNT("Rows", "rows"),
    COUNT("Benchmarks", "benchmarks"), {"Speedup", "speedup", XLSX_NUMBER}, INTERVAL, COUNT("Faster", "faster"),
    COUNT("Slower", "slower"), COUNT("Same", "same"), COUNT("Undecided", "other"), {"pyperf", "pyperf", XLSX_NUMBER}}};
static const SheetSpec HISTORY = {"History", "history point", {
    {"Variant", "^@variant", XLSX_TEXT}, {"Benchmark", "^@benchmark", XLSX_TEXT}, {"Measured by", "^@kind", XLSX_TEXT},
    {"Run", "@timestamp", XLSX_TEXT}, {"Mean", "mean", XLSX_NUMBER}, INTERVAL, {"Ratio", "ratio", XLSX_NUMBER},
    COUNT("Processes", "processes"), COUNT("Benchmarks", "benchmarks"), {"Marks", "flag!", XLSX_TEXT}}};
static const SheetSpec TIMING = {"Timing", "variant timing", {
    {"Variant", "^@label", XLSX_TEXT}, {"Benchmark", "@benchmark", XLSX_TEXT}, {"Unit", "@unit", XLSX_TEXT},
    COUNT("Processes", "processes"), COUNT("Values", "values"), COUNT("Warm-ups", "warmups"),
    {"Mean", "mean", XLSX_NUMBER}, {"Mean of processes", "mean_of_processes", XLSX_NUMBER}, INTERVAL,
    {"Standard deviation", "stdev", XLSX_NUMBER}, {"Median", "median", XLSX_NUMBER}, {"MAD", "mad", XLSX_NUMBER},
    {"Least", "min", XLSX_NUMBER}, {"Most", "max", XLSX_NUMBER}, {"Excluded", "@excluded", XLSX_TEXT},
    {"Source", "source!", XLSX_TEXT}}};
static const SheetSpec COMMANDS = {"Commands", "variant process", {
    {"Variant", "^@label", XLSX_TEXT}, {"Work", "@work", XLSX_TEXT}, COUNT("Runs", "runs"),
    {"Elapsed s", "elapsed", XLSX_NUMBER}, {"Standard error s", "elapsed_stderr", XLSX_NUMBER},
    {"User s", "user", XLSX_NUMBER}, {"System s", "sys", XLSX_NUMBER}, {"Command", "@command", XLSX_TEXT}}};
static const SheetSpec DERIVED = {"Derived", "variant derived", {
    {"Variant", "^@label", XLSX_TEXT}, {"Instructions per cycle", "ipc", XLSX_NUMBER},
    {"Cycles per instruction", "cpi", XLSX_NUMBER}, {"Clock GHz", "ghz", XLSX_NUMBER},
    {"CPUs kept busy", "cpus", XLSX_NUMBER}, RATE("Branch-miss rate", "branch_miss_rate"),
    {"Branch misses per 1000 instructions", "branch_mpki", XLSX_NUMBER}, RATE("Cache-miss rate", "cache_miss_rate"),
    {"Cache misses per 1000 instructions", "cache_mpki", XLSX_NUMBER}, RATE("L1 data miss rate", "l1d_miss_rate"),
    RATE("Last-level miss rate", "llc_miss_rate"), RATE("Data TLB miss rate", "dtlb_miss_rate"),
    RATE("Instruction TLB miss rate", "itlb_miss_rate"), RATE("Stalled cycles", "stalled_share")}};
static const SheetSpec FUNCTIONS = {"Functions", "variant profile function", {
    {"Function", "@name", XLSX_TEXT}, {"Module", "@module", XLSX_TEXT}, {"Variant", "^^@label", XLSX_TEXT},
    {"Unit", "^@weight_unit", XLSX_TEXT}, {"Self", "self", XLSX_AMOUNT}, {"Total", "total", XLSX_AMOUNT},
    RATE("Self share", "self_share"), RATE("Total share", "total_share")}};
static const SheetSpec WARNINGS = {"Warnings", "warning", {
    {"Severity", "@severity", XLSX_TEXT}, {"Warning", "@title", XLSX_TEXT}, {"Code", "@code", XLSX_TEXT},
    {"Message", "message!", XLSX_TEXT}, {"Files", "source!", XLSX_TEXT}}};
static const SheetSpec INPUTS = {"Inputs", "input", {
    {"File", "@path", XLSX_TEXT}, {"Format", "@format", XLSX_TEXT}, {"Used", "@used", XLSX_TEXT},
    COUNT("Bytes", "bytes"), {"Why not", "@reason", XLSX_TEXT}, {"SHA-256", "@sha256", XLSX_TEXT}}};
/* clang-format on */

/* ------------------------------------------------------------------ cells of the model */

/* All children of that name, a line each. Transfer full. */
static char *all_texts(const xmlNode *node, const char *name)
{
    GString *out = g_string_new(NULL);
    ELEMENT_EACH(child, node, name)
    {
        g_autofree char *text = element_text(child);
        g_string_append_printf(out, "%s%s", out->len > 0 ? "\n" : "", text);
    }
    return g_string_free(out, FALSE);
}

/* What stands at a place (see ColumnSpec). Transfer full. */
static char *cell_text(const xmlNode *node, const char *place)
{
    for (; *place == '^'; place++)
        node = node->parent;
    if (*place == '@')
        return element_get(node, place + 1);
    const char *mark = strpbrk(place, "@!");
    if (!mark)
        return element_raw(node, place);
    g_autofree char *name = g_strndup(place, (gsize)(mark - place));
    return *mark == '!' ? all_texts(node, name) : element_get(element_child(node, name), mark + 1);
}

static void add_rows(XlsxSheet *sheet, const SheetSpec *spec, const xmlNode *node, char **path)
{
    if (*path) {
        ELEMENT_EACH(child, node, *path)
        add_rows(sheet, spec, child, path + 1);
        return;
    }
    GPtrArray *row = xlsx_sheet_add_row(sheet);
    for (const ColumnSpec *column = spec->columns; column->title; column++)
        xlsx_row_add(row, cell_text(node, column->place));
}

/* A sheet with a row per element, not yet written. Transfer full. */
static XlsxSheet *sheet_of_spec(const SheetSpec *spec, const xmlNode *root)
{
    XlsxSheet *sheet = xlsx_sheet_new(spec->name);
    for (const ColumnSpec *column = spec->columns; column->title; column++)
        xlsx_sheet_add_column(sheet, column->title, column->kind);
    g_auto(GStrv) path = g_strsplit(spec->path, " ", -1);
    add_rows(sheet, spec, root, path);
    return sheet;
}

static void write_spec(const SheetSpec *spec, const xmlNode *root, XlsxBook *book)
{
    g_autoptr(XlsxSheet) sheet = sheet_of_spec(spec, root);
    xlsx_sheet_write(sheet, book);
}

/* ------------------------------------------------------------------ charts */

/* Right of the columns, or below the rows when the sheet is wide. */
static void place_chart(XlsxSheet *sheet, lxw_chart *chart, guint n_bars)
{
    lxw_chart_options options = {.object_position = LXW_OBJECT_DONT_MOVE_DONT_SIZE,
                                 .x_scale = 1.3,
                                 .y_scale = CLAMP((100 + 22 * n_bars) / 288.0, 0.8, 12)};
    gboolean is_wide = sheet->columns->len > 10;
    worksheet_insert_chart_opt(sheet->worksheet, is_wide ? sheet->rows->len + 2 : 1,
                               is_wide ? 1 : (lxw_col_t)(sheet->columns->len + 1), chart, &options);
}

/* Bars of the rows, named by the benchmark where there is one, else by the first column. The first row stands on top. */
static void add_series(const XlsxSheet *sheet, lxw_chart *chart, guint column)
{
    lxw_row_t last = (lxw_row_t)MIN(sheet->rows->len, MOST_CHART_ROWS);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_col_t names = (lxw_col_t)MAX(0, xlsx_sheet_find(sheet, "Benchmark"));
    chart_series_set_categories(series, sheet->name, 1, names, last, names);
    chart_series_set_values(series, sheet->name, 1, (lxw_col_t)column, last, (lxw_col_t)column);
    chart_series_set_name_range(series, sheet->name, 0, (lxw_col_t)column);
}

/* The x axis of bars is the one of the values. */
static lxw_chart *bar_chart_new(XlsxBook *book, const char *title, const char *axis_title, const char *format)
{
    lxw_chart *chart = workbook_add_chart(book->workbook, LXW_CHART_BAR);
    chart_title_set_name(chart, title);
    chart_axis_set_name(chart->x_axis, axis_title);
    chart_axis_set_num_format(chart->x_axis, format);
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_HIGH);
    return chart;
}

/* Ratios on a logarithmic axis: bars start at 1, faster to the right. */
static void add_speedup_chart(XlsxSheet *sheet, XlsxBook *book)
{
    int column = xlsx_sheet_find(sheet, "Speedup");
    if (column < 0)
        return;
    lxw_chart *chart = bar_chart_new(book, "Speed relative to the base", "times as fast", "0.0#");
    add_series(sheet, chart, (guint)column);
    chart_axis_set_log_base(chart->x_axis, 2);
    chart_axis_set_crossing(chart->x_axis, 1);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    place_chart(sheet, chart, (guint)MIN(sheet->rows->len, MOST_CHART_ROWS));
}

/* ------------------------------------------------------------------ counters: events as rows */

/* Position of the row of an event, made when it is new. */
static GPtrArray *event_row(XlsxSheet *sheet, GHashTable *rows, const xmlNode *counter)
{
    g_autofree char *name = element_get(counter, "event");
    g_autofree char *event =
        g_strconcat(name, element_is(counter, "kind", "simulated") ? " (simulated)" : "", NULL);
    g_autofree char *pmu = element_get(counter, "pmu");
    g_autofree char *modifier = element_get(counter, "modifier");
    char *key = g_strjoin("\x1f", event, pmu, modifier, NULL);
    GPtrArray *row = g_hash_table_lookup(rows, key);
    if (row) {
        g_free(key);
        return row;
    }
    row = xlsx_sheet_add_row(sheet);
    g_hash_table_insert(rows, key, row);
    xlsx_row_add(row, g_steal_pointer(&event));
    xlsx_row_add(row, g_steal_pointer(&pmu));
    xlsx_row_add(row, g_steal_pointer(&modifier));
    xlsx_row_add(row, element_get(counter, "unit"));
    return row;
}

/* Columns of a variant stay empty where it does not have the event. */
static void pad_rows(XlsxSheet *sheet)
{
    for (guint i = 0; i < sheet->rows->len; i++) {
        GPtrArray *row = g_ptr_array_index(sheet->rows, i);
        while (row->len < sheet->columns->len)
            xlsx_row_add(row, NULL);
    }
}

/* Empty cells up to a column that does not exist yet: events that only later variants have. */
static void pad_row(GPtrArray *row, guint n_columns)
{
    while (row->len < n_columns)
        xlsx_row_add(row, NULL);
}

static void add_variant_counters(XlsxSheet *sheet, GHashTable *rows, const xmlNode *variant)
{
    guint first = sheet->columns->len;
    g_autofree char *label = element_get(variant, "label");
    g_autofree char *counted = g_strconcat(label, " counted", NULL);
    xlsx_sheet_add_column(sheet, label, XLSX_AMOUNT);
    xlsx_sheet_add_column(sheet, counted, XLSX_SHARE);
    ELEMENT_EACH(counter, variant, "counter")
    {
        GPtrArray *row = event_row(sheet, rows, counter);
        g_autofree char *value = element_raw(counter, "value");
        pad_row(row, first);
        if (row->len > first)
            continue; /* listed twice: the first one stands */
        xlsx_row_add(row, *value ? g_steal_pointer(&value) : element_get(counter, "status"));
        xlsx_row_add(row, element_raw(counter, "running"));
    }
    pad_rows(sheet);
}

static void add_variant_changes(XlsxSheet *sheet, GHashTable *rows, const xmlNode *root,
                                const xmlNode *variant)
{
    static const char *const suffixes[] = {" change", " change from", " change to"};
    guint first = sheet->columns->len;
    g_autofree char *label = element_get(variant, "label");
    g_autofree char *name = element_get(variant, "name");
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *title = g_strconcat(label, suffixes[i], NULL);
        xlsx_sheet_add_column(sheet, title, XLSX_SHARE);
    }
    ELEMENT_EACH(comparison, root, "counter_comparison")
    {
        if (!element_is(comparison, "variant", name))
            continue;
        GPtrArray *row = event_row(sheet, rows, comparison);
        pad_row(row, first);
        if (row->len > first)
            continue;
        xlsx_row_add(row, cell_text(comparison, "delta_share"));
        xlsx_row_add(row, cell_text(comparison, "ci@low"));
        xlsx_row_add(row, cell_text(comparison, "ci@high"));
    }
    pad_rows(sheet);
}

static void add_changes_chart(XlsxSheet *sheet, XlsxBook *book, const xmlNode *root)
{
    lxw_chart *chart = NULL;
    guint n_series = 0;
    ELEMENT_EACH(variant, root, "variant")
    {
        g_autofree char *label = element_get(variant, "label");
        g_autofree char *title = g_strconcat(label, " change", NULL);
        int column = xlsx_sheet_find(sheet, title);
        if (column < 0)
            continue;
        if (!chart)
            chart = bar_chart_new(book, "Counters: change against the base", "change", "0%");
        add_series(sheet, chart, (guint)column);
        n_series++;
    }
    if (!chart)
        return;
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    place_chart(sheet, chart, (guint)MIN(sheet->rows->len, MOST_CHART_ROWS) * n_series);
}

static void write_counters(const xmlNode *root, XlsxBook *book)
{
    static const char *const titles[] = {"Event", "PMU", "Modifier", "Unit"};
    g_autoptr(XlsxSheet) sheet = xlsx_sheet_new("Counters");
    g_autoptr(GHashTable) rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
        xlsx_sheet_add_column(sheet, titles[i], XLSX_TEXT);
    ELEMENT_EACH(variant, root, "variant")
    {
        add_variant_counters(sheet, rows, variant);
        add_variant_changes(sheet, rows, root, variant);
    }
    if (xlsx_sheet_write(sheet, book))
        add_changes_chart(sheet, book, root);
}

/* ------------------------------------------------------------------ tables of text */

static void add_table_rows(XlsxSheet *sheet, const xmlNode *parent, const char *group)
{
    ELEMENT_EACH(node, parent, "row")
    {
        GPtrArray *row = xlsx_sheet_add_row(sheet);
        ELEMENT_EACH(cell, node, "cell")
        xlsx_row_add(row, element_text(cell));
        xlsx_row_add(row, g_strdup(group));
    }
}

/* The environment as its table has it, with the group of each row behind it. */
static void write_environment(const xmlNode *root, XlsxBook *book)
{
    xmlNodePtr table = element_child(root, "table");
    while (table && !element_is(table, "id", "environment"))
        table = element_next(table);
    if (!table)
        return;
    g_autoptr(XlsxSheet) sheet = xlsx_sheet_new("Environment");
    ELEMENT_EACH(column, table, "column")
    {
        g_autofree char *title = element_text(column);
        xlsx_sheet_add_column(sheet, title, XLSX_TEXT);
    }
    xlsx_sheet_add_column(sheet, "Group", XLSX_TEXT);
    add_table_rows(sheet, table, "");
    ELEMENT_EACH(group, table, "group")
    {
        g_autofree char *title = element_get(group, "title");
        add_table_rows(sheet, group, title);
    }
    xlsx_sheet_write(sheet, book);
}

/* ------------------------------------------------------------------ the workbook */

static void set_properties(lxw_workbook *workbook, const xmlNode *root)
{
    g_autofree char *title = element_get(root, "document-title");
    g_autofree char *author = element_get(root, "author");
    g_autofree char *version = element_get(root, "version");
    g_autofree char *generator = g_strconcat("gen ", version, NULL);
    g_autofree char *made = element_get(root, "made");
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(made, utc);
    lxw_doc_properties properties = {.title = title, .author = author, .comments = generator};
    properties.created = date ? (time_t)g_date_time_to_unix(date) : 1; /* 0 would be the clock */
    workbook_set_properties(workbook, &properties);
}

static void write_sheets(XlsxBook *book, const xmlNode *root)
{
    g_autoptr(XlsxSheet) verdict = sheet_of_spec(&VERDICT, root);
    g_autoptr(XlsxSheet) comparison = sheet_of_spec(&COMPARISON, root);
    if (xlsx_sheet_write(verdict, book))
        add_speedup_chart(verdict, book);
    if (xlsx_sheet_write(comparison, book) && element_is(root, "is-suite", "yes") && verdict->rows->len == 1)
        add_speedup_chart(comparison, book); /* of several variants the bars would have the same names */
    write_spec(&TAGS, root, book);
    write_spec(&TIMING, root, book);
    write_spec(&COMMANDS, root, book);
    write_counters(root, book);
    write_spec(&DERIVED, root, book);
    write_spec(&FUNCTIONS, root, book);
    write_spec(&HISTORY, root, book);
    write_environment(root, book);
    write_spec(&WARNINGS, root, book);
    write_spec(&INPUTS, root, book);
}

/* Writes the workbook to a file. */
static lxw_error write_workbook(const RenderJob *job, const char *path, char *directory)
{
    lxw_workbook_options options = {.tmpdir = directory};
    lxw_workbook *workbook = workbook_new_opt(path, &options);
    const xmlNode *root = xmlDocGetRootElement(job->model);
    if (!workbook)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    XlsxBook book;
    xlsx_book_init(&book, workbook, g_strcmp0(job->paper, "letter") == 0);
    set_properties(workbook, root);
    write_sheets(&book, root);
    xlsx_book_clear(&book);
    return workbook_close(workbook);
}

GBytes *xlsx_render(const RenderJob *job, DiagList *diags)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *directory = g_dir_make_tmp("gen-xlsx-XXXXXX", &error);
    char *data = NULL;
    gsize n = 0;
    if (directory) {
        g_autofree char *path = g_build_filename(directory, "report.xlsx", NULL);
        lxw_error code = write_workbook(job, path, directory);
        if (code != LXW_NO_ERROR)
            g_set_error_literal(&error, G_FILE_ERROR, G_FILE_ERROR_FAILED, lxw_strerror(code));
        else
            g_file_get_contents(path, &data, &n, &error);
        g_remove(path);
        g_rmdir(directory);
    }
    if (data)
        return g_bytes_new_take(data, n);
    diag_add(diags, DIAG_ERROR, "xlsx-failed", NULL, 0, 0, "the spreadsheet was not written: %s",
             error->message);
    return NULL;
}
