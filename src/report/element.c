/* Building the report model; see element.h. */
#include "report/element.h"

#include <string.h>

#include "base/text.h"

/* libxml2 writes whatever bytes it is given, so nothing reaches it that is not XML text: names are clean since ingest, but text
 * of the command line and of templates is not. */
static char *clean_copy(const char *text)
{
    return text_is_clean(text, strlen(text)) ? NULL : text_clean_bytes(text, strlen(text));
}

/* xmlNewTextChild never reads its content as markup; xmlNewChild would. */
xmlNodePtr element_add(xmlNodePtr parent, const char *name)
{
    return xmlNewTextChild(parent, NULL, BAD_CAST name, NULL);
}

xmlNodePtr element_add_text(xmlNodePtr parent, const char *name, const char *text)
{
    if (!text || !text[0])
        return element_add(parent, name);
    g_autofree char *clean = clean_copy(text);
    return xmlNewTextChild(parent, NULL, BAD_CAST name, BAD_CAST(clean ? clean : text));
}

void element_set(xmlNodePtr node, const char *name, const char *value)
{
    const char *text = value ? value : "";
    g_autofree char *clean = clean_copy(text);
    xmlSetProp(node, BAD_CAST name, BAD_CAST(clean ? clean : text));
}

void element_set_bool(xmlNodePtr node, const char *name, gboolean value)
{
    element_set(node, name, value ? "yes" : "no");
}

void element_set_count(xmlNodePtr node, const char *name, guint64 value)
{
    char text[24];
    g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, value);
    element_set(node, name, text);
}

/* Both texts are made here: what reads back exactly, and what people see. */
xmlNodePtr element_add_number(xmlNodePtr parent, const char *name, double value, char *shown)
{
    g_autofree char *text = shown;
    if (!isfinite(value))
        return NULL;
    g_autofree char *exact = number_shortest(value);
    xmlNodePtr node = element_add_text(parent, name, text ? text : exact);
    element_set(node, "v", exact);
    return node;
}

xmlNodePtr element_add_quantity(xmlNodePtr parent, const char *name, const Quantity *quantity, char *shown)
{
    g_autofree char *text = shown;
    if (!isfinite(quantity->value))
        return NULL;
    g_autofree char *exact = number_quantity(quantity);
    xmlNodePtr node = element_add_text(parent, name, text ? text : exact);
    element_set(node, "v", exact);
    return node;
}

xmlNodePtr element_add_count(xmlNodePtr parent, const char *name, guint64 value)
{
    Quantity quantity = {.value = (double)value, .integer = value, .is_integer = TRUE};
    return element_add_quantity(parent, name, &quantity, number_grouped(value));
}

xmlNodePtr element_add_interval(xmlNodePtr parent, const char *name, double low, double high, char *shown)
{
    g_autofree char *text = shown;
    if (!isfinite(low) || !isfinite(high))
        return NULL;
    g_autofree char *low_text = number_shortest(low);
    g_autofree char *high_text = number_shortest(high);
    xmlNodePtr node = element_add_text(parent, name, text);
    element_set(node, "low", low_text);
    element_set(node, "high", high_text);
    return node;
}

xmlNodePtr element_add_part(xmlNodePtr sentence, const char *class_name, const char *text)
{
    xmlNodePtr node = element_add_text(sentence, "part", text);
    element_set(node, "class", class_name);
    return node;
}

xmlNodePtr element_add_part_printf(xmlNodePtr sentence, const char *class_name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return element_add_part(sentence, class_name, text);
}

char *element_text(const xmlNode *node)
{
    xmlChar *content = node ? xmlNodeGetContent(node) : NULL;
    char *text = g_strdup(content ? (const char *)content : "");
    xmlFree(content);
    return text;
}

static gboolean is_element(const xmlNode *node, const xmlChar *name)
{
    return node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, name);
}

xmlNodePtr element_child(const xmlNode *node, const char *name)
{
    for (xmlNodePtr child = node ? node->children : NULL; child; child = child->next)
        if (is_element(child, BAD_CAST name))
            return child;
    return NULL;
}

xmlNodePtr element_next(const xmlNode *node)
{
    for (xmlNodePtr next = node->next; next; next = next->next)
        if (is_element(next, node->name))
            return next;
    return NULL;
}

char *element_get(const xmlNode *node, const char *name)
{
    xmlChar *value = node ? xmlGetNoNsProp(node, BAD_CAST name) : NULL;
    char *text = g_strdup(value ? (const char *)value : "");
    xmlFree(value);
    return text;
}

gboolean element_is(const xmlNode *node, const char *name, const char *value)
{
    g_autofree char *text = element_get(node, name);
    return g_str_equal(text, value);
}

char *element_child_text(const xmlNode *node, const char *name)
{
    return element_text(element_child(node, name));
}

char *element_raw(const xmlNode *node, const char *name)
{
    return element_get(element_child(node, name), "v");
}
