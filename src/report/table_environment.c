/* The table of where the numbers were measured. In: findings. Out: <table id="environment">. Must not know sentences or figures. */
#include "report/table.h"

#include <string.h>

#include "base/text.h"

#define MAX_SIDE_BY_SIDE 4

/* Of a value of the environment table: three lines or so on paper. The rest is left out, and marked. */
#define MOST_LETTERS ((gsize)360)  /* in all columns of a row together */
#define LEAST_LETTERS ((gsize)120) /* in one of them */
#define CONTEXT_BYTES ((gsize)12)  /* kept before the place from which on values differ */

/* ------------------------------------------------------------------ environment */

/* Bytes at the end of a text that begin no letter of their own are not cut off their letter. */
static const char *letter_at(const char *text, gsize offset)
{
    while (offset > 0 && ((guchar)text[offset] & 0xc0) == 0x80)
        offset--;
    return text + offset;
}

/* Where the known values of a row begin to differ, in bytes; 0 when fewer than two are known. */
static gsize common_prefix(const EnvironmentRow *fact)
{
    const char *first = NULL;
    gsize common = 0;
    gboolean is_alone = TRUE;
    for (guint i = 0; i < fact->n_values; i++) {
        const char *value = fact->values[i];
        if (!value || (first && g_str_equal(first, value)))
            continue;
        gsize n = 0;
        while (first && n < common && value[n] == first[n])
            n++;
        is_alone = !first;
        common = first ? n : strlen(value);
        first = first ? first : value;
    }
    return is_alone ? 0 : common;
}

/* A value of at most `most` letters. Of longer ones the middle is left out; where values differ that could be all there is to
 * see, so the place from which on they differ stays. Transfer full. */
static char *shorten(const char *value, gsize differs_at, gsize most)
{
    gsize n = (gsize)g_utf8_strlen(value, -1);
    if (n <= most)
        return g_strdup(value);
    gsize from = differs_at > CONTEXT_BYTES ? differs_at - CONTEXT_BYTES : 0;
    if (from + CONTEXT_BYTES < most / 2)
        return text_ellipsize_middle(value, most);
    const char *last = g_utf8_offset_to_pointer(value, (glong)(n - most + 1)); /* leaves no room unused */
    const char *start = letter_at(value, from);
    g_autofree char *rest = text_ellipsize_middle(MIN(start, last), most - 1);
    return g_strconcat("…", rest, NULL);
}

/* The whole of a shortened value stands in the title of its cell, and in report.json and report.csv. */
static xmlNodePtr add_value(xmlNodePtr row, const EnvironmentRow *fact, const char *value, gsize most)
{
    if (!value)
        return cell_text(row, "q", "–");
    g_autofree char *shown = shorten(value, fact->differs ? common_prefix(fact) : 0, most);
    xmlNodePtr cell = cell_text(row, "", shown);
    if (!g_str_equal(shown, value))
        element_set(cell, "full", value);
    return cell;
}

/* One row with a value per variant, or one value for all. */
static void add_fact(xmlNodePtr group, const EnvironmentRow *fact)
{
    xmlNodePtr row = table_row(group, "");
    element_add_part(cell_head(row), "", fact->key);
    if (fact->differs) {
        for (guint i = 0; i < fact->n_values; i++)
            add_value(row, fact, fact->values[i], MAX(MOST_LETTERS / fact->n_values, LEAST_LETTERS));
        return;
    }
    const char *value = NULL;
    for (guint i = 0; i < fact->n_values && !value; i++)
        value = fact->values[i];
    xmlNodePtr cell = add_value(row, fact, value, MOST_LETTERS);
    if (fact->n_values > 1)
        element_set_count(cell, "colspan", fact->n_values);
}

/* Many variants: a row per distinct value, with the variants that state it. */
static void add_fact_stacked(xmlNodePtr group, const Findings *findings, const EnvironmentRow *fact)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < fact->n_values; i++) {
        const char *value = fact->values[i];
        if (!value || !g_hash_table_add(seen, (gpointer)(gsize)value))
            continue;
        g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
        for (guint j = i; j < fact->n_values; j++)
            if (g_strcmp0(fact->values[j], value) == 0)
                g_ptr_array_add(names, g_strdup(variant_label(g_ptr_array_index(findings->variants, j))));
        g_autofree char *joined = names->len == fact->n_values ? g_strdup("all") : text_join_and(names);
        xmlNodePtr row = table_row(group, "");
        element_add_part(cell_head(row), "", fact->key);
        add_value(row, fact, value, MOST_LETTERS / 2);
        cell_text(row, "q", joined);
    }
}

/* Either the rows that differ or those that do not. */
static void add_facts(xmlNodePtr table, const Findings *findings, gboolean differs)
{
    xmlNodePtr group = NULL;
    gboolean is_stacked = findings->variants->len > MAX_SIDE_BY_SIDE;
    const char *title = findings->variants->len < 2 ? "" : differs ? "Differs" : "Same";
    for (guint i = 0; i < findings->environment->len; i++) {
        const EnvironmentRow *fact = g_ptr_array_index(findings->environment, i);
        if (fact->differs != differs)
            continue;
        if (!group)
            group = table_group(table, title);
        if (is_stacked)
            add_fact_stacked(group, findings, fact);
        else
            add_fact(group, fact);
    }
}

static gboolean is_recorded(const Findings *findings, const char *key)
{
    for (guint i = 0; i < findings->environment->len; i++)
        if (g_str_equal(((const EnvironmentRow *)g_ptr_array_index(findings->environment, i))->key, key))
            return TRUE;
    return FALSE;
}

/* What a reader looks for first and no file states. */
static void add_not_recorded(xmlNodePtr table, const Findings *findings, guint n_columns)
{
    static const struct {
        const char *key, *name;
    } wanted[] = {
        {"cpu_model_name", "processor"},
        {"platform", "kernel"},
        {"hostname", "host"},
        {"python_version", "Python version"},
    };
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (!is_recorded(findings, wanted[i].key))
            g_ptr_array_add(names, g_strdup(wanted[i].name));
    if (names->len == 0)
        return;
    g_autofree char *joined = text_join_and(names);
    joined[0] = g_ascii_toupper(joined[0]);
    xmlNodePtr row = table_row(table_group(table, "Not recorded"), "");
    element_add_part(cell_head(row), "", joined);
    xmlNodePtr cell = cell_text(row, "", "no file in the archive states it");
    if (n_columns > 1)
        element_set_count(cell, "colspan", n_columns);
}

static gboolean any_differs(const Findings *findings)
{
    for (guint i = 0; i < findings->environment->len; i++)
        if (((const EnvironmentRow *)g_ptr_array_index(findings->environment, i))->differs)
            return TRUE;
    return FALSE;
}

/* Without a single fact there is no table: the page says so. */
static void add_environment(ModelBuilder *builder)
{
    const Findings *findings = builder->findings;
    if (findings->environment->len == 0)
        return;
    gboolean is_stacked = findings->variants->len > MAX_SIDE_BY_SIDE;
    xmlNodePtr table = table_new(builder, "environment", "env");
    element_add_part(table_caption(table), "",
                     any_differs(findings) ? "Environment, differing rows first."
                                           : "Environment, as the files state it.");
    table_column(table, "fact", "", "Fact", NULL, NULL);
    guint n_columns = is_stacked ? 2 : findings->variants->len;
    if (is_stacked) {
        table_column(table, "value", "", "Value", NULL, NULL);
        table_column(table, "variants", "", "Variants", NULL, NULL);
    }
    for (guint i = 0; i < findings->variants->len && !is_stacked; i++) {
        const char *label = variant_label(g_ptr_array_index(findings->variants, i));
        element_set(table_column(table, label, "", label, NULL, NULL), "style", "code");
    }
    add_facts(table, findings, TRUE);
    add_facts(table, findings, FALSE);
    add_not_recorded(table, findings, n_columns);
    table_finish(builder, table);
}

void tables_add_environment(ModelBuilder *builder)
{
    add_environment(builder);
}
