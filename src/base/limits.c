/* The table of caps; see limits.h. */
#include "base/limits.h"

static const struct {
    const char *name;
    gboolean is_size;
} TABLE[N_LIMITS] = {
    [LIMIT_BENCHMARKS] = {"benchmarks", FALSE}, [LIMIT_JSON] = {"json", TRUE},
    [LIMIT_METADATA] = {"metadata", FALSE},     [LIMIT_NODES] = {"nodes", FALSE},
    [LIMIT_STRING] = {"string", TRUE},          [LIMIT_VALUES] = {"values", FALSE},
};

const Limits LIMITS_DEFAULT = {{
    [LIMIT_BENCHMARKS] = 5000,          /* a report takes about 0.1 MiB of memory for each */
    [LIMIT_JSON] = (guint64)256 << 20,  /* the tree takes three to five times that */
    [LIMIT_METADATA] = 10000,           /* pyperf writes about 40 */
    [LIMIT_NODES] = 100000,             /* more than a picture can show */
    [LIMIT_STRING] = (guint64)16 << 20, /* nobody measures with one that is longer */
    [LIMIT_VALUES] = 5000000,           /* a value takes 80 bytes of memory, but may take two of the file */
}};

const char *limit_name(Limit limit)
{
    return TABLE[limit].name;
}

gboolean limit_is_size(Limit limit)
{
    return TABLE[limit].is_size;
}

gboolean limit_find(const char *name, Limit *limit)
{
    for (guint i = 0; i < N_LIMITS; i++)
        if (g_str_equal(name, TABLE[i].name)) {
            *limit = (Limit)i;
            return TRUE;
        }
    return FALSE;
}

char *limit_show(Limit limit, const Limits *limits)
{
    guint64 most = limits->most[limit];
    if (limit_is_size(limit) && most >= (1 << 20) && most % (1 << 20) == 0)
        return g_strdup_printf("%" G_GUINT64_FORMAT " MiB", most >> 20);
    return g_strdup_printf("%" G_GUINT64_FORMAT "%s", most, limit_is_size(limit) ? " bytes" : "");
}
