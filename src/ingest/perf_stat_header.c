/* Headers and decimal marks of perf stat text; see perf_stat_header.h. */
#include "ingest/perf_stat_header.h"

#include <string.h>

#include "base/text.h"
#include "ingest/perf_stat_common.h"
#include "ingest/perf_stat_event.h"

#define MAX_COMMAND_LINES 500
#define MARK_BYTES 8192 /* where the decimal mark of a block without a footer is looked for */

static const char HEADER[] = PERF_STAT_HEADER;

/* ------------------------------------------------------------------ lines */

/* "2025-05-16T23:04:11.1234567Z " before every line of a build log. */
static gsize stamp_length(Span line)
{
    gsize i = 19;
    if (line.n < 21 || !g_ascii_isdigit(line.text[0]) || line.text[4] != '-' || line.text[10] != 'T' ||
        line.text[13] != ':')
        return 0;
    while (i < line.n && (g_ascii_isdigit(line.text[i]) || line.text[i] == '.'))
        i++;
    return i + 1 < line.n && line.text[i] == 'Z' && line.text[i + 1] == ' ' ? i + 2 : 0;
}

/* Removes what mail and build logs put before a line: "> ", a time stamp. Blanks at the end go too. */
Span perf_stat_clean_line(Span line)
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

Span perf_stat_skip_blanks(Span line)
{
    while (line.n > 0 && (line.text[0] == ' ' || line.text[0] == '\t')) {
        line.text++;
        line.n--;
    }
    return line;
}

/* ------------------------------------------------------------------ headers */

/* Text behind the sign if the line begins with it. */
gboolean perf_stat_is_header(Span line, Span *rest)
{
    line = perf_stat_skip_blanks(line);
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
        if (start < 3 || !number_parse_uint64(line.text + start, end - start, n_runs) ||
            line.text[start - 1] != '(')
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

PerfStatHeader perf_stat_read_header(Span rest, const char *end)
{
    const char *start = rest.text[0] == '\'' ? rest.text + 1 : rest.text;
    PerfStatHeader header = {.command = {start, 0}, .n_runs = 1};
    const char *p = rest.text;
    for (guint i = 1; i <= MAX_COMMAND_LINES && p < end; i++) {
        Span line = span_line(p, end), clean = perf_stat_clean_line(line);
        const char *next = MIN(line.text + line.n + 1, end);
        gsize n_command = 0;
        guint64 n_runs = 1;
        Span ignored;
        if (i > 1 && perf_stat_is_header(clean, &ignored))
            break;
        if (ends_header(clean, &n_command, &n_runs) && clean.text + n_command >= start) {
            n_command += start == rest.text; /* "process id '12'" keeps its quotes */
            gboolean is_followed = next < end && perf_stat_clean_line(span_line(next, end)).n > 0;
            if (!is_followed || !header.is_complete)
                header =
                    (PerfStatHeader){{start, (gsize)(clean.text + n_command - start)}, n_runs, next, i, TRUE};
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

char *perf_stat_command(const PerfStatHeader *header)
{
    g_autofree char *copy = g_strndup(header->command.text, header->command.n);
    for (char *c = copy; *c; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    return *copy ? text_clean_name(copy, strlen(copy)) : NULL;
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

/* TRUE for a row such as "16.443 page-faults": counts have no decimals, so that the point groups. */
static gboolean has_grouping_points(Span line)
{
    Span words[2];
    if (span_words(line, words, 2) < 2 || !perf_stat_is_known_event(words[1]))
        return FALSE;
    gsize n_digits = 0, n_points = 0;
    for (gsize i = 0; i < words[0].n; i++) {
        gboolean is_point = words[0].text[i] == '.';
        if ((!is_point && !g_ascii_isdigit(words[0].text[i])) || (is_point && n_points > 0 && n_digits != 3))
            return FALSE;
        n_points += is_point ? 1 : 0;
        n_digits = is_point ? 0 : n_digits + 1;
    }
    return n_points > 0 && n_digits == 3;
}

/* Without any other evidence: a separator followed by other than three digits, or the last of two kinds; then points in counts. */
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
    for (const char *p = text.text, *end = p + text.n; p < end;) {
        Span line = span_line(p, end);
        if (has_grouping_points(line))
            return MARK_COMMA;
        p = line.text + line.n + 1;
    }
    return MARK_POINT;
}

/* Decides the mark of the block text..end: its footer first, then metrics, errors and shares, then the values. */
DecimalMark perf_stat_find_mark(const char *text, const char *end)
{
    const char *footer = text_find(text, end, PERF_STAT_ELAPSED);
    DecimalMark mark = footer ? mark_of_footer(text, footer) : MARK_UNKNOWN;
    if (mark != MARK_UNKNOWN)
        return mark;
    end = MIN(end, text + MARK_BYTES);
    for (const char *p = text; p < end;) {
        Span line = span_line(p, end);
        mark = mark_behind(line, '#');
        if (mark == MARK_UNKNOWN)
            mark = mark_behind(line, '(');
        if (mark != MARK_UNKNOWN)
            return mark;
        p = line.text + line.n + 1;
    }
    return mark_of_values((Span){text, (gsize)(end - text)});
}

/* A header at the beginning of a line that is a header indeed, not a string in a program. */
const char *perf_stat_find_header(const char *text, const char *end)
{
    for (const char *p = text; (p = text_find(p, end, HEADER)) != NULL;) {
        const char *start = p;
        while (start > text && start[-1] != '\n')
            start--;
        Span line = span_line(start, end), clean = perf_stat_clean_line(line), rest;
        if (perf_stat_is_header(clean, &rest) &&
            (rest.text[0] != '\'' || perf_stat_read_header(rest, end).is_complete))
            return p;
        p = line.text + line.n;
    }
    return NULL;
}
