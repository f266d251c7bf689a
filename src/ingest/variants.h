/* Which variant each file of a benchmark belongs to. The rules are docs/discovery.md, "Variants" and "The baseline".
 * In: a group of artifacts. Out: drafts of variants, which runs.h fills. Does no I/O and keeps no state. */
#pragma once
#include "ingest/grouping.h"
#include "model/archive.h"

typedef struct {
    GPtrArray *tokens;  /* of Token*, borrowed: what tells this variant from the others; may be empty */
    char *key;          /* equal for files of one variant */
    char *forced_name;  /* gen.json's; NULL */
    GPtrArray *members; /* of Member*, borrowed: files of their own */
    GPtrArray *printed; /* of Timing*, borrowed: sides of printed comparisons that carry its label */
    GPtrArray *older;   /* of Input*, borrowed: runs that were left out for newer ones; filled by runs_fill */
    Variant *variant;   /* owned until taken; filled by runs_fill */
} VariantDraft;

/* A printed comparison and the drafts that its labels name. */
typedef struct {
    PrintedComparison *printed; /* borrowed */
    Member *member;             /* borrowed: the file it stands in */
    VariantDraft *base, *changed;
} PrintedLink;

typedef struct {
    GPtrArray *drafts; /* of VariantDraft*, owned, in natural order of their tokens */
    GPtrArray *links;  /* of PrintedLink*, owned */
    GPtrArray *labels; /* of PathTokens*, owned: of the labels of printed comparisons */
} VariantSet;

/* Infers the variants of a group; fills Member.variant. n_common: directories common to all artifacts. Transfer full. */
VariantSet *variants_infer(const Group *group, guint n_common);
void variant_set_free(VariantSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VariantSet, variant_set_free)

/* Natural order of the tokens without hashes, then age, then bytes; a total order. */
int draft_compare(const VariantDraft *a, const VariantDraft *b);
/* Older first, by the run that is used; one that states no time comes last. */
int draft_compare_age(const VariantDraft *a, const VariantDraft *b);

/* Gives every draft's variant its name; benchmark is the name of the report. */
void variants_name(VariantSet *set, const VariantDraft *baseline, const char *benchmark);
