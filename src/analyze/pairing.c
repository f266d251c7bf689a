/* Pairs of timings by name; see pairing.h.
 *
 * Same names pair; then names that differ only in case, separators, a leading "bm_" or a final s. Only when no name is shared at
 * all are different names paired: the single timing of one side with that of the other, or with those whose words contain its
 * words (crypto_pyaes with crypto_pyaes_simple_plus). A suite with a few names of its own is thus never paired by guessing. */
#include "analyze/pairing.h"

#include <string.h>

#define NO_PLACE G_MAXUINT
#define MAX_GUESSES                                                                                          \
    1000000u /* names that are compared word by word: among so many no guess is worth its time */

static gboolean is_usable(const TimingSummary *summary)
{
    return !summary->timing->excluded && !summary->is_later_batch && !isnan(summary->mean);
}

static TimingSummary *summary_at(const GPtrArray *summaries, guint i)
{
    return g_ptr_array_index(summaries, i);
}

/* The usable timings of a variant; of several with one name the first with raw values. Transfer full. */
static GPtrArray *list_usable(const VariantFindings *variant)
{
    GPtrArray *usable = g_ptr_array_new();
    g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal); /* of name to place in usable */
    for (guint i = 0; i < variant->timings->len; i++) {
        TimingSummary *summary = summary_at(variant->timings, i);
        gpointer place = NULL;
        if (!is_usable(summary))
            continue;
        if (!g_hash_table_lookup_extended(places, summary->timing->benchmark, NULL, &place)) {
            g_hash_table_insert(places, summary->timing->benchmark, GUINT_TO_POINTER(usable->len));
            g_ptr_array_add(usable, summary);
        } else if (summary_at(usable, GPOINTER_TO_UINT(place))->timing->level == LEVEL_SUMMARY &&
                   summary->timing->level == LEVEL_VALUES) {
            usable->pdata[GPOINTER_TO_UINT(place)] = summary;
        }
    }
    return usable;
}

/* A name without case, separators, leading "bm_" and final s. Transfer full. */
static char *make_key(const char *name)
{
    g_autofree char *lower = g_utf8_strdown(name, -1);
    const char *start = g_str_has_prefix(lower, "bm_") ? lower + 3 : lower;
    g_autoptr(GString) key = g_string_new(NULL);
    for (; *start; start++)
        if (!strchr("_-. /", *start))
            g_string_append_c(key, *start);
    if (key->len > 1 && key->str[key->len - 1] == 's')
        g_string_truncate(key, key->len - 1);
    return g_string_free(g_steal_pointer(&key), FALSE);
}

/* What two names must have in common; in the order in which they are tried. "" pairs with nothing. Transfer full. */
typedef char *(*NameKey)(const char *name);

static char *whole_name(const char *name)
{
    return g_strconcat("=", name, NULL); /* never "" */
}

static void remove_paired(GPtrArray *summaries)
{
    guint n = 0;
    for (guint i = 0; i < summaries->len; i++)
        if (summaries->pdata[i])
            summaries->pdata[n++] = summaries->pdata[i];
    g_ptr_array_set_size(summaries, (gint)n);
}

/* Of key to place, of the first of each key that is not paired. A key points to the places of the others by `next`. */
static GHashTable *index_keys(const GPtrArray *summaries, NameKey make, guint *next)
{
    GHashTable *places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = summaries->len; i-- > 0;) {
        char *key = make(summary_at(summaries, i)->timing->benchmark);
        gpointer place = NULL;
        next[i] =
            g_hash_table_lookup_extended(places, key, NULL, &place) ? GPOINTER_TO_UINT(place) : NO_PLACE;
        g_hash_table_replace(places, key, GUINT_TO_POINTER(i));
    }
    return places;
}

/* Pairs what has the same key, in the order of both lists, and takes it out of them. */
static void pair_by_key(Pairing *pairing, GPtrArray *base, GPtrArray *changed, NameKey make,
                        gboolean has_other_name)
{
    g_autofree guint *next = g_new(guint, changed->len + 1u);
    g_autoptr(GHashTable) places = index_keys(changed, make, next);
    for (guint i = 0; i < base->len; i++) {
        const TimingSummary *left = summary_at(base, i);
        g_autofree char *key = make(left->timing->benchmark);
        gpointer place = NULL;
        if (!*key || !g_hash_table_lookup_extended(places, key, NULL, &place))
            continue;
        guint k = GPOINTER_TO_UINT(place);
        if (k == NO_PLACE)
            continue;
        TimingPair pair = {left, changed->pdata[k], has_other_name};
        g_array_append_val(pairing->pairs, pair);
        g_hash_table_replace(places, g_steal_pointer(&key), GUINT_TO_POINTER(next[k]));
        base->pdata[i] = changed->pdata[k] = NULL;
    }
    remove_paired(base);
    remove_paired(changed);
}

/* TRUE when each word of one name is a word of the other. */
static gboolean contains_words(const char *outer, const char *inner)
{
    g_auto(GStrv) outer_words = g_strsplit_set(outer, "_-. /", -1);
    g_auto(GStrv) inner_words = g_strsplit_set(inner, "_-. /", -1);
    for (guint i = 0; inner_words[i]; i++)
        if (!g_strv_contains((const char *const *)outer_words, inner_words[i]))
            return FALSE;
    return TRUE;
}

/* One is a special case of the other, whichever side has the longer name. */
static gboolean is_related(const char *a, const char *b)
{
    return contains_words(a, b) || contains_words(b, a);
}

/* Pairs what is related and takes it out of both lists. */
static void pair_related(Pairing *pairing, GPtrArray *base, GPtrArray *changed)
{
    if ((guint64)base->len * changed->len > MAX_GUESSES)
        return;
    for (guint i = 0; i < base->len;) {
        const TimingSummary *left = summary_at(base, i);
        guint k = 0;
        while (k < changed->len &&
               !is_related(left->timing->benchmark, summary_at(changed, k)->timing->benchmark))
            k++;
        if (k == changed->len) {
            i++;
            continue;
        }
        TimingPair pair = {left, g_ptr_array_index(changed, k), TRUE};
        g_array_append_val(pairing->pairs, pair);
        g_ptr_array_remove_index(base, i);
        g_ptr_array_remove_index(changed, k);
    }
}

/* No name is shared: one timing against one, or one against those it is related to. */
static void pair_across_names(Pairing *pairing, GPtrArray *base, GPtrArray *changed)
{
    if (base->len == 1 && changed->len == 1) {
        TimingPair pair = {base->pdata[0], changed->pdata[0], TRUE};
        g_array_append_val(pairing->pairs, pair);
        g_ptr_array_set_size(base, 0);
        g_ptr_array_set_size(changed, 0);
        return;
    }
    /* several on both sides: only names that tell which belongs to which */
    if (base->len != 1) {
        pair_related(pairing, base, changed);
        return;
    }
    const TimingSummary *only = base->pdata[0];
    gboolean is_paired = FALSE;
    for (guint k = 0; k < changed->len;) {
        TimingPair pair = {only, changed->pdata[k], TRUE};
        if (!is_related(only->timing->benchmark, pair.changed->timing->benchmark)) {
            k++;
            continue;
        }
        g_array_append_val(pairing->pairs, pair);
        g_ptr_array_remove_index(changed, k);
        is_paired = TRUE;
    }
    if (is_paired)
        g_ptr_array_set_size(base, 0);
}

/* Leaves what really stands on one side only: a name that the other side has but could not pair says something else. Excluded
 * timings count here: a name measured only under a profiler is still there. */
static void keep_unknown_names(GPtrArray *left_over, const VariantFindings *other)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < other->timings->len; i++)
        g_hash_table_add(names, summary_at(other->timings, i)->timing->benchmark);
    for (guint i = 0; i < left_over->len; i++)
        if (g_hash_table_contains(names, summary_at(left_over, i)->timing->benchmark))
            left_over->pdata[i] = NULL;
    remove_paired(left_over);
}

/* To keep the order of the baseline. */
static int compare_pairs(gconstpointer a, gconstpointer b, gpointer places)
{
    guint x = GPOINTER_TO_UINT(g_hash_table_lookup(places, ((const TimingPair *)a)->base)),
          y = GPOINTER_TO_UINT(g_hash_table_lookup(places, ((const TimingPair *)b)->base));
    return (x > y) - (x < y);
}

static void sort_pairs(const Pairing *pairing, const VariantFindings *base)
{
    g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < base->timings->len; i++)
        g_hash_table_insert(places, base->timings->pdata[i], GUINT_TO_POINTER(i));
    g_array_sort_with_data(pairing->pairs, compare_pairs, places);
}

Pairing *pairing_new(const VariantFindings *base, const VariantFindings *changed)
{
    Pairing *pairing = g_new0(Pairing, 1);
    pairing->pairs = g_array_new(FALSE, FALSE, sizeof(TimingPair));
    pairing->only_base = list_usable(base);
    pairing->only_changed = list_usable(changed);
    pair_by_key(pairing, pairing->only_base, pairing->only_changed, whole_name, FALSE);
    pair_by_key(pairing, pairing->only_base, pairing->only_changed, make_key, TRUE);
    /* a shared name shows that names mean the same on both sides: then nothing is guessed */
    if (pairing->pairs->len == 0)
        pair_across_names(pairing, pairing->only_base, pairing->only_changed);
    sort_pairs(pairing, base);
    keep_unknown_names(pairing->only_base, changed);
    keep_unknown_names(pairing->only_changed, base);
    return pairing;
}

void pairing_free(Pairing *pairing)
{
    if (!pairing)
        return;
    g_array_unref(pairing->pairs);
    g_ptr_array_unref(pairing->only_base);
    g_ptr_array_unref(pairing->only_changed);
    g_free(pairing);
}
