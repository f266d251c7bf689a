/* The index of a report directory; see index_model.h. */
#include "render/index_model.h"

#include <string.h>

#include "ingest/json_read.h"
#include "render/json.h"
#include "report/element.h"
#include "report/show.h"

#define MAX_UNUSED 100
#define FEW_UNUSED 12  /* more are folded away, behind a summary */
#define MAX_REASONS 64 /* different ones that are counted */
#define NAMED_REASONS 5u
#define INDEX_SCHEMA "gen-index/1"
#define REPORT_SCHEMA "gen-report/1"

xmlDocPtr index_model_new(const char *version)
{
    xmlDocPtr index = xmlNewDoc(BAD_CAST "1.0");
    xmlNodePtr root = xmlNewNode(NULL, BAD_CAST "index");
    xmlDocSetRootElement(index, root);
    element_set(root, "schema", INDEX_SCHEMA);
    element_set(root, "generator", "gen");
    element_set(root, "version", version);
    return index;
}

static void copy_attribute(xmlNodePtr from, xmlNodePtr to, const char *name)
{
    g_autofree char *value = element_get(from, name);
    element_set(to, name, value);
}

static void copy_children(xmlNodePtr from, xmlNodePtr to, const char *name)
{
    ELEMENT_EACH(child, from, name)
    xmlAddChild(to, xmlDocCopyNode(child, to->doc, 1));
}

/* "8 cautions", "one caution"; nothing for none. */
static void set_cautions(xmlNodePtr report, const char *n_cautions)
{
    gboolean is_none = !n_cautions[0] || g_str_equal(n_cautions, "0"), is_one = g_str_equal(n_cautions, "1");
    g_autofree char *text =
        is_none ? g_strdup("")
                : g_strdup_printf("%s caution%s", is_one ? "one" : n_cautions, is_one ? "" : "s");
    element_set(report, "cautions", text);
}

void index_model_add(xmlDocPtr index, xmlDocPtr report_model, const char *directory)
{
    static const char *const attributes[] = {"benchmark", "title",  "timestamp",
                                             "baseline",  "status", "badge"};
    xmlNodePtr from = xmlDocGetRootElement(report_model);
    xmlNodePtr to = element_add(xmlDocGetRootElement(index), "report");
    element_set(to, "directory", directory);
    for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++)
        copy_attribute(from, to, attributes[i]);
    g_autofree char *line = element_get(from, "headline");
    g_autofree char *n_cautions = element_get(from, "n-cautions");
    element_set(to, "line", line);
    set_cautions(to, n_cautions);
    copy_children(from, to, "date");
    copy_children(from, to, "headline");
}

/* ------------------------------------------------------------------ from report.json */

static void copy_text(const cJSON *from, xmlNodePtr to, const char *key, const char *name)
{
    element_set(to, name, json_member_string(from, key));
}

/* One headline as the report's own summary states it. */
static void add_headline(xmlNodePtr report, const cJSON *row)
{
    static const char *const texts[] = {"variant", "label", "kind", "verdict", "word", "class", "mark"};
    xmlNodePtr headline = element_add(report, "headline");
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        copy_text(row, headline, texts[i], texts[i]);
    double speedup = NAN, low = NAN, high = NAN;
    const cJSON *ci = json_member_array(row, "ci");
    if (!json_number(json_member(row, "speedup"), &speedup))
        return;
    json_number(cJSON_GetArrayItem(ci, 0), &low);
    json_number(cJSON_GetArrayItem(ci, 1), &high);
    element_add_number(headline, "speedup", speedup, number_ratio(speedup, (high - low) / 2));
    element_add_interval(headline, "ci", low, high, show_ratio_range(speedup, low, high));
}

static void add_summary(xmlNodePtr report, const cJSON *root)
{
    const cJSON *row = NULL;
    copy_text(root, report, "status", "status");
    copy_text(root, report, "badge", "badge");
    copy_text(root, report, "line", "line");
    const char *n_cautions = json_member_string(root, "cautions");
    set_cautions(report, n_cautions ? n_cautions : "");
    cJSON_ArrayForEach(row, json_member_array(root, "headline")) add_headline(report, row);
}

static void add_timestamp(xmlNodePtr report, const cJSON *root)
{
    const char *newest = "";
    const cJSON *variant = NULL;
    cJSON_ArrayForEach(variant, json_member_array(root, "variants"))
    {
        const char *timestamp = json_member_string(variant, "timestamp");
        if (timestamp && strcmp(timestamp, newest) > 0)
            newest = timestamp;
    }
    element_set(report, "timestamp", newest);
    element_add_text(report, "date", newest);
}

gboolean index_model_add_json(xmlDocPtr index, const char *text, gsize n_text, const char *directory)
{
    g_autoptr(JsonDocument) document = json_read(NULL, text, n_text, NULL);
    if (!document || g_strcmp0(json_member_string(document->root, "schema"), REPORT_SCHEMA) != 0)
        return FALSE;
    xmlNodePtr report = element_add(xmlDocGetRootElement(index), "report");
    element_set(report, "directory", directory);
    element_set(report, "benchmark", json_member_string(document->root, "benchmark"));
    element_set(report, "title", json_member_string(document->root, "title"));
    element_set(report, "baseline", json_member_string(document->root, "baseline"));
    add_timestamp(report, document->root);
    add_summary(report, document->root);
    return TRUE;
}

/* ------------------------------------------------------------------ files in no report */

/* A reason and how many files it keeps out. */
typedef struct {
    const char *reason; /* borrowed */
    guint n;
} ReasonCount;

/* The most frequent first; equally frequent ones by their words. */
static int compare_counts(gconstpointer a, gconstpointer b)
{
    const ReasonCount *x = a, *y = b;
    return x->n != y->n ? (x->n > y->n ? -1 : 1) : strcmp(x->reason, y->reason);
}

static void count_reason(GArray *counts, const char *reason)
{
    for (guint i = 0; i < counts->len; i++) {
        ReasonCount *count = &g_array_index(counts, ReasonCount, i);
        if (g_str_equal(count->reason, reason)) {
            count->n++;
            return;
        }
    }
    if (counts->len < MAX_REASONS)
        g_array_append_vals(counts, &(ReasonCount){reason, 1}, 1);
}

/* "48 × not a known artifact format · 31 × an older run of its variant": of many files more than their list says. Transfer full. */
static char *sum_up_reasons(const Archive *archive)
{
    g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(ReasonCount));
    for (guint i = 0; i < archive->inputs->len; i++) {
        const Input *input = g_ptr_array_index(archive->inputs, i);
        if (!input->is_used && !input->is_elsewhere)
            count_reason(counts, input->reason ? input->reason : "");
    }
    g_array_sort(counts, compare_counts);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < MIN(counts->len, NAMED_REASONS); i++) {
        const ReasonCount *count = &g_array_index(counts, ReasonCount, i);
        g_string_append_printf(out, "%s%u " NUMBER_TIMES " %s", i > 0 ? " · " : "", count->n, count->reason);
    }
    g_string_append(out, counts->len > NAMED_REASONS ? " · …" : "");
    return g_string_free(out, FALSE);
}

void index_model_add_unused(xmlDocPtr index, const Archive *archive)
{
    guint n = 0;
    xmlNodePtr list = element_add(xmlDocGetRootElement(index), "unused");
    for (guint i = 0; i < archive->inputs->len; i++) {
        const Input *input = g_ptr_array_index(archive->inputs, i);
        if (input->is_used || input->is_elsewhere || n++ >= MAX_UNUSED)
            continue;
        xmlNodePtr node = element_add(list, "input");
        element_set(node, "path", input->path);
        element_set(node, "reason", input->reason);
    }
    if (n == 0) {
        xmlUnlinkNode(list);
        xmlFreeNode(list);
        return;
    }
    g_autofree char *line =
        g_strdup_printf("%u file%s found that belong%s to no report%s", n, n == 1 ? " was" : "s were",
                        n == 1 ? "s" : "", n > MAX_UNUSED ? "; the first 100:" : ":");
    g_autofree char *summary = sum_up_reasons(archive);
    element_set(list, "line", line);
    element_set(list, "summary", n > FEW_UNUSED ? summary : "");
}

/* ------------------------------------------------------------------ order */

static int compare_attribute(xmlNodePtr a, xmlNodePtr b, const char *name)
{
    g_autofree char *left = element_get(a, name);
    g_autofree char *right = element_get(b, name);
    return strcmp(left, right);
}

static int compare_reports(gconstpointer a, gconstpointer b)
{
    xmlNodePtr left = *(xmlNodePtr const *)a, right = *(xmlNodePtr const *)b;
    int order = compare_attribute(right, left, "timestamp");
    if (order == 0)
        order = compare_attribute(left, right, "benchmark");
    return order != 0 ? order : compare_attribute(left, right, "directory");
}

void index_model_sort(xmlDocPtr index)
{
    xmlNodePtr root = xmlDocGetRootElement(index);
    g_autoptr(GPtrArray) reports = g_ptr_array_new();
    ELEMENT_EACH(report, root, "report")
    g_ptr_array_add(reports, report);
    g_ptr_array_sort(reports, compare_reports);
    for (guint i = 0; i < reports->len; i++) {
        xmlNodePtr report = g_ptr_array_index(reports, i);
        xmlUnlinkNode(report);
        xmlAddChild(root, report);
    }
}
