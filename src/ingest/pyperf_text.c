/* What pyperf and pyperformance print; see pyperf_text.h. One pass over the lines collects results and headings, and joins the
 * results of one name. */
#include "ingest/pyperf_text.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "ingest/iso_date.h"
#include "ingest/measure.h"

typedef struct {
    char *name;                 /* NULL when nothing names it */
    char *file;                 /* heading it stands under when that is not its name: a result file; NULL */
    char *text;                 /* "Mean +- std dev: 23.5 ms +- 0.4 ms" */
    Measure mean;               /* of the first */
    double stdev;               /* of the first */
    double sum, sum_of_squares; /* of the means; of the deviations */
    guint n_repeats;
    gint64 n_processes, n_values; /* -1 when not printed */
    guint line;
} Result; /* all results of one name and unit */

typedef struct {
    Artifact *artifact;
    GPtrArray *results;       /* of Result*, in order of appearance */
    GHashTable *by_name;      /* name and unit -> Result* */
    GHashTable *inline_texts; /* set of "NAME: Mean ..." lines */
    char *heading;            /* the last one that is no file path; NULL */
    gboolean is_hash_heading; /* "### NAME ###" */
    GPtrArray *files;  /* of char*: headings that are paths of result files, in order, without extension */
    GHashTable *facts; /* metadata key -> text that the file states; "" when it states different ones */
    gint64 n_processes, n_values; /* counts printed since the last result, or -1 */
    char *line;                   /* the line at hand */
    char *previous;               /* the line before it */
    guint number;                 /* of the line at hand */
} Scan;

static void free_result(gpointer data)
{
    Result *result = data;
    g_free(result->name);
    g_free(result->file);
    g_free(result->text);
    g_free(result);
}

/* ------------------------------------------------------------------ one line */

/* Where "Mean +- std dev:" begins, and in *body what follows it; NULL when the line has none. */
static const char *find_sign(const char *line, const char **body)
{
    static const char *const signs[] = {"Mean +- std dev:", "Mean ± std dev:"};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        const char *at = strstr(line, signs[i]);
        if (at) {
            *body = at + strlen(signs[i]);
            return at;
        }
    }
    return NULL;
}

static gboolean is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

/* What stands before a result in its line: the name, without quoting marks and progress dots. NULL when none. Transfer full. */
static char *name_before(const char *line, const char *end)
{
    while (line < end && strchr(" \t>", *line))
        line++;
    if (g_str_has_prefix(line, "..."))
        while (line < end && strchr(". \t", *line))
            line++;
    if (line < end && g_str_has_prefix(line, "- "))
        line += 2;
    while (end > line && strchr(" \t:", end[-1]))
        end--;
    return end > line ? text_clean_name(line, (gsize)(end - line)) : NULL;
}

/* "[label] " at *at, such that a value follows. Transfer full; NULL when there is none. */
static char *read_label(const char **at)
{
    const char *start = *at + strspn(*at, " \t");
    if (*start != '[')
        return NULL;
    for (const char *close = strstr(start, "] "); close; close = strstr(close + 1, "] ")) {
        const char *value = close + 2;
        Measure measure;
        if (!measure_read(&value, &measure))
            continue;
        *at = close + 2;
        return text_clean_name(start + 1, (gsize)(close - start - 1));
    }
    return NULL;
}

typedef struct {
    char *label_base, *label_changed; /* NULL when not printed */
    Measure base, base_stdev, changed, changed_stdev;
} PrintedPair;

static void clear_pair(PrintedPair *pair)
{
    g_free(pair->label_base);
    g_free(pair->label_changed);
}

/* What must stand behind a comparison, so that no arrow in prose is taken for one. */
static gboolean is_ratio_text(const char *text)
{
    text += strspn(text, " \t");
    if (g_str_has_prefix(text, "no change"))
        return TRUE;
    gsize n = strspn(text, "0123456789.");
    return n > 0 && (g_str_has_prefix(text + n, "x faster") || g_str_has_prefix(text + n, "x slower"));
}

/* "[A] x +- s -> [B] y +- t: 1.05x faster", labels or not. */
static gboolean read_pair(const char *body, PrintedPair *pair)
{
    *pair = (PrintedPair){0};
    pair->label_base = read_label(&body);
    if (measure_read_spread(&body, &pair->base, &pair->base_stdev)) {
        body += strspn(body, " \t");
        if (g_str_has_prefix(body, "->")) {
            body += 2;
            pair->label_changed = read_label(&body);
            if (measure_read_spread(&body, &pair->changed, &pair->changed_stdev) && *body == ':' &&
                is_ratio_text(body + 1) && !pair->label_base == !pair->label_changed &&
                pair->base.unit == pair->changed.unit && pair->base.value > 0 && pair->changed.value > 0)
                return TRUE;
        }
    }
    clear_pair(pair);
    return FALSE;
}

/* "x +- s" and nothing else behind the sign. */
static gboolean read_result(const char *body, Measure *mean, Measure *stdev)
{
    return measure_read_spread(&body, mean, stdev) && (is_blank(body) || g_str_has_prefix(body, " (")) &&
           mean->value > 0;
}

/* Where a comparison of single values begins, which lacks the sign: "[A] 7896.0 KiB -> [B] ...". */
static const char *find_bare_pair(const char *line)
{
    return strstr(line, " -> [") ? strchr(line, '[') : NULL;
}

/* ------------------------------------------------------------------ headings and facts */

static void set_heading(Scan *scan, const char *name, gsize n, gboolean is_hash_heading)
{
    g_free(scan->heading);
    scan->heading = text_clean_name(name, n);
    scan->is_hash_heading = is_hash_heading;
}

/* A path of a result file without directories and extension, or NULL. Transfer full. */
static char *file_stem(const char *text)
{
    g_autofree char *path = g_strstrip(g_strdup(text));
    g_autofree char *base = g_path_get_basename(path);
    if (g_str_has_suffix(base, ".gz"))
        base[strlen(base) - 3] = '\0';
    if (!g_str_has_suffix(base, ".json"))
        return NULL;
    base[strlen(base) - 5] = '\0';
    return g_steal_pointer(&base);
}

/* As long as the title in characters, as pyperf draws it. */
static gboolean is_underline(const char *line, const char *title)
{
    gsize n = strlen(line);
    return n > 0 && (strspn(line, "=") == n || strspn(line, "-") == n) &&
           (gsize)g_utf8_strlen(title, -1) == n;
}

/* TRUE when the line is a heading, which it keeps. */
static gboolean read_heading(Scan *scan)
{
    const char *line = scan->line;
    gsize n = strlen(line);
    if (g_str_has_prefix(line, "### ") && g_str_has_suffix(line, " ###") && n > 8) {
        set_heading(scan, line + 4, n - 8, TRUE);
        return TRUE;
    }
    if (!is_underline(line, scan->previous))
        return FALSE;
    char *stem = file_stem(scan->previous);
    if (stem)
        g_ptr_array_add(scan->files, stem);
    else if (!g_str_has_suffix(scan->previous, ":")) /* "All benchmarks:" */
        set_heading(scan, scan->previous, strlen(scan->previous), FALSE);
    return TRUE;
}

/* A file of two runs may state two versions: then it states none. */
static void keep_fact(Scan *scan, const char *key, const char *value)
{
    const char *known = g_hash_table_lookup(scan->facts, key);
    if (!known)
        g_hash_table_insert(scan->facts, g_strdup(key), text_clean_name(value, strlen(value)));
    else if (strcmp(known, value) != 0)
        g_hash_table_insert(scan->facts, g_strdup(key), g_strdup(""));
}

static void read_count(const char *text, gint64 *count)
{
    guint64 value = 0;
    if (number_parse_uint64(text, strspn(text, "0123456789"), &value) && value < G_MAXINT32)
        *count = (gint64)value;
}

/* Lines of `pyperf stats` and of pyperformance reports around the results. */
static gboolean read_fact(Scan *scan)
{
    static const struct {
        const char *prefix, *key;
    } facts[] = {
        {"Python version: ", "python_version"},
        {"Report on ", "platform"},
        {"Number of logical CPUs: ", "cpu_count"},
        {"Performance version: ", "performance_version"},
    };
    const char *line = scan->line;
    for (gsize i = 0; i < G_N_ELEMENTS(facts); i++)
        if (g_str_has_prefix(line, facts[i].prefix)) {
            keep_fact(scan, facts[i].key, line + strlen(facts[i].prefix));
            return TRUE;
        }
    if (g_str_has_prefix(line, "Start date: ")) {
        g_autofree char *date = iso_date_read(line + strlen("Start date: "), NULL);
        iso_date_keep_earliest(&scan->artifact->started, date);
        return TRUE;
    }
    if (g_str_has_prefix(line, "Number of run with values: "))
        read_count(line + strlen("Number of run with values: "), &scan->n_processes);
    else if (g_str_has_prefix(line, "Total number of values: "))
        read_count(line + strlen("Total number of values: "), &scan->n_values);
    else
        return FALSE;
    return TRUE;
}

/* ------------------------------------------------------------------ results and comparisons */

/* A line with the sign that says nothing readable, or nothing that can be told apart. */
static void skip_line(Scan *scan)
{
    if (scan->artifact->n_skipped_lines++ == 0)
        scan->artifact->first_skipped_line = scan->number;
}

/* A transcript prints "NAME: Mean ..." when it is measured and again below "### NAME ###": TRUE the second time. */
static gboolean is_printed_again(Scan *scan, const char *own_name, const char *text)
{
    if (!own_name && !(scan->is_hash_heading && scan->heading))
        return FALSE;
    char *key = g_strdup_printf("%s: %s", own_name ? own_name : scan->heading, text);
    if (own_name) {
        g_hash_table_add(scan->inline_texts, key);
        return FALSE;
    }
    gboolean is_again = g_hash_table_contains(scan->inline_texts, key);
    g_free(key);
    return is_again;
}

/* The results of that name and unit; a new one when there are none. */
static Result *result_of(Scan *scan, const char *name, const char *file, Unit unit)
{
    char *key = g_strdup_printf("%s %s", unit_name(unit), name ? name : "");
    Result *result = g_hash_table_lookup(scan->by_name, key);
    if (result) {
        g_free(key);
        return result;
    }
    result = g_new0(Result, 1);
    result->name = g_strdup(name);
    result->file = g_strdup(file);
    g_ptr_array_add(scan->results, result);
    g_hash_table_insert(scan->by_name, key, result);
    return result;
}

/* own_name is what the line itself says, or NULL. */
static void add_result(Scan *scan, const char *own_name, const char *printed, const Measure *mean,
                       const Measure *stdev)
{
    g_autofree char *text = g_strchomp(text_clean_name(printed, strlen(printed)));
    gint64 n_processes = scan->n_processes, n_values = scan->n_values;
    scan->n_processes = scan->n_values = -1;
    if (is_printed_again(scan, own_name, text))
        return;
    const char *file = own_name && !scan->is_hash_heading ? scan->heading : NULL;
    Result *result = result_of(scan, own_name ? own_name : scan->heading, file, mean->unit);
    if (result->n_repeats > 0 && g_strcmp0(result->file, file) != 0) {
        skip_line(scan); /* `pyperf show A B` prints two variants: no repeats */
        return;
    }
    if (result->n_repeats++ == 0) {
        result->text = g_steal_pointer(&text);
        result->mean = *mean;
        result->stdev = stdev->value;
        result->n_processes = n_processes;
        result->n_values = n_values;
        result->line = scan->number;
    }
    result->sum += mean->value;
    result->sum_of_squares += stdev->value * stdev->value;
}

/* A timing that is known by its printed mean only. */
static Timing *summary(Scan *scan, const char *benchmark, const char *text, const Measure *mean,
                       const Measure *stdev, guint line)
{
    Timing *timing = timing_new(benchmark, mean->unit, LEVEL_SUMMARY);
    timing->mean = mean->value;
    timing->stdev = stdev->value;
    timing->printed = g_strdup(text);
    timing->line = line;
    g_ptr_array_add(timing->sources, scan->artifact->input);
    return timing;
}

/* Takes name over. Labels are needed: without them nobody knows which variant is meant. */
static void add_comparison(Scan *scan, char *name, const char *text, PrintedPair *pair)
{
    if (!pair->label_base && scan->files->len >= 2) { /* pyperformance compare names its files above */
        pair->label_base = g_strdup(g_ptr_array_index(scan->files, scan->files->len - 2));
        pair->label_changed = g_strdup(g_ptr_array_index(scan->files, scan->files->len - 1));
    }
    if (!pair->label_base || strcmp(pair->label_base, pair->label_changed) == 0) {
        g_free(name); /* a file against itself, or nobody knows what */
        return;
    }
    PrintedComparison *comparison = g_new0(PrintedComparison, 1);
    comparison->benchmark = name ? name : g_strdup(scan->heading);
    comparison->label_base = g_steal_pointer(&pair->label_base);
    comparison->label_changed = g_steal_pointer(&pair->label_changed);
    comparison->text = g_strchomp(text_clean_name(text, strlen(text)));
    comparison->base =
        summary(scan, comparison->benchmark, comparison->text, &pair->base, &pair->base_stdev, scan->number);
    comparison->changed = summary(scan, comparison->benchmark, comparison->text, &pair->changed,
                                  &pair->changed_stdev, scan->number);
    comparison->t = NAN;
    comparison->source = scan->artifact->input;
    comparison->line = scan->number;
    g_ptr_array_add(scan->artifact->printed, comparison);
}

/* "Significant (t=19.01)" or "Not significant!" right below a comparison. FALSE when the line is something else. */
static gboolean read_significance(Scan *scan)
{
    static const char positive[] = "Significant (t=", negative[] = "Not significant";
    const GPtrArray *printed = scan->artifact->printed;
    PrintedComparison *last = printed->len ? g_ptr_array_index(printed, printed->len - 1) : NULL;
    gboolean is_significant = g_str_has_prefix(scan->line, positive);
    if (!last || last->line + 1 != scan->number ||
        (!is_significant && !g_str_has_prefix(scan->line, negative)))
        return FALSE;
    const char *t = scan->line + sizeof positive - 1;
    if (is_significant && !number_parse(t, strcspn(t, ")"), &last->t))
        last->t = NAN;
    last->is_tested = TRUE;
    last->is_significant = is_significant;
    return TRUE;
}

static void read_sign_line(Scan *scan, const char *sign, const char *body)
{
    Measure mean, stdev;
    PrintedPair pair;
    if (read_pair(body, &pair)) {
        add_comparison(scan, name_before(scan->line, sign), sign, &pair);
        clear_pair(&pair);
    } else if (read_result(body, &mean, &stdev)) {
        g_autofree char *name = name_before(scan->line, sign);
        add_result(scan, name, sign, &mean, &stdev);
    } else {
        skip_line(scan);
    }
}

/* Results first: a heading or a fact never holds the sign. */
static void read_line(Scan *scan)
{
    const char *body = NULL, *sign = find_sign(scan->line, &body);
    Measure mean, stdev;
    PrintedPair pair;
    if (sign) {
        read_sign_line(scan, sign, body);
        return;
    }
    if (read_significance(scan) || read_heading(scan) || read_fact(scan))
        return;
    const char *bare = find_bare_pair(scan->line);
    if (bare && read_pair(bare, &pair)) {
        add_comparison(scan, name_before(scan->line, bare), bare, &pair);
        clear_pair(&pair);
    } else if (scan->is_hash_heading && g_str_has_prefix(scan->previous, "### ") &&
               read_result(scan->line, &mean, &stdev) && mean.unit != UNIT_INTEGER) {
        add_result(scan, NULL, scan->line, &mean, &stdev); /* a single value */
    }
}

/* ------------------------------------------------------------------ joining */

/* What was stated once holds for all results of the file. */
static void add_facts(Scan *scan, Timing *timing)
{
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, scan->facts);
    while (g_hash_table_iter_next(&iter, &key, &value))
        if (*(const char *)value)
            g_hash_table_insert(timing->metadata, g_strdup(key), g_strdup(value));
}

/* The mean of repeats is the mean of their means, the deviation the root of their mean variance. */
static void add_timing(Scan *scan, const Result *result)
{
    Measure mean = result->mean, stdev = {.value = result->stdev};
    if (result->n_repeats > 1) {
        mean.value = result->sum / result->n_repeats;
        stdev.value = sqrt(result->sum_of_squares / result->n_repeats);
    }
    Timing *timing = summary(scan, result->name, result->text, &mean, &stdev, result->line);
    timing->printed_processes = result->n_repeats == 1 ? result->n_processes : -1;
    timing->printed_values = result->n_repeats == 1 ? result->n_values : -1;
    add_facts(scan, timing);
    g_ptr_array_add(scan->artifact->timings, timing);
}

/* ------------------------------------------------------------------ the whole text */

gboolean pyperf_text_scan(const SourceText *source, Artifact *artifact)
{
    g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(free_result);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) inline_texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint n_comparisons = artifact->printed->len;
    Scan scan = {.artifact = artifact,
                 .results = results,
                 .by_name = by_name,
                 .inline_texts = inline_texts,
                 .files = files,
                 .facts = facts,
                 .n_processes = -1,
                 .n_values = -1,
                 .previous = g_strdup("")};
    const char *at = source->text, *end = source->text + source->n_text;
    while (at < end) {
        const char *newline = memchr(at, '\n', (gsize)(end - at));
        const char *stop = newline ? newline : end;
        scan.number++;
        if (stop - at <= 4096) { /* nothing that pyperf prints is longer */
            scan.line = g_strchomp(g_strndup(at, (gsize)(stop - at)));
            read_line(&scan);
            g_free(scan.previous);
            scan.previous = scan.line;
        }
        at = stop + 1;
    }
    for (guint i = 0; i < results->len; i++)
        add_timing(&scan, g_ptr_array_index(results, i));
    g_free(scan.previous);
    g_free(scan.heading);
    return results->len > 0 || artifact->printed->len > n_comparisons;
}

static gboolean parse(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    (void)diags; /* a text without results is not wrong, it only holds nothing */
    pyperf_text_scan(source, artifact);
    return TRUE;
}

/* The line that `at` stands in. Transfer full. */
static char *line_around(const SourceText *source, const char *at)
{
    const char *start = at, *end = at + strcspn(at, "\n");
    while (start > source->text && start[-1] != '\n')
        start--;
    return g_strndup(start, (gsize)(end - start));
}

/* The test of a line without keeping anything. */
static gboolean has_result(const char *line)
{
    const char *body = NULL, *bare = find_bare_pair(line);
    Measure mean, stdev;
    PrintedPair pair;
    if (!find_sign(line, &body))
        body = bare;
    if (!body)
        return FALSE;
    if (!read_pair(body, &pair))
        return body != bare && read_result(body, &mean, &stdev);
    clear_pair(&pair);
    return TRUE;
}

/* A result or a comparison that can be read; the bare words make no result. */
static gboolean sniff(const SourceText *source)
{
    static const char *const signs[] = {" std dev:", " -> ["};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        for (const char *at = strstr(source->text, signs[i]); at; at = strstr(at + 1, signs[i])) {
            g_autofree char *line = line_around(source, at);
            if (has_result(line))
                return TRUE;
        }
    return FALSE;
}

const InputFormat format_pyperf_text = {.name = "pyperf-text", .sniff = sniff, .parse = parse};
