/* Normalising names; see match_name.h. */
#include "analyze/match_name.h"

#include <string.h>

/* Suffixes that compilers append to copies of a function; digits and further suffixes may follow. */
static const char *const SUFFIXES[] = {".constprop.", ".part.", ".isra.", ".lto_priv.", ".cold", ".llvm."};

/* Starts of names that are followed by an id of the run. */
static const char *const NUMBERED[] = {"process ", "thread (", "thread ", "tid:"};

static gsize suffix_offset(const char *name)
{
    gsize n = strlen(name);
    for (gsize i = 0; i < G_N_ELEMENTS(SUFFIXES); i++) {
        const char *found = strstr(name, SUFFIXES[i]);
        if (found && found > name)
            n = MIN(n, (gsize)(found - name));
    }
    return n;
}

/* "P12", "T0:12": roots of austin. */
static gboolean is_austin_root(const char *name)
{
    return (name[0] == 'P' || name[0] == 'T') && g_ascii_isdigit(name[1]) &&
           strspn(name + 1, "0123456789:") == strlen(name + 1);
}

/* TRUE when digits that stand behind this text are an id: "lambda#3", "$$Lambda$12/0x8", "perf-123.map". */
static gboolean precedes_id(const GString *text)
{
    static const char *const ends[] = {"#", "$$Lambda$", "perf-", "[JIT] tid "};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(text->str, ends[i]))
            return TRUE;
    return FALSE;
}

char *match_function(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(NUMBERED); i++)
        if (g_str_has_prefix(name, NUMBERED[i]))
            return g_strdup(NUMBERED[i]);
    if (is_austin_root(name))
        return g_strndup(name, 1);
    gsize n = suffix_offset(name);
    GString *out = g_string_sized_new(n);
    for (gsize i = 0; i < n; i++) {
        if (name[i] == '0' && name[i + 1] == 'x' && g_ascii_isxdigit(name[i + 2])) {
            g_string_append(out, "0x");
            for (i += 2; g_ascii_isxdigit(name[i]);)
                i++;
            i--;
        } else if (g_ascii_isdigit(name[i]) && precedes_id(out)) {
            while (g_ascii_isdigit(name[i + 1]))
                i++;
        } else {
            g_string_append_c(out, name[i]);
        }
    }
    return g_string_free(out, FALSE);
}

char *match_module(const char *module)
{
    if (!module)
        return g_strdup("");
    const char *base = strrchr(module, '/');
    base = base ? base + 1 : module;
    gboolean is_generic = g_str_has_prefix(base, "__init__.") || g_str_has_prefix(base, "__main__.");
    if (is_generic && base > module)
        for (base--; base > module && base[-1] != '/';)
            base--;
    const char *tag = strstr(base, ".cpython-");
    const char *end = tag ? strstr(tag, ".so") : NULL;
    return end ? g_strdup_printf("%.*s%s", (int)(tag - base), base, end) : g_strdup(base);
}

gboolean match_may_alias(const char *a, const char *b)
{
    gsize n = strcspn(a, "_-.");
    return n > 1 && n == strcspn(b, "_-.") && strncmp(a, b, n) == 0 && a[0] != '<' && a[0] != '_' &&
           a[0] != '[';
}
