/* Folded stacks; see folded.h. Grammar of a line: what flamegraph.pl accepts, and blanks behind the number. */
#include "ingest/folded.h"

#include <string.h>

#include "base/text.h"
#include "ingest/profile_builder.h"
#include "ingest/text_view.h"

#define SNIFF_LINES 400
#define SNIFF_BYTES ((gsize)1 << 20)
#define MAX_LINES (128u << 20)

typedef enum { LINE_STACK, LINE_BLANK, LINE_COMMENT, LINE_WRONG, LINE_NEGATIVE, LINE_OVERFLOW } LineKind;

/* A line taken apart. */
typedef struct {
    LineKind kind;
    gsize n_stack; /* bytes of the stack at the start of the line */
    StackWeight weight;
} FoldedLine;

/* What stands behind the stack. */
typedef enum {
    COUNTS_ONE,
    COUNTS_TWO,  /* a differential profile: before and after */
    COUNTS_FULL, /* austin -f: time, idle or not, memory */
} CountsKind;

/* ------------------------------------------------------------------ lines */

static gsize trim_end(const char *text, gsize n)
{
    while (n > 0 && text_is_blank(text[n - 1]))
        n--;
    return n;
}

/* Offset of the last word of the n bytes, which end in no blank. */
static gsize last_word(const char *text, gsize n)
{
    while (n > 0 && !text_is_blank(text[n - 1]))
        n--;
    return n;
}

/* TRUE when the word is a number that is merely too large: digits with at most one point. */
static gboolean is_decimal(const char *word, gsize n)
{
    guint n_points = 0;
    for (gsize i = 0; i < n; i++) {
        n_points += word[i] == '.';
        if (!g_ascii_isdigit(word[i]) && word[i] != '.')
            return FALSE;
    }
    return n > 0 && n_points <= 1 && word[0] != '.';
}

static FoldedLine parse_line(TextView line)
{
    FoldedLine parsed = {.kind = LINE_WRONG};
    gsize n = trim_end(line.text, line.n);
    if (n == 0)
        return (FoldedLine){.kind = LINE_BLANK};
    if (line.text[0] == '#' && (n == 1 || text_is_blank(line.text[1])))
        return (FoldedLine){.kind = LINE_COMMENT};
    gsize word = last_word(line.text, n);
    parsed.n_stack = trim_end(line.text, word);
    if (word == 0) /* but " 3" is a stack without frames: py-spy writes it when it caught none */
        return parsed;
    const char *number = line.text + word;
    if (stack_weight_parse(number, n - word, &parsed.weight))
        parsed.kind = LINE_STACK;
    else if (*number == '-' && stack_weight_parse(number + 1, n - word - 1, &parsed.weight))
        parsed.kind = LINE_NEGATIVE;
    else if (is_decimal(number, n - word))
        parsed.kind = LINE_OVERFLOW;
    return parsed;
}

/* Length of the stack in front of a second number ("a;b 3" of "a;b 3 5"), or 0 when there is none. */
static gsize before_second_number(const char *stack, gsize n_stack)
{
    StackWeight weight;
    gsize word = last_word(stack, n_stack);
    return word > 0 && stack_weight_parse(stack + word, n_stack - word, &weight) ? trim_end(stack, word) : 0;
}

/* ------------------------------------------------------------------ detection */

/* What the first lines of a text look like. */
typedef struct {
    guint n_lines, n_stacks, n_with_frames, n_two_numbers, n_tid;
} Survey;

static Survey survey_lines(const char *text, gsize n_text, guint max_lines)
{
    Survey survey = {0};
    TextView rest = {text, n_text}, line;
    while (survey.n_lines < max_lines && text_view_next_line(&rest, &line)) {
        FoldedLine parsed = parse_line(line);
        if (parsed.kind == LINE_BLANK || parsed.kind == LINE_COMMENT)
            continue;
        survey.n_lines++;
        if (parsed.kind == LINE_WRONG)
            continue;
        survey.n_stacks++;
        survey.n_with_frames += memchr(line.text, ';', parsed.n_stack) != NULL;
        survey.n_two_numbers += before_second_number(line.text, parsed.n_stack) > 0;
        survey.n_tid += line.n > 4 && memcmp(line.text, "tid:", 4) == 0;
    }
    return survey;
}

static Survey survey_start(const SourceText *source)
{
    gsize n = MIN(source->n_text, SNIFF_BYTES);
    if (n < source->n_text) { /* whole lines only, unless the first one is longer */
        const char *end = memrchr(source->text, '\n', n);
        n = end ? (gsize)(end - source->text) : source->n_text;
    }
    return survey_lines(source->text, n, SNIFF_LINES);
}

static gboolean is_folded(const Survey *survey)
{
    return survey->n_stacks * 2 > survey->n_lines && survey->n_with_frames * 4 > survey->n_lines;
}

static gboolean sniff_folded(const SourceText *source)
{
    Survey survey = survey_start(source);
    return is_folded(&survey);
}

static gboolean sniff_tachyon(const SourceText *source)
{
    Survey survey = survey_start(source);
    return is_folded(&survey) && survey.n_tid * 2 > survey.n_lines;
}

static gboolean sniff_austin(const SourceText *source)
{
    return g_str_has_prefix(source->text, "# austin:");
}

/* ------------------------------------------------------------------ parsing */

/* Two numbers per line are a differential profile; a few lines of it are frames that end in a number ("thread 12"). */
static gboolean has_two_numbers(const SourceText *source)
{
    Survey survey = survey_start(source);
    if (survey.n_two_numbers * 100 < survey.n_stacks * 99)
        return FALSE;
    survey = survey_lines(source->text, source->n_text, G_MAXUINT);
    return survey.n_stacks > 0 && survey.n_two_numbers >= (guint64)survey.n_stacks * 99 / 100;
}

/* Counts a line that is none of the format. */
static void skip_line(Artifact *artifact, guint line)
{
    if (artifact->n_skipped_lines++ == 0)
        artifact->first_skipped_line = line;
}

/* The line up to its time: "a;b 1000" of "a;b 1000,0,-4096". */
static TextView without_memory(TextView line)
{
    gsize word = last_word(line.text, trim_end(line.text, line.n));
    const char *comma = memchr(line.text + word, ',', line.n - word);
    return comma ? (TextView){line.text, (gsize)(comma - line.text)} : line;
}

static gboolean add_line(ProfileBuilder *builder, TextView line, guint number, CountsKind counts,
                         Artifact *artifact, ProfileError *error)
{
    FoldedLine parsed = parse_line(counts == COUNTS_FULL ? without_memory(line) : line);
    switch (parsed.kind) {
    case LINE_BLANK:
    case LINE_COMMENT:
        return TRUE;
    case LINE_WRONG:
        skip_line(artifact, number);
        return TRUE;
    case LINE_NEGATIVE:
        *error = (ProfileError){"a stack has a negative count", number};
        return FALSE;
    case LINE_OVERFLOW:
        *error = (ProfileError){"a count does not fit 64 bits", number};
        return FALSE;
    case LINE_STACK:
        break;
    }
    gsize n_shorter = counts == COUNTS_TWO ? before_second_number(line.text, parsed.n_stack) : 0;
    return profile_builder_add(builder, line.text, n_shorter > 0 ? n_shorter : parsed.n_stack, parsed.weight,
                               number, error);
}

static gboolean add_lines(ProfileBuilder *builder, const SourceText *source, CountsKind counts,
                          Artifact *artifact, ProfileError *error)
{
    TextView rest = {source->text, source->n_text}, line;
    for (guint number = 1; text_view_next_line(&rest, &line); number++) {
        if (!add_line(builder, line, number, counts, artifact, error))
            return FALSE;
        if (profile_builder_count(builder) > MAX_LINES) {
            *error = (ProfileError){"there are more than 128 million stacks", number};
            return FALSE;
        }
    }
    return TRUE;
}

/* Reads the stacks into a new profile. NULL with a diagnostic. */
static Profile *read_stacks(const SourceText *source, const char *format, CountsKind counts,
                            Artifact *artifact, DiagList *diags)
{
    g_autoptr(ProfileBuilder) builder = profile_builder_new(';', source->limits);
    g_autoptr(Profile) profile = profile_new(format, "weight");
    ProfileError error = {0};
    if (counts == COUNTS_ONE && has_two_numbers(source))
        counts = COUNTS_TWO;
    if (!add_lines(builder, source, counts, artifact, &error) ||
        !profile_builder_finish(builder, profile, &error)) {
        source_reject(source, diags, error.line, error.message);
        return NULL;
    }
    if (profile->total == 0) {
        source_reject(source, diags, 0, "no stack has a weight");
        return NULL;
    }
    if (counts == COUNTS_TWO)
        diag_add(diags, DIAG_NOTE, "two-counts", source->path, 0, 0,
                 "each stack has two counts, as difffolded.pl writes them: the second is used");
    if (profile_builder_is_python(builder) && g_str_equal(format, "folded"))
        profile->weight_unit = "samples"; /* py-spy --format raw: one per sample */
    g_ptr_array_add(profile->sources, artifact->input);
    return g_steal_pointer(&profile);
}

static gboolean parse_folded(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Profile *profile = read_stacks(source, "folded", COUNTS_ONE, artifact, diags);
    if (profile)
        g_ptr_array_add(artifact->profiles, profile);
    return profile != NULL;
}

static gboolean parse_tachyon(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Profile *profile = read_stacks(source, "tachyon", COUNTS_ONE, artifact, diags);
    if (!profile)
        return FALSE;
    profile->weight_unit = "samples";
    g_ptr_array_add(artifact->profiles, profile);
    return TRUE;
}

/* Value of a "# key: value" line of austin, or NULL. Transfer full. */
static char *austin_value(const SourceText *source, const char *key)
{
    g_autofree char *start = g_strdup_printf("# %s: ", key);
    TextView rest = {source->text, source->n_text}, line;
    while (text_view_next_line(&rest, &line) && (line.n == 0 || line.text[0] == '#'))
        if (line.n > strlen(start) && memcmp(line.text, start, strlen(start)) == 0)
            return text_clean_name(line.text + strlen(start), line.n - strlen(start));
    return NULL;
}

/* Weights are microseconds in the time modes, which the full mode is too. */
static gboolean parse_austin(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autofree char *mode = austin_value(source, "mode");
    gboolean is_full = g_strcmp0(mode, "full") == 0;
    Profile *profile = read_stacks(source, "austin", is_full ? COUNTS_FULL : COUNTS_ONE, artifact, diags);
    if (!profile)
        return FALSE;
    profile->event = mode && !is_full ? g_steal_pointer(&mode) : g_strdup("wall");
    profile->weight_per_second = 1e6;
    g_ptr_array_add(artifact->profiles, profile);
    return TRUE;
}

const InputFormat format_austin = {"austin", sniff_austin, parse_austin, NULL, NULL};
const InputFormat format_tachyon = {"tachyon", sniff_tachyon, parse_tachyon, NULL, NULL};
const InputFormat format_folded = {"folded", sniff_folded, parse_folded, NULL, NULL};
