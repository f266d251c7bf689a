/* Live values; see live_value.h. */
#include "report/live_value.h"

#include <string.h>

#include "analyze/hotspots.h"
#include "analyze/what_if.h"
#include "base/text.h"
#include "report/model_internal.h"

#define MOST_WORDS 4

/* One lookup: the words behind the first, and where to say what is wrong. */
typedef struct {
    const Findings *findings;
    const char *words[MOST_WORDS]; /* NULL where there is none */
    char **problem;
} Lookup;

typedef char *(*LookUp)(const Lookup *lookup);

/* ------------------------------------------------------------------ what is wrong */

/* Names that could have been meant. */
static char *no_such(const Lookup *lookup, const char *what, const char *typed, const GPtrArray *names)
{
    const char *near = text_nearest(typed, (const char *const *)names->pdata, names->len);
    *lookup->problem = g_strdup_printf("there is no %s \"%s\"%s%s%s", what, typed, near ? " (" : "",
                                       near ? near : "", near ? "?)" : "");
    return NULL;
}

G_GNUC_PRINTF(2, 3) static char *fail(const Lookup *lookup, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *lookup->problem = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return NULL;
}

/* ------------------------------------------------------------------ variants and timings */

static const VariantFindings *find_variant(const Lookup *lookup, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < lookup->findings->variants->len; i++) {
        const VariantFindings *variant = g_ptr_array_index(lookup->findings->variants, i);
        if (strcmp(variant->variant->name, name) == 0 || strcmp(variant_label(variant), name) == 0)
            return variant;
        g_ptr_array_add(names, variant->variant->name);
    }
    no_such(lookup, "variant", name, names);
    return NULL;
}

/* A changed variant; without a name the only one. */
static const VariantFindings *changed_variant(const Lookup *lookup)
{
    const GPtrArray *variants = lookup->findings->variants;
    if (!lookup->words[0] && variants->len == 2)
        return g_ptr_array_index(variants, 1);
    if (!lookup->words[0]) {
        fail(lookup, "say which variant");
        return NULL;
    }
    const VariantFindings *variant = find_variant(lookup, lookup->words[0]);
    if (variant != baseline_of(lookup->findings))
        return variant;
    fail(lookup, "\"%s\" is the base: nothing is compared with itself", lookup->words[0]);
    return NULL;
}

/* The comparison of a timing that was named. */
static const Comparison *named_comparison(const Lookup *lookup, const VariantFindings *variant)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < lookup->findings->comparisons->len; i++) {
        const Comparison *row = g_ptr_array_index(lookup->findings->comparisons, i);
        if (row->variant != variant)
            continue;
        if (strcmp(row->changed->timing->benchmark, lookup->words[1]) == 0)
            return row;
        g_ptr_array_add(names, row->changed->timing->benchmark);
    }
    no_such(lookup, "comparison of", lookup->words[1], names);
    return NULL;
}

/* ------------------------------------------------------------------ speeds */

/* Speed-up with its interval: of the timing that was named, else what the report leads with. */
static gboolean find_speed(const Lookup *lookup, double *speedup, double *low, double *high)
{
    const VariantFindings *variant = changed_variant(lookup);
    if (!variant)
        return FALSE;
    if (lookup->words[1]) {
        const Comparison *row = named_comparison(lookup, variant);
        *speedup = row ? row->speedup : NAN;
        *low = row ? row->ci_low : NAN;
        *high = row ? row->ci_high : NAN;
    } else {
        Headline headline = headline_find(lookup->findings, variant);
        *speedup = headline.kind == HEADLINE_NONE ? NAN : headline.speedup;
        *low = headline.ci_low;
        *high = headline.ci_high;
    }
    if (isnan(*speedup) && !*lookup->problem)
        fail(lookup, "no speed-up is known of \"%s\"", variant->variant->name);
    return !isnan(*speedup);
}

static char *look_up_speedup(const Lookup *lookup)
{
    double speedup, low, high;
    return find_speed(lookup, &speedup, &low, &high) ? number_ratio(speedup, show_half_width(low, high))
                                                     : NULL;
}

static char *look_up_ci(const Lookup *lookup)
{
    double speedup, low, high;
    if (!find_speed(lookup, &speedup, &low, &high))
        return NULL;
    if (isnan(low))
        return fail(lookup, "no interval is known of %s", lookup->words[0] ? lookup->words[0] : "it");
    g_autofree char *range = show_ratio_range(speedup, low, high);
    return g_strconcat(range, NUMBER_TIMES, NULL);
}

/* Change of the time, which is one over the speed-up. */
static char *look_up_delta(const Lookup *lookup)
{
    double speedup, low, high;
    return find_speed(lookup, &speedup, &low, &high) ? number_percent_signed(1 / speedup - 1) : NULL;
}

/* ------------------------------------------------------------------ times */

/* The timing that was named, or the only one. */
static const TimingSummary *find_timing(const Lookup *lookup, const VariantFindings *variant)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const TimingSummary *only = NULL;
    for (guint i = 0; i < variant->timings->len; i++) {
        const TimingSummary *summary = g_ptr_array_index(variant->timings, i);
        if (summary->is_later_batch)
            continue;
        if (lookup->words[1] && strcmp(summary->timing->benchmark, lookup->words[1]) == 0)
            return summary;
        g_ptr_array_add(names, summary->timing->benchmark);
        only = summary;
    }
    if (lookup->words[1])
        no_such(lookup, "timing", lookup->words[1], names);
    else if (names->len > 1)
        fail(lookup, "\"%s\" has several timings: say which", variant->variant->name);
    return !lookup->words[1] && names->len == 1 ? only : NULL;
}

static gboolean find_measured(const Lookup *lookup, Measured *measured)
{
    const VariantFindings *variant = lookup->words[0] ? find_variant(lookup, lookup->words[0]) : NULL;
    if (!lookup->words[0])
        fail(lookup, "say of which variant");
    const TimingSummary *timing = variant ? find_timing(lookup, variant) : NULL;
    if (timing)
        *measured = measured_of_side(timing, lookup->findings->options.confidence);
    else if (variant && !*lookup->problem && variant->process)
        *measured = measured_of_process(variant->process, lookup->findings->options.confidence);
    else if (variant && !*lookup->problem)
        fail(lookup, "no time is known of \"%s\"", variant->variant->name);
    return !*lookup->problem;
}

static char *look_up_time(const Lookup *lookup)
{
    Measured measured;
    return find_measured(lookup, &measured) ? measured_show(&measured) : NULL;
}

static char *look_up_n(const Lookup *lookup)
{
    Measured measured;
    return find_measured(lookup, &measured) ? number_grouped(measured.n) : NULL;
}

/* ------------------------------------------------------------------ counters */

static const CounterSummary *find_counter(const Lookup *lookup, const VariantFindings *variant)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; variant && i < variant->counters->len; i++) {
        const CounterSummary *counter = g_ptr_array_index(variant->counters, i);
        if (counter->status != COUNTER_COUNTED)
            continue;
        if (strcmp(counter->event, lookup->words[0]) == 0)
            return counter;
        g_ptr_array_add(names, (gpointer)(guintptr)counter->event);
    }
    if (variant)
        no_such(lookup, "counted event", lookup->words[0], names);
    return NULL;
}

static const VariantFindings *second_word_variant(const Lookup *lookup, const char *what)
{
    if (lookup->words[0] && lookup->words[1])
        return find_variant(lookup, lookup->words[1]);
    fail(lookup, "say %s and of which variant", what);
    return NULL;
}

static char *look_up_counter(const Lookup *lookup)
{
    const CounterSummary *counter = find_counter(lookup, second_word_variant(lookup, "which event"));
    return counter ? show_counter(counter->value.value, counter->unit, counter->n_runs) : NULL;
}

static char *look_up_change(const Lookup *lookup)
{
    const VariantFindings *variant = second_word_variant(lookup, "which event");
    const CounterSummary *counter = find_counter(lookup, variant);
    for (guint i = 0; counter && i < lookup->findings->counter_comparisons->len; i++) {
        const CounterComparison *row = g_ptr_array_index(lookup->findings->counter_comparisons, i);
        if (row->variant == variant && row->changed == counter && !isnan(row->delta_share))
            return number_percent_signed(row->delta_share);
    }
    return counter ? fail(lookup, "no change of \"%s\" is known", lookup->words[0]) : NULL;
}

/* ------------------------------------------------------------------ profiles */

/* Weight of all stacks that hold a function of that name, once each: files that share a name add up to no more than the whole. */
static char *look_up_share(const Lookup *lookup)
{
    const VariantFindings *variant = second_word_variant(lookup, "which function");
    const Profile *profile = variant ? hotspots_profile(variant->variant) : NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    guint64 total = 0;
    for (guint i = 0; profile && i < profile->functions->len; i++) {
        const FunctionWeight *function = g_ptr_array_index(profile->functions, i);
        total = strcmp(function->name, lookup->words[0]) == 0 ? MAX(total, function->total) : total;
        g_ptr_array_add(names, function->name);
    }
    if (total > 0)
        return number_percent((double)total / (double)profile->total);
    if (profile)
        return no_such(lookup, "function", lookup->words[0], names);
    return variant ? fail(lookup, "\"%s\" has no profile", variant->variant->name) : NULL;
}

/* ------------------------------------------------------------------ what if */

/* Speed of the whole when a part, by the name of its question, becomes so many times as fast. */
static char *look_up_what_if(const Lookup *lookup)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    double part = NAN;
    if (!lookup->words[0] || !lookup->words[1] ||
        !number_parse(lookup->words[1], strlen(lookup->words[1]), &part) || !(part > 0))
        return fail(lookup, "say which question, and how many times as fast the part becomes");
    for (guint i = 0; i < lookup->findings->what_ifs->len; i++) {
        const WhatIfFindings *answer = g_ptr_array_index(lookup->findings->what_ifs, i);
        if (strcmp(answer->question->name, lookup->words[0]) == 0)
            return number_ratio(what_if_speed(answer->share, part),
                                show_half_width(what_if_speed(answer->share_low, part),
                                                what_if_speed(answer->share_high, part)));
        g_ptr_array_add(names, answer->question->name);
    }
    return no_such(lookup, "what-if", lookup->words[0], names);
}

/* ------------------------------------------------------------------ words */

static const struct {
    const char *word;
    LookUp look_up;
} KINDS[] = {
    {"speedup", look_up_speedup}, {"ci", look_up_ci},       {"delta", look_up_delta},
    {"time", look_up_time},       {"n", look_up_n},         {"counter", look_up_counter},
    {"change", look_up_change},   {"share", look_up_share}, {"whatif", look_up_what_if},
};

/* Blanks part words, double quotes hold them together; what cannot be shown is made harmless. Of char*, transfer full. */
static GPtrArray *split_words(const char *text)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (const char *p = text; *(p += strspn(p, " \t"));) {
        gboolean is_quoted = *p == '"';
        p += is_quoted;
        gsize n = strcspn(p, is_quoted ? "\"" : " \t");
        g_ptr_array_add(words, text_clean_bytes(p, n));
        p += n + (is_quoted && p[n] ? 1 : 0);
    }
    return words;
}

char *live_value(const Findings *findings, const char *expression, char **problem)
{
    g_autoptr(GPtrArray) words = split_words(expression);
    g_autoptr(GPtrArray) kinds = g_ptr_array_new();
    Lookup lookup = {.findings = findings, .problem = problem};
    *problem = NULL;
    for (guint i = 1; i < words->len && i <= MOST_WORDS; i++)
        lookup.words[i - 1] = g_ptr_array_index(words, i);
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (words->len > 0 && strcmp(g_ptr_array_index(words, 0), KINDS[i].word) == 0)
            return words->len - 1 <= MOST_WORDS - 2 ? KINDS[i].look_up(&lookup)
                                                    : fail(&lookup, "too many words in \"%s\"", expression);
        g_ptr_array_add(kinds, (gpointer)(guintptr)KINDS[i].word);
    }
    return words->len > 0 ? no_such(&lookup, "value", g_ptr_array_index(words, 0), kinds)
                          : fail(&lookup, "nothing stands between the braces");
}
