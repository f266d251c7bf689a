/* What a path says: words, timestamp, repeat index. The rules are docs/discovery.md, "Words".
 * In: a path or a name as text. Out: tokens in order, each with its kind. Pure functions; knows no file and no format. */
#pragma once
#include <glib.h>

typedef enum {
    TOKEN_PLAIN,      /* says something of its own: "orjson", "pyaes" */
    TOKEN_ARTEFACT,   /* "perf", "stat", "results": says what kind of file it is */
    TOKEN_BASELINE,   /* "before", "stdlib" */
    TOKEN_CHANGED,    /* "opt2", "after" */
    TOKEN_QUARANTINE, /* "perfed", "do not quote": timings under it are not compared */
    TOKEN_HASH,       /* 7 to 40 hex digits with a letter and a digit */
    TOKEN_VERSION,    /* "3.11.0a3" */
    TOKEN_NUMBER,     /* digits only */
    TOKEN_SYSTEM,     /* "linux", "x86", "python", "main" */
} TokenKind;

typedef struct {
    char *text;      /* lower case */
    char *shown;     /* as written */
    char separator;  /* what stands before it in its component; 0 at the beginning of one */
    guint component; /* of the path, from 0 */
    TokenKind kind;
    guint strength; /* of a baseline word: 0 is the strongest */
} Token;

typedef struct {
    GPtrArray *tokens;   /* of Token*, in order; neither timestamps nor the repeat index are among them */
    guint n_components;  /* directories and the file name */
    char *timestamp;     /* ISO text of the last one in the path; NULL when none */
    gboolean is_date;    /* the timestamp gives no time of day */
    gint index;          /* repeat index; -1 when none */
    char *without_index; /* the path without its repeat index: equal for repeats of one run */
} PathTokens;

/* Cuts a path relative to the results directory. Transfer full. */
PathTokens *path_tokens_new(const char *path);
void path_tokens_free(PathTokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PathTokens, path_tokens_free)

/* Cuts a benchmark name: no extension, timestamp or index is looked for. Array of Token*, transfer full. */
GPtrArray *name_tokens(const char *name);

/* FALSE for artefact words, which are no part of a name. "json" names a format, and is the first half of json_dumps: it is
 * when a plain word follows. */
gboolean path_token_may_name(const PathTokens *path, guint i);

/* The first token of the component that says which benchmark it is: tokens of the first component from `first_component` on that
 * has a token of its own, up to its first baseline, changed or quarantine word. Empty when there are none. Borrowed tokens in an
 * array, transfer container. */
GPtrArray *path_key_tokens(const PathTokens *path, guint first_component);

/* Words that say under which condition a timing was taken. */
gboolean path_tokens_have_kind(const PathTokens *path, TokenKind kind);
gboolean path_tokens_have_word(const PathTokens *path, const char *word);

/* A name as keys are compared: lower case, without separators, a leading "bm_" and a final s. Transfer full. */
char *key_fold(const char *name);

/* Reads a timestamp in any form that a path may have and that is all of the text. NULL when it is none; *is_date (may be NULL) tells
 * that it has no time of day. Transfer full. */
char *timestamp_parse(const char *text, gboolean *is_date);

/* ISO texts in order of time, to the second; NULL comes first. */
int timestamp_compare(const char *a, const char *b);
