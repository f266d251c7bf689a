/* Which files make one report. The rules are docs/discovery.md, "Benchmarks".
 * In: artifacts and what their paths say. Out: groups of them, and what names each group. Does no I/O and keeps no state. */
#pragma once
#include "ingest/tokens.h"
#include "model/archive.h"

/* One artifact with what its path says. */
typedef struct {
    Artifact *artifact;   /* borrowed */
    PathTokens *path;     /* owned */
    char *directory;      /* of the clean path; "" at the top */
    char *forced_group;   /* name that gen.json gives to its benchmark; NULL */
    char *forced_variant; /* name that gen.json gives to its variant; NULL */
    GPtrArray
        *variant; /* of Token*, borrowed from path: what is left for the variant; filled by variants_infer */
} Member;

typedef struct {
    GPtrArray *members;       /* of Member*, borrowed, by path */
    GPtrArray *timing_names;  /* of const char*, borrowed: distinct benchmark names, in order */
    GPtrArray *command_names; /* of char*, owned: distinct names after --bench */
    GPtrArray
        *path_name; /* of Token*, borrowed: what all path keys that count have in common; may be empty */
    char *directory_name;    /* last common directory that says something; NULL when none does */
    const char *forced_name; /* borrowed; NULL */
} Group;

Member *member_new(Artifact *artifact);
void member_free(Member *member);

/* Number of directories that all members have in common. */
guint members_common_directories(const GPtrArray *members);

/* Sorts the members into groups, by the first path of each. n_common as above. Array of Group*, transfer full. */
GPtrArray *grouping_make(const GPtrArray *members, guint n_common);

/* The name of the report. `baseline_name` is the first benchmark name of the baseline, or NULL; `fallback` is used when nothing
 * names it. Transfer full. */
char *group_name(const Group *group, const char *baseline_name, const char *fallback);

/* The only benchmark name of the group as far as keys are compared (json_dumps and json-dump are one); NULL otherwise. */
const char *group_single_name(const Group *group);

/* Tokens of names as text, joined with '_'. Transfer full. */
char *tokens_join(const GPtrArray *tokens);
