/* What sentences of verdicts are made of: parts with their words, and what one sentence needs to know. Not for other folders.
 * In: numbers and words. Out: parts of an element. Must not know which sentence it is. */
#pragma once
#include "report/model_internal.h"

/* What one sentence needs to know. */
typedef struct {
    const Findings *findings;
    const Headline *headline;
    Measured base, changed; /* not for a suite */
    double half_width;      /* of the speed-up */
    gboolean is_first;      /* spells out what later sentences leave out */
} Sentence;

void sentence_add_plain(xmlNodePtr node, const char *text);
void sentence_add_variant(xmlNodePtr node, const VariantFindings *variant);
/* The ratio with its words, in the colour of the verdict: "9.46× as fast". */
void sentence_add_ratio(xmlNodePtr node, Verdict verdict, double ratio, double half_width, const char *words);
/* " (95 % CI 9.02–9.92×)", shorter for later sentences; nothing without an interval. */
void sentence_add_interval(xmlNodePtr node, double ratio, double low, double high, double confidence,
                           gboolean is_first);
/* "less time", "more time"; only "less" and "more" of what is no time. Static. */
const char *sentence_noun(Unit unit, gboolean is_less);
/* " as fast", " the time"; bytes and counts are never fast. Static. */
const char *sentence_ratio_words(Unit unit, gboolean is_speed);

/* The sentence of a suite (sentence_suite.c). */
void sentence_add_suite(xmlNodePtr node, const Sentence *sentence);
