/* Text decoding and cleaning; see text.h. */
#include "base/text.h"

#include <string.h>

#define REPLACEMENT 0xFFFDu
#define ELLIPSIS "…"

/* ------------------------------------------------------------------ decoding */

/* Pairs of surrogates become one character; a surrogate alone and a last odd byte are damage, not text. */
static char *decode_utf16(const char *bytes, gsize n_bytes, gboolean big_endian, gsize *n_out)
{
    const guchar *in = (const guchar *)bytes;
    GString *out = g_string_sized_new(n_bytes);
    /* an odd last byte is left out */
    for (gsize i = 0; i + 1 < n_bytes; i += 2) {
        gunichar unit = big_endian ? (gunichar)(in[i] << 8 | in[i + 1]) : (gunichar)(in[i + 1] << 8 | in[i]);
        if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < n_bytes) {
            gunichar low =
                big_endian ? (gunichar)(in[i + 2] << 8 | in[i + 3]) : (gunichar)(in[i + 3] << 8 | in[i + 2]);
            if (low >= 0xDC00 && low < 0xE000) {
                unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        if (unit >= 0xD800 && unit < 0xE000)
            unit = REPLACEMENT;
        g_string_append_unichar(out, unit);
    }
    *n_out = out->len;
    return g_string_free(out, FALSE);
}

/* Length of an escape sequence at `s` (ESC [ params final, ESC ] text BEL, or ESC and one character); 0 when none. */
static gsize escape_length(const char *s, gsize n)
{
    if (n < 2 || s[0] != '\x1b')
        return 0;
    if (s[1] == '[') {
        gsize i = 2;
        while (i < n && (guchar)s[i] >= 0x20 && (guchar)s[i] < 0x40)
            i++;
        return i < n && (guchar)s[i] >= 0x40 && (guchar)s[i] < 0x7f ? i + 1 : 0;
    }
    if (s[1] == ']') {
        for (gsize i = 2; i < n && i < 4096 && s[i] != '\n'; i++)
            if (s[i] == '\a')
                return i + 1;
        return 0;
    }
    return s[1] == '(' && n >= 3 ? 3 : 0;
}

/* Length of the valid UTF-8 character at s, or 0. */
static gsize utf8_length(const char *s, gsize n)
{
    gunichar c = g_utf8_get_char_validated(s, (gssize)MIN(n, 6));
    return c == (gunichar)-1 || c == (gunichar)-2 ? 0 : (gsize)g_utf8_skip[(guchar)*s];
}

/* As much as a first-level cache holds: four looks at a piece cost one read from memory. */
#define PLAIN_PIECE ((gsize)1 << 15)

/* Eight bytes at a time: most files have no others, and UTF-8 takes GLib a byte at a time. */
static gboolean is_ascii(const char *bytes, gsize n_bytes)
{
    guint64 bits = 0, word;
    for (; n_bytes >= sizeof word; bytes += sizeof word, n_bytes -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        bits |= word;
    }
    for (; n_bytes > 0; bytes++, n_bytes--)
        bits |= (guchar)*bytes;
    return (bits & 0x8080808080808080u) == 0;
}

/* In pieces that stay in the cache from one look to the next. */
static gboolean is_plain(const char *bytes, gsize n_bytes)
{
    for (gsize at = 0; at < n_bytes;) {
        gsize n = MIN(n_bytes - at, PLAIN_PIECE);
        for (int i = 0; i < 3 && at + n < n_bytes && ((guchar)bytes[at + n] & 0xc0) == 0x80; i++)
            n--; /* not in the middle of a character */
        if (memchr(bytes + at, '\r', n) || memchr(bytes + at, '\x1b', n) || memchr(bytes + at, 0, n) ||
            (!is_ascii(bytes + at, n) && !g_utf8_validate(bytes + at, (gssize)n, NULL)))
            return FALSE;
        at += n;
    }
    return TRUE;
}

/* Appends the character at s and returns how many bytes it took. */
static gsize decode_one(GString *out, const char *s, gsize n, gsize *n_bad)
{
    if ((guchar)*s < 0x80) {
        if (*s == '\r' && n > 1 && s[1] == '\n')
            return 1;
        if (*s == 0)
            g_string_append_unichar(out, REPLACEMENT);
        else
            g_string_append_c(out, *s == '\r' ? '\n' : *s);
        return 1;
    }
    gsize length = utf8_length(s, n);
    if (length > 0) {
        g_string_append_len(out, s, (gssize)length);
        return length;
    }
    (*n_bad)++;
    g_string_append_unichar(out, (guchar)*s); /* Latin-1 */
    return 1;
}

/* What needs no decoding need not be copied: a gigabyte of stacks is read where it lies. */
gboolean text_is_decoded(const char *bytes, gsize n_bytes)
{
    gboolean has_mark =
        n_bytes >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0 ||
                         (n_bytes >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0));
    return n_bytes == 0 || (!has_mark && is_plain(bytes, n_bytes));
}

/* The marks of UTF-16 and UTF-8 decide the encoding; without one it is UTF-8, and bytes that are not are taken for Latin-1, as old
 * perf and Windows tools write them. */
char *text_decode(const char *bytes, gsize n_bytes, gsize *n_out, gsize *n_bad_bytes)
{
    g_autofree char *wide = NULL;
    gsize n_bad = 0;
    if (n_bad_bytes)
        *n_bad_bytes = 0;
    if (n_bytes == 0)
        bytes = ""; /* an empty GBytes has no data */
    if (n_bytes >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)) {
        wide = decode_utf16(bytes + 2, n_bytes - 2, bytes[0] == '\xfe', &n_bytes);
        bytes = wide;
    } else if (n_bytes >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        n_bytes -= 3;
    }
    if (is_plain(bytes, n_bytes)) {
        char *copy = g_malloc(n_bytes + 1);
        memcpy(copy, bytes, n_bytes);
        copy[n_bytes] = 0;
        *n_out = n_bytes;
        return copy;
    }
    GString *out = g_string_sized_new(n_bytes + 16);
    for (gsize i = 0; i < n_bytes;) {
        gsize escape = escape_length(bytes + i, n_bytes - i);
        i += escape > 0 ? escape : decode_one(out, bytes + i, n_bytes - i, &n_bad);
    }
    if (n_bad_bytes)
        *n_bad_bytes = n_bad;
    *n_out = out->len;
    return g_string_free(out, FALSE);
}

/* ------------------------------------------------------------------ cleaning */

/* Characters that may be shown: XML characters that neither control a terminal nor reorder text. */
static gboolean is_harmless(gunichar c)
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return FALSE;
    if (c == 0x061c || c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029 ||
        (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
        return FALSE;
    return c != 0xfeff && (c < 0xd800 || c >= 0xe000) && (c & 0xfffe) != 0xfffe && c <= 0x10ffff;
}

char *text_clean_bytes(const char *bytes, gsize n_bytes)
{
    GString *out = g_string_sized_new(n_bytes);
    for (gsize i = 0; i < n_bytes;) {
        gsize length = utf8_length(bytes + i, n_bytes - i);
        gunichar c = length > 0 ? g_utf8_get_char(bytes + i) : REPLACEMENT;
        if (c == '\t')
            c = ' ';
        g_string_append_unichar(out, is_harmless(c) ? c : REPLACEMENT);
        i += MAX(length, 1);
    }
    return g_string_free(out, FALSE);
}

char *text_clean_name(const char *bytes, gsize n_bytes)
{
    if (n_bytes <= TEXT_MAX_NAME)
        return text_clean_bytes(bytes, n_bytes);
    /* a character takes at most four bytes: what is cut off here cannot be part of the result */
    g_autofree char *clean = text_clean_bytes(bytes, MIN(n_bytes, 4 * ((gsize)TEXT_MAX_NAME + 1)));
    return text_clean_line(clean, TEXT_MAX_NAME);
}

/* ASCII first: nearly every name is. */
gboolean text_is_clean(const char *bytes, gsize n_bytes)
{
    for (gsize i = 0; i < n_bytes;) {
        if ((guchar)bytes[i] >= 0x20 && (guchar)bytes[i] < 0x7f) {
            i++;
            continue;
        }
        gsize length = utf8_length(bytes + i, n_bytes - i);
        if (length == 0 || !is_harmless(g_utf8_get_char(bytes + i)))
            return FALSE;
        i += length;
    }
    return TRUE;
}

/* Counted in characters, cut on one, so that no half of a character is left. */
char *text_clean_line(const char *text, gsize max_chars)
{
    g_autofree char *clean = text_clean_bytes(text, strlen(text));
    if ((gsize)g_utf8_strlen(clean, -1) <= max_chars)
        return g_steal_pointer(&clean);
    *g_utf8_offset_to_pointer(clean, (glong)max_chars - 1) = 0;
    return g_strconcat(clean, ELLIPSIS, NULL);
}

/* ------------------------------------------------------------------ places and names */

/* Reads from the beginning: places are asked for once per error, lines are not worth an index. */
void text_locate(const char *text, gsize n_bytes, gsize offset, guint *line, guint *column)
{
    gsize line_start = 0;
    *line = 1;
    offset = MIN(offset, n_bytes);
    for (const char *p = text; (p = memchr(p, '\n', offset - (gsize)(p - text))); p++) {
        (*line)++;
        line_start = (gsize)(p - text) + 1;
    }
    *column = 1;
    for (gsize i = line_start; i < offset; i++)
        if (((guchar)text[i] & 0xc0) != 0x80)
            (*column)++;
}

char *text_join_and(const GPtrArray *words)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++) {
        if (i > 0)
            g_string_append(out, i + 1 == words->len ? " and " : ", ");
        g_string_append(out, g_ptr_array_index(words, i));
    }
    return g_string_free(out, FALSE);
}

/* Levenshtein distance over bytes, without regard to case. */
static guint edit_distance(const char *a, const char *b)
{
    gsize n = strlen(b);
    g_autofree guint *row = g_new(guint, n + 1);
    for (gsize j = 0; j <= n; j++)
        row[j] = (guint)j;
    for (gsize i = 0; a[i]; i++) {
        guint diagonal = row[0];
        row[0] = (guint)i + 1;
        for (gsize j = 0; j < n; j++) {
            guint change = diagonal + (g_ascii_tolower(a[i]) != g_ascii_tolower(b[j]));
            diagonal = row[j + 1];
            row[j + 1] = MIN(change, MIN(row[j], row[j + 1]) + 1);
        }
    }
    return row[n];
}

/* Up to a third of the letters may differ, and never all of them: a guess that far off would puzzle more than it helps. */
const char *text_nearest(const char *word, const char *const *candidates, gsize n_candidates)
{
    const char *best = NULL;
    gsize length = strlen(word);
    guint best_distance = (guint)MAX(2, length / 3) + 1;
    if (length == 0 || length > 200)
        return NULL;
    for (gsize i = 0; i < n_candidates; i++) {
        guint distance = edit_distance(word, candidates[i]);
        if (distance < best_distance && distance < strlen(candidates[i])) {
            best = candidates[i];
            best_distance = distance;
        }
    }
    return best;
}

/* A name becomes part of a path: an allow-list of characters, no leading dot or dash, never empty, at most 100 bytes. */
char *text_slug(const char *name)
{
    GString *out = g_string_new(NULL);
    for (const char *p = name; *p && out->len < 100; p++) {
        gboolean keep = g_ascii_isalnum(*p) || *p == '.' || *p == '_' || *p == '-';
        char c = keep ? *p : '_';
        if (out->len == 0 && (c == '.' || c == '-' || (c == '_' && !keep)))
            continue;
        if (!keep && out->len > 0 && out->str[out->len - 1] == '_')
            continue;
        g_string_append_c(out, c);
    }
    while (out->len > 0 && out->str[out->len - 1] == '_' && name[strlen(name) - 1] != '_')
        g_string_truncate(out, out->len - 1);
    if (out->len == 0)
        g_string_append(out, "unnamed");
    return g_string_free(out, FALSE);
}

/* The end stays as well as the beginning: variants differ at either. */
char *text_ellipsize_middle(const char *text, gsize max_chars)
{
    gsize length = (gsize)g_utf8_strlen(text, -1);
    if (length <= max_chars || max_chars < 3)
        return g_strdup(text);
    gsize head = (max_chars - 1) / 2;
    gsize tail = max_chars - 1 - head;
    g_autofree char *front = g_utf8_substring(text, 0, (glong)head);
    return g_strconcat(front, ELLIPSIS, g_utf8_offset_to_pointer(text, (glong)(length - tail)), NULL);
}

/* Compares the runs of digits that start at *a and *b as numbers and moves both behind them. */
static int compare_digits(const char **a, const char **b)
{
    while (**a == '0' && g_ascii_isdigit((*a)[1]))
        (*a)++;
    while (**b == '0' && g_ascii_isdigit((*b)[1]))
        (*b)++;
    gsize n_a = strspn(*a, "0123456789");
    gsize n_b = strspn(*b, "0123456789");
    int order = n_a != n_b ? (n_a < n_b ? -1 : 1) : strncmp(*a, *b, n_a);
    *a += n_a;
    *b += n_b;
    return order;
}

/* Digits as numbers, so that 3.9 comes before 3.10; equal but for leading zeros, the bytes decide: a total order. */
int text_compare_natural(const char *a, const char *b)
{
    const char *p = a, *q = b;
    while (*p && *q) {
        if (g_ascii_isdigit(*p) && g_ascii_isdigit(*q)) {
            int order = compare_digits(&p, &q);
            if (order != 0)
                return order;
        } else if (*p != *q) {
            return (guchar)*p < (guchar)*q ? -1 : 1;
        } else {
            p++;
            q++;
        }
    }
    if (*p || *q)
        return *p ? 1 : -1;
    return strcmp(a, b);
}
