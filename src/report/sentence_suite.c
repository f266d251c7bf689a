/* The verdict over a suite in words: the geometric mean, what it means in time, and how its rows came out.
 * In: a headline of kind HEADLINE_SUITE. Out: one sentence of parts. Must not know tables or figures. */
#include "report/sentence_parts.h"

/* Verdicts of the rows of one variant. */
typedef struct {
    guint n_faster, n_slower, n_smaller, n_larger, n_same, n_undecided, n_none;
} RowCounts;

/* From the rows themselves: the geometric mean counts undecided and incomparable rows together. */
static RowCounts count_rows(const Findings *findings, const VariantFindings *variant)
{
    RowCounts counts = {0};
    for (guint i = 0; i < findings->comparisons->len; i++) {
        const Comparison *comparison = g_ptr_array_index(findings->comparisons, i);
        gboolean is_time = comparison->changed->timing->unit == UNIT_SECOND;
        guint *counter[] = {
            [VERDICT_FASTER] = is_time ? &counts.n_faster : &counts.n_smaller,
            [VERDICT_SLOWER] = is_time ? &counts.n_slower : &counts.n_larger,
            [VERDICT_SAME] = &counts.n_same,
            [VERDICT_INCONCLUSIVE] = &counts.n_undecided,
            [VERDICT_CROSS_MACHINE] = &counts.n_none,
            [VERDICT_INCOMPARABLE] = &counts.n_none,
        };
        if (comparison->variant == variant)
            (*counter[comparison->verdict])++;
    }
    return counts;
}

static void add_count(xmlNodePtr node, guint n, const char *word, const char **separator)
{
    if (n == 0)
        return;
    element_add_part_printf(node, "", "%s%u %s", *separator, n, word);
    *separator = ", ";
}

static void add_row_counts(xmlNodePtr node, const RowCounts *counts, const char *separator)
{
    add_count(node, counts->n_faster, "faster", &separator);
    add_count(node, counts->n_slower, "slower", &separator);
    add_count(node, counts->n_smaller, "smaller", &separator);
    add_count(node, counts->n_larger, "larger", &separator);
    add_count(node, counts->n_same, "the same", &separator);
    add_count(node, counts->n_undecided, "undecided", &separator);
    add_count(node, counts->n_none, "without verdict", &separator);
    sentence_add_plain(node, ".");
}

/* What is said of a mean: speed where it is faster or undecided, time where it is slower, size where it is no time. */
typedef struct {
    double ratio, low, high;
    const char *words; /* behind the ratio */
    gboolean is_clear, is_speed;
} SuiteClaim;

static SuiteClaim suite_claim(const Headline *headline)
{
    Unit unit = headline_unit(headline);
    gboolean is_slower = headline->verdict == VERDICT_SLOWER;
    SuiteClaim claim = {.ratio = headline->speedup,
                        .low = headline->ci_low,
                        .high = headline->ci_high,
                        .is_clear = is_slower || headline->verdict == VERDICT_FASTER,
                        .is_speed = unit == UNIT_SECOND && !is_slower};
    if (!claim.is_speed) {
        claim.ratio = 1 / headline->speedup;
        claim.low = 1 / headline->ci_high;
        claim.high = 1 / headline->ci_low;
    }
    claim.words =
        claim.is_speed && !claim.is_clear ? " the speed" : sentence_ratio_words(unit, claim.is_speed);
    return claim;
}

/* "`B` is 1.25× as fast as `A`", "`B` takes 1.22× the time of `A`", "`B` against `A` is undecided: 1.01× the speed". */
static void add_suite_claim(xmlNodePtr node, const Sentence *sentence, const SuiteClaim *claim)
{
    const Headline *headline = sentence->headline;
    double half_width = show_half_width(claim->low, claim->high);
    gboolean is_time = headline_unit(headline) == UNIT_SECOND && !claim->is_speed;
    sentence_add_variant(node, headline->variant);
    if (claim->is_clear) {
        sentence_add_plain(node, is_time ? " takes " : " is ");
        sentence_add_ratio(node, headline->verdict, claim->ratio, half_width, claim->words);
        if (!sentence->is_first)
            return;
        sentence_add_plain(node, claim->is_speed ? " as " : " of ");
        sentence_add_variant(node, baseline_of(sentence->findings));
        return;
    }
    sentence_add_plain(node, " against ");
    sentence_add_variant(node, baseline_of(sentence->findings));
    sentence_add_plain(node,
                       headline->verdict == VERDICT_SAME ? " shows no difference: " : " is undecided: ");
    sentence_add_ratio(node, headline->verdict, claim->ratio, half_width, claim->words);
}

/* ", 20.0 % less time" */
static void add_suite_share(xmlNodePtr node, const Sentence *sentence)
{
    double ratio = 1 / sentence->headline->speedup;
    g_autofree char *share = number_percent(fabs(ratio - 1));
    element_add_part_printf(node, "", ", %s %s", share,
                            sentence_noun(headline_unit(sentence->headline), ratio < 1));
}

/* "96 benchmarks", "95 of 96 benchmarks" where some must not be compared or have another unit. */
static void add_suite_size(xmlNodePtr node, const Sentence *sentence)
{
    guint n = sentence->headline->mean->n_benchmarks;
    guint n_all = model_count_rows(sentence->findings, sentence->headline->variant);
    element_add_part_printf(node, "", ", the geometric mean over %u", n);
    if (n < n_all)
        element_add_part_printf(node, "", " of %u", n_all);
    sentence_add_plain(node, " benchmarks");
}

/* ", but 0.994–1.016× with the noise between whole runs of one thing, a standard deviation of 0.4 % in this archive": what alone
 * makes it undecided. */
static void add_suite_noise(xmlNodePtr node, const Sentence *sentence)
{
    const GeometricMean *mean = sentence->headline->mean;
    double margin = sentence->findings->options.margin;
    gboolean is_clear = mean->ci_low > 1 || mean->ci_high < 1;
    gboolean is_inside = mean->ci_low > 1 / (1 + margin) && mean->ci_high < 1 + margin;
    if (sentence->headline->verdict != VERDICT_INCONCLUSIVE || isnan(mean->noise) ||
        (!is_clear && !is_inside))
        return;
    g_autofree char *range = show_ratio_range(mean->speedup, mean->decisive_low, mean->decisive_high);
    g_autofree char *share = number_percent(mean->noise);
    element_add_part_printf(node, "",
                            ", but %s" NUMBER_TIMES
                            " with the noise between whole runs of one thing, a standard deviation of %s in "
                            "this archive",
                            range, share);
}

/* "…, the geometric mean over 96 benchmarks (95 % CI …): 90 faster, 3 slower." */
void sentence_add_suite(xmlNodePtr node, const Sentence *sentence)
{
    const Headline *headline = sentence->headline;
    RowCounts counts = count_rows(sentence->findings, headline->variant);
    SuiteClaim claim = suite_claim(headline);
    add_suite_claim(node, sentence, &claim);
    if (claim.is_clear)
        add_suite_share(node, sentence);
    add_suite_size(node, sentence);
    sentence_add_interval(node, claim.ratio, claim.low, claim.high, sentence->findings->options.confidence,
                          sentence->is_first);
    if (isnan(headline->ci_low))
        sentence_add_plain(node, ", without an interval");
    else
        add_suite_noise(node, sentence);
    gboolean has_colon = headline->verdict == VERDICT_SAME || headline->verdict == VERDICT_INCONCLUSIVE;
    add_row_counts(node, &counts, has_colon ? "; " : ": ");
}
