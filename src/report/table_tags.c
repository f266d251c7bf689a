/* The table of tags of a suite: geometric mean and verdicts of the rows that carry each.
 * In: findings. Out: <table id="tags">, and the cell of tags of a row. Must not know sentences or figures. */
#include <string.h>

#include "analyze/pyperf_compat.h"
#include "analyze/tag_means.h"
#include "base/text.h"
#include "report/table_rows.h"

#define MOST_CHARACTERS 40 /* of a tag, as shown */
#define MOST_TAGS_OF_ROW 5
#define MOST_CHARACTERS_OF_ROW 20 /* of each of them: the column is narrow */

/* ------------------------------------------------------------------ the tags of one row */

void rows_add_tags_column(xmlNodePtr table)
{
    table_column(table, "tags", "", "Tags", NULL, NULL);
}

void rows_add_tags_cell(xmlNodePtr row, const Comparison *comparison)
{
    const GPtrArray *tags = comparison->tags;
    GString *text = g_string_new(NULL);
    for (guint i = 0; tags && i < tags->len && i < MOST_TAGS_OF_ROW; i++) {
        g_autofree char *shown = text_ellipsize_middle(g_ptr_array_index(tags, i), MOST_CHARACTERS_OF_ROW);
        g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", shown);
    }
    if (tags && tags->len > MOST_TAGS_OF_ROW)
        g_string_append_printf(text, " and %u more", tags->len - MOST_TAGS_OF_ROW);
    cell_text(row, "q", text->str);
    g_string_free(text, TRUE);
}

/* ------------------------------------------------------------------ the table */

/* What both words say of the same rows is said once. Transfer full; "" when pyperf says the same or nothing. */
static char *pyperf_words(const GeometricMean *mean)
{
    if (isnan(mean->pyperf) || isnan(mean->speedup))
        return g_strdup("");
    g_autofree char *own = pyperf_ratio_text(1 / mean->speedup);
    char *words = pyperf_ratio_text(1 / mean->pyperf);
    if (!g_str_equal(own, words))
        return words;
    g_free(words);
    return g_strdup("");
}

/* n_rows in all: what is neither faster, slower nor the same is undecided, or takes no part in the mean. */
static void add_mean_cells(xmlNodePtr row, const GeometricMean *mean, guint n_rows)
{
    g_autofree char *pyperf = pyperf_words(mean);
    rows_add_mean_cells(row, mean, n_rows, n_rows - mean->n_faster - mean->n_slower - mean->n_same);
    cell_text(row, "q nw", pyperf);
}

/* Leads to the rows; its place in `tags` of report.json goes along for the page, which can show these alone. */
static void add_tag_row(xmlNodePtr group, const TagMean *tag, guint index)
{
    g_autofree char *shown = text_ellipsize_middle(tag->tag, MOST_CHARACTERS);
    xmlNodePtr row = table_row(group, "");
    xmlNodePtr part = element_add_part(cell_head(row), "tag", shown);
    element_set(part, "href", "#t-suite");
    element_set_count(part, "v", index);
    add_mean_cells(row, &tag->mean, tag->n_rows);
}

/* The whole suite below its parts, to compare them with. */
static void add_whole_row(xmlNodePtr group, const Findings *findings, const VariantFindings *variant)
{
    for (guint i = 0; i < findings->geometric_means->len; i++) {
        const GeometricMean *mean = g_ptr_array_index(findings->geometric_means, i);
        if (mean->variant != variant)
            continue;
        xmlNodePtr row = table_row(group, "tot");
        element_add_part(cell_head(row), "", "all benchmarks");
        add_mean_cells(row, mean, model_count_rows(findings, variant));
    }
}

static void add_group(xmlNodePtr table, const Findings *findings, const VariantFindings *variant)
{
    xmlNodePtr group = NULL;
    for (guint i = 0; i < findings->tag_means->len; i++) {
        const TagMean *tag = g_ptr_array_index(findings->tag_means, i);
        if (tag->mean.variant != variant)
            continue;
        if (!group)
            group = table_group(table, findings->variants->len > 2 ? variant_label(variant) : "");
        add_tag_row(group, tag, i);
    }
    if (group)
        add_whole_row(group, findings, variant);
}

/* Tags of the variant that has most, and how many of them are listed. */
static void add_caption(xmlNodePtr caption, const Findings *findings)
{
    guint n_tags = 0;
    for (guint i = 0; i < findings->tag_means->len; i++)
        n_tags = MAX(n_tags, ((const TagMean *)g_ptr_array_index(findings->tag_means, i))->n_tags);
    element_add_part(caption, "",
                     "Geometric means by tag. A benchmark counts in each of its tags; other: undecided, not "
                     "comparable, or of another unit. ");
    if (n_tags > MOST_TAGS)
        element_add_part_printf(caption, "", "Of %u tags the %u with the most benchmarks are listed. ",
                                n_tags, MOST_TAGS);
    for (guint i = 0; i < findings->tag_means->len; i++) {
        g_autofree char *words =
            pyperf_words(&((const TagMean *)g_ptr_array_index(findings->tag_means, i))->mean);
        if (!words[0])
            continue;
        element_add_part(caption, "",
                         "The last column is what pyperf prints of the same rows, where that differs: it "
                         "takes means over all values, rows of every unit, and the base’s tags alone.");
        break;
    }
}

void tables_add_tags(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (!findings->tag_means || findings->tag_means->len == 0)
        return;
    xmlNodePtr table = table_new(builder, "tags", "sort");
    add_caption(table_caption(table), findings);
    table_column(table, "tag", "", "Tag", NULL, NULL);
    rows_add_mean_columns(table, findings);
    table_column(table, "pyperf", "", "pyperf", NULL, NULL);
    for (guint i = 1; i < findings->variants->len; i++)
        add_group(table, findings, g_ptr_array_index(findings->variants, i));
    table_drop_empty_columns(table);
    table_finish(builder, table);
}
