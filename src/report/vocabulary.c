/* The names of the report model; see vocabulary.h. docs/model.md explains each; a test keeps both complete. */
#include "report/vocabulary.h"

#include <stdlib.h>
#include <string.h>

static const char *const NAMES[] = {
    "a12",
    "account",
    "align",
    "aside",
    "author",
    "badge",
    "baseline",
    "baseline_benchmark",
    "baseline_value",
    "batches",
    "benchmark",
    "benchmarks",
    "branch_miss_rate",
    "branch_mpki",
    "bytes",
    "cache_miss_rate",
    "cache_mpki",
    "caption",
    "cautions",
    "cell",
    "ci",
    "class",
    "code",
    "colspan",
    "column",
    "command",
    "comparison",
    "confidence",
    "counter",
    "counter_comparison",
    "course",
    "cpi",
    "cpus",
    "d",
    "date",
    "day",
    "decisive",
    "decomposition",
    "degrees_of_freedom",
    "delta",
    "delta_share",
    "derived",
    "deviation",
    "differs",
    "directory",
    "document-title",
    "drift",
    "dtlb_miss_rate",
    "elapsed",
    "elapsed_ratio",
    "elapsed_stderr",
    "enough",
    "environment",
    "event",
    "exact",
    "excluded",
    "explains-benchmark",
    "faster",
    "fieller",
    "figure",
    "file",
    "files",
    "flag",
    "folded",
    "format",
    "fraction",
    "frequency",
    "full",
    "function",
    "generator",
    "geometric_mean",
    "ghz",
    "group",
    "groups",
    "half_width",
    "has-counters",
    "has-over",
    "has-profiles",
    "head",
    "headline",
    "here",
    "high",
    "history",
    "href",
    "icc",
    "id",
    "index",
    "input",
    "inputs-hash",
    "inputs_left_out",
    "instructions",
    "ipc",
    "is-suite",
    "iso",
    "item",
    "itlb_miss_rate",
    "key",
    "kind",
    "l1d_miss_rate",
    "label",
    "level",
    "limit",
    "line",
    "llc_miss_rate",
    "low",
    "machine",
    "mad",
    "made",
    "mann_whitney_p",
    "margin",
    "mark",
    "max",
    "mean",
    "mean_of_processes",
    "median",
    "median_ratio",
    "message",
    "min",
    "modifier",
    "module",
    "more",
    "n",
    "n-blocks",
    "n-cautions",
    "n-columns",
    "n-notes",
    "n-variants",
    "name",
    "noise",
    "noise_degrees_of_freedom",
    "noise_floor",
    "notes",
    "notice",
    "notices",
    "number",
    "other",
    "outliers",
    "over",
    "over-style",
    "p",
    "part",
    "path",
    "pattern",
    "pmu",
    "point",
    "position",
    "printed",
    "process",
    "process_comparison",
    "process_step",
    "processes",
    "processes_needed",
    "profile",
    "pruned",
    "pyperf",
    "q",
    "ratio",
    "reason",
    "rejected",
    "report",
    "residual",
    "role",
    "row",
    "rows",
    "rowspan",
    "running",
    "runs",
    "same",
    "sample_rate",
    "schema",
    "scope",
    "section",
    "self",
    "self_share",
    "sentence",
    "severity",
    "sha256",
    "share",
    "share_ci",
    "shown-unit",
    "side",
    "significant",
    "simulated",
    "since_last",
    "since_last_ci",
    "slower",
    "source",
    "speedup",
    "stacks",
    "stalled_share",
    "standard_error",
    "status",
    "status-text",
    "stderr",
    "stdev",
    "step",
    "step_of_part",
    "steps",
    "style",
    "subject",
    "subtitle",
    "summary",
    "sys",
    "t",
    "table",
    "tag",
    "text",
    "timestamp",
    "timestamp_source",
    "timing",
    "title",
    "total",
    "total_share",
    "unit",
    "unpaired",
    "unresolved",
    "unused",
    "used",
    "user",
    "utilisation",
    "v",
    "value",
    "values",
    "variant",
    "verdict",
    "verdict-word",
    "version",
    "warmups",
    "warning",
    "weight_unit",
    "what_if",
    "whole",
    "why",
    "word",
    "work",
};

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(a, *(const char *const *)b);
}

gboolean vocabulary_has(const char *name)
{
    return bsearch(name, NAMES, G_N_ELEMENTS(NAMES), sizeof NAMES[0], compare_names) != NULL;
}

const char *const *vocabulary_names(gsize *n_names)
{
    *n_names = G_N_ELEMENTS(NAMES);
    return NAMES;
}

/* ------------------------------------------------------------------ names in an expression */

static gboolean is_one_of(const char *name, const char *const *words, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (g_str_equal(name, words[i]))
            return TRUE;
    return FALSE;
}

/* XPath 1.0 section 4, and the node tests. */
static gboolean is_function(const char *name)
{
    static const char *const functions[] = {
        "last",
        "position",
        "count",
        "id",
        "local-name",
        "namespace-uri",
        "name",
        "string",
        "concat",
        "starts-with",
        "contains",
        "substring-before",
        "substring-after",
        "substring",
        "string-length",
        "normalize-space",
        "translate",
        "boolean",
        "not",
        "true",
        "false",
        "lang",
        "number",
        "sum",
        "floor",
        "ceiling",
        "round",
        "node",
        "text",
        "comment",
        "processing-instruction",
    };
    return is_one_of(name, functions, G_N_ELEMENTS(functions));
}

static gboolean is_operator(const char *name)
{
    static const char *const operators[] = {"and", "or", "div", "mod"};
    return is_one_of(name, operators, G_N_ELEMENTS(operators));
}

static gboolean is_name_char(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '.' || (c & 0x80);
}

/* Skips a literal in quotes. */
static const char *skip_literal(const char *p)
{
    const char *end = strchr(p + 1, *p);
    return end ? end + 1 : p + strlen(p);
}

char *vocabulary_find_unknown(const char *expression)
{
    char before = 0; /* the last character that is no blank and no part of the name */
    for (const char *p = expression; *p;) {
        if (*p == '\'' || *p == '"') {
            p = skip_literal(p);
            before = '\'';
            continue;
        }
        if (!g_ascii_isalpha(*p) && *p != '_') {
            before = g_ascii_isspace(*p) ? before : *p;
            p++;
            continue;
        }
        const char *start = p;
        while (is_name_char(*p))
            p++;
        g_autofree char *name = g_strndup(start, (gsize)(p - start));
        const char *next = p + strspn(p, " \t\r\n");
        gboolean is_axis = g_str_has_prefix(next, "::");
        gboolean is_after_operand = before && !strchr("/@([,|=<>+*:!-", before);
        if (*next == '(' && !is_function(name))
            return g_strconcat(name, "(", NULL);
        if (*next != '(' && !is_axis && before != '$' && !(is_after_operand && is_operator(name)) &&
            !vocabulary_has(name))
            return g_steal_pointer(&name);
        before = is_operator(name) && is_after_operand ? '=' : 'a';
    }
    return NULL;
}
