/* Text: decoding what files hold into clean UTF-8, and making names harmless before anybody sees them.
 * In: bytes. Out: UTF-8 without control characters, with '\n' line ends. Knows nothing of formats or of output syntax. */
#pragma once
#include <glib.h>

/* Decodes a text file: UTF-16 and UTF-8 byte order marks, CRLF, ANSI escape sequences ("ESC[..m" and the like) are undone;
 * a byte that is not UTF-8 is taken as Latin-1 (so that the A0 of a fr_FR.ISO-8859-1 log becomes U+00A0);
 * NUL becomes U+FFFD. Line numbers are kept. *n_bad_bytes (may be NULL) counts bytes that were not UTF-8.
 * Returns a NUL-terminated buffer of *n_out bytes. Transfer full. */
char *text_decode(const char *bytes, gsize n_bytes, gsize *n_out, gsize *n_bad_bytes);

/* TRUE when text_decode would change nothing: no mark, CR, escape or NUL, and all of it UTF-8. */
gboolean text_is_decoded(const char *bytes, gsize n_bytes);

/* One name or message, safe in any output: valid UTF-8, XML characters only; C0, C1, DEL, line separators and
 * bidirectional controls are made visible (U+FFFD); at most max_chars characters, then "…". Transfer full. */
char *text_clean_line(const char *text, gsize max_chars);

/* The same for n bytes that need not be NUL-terminated, without a limit of length. Transfer full. */
char *text_clean_bytes(const char *bytes, gsize n_bytes);

/* The same, at most TEXT_MAX_NAME characters: names that come from files. Beyond, no spreadsheet or browser shows them whole. */
#define TEXT_MAX_NAME 8192
char *text_clean_name(const char *bytes, gsize n_bytes);

/* TRUE when text_clean_bytes would change nothing. */
gboolean text_is_clean(const char *bytes, gsize n_bytes);

/* Line and column (from 1, column in characters) of a byte offset. Linear in the offset: for diagnostics only. */
void text_locate(const char *text, gsize n_bytes, gsize offset, guint *line, guint *column);

/* "a", "a and b", "a, b and c" for sentences. Transfer full. */
char *text_join_and(const GPtrArray *words);

/* The one of n candidates nearest to `word` by edit distance, or NULL when none is near. For "did you mean". */
const char *text_nearest(const char *word, const char *const *candidates, gsize n_candidates);

/* A lower-risk file name: [A-Za-z0-9._-] only, no leading dot or dash, never empty, at most 100 characters. Transfer full. */
char *text_slug(const char *name);

/* Text shortened in its middle to at most max_chars characters, with "…". Transfer full. */
char *text_ellipsize_middle(const char *text, gsize max_chars);

/* Total order of names in which runs of digits compare as numbers (3.10.4 before 3.11.0a3), ties by bytes. */
int text_compare_natural(const char *a, const char *b);
