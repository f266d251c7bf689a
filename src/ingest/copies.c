/* Finding byte-identical files; see copies.h. */
#include "ingest/copies.h"

#include <string.h>

/* One of several identical files. */
typedef struct {
    Member *member;
    char *skeleton;  /* the path without variant, timestamp and index, with its group */
    char *variant;   /* the tokens of its variant */
    guint n_variant; /* number of these */
} Twin;

static void twin_free(gpointer data)
{
    Twin *twin = data;
    g_free(twin->skeleton);
    g_free(twin->variant);
    g_free(twin);
}

/* Whether a word of the path is one of its variant. */
static gboolean is_of_variant(const Member *member, const Token *token)
{
    for (guint i = 0; i < member->variant->len; i++)
        if (strcmp(((const Token *)member->variant->pdata[i])->text, token->text) == 0)
            return TRUE;
    return FALSE;
}

/* Two paths of one skeleton differ in variant, timestamp and index at most. */
static char *skeleton_of(const Member *member, guint group)
{
    GString *skeleton = g_string_new(NULL);
    const char *name = strrchr(member->artifact->input->path, '/');
    const char *dot = strrchr(name ? name : member->artifact->input->path, '.');
    g_string_append_printf(skeleton, "%u%s", group, dot ? dot : "");
    for (guint i = 0; i < member->path->tokens->len; i++) {
        const Token *token = member->path->tokens->pdata[i];
        if (!is_of_variant(member, token))
            g_string_append_printf(skeleton, "/%s", token->text);
    }
    return g_string_free(skeleton, FALSE);
}

/* The hash of what the file holds: x.json.gz is a copy of x.json. NULL when it could not be read. */
static const char *content_hash(const Input *input)
{
    return input->content_sha256 ? input->content_sha256 : input->sha256;
}

static Twin *twin_new(Member *member, guint group)
{
    Twin *twin = g_new0(Twin, 1);
    twin->member = member;
    twin->skeleton = skeleton_of(member, group);
    twin->variant = member->forced_variant ? g_strdup(member->forced_variant) : tokens_join(member->variant);
    twin->n_variant = member->variant->len;
    return twin;
}

/* Files by their hash, in the order of the groups: hash -> array of Twin*. */
static GHashTable *twins_by_hash(const GPtrArray *groups)
{
    GHashTable *table =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < groups->len; i++) {
        const Group *group = groups->pdata[i];
        for (guint k = 0; k < group->members->len; k++) {
            Member *member = group->members->pdata[k];
            const char *hash = content_hash(member->artifact->input);
            GPtrArray *twins = hash ? g_hash_table_lookup(table, hash) : NULL;
            if (hash && !twins) {
                twins = g_ptr_array_new_with_free_func(twin_free);
                g_hash_table_insert(table, g_strdup(hash), twins);
            }
            if (twins)
                g_ptr_array_add(twins, twin_new(member, i));
        }
    }
    return table;
}

/* The one to keep: most path tokens, then fewest of them for the variant, then first path. */
static gboolean is_better(const Twin *a, const Twin *b)
{
    guint n_a = a->member->path->tokens->len, n_b = b->member->path->tokens->len;
    if (n_a != n_b)
        return n_a > n_b;
    if (a->n_variant != b->n_variant)
        return a->n_variant < b->n_variant;
    return strcmp(a->member->artifact->input->path, b->member->artifact->input->path) < 0;
}

static void add_copy(GPtrArray *copies, Member *copy, Member *kept)
{
    Copy *found = g_new0(Copy, 1);
    found->copy = copy;
    found->kept = kept;
    g_ptr_array_add(copies, found);
}

/* A stamped file of the same variant, of which this unstamped one is a copy; NULL when there is none. */
static Member *stamped_twin(const GPtrArray *twins, const Twin *twin)
{
    if (twin->member->path->timestamp)
        return NULL;
    for (guint i = 0; i < twins->len; i++) {
        const Twin *other = twins->pdata[i];
        if (other->member->path->timestamp && strcmp(other->skeleton, twin->skeleton) == 0 &&
            strcmp(other->variant, twin->variant) == 0 &&
            other->member->path->index == twin->member->path->index)
            return other->member;
    }
    return NULL;
}

/* All but those with the skeleton of the best are copies of it. */
static void find_copies(const GPtrArray *twins, GPtrArray *copies)
{
    const Twin *best = twins->pdata[0];
    for (guint i = 1; i < twins->len; i++)
        best = is_better(twins->pdata[i], best) ? twins->pdata[i] : best;
    for (guint i = 0; i < twins->len; i++) {
        const Twin *twin = twins->pdata[i];
        Member *stamped = stamped_twin(twins, twin);
        if (strcmp(twin->skeleton, best->skeleton) != 0)
            add_copy(copies, twin->member, best->member);
        else if (stamped)
            add_copy(copies, twin->member, stamped);
    }
}

static gint by_path(gconstpointer a, gconstpointer b)
{
    const Copy *first = *(Copy *const *)a, *second = *(Copy *const *)b;
    return strcmp(first->copy->artifact->input->path, second->copy->artifact->input->path);
}

/* The table has no order of its own: what it gives is sorted. */
GPtrArray *copies_find(const GPtrArray *groups)
{
    GPtrArray *copies = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) table = twins_by_hash(groups);
    GHashTableIter iter;
    gpointer twins = NULL;
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, &twins))
        if (((GPtrArray *)twins)->len > 1)
            find_copies(twins, copies);
    g_ptr_array_sort(copies, by_path);
    return copies;
}

/* ------------------------------------------------------------------ across variants */

typedef struct {
    GPtrArray *inputs; /* of Input* */
    const VariantDraft *first;
    gboolean has_several; /* variants */
} Shared;

static void shared_free(gpointer data)
{
    Shared *shared = data;
    g_ptr_array_unref(shared->inputs);
    g_free(shared);
}

/* Files are listed in the order of the variants. */
static void add_shared(GHashTable *table, GPtrArray *order, const VariantDraft *draft, const Member *member)
{
    Input *input = member->artifact->input;
    const char *hash = content_hash(input);
    Shared *shared = hash ? g_hash_table_lookup(table, hash) : NULL;
    if (!hash)
        return;
    if (!shared) {
        shared = g_new0(Shared, 1);
        shared->inputs = g_ptr_array_new();
        shared->first = draft;
        g_hash_table_insert(table, g_strdup(hash), shared);
        g_ptr_array_add(order, shared);
    }
    shared->has_several = shared->has_several || shared->first != draft;
    g_ptr_array_add(shared->inputs, input);
}

GPtrArray *copies_across_variants(const VariantSet *set)
{
    GPtrArray *result = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(shared_free);
    for (guint i = 0; i < set->drafts->len; i++) {
        const VariantDraft *draft = set->drafts->pdata[i];
        for (guint k = 0; k < draft->members->len; k++)
            add_shared(table, order, draft, draft->members->pdata[k]);
    }
    for (guint i = 0; i < order->len; i++) {
        const Shared *shared = order->pdata[i];
        if (shared->has_several)
            g_ptr_array_add(result, g_ptr_array_ref(shared->inputs));
    }
    return result;
}
