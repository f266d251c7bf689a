/* Functions of several profiles side by side; see hotspots.h. */
#include "analyze/hotspots.h"

#include <string.h>

#include "analyze/match_name.h"
#include "model/warning.h"

#define UNRESOLVED_SHARE 0.20
#define UNRESOLVED_DIFFERENCE .10 /* between two profiles */
#define RATE_TOLERANCE .1         /* of ln of the ratio of two rates */
#define FEW_SAMPLES 1000
#define LEAST_MATCH .5 /* share of own weight in functions that both sides have */

/* A function of one profile, under its key. */
typedef struct {
    char *name;                  /* normalised, owned */
    char *module;                /* normalised, owned; an alias is put in its place */
    const FunctionWeight *first; /* the heaviest that has the key */
    guint64 self, total;
    guint n_merged; /* functions that share the key */
    guint n_open;   /* while the tree is walked */
} Entry;

/* The functions of one profile by key. */
typedef struct {
    const Profile *profile;
    GPtrArray *entries;  /* of Entry*, owned, heaviest first */
    GHashTable *by_key;  /* key, owned -> Entry* */
    GHashTable *aliases; /* file, owned -> file of the base, owned; NULL before apply_aliases */
} Side;

/* ------------------------------------------------------------------ keys */

static char *join_key(const char *name, const char *module)
{
    return g_strconcat(name, "\n", module, NULL);
}

char *hotspots_key(const char *name, const char *module)
{
    g_autofree char *function = match_function(name);
    g_autofree char *file = match_module(module);
    return join_key(function, file);
}

char *hotspots_variant_key(const Hotspots *hotspots, guint variant, const char *name, const char *module)
{
    g_autofree char *function = match_function(name);
    g_autofree char *file = match_module(module);
    GHashTable *aliases = hotspots->aliases[variant];
    const char *alias = aliases ? g_hash_table_lookup(aliases, file) : NULL;
    return join_key(function, alias ? alias : file);
}

/* ------------------------------------------------------------------ one profile */

static void entry_free(gpointer data)
{
    Entry *entry = data;
    g_free(entry->name);
    g_free(entry->module);
    g_free(entry);
}

static void side_free(Side *side)
{
    if (side->aliases)
        g_hash_table_unref(side->aliases);
    g_hash_table_unref(side->by_key);
    g_ptr_array_unref(side->entries);
    g_free(side);
}

static void add_function(Side *side, const FunctionWeight *function)
{
    g_autofree char *key = hotspots_key(function->name, function->module);
    Entry *entry = g_hash_table_lookup(side->by_key, key);
    if (!entry) {
        entry = g_new0(Entry, 1);
        entry->name = match_function(function->name);
        entry->module = match_module(function->module);
        entry->first = function;
        g_ptr_array_add(side->entries, entry);
        g_hash_table_insert(side->by_key, g_steal_pointer(&key), entry);
    }
    entry->self += function->self;
    entry->total = MAX(entry->total, function->total);
    entry->n_merged++;
}

/* The entry of every frame. Transfer full. */
static Entry **frame_entries(const Side *side)
{
    const GPtrArray *frames = side->profile->frames;
    Entry **entries = g_new0(Entry *, frames->len + 1u);
    for (guint i = 0; i < frames->len; i++) {
        const Frame *frame = g_ptr_array_index(frames, i);
        g_autofree char *key = hotspots_key(frame->name, frame->module);
        entries[i] = g_hash_table_lookup(side->by_key, key);
    }
    return entries;
}

/* Totals of functions that fell together under one key, once per stack. What the tree has folded away is missing. */
static void count_merged_totals(const Side *side)
{
    const GArray *nodes = side->profile->nodes;
    g_autofree Entry **entries = frame_entries(side);
    g_autoptr(GPtrArray) open =
        g_ptr_array_new(); /* entries from the root to the last node, NULL for single ones */
    for (guint i = 0; i < side->entries->len; i++) {
        Entry *entry = g_ptr_array_index(side->entries, i);
        if (entry->n_merged > 1)
            entry->total = 0;
    }
    for (guint i = 0; i < nodes->len; i++) {
        const ProfileNode *node = &g_array_index(nodes, ProfileNode, i);
        for (; open->len > node->depth; g_ptr_array_set_size(open, (gint)open->len - 1)) {
            Entry *closed = g_ptr_array_index(open, open->len - 1);
            if (closed)
                closed->n_open--;
        }
        Entry *entry =
            entries[node->frame] && entries[node->frame]->n_merged > 1 ? entries[node->frame] : NULL;
        if (entry && entry->n_open++ == 0)
            entry->total += node->total;
        g_ptr_array_add(open, entry);
    }
    for (guint i = 0; i < side->entries->len; i++) {
        Entry *entry = g_ptr_array_index(side->entries, i);
        entry->total = MAX(entry->total, entry->self);
    }
}

static Side *side_new(const Profile *profile)
{
    Side *side = g_new0(Side, 1);
    side->profile = profile;
    side->entries = g_ptr_array_new_with_free_func(entry_free);
    side->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < profile->functions->len; i++)
        add_function(side, g_ptr_array_index(profile->functions, i));
    if (side->entries->len < profile->functions->len)
        count_merged_totals(side);
    return side;
}

/* ------------------------------------------------------------------ files that were renamed */

/* Set of the module keys of a side. Borrows. */
static GHashTable *module_set(const Side *side)
{
    GHashTable *modules = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < side->entries->len; i++) {
        Entry *entry = g_ptr_array_index(side->entries, i);
        if (*entry->module)
            g_hash_table_add(modules, entry->module);
    }
    return modules;
}

/* Number of functions, generated names aside, that file `a` of one side and file `b` of the other have in common. */
static guint count_common(const Side *side, const char *a, const Side *base, const char *b)
{
    guint n = 0;
    for (guint i = 0; i < side->entries->len; i++) {
        const Entry *entry = g_ptr_array_index(side->entries, i);
        if (!g_str_equal(entry->module, a) || entry->name[0] == '<')
            continue;
        g_autofree char *key = join_key(entry->name, b);
        n += g_hash_table_contains(base->by_key, key) ? 1 : 0;
    }
    return n;
}

/* The file of the base that `module` was made from: unknown to this side, of a similar name, with most functions in common. NULL when
 * there is none. */
static char *find_alias(const Side *side, const char *module, const Side *base, GHashTable *own,
                        GHashTable *theirs)
{
    char *best = NULL;
    guint most = 0;
    GHashTableIter iter;
    gpointer candidate;
    g_hash_table_iter_init(&iter, theirs);
    while (g_hash_table_iter_next(&iter, &candidate, NULL)) {
        if (g_hash_table_contains(own, candidate) || !match_may_alias(module, candidate))
            continue;
        guint n = count_common(side, module, base, candidate);
        if (n > most || (n == most && n > 0 && strcmp(candidate, best) < 0)) {
            best = candidate;
            most = n;
        }
    }
    return best;
}

/* The file of the base that gen.json says `module` is; NULL when it says nothing of files that both sides have. */
static const char *find_stated_alias(const GPtrArray *stated, const char *module, GHashTable *theirs)
{
    for (guint i = 0; i < stated->len; i++) {
        const Alias *alias = g_ptr_array_index(stated, i);
        g_autofree char *from = match_module(alias->from);
        g_autofree char *to = match_module(alias->to);
        gpointer own = NULL;
        if (strcmp(module, from) == 0 && g_hash_table_lookup_extended(theirs, to, &own, NULL))
            return own;
    }
    return NULL;
}

/* Files the entry under the key, which it takes over; two files that are taken for one add up. */
static void put_entry(Side *side, char *key, Entry *entry)
{
    Entry *other = g_hash_table_lookup(side->by_key, key);
    if (!other) {
        g_hash_table_insert(side->by_key, key, entry);
        return;
    }
    other->self += entry->self;
    other->total = MIN(side->profile->total, other->total + entry->total);
    g_free(key);
}

/* Gives renamed files the key that they have in the base: as gen.json states it, else as their names and functions suggest. */
static void apply_aliases(Side *side, const Side *base, const GPtrArray *stated)
{
    g_autoptr(GHashTable) own = module_set(side);
    g_autoptr(GHashTable) theirs = module_set(base);
    side->aliases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    gpointer module;
    g_hash_table_iter_init(&iter, own);
    while (g_hash_table_iter_next(&iter, &module, NULL)) {
        const char *alias = find_stated_alias(stated, module, theirs);
        if (!alias && !g_hash_table_contains(theirs, module))
            alias = find_alias(side, module, base, own, theirs);
        if (alias)
            g_hash_table_insert(side->aliases, g_strdup(module), g_strdup(alias));
    }
    g_hash_table_remove_all(side->by_key);
    for (guint i = 0; i < side->entries->len; i++) {
        Entry *entry = g_ptr_array_index(side->entries, i);
        const char *alias = g_hash_table_lookup(side->aliases, entry->module);
        put_entry(side, join_key(entry->name, alias ? alias : entry->module), entry);
    }
}

/* ------------------------------------------------------------------ units */

double hotspots_seconds(const Profile *profile)
{
    double unit = profile_weight(profile, 1);
    if (g_str_equal(profile->weight_unit, "seconds"))
        return unit;
    return profile->weight_per_second > 0 ? unit / profile->weight_per_second : NAN;
}

/* TRUE when the profiler stopped after a given time or the command chose its own amount of work: the total says nothing. */
static gboolean has_free_work(const Profile *profile)
{
    g_auto(GStrv) words = g_strsplit(profile->command ? profile->command : "", " ", -1);
    gboolean is_profilers = TRUE; /* options up to "--"; then the program's own */
    for (guint i = 0; words[i]; i++) {
        const char *slash = strrchr(words[i], '/');
        const char *program = slash ? slash + 1 : words[i];
        is_profilers = is_profilers && !g_str_equal(words[i], "--");
        if (is_profilers && (g_str_equal(words[i], "-d") || g_str_has_prefix(words[i], "--duration")))
            return TRUE;
        if (g_str_equal(program, "pyperf") || g_str_equal(program, "pyperformance"))
            return TRUE;
    }
    return FALSE;
}

HotspotUnit hotspots_unit(const Profile *const *profiles, guint n)
{
    for (guint i = 0; i < n; i++) {
        if (isnan(hotspots_seconds(profiles[i])) || (n > 1 && has_free_work(profiles[i])))
            return HOTSPOT_SHARE;
    }
    return HOTSPOT_SECONDS;
}

/* ------------------------------------------------------------------ rows */

static void row_free(gpointer data)
{
    HotspotRow *row = data;
    g_free(row->self);
    g_free(row->total);
    g_free(row->z);
    g_free(row->key);
    g_free(row);
}

static HotspotRow *row_new(const Entry *entry, const char *key, guint n_variants)
{
    HotspotRow *row = g_new0(HotspotRow, 1);
    row->name =
        entry->n_merged > 1 && g_str_has_prefix(entry->first->name, "0x") ? "0x…" : entry->first->name;
    row->module = entry->first->module;
    row->kind = entry->first->kind;
    row->key = g_strdup(key);
    row->self = g_new0(double, n_variants);
    row->total = g_new0(double, n_variants);
    row->z = g_new(double, n_variants);
    for (guint i = 0; i < n_variants; i++)
        row->z[i] = NAN;
    return row;
}

/* Share of the own weight of both sides together, in the unit of the table, that lies in functions which both have. */
static double match_rate(const Hotspots *hotspots, guint variant, const Side *side, const Side *base)
{
    guint64 own = 0, theirs = 0;
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, side->by_key);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const Entry *other = g_hash_table_lookup(base->by_key, key);
        own += other ? ((const Entry *)value)->self : 0;
        theirs += other ? other->self : 0;
    }
    return ((double)own * hotspots->factors[variant] + (double)theirs * hotspots->factors[0]) /
           (hotspots->totals[variant] + hotspots->totals[0]);
}

static void add_side(Hotspots *hotspots, GHashTable *rows, const Side *side, guint variant)
{
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, side->by_key);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const Entry *entry = value;
        HotspotRow *row = g_hash_table_lookup(rows, key);
        if (!row) {
            row = row_new(entry, key, hotspots->variants->len);
            g_hash_table_insert(rows, row->key, row);
            g_ptr_array_add(hotspots->rows, row);
        }
        row->self[variant] += (double)entry->self * hotspots->factors[variant];
        row->total[variant] += (double)entry->total * hotspots->factors[variant];
    }
}

/* Difference of two counts of samples in standard errors, scaled to the unit of the table: Poisson counts, so that a count of n has
 * the variance n. */
static void add_errors(Hotspots *hotspots)
{
    for (guint v = 1; v < hotspots->variants->len && hotspots->has_base; v++) {
        const Profile *base = hotspots->profiles[0], *profile = hotspots->profiles[v];
        if (!g_str_equal(base->weight_unit, "samples") || !g_str_equal(profile->weight_unit, "samples"))
            continue;
        for (guint i = 0; i < hotspots->rows->len; i++) {
            HotspotRow *row = g_ptr_array_index(hotspots->rows, i);
            double variance = row->self[0] * hotspots->factors[0] + row->self[v] * hotspots->factors[v];
            row->z[v] = variance > 0 ? (row->self[v] - row->self[0]) / sqrt(variance) : 0;
        }
    }
}

static double largest_self(const HotspotRow *row, guint n)
{
    double most = 0;
    for (guint i = 0; i < n; i++)
        most = MAX(most, row->self[i]);
    return most;
}

static double largest_total(const HotspotRow *row, guint n)
{
    double most = 0;
    for (guint i = 0; i < n; i++)
        most = MAX(most, row->total[i]);
    return most;
}

/* By own time, then by time with callees; the name decides between equals, so that the order is total. */
static int compare_rows(gconstpointer a, gconstpointer b, gpointer data)
{
    const HotspotRow *x = *(HotspotRow *const *)a, *y = *(HotspotRow *const *)b;
    double weight_x = largest_self(x, GPOINTER_TO_UINT(data)),
           weight_y = largest_self(y, GPOINTER_TO_UINT(data));
    if (weight_x != weight_y)
        return weight_x > weight_y ? -1 : 1;
    double total_x = largest_total(x, GPOINTER_TO_UINT(data)),
           total_y = largest_total(y, GPOINTER_TO_UINT(data));
    if (total_x != total_y)
        return total_x > total_y ? -1 : 1;
    return strcmp(x->key, y->key);
}

/* ------------------------------------------------------------------ all of it */

const Profile *hotspots_profile(const Variant *variant)
{
    const Profile *best = NULL;
    const GPtrArray *profiles = variant->run->profiles;
    for (guint i = 0; i < profiles->len; i++) {
        const Profile *profile = g_ptr_array_index(profiles, i);
        gboolean is_whole = !g_str_equal(profile->format, "flamegraph-svg");
        gboolean best_is_whole = best && !g_str_equal(best->format, "flamegraph-svg");
        if (profile->total == 0)
            continue;
        if (!best || (is_whole && !best_is_whole) ||
            (is_whole == best_is_whole &&
             profile_weight(profile, profile->total) > profile_weight(best, best->total)))
            best = profile;
    }
    return best;
}

static void choose_profiles(Hotspots *hotspots, const Findings *findings)
{
    hotspots->profiles = g_new0(const Profile *, findings->variants->len + 1u);
    for (guint i = 0; i < findings->variants->len; i++) {
        VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        const Profile *profile = hotspots_profile(variant->variant);
        if (!profile)
            continue;
        hotspots->has_base = hotspots->has_base || i == 0;
        hotspots->profiles[hotspots->variants->len] = profile;
        g_ptr_array_add(hotspots->variants, variant);
    }
}

static void set_factors(Hotspots *hotspots)
{
    guint n = hotspots->variants->len;
    hotspots->unit = hotspots_unit(hotspots->profiles, n);
    hotspots->factors = g_new(double, n);
    hotspots->totals = g_new(double, n);
    hotspots->match_rates = g_new(double, n);
    hotspots->aliases = g_new0(GHashTable *, n);
    for (guint i = 0; i < n; i++) {
        const Profile *profile = hotspots->profiles[i];
        hotspots->factors[i] =
            hotspots->unit == HOTSPOT_SECONDS ? hotspots_seconds(profile) : 1 / (double)profile->total;
        hotspots->totals[i] = (double)profile->total * hotspots->factors[i];
        hotspots->match_rates[i] = 1;
    }
}

Hotspots *hotspots_new(const Findings *findings)
{
    g_autoptr(Hotspots) hotspots = g_new0(Hotspots, 1);
    hotspots->variants = g_ptr_array_new();
    hotspots->rows = g_ptr_array_new_with_free_func(row_free);
    choose_profiles(hotspots, findings);
    if (hotspots->variants->len == 0)
        return NULL;
    set_factors(hotspots);
    g_autoptr(GHashTable) rows = g_hash_table_new(g_str_hash, g_str_equal);
    Side *base = side_new(hotspots->profiles[0]);
    add_side(hotspots, rows, base, 0);
    for (guint i = 1; i < hotspots->variants->len; i++) {
        Side *side = side_new(hotspots->profiles[i]);
        apply_aliases(side, base, findings->benchmark->aliases);
        hotspots->match_rates[i] = match_rate(hotspots, i, side, base);
        hotspots->aliases[i] = g_hash_table_ref(side->aliases);
        add_side(hotspots, rows, side, i);
        side_free(side);
    }
    side_free(base);
    add_errors(hotspots);
    g_ptr_array_sort_with_data(hotspots->rows, compare_rows, GUINT_TO_POINTER(hotspots->variants->len));
    return g_steal_pointer(&hotspots);
}

gboolean hotspots_can_diff(const Hotspots *hotspots, guint variant)
{
    return hotspots->has_base && variant > 0 && variant < hotspots->variants->len &&
           g_str_equal(hotspots->profiles[0]->weight_unit, hotspots->profiles[variant]->weight_unit) &&
           hotspots->match_rates[variant] >= LEAST_MATCH;
}

void hotspots_free(Hotspots *hotspots)
{
    if (!hotspots)
        return;
    for (guint i = 0; hotspots->aliases && i < hotspots->variants->len; i++)
        if (hotspots->aliases[i])
            g_hash_table_unref(hotspots->aliases[i]);
    g_free(hotspots->aliases);
    g_ptr_array_unref(hotspots->variants);
    g_free(hotspots->profiles);
    g_ptr_array_unref(hotspots->rows);
    g_free(hotspots->factors);
    g_free(hotspots->totals);
    g_free(hotspots->match_rates);
    g_free(hotspots);
}

/* ------------------------------------------------------------------ warnings */

static void add_sources(Warning *warning, const Profile *profile)
{
    for (guint i = 0; i < profile->sources->len; i++)
        warning_add_source(warning, ((const Input *)g_ptr_array_index(profile->sources, i))->path);
}

static void check_profile(const Profile *profile, GPtrArray *warnings)
{
    if (profile->unresolved >= UNRESOLVED_SHARE) {
        g_autofree char *share = number_percent(profile->unresolved);
        add_sources(warning_add(warnings, "unresolved-frames",
                                "%s of the weight lies in stacks with a frame that has no name. Who calls "
                                "whom is a guess there; "
                                "install debug symbols and record again.",
                                share),
                    profile);
    }
    if (profile->pruned > 0) {
        g_autofree char *share = number_percent(profile->pruned);
        add_sources(warning_add(warnings, "pruned-profile",
                                "Recovered from a flame graph, which leaves out frames below its least "
                                "width: at least %s of the "
                                "weight counts as own time of their callers.",
                                share),
                    profile);
    }
    if (g_str_equal(profile->weight_unit, "samples") &&
        profile_weight(profile, profile->total) < FEW_SAMPLES) {
        g_autofree char *count = number_grouped((guint64)profile_weight(profile, profile->total));
        add_sources(warning_add(warnings, "few-samples",
                                "The profile has %s samples only: shares below a few per cent are chance.",
                                count),
                    profile);
    }
}

static void check_unit(const Findings *findings, GPtrArray *warnings)
{
    g_autofree const Profile **profiles = g_new0(const Profile *, findings->variants->len + 1u);
    guint n = 0;
    for (guint i = 0; i < findings->variants->len; i++) {
        profiles[n] =
            hotspots_profile(((VariantFindings *)g_ptr_array_index(findings->variants, i))->variant);
        n += profiles[n] ? 1 : 0;
    }
    if (n < 2 || hotspots_unit(profiles, n) == HOTSPOT_SECONDS)
        return;
    Warning *warning = warning_add(
        warnings, "share-only-diff",
        "The profiles do not say how much time the same work took. They are compared by share: one may "
        "rise although its time falls.");
    for (guint i = 0; i < n; i++)
        add_sources(warning, profiles[i]);
}

/* What sets two profiles apart beyond the program; NULL when nothing does. Static. */
static const char *profile_difference(const Profile *base, const Profile *changed)
{
    if (!g_str_equal(base->weight_unit, changed->weight_unit))
        return "count in different units";
    if (base->event && changed->event && !g_str_equal(base->event, changed->event))
        return "sampled different events";
    if (base->sample_rate > 0 && changed->sample_rate > 0 &&
        fabs(log(changed->sample_rate / base->sample_rate)) > RATE_TOLERANCE)
        return "were sampled at different rates";
    if (fabs(base->unresolved - changed->unresolved) > UNRESOLVED_DIFFERENCE)
        return "resolve different shares of their frames";
    return NULL;
}

static void check_pairs(const Findings *findings, GPtrArray *warnings)
{
    const Profile *base = NULL;
    for (guint i = 0; i < findings->variants->len; i++) {
        const Profile *profile =
            hotspots_profile(((VariantFindings *)g_ptr_array_index(findings->variants, i))->variant);
        const char *difference = i > 0 && base && profile ? profile_difference(base, profile) : NULL;
        if (i == 0)
            base = profile;
        if (!difference)
            continue;
        Warning *warning = warning_add(
            warnings, "profiles-differ",
            "Two profiles %s: changes between them may come from how they were recorded.", difference);
        add_sources(warning, base);
        add_sources(warning, profile);
    }
}

static gboolean alias_used(const Hotspots *hotspots, const Alias *alias)
{
    g_autofree char *from = match_module(alias->from);
    g_autofree char *to = match_module(alias->to);
    for (guint i = 1; i < hotspots->variants->len; i++) {
        GHashTable *used = hotspots->aliases[i];
        if (used && g_strcmp0(g_hash_table_lookup(used, from), to) == 0)
            return TRUE;
    }
    return FALSE;
}

static void check_aliases(const Findings *findings, GPtrArray *warnings)
{
    const GPtrArray *stated = findings->benchmark->aliases;
    g_autoptr(Hotspots) hotspots = stated->len > 0 ? hotspots_new(findings) : NULL;
    for (guint i = 0; hotspots && i < stated->len; i++) {
        const Alias *alias = g_ptr_array_index(stated, i);
        if (!alias_used(hotspots, alias))
            warning_add(
                warnings, "alias-empty",
                "%s is stated to be %s, but no profile has the one where the baseline's has the other.",
                alias->from, alias->to);
    }
}

void profiles_check(const Findings *findings, GPtrArray *warnings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint k = 0; k < variant->variant->run->profiles->len; k++)
            check_profile(g_ptr_array_index(variant->variant->run->profiles, k), warnings);
    }
    check_unit(findings, warnings);
    check_pairs(findings, warnings);
    check_aliases(findings, warnings);
}
