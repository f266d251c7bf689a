/* Text that Markdown takes as text; see markdown_escape.h. */
#include "render/markdown_escape.h"

#include <string.h>

/* Whether Markdown could take a character at p for markup inside a line. Brackets of all other sorts need a square one before them,
 * and an underscore between letters is a letter. */
static gboolean is_inline_markup(const char *text, const char *p)
{
    if (*p == '_')
        return p == text || !g_ascii_isalnum(p[-1]) || !g_ascii_isalnum(p[1]);
    return strchr("\\`*[]|~", *p) != NULL;
}

/* Whether it could begin a block where it stands: a heading, a list, a quotation, the line under a heading. */
static gboolean is_block_markup(const char *text, const char *p)
{
    if (p == text)
        return strchr("#+->=", *p) != NULL;
    gsize n_digits = strspn(text, "0123456789");
    return n_digits > 0 && p == text + n_digits && strchr(".)", *p);
}

void markdown_append_plain(GString *out, const char *text)
{
    gboolean begins_line = out->len == 0 || out->str[out->len - 1] == '\n';
    for (const char *p = text; *p; p++) {
        if (*p == '<')
            g_string_append(out, "&lt;");
        else if (*p == '&')
            g_string_append(out, "&amp;");
        else {
            if (is_inline_markup(text, p) || (begins_line && is_block_markup(text, p)))
                g_string_append_c(out, '\\');
            g_string_append_c(out, *p);
        }
    }
}

/* One that holds a backtick is set as plain text. In a table cell '|' ends even code, so it is escaped. */
void markdown_append_code(GString *out, const char *text)
{
    if (strpbrk(text, "`|<\\") || !*text)
        markdown_append_plain(out, text);
    else
        g_string_append_printf(out, "`%s`", text);
}
