/* Metadata compared key by key; see environment.h. */
#include "analyze/environment.h"

#include <string.h>

#include "base/text.h"

const char *environment_value(const Timing *timing, const char *key)
{
    const char *value = g_hash_table_lookup(timing->metadata, key);
    if (value)
        return value;
    for (guint i = 0; i < timing->processes->len; i++) {
        const Process *process = g_ptr_array_index(timing->processes, i);
        const char *own = process->metadata ? g_hash_table_lookup(process->metadata, key) : NULL;
        if (!own || (value && !g_str_equal(value, own)))
            return NULL;
        value = own;
    }
    return value;
}

/* ------------------------------------------------------------------ parts of a platform text */

typedef struct {
    char *system;       /* "Linux" */
    char *release;      /* "5.4.0-91-generic"; may be empty */
    char *architecture; /* "x86_64"; NULL when none is recognised */
} Platform;

static void platform_clear(Platform *platform)
{
    g_free(platform->system);
    g_free(platform->release);
    g_free(platform->architecture);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Platform, platform_clear)

/* One spelling per architecture; NULL when the word is none. */
static const char *find_architecture(const char *word)
{
    static const char *const known[][2] = {
        {"x86_64", "x86_64"},
        {"amd64", "x86_64"},
        {"i386", "i386"},
        {"i486", "i386"},
        {"i586", "i386"},
        {"i686", "i386"},
        {"x86", "i386"},
        {"aarch64", "aarch64"},
        {"arm64", "aarch64"},
        {"armv5tel", "armv5"},
        {"armv6l", "armv6"},
        {"armv7l", "armv7"},
        {"armv8l", "armv8"},
        {"ppc64le", "ppc64le"},
        {"ppc64", "ppc64"},
        {"s390x", "s390x"},
        {"riscv64", "riscv64"},
        {"mips64", "mips64"},
        {"loongarch64", "loongarch64"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
        if (g_ascii_strcasecmp(word, known[i][0]) == 0)
            return known[i][1];
    return NULL;
}

/* Cuts "Linux-5.4.0-91-generic-x86_64-with-glibc2.31" as Python's platform module puts it together. */
static Platform parse_platform(const char *text)
{
    Platform platform = {NULL, NULL, NULL};
    if (!text)
        return platform;
    g_auto(GStrv) words = g_strsplit(text, "-", -1);
    platform.system = g_strdup(words[0] ? words[0] : "");
    /* what lies between system and architecture is the release; "-with-..." names the C library, not the machine */
    g_autoptr(GString) release = g_string_new(NULL);
    for (guint i = 1; words[0] && words[i] && !g_str_equal(words[i], "with"); i++) {
        const char *architecture = find_architecture(words[i]);
        if (architecture) {
            platform.architecture = g_strdup(architecture);
            break;
        }
        g_string_append_printf(release, "%s%s", release->len > 0 ? "-" : "", words[i]);
    }
    platform.release = g_string_free(g_steal_pointer(&release), FALSE);
    return platform;
}

/* ------------------------------------------------------------------ debug builds */

typedef enum { BUILD_UNKNOWN, BUILD_RELEASE, BUILD_DEBUG } Build;

/* Whole words only: "-Ogre" is no "-Og". */
static gboolean has_word(const char *text, const char *const *wanted)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t'\"", -1);
    for (guint i = 0; words[i]; i++)
        if (g_strv_contains(wanted, words[i]))
            return TRUE;
    return FALSE;
}

static Build build_of_text(const char *text)
{
    static const char *const marks[] = {"-Og", "-O0", "--with-pydebug", NULL};
    return !text                                               ? BUILD_UNKNOWN
           : has_word(text, marks) || strstr(text, "Py_DEBUG") ? BUILD_DEBUG
                                                               : BUILD_RELEASE;
}

/* What compiler flags or configure arguments say of the interpreter. */
static Build build_of_flags(const Timing *timing)
{
    static const char *const keys[] = {"python_cflags", "python_config_args", "python_configure",
                                       "configuration"};
    Build build = BUILD_UNKNOWN;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        build = MAX(build, build_of_text(environment_value(timing, keys[i])));
    return build;
}

/* TRUE for "python", "python3", "python3.12", not for "python_script.py". */
static gboolean is_python(const char *name)
{
    return g_regex_match_simple("^python[0-9.]*t?(\\.exe)?$", name, 0, 0);
}

/* TRUE for "python3-dbg", "/usr/bin/python3.10-dbg", "python3.13d". */
static gboolean is_debug_python(const char *word)
{
    g_autofree char *name = g_path_get_basename(word);
    return g_regex_match_simple("^python[0-9.]*(-dbg|-debug|_d|(?<=[0-9])t?d)(\\.exe)?$", name, 0, 0);
}

/* Any interpreter may stand behind the name in a virtual environment. */
static gboolean is_in_environment(const char *word)
{
    return strstr(word, "venv/") || strstr(word, "env/bin/") || strstr(word, "virtualenvs/");
}

static Build build_of_command(const char *command)
{
    Build build = BUILD_UNKNOWN;
    g_auto(GStrv) words = g_strsplit_set(command ? command : "", " \t'\"", -1);
    for (guint i = 0; words[i]; i++) {
        if (is_debug_python(words[i]))
            return BUILD_DEBUG;
        g_autofree char *name = g_path_get_basename(words[i]);
        if (build == BUILD_UNKNOWN && is_python(name) && !is_in_environment(words[i]))
            build = BUILD_RELEASE;
    }
    return build;
}

/* Flags decide where they are known; then the interpreter, then what pyperf and perf stat ran. */
static Build build_of_timing(const VariantFindings *variant, const Timing *timing)
{
    Build build = build_of_flags(timing);
    if (build == BUILD_UNKNOWN)
        build = build_of_command(environment_value(timing, "python_executable"));
    if (build == BUILD_UNKNOWN)
        build = build_of_command(environment_value(timing, "command"));
    const GPtrArray *blocks = variant->variant->run->blocks;
    for (guint i = 0; build == BUILD_UNKNOWN && i < blocks->len; i++)
        build = build_of_command(((const CounterBlock *)g_ptr_array_index(blocks, i))->command);
    return build;
}

/* Unknown is neither. */
static gboolean are_debug_and_release(Build a, Build b)
{
    return (a == BUILD_DEBUG && b == BUILD_RELEASE) || (a == BUILD_RELEASE && b == BUILD_DEBUG);
}

gboolean environment_are_debug_and_release(const char *base_command, const char *changed_command)
{
    return are_debug_and_release(build_of_command(base_command), build_of_command(changed_command));
}

/* ------------------------------------------------------------------ pairs */

/* NULL is unknown, and unknown differs from nothing. */
static gboolean differ(const char *a, const char *b)
{
    return a && b && !g_str_equal(a, b);
}

/* The name is what a reader sees; the key is what pyperf writes. */
static void compare_key(GPtrArray *differences, const Timing *a, const Timing *b, const char *key,
                        const char *name)
{
    if (differ(environment_value(a, key), environment_value(b, key)))
        g_ptr_array_add(differences, (gpointer)(guintptr)name);
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The governors of pyperf's cpu_config, sorted and joined: "0-3=driver:..., governor:performance". Transfer full. */
static char *find_governors(const Timing *timing)
{
    const char *config = environment_value(timing, "cpu_config");
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit_set(config ? config : "", ",;= ", -1);
    for (guint i = 0; parts[i]; i++)
        if (g_str_has_prefix(parts[i], "governor:"))
            g_ptr_array_add(found, g_strdup(parts[i]));
    if (found->len == 0)
        return NULL;
    g_ptr_array_sort(found, compare_texts);
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++)
        if (i == 0 || !g_str_equal(found->pdata[i], found->pdata[i - 1]))
            g_string_append_printf(joined, "%s ", (const char *)found->pdata[i]);
    return g_string_free(g_steal_pointer(&joined), FALSE);
}

/* Printed results and hand-made files state none of these. */
static gboolean is_machine_unknown(const Timing *timing)
{
    return !environment_value(timing, "hostname") && !environment_value(timing, "cpu_model_name") &&
           !environment_value(timing, "platform");
}

EnvironmentDifference environment_compare(const VariantFindings *base_variant, const Timing *base,
                                          const VariantFindings *changed_variant, const Timing *changed)
{
    EnvironmentDifference difference = {g_ptr_array_new(), g_ptr_array_new(), FALSE, FALSE};
    g_auto(Platform) here = parse_platform(environment_value(base, "platform"));
    g_auto(Platform) there = parse_platform(environment_value(changed, "platform"));
    compare_key(difference.machine, base, changed, "hostname", "host name");
    compare_key(difference.machine, base, changed, "cpu_model_name", "processor model");
    compare_key(difference.machine, base, changed, "cpu_count", "number of CPUs");
    if (differ(here.system, there.system))
        g_ptr_array_add(difference.machine, (gpointer)(guintptr) "operating system");
    if (differ(here.architecture, there.architecture))
        g_ptr_array_add(difference.machine, (gpointer)(guintptr) "architecture");

    g_autofree char *governor_here = find_governors(base), *governor_there = find_governors(changed);
    if (differ(here.release, there.release))
        g_ptr_array_add(difference.settings, (gpointer)(guintptr) "kernel release");
    compare_key(difference.settings, base, changed, "aslr", "ASLR");
    if (differ(governor_here, governor_there))
        g_ptr_array_add(difference.settings, (gpointer) "CPU governor");
    compare_key(difference.settings, base, changed, "cpu_affinity", "CPU affinity");

    difference.is_debug_and_release =
        are_debug_and_release(build_of_timing(base_variant, base), build_of_timing(changed_variant, changed));
    difference.is_machine_unknown = is_machine_unknown(base) || is_machine_unknown(changed);
    return difference;
}

void environment_difference_clear(EnvironmentDifference *difference)
{
    g_clear_pointer(&difference->machine, g_ptr_array_unref);
    g_clear_pointer(&difference->settings, g_ptr_array_unref);
}

/* ------------------------------------------------------------------ the table */

#define COMMAND_KEY "command" /* our own: what perf stat ran */
#define MAX_VALUES_SHOWN 3

/* Keys that describe a process or a benchmark, not where it ran: they differ from run to run and say nothing. */
static const char *const NOT_ENVIRONMENT[] = {
    "name",
    "unit",
    "description",
    "tags",
    "loops",
    "inner_loops",
    "date",
    "duration",
    "uptime",
    "boot_time",
    "load_avg_1min",
    "runnable_threads",
    "cpu_freq",
    "cpu_temp",
    "mem_max_rss",
    "mem_peak_pagefile_usage",
    "command_max_rss",
    "mem_peak",
    "command",
    "calibrate_loops",
    "recalibrate_loops",
    "calibrate_warmups",
    "recalibrate_warmups",
    "warmups",
    "processes",
    "values",
    NULL,
};

/* timeit_* keys hold the measured statement itself. */
static gboolean is_environment_key(const char *key)
{
    return !g_strv_contains(NOT_ENVIRONMENT, key) && !g_str_has_prefix(key, "timeit_");
}

/* Keys are borrowed from the metadata, which outlive the table. */
static void add_keys(GHashTable *keys, GHashTable *metadata)
{
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, metadata);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        if (is_environment_key(key))
            g_hash_table_add(keys, key);
}

/* Metadata may stand at any level of a file, so processes are asked too. */
static GHashTable *collect_keys(const GPtrArray *variants)
{
    GHashTable *keys = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_add(keys, (gpointer)(guintptr)COMMAND_KEY);
    for (guint i = 0; i < variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(variants, i);
        for (guint k = 0; k < variant->timings->len; k++) {
            const Timing *timing = ((const TimingSummary *)g_ptr_array_index(variant->timings, k))->timing;
            add_keys(keys, timing->metadata);
            for (guint j = 0; j < timing->processes->len; j++) {
                const Process *process = g_ptr_array_index(timing->processes, j);
                if (process->metadata)
                    add_keys(keys, process->metadata);
            }
        }
    }
    return keys;
}

static void add_once(GPtrArray *found, const char *value)
{
    if (value && !g_ptr_array_find_with_equal_func(found, value, g_str_equal, NULL))
        g_ptr_array_add(found, (gpointer)(guintptr)value);
}

/* The values of a key over all timings of a variant that count; several different ones are joined. Transfer full or NULL. */
static char *find_variant_value(const VariantFindings *variant, const char *key)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    gboolean is_command = g_str_equal(key, COMMAND_KEY); /* pyperf's key of that name is what it measured */
    for (guint i = 0; i < variant->timings->len && !is_command; i++) {
        const Timing *timing = ((const TimingSummary *)g_ptr_array_index(variant->timings, i))->timing;
        add_once(found, timing->excluded ? NULL : environment_value(timing, key));
    }
    const GPtrArray *blocks = variant->variant->run->blocks;
    for (guint i = 0; is_command && i < blocks->len; i++)
        add_once(found, ((const CounterBlock *)g_ptr_array_index(blocks, i))->command);
    guint n_more = found->len > MAX_VALUES_SHOWN ? found->len - MAX_VALUES_SHOWN : 0;
    g_ptr_array_set_size(found, (gint)(found->len - n_more));
    if (found->len == 0)
        return NULL;
    g_ptr_array_add(found, NULL);
    g_autofree char *joined = g_strjoinv("; ", (char **)found->pdata);
    return n_more > 0 ? g_strdup_printf("%s; and %u more", joined, n_more) : g_steal_pointer(&joined);
}

static gboolean differ_in(const Platform *a, const Platform *b)
{
    return differ(a->system, b->system) || differ(a->architecture, b->architecture);
}

/* How grave it is that two values of a key differ. */
static WarningSeverity grade_difference(const char *key, const char *a, const char *b)
{
    static const char *const block[] = {"hostname", "cpu_model_name", "cpu_count", NULL};
    static const char *const caution[] = {"aslr", "cpu_affinity", "cpu_config", "timer", NULL};
    if (g_strv_contains(block, key) ||
        (g_str_equal(key, "python_cflags") && build_of_text(a) != build_of_text(b)))
        return WARNING_BLOCK;
    if (g_strv_contains(caution, key))
        return WARNING_CAUTION;
    if (!g_str_equal(key, "platform"))
        return WARNING_INFO;
    g_auto(Platform) here = parse_platform(a);
    g_auto(Platform) there = parse_platform(b);
    if (differ_in(&here, &there))
        return WARNING_BLOCK;
    return differ(here.release, there.release) ? WARNING_CAUTION : WARNING_INFO;
}

/* A key that only a few of many benchmarks record describes those benchmarks. */
static gboolean is_of_most(const VariantFindings *variant, const char *key)
{
    guint n = 0, n_known = 0;
    for (guint i = 0; i < variant->timings->len; i++) {
        const Timing *timing = ((const TimingSummary *)g_ptr_array_index(variant->timings, i))->timing;
        n += !timing->excluded;
        n_known += !timing->excluded && environment_value(timing, key);
    }
    return 2 * n_known >= n;
}

static EnvironmentRow *make_row(const GPtrArray *variants, const char *key)
{
    EnvironmentRow *row = g_new0(EnvironmentRow, 1);
    row->key = g_strdup(key);
    row->n_values = variants->len;
    row->values = g_new0(char *, variants->len + 1);
    row->severity = WARNING_INFO;
    for (guint i = 0; i < variants->len; i++) {
        row->values[i] = find_variant_value(g_ptr_array_index(variants, i), key);
        for (guint k = 0; k < i; k++) {
            if (!differ(row->values[k], row->values[i]))
                continue;
            row->differs = TRUE;
            row->severity = MAX(row->severity, grade_difference(key, row->values[k], row->values[i]));
        }
    }
    return row;
}

static void row_free(EnvironmentRow *row)
{
    for (guint i = 0; i < row->n_values; i++)
        g_free(row->values[i]);
    g_free(row->values);
    g_free(row->key);
    g_free(row);
}

/* What matters stands first: differing, then grave, then by name. */
static int compare_rows(gconstpointer a, gconstpointer b)
{
    const EnvironmentRow *x = *(EnvironmentRow *const *)a, *y = *(EnvironmentRow *const *)b;
    if (x->differs != y->differs)
        return x->differs ? -1 : 1;
    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    return strcmp(x->key, y->key);
}

GPtrArray *environment_rows(const GPtrArray *variants)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
    g_autoptr(GHashTable) keys = collect_keys(variants);
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, keys);
    while (g_hash_table_iter_next(&iter, &key, NULL)) { /* any order: sorted below */
        EnvironmentRow *row = make_row(variants, key);
        gboolean has_value = FALSE;
        for (guint i = 0; i < row->n_values; i++)
            has_value |=
                row->values[i] && (g_str_equal(key, COMMAND_KEY) || is_of_most(variants->pdata[i], key));
        if (has_value)
            g_ptr_array_add(rows, row);
        else
            row_free(row);
    }
    g_ptr_array_sort(rows, compare_rows);
    return rows;
}
