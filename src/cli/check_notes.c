/* gen --check-notes; see check_notes.h. */
#include "cli/check_notes.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "ingest/json_read.h"

#define MOST_TYPED 1000   /* of a file: each is compared with every value */
#define N_READINGS 3      /* of one value */
#define LONGEST_VALUE 300 /* bytes of a live value, braces included */

/* ------------------------------------------------------------------ the values of the report */

/* What a number counts: one in ms is never compared with one of events. */
typedef enum { IN_SECONDS, IN_BYTES, IN_EVENTS, IN_NOTHING } Dimension;

/* One number of report.json. */
typedef struct {
    double value;
    Dimension dimension;
    double share;    /* of the whole that it is a part of, 0..1; NAN when it is no part */
    const char *key; /* "speedup"; borrowed from the tree */
    gboolean is_ratio, is_share;
    char *where; /* "orjson, json_dumps": what it is of */
} Known;

static void clear_known(gpointer data)
{
    g_free(((Known *)data)->where);
}

/* A node whose members are still to be looked at. */
typedef struct {
    const cJSON *node;
    char *where;
    const char *unit; /* of the object or one around it; NULL when none states one */
    double whole;     /* weight of the profile around it; NAN elsewhere */
} Open;

static void clear_open(gpointer data)
{
    g_free(((Open *)data)->where);
}

/* What names an object, behind what names those around it. Transfer full. */
static char *where_of(const cJSON *object, const char *outer)
{
    static const char *const NAMES[] = {"variant", "name", "benchmark", "event"};
    g_autoptr(GString) where = g_string_new(outer);
    for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        const char *name = json_member_string(object, NAMES[i]);
        if (name && where->len < 120 && !strstr(where->str, name))
            g_string_append_printf(where, "%s%s", where->len ? ", " : "", name);
    }
    return g_string_free(g_steal_pointer(&where), FALSE);
}

/* Sizes and hashes of files are no results. */
static gboolean is_result(const cJSON *node)
{
    return !node->string || !(g_str_equal(node->string, "inputs") || g_str_equal(node->string, "warnings") ||
                              g_str_equal(node->string, "generator"));
}

/* Numbers that say how many times as much. */
static gboolean is_ratio(const char *key)
{
    static const char *const KEYS[] = {"ci", "instructions", "cpi", "frequency", "utilisation", NULL};
    return strstr(key, "speedup") || strstr(key, "ratio") || g_strv_contains(KEYS, key);
}

static gboolean is_share(const char *key)
{
    static const char *const KEYS[] = {"running", "confidence", "unresolved", "pruned", "residual", NULL};
    return strstr(key, "share") || strstr(key, "rate") || g_strv_contains(KEYS, key);
}

/* By the key, then by the unit that stands beside it. */
static Dimension dimension_of(const char *key, const char *unit)
{
    static const char *const TIMES[] = {"elapsed", "elapsed_stderr", "user", "sys", NULL};
    static const char *const AMOUNTS[] = {
        "mean",  "stdev", "median",         "mad",    "min", "max", "mean_of_processes",
        "delta", "value", "baseline_value", "stderr", "ci",  NULL};
    if (g_strv_contains(TIMES, key))
        return IN_SECONDS;
    if (!g_strv_contains(AMOUNTS, key) || !unit)
        return g_strv_contains(AMOUNTS, key) ? IN_EVENTS : IN_NOTHING;
    return g_str_equal(unit, "second") || g_str_equal(unit, "s") ? IN_SECONDS
           : g_str_equal(unit, "byte") || g_str_equal(unit, "B") ? IN_BYTES
                                                                 : IN_EVENTS;
}

static void add_number(GArray *known, const cJSON *node, const char *key, const Open *open)
{
    Known number = {.key = key, .is_ratio = is_ratio(key), .is_share = is_share(key), .share = NAN};
    if (!json_number(node, &number.value))
        return;
    number.dimension = dimension_of(key, open->unit);
    number.where = g_strdup(open->where);
    if (open->whole > 0 && (g_str_equal(key, "self") || g_str_equal(key, "total")))
        number.share = number.value / open->whole;
    g_array_append_val(known, number);
}

/* Every member that is a number, or holds some. */
static void look_into(GArray *known, GArray *opens, const Open *open)
{
    gboolean is_object = cJSON_IsObject(open->node);
    for (const cJSON *node = open->node->child; node; node = node->next) {
        if (cJSON_IsNumber(node)) {
            add_number(known, node,
                       is_object            ? node->string
                       : open->node->string ? open->node->string
                                            : "",
                       open);
            continue;
        }
        if (!node->child || !is_result(node))
            continue;
        const char *unit = json_member_string(node, "unit");
        Open inner = {.node = node,
                      .where = where_of(node, open->where),
                      .unit = unit ? unit : open->unit,
                      .whole = open->whole};
        double whole = NAN;
        if (json_member_array(node, "functions") && json_number(json_member(node, "total"), &whole))
            inner.whole = whole;
        g_array_append_val(opens, inner);
    }
}

static GArray *find_known(const cJSON *root)
{
    GArray *known = g_array_new(FALSE, FALSE, sizeof(Known));
    g_autoptr(GArray) opens = g_array_new(FALSE, FALSE, sizeof(Open));
    g_array_set_clear_func(known, clear_known);
    Open first = {.node = root, .where = g_strdup(""), .whole = NAN};
    g_array_append_val(opens, first);
    while (opens->len > 0) {
        Open open = g_array_index(opens, Open, opens->len - 1);
        g_array_set_size(opens, opens->len - 1);
        look_into(known, opens, &open);
        clear_open(&open);
    }
    return known;
}

/* ------------------------------------------------------------------ what was typed */

typedef enum { KIND_PERCENT, KIND_RATIO, KIND_TIME, KIND_SIZE, KIND_COUNT } UnitKind;

/* Ways to write a unit, the longest first where one begins another. A value of the report times the factor is what is typed. */
static const struct {
    const char *text;
    UnitKind kind;
    double factor;
} UNITS[] = {
    {"per cent", KIND_PERCENT, 100},
    {"percent", KIND_PERCENT, 100},
    {"%", KIND_PERCENT, 100},
    {"×", KIND_RATIO, 1},
    {"x", KIND_RATIO, 1},
    {"-fold", KIND_RATIO, 1},
    {"times as", KIND_RATIO, 1},
    {"times faster", KIND_RATIO, 1},
    {"times slower", KIND_RATIO, 1},
    {"nanoseconds", KIND_TIME, 1e9},
    {"microseconds", KIND_TIME, 1e6},
    {"milliseconds", KIND_TIME, 1e3},
    {"msec", KIND_TIME, 1e3},
    {"hours", KIND_TIME, 1 / 3600.},
    {"ns", KIND_TIME, 1e9},
    {"µs", KIND_TIME, 1e6},
    {"μs", KIND_TIME, 1e6},
    {"us", KIND_TIME, 1e6},
    {"ms", KIND_TIME, 1e3},
    {"seconds", KIND_TIME, 1},
    {"second", KIND_TIME, 1},
    {"sec", KIND_TIME, 1},
    {"s", KIND_TIME, 1},
    {"minutes", KIND_TIME, 1 / 60.},
    {"min", KIND_TIME, 1 / 60.},
    {"KiB", KIND_SIZE, 1. / 1024},
    {"kB", KIND_SIZE, 1e-3},
    {"KB", KIND_SIZE, 1e-3},
    {"MiB", KIND_SIZE, 1. / (1 << 20)},
    {"MB", KIND_SIZE, 1e-6},
    {"GiB", KIND_SIZE, 1. / (1 << 30)},
    {"GB", KIND_SIZE, 1e-9},
    {"GHz", KIND_COUNT, 1e-9},
    {"MHz", KIND_COUNT, 1e-6},
    {"thousand", KIND_COUNT, 1e-3},
    {"million", KIND_COUNT, 1e-6},
    {"billion", KIND_COUNT, 1e-9},
};

/* A number with its unit in the notes. */
typedef struct {
    gsize offset, n; /* bytes, unit included */
    double value;    /* without its sign */
    double half;     /* half a unit of the last digit */
    UnitKind kind;
    double factor;
    guint n_decimals;
} Typed;

/* Behind the number and one blank at most; a letter must not follow. */
static gboolean read_unit(const char *p, Typed *typed, const char **end)
{
    if (*p == ' ')
        p++;
    else if (g_str_has_prefix(p, "\u202f") || g_str_has_prefix(p, "\u2009"))
        p += strlen("\u202f");
    else if (g_str_has_prefix(p, "\u00a0"))
        p += strlen("\u00a0");
    for (gsize i = 0; i < G_N_ELEMENTS(UNITS); i++) {
        gsize n = strlen(UNITS[i].text);
        if (strncmp(p, UNITS[i].text, n) != 0 ||
            (g_ascii_isalpha(p[n - 1]) && (g_ascii_isalnum(p[n]) || p[n] == '_' || p[n] == '/')))
            continue;
        typed->kind = UNITS[i].kind;
        typed->factor = UNITS[i].factor;
        *end = p + n;
        return TRUE;
    }
    return FALSE;
}

/* "1,234.5 ms" from its first digit. */
static gboolean read_typed(const char *text, const char *p, Typed *typed, const char **end)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    typed->offset = (gsize)(p - text);
    typed->n_decimals = 0;
    for (; g_ascii_isdigit(*p) || (*p == ',' && g_ascii_isdigit(p[1]) && g_ascii_isdigit(p[2]) &&
                                   g_ascii_isdigit(p[3]) && !g_ascii_isdigit(p[4]));
         p++)
        if (*p != ',')
            g_string_append_c(digits, *p);
    if (*p == '.' && g_ascii_isdigit(p[1])) {
        g_string_append_c(digits, *p++);
        for (; g_ascii_isdigit(*p); p++, typed->n_decimals++)
            g_string_append_c(digits, *p);
    }
    *end = p;
    typed->half = .5 * pow(10, -(double)typed->n_decimals);
    if (!number_parse(digits->str, digits->len, &typed->value) || !read_unit(p, typed, end))
        return FALSE;
    typed->n = (gsize)(*end - text) - typed->offset;
    return TRUE;
}

/* Not the digits of a name or a version, nor what stands behind a sign that makes it the half of an interval. */
static gboolean begins_number(const char *text, const char *p)
{
    if (!g_ascii_isdigit(*p))
        return FALSE;
    const char *before = p;
    do
        before = before > text ? g_utf8_prev_char(before) : NULL;
    while (before && before == p - 1 && *before == ' ');
    gunichar sign = before ? g_utf8_get_char(before) : 0;
    gboolean is_close = before && g_utf8_next_char(before) == p;
    if (sign == 0xb1 || (sign == '-' && before > text && before[-1] == '+'))
        return FALSE;
    return !is_close || !(g_unichar_isalnum(sign) || strchr("_./#{`\"'", (char)sign));
}

/* Behind the code that begins here: a fence ends with a line of its own, a span within its paragraph and with as many marks. */
static const char *skip_code(const char *text, const char *p)
{
    gsize n = strspn(p, "`");
    gboolean is_fence = n >= 3 && (p == text || p[-1] == '\n');
    if (is_fence) {
        const char *end = strstr(p + n, "\n```");
        return end ? end + strlen("\n```") : p + strlen(p);
    }
    const char *paragraph = strstr(p, "\n\n");
    for (const char *q = p + n; *q && (!paragraph || q < paragraph); q++) {
        gsize marks = strspn(q, "`");
        if (marks == n)
            return q + n;
        q += marks > 0 ? marks - 1 : 0;
    }
    return p + n;
}

/* Behind a live value or code, which are not the author's to round; the next byte elsewhere. */
static const char *skip_quoted(const char *text, const char *p)
{
    const char *end = NULL;
    if (*p == '`')
        return skip_code(text, p);
    if (g_str_has_prefix(p, "{{"))
        end = g_strstr_len(p, (gssize)strnlen(p, LONGEST_VALUE), "}}");
    return end ? end + 1 : p + 1;
}

static GArray *find_typed(const char *text)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Typed));
    for (const char *p = text; *p && all->len < MOST_TYPED;) {
        Typed typed = {0};
        const char *end = p;
        if (!begins_number(text, p)) {
            p = skip_quoted(text, p);
            continue;
        }
        if (read_typed(text, p, &typed, &end))
            g_array_append_val(all, typed);
        p = MAX(end, p + 1);
    }
    return all;
}

/* ------------------------------------------------------------------ comparing */

/* Up to three readings of a value in the unit typed, without signs; NAN where there is none. */
static void readings_of(const Known *known, const Typed *typed, double readings[N_READINGS])
{
    static const Dimension DIMENSIONS[] = {
        [KIND_TIME] = IN_SECONDS, [KIND_SIZE] = IN_BYTES, [KIND_COUNT] = IN_EVENTS};
    double value = fabs(known->value);
    readings[0] = readings[1] = readings[2] = NAN;
    if (typed->kind == KIND_PERCENT) {
        readings[0] = known->is_share || known->is_ratio ? value * 100 : known->share * 100;
        readings[1] = known->is_ratio ? fabs(value - 1) * 100 : NAN; /* 1.25 times as fast: 25 % faster */
        readings[2] = known->is_ratio && value > 0 ? fabs(1 - 1 / value) * 100 : NAN; /* and 20 % less time */
    } else if (typed->kind == KIND_RATIO) {
        readings[0] = known->is_ratio ? value : NAN;
        readings[1] = known->is_ratio && value > 0 ? 1 / value : NAN;
    } else if (known->dimension == DIMENSIONS[typed->kind]) {
        readings[0] = value * typed->factor;
    }
}

/* How often each digit occurs in a number, six bits a digit. */
static guint64 count_digits(guint64 number)
{
    guint64 counts = 0;
    for (; number > 0; number /= 10)
        counts += G_GUINT64_CONSTANT(1) << (6 * (number % 10));
    return counts;
}

/* The same digits in another order: the commonest slip of the hand. */
static gboolean is_transposed(const Typed *typed, double reading)
{
    double unit = 2 * typed->half, most = 1e15;
    if (!(reading / unit < most) || typed->value / unit >= most)
        return FALSE;
    guint64 one = (guint64)llround(typed->value / unit), other = (guint64)llround(reading / unit);
    return one >= 100 && count_digits(one) == count_digits(other);
}

/* The value nearest to a number. */
typedef struct {
    const Known *known;
    double reading, distance;
} Nearest;

/* TRUE when a value rounds to it; else *nearest is the best guess at what was meant. */
static gboolean find_value(const GArray *known, const Typed *typed, Nearest *nearest)
{
    *nearest = (Nearest){.distance = INFINITY};
    for (guint i = 0; i < known->len; i++) {
        const Known *one = &g_array_index(known, Known, i);
        double readings[N_READINGS];
        readings_of(one, typed, readings);
        for (guint k = 0; k < G_N_ELEMENTS(readings); k++) {
            double distance = fabs(readings[k] - typed->value);
            if (distance <= typed->half * (1 + 1e-9))
                return TRUE;
            if (is_transposed(typed, readings[k]))
                distance *= .05;
            if (distance < nearest->distance)
                *nearest = (Nearest){one, readings[k], distance};
        }
    }
    return FALSE;
}

static void tell(const Notes *notes, const Typed *typed, const Nearest *nearest, GString *out)
{
    guint line = 0, column = 0;
    text_locate(notes->text, strlen(notes->text), typed->offset, &line, &column);
    g_autofree char *raw = g_strndup(notes->text + typed->offset, typed->n);
    g_autofree char *shown = text_clean_line(raw, 60);
    g_string_append_printf(out, "%s:%u:%u: %s is no value of the report", notes->input->path, line, column,
                           shown);
    if (nearest->known) {
        const char *unit = raw + strspn(raw, "0123456789.,");
        g_autofree char *meant = g_strdup_printf("%.*f%s", (int)typed->n_decimals, nearest->reading, unit);
        g_autofree char *clean = text_clean_line(meant, 60);
        g_string_append_printf(out, " (%s? %s%s%s)", clean, nearest->known->key,
                               nearest->known->where[0] ? " of " : "", nearest->known->where);
    }
    g_string_append_c(out, '\n');
}

guint check_notes(const Benchmark *benchmark, const char *json, gsize n_json, GString *out, guint *n_checked)
{
    g_autoptr(JsonDocument) document = json_read(NULL, json, n_json, NULL);
    if (!document || benchmark->notes->len == 0)
        return 0;
    g_autoptr(GArray) known = find_known(document->root);
    guint n_wrong = 0;
    for (guint i = 0; i < benchmark->notes->len; i++) {
        const Notes *notes = g_ptr_array_index(benchmark->notes, i);
        g_autoptr(GArray) all = find_typed(notes->text);
        for (guint k = 0; k < all->len; k++) {
            const Typed *typed = &g_array_index(all, Typed, k);
            Nearest nearest;
            (*n_checked)++;
            if (find_value(known, typed, &nearest))
                continue;
            tell(notes, typed, &nearest, out);
            n_wrong++;
        }
        if (all->len == MOST_TYPED)
            g_string_append_printf(out, "%s: only the first %u numbers were looked at\n", notes->input->path,
                                   all->len);
    }
    return n_wrong;
}
