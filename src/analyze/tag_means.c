/* Geometric means by tag; see tag_means.h. */
#include "analyze/tag_means.h"

#include <math.h>
#include <string.h>

#include "analyze/geometric_mean.h"

/* By bytes: for UTF-8 the order of code points, in which Python sorts too. */
static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gboolean has_tag(const GPtrArray *tags, const char *tag)
{
    return tags && g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)tags, tag, g_str_equal, NULL);
}

/* Rows by tag: const char* -> GPtrArray of Comparison*. Transfer full. */
static GHashTable *sort_rows(const GPtrArray *rows)
{
    GHashTable *by_tag =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < rows->len; i++) {
        Comparison *row = g_ptr_array_index(rows, i);
        for (guint k = 0; row->tags && k < row->tags->len; k++) {
            gpointer tag = g_ptr_array_index(row->tags, k);
            GPtrArray *own = g_hash_table_lookup(by_tag, tag);
            if (!own) {
                own = g_ptr_array_new();
                g_hash_table_insert(by_tag, tag, own);
            }
            g_ptr_array_add(own, row);
        }
    }
    return by_tag;
}

/* pyperf goes by the tags of the reference alone. */
static double find_pyperf_mean(const GPtrArray *rows, const char *tag)
{
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++) {
        Comparison *row = g_ptr_array_index(rows, i);
        if (has_tag(row->base->timing->tags, tag))
            g_ptr_array_add(own, row);
    }
    return geometric_mean_of_pyperf(own);
}

static TagMean *tag_mean_new(const char *tag, const GPtrArray *rows, guint n_tags,
                             const AnalyzeOptions *options)
{
    TagMean *mean = g_new0(TagMean, 1);
    g_autofree GeometricMean *own = geometric_mean_new(rows, options);
    mean->tag = tag;
    mean->n_rows = rows->len;
    mean->n_tags = n_tags;
    if (own)
        mean->mean = *own;
    else /* a tag of rows that must not be compared is listed all the same */
        mean->mean = (GeometricMean){.speedup = NAN,
                                     .ci_low = NAN,
                                     .ci_high = NAN,
                                     .standard_error = NAN,
                                     .df = NAN,
                                     .noise = NAN,
                                     .decisive_low = NAN,
                                     .decisive_high = NAN};
    mean->mean.variant = ((const Comparison *)g_ptr_array_index(rows, 0))->variant;
    mean->mean.pyperf = find_pyperf_mean(rows, tag);
    return mean;
}

/* Most rows first, ties by name. */
static int compare_sizes(gconstpointer a, gconstpointer b, gpointer by_tag)
{
    const GPtrArray *x = g_hash_table_lookup(by_tag, *(const char *const *)a);
    const GPtrArray *y = g_hash_table_lookup(by_tag, *(const char *const *)b);
    if (x->len != y->len)
        return x->len > y->len ? -1 : 1;
    return compare_texts(a, b);
}

/* The tags to keep, by name: all, or those of most rows. Transfer container. */
static GPtrArray *choose_tags(GHashTable *by_tag)
{
    GPtrArray *tags = g_ptr_array_new();
    GHashTableIter iter;
    gpointer tag;
    g_hash_table_iter_init(&iter, by_tag);
    while (g_hash_table_iter_next(&iter, &tag, NULL))
        g_ptr_array_add(tags, tag);
    g_ptr_array_sort_with_data(tags, compare_sizes, by_tag);
    g_ptr_array_set_size(tags, (gint)MIN(tags->len, MOST_TAGS));
    g_ptr_array_sort(tags, compare_texts);
    return tags;
}

void tag_means_add(GPtrArray *means, const GPtrArray *rows, const AnalyzeOptions *options)
{
    if (rows->len < 2)
        return;
    g_autoptr(GHashTable) by_tag = sort_rows(rows);
    g_autoptr(GPtrArray) tags = choose_tags(by_tag);
    for (guint i = 0; i < tags->len; i++)
        g_ptr_array_add(means, tag_mean_new(tags->pdata[i], g_hash_table_lookup(by_tag, tags->pdata[i]),
                                            g_hash_table_size(by_tag), options));
}
