/* `gen --pyperf`; see pyperf_commands.h. Source: pyperf/__main__.py of pyperf 2.10.0. */
#include "render/pyperf_commands.h"

#include <string.h>

#include "render/pyperf_compare.h"
#include "render/pyperf_lines.h"

/* What one command shows of a benchmark. */
typedef struct {
    gboolean metadata, hist, stats, dump, result, checks, only_checks;
    RunDetails run_details;
} Parts;

typedef struct {
    const GPtrArray *files;
    Parts parts;
    gboolean show_files, show_names; /* titles */
    GPtrArray *output;               /* lines */
    GPtrArray
        *metadata; /* of GPtrArray*: what is shown of each benchmark, in order; empty unless parts.metadata */
    GString *err;
} Display;

/* ------------------------------------------------------------------ one benchmark */

/* FALSE with a message in err. */
static gboolean append_benchmark(const Display *display, GPtrArray *lines, const PyperfFigures *figures)
{
    const Parts *parts = &display->parts;
    gboolean needs_values = parts->hist || parts->stats;
    if (needs_values && figures->n == 0) {
        g_string_append_printf(display->err, "ERROR: benchmark %s has no values\n", figures->benchmark->name);
        return FALSE;
    }
    if (parts->dump)
        append_runs(lines, figures, &parts->run_details);
    if (parts->hist) {
        const char *title = NULL;
        append_histograms(lines, &figures, &title, 1, &(HistogramOptions){.bins = 20});
    }
    if (parts->stats && !append_stats(lines, figures, display->err))
        return FALSE;
    if (parts->checks)
        append_checks(lines, figures, parts->only_checks);
    if (parts->result) {
        g_autofree char *text = figures_result_line(figures);
        lines_gap(lines);
        lines_add(lines, "%s", text);
    }
    return TRUE;
}

/* Metadata and parts of a benchmark, one block below the other. */
static gboolean append_blocks(const Display *display, GPtrArray *lines, const PyperfFigures *figures,
                              guint index)
{
    g_autoptr(GPtrArray) block = lines_new();
    if (display->parts.metadata) {
        const GPtrArray *metadata = g_ptr_array_index(display->metadata, index);
        if (metadata->len > 0) {
            lines_add(lines, "Metadata:");
            append_metadata(lines, metadata, "- ");
        }
    }
    if (!append_benchmark(display, block, figures))
        return FALSE;
    if (block->len > 0) {
        lines_gap(lines);
        lines_move(lines, block);
    }
    return TRUE;
}

/* ------------------------------------------------------------------ titles */

/* With stats, a file of several benchmarks also gets their number, time and dates. */
static gboolean append_file_title(const Display *display, GPtrArray *lines, const PyperfFile *file)
{
    lines_title(lines, file->name, 1);
    if (!display->parts.stats || file->figures->len < 2)
        return TRUE;
    g_autofree double *durations = g_new(double, file->figures->len);
    for (guint i = 0; i < file->figures->len; i++)
        durations[i] = pyperf_total_duration(pyperf_figures_at(file, i)->benchmark);
    g_autofree char *text = pyperf_duration(pyperf_sum(durations, file->figures->len));
    lines_gap(lines);
    lines_add(lines, "Number of benchmarks: %u", file->figures->len);
    lines_add(lines, "Total duration: %s", text);
    return append_dates(lines, file->figures, display->err);
}

/* *titled is the file whose title stands above already. */
static gboolean append_item(const Display *display, const PyperfFile *file, const PyperfFigures *figures,
                            guint index, const PyperfFile **titled)
{
    g_autoptr(GPtrArray) lines = lines_new(), blocks = lines_new();
    if (!append_blocks(display, blocks, figures, index))
        return FALSE;
    if (blocks->len == 0)
        return TRUE;
    if (display->show_files && file != *titled) {
        *titled = file;
        if (!append_file_title(display, lines, file))
            return FALSE;
    }
    if (display->show_names)
        lines_title(lines, figures->benchmark->name, 2);
    lines_gap(lines);
    lines_move(lines, blocks);
    lines_gap(display->output);
    lines_move(display->output, lines);
    return TRUE;
}

/* ------------------------------------------------------------------ metadata */

static void drop_keys(GPtrArray *metadata, const GPtrArray *keys)
{
    for (guint i = metadata->len; i-- > 0;)
        if (pyperf_metadata_find(keys, ((const PyperfItem *)g_ptr_array_index(metadata, i))->key))
            g_ptr_array_remove_index(metadata, i);
}

/* Names stand in titles already. */
static void drop_name(GPtrArray *metadata)
{
    for (guint i = metadata->len; i-- > 0;)
        if (strcmp(((const PyperfItem *)g_ptr_array_index(metadata, i))->key, "name") == 0)
            g_ptr_array_remove_index(metadata, i);
}

/* A copy per benchmark: common items are taken out of it below. */
static void collect_metadata(Display *display)
{
    for (guint i = 0; i < display->files->len; i++) {
        const PyperfFile *file = pyperf_file_at(display->files, i);
        for (guint k = 0; k < file->figures->len; k++)
            g_ptr_array_add(display->metadata,
                            g_ptr_array_copy(pyperf_figures_at(file, k)->benchmark->common, NULL, NULL));
    }
}

/* What all benchmarks share is shown once, above. */
static void append_common_metadata(Display *display)
{
    GPtrArray *all = display->metadata;
    if (all->len < 2)
        return;
    for (guint i = 0; i < all->len; i++)
        drop_name(g_ptr_array_index(all, i));
    g_autoptr(GPtrArray) common = g_ptr_array_copy(g_ptr_array_index(all, 0), NULL, NULL);
    for (guint i = 1; i < all->len; i++) {
        GPtrArray *next = pyperf_metadata_common(common, g_ptr_array_index(all, i));
        g_ptr_array_unref(common);
        common = next;
    }
    if (common->len > 0) {
        lines_title(display->output, "Common metadata", 1);
        lines_gap(display->output);
        append_metadata(display->output, common, "- ");
    }
    for (guint i = 0; i < all->len; i++)
        drop_keys(g_ptr_array_index(all, i), common);
}

/* ------------------------------------------------------------------ display */

/* One line per benchmark is enough when nothing but results is asked for and nothing is unstable. */
static gboolean is_brief(const Display *display)
{
    const Parts *parts = &display->parts;
    if (parts->hist || parts->stats || parts->dump || parts->metadata || !parts->result)
        return FALSE;
    g_autoptr(GPtrArray) warnings = lines_new();
    for (guint i = 0; parts->checks && i < display->files->len; i++)
        for (guint k = 0; k < pyperf_file_at(display->files, i)->figures->len; k++)
            append_checks(warnings, pyperf_figures_at(pyperf_file_at(display->files, i), k), FALSE);
    return warnings->len == 0;
}

/* A line per benchmark, files apart. */
static void print_brief(const Display *display, GString *out)
{
    gboolean show_names = pyperf_files_count(display->files) > 1;
    for (guint i = 0; i < display->files->len; i++) {
        const PyperfFile *file = pyperf_file_at(display->files, i);
        if (display->files->len > 1) {
            if (i > 0)
                g_string_append_c(out, '\n');
            print_title(out, file->name);
        }
        for (guint k = 0; k < file->figures->len; k++) {
            const PyperfFigures *figures = pyperf_figures_at(file, k);
            g_autofree char *line = figures_result_line(figures);
            g_string_append_printf(out, "%s%s%s\n", show_names ? figures->benchmark->name : "",
                                   show_names ? ": " : "", line);
        }
    }
}

/* Files are titled when there are several, benchmarks when they differ in name or number. */
static gboolean append_items(Display *display)
{
    const PyperfFile *titled = NULL;
    guint index = 0;
    display->show_files =
        display->files->len > 1 || (display->parts.stats && pyperf_files_count(display->files) > 1);
    display->show_names = !pyperf_files_share_one(display->files);
    for (guint i = 0; i < display->files->len; i++) {
        const PyperfFile *file = pyperf_file_at(display->files, i);
        for (guint k = 0; k < file->figures->len; k++)
            if (!append_item(display, file, pyperf_figures_at(file, k), index++, &titled))
                return FALSE;
    }
    return TRUE;
}

static gboolean has_warning(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        if (g_str_has_prefix(g_ptr_array_index(lines, i), "WARNING:"))
            return TRUE;
    return FALSE;
}

/* Everything is collected before anything is printed, as in pyperf: a command that fails prints nothing. */
static int display_files(const GPtrArray *files, const Parts *parts, GString *out, GString *err)
{
    g_autoptr(GPtrArray) output = lines_new();
    g_autoptr(GPtrArray) metadata = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    Display display = {.files = files, .parts = *parts, .output = output, .metadata = metadata, .err = err};
    if (is_brief(&display)) {
        print_brief(&display, out);
        return 0;
    }
    if (parts->metadata) {
        collect_metadata(&display);
        append_common_metadata(&display);
    }
    if (!append_items(&display))
        return 1;
    lines_print(output, out);
    if (parts->only_checks && !has_warning(output))
        g_string_append(out, pyperf_files_count(files) == 1 ? "The benchmark seems to be stable\n"
                                                            : "All benchmarks seem to be stable\n");
    return 0;
}

/* ------------------------------------------------------------------ hist */

/* The figures of one benchmark in all files, titled by file. */
static void print_group(const GPtrArray *files, const char *name, const HistogramOptions *options,
                        GString *out)
{
    g_autofree const PyperfFigures **figures = g_new(const PyperfFigures *, files->len);
    g_autofree const char **titles = g_new(const char *, files->len);
    g_autoptr(GPtrArray) lines = lines_new();
    for (guint i = 0; i < files->len; i++) {
        figures[i] = g_hash_table_lookup(pyperf_file_at(files, i)->by_name, name);
        titles[i] = files->len > 1 ? pyperf_file_at(files, i)->name : NULL;
    }
    append_histograms(lines, figures, titles, files->len, options);
    lines_print(lines, out);
}

/* pyperf fails with an exception on benchmarks that hold calibration runs only. */
static gboolean have_values(const GPtrArray *files, GString *err)
{
    for (guint i = 0; i < files->len; i++)
        for (guint k = 0; k < pyperf_file_at(files, i)->figures->len; k++) {
            const PyperfFigures *figures = pyperf_figures_at(pyperf_file_at(files, i), k);
            if (figures->n > 0)
                continue;
            g_string_append_printf(err, "ERROR: benchmark %s has no values\n", figures->benchmark->name);
            return FALSE;
        }
    return TRUE;
}

/* pyperf fails on benchmarks that not all files have; here each gets a histogram of its own. */
static gboolean print_unmatched(const GPtrArray *files, const HistogramOptions *options, GString *out)
{
    gboolean has_printed = FALSE;
    for (guint i = 0; i < files->len; i++) {
        g_autoptr(GPtrArray) unmatched = pyperf_file_unmatched(files, pyperf_file_at(files, i));
        for (guint k = 0; k < unmatched->len; k++) {
            const PyperfFigures *figures = g_ptr_array_index(unmatched, k);
            g_autoptr(GPtrArray) lines = lines_new();
            append_histograms(lines, &figures, (const char *const *)&figures->benchmark->name, 1, options);
            lines_print(lines, out);
            has_printed = TRUE;
        }
    }
    return has_printed;
}

static int print_histograms(const GPtrArray *files, const PyperfOptions *options, GString *out, GString *err)
{
    HistogramOptions histogram = {
        .bins = options->bins, .extend = options->extend, .checks = !options->quiet};
    g_autoptr(GPtrArray) names = pyperf_files_common(files);
    g_autoptr(GString) unmatched = g_string_new(NULL);
    if (!have_values(files, err))
        return 1;
    gboolean has_unmatched = print_unmatched(files, &histogram, unmatched);
    for (guint i = 0; i < names->len; i++) {
        if (names->len > 1)
            print_title(out, g_ptr_array_index(names, i));
        print_group(files, g_ptr_array_index(names, i), &histogram, out);
        if (i + 1 < names->len && !has_unmatched)
            g_string_append_c(out, '\n');
    }
    g_string_append_len(out, unmatched->str, (gssize)unmatched->len);
    return 0;
}

/* ------------------------------------------------------------------ commands */

/* What each command asks of a benchmark. */
static Parts parts_of(const PyperfOptions *options)
{
    Parts parts = {.checks = !options->quiet};
    switch (options->command) {
    case PYPERF_SHOW:
        parts.metadata = options->show_metadata;
        parts.hist = options->show_hist;
        parts.stats = options->show_stats;
        parts.dump = options->show_dump;
        parts.result = TRUE;
        break;
    case PYPERF_METADATA:
        parts.metadata = TRUE;
        break;
    case PYPERF_CHECK:
        parts.checks = parts.only_checks = TRUE;
        break;
    case PYPERF_DUMP:
        parts.dump = TRUE;
        parts.run_details = (RunDetails){options->quiet, options->verbose, options->raw};
        break;
    case PYPERF_STATS:
        parts.stats = TRUE;
        break;
    case PYPERF_COMPARE_TO:
    case PYPERF_HIST:
        break;
    }
    return parts;
}

int pyperf_command_run(int argc, char **argv, GString *out, GString *err)
{
    g_autoptr(PyperfOptions) options = pyperf_options_parse(argc, argv, err);
    if (!options)
        return 2;
    g_autoptr(GPtrArray) files = pyperf_files_load(options->files, options->benchmarks, err);
    if (!files)
        return 1;
    if (options->command == PYPERF_COMPARE_TO)
        return pyperf_compare_to(files, options, out, err);
    if (options->command == PYPERF_HIST)
        return print_histograms(files, options, out, err);
    Parts parts = parts_of(options);
    return display_files(files, &parts, out, err);
}
