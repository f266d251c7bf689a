/* Reading the report model; see model_read.h. */
#include "render/model_read.h"

static xmlNodePtr find_element(xmlNodePtr node, const xmlChar *name)
{
    for (; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, name))
            return node;
    return NULL;
}

xmlNodePtr model_child(xmlNodePtr node, const char *name)
{
    return node ? find_element(node->children, BAD_CAST name) : NULL;
}

xmlNodePtr model_next(xmlNodePtr node)
{
    return find_element(node->next, node->name);
}

/* Moves text of libxml2 into GLib's memory. */
static char *take(xmlChar *text)
{
    char *copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

char *model_attr(xmlNodePtr node, const char *name)
{
    return node ? take(xmlGetNoNsProp(node, BAD_CAST name)) : NULL;
}

gboolean model_attr_is(xmlNodePtr node, const char *name, const char *value)
{
    g_autofree char *text = model_attr(node, name);
    return g_strcmp0(text, value) == 0;
}

char *model_text(xmlNodePtr node)
{
    char *text = node ? take(xmlNodeGetContent(node)) : NULL;
    return text ? text : g_strdup("");
}

char *model_child_text(xmlNodePtr node, const char *name)
{
    return model_text(model_child(node, name));
}

char *model_raw(xmlNodePtr node, const char *name)
{
    return model_attr(model_child(node, name), "v");
}
