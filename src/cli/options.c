/* The command line; see options.h. Strings are taken as bytes (G_OPTION_ARG_FILENAME), since no locale is ever set. */
#include "cli/options.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

/* What GOption writes into; turned into Options afterwards. */
typedef struct {
    char *results_dir, *report_dir, *timestamp, *baseline, *order, *formats, *title, *author, *course, *paper,
        *template_dir, *figures;
    char *margin, *confidence, *max_file, *max_files, *max_depth, *jobs, *fail_on;
    char **benchmarks, **limits, **whatifs, **aliases, **rest;
    gboolean list, list_jobs, check_notes, index_only, verify, fold, flamegraph, transpose, strict, quiet,
        verbose, no_progress, pyperf, help, version;
} RawOptions;

#define N_ENTRIES_MAX 40

static void fill_entries(GOptionEntry *entries, RawOptions *raw)
{
    const GOptionEntry table[] = {
        {"results-dir", 'd', 0, G_OPTION_ARG_FILENAME, &raw->results_dir,
         "Read every benchmark below DIR (also as a plain argument)", "DIR"},
        {"report-dir", 'o', 0, G_OPTION_ARG_FILENAME, &raw->report_dir,
         "Write the reports below DIR (reports)", "DIR"},
        {"list", 'l', 0, G_OPTION_ARG_NONE, &raw->list,
         "Say what was found, used and skipped, and why; write nothing", NULL},
        {"list-jobs", 0, 0, G_OPTION_ARG_NONE, &raw->list_jobs,
         "Print one command per benchmark, for a scheduler", NULL},
        {"check-notes", 0, 0, G_OPTION_ARG_NONE, &raw->check_notes,
         "List numbers typed in notes that no value of the report rounds to", NULL},
        {"index-only", 0, 0, G_OPTION_ARG_NONE, &raw->index_only,
         "Only write the index of the reports in --report-dir", NULL},
        {"verify", 0, 0, G_OPTION_ARG_NONE, &raw->verify,
         "Are the files that REPORT... was made from still the same bytes?", NULL},
        {"fold", 0, 0, G_OPTION_ARG_NONE, &raw->fold, "Print the profile in FILE as folded stacks", NULL},
        {"flamegraph", 0, 0, G_OPTION_ARG_NONE, &raw->flamegraph,
         "Draw the profile in FILE, or its change to FILE2 (-o OUT.svg, .html, .pdf or .png)", NULL},
        {"pyperf", 0, 0, G_OPTION_ARG_NONE, &raw->pyperf,
         "Before a command of pyperf (compare_to, stats, ...): what pyperf prints", NULL},
        {"benchmark", 'b', 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->benchmarks,
         "Only this benchmark (repeatable)", "NAME"},
        {"timestamp", 't', 0, G_OPTION_ARG_FILENAME, &raw->timestamp,
         "Which runs: latest of each variant (default), all, or a stamp", "WHEN"},
        {"baseline", 0, 0, G_OPTION_ARG_FILENAME, &raw->baseline, "Compare against this variant", "VARIANT"},
        {"order", 0, 0, G_OPTION_ARG_FILENAME, &raw->order, "Order of the variants", "A,B,C"},
        {"formats", 'f', 0, G_OPTION_ARG_FILENAME, &raw->formats,
         "Formats to write: html,pdf,txt,csv,md,json (these), xlsx", "LIST"},
        {"transpose", 0, 0, G_OPTION_ARG_NONE, &raw->transpose, "Counters as columns, variants as rows",
         NULL},
        {"title", 0, 0, G_OPTION_ARG_FILENAME, &raw->title, "Title of the report", "TEXT"},
        {"author", 0, 0, G_OPTION_ARG_FILENAME, &raw->author, "Author, for the title block", "TEXT"},
        {"course", 0, 0, G_OPTION_ARG_FILENAME, &raw->course, "Course, for the title block", "TEXT"},
        {"paper", 0, 0, G_OPTION_ARG_FILENAME, &raw->paper, "a4 (default) or letter", "SIZE"},
        {"template", 0, 0, G_OPTION_ARG_FILENAME, &raw->template_dir,
         "Take templates from DIR where it has them", "DIR"},
        {"figures", 0, 0, G_OPTION_ARG_FILENAME, &raw->figures,
         "Every figure as files of their own, too: svg,pdf,png", "LIST"},
        {"margin", 0, 0, G_OPTION_ARG_FILENAME, &raw->margin, "Differences below this are none (1%)",
         "PERCENT"},
        {"confidence", 0, 0, G_OPTION_ARG_FILENAME, &raw->confidence, "Level of the intervals (95%)",
         "PERCENT"},
        {"whatif", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->whatifs,
         "What is gained when functions that match become that much faster (repeatable)", "PATTERN=4"},
        {"alias", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->aliases,
         "In profiles, this file is that one of the baseline (repeatable)", "FILE=FILE"},
        {"fail-on", 0, 0, G_OPTION_ARG_FILENAME, &raw->fail_on,
         "Exit with 3 on slower[=PCT], inconclusive or warnings (a list)", "WHAT"},
        {"max-file", 0, 0, G_OPTION_ARG_FILENAME, &raw->max_file, "Largest file to read, with K, M or G (1G)",
         "SIZE"},
        {"max-files", 0, 0, G_OPTION_ARG_FILENAME, &raw->max_files, "Most files to read (200000)", "N"},
        {"max-depth", 0, 0, G_OPTION_ARG_FILENAME, &raw->max_depth,
         "Most directories in each other to enter (64)", "N"},
        {"max", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->limits,
         "Raise the cap that a message names, such as json=1G (repeatable)", "CAP=N"},
        {"strict", 0, 0, G_OPTION_ARG_NONE, &raw->strict,
         "Write nothing when an artifact is damaged or a directory unreadable", NULL},
        {"jobs", 'j', 0, G_OPTION_ARG_FILENAME, &raw->jobs, "Benchmarks to render at a time (number of CPUs)",
         "N"},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &raw->quiet, "Print errors only", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &raw->verbose, "Print notes too", NULL},
        {"no-progress", 0, 0, G_OPTION_ARG_NONE, &raw->no_progress, "No progress line on a terminal", NULL},
        {"version", 'V', 0, G_OPTION_ARG_NONE, &raw->version, "Print the version", NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &raw->help, "Print this help", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &raw->rest, NULL, NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    G_STATIC_ASSERT(G_N_ELEMENTS(table) <= N_ENTRIES_MAX);
    memcpy(entries, table, sizeof table);
}

static const char EXAMPLES[] =
    "Examples:\n"
    "  gen results                          a report for every benchmark below results/, in reports/\n"
    "  gen --list results                   what would be used, what not, and why\n"
    "  gen results/aes --formats pdf        only the PDF\n"
    "  gen results --baseline stdlib --order stdlib,table,openssl\n"
    "  gen results --whatif 'encode=2,10'   what a faster encoder would bring, by Amdahl's law\n"
    "  gen results --fail-on slower=2%      for CI: status 3 when something got more than 2 % slower\n"
    "  gen --verify reports --results-dir results   are their inputs still the same bytes?\n"
    "  gen --fold profile.speedscope.json > profile.folded\n"
    "  gen --flamegraph before.folded after.folded -o change.html   where the time went\n"
    "  gen --pyperf compare_to a.json b.json   what pyperf prints for the same arguments\n"
    "\n"
    "Exit status: 0 all reports written; 1 written, but an artifact was damaged; 2 nothing written;\n"
    "3 a --fail-on gate failed. Set NO_COLOR for plain text and SOURCE_DATE_EPOCH for a fixed date.";

static GOptionContext *new_context(GOptionEntry *entries)
{
    GOptionContext *context = g_option_context_new("DIR");
    g_option_context_set_summary(
        context, "Turns archived benchmark artifacts (pyperf, perf stat, folded stacks and more) into\n"
                 "standalone HTML and PDF reports, and the same numbers as text, CSV, Markdown and JSON.");
    g_option_context_set_description(context, EXAMPLES);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    return context;
}

char *options_help(void)
{
    RawOptions raw = {0};
    GOptionEntry entries[N_ENTRIES_MAX];
    fill_entries(entries, &raw);
    GOptionContext *context = new_context(entries);
    char *help = g_option_context_get_help(context, TRUE, NULL);
    g_option_context_free(context);
    return help;
}

/* ------------------------------------------------------------------ checks of single values */

static gboolean complain(char **message, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Cleaned like any text from outside: what was typed may hold escape sequences. Always FALSE, for `return complain(...)`. */
static gboolean complain(char **message, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *raw = g_strdup_vprintf(format, args);
    va_end(args);
    g_free(*message);
    *message = text_clean_line(raw, 300);
    return FALSE;
}

/* "1%", "1 %" or "1": a share of 0.01. */
static gboolean parse_percent(const char *text, double *share)
{
    gsize n = strlen(text);
    while (n > 0 && (text[n - 1] == '%' || text[n - 1] == ' '))
        n--;
    if (!number_parse(text, n, share))
        return FALSE;
    *share /= 100;
    return TRUE;
}

/* "500M", "1G", "1048576", also with a B behind: powers of 1024, as a file manager counts. */
static gboolean parse_size(const char *text, guint64 *bytes)
{
    gsize n = strlen(text);
    guint64 factor = 1;
    if (n > 0 && (text[n - 1] == 'B' || text[n - 1] == 'b'))
        n--;
    if (n > 0 && g_ascii_isalpha(text[n - 1])) {
        const char *const suffix = strchr("kmgt", g_ascii_tolower(text[n - 1]));
        if (!suffix)
            return FALSE;
        for (const char *p = "kmgt"; p[0]; p++) {
            factor *= 1024;
            if (*p == *suffix)
                break;
        }
        n--;
    }
    return number_parse_uint64(text, n, bytes) && *bytes > 0 && *bytes <= G_MAXUINT64 / factor &&
           (*bytes *= factor, TRUE);
}

static const OutputFormat *find_format(const char *name, char **message)
{
    const OutputFormat *format = output_format_find(name);
    if (format && format->missing)
        complain(message,
                 "--formats: this gen was built without %s, which %s needs; install it and build again",
                 format->missing, name);
    if (format)
        return format->missing ? NULL : format;
    gsize n = 0;
    const OutputFormat *formats = output_formats(&n);
    g_autofree const char **names = g_new0(const char *, n);
    for (gsize i = 0; i < n; i++)
        names[i] = formats[i].name;
    const char *nearest = text_nearest(name, names, n);
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    for (gsize i = 0; i < n; i++)
        g_ptr_array_add(known, (gpointer)(guintptr)names[i]);
    g_autofree char *all = text_join_and(known);
    complain(message, "--formats: there is no format \"%s\"%s%s%s; there are %s", name,
             nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "", all);
    return NULL;
}

static gboolean set_formats(Options *options, const char *list, char **message)
{
    options->formats = g_ptr_array_new();
    gsize n = 0;
    const OutputFormat *formats = output_formats(&n);
    g_auto(GStrv) names = g_strsplit(list ? list : "", ",", -1);
    for (guint i = 0; list && names[i]; i++)
        if (!find_format(g_strstrip(names[i]), message))
            return FALSE;
    for (gsize i = 0; i < n; i++)
        if (list ? g_strv_contains((const char *const *)names, formats[i].name) : !formats[i].is_optional)
            g_ptr_array_add(options->formats, (gpointer)(guintptr)&formats[i]);
    return TRUE;
}

static gboolean set_figures(Options *options, const char *list, char **message)
{
    options->figures = g_ptr_array_new();
    gsize n = 0;
    const char *const *known = figure_format_names(&n);
    g_auto(GStrv) names = g_strsplit(list ? list : "", ",", -1);
    for (guint i = 0; list && names[i]; i++) {
        const FigureFormat *format = figure_format_find(g_strstrip(names[i]));
        const char *nearest = format ? NULL : text_nearest(names[i], known, n);
        if (!format)
            return complain(message, "--figures takes svg, pdf, png; not \"%s\"%s%s%s", names[i],
                            nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
        if (!g_ptr_array_find(options->figures, format, NULL))
            g_ptr_array_add(options->figures, (gpointer)(guintptr)format);
    }
    return TRUE;
}

/* Gates of --fail-on: a list, since CI wants several at once. */
static gboolean set_gate(Options *options, const char *list, char **message)
{
    g_auto(GStrv) words = g_strsplit(list ? list : "", ",", -1);
    for (guint i = 0; list && words[i]; i++) {
        const char *word = g_strstrip(words[i]);
        if (g_str_equal(word, "slower")) {
            options->fails_on_slower = TRUE;
        } else if (g_str_has_prefix(word, "slower=")) {
            options->fails_on_slower = TRUE;
            if (!parse_percent(word + strlen("slower="), &options->slower_limit) || options->slower_limit < 0)
                return complain(message, "--fail-on: \"%s\" is not slower=PERCENT", word);
        } else if (g_str_equal(word, "inconclusive")) {
            options->fails_on_inconclusive = TRUE;
        } else if (g_str_equal(word, "warnings")) {
            options->fails_on_warnings = TRUE;
        } else {
            return complain(message, "--fail-on takes slower[=PCT], inconclusive, warnings; not \"%s\"",
                            word);
        }
    }
    return TRUE;
}

/* A whole number from 1 on; untouched when the option is not given. */
static gboolean set_count(const char *option, const char *text, guint max, guint *count, char **message)
{
    guint64 value = 0;
    if (!text)
        return TRUE;
    if (!number_parse_uint64(text, strlen(text), &value) || value < 1 || value > max)
        return complain(message, "%s takes a number from 1 to %u; not \"%s\"", option, max, text);
    *count = (guint)value;
    return TRUE;
}

/* "values=10000000", "json=1G". */
static gboolean set_limit(Options *options, const char *text, char **message)
{
    const char *names[N_LIMITS + 1] = {NULL};
    const char *equals = strchr(text, '=');
    g_autofree char *name = g_strndup(text, equals ? (gsize)(equals - text) : strlen(text));
    Limit limit = LIMIT_JSON;
    guint64 value = 0;
    for (guint i = 0; i < N_LIMITS; i++)
        names[i] = limit_name((Limit)i);
    if (!equals || !limit_find(name, &limit)) {
        const char *nearest = equals ? text_nearest(name, names, N_LIMITS) : NULL;
        g_autofree char *known = g_strjoinv(", ", (char **)(guintptr)names);
        return complain(message, "--max takes CAP=N, where CAP is one of %s; not \"%s\"%s%s%s", known, text,
                        nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    }
    if (!(limit_is_size(limit) ? parse_size(equals + 1, &value)
                               : number_parse_uint64(equals + 1, strlen(equals + 1), &value)) ||
        value == 0)
        return complain(message, "--max %s takes a %s; not \"%s\"", name,
                        limit_is_size(limit) ? "size such as 500M" : "number from 1 on", equals + 1);
    options->limits.most[limit] = value;
    return TRUE;
}

static gboolean set_limits(Options *options, char *const *texts, char **message)
{
    options->limits = LIMITS_DEFAULT;
    for (guint i = 0; texts && texts[i]; i++)
        if (!set_limit(options, texts[i], message))
            return FALSE;
    return TRUE;
}

/* "encode|iterencode=2,4": the last = divides, since a pattern may hold one. */
static gboolean add_what_if(Options *options, const char *text, char **message)
{
    const char *equals = strrchr(text, '=');
    g_auto(GStrv) factors = g_strsplit(equals ? equals + 1 : "", ",", -1);
    WhatIf *what_if = g_new0(WhatIf, 1);
    g_ptr_array_add(options->whatifs, what_if);
    if (!equals || equals == text || !equals[1])
        return complain(message, "--whatif takes PATTERN=SPEEDUP, such as encode=4; not \"%s\"", text);
    what_if->pattern = g_strndup(text, (gsize)(equals - text));
    what_if->name = text_clean_line(what_if->pattern, 200);
    what_if->speedups = g_new0(double, g_strv_length(factors));
    for (char **factor = factors; *factor; factor++) {
        double *speedup = &what_if->speedups[what_if->n_speedups++];
        if (!number_parse(*factor, strlen(*factor), speedup) || *speedup <= 1)
            return complain(message, "--whatif %s: a speedup is a number above 1; not \"%s\"", what_if->name,
                            *factor);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GRegex) regex = g_regex_new(what_if->pattern, 0, 0, &error);
    return regex ||
           complain(message, "--whatif: \"%s\" is no regular expression: %s", what_if->name, error->message);
}

static gboolean add_alias(Options *options, const char *text, char **message)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return complain(message, "--alias takes two files, such as mdp_opt2.py=mdp_clean.py; not \"%s\"",
                        text);
    Alias *alias = g_new0(Alias, 1);
    alias->from = text_clean_name(text, (gsize)(equals - text));
    alias->to = text_clean_name(equals + 1, strlen(equals + 1));
    g_ptr_array_add(options->aliases, alias);
    return TRUE;
}

/* What is asked of profiles. */
static gboolean set_questions(Options *options, const RawOptions *raw, char **message)
{
    options->whatifs = g_ptr_array_new_with_free_func((GDestroyNotify)what_if_free);
    options->aliases = g_ptr_array_new_with_free_func((GDestroyNotify)alias_free);
    for (guint i = 0; raw->whatifs && raw->whatifs[i]; i++)
        if (!add_what_if(options, raw->whatifs[i], message))
            return FALSE;
    for (guint i = 0; raw->aliases && raw->aliases[i]; i++)
        if (!add_alias(options, raw->aliases[i], message))
            return FALSE;
    return TRUE;
}

static gboolean set_numbers(Options *options, const RawOptions *raw, char **message)
{
    options->margin = NAN;
    options->confidence = 0.95;
    options->max_file_bytes = FILE_MAX_BYTES;
    options->n_jobs = g_get_num_processors();
    if (raw->margin &&
        (!parse_percent(raw->margin, &options->margin) || options->margin < 0 || options->margin >= 1))
        return complain(message, "--margin takes a percentage from 0 to below 100, such as 1%%; not \"%s\"",
                        raw->margin);
    if (raw->confidence && (!parse_percent(raw->confidence, &options->confidence) ||
                            options->confidence < 0.5 || options->confidence > 0.9999))
        return complain(message, "--confidence takes a percentage from 50 to 99.99; not \"%s\"",
                        raw->confidence);
    if (raw->max_file && !parse_size(raw->max_file, &options->max_file_bytes))
        return complain(message, "--max-file takes a size such as 500M; not \"%s\"", raw->max_file);
    return set_limits(options, raw->limits, message) &&
           set_count("--jobs", raw->jobs, 1024, &options->n_jobs, message) &&
           set_count("--max-files", raw->max_files, 100000000, &options->max_files, message) &&
           set_count("--max-depth", raw->max_depth, 1000, &options->max_depth, message);
}

/* ------------------------------------------------------------------ the whole */

/* One thing at a time; --help and --version win over all others. */
static gboolean set_action(Options *options, const RawOptions *raw, char **message)
{
    const struct {
        gboolean is_given;
        Action action;
    } actions[] = {{raw->list, ACTION_LIST},
                   {raw->list_jobs, ACTION_LIST_JOBS},
                   {raw->check_notes, ACTION_CHECK_NOTES},
                   {raw->index_only, ACTION_INDEX},
                   {raw->verify, ACTION_VERIFY},
                   {raw->fold, ACTION_FOLD},
                   {raw->flamegraph, ACTION_FLAMEGRAPH}};
    guint n = 0;
    options->action = ACTION_REPORT;
    for (gsize i = 0; i < G_N_ELEMENTS(actions); i++)
        if (actions[i].is_given) {
            options->action = actions[i].action;
            n++;
        }
    if (n > 1)
        return complain(message, "--list, --list-jobs, --check-notes, --index-only, --verify, --fold and "
                                 "--flamegraph exclude each other");
    if (raw->help || raw->version)
        options->action = raw->help ? ACTION_HELP : ACTION_VERSION;
    return TRUE;
}

/* Actions whose plain arguments are files: how many they take, and what to say when there are none. */
static const struct {
    Action action;
    guint most; /* 0: any number */
    const char *question;
} FILE_ACTIONS[] = {
    {ACTION_VERIFY, 0, "which reports? gen --verify REPORT... --results-dir DIR"},
    {ACTION_FOLD, 1, "which profile? gen --fold FILE"},
    {ACTION_FLAMEGRAPH, 2, "which profile? gen --flamegraph FILE [FILE2] [-o OUT.svg]"},
};

/* TRUE when the action takes files. */
static gboolean set_files(Options *options, RawOptions *raw, gboolean *is_good, char **message)
{
    guint n = raw->rest ? g_strv_length(raw->rest) : 0;
    for (gsize i = 0; i < G_N_ELEMENTS(FILE_ACTIONS); i++) {
        if (FILE_ACTIONS[i].action != options->action)
            continue;
        guint most = FILE_ACTIONS[i].most;
        *is_good = n > 0 && (most == 0 || n <= most);
        if (n == 0)
            complain(message, "%s", FILE_ACTIONS[i].question);
        else if (*is_good && raw->report_dir && options->action != ACTION_FLAMEGRAPH)
            *is_good = complain(message, "-o has no meaning here: what is found is printed");
        else if (!*is_good)
            complain(message, "%u %s at most, please: \"%s\" is one too many", most,
                     most == 1 ? "file" : "files", raw->rest[most]);
        options->files = g_steal_pointer(&raw->rest);
        options->results_dir = g_steal_pointer(&raw->results_dir);
        options->output = g_steal_pointer(&raw->report_dir);
        return TRUE;
    }
    return FALSE;
}

/* A directory by name or as a plain argument, not both. */
static gboolean set_directories(Options *options, RawOptions *raw, char **message)
{
    gboolean is_good = TRUE;
    if (set_files(options, raw, &is_good, message))
        return is_good;
    guint n_rest = raw->rest ? g_strv_length(raw->rest) : 0;
    if (n_rest > 1 || (n_rest == 1 && raw->results_dir))
        return complain(message, "one results directory, please: \"%s\" is one too many",
                        raw->rest[n_rest - 1]);
    options->results_dir = n_rest == 1 ? g_strdup(raw->rest[0]) : g_steal_pointer(&raw->results_dir);
    options->report_dir = raw->report_dir ? g_steal_pointer(&raw->report_dir) : g_strdup("reports");
    gboolean needs_results = options->action == ACTION_REPORT || options->action == ACTION_LIST ||
                             options->action == ACTION_LIST_JOBS || options->action == ACTION_CHECK_NOTES;
    if (needs_results && !options->results_dir)
        return complain(message, "which results directory? gen --results-dir DIR; gen --help tells more");
    return TRUE;
}

/* Moves what GOption allocated; titles become one clean line each. */
static void take_texts(Options *options, RawOptions *raw)
{
    options->benchmarks = g_steal_pointer(&raw->benchmarks);
    options->timestamp = raw->timestamp ? g_steal_pointer(&raw->timestamp) : g_strdup("latest");
    options->baseline = g_steal_pointer(&raw->baseline);
    options->order = raw->order ? g_strsplit(raw->order, ",", -1) : NULL;
    options->title = raw->title ? text_clean_line(raw->title, 200) : NULL;
    options->author = raw->author ? text_clean_line(raw->author, 200) : NULL;
    options->course = raw->course ? text_clean_line(raw->course, 200) : NULL;
    options->paper = raw->paper ? g_ascii_strdown(raw->paper, -1) : g_strdup("a4");
    options->template_dir = g_steal_pointer(&raw->template_dir);
    options->is_transposed = raw->transpose;
    options->is_strict = raw->strict;
    options->is_quiet = raw->quiet;
    options->is_verbose = raw->verbose;
    options->has_progress = !raw->no_progress && !raw->quiet;
}

/* Cleaned, and quoted where a shell would take it apart. Transfer full. */
static char *shell_word(const char *text)
{
    g_autofree char *clean = text_clean_line(text, 1000);
    gboolean is_plain = g_regex_match_simple("^[A-Za-z0-9._+/,:=%-]+$", clean, 0, 0);
    return is_plain ? g_steal_pointer(&clean) : g_shell_quote(clean);
}

static void remember(Options *options, const char *option, const char *value)
{
    g_autofree char *word = value ? shell_word(value) : NULL;
    g_string_append_printf(options->shaping, " --%s%s%s", option, word ? " " : "", word ? word : "");
}

/* The options that change what a report says, so that it can name the command that makes it again. --benchmark is
 * not among them: --list-jobs names one of its own. */
static void remember_shaping(Options *options, const RawOptions *raw)
{
    const struct {
        const char *option, *value;
    } given[] = {
        {"timestamp", raw->timestamp}, {"baseline", raw->baseline},   {"order", raw->order},
        {"formats", raw->formats},     {"title", raw->title},         {"author", raw->author},
        {"course", raw->course},       {"paper", raw->paper},         {"template", raw->template_dir},
        {"figures", raw->figures},     {"margin", raw->margin},       {"confidence", raw->confidence},
        {"max-file", raw->max_file},   {"max-files", raw->max_files}, {"max-depth", raw->max_depth},
    };
    options->shaping = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++)
        if (given[i].value)
            remember(options, given[i].option, given[i].value);
    for (guint i = 0; raw->limits && raw->limits[i]; i++)
        remember(options, "max", raw->limits[i]);
    for (guint i = 0; raw->whatifs && raw->whatifs[i]; i++)
        remember(options, "whatif", raw->whatifs[i]);
    for (guint i = 0; raw->aliases && raw->aliases[i]; i++)
        remember(options, "alias", raw->aliases[i]);
    if (raw->transpose)
        remember(options, "transpose", NULL);
}

/* Of options for which nothing is no answer. */
static gboolean check_empty(const RawOptions *raw, char **message)
{
    const struct {
        const char *option, *value, *wanted;
    } given[] = {
        {"--results-dir", raw->results_dir, "a directory"},
        {"gen", raw->rest ? raw->rest[0] : NULL, "a directory"},
        {"--report-dir", raw->report_dir, "a directory"},
        {"--template", raw->template_dir, "a directory"},
        {"--order", raw->order, "names of variants, such as a,b,c"},
        {"--formats", raw->formats, "names of formats, such as html,pdf"},
        {"--figures", raw->figures, "names of formats, such as svg,png"},
        {"--fail-on", raw->fail_on, "slower[=PCT], inconclusive, warnings"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++)
        if (given[i].value && !given[i].value[0])
            return complain(message, "%s takes %s; not \"\"", given[i].option, given[i].wanted);
    return TRUE;
}

/* A directory without a single template would silently change nothing. */
static gboolean check_template_dir(const char *path, char **message)
{
    static const char *const names[] = {"report.xhtml", "index.xhtml",  "table.xhtml", "figure.xhtml",
                                        "parts.xhtml",  "method.xhtml", "report.css",  "report.js"};
    if (path && !g_file_test(path, G_FILE_TEST_IS_DIR))
        return complain(message, "--template: there is no directory \"%s\"", path);
    for (gsize i = 0; path && i < G_N_ELEMENTS(names); i++) {
        g_autofree char *file = g_build_filename(path, names[i], NULL);
        if (g_file_test(file, G_FILE_TEST_EXISTS))
            return TRUE;
    }
    return !path ||
           complain(message, "--template: \"%s\" holds no template, such as report.xhtml or report.css",
                    path);
}

/* In the order in which a reader would fix mistakes; the first one ends it. */
static gboolean check_raw(Options *options, RawOptions *raw, char **message)
{
    remember_shaping(options, raw);
    take_texts(options, raw);
    if (!check_empty(raw, message) || !check_template_dir(options->template_dir, message))
        return FALSE;
    if (raw->pyperf)
        return complain(message, "--pyperf must come first: gen --pyperf COMMAND [OPTION...] FILE...");
    if (raw->quiet && raw->verbose)
        return complain(message, "--quiet and --verbose exclude each other");
    if (!g_str_equal(options->paper, "a4") && !g_str_equal(options->paper, "letter"))
        return complain(message, "--paper takes a4 or letter; not \"%s\"", options->paper);
    return set_action(options, raw, message) && set_formats(options, raw->formats, message) &&
           set_figures(options, raw->figures, message) && set_gate(options, raw->fail_on, message) &&
           set_numbers(options, raw, message) && set_questions(options, raw, message) &&
           (options->action == ACTION_HELP || options->action == ACTION_VERSION ||
            set_directories(options, raw, message));
}

/* GOption's message, with the nearest option when an unknown one was given. */
static gboolean explain(const GError *error, const GOptionEntry *entries, char **message)
{
    const char *name = strstr(error->message, "--");
    const char *names[N_ENTRIES_MAX];
    gsize n = 0;
    for (; entries[n].long_name; n++)
        names[n] = entries[n].long_name;
    const char *nearest = NULL;
    if (name && error->code == G_OPTION_ERROR_UNKNOWN_OPTION) {
        g_autofree char *bare = g_strndup(name + 2, strcspn(name + 2, "=\""));
        nearest = text_nearest(bare, names, n);
    }
    return complain(message, "%s%s%s%s", error->message, nearest ? "; did you mean --" : "",
                    nearest ? nearest : "",
                    nearest                                        ? "?"
                    : error->code == G_OPTION_ERROR_UNKNOWN_OPTION ? "; gen --help lists all"
                                                                   : "");
}

static void raw_clear(RawOptions *raw)
{
    char **const texts[] = {&raw->results_dir,  &raw->report_dir, &raw->timestamp, &raw->baseline,
                            &raw->order,        &raw->formats,    &raw->title,     &raw->author,
                            &raw->course,       &raw->paper,      &raw->margin,    &raw->confidence,
                            &raw->template_dir, &raw->max_file,   &raw->max_files, &raw->max_depth,
                            &raw->jobs,         &raw->fail_on,    &raw->figures};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_clear_pointer(texts[i], g_free);
    g_clear_pointer(&raw->benchmarks, g_strfreev);
    g_clear_pointer(&raw->limits, g_strfreev);
    g_clear_pointer(&raw->whatifs, g_strfreev);
    g_clear_pointer(&raw->aliases, g_strfreev);
    g_clear_pointer(&raw->rest, g_strfreev);
}

/* GOption passes over the "=yes" of "--strict=yes", and so over "--strict=no". */
static gboolean check_flags(int argc, char **argv, const GOptionEntry *entries, char **message)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *equals = g_str_has_prefix(argv[i], "--") ? strchr(argv[i], '=') : NULL;
        g_autofree char *name = equals ? g_strndup(argv[i] + 2, (gsize)(equals - argv[i] - 2)) : NULL;
        for (gsize k = 0; name && entries[k].long_name; k++)
            if (g_str_equal(name, entries[k].long_name) && entries[k].arg == G_OPTION_ARG_NONE)
                return complain(message, "--%s takes no value; not \"%s\"", name, equals + 1);
    }
    return TRUE;
}

gboolean options_parse(int argc, char **argv, Options *options, char **message)
{
    RawOptions raw = {0};
    GOptionEntry entries[N_ENTRIES_MAX];
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) copy = g_new0(char *, (gsize)argc + 1);
    for (int i = 0; i < argc; i++)
        copy[i] = g_strdup(argv[i]);
    g_autofree char **arguments =
        g_memdup2(copy, sizeof(char *) * ((gsize)argc + 1)); /* GOption takes elements out */
    char **cursor = arguments;

    memset(options, 0, sizeof *options);
    fill_entries(entries, &raw);
    if (!check_flags(argc, argv, entries, message))
        return FALSE;
    GOptionContext *context = new_context(entries);
    gboolean is_good = g_option_context_parse(context, &argc, &cursor, &error);
    g_option_context_free(context);
    is_good = is_good ? check_raw(options, &raw, message) : explain(error, entries, message);
    raw_clear(&raw);
    return is_good;
}

void options_clear(Options *options)
{
    g_free(options->results_dir);
    if (options->shaping)
        g_string_free(options->shaping, TRUE);
    g_free(options->report_dir);
    g_free(options->output);
    g_strfreev(options->files);
    g_strfreev(options->benchmarks);
    g_free(options->timestamp);
    g_free(options->baseline);
    g_strfreev(options->order);
    GPtrArray **const arrays[] = {&options->formats, &options->figures, &options->whatifs, &options->aliases};
    for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_clear_pointer(arrays[i], g_ptr_array_unref);
    g_free(options->title);
    g_free(options->author);
    g_free(options->course);
    g_free(options->paper);
    g_free(options->template_dir);
}
