/* What every page of ours shares; see html_page.h. */
#include "render/html_page.h"

#include <string.h>

#include "base/parallel.h"
#include "base/sha256.h"
#include "render/html5.h"
#include "render/ruler.h"
#include "render/svg.h"
#include "report/bind.h"
#include "report/element.h"
#include "report/templates.h"
#include "scene/figures.h"

#define NARROW_PT 288.0
#define SVG_BYTES 16384 /* at first: a small figure */
#define NARROW_TEXT_PT 12.0

typedef gboolean (*NodeTest)(const xmlNode *node);

/* Next node in document order below root, or NULL. */
static xmlNodePtr next_node(xmlNodePtr node, const xmlNode *root)
{
    if (node->children && node->type == XML_ELEMENT_NODE)
        return node->children;
    while (node && node != root && !node->next)
        node = node->parent;
    return !node || node == root ? NULL : node->next;
}

/* All elements that pass the test, in document order. Transfer container. */
static GPtrArray *find_elements(xmlDocPtr page, NodeTest test)
{
    GPtrArray *found = g_ptr_array_new();
    const xmlNode *root = xmlDocGetRootElement(page);
    for (xmlNodePtr node = xmlDocGetRootElement(page); node; node = next_node(node, root))
        if (node->type == XML_ELEMENT_NODE && test(node))
            g_ptr_array_add(found, node);
    return found;
}

static gboolean has_id(const xmlNode *node)
{
    return xmlHasProp(node, BAD_CAST "id") != NULL;
}

xmlNodePtr html_page_find(xmlDocPtr page, const char *id)
{
    g_autoptr(GPtrArray) all = find_elements(page, has_id);
    for (guint i = 0; i < all->len; i++)
        if (element_is(g_ptr_array_index(all, i), "id", id))
            return g_ptr_array_index(all, i);
    return NULL;
}

/* ------------------------------------------------------------------ binding */

/* Kinds that templates may name, whether or not the table of figures has them yet: one without a builder shows nothing. */
static const char *const KINDS[] = {"forest",    "suite",     "strip", "runs", "values",  "counters",
                                    "intervals", "waterfall", "flame", "diff", "history", "whatif"};

xmlDocPtr html_page_bind(const RenderJob *job, const char *name, DiagList *diags)
{
    BindOptions options = {
        .template_dir = job->template_dir, .figure_kinds = KINDS, .n_figure_kinds = G_N_ELEMENTS(KINDS)};
    return template_bind(name, job->model, &options, diags);
}

/* ------------------------------------------------------------------ figures */

/* A <div> of that class in front of the placeholder. */
static xmlNodePtr add_box(xmlDocPtr page, xmlNodePtr before, const char *class_name)
{
    xmlNodePtr box = xmlNewNode(NULL, BAD_CAST "div");
    xmlSetTreeDoc(box, page);
    element_set(box, "class", class_name);
    return xmlAddPrevSibling(before, box);
}

/* Two names may become one id; the second gets a number. */
static void make_unique(Scene *scene, GHashTable *ids)
{
    g_autofree char *wanted = g_steal_pointer(&scene->id);
    scene->id = g_strdup(wanted);
    for (guint i = 2; g_hash_table_contains(ids, scene->id); i++) {
        g_free(scene->id);
        scene->id = g_strdup_printf("%s-%u", wanted, i);
    }
    g_hash_table_add(ids, g_strdup(scene->id));
}

/* A figure on its way from placeholder to markup: the wide layout, and a second one for phones. */
typedef struct {
    xmlNodePtr placeholder;
    const Findings *findings;
    const FigureKind *kind; /* NULL: not known here */
    char *subject;          /* NULL: all of the report */
    Scene *wide, *narrow;   /* NULL: nothing to draw; no second layout */
    GString *wide_markup, *narrow_markup;
} Figure;

static Figure *figure_new(xmlNodePtr placeholder, const Findings *findings)
{
    Figure *figure = g_new0(Figure, 1);
    g_autofree char *kind = element_get(placeholder, "kind");
    g_autofree char *subject = element_get(placeholder, "subject");
    figure->placeholder = placeholder;
    figure->findings = findings;
    figure->kind = figure_kind_find(kind);
    figure->subject = subject[0] ? g_steal_pointer(&subject) : NULL;
    return figure;
}

static void figure_free(gpointer data)
{
    Figure *figure = data;
    g_free(figure->subject);
    scene_free(figure->wide);
    scene_free(figure->narrow);
    if (figure->wide_markup)
        g_string_free(figure->wide_markup, TRUE);
    if (figure->narrow_markup)
        g_string_free(figure->narrow_markup, TRUE);
    g_free(figure);
}

static void lay_out_figure(guint i, gpointer data)
{
    Figure *figure = g_ptr_array_index((GPtrArray *)data, i);
    SceneLayout wide = {.width = SVG_WIDTH, .text_size = SVG_TEXT_SIZE, .ruler = ruler_screen()};
    SceneLayout narrow = {
        .width = NARROW_PT, .text_size = NARROW_TEXT_PT, .is_narrow = TRUE, .ruler = ruler_screen()};
    if (figure->kind)
        figure->wide = figure->kind->build(figure->findings, figure->subject, &wide);
    if (figure->wide && figure->kind->has_narrow)
        figure->narrow = figure->kind->build(figure->findings, figure->subject, &narrow);
}

static GString *write_markup(const Scene *scene)
{
    GString *markup = g_string_sized_new(SVG_BYTES);
    svg_write(markup, scene, NULL);
    return markup;
}

static void write_figure(guint i, gpointer data)
{
    Figure *figure = g_ptr_array_index((GPtrArray *)data, i);
    figure->wide_markup = figure->wide ? write_markup(figure->wide) : NULL;
    figure->narrow_markup = figure->narrow ? write_markup(figure->narrow) : NULL;
}

/* A figure without a layout for phones scrolls in a box that the keyboard reaches. */
static void place_figure(xmlDocPtr page, const Figure *figure)
{
    xmlNodePtr box = add_box(page, figure->placeholder, figure->narrow ? "w sc" : "sc");
    xmlAddChild(box, html5_markup_new(page, figure->wide_markup));
    if (figure->narrow) {
        xmlNodePtr narrow_box = add_box(page, figure->placeholder, "nr");
        element_set(narrow_box, "hidden", "hidden");
        xmlAddChild(narrow_box, html5_markup_new(page, figure->narrow_markup));
        return;
    }
    g_autofree char *label = g_strconcat(figure->wide->title, ", scrolls sideways", NULL);
    element_set(box, "tabindex", "0");
    element_set(box, "role", "region");
    element_set(box, "aria-label", label);
}

/* A figure without content: the whole <figure> goes, caption and all. */
static void remove_figure(xmlNodePtr placeholder)
{
    xmlNodePtr outer = placeholder;
    for (xmlNodePtr node = placeholder->parent; node; node = node->parent)
        if (node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST "figure")) {
            outer = node;
            break;
        }
    xmlUnlinkNode(outer);
    xmlFreeNode(outer);
}

/* Placeholders are collected first: the tree changes under the walk otherwise. */
void html_page_resolve_figures(xmlDocPtr page, const Findings *findings, guint n_threads)
{
    g_autoptr(GPtrArray) placeholders = find_elements(page, bind_is_figure);
    g_autoptr(GPtrArray) figures = g_ptr_array_new_with_free_func(figure_free);
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < placeholders->len; i++)
        g_ptr_array_add(figures, figure_new(g_ptr_array_index(placeholders, i), findings));
    parallel_for(figures->len, n_threads, lay_out_figure, figures);
    for (guint i = 0; i < figures->len; i++) {
        const Figure *figure = g_ptr_array_index(figures, i);
        if (figure->wide)
            make_unique(figure->wide, ids);
        if (figure->narrow)
            make_unique(figure->narrow, ids);
    }
    parallel_for(figures->len, n_threads, write_figure, figures);
    for (guint i = 0; i < figures->len; i++) {
        const Figure *figure = g_ptr_array_index(figures, i);
        if (!figure->wide) {
            remove_figure(figure->placeholder);
            continue;
        }
        place_figure(page, figure);
        xmlUnlinkNode(figure->placeholder);
        xmlFreeNode(figure->placeholder);
    }
}

/* ------------------------------------------------------------------ style, script, policy */

static gboolean is_style_link(const xmlNode *node)
{
    return xmlStrEqual(node->name, BAD_CAST "link") && element_is(node, "rel", "stylesheet");
}

static gboolean is_linked_script(const xmlNode *node)
{
    return xmlStrEqual(node->name, BAD_CAST "script") && xmlHasProp(node, BAD_CAST "src");
}

static gboolean is_charset(const xmlNode *node)
{
    return xmlStrEqual(node->name, BAD_CAST "meta") && xmlHasProp(node, BAD_CAST "charset");
}

/* " 'sha256-…'" of the bytes, as the policy writes it. */
static void append_hash(GString *policy, const char *text)
{
    guint8 digest[SHA256_BYTES];
    sha256_digest(text, strlen(text), digest);
    g_autofree char *base64 = g_base64_encode(digest, sizeof digest);
    g_string_append_printf(policy, " 'sha256-%s'", base64);
}

/* Replaces a link or a script's source by an element that holds the file; its hash goes into the policy. */
static gboolean inline_file(xmlDocPtr page, xmlNodePtr node, const char *attribute, const char *element,
                            const char *template_dir, GString *policy, DiagList *diags)
{
    g_autofree char *name = element_get(node, attribute);
    g_autoptr(GBytes) bytes = template_load(template_dir, name, diags);
    if (!bytes)
        return FALSE;
    gsize n = 0;
    const char *data = g_bytes_get_data(bytes, &n);
    g_autofree char *text = g_strndup(data, n);
    g_strchomp(text);
    append_hash(policy, text);
    xmlNodePtr inlined = xmlNewNode(NULL, BAD_CAST element);
    xmlAddChild(inlined, xmlNewDocText(page, BAD_CAST text));
    xmlAddPrevSibling(node, inlined);
    xmlUnlinkNode(node);
    xmlFreeNode(node);
    return TRUE;
}

/* Collected before it is replaced, as above; the order of the hashes is that of the page. */
static gboolean inline_all(xmlDocPtr page, NodeTest test, const char *attribute, const char *element,
                           const char *template_dir, GString *policy, DiagList *diags)
{
    g_autoptr(GPtrArray) nodes = find_elements(page, test);
    for (guint i = 0; i < nodes->len; i++)
        if (!inline_file(page, g_ptr_array_index(nodes, i), attribute, element, template_dir, policy, diags))
            return FALSE;
    return TRUE;
}

/* Nothing but our own style and script; the browser checks their hashes, so injected markup stays dead. */
static void add_policy(xmlDocPtr page, const char *styles, const char *scripts)
{
    g_autoptr(GPtrArray) charsets = find_elements(page, is_charset);
    if (charsets->len == 0)
        return;
    g_autofree char *policy = g_strdup_printf(
        "default-src 'none'; style-src%s; script-src%s; img-src data:; base-uri 'none'; form-action 'none'",
        styles[0] ? styles : " 'none'", scripts[0] ? scripts : " 'none'");
    xmlNodePtr meta = xmlNewNode(NULL, BAD_CAST "meta");
    element_set(meta, "http-equiv", "Content-Security-Policy");
    element_set(meta, "content", policy);
    xmlAddNextSibling(g_ptr_array_index(charsets, 0), meta);
}

gboolean html_page_inline(xmlDocPtr page, const char *template_dir, DiagList *diags)
{
    g_autoptr(GString) styles = g_string_new(NULL);
    g_autoptr(GString) scripts = g_string_new(NULL);
    if (!inline_all(page, is_style_link, "href", "style", template_dir, styles, diags) ||
        !inline_all(page, is_linked_script, "src", "script", template_dir, scripts, diags))
        return FALSE;
    add_policy(page, styles->str, scripts->str);
    return TRUE;
}
