/* Sorting artifacts into benchmarks; see grouping.h. */
#include "ingest/grouping.h"

#include <string.h>

/* Above this many names in a directory they are those of suites, which share names anyway. */
#define MAX_NAMES_COMPARED 1000u

/* ------------------------------------------------------------------ members */

Member *member_new(Artifact *artifact)
{
    Member *member = g_new0(Member, 1);
    const char *path = artifact->input->path;
    const char *slash = strrchr(path, '/');
    member->artifact = artifact;
    member->path = path_tokens_new(path);
    member->directory = slash ? g_strndup(path, (gsize)(slash - path)) : g_strdup("");
    member->variant = g_ptr_array_new();
    return member;
}

void member_free(Member *member)
{
    path_tokens_free(member->path);
    g_free(member->directory);
    g_free(member->forced_group);
    g_free(member->forced_variant);
    g_ptr_array_unref(member->variant);
    g_free(member);
}

static Member *member_at(const GPtrArray *members, guint i)
{
    return members->pdata[i];
}

/* A common directory says the same of all files, so it tells no group from another. */
guint members_common_directories(const GPtrArray *members)
{
    g_auto(GStrv) common = members->len ? g_strsplit(member_at(members, 0)->directory, "/", -1) : NULL;
    guint n = common ? g_strv_length(common) : 0;
    for (guint i = 1; i < members->len; i++) {
        g_auto(GStrv) parts = g_strsplit(member_at(members, i)->directory, "/", -1);
        guint same = 0;
        while (same < n && parts[same] && strcmp(parts[same], common[same]) == 0)
            same++;
        n = same;
    }
    return n;
}

/* ------------------------------------------------------------------ names in commands */

/* pyperformance takes any beginning of --benchmarks from --bench on. */
static gboolean is_bench_option(const char *word)
{
    gsize n = strcspn(word, "=");
    if (n == 2)
        return strncmp(word, "-b", 2) == 0;
    return n >= strlen("--bench") && n <= strlen("--benchmarks") && strncmp(word, "--benchmarks", n) == 0;
}

/* "-b" also is an option of other programs, with paths, numbers and sets after it. */
static gboolean is_bench_name(const char *name)
{
    gboolean has_letter = FALSE;
    for (const char *at = name; *at; at++)
        has_letter = has_letter || g_ascii_isalpha(*at);
    return has_letter && name[0] != '-' && !strchr(name, '/') && !g_str_has_suffix(name, ".py") &&
           strcmp(name, "all") != 0 && strcmp(name, "default") != 0;
}

static void add_distinct(GPtrArray *names, const char *name)
{
    if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, g_strdup(name));
}

/* The names after --bench, --benchmarks or -b. */
static void add_command_names(const char *command, GPtrArray *names)
{
    if (!command)
        return;
    g_auto(GStrv) words = g_strsplit_set(command, " \t\n", -1);
    for (guint i = 0; words[i]; i++) {
        if (!is_bench_option(words[i]))
            continue;
        const char *equals = strchr(words[i], '=');
        const char *value = equals ? equals + 1 : words[i + 1];
        g_auto(GStrv) list = g_strsplit(value ? value : "", ",", -1);
        for (guint k = 0; list[k]; k++)
            if (is_bench_name(list[k]))
                add_distinct(names, list[k]);
    }
}

static void add_commands_of(const Artifact *artifact, GPtrArray *names)
{
    for (guint i = 0; i < artifact->blocks->len; i++)
        add_command_names(((CounterBlock *)artifact->blocks->pdata[i])->command, names);
    for (guint i = 0; i < artifact->profiles->len; i++)
        add_command_names(((Profile *)artifact->profiles->pdata[i])->command, names);
}

/* ------------------------------------------------------------------ keys */

static gboolean has_name(const char *name)
{
    return name && *name;
}

/* Benchmark names in the artifact: of its timings and printed comparisons. Borrowed. */
static void add_timing_names(const Artifact *artifact, GPtrArray *names)
{
    for (guint i = 0; i < artifact->timings->len; i++) {
        const Timing *timing = artifact->timings->pdata[i];
        if (has_name(timing->benchmark))
            g_ptr_array_add(names, timing->benchmark);
    }
    for (guint i = 0; i < artifact->printed->len; i++) {
        const PrintedComparison *printed = artifact->printed->pdata[i];
        if (has_name(printed->benchmark))
            g_ptr_array_add(names, printed->benchmark);
    }
}

static void add_key(GPtrArray *keys, const char *name)
{
    g_autofree char *key = key_fold(name);
    if (*key)
        add_distinct(keys, key);
}

char *tokens_join(const GPtrArray *tokens)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < tokens->len; i++)
        g_string_append_printf(joined, "%s%s", i ? "_" : "", ((const Token *)tokens->pdata[i])->text);
    return g_string_free(joined, FALSE);
}

/* The path key, and the same with the artefact words before it: "bench_mp_pool" is the name of a benchmark. */
static void add_path_keys(const Member *member, guint n_common, GPtrArray *keys)
{
    g_autoptr(GPtrArray) key = path_key_tokens(member->path, n_common);
    if (key->len == 0)
        return;
    guint first = 0;
    g_ptr_array_find(member->path->tokens, key->pdata[0], &first);
    for (;;) {
        g_autofree char *name = tokens_join(key);
        add_key(keys, name);
        const Token *token = key->pdata[0];
        const Token *before = first > 0 ? member->path->tokens->pdata[first - 1] : NULL;
        if (!before || before->component != token->component || before->kind != TOKEN_ARTEFACT)
            return;
        g_ptr_array_insert(key, 0, member->path->tokens->pdata[--first]);
    }
}

/* A file of nothing but printed comparisons without a name: its path names variants rather than the benchmark. */
static gboolean is_weak(const Artifact *artifact)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    add_timing_names(artifact, names);
    return names->len == 0 && artifact->printed->len > 0 &&
           artifact->timings->len + artifact->blocks->len + artifact->profiles->len == 0;
}

/* What gen.json says replaces what the file and its path say. */
static GPtrArray *strong_keys(const Member *member)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func(g_free);
    if (member->forced_group) {
        g_ptr_array_add(keys, g_strconcat("=", member->forced_group, NULL));
        return keys;
    }
    add_timing_names(member->artifact, names);
    add_commands_of(member->artifact, commands);
    for (guint i = 0; i < names->len; i++)
        add_key(keys, names->pdata[i]);
    for (guint i = 0; i < commands->len; i++)
        add_key(keys, commands->pdata[i]);
    return keys;
}

/* ------------------------------------------------------------------ union */

typedef struct {
    const GPtrArray *members;
    guint n_common;
    guint *parent;      /* [n] union-find */
    guint *size;        /* [n] of the group, at its root */
    gboolean *has_key;  /* [n] */
    GHashTable *by_key; /* char* -> member index + 1 */
} Union;

/* With path halving, so that chains stay short. */
static guint root_of(Union *groups, guint i)
{
    while (groups->parent[i] != i) {
        groups->parent[i] = groups->parent[groups->parent[i]];
        i = groups->parent[i];
    }
    return i;
}

/* The smaller index stays root, so that groups come in the order of their first path. */
static void join(Union *groups, guint a, guint b)
{
    guint first = root_of(groups, a), second = root_of(groups, b);
    if (first == second)
        return;
    if (first > second) {
        guint swap = first;
        first = second;
        second = swap;
    }
    groups->parent[second] = first;
    groups->size[first] += groups->size[second];
}

/* The first file with a key holds it for all that follow. */
static void join_by_keys(Union *groups, guint i, const GPtrArray *keys)
{
    for (guint k = 0; k < keys->len; k++) {
        gpointer found = g_hash_table_lookup(groups->by_key, keys->pdata[k]);
        if (found)
            join(groups, i, GPOINTER_TO_UINT(found) - 1);
        else
            g_hash_table_insert(groups->by_key, g_strdup(keys->pdata[k]), GUINT_TO_POINTER(i + 1));
    }
    groups->has_key[i] = groups->has_key[i] || keys->len > 0;
}

static void join_all_keys(Union *groups)
{
    for (guint i = 0; i < groups->members->len; i++) {
        const Member *member = member_at(groups->members, i);
        g_autoptr(GPtrArray) keys = strong_keys(member);
        if (!member->forced_group && !is_weak(member->artifact))
            add_path_keys(member, groups->n_common, keys);
        join_by_keys(groups, i, keys);
    }
}

/* ------------------------------------------------------------------ names contained in each other */

typedef struct {
    GPtrArray *tokens; /* of Token*, owned */
    guint member;      /* the first that has it */
} DirectoryName;

static void directory_name_free(gpointer data)
{
    DirectoryName *name = data;
    g_ptr_array_unref(name->tokens);
    g_free(name);
}

static gboolean has_token(const GPtrArray *tokens, const char *text)
{
    for (guint i = 0; i < tokens->len; i++)
        if (strcmp(((const Token *)tokens->pdata[i])->text, text) == 0)
            return TRUE;
    return FALSE;
}

/* TRUE when the tokens of a without changed words are all in b, and there are any. */
static gboolean is_contained(const GPtrArray *a, const GPtrArray *b)
{
    guint n = 0;
    for (guint i = 0; i < a->len; i++) {
        const Token *token = a->pdata[i];
        if (token->kind == TOKEN_CHANGED)
            continue;
        if (!has_token(b, token->text))
            return FALSE;
        n++;
    }
    return n > 0;
}

/* Quadratic in the names of a directory, which are few unless they are suites. */
static void join_contained(Union *groups, const GPtrArray *names)
{
    for (guint i = 0; i < names->len && names->len <= MAX_NAMES_COMPARED; i++) {
        const DirectoryName *a = names->pdata[i];
        for (guint k = i + 1; k < names->len; k++) {
            const DirectoryName *b = names->pdata[k];
            if (is_contained(a->tokens, b->tokens) || is_contained(b->tokens, a->tokens))
                join(groups, a->member, b->member);
        }
    }
}

/* The distinct timing names of each directory. Members of one name are joined already. */
static GHashTable *names_by_directory(const Union *groups)
{
    GHashTable *table =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < groups->members->len; i++) {
        const Member *member = member_at(groups->members, i);
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        if (!member->forced_group)
            add_timing_names(member->artifact, names);
        for (guint k = 0; k < names->len; k++) {
            if (!g_hash_table_add(seen, g_strconcat(member->directory, "\n", names->pdata[k], NULL)))
                continue;
            DirectoryName *name = g_new0(DirectoryName, 1);
            name->tokens = name_tokens(names->pdata[k]);
            name->member = i;
            GPtrArray *list = g_hash_table_lookup(table, member->directory);
            if (!list) {
                list = g_ptr_array_new_with_free_func(directory_name_free);
                g_hash_table_insert(table, member->directory, list);
            }
            g_ptr_array_add(list, name);
        }
    }
    return table;
}

static void join_all_contained(Union *groups)
{
    g_autoptr(GHashTable) table = names_by_directory(groups);
    GHashTableIter iter;
    gpointer names = NULL;
    g_hash_table_iter_init(&iter, table);
    while (g_hash_table_iter_next(&iter, NULL, &names)) /* joining is commutative: the order does not show */
        join_contained(groups, names);
}

/* ------------------------------------------------------------------ files without keys */

/* Keeps in table[directory] the larger of what is there and the group of member i; of equal ones the first. */
static void offer(Union *groups, GHashTable *table, const char *directory, guint i)
{
    guint root = root_of(groups, i);
    gpointer found = g_hash_table_lookup(table, directory);
    guint best = GPOINTER_TO_UINT(found) - 1;
    if (!found || groups->size[root] > groups->size[best] ||
        (groups->size[root] == groups->size[best] && root < best))
        g_hash_table_replace(table, g_strdup(directory), GUINT_TO_POINTER(root + 1));
}

/* Cuts the last component off; FALSE when nothing is left to cut. */
static gboolean to_parent(char *directory)
{
    char *slash = strrchr(directory, '/');
    if (!*directory)
        return FALSE;
    *(slash ? slash : directory) = 0;
    return TRUE;
}

typedef struct {
    GHashTable *direct;  /* directory -> largest group with a file in it */
    GHashTable *subtree; /* directory -> largest group with a file anywhere below it */
    guint n_groups;
    guint only; /* a member of the last group seen */
} Nearest;

/* One pass over the files with keys, whatever the number of those without. */
static void nearest_fill(Union *groups, Nearest *nearest)
{
    nearest->direct = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    nearest->subtree = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < groups->members->len; i++) {
        if (!groups->has_key[i])
            continue;
        if (root_of(groups, i) == i) {
            nearest->n_groups++;
            nearest->only = i;
        }
        g_autofree char *directory = g_strdup(member_at(groups->members, i)->directory);
        offer(groups, nearest->direct, directory, i);
        do
            offer(groups, nearest->subtree, directory, i);
        while (to_parent(directory));
    }
}

static void nearest_clear(Nearest *nearest)
{
    g_hash_table_unref(nearest->direct);
    g_hash_table_unref(nearest->subtree);
    *nearest = (Nearest){0};
}

static guint depth_of(const char *directory)
{
    guint depth = *directory ? 1 : 0;
    for (; *directory; directory++)
        depth += *directory == '/';
    return depth;
}

/* The largest group with a file in the directory, else below it, else in the nearest parent, else the only one. */
static gboolean nearest_find(const Nearest *nearest, const char *from, guint n_common, guint *member)
{
    g_autofree char *directory = g_strdup(from);
    do {
        gpointer found = g_hash_table_lookup(nearest->direct, directory);
        if (!found && depth_of(directory) > n_common) /* what all have in common is nobody's own */
            found = g_hash_table_lookup(nearest->subtree, directory);
        if (found) {
            *member = GPOINTER_TO_UINT(found) - 1;
            return TRUE;
        }
    } while (to_parent(directory));
    *member = nearest->only;
    return nearest->n_groups == 1;
}

/* The group whose name stands in the name of the file: "perf_stat_nbody.txt" in a folder with nbody.json and float.json. Of several the
 * longest name; FALSE when two are as long. */
static gboolean find_named(Union *groups, guint i, guint *member)
{
    const PathTokens *path = member_at(groups->members, i)->path;
    guint longest = 0;
    gboolean is_clear = FALSE;
    for (guint first = 0; first < path->tokens->len; first++) {
        g_autoptr(GString) name = g_string_new(NULL);
        for (guint end = first; end < path->tokens->len; end++) {
            const Token *token = path->tokens->pdata[end];
            if (token->component + 1 != path->n_components)
                break;
            g_string_append_printf(name, "%s%s", name->len ? "_" : "", token->text);
            g_autofree char *key = key_fold(name->str);
            guint found = GPOINTER_TO_UINT(g_hash_table_lookup(groups->by_key, key)), n = end - first + 1;
            if (found == 0 || n < longest)
                continue;
            is_clear = n > longest || (is_clear && root_of(groups, found - 1) == root_of(groups, *member));
            longest = n;
            *member = found - 1;
        }
    }
    return is_clear;
}

/* A weak file keeps to its path key when another file has it, and otherwise only when no group is near. */
static void join_weak(Union *groups, const Nearest *nearest, guint i)
{
    const Member *member = member_at(groups->members, i);
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    add_path_keys(member, groups->n_common, keys);
    gboolean is_known = FALSE;
    for (guint k = 0; k < keys->len; k++)
        is_known = is_known || g_hash_table_contains(groups->by_key, keys->pdata[k]);
    guint other = 0;
    if (!is_known && nearest_find(nearest, member->directory, groups->n_common, &other))
        join(groups, i, other);
    else
        join_by_keys(groups, i, keys);
}

/* Sizes are those before anything joins, so that the order of the files decides nothing. */
static void join_keyless(Union *groups)
{
    Nearest nearest = {0};
    guint first_alone = G_MAXUINT;
    nearest_fill(groups, &nearest);
    for (guint i = 0; i < groups->members->len; i++)
        if (!groups->has_key[i] && is_weak(member_at(groups->members, i)->artifact))
            join_weak(groups, &nearest, i);
    if (nearest.n_groups == 0) { /* only weak files have a key: the others join those */
        nearest_clear(&nearest);
        nearest_fill(groups, &nearest);
    }
    for (guint i = 0; i < groups->members->len; i++) {
        guint other = 0;
        if (groups->has_key[i] || root_of(groups, i) != i || groups->size[i] > 1)
            continue;
        if ((nearest.n_groups > 1 && find_named(groups, i, &other)) ||
            nearest_find(&nearest, member_at(groups->members, i)->directory, groups->n_common, &other)) {
            join(groups, i, other);
        } else {
            first_alone = MIN(first_alone, i);
            join(groups, i, first_alone);
        }
    }
    nearest_clear(&nearest);
}

/* ------------------------------------------------------------------ groups */

static void group_free(gpointer data)
{
    Group *group = data;
    g_ptr_array_unref(group->members);
    g_ptr_array_unref(group->timing_names);
    g_ptr_array_unref(group->command_names);
    g_ptr_array_unref(group->path_name);
    g_free(group->directory_name);
    g_free(group);
}

/* In order of the paths, each name once. */
static void collect_names(Group *group)
{
    group->timing_names = g_ptr_array_new();
    group->command_names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < group->members->len; i++) {
        const Member *member = member_at(group->members, i);
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        add_timing_names(member->artifact, names);
        for (guint k = 0; k < names->len; k++)
            if (g_hash_table_add(seen, names->pdata[k]))
                g_ptr_array_add(group->timing_names, names->pdata[k]);
        add_commands_of(member->artifact, group->command_names);
        if (member->forced_group)
            group->forced_name = member->forced_group;
    }
}

static void keep_common_tokens(GPtrArray *tokens, const GPtrArray *others)
{
    for (guint i = tokens->len; i-- > 0;)
        if (!has_token(others, ((const Token *)tokens->pdata[i])->text))
            g_ptr_array_remove_index(tokens, i);
}

/* Whether the word stands in the name of the file and in no directory of its path. */
static gboolean is_in_name_only(const PathTokens *path, const char *word)
{
    gboolean is_found = FALSE;
    for (guint i = 0; i < path->tokens->len; i++) {
        const Token *token = path->tokens->pdata[i];
        if (strcmp(token->text, word) != 0)
            continue;
        if (token->component + 1 != path->n_components)
            return FALSE;
        is_found = TRUE;
    }
    return is_found;
}

/* Whether some files have the word and others have not, so that it is of a variant. Only the name of a lone profile may be that of
 * the benchmark. */
static gboolean tells_apart(const GPtrArray *members, const char *word)
{
    guint n_with = 0, n_without = 0, n_profiles[2] = {0, 0}; /* without, with the word */
    for (guint i = 0; i < members->len; i++) {
        const Member *member = member_at(members, i);
        gboolean has_word = has_token(member->path->tokens, word);
        gboolean is_plain_profile = member->artifact->blocks->len == 0 && is_in_name_only(member->path, word);
        n_with += has_word && !is_plain_profile && !is_weak(member->artifact);
        n_without += !has_word && !is_weak(member->artifact);
        n_profiles[has_word] += member->artifact->profiles->len > 0;
    }
    return (n_with > 0 && n_without > 0) || (n_profiles[0] > 0 && n_profiles[1] > 0);
}

/* "baseline/perf.txt" and "numba/perf.txt" are no benchmark called numba. */
static void drop_variant_words(const Group *group)
{
    for (guint i = group->path_name->len; i-- > 0;)
        if (tells_apart(group->members, ((const Token *)group->path_name->pdata[i])->text))
            g_ptr_array_remove_index(group->path_name, i);
}

/* What the path keys have in common: of the files with timings, which must all have one; in a group without timings and
 * commands of those files that have one. A printed comparison is called after what it compares, beside other files. */
static void find_path_name(Group *group, guint n_common)
{
    gboolean is_nameless = group->timing_names->len + group->command_names->len == 0;
    gboolean is_first = TRUE, has_strong = FALSE;
    group->path_name = g_ptr_array_new();
    for (guint i = 0; i < group->members->len; i++)
        has_strong = has_strong || !is_weak(member_at(group->members, i)->artifact);
    for (guint i = 0; i < group->members->len; i++) {
        const Member *member = member_at(group->members, i);
        g_autoptr(GPtrArray) key = path_key_tokens(member->path, n_common);
        gboolean counts = is_nameless ? key->len > 0 && !(has_strong && is_weak(member->artifact))
                                      : member->artifact->timings->len > 0;
        if (!counts)
            continue;
        if (is_first)
            g_ptr_array_extend(group->path_name, key, NULL, NULL);
        else
            keep_common_tokens(group->path_name, key);
        is_first = FALSE;
    }
    if (is_nameless)
        drop_variant_words(group);
}

/* The last directory of all members that holds a word of its own; artefact words are taken off. */
static void find_directory_name(Group *group)
{
    const PathTokens *path = member_at(group->members, 0)->path;
    guint n_common = members_common_directories(group->members);
    for (guint component = n_common; component-- > 0 && !group->directory_name;) {
        g_autoptr(GPtrArray) words = g_ptr_array_new();
        gboolean is_telling = FALSE;
        for (guint i = 0; i < path->tokens->len; i++) {
            Token *token = path->tokens->pdata[i];
            if (token->component != component || !path_token_may_name(path, i))
                continue;
            is_telling = is_telling || token->kind == TOKEN_PLAIN;
            g_ptr_array_add(words, token);
        }
        if (is_telling)
            group->directory_name = tokens_join(words);
    }
}

/* In the order of their first paths. */
static GPtrArray *make_groups(Union *groups)
{
    GPtrArray *result = g_ptr_array_new_with_free_func(group_free);
    guint n = groups->members->len;
    g_autofree Group **by_root = g_new0(Group *, n + 1);
    for (guint i = 0; i < n; i++) {
        guint root = root_of(groups, i);
        if (!by_root[root]) {
            by_root[root] = g_new0(Group, 1);
            by_root[root]->members = g_ptr_array_new();
            g_ptr_array_add(result, by_root[root]);
        }
        g_ptr_array_add(by_root[root]->members, groups->members->pdata[i]);
    }
    for (guint i = 0; i < result->len; i++) {
        collect_names(result->pdata[i]);
        find_path_name(result->pdata[i], groups->n_common);
        find_directory_name(result->pdata[i]);
    }
    return result;
}

GPtrArray *grouping_make(const GPtrArray *members, guint n_common)
{
    guint n = members->len;
    Union groups = {.members = members, .n_common = n_common};
    groups.parent = g_new(guint, n + 1);
    groups.size = g_new(guint, n + 1);
    groups.has_key = g_new0(gboolean, n + 1);
    groups.by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < n; i++) {
        groups.parent[i] = i;
        groups.size[i] = 1;
    }
    join_all_keys(&groups);
    join_all_contained(&groups);
    join_keyless(&groups);
    GPtrArray *result = make_groups(&groups);
    g_free(groups.parent);
    g_free(groups.size);
    g_free(groups.has_key);
    g_hash_table_unref(groups.by_key);
    return result;
}

/* ------------------------------------------------------------------ names of groups */

/* json_dumps and json-dump are one name, spelled in two ways. */
const char *group_single_name(const Group *group)
{
    if (group->timing_names->len == 0)
        return NULL;
    g_autofree char *key = key_fold(group->timing_names->pdata[0]);
    for (guint i = 1; i < group->timing_names->len; i++) {
        g_autofree char *other = key_fold(group->timing_names->pdata[i]);
        if (strcmp(key, other) != 0)
            return NULL;
    }
    return group->timing_names->pdata[0];
}

/* What is stated, what is measured, what was run, what the path says: in this order. */
char *group_name(const Group *group, const char *baseline_name, const char *fallback)
{
    const char *single = group_single_name(group);
    if (group->forced_name)
        return g_strdup(group->forced_name);
    if (single)
        return g_strdup(baseline_name ? baseline_name : single);
    if (group->timing_names->len == 0 && group->command_names->len > 0)
        return g_strdup(group->command_names->pdata[0]);
    if (group->path_name->len > 0)
        return tokens_join(group->path_name);
    if (group->timing_names->len > 0)
        return g_strdup(baseline_name ? baseline_name : group->timing_names->pdata[0]);
    return g_strdup(group->directory_name ? group->directory_name : fallback);
}
