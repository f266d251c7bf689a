/* Columns and lines of text; see wrap.h. */
#include "render/wrap.h"

#define LINE_COLUMNS 78

guint columns_of(const char *text)
{
    guint n = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_iszerowidth(c))
            n += g_unichar_iswide(c) ? 2 : 1;
    }
    return n;
}

GPtrArray *wrap_text(const char *text, guint first, guint later)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    GString *line = g_string_new(NULL);
    guint column = first;
    for (guint i = 0; words[i]; i++) {
        guint width = columns_of(words[i]);
        if (width == 0)
            continue;
        if (line->len > 0 && column + 1 + width > LINE_COLUMNS) {
            g_ptr_array_add(lines, g_string_free(line, FALSE));
            line = g_string_new(NULL);
            column = later;
        } else if (line->len > 0) {
            g_string_append_c(line, ' ');
            column++;
        }
        g_string_append(line, words[i]);
        column += width;
    }
    g_ptr_array_add(lines, g_string_free(line, FALSE));
    return lines;
}
