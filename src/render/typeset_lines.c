/* Lines; see typeset_lines.h. */
#include "render/typeset_lines.h"

#include <string.h>

/* The character at a byte, by halving. */
static gsize character_at(const LineSource *source, gsize offset)
{
    gsize low = 0, high = source->n_chars;
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        if (source->offsets[middle] < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Advances are per character, because that is how Pango counts places to break. */
LineSource *line_source_new(const char *text, const GArray *runs)
{
    LineSource *source = g_new0(LineSource, 1);
    source->text = text;
    source->runs = runs;
    source->n_chars = (gsize)g_utf8_strlen(text, -1);
    source->advances = g_new0(double, source->n_chars + 1);
    source->offsets = g_new0(gsize, source->n_chars + 1);
    for (gsize i = 0; i < source->n_chars; i++)
        source->offsets[i + 1] = (gsize)(g_utf8_next_char(text + source->offsets[i]) - text);
    source->marks = g_new0(PangoLogAttr, source->n_chars + 1);
    source->name_breaks = g_new0(gboolean, source->n_chars + 1);
    pango_get_log_attrs(text, (int)strlen(text), -1, pango_language_from_string("en"), source->marks,
                        (int)source->n_chars + 1);
    for (guint i = 0; i < runs->len; i++) {
        const GlyphRun *run = &g_array_index(runs, GlyphRun, i);
        gsize first = character_at(source, (gsize)run->item->item->offset);
        gsize n = (gsize)run->item->item->num_chars;
        g_autofree int *widths = g_new0(int, n + 1);
        pango_glyph_item_get_logical_widths(run->item, text, widths);
        for (gsize c = 0; c < n && first + c < source->n_chars; c++)
            source->advances[first + c] = run->scale * widths[c] / PANGO_SCALE;
    }
    return source;
}

void line_source_free(LineSource *source)
{
    g_free(source->advances);
    g_free(source->offsets);
    g_free(source->marks);
    g_free(source->name_breaks);
    g_free(source);
}

/* Names of files have many places to break and are best not broken at all. */
void line_source_keep(LineSource *source, gsize from, gsize to, double width)
{
    gsize first = character_at(source, from), last = character_at(source, to);
    double sum = 0;
    for (gsize i = first; i < last; i++)
        sum += source->advances[i];
    for (gsize i = first + 1; i < last && sum <= width; i++)
        source->marks[i].is_line_break = FALSE;
}

/* "__init__" and numbers stay whole. */
static gboolean ends_part(const char *text, const char *sign)
{
    static const char SIGNS[] = "_./:-";
    if (!strchr(SIGNS, *sign) || sign == text || strchr(SIGNS, sign[-1]))
        return FALSE;
    return g_ascii_isalpha(sign[1]) || sign[1] == '<' || (sign[1] == '_' && strchr("./", *sign));
}

void line_source_break_names(LineSource *source, gsize from, gsize to)
{
    gsize at = character_at(source, from);
    for (const char *p = source->text + from; p < source->text + to; p = g_utf8_next_char(p), at++)
        source->name_breaks[at + 1] = source->name_breaks[at + 1] || ends_part(source->text, p);
}

/* ------------------------------------------------------------------ where lines end */

/* The character that begins the next line after one that begins at `start`. */
static gsize find_end(const LineSource *source, gsize start, double width)
{
    double sum = 0, blank = 0; /* blank: white space that hangs over when the line ends after it */
    gsize last_break = start, last_in_name = start;
    for (gsize i = start; i < source->n_chars; i++) {
        const PangoLogAttr *mark = &source->marks[i];
        if (i > start && mark->is_mandatory_break)
            return i;
        if (i > start && mark->is_line_break)
            last_break = i;
        if (source->name_breaks[i])
            last_in_name = i;
        if (mark->is_white) {
            blank += source->advances[i];
            continue;
        }
        sum += blank + source->advances[i];
        blank = 0;
        if (sum > width && i > start)
            return last_break > start ? last_break : last_in_name > start ? last_in_name : i;
    }
    return source->n_chars;
}

/* The blank after a word does not count. */
double lines_longest_word(const LineSource *source)
{
    double longest = 0, sum = 0;
    for (gsize i = 0; i < source->n_chars; i++) {
        if (source->marks[i].is_line_break || source->name_breaks[i])
            sum = 0;
        sum += source->marks[i].is_white ? 0 : source->advances[i];
        longest = MAX(longest, sum);
    }
    return longest;
}

/* ------------------------------------------------------------------ runs of a line */

/* The first run that ends behind a byte, by halving: runs follow each other as their text does. */
static guint run_at(const LineSource *source, int offset)
{
    guint low = 0, high = source->runs->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const PangoItem *item = g_array_index(source->runs, GlyphRun, middle).item->item;
        if (item->offset + item->length <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Copies: the same runs are broken again for another width. */
static GArray *runs_between(const LineSource *source, gsize from, gsize to)
{
    GArray *line = glyphs_new();
    while (to > from && source->marks[to - 1].is_white)
        to--; /* white space at the end hangs over and is not drawn */
    int first = (int)source->offsets[from], last = (int)source->offsets[to];
    for (guint i = run_at(source, first); i < source->runs->len; i++) {
        const GlyphRun *run = &g_array_index(source->runs, GlyphRun, i);
        if (run->item->item->offset >= last)
            break;
        glyphs_append_part(run, source->text, first, last, line);
    }
    return line;
}

static void unref_line(gpointer data)
{
    g_array_unref(data);
}

/* Greedy: the shape of a paragraph never depends on what comes after it. */
GPtrArray *lines_break(const LineSource *source, double width)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(unref_line);
    gsize start = 0;
    do {
        gsize end = find_end(source, start, width);
        g_ptr_array_add(lines, runs_between(source, start, end));
        start = end;
    } while (start < source->n_chars);
    return lines;
}
