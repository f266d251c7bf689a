/* Inferring variants and the baseline; see variants.h. */
#include "ingest/variants.h"

#include <string.h>

#include "base/text.h"

/* ------------------------------------------------------------------ words of the benchmark */

/* Words that say nothing about the variant because they are those of the benchmark. */
typedef struct {
    GHashTable *words; /* folded tokens, a set */
    GHashTable *names; /* folded whole names, a set: "jsondumps" is json_dumps */
} BenchmarkWords;

/* Compared as keys are: a final s does not tell two words apart. */
static gboolean has_folded(const GPtrArray *tokens, const char *folded)
{
    for (guint i = 0; i < tokens->len; i++) {
        g_autofree char *other = key_fold(((const Token *)tokens->pdata[i])->text);
        if (strcmp(other, folded) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Adds the words that all names have. */
static void add_shared_words(GHashTable *words, const GPtrArray *names)
{
    g_autoptr(GPtrArray) first = names->len ? name_tokens(names->pdata[0]) : NULL;
    for (guint i = 0; first && i < first->len; i++) {
        g_autofree char *folded = key_fold(((const Token *)first->pdata[i])->text);
        gboolean is_shared = TRUE;
        for (guint k = 1; k < names->len && is_shared; k++) {
            g_autoptr(GPtrArray) tokens = name_tokens(names->pdata[k]);
            is_shared = has_folded(tokens, folded);
        }
        if (is_shared && *folded)
            g_hash_table_add(words, g_steal_pointer(&folded));
    }
}

static void add_names(GHashTable *set, const GPtrArray *names)
{
    for (guint i = 0; i < names->len; i++)
        g_hash_table_add(set, key_fold(names->pdata[i]));
}

/* A word of a common directory says nothing new in a file name either. */
static void add_directory_words(GHashTable *words, const Group *group, guint n_common)
{
    const PathTokens *path = ((const Member *)group->members->pdata[0])->path;
    for (guint i = 0; i < path->tokens->len; i++) {
        const Token *token = path->tokens->pdata[i];
        if (token->component < n_common)
            g_hash_table_add(words, key_fold(token->text));
    }
}

/* Whole names count only when there is one: of several, each may be a variant. */
static void words_init(BenchmarkWords *known, const Group *group, guint n_common)
{
    known->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    add_shared_words(known->words, group->timing_names);
    add_shared_words(known->words, group->command_names);
    if (group_single_name(group))
        add_names(known->names, group->timing_names);
    if (group->command_names->len == 1)
        add_names(known->names, group->command_names);
    if (group->timing_names->len + group->command_names->len == 0)
        for (guint i = 0; i < group->path_name->len; i++)
            g_hash_table_add(known->words, key_fold(((Token *)group->path_name->pdata[i])->text));
    add_directory_words(known->words, group, n_common);
}

static void words_clear(BenchmarkWords *known)
{
    g_hash_table_unref(known->words);
    g_hash_table_unref(known->names);
}

/* A word for a role is never taken for one of the benchmark: in fast_aes/fast.json the file is still "fast". */
static gboolean is_role(const Token *token)
{
    return token->kind == TOKEN_BASELINE || token->kind == TOKEN_CHANGED;
}

/* Whether the word is one of the benchmark. */
static gboolean is_known(const BenchmarkWords *known, const Token *token)
{
    g_autofree char *folded = key_fold(token->text);
    return !is_role(token) &&
           (g_hash_table_contains(known->words, folded) || g_hash_table_contains(known->names, folded));
}

/* ------------------------------------------------------------------ what is left of a path */

static gboolean has_text(const GPtrArray *tokens, const char *text)
{
    for (guint i = 0; i < tokens->len; i++)
        if (strcmp(((const Token *)tokens->pdata[i])->text, text) == 0)
            return TRUE;
    return FALSE;
}

/* A word counts once: directories and file names often say the same. */
static void keep_variant_tokens(const PathTokens *path, const BenchmarkWords *known, guint n_common,
                                GPtrArray *kept)
{
    g_ptr_array_set_size(kept, 0);
    for (guint i = 0; i < path->tokens->len; i++) {
        Token *token = path->tokens->pdata[i];
        if (token->component >= n_common && token->kind != TOKEN_ARTEFACT &&
            token->kind != TOKEN_QUARANTINE && !is_known(known, token) && !has_text(kept, token->text))
            g_ptr_array_add(kept, token);
    }
}

static char *key_of(const GPtrArray *tokens)
{
    GString *key = g_string_new(NULL);
    for (guint i = 0; i < tokens->len; i++)
        g_string_append_printf(key, "%s\x1f", ((const Token *)tokens->pdata[i])->text);
    return g_string_free(key, FALSE);
}

/* Words of one component keep a hyphen or dot between them: 3.10.4-9d38120. */
static char separator_before(const GPtrArray *tokens, guint i)
{
    const Token *token = tokens->pdata[i], *before = tokens->pdata[i - 1];
    return token->component == before->component && token->separator && strchr("-.", token->separator)
               ? token->separator
               : '_';
}

/* As written, with the separators as written: "3.10.4-9d38120". */
static char *shown_name(const GPtrArray *tokens)
{
    GString *name = g_string_new(NULL);
    for (guint i = 0; i < tokens->len; i++) {
        if (i > 0)
            g_string_append_c(name, separator_before(tokens, i));
        g_string_append(name, ((const Token *)tokens->pdata[i])->shown);
    }
    return g_string_free(name, FALSE);
}

/* ------------------------------------------------------------------ drafts */

static void draft_free(gpointer data)
{
    VariantDraft *draft = data;
    g_ptr_array_unref(draft->tokens);
    g_free(draft->key);
    g_free(draft->forced_name);
    g_ptr_array_unref(draft->members);
    g_ptr_array_unref(draft->printed);
    g_ptr_array_unref(draft->older);
    variant_free(draft->variant);
    g_free(draft);
}

static VariantDraft *draft_new(GPtrArray *tokens, char *key)
{
    VariantDraft *draft = g_new0(VariantDraft, 1);
    draft->tokens = g_ptr_array_new();
    g_ptr_array_extend(draft->tokens, tokens, NULL, NULL);
    draft->key = key;
    draft->members = g_ptr_array_new();
    draft->printed = g_ptr_array_new();
    draft->older = g_ptr_array_new();
    return draft;
}

static VariantDraft *find_draft(const VariantSet *set, const char *key)
{
    for (guint i = 0; i < set->drafts->len; i++) {
        VariantDraft *draft = set->drafts->pdata[i];
        if (strcmp(draft->key, key) == 0)
            return draft;
    }
    return NULL;
}

static VariantDraft *take_draft(VariantSet *set, GPtrArray *tokens)
{
    g_autofree char *key = key_of(tokens);
    VariantDraft *draft = find_draft(set, key);
    if (!draft) {
        draft = draft_new(tokens, g_steal_pointer(&key));
        g_ptr_array_add(set->drafts, draft);
    }
    return draft;
}

/* Names of gen.json are of their own kind: no word of them is interpreted for grouping. */
static VariantDraft *take_forced(VariantSet *set, const char *name)
{
    g_autofree char *key = g_strconcat("=", name, NULL);
    VariantDraft *draft = find_draft(set, key);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    if (!draft) {
        draft = draft_new(none, g_steal_pointer(&key));
        draft->forced_name = g_strdup(name);
        g_ptr_array_add(set->drafts, draft);
    }
    return draft;
}

/* A file of nothing but printed comparisons says nothing by its own name: its labels are the variants. */
static gboolean is_only_printed(const Artifact *artifact)
{
    return artifact->printed->len > 0 &&
           artifact->timings->len + artifact->blocks->len + artifact->profiles->len == 0;
}

/* A label is a file name without its extension: it is cut as paths are. */
static VariantDraft *label_draft(VariantSet *set, const char *label, const BenchmarkWords *known)
{
    PathTokens *path = path_tokens_new(label);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    g_ptr_array_add(set->labels, path);
    keep_variant_tokens(path, known, 0, kept);
    for (guint i = 0; i < set->drafts->len; i++) {
        VariantDraft *draft = set->drafts->pdata[i];
        if (draft->forced_name && strcmp(draft->forced_name, label) == 0)
            return draft;
    }
    return take_draft(set, kept);
}

/* Both sides of a comparison are variants, whether they have files of their own or not. */
static void link_printed(VariantSet *set, Member *member, const BenchmarkWords *known)
{
    for (guint i = 0; i < member->artifact->printed->len; i++) {
        PrintedLink *link = g_new0(PrintedLink, 1);
        link->printed = member->artifact->printed->pdata[i];
        link->member = member;
        link->base = label_draft(set, link->printed->label_base, known);
        link->changed = label_draft(set, link->printed->label_changed, known);
        g_ptr_array_add(set->links, link);
    }
}

/* Files first, so that labels find the variants of files. */
static void draft_all(VariantSet *set, const Group *group, guint n_common)
{
    BenchmarkWords known;
    words_init(&known, group, n_common);
    for (guint i = 0; i < group->members->len; i++) {
        Member *member = group->members->pdata[i];
        keep_variant_tokens(member->path, &known, n_common, member->variant);
        if (is_only_printed(member->artifact))
            continue;
        VariantDraft *draft = member->forced_variant ? take_forced(set, member->forced_variant)
                                                     : take_draft(set, member->variant);
        g_ptr_array_add(draft->members, member);
    }
    for (guint i = 0; i < group->members->len; i++)
        link_printed(set, group->members->pdata[i], &known);
    words_clear(&known);
}

/* ------------------------------------------------------------------ merging drafts */

static void move_all(GPtrArray *from, GPtrArray *to)
{
    g_ptr_array_extend(to, from, NULL, NULL);
    g_ptr_array_set_size(from, 0);
}

/* In the bytes of the file system, as the inputs are. */
static gint compare_members(gconstpointer a, gconstpointer b)
{
    const Member *first = *(Member *const *)a, *second = *(Member *const *)b;
    return strcmp(first->artifact->input->raw_path ? first->artifact->input->raw_path
                                                   : first->artifact->input->path,
                  second->artifact->input->raw_path ? second->artifact->input->raw_path
                                                    : second->artifact->input->path);
}

/* Moves everything of one draft into another and removes it. */
static void merge_draft(VariantSet *set, VariantDraft *into, VariantDraft *from)
{
    if (into == from)
        return;
    move_all(from->members, into->members);
    move_all(from->printed, into->printed);
    g_ptr_array_sort(into->members, compare_members);
    for (guint i = 0; i < set->links->len; i++) {
        PrintedLink *link = set->links->pdata[i];
        link->base = link->base == from ? into : link->base;
        link->changed = link->changed == from ? into : link->changed;
    }
    g_ptr_array_remove(set->drafts, from);
}

/* Whether all drafts with inferred names have the token. */
static gboolean is_everywhere(const VariantSet *set, const char *text)
{
    for (guint i = 0; i < set->drafts->len; i++) {
        const VariantDraft *draft = set->drafts->pdata[i];
        if (!draft->forced_name && !has_text(draft->tokens, text))
            return FALSE;
    }
    return TRUE;
}

/* The first draft with an inferred name, NULL when there are fewer than two. */
static const VariantDraft *first_inferred(const VariantSet *set)
{
    const VariantDraft *first = NULL;
    guint n = 0;
    for (guint i = set->drafts->len; i-- > 0;) {
        const VariantDraft *draft = set->drafts->pdata[i];
        if (draft->forced_name)
            continue;
        first = draft;
        n++;
    }
    return n < 2 ? NULL : first;
}

static void remove_tokens(GPtrArray *tokens, GHashTable *texts)
{
    for (guint i = tokens->len; i-- > 0;)
        if (g_hash_table_contains(texts, ((const Token *)tokens->pdata[i])->text))
            g_ptr_array_remove_index(tokens, i);
}

/* Drops tokens that all variants have; TRUE when a word for a role was among them. */
static gboolean drop_common(VariantSet *set, const Group *group)
{
    const VariantDraft *first = first_inferred(set);
    if (!first)
        return FALSE;
    g_autoptr(GHashTable) common = g_hash_table_new(g_str_hash, g_str_equal);
    gboolean had_role = FALSE;
    for (guint i = 0; i < first->tokens->len; i++) {
        const Token *token = first->tokens->pdata[i];
        if (!is_everywhere(set, token->text))
            continue;
        g_hash_table_add(common, token->text);
        had_role = had_role || is_role(token);
    }
    for (guint i = 0; i < set->drafts->len; i++)
        remove_tokens(((VariantDraft *)set->drafts->pdata[i])->tokens, common);
    for (guint i = 0; i < group->members->len; i++)
        remove_tokens(((Member *)group->members->pdata[i])->variant, common);
    return had_role;
}

/* Drafts whose tokens became equal are one. */
static void merge_equal(VariantSet *set)
{
    for (guint i = 0; i < set->drafts->len; i++) {
        VariantDraft *draft = set->drafts->pdata[i];
        if (draft->forced_name)
            continue;
        g_free(draft->key);
        draft->key = key_of(draft->tokens);
        for (guint k = 0; k < i; k++) {
            VariantDraft *other = set->drafts->pdata[k];
            if (strcmp(other->key, draft->key) == 0) {
                merge_draft(set, other, draft);
                i--;
                break;
            }
        }
    }
}

/* "base" and "baseline" alone; "" too when is_empty_too. */
static gboolean is_plain_base(const VariantDraft *draft, gboolean is_empty_too)
{
    if (draft->forced_name || draft->tokens->len > 1)
        return FALSE;
    if (draft->tokens->len == 0)
        return is_empty_too;
    const char *text = ((const Token *)draft->tokens->pdata[0])->text;
    return strcmp(text, "base") == 0 || strcmp(text, "baseline") == 0;
}

static VariantDraft *find_plain_base(const VariantSet *set)
{
    for (guint i = 0; i < set->drafts->len; i++)
        if (is_plain_base(set->drafts->pdata[i], FALSE))
            return set->drafts->pdata[i];
    return NULL;
}

static gboolean is_word_for_baseline(const VariantDraft *draft)
{
    return !draft->forced_name && draft->tokens->len == 1 &&
           ((const Token *)draft->tokens->pdata[0])->kind == TOKEN_BASELINE;
}

/* The only draft that is a word for the baseline and nothing else; NULL when there are none or several. */
static VariantDraft *find_only_baseline_word(const VariantSet *set)
{
    VariantDraft *found = NULL;
    for (guint i = 0; i < set->drafts->len; i++) {
        if (!is_word_for_baseline(set->drafts->pdata[i]))
            continue;
        if (found)
            return NULL;
        found = set->drafts->pdata[i];
    }
    return found;
}

/* Which kinds of things its files hold. */
typedef struct {
    gboolean timings, counters, profiles;
} Kinds;

static Kinds kinds_of(const VariantDraft *draft)
{
    Kinds kinds = {.timings = draft->printed->len > 0};
    for (guint i = 0; i < draft->members->len; i++) {
        const Artifact *artifact = ((const Member *)draft->members->pdata[i])->artifact;
        kinds.timings = kinds.timings || artifact->timings->len > 0;
        kinds.counters = kinds.counters || artifact->blocks->len > 0;
        kinds.profiles = kinds.profiles || artifact->profiles->len > 0;
    }
    return kinds;
}

static gboolean share_kinds(const VariantDraft *a, const VariantDraft *b)
{
    Kinds first = kinds_of(a), second = kinds_of(b);
    return (first.timings && second.timings) || (first.counters && second.counters) ||
           (first.profiles && second.profiles);
}

/* Files whose path says nothing are the baseline's when a word for it exists: they are the same variant as "base" and
 * "baseline"; under another word ("clean") they are unless both have things of one kind, which
 * would be no repeats. */
static void merge_bases(VariantSet *set)
{
    VariantDraft *base = find_plain_base(set);
    VariantDraft *word = base ? base : find_only_baseline_word(set);
    for (guint i = set->drafts->len; word && i-- > 0;) {
        VariantDraft *draft = set->drafts->pdata[i];
        if (draft == word || !is_plain_base(draft, TRUE))
            continue;
        if (base || !share_kinds(draft, word))
            merge_draft(set, word, draft);
    }
}

/* Files whose path says the name that gen.json gives to others are of that variant. */
static void merge_forced(VariantSet *set)
{
    for (guint i = set->drafts->len; i-- > 0;) {
        VariantDraft *draft = set->drafts->pdata[i];
        g_autofree char *name = draft->forced_name ? NULL : shown_name(draft->tokens);
        for (guint k = 0; name && *name && k < set->drafts->len; k++) {
            VariantDraft *forced = set->drafts->pdata[k];
            if (forced->forced_name && g_ascii_strcasecmp(forced->forced_name, name) == 0) {
                merge_draft(set, forced, draft);
                break;
            }
        }
    }
}

/* ------------------------------------------------------------------ order */

/* The next token that is no hash. */
static const Token *order_token(const GPtrArray *tokens, guint *at)
{
    while (*at < tokens->len && ((const Token *)tokens->pdata[*at])->kind == TOKEN_HASH)
        (*at)++;
    return *at < tokens->len ? tokens->pdata[(*at)++] : NULL;
}

/* Natural order of the tokens without hashes. */
static int compare_tokens(const VariantDraft *a, const VariantDraft *b)
{
    if (a->forced_name && b->forced_name)
        return text_compare_natural(a->forced_name, b->forced_name);
    for (guint i = 0, k = 0;;) {
        const Token *first = order_token(a->tokens, &i), *second = order_token(b->tokens, &k);
        if (!first || !second)
            return (first != NULL) - (second != NULL);
        int order = text_compare_natural(first->text, second->text);
        if (order != 0)
            return order;
    }
}

static const char *time_of(const VariantDraft *draft)
{
    return draft->variant && draft->variant->run ? draft->variant->run->timestamp : NULL;
}

/* Older first; one that states no time comes last. */
int draft_compare_age(const VariantDraft *a, const VariantDraft *b)
{
    const char *first = time_of(a), *second = time_of(b);
    if (!first || !second)
        return (first == NULL) - (second == NULL);
    return timestamp_compare(first, second);
}

/* Total, so that the order never depends on the order of the files. */
int draft_compare(const VariantDraft *a, const VariantDraft *b)
{
    int order = compare_tokens(a, b);
    if (order == 0)
        order = draft_compare_age(a, b);
    return order ? order : strcmp(a->key, b->key);
}

static gint compare_draft_pointers(gconstpointer a, gconstpointer b)
{
    return draft_compare(*(VariantDraft *const *)a, *(VariantDraft *const *)b);
}

/* ------------------------------------------------------------------ the set */

/* After all merging, when it is known which variant a label means. */
static void gather_printed(VariantSet *set)
{
    for (guint i = 0; i < set->links->len; i++) {
        PrintedLink *link = set->links->pdata[i];
        if (link->printed->base)
            g_ptr_array_add(link->base->printed, link->printed->base);
        if (link->printed->changed)
            g_ptr_array_add(link->changed->printed, link->printed->changed);
    }
}

VariantSet *variants_infer(const Group *group, guint n_common)
{
    VariantSet *set = g_new0(VariantSet, 1);
    set->drafts = g_ptr_array_new_with_free_func(draft_free);
    set->links = g_ptr_array_new_with_free_func(g_free);
    set->labels = g_ptr_array_new_with_free_func((GDestroyNotify)path_tokens_free);
    draft_all(set, group, n_common);
    gboolean had_role = drop_common(set, group);
    merge_equal(set);
    merge_forced(set);
    if (!had_role)
        merge_bases(set);
    gather_printed(set);
    g_ptr_array_sort(set->drafts, compare_draft_pointers);
    return set;
}

void variant_set_free(VariantSet *set)
{
    g_ptr_array_unref(set->links);
    g_ptr_array_unref(set->drafts);
    g_ptr_array_unref(set->labels);
    g_free(set);
}

/* ------------------------------------------------------------------ names */

static gboolean is_taken(const VariantSet *set, const VariantDraft *except, const char *name)
{
    for (guint i = 0; i < set->drafts->len; i++) {
        const VariantDraft *draft = set->drafts->pdata[i];
        if (draft != except && draft->variant && g_strcmp0(draft->variant->name, name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* A variant without words is the baseline, or what the benchmark itself is called. */
static char *name_of(const VariantDraft *draft, const VariantDraft *baseline, const char *benchmark)
{
    if (draft->forced_name)
        return g_strdup(draft->forced_name);
    if (draft->tokens->len > 0)
        return shown_name(draft->tokens);
    return g_strdup(draft == baseline ? "baseline" : benchmark);
}

void variants_name(VariantSet *set, const VariantDraft *baseline, const char *benchmark)
{
    for (guint i = 0; i < set->drafts->len; i++)
        g_clear_pointer(&((VariantDraft *)set->drafts->pdata[i])->variant->name, g_free);
    for (guint i = 0; i < set->drafts->len; i++) {
        VariantDraft *draft = set->drafts->pdata[i];
        char *name = name_of(draft, baseline, benchmark);
        for (guint n = 2; is_taken(set, draft, name); n++) {
            g_free(name);
            g_autofree char *plain = name_of(draft, baseline, benchmark);
            name = g_strdup_printf("%s_%u", plain, n);
        }
        draft->variant->name = name;
        g_free(draft->variant->label);
        draft->variant->label = g_strdup(name);
    }
}
