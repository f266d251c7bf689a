/* The report model: the document and its general parts; see model.h. */
#include "report/model_internal.h"

#include <string.h>

#include "model/warning.h"

#define MOST_UNUSED 200 /* listed in an archive of many files */

/* ------------------------------------------------------------------ paths */

/* The path of the file system, its odd characters as %XX, where the path that is shown has others in their place; NULL where it
 * has not, or where the file system's is no text. Transfer full. */
static char *exact_path(const Input *input)
{
    if (!input->raw_path || strcmp(input->raw_path, input->path) == 0 ||
        !g_utf8_validate(input->raw_path, -1, NULL))
        return NULL;
    return g_uri_escape_string(input->raw_path, "/", FALSE);
}

/* Few names are odd: most archives have an empty table. Transfer full. */
static GHashTable *exact_paths(const Archive *archive)
{
    GHashTable *exact = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (guint i = 0; i < archive->inputs->len; i++) {
        const Input *input = g_ptr_array_index(archive->inputs, i);
        char *path = exact_path(input);
        if (path)
            g_hash_table_insert(exact, input->path, path);
    }
    return exact;
}

void model_add_source(const ModelBuilder *builder, xmlNodePtr node, const char *path)
{
    const char *exact = g_hash_table_lookup(builder->exact, path);
    xmlNodePtr source = element_add_text(node, "source", path);
    if (exact)
        element_set(source, "exact", exact);
}

/* ------------------------------------------------------------------ warnings */

/* As report.json lists them; pages read the notices, which group them. */
static void add_warning(const ModelBuilder *builder, const Warning *warning)
{
    static const char *const marks[] = {[WARNING_INFO] = "○", [WARNING_CAUTION] = "▲", [WARNING_BLOCK] = "■"};
    xmlNodePtr node = element_add(builder->root, "warning");
    element_set(node, "code", warning->code);
    element_set(node, "severity", warning_severity_name(warning->severity));
    element_set(node, "title", warning_title(warning->code));
    element_set(node, "mark", marks[warning->severity]);
    element_add_text(node, "message", warning->message);
    for (guint i = 0; i < warning->sources->len; i++)
        model_add_source(builder, node, g_ptr_array_index(warning->sources, i));
}

static guint count_warnings(const Findings *findings, WarningSeverity severity)
{
    guint n = 0;
    for (guint i = 0; i < findings->warnings->len; i++)
        n += ((const Warning *)g_ptr_array_index(findings->warnings, i))->severity == severity;
    return n;
}

/* "comparable", "caution" or "blocked": the worst warning decides. */
static const char *status_name(const Findings *findings)
{
    if (count_warnings(findings, WARNING_BLOCK) > 0)
        return "blocked";
    return count_warnings(findings, WARNING_CAUTION) > 0 ? "caution" : "comparable";
}

/* ------------------------------------------------------------------ inputs */

static void add_input(ModelBuilder *builder, const Input *input)
{
    xmlNodePtr node = element_add(builder->root, "input");
    g_autofree char *exact = exact_path(input);
    element_set(node, "path", input->path);
    if (exact)
        element_set(node, "exact", exact);
    element_set(node, "sha256", input->sha256);
    element_set(node, "format", input->format);
    element_set_bool(node, "used", input->is_used);
    element_set_bool(node, "here", g_hash_table_contains(builder->used, input));
    element_set_bool(node, "rejected", input->is_rejected);
    element_set(node, "reason", input->is_used ? NULL : input->reason);
    if (input->sha256) /* it could be read */
        element_add_count(node, "bytes", input->n_bytes);
}

gboolean model_lists_all_inputs(const ModelBuilder *builder)
{
    guint64 n_reports = MAX(builder->archive->n_found, 1);
    return builder->archive->inputs->len * n_reports <= MODEL_MOST_INPUT_ROWS;
}

/* Every regular file found, used or not, with the reason. In a crowd of reports those that concern this one: with a thousand
 * reports over one directory, a list of all files in each would be a thousand times as long as the archive. */
static void add_inputs(ModelBuilder *builder)
{
    const GPtrArray *inputs = builder->archive->inputs;
    gboolean is_crowd = !model_lists_all_inputs(builder);
    guint n_unused = 0, n_left_out = 0;
    for (guint i = 0; i < inputs->len; i++) {
        const Input *input = g_ptr_array_index(inputs, i);
        gboolean is_here = g_hash_table_contains(builder->used, input);
        if (!is_crowd || is_here || (!input->is_used && n_unused++ < MOST_UNUSED))
            add_input(builder, input);
        else
            n_left_out++;
    }
    if (n_left_out > 0)
        element_add_count(builder->root, "inputs_left_out", n_left_out);
}

/* SHA-256 over "digest  path\n" of the files used here, as sha256sum prints them; 16 hex digits. */
static void set_inputs_hash(ModelBuilder *builder)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < builder->archive->inputs->len; i++) {
        const Input *input = g_ptr_array_index(builder->archive->inputs, i);
        if (!g_hash_table_contains(builder->used, input))
            continue;
        g_autofree char *line = g_strdup_printf("%s  %s\n", input->sha256 ? input->sha256 : "", input->path);
        g_checksum_update(sum, (const guchar *)line, (gssize)strlen(line));
    }
    g_autofree char *short_hash = g_strndup(g_checksum_get_string(sum), 16);
    element_set(builder->root, "inputs-hash", short_hash);
}

/* ------------------------------------------------------------------ environment */

/* Whole values: the table on the page shortens them. */
static void add_environment(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    for (guint i = 0; i < findings->environment->len; i++) {
        const EnvironmentRow *fact = g_ptr_array_index(findings->environment, i);
        for (guint j = 0; j < fact->n_values; j++) {
            if (!fact->values[j])
                continue;
            const VariantFindings *variant = g_ptr_array_index(findings->variants, j);
            xmlNodePtr node = element_add(builder->root, "environment");
            element_set(node, "key", fact->key);
            element_set(node, "variant", variant->variant->name);
            element_set(node, "value", fact->values[j]);
            element_set_bool(node, "differs", fact->differs);
        }
    }
}

/* ------------------------------------------------------------------ files beside the page */

/* What a file of that name holds, in words. */
static const char *describe_file(const char *name)
{
    static const struct {
        const char *suffix, *words;
    } kinds[] = {
        {".json", "the numbers of this report at full precision"},
        {".csv", "the same numbers as one table"},
        {".pdf", "this report on paper, with the numbers attached"},
        {".txt", "this report as plain text"},
        {".md", "this report as Markdown"},
        {".xlsx", "its tables as a spreadsheet"},
        {".html", "this page"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_has_suffix(name, kinds[i].suffix))
            return kinds[i].words;
    return "";
}

static void add_files(ModelBuilder *builder)
{
    const char *const *files = builder->options->files;
    for (guint i = 0; files && files[i]; i++)
        if (!g_str_has_suffix(files[i], ".html"))
            element_set(element_add_text(builder->root, "file", describe_file(files[i])), "name", files[i]);
}

/* ------------------------------------------------------------------ the document */

/* The first of three texts that is there and not empty. */
static const char *first_given(const char *a, const char *b, const char *c)
{
    return a && a[0] ? a : b && b[0] ? b : c;
}

/* Attributes of the root that need no computing. */
static void set_identity(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    const Benchmark *benchmark = findings->benchmark;
    const ReportOptions *options = builder->options;
    const VariantFindings *baseline = g_ptr_array_index(findings->variants, 0);
    xmlNodePtr root = builder->root;
    element_set(root, "schema", "gen-report/1");
    element_set(root, "generator", "gen");
    element_set(root, "version", options->version);
    element_set(root, "benchmark", benchmark->name);
    element_set(root, "title", first_given(options->title, benchmark->title, benchmark->name));
    element_set(root, "baseline", baseline->variant->name);
    element_set(root, "author", first_given(options->author, benchmark->author, ""));
    element_set(root, "course", first_given(options->course, benchmark->course, ""));
    element_set(root, "status", status_name(findings));
    element_set(root, "timestamp", benchmark->timestamp);
    element_set(root, "made", options->date);
    element_set_count(root, "n-variants", findings->variants->len);
    g_autofree char *confidence = show_level(findings->options.confidence);
    g_autofree char *margin = show_level(findings->options.margin);
    element_set(root, "confidence", confidence);
    element_set(root, "margin", margin);
    if (benchmark->timestamp) {
        g_autofree char *date = show_date(benchmark->timestamp);
        element_set(element_add_text(root, "date", date), "iso", benchmark->timestamp);
    }
}

static xmlDocPtr document_new(ModelBuilder *builder)
{
    xmlDocPtr document = xmlNewDoc(BAD_CAST "1.0");
    builder->root = xmlNewNode(NULL, BAD_CAST "report");
    xmlDocSetRootElement(document, builder->root);
    return document;
}

/* Order matters twice: notices are counted for the status, and tables are numbered in page order. */
xmlDocPtr report_model_new(const Archive *archive, const Findings *findings, const ReportOptions *options)
{
    g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) exact = exact_paths(archive);
    ModelBuilder builder = {
        .archive = archive, .findings = findings, .options = options, .used = used, .exact = exact};
    xmlDocPtr document = document_new(&builder);
    g_autoptr(GArray) headlines = headlines_new(findings);
    for (guint i = 0; i < findings->benchmark->notes->len; i++)
        g_hash_table_add(used, ((const Notes *)g_ptr_array_index(findings->benchmark->notes, i))->input);
    set_identity(&builder);
    model_add_notices(&builder);
    sentences_add_head(&builder, headlines);
    sentences_add_verdict(&builder, headlines);
    model_add_variants(&builder);
    model_add_pairs(&builder);
    for (guint i = 0; i < findings->warnings->len; i++)
        add_warning(&builder, g_ptr_array_index(findings->warnings, i));
    add_inputs(&builder);
    set_inputs_hash(&builder);
    add_environment(&builder);
    model_add_page(&builder, headlines);
    if (options->command)
        element_add_text(builder.root, "command", options->command);
    add_files(&builder);
    return document;
}
