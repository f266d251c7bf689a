/* Tables of where the numbers come from: the environment, the files used, the files not used.
 * In: findings, the archive. Out: <table id="environment|manifest|unused">. Must not know sentences or figures. */
#include "report/table.h"

#include <string.h>

#include "base/text.h"

#define MAX_SIDE_BY_SIDE 4
#define MAX_UNUSED_ROWS 200

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

/* ------------------------------------------------------------------ files */

/* Group of a path: its directory, with the slash; "" at the top. Transfer full. */
static char *directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? g_strndup(path, (gsize)(slash - path) + 1) : g_strdup("");
}

/* The file's name in the group of its directory; groups follow each other as the sorted paths do. */
static xmlNodePtr add_file_row(xmlNodePtr table, xmlNodePtr *group, char **directory, const Input *input)
{
    g_autofree char *own = directory_of(input->path);
    if (!*group || !g_str_equal(own, *directory)) {
        g_free(*directory);
        *directory = g_strdup(own);
        *group = table_group(table, own);
    }
    xmlNodePtr row = table_row(*group, "");
    element_add_part(cell_head(row), "", input->path + strlen(own));
    if (input->sha256)
        cell_number(row, "n", (double)input->n_bytes, number_grouped(input->n_bytes));
    else
        cell_text(row, "", ""); /* it could not be read */
    return row;
}

/* Paths are sorted, so every directory is one group. */
static void add_manifest(ModelBuilder *builder)
{
    xmlNodePtr table = table_new(builder, "manifest", "man");
    guint n = g_hash_table_size(builder->used);
    g_autofree char *count = show_number_of(n, "file", NULL);
    element_add_part_printf(table_caption(table), "", "The %s that this report was computed from, with %s.",
                            n == 1 ? "file" : count, n == 1 ? "its SHA-256 digest" : "their SHA-256 digests");
    table_column(table, "file", "", "File", NULL, NULL);
    table_column(table, "bytes", "n", "Bytes", NULL, NULL);
    table_column(table, "sha256", "", "SHA-256", NULL, NULL);
    xmlNodePtr group = NULL;
    g_autofree char *directory = NULL;
    for (guint i = 0; i < builder->archive->inputs->len; i++) {
        const Input *input = g_ptr_array_index(builder->archive->inputs, i);
        if (!g_hash_table_contains(builder->used, input))
            continue;
        xmlNodePtr row = add_file_row(table, &group, &directory, input);
        xmlNodePtr cell = cell_text(row, "", NULL);
        element_add_part(cell, "sha", input->sha256);
    }
    table_finish(builder, table);
}

/* Length of the directories that two paths share, the last slash included. */
static gsize shared_directories(const char *a, const char *b)
{
    gsize shared = 0;
    for (gsize i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            shared = i + 1;
    return shared;
}

/* By no report, asked for or not. */
static gboolean is_unused(const Input *input)
{
    return !input->is_used && !input->is_elsewhere;
}

/* Unused files belong to no benchmark. A report lists those that lie no nearer to the files of another report than to its own.
 * Paths are sorted, so the nearest used files are the last one before and the first one behind; ties go to both. */
static GPtrArray *find_unused(const ModelBuilder *builder)
{
    const GPtrArray *inputs = builder->archive->inputs;
    GPtrArray *unused = g_ptr_array_new();
    gboolean has_others = builder->archive->benchmarks->len > 1;
    for (guint i = 0; i < inputs->len; i++) {
        const Input *input = g_ptr_array_index(inputs, i);
        has_others = has_others || input->is_elsewhere;
        if (is_unused(input))
            g_ptr_array_add(unused, g_ptr_array_index(inputs, i));
    }
    if (unused->len == 0 || !has_others) /* a thousand reports ask */
        return unused;
    g_autofree gsize *own = g_new0(gsize, inputs->len), *any = g_new0(gsize, inputs->len);
    for (guint pass = 0; pass < 2; pass++) {
        const Input *last_own = NULL, *last_any = NULL;
        for (guint k = 0; k < inputs->len; k++) {
            guint i = pass == 0 ? k : inputs->len - 1 - k;
            const Input *input = g_ptr_array_index(inputs, i);
            if (!is_unused(input)) {
                last_own = g_hash_table_contains(builder->used, input) ? input : last_own;
                last_any = input;
                continue;
            }
            own[i] = MAX(own[i], last_own ? 1 + shared_directories(input->path, last_own->path) : 0);
            any[i] = MAX(any[i], last_any ? 1 + shared_directories(input->path, last_any->path) : 0);
        }
    }
    g_ptr_array_set_size(unused, 0);
    for (guint i = 0; i < inputs->len; i++)
        if (is_unused(g_ptr_array_index(inputs, i)) && own[i] >= any[i])
            g_ptr_array_add(unused, g_ptr_array_index(inputs, i));
    return unused;
}

/* Rejected files stand out: they were meant to be read. */
static void add_unused(ModelBuilder *builder)
{
    g_autoptr(GPtrArray) unused = find_unused(builder);
    if (unused->len == 0)
        return;
    xmlNodePtr table = table_new(builder, "unused", "man");
    g_autofree char *count = show_number_of(unused->len, "file was", "files were");
    count[0] = g_ascii_toupper(count[0]);
    const char *all = model_lists_all_inputs(builder) ? "; the first 200 follow, report.json lists them all"
                                                      : "; the first 200 follow, gen --list shows them all";
    element_add_part_printf(table_caption(table), "", "%s found beside these and not used%s.", count,
                            unused->len > MAX_UNUSED_ROWS ? all : "");
    table_column(table, "file", "", "File", NULL, NULL);
    table_column(table, "bytes", "n", "Bytes", NULL, NULL);
    table_column(table, "reason", "", "Why not", NULL, NULL);
    xmlNodePtr group = NULL;
    g_autofree char *directory = NULL;
    for (guint i = 0; i < MIN(unused->len, MAX_UNUSED_ROWS); i++) {
        const Input *input = g_ptr_array_index(unused, i);
        xmlNodePtr row = add_file_row(table, &group, &directory, input);
        cell_text(row, input->is_rejected ? "slow" : "q", input->reason);
    }
    table_finish(builder, table);
}

void tables_add_manifest(ModelBuilder *builder)
{
    add_manifest(builder);
    add_unused(builder);
}
