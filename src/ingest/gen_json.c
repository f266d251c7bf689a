/* Reading and checking gen.json; see gen_json.h. */
#include "ingest/gen_json.h"

#include <string.h>

#include "base/text.h"
#include "ingest/json_read.h"

#define CODE "gen-json"
#define MAX_SPEEDUPS 100

typedef struct {
    const JsonDocument *document;
    GenSettings *settings;
    DiagList *diags;
} Reading;

/* ------------------------------------------------------------------ freeing */

static void settings_text_free(gpointer data)
{
    SettingsText *text = data;
    if (!text)
        return;
    g_free(text->text);
    g_free(text);
}

static void variant_settings_free(gpointer data)
{
    VariantSettings *variant = data;
    settings_text_free(variant->name);
    g_free(variant->label);
    g_ptr_array_unref(variant->paths);
    g_ptr_array_unref(variant->exclude);
    g_free(variant);
}

static void work_settings_free(gpointer data)
{
    WorkSettings *work = data;
    settings_text_free(work->glob);
    g_free(work);
}

/* A gen.json is about the directory that it stands in. */
static GenSettings *settings_new(const char *path)
{
    GenSettings *settings = g_new0(GenSettings, 1);
    const char *slash = strrchr(path, '/');
    settings->path = g_strdup(path);
    settings->directory = slash ? g_strndup(path, (gsize)(slash - path)) : g_strdup("");
    settings->order = g_ptr_array_new_with_free_func(settings_text_free);
    settings->variants = g_ptr_array_new_with_free_func(variant_settings_free);
    settings->aliases = g_ptr_array_new_with_free_func((GDestroyNotify)alias_free);
    settings->work = g_ptr_array_new_with_free_func(work_settings_free);
    settings->whatifs = g_ptr_array_new_with_free_func((GDestroyNotify)what_if_free);
    settings->margin = NAN;
    return settings;
}

void gen_settings_free(GenSettings *settings)
{
    if (!settings)
        return;
    g_free(settings->path);
    g_free(settings->directory);
    g_free(settings->benchmark);
    g_free(settings->title);
    g_free(settings->author);
    g_free(settings->course);
    settings_text_free(settings->baseline);
    g_ptr_array_unref(settings->order);
    g_ptr_array_unref(settings->variants);
    g_ptr_array_unref(settings->aliases);
    g_ptr_array_unref(settings->work);
    g_ptr_array_unref(settings->whatifs);
    g_free(settings);
}

/* ------------------------------------------------------------------ reading values */

/* Adds an error at the node and returns FALSE. */
static gboolean G_GNUC_PRINTF(3, 4)
    complain(const Reading *reading, const cJSON *node, const char *format, ...)
{
    guint line = 0, column = 0;
    json_locate(reading->document, node, &line, &column);
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diag_add(reading->diags, DIAG_ERROR, CODE, reading->settings->path, line, column, "%s", message);
    return FALSE;
}

/* The schema is closed: a mistyped key would silently do nothing. */
static gboolean unknown_key(const Reading *reading, const cJSON *node, const char *const *keys, gsize n_keys)
{
    const char *near = text_nearest(node->string, keys, n_keys);
    guint line = 0, column = 0;
    json_locate_name(reading->document, node, &line, &column);
    diag_add(reading->diags, DIAG_ERROR, CODE, reading->settings->path, line, column,
             "unknown key \"%s\"%s%s%s", node->string, near ? " (" : "", near ? near : "", near ? "?)" : "");
    return FALSE;
}

/* A text that is not blank, made harmless. NULL with an error otherwise. Transfer full. */
static char *read_text(const Reading *reading, const cJSON *node, const char *what)
{
    if (!cJSON_IsString(node)) {
        complain(reading, node, "%s must be a text", what);
        return NULL;
    }
    g_autofree char *clean = text_clean_name(node->valuestring, strlen(node->valuestring));
    g_strstrip(clean);
    if (!*clean) {
        complain(reading, node, "%s is empty", what);
        return NULL;
    }
    return g_steal_pointer(&clean);
}

static gboolean take_text(const Reading *reading, const cJSON *node, const char *what, char **text)
{
    g_free(*text);
    *text = read_text(reading, node, what);
    return *text != NULL;
}

/* Keeps the place, for errors that show later, when files and variants are known. */
static SettingsText *text_at(const Reading *reading, const cJSON *node, char *text)
{
    SettingsText *result = g_new0(SettingsText, 1);
    result->text = text;
    json_locate(reading->document, node, &result->line, &result->column);
    return result;
}

static gboolean read_texts(const Reading *reading, const cJSON *list, const char *what, GPtrArray *texts)
{
    const cJSON *node = NULL;
    if (!cJSON_IsArray(list))
        return complain(reading, list, "%s must be a list of texts", what);
    cJSON_ArrayForEach(node, list)
    {
        char *text = read_text(reading, node, what);
        if (!text)
            return FALSE;
        g_ptr_array_add(texts, text_at(reading, node, text));
    }
    return TRUE;
}

/* ------------------------------------------------------------------ members */

static gboolean read_baseline(Reading *reading, const cJSON *node)
{
    char *text = read_text(reading, node, "baseline");
    if (!text)
        return FALSE;
    settings_text_free(reading->settings->baseline);
    reading->settings->baseline = text_at(reading, node, text);
    return TRUE;
}

/* A name that stands twice leaves its place open. */
static gboolean read_order(Reading *reading, const cJSON *node)
{
    GPtrArray *order = reading->settings->order;
    if (!read_texts(reading, node, "order", order))
        return FALSE;
    for (guint i = 0; i < order->len; i++)
        for (guint k = 0; k < i; k++)
            if (strcmp(((SettingsText *)order->pdata[i])->text, ((SettingsText *)order->pdata[k])->text) == 0)
                return complain(reading, cJSON_GetArrayItem(node, (int)i), "order names \"%s\" twice",
                                ((SettingsText *)order->pdata[i])->text);
    return TRUE;
}

/* All members are read, so that all errors are told at once. */
static gboolean read_variant(Reading *reading, const cJSON *node)
{
    static const char *const KEYS[] = {"label", "paths", "exclude"};
    VariantSettings *variant = g_new0(VariantSettings, 1);
    variant->name = text_at(reading, node, text_clean_name(node->string, strlen(node->string)));
    variant->paths = g_ptr_array_new_with_free_func(settings_text_free);
    variant->exclude = g_ptr_array_new_with_free_func(settings_text_free);
    g_ptr_array_add(reading->settings->variants, variant);
    if (!*variant->name->text)
        return complain(reading, node, "a variant needs a name");
    if (!cJSON_IsObject(node))
        return complain(reading, node, "variant \"%s\" must be an object with label, paths or exclude",
                        node->string);
    gboolean is_good = TRUE;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, node)
    {
        if (strcmp(member->string, "label") == 0)
            is_good &= take_text(reading, member, "label", &variant->label);
        else if (strcmp(member->string, "paths") == 0)
            is_good &= read_texts(reading, member, "paths", variant->paths);
        else if (strcmp(member->string, "exclude") == 0)
            is_good &= read_texts(reading, member, "exclude", variant->exclude);
        else
            is_good = unknown_key(reading, member, KEYS, G_N_ELEMENTS(KEYS));
    }
    return is_good;
}

static gboolean read_alias(Reading *reading, const cJSON *node)
{
    Alias *alias = g_new0(Alias, 1);
    alias->from = text_clean_name(node->string, strlen(node->string));
    alias->to = read_text(reading, node, "an alias");
    g_ptr_array_add(reading->settings->aliases, alias);
    if (alias->to && !*alias->from)
        return complain(reading, node, "an alias needs a name");
    return alias->to != NULL;
}

/* Without loops the entry would say nothing. */
static gboolean read_work(Reading *reading, const cJSON *node)
{
    static const char *const KEYS[] = {"loops"};
    WorkSettings *work = g_new0(WorkSettings, 1);
    work->glob = text_at(reading, node, g_strdup(node->string));
    g_ptr_array_add(reading->settings->work, work);
    if (!cJSON_IsObject(node))
        return complain(reading, node, "work of \"%s\" must be an object with loops", node->string);
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, node)
    {
        if (strcmp(member->string, "loops") != 0)
            return unknown_key(reading, member, KEYS, G_N_ELEMENTS(KEYS));
        if (!json_uint64(member, &work->loops) || work->loops == 0)
            return complain(reading, member, "loops must be a whole number from 1");
    }
    return work->loops > 0 || complain(reading, node, "work of \"%s\" states no loops", node->string);
}

/* Compiled once here, so that a wrong one is found where it stands. */
static gboolean read_pattern(const Reading *reading, const cJSON *node, WhatIf *what_if)
{
    g_autoptr(GError) error = NULL;
    if (!take_text(reading, node, "pattern", &what_if->pattern))
        return FALSE;
    g_autoptr(GRegex) regex = g_regex_new(what_if->pattern, 0, 0, &error);
    return regex || complain(reading, node, "pattern is no regular expression: %s", error->message);
}

/* "Twice as fast" is 2; at 1 or below there is nothing to ask. */
static gboolean read_speedups(const Reading *reading, const cJSON *node, WhatIf *what_if)
{
    int n = cJSON_IsArray(node) ? cJSON_GetArraySize(node) : 0;
    const cJSON *member = NULL;
    if (n == 0 || n > MAX_SPEEDUPS)
        return complain(reading, node, "speedups must be a list of 1 to %d numbers", MAX_SPEEDUPS);
    g_free(what_if->speedups);
    what_if->speedups = g_new0(double, (gsize)n);
    what_if->n_speedups = 0;
    cJSON_ArrayForEach(member, node)
    {
        double value = 0;
        if (!json_number(member, &value) || !(value > 1))
            return complain(reading, member, "a speedup must be a number above 1");
        what_if->speedups[what_if->n_speedups++] = value;
    }
    return TRUE;
}

static gboolean read_what_if(Reading *reading, const cJSON *node)
{
    static const char *const KEYS[] = {"name", "pattern", "speedups"};
    WhatIf *what_if = g_new0(WhatIf, 1);
    g_ptr_array_add(reading->settings->whatifs, what_if);
    if (!cJSON_IsObject(node))
        return complain(reading, node, "a what-if must be an object with name, pattern and speedups");
    gboolean is_good = TRUE;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, node)
    {
        if (strcmp(member->string, "name") == 0)
            is_good &= take_text(reading, member, "name", &what_if->name);
        else if (strcmp(member->string, "pattern") == 0)
            is_good &= read_pattern(reading, member, what_if);
        else if (strcmp(member->string, "speedups") == 0)
            is_good &= read_speedups(reading, member, what_if);
        else
            is_good = unknown_key(reading, member, KEYS, G_N_ELEMENTS(KEYS));
    }
    if (is_good && !(what_if->name && what_if->pattern && what_if->speedups))
        return complain(reading, node, "a what-if needs name, pattern and speedups");
    return is_good;
}

/* Calls read for every member of an object or every element of a list. */
static gboolean read_each(Reading *reading, const cJSON *node, gboolean is_list,
                          gboolean (*read)(Reading *, const cJSON *))
{
    if (is_list ? !cJSON_IsArray(node) : !cJSON_IsObject(node))
        return complain(reading, node, "%s must be %s", node->string, is_list ? "a list" : "an object");
    gboolean is_good = TRUE;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, node) is_good &= read(reading, member);
    return is_good;
}

/* A share, as everywhere in files; per cent are for the command line. */
static gboolean read_margin(Reading *reading, const cJSON *node)
{
    double margin = 0;
    if (!json_number(node, &margin) || !(margin >= 0 && margin < 1))
        return complain(reading, node, "margin must be a share from 0 to below 1, such as 0.01");
    reading->settings->margin = margin;
    return TRUE;
}

static gboolean read_member(Reading *reading, const cJSON *node)
{
    static const char *const KEYS[] = {"benchmark", "title",   "author", "course", "baseline", "order",
                                       "variants",  "aliases", "work",   "whatif", "margin"};
    GenSettings *settings = reading->settings;
    const char *key = node->string;
    if (strcmp(key, "benchmark") == 0)
        return take_text(reading, node, key, &settings->benchmark);
    if (strcmp(key, "title") == 0)
        return take_text(reading, node, key, &settings->title);
    if (strcmp(key, "author") == 0)
        return take_text(reading, node, key, &settings->author);
    if (strcmp(key, "course") == 0)
        return take_text(reading, node, key, &settings->course);
    if (strcmp(key, "baseline") == 0)
        return read_baseline(reading, node);
    if (strcmp(key, "order") == 0)
        return read_order(reading, node);
    if (strcmp(key, "variants") == 0)
        return read_each(reading, node, FALSE, read_variant);
    if (strcmp(key, "aliases") == 0)
        return read_each(reading, node, FALSE, read_alias);
    if (strcmp(key, "work") == 0)
        return read_each(reading, node, FALSE, read_work);
    if (strcmp(key, "whatif") == 0)
        return read_each(reading, node, TRUE, read_what_if);
    if (strcmp(key, "margin") == 0)
        return read_margin(reading, node);
    return unknown_key(reading, node, KEYS, G_N_ELEMENTS(KEYS));
}

GenSettings *gen_json_read(const char *path, const char *text, gsize n_text, DiagList *diags)
{
    g_autoptr(JsonDocument) document = json_read(path, text, n_text, diags);
    if (!document)
        return NULL;
    g_autoptr(GenSettings) settings = settings_new(path);
    Reading reading = {.document = document, .settings = settings, .diags = diags};
    if (!cJSON_IsObject(document->root)) {
        complain(&reading, document->root, "gen.json must be an object");
        return NULL;
    }
    gboolean is_good = TRUE;
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, document->root) is_good &= read_member(&reading, member);
    return is_good ? g_steal_pointer(&settings) : NULL;
}

/* ------------------------------------------------------------------ globs */

/* Matches iteratively, going back to the last star; "**" may cross '/'. */
static gboolean match_whole(const char *glob, const char *path)
{
    const char *star = NULL, *from = NULL;           /* the last '*' and where it stopped */
    const char *deep_star = NULL, *deep_from = NULL; /* the last "**" */
    for (;;) {
        if (glob[0] == '*' && glob[1] == '*') {
            deep_star = glob += 2;
            if (*glob == '/') /* two stars and a slash also match nothing at all */
                deep_star = ++glob;
            deep_from = path;
            star = NULL;
        } else if (*glob == '*') {
            star = ++glob;
            from = path;
        } else if (*path && (*glob == *path || (*glob == '?' && *path != '/'))) {
            glob++;
            path++;
        } else if (!*path && !*glob) {
            return TRUE;
        } else if (star && *from && *from != '/') {
            glob = star;
            path = ++from;
        } else if (deep_star && *deep_from) {
            glob = deep_star;
            path = ++deep_from;
            star = NULL;
        } else {
            return FALSE;
        }
    }
}

gboolean glob_match(const char *glob, const char *path)
{
    gsize n = strlen(glob);
    while (n > 0 && glob[n - 1] == '/')
        n--;
    if (n == 0)
        return FALSE;
    g_autofree char *exact = g_strndup(glob, n);
    g_autofree char *below = g_strconcat(exact, "/**", NULL);
    return match_whole(exact, path) || match_whole(below, path);
}

/* Every glob is tried, not only until one matches: each must match something. */
static gboolean matches(SettingsText *glob, const char *path)
{
    gboolean is_match = glob_match(glob->text, path);
    glob->is_matched = glob->is_matched || is_match;
    return is_match;
}

static gboolean matches_any(const GPtrArray *globs, const char *path)
{
    gboolean is_match = FALSE;
    for (guint i = 0; i < globs->len; i++)
        is_match = matches(globs->pdata[i], path) || is_match;
    return is_match;
}

/* ------------------------------------------------------------------ questions */

gboolean gen_settings_cover(const GenSettings *settings, const char *path)
{
    gsize n = strlen(settings->directory);
    return n == 0 || (strncmp(path, settings->directory, n) == 0 && path[n] == '/');
}

/* Globs are relative to the directory of gen.json. */
static const char *below_directory(const GenSettings *settings, const char *path)
{
    gsize n = strlen(settings->directory);
    return n == 0 ? path : path + n + 1;
}

/* A path of one variant beats the exclusion of another. */
const VariantSettings *gen_settings_variant(GenSettings *settings, const char *path, gboolean *is_excluded)
{
    const VariantSettings *found = NULL;
    *is_excluded = FALSE;
    if (!gen_settings_cover(settings, path))
        return NULL;
    const char *below = below_directory(settings, path);
    for (guint i = 0; i < settings->variants->len; i++) {
        VariantSettings *variant = settings->variants->pdata[i];
        gboolean is_match = matches_any(variant->paths, below);
        if (matches_any(variant->exclude, below))
            *is_excluded = TRUE;
        else if (is_match && !found)
            found = variant;
    }
    *is_excluded = *is_excluded && !found;
    return found;
}

guint64 gen_settings_loops(GenSettings *settings, const char *path)
{
    guint64 loops = 0;
    for (guint i = 0; gen_settings_cover(settings, path) && i < settings->work->len; i++) {
        WorkSettings *work = settings->work->pdata[i];
        if (matches(work->glob, below_directory(settings, path)) && loops == 0)
            loops = work->loops;
    }
    return loops;
}

const VariantSettings *gen_settings_find_variant(GenSettings *settings, const char *name)
{
    for (guint i = 0; i < settings->variants->len; i++) {
        VariantSettings *variant = settings->variants->pdata[i];
        if (strcmp(variant->name->text, name) == 0)
            return variant;
    }
    return NULL;
}

/* ------------------------------------------------------------------ checking */

static gboolean check_globs(const GenSettings *settings, const GPtrArray *globs, DiagList *diags)
{
    gboolean is_good = TRUE;
    for (guint i = 0; i < globs->len; i++) {
        const SettingsText *glob = globs->pdata[i];
        if (glob->is_matched)
            continue;
        diag_add(diags, DIAG_ERROR, CODE, settings->path, glob->line, glob->column,
                 "path \"%s\" matches no file", glob->text);
        is_good = FALSE;
    }
    return is_good;
}

gboolean gen_settings_check_globs(const GenSettings *settings, DiagList *diags)
{
    gboolean is_good = TRUE;
    for (guint i = 0; i < settings->variants->len; i++) {
        const VariantSettings *variant = settings->variants->pdata[i];
        is_good &= check_globs(settings, variant->paths, diags);
        is_good &= check_globs(settings, variant->exclude, diags);
    }
    for (guint i = 0; i < settings->work->len; i++) {
        const SettingsText *glob = ((const WorkSettings *)settings->work->pdata[i])->glob;
        if (glob->is_matched)
            continue;
        diag_add(diags, DIAG_ERROR, CODE, settings->path, glob->line, glob->column,
                 "path \"%s\" matches no file", glob->text);
        is_good = FALSE;
    }
    return is_good;
}

/* Says which names there are: guessing the right spelling is no fun. */
static gboolean check_variant(const GenSettings *settings, const SettingsText *name, GPtrArray *names,
                              DiagList *diags)
{
    if (!name || g_ptr_array_find_with_equal_func(names, name->text, g_str_equal, NULL))
        return TRUE;
    const char *near = text_nearest(name->text, (const char *const *)names->pdata, names->len);
    g_autofree char *list = text_join_and(names);
    diag_add(diags, DIAG_ERROR, CODE, settings->path, name->line, name->column,
             "there is no variant \"%s\"%s%s%s; there %s %s", name->text, near ? " (" : "", near ? near : "",
             near ? "?)" : "", names->len == 1 ? "is" : "are", names->len ? list : "none");
    return FALSE;
}

/* One that is there to leave files out may have none left. */
static gboolean leaves_out(const VariantSettings *variant)
{
    gboolean has_matched = FALSE;
    for (guint i = 0; i < variant->exclude->len; i++)
        has_matched = has_matched || ((const SettingsText *)variant->exclude->pdata[i])->is_matched;
    return has_matched && !variant->label;
}

gboolean gen_settings_check_variants(const GenSettings *settings, GPtrArray *names, DiagList *diags)
{
    gboolean is_good = check_variant(settings, settings->baseline, names, diags);
    for (guint i = 0; i < settings->order->len; i++)
        is_good &= check_variant(settings, settings->order->pdata[i], names, diags);
    for (guint i = 0; i < settings->variants->len; i++) {
        const VariantSettings *variant = settings->variants->pdata[i];
        is_good &= leaves_out(variant) || check_variant(settings, variant->name, names, diags);
    }
    return is_good;
}
