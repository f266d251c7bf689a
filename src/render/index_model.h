/* The index of a report directory as an XML document: what index.html and index.json show (docs/model.md, "The index").
 * In: report models made by this run, report.json files made by earlier ones. Out: <index> with a <report> each, newest first. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "model/archive.h"

/* An empty index. Transfer full: xmlFreeDoc. */
xmlDocPtr index_model_new(const char *version);

/* Adds a report made by this run; takes what it needs from the model. */
void index_model_add(xmlDocPtr index, xmlDocPtr report_model, const char *directory);

/* Adds a report of an earlier run from the bytes of its report.json. FALSE when that is no report of ours. */
gboolean index_model_add_json(xmlDocPtr index, const char *text, gsize n_text, const char *directory);

/* Lists the files of an archive that are in no report, for the end of the page. */
void index_model_add_unused(xmlDocPtr index, const Archive *archive);

/* Sorts by timestamp descending, then benchmark, then directory. To be called once, at the end. */
void index_model_sort(xmlDocPtr index);

/* index.json. Never NULL. Transfer full. */
GBytes *index_json_render(xmlDocPtr index);
