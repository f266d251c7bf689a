/* report.csv: every number of the report in one long table, a measure a row, in full precision.
 * In: the report model. Out: RFC 4180 text (libcsv does the quoting) with the columns of HEADER. Cells of text that a spreadsheet
 * would take for a formula get a leading apostrophe (CWE-1236); numbers never do. */
#include "render/csv.h"

#include <csv.h>
#include <string.h>

#include "report/element.h"

static const char HEADER[] = "section,variant,benchmark,item,measure,value,unit,low,high,text\r\n";

/* Which measures of which element become rows. Names are those of docs/model.md. */
typedef struct {
    const char *element;
    const char *item; /* attributes joined with a blank */
    const char *unit; /* attribute that names the unit, or NULL */
    const char *text; /* attribute or child that goes into the text column of the first row, or NULL */
    /* Children with a raw number, separated by blanks. "ci" goes into low and high of the row before; "=name" is a row of its own
     * with the bounds of that child, or of the "ci" in it, and no value. */
    const char *measures;
} Section;

static const Section VARIANT_SECTIONS[] = {
    {"timing", "", "unit", "excluded",
     "mean_of_processes ci mean stdev median mad min max processes values warmups icc drift outliers"},
    {"counter", "event pmu modifier kind", "unit", "status", "value stderr running runs"},
    {"process", "", NULL, "command", "elapsed elapsed_stderr user sys runs"},
    {"derived", "", NULL, NULL,
     "ipc cpi ghz cpus branch_miss_rate branch_mpki cache_miss_rate cache_mpki l1d_miss_rate llc_miss_rate "
     "dtlb_miss_rate itlb_miss_rate stalled_share"},
    {"profile", "format name", "weight_unit", NULL, "total stacks unresolved pruned"},
};

#define COMPARISON_MEASURES                                                                                  \
    "speedup ci ratio delta delta_share p q standard_error degrees_of_freedom t noise =decisive "            \
    "processes_needed batches median_ratio =fieller mann_whitney_p a12"

static const Section REPORT_SECTIONS[] = {
    {"comparison", "", NULL, "verdict", COMPARISON_MEASURES},
    {"step", "baseline", NULL, "verdict", COMPARISON_MEASURES},
    {"unpaired", "side", NULL, NULL, ""},
    {"counter_comparison", "event pmu modifier kind", NULL, NULL,
     "delta_share ci delta baseline_value value"},
    {"process_comparison", "", NULL, "work", "elapsed_ratio speedup ci p"},
    {"process_step", "baseline", NULL, "work", "elapsed_ratio speedup ci p"},
    {"decomposition", "", NULL, NULL, "instructions cpi frequency utilisation elapsed residual"},
    {"geometric_mean", "", NULL, NULL,
     "speedup ci benchmarks pyperf faster slower same other noise =decisive"},
    {"tag", "name", NULL, NULL, "speedup ci rows benchmarks pyperf faster slower same other"},
    {"noise_floor", "machine", NULL, NULL, "deviation degrees_of_freedom groups"},
    {"history", "kind", "unit", NULL, "since_last =since_last_ci noise noise_degrees_of_freedom steps"},
    {"environment", "key", NULL, "value", ""},
    {"warning", "code", NULL, "message", ""},
    {"input", "path", NULL, "sha256", "bytes"},
};

static const Section FUNCTION_SECTION = {"function", "name module", NULL, NULL, "self total"};
static const Section POINT_SECTION = {"point", "timestamp", NULL, NULL, "mean ci ratio processes benchmarks"};

typedef struct {
    const char *section;
    char *variant, *benchmark, *item, *unit, *text; /* owned by the caller of append_rows */
} RowHead;

static void append_raw(GString *out, const char *text, gboolean is_last)
{
    gsize n = text ? strlen(text) : 0;
    g_autofree char *quoted = g_malloc(2 * n + 3);
    if (n > 0 && strpbrk(text, ",\"\r\n")) {
        gsize length = csv_write(quoted, 2 * n + 2, text, n);
        g_string_append_len(out, quoted, (gssize)length);
    } else {
        g_string_append(out, text ? text : "");
    }
    g_string_append(out, is_last ? "\r\n" : ",");
}

static void append_text(GString *out, const char *text, gboolean is_last)
{
    g_autofree char *guarded =
        text && strchr("=+-@\t\r", *text) && *text ? g_strconcat("'", text, NULL) : NULL;
    append_raw(out, guarded ? guarded : text, is_last);
}

static void append_row(GString *out, const RowHead *head, const char *measure, const char *value,
                       xmlNodePtr interval)
{
    g_autofree char *low = element_get(interval, "low");
    g_autofree char *high = element_get(interval, "high");
    append_raw(out, head->section, FALSE);
    append_text(out, head->variant, FALSE);
    append_text(out, head->benchmark, FALSE);
    append_text(out, head->item, FALSE);
    append_raw(out, measure, FALSE);
    append_raw(out, value, FALSE);
    append_raw(out, head->unit, FALSE);
    append_raw(out, low, FALSE);
    append_raw(out, high, FALSE);
    append_text(out, head->text, TRUE);
}

/* The attributes named in `names`, joined with blanks; empty ones left out. Transfer full. */
static char *join_attributes(xmlNodePtr node, const char *names)
{
    g_auto(GStrv) parts = g_strsplit(names, " ", -1);
    GString *out = g_string_new(NULL);
    for (guint i = 0; parts[i]; i++) {
        g_autofree char *text = element_get(node, parts[i]);
        if (*text)
            g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", text);
    }
    return g_string_free(out, FALSE);
}

static char *section_text(xmlNodePtr node, const char *name)
{
    g_autofree char *attribute = element_get(node, name ? name : "");
    return *attribute || !name ? g_steal_pointer(&attribute) : element_child_text(node, name);
}

/* One measure of a Section; `next` is the one behind it. */
static void append_measure(GString *out, xmlNodePtr node, const RowHead *head, const char *measure,
                           const char *next)
{
    if (*measure == '=') {
        xmlNodePtr child = element_child(node, measure + 1), inner = element_child(child, "ci");
        if (child)
            append_row(out, head, measure + 1, "", inner ? inner : child);
        return;
    }
    gboolean has_interval = g_strcmp0(next, "ci") == 0;
    g_autofree char *value = element_raw(node, measure);
    if (*value && !g_str_equal(measure, "ci"))
        append_row(out, head, measure, value, has_interval ? element_child(node, "ci") : NULL);
}

/* Variant and benchmark are those of the element itself unless it is part of another. */
static void append_rows(GString *out, xmlNodePtr node, const Section *section, const char *variant,
                        const char *of_benchmark)
{
    g_autofree char *own_variant = variant ? g_strdup(variant) : element_get(node, "variant");
    g_autofree char *benchmark = of_benchmark ? g_strdup(of_benchmark) : element_get(node, "benchmark");
    g_autofree char *item = join_attributes(node, section->item);
    g_autofree char *unit = section->unit ? element_get(node, section->unit) : NULL;
    g_autofree char *text = section_text(node, section->text);
    RowHead head = {section->element, own_variant, benchmark, item, unit, text};
    g_auto(GStrv) measures = g_strsplit(section->measures, " ", -1);
    if (!measures[0])
        append_row(out, &head, "", "", NULL);
    for (guint i = 0; measures[i]; i++)
        append_measure(out, node, &head, measures[i], measures[i + 1]);
}

static void append_variant(GString *out, xmlNodePtr variant)
{
    g_autofree char *name = element_get(variant, "name");
    for (gsize i = 0; i < G_N_ELEMENTS(VARIANT_SECTIONS); i++) {
        ELEMENT_EACH(node, variant, VARIANT_SECTIONS[i].element)
        {
            append_rows(out, node, &VARIANT_SECTIONS[i], name, NULL);
            ELEMENT_EACH(function, node, "function")
            append_rows(out, function, &FUNCTION_SECTION, name, NULL);
        }
    }
}

/* A history, and every run of it. */
static void append_report_element(GString *out, xmlNodePtr node, const Section *section)
{
    append_rows(out, node, section, NULL, NULL);
    g_autofree char *variant = element_get(node, "variant");
    g_autofree char *benchmark = element_get(node, "benchmark");
    ELEMENT_EACH(point, node, "point")
    append_rows(out, point, &POINT_SECTION, variant, benchmark);
}

GBytes *csv_render(const RenderJob *job, DiagList *diags G_GNUC_UNUSED)
{
    GString *out = g_string_new(HEADER);
    xmlNodePtr root = xmlDocGetRootElement(job->model);
    ELEMENT_EACH(variant, root, "variant")
    append_variant(out, variant);
    for (gsize i = 0; i < G_N_ELEMENTS(REPORT_SECTIONS); i++) {
        ELEMENT_EACH(node, root, REPORT_SECTIONS[i].element)
        append_report_element(out, node, &REPORT_SECTIONS[i]);
    }
    return g_string_free_to_bytes(out);
}
