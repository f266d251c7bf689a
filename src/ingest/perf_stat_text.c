/* perf stat text: blocks "Performance counter stats for 'COMMAND':", interval rows (-I), and loose counters with a footer.
 *
 * In: the decoded text of a file that may hold anything else too. Out: a CounterBlock per block, with what perf printed; the
 * metrics behind '#' are never read. One pass over the lines; the decimal mark of a block is found once, at its beginning.
 * A row is read from the right: the share of time and the standard error, then the metric, then value, unit and event. */
#include "ingest/perf_stat_text.h"

#include <string.h>

#include "base/text.h"
#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_rows.h"

#define MAX_WORDS 24
#define MAX_COMMAND_LINES 500
#define SNIFF_BYTES ((gsize)1 << 20) /* where interval headers and loose counters are looked for */
#define FAILURE_BYTES ((gsize)1 << 16)
#define MARK_BYTES 8192              /* where the decimal mark of a block without a footer is looked for */

static const char HEADER[] = "Performance counter stats for ";
static const char ELAPSED[] = "seconds time elapsed";

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
    CounterBlock *block;  /* open; owned until closed */
    Counter *last;        /* a continuation line may carry its share; borrowed */
    GArray *samples;      /* of --table */
    State state;
    DecimalMark mark;
    double last_interval;
    char *started;        /* of the block to come */
    guint line;
    gboolean has_rows;    /* a header of interval rows was seen */
    gboolean is_loose;    /* no header anywhere: counters with well-known names are taken as they come */
} Parser;

/* ------------------------------------------------------------------ lines */

static Span line_at(const char *p, const char *end)
{
    const char *newline = memchr(p, '\n', (gsize)(end - p));
    return (Span){p, (gsize)((newline ? newline : end) - p)};
}

/* "2025-05-16T23:04:11.1234567Z " before every line of a build log. */
static gsize stamp_length(Span line)
{
    gsize i = 19;
    if (line.n < 21 || !g_ascii_isdigit(line.text[0]) || line.text[4] != '-' || line.text[10] != 'T' || line.text[13] != ':')
        return 0;
    while (i < line.n && (g_ascii_isdigit(line.text[i]) || line.text[i] == '.'))
        i++;
    return i + 1 < line.n && line.text[i] == 'Z' && line.text[i + 1] == ' ' ? i + 2 : 0;
}

/* Removes what mail and build logs put before a line: "> ", a time stamp. Blanks at the end go too. */
static Span clean_line(Span line)
{
    gsize n = line.n > 20 && line.text[4] == '-' ? stamp_length(line) : 0;
    line.text += n;
    line.n -= n;
    while (line.n > 0 && line.text[0] == '>') {
        n = line.n > 1 && line.text[1] == ' ' ? 2 : 1;
        line.text += n;
        line.n -= n;
    }
    while (line.n > 0 && (line.text[line.n - 1] == ' ' || line.text[line.n - 1] == '\t'))
        line.n--;
    return line;
}

static Span skip_blanks(Span line)
{
    while (line.n > 0 && (line.text[0] == ' ' || line.text[0] == '\t')) {
        line.text++;
        line.n--;
    }
    return line;
}

/* ------------------------------------------------------------------ headers */

/* Text behind the sign if the line begins with it. */
static gboolean is_header(Span line, Span *rest)
{
    line = skip_blanks(line);
    if (line.n < sizeof HEADER || line.text[0] != 'P' || !span_starts_with(line, HEADER))
        return FALSE;
    *rest = (Span){line.text + sizeof HEADER - 1, line.n - (sizeof HEADER - 1)};
    return rest->text[0] == '\'' || g_ascii_isalpha(rest->text[0]);
}

/* Ends in "':" or "' (5 runs):"; *n_command is what stands before the quote, *n_runs what stands in the brackets. */
static gboolean ends_header(Span line, gsize *n_command, guint64 *n_runs)
{
    static const char suffix[] = " runs):";
    gsize i = line.n;
    *n_runs = 1;
    if (i < 2 || line.text[i - 1] != ':')
        return FALSE;
    if (i > sizeof suffix && memcmp(line.text + i - (sizeof suffix - 1), suffix, sizeof suffix - 1) == 0) {
        gsize end = i - (sizeof suffix - 1), start = end;
        while (start > 0 && g_ascii_isdigit(line.text[start - 1]))
            start--;
        if (start < 3 || !number_parse_uint64(line.text + start, end - start, n_runs) || line.text[start - 1] != '(')
            return FALSE;
        i = start - 1;
        while (i > 0 && line.text[i - 1] == ' ')
            i--;
    } else {
        i--;
    }
    if (i == 0 || line.text[i - 1] != '\'')
        return FALSE;
    *n_command = i - 1;
    return TRUE;
}

/* Where a header ends: its command may hold line ends, quotes, even counters, but is followed by an empty line. */
typedef struct {
    Span command;      /* as in the text, without quotes */
    guint64 n_runs;
    const char *after; /* first byte of the line behind the header */
    guint n_lines;
    gboolean is_complete;
} Header;

static Header read_header(Span rest, const char *end)
{
    const char *start = rest.text[0] == '\'' ? rest.text + 1 : rest.text;
    Header header = {.command = {start, 0}, .n_runs = 1};
    const char *p = rest.text;
    for (guint i = 1; i <= MAX_COMMAND_LINES && p < end; i++) {
        Span line = line_at(p, end), clean = clean_line(line);
        const char *next = MIN(line.text + line.n + 1, end);
        gsize n_command = 0;
        guint64 n_runs = 1;
        Span ignored;
        if (i > 1 && is_header(clean, &ignored))
            break;
        if (ends_header(clean, &n_command, &n_runs) && clean.text + n_command >= start) {
            n_command += start == rest.text; /* "process id '12'" keeps its quotes */
            gboolean is_followed = next < end && clean_line(line_at(next, end)).n > 0;
            if (!is_followed || !header.is_complete)
                header = (Header){{start, (gsize)(clean.text + n_command - start)}, n_runs, next, i, TRUE};
            if (!is_followed)
                return header;
        }
        if (i == 1 && !header.is_complete) {
            header.after = next;
            header.n_lines = 1;
            header.command.n = (gsize)(clean.text + clean.n - start);
        }
        p = next;
    }
    return header;
}

/* The command on one line and clean; NULL for an empty one. */
static char *command_text(Span command)
{
    g_autofree char *copy = g_strndup(command.text, command.n);
    for (char *c = copy; *c; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    return *copy ? text_clean_bytes(copy, strlen(copy)) : NULL;
}

/* ------------------------------------------------------------------ the decimal mark */

/* The first number of a line that has a mark, behind the given sign. */
static DecimalMark mark_behind(Span line, char sign)
{
    const char *p = memchr(line.text, sign, line.n);
    const char *end = line.text + line.n;
    while (p && p < end) {
        while (p < end && !g_ascii_isdigit(*p))
            p++;
        const char *start = p;
        while (p < end && (g_ascii_isdigit(*p) || *p == '.' || *p == ','))
            p++;
        DecimalMark mark = p > start ? perf_stat_mark_of((Span){start, (gsize)(p - start)}) : MARK_UNKNOWN;
        if (mark != MARK_UNKNOWN)
            return mark;
    }
    return MARK_UNKNOWN;
}

/* The mark of "      20,401038102 seconds time elapsed", also of "56.213 +- 0.150 seconds". */
static DecimalMark mark_of_footer(const char *text, const char *sign)
{
    const char *p = sign;
    while (p > text && p[-1] == ' ')
        p--;
    const char *end = p;
    while (p > text && p[-1] != ' ' && p[-1] != '\n')
        p--;
    return perf_stat_mark_of((Span){p, (gsize)(end - p)});
}

/* Without any other evidence: a separator followed by other than three digits, or the last of two kinds. */
static DecimalMark mark_of_values(Span text)
{
    for (gsize i = 1; i + 1 < text.n; i++) {
        char c = text.text[i];
        gsize n = 0;
        if ((c != '.' && c != ',') || !g_ascii_isdigit(text.text[i - 1]))
            continue;
        while (i + 1 + n < text.n && g_ascii_isdigit(text.text[i + 1 + n]))
            n++;
        if (n > 0 && n != 3)
            return c == '.' ? MARK_POINT : MARK_COMMA;
    }
    return MARK_POINT;
}

static const char *find(const char *text, const char *end, const char *sign)
{
    return text < end ? memmem(text, (gsize)(end - text), sign, strlen(sign)) : NULL;
}

/* Decides the mark of the block text..end: its footer first, then metrics, errors and shares, then the values. */
static DecimalMark find_mark(const char *text, const char *end)
{
    const char *footer = find(text, end, ELAPSED);
    DecimalMark mark = footer ? mark_of_footer(text, footer) : MARK_UNKNOWN;
    if (mark != MARK_UNKNOWN)
        return mark;
    end = MIN(end, text + MARK_BYTES);
    for (const char *p = text; p < end;) {
        Span line = line_at(p, end);
        mark = mark_behind(line, '#');
        if (mark == MARK_UNKNOWN)
            mark = mark_behind(line, '(');
        if (mark != MARK_UNKNOWN)
            return mark;
        p = line.text + line.n + 1;
    }
    return mark_of_values((Span){text, (gsize)(end - text)});
}

/* ------------------------------------------------------------------ rows */

/* A row cut into its parts. */
typedef struct {
    Span words[MAX_WORDS];
    guint n_words;
    gboolean has_metric;
    double running; /* NAN when not printed */
    double error;   /* relative; NAN when not printed */
} Row;

/* "62.70%", "  0,68%" */
static gboolean read_percent(Span text, double *share)
{
    text = span_trim(text);
    if (text.n < 2 || text.text[text.n - 1] != '%')
        return FALSE;
    text.n--;
    if (!perf_stat_double(text, share))
        return FALSE;
    *share /= 100;
    return TRUE;
}

/* Takes "(62.70%)", "[83.27%]" and "( +-  0.86% )" from the end of a row. */
static void take_brackets(Span *line, Row *row)
{
    row->running = row->error = NAN;
    for (int i = 0; i < 2 && line->n > 2; i++) {
        char last = line->text[line->n - 1];
        if (last != ')' && last != ']')
            return;
        const char *open = memrchr(line->text, last == ')' ? '(' : '[', line->n);
        if (!open)
            return;
        Span inside = span_trim((Span){open + 1, (gsize)(line->text + line->n - 1 - open - 1)});
        gboolean is_error = span_starts_with(inside, "+-");
        if (is_error)
            inside = (Span){inside.text + 2, inside.n - 2};
        if (!read_percent(inside, is_error ? &row->error : &row->running))
            return;
        line->n = (gsize)(open - line->text);
        while (line->n > 0 && line->text[line->n - 1] == ' ')
            line->n--;
    }
}

/* Cuts the metric off: a '#' with a blank on both sides. */
static void cut_metric(Span *line, Row *row)
{
    for (gsize from = 0; from < line->n;) {
        const char *sign = memchr(line->text + from, '#', line->n - from);
        gsize i = sign ? (gsize)(sign - line->text) : line->n;
        if (!sign)
            return;
        if ((i == 0 || line->text[i - 1] == ' ') && (i + 1 == line->n || line->text[i + 1] == ' ')) {
            row->has_metric = TRUE;
            line->n = i;
            return;
        }
        from = i + 1;
    }
}

static gboolean cut_row(Span line, Row *row)
{
    row->has_metric = FALSE;
    row->n_words = 0;
    take_brackets(&line, row);
    cut_metric(&line, row);
    for (gsize i = 0; i < line.n;) {
        while (i < line.n && (line.text[i] == ' ' || line.text[i] == '\t'))
            i++;
        gsize start = i;
        while (i < line.n && line.text[i] != ' ' && line.text[i] != '\t')
            i++;
        if (i == start)
            break;
        if (row->n_words == MAX_WORDS)
            return FALSE;
        row->words[row->n_words++] = (Span){line.text + start, i - start};
    }
    return TRUE;
}

static gboolean has_letter(Span word)
{
    for (gsize i = 0; i < word.n; i++)
        if (g_ascii_isalpha(word.text[i]))
            return TRUE;
    return FALSE;
}

/* Digits with separators: may be a value. The grammar is checked later, when the mark is known. */
static gboolean looks_like_value(Span word)
{
    if (!g_ascii_isdigit(word.text[0]) || !g_ascii_isdigit(word.text[word.n - 1]))
        return FALSE;
    for (gsize i = 1; i + 1 < word.n; i++) {
        char c = word.text[i];
        if (!g_ascii_isdigit(c) && c != '.' && c != ',' && c != '\'' && !(c & 0x80))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_adjacent(Span a, Span b)
{
    return a.text + a.n + 1 == b.text && b.text[-1] == ' ';
}

static Span join(Span first, Span last)
{
    return (Span){first.text, (gsize)(last.text + last.n - first.text)};
}

/* The value of a row and the words around it. */
typedef struct {
    Span value;
    guint before; /* words before the value */
    guint behind; /* index of the first word behind it */
} ValuePlace;

/* The last value or "<not ...>" that has a word behind it: what stands before may be a command name of any shape. */
static gboolean find_value(const Row *row, ValuePlace *place)
{
    for (guint i = row->n_words; i-- > 1;) {
        Span word = row->words[i - 1];
        if (i >= 2 && (span_is(word, "counted>") || span_is(word, "supported>")) && span_is(row->words[i - 2], "<not")) {
            *place = (ValuePlace){join(row->words[i - 2], word), i - 2, i};
            return TRUE;
        }
        if (!looks_like_value(word))
            continue;
        guint first = i - 1;
        /* groups of three set off by single blanks; "S0 1" before a value is no group: its words stand apart */
        while (first > 0 && row->words[first].n >= 3 && (row->words[first].n == 3 || !g_ascii_isdigit(row->words[first].text[3])) &&
               row->words[first - 1].n <= 3 && looks_like_value(row->words[first - 1]) &&
               is_adjacent(row->words[first - 1], row->words[first]))
            first--;
        *place = (ValuePlace){join(row->words[first], word), first, i};
        return TRUE;
    }
    return FALSE;
}

/* ------------------------------------------------------------------ what stands before the value */

static gboolean is_count(Span word)
{
    guint64 count = 0;
    return number_parse_uint64(word.text, word.n, &count);
}

/* The scope of a row given the words from..to before its value: a part of the machine, how many counters were added up for it,
 * or a thread. FALSE when they are none. */
static gboolean read_scope(const Row *row, guint from, guint to, Span *scope)
{
    *scope = (Span){NULL, 0};
    if (from == to)
        return TRUE;
    if (perf_stat_is_machine_part(row->words[from]) && (to - from == 1 || (to - from == 2 && is_count(row->words[from + 1])))) {
        *scope = row->words[from];
        return TRUE;
    }
    *scope = join(row->words[from], row->words[to - 1]);
    return perf_stat_is_thread(*scope);
}

/* ------------------------------------------------------------------ what stands behind the value */

typedef struct {
    const PerfUnit *unit;
    Span event, cgroup;
} Subject;

static gboolean is_no_event(Span word)
{
    return !has_letter(word) || span_is(word, "nan") || span_is(word, "-nan") || span_is(word, "inf") || word.text[word.n - 1] == ':';
}

/* What -v of perf 7 prints into the middle of a row: "software@cpu-clock,name=cpu-clock@ not found". */
static gboolean is_verbose_noise(Span word)
{
    return memchr(word.text, '@', word.n) || span_is(word, "processing") || span_is(word, "division");
}

/* [UNIT] EVENT [(msec)] [[PMU]] [CGROUP] */
static gboolean read_subject(const Row *row, guint first, Subject *subject)
{
    guint n = row->n_words - first;
    *subject = (Subject){.unit = perf_stat_unit((Span){NULL, 0})};
    if (n == 0)
        return FALSE;
    const PerfUnit *unit = n > 1 ? perf_stat_unit(row->words[first]) : NULL;
    if (unit && unit->printed[0] != '(') {
        subject->unit = unit;
        first++;
    }
    subject->event = row->words[first++];
    if (is_no_event(subject->event))
        return FALSE;
    if (first < row->n_words && span_is(row->words[first], "(msec)")) {
        subject->unit = perf_stat_unit(row->words[first]);
        first++;
    }
    if (first < row->n_words && row->words[first].text[0] == '[' && row->words[first].n > 2) {
        subject->event = join(subject->event, row->words[first]); /* "cycles [cpu_core]" */
        first++;
    }
    if (first < row->n_words && is_verbose_noise(row->words[first]))
        return TRUE;
    if (first < row->n_words)
        subject->cgroup = row->words[first++];
    return first == row->n_words;
}

/* ------------------------------------------------------------------ blocks */

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
    return parser->block && !isnan(parser->last_interval) && !parser->block->command && isnan(parser->block->elapsed);
}

/* Returns the first byte behind the header. */
static const char *take_header(Parser *parser, Span rest)
{
    const char *end = parser->source->text + parser->source->n_text;
    Header header = read_header(rest, end);
    guint line = parser->line;
    if (!is_open_interval_block(parser)) {
        const char *next = find(header.after, end, HEADER);
        open_block(parser, find_mark(header.after, next ? next : end));
    }
    parser->block->command = command_text(header.command);
    parser->block->n_runs = header.n_runs < G_MAXUINT ? MAX(1, (guint)header.n_runs) : 1;
    parser->block->line = line;
    parser->state = STATE_COUNTERS;
    parser->last = NULL;
    parser->line += header.n_lines - 1;
    return header.after;
}

/* ------------------------------------------------------------------ footers */

/* Elapsed, user or system seconds, also "56.213 +- 0.150 seconds time elapsed ( +- 0.27% )". */
static gboolean take_footer(Parser *parser, const Row *row, const ValuePlace *place)
{
    CounterBlock *block = parser->block;
    double seconds = NAN, error = NAN;
    guint i = place->behind;
    if (!span_is(row->words[i], "seconds") || i + 1 >= row->n_words)
        return FALSE;
    gboolean is_elapsed = span_is(row->words[i + 1], "time");
    gboolean is_user = span_is(row->words[i + 1], "user"), is_sys = span_is(row->words[i + 1], "sys");
    gboolean has_error = i >= 3 && span_is(row->words[i - 2], "+-");
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
static void take_sample(Parser *parser, const Row *row)
{
    double seconds = 0;
    if (row->n_words >= 2 && row->words[1].text[0] == '(' && perf_stat_double(row->words[0], &seconds))
        g_array_append_val(parser->samples, seconds);
}

/* ------------------------------------------------------------------ counters */

static void add_counter(Parser *parser, const Row *row, const ValuePlace *place, const Subject *subject, Span scope,
                        double interval_end)
{
    Counter *counter = counter_new();
    counter->line = parser->line;
    counter->interval_end = interval_end;
    if (!perf_stat_set_counter(parser->names, counter, subject->event, place->value, subject->unit, parser->mark)) {
        counter_free(counter);
        perf_stat_skip_line(parser->artifact, parser->line);
        return;
    }
    if (scope.n > 0)
        counter->scope = text_clean_bytes(scope.text, scope.n);
    if (subject->cgroup.n > 0)
        counter->cgroup = text_clean_bytes(subject->cgroup.text, subject->cgroup.n);
    if (!isnan(row->running))
        counter->running = row->running;
    counter->error = row->error * counter->value.value;
    g_ptr_array_add(parser->block->counters, counter);
    parser->last = counter;
}

/* A row with a time stamp; opens a block for the first one and when time starts again. */
static gboolean take_interval_row(Parser *parser, const Row *row, const ValuePlace *place)
{
    double seconds = NAN;
    Subject subject;
    Span scope;
    if (place->before == 0 || !perf_stat_read_interval(row->words[0], &seconds) || !read_scope(row, 1, place->before, &scope) ||
        !read_subject(row, place->behind, &subject))
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

static gboolean take_counter(Parser *parser, Span line, const Row *row, const ValuePlace *place)
{
    Subject subject;
    Span scope;
    if (!read_scope(row, 0, place->before, &scope) || !read_subject(row, place->behind, &subject))
        return FALSE;
    if (parser->is_loose) {
        if (!perf_stat_is_known_event(subject.event))
            return FALSE;
        if (!parser->block || !isnan(parser->block->elapsed))
            open_block(parser, find_mark(line.text, parser->source->text + parser->source->n_text));
    }
    add_counter(parser, row, place, &subject, scope, NAN);
    return TRUE;
}

/* A line with only a metric continues the counter above it; its share of time stands at the end of the last line. */
static void take_continuation(Parser *parser, const Row *row)
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
    return line.n > 20 && line.text[0] == '#' && line.text[1] == ' ' && find(line.text, end, " time ") &&
           find(line.text, end, " counts ") && find(line.text, end, " events");
}

/* Lines that begin with '#'. */
static void take_comment(Parser *parser, Span line)
{
    Span text = skip_blanks(line);
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
        Row row;
        if (cut_row(line, &row) && parser->state == STATE_COUNTERS)
            take_continuation(parser, &row);
    }
}

static void take_blank(Parser *parser)
{
    if (parser->state == STATE_COUNTERS && parser->block->counters->len > 0)
        parser->state = STATE_FOOTER;
    parser->last = NULL;
}

/* A line that is neither counter nor footer: ends the block, or is dropped from its middle. */
static void take_other(Parser *parser, const Row *row)
{
    if (row->has_metric) {
        take_continuation(parser, row);
        return;
    }
    if (parser->state == STATE_FOOTER)
        parser->state = STATE_OUTSIDE; /* the block stays open for a footer behind other output */
    else if (parser->state == STATE_COUNTERS && parser->block->counters->len > 0 &&
             !(row->n_words > 1 && is_verbose_noise(row->words[0])))
        perf_stat_skip_line(parser->artifact, parser->line);
}

static void take_row(Parser *parser, Span line)
{
    Row row;
    ValuePlace place;
    if (!cut_row(line, &row)) {
        take_other(parser, &(Row){0});
        return;
    }
    if (parser->state == STATE_TABLE) {
        take_sample(parser, &row);
        return;
    }
    if (find_value(&row, &place)) {
        if (take_footer(parser, &row, &place))
            return;
        if (parser->has_rows && take_interval_row(parser, &row, &place))
            return;
        if ((parser->state == STATE_COUNTERS || parser->state == STATE_FOOTER || parser->is_loose) &&
            take_counter(parser, line, &row, &place))
            return;
    }
    take_other(parser, &row);
}

/* Returns the first byte of the next line. */
static const char *take_line(Parser *parser, const char *p, const char *end)
{
    Span raw = line_at(p, end), line = clean_line(raw), rest;
    const char *next = raw.text + raw.n + 1;
    Span text = skip_blanks(line);
    parser->line++;
    if (text.n == 0)
        take_blank(parser);
    else if (text.text[0] == '#')
        take_comment(parser, line);
    else if (is_header(line, &rest))
        return take_header(parser, rest);
    else if (parser->state != STATE_OUTSIDE || parser->has_rows || parser->is_loose || parser->block)
        take_row(parser, line);
    return next;
}

/* ------------------------------------------------------------------ what a file is */

/* A header at the beginning of a line that is a header indeed, not a string in a program. */
static const char *find_header(const char *text, const char *end)
{
    for (const char *p = text; (p = find(p, end, HEADER)) != NULL;) {
        const char *start = p;
        while (start > text && start[-1] != '\n')
            start--;
        Span line = line_at(start, end), clean = clean_line(line), rest;
        if (is_header(clean, &rest) && (rest.text[0] != '\'' || read_header(rest, end).is_complete))
            return p;
        p = line.text + line.n;
    }
    return NULL;
}

static gboolean has_interval_header(const char *text, const char *end)
{
    for (const char *p = text; p < end;) {
        Span line = line_at(p, end);
        if (is_interval_header(clean_line(line)))
            return TRUE;
        p = line.text + line.n + 1;
    }
    return FALSE;
}

/* Counters in a mail or a document, whose header was not copied: two of them and a footer. */
static gboolean has_loose_counters(const char *text, const char *end)
{
    guint n = 0;
    if (!find(text, end, ELAPSED))
        return FALSE;
    for (const char *p = text; p < end && n < 2;) {
        Span line = line_at(p, end);
        Row row;
        ValuePlace place;
        Subject subject;
        Span scope;
        p = line.text + line.n + 1;
        if (cut_row(clean_line(line), &row) && find_value(&row, &place) && read_scope(&row, 0, place.before, &scope) &&
            read_subject(&row, place.behind, &subject) && perf_stat_is_known_event(subject.event))
            n++;
    }
    return n == 2;
}

static gboolean sniff_text(const SourceText *source)
{
    const char *end = source->text + source->n_text;
    const char *early = source->text + MIN(source->n_text, SNIFF_BYTES);
    return find_header(source->text, end) || has_interval_header(source->text, early) ||
           has_loose_counters(source->text, early);
}

static gboolean parse_text(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    const char *end = source->text + source->n_text;
    Parser parser = {.source = source, .artifact = artifact, .last_interval = NAN};
    parser.names = event_names_new(artifact);
    parser.samples = g_array_new(FALSE, FALSE, sizeof(double));
    parser.is_loose = !find_header(source->text, end) && !has_interval_header(source->text, end);
    for (const char *p = source->text; p < end;)
        p = take_line(&parser, p, end);
    close_block(&parser);
    g_free(parser.started);
    g_array_unref(parser.samples);
    event_names_free(parser.names);
    return perf_stat_finish_file(source, artifact, diags);
}

const InputFormat format_perf_stat_text = {.name = "perf-stat-text", .sniff = sniff_text, .parse = parse_text};

/* ------------------------------------------------------------------ perf stat that failed */

/* How the lines begin that perf prints instead of counters. */
static const char *const FAILURES[] = {
    "event syntax error:", "Workload failed:", "Access to performance monitoring and observability operations is limited",
    "You may not have permission to collect", "failed to read counter ", "Usage: perf stat ",
};

static gboolean find_failure(const SourceText *source, Span *found)
{
    const char *end = source->text + MIN(source->n_text, FAILURE_BYTES);
    for (const char *p = source->text; p < end;) {
        Span line = line_at(p, end), text = skip_blanks(clean_line(line));
        p = line.text + line.n + 1;
        for (gsize i = 0; i < G_N_ELEMENTS(FAILURES); i++)
            if (span_starts_with(text, FAILURES[i])) {
                *found = text;
                return TRUE;
            }
        /* "Error:" and on the next line "The cycles event is not supported." */
        if (span_is(text, "Error:") && p < end) {
            text = skip_blanks(clean_line(line_at(p, end)));
            if (span_starts_with(text, "The ") && find(text.text, text.text + text.n, " event is not supported")) {
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
