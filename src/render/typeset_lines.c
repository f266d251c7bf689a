/* Lines; see typeset_lines.h. */
#include "render/typeset_lines.h"

#include <string.h>

#include "render/fonts.h"

/* Advances are per character, because that is how Pango counts places to break. */
LineSource *line_source_new(const char *text, const GPtrArray *items)
{
    LineSource *source = g_new0(LineSource, 1);
    source->text = text;
    source->items = items;
    source->n_chars = (gsize)g_utf8_strlen(text, -1);
    source->advances = g_new0(double, source->n_chars + 1);
    source->marks = g_new0(PangoLogAttr, source->n_chars + 1);
    pango_get_log_attrs(text, (int)strlen(text), -1, pango_language_from_string("en"), source->marks,
                        (int)source->n_chars + 1);
    for (guint i = 0; i < items->len; i++) {
        PangoGlyphItem *item = g_ptr_array_index(items, i);
        gsize first = (gsize)g_utf8_pointer_to_offset(text, text + item->item->offset);
        gsize n = (gsize)item->item->num_chars;
        g_autofree int *widths = g_new0(int, n + 1);
        pango_glyph_item_get_logical_widths(item, text, widths);
        for (gsize c = 0; c < n && first + c < source->n_chars; c++)
            source->advances[first + c] = (double)widths[c] / PANGO_SCALE;
    }
    return source;
}

void line_source_free(LineSource *source)
{
    g_free(source->advances);
    g_free(source->marks);
    g_free(source);
}

/* Names of files have many places to break and are best not broken at all. */
void line_source_keep(LineSource *source, gsize from, gsize to, double width)
{
    gsize first = (gsize)g_utf8_pointer_to_offset(source->text, source->text + from);
    gsize last = (gsize)g_utf8_pointer_to_offset(source->text, source->text + to);
    double sum = 0;
    for (gsize i = first; i < last; i++)
        sum += source->advances[i];
    for (gsize i = first + 1; i < last && sum <= width; i++)
        source->marks[i].is_line_break = FALSE;
}

/* ------------------------------------------------------------------ where lines end */

/* The character that begins the next line after one that begins at `start`. */
static gsize find_end(const LineSource *source, gsize start, double width)
{
    double sum = 0, blank = 0; /* blank: white space that hangs over when the line ends after it */
    gsize last_break = start;
    for (gsize i = start; i < source->n_chars; i++) {
        const PangoLogAttr *mark = &source->marks[i];
        if (i > start && mark->is_mandatory_break)
            return i;
        if (i > start && mark->is_line_break)
            last_break = i;
        if (mark->is_white) {
            blank += source->advances[i];
            continue;
        }
        sum += blank + source->advances[i];
        blank = 0;
        if (sum > width && i > start)
            return last_break > start ? last_break : i;
    }
    return source->n_chars;
}

/* The blank after a word does not count. */
double lines_longest_word(const LineSource *source)
{
    double longest = 0, sum = 0;
    for (gsize i = 0; i < source->n_chars; i++) {
        if (source->marks[i].is_line_break)
            sum = 0;
        sum += source->marks[i].is_white ? 0 : source->advances[i];
        longest = MAX(longest, sum);
    }
    return longest;
}

/* ------------------------------------------------------------------ items of a line */

/* The bytes from..to of an item, as a copy; NULL when it has none of them. */
static PangoGlyphItem *cut_item(const LineSource *source, const PangoGlyphItem *whole, int from, int to)
{
    int start = whole->item->offset, end = start + whole->item->length;
    if (to <= start || from >= end)
        return NULL;
    PangoGlyphItem *copy = pango_glyph_item_copy((PangoGlyphItem *)(guintptr)whole);
    if (from > start)
        pango_glyph_item_free(pango_glyph_item_split(copy, source->text, from - start));
    if (to < end) {
        PangoGlyphItem *head = pango_glyph_item_split(copy, source->text, to - copy->item->offset);
        pango_glyph_item_free(copy);
        copy = head;
    }
    return copy;
}

/* Copies: the same items are broken again for another width. */
static GPtrArray *items_between(const LineSource *source, gsize from, gsize to)
{
    GPtrArray *line = fonts_items_new();
    while (to > from && source->marks[to - 1].is_white)
        to--; /* white space at the end hangs over and is not drawn */
    int first = (int)(g_utf8_offset_to_pointer(source->text, (glong)from) - source->text);
    int last = (int)(g_utf8_offset_to_pointer(source->text, (glong)to) - source->text);
    for (guint i = 0; i < source->items->len && last > first; i++) {
        PangoGlyphItem *item = cut_item(source, g_ptr_array_index(source->items, i), first, last);
        if (item)
            g_ptr_array_add(line, item);
    }
    return line;
}

static void unref_line(gpointer data)
{
    g_ptr_array_unref(data);
}

/* Greedy: the shape of a paragraph never depends on what comes after it. */
GPtrArray *lines_break(const LineSource *source, double width)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(unref_line);
    gsize start = 0;
    do {
        gsize end = find_end(source, start, width);
        g_ptr_array_add(lines, items_between(source, start, end));
        start = end;
    } while (start < source->n_chars);
    return lines;
}
