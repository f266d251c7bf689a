/* What the dialects of perf stat have in common; see perf_stat_common.h. */
#include "ingest/perf_stat_common.h"

#include <string.h>

#include "base/text.h"
#include "ingest/pyperf_text.h"
#include "model/command.h"

/* ------------------------------------------------------------------ spans */

Span span_trim(Span span)
{
    while (span.n > 0 && g_ascii_isspace(span.text[0])) {
        span.text++;
        span.n--;
    }
    while (span.n > 0 && g_ascii_isspace(span.text[span.n - 1]))
        span.n--;
    return span;
}

Span span_line(const char *p, const char *end)
{
    const char *newline = memchr(p, '\n', (gsize)(end - p));
    return (Span){p, (gsize)((newline ? newline : end) - p)};
}

Span span_join(Span first, Span last)
{
    return (Span){first.text, (gsize)(last.text + last.n - first.text)};
}

guint span_words(Span span, Span *words, guint max_words)
{
    guint n = 0;
    for (gsize i = 0; i < span.n && n < max_words;) {
        while (i < span.n && g_ascii_isspace(span.text[i]))
            i++;
        gsize start = i;
        while (i < span.n && !g_ascii_isspace(span.text[i]))
            i++;
        if (i > start)
            words[n++] = (Span){span.text + start, i - start};
    }
    return n;
}

const char *text_find(const char *text, const char *end, const char *sign)
{
    return text < end ? memmem(text, (gsize)(end - text), sign, strlen(sign)) : NULL;
}

/* ------------------------------------------------------------------ numbers */

#define MAX_EXACT_INTEGER ((guint64)1 << 53)
#define MAX_EXACT_POWER 22

static const double POWERS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Bytes of the separator at p, 0 when there is none: U+00A0, U+2009, U+2019, U+202F, U+066B, U+066C or one of .,' and blank. */
static gsize separator_length(const char *p, gsize n)
{
    if (p[0] == '.' || p[0] == ',' || p[0] == '\'' || p[0] == ' ')
        return 1;
    if (n >= 2 &&
        (memcmp(p, "\xc2\xa0", 2) == 0 || memcmp(p, "\xd9\xab", 2) == 0 || memcmp(p, "\xd9\xac", 2) == 0))
        return 2;
    if (n >= 3 && (memcmp(p, "\xe2\x80\xaf", 3) == 0 || memcmp(p, "\xe2\x80\x99", 3) == 0 ||
                   memcmp(p, "\xe2\x80\x89", 3) == 0))
        return 3;
    return 0;
}

/* The decimal marks of all locales that glibc knows: point, comma, U+066B. */
static DecimalMark mark_at(const char *p, gsize n)
{
    if (*p == '.')
        return MARK_POINT;
    if (*p == ',')
        return MARK_COMMA;
    return n >= 2 && memcmp(p, "\xd9\xab", 2) == 0 ? MARK_ARABIC : MARK_UNKNOWN;
}

DecimalMark perf_stat_mark_of(Span number)
{
    for (gsize i = 0; i < number.n; i++)
        if (!g_ascii_isdigit(number.text[i]))
            return mark_at(number.text + i, number.n - i);
    return MARK_UNKNOWN;
}

/* A number being read: its digits as an integer, and how many of them stand behind the mark. */
typedef struct {
    guint64 digits;
    guint n_digits, n_fraction;
    guint n_group; /* digits since the last separator */
    gboolean has_mark, has_groups, is_too_long, has_fraction_digit;
} Reading;

/* Keeps the digits as an integer as long as they fit; more than 2^64 are read again from the text. */
static inline void read_digit(Reading *reading, char c)
{
    guint64 digit = (guint64)(c - '0');
    reading->n_digits++;
    reading->n_group++;
    if (reading->has_mark) {
        reading->n_fraction++;
        reading->has_fraction_digit |= digit > 0;
    }
    if (reading->n_digits > 18 && reading->digits > (G_MAXUINT64 - digit) / 10)
        reading->is_too_long = TRUE;
    else
        reading->digits = reading->digits * 10 + digit;
}

/* Groups are of three digits, the last one always; India groups the others by two. */
static gboolean close_group(Reading *reading, gboolean is_last)
{
    gboolean is_good = reading->n_group >= 1 && reading->n_group <= 3 && (!is_last || reading->n_group == 3);
    reading->n_group = 0;
    return is_good;
}

/* A separator is the mark of the block, once, or groups digits before it. */
static gboolean read_separator(Reading *reading, const char *p, gsize n, DecimalMark mark)
{
    if (reading->has_mark)
        return FALSE;
    if (mark_at(p, n) == mark && mark != MARK_UNKNOWN) {
        gboolean is_good = reading->n_digits > 0 && (!reading->has_groups || close_group(reading, TRUE));
        reading->has_mark = TRUE;
        return is_good;
    }
    reading->has_groups = TRUE;
    return close_group(reading, FALSE);
}

/* More digits than a double can hold exactly: the slow way, through text. */
static double read_long(Span text, DecimalMark mark, int shift)
{
    g_autoptr(GString) plain = g_string_sized_new(text.n + 8);
    double value = NAN;
    for (gsize i = 0; i < text.n; i++) {
        if (g_ascii_isdigit(text.text[i]))
            g_string_append_c(plain, text.text[i]);
        else if (mark_at(text.text + i, text.n - i) == mark && mark != MARK_UNKNOWN)
            g_string_append_c(plain, '.');
    }
    g_string_append_printf(plain, "e-%d", shift);
    return number_parse(plain->str, plain->len, &value) ? value : NAN;
}

/* The value of the digits, exact if it is a whole number, else rounded once. */
static gboolean finish_reading(const Reading *reading, Span text, DecimalMark mark, int shift,
                               Quantity *value)
{
    guint power = reading->n_fraction + (guint)shift;
    *value = (Quantity){0};
    /* "2497454658.000000" is a count too */
    if (shift == 0 && !reading->has_fraction_digit && !reading->is_too_long && power <= 18) {
        value->integer = reading->digits / (guint64)POWERS[power];
        value->value = (double)value->integer;
        value->is_integer = TRUE;
        return TRUE;
    }
    /* one correctly rounded division of two exact numbers ("Clinger 1990") */
    if (!reading->is_too_long && reading->digits <= MAX_EXACT_INTEGER && power <= MAX_EXACT_POWER)
        value->value = (double)reading->digits / POWERS[power];
    else
        value->value = read_long(text, mark, shift);
    return isfinite(value->value) != 0;
}

/* JSON has six decimals for counts, too: with them, one above 2^53 would have more digits than an integer holds. */
static Span without_zeros(Span text)
{
    static const char ZEROS[] = "000000";
    gsize n = sizeof ZEROS - 1;
    if (text.n > n + 1 && memcmp(text.text + text.n - n, ZEROS, n) == 0 &&
        strchr(".,", text.text[text.n - n - 1]))
        text.n -= n + 1;
    return text;
}

gboolean perf_stat_value(Span text, DecimalMark mark, int shift, Quantity *value)
{
    text = shift == 0 ? without_zeros(text) : text;
    Reading reading = {0};
    for (gsize i = 0; i < text.n;) {
        if (g_ascii_isdigit(text.text[i])) {
            read_digit(&reading, text.text[i++]);
            continue;
        }
        gsize n = separator_length(text.text + i, text.n - i);
        if (n == 0 || !read_separator(&reading, text.text + i, text.n - i, mark))
            return FALSE;
        i += n;
    }
    if (reading.n_digits == 0 || (reading.has_mark && reading.n_fraction == 0))
        return FALSE;
    if (reading.has_groups && !reading.has_mark && !close_group(&reading, TRUE))
        return FALSE;
    return finish_reading(&reading, text, mark, shift, value);
}

gboolean perf_stat_number(Span text, int shift, Quantity *value)
{
    if (text.n == 0 || !g_ascii_isdigit(*text.text))
        return FALSE;
    DecimalMark mark = perf_stat_mark_of(text);
    Reading reading = {0};
    for (gsize i = 0; i < text.n; i++) {
        if (g_ascii_isdigit(text.text[i])) {
            read_digit(&reading, text.text[i]);
            continue;
        }
        if (reading.has_mark || mark == MARK_UNKNOWN || mark_at(text.text + i, text.n - i) != mark)
            return FALSE;
        reading.has_mark = TRUE;
        i += mark == MARK_ARABIC;
    }
    if (reading.n_digits == 0 ||
        (reading.has_mark && (reading.n_fraction == 0 || reading.n_fraction == reading.n_digits)))
        return FALSE;
    return finish_reading(&reading, text, mark, shift, value);
}

gboolean perf_stat_double(Span text, double *value)
{
    Quantity quantity;
    if (!perf_stat_number(text, 0, &quantity))
        return FALSE;
    *value = quantity.value;
    return TRUE;
}

/* ------------------------------------------------------------------ start times */

/* From 1; 0 for anything else. perf writes ctime, which knows no locale. */
static int month_of(Span word)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12 && word.n == 3; i++)
        if (memcmp(months + 3 * i, word.text, 3) == 0)
            return i + 1;
    return 0;
}

char *perf_stat_started(Span line)
{
    static const char sign[] = "# started on ";
    Span words[6] = {{0}};
    guint64 day = 0, year = 0;
    if (!span_starts_with(line, sign))
        return NULL;
    line.text += sizeof sign - 1;
    line.n -= sizeof sign - 1;
    /* Fri Nov 20 11:47:29 2026 */
    if (span_words(line, words, 6) < 5 || !number_parse_uint64(words[2].text, words[2].n, &day) ||
        !number_parse_uint64(words[4].text, words[4].n, &year))
        return NULL;
    int month = month_of(words[1]);
    if (month == 0 || day < 1 || day > 31 || year < 1970 || year > 9999 || words[3].n != 8)
        return NULL;
    for (gsize i = 0; i < 8; i++)
        if (i % 3 == 2 ? words[3].text[i] != ':' : !g_ascii_isdigit(words[3].text[i]))
            return NULL;
    return g_strdup_printf("%04u-%02d-%02uT%.8s", (guint)year, month, (guint)day, words[3].text);
}

/* ------------------------------------------------------------------ blocks */

/* Rows of one interval and one scope, which together say whether anything was counted at all. */
static char *row_key(const Counter *counter)
{
    return g_strdup_printf("%.17g\x1f%s\x1f%s", counter->interval_end, counter->scope ? counter->scope : "",
                           counter->cgroup ? counter->cgroup : "");
}

/* Simulators may count no cycles at all; perf cannot. */
static gboolean is_suspect(const Counter *counter)
{
    return counter->status == COUNTER_COUNTED && counter->value.value <= 0 && !counter->is_simulated &&
           (g_str_equal(counter->event, "cycles") || g_str_equal(counter->event, "instructions"));
}

/* Nothing runs without cycles and instructions: a zero beside counters that counted was not counted. */
static void drop_zeroes(CounterBlock *block)
{
    g_autoptr(GHashTable) active = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < block->counters->len; i++) {
        const Counter *counter = g_ptr_array_index(block->counters, i);
        if (counter->status == COUNTER_COUNTED && counter->value.value > 0)
            g_hash_table_add(active, row_key(counter));
    }
    for (guint i = 0; i < block->counters->len; i++) {
        Counter *counter = g_ptr_array_index(block->counters, i);
        if (!is_suspect(counter))
            continue;
        g_autofree char *key = row_key(counter);
        if (!g_hash_table_contains(active, key))
            continue;
        counter->status = COUNTER_NOT_COUNTED;
        counter->value = QUANTITY_MISSING;
        counter->error = NAN;
        counter->was_zero = TRUE;
    }
}

/* perf's tool events, for the dialects without a footer. */
static void take_tool_time(CounterBlock *block, const Counter *counter)
{
    if (isnan(block->elapsed) && g_str_equal(counter->event, "duration_time")) {
        block->elapsed = counter->value.value;
        block->elapsed_error = counter->error;
    }
    if (isnan(block->user) && g_str_equal(counter->event, "user_time"))
        block->user = counter->value.value;
    if (isnan(block->sys) && g_str_equal(counter->event, "system_time"))
        block->sys = counter->value.value;
}

void perf_stat_finish_block(CounterBlock *block)
{
    gboolean has_suspect = FALSE;
    for (guint i = 0; i < block->counters->len; i++) {
        const Counter *counter = g_ptr_array_index(block->counters, i);
        has_suspect = has_suspect || is_suspect(counter);
        if (counter->status == COUNTER_COUNTED && !counter->scope && isnan(counter->interval_end))
            take_tool_time(block, counter);
    }
    if (has_suspect)
        drop_zeroes(block);
}

/* ------------------------------------------------------------------ files */

/* In every result line of pyperf. */
static const char RESULT_SIGN[] = " std dev: ";

/* "Mean +-" or "Mean ±" right before the sign. */
static gboolean is_mean_before(const char *text, const char *sign)
{
    static const char *const words[] = {"Mean +-", "Mean ±"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        gsize n = strlen(words[i]);
        if ((gsize)(sign - text) >= n && memcmp(sign - n, words[i], n) == 0)
            return TRUE;
    }
    return FALSE;
}

/* TRUE when a result line of pyperf ("NAME: Mean +- std dev: 669 us +- 5 us") stands in the text. *has_any is set when
 * anything of pyperf's does: "[A] x -> [B] y" is a comparison made later, not a result. */
static gboolean has_pyperf_result(const SourceText *source, gboolean *has_any)
{
    const char *end = source->text + source->n_text;
    const char *p = source->text;
    while ((p = memmem(p, (gsize)(end - p), RESULT_SIGN, sizeof RESULT_SIGN - 1)) != NULL) {
        p += sizeof RESULT_SIGN - 1;
        *has_any = TRUE;
        if (p < end && g_ascii_isdigit(*p) && is_mean_before(source->text, p - (sizeof RESULT_SIGN - 1)))
            return TRUE;
    }
    return FALSE;
}

void perf_stat_skip_line(Artifact *artifact, guint line)
{
    if (artifact->n_skipped_lines++ == 0)
        artifact->first_skipped_line = line;
}

void perf_stat_skip_foreign(Artifact *artifact, guint line, Span text)
{
    if (!memmem(text.text, text.n, RESULT_SIGN, sizeof RESULT_SIGN - 1))
        perf_stat_skip_line(artifact, line);
}

gboolean perf_stat_finish_file(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    if (artifact->blocks->len == 0) {
        diag_add(diags, DIAG_ERROR, "damaged-input", source->path, 0, 0,
                 "perf stat output without a counter or an elapsed time: the file is cut short");
        return FALSE;
    }
    gboolean has_any = FALSE;
    gboolean has_result = has_pyperf_result(source, &has_any);
    if (has_any)
        pyperf_text_scan(source, artifact); /* timings that were printed while perf was counting */
    for (guint i = 0; i < artifact->blocks->len; i++) {
        CounterBlock *block = g_ptr_array_index(artifact->blocks, i);
        block->source = artifact->input;
        block->is_calibrated =
            !command_fixes_loops(block->command) && (has_result || command_runs_pyperf(block->command));
        if (block->started && (!artifact->started || strcmp(block->started, artifact->started) < 0)) {
            g_free(artifact->started);
            artifact->started = g_strdup(block->started);
        }
    }
    return TRUE;
}
