/* Parts of sentences; see sentence_parts.h. */
#include "report/sentence_parts.h"

void sentence_add_plain(xmlNodePtr node, const char *text)
{
    element_add_part(node, "", text);
}

void sentence_add_variant(xmlNodePtr node, const VariantFindings *variant)
{
    element_add_part(node, "code", variant_label(variant));
}

/* The ratio with its words, in the colour of the verdict: "9.46× as fast". */
void sentence_add_ratio(xmlNodePtr node, Verdict verdict, double ratio, double half_width, const char *words)
{
    g_autofree char *shown = number_ratio(ratio, half_width);
    g_autofree char *exact = number_shortest(ratio);
    xmlNodePtr part = element_add_part_printf(node, verdict_class(verdict), "%s%s", shown, words);
    element_set(part, "v", exact);
}

/* " (95 % CI 9.02–9.92×)", shorter for later sentences; nothing without an interval. */
void sentence_add_interval(xmlNodePtr node, double ratio, double low, double high, double confidence,
                           gboolean is_first)
{
    if (isnan(low) || isnan(high))
        return;
    if (low == high) {
        sentence_add_plain(node, " (no value varies)");
        return;
    }
    g_autofree char *range = show_ratio_range(ratio, low, high);
    if (is_first)
        element_add_part_printf(node, "", " (%g" NUMBER_THIN_SPACE "%% CI %s" NUMBER_TIMES ")",
                                confidence * 100, range);
    else
        element_add_part_printf(node, "", " (%s" NUMBER_TIMES ")", range);
}

/* Only time is called time: a smaller file is just less. */
const char *sentence_noun(Unit unit, gboolean is_less)
{
    if (unit == UNIT_SECOND)
        return is_less ? "less time" : "more time";
    return is_less ? "less" : "more";
}

/* " as fast", " the time"; bytes and counts are never fast. */
const char *sentence_ratio_words(Unit unit, gboolean is_speed)
{
    if (unit == UNIT_SECOND)
        return is_speed ? " as fast" : " the time";
    return unit == UNIT_BYTE ? " the size" : " the value";
}
