/* hyperfine's exports; see hyperfine.h. */
#include "ingest/hyperfine.h"

#include <string.h>

#include "base/text.h"
#include "ingest/csv_rows.h"
#include "ingest/iso_date.h"
#include "ingest/json_read.h"

typedef struct {
    const JsonDocument *document;
    Artifact *artifact;
    DiagList *diags;
} Reader;

#define DEFAULT_METRIC "time_wall_clock"

/* ------------------------------------------------------------------ timings */

/* FALSE for a unit that is not known; 1.x states none and means seconds. */
static gboolean unit_from_name(const char *name, Unit *unit)
{
    *unit = name && strcmp(name, "byte") == 0 ? UNIT_BYTE : UNIT_SECOND;
    return !name || strcmp(name, "second") == 0 || strcmp(name, "byte") == 0;
}

/* The timing of a command; results of one command are results of one thing. */
static Timing *timing_of(Artifact *artifact, const char *command, Unit unit, TimingLevel level)
{
    g_autofree char *name = text_clean_name(command, strlen(command));
    for (guint i = 0; level == LEVEL_VALUES && i < artifact->timings->len; i++) {
        Timing *timing = g_ptr_array_index(artifact->timings, i);
        if (strcmp(timing->benchmark, name) == 0 && timing->unit == unit && timing->level == level)
            return timing;
    }
    Timing *timing = timing_new(name, unit, level);
    g_ptr_array_add(timing->sources, artifact->input);
    g_ptr_array_add(artifact->timings, timing);
    return timing;
}

/* hyperfine starts the command anew every time, so each time is a process of its own. */
static void add_run(Timing *timing, double value)
{
    Process *process = process_new();
    process->values = g_new(double, 1);
    process->values[0] = value;
    process->n_values = 1;
    process->loops = process->inner_loops = 1;
    g_ptr_array_add(timing->processes, process);
    if (value == 0 && !timing->excluded)
        timing->excluded = g_strdup("a time of 0");
}

/* The mean and deviation of a file without times; the text stands in for the printed line that other summaries have. */
static void set_summary(Timing *timing, double mean, double stdev)
{
    stdev = stdev >= 0 ? stdev : NAN;
    g_autofree char *mean_text = number_shortest(mean),
                    *stdev_text = isnan(stdev) ? NULL : number_shortest(stdev);
    const char *symbol = timing->unit == UNIT_BYTE ? "B" : "s";
    timing->mean = mean;
    timing->stdev = stdev;
    timing->printed = stdev_text ? g_strdup_printf("mean %s %s, standard deviation %s %s", mean_text, symbol,
                                                   stdev_text, symbol)
                                 : g_strdup_printf("mean %s %s", mean_text, symbol);
}

/* With --ignore-failure the time of a failed command is in the file like any other. */
static void note_exit_code(Timing *timing, const cJSON *code)
{
    double number = 0;
    if (json_number(code, &number) && number != 0 && !timing->excluded)
        timing->excluded = g_strdup_printf("runs failed (exit status %.0f)", number);
}

/* ------------------------------------------------------------------ JSON */

/* 0 is what hyperfine writes when the shell took longer than the command; it is kept, but not compared. */
static gboolean read_value(const Reader *reader, Timing *timing, const cJSON *node)
{
    double value = 0;
    if (!json_number(node, &value) || value < 0)
        return json_reject(reader->document, node, reader->diags, "a time must be a finite number from 0");
    add_run(timing, value);
    return TRUE;
}

/* 1.x: {"command", "mean", "stddev", "times": [], "exit_codes": []} */
static gboolean read_result_1(const Reader *reader, const cJSON *node, const char *command)
{
    static const char *const names[] = {"times", "mean", "stddev", "exit_codes"};
    const cJSON *members[G_N_ELEMENTS(names)];
    json_members(node, names, G_N_ELEMENTS(names), members);
    if (cJSON_IsArray(members[0]) && members[0]->child) {
        Timing *timing = timing_of(reader->artifact, command, UNIT_SECOND, LEVEL_VALUES);
        for (const cJSON *time = members[0]->child; time; time = time->next)
            if (!read_value(reader, timing, time))
                return FALSE;
        for (const cJSON *code = cJSON_IsArray(members[3]) ? members[3]->child : NULL; code;
             code = code->next)
            note_exit_code(timing, code);
        return TRUE;
    }
    double mean = 0, stdev = NAN;
    if (!json_number(members[1], &mean) || mean <= 0)
        return json_reject(reader->document, node, reader->diags,
                           "the result has neither times nor a mean above 0");
    json_number(members[2], &stdev);
    set_summary(timing_of(reader->artifact, command, UNIT_SECOND, LEVEL_SUMMARY), mean, stdev);
    return TRUE;
}

/* 2.x: {"command", "measurements": [{METRIC: {"value", "unit"}, "exit_code"}]} */
static gboolean read_result_2(const Reader *reader, const cJSON *node, const char *command,
                              const char *metric)
{
    const cJSON *list = json_member_array(node, "measurements");
    if (!list || !list->child)
        return json_reject(reader->document, node, reader->diags, "the result has no measurements");
    for (const cJSON *measurement = list->child; measurement; measurement = measurement->next) {
        const cJSON *measured = json_member_object(measurement, metric);
        Unit unit = UNIT_SECOND;
        if (!measured || !unit_from_name(json_member_string(measured, "unit"), &unit))
            return json_reject(reader->document, measurement, reader->diags, "no \"%s\" in seconds or bytes",
                               metric);
        Timing *timing = timing_of(reader->artifact, command, unit, LEVEL_VALUES);
        const cJSON *value = json_member(measured, "value");
        if (!read_value(reader, timing, value ? value : measured))
            return FALSE;
        note_exit_code(timing, json_member(measurement, "exit_code"));
    }
    return TRUE;
}

/* All commands; the first that is wrong fails the file. */
static gboolean read_results(const Reader *reader)
{
    const cJSON *root = reader->document->root, *results = json_member_array(root, "results");
    const char *metric = json_member_string(root, "primary_metric");
    gboolean is_2 = json_member(root, "schema_version") != NULL;
    if (!results || !results->child)
        return json_reject(reader->document, root, reader->diags, "the file has no results");
    for (const cJSON *node = results->child; node; node = node->next) {
        const char *command = json_member_string(node, "command");
        if (!command)
            return json_reject(reader->document, node, reader->diags, "the result has no command");
        if (is_2 ? !read_result_2(reader, node, command, metric ? metric : DEFAULT_METRIC)
                 : !read_result_1(reader, node, command))
            return FALSE;
    }
    return TRUE;
}

/* A file is taken whole or not at all. */
static void drop_timings(Artifact *artifact)
{
    g_ptr_array_set_size(artifact->timings, 0);
}

static gboolean parse_json(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autoptr(JsonDocument) document =
        json_read_within(source->path, source->text, source->n_text, source->limits, diags);
    if (!document)
        return FALSE;
    Reader reader = {.document = document, .artifact = artifact, .diags = diags};
    if (!read_results(&reader)) {
        drop_timings(artifact);
        return FALSE;
    }
    const char *start = json_member_string(json_member(document->root, "metadata"), "start_time");
    g_autofree char *date = start ? iso_date_read(start, NULL) : NULL;
    iso_date_keep_earliest(&artifact->started, date);
    return TRUE;
}

static gboolean sniff_json(const SourceText *source)
{
    if (!json_begins_object(source->text) || !strstr(source->text, "\"command\""))
        return FALSE;
    const char *results = json_find_bracket(source->text, "\"results\"", '[');
    return results && (json_find_bracket(results, "\"times\"", '[') ||
                       json_find_bracket(results, "\"measurements\"", '['));
}

/* ------------------------------------------------------------------ CSV */

/* The column of that title in the first row, or G_MAXUINT. */
static guint find_column(const CsvRow *heading, const char *title)
{
    for (guint i = 0; i < heading->cells->len; i++)
        if (strcmp(csv_row_cell(heading, i), title) == 0)
            return i;
    return G_MAXUINT;
}

typedef struct {
    guint command, mean, stdev, unit; /* G_MAXUINT when there is none */
} Columns;

/* By title, because columns of parameters follow at will. */
static gboolean find_columns(const CsvRow *heading, Columns *columns)
{
    columns->command = find_column(heading, "command");
    columns->mean = find_column(heading, "mean");
    columns->stdev = find_column(heading, "stddev");
    columns->unit = G_MAXUINT;
    if (columns->mean == G_MAXUINT) { /* 2.x */
        columns->mean = find_column(heading, DEFAULT_METRIC "_mean");
        columns->stdev = find_column(heading, DEFAULT_METRIC "_stddev");
        columns->unit = find_column(heading, DEFAULT_METRIC "_unit");
    }
    return columns->command != G_MAXUINT && columns->mean != G_MAXUINT;
}

static gboolean read_csv_row(const Columns *columns, const CsvRow *row, Artifact *artifact)
{
    const char *mean_text = csv_row_cell(row, columns->mean), *stdev_text = csv_row_cell(row, columns->stdev);
    const char *unit_text = columns->unit == G_MAXUINT ? NULL : csv_row_cell(row, columns->unit);
    double mean = 0, stdev = NAN;
    Unit unit;
    if (!unit_from_name(unit_text, &unit) || !number_parse(mean_text, strlen(mean_text), &mean) || mean <= 0)
        return FALSE;
    if (!number_parse(stdev_text, strlen(stdev_text), &stdev) ||
        stdev == 0) /* 0 is written for a single run */
        stdev = NAN;
    set_summary(timing_of(artifact, csv_row_cell(row, columns->command), unit, LEVEL_SUMMARY), mean, stdev);
    return TRUE;
}

static gboolean parse_csv(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    guint error_line = 0;
    g_autoptr(GPtrArray) rows = csv_rows_read(source->text, source->n_text, ',', G_MAXUINT, &error_line);
    if (!rows) {
        diag_add(diags, DIAG_ERROR, "damaged-input", source->path, error_line, 0,
                 "a quote is wrong or a cell is too long");
        return FALSE;
    }
    Columns columns;
    if (rows->len < 2 || !find_columns(g_ptr_array_index(rows, 0), &columns)) {
        diag_add(diags, DIAG_ERROR, "damaged-input", source->path, 1, 0, "the table has no results");
        return FALSE;
    }
    for (guint i = 1; i < rows->len; i++) {
        const CsvRow *row = g_ptr_array_index(rows, i);
        if (read_csv_row(&columns, row, artifact))
            continue;
        diag_add(diags, DIAG_ERROR, "damaged-input", source->path, row->line, 0,
                 "the mean must be a number above 0");
        drop_timings(artifact);
        return FALSE;
    }
    return TRUE;
}

/* The titles of 1.x never changed; those of 2.x name the metric. */
static gboolean sniff_csv(const SourceText *source)
{
    gsize n = strcspn(source->text, "\n");
    return g_str_has_prefix(source->text, "command,") &&
           (g_strstr_len(source->text, (gssize)n, ",mean,stddev,median,user,system,min,max") ||
            g_strstr_len(source->text, (gssize)n, "," DEFAULT_METRIC "_mean"));
}

const InputFormat format_hyperfine_json = {
    .name = "hyperfine-json", .sniff = sniff_json, .parse = parse_json};
const InputFormat format_hyperfine_csv = {.name = "hyperfine-csv", .sniff = sniff_csv, .parse = parse_csv};
