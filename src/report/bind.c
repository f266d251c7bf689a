/* Templates; see bind.h. A template has been checked as a whole before; here it is walked with the item at hand as context
 * node. Output nodes are made new, so that nothing of a template reaches the output unseen. */
#include "report/bind.h"

#include <string.h>

#include "report/element.h"
#include "report/template_file.h"

#define MAX_INCLUDE_DEPTH 16

typedef struct {
    TemplateSet *set;
    xmlDocPtr output;
    xmlXPathContextPtr xpath;
    guint include_depth;
    gboolean has_failed;
} Binder;

static void bind_element(Binder *binder, const TemplateFile *file, xmlNodePtr node, xmlNodePtr parent);

/* ------------------------------------------------------------------ expressions */

static void fail_without_value(Binder *binder, const TemplateFile *file, const xmlNode *node,
                               const char *attribute)
{
    g_autofree char *value = element_get(node, attribute);
    if (!binder->has_failed)
        template_error(binder->set, file, node, attribute, value, "\"%s\" has no value", value);
    binder->has_failed = TRUE;
}

/* The value of an expression for the current context node as text; "" after an error. Transfer full. */
static char *evaluate_text(Binder *binder, const TemplateFile *file, const xmlNode *node,
                           const char *attribute, const Expression *expression)
{
    char *text = NULL;
    if (expression_text(expression, binder->xpath, &text))
        return text;
    fail_without_value(binder, file, node, attribute);
    return g_strdup("");
}

/* ------------------------------------------------------------------ attributes */

/* A fragment, a file of the report, http or https; nothing that runs or leaves the report's directory. */
static gboolean is_allowed_href(const char *value)
{
    if (value[0] == '#')
        return TRUE;
    if (g_ascii_strncasecmp(value, "http://", 7) == 0 || g_ascii_strncasecmp(value, "https://", 8) == 0)
        return TRUE;
    if (value[0] == '/' || strpbrk(value, ":\\") || strstr(value, ".."))
        return FALSE;
    return (guchar)value[0] > ' ';
}

/* An attribute whose text is empty is left out; a link that could run or leave the report is refused. */
static void set_attribute(Binder *binder, const TemplateFile *file, const xmlNode *node,
                          const AttributeRule *rule, xmlNodePtr out)
{
    g_autofree char *text = evaluate_text(binder, file, node, "data-gen-attr", rule->expression);
    if (!text[0])
        return;
    if (g_str_equal(rule->name, "href") && !is_allowed_href(text)) {
        diag_add(binder->set->diags, DIAG_WARNING, "template", file->path, (guint)MAX(xmlGetLineNo(node), 0),
                 0, "link left out: \"%s\" is neither a fragment, a file of the report, http nor https",
                 text);
        return;
    }
    element_set(out, rule->name, text);
}

/* The fixed ones of the template first, so that a rule of the same name replaces them. */
static void bind_attributes(Binder *binder, const TemplateFile *file, xmlNodePtr node,
                            const Directives *directives, xmlNodePtr out)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        if (template_is_directive(attribute) || attribute->ns)
            continue;
        g_autofree char *value = element_get(node, (const char *)attribute->name);
        element_set(out, (const char *)attribute->name, value);
    }
    for (guint i = 0; directives && directives->attributes && i < directives->attributes->len; i++)
        set_attribute(binder, file, node, &g_array_index(directives->attributes, AttributeRule, i), out);
}

/* ------------------------------------------------------------------ content */

static void append_text(xmlNodePtr parent, const char *text)
{
    if (text && text[0])
        xmlAddChild(parent, xmlNewDocText(parent->doc, BAD_CAST text));
}

/* Which figure of its kind the context node stands for: a figure of the model names it, a variant or timing is it. */
static char *figure_subject(const xmlNode *context)
{
    if (xmlStrEqual(context->name, BAD_CAST "variant"))
        return element_get(context, "name");
    if (xmlStrEqual(context->name, BAD_CAST "timing"))
        return element_get(context, "benchmark");
    return element_get(context, "subject");
}

/* Leaves a placeholder with kind and subject: pictures belong to the renderer. */
static void bind_figure(Binder *binder, const char *kind, xmlNodePtr parent)
{
    g_autofree char *subject = figure_subject(binder->xpath->node);
    xmlNodePtr placeholder = xmlNewNode(NULL, BAD_CAST "figure");
    xmlSetNs(placeholder, xmlNewNs(placeholder, BAD_CAST BIND_NAMESPACE, NULL));
    element_set(placeholder, "kind", kind);
    element_set(placeholder, "subject", subject);
    xmlAddChild(parent, placeholder);
}

gboolean bind_is_figure(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && node->ns && xmlStrEqual(node->ns->href, BAD_CAST BIND_NAMESPACE);
}

/* The author's prose of that name: XHTML that the model holds ready, copied as it is. */
static void bind_notes(Binder *binder, const char *name, xmlNodePtr parent)
{
    xmlNodePtr root = xmlDocGetRootElement(binder->xpath->doc);
    for (xmlNodePtr notes = element_child(root, "notes"); notes; notes = element_next(notes)) {
        if (!element_is(notes, "name", name))
            continue;
        for (xmlNodePtr child = notes->children; child; child = child->next)
            xmlAddChild(parent, xmlDocCopyNode(child, binder->output, 1));
    }
}

/* The included root takes the place of the element. The depth is bounded, because a template may include
 * itself. */
static void bind_include(Binder *binder, const TemplateFile *file, const xmlNode *node, const char *name,
                         xmlNodePtr parent)
{
    const TemplateFile *included = template_set_load(binder->set, name);
    if (!included || binder->has_failed)
        return;
    if (binder->include_depth >= MAX_INCLUDE_DEPTH) {
        template_error(binder->set, file, node, "data-gen-include", name,
                       "templates include each other without end");
        binder->has_failed = TRUE;
        return;
    }
    binder->include_depth++;
    bind_element(binder, included, xmlDocGetRootElement(included->document), parent);
    binder->include_depth--;
}

/* Blanks that only indent the template are no content. */
static gboolean is_indentation(const xmlNode *node)
{
    const char *text = (const char *)node->content;
    return text && strchr(text, '\n') && text[strspn(text, " \t\r\n")] == 0 &&
           !xmlStrEqual(node->parent->name, BAD_CAST "pre");
}

static void bind_children(Binder *binder, const TemplateFile *file, xmlNodePtr node, xmlNodePtr parent)
{
    for (xmlNodePtr child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            bind_element(binder, file, child, parent);
        else if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) &&
                 !is_indentation(child))
            append_text(parent, (const char *)child->content);
    }
}

/* ------------------------------------------------------------------ elements */

/* A new element of the same name and namespace; nothing else is taken over. */
static xmlNodePtr element_like(Binder *binder, const xmlNode *node, xmlNodePtr parent)
{
    xmlNodePtr out = xmlNewNode(NULL, node->name);
    xmlAddChild(parent, out);
    if (node->ns) {
        xmlNsPtr ns = xmlSearchNsByHref(binder->output, out, node->ns->href);
        xmlSetNs(out, ns ? ns : xmlNewNs(out, node->ns->href, node->ns->prefix));
    }
    return out;
}

/* No condition counts as true. */
static gboolean is_wanted(Binder *binder, const TemplateFile *file, const xmlNode *node,
                          const Directives *directives)
{
    if (!directives || !directives->expressions[DIRECTIVE_IF])
        return TRUE;
    gboolean is_true = FALSE;
    if (!expression_test(directives->expressions[DIRECTIVE_IF], binder->xpath, &is_true))
        fail_without_value(binder, file, node, "data-gen-if");
    return is_true;
}

/* An element that stays, or its content alone (unwrap). */
static void bind_kept(Binder *binder, const TemplateFile *file, xmlNodePtr node, const Directives *directives,
                      xmlNodePtr parent)
{
    xmlNodePtr out = parent;
    if (!directives || !directives->values[DIRECTIVE_UNWRAP]) {
        out = element_like(binder, node, parent);
        bind_attributes(binder, file, node, directives, out);
    }
    if (!directives || !directives->expressions[DIRECTIVE_TEXT]) {
        bind_children(binder, file, node, out);
        return;
    }
    g_autofree char *text =
        evaluate_text(binder, file, node, "data-gen-text", directives->expressions[DIRECTIVE_TEXT]);
    append_text(out, text);
}

/* One element for the current context node: if, attr, then its content. */
static void bind_once(Binder *binder, const TemplateFile *file, xmlNodePtr node, const Directives *directives,
                      xmlNodePtr parent)
{
    if (!is_wanted(binder, file, node, directives))
        return;
    if (directives && directives->values[DIRECTIVE_FIGURE])
        bind_figure(binder, directives->values[DIRECTIVE_FIGURE], parent);
    else if (directives && directives->values[DIRECTIVE_INCLUDE])
        bind_include(binder, file, node, directives->values[DIRECTIVE_INCLUDE], parent);
    else if (directives && directives->values[DIRECTIVE_NOTES])
        bind_notes(binder, directives->values[DIRECTIVE_NOTES], parent);
    else
        bind_kept(binder, file, node, directives, parent);
}

/* position() and last() are those of the innermost repetition, and are put back behind it. */
static void bind_items(Binder *binder, const TemplateFile *file, xmlNodePtr node,
                       const Directives *directives, const xmlNodeSet *items, xmlNodePtr parent)
{
    xmlXPathContextPtr xpath = binder->xpath;
    xmlNodePtr outer = xpath->node;
    int outer_size = xpath->contextSize, outer_position = xpath->proximityPosition;
    int n = items ? items->nodeNr : 0;
    for (int i = 0; i < n; i++) {
        xpath->node = items->nodeTab[i];
        xpath->contextSize = n;
        xpath->proximityPosition = i + 1;
        bind_once(binder, file, node, directives, parent);
    }
    xpath->node = outer;
    xpath->contextSize = outer_size;
    xpath->proximityPosition = outer_position;
}

/* Anything but a set of nodes cannot be repeated. */
static void bind_each(Binder *binder, const TemplateFile *file, xmlNodePtr node, const Directives *directives,
                      xmlNodePtr parent)
{
    xmlXPathObjectPtr object = expression_value(directives->expressions[DIRECTIVE_EACH], binder->xpath);
    const char *value = directives->values[DIRECTIVE_EACH];
    if (!object) {
        fail_without_value(binder, file, node, "data-gen-each");
    } else if (object->type == XPATH_NODESET) {
        bind_items(binder, file, node, directives, object->nodesetval, parent);
    } else {
        template_error(binder->set, file, node, "data-gen-each", value, "\"%s\" gives no set of nodes",
                       value);
        binder->has_failed = TRUE;
    }
    xmlXPathFreeObject(object);
}

static void bind_element(Binder *binder, const TemplateFile *file, xmlNodePtr node, xmlNodePtr parent)
{
    const Directives *directives = template_directives(node);
    if (binder->has_failed)
        return;
    if (directives && directives->expressions[DIRECTIVE_EACH])
        bind_each(binder, file, node, directives, parent);
    else
        bind_once(binder, file, node, directives, parent);
}

/* ------------------------------------------------------------------ one template */

/* What goes wrong while evaluating is reported by evaluate() with its place; libxml2 must not print. */
static void ignore_message(void *data G_GNUC_UNUSED, xmlErrorPtr error G_GNUC_UNUSED)
{
}

/* The template is checked whole before anything is evaluated. */
xmlDocPtr template_bind(const char *name, xmlDocPtr model, const BindOptions *options, DiagList *diags)
{
    g_autoptr(TemplateSet) set = template_set_new(options, diags);
    const TemplateFile *file = template_set_load(set, name);
    if (!file || set->n_errors > 0)
        return NULL;
    Binder binder = {.set = set, .output = xmlNewDoc(BAD_CAST "1.0"), .xpath = xmlXPathNewContext(model)};
    binder.xpath->node = xmlDocGetRootElement(model);
    binder.xpath->error = ignore_message;
    bind_element(&binder, file, xmlDocGetRootElement(file->document), (xmlNodePtr)binder.output);
    xmlXPathFreeContext(binder.xpath);
    if (!binder.has_failed && xmlDocGetRootElement(binder.output))
        return binder.output;
    xmlFreeDoc(binder.output);
    return NULL;
}
