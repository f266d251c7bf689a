/* Template files; see template_file.h. */
#include "report/template_file.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/text.h"
#include "report/element.h"
#include "report/templates.h"
#include "report/vocabulary.h"

#define DIRECTIVE_PREFIX "data-gen-"

static const char *const DIRECTIVE_NAMES[N_DIRECTIVES] = {"each",   "if",    "attr",    "text",
                                                          "figure", "notes", "include", "unwrap"};

/* ------------------------------------------------------------------ where an error is */

/* Offset of the last `name="value"` that starts before `end`; libxml2 keeps only the line on which a start tag ends. */
static gssize find_attribute(const char *source, gsize end, const char *name, const char *value)
{
    g_autofree char *escaped = g_markup_escape_text(value, -1);
    gssize found = -1;
    for (const char *p = strstr(source, name); p && (gsize)(p - source) < end; p = strstr(p + 1, name)) {
        const char *quote = p + strlen(name);
        quote += strspn(quote, " \t\r\n=");
        if ((*quote == '"' || *quote == '\'') &&
            (g_str_has_prefix(quote + 1, value) || g_str_has_prefix(quote + 1, escaped)))
            found = p - source;
    }
    return found;
}

/* Offset behind that line: what stands after it cannot be meant. */
static gsize end_of_line(const char *source, gsize n, long line)
{
    gsize i = 0;
    for (; i < n && line > 0; i++)
        line -= source[i] == '\n';
    return i;
}

/* An error in a template is a mistake of its author: it is shown with file, line and column, like one of a compiler. */
void template_error(TemplateSet *set, const TemplateFile *file, const xmlNode *node, const char *attribute,
                    const char *value, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    gsize n = 0;
    const char *bytes = g_bytes_get_data(file->source, &n);
    g_autofree char *source = g_strndup(bytes, n);
    guint line = (guint)MAX(xmlGetLineNo(node), 0), column = 1;
    gssize offset = find_attribute(source, end_of_line(source, n, line), attribute, value);
    if (offset >= 0)
        text_locate(source, n, (gsize)offset, &line, &column);
    diag_add(set->diags, DIAG_ERROR, "template", file->path, line, column, "%s", message);
    set->n_errors++;
}

/* ------------------------------------------------------------------ expressions */

/* The first message is the cause; libxml2 adds others. */
static void keep_message(void *data, xmlErrorPtr error)
{
    GString *message = data;
    if (message->len == 0 && error->message)
        g_string_assign(message, error->message);
    g_strchomp(message->str);
    message->len = strlen(message->str);
}

/* " (title?)" when a known word is near. Transfer full. */
static char *suggest(const char *word, const char *const *words, gsize n_words)
{
    const char *near = text_nearest(word, words, n_words);
    return near ? g_strdup_printf(" (%s?)", near) : g_strdup("");
}

/* An XPath that names nothing of the model would silently select nothing: a misspelt name is an error instead. */
static void explain_unknown(TemplateSet *set, const TemplateFile *file, const xmlNode *node,
                            const char *attribute, const char *value, const char *unknown)
{
    gsize n = 0;
    const char *const *names = vocabulary_names(&n);
    if (g_str_has_suffix(unknown, "(")) {
        template_error(set, file, node, attribute, value, "XPath 1.0 has no function \"%s)\"", unknown);
        return;
    }
    g_autofree char *hint = suggest(unknown, names, n);
    template_error(set, file, node, attribute, value, "the report model has no \"%s\"%s", unknown, hint);
}

/* Compiles an expression once; NULL when it is wrong: an error exists. Borrowed. */
static const Expression *compile(TemplateSet *set, const TemplateFile *file, const xmlNode *node,
                                 const char *attribute, const char *value, const char *expression)
{
    gpointer known = NULL;
    if (g_hash_table_lookup_extended(set->expressions, expression, NULL, &known) && known)
        return known;
    g_string_truncate(set->message, 0);
    Expression *compiled = expression_new(set->xpath, expression);
    g_autofree char *unknown = compiled ? vocabulary_find_unknown(expression) : NULL;
    if (!compiled)
        template_error(set, file, node, attribute, value, "bad expression \"%s\": %s", expression,
                       set->message->len > 0 ? set->message->str : "not XPath 1.0");
    if (unknown) {
        explain_unknown(set, file, node, attribute, value, unknown);
        g_clear_pointer(&compiled, expression_free);
    }
    g_hash_table_insert(set->expressions, g_strdup(expression), compiled);
    return compiled;
}

/* ------------------------------------------------------------------ attributes that a template may set */

/* No event handlers, no style, no src: a template can neither run nor load anything, whatever the model holds. */
static gboolean is_allowed_attribute(const char *name)
{
    static const char *const allowed[] = {"class", "id",      "href",    "title",    "lang", "dir",
                                          "scope", "colspan", "rowspan", "datetime", "value"};
    for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++)
        if (g_str_equal(name, allowed[i]))
            return TRUE;
    return g_str_has_prefix(name, "aria-") || g_str_equal(name, "data-v") || g_str_equal(name, "data-s");
}

/* Offset of the next semicolon outside quotes, or of the end. */
static gsize pair_length(const char *text)
{
    char quote = 0;
    gsize i = 0;
    for (; text[i] && (text[i] != ';' || quote); i++) {
        if (quote)
            quote = text[i] == quote ? 0 : quote;
        else if (text[i] == '\'' || text[i] == '"')
            quote = text[i];
    }
    return i;
}

/* One "name: EXPR"; a wrong one is reported and left out. */
static void read_pair(TemplateSet *set, const TemplateFile *file, const xmlNode *node, Directives *directives,
                      char *pair)
{
    const char *directive = DIRECTIVE_PREFIX "attr", *value = directives->values[DIRECTIVE_ATTR];
    char *colon = strchr(pair, ':');
    if (!colon) {
        template_error(set, file, node, directive, value, "expected \"name: expression\" in \"%s\"", pair);
        return;
    }
    *colon = 0;
    const char *name = g_strchomp(pair);
    if (!is_allowed_attribute(name)) {
        template_error(set, file, node, directive, value, "attribute \"%s\" cannot be set by a template",
                       name);
        return;
    }
    AttributeRule rule = {.expression = compile(set, file, node, directive, value, g_strstrip(colon + 1))};
    if (!rule.expression)
        return;
    rule.name = g_strdup(name);
    g_array_append_val(directives->attributes, rule);
}

static void attribute_rule_clear(gpointer data)
{
    g_free(((AttributeRule *)data)->name);
}

/* "name: EXPR; name: EXPR": a semicolon inside quotes belongs to the expression. */
static void read_pairs(TemplateSet *set, const TemplateFile *file, const xmlNode *node,
                       Directives *directives)
{
    directives->attributes = g_array_new(FALSE, FALSE, sizeof(AttributeRule));
    g_array_set_clear_func(directives->attributes, attribute_rule_clear);
    const char *text = directives->values[DIRECTIVE_ATTR];
    while (*text) {
        gsize n = pair_length(text);
        g_autofree char *pair = g_strndup(text, n);
        if (g_strstrip(pair)[0])
            read_pair(set, file, node, directives, pair);
        text += n + (text[n] == ';');
    }
}

/* ------------------------------------------------------------------ checking one element */

static void directives_free(gpointer data)
{
    Directives *directives = data;
    for (gsize i = 0; i < N_DIRECTIVES; i++)
        g_free(directives->values[i]);
    if (directives->attributes)
        g_array_unref(directives->attributes);
    g_free(directives);
}

gboolean template_is_directive(const xmlAttr *attribute)
{
    return !attribute->ns && g_str_has_prefix((const char *)attribute->name, DIRECTIVE_PREFIX);
}

/* libxml2 leaves _private to its users; the file owns what it points to. */
const Directives *template_directives(const xmlNode *node)
{
    return node->_private;
}

static void read_directive(TemplateSet *set, const TemplateFile *file, const xmlNode *node, const char *name,
                           Directives *directives)
{
    const char *word = name + strlen(DIRECTIVE_PREFIX);
    g_autofree char *value = element_get(node, name);
    for (gsize i = 0; i < N_DIRECTIVES; i++) {
        if (g_str_equal(word, DIRECTIVE_NAMES[i])) {
            directives->values[i] = g_steal_pointer(&value);
            return;
        }
    }
    const char *near = text_nearest(word, DIRECTIVE_NAMES, N_DIRECTIVES);
    g_autofree char *hint = near ? g_strdup_printf(" (" DIRECTIVE_PREFIX "%s?)", near) : g_strdup("");
    template_error(set, file, node, name, value, "unknown directive \"%s\"%s", name, hint);
}

/* At most one of text, figure, notes, include. */
static void check_content(TemplateSet *set, const TemplateFile *file, const xmlNode *node,
                          const Directives *directives)
{
    const char *first = NULL;
    for (Directive i = DIRECTIVE_TEXT; i <= DIRECTIVE_INCLUDE; i++) {
        if (!directives->values[i])
            continue;
        g_autofree char *name = g_strconcat(DIRECTIVE_PREFIX, DIRECTIVE_NAMES[i], NULL);
        if (first)
            template_error(set, file, node, name, directives->values[i],
                           "an element has either " DIRECTIVE_PREFIX "%s or %s, not both", first, name);
        first = DIRECTIVE_NAMES[i];
    }
}

/* Which kinds exist is known to the renderer, which passes the list. */
static void check_figure(TemplateSet *set, const TemplateFile *file, const xmlNode *node, const char *kind)
{
    const BindOptions *options = set->options;
    for (gsize i = 0; i < options->n_figure_kinds; i++)
        if (g_str_equal(options->figure_kinds[i], kind))
            return;
    g_autofree char *hint = suggest(kind, options->figure_kinds, options->n_figure_kinds);
    template_error(set, file, node, DIRECTIVE_PREFIX "figure", kind, "unknown figure \"%s\"%s", kind, hint);
}

static void compile_directives(TemplateSet *set, const TemplateFile *file, const xmlNode *node,
                               Directives *directives)
{
    static const Directive with_expression[] = {DIRECTIVE_EACH, DIRECTIVE_IF, DIRECTIVE_TEXT};
    for (gsize i = 0; i < G_N_ELEMENTS(with_expression); i++) {
        Directive directive = with_expression[i];
        const char *value = directives->values[directive];
        g_autofree char *name = g_strconcat(DIRECTIVE_PREFIX, DIRECTIVE_NAMES[directive], NULL);
        if (value)
            directives->expressions[directive] = compile(set, file, node, name, value, value);
    }
    if (directives->values[DIRECTIVE_ATTR])
        read_pairs(set, file, node, directives);
    if (directives->values[DIRECTIVE_FIGURE])
        check_figure(set, file, node, directives->values[DIRECTIVE_FIGURE]);
    const char *include = directives->values[DIRECTIVE_INCLUDE];
    if (include && !template_set_load(set, include))
        template_error(set, file, node, DIRECTIVE_PREFIX "include", include, "cannot include \"%s\"",
                       include);
}

/* Depth first, so that errors come in the order of the file. */
static void check_element(TemplateSet *set, TemplateFile *file, xmlNodePtr node)
{
    Directives *directives = NULL;
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        if (!template_is_directive(attribute))
            continue;
        if (!directives) {
            node->_private = directives = g_new0(Directives, 1);
            g_ptr_array_add(file->directives, directives);
        }
        read_directive(set, file, node, (const char *)attribute->name, directives);
    }
    if (directives) {
        check_content(set, file, node, directives);
        compile_directives(set, file, node, directives);
    }
    for (xmlNodePtr child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            check_element(set, file, child);
}

/* ------------------------------------------------------------------ parsing */

static void template_file_free(gpointer data)
{
    TemplateFile *file = data;
    if (file->document)
        xmlFreeDoc(file->document);
    g_ptr_array_unref(file->directives);
    g_bytes_unref(file->source);
    g_free(file->path);
    g_free(file);
}

static void add_parse_error(TemplateSet *set, const TemplateFile *file, const xmlError *error)
{
    g_autofree char *message = g_strdup(error && error->message ? error->message : "not well-formed XML");
    guint line = error ? (guint)error->line : 0, column = error ? (guint)error->int2 : 0;
    diag_add(set->diags, DIAG_ERROR, "template", file->path, line, column, "%s", g_strchomp(message));
    set->n_errors++;
}

/* Parses without network, DTD or entities; anything but a bare <!DOCTYPE html> is refused. */
static gboolean parse_file(TemplateSet *set, TemplateFile *file)
{
    gsize n = 0;
    const char *bytes = g_bytes_get_data(file->source, &n);
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    file->document = xmlCtxtReadMemory(parser, bytes, (int)n, file->path, "UTF-8",
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    gboolean is_good = file->document && xmlDocGetRootElement(file->document);
    if (!is_good) {
        add_parse_error(set, file, xmlCtxtGetLastError(parser));
    } else if (file->document->intSubset && file->document->intSubset->children) {
        diag_add(set->diags, DIAG_ERROR, "template", file->path, 1, 1,
                 "a template must not declare entities or elements");
        set->n_errors++;
        is_good = FALSE;
    }
    xmlFreeParserCtxt(parser);
    return is_good;
}

/* Remembered before it is checked, so that a file that includes itself ends here. */
const TemplateFile *template_set_load(TemplateSet *set, const char *name)
{
    TemplateFile *file = g_hash_table_lookup(set->files, name);
    if (file)
        return file->document ? file : NULL;
    GBytes *source = template_load(set->options->template_dir, name, set->diags);
    if (!source) {
        set->n_errors++;
        return NULL;
    }
    file = g_new0(TemplateFile, 1);
    file->source = source;
    file->directives = g_ptr_array_new_with_free_func(directives_free);
    file->path = template_path(set->options->template_dir, name);
    g_hash_table_insert(set->files, g_strdup(name), file);
    if (!parse_file(set, file)) {
        g_clear_pointer(&file->document, xmlFreeDoc);
        return NULL;
    }
    check_element(set, file, xmlDocGetRootElement(file->document));
    return file;
}

/* ------------------------------------------------------------------ the set */

static void free_expression(gpointer expression)
{
    expression_free(expression);
}

TemplateSet *template_set_new(const BindOptions *options, DiagList *diags)
{
    TemplateSet *set = g_new0(TemplateSet, 1);
    set->options = options;
    set->diags = diags;
    set->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, template_file_free);
    set->expressions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_expression);
    set->message = g_string_new(NULL);
    set->xpath = xmlXPathNewContext(NULL);
    set->xpath->error = keep_message;
    set->xpath->userData = set->message;
    return set;
}

void template_set_free(TemplateSet *set)
{
    if (!set)
        return;
    g_hash_table_unref(set->files);
    g_hash_table_unref(set->expressions);
    g_string_free(set->message, TRUE);
    xmlXPathFreeContext(set->xpath);
    g_free(set);
}
