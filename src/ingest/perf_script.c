/* perf script; see perf_script.h. */
#include "ingest/perf_script.h"

#include <string.h>

#include "base/text.h"
#include "ingest/profile_builder.h"
#include "ingest/text_view.h"

#define SNIFF_BYTES ((gsize)1 << 16)
#define MAX_FRAMES PROFILE_MAX_DEPTH

/* "python3 28489/28490 [001] 1136.426523:    1001001 cpu-clock:u:" */
typedef struct {
    TextView comm, event;
    TextView tail;  /* behind the event: a frame, or the text of a tracepoint */
    guint64 period; /* 1 when not stated */
    gboolean has_period;
} Header;

/* "\tffffffff821fc595 mutex_lock+0x5 ([kernel.kallsyms])" */
typedef struct {
    TextView symbol, module;
} ScriptFrame;

typedef struct {
    ProfileBuilder *builder;
    Artifact *artifact;
    TextView event;              /* of the first sample; text NULL before */
    gboolean has_period;         /* any sample had one */
    gboolean has_others;         /* samples of other events were left out */
    gboolean is_open, is_wanted; /* inside a sample; it counts */
    Header header;
    guint line;     /* of the header */
    GArray *frames; /* of ScriptFrame, leaf first */
    GString *stack;
    ProfileError error;
} Reader;

/* ------------------------------------------------------------------ words */

/* Takes the first word off; it is empty at the end. */
static TextView take_word(TextView *rest)
{
    *rest = text_view_trim(*rest);
    TextView word = {rest->text, 0};
    while (word.n < rest->n && !text_is_blank(rest->text[word.n]))
        word.n++;
    *rest = (TextView){rest->text + word.n, rest->n - word.n};
    return word;
}

static gboolean same_view(TextView a, TextView b)
{
    return a.n == b.n && memcmp(a.text, b.text, a.n) == 0;
}

/* Number of characters at the start that are digits (or hex digits). */
static gsize span_digits(TextView view, gboolean is_hex)
{
    gsize n = 0;
    while (n < view.n && (is_hex ? g_ascii_isxdigit(view.text[n]) : g_ascii_isdigit(view.text[n])))
        n++;
    return n;
}

/* "28489" or "28489/28490". */
static gboolean is_pid(TextView word)
{
    gsize n = span_digits(word, FALSE);
    if (n == 0 || n == word.n)
        return n > 0;
    TextView rest = {word.text + n + 1, word.n - n - 1};
    return word.text[n] == '/' && rest.n > 0 && span_digits(rest, FALSE) == rest.n;
}

/* "1136.426523:" */
static gboolean is_time(TextView word)
{
    if (word.n < 2 || word.text[word.n - 1] != ':')
        return FALSE;
    for (gsize i = 0; i + 1 < word.n; i++)
        if (!g_ascii_isdigit(word.text[i]) && word.text[i] != '.')
            return FALSE;
    return TRUE;
}

/* ------------------------------------------------------------------ lines */

/* What stands behind the process id: [cpu], time, period, event. */
static gboolean parse_header_rest(TextView rest, Header *header)
{
    TextView word = take_word(&rest);
    if (word.n > 2 && word.text[0] == '[' && word.text[word.n - 1] == ']')
        word = take_word(&rest);
    if (is_time(word))
        word = take_word(&rest);
    header->period = 1;
    header->has_period = number_parse_uint64(word.text, word.n, &header->period);
    if (header->has_period)
        word = take_word(&rest);
    if (word.n < 2 || word.text[word.n - 1] != ':')
        return FALSE;
    header->event = (TextView){word.text, word.n - 1};
    header->tail = text_view_trim(rest);
    return TRUE;
}

/* The command may hold blanks and numbers: its end is the first process id behind which the rest makes sense. */
static gboolean parse_header(TextView line, Header *header)
{
    if (line.n == 0 || line.text[0] == '#')
        return FALSE;
    TextView rest = line;
    take_word(&rest); /* the command has at least one word */
    while (rest.n > 0) {
        const char *before = rest.text;
        TextView word = take_word(&rest);
        if (is_pid(word) && parse_header_rest(rest, header)) {
            header->comm = text_view_trim((TextView){line.text, (gsize)(before - line.text)});
            return header->comm.n > 0;
        }
    }
    return FALSE;
}

/* Address, symbol, module in brackets. The module is the last bracket: symbols have brackets too. */
static gboolean parse_frame(TextView line, ScriptFrame *frame)
{
    TextView rest = text_view_trim(line);
    gsize n_address = span_digits(rest, TRUE);
    if (n_address == 0 || n_address >= rest.n || !text_is_blank(rest.text[n_address]) ||
        rest.text[rest.n - 1] != ')')
        return FALSE;
    rest = text_view_trim((TextView){rest.text + n_address, rest.n - n_address});
    gsize open = rest.n - 1;
    while (open > 0 && !(rest.text[open] == '(' && text_is_blank(rest.text[open - 1])))
        open--;
    if (open == 0)
        return FALSE;
    frame->symbol = text_view_trim((TextView){rest.text, open});
    frame->module = (TextView){rest.text + open + 1, rest.n - open - 2};
    return frame->symbol.n > 0;
}

/* A header at the beginning of a line. Only samples without a call graph, which are one line, have blanks before the command. */
static gboolean parse_header_line(TextView line, Header *header)
{
    ScriptFrame frame;
    if (line.n == 0 || !parse_header(line, header))
        return FALSE;
    return !text_is_blank(line.text[0]) || parse_frame(header->tail, &frame);
}

/* ------------------------------------------------------------------ names */

/* Cuts "+0x1a" off the end. */
static TextView without_offset(TextView symbol)
{
    const char *plus = memrchr(symbol.text, '+', symbol.n);
    gsize at = plus ? (gsize)(plus - symbol.text) : 0;
    if (!plus || symbol.n < at + 4 || memcmp(plus, "+0x", 3) != 0)
        return symbol;
    TextView digits = {plus + 3, symbol.n - at - 3};
    return span_digits(digits, TRUE) == digits.n ? (TextView){symbol.text, at} : symbol;
}

/* Go methods "net.(*conn).Read" keep their brackets. */
static gboolean is_go_method(TextView name)
{
    const char *open = memmem(name.text, name.n, ".(", 2);
    return open && memmem(open, name.n - (gsize)(open - name.text), ").", 2);
}

/* Length of the name without its arguments; "(anonymous namespace)" is no arguments. */
static gsize without_arguments(TextView name)
{
    static const char anonymous[] = "(anonymous namespace)";
    if (is_go_method(name) || text_view_starts(name, "py::"))
        return name.n;
    for (gsize i = 0; i < name.n; i++)
        if (name.text[i] == '(') {
            if (!text_view_starts((TextView){name.text + i, name.n - i}, anonymous))
                return i;
            i += sizeof anonymous - 2;
        }
    return name.n;
}

static void append_name(GString *stack, TextView name, gboolean is_java)
{
    if (is_java && name.n > 1 && name.text[0] == 'L' && memchr(name.text, '/', name.n))
        name = (TextView){name.text + 1, name.n - 1};
    gsize n = without_arguments(name);
    for (gsize i = 0; i < n; i++) {
        char c = name.text[i];
        if (c != '"' && c != '\'')
            g_string_append_c(stack, c == ';' ? ':' : c);
    }
}

/* "_[k]" in the kernel, "_[j]" in code made at run time, "" elsewhere; static. */
static const char *annotation(TextView module)
{
    gboolean is_kernel = (text_view_starts(module, "[") && !memmem(module.text, module.n, "unknown", 7)) ||
                         text_view_ends(module, "vmlinux");
    gboolean is_jit = text_view_ends(module, ".map") && memmem(module.text, module.n, "/perf-", 6);
    return is_kernel ? "_[k]" : is_jit ? "_[j]" : "";
}

/* A frame without a name is called by its module. */
static void append_unknown(GString *stack, TextView module)
{
    const char *slash = memrchr(module.text, '/', module.n);
    TextView base = slash ? (TextView){slash + 1, module.n - (gsize)(slash + 1 - module.text)} : module;
    if (text_view_equals(module, "[unknown]") || base.n == 0)
        g_string_append(stack, "[unknown]");
    else
        g_string_append_printf(stack, "[%.*s]", (int)base.n, base.text);
}

/* Appends ";name" for the frame; "a->b->c" are functions that were inlined into a. */
static void append_frame(GString *stack, const ScriptFrame *frame, gboolean is_java)
{
    TextView symbol = without_offset(frame->symbol);
    if (symbol.text[0] == '(')
        return;
    if (text_view_equals(symbol, "[unknown]")) {
        g_string_append_c(stack, ';');
        append_unknown(stack, frame->module);
        g_string_append(stack, annotation(frame->module));
        return;
    }
    for (gboolean is_first = TRUE; symbol.n > 0; is_first = FALSE) {
        const char *arrow = memmem(symbol.text, symbol.n, "->", 2);
        TextView part = {symbol.text, arrow ? (gsize)(arrow - symbol.text) : symbol.n};
        symbol = arrow ? (TextView){arrow + 2, symbol.n - part.n - 2} : (TextView){symbol.text, 0};
        g_string_append_c(stack, ';');
        append_name(stack, part, is_java);
        g_string_append(stack, is_first ? annotation(frame->module) : "_[i]");
    }
}

/* ------------------------------------------------------------------ samples */

/* Hands the open sample over. FALSE on an error. */
static gboolean close_sample(Reader *reader)
{
    gboolean is_complete = reader->is_open && reader->is_wanted;
    reader->is_open = FALSE;
    if (!is_complete)
        return TRUE;
    const Header *header = &reader->header;
    g_string_truncate(reader->stack, 0);
    for (gsize i = 0; i < header->comm.n; i++) {
        char c = header->comm.text[i];
        g_string_append_c(reader->stack, text_is_blank(c) ? '_' : c == ';' ? ':' : c);
    }
    for (guint i = reader->frames->len; i > 0; i--)
        append_frame(reader->stack, &g_array_index(reader->frames, ScriptFrame, i - 1),
                     text_view_starts(header->comm, "java"));
    StackWeight weight = {header->period, 0};
    return profile_builder_add_copy(reader->builder, reader->stack->str, reader->stack->len, weight,
                                    reader->line, &reader->error);
}

static gboolean open_sample(Reader *reader, const Header *header, guint line)
{
    ScriptFrame frame;
    if (!close_sample(reader))
        return FALSE;
    if (!reader->event.text)
        reader->event = header->event;
    reader->header = *header;
    reader->line = line;
    reader->is_open = TRUE;
    reader->is_wanted = same_view(header->event, reader->event);
    reader->has_others = reader->has_others || !reader->is_wanted;
    reader->has_period = reader->has_period || (reader->is_wanted && header->has_period);
    g_array_set_size(reader->frames, 0);
    if (parse_frame(header->tail, &frame)) { /* recorded without -g: all of it is one line */
        g_array_append_val(reader->frames, frame);
        return close_sample(reader);
    }
    return TRUE;
}

static gboolean read_line(Reader *reader, TextView line, guint number)
{
    ScriptFrame frame;
    Header header;
    if (text_view_trim(line).n == 0)
        return close_sample(reader);
    if (line.text[0] == '#')
        return TRUE;
    if (reader->is_open && parse_frame(line, &frame)) {
        if (reader->frames->len < MAX_FRAMES)
            g_array_append_val(reader->frames, frame);
        return TRUE;
    }
    if (parse_header_line(line, &header))
        return open_sample(reader, &header, number);
    if (reader->artifact->n_skipped_lines++ == 0)
        reader->artifact->first_skipped_line = number;
    return TRUE;
}

static gboolean read_lines(Reader *reader, const SourceText *source)
{
    TextView rest = {source->text, source->n_text}, line;
    for (guint number = 1; text_view_next_line(&rest, &line); number++) {
        if (line.n > PROFILE_MAX_STACK_BYTES) {
            reader->error = (ProfileError){"a line is longer than 16 MiB", number};
            return FALSE;
        }
        if (!read_line(reader, line, number))
            return FALSE;
    }
    return close_sample(reader);
}

/* ------------------------------------------------------------------ the profile */

/* Value of "# cmdline : ..." in front of the samples, or NULL. Transfer full. */
static char *command_line(const SourceText *source)
{
    TextView rest = {source->text, source->n_text}, line;
    while (text_view_next_line(&rest, &line) && text_view_starts(line, "#")) {
        if (text_view_starts(line, "# cmdline : ")) {
            TextView value = text_view_trim(text_view_from(line, strlen("# cmdline : ")));
            return text_clean_name(value.text, value.n);
        }
    }
    return NULL;
}

/* The rate that perf record was asked for (-F 99, --freq=99); NAN when it is not stated. */
static double asked_rate(const char *command)
{
    g_auto(GStrv) words = g_strsplit(command ? command : "", " ", -1);
    double rate = NAN;
    for (guint i = 0; words[i] && !g_str_equal(words[i], "--"); i++) {
        const char *value = NULL;
        if (g_str_equal(words[i], "-F") || g_str_equal(words[i], "--freq"))
            value = words[i + 1];
        else if (g_str_has_prefix(words[i], "-F") || g_str_has_prefix(words[i], "--freq="))
            value = words[i] + (words[i][1] == 'F' ? 2 : 7);
        if (value && number_parse(value, strlen(value), &rate) && rate > 0)
            return rate;
    }
    return NAN;
}

static void name_unit(Profile *profile, const Reader *reader)
{
    TextView event = reader->event;
    gboolean is_clock = text_view_starts(event, "cpu-clock") || text_view_starts(event, "task-clock");
    profile->sample_rate = asked_rate(profile->command);
    if (!reader->has_period) {
        profile->weight_unit = "samples";
        profile->weight_per_second = profile->sample_rate;
    } else if (is_clock) {
        profile->weight_per_second = 1e9; /* periods of the clocks are nanoseconds */
    } else if (text_view_starts(event, "cycles") || text_view_starts(event, "cpu-cycles")) {
        profile->weight_unit = "cycles";
    }
}

static gboolean finish(Reader *reader, const SourceText *source, DiagList *diags)
{
    g_autoptr(Profile) profile = profile_new("perf-script", "weight");
    if (!read_lines(reader, source) || !profile_builder_finish(reader->builder, profile, &reader->error))
        return source_reject(source, diags, reader->error.line, reader->error.message);
    if (profile->total == 0)
        return source_reject(source, diags, 0, "no sample has a weight");
    if (reader->has_others)
        diag_add(diags, DIAG_NOTE, "other-events", source->path, 0, 0,
                 "samples of other events than %.*s are left out", (int)reader->event.n, reader->event.text);
    profile->command = command_line(source);
    profile->event = text_clean_name(reader->event.text, reader->event.n);
    name_unit(profile, reader);
    g_ptr_array_add(profile->sources, reader->artifact->input);
    g_ptr_array_add(reader->artifact->profiles, g_steal_pointer(&profile));
    return TRUE;
}

static gboolean parse_script(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Reader reader = {.artifact = artifact, .builder = profile_builder_new(';', source->limits)};
    reader.frames = g_array_new(FALSE, FALSE, sizeof(ScriptFrame));
    reader.stack = g_string_new(NULL);
    gboolean is_good = finish(&reader, source, diags);
    g_array_unref(reader.frames);
    g_string_free(reader.stack, TRUE);
    profile_builder_free(reader.builder);
    return is_good;
}

/* A header and then a frame, or both in one line. */
static gboolean sniff_script(const SourceText *source)
{
    TextView rest = {source->text, MIN(source->n_text, SNIFF_BYTES)}, line;
    gboolean was_header = FALSE;
    while (text_view_next_line(&rest, &line)) {
        ScriptFrame frame;
        Header header;
        if (was_header && parse_frame(line, &frame))
            return TRUE;
        was_header = parse_header_line(line, &header);
        if (was_header && header.tail.n > 0 && parse_frame(header.tail, &frame))
            return TRUE;
    }
    return FALSE;
}

const InputFormat format_perf_script = {.name = "perf-script", .sniff = sniff_script, .parse = parse_script};
