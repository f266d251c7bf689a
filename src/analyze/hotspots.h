/* Where the time goes, by function, over all variants: rows for the table of functions, and what to warn about.
 * In: the profiles of the variants. Out: rows with own time and time with callees per variant. Functions are matched by
 * names without what changes between runs (addresses, process ids, compiler suffixes, directories). No I/O. */
#pragma once
#include "analyze/findings.h"

/* In what the weights of all profiles are comparable. */
typedef enum {
    HOTSPOT_SECONDS, /* every profile knows what a second weighs, and none had a fixed duration */
    HOTSPOT_SHARE, /* else: shares of each profile's own total, 0..1; a share may rise although the time falls */
} HotspotUnit;

typedef struct {
    const char *name, *module; /* of the variant that has it first; module NULL when unknown. Borrowed */
    FrameKind kind;
    double *self, *total; /* [n_variants] in the unit of the table; 0 where the function does not occur */
    double *
        z; /* [n_variants] own samples against the base in standard errors; NAN when weights are no samples, and for the base */
    char *key; /* the normalised name */
} HotspotRow;

typedef struct {
    GPtrArray
        *variants; /* of VariantFindings*, borrowed: those with a profile, in the order of the findings */
    const Profile **profiles; /* [variants->len], borrowed: the one that stands for each variant */
    gboolean has_base;        /* the first variant is the baseline; otherwise nothing is compared */
    HotspotUnit unit;
    double *factors; /* [n_variants] unit of the table per unit of weight (10^-decimals) */
    double *totals;  /* [n_variants] of the whole profile, in the unit of the table */
    double *match_rates; /* [n_variants] share of the own weight of this side and the base together in
                            functions that both have; 1 for the base */
    GHashTable **
        aliases; /* [n_variants] file of this side -> file of the base that it was made from; NULL for the base */
    GPtrArray *rows; /* of HotspotRow*: by the largest own time in any variant, then name, then module */
} Hotspots;

/* Computes the rows of all variants that have a profile. NULL when none has. Transfer full; borrows from the findings. */
Hotspots *hotspots_new(const Findings *findings);
void hotspots_free(Hotspots *hotspots);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hotspots, hotspots_free)

/* The unit in which n profiles can be compared. */
HotspotUnit hotspots_unit(const Profile *const *profiles, guint n);

/* The profile that stands for a variant: the one that lost least before it reached us, then the heaviest. NULL when it has none. */
const Profile *hotspots_profile(const Variant *variant);

/* Seconds per unit of weight (10^-decimals); NAN when the profile does not say. */
double hotspots_seconds(const Profile *profile);

/* The name by which functions of two profiles are matched: "encode\naes.py". Transfer full. */
char *hotspots_key(const char *name, const char *module);

/* TRUE when the variant can be compared with the base frame by frame: both count in the same unit, and
 * functions that both have hold half of the weight. */
gboolean hotspots_can_diff(const Hotspots *hotspots, guint variant);

/* The key of a function of that variant, with the file it has in the base. Transfer full. */
char *hotspots_variant_key(const Hotspots *hotspots, guint variant, const char *name, const char *module);

/* Appends unresolved-frames, pruned-profile, few-samples, share-only-diff, profiles-differ. */
void profiles_check(const Findings *findings, GPtrArray *warnings);
