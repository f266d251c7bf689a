/* Rows of perf stat text; see perf_stat_row.h. */
#include "ingest/perf_stat_row.h"

#include <string.h>

#include "ingest/perf_stat_rows.h"

/* ------------------------------------------------------------------ cutting */

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

/* Length of "+-", or of "±" as documents set it, at the start; 0 for anything else. */
static gsize plus_minus_length(Span text)
{
    static const char *const signs[] = {"+-", "±"};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (span_starts_with(text, signs[i]))
            return strlen(signs[i]);
    return 0;
}

gboolean perf_stat_is_plus_minus(Span word)
{
    return word.n > 0 && plus_minus_length(word) == word.n;
}

/* Takes "(62.70%)", "[83.27%]" and "( +-  0.86% )" from the end of a row. */
static void take_brackets(Span *line, PerfStatRow *row)
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
        gsize n_sign = plus_minus_length(inside);
        inside = (Span){inside.text + n_sign, inside.n - n_sign};
        if (!read_percent(inside, n_sign > 0 ? &row->error : &row->running))
            return;
        line->n = (gsize)(open - line->text);
        while (line->n > 0 && line->text[line->n - 1] == ' ')
            line->n--;
    }
}

/* Cuts the metric off: a '#' with a blank on both sides. */
static void cut_metric(Span *line, PerfStatRow *row)
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

gboolean perf_stat_cut_row(Span line, PerfStatRow *row)
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
        if (row->n_words == PERF_STAT_MAX_WORDS)
            return FALSE;
        row->words[row->n_words++] = (Span){line.text + start, i - start};
    }
    return TRUE;
}

/* Events have one, values and scopes of counts have none. */
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

/* One blank between them and no more: columns are set off by several. */
static gboolean is_adjacent(Span a, Span b)
{
    return a.text + a.n + 1 == b.text && b.text[-1] == ' ';
}

/* "S0-D0-C0 1": behind the name of a part of the machine stands how many counters were added up. */
static gboolean is_sum_count(const PerfStatRow *row, guint i)
{
    return i > 0 && row->words[i - 1].text[0] != 'C' && perf_stat_is_machine_part(row->words[i - 1]);
}

/* TRUE when the word is a group of three digits that continues the word before it: "5 205 202", one blank between. */
static gboolean is_group(const PerfStatRow *row, guint i)
{
    Span before = row->words[i - 1], word = row->words[i];
    return word.n >= 3 && (word.n == 3 || !g_ascii_isdigit(word.text[3])) && before.n <= 3 &&
           looks_like_value(before) && is_adjacent(before, word) && !is_sum_count(row, i - 1);
}

gboolean perf_stat_find_value(const PerfStatRow *row, PerfStatValuePlace *place)
{
    for (guint i = row->n_words; i-- > 1;) {
        Span word = row->words[i - 1];
        if (i >= 2 && (span_is(word, "counted>") || span_is(word, "supported>")) &&
            span_is(row->words[i - 2], "<not")) {
            *place = (PerfStatValuePlace){span_join(row->words[i - 2], word), i - 2, i};
            return TRUE;
        }
        if (!looks_like_value(word))
            continue;
        guint first = i - 1;
        while (first > 0 && is_group(row, first))
            first--;
        *place = (PerfStatValuePlace){span_join(row->words[first], word), first, i};
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

gboolean perf_stat_read_scope(const PerfStatRow *row, guint from, guint to, Span *scope)
{
    *scope = (Span){NULL, 0};
    if (from == to)
        return TRUE;
    if (perf_stat_is_machine_part(row->words[from]) &&
        (to - from == 1 || (to - from == 2 && is_count(row->words[from + 1])))) {
        *scope = row->words[from];
        return TRUE;
    }
    *scope = span_join(row->words[from], row->words[to - 1]);
    return perf_stat_is_thread(*scope);
}

/* ------------------------------------------------------------------ what stands behind the value */

static gboolean is_no_event(Span word)
{
    return !has_letter(word) || span_is(word, "nan") || span_is(word, "-nan") || span_is(word, "inf") ||
           word.text[word.n - 1] == ':';
}

gboolean perf_stat_is_verbose_noise(Span word)
{
    return memchr(word.text, '@', word.n) || span_is(word, "processing") || span_is(word, "division");
}

gboolean perf_stat_read_subject(const PerfStatRow *row, guint first, PerfStatSubject *subject)
{
    guint n = row->n_words - first;
    *subject = (PerfStatSubject){.unit = perf_stat_unit((Span){NULL, 0})};
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
        subject->event = span_join(subject->event, row->words[first]); /* "cycles [cpu_core]" */
        first++;
    }
    if (first < row->n_words && perf_stat_is_verbose_noise(row->words[first]))
        return TRUE;
    if (first < row->n_words)
        subject->cgroup = row->words[first++];
    return first == row->n_words;
}
