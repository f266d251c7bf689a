/* The index of a report directory; see index_model.h. */
#include "render/index_model.h"

#include <string.h>

#include "ingest/json_read.h"
#include "render/json.h"
#include "report/element.h"

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

void index_model_add(xmlDocPtr index, xmlDocPtr report_model, const char *directory)
{
    static const char *const attributes[] = {"benchmark", "title", "timestamp", "baseline", "status"};
    xmlNodePtr from = xmlDocGetRootElement(report_model);
    xmlNodePtr to = element_add(xmlDocGetRootElement(index), "report");
    element_set(to, "directory", directory);
    for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++)
        copy_attribute(from, to, attributes[i]);
    copy_children(from, to, "date");
    copy_children(from, to, "headline");
}

/* ------------------------------------------------------------------ from report.json */

static void add_headline(xmlNodePtr report, const cJSON *row)
{
    static const char *const names[] = {"variant", "kind", "verdict", "word", "class"};
    double speedup = NAN, low = NAN, high = NAN;
    const cJSON *ci = json_member_array(row, "ci");
    xmlNodePtr headline = element_add(report, "headline");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        element_set(headline, names[i], json_member_string(row, names[i]));
    if (!json_number(json_member(row, "speedup"), &speedup))
        return;
    json_number(cJSON_GetArrayItem(ci, 0), &low);
    json_number(cJSON_GetArrayItem(ci, 1), &high);
    element_add_number(headline, "speedup", speedup, number_ratio(speedup, (high - low) / 2));
    int decimals = number_ratio_decimals(speedup, (high - low) / 2);
    g_autofree char *low_text = number_fixed(low, decimals);
    g_autofree char *high_text = number_fixed(high, decimals);
    element_add_interval(headline, "ci", low, high, g_strconcat(low_text, NUMBER_EN_DASH, high_text, NULL));
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
    element_set(report, "status", json_member_string(document->root, "status"));
    add_timestamp(report, document->root);
    const cJSON *row = NULL;
    cJSON_ArrayForEach(row, json_member_array(document->root, "headline"))
        add_headline(report, row);
    return TRUE;
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
