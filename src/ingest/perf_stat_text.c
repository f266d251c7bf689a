/* perf stat text: blocks "Performance counter stats for 'COMMAND':", interval rows (-I), and loose counters with a footer.
 *
 * In: the decoded text of a file that may hold anything else too. Out: a CounterBlock per block, with what perf printed; the
 * metrics behind '#' are never read. One pass over the lines; the decimal mark of a block is found once, at its beginning.
 * A row is read from the right: the share of time and the standard error, then the metric, then value, unit and event. */
#include "ingest/perf_stat_text.h"

#include <string.h>

#include "base/text.h"
#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_event.h"
#include "ingest/perf_stat_header.h"
#include "ingest/perf_stat_row.h"
#include "ingest/perf_stat_rows.h"

#define SNIFF_BYTES ((gsize)1 << 20) /* where interval headers and loose counters are looked for */
#define ROW_BYTES ((gsize)1 << 13)   /* where interval rows without their header are looked for */
#define FAILURE_BYTES ((gsize)1 << 16)

typedef enum {
    STATE_OUTSIDE,  /* other text: only headers, interval rows and a late footer count */
    STATE_COUNTERS, /* below a header */
    STATE_FOOTER,   /* below the blank line that ends the counters */
    STATE_TABLE,    /* between "# Table of individual measurements:" and the final result */
} State;

typedef struct {
    const SourceText *source;
    Artifact *artifact;
    EventNames *names;
    CounterBlock *block; /* open; owned until closed */
    Counter *last;       /* a continuation line may carry its share; borrowed */
    GArray *samples;     /* of --table */
    State state;
    DecimalMark mark;
    double last_interval;
    Span stamp; /* of the row before: the rows of one interval share it */
    double stamp_seconds;
    char *started; /* of the block to come */
    guint line;
    gboolean has_rows; /* a header of interval rows was seen */
    PerfStatRow row;   /* of the line at hand */
    gboolean is_loose; /* no header anywhere: counters with well-known names are taken as they come */
} Parser;

/* ------------------------------------------------------------------ blocks */

/* A block is kept when it holds a counter or an elapsed time: perf stat -n prints the footer only. */
static void close_block(Parser *parser)
{
    CounterBlock *block = parser->block;
    parser->block = NULL;
    parser->last = NULL;
    parser->state = STATE_OUTSIDE;
    if (!block)
        return;
    if (parser->samples->len > 0) {
        block->n_samples = parser->samples->len;
        block->samples = g_memdup2(parser->samples->data, parser->samples->len * sizeof(double));
        g_array_set_size(parser->samples, 0);
    }
    if (block->counters->len == 0 && isnan(block->elapsed)) {
        counter_block_free(block);
        return;
    }
    perf_stat_finish_block(block);
    g_ptr_array_add(parser->artifact->blocks, block);
}

/* Whatever was open is complete now. */
static void open_block(Parser *parser, DecimalMark mark)
{
    close_block(parser);
    parser->block = counter_block_new();
    parser->block->line = parser->line;
    parser->block->started = g_steal_pointer(&parser->started);
    parser->last_interval = NAN;
    parser->mark = mark;
}

/* A block of interval rows that is still waiting for the total of --summary. */
static gboolean is_open_interval_block(const Parser *parser)
{
    return parser->block && !isnan(parser->last_interval) && !parser->block->command &&
           isnan(parser->block->elapsed);
}

/* Returns the first byte behind the header. */
static const char *take_header(Parser *parser, Span rest)
{
    const char *end = parser->source->text + parser->source->n_text;
    PerfStatHeader header = perf_stat_read_header(rest, end);
    guint line = parser->line;
    if (!is_open_interval_block(parser)) {
        const char *next = text_find(header.after, end, PERF_STAT_HEADER);
        open_block(parser, perf_stat_find_mark(header.after, next ? next : end));
    }
    parser->block->command = perf_stat_command(&header);
    parser->block->n_runs = header.n_runs < G_MAXUINT ? MAX(1, (guint)header.n_runs) : 1;
    parser->block->line = line;
    parser->state = STATE_COUNTERS;
    parser->last = NULL;
    parser->line += header.n_lines - 1;
    return header.after;
}

/* ------------------------------------------------------------------ footers */

/* Elapsed, user or system seconds, also "56.213 +- 0.150 seconds time elapsed ( +- 0.27% )". */
static gboolean take_footer(Parser *parser, const PerfStatRow *row, const PerfStatValuePlace *place)
{
    CounterBlock *block = parser->block;
    double seconds = NAN, error = NAN;
    guint i = place->behind;
    if (!span_is(row->words[i], "seconds") || i + 1 >= row->n_words)
        return FALSE;
    gboolean is_elapsed = span_is(row->words[i + 1], "time");
    gboolean is_user = span_is(row->words[i + 1], "user"), is_sys = span_is(row->words[i + 1], "sys");
    gboolean has_error = i >= 3 && perf_stat_is_plus_minus(row->words[i - 2]);
    Span value = has_error ? row->words[i - 3] : row->words[i - 1];
    if (!(is_elapsed || is_user || is_sys) || !perf_stat_double(value, &seconds))
        return FALSE;
    if (!block)
        return TRUE;
    if (has_error)
        perf_stat_double(row->words[i - 1], &error);
    else
        error = row->error * seconds;
    parser->state = STATE_FOOTER;
    parser->last = NULL;
    if (is_elapsed && isnan(block->elapsed)) {
        block->elapsed = seconds;
        block->elapsed_error = error;
    } else if (is_user && isnan(block->user)) {
        block->user = seconds;
    } else if (is_sys && isnan(block->sys)) {
        block->sys = seconds;
    }
    return TRUE;
}

/* "12.755142558 (+0.118493235) #" */
static void take_sample(Parser *parser, const PerfStatRow *row)
{
    double seconds = 0;
    if (row->n_words >= 2 && row->words[1].text[0] == '(' && perf_stat_double(row->words[0], &seconds))
        g_array_append_val(parser->samples, seconds);
}

/* ------------------------------------------------------------------ counters */

/* Adds a counter to the open block; a value that the mark of the block makes nonsense is dropped. */
static void add_counter(Parser *parser, const PerfStatRow *row, const PerfStatValuePlace *place,
                        const PerfStatSubject *subject, Span scope, double interval_end)
{
    Counter *counter = counter_new();
    counter->line = parser->line;
    counter->interval_end = interval_end;
    if (!perf_stat_set_counter(parser->names, counter, subject->event, place->value, subject->unit,
                               parser->mark)) {
        counter_free(counter);
        perf_stat_skip_line(parser->artifact, parser->line);
        return;
    }
    if (scope.n > 0)
        counter->scope = text_clean_name(scope.text, scope.n);
    if (subject->cgroup.n > 0)
        counter->cgroup = text_clean_name(subject->cgroup.text, subject->cgroup.n);
    if (!isnan(row->running))
        counter->running = row->running;
    counter->error = row->error * counter->value.value;
    g_ptr_array_add(parser->block->counters, counter);
    parser->last = counter;
}

/* The time stamp of a row, read once per interval. */
static gboolean read_stamp(Parser *parser, Span word, double *seconds)
{
    gboolean is_same = word.n == parser->stamp.n && memcmp(word.text, parser->stamp.text, word.n) == 0;
    if (!is_same && !perf_stat_read_interval(word, &parser->stamp_seconds)) {
        parser->stamp = (Span){NULL, 0};
        return FALSE;
    }
    parser->stamp = word;
    *seconds = parser->stamp_seconds;
    return TRUE;
}

/* A row with a time stamp; opens a block for the first one and when time starts again. */
static gboolean take_interval_row(Parser *parser, const PerfStatRow *row, const PerfStatValuePlace *place)
{
    double seconds = NAN;
    PerfStatSubject subject;
    Span scope;
    if (place->before == 0 || !read_stamp(parser, row->words[0], &seconds) ||
        !perf_stat_read_scope(row, 1, place->before, &scope) ||
        !perf_stat_read_subject(row, place->behind, &subject))
        return FALSE;
    if (!is_open_interval_block(parser) || seconds < parser->last_interval) {
        if (parser->state == STATE_COUNTERS)
            return FALSE; /* below a header there are totals only */
        open_block(parser, perf_stat_mark_of(row->words[0]));
    }
    parser->last_interval = seconds;
    add_counter(parser, row, place, &subject, scope, seconds);
    return TRUE;
}

/* A row without a time stamp. Without any header it must name an event that is known, and opens a block. */
static gboolean take_counter(Parser *parser, Span line, const PerfStatRow *row,
                             const PerfStatValuePlace *place)
{
    PerfStatSubject subject;
    Span scope;
    if (!perf_stat_read_scope(row, 0, place->before, &scope) ||
        !perf_stat_read_subject(row, place->behind, &subject))
        return FALSE;
    if (parser->is_loose) {
        if (!perf_stat_is_known_event(subject.event))
            return FALSE;
        if (!parser->block || !isnan(parser->block->elapsed))
            open_block(parser, perf_stat_find_mark(line.text, parser->source->text + parser->source->n_text));
    }
    add_counter(parser, row, place, &subject, scope, NAN);
    return TRUE;
}

/* A line with only a metric continues the counter above it; its share of time stands at the end of the last line. */
static void take_continuation(Parser *parser, const PerfStatRow *row)
{
    if (row->n_words > 0) {
        double seconds = 0;
        if (row->n_words > 2 || !perf_stat_read_interval(row->words[0], &seconds))
            parser->last = NULL; /* "TopdownL1 (cpu_core)": the shares below belong to it */
        return;
    }
    if (parser->last && !isnan(row->running))
        parser->last->running = row->running;
    if (parser->last && !isnan(row->error))
        parser->last->error = row->error * parser->last->value.value;
}

/* ------------------------------------------------------------------ lines by state */

/* "#           time CPU                    counts unit events"; the width of a column may differ. */
static gboolean is_interval_header(Span line)
{
    const char *end = line.text + line.n;
    return line.n > 20 && line.text[0] == '#' && line.text[1] == ' ' && text_find(line.text, end, " time ") &&
           text_find(line.text, end, " counts ") && text_find(line.text, end, " events");
}

/* Lines that begin with '#'. */
static void take_comment(Parser *parser, Span line)
{
    Span text = perf_stat_skip_blanks(line);
    char *started = perf_stat_started(text);
    if (started) {
        close_block(parser);
        g_free(parser->started);
        parser->started = started;
    } else if (span_starts_with(text, "# Table of individual")) {
        parser->state = parser->block ? STATE_TABLE : STATE_OUTSIDE;
    } else if (span_starts_with(text, "# Final result") && parser->block) {
        parser->state = STATE_FOOTER;
    } else if (is_interval_header(text)) {
        parser->has_rows = TRUE;
    } else {
        if (parser->state == STATE_COUNTERS && perf_stat_cut_row(line, &parser->row))
            take_continuation(parser, &parser->row);
    }
}

/* The first blank line below counters ends them, unless more follow. */
static void take_blank(Parser *parser)
{
    if (parser->state == STATE_COUNTERS && parser->block->counters->len > 0)
        parser->state = STATE_FOOTER;
    parser->last = NULL;
}

/* A line that is neither counter nor footer: ends the block, or is dropped from its middle. */
static void take_other(Parser *parser, const PerfStatRow *row)
{
    if (row->has_metric) {
        take_continuation(parser, row);
        return;
    }
    if (parser->state == STATE_FOOTER)
        parser->state = STATE_OUTSIDE; /* the block stays open for a footer behind other output */
    else if (parser->state == STATE_COUNTERS && parser->block->counters->len > 0 &&
             !(row->n_words > 1 && perf_stat_is_verbose_noise(row->words[0])))
        perf_stat_skip_line(parser->artifact, parser->line);
}

/* Blank lines may stand between counters, but below the elapsed time there are none. */
static gboolean expects_counters(const Parser *parser)
{
    if (parser->is_loose || parser->state == STATE_COUNTERS)
        return TRUE;
    return parser->state == STATE_FOOTER && isnan(parser->block->elapsed);
}

/* Footers first: "0.5 seconds user" would pass for a counter. */
static void take_row(Parser *parser, Span line)
{
    PerfStatRow *row = &parser->row;
    PerfStatValuePlace place;
    if (!perf_stat_cut_row(line, row)) {
        row->n_words = 0;
        take_other(parser, row);
        return;
    }
    if (parser->state == STATE_TABLE) {
        take_sample(parser, row);
        return;
    }
    if (perf_stat_find_value(row, &place)) {
        if (take_footer(parser, row, &place))
            return;
        if (parser->has_rows && take_interval_row(parser, row, &place))
            return;
        if (expects_counters(parser) && take_counter(parser, line, row, &place))
            return;
    }
    take_other(parser, row);
}

/* Returns the first byte of the next line. */
static const char *take_line(Parser *parser, const char *p, const char *end)
{
    Span raw = span_line(p, end), line = perf_stat_clean_line(raw), rest;
    const char *next = raw.text + raw.n + 1;
    Span text = perf_stat_skip_blanks(line);
    parser->line++;
    if (text.n == 0)
        take_blank(parser);
    else if (text.text[0] == '#')
        take_comment(parser, line);
    else if (perf_stat_is_header(line, &rest))
        return take_header(parser, rest);
    else if (parser->state != STATE_OUTSIDE || parser->has_rows || parser->is_loose || parser->block)
        take_row(parser, line);
    return next;
}

/* ------------------------------------------------------------------ what a file is */

/* Interval output has no other header: the column titles come again every 25 intervals. */
static gboolean has_interval_header(const char *text, const char *end)
{
    for (const char *p = text; p < end;) {
        Span line = span_line(p, end);
        if (is_interval_header(perf_stat_clean_line(line)))
            return TRUE;
        p = line.text + line.n + 1;
    }
    return FALSE;
}

/* Interval rows whose header was filtered out: two with a time stamp and an event that is known. */
static gboolean has_interval_rows(const char *text, const char *end)
{
    guint n = 0;
    for (const char *p = text; p < end && n < 2;) {
        Span line = span_line(p, end), scope;
        PerfStatRow row;
        PerfStatValuePlace place;
        PerfStatSubject subject;
        double seconds = 0;
        p = line.text + line.n + 1;
        if (perf_stat_cut_row(perf_stat_clean_line(line), &row) && perf_stat_find_value(&row, &place) &&
            place.before > 0 && perf_stat_read_interval(row.words[0], &seconds) &&
            perf_stat_read_scope(&row, 1, place.before, &scope) &&
            perf_stat_read_subject(&row, place.behind, &subject) && perf_stat_is_known_event(subject.event))
            n++;
    }
    return n == 2;
}

/* Counters in a mail or a document, whose header was not copied: two of them and a footer. */
static gboolean has_loose_counters(const char *text, const char *end)
{
    guint n = 0;
    if (!text_find(text, end, PERF_STAT_ELAPSED))
        return FALSE;
    for (const char *p = text; p < end && n < 2;) {
        Span line = span_line(p, end);
        PerfStatRow row;
        PerfStatValuePlace place;
        PerfStatSubject subject;
        Span scope;
        p = line.text + line.n + 1;
        if (perf_stat_cut_row(perf_stat_clean_line(line), &row) && perf_stat_find_value(&row, &place) &&
            perf_stat_read_scope(&row, 0, place.before, &scope) &&
            perf_stat_read_subject(&row, place.behind, &subject) && perf_stat_is_known_event(subject.event))
            n++;
    }
    return n == 2;
}

static gboolean sniff_text(const SourceText *source)
{
    const char *end = source->text + source->n_text;
    const char *early = source->text + MIN(source->n_text, SNIFF_BYTES);
    return perf_stat_find_header(source->text, end) || has_interval_header(source->text, early) ||
           has_loose_counters(source->text, early) ||
           has_interval_rows(source->text, source->text + MIN(source->n_text, ROW_BYTES));
}

static gboolean parse_text(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    const char *end = source->text + source->n_text;
    Parser parser = {.source = source, .artifact = artifact, .last_interval = NAN};
    parser.names = event_names_new(artifact);
    parser.samples = g_array_new(FALSE, FALSE, sizeof(double));
    parser.has_rows = has_interval_rows(source->text, source->text + MIN(source->n_text, ROW_BYTES));
    parser.is_loose = !parser.has_rows && !perf_stat_find_header(source->text, end) &&
                      !has_interval_header(source->text, end);
    for (const char *p = source->text; p < end;)
        p = take_line(&parser, p, end);
    close_block(&parser);
    g_free(parser.started);
    g_array_unref(parser.samples);
    event_names_free(parser.names);
    return perf_stat_finish_file(source, artifact, diags);
}

const InputFormat format_perf_stat_text = {
    .name = "perf-stat-text", .sniff = sniff_text, .parse = parse_text};

/* ------------------------------------------------------------------ perf stat that failed */

/* How the lines begin that perf prints instead of counters. */
static const char *const FAILURES[] = {
    "event syntax error:",
    "Workload failed:",
    "Access to performance monitoring and observability operations is limited",
    "You may not have permission to collect",
    "failed to read counter ",
    "Usage: perf stat ",
};

/* The first line of a file that says why perf counted nothing. */
static gboolean find_failure(const SourceText *source, Span *found)
{
    const char *end = source->text + MIN(source->n_text, FAILURE_BYTES);
    for (const char *p = source->text; p < end;) {
        Span line = span_line(p, end), text = perf_stat_skip_blanks(perf_stat_clean_line(line));
        p = line.text + line.n + 1;
        for (gsize i = 0; i < G_N_ELEMENTS(FAILURES); i++)
            if (span_starts_with(text, FAILURES[i])) {
                *found = text;
                return TRUE;
            }
        /* "Error:" and on the next line "The cycles event is not supported." */
        if (span_is(text, "Error:") && p < end) {
            text = perf_stat_skip_blanks(perf_stat_clean_line(span_line(p, end)));
            if (span_starts_with(text, "The ") &&
                text_find(text.text, text.text + text.n, " event is not supported")) {
                *found = text;
                return TRUE;
            }
        }
    }
    return FALSE;
}

static gboolean sniff_failed(const SourceText *source)
{
    Span line;
    return find_failure(source, &line);
}

static char *decline_failed(const SourceText *source)
{
    Span line = {"", 0};
    find_failure(source, &line);
    g_autofree char *text = g_strndup(line.text, line.n);
    g_autofree char *clean = text_clean_line(text, 200);
    return g_strdup_printf("perf failed: %s", clean);
}

const InputFormat format_perf_stat_failed = {
    .name = "perf-stat-failed", .sniff = sniff_failed, .declined = "perf failed", .decline = decline_failed};
