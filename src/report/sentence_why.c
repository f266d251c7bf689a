/* Why, in words: the iron law for fixed work, rates only around a calibrated command, and what is no speed-up.
 * In: findings, a headline. Out: <why> and <aside> sentences. The iron law is that of Hennessy & Patterson (docs/BIBLIOGRAPHY.md):
 * time = instructions x cycles per instruction / clock / CPUs kept busy. */
#include "base/text.h"
#include "report/model_internal.h"

#include <string.h>

#define MIN_LOG_FACTOR 0.01 /* a factor nearer to 1 is not worth a clause */
#define CPU_TIME_DIFFERS 0.05
#define RATE_DIFFERS 0.1
#define MAX_NAMED 4

typedef enum { FACTOR_INSTRUCTIONS, FACTOR_CPI, FACTOR_FREQUENCY, FACTOR_UTILISATION, N_FACTORS } FactorKind;

typedef struct {
    FactorKind kind;
    double ratio; /* of elapsed time that it explains: below 1 is less time */
} Factor;

/* ------------------------------------------------------------------ clauses of the iron law */

/* "89.5 % fewer instructions", from half as much again on "1.86 times the cycles". */
static void append_share(GString *out, double ratio, const char *less, const char *more)
{
    g_autofree char *share = number_percent(fabs(ratio - 1));
    if (ratio >= 1.5)
        g_string_append_printf(out, "%.2f times the %s", ratio, strchr(more, ' ') + 1);
    else
        g_string_append_printf(out, "%s %s", share, ratio < 1 ? less : more);
}

/* "the clock ran 3.0 % slower", "the clock ran at 1.80 times the speed". */
static void append_clock(GString *out, double speed, gboolean is_first)
{
    g_autofree char *share = number_percent(fabs(speed - 1));
    g_string_append(out, is_first ? "ran at a clock " : "the clock ran ");
    if (speed >= 1.5)
        g_string_append_printf(out, "%.2f times as fast", speed);
    else
        g_string_append_printf(out, "%s %s", share, speed > 1 ? "faster" : "slower");
}

/* The first clause follows the name of the variant, the others stand on their own. */
static void append_clause(GString *out, const Factor *factor, gboolean is_first, const Headline *headline)
{
    const DerivedMetrics *base = headline->process ? &headline->process->baseline->derived : NULL;
    const DerivedMetrics *changed = &headline->variant->derived;
    switch (factor->kind) {
    case FACTOR_INSTRUCTIONS:
        g_string_append(out, "executes ");
        append_share(out, factor->ratio, "fewer instructions", "more instructions");
        break;
    case FACTOR_CPI:
        g_string_append(out, is_first ? "needs for each instruction " : "each costs ");
        append_share(out, factor->ratio, "fewer cycles", "more cycles");
        break;
    case FACTOR_FREQUENCY:
        append_clock(out, 1 / factor->ratio, is_first);
        break;
    case FACTOR_UTILISATION:
        if (base && isfinite(base->cpus) && isfinite(changed->cpus))
            g_string_append_printf(
                out, is_first ? "keeps %.2f CPUs busy instead of %.2f" : "%.2f CPUs are busy instead of %.2f",
                changed->cpus, base->cpus);
        else
            g_string_append_printf(
                out, is_first ? "keeps %.2f times as many CPUs busy" : "%.2f times as many CPUs are busy",
                1 / factor->ratio);
        break;
    case N_FACTORS:
        break;
    }
}

/* Largest first; ties in the order of the law. */
static int compare_factors(gconstpointer a, gconstpointer b)
{
    const Factor *x = a, *y = b;
    double size_x = fabs(log(x->ratio)), size_y = fabs(log(y->ratio));
    if (size_x != size_y)
        return size_x > size_y ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

/* Factors within one per cent of 1 are left out. Transfer full, of Factor. */
static GArray *sorted_factors(const Decomposition *law)
{
    const double ratios[N_FACTORS] = {law->instructions, law->cpi, law->frequency, law->utilisation};
    GArray *factors = g_array_new(FALSE, FALSE, sizeof(Factor));
    for (guint i = 0; i < N_FACTORS; i++) {
        Factor factor = {.kind = (FactorKind)i, .ratio = ratios[i]};
        if (ratios[i] > 0 && isfinite(ratios[i]) && fabs(log(ratios[i])) >= MIN_LOG_FACTOR)
            g_array_append_val(factors, factor);
    }
    g_array_sort(factors, compare_factors);
    return factors;
}

/* "fell by 80.3 %", or without the verb when the clause before has said it. */
static char *describe_change(double ratio, gboolean with_verb)
{
    g_autofree char *share = number_percent(fabs(ratio - 1));
    return g_strdup_printf("%sby %s", !with_verb ? "" : ratio < 1 ? "fell " : "rose ", share);
}

/* " CPU time fell by 80.3 %, elapsed time by 89.4 %.", where the two tell different stories. */
static void add_cpu_time(xmlNodePtr why, const Decomposition *law)
{
    double cpu = law->elapsed / law->utilisation;
    if (!isfinite(cpu) || fabs(cpu / law->elapsed - 1) <= CPU_TIME_DIFFERS)
        return;
    gboolean is_other_way = (cpu < 1) != (law->elapsed < 1);
    g_autofree char *cpu_change = describe_change(cpu, TRUE);
    g_autofree char *elapsed_change = describe_change(law->elapsed, is_other_way);
    element_add_part_printf(why, "", " CPU time %s, elapsed time %s.", cpu_change, elapsed_change);
}

/* "Why: `B` executes 89.5 % fewer instructions, each costs …, and …". */
static void add_iron_law(xmlNodePtr verdict, const Headline *headline, const Decomposition *law)
{
    g_autoptr(GArray) factors = sorted_factors(law);
    if (factors->len == 0)
        return;
    xmlNodePtr why = element_add(verdict, "why");
    element_set(why, "variant", headline->variant->variant->name);
    element_add_part(why, "",
                     headline->kind == HEADLINE_PROCESS ? "Why: "
                                                        : "Why, by the counters of the whole process: ");
    element_add_part(why, "code", variant_label(headline->variant));
    g_autoptr(GString) text = g_string_new(" ");
    for (guint i = 0; i < factors->len; i++) {
        if (i > 0)
            g_string_append(text, i + 1 < factors->len ? ", " : ", and ");
        append_clause(text, &g_array_index(factors, Factor, i), i == 0, headline);
    }
    g_string_append_c(text, '.');
    element_add_part(why, "", text->str);
    add_cpu_time(why, law);
}

/* ------------------------------------------------------------------ rates */

typedef struct {
    const char *name;
    double base, changed;
} Rate;

/* The miss rate that changed most, when one changed by a tenth at least. */
static Rate most_changed_rate(const DerivedMetrics *base, const DerivedMetrics *changed)
{
    const Rate rates[] = {
        {"branch-miss rate", base->branch_miss_rate, changed->branch_miss_rate},
        {"cache-miss rate", base->cache_miss_rate, changed->cache_miss_rate},
        {"L1 data miss rate", base->l1d_miss_rate, changed->l1d_miss_rate},
        {"last-level miss rate", base->llc_miss_rate, changed->llc_miss_rate},
    };
    Rate best = {NULL, NAN, NAN};
    double most = log(1 + RATE_DIFFERS);
    for (gsize i = 0; i < G_N_ELEMENTS(rates); i++) {
        double change = fabs(log(rates[i].changed / rates[i].base));
        if (isfinite(change) && change > most) {
            best = rates[i];
            most = change;
        }
    }
    return best;
}

/* Counters around a calibrated command: amounts say nothing, rates do. */
static void add_rates(xmlNodePtr verdict, const Findings *findings, const Headline *headline)
{
    const DerivedMetrics *base = &baseline_of(findings)->derived, *changed = &headline->variant->derived;
    if (!headline->process || !isfinite(base->ipc) || !isfinite(changed->ipc))
        return;
    xmlNodePtr why = element_add(verdict, "why");
    element_set(why, "variant", headline->variant->variant->name);
    element_add_part(
        why, "",
        "The counters cover the whole command, whose amount of work is not fixed, so only their rates "
        "compare: in ");
    element_add_part(why, "code", variant_label(headline->variant));
    gboolean is_same = fabs(log(changed->ipc / base->ipc)) < MIN_LOG_FACTOR;
    if (is_same)
        element_add_part_printf(why, "", " instructions per cycle stay at %.2f", changed->ipc);
    else
        element_add_part_printf(why, "", " instructions per cycle %s from %.2f to %.2f",
                                changed->ipc > base->ipc ? "rise" : "fall", base->ipc, changed->ipc);
    Rate rate = most_changed_rate(base, changed);
    if (rate.name) {
        g_autofree char *before = number_percent(rate.base);
        g_autofree char *after = number_percent(rate.changed);
        element_add_part_printf(why, "", " and the %s %s from %s to %s", rate.name,
                                rate.changed > rate.base ? "rises" : "falls", before, after);
    }
    element_add_part(why, "", ".");
}

static const Decomposition *find_law(const Findings *findings, const VariantFindings *variant)
{
    for (guint i = 0; i < findings->decompositions->len; i++) {
        const Decomposition *law = g_ptr_array_index(findings->decompositions, i);
        if (law->variant == variant)
            return law;
    }
    return NULL;
}

/* The iron law needs the same work on both sides; otherwise rates are all that can be said. */
void sentences_add_why(xmlNodePtr verdict, const Findings *findings, const Headline *headline)
{
    const Decomposition *law = find_law(findings, headline->variant);
    if (law && law->explains_benchmark && headline->kind != HEADLINE_SUITE)
        add_iron_law(verdict, headline, law);
    else
        add_rates(verdict, findings, headline);
}

/* ------------------------------------------------------------------ the account of the factors */

/* "9.53× is fewer instructions": how a factor reads as a part of the ratio. */
static void append_part_of_ratio(GString *out, const Factor *factor)
{
    static const char *const helps[N_FACTORS] = {"fewer instructions", "fewer cycles per instruction",
                                                 "a faster clock", "more CPUs kept busy"};
    static const char *const hurts[N_FACTORS] = {"more instructions", "more cycles per instruction",
                                                 "a slower clock", "fewer CPUs kept busy"};
    gboolean is_help = factor->ratio < 1;
    g_autofree char *size = number_ratio(is_help ? 1 / factor->ratio : factor->ratio, NAN);
    g_string_append_printf(out, "%s is %s", size, is_help ? helps[factor->kind] : hurts[factor->kind]);
}

/* The factors on one side of 1, joined; FALSE when there are none. */
static gboolean append_side(GString *out, const GArray *factors, gboolean is_help)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < factors->len; i++) {
        const Factor *factor = &g_array_index(factors, Factor, i);
        if ((factor->ratio < 1) != is_help)
            continue;
        g_autoptr(GString) word = g_string_new(NULL);
        append_part_of_ratio(word, factor);
        g_ptr_array_add(words, g_strdup(word->str));
    }
    if (words->len == 0)
        return FALSE;
    g_autofree char *joined = text_join_and(words);
    g_string_append(out, joined);
    return TRUE;
}

/* Helping factors first, those against it behind, then what is left over. */
void sentences_add_account(ModelBuilder *builder, const Headline *headline)
{
    const Decomposition *law = find_law(builder->findings, headline->variant);
    if (!law || !law->explains_benchmark || !isfinite(law->elapsed))
        return;
    g_autoptr(GArray) factors = sorted_factors(law);
    if (factors->len == 0)
        return;
    xmlNodePtr node = element_add(builder->root, "account");
    g_autofree char *total = number_ratio(law->elapsed < 1 ? 1 / law->elapsed : law->elapsed, NAN);
    element_add_part_printf(node, "", "Of the %s of ", total);
    element_add_part(node, "code", variant_label(headline->variant));
    g_autoptr(GString) text = g_string_new(", ");
    gboolean is_faster = law->elapsed < 1;
    gboolean has_cause = append_side(text, factors, is_faster);
    g_autoptr(GString) against = g_string_new(NULL);
    if (append_side(against, factors, !is_faster))
        g_string_append_printf(text, "%s%s", has_cause ? "; against it, " : "against it, ", against->str);
    g_string_append(text, ". ");
    element_add_part(node, "", text->str);
    if (isfinite(law->residual) && fabs(law->residual) < MIN_LOG_FACTOR)
        element_add_part(node, "", "The four factors multiply to the measured ratio; nothing is left over.");
    else if (isfinite(law->residual)) {
        g_autofree char *rest = number_ratio(exp(law->residual), NAN);
        element_add_part_printf(node, "", "A factor of %s is left over: the counters did not see it.", rest);
    }
}

/* ------------------------------------------------------------------ asides */

typedef gboolean (*HeadlineTest)(const Headline *headline);

/* Printed summaries stand beside the wall clock that leads. */
static gboolean is_printed_beside(const Headline *headline)
{
    return headline->kind == HEADLINE_PROCESS && headline->comparison &&
           isfinite(headline->comparison->speedup);
}

/* A wall clock that a reader might take for the speed-up. */
static gboolean is_no_speedup(const Headline *headline)
{
    return headline->process && headline->process->work != WORK_FIXED &&
           isfinite(headline->process->elapsed_ratio);
}

/* The fastest first; equally fast ones in report order, which is that of their addresses. */
static int compare_speedups(gconstpointer a, gconstpointer b)
{
    const Headline *x = *(const Headline *const *)a, *y = *(const Headline *const *)b;
    double speed_x = isnan(x->speedup) ? 0 : x->speedup, speed_y = isnan(y->speedup) ? 0 : y->speedup;
    if (speed_x != speed_y)
        return speed_x > speed_y ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Transfer container, of const Headline*. */
static GPtrArray *select_headlines(const GArray *headlines, HeadlineTest test)
{
    GPtrArray *selected = g_ptr_array_new();
    for (guint i = 0; i < headlines->len; i++)
        if (test(&g_array_index(headlines, Headline, i)))
            g_ptr_array_add(selected, &g_array_index(headlines, Headline, i));
    if (selected->len > MAX_NAMED) { /* the verdict names the fastest, too */
        g_ptr_array_sort(selected, compare_speedups);
        g_ptr_array_set_size(selected, MAX_NAMED);
    }
    return selected;
}

/* ", " or " and " before the item at `position` of n; nothing before the first. */
static void add_separator(xmlNodePtr node, guint position, guint n)
{
    if (position > 0)
        element_add_part(node, "", position + 1 < n ? ", " : " and ");
}

static void add_named_value(xmlNodePtr node, const Measured *measured, const VariantFindings *variant)
{
    g_autofree char *value = measured_show(measured);
    element_add_part_printf(node, "", "%s for ", value);
    element_add_part(node, "code", variant_label(variant));
}

/* "perf's 39.9 s → 20.3 s is not the benchmark's speedup: …" */
static void add_elapsed_aside(xmlNodePtr verdict, const Findings *findings, const GPtrArray *headlines)
{
    const Headline *first = g_ptr_array_index(headlines, 0);
    double confidence = findings->options.confidence;
    Measured base = measured_of_process(first->process->baseline->process, confidence);
    xmlNodePtr aside = element_add(verdict, "aside");
    if (headlines->len == 1) {
        Measured changed = measured_of_process(first->process->variant->process, confidence);
        g_autofree char *before = measured_show(&base);
        g_autofree char *after = measured_show(&changed);
        element_add_part_printf(aside, "", "perf’s %s → %s is not the benchmark’s speedup", before, after);
    } else {
        element_add_part(aside, "", "perf’s elapsed times, ");
        add_named_value(aside, &base, baseline_of(findings));
        for (guint i = 0; i < headlines->len; i++) {
            const Headline *headline = g_ptr_array_index(headlines, i);
            Measured changed = measured_of_process(headline->process->variant->process, confidence);
            add_separator(aside, i + 1, headlines->len + 1);
            add_named_value(aside, &changed, headline->variant);
        }
        element_add_part(aside, "", ", are not the benchmark’s speedup");
    }
    element_add_part(aside, "",
                     first->process->work == WORK_CALIBRATED
                         ? ": pyperf itself chose how much work each command did."
                         : ": nothing states that the commands did the same work.");
}

/* "pyperf, which times one iteration without start-up, printed 592 ms for `a` and 49.0 ms for `b` (12.1×); …" */
static void add_printed_aside(xmlNodePtr verdict, const Findings *findings, const GPtrArray *headlines)
{
    const Headline *first = g_ptr_array_index(headlines, 0);
    Measured base = measured_of_timing(first->comparison->base);
    xmlNodePtr aside = element_add(verdict, "aside");
    element_add_part(aside, "", "pyperf, which times one iteration without start-up, printed ");
    add_named_value(aside, &base, baseline_of(findings));
    for (guint i = 0; i < headlines->len; i++) {
        const Headline *headline = g_ptr_array_index(headlines, i);
        Measured changed = measured_of_timing(headline->comparison->changed);
        g_autofree char *ratio = number_ratio(headline->comparison->speedup, NAN);
        add_separator(aside, i + 1, headlines->len + 1);
        add_named_value(aside, &changed, headline->variant);
        element_add_part_printf(aside, "", " (%s)", ratio);
    }
    element_add_part(aside, "", "; the raw values for an interval are missing.");
}

/* perf's clock around fixed work, where the timings lead: another ratio, which needs a word. */
static gboolean is_process_beside(const Headline *headline)
{
    return headline->kind != HEADLINE_PROCESS && headline->process && headline->process->work == WORK_FIXED &&
           isfinite(headline->process->speedup);
}

/* "perf's clock around the whole process, start-up and all, says 1.77 s for `a` and 842 ms for `b` (2.10×)." */
static void add_process_aside(xmlNodePtr verdict, const Findings *findings, const GPtrArray *headlines)
{
    const Headline *first = g_ptr_array_index(headlines, 0);
    double confidence = findings->options.confidence;
    Measured base = measured_of_process(first->process->baseline->process, confidence);
    xmlNodePtr aside = element_add(verdict, "aside");
    element_add_part(aside, "", "perf’s clock around the whole process, start-up and all, says ");
    add_named_value(aside, &base, baseline_of(findings));
    for (guint i = 0; i < headlines->len; i++) {
        const Headline *headline = g_ptr_array_index(headlines, i);
        const ProcessComparison *process = headline->process;
        Measured changed = measured_of_process(process->variant->process, confidence);
        g_autofree char *ratio =
            number_ratio(process->speedup, show_half_width(process->ci_low, process->ci_high));
        add_separator(aside, i + 1, headlines->len + 1);
        add_named_value(aside, &changed, headline->variant);
        element_add_part_printf(aside, "", " (%s)", ratio);
    }
    element_add_part(aside, "", ".");
}

void sentences_add_asides(xmlNodePtr verdict, const Findings *findings, const GArray *headlines)
{
    g_autoptr(GPtrArray) printed = select_headlines(headlines, is_printed_beside);
    g_autoptr(GPtrArray) elapsed = select_headlines(headlines, is_no_speedup);
    g_autoptr(GPtrArray) processes = select_headlines(headlines, is_process_beside);
    if (processes->len > 0)
        add_process_aside(verdict, findings, processes);
    if (printed->len > 0)
        add_printed_aside(verdict, findings, printed);
    if (elapsed->len > 0)
        add_elapsed_aside(verdict, findings, elapsed);
}
