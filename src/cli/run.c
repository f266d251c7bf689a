/* The whole pipeline: discover and ingest, analyze, report, render, publish. See run.h. */
#include "cli/run.h"

#include "config.h"

#include <string.h>

#include "analyze/findings.h"
#include "base/parallel.h"
#include "base/text.h"
#include "cli/check_notes.h"
#include "cli/list.h"
#include "cli/publish.h"
#include "ingest/discover.h"
#include "model/warning.h"
#include "render/json.h"
#include "report/model.h"

/* One benchmark on its way to a report. */
typedef struct {
    const Benchmark *benchmark;
    const char *directory;
    xmlDocPtr model; /* of a finished job only what the index and the terminal show */
    DiagList *gate;  /* owned: why a gate failed */
    DiagList *notes; /* owned: what is wrong with the author's notes */
    gboolean is_written, has_gate_failed;
} Job;

/* What all jobs of a run share; read only while they run. */
typedef struct {
    const Options *options;
    const Archive *archive;
    Terminal *terminal;
    DiagList *diags;
    Job *jobs; /* [n_jobs] */
    guint n_jobs;
    guint n_done;
    GMutex lock;
} Work;

static Archive *read_archive(const Options *options, Terminal *terminal, DiagList *diags)
{
    const DiscoverOptions discover = {
        .max_file_bytes = options->max_file_bytes,
        .limits = options->limits,
        .max_files = options->max_files,
        .max_depth = options->max_depth,
        .benchmarks = (const char *const *)options->benchmarks,
        .timestamp = options->timestamp,
        .baseline = options->baseline,
        .order = (const char *const *)options->order,
        .whatifs = options->whatifs,
        .aliases = options->aliases,
        .progress = terminal_progress,
        .progress_data = terminal,
    };
    return archive_read(options->results_dir, &discover, diags);
}

/* ------------------------------------------------------------------ gates of --fail-on */

/* What may fail a gate. */
typedef struct {
    const VariantFindings *variant, *baseline;
    const char *what;
    Verdict verdict;
    double delta_share;
    Unit unit;
    const GPtrArray *reasons; /* of const char* codes; NULL when there are none */
} GateRow;

/* "+20.4 % time", "+10.0 %" of bytes, "no number", and why it is not decided. Transfer full. */
static char *describe_gate_row(const GateRow *row)
{
    g_autofree char *change = number_percent_signed(row->delta_share);
    GString *text = g_string_new(change[0] ? change : "no number");
    if (change[0] && row->unit == UNIT_SECOND)
        g_string_append(text, " time");
    for (guint i = 0; row->reasons && i < row->reasons->len; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? " (" : ", ",
                               (const char *)g_ptr_array_index(row->reasons, i));
    if (row->reasons && row->reasons->len > 0)
        g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

/* Adds a line for one verdict that fails a gate, and says whether it did. A pair that must not be compared decides nothing either. */
static gboolean check_verdict(const Options *options, const GateRow *row, DiagList *diags)
{
    gboolean is_open = row->verdict == VERDICT_INCONCLUSIVE || row->verdict == VERDICT_CROSS_MACHINE ||
                       row->verdict == VERDICT_INCOMPARABLE;
    const char *gate = NULL;
    if (options->fails_on_slower && row->verdict == VERDICT_SLOWER &&
        row->delta_share > options->slower_limit)
        gate = "slower";
    else if (options->fails_on_inconclusive && is_open)
        gate = "inconclusive";
    if (!gate)
        return FALSE;
    g_autofree char *words = describe_gate_row(row);
    diag_add(diags, DIAG_ERROR, "gate", NULL, 0, 0, "--fail-on %s: %s: %s against %s: %s", gate, row->what,
             row->variant->variant->name, row->baseline->variant->name, words);
    return TRUE;
}

static gboolean check_warnings(const Options *options, const Benchmark *benchmark, const Findings *findings,
                               DiagList *diags)
{
    gboolean has_failed = FALSE;
    for (guint i = 0; options->fails_on_warnings && i < findings->warnings->len; i++) {
        const Warning *warning = g_ptr_array_index(findings->warnings, i);
        if (warning->severity < WARNING_CAUTION)
            continue;
        diag_add(diags, DIAG_ERROR, "gate", NULL, 0, 0, "--fail-on warnings: %s: %s", benchmark->name,
                 warning->message);
        has_failed = TRUE;
    }
    return has_failed;
}

/* Prints one line per reason and says whether a gate of --fail-on failed. */
static gboolean check_gate(const Options *options, const Benchmark *benchmark, const Findings *findings,
                           DiagList *diags)
{
    gboolean has_failed = check_warnings(options, benchmark, findings, diags);
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *row = g_ptr_array_index(findings->comparisons, i);
        GateRow gated = {.variant = row->variant,
                         .baseline = row->baseline,
                         .what = row->changed->timing->benchmark,
                         .verdict = row->verdict,
                         .delta_share = row->delta_share,
                         .unit = row->changed->timing->unit,
                         .reasons = row->reasons};
        has_failed |= check_verdict(options, &gated, diags);
    }
    for (guint i = 0; i < findings->process_comparisons->len; i++) {
        const ProcessComparison *row = g_ptr_array_index(findings->process_comparisons, i);
        GateRow gated = {.variant = row->variant,
                         .baseline = row->baseline,
                         .what = "elapsed time",
                         .verdict = row->verdict,
                         .delta_share = row->elapsed_ratio - 1};
        if (row->has_verdict)
            has_failed |= check_verdict(options, &gated, diags);
    }
    return has_failed;
}

/* ------------------------------------------------------------------ one report */

/* The command that makes this report again. The directory is named without where it stands, so that the report does not
 * depend on it. Transfer full. */
static char *reproduce_command(const Options *options, const Archive *archive)
{
    g_autofree char *path = g_canonicalize_filename(archive->root, NULL);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *clean = text_clean_line(name, 200);
    g_autofree char *quoted = g_shell_quote(clean);
    gboolean is_plain = g_regex_match_simple("^[A-Za-z0-9._+-]+$", clean, 0, 0);
    g_autoptr(GString) command = g_string_new("gen --results-dir ");
    g_string_append(command, is_plain ? clean : quoted);
    for (guint i = 0; options->benchmarks && options->benchmarks[i]; i++) {
        g_autofree char *benchmark = text_clean_line(options->benchmarks[i], 200);
        g_autofree char *word = g_shell_quote(benchmark);
        g_string_append_printf(command, " --benchmark %s", word);
    }
    g_string_append(command, options->shaping->str);
    return g_string_free(g_steal_pointer(&command), FALSE);
}

/* SOURCE_DATE_EPOCH, else the newest run used; NULL when neither is known. Transfer full. */
static char *report_date(const Benchmark *benchmark)
{
    const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
    guint64 seconds = 0;
    if (epoch && number_parse_uint64(epoch, strlen(epoch), &seconds) && seconds < G_MAXINT32 * (guint64)100) {
        g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc((gint64)seconds);
        if (date)
            return g_date_time_format(date, "%Y-%m-%dT%H:%M:%S");
    }
    return g_strdup(benchmark->timestamp);
}

/* Names of the files that a report directory gets, NULL-terminated. Transfer container; names are static. */
static GPtrArray *format_files(const Options *options)
{
    GPtrArray *files = g_ptr_array_new();
    for (guint i = 0; i < options->formats->len; i++) {
        const OutputFormat *format = g_ptr_array_index(options->formats, i);
        g_ptr_array_add(files, (gpointer)(guintptr)format->file_name);
    }
    g_ptr_array_add(files, NULL);
    return files;
}

/* A model of a thousand is large: when its files are written, only its summary is still needed. */
static void keep_summary(xmlDocPtr model)
{
    static const char *const kept[] = {"date", "headline", "warning", NULL};
    xmlNodePtr next = NULL;
    for (xmlNodePtr node = xmlDocGetRootElement(model)->children; node; node = next) {
        next = node->next;
        if (node->type == XML_ELEMENT_NODE && g_strv_contains(kept, (const char *)node->name))
            continue;
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
}

/* Sets the model of the job. Transfer full. */
static Findings *analyze_job(const Work *work, Job *job)
{
    const Options *options = work->options;
    const AnalyzeOptions analyze = {
        .margin = !isnan(options->margin)          ? options->margin
                  : !isnan(job->benchmark->margin) ? job->benchmark->margin
                                                   : 0.01,
        .confidence = options->confidence,
    };
    g_autofree char *command = reproduce_command(options, work->archive);
    g_autofree char *date = report_date(job->benchmark);
    g_autoptr(GPtrArray) files = format_files(options);
    const ReportOptions report = {
        .title = options->title,
        .author = options->author,
        .course = options->course,
        .version = PACKAGE_VERSION,
        .command = command,
        .date = date,
        .files = (const char *const *)files->pdata,
        .diags = job->notes,
        .transpose = options->is_transposed,
    };
    Findings *findings = findings_new(job->benchmark, work->archive->warnings, &analyze);
    job->model = report_model_new(work->archive, findings, &report);
    return findings;
}

static void run_job(guint i, gpointer data)
{
    Work *work = data;
    Job *job = &work->jobs[i];
    const Options *options = work->options;
    Findings *findings = analyze_job(work, job);
    const RenderJob render = {job->model, findings, options->template_dir, options->paper,
                              work->n_jobs == 1 ? options->n_jobs : 1};
    job->is_written = publish_report(options, &render, job->directory, job->benchmark->name, work->diags);
    job->has_gate_failed = check_gate(options, job->benchmark, findings, job->gate);
    findings_free(findings);
    keep_summary(job->model);

    g_mutex_lock(&work->lock);
    terminal_progress(job->benchmark->name, ++work->n_done, work->n_jobs, work->terminal);
    g_mutex_unlock(&work->lock);
}

/* ------------------------------------------------------------------ --check-notes */

/* The notes of one benchmark against its report. Returns how many numbers are none of it. */
static guint check_job(const Work *work, Job *job, GString *out, guint *n_checked)
{
    Findings *findings = analyze_job(work, job);
    const RenderJob render = {job->model, findings, NULL, work->options->paper, 1};
    g_autoptr(GBytes) json = json_render(&render, work->diags);
    gsize n = 0;
    const char *text = g_bytes_get_data(json, &n);
    guint n_wrong = check_notes(job->benchmark, text, n, out, n_checked);
    diag_list_append(work->diags, job->notes);
    findings_free(findings);
    xmlFreeDoc(job->model);
    return n_wrong;
}

/* STATUS_REJECTED when a number is none of its report, or a live value does not exist. */
static ExitStatus check_all_notes(const Options *options, const Archive *archive, Terminal *terminal,
                                  DiagList *diags)
{
    const Work work = {.options = options, .archive = archive, .terminal = terminal, .diags = diags};
    g_autoptr(GString) out = g_string_new(NULL);
    guint n_wrong = 0, n_checked = 0, n_notes = 0;
    for (guint i = 0; i < archive->benchmarks->len; i++) {
        Job job = {.benchmark = g_ptr_array_index(archive->benchmarks, i), .notes = diag_list_new()};
        n_notes += job.benchmark->notes->len;
        n_wrong += check_job(&work, &job, out, &n_checked);
        diag_list_free(job.notes);
    }
    if (!options->is_quiet)
        g_string_append_printf(out, "%u typed %s with units in %u %s of notes: %u %s the reports\n",
                               n_checked, n_checked == 1 ? "number" : "numbers", n_notes,
                               n_notes == 1 ? "file" : "files", n_checked - n_wrong,
                               n_checked - n_wrong == 1 ? "is in" : "are in");
    terminal_diagnostics(terminal, diags);
    if (!terminal_print(out->str))
        return STATUS_NOTHING;
    return n_wrong > 0 || diag_count(diags, DIAG_ERROR) > 0 ? STATUS_REJECTED : STATUS_COMPLETE;
}

/* ------------------------------------------------------------------ all reports */

static guint count_unused(const Archive *archive, gboolean rejected_only)
{
    guint n = 0;
    for (guint i = 0; i < archive->inputs->len; i++) {
        const Input *input = g_ptr_array_index(archive->inputs, i);
        n += !input->is_used && !input->is_elsewhere && (!rejected_only || input->is_rejected) ? 1 : 0;
    }
    return n;
}

/* Index, lines on the terminal, gates. */
static ExitStatus finish(Work *work)
{
    g_autoptr(GPtrArray) models = g_ptr_array_new();
    g_autoptr(GPtrArray) directories = g_ptr_array_new();
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    gboolean has_gate_failed = FALSE, has_damage = count_unused(work->archive, TRUE) > 0;
    for (guint i = 0; i < work->n_jobs; i++) {
        Job *job = &work->jobs[i];
        if (!job->is_written)
            continue;
        g_ptr_array_add(models, job->model);
        g_ptr_array_add(directories, (gpointer)(guintptr)job->directory);
        g_ptr_array_add(paths, g_build_filename(work->options->report_dir, job->directory, NULL));
        has_gate_failed |= job->has_gate_failed;
        has_damage |= diag_count(job->notes, DIAG_ERROR) > 0;
        diag_list_append(work->diags, job->notes);
        diag_list_append(work->diags, job->gate);
    }
    gboolean has_index =
        models->len > 0 && publish_index(work->options, work->archive, models, directories, work->diags);
    terminal_diagnostics(work->terminal, work->diags);
    if (!has_index)
        return STATUS_NOTHING;
    terminal_reports(work->terminal, models, paths);
    terminal_summary(work->terminal, models->len, work->n_jobs - models->len, work->options->report_dir,
                     count_unused(work->archive, FALSE));
    if (models->len < work->n_jobs)
        return STATUS_NOTHING;
    return has_gate_failed ? STATUS_GATE : has_damage ? STATUS_REJECTED : STATUS_COMPLETE;
}

static ExitStatus render_archive(const Options *options, const Archive *archive, Terminal *terminal,
                                 DiagList *diags)
{
    if (!publish_prepare(options, diags)) {
        terminal_diagnostics(terminal, diags);
        return STATUS_NOTHING;
    }
    g_autoptr(GPtrArray) directories = publish_directories(archive->benchmarks);
    Work work = {.options = options, .archive = archive, .terminal = terminal, .diags = diags};
    work.n_jobs = archive->benchmarks->len;
    work.jobs = g_new0(Job, work.n_jobs);
    g_mutex_init(&work.lock);
    for (guint i = 0; i < work.n_jobs; i++) {
        work.jobs[i].benchmark = g_ptr_array_index(archive->benchmarks, i);
        work.jobs[i].gate = diag_list_new();
        work.jobs[i].notes = diag_list_new();
        work.jobs[i].directory = g_ptr_array_index(directories, i);
    }
    parallel_for(work.n_jobs, options->n_jobs, run_job, &work);
    ExitStatus status = finish(&work);
    for (guint i = 0; i < work.n_jobs; i++) {
        diag_list_free(work.jobs[i].gate);
        diag_list_free(work.jobs[i].notes);
        xmlFreeDoc(work.jobs[i].model);
    }
    g_free(work.jobs);
    g_mutex_clear(&work.lock);
    return status;
}

/* Transfer full. */
static char *why_nothing(const Archive *archive)
{
    guint n = archive->inputs->len, n_damaged = count_unused(archive, TRUE);
    if (n == 0)
        return g_strdup_printf("nothing to report: there are no files below %s", archive->root);
    if (n == 1)
        return g_strdup_printf(
            "nothing to report: the one file below %s cannot be used%s (gen --list shows why)", archive->root,
            n_damaged > 0 ? ", it is damaged" : "");
    return g_strdup_printf(
        "nothing to report: none of the %u files below %s can be used%s (gen --list shows why)", n,
        archive->root, n_damaged > 0 ? ", some are damaged" : "");
}

/* Says why there is nothing to report, or that --strict stops here. */
static gboolean may_render(const Options *options, const Archive *archive)
{
    if (archive->benchmarks->len == 0) {
        g_autofree char *message = why_nothing(archive);
        terminal_error(message);
        return FALSE;
    }
    if (options->is_strict && count_unused(archive, TRUE) > 0) {
        terminal_error("--strict: an artifact is damaged, so nothing is written");
        return FALSE;
    }
    if (options->is_strict && warning_find(archive->warnings, "directory-left-out")) {
        terminal_error("--strict: a directory could not be read, so nothing is written");
        return FALSE;
    }
    return TRUE;
}

/* While the archive is read, libraries and fonts are loaded. */
static void prepare_formats(const Options *options)
{
    for (guint i = 0; options->action == ACTION_REPORT && i < options->formats->len; i++) {
        const OutputFormat *format = g_ptr_array_index(options->formats, i);
        if (format->prepare)
            format->prepare();
    }
    for (guint i = 0; options->action == ACTION_REPORT && i < options->figures->len; i++) {
        const FigureFormat *format = g_ptr_array_index(options->figures, i);
        if (format->prepare)
            format->prepare();
    }
}

ExitStatus run_report(const Options *options, const char *program, Terminal *terminal, DiagList *diags)
{
    prepare_formats(options);
    g_autoptr(Archive) archive = read_archive(options, terminal, diags);
    terminal_diagnostics(terminal, diags);
    if (!archive)
        return STATUS_NOTHING;
    if (options->action == ACTION_LIST || options->action == ACTION_LIST_JOBS) {
        g_autofree char *text = options->action == ACTION_LIST
                                    ? list_archive(archive)
                                    : list_jobs(archive, program, options->report_dir, options->shaping->str);
        return !terminal_print(text)             ? STATUS_NOTHING
               : count_unused(archive, TRUE) > 0 ? STATUS_REJECTED
                                                 : STATUS_COMPLETE;
    }
    if (!may_render(options, archive))
        return STATUS_NOTHING;
    return options->action == ACTION_CHECK_NOTES ? check_all_notes(options, archive, terminal, diags)
                                                 : render_archive(options, archive, terminal, diags);
}
