/* Views on text that is not NUL-terminated, for parsers of lines. In: borrowed text. Out: views into it. Knows no format. */
#pragma once
#include <glib.h>
#include <string.h>

typedef struct {
    const char *text;
    gsize n;
} TextView;

/* The view from `at` on; `at` may be at most n. */
static inline TextView text_view_from(TextView view, gsize at)
{
    return (TextView){view.text + at, view.n - at};
}

/* The text up to the pointer, which lies in the view; all of it when NULL. */
static inline TextView text_view_until(TextView view, const char *end)
{
    return (TextView){view.text, end ? (gsize)(end - view.text) : view.n};
}

/* Takes the next line off *rest, without its end. FALSE at the end of the text. */
static inline gboolean text_view_next_line(TextView *rest, TextView *line)
{
    if (rest->n == 0)
        return FALSE;
    *line = text_view_until(*rest, memchr(rest->text, '\n', rest->n));
    *rest = text_view_from(*rest, MIN(line->n + 1, rest->n));
    return TRUE;
}

static inline gboolean text_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline TextView text_view_trim_end(TextView view)
{
    while (view.n > 0 && text_is_blank(view.text[view.n - 1]))
        view.n--;
    return view;
}

static inline TextView text_view_trim(TextView view)
{
    while (view.n > 0 && text_is_blank(view.text[0]))
        view = text_view_from(view, 1);
    return text_view_trim_end(view);
}

static inline gboolean text_view_equals(TextView view, const char *word)
{
    return view.n == strlen(word) && memcmp(view.text, word, view.n) == 0;
}

static inline gboolean text_view_starts(TextView view, const char *prefix)
{
    gsize n = strlen(prefix);
    return view.n >= n && memcmp(view.text, prefix, n) == 0;
}

static inline gboolean text_view_ends(TextView view, const char *suffix)
{
    gsize n = strlen(suffix);
    return view.n >= n && memcmp(view.text + view.n - n, suffix, n) == 0;
}

/* Where the word stands in the view, or NULL. */
static inline const char *text_view_find(TextView view, const char *word)
{
    return memmem(view.text, view.n, word, strlen(word));
}

/* What stands behind the last '/', or all. */
static inline TextView text_view_basename(TextView path)
{
    const char *slash = path.n > 0 ? memrchr(path.text, '/', path.n) : NULL;
    return slash ? text_view_from(path, (gsize)(slash + 1 - path.text)) : path;
}
