/* Cutting paths into words; see tokens.h. */
#include "ingest/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"

#define FIRST_YEAR 1990
#define LAST_YEAR 2099

/* ------------------------------------------------------------------ words */

static const char *const EXTENSIONS[] = {
    ".json", ".gz",   ".txt",  ".csv",   ".svg", ".folded", ".collapsed",  ".out", ".log",
    ".md",   ".perf", ".html", ".jsonl", ".tsv", ".htm",    ".speedscope", NULL,
};

/* The last rows are tools and kinds of measurement whose files are read besides perf and pyperf. */
static const char *const ARTEFACT_WORDS[] = {
    "perf",       "stat",       "stats",         "perfstat",   "record",    "report",     "reports",
    "result",     "results",    "raw",           "out",        "output",    "run",        "runs",
    "timing",     "timings",    "time",          "times",      "benchmark", "benchmarks", "bench",
    "json",       "txt",        "csv",           "svg",        "folded",    "collapsed",  "stacks",
    "flame",      "flamegraph", "flamegraphs",   "graph",      "graphs",    "pyspy",      "spy",
    "py",         "pyperf",     "pyperformance", "log",        "logs",      "stdout",     "stderr",
    "program",    "summary",    "data",          "test",       "tests",     "compare",    "comparison",
    "comp",       "ipc",        "diff",          "topdown",    "final",     "full",       "bm",
    "cachegrind", "callgrind",  "valgrind",      "speedscope", "hyperfine", "austin",     "memray",
    "tachyon",    "cprofile",   "pstats",        "profiles",   "counters",  "pystats",    NULL,
};

static const char *const BASELINE_WORDS[] = {
    "baseline",    "base",        "original",   "orig",    "org", "stock",  "vanilla",
    "clean",       "before",      "reference",  "ref",     "old", "stdlib", "std",
    "unoptimized", "unoptimised", "unmodified", "control", NULL,
};

static const char *const CHANGED_WORDS[] = {
    "opt",     "op",       "after",      "new",       "fast",    "faster", "improved",
    "patched", "modified", "experiment", "candidate", "changed", "tuned",  NULL,
};

static const char *const NUMBERED_WORDS[] = {"opt", "op", "v", "step", "r", NULL};

static const char *const QUARANTINE_WORDS[] = {"perfed", "profile", "profiled", "dbg", NULL};
static const struct {
    const char *words[3];
    guint n_words;
} QUARANTINE_PHRASES[] = {{{"do", "not", "quote"}, 3}, {{"noise", "floor"}, 2}};

static const char *const SYSTEM_WORDS[] = {
    "linux",  "darwin",  "macos",  "osx",     "windows", "win32",   "win64", "ubuntu",
    "debian", "fedora",  "x86",    "x64",     "amd64",   "i386",    "i686",  "aarch64",
    "arm",    "arm64",   "armv7l", "ppc64le", "s390x",   "riscv64", "gnu",   "musl",
    "python", "cpython", "pypy",   "main",    "master",  "head",    NULL,
};

static gint word_index(const char *const *words, const char *word)
{
    for (gint i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

static gboolean all_digits(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == 0;
}

/* "opt2", "v3", "step10": one of the numbered words, then digits. */
static gboolean is_numbered_word(const char *word)
{
    gsize n_letters = strcspn(word, "0123456789");
    if (!all_digits(word + n_letters))
        return FALSE;
    g_autofree char *letters = g_strndup(word, n_letters);
    return word_index(NUMBERED_WORDS, letters) >= 0 || g_str_has_prefix(letters, "optimiz") ||
           g_str_has_prefix(letters, "optimis");
}

/* All spellings of optimized, American and British. */
static gboolean is_changed_word(const char *word)
{
    return word_index(CHANGED_WORDS, word) >= 0 || g_str_has_prefix(word, "optimiz") ||
           g_str_has_prefix(word, "optimis") || is_numbered_word(word);
}

/* Digits alone are a date or a count, letters alone a word. */
static gboolean is_hash(const char *word)
{
    gsize n = strlen(word);
    return n >= 7 && n <= 40 && strspn(word, "0123456789abcdef") == n && strcspn(word, "0123456789") < n &&
           strcspn(word, "abcdef") < n;
}

/* "python3", "py36", "cpython313t": which interpreter, never which benchmark. */
static gboolean is_interpreter(const char *word)
{
    static const char *const NAMES[] = {"cpython", "python", "pypy", "py"};
    for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (!g_str_has_prefix(word, NAMES[i]))
            continue;
        const char *rest = word + strlen(NAMES[i]);
        gsize n_digits = strspn(rest, "0123456789");
        return n_digits > 0 && (rest[n_digits] == 0 || strcmp(rest + n_digits, "t") == 0);
    }
    return FALSE;
}

/* The first kind that fits: words for roles come before anything that is guessed from letters. */
static TokenKind word_kind(const char *word)
{
    if (word_index(ARTEFACT_WORDS, word) >= 0)
        return TOKEN_ARTEFACT;
    if (word_index(BASELINE_WORDS, word) >= 0)
        return TOKEN_BASELINE;
    if (is_changed_word(word))
        return TOKEN_CHANGED;
    if (word_index(QUARANTINE_WORDS, word) >= 0)
        return TOKEN_QUARANTINE;
    if (all_digits(word))
        return TOKEN_NUMBER;
    if (is_hash(word))
        return TOKEN_HASH;
    return word_index(SYSTEM_WORDS, word) >= 0 || is_interpreter(word) ? TOKEN_SYSTEM : TOKEN_PLAIN;
}

/* ------------------------------------------------------------------ timestamps */

typedef struct {
    gsize start, end; /* bytes of the component */
    int year, month, day, hour, minute, second;
    gboolean is_date;
} Stamp;

/* Reads n digits as a number; FALSE when they are not all digits. */
static gboolean read_digits(const char *text, gsize n, int *value)
{
    *value = 0;
    for (gsize i = 0; i < n; i++) {
        if (!g_ascii_isdigit(text[i]))
            return FALSE;
        *value = *value * 10 + (text[i] - '0');
    }
    return TRUE;
}

/* 20251399 is a number, not a date. */
static gboolean is_real_date(const Stamp *stamp)
{
    return stamp->year >= FIRST_YEAR && stamp->year <= LAST_YEAR && stamp->month >= 1 && stamp->month <= 12 &&
           stamp->day >= 1 &&
           stamp->day <= g_date_get_days_in_month((GDateMonth)stamp->month, (GDateYear)stamp->year);
}

/* "YYYYMMDD" or "YYYY-MM-DD" at the text; its length, or 0. */
static gsize read_date(const char *text, Stamp *stamp)
{
    gboolean is_dashed = strlen(text) >= 10 && text[4] == '-';
    gsize step = is_dashed ? 1 : 0;
    if (strlen(text) < 8 || (is_dashed && text[7] != '-'))
        return 0;
    if (!read_digits(text, 4, &stamp->year) || !read_digits(text + 4 + step, 2, &stamp->month) ||
        !read_digits(text + 6 + 2 * step, 2, &stamp->day) || !is_real_date(stamp))
        return 0;
    return 8 + 2 * step;
}

/* "HHMMSS", "HH:MM:SS" or "HH-MM-SS"; its length, or 0. */
static gsize read_time(const char *text, Stamp *stamp)
{
    gboolean is_spaced = strlen(text) >= 8 && strchr(":-", text[2]) && text[2] == text[5];
    gsize step = is_spaced ? 1 : 0;
    if (strlen(text) < 6)
        return 0;
    if (!read_digits(text, 2, &stamp->hour) || !read_digits(text + 2 + step, 2, &stamp->minute) ||
        !read_digits(text + 4 + 2 * step, 2, &stamp->second))
        return 0;
    if (stamp->hour > 23 || stamp->minute > 59 || stamp->second > 59)
        return 0;
    return 6 + 2 * step;
}

/* What may stand before or behind a timestamp: no letter and no digit, of any script. */
static gboolean is_edge_before(const char *text, gsize at)
{
    return at == 0 || !g_unichar_isalnum(g_utf8_get_char_validated(g_utf8_prev_char(text + at), -1));
}

static gboolean is_edge(const char *text)
{
    return !*text || !g_unichar_isalnum(g_utf8_get_char_validated(text, -1));
}

/* A timestamp that begins exactly here and has no letter or digit beside it. */
static gboolean read_stamp(const char *text, gsize at, Stamp *stamp)
{
    if (!is_edge_before(text, at))
        return FALSE;
    gsize n_date = read_date(text + at, stamp);
    if (n_date == 0)
        return FALSE;
    stamp->start = at;
    gsize end = at + n_date;
    if (text[end] && strchr("-_T ", text[end])) {
        gsize n_time = read_time(text + end + 1, stamp);
        if (n_time > 0 && is_edge(text + end + 1 + n_time)) {
            stamp->end = end + 1 + n_time;
            stamp->is_date = FALSE;
            return TRUE;
        }
    }
    stamp->end = end;
    stamp->is_date = TRUE;
    stamp->hour = stamp->minute = stamp->second = 0;
    return is_edge(text + end);
}

static char *stamp_text(const Stamp *stamp)
{
    return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d", stamp->year, stamp->month, stamp->day,
                           stamp->hour, stamp->minute, stamp->second);
}

char *timestamp_parse(const char *text, gboolean *is_date)
{
    Stamp stamp = {0};
    if (!read_stamp(text, 0, &stamp) || text[stamp.end] != 0)
        return NULL;
    if (is_date)
        *is_date = stamp.is_date;
    return stamp_text(&stamp);
}

/* Fractions and offsets are left out: sources disagree on both. */
int timestamp_compare(const char *a, const char *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    int order = strncmp(a, b, strlen("YYYY-MM-DDTHH:MM:SS"));
    return (order > 0) - (order < 0);
}

/* ------------------------------------------------------------------ cutting */

static void token_free(gpointer data)
{
    Token *token = data;
    g_free(token->text);
    g_free(token->shown);
    g_free(token);
}

/* Where words are cut. */
static gboolean is_separator(char c)
{
    return c != 0 && strchr("_-./ \t()[]{}", c) != NULL;
}

/* The length of "3.11.0a3", "3.15.0a8+" or "py3.10" at the text, up to a separator or the end; 0 when it is no version. */
static gsize version_length(const char *text)
{
    gsize at = 0;
    while (g_ascii_isalpha(text[at]))
        at++;
    guint n_parts = 0;
    while (g_ascii_isdigit(text[at])) {
        while (g_ascii_isdigit(text[at]))
            at++;
        n_parts++;
        if (text[at] == '.' && g_ascii_isdigit(text[at + 1]))
            at++;
    }
    if (n_parts < 2)
        return 0;
    while (g_ascii_isalnum(text[at]))
        at++;
    if (text[at] == '+')
        at++;
    return text[at] == 0 || is_separator(text[at]) ? at : 0;
}

/* "3.10", "v1.2" and "py3.10" are versions; "orjson3.10" is a name. */
static TokenKind version_kind(const char *text)
{
    static const char *const PREFIXES[] = {"", "v", "py", "python", "cpython", "pypy", NULL};
    g_autofree char *letters = g_strndup(text, strcspn(text, "0123456789"));
    return word_index(PREFIXES, letters) >= 0 ? TOKEN_VERSION : TOKEN_PLAIN;
}

/* Roles are found in lower case; people see what they wrote. */
static Token *token_new(const char *text, gsize n, gboolean is_version)
{
    Token *token = g_new0(Token, 1);
    token->shown = g_strndup(text, n);
    token->text = g_utf8_strdown(token->shown, -1);
    token->kind = is_version ? version_kind(token->text) : word_kind(token->text);
    if (token->kind == TOKEN_BASELINE)
        token->strength = (guint)word_index(BASELINE_WORDS, token->text);
    return token;
}

/* Appends the tokens of one component. */
static void cut(const char *text, guint component, GPtrArray *tokens)
{
    char separator = 0;
    for (gsize at = 0; text[at];) {
        if (is_separator(text[at])) {
            separator = text[at++];
            continue;
        }
        gsize n_version = version_length(text + at);
        gsize n = n_version;
        while (n_version == 0 && text[at + n] && !is_separator(text[at + n]))
            n++;
        Token *token = token_new(text + at, n, n_version > 0);
        token->component = component;
        token->separator = separator;
        g_ptr_array_add(tokens, token);
        at += n;
    }
}

/* "do not quote": neighbours that mean something only together. */
static void mark_phrases(const GPtrArray *tokens)
{
    for (gsize p = 0; p < G_N_ELEMENTS(QUARANTINE_PHRASES); p++) {
        guint n = QUARANTINE_PHRASES[p].n_words;
        for (guint i = 0; i + n <= tokens->len; i++) {
            guint same = 0;
            while (same < n &&
                   strcmp(((Token *)tokens->pdata[i + same])->text, QUARANTINE_PHRASES[p].words[same]) == 0)
                same++;
            for (guint k = 0; same == n && k < n; k++)
                ((Token *)tokens->pdata[i + k])->kind = TOKEN_QUARANTINE;
        }
    }
}

/* The file name without its extensions; at least one character stays. */
static void strip_extensions(char *name)
{
    for (gboolean again = TRUE; again;) {
        again = FALSE;
        for (guint i = 0; EXTENSIONS[i] && !again; i++) {
            gsize n = strlen(name), n_extension = strlen(EXTENSIONS[i]);
            if (n > n_extension && g_ascii_strcasecmp(name + n - n_extension, EXTENSIONS[i]) == 0) {
                name[n - n_extension] = 0;
                again = TRUE;
            }
        }
    }
}

/* Takes every timestamp out of a component, in place; the last one becomes that of the path. */
static void take_timestamps(char *component, PathTokens *path)
{
    for (gsize at = 0; component[at]; at++) {
        Stamp stamp = {0};
        if (!read_stamp(component, at, &stamp))
            continue;
        g_free(path->timestamp);
        path->timestamp = stamp_text(&stamp);
        path->is_date = stamp.is_date;
        memset(component + at, '_', stamp.end - at);
        at = stamp.end - 1;
    }
}

/* Takes the repeat index off the end of the tokens: one to three digits that end the file name, set off by a separator. */
static void take_index(PathTokens *path)
{
    Token *last = path->tokens->len ? path->tokens->pdata[path->tokens->len - 1] : NULL;
    if (!last || last->kind != TOKEN_NUMBER || strlen(last->text) > 3 ||
        last->component + 1 != path->n_components || (last->separator == 0 && last->component == 0))
        return;
    int value = 0;
    read_digits(last->text, strlen(last->text), &value);
    path->index = value;
    g_ptr_array_set_size(path->tokens, (gint)path->tokens->len - 1);
}

/* The path without the digits of the index (the last of the file name that stand alone) and the separator before them. */
static char *without_index(const char *path, const char *digits)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *found = name;
    gsize n_digits = strlen(digits);
    for (const char *at = name; (at = strstr(at, digits)) != NULL; at++)
        if ((at == name || is_separator(at[-1])) && is_edge(at + n_digits))
            found = at;
    gsize n_before = (gsize)(found - path);
    while (n_before > 0 && is_separator(path[n_before - 1]) && path[n_before - 1] != '/')
        n_before--;
    return g_strdup_printf("%.*s%s", (int)n_before, path, found + n_digits);
}

/* The index is looked for before phrases, because it is no word. */
static void finish(PathTokens *path, const char *text)
{
    g_autofree char *digits = NULL;
    if (path->tokens->len)
        digits = g_strdup(((Token *)path->tokens->pdata[path->tokens->len - 1])->text);
    take_index(path);
    path->without_index = path->index >= 0 ? without_index(text, digits) : g_strdup(text);
    mark_phrases(path->tokens);
}

/* Only the file name has extensions: "results.old/" is a directory of old results. */
PathTokens *path_tokens_new(const char *text)
{
    PathTokens *path = g_new0(PathTokens, 1);
    g_auto(GStrv) components = g_strsplit(text, "/", -1);
    path->tokens = g_ptr_array_new_with_free_func(token_free);
    path->index = -1;
    path->n_components = g_strv_length(components);
    if (path->n_components > 0)
        strip_extensions(components[path->n_components - 1]);
    for (guint i = 0; i < path->n_components; i++) {
        take_timestamps(components[i], path);
        cut(components[i], i, path->tokens);
    }
    finish(path, text);
    return path;
}

void path_tokens_free(PathTokens *path)
{
    if (!path)
        return;
    g_ptr_array_unref(path->tokens);
    g_free(path->timestamp);
    g_free(path->without_index);
    g_free(path);
}

GPtrArray *name_tokens(const char *name)
{
    GPtrArray *tokens = g_ptr_array_new_with_free_func(token_free);
    cut(name, 0, tokens);
    return tokens;
}

/* ------------------------------------------------------------------ questions */

static gboolean is_role(TokenKind kind)
{
    return kind == TOKEN_BASELINE || kind == TOKEN_CHANGED || kind == TOKEN_QUARANTINE;
}

/* A token by which a component is looked at: it says a benchmark or a variant. */
static gboolean is_telling(TokenKind kind)
{
    return kind == TOKEN_PLAIN || is_role(kind);
}

static const Token *token_at(const PathTokens *path, guint i)
{
    return path->tokens->pdata[i];
}

/* The first component that says anything, from the directories in common on. */
static guint key_component(const PathTokens *path, guint first_component)
{
    for (guint i = 0; i < path->tokens->len; i++)
        if (token_at(path, i)->component >= first_component && is_telling(token_at(path, i)->kind))
            return token_at(path, i)->component;
    return G_MAXUINT;
}

gboolean path_token_may_name(const PathTokens *path, guint i)
{
    const Token *token = token_at(path, i);
    if (token->kind != TOKEN_ARTEFACT)
        return TRUE;
    return strcmp(token->text, "json") == 0 && i + 1 < path->tokens->len &&
           token_at(path, i + 1)->component == token->component && token_at(path, i + 1)->kind == TOKEN_PLAIN;
}

static gboolean is_key_token(const PathTokens *path, guint i)
{
    TokenKind kind = token_at(path, i)->kind;
    return (kind == TOKEN_PLAIN || kind == TOKEN_NUMBER || kind == TOKEN_ARTEFACT) &&
           path_token_may_name(path, i);
}

GPtrArray *path_key_tokens(const PathTokens *path, guint first_component)
{
    GPtrArray *key = g_ptr_array_new();
    gboolean has_word = FALSE;
    guint component = key_component(path, first_component);
    for (guint i = 0; i < path->tokens->len; i++) {
        if (token_at(path, i)->component != component)
            continue;
        if (is_role(token_at(path, i)->kind))
            break;
        if (is_key_token(path, i))
            g_ptr_array_add(key, path->tokens->pdata[i]);
        has_word = has_word || token_at(path, i)->kind == TOKEN_PLAIN;
    }
    if (!has_word) /* numbers alone name nothing */
        g_ptr_array_set_size(key, 0);
    return key;
}

gboolean path_tokens_have_kind(const PathTokens *path, TokenKind kind)
{
    for (guint i = 0; i < path->tokens->len; i++)
        if (((const Token *)path->tokens->pdata[i])->kind == kind)
            return TRUE;
    return FALSE;
}

gboolean path_tokens_have_word(const PathTokens *path, const char *word)
{
    for (guint i = 0; i < path->tokens->len; i++)
        if (strcmp(((const Token *)path->tokens->pdata[i])->text, word) == 0)
            return TRUE;
    return FALSE;
}

/* People write json_dumps, JSON-dump and bm_json_dumps and mean one benchmark. */
char *key_fold(const char *name)
{
    g_autofree char *lower = g_utf8_strdown(name, -1);
    const char *from = lower;
    if (g_str_has_prefix(from, "bm_") || g_str_has_prefix(from, "bm-"))
        from += 3;
    GString *key = g_string_new(NULL);
    for (; *from; from++)
        if (!is_separator(*from))
            g_string_append_c(key, *from);
    if (key->len > 1 && key->str[key->len - 1] == 's')
        g_string_truncate(key, key->len - 1);
    return g_string_free(key, FALSE);
}
