/* What the parts of the report model share: the context of one build. Not for other folders. */
#pragma once
#include "report/element.h"
#include "report/model.h"
#include "report/show.h"

typedef struct {
    const Archive *archive;
    const Findings *findings;
    const ReportOptions *options;
    xmlNodePtr root;
    GHashTable *used; /* set of const Input*: what this report was computed from */
    guint n_tables, n_figures, n_sections; /* numbered so far, in page order */
} ModelBuilder;

/* ------------------------------------------------------------------ what report.json holds (model_variant.c, model_pairs.c) */

void model_add_variants(ModelBuilder *builder);
void model_add_pairs(ModelBuilder *builder);

/* <source>path</source> of every input; remembers them as used. */
void model_add_sources(ModelBuilder *builder, xmlNodePtr node, const GPtrArray *inputs);

/* ------------------------------------------------------------------ words and classes of verdicts (verdict.c) */

/* "faster", "smaller", "no difference", "undecided", "no verdict"; static. */
const char *verdict_word(Verdict verdict, Unit unit);
/* "fast", "slow", "same"; static. */
const char *verdict_class(Verdict verdict);
/* "●", "■", "|", "○"; static. */
const char *verdict_mark(Verdict verdict);
