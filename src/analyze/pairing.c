/* Pairs of timings by name; see pairing.h.
 *
 * Same names pair; then names that differ only in case, separators, a leading "bm_" or a final s. Only when no name is shared at
 * all are different names paired: the single timing of one side with that of the other, or with those whose words contain its
 * words (crypto_pyaes with crypto_pyaes_simple_plus). A suite with a few names of its own is thus never paired by guessing. */
#include "analyze/pairing.h"

#include <string.h>

static gboolean is_usable(const TimingSummary *summary)
{
    return !summary->timing->excluded && !summary->is_later_batch && !isnan(summary->mean);
}

/* The usable timings of a variant; of several with one name the first with raw values. Transfer full. */
static GPtrArray *list_usable(const VariantFindings *variant)
{
    GPtrArray *usable = g_ptr_array_new();
    for (guint i = 0; i < variant->timings->len; i++) {
        TimingSummary *summary = g_ptr_array_index(variant->timings, i);
        guint same = 0;
        if (!is_usable(summary))
            continue;
        while (same < usable->len &&
               !g_str_equal(((TimingSummary *)g_ptr_array_index(usable, same))->timing->benchmark,
                            summary->timing->benchmark))
            same++;
        if (same == usable->len)
            g_ptr_array_add(usable, summary);
        else if (((TimingSummary *)g_ptr_array_index(usable, same))->timing->level == LEVEL_SUMMARY &&
                 summary->timing->level == LEVEL_VALUES)
            usable->pdata[same] = summary;
    }
    return usable;
}

/* Excluded timings count here: a name measured only under a profiler is still there. */
static gboolean has_name(const VariantFindings *variant, const char *name)
{
    for (guint i = 0; i < variant->timings->len; i++)
        if (g_str_equal(((const TimingSummary *)g_ptr_array_index(variant->timings, i))->timing->benchmark,
                        name))
            return TRUE;
    return FALSE;
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

/* The tests in the order in which they are tried. */
static gboolean is_same_name(const char *a, const char *b)
{
    return g_str_equal(a, b);
}

static gboolean is_same_key(const char *a, const char *b)
{
    g_autofree char *key_a = make_key(a), *key_b = make_key(b);
    return key_a[0] != '\0' && g_str_equal(key_a, key_b);
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

typedef gboolean (*NameTest)(const char *a, const char *b);

/* Pairs what passes the test and takes it out of both lists. */
static void pair_by(Pairing *pairing, GPtrArray *base, GPtrArray *changed, NameTest test,
                    gboolean has_other_name)
{
    for (guint i = 0; i < base->len;) {
        const TimingSummary *left = g_ptr_array_index(base, i);
        guint k = 0;
        while (k < changed->len && !test(left->timing->benchmark,
                                         ((TimingSummary *)g_ptr_array_index(changed, k))->timing->benchmark))
            k++;
        if (k == changed->len) {
            i++;
            continue;
        }
        TimingPair pair = {left, g_ptr_array_index(changed, k), has_other_name};
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
        pair_by(pairing, base, changed, is_related, TRUE);
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

/* Leaves what really stands on one side only: a name that the other side has but could not pair says something else. */
static void keep_unknown_names(GPtrArray *left_over, const VariantFindings *other)
{
    for (guint i = left_over->len; i-- > 0;)
        if (has_name(other, ((TimingSummary *)g_ptr_array_index(left_over, i))->timing->benchmark))
            g_ptr_array_remove_index(left_over, i);
}

/* Position of a summary in the variant, to keep the order of the baseline. */
static guint find_position(const VariantFindings *variant, const TimingSummary *summary)
{
    guint position = 0;
    g_ptr_array_find(variant->timings, summary, &position);
    return position;
}

static int compare_pairs(gconstpointer a, gconstpointer b, gpointer base)
{
    guint x = find_position(base, ((const TimingPair *)a)->base),
          y = find_position(base, ((const TimingPair *)b)->base);
    return (x > y) - (x < y);
}

Pairing *pairing_new(const VariantFindings *base, const VariantFindings *changed)
{
    Pairing *pairing = g_new0(Pairing, 1);
    pairing->pairs = g_array_new(FALSE, FALSE, sizeof(TimingPair));
    pairing->only_base = list_usable(base);
    pairing->only_changed = list_usable(changed);
    pair_by(pairing, pairing->only_base, pairing->only_changed, is_same_name, FALSE);
    pair_by(pairing, pairing->only_base, pairing->only_changed, is_same_key, TRUE);
    /* a shared name shows that names mean the same on both sides: then nothing is guessed */
    if (pairing->pairs->len == 0)
        pair_across_names(pairing, pairing->only_base, pairing->only_changed);
    g_array_sort_with_data(pairing->pairs, compare_pairs, (gpointer)(guintptr)base);
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
