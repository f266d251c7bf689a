/* What readers of profiles in JSON share: names of frames, weights given as doubles, handing over.
 * In: nodes of a document. Out: text for the builder. Knows no format. */
#pragma once
#include "ingest/format.h"
#include "ingest/json_read.h"
#include "ingest/profile_builder.h"

/* Stands between frames; cannot occur in a name made by profile_frame_text. */
#define PROFILE_JSON_SEPARATOR '\n'

/* "NAME (FILE:LINE)", or less when file is NULL or line 0. Transfer full. */
char *profile_frame_text(const char *name, const char *file, guint line);

/* How doubles become integers: value * scale, rounded, in units of 10^-decimals. */
typedef struct {
    double scale;
    guint decimals;
} WeightScale;

/* FALSE when the value is negative or too large. */
gboolean weight_from_double(double value, WeightScale scale, StackWeight *weight);

/* Finishes the builder into the profile and adds it to the artifact, which takes it. FALSE with a diagnostic; the profile is freed. */
gboolean profile_hand_over(Profile *profile, ProfileBuilder *builder, const JsonDocument *document,
                           Artifact *artifact, DiagList *diags);
