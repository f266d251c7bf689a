/* index.html; see index_html.h. */
#include "render/index_html.h"

#include <string.h>

#include "render/html5.h"
#include "render/html_page.h"
#include "render/ruler.h"
#include "render/svg.h"
#include "report/bind.h"
#include "report/element.h"
#include "report/model.h"
#include "report/show.h"
#include "scene/ratio_cell.h"

/* ------------------------------------------------------------------ what the page needs beyond index.json */

/* A number of the model from an attribute; NAN when it is not there. */
static double raw_number(const xmlNode *node, const char *attribute)
{
    g_autofree char *text = element_get(node, attribute);
    double value = NAN;
    return number_parse(text, strlen(text), &value) ? value : NAN;
}

/* The same from a child of a headline. */
static double headline_number(const xmlNode *headline, const char *child, const char *attribute)
{
    const xmlNode *node = element_child(headline, child);
    return node ? raw_number(node, attribute) : NAN;
}

/* Counts of verdicts for the subtitle, in the order in which they are named. */
typedef struct {
    guint n_faster, n_slower, n_same, n_undecided, n_none, n;
} VerdictCounts;

static void count_verdict(VerdictCounts *counts, const xmlNode *headline)
{
    counts->n++;
    if (element_is(headline, "verdict", "FASTER"))
        counts->n_faster++;
    else if (element_is(headline, "verdict", "SLOWER"))
        counts->n_slower++;
    else if (element_is(headline, "verdict", "SAME"))
        counts->n_same++;
    else if (element_is(headline, "verdict", "INCONCLUSIVE"))
        counts->n_undecided++;
    else
        counts->n_none++;
}

/* ", 3 faster": nothing for none. */
static void append_count(GString *out, guint n, const char *word, const char **separator)
{
    if (n == 0)
        return;
    g_string_append_printf(out, "%s%u %s", *separator, n, word);
    *separator = ", ";
}

/* "14 comparisons: 12 faster, 1 undecided, 1 without verdict. Newest first." Transfer full. */
static char *describe_counts(const VerdictCounts *counts, gboolean is_dated)
{
    GString *out = g_string_new(NULL);
    const char *separator = ": ";
    if (counts->n > 0) {
        g_string_append_printf(out, "%u comparison%s", counts->n, counts->n == 1 ? "" : "s");
        append_count(out, counts->n_faster, "faster", &separator);
        append_count(out, counts->n_slower, "slower", &separator);
        append_count(out, counts->n_same, "without difference", &separator);
        append_count(out, counts->n_undecided, "undecided", &separator);
        append_count(out, counts->n_none, "without verdict", &separator);
        g_string_append(out, is_dated ? ". " : ".");
    }
    g_string_append(out, is_dated ? "Newest first." : "");
    return g_string_free(out, FALSE);
}

/* Link, day and number of rows of one report; its ratios widen the axis. */
static void finish_report(xmlNodePtr report, RatioRange *range, VerdictCounts *counts, guint *n_rows)
{
    g_autofree char *directory = element_get(report, "directory");
    g_autofree char *href = g_strconcat(directory, "/report.html", NULL);
    g_autofree char *timestamp = element_get(report, "timestamp");
    g_autofree char *day = show_day(timestamp);
    guint n = 0;
    ELEMENT_EACH(headline, report, "headline")
    {
        g_autofree char *subject = g_strdup_printf("%u", ++*n_rows);
        element_set(headline, "subject", subject);
        ratio_range_add(range, headline_number(headline, "speedup", "v"));
        count_verdict(counts, headline);
        n++;
    }
    element_set(report, "href", href);
    element_set(report, "day", day);
    element_set_count(report, "n", n);
}

/* All reports: title, subtitle, and the range of the axis that all rows share. */
static RatioRange finish_index(xmlDocPtr index)
{
    RatioRange range = {-1, 1};
    VerdictCounts counts = {0};
    guint n_reports = 0, n_rows = 0;
    gboolean is_dated = FALSE;
    xmlNodePtr root = xmlDocGetRootElement(index);
    ELEMENT_EACH(report, root, "report")
    {
        finish_report(report, &range, &counts, &n_rows);
        n_reports++;
        is_dated = is_dated || !element_is(report, "timestamp", "");
    }
    g_autofree char *title = g_strdup_printf("%u benchmark%s", n_reports, n_reports == 1 ? "" : "s");
    g_autofree char *subtitle = describe_counts(&counts, is_dated && n_reports > 1);
    element_set(root, "title", title);
    element_set(root, "subtitle", subtitle);
    return range;
}

/* ------------------------------------------------------------------ pictures */

/* The headline that a placeholder stands for, by its number. */
static xmlNodePtr find_headline(xmlDocPtr index, const char *subject)
{
    ELEMENT_EACH(report, xmlDocGetRootElement(index), "report")
    {
        ELEMENT_EACH(headline, report, "headline")
        {
            if (element_is(headline, "subject", subject))
                return headline;
        }
    }
    return NULL;
}

/* The verdict by its name in the model; a mark of its own needs the enum. */
static Verdict verdict_of(const xmlNode *headline)
{
    static const struct {
        const char *name;
        Verdict verdict;
    } verdicts[] = {
        {"FASTER", VERDICT_FASTER},
        {"SLOWER", VERDICT_SLOWER},
        {"SAME", VERDICT_SAME},
        {"CROSS-MACHINE", VERDICT_CROSS_MACHINE},
        {"INCOMPARABLE", VERDICT_INCOMPARABLE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(verdicts); i++)
        if (element_is(headline, "verdict", verdicts[i].name))
            return verdicts[i].verdict;
    return VERDICT_INCONCLUSIVE;
}

/* The axis, or the row of the headline whose number is the subject. */
static Scene *build_scene(xmlDocPtr index, const xmlNode *placeholder, const RatioRange *range)
{
    if (element_is(placeholder, "kind", "ratio-axis"))
        return ratio_axis_build(range, ruler_screen());
    g_autofree char *subject = element_get(placeholder, "subject");
    g_autofree char *id = g_strconcat("r", subject, NULL);
    const xmlNode *headline = find_headline(index, subject);
    return ratio_cell_build(range, id, headline_number(headline, "speedup", "v"),
                            headline_number(headline, "ci", "low"), headline_number(headline, "ci", "high"),
                            verdict_of(headline), ruler_screen());
}

static void collect_placeholders(xmlNodePtr node, GPtrArray *found)
{
    for (; node; node = node->next) {
        if (bind_is_figure(node))
            g_ptr_array_add(found, node);
        else if (node->type == XML_ELEMENT_NODE)
            collect_placeholders(node->children, found);
    }
}

/* Every placeholder becomes its picture. */
static void paint(xmlDocPtr page, xmlDocPtr index, const RatioRange *range)
{
    g_autoptr(GPtrArray) placeholders = g_ptr_array_new();
    collect_placeholders(xmlDocGetRootElement(page), placeholders);
    for (guint i = 0; i < placeholders->len; i++) {
        xmlNodePtr placeholder = g_ptr_array_index(placeholders, i);
        g_autoptr(Scene) scene = build_scene(index, placeholder, range);
        g_autoptr(GString) markup = g_string_new(NULL);
        svg_write(markup, scene, NULL);
        xmlAddPrevSibling(placeholder, html5_markup_new(page, markup));
        xmlUnlinkNode(placeholder);
        xmlFreeNode(placeholder);
    }
}

GBytes *index_html_render(xmlDocPtr index, const char *template_dir, DiagList *diags)
{
    static const char *const kinds[] = {"ratio-axis", "ratio"};
    BindOptions options = {
        .template_dir = template_dir, .figure_kinds = kinds, .n_figure_kinds = G_N_ELEMENTS(kinds)};
    RatioRange range = finish_index(index);
    g_autoptr(xmlDoc) page = template_bind("index.xhtml", index, &options, diags);
    if (!page)
        return NULL;
    paint(page, index, &range);
    return html_page_inline(page, template_dir, diags) ? html5_write(page, diags) : NULL;
}
