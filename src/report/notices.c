/* Warnings as a page shows them: one notice per code, its messages below each other, files named or counted.
 * In: the warnings of the findings. Out: <notices> by severity, <notice>, <item>. Must not know how warnings come about. */
#include "report/model_internal.h"

#include <string.h>

#include "model/warning.h"

#define MAX_NAMED_SOURCES 3
#define MAX_NAMED_LENGTH 80 /* bytes of all paths together; longer ones are counted */
#define N_OPEN_ITEMS 3      /* messages of one code that stand open; the others are folded */
#define MAX_ITEMS 40

/* ------------------------------------------------------------------ files in words */

/* How many bytes two names share at their ends, counted from the front or from the back. */
static gsize shared_length(const char *a, const char *b, gboolean from_back)
{
    gsize length_a = strlen(a), length_b = strlen(b), n = 0;
    while (n < length_a && n < length_b &&
           (from_back ? a[length_a - 1 - n] == b[length_b - 1 - n] : a[n] == b[n]))
        n++;
    return n;
}

/* "perf_run_*.txt" of many paths: what the names have in common. Transfer full; NULL when nothing. */
static char *common_pattern(const GPtrArray *paths)
{
    g_autofree char *first = g_path_get_basename(g_ptr_array_index(paths, 0));
    gsize length = strlen(first), n_head = length, n_tail = length;
    for (guint i = 1; i < paths->len; i++) {
        g_autofree char *name = g_path_get_basename(g_ptr_array_index(paths, i));
        n_head = MIN(n_head, shared_length(first, name, FALSE));
        n_tail = MIN(n_tail, shared_length(first, name, TRUE));
    }
    if (n_head == length)
        return g_strdup(first);
    n_tail = MIN(n_tail, length - n_head);
    g_autofree char *head = g_strndup(first, n_head);
    g_autofree char *pattern = g_strconcat(head, "*", first + length - n_tail, NULL);
    return n_head >= 3 && g_utf8_validate(pattern, -1, NULL) ? g_steal_pointer(&pattern) : NULL;
}

static gsize total_length(const GPtrArray *paths)
{
    gsize n = 0;
    for (guint i = 0; i < paths->len; i++)
        n += strlen(g_ptr_array_index(paths, i));
    return n;
}

/* Named up to three, else counted. Transfer full. */
static char *describe_files(const GPtrArray *paths)
{
    if (paths->len > MAX_NAMED_SOURCES || (paths->len > 1 && total_length(paths) > MAX_NAMED_LENGTH)) {
        g_autofree char *pattern = common_pattern(paths);
        return g_strdup_printf("%u files%s%s", paths->len, pattern ? ", " : "", pattern ? pattern : "");
    }
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = 0; i < paths->len; i++)
        g_string_append_printf(joined, "%s%s", i > 0 ? ", " : "", (const char *)g_ptr_array_index(paths, i));
    return g_strdup(joined->str);
}

/* ------------------------------------------------------------------ grouping */

/* Files of all warnings that say the same as the one at `from`. Transfer container; paths borrowed. */
static GPtrArray *merged_sources(const GPtrArray *warnings, guint from)
{
    const Warning *first = g_ptr_array_index(warnings, from);
    GPtrArray *paths = g_ptr_array_new();
    for (guint i = from; i < warnings->len; i++) {
        const Warning *warning = g_ptr_array_index(warnings, i);
        if (!g_str_equal(warning->code, first->code) || !g_str_equal(warning->message, first->message))
            continue;
        for (guint j = 0; j < warning->sources->len; j++)
            if (!g_ptr_array_find_with_equal_func(paths, g_ptr_array_index(warning->sources, j), g_str_equal,
                                                  NULL))
                g_ptr_array_add(paths, g_ptr_array_index(warning->sources, j));
    }
    return paths;
}

/* Whether an earlier warning has the same code, and the same message unless code_only. */
static gboolean is_repeated(const GPtrArray *warnings, guint position, gboolean code_only)
{
    const Warning *warning = g_ptr_array_index(warnings, position);
    for (guint i = 0; i < position; i++) {
        const Warning *before = g_ptr_array_index(warnings, i);
        if (g_str_equal(before->code, warning->code) &&
            (code_only || g_str_equal(before->message, warning->message)))
            return TRUE;
    }
    return FALSE;
}

/* One message with the files of every warning that says the same. */
static void add_item(xmlNodePtr notice, const GPtrArray *warnings, guint position)
{
    g_autoptr(GPtrArray) paths = merged_sources(warnings, position);
    g_autofree char *files = describe_files(paths);
    xmlNodePtr item = element_add(notice, "item");
    element_add_text(item, "message", ((const Warning *)g_ptr_array_index(warnings, position))->message);
    element_add_text(item, "files", files);
}

/* One code with all its messages; very many are cut, report.json has them all. */
static void add_notice(xmlNodePtr group, const GPtrArray *warnings, guint position)
{
    static const char *const marks[] = {[WARNING_INFO] = "○", [WARNING_CAUTION] = "▲", [WARNING_BLOCK] = "■"};
    const Warning *first = g_ptr_array_index(warnings, position);
    guint n = 0;
    xmlNodePtr notice = element_add(group, "notice");
    element_set(notice, "code", first->code);
    element_set(notice, "title", warning_title(first->code));
    element_set(notice, "mark", marks[first->severity]);
    for (guint i = position; i < warnings->len; i++) {
        const Warning *warning = g_ptr_array_index(warnings, i);
        if (!g_str_equal(warning->code, first->code) || is_repeated(warnings, i, FALSE))
            continue;
        if (n++ < MAX_ITEMS)
            add_item(notice, warnings, i);
    }
    if (n > MAX_ITEMS) {
        g_autofree char *rest = g_strdup_printf("%u more like this are in report.json.", n - MAX_ITEMS);
        element_add_text(element_add(notice, "item"), "message", rest);
    }
    if (n <= N_OPEN_ITEMS + 1)
        return;
    g_autofree char *more = g_strdup_printf("%u more like this", n - N_OPEN_ITEMS);
    element_set(notice, "more", more);
    guint position_of_item = 0;
    for (xmlNodePtr item = element_child(notice, "item"); item; item = element_next(item))
        element_set_bool(item, "folded", position_of_item++ >= N_OPEN_ITEMS);
}

/* Codes that are not listed rank behind, in the order of the report. */
guint notices_rank(const Warning *warning)
{
    static const char *const order[] = {
        "cross-machine",
        "debug-and-release",
        "unit-mismatch",
        "one-process",
        "mean-and-median-disagree",
        "under-profiler",
        "identical-logs",
        "environment-differs",
        "calibrated-process",
        "damaged-input",
        "baseline-guessed",
        "summary-only",
        "stale-copy",
        "unstable",
        "few-processes",
        "order-confounded",
        "drift-within-process",
        "multiplexed",
        "zero-counter",
        "unresolved-frames",
    };
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        if (g_str_equal(order[i], warning->code))
            return i;
    return G_N_ELEMENTS(order);
}

/* Positions of the first warning of each code, the most important first. Transfer full, of guint. */
static GArray *first_positions(const GPtrArray *warnings, WarningSeverity severity)
{
    GArray *positions = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < warnings->len; i++) {
        const Warning *warning = g_ptr_array_index(warnings, i);
        if (warning->severity != severity || is_repeated(warnings, i, TRUE))
            continue;
        guint at = positions->len;
        while (at > 0 && notices_rank(g_ptr_array_index(warnings, g_array_index(positions, guint, at - 1))) >
                             notices_rank(warning))
            at--;
        g_array_insert_val(positions, at, i);
    }
    return positions;
}

/* Returns how many notices there are; an empty group is not made. */
static guint add_group(ModelBuilder *builder, WarningSeverity severity, const char *title)
{
    const GPtrArray *warnings = builder->findings->warnings;
    g_autoptr(GArray) positions = first_positions(warnings, severity);
    if (positions->len == 0)
        return 0;
    xmlNodePtr group = element_add(builder->root, "notices");
    element_set(group, "severity", warning_severity_name(severity));
    element_set(group, "title", title);
    element_set_count(group, "n", positions->len);
    for (guint i = 0; i < positions->len; i++)
        add_notice(group, warnings, g_array_index(positions, guint, i));
    return positions->len;
}

void model_add_notices(ModelBuilder *builder)
{
    element_set_count(builder->root, "n-blocks", add_group(builder, WARNING_BLOCK, "Not comparable"));
    element_set_count(builder->root, "n-cautions", add_group(builder, WARNING_CAUTION, "Cautions"));
    element_set_count(builder->root, "n-notes", add_group(builder, WARNING_INFO, "Notes"));
}
