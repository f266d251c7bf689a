/* Sections of the formats that are text; see sections.h. */
#include "render/sections.h"

#include "report/element.h"

static void append_heading(GString *out, xmlNodePtr section, const SectionWriter *writer)
{
    g_autofree char *title = element_get(section, "title");
    writer->heading(out, title);
}

/* What stands between a heading and the first table below it. */
static void append_introduction(GString *out, xmlNodePtr root, xmlNodePtr section,
                                const SectionWriter *writer)
{
    if (element_is(section, "id", "reproduce")) {
        ELEMENT_EACH(command, root, "command")
        {
            g_autofree char *text = element_text(command);
            writer->command(out, text);
        }
    }
    if (element_is(section, "id", "whatif")) {
        ELEMENT_EACH(answer, root, "what_if")
        writer->sentences(out, answer, "sentence");
    }
}

/* Sections and their tables stand in page order side by side; a section without a table has nothing to show here. */
void sections_append(GString *out, xmlNodePtr root, const SectionWriter *writer)
{
    xmlNodePtr section = NULL;
    for (xmlNodePtr node = root->children; node; node = node->next) {
        if (xmlStrEqual(node->name, BAD_CAST "section"))
            section = node;
        if (xmlStrEqual(node->name, BAD_CAST "notes") && element_is(node, "name", "notes")) {
            append_heading(out, section, writer);
            prose_append(out, node, writer->prose);
            g_string_append(out, writer->after_prose);
        }
        if (!xmlStrEqual(node->name, BAD_CAST "table"))
            continue;
        if (section) {
            append_heading(out, section, writer);
            append_introduction(out, root, section, writer);
        }
        section = NULL;
        writer->table(out, node);
    }
}
