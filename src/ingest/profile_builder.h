/* From stacks with weights to a Profile: merged tree, weights per function, share of unknown frames.
 * In: stacks as text, root first, frames joined by a separator; weights as decimal integers. Out: the arrays of a Profile.
 * Knows nothing of the format the stacks came from.
 *
 * The lines are sorted so that a stack stands right before the stacks it is the beginning of (end < separator < any byte; a plain
 * byte sort draws a function twice when another name continues its own: "foo", "foo.part.0"), by merge sort with longest
 * common prefixes. The prefixes then drive a stack of open frames: no tree is built beyond the nodes that are kept. */
#pragma once
#include <glib.h>

#include "base/limits.h"
#include "ingest/stack_weight.h"
#include "model/archive.h"

#define PROFILE_MAX_DEPTH 10000 /* frames of one stack */
#define PROFILE_MAX_STACK_BYTES (16u << 20)

typedef struct _ProfileBuilder ProfileBuilder;

/* What is wrong and where; line 0 when no line is to blame. */
typedef struct {
    const char *message; /* static */
    guint line;
} ProfileError;

/* `separator` stands between frames. Of the limits (borrowed; NULL: the defaults) LIMIT_NODES counts. */
ProfileBuilder *profile_builder_new(char separator, const Limits *limits);
void profile_builder_free(ProfileBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProfileBuilder, profile_builder_free)

/* Adds a stack. The text is borrowed until profile_builder_finish. Empty frames at the end are dropped; a stack without frames counts
 * in the total only. FALSE and *error when the stack is too long. */
gboolean profile_builder_add(ProfileBuilder *builder, const char *stack, gsize n, StackWeight weight,
                             guint line, ProfileError *error);

/* The same with a copy of the text. */
gboolean profile_builder_add_copy(ProfileBuilder *builder, const char *stack, gsize n, StackWeight weight,
                                  guint line, ProfileError *error);

/* Number of stacks added. */
gsize profile_builder_count(const ProfileBuilder *builder);

/* Fills decimals, total, n_stacks, unresolved, frames, nodes and functions of the profile. FALSE and *error when a sum does not fit
 * 64 bits or a stack is too deep. Call once. */
gboolean profile_builder_finish(ProfileBuilder *builder, Profile *profile, ProfileError *error);

/* TRUE when at least half of the frames seen by profile_builder_finish name a Python file and a line. */
gboolean profile_builder_is_python(const ProfileBuilder *builder);
