/* The tags of two timings that are compared; see pair_tags.h. */
#include "analyze/pair_tags.h"

#include <string.h>

/* By bytes: for UTF-8 the order of code points, in which Python sorts too. */
static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *tags_of_pair(const Timing *base, const Timing *changed)
{
    const GPtrArray *sides[] = {base->tags, changed->tags};
    GPtrArray *tags = g_ptr_array_new();
    for (gsize side = 0; side < G_N_ELEMENTS(sides); side++)
        for (guint i = 0; sides[side] && i < sides[side]->len; i++)
            g_ptr_array_add(tags, g_ptr_array_index(sides[side], i));
    g_ptr_array_sort(tags, compare_texts);
    guint n = 0;
    for (guint i = 0; i < tags->len; i++)
        if (n == 0 || !g_str_equal(tags->pdata[n - 1], tags->pdata[i]))
            tags->pdata[n++] = tags->pdata[i];
    g_ptr_array_set_size(tags, (gint)n);
    if (n > 0)
        return tags;
    g_ptr_array_unref(tags);
    return NULL;
}
