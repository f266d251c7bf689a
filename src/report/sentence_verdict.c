/* The verdict in words: one sentence per changed variant (design.md section 8).
 * In: headlines. Out: <headline> and <verdict> with sentences made of parts. Must not know tables or figures. */
#include "report/sentence_parts.h"

#define MAX_SENTENCES 4

/* ------------------------------------------------------------------ one headline */

/* Base and changed are what the headline compares: wall clocks or timings. */
static Sentence sentence_of(const Findings *findings, const Headline *headline, gboolean is_first)
{
    Sentence sentence = {.findings = findings, .headline = headline, .is_first = is_first};
    double confidence = findings->options.confidence;
    if (headline->kind == HEADLINE_PROCESS) {
        sentence.base = measured_of_process(headline->process->baseline->process, confidence);
        sentence.changed = measured_of_process(headline->process->variant->process, confidence);
    } else if (headline->kind == HEADLINE_TIMING) {
        sentence.base = measured_of_side(headline->comparison->base, confidence);
        sentence.changed = measured_of_side(headline->comparison->changed, confidence);
    }
    sentence.half_width = show_half_width(headline->ci_low, headline->ci_high);
    return sentence;
}

/* ": 6.40 s instead of 60.5 s, 89.4 % less time." */
static void add_times(xmlNodePtr node, const Sentence *sentence, const char *less, const char *more)
{
    g_autofree char *changed = measured_show(&sentence->changed);
    g_autofree char *base = measured_show(&sentence->base);
    double ratio = 1 / sentence->headline->speedup;
    g_autofree char *share = number_percent(fabs(ratio - 1));
    element_add_part_printf(node, "", ": %s", changed);
    if (sentence->is_first)
        element_add_part_printf(node, "", " instead of %s", base);
    element_add_part_printf(node, "", ", %s %s.", share, ratio < 1 ? less : more);
}

/* "`B` is 9.46× as fast as `A` (…): …", "`B` takes 1.22× the time of `A` (…): …". */
static void add_clear(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    Unit unit = sentence->changed.unit;
    gboolean is_speed = headline->verdict == VERDICT_FASTER && unit == UNIT_SECOND;
    double ratio = is_speed ? headline->speedup : 1 / headline->speedup;
    double low = is_speed ? headline->ci_low : 1 / headline->ci_high;
    double high = is_speed ? headline->ci_high : 1 / headline->ci_low;
    sentence_add_variant(node, headline->variant);
    sentence_add_plain(node, is_speed || unit != UNIT_SECOND ? " is " : " takes ");
    sentence_add_ratio(node, headline->verdict, ratio, show_half_width(low, high),
                       sentence_ratio_words(unit, is_speed));
    if (sentence->is_first || !is_speed) {
        sentence_add_plain(node, is_speed ? " as " : " of ");
        sentence_add_variant(node, baseline_of(sentence->findings));
    }
    sentence_add_interval(node, ratio, low, high, sentence->findings->options.confidence, sentence->is_first);
    add_times(node, sentence, sentence_noun(unit, TRUE), sentence_noun(unit, FALSE));
}

/* ------------------------------------------------------------------ exact */

/* Bytes and counts that do not vary have no interval: what is said of them is exact. */
static gboolean is_exact(const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    return headline->kind == HEADLINE_TIMING && headline->comparison->is_exact &&
           headline_unit(headline) != UNIT_SECOND;
}

/* "1 048 576 bytes", every digit. Transfer full. */
static char *show_exact(double value, Unit unit)
{
    g_autofree char *number = number_fixed(value, value == floor(value) ? 0 : 3);
    return unit == UNIT_BYTE ? g_strconcat(number, value == 1 ? " byte" : " bytes", NULL)
                             : g_steal_pointer(&number);
}

/* "`B` is 0.999994× the size of `A`, exactly: 1 048 570 bytes instead of 1 048 576 bytes, 6 bytes less."; or no difference. */
static void add_exact(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    Unit unit = headline_unit(headline);
    double ratio = 1 / headline->speedup, delta = headline->comparison->delta;
    g_autofree char *changed = show_exact(sentence->changed.mean, unit);
    g_autofree char *base = show_exact(sentence->base.mean, unit);
    g_autofree char *difference = show_exact(fabs(delta), unit);
    if (delta == 0) {
        sentence_add_plain(node, "No difference between ");
        sentence_add_variant(node, headline->variant);
        sentence_add_plain(node, " and ");
        sentence_add_variant(node, baseline_of(sentence->findings));
        element_add_part_printf(node, "", ": every value is %s.", base);
        return;
    }
    sentence_add_variant(node, headline->variant);
    sentence_add_plain(node, " is ");
    sentence_add_ratio(node, headline->verdict, ratio, 0, sentence_ratio_words(unit, FALSE));
    sentence_add_plain(node, " of ");
    sentence_add_variant(node, baseline_of(sentence->findings));
    element_add_part_printf(node, "", ", exactly: %s instead of %s, %s %s.", changed, base, difference,
                            delta < 0 ? "less" : "more");
}

/* "1.002× (0.996–1.008×)" */
static void add_speedup(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    sentence_add_ratio(node, headline->verdict, headline->speedup, sentence->half_width, "");
    sentence_add_interval(node, headline->speedup, headline->ci_low, headline->ci_high,
                          sentence->findings->options.confidence, sentence->is_first);
}

/* "No difference between `B` and `A`: 1.002× (0.996–1.008×), inside ±1 %." */
static void add_same(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    sentence_add_plain(node, "No difference between ");
    sentence_add_variant(node, headline->variant);
    sentence_add_plain(node, " and ");
    sentence_add_variant(node, baseline_of(sentence->findings));
    sentence_add_plain(node, ": ");
    add_speedup(node, sentence);
    element_add_part_printf(node, "", ", inside ±%g" NUMBER_THIN_SPACE "%%.",
                            sentence->findings->options.margin * 100);
}

/* ------------------------------------------------------------------ undecided */

/* Reasons belong to comparisons of timings; a wall clock has none. */
static gboolean has_reason(const Headline *headline, const char *code)
{
    const GPtrArray *reasons = headline->comparison ? headline->comparison->reasons : NULL;
    for (guint i = 0; reasons && i < reasons->len; i++)
        if (g_str_equal(g_ptr_array_index(reasons, i), code))
            return TRUE;
    return FALSE;
}

/* How one end of an interval of speed-ups reads: "slower", "no difference", "12 % faster". Transfer full. */
static char *describe_end(double speedup, double margin)
{
    if (fabs(speedup - 1) <= margin / 2)
        return g_strdup("no difference");
    double share = speedup > 1 ? speedup - 1 : 1 / speedup - 1;
    const char *word = speedup > 1 ? "faster" : "slower";
    if (share >= 1)
        return g_strdup_printf("%.1f times %s", share + 1, word);
    return g_strdup_printf("%.*f" NUMBER_THIN_SPACE "%% %s", share < 0.0995 ? 1 : 0, share * 100, word);
}

/* What the interval holds, and what would decide. */
static void add_undecided_interval(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    const Comparison *comparison = headline->kind == HEADLINE_TIMING ? headline->comparison : NULL;
    if (has_reason(headline, "mean-and-median-disagree")) {
        g_autofree char *median = number_ratio(1 / comparison->median_ratio, NAN);
        element_add_part_printf(node, "", ", but by medians it would be %s: mean and median disagree.",
                                median);
        return;
    }
    gboolean is_clear_alone = headline->ci_low > 1 || headline->ci_high < 1;
    if (is_clear_alone && comparison && comparison->decisive_low <= 1 && comparison->decisive_high >= 1) {
        sentence_add_plain(
            node, ", but the difference is within what runs of the same thing differ in this archive.");
        return;
    }
    if (is_clear_alone) {
        sentence_add_plain(
            node, ": the interval alone excludes 1, but not after correction for the number of comparisons.");
        return;
    }
    double margin = sentence->findings->options.margin;
    g_autofree char *low = describe_end(headline->ci_low, margin);
    g_autofree char *high = describe_end(headline->ci_high, margin);
    element_add_part_printf(node, "", " holds %s and %s", low, high);
    guint n = comparison ? comparison->processes_needed : 0;
    guint n_now = comparison ? MIN(sentence->base.n, sentence->changed.n) : 0;
    if (n > n_now) {
        g_autofree char *more = number_grouped(n - n_now);
        element_add_part_printf(node, "", "; about %s more process%s of each would decide.",
                                n - n_now == 1 ? "one" : more, n - n_now == 1 ? "" : "es");
    } else {
        sentence_add_plain(node, ".");
    }
}

/* Why there is no interval. */
static void add_no_interval(xmlNodePtr node, const Sentence *sentence)
{
    guint n = MIN(sentence->base.n, sentence->changed.n);
    if (sentence->headline->kind == HEADLINE_TIMING &&
        sentence->headline->comparison->changed->timing->level == LEVEL_SUMMARY)
        sentence_add_plain(node, ", no interval: only the printed summary was archived.");
    else if (has_reason(sentence->headline, "unit-mismatch"))
        sentence_add_plain(node, ": the units differ.");
    else if (n == 1)
        element_add_part_printf(node, "", ", no interval: one %s.",
                                sentence->headline->kind == HEADLINE_PROCESS ? "run" : "process");
    else
        sentence_add_plain(node, ", no interval.");
}

/* "`B` against `A` is undecided: 1.04× (0.97–1.12×) holds slower and 12 % faster; …" */
static void add_undecided(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    sentence_add_variant(node, headline->variant);
    sentence_add_plain(node, " against ");
    sentence_add_variant(node, baseline_of(sentence->findings));
    sentence_add_plain(node, " is undecided: ");
    add_speedup(node, sentence);
    if (isnan(headline->ci_low))
        add_no_interval(node, sentence);
    else
        add_undecided_interval(node, sentence);
}

/* "No verdict on `B`: the runs come from different machines. The ratio is 1.31×." */
static void add_no_verdict(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    const char *why = headline->verdict == VERDICT_CROSS_MACHINE ? "the runs come from different machines"
                      : has_reason(headline, "debug-and-release")
                          ? "a debug build stands against a release build"
                      : has_reason(headline, "unit-mismatch") ? "the units differ"
                                                              : "the runs are not comparable";
    sentence_add_plain(node, "No verdict on ");
    sentence_add_variant(node, headline->variant);
    sentence_add_plain(node, " against ");
    sentence_add_variant(node, baseline_of(sentence->findings));
    element_add_part_printf(node, "", ": %s.", why);
    if (isnan(headline->speedup)) {
        if (headline->comparison && isfinite(headline->comparison->speedup))
            sentence_add_plain(node, " The table lists the ratios.");
        return;
    }
    sentence_add_plain(node, " The ratio is ");
    sentence_add_ratio(node, headline->verdict, headline->speedup, sentence->half_width, "");
    sentence_add_plain(node, ".");
}

/* One variant without a number beside others that have one. */
static void add_nothing(xmlNodePtr node, const Sentence *sentence)
{
    sentence_add_variant(node, sentence->headline->variant);
    sentence_add_plain(node, " and ");
    sentence_add_variant(node, baseline_of(sentence->findings));
    sentence_add_plain(node, " have no timings that can be compared: no verdict.");
}

/* " This is `b`, the only one of 2 benchmarks that can be compared." */
static void add_only_one(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    guint n = model_count_rows(sentence->findings, headline->variant);
    if (headline->kind != HEADLINE_TIMING || n < 2 || isnan(headline->speedup))
        return;
    sentence_add_plain(node, " This is ");
    element_add_part(node, "code", headline->comparison->changed->timing->benchmark);
    element_add_part_printf(node, "", ", the only one of %u benchmarks that can be compared.", n);
}

/* Comparability comes before everything: no ratio is called faster across machines. */
static void add_sentence(xmlNodePtr verdict, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    xmlNodePtr node = element_add(verdict, "sentence");
    element_set(node, "variant", headline->variant->variant->name);
    element_set(node, "verdict", headline->kind == HEADLINE_NONE ? "" : verdict_name(headline->verdict));
    element_set(node, "class", headline->kind == HEADLINE_NONE ? "same" : verdict_class(headline->verdict));
    if (headline->kind == HEADLINE_NONE)
        add_nothing(node, sentence);
    else if (headline->verdict == VERDICT_CROSS_MACHINE || headline->verdict == VERDICT_INCOMPARABLE)
        add_no_verdict(node, sentence);
    else if (headline->kind == HEADLINE_SUITE)
        sentence_add_suite(node, sentence);
    else if (is_exact(sentence) && headline_is_decided(headline))
        add_exact(node, sentence);
    else if (headline->verdict == VERDICT_SAME)
        add_same(node, sentence);
    else if (headline->verdict == VERDICT_INCONCLUSIVE)
        add_undecided(node, sentence);
    else
        add_clear(node, sentence);
    add_only_one(node, sentence);
}

/* ------------------------------------------------------------------ one variant */

/* "No timings in this archive, only counters and a profile of `A`." */
static void add_no_timings(xmlNodePtr node, const VariantFindings *only)
{
    gboolean has_profile = only->variant->run->profiles->len > 0;
    sentence_add_plain(node, "No timings in this archive, only ");
    sentence_add_plain(node, !only->has_counters ? "" : has_profile ? "counters and " : "counters");
    sentence_add_plain(node, has_profile ? "a profile of " : " of ");
    sentence_add_variant(node, only);
    sentence_add_plain(node, ".");
}

/* "`A` takes 22.53 ± 0.05 ms (n = 40)." */
static void add_alone(xmlNodePtr verdict, const Findings *findings)
{
    const VariantFindings *only = baseline_of(findings);
    xmlNodePtr node = element_add(verdict, "sentence");
    element_set(node, "variant", only->variant->name);
    element_set(node, "class", "same");
    const TimingSummary *timing = only->timings->len > 0 ? g_ptr_array_index(only->timings, 0) : NULL;
    if (only->timings->len > 1) {
        sentence_add_variant(node, only);
        element_add_part_printf(node, "",
                                " was timed in %u benchmarks; there is no second variant to compare it with.",
                                only->timings->len);
        return;
    }
    if (!timing && (!only->process || isnan(only->process->elapsed))) {
        add_no_timings(node, only);
        return;
    }
    Measured measured = timing ? measured_of_timing(timing)
                               : measured_of_process(only->process, findings->options.confidence);
    g_autofree char *shown = measured_show_plus_minus(&measured);
    sentence_add_variant(node, only);
    sentence_add_plain(node, timing ? measured.unit == UNIT_SECOND ? " takes " : " is " : " ran for ");
    element_add_part(node, "same", shown);
    if (measured.n > 0)
        element_add_part_printf(node, "", " (n = %u)", measured.n);
    sentence_add_plain(
        node, timing ? "." : ", start-up and all. No timings of the benchmark itself are in this archive.");
}

/* ------------------------------------------------------------------ all of them */

/* Clear verdicts first, undecided ones next, then those that cannot be compared, those without a number last. */
static int headline_class(const Headline *headline)
{
    if (headline->kind == HEADLINE_NONE)
        return 3;
    if (headline->verdict == VERDICT_CROSS_MACHINE || headline->verdict == VERDICT_INCOMPARABLE)
        return 2;
    return headline->verdict == VERDICT_INCONCLUSIVE ? 1 : 0;
}

/* Within a class the fastest first; ties in report order. */
static int compare_headlines(gconstpointer a, gconstpointer b)
{
    const Headline *x = *(const Headline *const *)a, *y = *(const Headline *const *)b;
    if (headline_class(x) != headline_class(y))
        return headline_class(x) - headline_class(y);
    double sx = isnan(x->speedup) ? -1 : x->speedup, sy = isnan(y->speedup) ? -1 : y->speedup;
    if (sx != sy)
        return sx > sy ? -1 : 1;
    return x < y ? -1 : x > y;
}

static GPtrArray *sorted_headlines(const GArray *headlines)
{
    GPtrArray *sorted = g_ptr_array_new();
    for (guint i = 0; i < headlines->len; i++)
        g_ptr_array_add(sorted, &g_array_index(headlines, Headline, i));
    g_ptr_array_sort(sorted, compare_headlines);
    return sorted;
}

/* "Of 9 variants 7 are faster, 1 slower, 1 undecided; the table of timings lists them all." */
static void add_rest(xmlNodePtr verdict, const GPtrArray *sorted)
{
    guint n[4] = {0}; /* faster, slower, the same, others */
    static const char *const words[] = {"faster", "slower", "the same", "undecided or without verdict"};
    for (guint i = 0; i < sorted->len; i++) {
        const Headline *headline = g_ptr_array_index(sorted, i);
        n[headline_class(headline) > 0          ? 3
          : headline->verdict == VERDICT_FASTER ? 0
          : headline->verdict == VERDICT_SLOWER ? 1
                                                : 2]++;
    }
    xmlNodePtr node = element_add(verdict, "sentence");
    element_set(node, "class", "same");
    if (n[0] == sorted->len || n[1] == sorted->len) {
        element_add_part_printf(node, "", "All %u variants are %s; the table of timings lists them.",
                                sorted->len, words[n[0] == sorted->len ? 0 : 1]);
        return;
    }
    element_add_part_printf(node, "", "Of %u variants ", sorted->len);
    gboolean is_first = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(n); i++) {
        if (n[i] == 0)
            continue;
        element_add_part_printf(node, "", "%s%u %s%s", is_first ? "" : ", ", n[i],
                                !is_first   ? ""
                                : n[i] == 1 ? "is "
                                            : "are ",
                                words[i]);
        is_first = FALSE;
    }
    sentence_add_plain(node, "; the table of timings lists them all.");
}

/* What the terminal, the index and report.json say in one line. */
static void add_headline(ModelBuilder *builder, const Headline *headline)
{
    gboolean has_number = headline->kind != HEADLINE_NONE;
    double half_width = show_half_width(headline->ci_low, headline->ci_high);
    Unit unit = headline_unit(headline);
    xmlNodePtr node = element_add(builder->root, "headline");
    element_set(node, "variant", headline->variant->variant->name);
    element_set(node, "label", variant_label(headline->variant));
    element_set(node, "kind", headline_kind_name(headline->kind));
    element_set(node, "verdict", has_number ? verdict_name(headline->verdict) : "");
    element_set(node, "word", has_number ? verdict_word(headline->verdict, unit) : "no verdict");
    element_set(node, "class", has_number ? verdict_class(headline->verdict) : "same");
    element_set(node, "mark", has_number ? verdict_mark(headline->verdict) : "○");
    element_add_number(node, "speedup", headline->speedup, number_ratio(headline->speedup, half_width));
    element_add_interval(node, "ci", headline->ci_low, headline->ci_high,
                         show_ratio_range(headline->speedup, headline->ci_low, headline->ci_high));
}

static gboolean has_any_number(const GArray *headlines)
{
    for (guint i = 0; i < headlines->len; i++)
        if (g_array_index(headlines, Headline, i).kind != HEADLINE_NONE)
            return TRUE;
    return FALSE;
}

/* "No verdict: the archive holds no timings of `b` or `c` that could be compared with `a`." */
static void add_no_numbers(xmlNodePtr verdict, const Findings *findings, const GArray *headlines)
{
    xmlNodePtr node = element_add(verdict, "sentence");
    element_set(node, "class", "same");
    sentence_add_plain(node, "No verdict: the archive holds no timings");
    for (guint i = 0; i < headlines->len && headlines->len < MAX_SENTENCES; i++) {
        sentence_add_plain(node, i == 0 ? " of " : i + 1 < headlines->len ? ", " : " or ");
        sentence_add_variant(node, g_array_index(headlines, Headline, i).variant);
    }
    sentence_add_plain(node, " that could be compared with ");
    sentence_add_variant(node, baseline_of(findings));
    sentence_add_plain(node, ".");
}

/* At most four: the first three and a summary when there are more. */
static void add_sentences(xmlNodePtr verdict, const Findings *findings, const GArray *headlines)
{
    g_autoptr(GPtrArray) sorted = sorted_headlines(headlines);
    guint n_shown = sorted->len > MAX_SENTENCES ? MAX_SENTENCES - 1 : sorted->len;
    for (guint i = 0; i < n_shown; i++) {
        Sentence sentence = sentence_of(findings, g_ptr_array_index(sorted, i), i == 0);
        add_sentence(verdict, &sentence);
    }
    if (n_shown < sorted->len)
        add_rest(verdict, sorted);
}

/* The headline whose reasons are given: the best, else the first that counters say something of. */
static const Headline *explained(const GArray *headlines)
{
    const Headline *best = headlines_best(headlines);
    for (guint i = 0; !best && i < headlines->len; i++)
        if (isfinite(g_array_index(headlines, Headline, i).variant->derived.ipc))
            best = &g_array_index(headlines, Headline, i);
    return best;
}

void sentences_add_verdict(ModelBuilder *builder, const GArray *headlines)
{
    const Findings *findings = builder->findings;
    for (guint i = 0; i < headlines->len; i++)
        add_headline(builder, &g_array_index(headlines, Headline, i));
    xmlNodePtr verdict = element_add(builder->root, "verdict");
    if (headlines->len == 0)
        add_alone(verdict, findings);
    else if (has_any_number(headlines))
        add_sentences(verdict, findings, headlines);
    else
        add_no_numbers(verdict, findings, headlines);
    const Headline *best = explained(headlines);
    if (best)
        sentences_add_why(verdict, findings, best);
    sentences_add_asides(verdict, findings, headlines);
    sentences_add_pyperf(verdict, findings);
}
