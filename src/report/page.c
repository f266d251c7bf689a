/* What a page shows beyond sentences, in page order: sections, notices, figures, tables.
 * In: findings, headlines. Out: numbered <section>, <notices>, <figure>; the tables come from table_*.c. Must not know templates. */
#include "analyze/history.h"
#include "analyze/intervals.h"
#include "analyze/tag_means.h"
#include "report/model_internal.h"
#include "report/notes.h"

#define FEW_VARIANTS 4 /* the waterfall draws them all */

/* Adds <section id number>; template and contents list go by them. */
static xmlNodePtr add_section(ModelBuilder *builder, const char *id, const char *title)
{
    xmlNodePtr section = element_add(builder->root, "section");
    element_set(section, "id", id);
    element_set(section, "title", title);
    element_set_count(section, "number", ++builder->n_sections);
    return section;
}

/* Tables and figures so far: what a section may hold. */
static guint count_parts(const ModelBuilder *builder)
{
    return builder->n_tables + builder->n_figures;
}

/* Takes the newest section back when neither a table nor a figure came into it: its heading would head nothing. */
static void drop_bare_section(ModelBuilder *builder, xmlNodePtr section, guint n_parts_before)
{
    if (count_parts(builder) > n_parts_before)
        return;
    xmlUnlinkNode(section);
    xmlFreeNode(section);
    builder->n_sections--;
}

xmlNodePtr model_add_figure(ModelBuilder *builder, const char *kind, const char *subject)
{
    xmlNodePtr figure = element_add(builder->root, "figure");
    element_set(figure, "kind", kind);
    element_set(figure, "subject", subject);
    element_set_count(figure, "number", ++builder->n_figures);
    return element_add(figure, "caption");
}

/* ------------------------------------------------------------------ figures */

/* What the rows are, in the order in which the plot has them. */
static const char *forest_words(const Findings *findings)
{
    if (!model_is_suite(findings))
        return "Speed of each variant relative to the base.";
    if (findings->variants->len == 2 && findings->tag_means && findings->tag_means->len > 0 &&
        findings->tag_means->len <= FOREST_MOST_TAGS)
        return "Speed relative to the base: the geometric mean, that of each tag, then the benchmarks, "
               "fastest "
               "first; of many the largest gains and losses.";
    return findings->variants->len == 2 ? "Speed relative to the base: the geometric mean, then the "
                                          "benchmarks, fastest first; of many the "
                                          "largest gains and losses."
                                        : "Speed of each variant relative to the base: the geometric mean of "
                                          "its benchmarks, and where they "
                                          "are few, each of them, fastest first.";
}

/* Left out when no variant has a number at all. */
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
    element_add_part(caption, "", forest_words(builder->findings));
    if (n_intervals > 0)
        element_add_part_printf(
            caption, "", " Bars are %g" NUMBER_THIN_SPACE "%% confidence intervals from process means;",
            builder->findings->options.confidence * 100);
    element_add_part_printf(
        caption, "",
        " %s ring is a ratio without a verdict: its interval is not known or includes 1×, or the two sides "
        "cannot be compared. Grey band: ±%g" NUMBER_THIN_SPACE "%%.",
        n_intervals > 0 ? "a" : "A", builder->findings->options.margin * 100);
}

/* The strip shows single runs, so two at least must be known one by one. */
static gboolean has_samples(const Findings *findings)
{
    for (guint i = 0; i < findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(findings->variants, i);
        if (variant->process && variant->process->samples && variant->process->n_samples > 1)
            return TRUE;
    }
    return FALSE;
}

/* The order of runs is known only where perf printed when they started. */
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

/* Raw values of several processes: the only thing worth a figure of its own. */
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

/* Every benchmark of each changed variant: for the full list, which is folded. */
static void add_suite_figures(ModelBuilder *builder)
{
    for (guint i = 1; i < builder->findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(builder->findings->variants, i);
        xmlNodePtr caption = model_add_figure(builder, "suite", variant->variant->name);
        element_add_part(caption, "", "Speed of every benchmark in ");
        element_add_part(caption, "code", variant_label(variant));
        element_add_part(caption, "", " relative to the base, fastest first.");
    }
}

static void add_timing_figures(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (model_is_suite(findings)) {
        add_suite_figures(builder);
        return;
    }
    if (has_samples(findings) || has_values(findings)) {
        xmlNodePtr caption = model_add_figure(builder, "strip", NULL);
        g_autofree char *level = show_level(findings->options.confidence);
        element_add_part_printf(caption, "",
                                "Every run (tick) with mean and %s interval (dot, bar), from zero.", level);
    }
    if (has_starts(findings)) {
        xmlNodePtr caption = model_add_figure(builder, "runs", NULL);
        element_add_part(
            caption, "",
            "The runs in the order in which they ran, as deviation from the variant’s median. A slope "
            "would be drift. Orange: more than 3" NUMBER_THIN_SPACE "% off; the farthest are named.");
    }
    if (has_values(findings)) {
        xmlNodePtr caption = model_add_figure(builder, "values", NULL);
        element_add_part(
            caption, "",
            "Every value in run order (left) and the process means (right). Values of one process are "
            "joined: a shift that comes with the process shows as a step.");
    }
}

static gboolean has_simulated(const Findings *findings)
{
    for (guint i = 0; i < findings->counter_comparisons->len; i++) {
        const CounterComparison *comparison = g_ptr_array_index(findings->counter_comparisons, i);
        if (comparison->changed && comparison->changed->is_simulated)
            return TRUE;
    }
    return FALSE;
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
    if (has_simulated(builder->findings))
        element_add_part(caption, "", " A star: counted by a simulator, not by this machine.");
}

/* What the grey band of the history means: the noise between runs where the archive shows it, else the margin. */
static void add_band_words(xmlNodePtr caption, const Findings *findings)
{
    guint n_known = 0, n_series = 0;
    for (guint i = 0; i < findings->histories->len; i++) {
        const History *history = g_ptr_array_index(findings->histories, i);
        n_series += history_is_series(history) ? 1 : 0;
        n_known +=
            history_is_series(history) && !isnan(history_noise_band(history, findings->options.confidence));
    }
    if (n_known > 0)
        element_add_part_printf(caption, "",
                                " Grey band%s: where another run of the same code lies %g" NUMBER_THIN_SPACE
                                "%% of the time, by the noise between runs in this archive.",
                                n_known < n_series ? " with such runs" : "",
                                findings->options.confidence * 100);
    if (n_known < n_series)
        element_add_part_printf(caption, "",
                                " Grey band%s: ±%g" NUMBER_THIN_SPACE
                                "%%; how far runs of one thing differ is not known.",
                                n_known > 0 ? " elsewhere" : "", findings->options.margin * 100);
}

static void add_step_words(xmlNodePtr caption, const Findings *findings)
{
    guint n_steps = 0;
    gboolean has_enough = FALSE;
    for (guint i = 0; i < findings->histories->len; i++) {
        const History *history = g_ptr_array_index(findings->histories, i);
        n_steps += history->n_steps;
        has_enough = has_enough || history->has_enough;
    }
    if (n_steps > 0)
        element_add_part(caption, "", " Dashed: the level changed there; thick lines are the levels.");
    else
        element_add_part(caption, "",
                         has_enough ? " No step was found; slow change is not looked for."
                                    : " Fewer than eight runs: changes of level are not looked for.");
}

static void add_intervals_figure(ModelBuilder *builder)
{
    if (!intervals_has_any(builder->findings))
        return;
    xmlNodePtr caption = model_add_figure(builder, "intervals", NULL);
    element_add_part(
        caption, "",
        "The counters over the time of the run, a step per interval of perf stat -I, in each variant’s first "
        "interval file. Amounts are per second, so that short intervals compare with long ones; a gap: not "
        "counted.");
}

static void add_history_figure(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    gboolean has_series = FALSE;
    for (guint i = 0; i < findings->histories->len; i++)
        has_series = has_series || history_is_series(g_ptr_array_index(findings->histories, i));
    if (!has_series)
        return;
    xmlNodePtr caption = model_add_figure(builder, "history", NULL);
    element_add_part_printf(
        caption, "",
        "Speed of every run relative to the base’s run of this report, in true time. Bars are "
        "%g" NUMBER_THIN_SPACE "%% intervals of the run’s own mean; the line at the labelled "
        "speed is the run of this report.",
        findings->options.confidence * 100);
    if (model_is_suite(findings))
        element_add_part(caption, "",
                         " Of many series those with a change of level and with the largest changes since "
                         "the last run are drawn.");
    add_band_words(caption, findings);
    add_step_words(caption, findings);
}

/* ------------------------------------------------------------------ sections */

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

static void add_why_section(ModelBuilder *builder, const Headline *best)
{
    if (!explains_anything(builder->findings))
        return;
    add_section(builder, "why", "Where the time went");
    if (best)
        sentences_add_account(builder, best);
    xmlNodePtr caption = model_add_figure(builder, "waterfall", NULL);
    element_add_part(
        caption, "",
        "Each bar starts where the one above ends. On a logarithmic axis the factors add: the black bar is "
        "their sum. Blue shortens the run, orange lengthens it.");
    if (builder->findings->decompositions->len > FEW_VARIANTS)
        element_add_part(caption, "", " Of many variants the fastest are drawn.");
}

static void add_timing_section(ModelBuilder *builder)
{
    guint n_before = count_parts(builder);
    xmlNodePtr section = add_section(builder, "timing", "Timing");
    tables_add_timing(builder);
    add_timing_figures(builder);
    drop_bare_section(builder, section, n_before);
}

/* Says how to record counters where there are none, so only events that never counted leave it bare. */
static void add_counters_section(ModelBuilder *builder)
{
    guint n_before = count_parts(builder);
    xmlNodePtr section = add_section(builder, "counters", "Counters");
    tables_add_counters(builder);
    add_counter_figure(builder);
    add_intervals_figure(builder);
    if (has_any_counter(builder->findings))
        drop_bare_section(builder, section, n_before);
}

static void add_flame_section(ModelBuilder *builder, const Headline *best)
{
    guint n_before = count_parts(builder);
    xmlNodePtr section = add_section(builder, "flame", "Flame graphs");
    figures_add_flame(builder, best ? best->variant : NULL);
    tables_add_functions(builder, best ? best->variant : NULL);
    if (has_any_profile(builder->findings))
        drop_bare_section(builder, section, n_before);
}

static void add_what_if_section(ModelBuilder *builder)
{
    if (builder->findings->what_ifs->len == 0)
        return;
    add_section(builder, "whatif", "What if");
    tables_add_what_ifs(builder);
}

/* Runs of other machines or builds are no history of this one: then nothing is shown. */
static void add_history_section(ModelBuilder *builder)
{
    if (!model_has_history(builder->findings))
        return;
    guint n_before = count_parts(builder);
    xmlNodePtr section = add_section(builder, "history", "History");
    tables_add_since_last(builder);
    add_history_figure(builder);
    tables_add_history(builder);
    drop_bare_section(builder, section, n_before);
}

static void add_notes_section(ModelBuilder *builder)
{
    g_autoptr(DiagList) unheard = diag_list_new();
    if (builder->findings->benchmark->notes->len == 0)
        return;
    add_section(builder, "notes", "Author’s notes");
    notes_add(builder, builder->options->diags ? builder->options->diags : unheard);
}

/* The order of this function is the order of the page, and so of all numbers of tables and figures. */
void model_add_page(ModelBuilder *builder, const GArray *headlines)
{
    const Findings *findings = builder->findings;
    add_section(builder, "verdict", "Verdict");
    add_forest(builder, headlines);
    if (findings->warnings->len > 0)
        add_section(builder, "warnings", "Warnings");
    add_timing_section(builder);
    add_counters_section(builder);
    add_why_section(builder, headlines_best(headlines));
    add_flame_section(builder, headlines_best(headlines));
    add_what_if_section(builder);
    add_history_section(builder);
    add_notes_section(builder);
    add_section(builder, "environment", "Environment");
    tables_add_environment(builder);
    add_section(builder, "method", "Method, and how to read this report");
    add_section(builder, "reproduce", "Reproduce");
    tables_add_manifest(builder);
    add_section(builder, "data", "Data");
    element_set_bool(builder->root, "has-counters", has_any_counter(findings));
    element_set_bool(builder->root, "has-profiles", has_any_profile(findings));
    element_set_bool(builder->root, "is-suite", model_is_suite(findings));
}
