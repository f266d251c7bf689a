/* gen --flamegraph; see flamegraph.h. */
#include "cli/flamegraph.h"

#include "config.h"

#include <string.h>

#include "analyze/findings.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/profile_file.h"
#include "report/model.h"

/* ------------------------------------------------------------------ an archive of the files */

/* "stacks" of "run1/stacks.folded". Transfer full. */
static char *file_stem(const char *path)
{
    g_autofree char *base = g_path_get_basename(path);
    char *point = strchr(base + 1, '.');
    if (point)
        *point = 0;
    return text_clean_name(base, strlen(base));
}

/* Where the path first differs from the other one: "stdlib" of "stdlib/stacks.folded" and "orjson/stacks.folded". Transfer full. */
static char *differing_part(const char *path, const char *other)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1), others = g_strsplit(other, "/", -1);
    guint i = 0;
    while (parts[i] && others[i] && g_str_equal(parts[i], others[i]))
        i++;
    return parts[i] && parts[i + 1] ? text_clean_name(parts[i], strlen(parts[i])) : file_stem(path);
}

static char *variant_name(char **paths, guint i)
{
    g_autofree char *own = file_stem(paths[i]);
    g_autofree char *other = paths[1] ? file_stem(paths[1 - i]) : NULL;
    gboolean is_alike = other && g_str_equal(own, other);
    g_autofree char *name = is_alike ? differing_part(paths[i], paths[1 - i]) : g_steal_pointer(&own);
    g_autofree char *other_name = is_alike ? differing_part(paths[1 - i], paths[i]) : NULL;
    gboolean is_same = other_name && g_str_equal(name, other_name);
    return is_same ? g_strdup_printf("%s (%u)", name, i + 1) : g_steal_pointer(&name);
}

/* The archive takes the file over. */
static void add_variant(Archive *archive, Benchmark *benchmark, ProfileFile *file, const char *name)
{
    Variant *variant = variant_new(name);
    variant->role = benchmark->variants->len > 0 ? ROLE_CHANGED : ROLE_BASELINE;
    variant->run = run_new();
    g_ptr_array_add(variant->runs, variant->run);
    g_ptr_array_add(variant->run->profiles, (gpointer)(guintptr)file->profile);
    g_ptr_array_add(benchmark->variants, variant);
    file->file->input->is_used = TRUE;
    g_ptr_array_add(archive->inputs, g_steal_pointer(&file->file->input));
    g_ptr_array_add(archive->artifacts, g_steal_pointer(&file->file->artifact));
}

/* One benchmark, a variant per file. NULL when a file holds no profile. */
static Archive *read_archive(const Options *options, DiagList *diags)
{
    char **paths = options->files;
    g_autofree char *title = file_stem(paths[0]);
    g_autoptr(Archive) archive = archive_new(".");
    Benchmark *benchmark = benchmark_new(title);
    g_ptr_array_add(archive->benchmarks, benchmark);
    for (guint i = 0; i < options->aliases->len; i++)
        g_ptr_array_add(benchmark->aliases, alias_copy(g_ptr_array_index(options->aliases, i)));
    for (guint i = 0; i < options->whatifs->len; i++)
        g_ptr_array_add(benchmark->whatifs, what_if_copy(g_ptr_array_index(options->whatifs, i)));
    for (guint i = 0; paths[i]; i++) {
        ProfileFile file = profile_file_read(options, &options->limits, paths[i], diags);
        g_autofree char *name = variant_name(paths, i);
        gboolean is_good = file.profile != NULL;
        if (is_good)
            add_variant(archive, benchmark, &file, name);
        profile_file_clear(&file);
        if (!is_good)
            return NULL;
    }
    return g_steal_pointer(&archive);
}

/* ------------------------------------------------------------------ drawing */

/* The second profile against the first, or both on one scale when they cannot be compared. */
static GBytes *draw_figure(const Findings *findings, const FigureFormat *format, DiagList *diags)
{
    GBytes *bytes = NULL;
    FigureRequest figure = {.kind = figure_kind_find("diff")};
    if (findings->variants->len > 1) {
        const VariantFindings *changed = g_ptr_array_index(findings->variants, 1);
        figure.subject = changed->variant->name;
        bytes = format->render(findings, &figure, diags);
        if (!bytes && diag_count(diags, DIAG_ERROR) == 0)
            diag_add(diags, DIAG_WARNING, "profiles-differ", NULL, 0, 0,
                     "the two profiles share too little to be compared frame by frame: both are drawn");
    }
    if (bytes || diag_count(diags, DIAG_ERROR) > 0)
        return bytes;
    figure = (FigureRequest){.kind = figure_kind_find("flame")};
    return format->render(findings, &figure, diags);
}

/* A report of nothing but profiles. */
static GBytes *draw_page(const Options *options, const Archive *archive, const Findings *findings,
                         DiagList *diags)
{
    const ReportOptions report = {.title = options->title,
                                  .author = options->author,
                                  .course = options->course,
                                  .version = PACKAGE_VERSION,
                                  .diags = diags};
    g_autoptr(xmlDoc) model = report_model_new(archive, findings, &report);
    const RenderJob job = {model, findings, options->template_dir, options->paper, options->n_jobs};
    return output_format_find("html")->render(&job, diags);
}

/* By the ending of the name; SVG without one. */
static GBytes *draw(const Options *options, const Archive *archive, DiagList *diags)
{
    const AnalyzeOptions analyze = {.margin = isnan(options->margin) ? .01 : options->margin,
                                    .confidence = options->confidence};
    const char *point = options->output ? strrchr(options->output, '.') : ".svg";
    const FigureFormat *format = point ? figure_format_find(point + 1) : NULL;
    gboolean is_page = point && g_str_equal(point, ".html");
    if (!format && !is_page) {
        diag_add(diags, DIAG_ERROR, "no-format", options->output, 0, 0,
                 "the name of the picture ends in .svg, .pdf, .png or .html");
        return NULL;
    }
    Findings *findings = findings_new(g_ptr_array_index(archive->benchmarks, 0), archive->warnings, &analyze);
    GBytes *bytes =
        is_page ? draw_page(options, archive, findings, diags) : draw_figure(findings, format, diags);
    findings_free(findings);
    if (!bytes && diag_count(diags, DIAG_ERROR) == 0)
        diag_add(diags, DIAG_ERROR, "no-profile", options->files[0], 0, 0, "there is nothing to draw");
    return bytes;
}

/* A slip of the hand must not cost the profile. */
static gboolean is_input(const Options *options)
{
    g_autofree char *output = options->output ? g_canonicalize_filename(options->output, NULL) : NULL;
    for (char **path = options->files; output && *path; path++) {
        g_autofree char *input = g_canonicalize_filename(*path, NULL);
        if (g_str_equal(input, output))
            return TRUE;
    }
    return FALSE;
}

ExitStatus flamegraph_draw(const Options *options, DiagList *diags)
{
    if (is_input(options)) {
        diag_add(diags, DIAG_ERROR, "cannot-write", options->output, 0, 0,
                 "not overwritten: it is the profile");
        return STATUS_NOTHING;
    }
    g_autoptr(Archive) archive = read_archive(options, diags);
    g_autoptr(GBytes) bytes = archive ? draw(options, archive, diags) : NULL;
    GError *error = NULL;
    gsize n = 0;
    const char *data = bytes ? g_bytes_get_data(bytes, &n) : NULL;
    if (!data)
        return STATUS_NOTHING;
    if (!options->output) {
        g_autofree char *text = g_strndup(data, n);
        return terminal_print(text) ? STATUS_COMPLETE : STATUS_NOTHING;
    }
    if (file_write_atomic(options->output, data, n, &error))
        return STATUS_COMPLETE;
    diag_add(diags, DIAG_ERROR, "cannot-write", options->output, 0, 0, "%s", error->message);
    g_error_free(error);
    return STATUS_NOTHING;
}
