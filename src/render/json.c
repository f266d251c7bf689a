/* report.json: the machine-readable twin of every report (docs/report-json.md).
 * In: the report model. Out: JSON whose keys and their order are the tables below. Prints the model's raw numbers verbatim. */
#include "render/json.h"

#include "base/json_text.h"
#include "render/index_model.h"
#include "report/element.h"

typedef enum {
    FIELD_STRING,   /* attribute; "" when missing */
    FIELD_PATH,     /* attribute; the exact path where the model has one beside it */
    FIELD_NULLABLE, /* attribute; null when missing or empty */
    FIELD_FLAG,     /* attribute yes/no */
    FIELD_TRISTATE, /* attribute yes/no, null otherwise */
    FIELD_NUMBER,   /* raw number of a child; null when missing */
    FIELD_RARE,     /* the same; no field at all when missing */
    FIELD_PAIR,     /* [low, high] of a child; null when missing */
    FIELD_TEXT,     /* text of a child; null when missing */
    FIELD_TEXTS,    /* array of the texts of children */
    FIELD_OBJECT,   /* child element; null when missing */
    FIELD_HERE,     /* an object made of the same element */
    FIELD_OBJECTS,  /* array of child elements */
} FieldKind;

typedef struct Field {
    FieldKind kind;
    const char *key;
    const char *name; /* of the attribute or child; NULL: the key */
    const struct Field *fields;
} Field;

#define END                                                                                                  \
    {                                                                                                        \
        0, NULL, NULL, NULL                                                                                  \
    }
#define SOURCES                                                                                              \
    {                                                                                                        \
        FIELD_TEXTS, "sources", "source", NULL                                                               \
    }
#define NUMBER(key)                                                                                          \
    {                                                                                                        \
        FIELD_NUMBER, key, NULL, NULL                                                                        \
    }
#define STRING(key)                                                                                          \
    {                                                                                                        \
        FIELD_STRING, key, NULL, NULL                                                                        \
    }
#define NULLABLE(key)                                                                                        \
    {                                                                                                        \
        FIELD_NULLABLE, key, NULL, NULL                                                                      \
    }
#define PAIR(key)                                                                                            \
    {                                                                                                        \
        FIELD_PAIR, key, NULL, NULL                                                                          \
    }

static const Field TIMING[] = {
    STRING("benchmark"),
    STRING("unit"),
    STRING("level"),
    NUMBER("processes"),
    NUMBER("values"),
    NUMBER("warmups"),
    NUMBER("mean"),
    NUMBER("stdev"),
    NUMBER("median"),
    NUMBER("mad"),
    NUMBER("min"),
    NUMBER("max"),
    NUMBER("mean_of_processes"),
    PAIR("ci"),
    NULLABLE("excluded"),
    SOURCES,
    NUMBER("icc"),
    NUMBER("drift"),
    NUMBER("outliers"),
    {FIELD_TEXTS, "tags", "tag", NULL},
    END,
};

static const Field COUNTER[] = {
    STRING("event"),
    NULLABLE("pmu"),
    NULLABLE("modifier"),
    STRING("unit"),
    STRING("status"),
    NUMBER("value"),
    NUMBER("runs"),
    NUMBER("stderr"),
    NUMBER("running"),
    {FIELD_FLAG, "simulated", NULL, NULL},
    SOURCES,
    END,
};

static const Field PROCESS[] = {
    NULLABLE("command"), NUMBER("runs"), NUMBER("elapsed"), NUMBER("elapsed_stderr"),
    NUMBER("user"),      NUMBER("sys"),  SOURCES,           END,
};

static const Field DERIVED[] = {
    NUMBER("ipc"),
    NUMBER("cpi"),
    NUMBER("ghz"),
    NUMBER("cpus"),
    NUMBER("branch_miss_rate"),
    NUMBER("cache_miss_rate"),
    NUMBER("cache_mpki"),
    NUMBER("l1d_miss_rate"),
    NUMBER("branch_mpki"),
    NUMBER("llc_miss_rate"),
    NUMBER("dtlb_miss_rate"),
    NUMBER("itlb_miss_rate"),
    NUMBER("stalled_share"),
    END,
};

static const Field FUNCTION[] = {
    STRING("name"), NULLABLE("module"), NUMBER("self"), NUMBER("total"), END,
};

static const Field PROFILE[] = {
    STRING("format"),
    STRING("weight_unit"),
    NUMBER("total"),
    NUMBER("stacks"),
    NUMBER("unresolved"),
    NUMBER("pruned"),
    {FIELD_OBJECTS, "functions", "function", FUNCTION},
    SOURCES,
    END,
};

static const Field VARIANT[] = {
    STRING("name"),
    STRING("role"),
    NULLABLE("timestamp"),
    STRING("timestamp_source"),
    {FIELD_OBJECTS, "timings", "timing", TIMING},
    {FIELD_OBJECTS, "counters", "counter", COUNTER},
    {FIELD_OBJECT, "process", NULL, PROCESS},
    {FIELD_OBJECT, "derived", NULL, DERIVED},
    {FIELD_OBJECTS, "profiles", "profile", PROFILE},
    END,
};

static const Field PYPERF[] = {
    {FIELD_TEXT, "text", NULL, NULL},
    {FIELD_TRISTATE, "significant", NULL, NULL},
    NUMBER("t"),
    END,
};

static const Field DECISIVE[] = {PAIR("ci"), NUMBER("p"), NUMBER("q"), END};

static const Field COMPARISON[] = {
    STRING("variant"),
    STRING("baseline"),
    STRING("benchmark"),
    STRING("baseline_benchmark"),
    STRING("unit"),
    NUMBER("ratio"),
    NUMBER("speedup"),
    PAIR("ci"),
    NUMBER("confidence"),
    NUMBER("delta"),
    NUMBER("delta_share"),
    NUMBER("p"),
    NUMBER("q"),
    STRING("verdict"),
    {FIELD_TEXTS, "reasons", "reason", NULL},
    {FIELD_OBJECT, "pyperf", NULL, PYPERF},
    {FIELD_TEXTS, "tags", "tag", NULL},
    NUMBER("standard_error"),
    NUMBER("degrees_of_freedom"),
    NUMBER("t"),
    NUMBER("noise"),
    {FIELD_OBJECT, "decisive", NULL, DECISIVE},
    NUMBER("processes_needed"),
    NUMBER("batches"),
    NUMBER("median_ratio"),
    PAIR("fieller"),
    NUMBER("mann_whitney_p"),
    NUMBER("a12"),
    END,
};

static const Field COUNTER_COMPARISON[] = {
    STRING("variant"),
    STRING("event"),
    NULLABLE("pmu"),
    NULLABLE("modifier"),
    NUMBER("baseline_value"),
    NUMBER("value"),
    NUMBER("delta"),
    NUMBER("delta_share"),
    PAIR("ci"),
    {FIELD_FLAG, "simulated", NULL, NULL},
    END,
};

static const Field ENVIRONMENT[] = {
    STRING("key"), STRING("variant"), STRING("value"), {FIELD_FLAG, "differs", NULL, NULL}, END,
};

static const Field PROCESS_COMPARISON[] = {
    STRING("variant"),   NUMBER("elapsed_ratio"),
    STRING("work"),      NUMBER("speedup"),
    PAIR("ci"),          NUMBER("p"),
    NULLABLE("verdict"), END,
};

static const Field PROCESS_STEP[] = {
    STRING("variant"), STRING("baseline"),  NUMBER("elapsed_ratio"),
    STRING("work"),    NUMBER("speedup"),   PAIR("ci"),
    NUMBER("p"),       NULLABLE("verdict"), END,
};

static const Field DECOMPOSITION[] = {
    STRING("variant"),     NUMBER("instructions"), NUMBER("cpi"),      NUMBER("frequency"),
    NUMBER("utilisation"), NUMBER("elapsed"),      NUMBER("residual"), END,
};

static const Field DECISIVE_MEAN[] = {PAIR("ci"), END};

static const Field GEOMETRIC_MEAN[] = {
    STRING("variant"),
    NUMBER("benchmarks"),
    NUMBER("speedup"),
    PAIR("ci"),
    NUMBER("pyperf"),
    NUMBER("faster"),
    NUMBER("slower"),
    NUMBER("same"),
    NUMBER("other"),
    NUMBER("noise"),
    {FIELD_OBJECT, "decisive", NULL, DECISIVE_MEAN},
    END,
};

static const Field TAG[] = {
    STRING("variant"), {FIELD_STRING, "tag", "name", NULL},
    NUMBER("rows"),    NUMBER("benchmarks"),
    NUMBER("speedup"), PAIR("ci"),
    NUMBER("pyperf"),  NUMBER("faster"),
    NUMBER("slower"),  NUMBER("same"),
    NUMBER("other"),   END,
};

static const Field WHAT_IF_STEP[] = {NUMBER("part"), NUMBER("whole"), PAIR("ci"), END};

static const Field WHAT_IF[] = {
    STRING("name"),
    STRING("pattern"),
    STRING("variant"),
    NUMBER("share"),
    PAIR("share_ci"),
    {FIELD_OBJECTS, "speedups", "step_of_part", WHAT_IF_STEP},
    NUMBER("limit"),
    END,
};

static const Field UNPAIRED[] = {
    STRING("variant"), STRING("baseline"), STRING("benchmark"), STRING("side"), END,
};

static const Field POINT[] = {
    NULLABLE("timestamp"),
    NUMBER("mean"),
    PAIR("ci"),
    NUMBER("ratio"),
    NUMBER("processes"),
    NUMBER("benchmarks"),
    {FIELD_TEXTS, "flags", "flag", NULL},
    END,
};

static const Field HISTORY[] = {
    STRING("variant"),
    NULLABLE("benchmark"),
    STRING("kind"),
    NULLABLE("unit"),
    NUMBER("noise"),
    NUMBER("noise_degrees_of_freedom"),
    {FIELD_FLAG, "enough", NULL, NULL},
    NUMBER("steps"),
    NUMBER("since_last"),
    PAIR("since_last_ci"),
    {FIELD_OBJECTS, "points", "point", POINT},
    END,
};

static const Field NOISE_FLOOR[] = {
    NUMBER("deviation"), NUMBER("degrees_of_freedom"), NUMBER("groups"), STRING("machine"), END,
};

static const Field WARNING[] = {
    STRING("code"), STRING("severity"), {FIELD_TEXT, "message", NULL, NULL}, SOURCES, END,
};

static const Field INPUT[] = {
    {FIELD_PATH, "path", NULL, NULL},
    NUMBER("bytes"),
    NULLABLE("sha256"),
    NULLABLE("format"),
    {FIELD_FLAG, "used", NULL, NULL},
    NULLABLE("reason"),
    END,
};

static const Field GENERATOR[] = {
    {FIELD_STRING, "name", "generator", NULL},
    STRING("version"),
    END,
};

static const Field HEADLINE[] = {
    STRING("variant"),   STRING("label"), STRING("kind"),  NUMBER("speedup"), PAIR("ci"),
    NULLABLE("verdict"), STRING("word"),  STRING("class"), STRING("mark"),    END,
};

static const Field REPORT[] = {
    STRING("schema"),
    {FIELD_HERE, "generator", NULL, GENERATOR},
    STRING("benchmark"),
    STRING("title"),
    STRING("baseline"),
    {FIELD_OBJECTS, "variants", "variant", VARIANT},
    {FIELD_OBJECTS, "comparisons", "comparison", COMPARISON},
    {FIELD_OBJECTS, "counter_comparisons", "counter_comparison", COUNTER_COMPARISON},
    {FIELD_OBJECTS, "process_comparisons", "process_comparison", PROCESS_COMPARISON},
    {FIELD_OBJECTS, "decompositions", "decomposition", DECOMPOSITION},
    {FIELD_OBJECTS, "geometric_mean", "geometric_mean", GEOMETRIC_MEAN},
    {FIELD_OBJECTS, "steps", "step", COMPARISON},
    {FIELD_OBJECTS, "process_steps", "process_step", PROCESS_STEP},
    {FIELD_OBJECTS, "environment", NULL, ENVIRONMENT},
    {FIELD_OBJECTS, "warnings", "warning", WARNING},
    {FIELD_OBJECTS, "inputs", "input", INPUT},
    STRING("status"),
    {FIELD_OBJECTS, "headline", NULL, HEADLINE},
    STRING("badge"),
    {FIELD_STRING, "line", "headline", NULL},
    {FIELD_STRING, "cautions", "n-cautions", NULL},
    {FIELD_OBJECTS, "tags", "tag", TAG},
    {FIELD_OBJECTS, "unpaired", NULL, UNPAIRED},
    {FIELD_OBJECTS, "noise_floors", "noise_floor", NOISE_FLOOR},
    {FIELD_OBJECTS, "history", "history", HISTORY},
    {FIELD_OBJECTS, "what_ifs", "what_if", WHAT_IF},
    {FIELD_RARE, "inputs_left_out", NULL, NULL},
    END,
};

static void append_object(GString *out, xmlNodePtr node, const Field *fields, guint indent);

static void append_line(GString *out, guint indent)
{
    g_string_append_c(out, '\n');
    for (guint i = 0; i < indent; i++)
        g_string_append_c(out, ' ');
}

/* A path as the file system has it: what people are shown has other characters for those that disturb a page. NULL when the
 * model says that there is no difference. Transfer full. */
static char *exact_path(xmlNodePtr node)
{
    g_autofree char *escaped = element_get(node, "exact");
    return *escaped ? g_uri_unescape_string(escaped, NULL) : NULL;
}

static void append_texts(GString *out, xmlNodePtr node, const char *name)
{
    guint n = 0;
    g_string_append_c(out, '[');
    ELEMENT_EACH(child, node, name)
    {
        g_autofree char *text = element_text(child), *exact = exact_path(child);
        if (n++ > 0)
            g_string_append(out, ", ");
        json_append_string(out, exact ? exact : text);
    }
    g_string_append_c(out, ']');
}

/* One object a line, so that a diff of two reports shows what changed. */
static void append_objects(GString *out, xmlNodePtr node, const Field *field, const char *name, guint indent)
{
    guint n = 0;
    g_string_append_c(out, '[');
    ELEMENT_EACH(child, node, name)
    {
        if (n++ > 0)
            g_string_append_c(out, ',');
        append_line(out, indent + 2);
        append_object(out, child, field->fields, indent + 2);
    }
    if (n > 0)
        append_line(out, indent);
    g_string_append_c(out, ']');
}

/* Both ends or none: half an interval is no interval. */
static void append_pair(GString *out, xmlNodePtr child)
{
    g_autofree char *low = element_get(child, "low");
    g_autofree char *high = element_get(child, "high");
    if (*low && *high)
        g_string_append_printf(out, "[%s, %s]", low, high);
    else
        g_string_append(out, "null");
}

/* Anything but yes or no is unknown, which only a tristate can say. */
static void append_flag(GString *out, xmlNodePtr node, const char *name, gboolean may_be_null)
{
    if (element_is(node, name, "yes"))
        g_string_append(out, "true");
    else if (!may_be_null || element_is(node, name, "no"))
        g_string_append(out, "false");
    else
        g_string_append(out, "null");
}

static void append_attribute(GString *out, xmlNodePtr node, const char *name, gboolean may_be_null)
{
    g_autofree char *text = element_get(node, name);
    json_append_string(out, *text || !may_be_null ? text : NULL);
}

static void append_value(GString *out, xmlNodePtr node, const Field *field, guint indent)
{
    const char *name = field->name ? field->name : field->key;
    xmlNodePtr child = element_child(node, name);
    g_autofree char *text = NULL;
    switch (field->kind) {
    case FIELD_PATH:
        text = exact_path(node);
        if (text)
            json_append_string(out, text);
        else
            append_attribute(out, node, name, FALSE);
        break;
    case FIELD_STRING:
    case FIELD_NULLABLE:
        append_attribute(out, node, name, field->kind == FIELD_NULLABLE);
        break;
    case FIELD_FLAG:
    case FIELD_TRISTATE:
        append_flag(out, node, name, field->kind == FIELD_TRISTATE);
        break;
    case FIELD_NUMBER:
    case FIELD_RARE:
        text = element_raw(node, name);
        g_string_append(out, *text ? text : "null");
        break;
    case FIELD_PAIR:
        append_pair(out, child);
        break;
    case FIELD_TEXT:
        text = child ? element_text(child) : NULL;
        json_append_string(out, text);
        break;
    case FIELD_TEXTS:
        append_texts(out, node, name);
        break;
    case FIELD_OBJECT:
        if (child)
            append_object(out, child, field->fields, indent);
        else
            g_string_append(out, "null");
        break;
    case FIELD_HERE:
        append_object(out, node, field->fields, indent);
        break;
    case FIELD_OBJECTS:
        append_objects(out, node, field, name, indent);
        break;
    }
}

static gboolean has_objects(const Field *fields)
{
    for (const Field *field = fields; field->key; field++)
        if (field->kind == FIELD_OBJECTS)
            return TRUE;
    return FALSE;
}

/* Objects that hold arrays of objects are spread over lines; others stand on one. */
static void append_object(GString *out, xmlNodePtr node, const Field *fields, guint indent)
{
    gboolean is_spread = has_objects(fields);
    g_string_append_c(out, '{');
    for (const Field *field = fields; field->key; field++) {
        if (field->kind == FIELD_RARE && !element_child(node, field->key))
            continue;
        if (field > fields)
            g_string_append(out, is_spread ? "," : ", ");
        if (is_spread)
            append_line(out, indent + 2);
        json_append_string(out, field->key);
        g_string_append(out, ": ");
        append_value(out, node, field, indent + 2);
    }
    if (is_spread)
        append_line(out, indent);
    g_string_append_c(out, '}');
}

GBytes *json_render(const RenderJob *job, DiagList *diags G_GNUC_UNUSED)
{
    GString *out = g_string_new(NULL);
    append_object(out, xmlDocGetRootElement(job->model), REPORT, 0);
    g_string_append_c(out, '\n');
    return g_string_free_to_bytes(out);
}

/* ------------------------------------------------------------------ index.json */

static const Field INDEX_HEADLINE[] = {STRING("variant"), NUMBER("speedup"), NULLABLE("verdict"), END};

static const Field INDEX_REPORT[] = {
    STRING("benchmark"),
    STRING("directory"),
    NULLABLE("timestamp"),
    STRING("baseline"),
    {FIELD_OBJECTS, "headline", NULL, INDEX_HEADLINE},
    END,
};

static const Field INDEX[] = {
    STRING("schema"),
    {FIELD_OBJECTS, "reports", "report", INDEX_REPORT},
    END,
};

GBytes *index_json_render(xmlDocPtr index)
{
    GString *out = g_string_new(NULL);
    append_object(out, xmlDocGetRootElement(index), INDEX, 0);
    g_string_append_c(out, '\n');
    return g_string_free_to_bytes(out);
}
