/* What a page shows beyond sentences, in page order: sections, notices, figures, tables.
 * In: findings, headlines. Out: numbered <section>, <notices>, <figure>; the tables come from table_*.c. Must not know templates. */
#include "report/model_internal.h"

#include <string.h>

#include "base/text.h"
#include "model/warning.h"

#define MAX_VALUE_FIGURES 4
#define MAX_FLAME_FIGURES 4
#define MAX_NAMED_SOURCES 3

void model_add_section(ModelBuilder *builder, const char *id, const char *title)
{
    xmlNodePtr section = element_add(builder->root, "section");
    element_set(section, "id", id);
    element_set(section, "title", title);
    element_set_count(section, "number", ++builder->n_sections);
}

xmlNodePtr model_add_figure(ModelBuilder *builder, const char *kind, const char *subject)
{
    xmlNodePtr figure = element_add(builder->root, "figure");
    element_set(figure, "kind", kind);
    element_set(figure, "subject", subject);
    element_set_count(figure, "number", ++builder->n_figures);
    return element_add(figure, "caption");
}

/* ------------------------------------------------------------------ notices */

/* "perf_run_*.txt" of many paths: what the names have in common. Transfer full; NULL when nothing. */
static char *common_pattern(const GPtrArray *paths)
{
    g_autofree char *first = g_path_get_basename(g_ptr_array_index(paths, 0));
    gsize n_head = strlen(first), n_tail = strlen(first);
    for (guint i = 1; i < paths->len; i++) {
        g_autofree char *name = g_path_get_basename(g_ptr_array_index(paths, i));
        gsize length = strlen(name), same = 0;
        while (same < n_head && same < length && name[same] == first[same])
            same++;
        n_head = same;
        for (same = 0;
             same < n_tail && same < length && name[length - 1 - same] == first[strlen(first) - 1 - same];)
            same++;
        n_tail = same;
    }
    if (n_head >= strlen(first))
        return g_strdup(first);
    n_tail = MIN(n_tail, strlen(first) - n_head);
    g_autofree char *head = g_strndup(first, n_head);
    g_autofree char *pattern = g_strconcat(head, "*", first + strlen(first) - n_tail, NULL);
    return n_head + n_tail > 3 && g_utf8_validate(pattern, -1, NULL) ? g_steal_pointer(&pattern) : NULL;
}

/* The files of a notice in words: named up to three, else counted. Transfer full. */
static char *describe_sources(GPtrArray *paths)
{
    if (paths->len <= MAX_NAMED_SOURCES) {
        g_ptr_array_add(paths, NULL);
        char *joined = g_strjoinv(", ", (char **)paths->pdata);
        g_ptr_array_remove_index(paths, paths->len - 1);
        return joined;
    }
    g_autofree char *pattern = common_pattern(paths);
    return pattern ? g_strdup_printf("%u files, %s", paths->len, pattern)
                   : g_strdup_printf("%u files", paths->len);
}

/* Sources of all warnings that say the same. Transfer container; paths borrowed. */
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

static gboolean is_repeated(const GPtrArray *warnings, guint position)
{
    const Warning *warning = g_ptr_array_index(warnings, position);
    for (guint i = 0; i < position; i++) {
        const Warning *before = g_ptr_array_index(warnings, i);
        if (g_str_equal(before->code, warning->code) && g_str_equal(before->message, warning->message))
            return TRUE;
    }
    return FALSE;
}

static guint add_notice_group(ModelBuilder *builder, WarningSeverity severity, const char *title,
                              const char *mark)
{
    const GPtrArray *warnings = builder->findings->warnings;
    xmlNodePtr group = element_add(builder->root, "notices");
    guint n = 0;
    for (guint i = 0; i < warnings->len; i++) {
        const Warning *warning = g_ptr_array_index(warnings, i);
        if (warning->severity != severity || is_repeated(warnings, i))
            continue;
        g_autoptr(GPtrArray) paths = merged_sources(warnings, i);
        g_autofree char *sources = describe_sources(paths);
        xmlNodePtr notice = element_add(group, "notice");
        element_set(notice, "code", warning->code);
        element_set(notice, "title", warning_title(warning->code));
        element_set(notice, "mark", mark);
        element_add_text(notice, "message", warning->message);
        element_add_text(notice, "files", sources);
        n++;
    }
    element_set(group, "severity", warning_severity_name(severity));
    element_set(group, "title", title);
    element_set_count(group, "n", n);
    if (n == 0) {
        xmlUnlinkNode(group);
        xmlFreeNode(group);
    }
    return n;
}

void model_add_notices(ModelBuilder *builder)
{
    guint n_blocks = add_notice_group(builder, WARNING_BLOCK, "Not comparable", "■");
    guint n_cautions = add_notice_group(builder, WARNING_CAUTION, "Cautions", "▲");
    guint n_notes = add_notice_group(builder, WARNING_INFO, "Notes", "○");
    element_set_count(builder->root, "n-blocks", n_blocks);
    element_set_count(builder->root, "n-cautions", n_cautions);
    element_set_count(builder->root, "n-notes", n_notes);
}

/* ------------------------------------------------------------------ figures */

static void add_forest(ModelBuilder *builder, const GArray *headlines)
{
    guint n_intervals = 0, n_numbers = 0;
    for (guint i = 0; i < headlines->len; i++) {
        const Headline *headline = &g_array_index(headlines, Headline, i);
        n_numbers += isfinite(headline->speedup) != 0;
        n_intervals += isfinite(headline->ci_low) != 0;
    }
    if (n_numbers == 0)
        return;
    xmlNodePtr caption = model_add_figure(builder, "forest", NULL);
    element_add_part(
        caption, "",
        model_is_suite(builder->findings)
            ? "Speed of every benchmark relative to the base, fastest first; the geometric mean on top."
            : "Speed of each variant relative to the base.");
    if (n_intervals > 0)
        element_add_part_printf(
            caption, "", " Bars are %g" NUMBER_THIN_SPACE "%% confidence intervals from process means;",
            builder->findings->options.confidence * 100);
    element_add_part_printf(
        caption, "",
        "%s a ring is a ratio whose interval cannot be known or includes 1×. Grey band: ±%g" NUMBER_THIN_SPACE
        "%%.",
        n_intervals > 0 ? "" : "", builder->findings->options.margin * 100);
}

static gboolean has_samples(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->process && variant->process->samples && variant->process->n_samples > 1)
            return TRUE;
    }
    return FALSE;
}

static gboolean has_starts(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->process && variant->process->starts && variant->process->n_samples > 1 &&
            variant->process->starts[0])
            return TRUE;
    }
    return FALSE;
}

static gboolean has_values(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++)
            if (((const TimingSummary *)g_ptr_array_index(variant->timings, j))->n_processes > 1)
                return TRUE;
    }
    return FALSE;
}

static void add_timing_figures(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (model_is_suite(findings))
        return;
    if (has_samples(findings) || has_values(findings)) {
        xmlNodePtr caption = model_add_figure(builder, "strip", NULL);
        element_add_part(caption, "",
                         "Every run (tick) with mean and 95" NUMBER_THIN_SPACE
                         "% interval (dot, bar), from zero.");
    }
    if (has_starts(findings)) {
        xmlNodePtr caption = model_add_figure(builder, "runs", NULL);
        element_add_part(
            caption, "",
            "The runs in the order in which they ran, as deviation from the variant’s median. A slope "
            "would be drift; runs more than 3" NUMBER_THIN_SPACE "% off are named.");
    }
    if (has_values(findings)) {
        xmlNodePtr caption = model_add_figure(builder, "values", NULL);
        element_add_part(
            caption, "",
            "Every value in run order (left) and the process means (right). Values of one process are "
            "joined: a shift that comes with the process shows as a step.");
    }
}

static void add_counter_figure(ModelBuilder *builder)
{
    if (builder->findings->counter_comparisons->len == 0)
        return;
    xmlNodePtr caption = model_add_figure(builder, "counters", NULL);
    element_add_part(
        caption, "",
        "Change of every counter against the base. Hollow: the event shared its counter with others, or "
        "no interval is known. Blue: less, orange: more, grey: not told apart from zero.");
}

static void add_flame_figures(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    guint n = 0;
    for (guint i = 0; i < findings->variants->len && n < MAX_FLAME_FIGURES; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        const GPtrArray *profiles = variant->variant->run->profiles;
        if (profiles->len == 0)
            continue;
        n++;
        xmlNodePtr caption = model_add_figure(builder, "flame", variant->variant->name);
        element_add_part(caption, "", "Where ");
        element_add_part(caption, "code", variant_label(variant));
        element_add_part(caption, "",
                         " spends its time. Callers above, callees below; width is time, left to right is "
                         "alphabetical. Darker means more own time.");
    }
}

/* ------------------------------------------------------------------ sections */

static gboolean has_any_time(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->timings->len > 0 || variant->process)
            return TRUE;
    }
    return FALSE;
}

static gboolean has_any_profile(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++)
        if (((const VariantFindings *)g_ptr_array_index(findings->variants, i))->variant->run->profiles->len >
            0)
            return TRUE;
    return FALSE;
}

static gboolean has_any_counter(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++)
        if (((const VariantFindings *)g_ptr_array_index(findings->variants, i))->has_counters)
            return TRUE;
    return FALSE;
}

static gboolean explains_anything(const Findings *findings)
{
    for (guint i = 0; i < findings->decompositions->len; i++)
        if (((const Decomposition *)g_ptr_array_index(findings->decompositions, i))->explains_benchmark)
            return TRUE;
    return FALSE;
}

static void add_why_section(ModelBuilder *builder)
{
    if (!explains_anything(builder->findings))
        return;
    model_add_section(builder, "why", "Where the time went");
    xmlNodePtr caption = model_add_figure(builder, "waterfall", NULL);
    element_add_part(
        caption, "",
        "Each bar starts where the one above ends. On a logarithmic axis the factors add: the black bar is "
        "their sum. Blue shortens the run, orange lengthens it.");
}

void model_add_page(ModelBuilder *builder, const GArray *headlines)
{
    const Findings *findings = builder->findings;
    model_add_section(builder, "verdict", "Verdict");
    add_forest(builder, headlines);
    if (findings->warnings->len > 0)
        model_add_section(builder, "warnings", "Warnings");
    if (has_any_time(findings)) {
        model_add_section(builder, "timing", "Timing");
        tables_add_timing(builder, headlines);
        add_timing_figures(builder);
    }
    model_add_section(builder, "counters", "Counters");
    tables_add_counters(builder);
    add_counter_figure(builder);
    add_why_section(builder);
    model_add_section(builder, "flame", "Flame graphs");
    add_flame_figures(builder);
    tables_add_functions(builder);
    model_add_section(builder, "environment", "Environment");
    tables_add_environment(builder);
    model_add_section(builder, "method", "Method, and how to read this report");
    model_add_section(builder, "reproduce", "Reproduce");
    tables_add_manifest(builder);
    model_add_section(builder, "data", "Data");
    element_set_bool(builder->root, "has-counters", has_any_counter(findings));
    element_set_bool(builder->root, "has-profiles", has_any_profile(findings));
    element_set_bool(builder->root, "is-suite", model_is_suite(findings));
}
