/* The head of a report in words: subtitle, status, the line for titles and indexes.
 * In: findings, headlines, warnings. Out: <subtitle>, <status-text>, attributes of the root. */
#include "report/model_internal.h"

#include <string.h>

#include "model/warning.h"

#define MAX_NAMED_VARIANTS 3

/* ------------------------------------------------------------------ subtitle */

/* "`b` and `c` against `a`", "9 variants against `a`", "`a` alone". */
static void add_names(xmlNodePtr node, const Findings *findings)
{
    guint n_changed = findings->variants->len - 1;
    if (n_changed > MAX_NAMED_VARIANTS)
        element_add_part_printf(node, "", "%u variants", n_changed);
    for (guint i = 1; i <= n_changed && n_changed <= MAX_NAMED_VARIANTS; i++) {
        if (i > 1)
            element_add_part(node, "", i == n_changed ? " and " : ", ");
        element_add_part(node, "code", variant_label(g_ptr_array_index(findings->variants, i)));
    }
    if (n_changed > 0)
        element_add_part(node, "", " against ");
    element_add_part(node, "code", variant_label(baseline_of(findings)));
    if (n_changed == 0)
        element_add_part(node, "", " alone");
}

/* "one", "5", "20 to 40": how many, over base and changed variants. Transfer full. */
static char *describe_range(guint low, guint high)
{
    if (high == 1)
        return g_strdup("one");
    return low == high ? g_strdup_printf("%u", low) : g_strdup_printf("%u to %u", low, high);
}

/* Keeps the least and the largest; high is 0 before the first. */
static void widen(guint *low, guint *high, guint n)
{
    *low = *high == 0 ? n : MIN(*low, n);
    *high = MAX(*high, n);
}

/* " · fixed work, 5 processes each" */
static void add_process_counts(xmlNodePtr node, const Findings *findings)
{
    guint low = 0, high = 0;
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->process)
            widen(&low, &high, variant->process->n_runs);
    }
    g_autofree char *counts = describe_range(low, high);
    element_add_part_printf(node, "", " · fixed work, %s run%s each", counts, high == 1 ? "" : "s");
}

/* " · 20 processes of 3 values each" */
static void add_value_counts(xmlNodePtr node, const Findings *findings)
{
    guint low = 0, high = 0, values_low = 0, values_high = 0;
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        for (guint j = 0; j < variant->timings->len; j++) {
            const TimingSummary *timing = g_ptr_array_index(variant->timings, j);
            if (timing->timing->level != LEVEL_VALUES || timing->n_processes == 0)
                continue;
            widen(&low, &high, timing->n_processes);
            widen(&values_low, &values_high, timing->n_values / timing->n_processes);
        }
    }
    if (high == 0)
        return;
    g_autofree char *processes = describe_range(low, high);
    g_autofree char *values = describe_range(values_low, values_high);
    element_add_part_printf(node, "", " · %s process%s of %s value%s each", processes, high == 1 ? "" : "es",
                            values, values_high == 1 ? "" : "s");
}

/* Benchmarks that the baseline has timings of. */
static guint count_names(const Findings *findings)
{
    const VariantFindings *base = baseline_of(findings);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < base->timings->len; i++)
        g_hash_table_add(names,
                         ((const TimingSummary *)g_ptr_array_index(base->timings, i))->timing->benchmark);
    return g_hash_table_size(names);
}

static void add_subtitle(ModelBuilder *builder, const Headline *best)
{
    const Findings *findings = builder->findings;
    xmlNodePtr node = element_add(builder->root, "subtitle");
    add_names(node, findings);
    if (findings->benchmark->timestamp) {
        g_autofree char *date = show_date(findings->benchmark->timestamp);
        element_add_part(node, "", " · runs of ");
        xmlNodePtr part = element_add_part(node, "time", date);
        element_set(part, "iso", findings->benchmark->timestamp);
    }
    guint n_rows = best ? model_count_rows(findings, best->variant) : 0;
    if (best && best->kind == HEADLINE_SUITE)
        element_add_part_printf(node, "", " · %u benchmarks%s", n_rows,
                                n_rows < count_names(findings) ? " on both sides" : "");
    if (best && best->kind == HEADLINE_PROCESS)
        add_process_counts(node, findings);
    else
        add_value_counts(node, findings);
}

/* ------------------------------------------------------------------ status */

/* The warning with the lowest rank among those of at least that severity whose code is not `but`. */
static const Warning *worst_warning(const Findings *findings, WarningSeverity severity, const char *but)
{
    const Warning *worst = NULL;
    for (guint i = 0; i < findings->warnings->len; i++) {
        const Warning *warning = g_ptr_array_index(findings->warnings, i);
        if (warning->severity < severity || g_strcmp0(warning->code, but) == 0)
            continue;
        if (!worst || warning->severity > worst->severity ||
            (warning->severity == worst->severity && notices_rank(warning) < notices_rank(worst)))
            worst = warning;
    }
    return worst;
}

/* A title inside a sentence: small first letter, unless it begins with an abbreviation. Transfer full. */
static char *title_in_sentence(const Warning *warning)
{
    char *title = g_strdup(warning_title(warning->code));
    if (g_ascii_isupper(title[0]) && !g_ascii_isupper(title[1]))
        title[0] = g_ascii_tolower(title[0]);
    return title;
}

/* The most important warning, and the most important one of another code. */
static void add_worst_in_words(xmlNodePtr node, const Findings *findings, const char *lead)
{
    const Warning *first = worst_warning(findings, WARNING_CAUTION, NULL);
    const Warning *second = worst_warning(findings, WARNING_CAUTION, first->code);
    g_autofree char *first_title = title_in_sentence(first);
    element_add_part_printf(node, "", "%s%s", lead, first_title);
    if (second) {
        g_autofree char *second_title = title_in_sentence(second);
        element_add_part_printf(node, "", "; %s", second_title);
    }
    element_add_part(node, "", ".");
}

static gboolean has_decided(const GArray *headlines)
{
    for (guint i = 0; i < headlines->len; i++)
        if (headline_is_decided(&g_array_index(headlines, Headline, i)))
            return TRUE;
    return FALSE;
}

/* Partly: some pair has a verdict although another cannot be compared. */
static const char *badge_of(const char *status, gboolean is_alone, gboolean is_partly)
{
    if (g_str_equal(status, "blocked"))
        return is_partly ? "Partly comparable" : "Not comparable";
    if (g_str_equal(status, "caution"))
        return "Caution";
    return is_alone ? "One variant" : "Comparable";
}

/* "The runs are comparable, with 8 cautions. Most important: …; …." */
/* Counters and profiles alone give headlines without a number. */
static gboolean has_number(const GArray *headlines)
{
    for (guint i = 0; i < headlines->len; i++)
        if (g_array_index(headlines, Headline, i).kind != HEADLINE_NONE)
            return TRUE;
    return FALSE;
}

static void add_status(ModelBuilder *builder, const GArray *headlines)
{
    gboolean is_partly = has_decided(headlines), is_bare = !has_number(headlines);
    const Findings *findings = builder->findings;
    gboolean is_alone = findings->variants->len < 2;
    g_autofree char *status = element_get(builder->root, "status");
    element_set(builder->root, "badge", badge_of(status, is_alone, is_partly));
    xmlNodePtr node = element_add(builder->root, "status-text");
    g_autofree char *n_cautions = element_get(builder->root, "n-cautions");
    gboolean is_one = g_str_equal(n_cautions, "1");
    if (g_str_equal(status, "blocked")) {
        add_worst_in_words(node, findings,
                           is_partly ? "Some of the runs cannot be compared: "
                                     : "The runs cannot be compared: ");
        return;
    }
    element_add_part(node, "",
                     is_alone  ? "There is nothing to compare with"
                     : is_bare ? "There are no timings to compare"
                               : "The runs are comparable");
    if (!g_str_equal(status, "caution")) {
        element_add_part(node, "", ".");
        return;
    }
    element_add_part(node, "", is_alone || is_bare ? "; " : ", with ");
    element_add_part_printf(node, "link", "%s caution%s", is_one ? "one" : n_cautions, is_one ? "" : "s");
    add_worst_in_words(node, findings, is_one ? ": " : ". Most important: ");
}

/* ------------------------------------------------------------------ titles */

/* "orjson 5.23× as fast (5.18–5.28)": the report in one line. Transfer full. */
static char *headline_line(const Findings *findings, const Headline *best)
{
    if (!best && findings->variants->len > 1)
        return g_strdup("no verdict");
    if (!best) {
        const VariantFindings *only = baseline_of(findings);
        if (only->timings->len > 1)
            return g_strdup_printf("%u benchmarks, nothing to compare with", only->timings->len);
        if (only->timings->len == 0)
            return g_strdup("no timings");
        Measured measured = measured_of_timing(g_ptr_array_index(only->timings, 0));
        g_autofree char *value = measured_show_plus_minus(&measured);
        return g_strdup_printf("%s, nothing to compare with", value);
    }
    g_autofree char *ratio = number_ratio(best->speedup, show_half_width(best->ci_low, best->ci_high));
    g_autofree char *range = show_ratio_range(best->speedup, best->ci_low, best->ci_high);
    g_autofree char *interval = !range[0]                       ? g_strdup("")
                                : best->ci_low == best->ci_high ? g_strdup(" (exact)")
                                                                : g_strdup_printf(" (%s)", range);
    const char *label = variant_label(best->variant);
    Unit unit = headline_unit(best);
    if (best->verdict == VERDICT_FASTER && unit == UNIT_SECOND)
        return g_strdup_printf("%s %s as fast%s", label, ratio, interval);
    const char *word = verdict_word(best->verdict, unit);
    return ratio[0] ? g_strdup_printf("%s %s, %s%s", label, word, ratio, interval)
                    : g_strdup_printf("%s %s", label, word);
}

/* The title of the document names benchmark, result and status: it is all that a browser tab or a mail
 * shows. */
static void set_titles(ModelBuilder *builder, const Headline *best)
{
    g_autofree char *line = headline_line(builder->findings, best);
    g_autofree char *title = element_get(builder->root, "title");
    g_autofree char *badge = element_get(builder->root, "badge");
    g_autofree char *small_badge = g_ascii_strdown(badge, -1);
    g_autofree char *document_title = g_strdup_printf("%s: %s, %s", title, line, small_badge);
    element_set(builder->root, "headline", line);
    element_set(builder->root, "document-title", document_title);
}

void sentences_add_head(ModelBuilder *builder, const GArray *headlines)
{
    const Headline *best = headlines_best(headlines);
    add_subtitle(builder, best);
    add_status(builder, headlines);
    set_titles(builder, best);
}
