/* What if a part were faster: the answers in words, as a table and for report.json.
 * In: findings. Out: <what_if> with its sentence, <table id="whatif">, a figure each. Must not know pages. */
#include "analyze/what_if.h"
#include "report/table.h"

/* "1.92×" with its interval. Adds nothing when there is none. */
static void add_whole(xmlNodePtr node, const char *name, const WhatIfFindings *answer, double part)
{
    double whole = what_if_speed(answer->share, part);
    double low = what_if_speed(answer->share_low, part), high = what_if_speed(answer->share_high, part);
    xmlNodePtr step = element_add(node, name);
    element_add_number(step, "part", part, NULL);
    element_add_number(step, "whole", whole, number_ratio(whole, show_half_width(low, high)));
    element_add_interval(step, "ci", low, high, show_ratio_range(whole, low, high));
}

static void add_sentence(xmlNodePtr node, const WhatIfFindings *answer)
{
    double limit = what_if_speed(answer->share, INFINITY);
    g_autofree char *share = number_percent(answer->share);
    g_autofree char *points = number_fixed(answer->half_width * 100, 1);
    g_autofree char *most = number_ratio(limit, NAN);
    xmlNodePtr sentence = element_add(node, "sentence");
    element_add_part(sentence, "", "In ");
    element_add_part(sentence, "code", variant_label(answer->variant));
    element_add_part_printf(sentence, "", ", %s%s of the %s", answer->is_least ? "at least " : "", share,
                            isnan(answer->half_width) ? "weight" : "samples");
    if (!isnan(answer->half_width))
        element_add_part_printf(sentence, "", " (±%s points)", points);
    element_add_part(sentence, "", " lie in ");
    element_add_part(sentence, "i", answer->question->name);
    element_add_part(sentence, "", " and what it calls. ");
    if (isfinite(limit))
        element_add_part_printf(sentence, "",
                                "Were only that part made faster, the whole could become at most %s as fast.",
                                most);
    else
        element_add_part(sentence, "", "It is all there is.");
}

static void add_answer(ModelBuilder *builder, const WhatIfFindings *answer)
{
    xmlNodePtr node = element_add(builder->root, "what_if");
    element_set(node, "name", answer->question->name);
    element_set(node, "pattern", answer->question->pattern);
    element_set(node, "variant", answer->variant->variant->name);
    element_add_number(node, "share", answer->share, number_percent(answer->share));
    element_add_interval(node, "share_ci", answer->share_low, answer->share_high, NULL);
    for (guint i = 0; i < answer->question->n_speedups; i++)
        add_whole(node, "step_of_part", answer, answer->question->speedups[i]);
    element_add_number(node, "limit", what_if_speed(answer->share, INFINITY), NULL);
    add_sentence(node, answer);
}

/* ------------------------------------------------------------------ the table */

static void add_row(xmlNodePtr group, const WhatIfFindings *answer, double part)
{
    double whole = what_if_speed(answer->share, part);
    double low = what_if_speed(answer->share_low, part), high = what_if_speed(answer->share_high, part);
    g_autofree char *range = show_ratio_range(whole, low, high);
    g_autofree char *number = isfinite(part) ? number_shortest(part) : g_strdup("∞");
    g_autofree char *times = g_strconcat(number, isfinite(part) ? NUMBER_TIMES : NULL, NULL);
    xmlNodePtr row = table_row(group, "");
    element_add_part(cell_head(row), "", times);
    cell_number(row, "n b", whole, number_ratio(whole, show_half_width(low, high)));
    cell_text(row, "n nw", range[0] ? range : "–");
}

static void add_table(ModelBuilder *builder)
{
    xmlNodePtr table = table_new(builder, "whatif", "half");
    element_add_part(table_caption(table), "",
                     "Speed of the whole if a part becomes faster and nothing else changes (Amdahl’s law).");
    table_column(table, "part", "", "Part becomes", NULL, NULL);
    table_column(table, "whole", "n", "Whole becomes", NULL, NULL);
    g_autofree char *level = show_level(builder->findings->options.confidence);
    g_autofree char *title = g_strconcat(level, " CI", NULL);
    table_column(table, "ci", "n", title, NULL, NULL);
    for (guint i = 0; i < builder->findings->what_ifs->len; i++) {
        const WhatIfFindings *answer = g_ptr_array_index(builder->findings->what_ifs, i);
        xmlNodePtr group = table_group(table, answer->question->name);
        for (guint k = 0; k < answer->question->n_speedups; k++)
            add_row(group, answer, answer->question->speedups[k]);
        if (answer->share < 1)
            add_row(group, answer, INFINITY);
    }
    table_finish(builder, table);
}

/* ------------------------------------------------------------------ the figures */

/* The fastest variant, in the terms of the part. */
static void add_measured(xmlNodePtr caption, const Findings *findings, const WhatIfFindings *answer)
{
    g_autoptr(GArray) headlines = headlines_new(findings);
    const Headline *best = headlines_best(headlines);
    if (!best || best->kind == HEADLINE_NONE || !(best->speedup > 1))
        return;
    double part = what_if_part(answer->share, best->speedup);
    g_autofree char *speed = number_ratio(best->speedup, show_half_width(best->ci_low, best->ci_high));
    g_autofree char *times = number_ratio(part, NAN);
    element_add_part(caption, "", " ");
    element_add_part(caption, "code", variant_label(best->variant));
    if (isfinite(part))
        element_add_part_printf(
            caption, "", " reaches %s: what this part %s as fast would give if nothing else had changed.",
            speed, times);
    else
        element_add_part_printf(caption, "", " reaches %s: more than this part alone could give.", speed);
}

static void add_figure(ModelBuilder *builder, const WhatIfFindings *answer)
{
    xmlNodePtr caption = model_add_figure(builder, "whatif", answer->question->name);
    g_autofree char *level = show_level(builder->findings->options.confidence);
    element_add_part(caption, "i", answer->question->name);
    element_add_part(caption, "", ": Amdahl’s law for the measured share");
    if (!isnan(answer->half_width))
        element_add_part_printf(caption, "", " (line; band: %s)", level);
    element_add_part(caption, "", ".");
    add_measured(caption, builder->findings, answer);
}

void tables_add_what_ifs(ModelBuilder *builder)
{
    for (guint i = 0; i < builder->findings->what_ifs->len; i++)
        add_answer(builder, g_ptr_array_index(builder->findings->what_ifs, i));
    for (guint i = 0; i < builder->findings->what_ifs->len; i++)
        add_figure(builder, g_ptr_array_index(builder->findings->what_ifs, i));
    add_table(builder);
}
