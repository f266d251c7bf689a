/* What the parts of the report model share: the context of one build. Not for other folders. */
#pragma once
#include "analyze/headline.h"
#include "report/element.h"
#include "report/model.h"
#include "report/show.h"

/* Every report lists all files of the archive while these are no more rows in all reports together. */
#define MODEL_MOST_INPUT_ROWS 200000

typedef struct {
    const Archive *archive;
    const Findings *findings;
    const ReportOptions *options;
    xmlNodePtr root;
    GHashTable *exact; /* paths that are shown otherwise than they are: path -> element_set_exact's value */
    GHashTable *used;  /* set of const Input*: what this report was computed from */
    guint n_tables, n_figures, n_sections; /* numbered so far, in page order */
} ModelBuilder;

/* ------------------------------------------------------------------ what report.json holds (model_variant.c, model_pairs.c) */

void model_add_variants(ModelBuilder *builder);
void model_add_pairs(ModelBuilder *builder);

/* <source>path</source> of every input; remembers them as used. */
void model_add_sources(ModelBuilder *builder, xmlNodePtr node, const GPtrArray *inputs);

/* <source>path</source>, with the exact path beside it where what is shown differs from it. */
void model_add_source(const ModelBuilder *builder, xmlNodePtr node, const char *path);

/* Whether every report lists every file; gen --list always does. */
gboolean model_lists_all_inputs(const ModelBuilder *builder);

/* ------------------------------------------------------------------ words and classes of verdicts (verdict.c) */

/* "faster", "smaller", "no difference", "undecided", "no verdict"; static. */
const char *verdict_word(Verdict verdict, Unit unit);
/* "fast", "slow", "same"; static. */
const char *verdict_class(Verdict verdict);
/* "●", "■", "|", "○"; static. */
const char *verdict_mark(Verdict verdict);

/* ------------------------------------------------------------------ what a headline compares (measured.c) */

/* A mean with its interval, whatever it was computed from. */
typedef struct {
    double mean, half_width; /* NAN when unknown */
    Unit unit;
    guint n; /* processes or runs behind it; 0 when unknown */
} Measured;

Measured measured_of_timing(const TimingSummary *summary);
/* The same of one side of a comparison: of several files the mean of their means, as the ratio takes them. */
Measured measured_of_side(const TimingSummary *summary, double confidence);
Measured measured_of_process(const ProcessSummary *process, double confidence);
/* "6.40 s", decimals by the half-width. Transfer full. */
char *measured_show(const Measured *measured);
char *measured_show_plus_minus(const Measured *measured);

/* Headlines of all changed variants, in report order. Transfer full, of Headline. */
GArray *headlines_new(const Findings *findings);
/* The one that names the report: the fastest FASTER, else the first with a clear verdict, else with a number, else NULL.
 * Borrowed. */
const Headline *headlines_best(const GArray *headlines);
/* FASTER, SLOWER or SAME. */
gboolean headline_is_decided(const Headline *headline);
const char *variant_label(const VariantFindings *variant);
const VariantFindings *baseline_of(const Findings *findings);

/* ------------------------------------------------------------------ sentences (sentence_*.c) */

void sentences_add_head(ModelBuilder *builder, const GArray *headlines);    /* title, subtitle, status */
void sentences_add_verdict(ModelBuilder *builder, const GArray *headlines); /* <headline>, <verdict> */
/* What the counters say about one headline, as <why>; nothing when they say nothing. */
void sentences_add_why(xmlNodePtr verdict, const Findings *findings, const Headline *headline);
/* The factors of one headline spelled out, as <account>, where they explain it. */
void sentences_add_account(ModelBuilder *builder, const Headline *headline);
/* What must not be mistaken for the verdict, as <aside>. */
void sentences_add_asides(xmlNodePtr verdict, const Findings *findings, const GArray *headlines);

/* Where pyperf says something else of the same files, as <aside>. */
void sentences_add_pyperf(xmlNodePtr verdict, const Findings *findings);
/* "1.02x slower" of pyperf's sentence; "" when it has none. Borrowed. */
const char *pyperf_ratio_words(const PyperfVerdict *pyperf);

/* ------------------------------------------------------------------ page parts, in page order (page_*.c, table_*.c) */

/* Everything a page shows beyond the sentences: sections, notices, tables, figures. */
void model_add_page(ModelBuilder *builder, const GArray *headlines);
/* <notices> by severity: one notice per code, the most important first, with messages and files in words (notices.c). */
void model_add_notices(ModelBuilder *builder);
/* What a reader must know first has the lowest rank. */
guint notices_rank(const Warning *warning);

void tables_add_timing(ModelBuilder *builder);
void tables_add_steps(ModelBuilder *builder);
void tables_add_counters(ModelBuilder *builder);
void tables_add_derived(ModelBuilder *builder);
/* `best` is shown with the base when there are many variants; may be NULL. */
void tables_add_functions(ModelBuilder *builder, const VariantFindings *best);
void tables_add_what_ifs(ModelBuilder *builder);
void tables_add_since_last(ModelBuilder *builder);
void tables_add_history(ModelBuilder *builder);
void tables_add_environment(ModelBuilder *builder);
void tables_add_manifest(ModelBuilder *builder);

/* Adds <figure kind subject number> and returns its <caption> for parts. */
xmlNodePtr model_add_figure(ModelBuilder *builder, const char *kind, const char *subject);

/* Flame graphs of all variants, of the best one alone, and its difference from the base (figures_flame.c); best may be NULL. */
void figures_add_flame(ModelBuilder *builder, const VariantFindings *best);
gboolean model_is_suite(const Findings *findings);
/* Comparisons of one changed variant: the rows of its suite. */
guint model_count_rows(const Findings *findings, const VariantFindings *variant);
gboolean model_has_history(const Findings *findings);
/* The comparison whose changed side is that timing, or NULL. */
const Comparison *model_find_comparison(const Findings *findings, const TimingSummary *changed);
const ProcessComparison *model_find_process(const Findings *findings, const VariantFindings *variant);
