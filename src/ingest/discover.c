/* The whole way from a directory to an Archive; see discover.h. */
#include "ingest/discover.h"

#include <string.h>

#include "base/text.h"
#include "ingest/assemble.h"
#include "ingest/collect.h"
#include "ingest/copies.h"
#include "ingest/gen_json.h"
#include "ingest/grouping.h"
#include "ingest/notes.h"
#include "ingest/parts.h"
#include "ingest/stale.h"
#include "ingest/walk.h"
#include "model/command.h"
#include "model/warning.h"

typedef struct {
    const char *root;
    const DiscoverOptions *options;
    DiagList *diags;
    Archive *archive;
    GPtrArray *files;    /* of CollectedFile*, owned */
    GPtrArray *settings; /* of GenSettings*, owned: outer directories first */
    GPtrArray *records;  /* of RunRecord*, borrowed from files */
    GPtrArray *members;  /* of Member*, owned: all artifacts */
    GPtrArray *kept;     /* of Member*, borrowed: without those left out */
    GPtrArray *copies;   /* of Copy*, owned */
    GPtrArray *groups;   /* of Group*, owned */
    GPtrArray *group_of; /* of Group*, borrowed: of archive->benchmarks, by position */
    char *fallback;      /* name of a report that nothing names */
    char *limit;         /* of --timestamp STAMP; NULL otherwise */
    guint n_common;
} Discovery;

/* ------------------------------------------------------------------ files */

static gboolean take_settings(Discovery *discovery, const CollectedFile *file)
{
    if (!file->settings)
        return TRUE;
    gsize n = 0;
    const char *text = g_bytes_get_data(file->settings, &n);
    GenSettings *settings = gen_json_read(file->input->path, text ? text : "", n, discovery->diags);
    if (settings)
        g_ptr_array_add(discovery->settings, settings);
    return settings != NULL;
}

/* Every report lists it, because it may have belonged to any. */
static void take_rejected(const Discovery *discovery, const Input *input)
{
    if (!input->is_rejected)
        return;
    Warning *warning = warning_add(discovery->archive->warnings, "damaged-input", "%s cannot be used: %s",
                                   input->path, input->reason);
    warning_add_source(warning, input->path);
}

/* Hands over what one file gave; FALSE when it is a wrong gen.json. */
static gboolean take_file(Discovery *discovery, CollectedFile *file)
{
    gboolean is_good = take_settings(discovery, file);
    diag_list_append(discovery->diags,
                     file->diags); /* in the order of the paths, whichever thread read them */
    take_rejected(discovery, file->input);
    if (file->record)
        g_ptr_array_add(discovery->records, file->record);
    if (file->artifact) {
        g_ptr_array_add(discovery->members, member_new(file->artifact));
        g_ptr_array_add(discovery->archive->artifacts, g_steal_pointer(&file->artifact));
    }
    g_ptr_array_add(discovery->archive->inputs, g_steal_pointer(&file->input));
    return is_good;
}

/* Settings of an inner directory come later and win. */
static gint outer_first(gconstpointer a, gconstpointer b)
{
    const GenSettings *first = *(GenSettings *const *)a, *second = *(GenSettings *const *)b;
    gsize n_first = strlen(first->directory), n_second = strlen(second->directory);
    return n_first != n_second ? (n_first > n_second) - (n_first < n_second)
                               : strcmp(first->directory, second->directory);
}

/* A report must say what it may lack: nobody knows what such a directory holds. */
static void warn_of_directories(Discovery *discovery, guint n_before)
{
    for (guint i = n_before; i < discovery->diags->items->len; i++) {
        const Diag *diag = g_ptr_array_index(discovery->diags->items, i);
        if (!g_str_equal(diag->code, WALK_LEFT_OUT))
            continue;
        Warning *warning = warning_add(discovery->archive->warnings, WALK_LEFT_OUT,
                                       "Nothing below %s is in this report: %s.", diag->path, diag->message);
        warning_add_source(warning, diag->path);
    }
}

/* Reads everything. FALSE when the directory cannot be read or a gen.json is wrong. */
static gboolean read_files(Discovery *discovery)
{
    const DiscoverOptions *options = discovery->options;
    guint n_before = discovery->diags->items->len;
    g_autoptr(GPtrArray) paths =
        walk_files(discovery->root, options->max_files, options->max_depth, discovery->diags);
    if (!paths)
        return FALSE;
    warn_of_directories(discovery, n_before);
    CollectOptions collect = {.max_file_bytes = options->max_file_bytes,
                              .limits = options->limits,
                              .progress = options->progress,
                              .progress_data = options->progress_data};
    discovery->files = collect_files(discovery->root, paths, &collect);
    gboolean is_good = TRUE;
    for (guint i = 0; i < discovery->files->len; i++)
        is_good = take_file(discovery, discovery->files->pdata[i]) && is_good;
    g_ptr_array_sort(discovery->settings, outer_first);
    return is_good;
}

/* ------------------------------------------------------------------ gen.json and run.json */

/* Applies what run.json and gen.json say of the file; whether it is left out. gen.json wins over run.json, inner over outer. */
static gboolean apply_settings(const Discovery *discovery, Member *member)
{
    gboolean is_left_out = FALSE;
    for (guint i = 0; i < discovery->records->len && !member->forced_group; i++) {
        const RunRecord *record = discovery->records->pdata[i];
        if (g_str_has_prefix(member->artifact->input->path, record->directory))
            member->forced_group = g_strdup(record->benchmark);
    }
    for (guint i = 0; i < discovery->settings->len; i++) {
        GenSettings *settings = discovery->settings->pdata[i];
        gboolean is_excluded = FALSE;
        const char *path = member->artifact->input->path;
        const VariantSettings *variant = gen_settings_variant(settings, path, &is_excluded);
        if (variant) {
            g_free(member->forced_variant);
            member->forced_variant = g_strdup(variant->name->text);
        }
        if (settings->benchmark && gen_settings_cover(settings, path)) {
            g_free(member->forced_group);
            member->forced_group = g_strdup(settings->benchmark);
        }
        is_left_out = is_excluded || (is_left_out && !variant);
        if (is_excluded)
            input_mark_unused(member->artifact->input, "left out by %s", settings->path);
    }
    return is_left_out;
}

static gboolean is_simulated(const CounterBlock *block)
{
    return block->counters->len > 0 && ((const Counter *)block->counters->pdata[0])->is_simulated;
}

/* pyperf chose the loops of such a command by itself: what the record says is of another one. */
static gboolean does_free_work(const CounterBlock *block)
{
    return block->is_calibrated || (block->command && command_runs_pyperf(block->command));
}

/* gen.json wins over the record of the runners. */
static void set_loops(const Discovery *discovery, const Member *member, CounterBlock *block)
{
    const char *path = member->artifact->input->path;
    for (guint i = 0; i < discovery->records->len && !does_free_work(block); i++) {
        const RunRecord *record = discovery->records->pdata[i];
        if (g_str_has_prefix(path, record->directory))
            block->loops = is_simulated(block) ? record->simulated_loops : record->loops;
    }
    for (guint i = 0; i < discovery->settings->len; i++) {
        guint64 loops = gen_settings_loops(discovery->settings->pdata[i], path);
        block->loops = loops ? loops : block->loops;
    }
}

/* What is stated of files; the globs are tried on all files, so that a mistyped one is found out. */
static void apply_statements(Discovery *discovery)
{
    for (guint i = 0; i < discovery->archive->inputs->len; i++) {
        const Input *input = discovery->archive->inputs->pdata[i];
        for (guint k = 0; k < discovery->settings->len; k++) {
            gboolean is_excluded = FALSE;
            gen_settings_variant(discovery->settings->pdata[k], input->path, &is_excluded);
            gen_settings_loops(discovery->settings->pdata[k], input->path);
        }
    }
    for (guint i = 0; i < discovery->members->len; i++) {
        Member *member = discovery->members->pdata[i];
        for (guint k = 0; k < member->artifact->blocks->len; k++)
            set_loops(discovery, member, member->artifact->blocks->pdata[k]);
        if (!apply_settings(discovery, member))
            g_ptr_array_add(discovery->kept, member);
    }
}

/* Errors of all settings are told at once. */
static gboolean check_globs(const Discovery *discovery)
{
    gboolean is_good = TRUE;
    for (guint i = 0; i < discovery->settings->len; i++)
        is_good = gen_settings_check_globs(discovery->settings->pdata[i], discovery->diags) && is_good;
    return is_good;
}

/* ------------------------------------------------------------------ groups */

/* The directories in common are those of the files that are left. */
static void make_groups(Discovery *discovery)
{
    g_clear_pointer(&discovery->groups, g_ptr_array_unref);
    discovery->n_common = members_common_directories(discovery->kept);
    discovery->groups = grouping_make(discovery->kept, discovery->n_common);
}

/* Leaves out copies; the variants that tell a copy from a repeat are those of all files. */
static void leave_out_copies(Discovery *discovery)
{
    for (guint i = 0; i < discovery->groups->len; i++)
        variant_set_free(variants_infer(discovery->groups->pdata[i], discovery->n_common));
    discovery->copies = copies_find(discovery->groups);
    for (guint i = 0; i < discovery->copies->len; i++) {
        const Copy *copy = discovery->copies->pdata[i];
        input_mark_unused(copy->copy->artifact->input, "a copy of %s", copy->kept->artifact->input->path);
        g_ptr_array_remove(discovery->kept, copy->copy);
    }
    if (discovery->copies->len > 0)
        make_groups(discovery);
}

static gboolean has_member(const Group *group, const Member *member)
{
    return g_ptr_array_find(group->members, member, NULL);
}

/* Goes to the report that holds the file that was kept. */
static void warn_copies(const Discovery *discovery, const Group *group, Benchmark *benchmark)
{
    Warning *warning = NULL;
    for (guint i = 0; i < discovery->copies->len; i++) {
        const Copy *copy = discovery->copies->pdata[i];
        if (!has_member(group, copy->kept))
            continue;
        if (!warning)
            warning =
                warning_add(benchmark->warnings, "duplicate-input",
                            "Byte-identical copies of files were left out, so that nothing counts twice.");
        warning_add_source(warning, copy->copy->artifact->input->path);
    }
}

static AssembleOptions assemble_options(const Discovery *discovery, const char *limit)
{
    return (AssembleOptions){.n_common = discovery->n_common,
                             .fallback = discovery->fallback,
                             .limit = limit,
                             .baseline = discovery->options->baseline,
                             .order = discovery->options->order,
                             .whatifs = discovery->options->whatifs,
                             .aliases = discovery->options->aliases,
                             .settings = discovery->settings,
                             .records = discovery->records,
                             .merged = discovery->archive->merged};
}

static Benchmark *assemble(const Discovery *discovery, const Group *group, const char *limit)
{
    AssembleOptions options = assemble_options(discovery, limit);
    Benchmark *benchmark = assemble_benchmark(group, &options);
    if (benchmark)
        warn_copies(discovery, group, benchmark);
    return benchmark;
}

static void take_benchmark(const Discovery *discovery, Group *group, Benchmark *benchmark)
{
    if (!benchmark)
        return;
    g_ptr_array_add(discovery->archive->benchmarks, benchmark);
    g_ptr_array_add(discovery->group_of, group);
}

/* ------------------------------------------------------------------ --timestamp */

/* For sorting texts of time. */
static gint compare_stamps(gconstpointer a, gconstpointer b)
{
    return timestamp_compare(*(const char *const *)a, *(const char *const *)b);
}

/* The distinct times of all runs of a benchmark, oldest first. Array of char*, transfer full. */
static GPtrArray *stamps_of(const Benchmark *benchmark)
{
    GPtrArray *stamps = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < benchmark->variants->len; i++) {
        const GPtrArray *runs = ((const Variant *)benchmark->variants->pdata[i])->runs;
        for (guint k = 0; k < runs->len; k++) {
            const char *stamp = ((const Run *)runs->pdata[k])->timestamp;
            g_autofree char *second = stamp ? g_strndup(stamp, strlen("YYYY-MM-DDTHH:MM:SS")) : NULL;
            if (second && !g_ptr_array_find_with_equal_func(stamps, second, g_str_equal, NULL))
                g_ptr_array_add(stamps, g_steal_pointer(&second));
        }
    }
    g_ptr_array_sort(stamps, compare_stamps);
    return stamps;
}

/* One report as of every run: what was known after it. */
static void assemble_all_stamps(const Discovery *discovery, Group *group)
{
    Benchmark *latest = assemble(discovery, group, NULL);
    g_autoptr(GPtrArray) stamps = latest ? stamps_of(latest) : g_ptr_array_new();
    for (guint i = 0; i + 1 < stamps->len; i++)
        take_benchmark(discovery, group, assemble(discovery, group, stamps->pdata[i]));
    take_benchmark(discovery, group, latest);
}

static gboolean wants(const Discovery *discovery, const char *what)
{
    return discovery->options->timestamp && strcmp(discovery->options->timestamp, what) == 0;
}

/* Reads --timestamp STAMP into discovery->limit; a date alone means the end of that day. */
static gboolean read_limit(Discovery *discovery)
{
    gboolean is_date = FALSE;
    if (!discovery->options->timestamp || wants(discovery, "latest") || wants(discovery, "all"))
        return TRUE;
    g_autofree char *stamp = timestamp_parse(discovery->options->timestamp, &is_date);
    if (!stamp) {
        diag_add(discovery->diags, DIAG_ERROR, "usage", NULL, 0, 0,
                 "--timestamp takes latest, all, a date or a stamp such as 20251006_145310; not \"%s\"",
                 discovery->options->timestamp);
        return FALSE;
    }
    discovery->limit = is_date ? g_strdup_printf("%.10sT23:59:59", stamp) : g_steal_pointer(&stamp);
    return TRUE;
}

/* Whether a run has the stamp asked for; says which there are. */
static gboolean check_limit(const Discovery *discovery)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    gboolean is_date = FALSE;
    if (!discovery->limit)
        return TRUE;
    g_autofree char *stamp = timestamp_parse(discovery->options->timestamp, &is_date);
    gsize n_compared = strlen(is_date ? "YYYY-MM-DD" : "YYYY-MM-DDTHH:MM:SS");
    for (guint i = 0; i < discovery->archive->benchmarks->len; i++) {
        g_autoptr(GPtrArray) stamps = stamps_of(discovery->archive->benchmarks->pdata[i]);
        for (guint k = 0; k < stamps->len; k++) {
            if (strncmp(stamps->pdata[k], stamp, n_compared) == 0)
                return TRUE;
            g_ptr_array_add(all, g_strdup(stamps->pdata[k]));
        }
    }
    g_autofree char *list = text_join_and(all);
    diag_add(discovery->diags, DIAG_ERROR, "usage", NULL, 0, 0, "--timestamp: no run has the stamp %s%s%s",
             discovery->options->timestamp, all->len ? "; up to then there are " : "", all->len ? list : "");
    return FALSE;
}

static void assemble_groups(const Discovery *discovery)
{
    for (guint i = 0; i < discovery->groups->len; i++) {
        Group *group = discovery->groups->pdata[i];
        if (wants(discovery, "all"))
            assemble_all_stamps(discovery, group);
        else
            take_benchmark(discovery, group, assemble(discovery, group, discovery->limit));
    }
}

/* ------------------------------------------------------------------ names that were typed */

static void add_distinct(GPtrArray *names, char *name)
{
    if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, name);
}

/* The names of the variants of the benchmarks that `settings` (NULL: anything) is about. Borrowed texts. */
static GPtrArray *variant_names(const Discovery *discovery, const GenSettings *settings)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < discovery->archive->benchmarks->len; i++) {
        const Benchmark *benchmark = discovery->archive->benchmarks->pdata[i];
        const Group *group = discovery->group_of->pdata[i];
        gboolean is_about = !settings;
        for (guint k = 0; k < group->members->len && !is_about; k++)
            is_about =
                gen_settings_cover(settings, ((Member *)group->members->pdata[k])->artifact->input->path);
        for (guint k = 0; is_about && k < benchmark->variants->len; k++)
            add_distinct(names, ((Variant *)benchmark->variants->pdata[k])->name);
    }
    return names;
}

/* An error that says which there are; FALSE. */
static gboolean no_such(const Discovery *discovery, const char *option, const char *what, const char *typed,
                        const GPtrArray *names)
{
    const char *near = text_nearest(typed, (const char *const *)names->pdata, names->len);
    g_autofree char *list = text_join_and(names);
    diag_add(discovery->diags, DIAG_ERROR, "usage", NULL, 0, 0,
             "%s: there is no %s \"%s\"%s%s%s; there %s %s", option, what, typed, near ? " (" : "",
             near ? near : "", near ? "?)" : "", names->len == 1 ? "is" : "are", names->len ? list : "none");
    return FALSE;
}

/* Whether a name that was typed is one of them. */
static gboolean is_among(const GPtrArray *names, const char *typed)
{
    for (guint i = 0; i < names->len; i++)
        if (name_matches(typed, names->pdata[i]))
            return TRUE;
    return FALSE;
}

/* A name must exist in some report; in the others the option does nothing. */
static gboolean check_typed_variants(const Discovery *discovery)
{
    const DiscoverOptions *options = discovery->options;
    g_autoptr(GPtrArray) names = variant_names(discovery, NULL);
    gboolean is_good = TRUE;
    if (discovery->archive->benchmarks->len == 0)
        return TRUE;
    if (options->baseline && !is_among(names, options->baseline))
        is_good = no_such(discovery, "--baseline", "variant", options->baseline, names);
    for (guint i = 0; options->order && options->order[i]; i++)
        if (!is_among(names, options->order[i]))
            is_good = no_such(discovery, "--order", "variant", options->order[i], names);
    for (guint i = 0; i < discovery->settings->len; i++) {
        g_autoptr(GPtrArray) own = variant_names(discovery, discovery->settings->pdata[i]);
        is_good =
            gen_settings_check_variants(discovery->settings->pdata[i], own, discovery->diags) && is_good;
    }
    return is_good;
}

/* ------------------------------------------------------------------ --benchmark */

static gboolean is_asked_for(const Discovery *discovery, const Benchmark *benchmark)
{
    const char *const *asked = discovery->options->benchmarks;
    for (guint i = 0; asked && asked[i]; i++)
        if (name_matches(asked[i], benchmark->name))
            return TRUE;
    return !asked || !asked[0];
}

/* A name that no benchmark has is an error, not an empty result. */
static gboolean check_asked(const Discovery *discovery)
{
    const char *const *asked = discovery->options->benchmarks;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    gboolean is_good = TRUE;
    for (guint i = 0; i < discovery->archive->benchmarks->len; i++)
        add_distinct(names, ((Benchmark *)discovery->archive->benchmarks->pdata[i])->name);
    for (guint i = 0; asked && asked[i]; i++)
        if (!is_among(names, asked[i]))
            is_good = no_such(discovery, "--benchmark", "benchmark", asked[i], names);
    return is_good;
}

/* Benchmarks are told apart before any can be left out, so their files know whose they are. */
static void drop_unasked(const Discovery *discovery)
{
    discovery->archive->n_found = discovery->archive->benchmarks->len;
    for (guint i = discovery->archive->benchmarks->len; i-- > 0;) {
        const Benchmark *benchmark = discovery->archive->benchmarks->pdata[i];
        const Group *group = discovery->group_of->pdata[i];
        if (is_asked_for(discovery, benchmark))
            continue;
        for (guint k = 0; k < group->members->len; k++) {
            Input *input = ((const Member *)group->members->pdata[k])->artifact->input;
            input->is_used = FALSE;
            input->is_elsewhere = TRUE;
            input_mark_unused(input, "of benchmark %s, which was not asked for", benchmark->name);
        }
        g_ptr_array_remove_index(discovery->archive->benchmarks, i);
        g_ptr_array_remove_index(discovery->group_of, i);
    }
}

/* ------------------------------------------------------------------ finishing */

/* Two benchmarks of one name get a number, unless they are one at different times. */
static void make_names_unique(const Discovery *discovery)
{
    const GPtrArray *benchmarks = discovery->archive->benchmarks;
    for (guint i = 0; i < benchmarks->len; i++) {
        Benchmark *benchmark = benchmarks->pdata[i];
        g_autofree char *plain = g_strdup(benchmark->name);
        guint n = 1;
        for (guint k = 0; k < i;) {
            const Benchmark *other = benchmarks->pdata[k];
            if (discovery->group_of->pdata[k] == discovery->group_of->pdata[i] ||
                strcmp(other->name, benchmark->name) != 0) {
                k++;
                continue;
            }
            g_free(benchmark->name);
            benchmark->name = g_strdup_printf("%s_%u", plain, ++n);
            k = 0;
        }
    }
}

/* One benchmark at several times comes in their order. */
static gint by_name(gconstpointer a, gconstpointer b)
{
    const Benchmark *first = *(Benchmark *const *)a, *second = *(Benchmark *const *)b;
    int order = strcmp(first->name, second->name);
    return order ? order : timestamp_compare(first->timestamp, second->timestamp);
}

/* Notes go to the benchmark that they stand beside. */
static void take_notes(const Discovery *discovery)
{
    g_autoptr(GPtrArray) drafts = g_ptr_array_new_with_free_func(notes_draft_free);
    for (guint i = 0; i < discovery->files->len; i++) {
        const CollectedFile *file = discovery->files->pdata[i];
        if (file->notes)
            g_ptr_array_add(drafts, notes_draft_new(file->notes, discovery->archive->inputs->pdata[i]));
    }
    notes_assign(drafts, discovery->archive->benchmarks, discovery->group_of);
    notes_mark_pictures(discovery->archive->inputs, discovery->archive->benchmarks);
}

static void check_tables(const Discovery *discovery)
{
    g_autoptr(StaleIndex) index = stale_index_new(discovery->archive->artifacts);
    for (guint i = 0; i < discovery->files->len; i++) {
        const CollectedFile *file = discovery->files->pdata[i];
        StaleTable table = {.input = discovery->archive->inputs->pdata[i], .table_means = file->table_means};
        if (file->table_means)
            stale_check(index, discovery->archive->benchmarks, &table);
    }
}

/* Nothing is left without one. */
static void give_reasons(const Discovery *discovery)
{
    for (guint i = 0; i < discovery->archive->inputs->len; i++)
        input_mark_unused(discovery->archive->inputs->pdata[i], "not needed for the report");
}

/* A directory may be given as "." or "/", which names nothing. */
static char *fallback_name(const char *root)
{
    g_autofree char *base = g_path_get_basename(root);
    gboolean is_nothing = strcmp(base, ".") == 0 || strcmp(base, "..") == 0 || strcmp(base, "/") == 0;
    return is_nothing ? g_strdup("benchmark") : text_clean_name(base, strlen(base));
}

/* ------------------------------------------------------------------ all of it */

/* The order matters: what is stated comes before what is inferred, copies go before variants are named. */
static gboolean discover(Discovery *discovery)
{
    if (!read_limit(discovery) || !read_files(discovery))
        return FALSE;
    apply_statements(discovery);
    if (!check_globs(discovery))
        return FALSE;
    make_groups(discovery);
    leave_out_copies(discovery);
    assemble_groups(discovery);
    make_names_unique(discovery);
    if (!check_limit(discovery) || !check_asked(discovery) || !check_typed_variants(discovery))
        return FALSE;
    drop_unasked(discovery);
    take_notes(discovery);
    g_ptr_array_sort(discovery->archive->benchmarks, by_name); /* group_of is not valid any more */
    check_tables(discovery);
    give_reasons(discovery);
    return TRUE;
}

static void discovery_clear(Discovery *discovery)
{
    g_clear_pointer(&discovery->groups, g_ptr_array_unref);
    g_clear_pointer(&discovery->copies, g_ptr_array_unref);
    g_ptr_array_unref(discovery->group_of);
    g_ptr_array_unref(discovery->kept);
    g_ptr_array_unref(discovery->members);
    g_ptr_array_unref(discovery->records);
    g_ptr_array_unref(discovery->settings);
    g_clear_pointer(&discovery->files, g_ptr_array_unref);
    g_free(discovery->fallback);
    g_free(discovery->limit);
}

Archive *archive_read(const char *root, const DiscoverOptions *options, DiagList *diags)
{
    Discovery discovery = {.root = root, .options = options, .diags = diags, .archive = archive_new(root)};
    discovery.settings = g_ptr_array_new_with_free_func((GDestroyNotify)gen_settings_free);
    discovery.records = g_ptr_array_new();
    discovery.members = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);
    discovery.kept = g_ptr_array_new();
    discovery.group_of = g_ptr_array_new();
    discovery.fallback = fallback_name(root);
    gboolean is_good = discover(&discovery);
    discovery_clear(&discovery);
    if (!is_good)
        g_clear_pointer(&discovery.archive, archive_free);
    return discovery.archive;
}
