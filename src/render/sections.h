/* The order in which the formats that are text show a report's sections: notes, commands, what-ifs and tables under their headings.
 * In: a report model and how one format writes each of these. Knows no format. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "render/prose.h"

typedef struct {
    void (*heading)(GString *out, const char *title);
    void (*command)(GString *out, const char *text);
    void (*sentences)(GString *out, xmlNodePtr parent, const char *name); /* children of that name */
    void (*table)(GString *out, xmlNodePtr table);
    ProseKind prose;
    const char *after_prose; /* what separates notes from the next heading */
} SectionWriter;

void sections_append(GString *out, xmlNodePtr root, const SectionWriter *writer);
