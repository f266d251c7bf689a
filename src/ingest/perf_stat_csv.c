/* perf stat -x SEP. In: decoded text. Out: counter blocks; there is no command, no footer.
 *
 * This is not the CSV of libcsv: perf quotes nothing, so the separator also stands inside events ("cpu/event=1,umask=2/"),
 * thread names and, in half of Europe, numbers. A row is therefore not read by position but anchored on its event: a known or
 * empty unit and a value before it, a run time in nanoseconds and a share behind it. A row that cannot be read in exactly one
 * way is dropped and counted. */
#include "ingest/perf_stat_csv.h"

#include <string.h>

#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_event.h"
#include "ingest/perf_stat_rows.h"

#define MAX_FIELDS 64
#define SNIFF_BYTES ((gsize)1 << 16)
#define SNIFF_ROWS 200

/* How a file writes its rows. */
typedef struct {
    const char *separator;
    gsize n_separator;
    gboolean has_split_numbers; /* the separator is also the decimal mark: "0,91" is two fields */
    gboolean needs_runtime;     /* prose is cut at the separator too: a row needs its run time to be one */
} Dialect;

typedef struct {
    Span fields[MAX_FIELDS]; /* of one line: a run of fields is a span too */
    guint n;
} Fields;

/* ------------------------------------------------------------------ fields */

/* Bytes of a state at p: they hold a blank, which may be the separator. */
static gsize state_length(const char *p, const char *end)
{
    static const char *const states[] = {"<not counted>", "<not supported>"};
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
        if (span_starts_with((Span){p, (gsize)(end - p)}, states[i]))
            return strlen(states[i]);
    return 0;
}

/* Cuts a line at its separators; the fields lose the blanks that old versions pad them with. FALSE when there are too many. */
static gboolean split(Span line, const Dialect *dialect, Fields *fields)
{
    const char *p = line.text, *end = line.text + line.n;
    fields->n = 0;
    for (;;) {
        const char *from = p < end && *p == '<' ? p + state_length(p, end) : p;
        const char *next = dialect->n_separator == 1
                               ? memchr(from, *dialect->separator, (gsize)(end - from))
                               : memmem(from, (gsize)(end - from), dialect->separator, dialect->n_separator);
        if (fields->n == MAX_FIELDS)
            return FALSE;
        fields->fields[fields->n++] = span_trim((Span){p, (gsize)((next ? next : end) - p)});
        if (!next)
            return TRUE;
        p = next + dialect->n_separator;
    }
}

static Span join(const Fields *fields, guint from, guint to)
{
    const Span *first = &fields->fields[from], *last = &fields->fields[to - 1];
    return (Span){first->text, (gsize)(last->text + last->n - first->text)};
}

static gboolean is_integer(Span span)
{
    guint64 value = 0;
    return number_parse_uint64(span.text, span.n, &value);
}

/* Decimals of a value, when the separator is the decimal mark too. */
static gboolean is_two_digits(Span span)
{
    return span.n == 2 && is_integer(span);
}

static gboolean is_value(Span span)
{
    double value = 0;
    return perf_stat_double(span, &value) || span_is(span, "<not counted>") ||
           span_is(span, "<not supported>");
}

/* Has a letter, and is neither a state nor a percentage. */
static gboolean may_be_event(Span span)
{
    if (span.n == 0 || span.text[0] == '<' || span.text[span.n - 1] == '%')
        return FALSE;
    for (gsize i = 0; i < span.n; i++)
        if (g_ascii_isalpha(span.text[i]))
            return TRUE;
    return FALSE;
}

/* First field behind the event at e: "cpu/event=0x3c" goes on until its slash is closed. 0 when it never is. */
static guint end_of_event(const Fields *fields, guint e)
{
    guint n_slashes = 0;
    for (guint i = e; i < fields->n; i++) {
        for (gsize k = 0; k < fields->fields[i].n; k++)
            n_slashes += fields->fields[i].text[k] == '/';
        if (n_slashes % 2 == 0)
            return i + 1;
    }
    return 0;
}

/* ------------------------------------------------------------------ behind the event */

/* "1.09%"; in split numbers "1", "09%". Advances over it. */
static void take_error(const Fields *fields, const Dialect *dialect, guint *i, double *error)
{
    guint n = dialect->has_split_numbers && *i + 1 < fields->n && is_integer(fields->fields[*i]) ? 2 : 1;
    if (*i + n > fields->n)
        return;
    Span text = join(fields, *i, *i + n);
    if (text.n < 2 || text.text[text.n - 1] != '%')
        return;
    text.n--;
    if (perf_stat_double(text, error)) {
        *error /= 100;
        *i += n;
    }
}

/* RUNTIME SHARE; FALSE when they do not follow. */
static gboolean take_runtime(const Fields *fields, const Dialect *dialect, guint i, double *running)
{
    guint n = dialect->has_split_numbers ? 2 : 1;
    double percent = 0;
    if (i + 1 + n > fields->n || !is_integer(fields->fields[i]) ||
        !perf_stat_double(join(fields, i + 1, i + 1 + n), &percent) || percent > 101)
        return FALSE;
    *running = percent / 100;
    return TRUE;
}

/* [CGROUP] [ERROR%] RUNTIME SHARE; FALSE when run time and share are missing, as in old versions. */
static gboolean read_tail(const Fields *fields, const Dialect *dialect, guint i, RowParts *parts)
{
    parts->error = parts->running = NAN;
    parts->cgroup = (Span){NULL, 0};
    for (guint has_cgroup = 0; has_cgroup < 2; has_cgroup++) {
        guint at = i + has_cgroup;
        if (at >= fields->n || (has_cgroup && (fields->fields[i].n == 0 || is_value(fields->fields[i]))))
            return FALSE;
        take_error(fields, dialect, &at, &parts->error);
        if (take_runtime(fields, dialect, at, &parts->running)) {
            if (has_cgroup)
                parts->cgroup = fields->fields[i];
            return TRUE;
        }
    }
    return FALSE;
}

/* ------------------------------------------------------------------ before the value */

/* [TIME] [SCOPE [n]] in the n fields at the beginning. */
static gboolean read_head(const Fields *fields, const Dialect *dialect, guint n, RowParts *parts)
{
    guint i = 0, n_time = dialect->has_split_numbers ? 2 : 1;
    parts->interval_end = NAN;
    parts->scope = (Span){NULL, 0};
    if (n >= n_time && perf_stat_read_interval(join(fields, 0, n_time), &parts->interval_end))
        i = n_time;
    else if (n > 0 && span_is(fields->fields[0], "summary"))
        i = 1;
    if (i == n)
        return TRUE;
    gboolean has_count = n - i == 2 && fields->fields[i].n > 0 && fields->fields[i].text[0] != 'C' &&
                         is_integer(fields->fields[i + 1]); /* of the counters added up; one CPU has none */
    if (perf_stat_is_machine_part(fields->fields[i]) && (n - i == 1 || has_count)) {
        parts->scope = fields->fields[i];
        return TRUE;
    }
    parts->scope = join(fields, i, n);
    return perf_stat_is_thread(parts->scope);
}

/* The value that ends before field `behind`, and what stands before it. */
static gboolean read_value(const Fields *fields, const Dialect *dialect, guint behind, RowParts *parts)
{
    guint last = behind - 1;
    /* a value with a unit has two decimals, a count and nanoseconds have none */
    gboolean is_split = dialect->has_split_numbers && parts->unit->unit[0] && parts->unit->shift != 9 &&
                        last > 0 && is_two_digits(fields->fields[last]) &&
                        is_integer(fields->fields[last - 1]);
    if (is_split && read_head(fields, dialect, last - 1, parts)) {
        parts->value = join(fields, last - 1, behind);
        return TRUE;
    }
    parts->value = fields->fields[last];
    return is_value(parts->value) && read_head(fields, dialect, last, parts);
}

/* ------------------------------------------------------------------ rows */

/* Reads the row with its event at field e. is_strong: run time and share follow. */
static gboolean read_row_at(const Fields *fields, const Dialect *dialect, guint e, RowParts *parts,
                            gboolean *is_strong)
{
    if (!may_be_event(fields->fields[e]) || perf_stat_unit(fields->fields[e]))
        return FALSE;
    guint after = end_of_event(fields, e);
    if (after == 0)
        return FALSE;
    parts->event = join(fields, e, after);
    *is_strong = read_tail(fields, dialect, after, parts);
    parts->unit = e >= 2 ? perf_stat_unit(fields->fields[e - 1]) : NULL;
    gboolean is_read = parts->unit && read_value(fields, dialect, e - 1, parts);
    if (!is_read && !*is_strong) { /* perf 3.x before units: VALUE,EVENT */
        parts->unit = perf_stat_unit((Span){NULL, 0});
        is_read = read_value(fields, dialect, e, parts);
    }
    parts->mark = is_read ? perf_stat_mark_of(parts->value) : MARK_UNKNOWN;
    return is_read && (*is_strong || (!dialect->needs_runtime && perf_stat_is_known_event(parts->event)));
}

/* The value stands before an event, or before its unit. Looked at first: it settles nearly all lines of other files. */
static gboolean has_value_before(const Fields *fields, guint e)
{
    return is_value(fields->fields[e - 1]) || (e >= 2 && is_value(fields->fields[e - 2]));
}

/* Anchors a row on its event. FALSE when no field of it can be one. */
static gboolean read_row(const Fields *fields, const Dialect *dialect, RowParts *parts, gboolean *is_strong)
{
    for (guint e = 1; e < fields->n; e++)
        if (has_value_before(fields, e) && read_row_at(fields, dialect, e, parts, is_strong))
            return TRUE;
    return FALSE;
}

/* Rows that hold a metric only: nothing before it. */
static gboolean is_metric_row(const Fields *fields)
{
    guint i = 0;
    double ignored = 0;
    if (fields->n > 0 &&
        (perf_stat_read_interval(fields->fields[0], &ignored) || span_is(fields->fields[0], "summary")))
        i = 1;
    if (i < fields->n && perf_stat_is_machine_part(fields->fields[i]))
        i += 2;
    return i + 2 < fields->n && fields->fields[i].n == 0 && fields->fields[i + 1].n == 0;
}

/* ------------------------------------------------------------------ dialects */

/* Blank lines and "# started on". */
static gboolean is_comment(Span line)
{
    line = span_trim(line);
    return line.n == 0 || line.text[0] == '#';
}

static gboolean has_separator(const char *text, const char *end, const Dialect *dialect)
{
    gsize n = dialect->n_separator;
    const char *p = text;
    while ((p = memchr(p, *dialect->separator, (gsize)(end - p))))
        if ((gsize)(end - p) >= n && memcmp(p, dialect->separator, n) == 0)
            return TRUE;
        else
            p++;
    return FALSE;
}

/* Rows at the beginning of the text that read as rows in a dialect; strong ones count more. */
static guint count_rows(const char *text, const char *end, const Dialect *dialect)
{
    if (!has_separator(text, end, dialect))
        return 0;
    guint n_rows = 0, n_lines = 0;
    gboolean is_strong = FALSE;
    Fields fields;
    RowParts parts;
    for (const char *p = text; p < end && n_lines < SNIFF_ROWS;) {
        Span line = span_line(p, end);
        p = line.text + line.n + 1;
        if (is_comment(line) || !split(line, dialect, &fields))
            continue;
        n_lines++;
        if (read_row(&fields, dialect, &parts, &is_strong))
            n_rows += is_strong ? 2 : 1;
    }
    return n_rows;
}

/* The separator and the way of numbers under which most rows can be read. */
static gboolean find_dialect(const SourceText *source, Dialect *found)
{
    static const char *const separators[] = {",",  ";", "\t", "|", ":", "||", ";;", "::", ", ",
                                             "; ", "^", "~",  "!", "&", "@",  "=",  "#",  " "};
    const char *end = source->text + MIN(source->n_text, SNIFF_BYTES);
    guint best = 1;
    for (gsize i = 0; i < G_N_ELEMENTS(separators); i++)
        for (gboolean is_split = FALSE; is_split <= (i == 0); is_split++) {
            Dialect dialect = {separators[i], strlen(separators[i]), is_split, separators[i][0] == ' '};
            guint n = count_rows(source->text, end, &dialect);
            if (n > best) {
                best = n;
                *found = dialect;
            }
        }
    return best > 1;
}

static gboolean sniff_csv(const SourceText *source)
{
    Dialect dialect;
    return find_dialect(source, &dialect);
}

/* One line of the file: a start, a row, a metric, or dropped. `fields` is room for its cells. */
static void parse_line(RowBlocks *blocks, const Dialect *dialect, Span line, guint number, Fields *fields)
{
    RowParts parts;
    gboolean is_strong = FALSE;
    if (row_blocks_started(blocks, line) || is_comment(line))
        return;
    if (!split(line, dialect, fields)) {
        perf_stat_skip_foreign(blocks->artifact, number, line);
        return;
    }
    if (read_row(fields, dialect, &parts, &is_strong) && row_blocks_add(blocks, &parts, number))
        return;
    if (!is_metric_row(fields))
        perf_stat_skip_foreign(blocks->artifact, number, line);
}

static gboolean parse_csv(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    const char *end = source->text + source->n_text;
    Dialect dialect;
    RowBlocks blocks;
    Fields fields;
    guint number = 0;
    row_blocks_init(&blocks, artifact);
    if (find_dialect(source, &dialect))
        for (const char *p = source->text; p < end;) {
            Span line = span_line(p, end);
            p = line.text + line.n + 1;
            parse_line(&blocks, &dialect, line, ++number, &fields);
        }
    row_blocks_finish(&blocks);
    return perf_stat_finish_file(source, artifact, diags);
}

const InputFormat format_perf_stat_csv = {.name = "perf-stat-csv", .sniff = sniff_csv, .parse = parse_csv};
