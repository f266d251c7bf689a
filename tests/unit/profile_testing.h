/* Helpers of tests that read profiles: text in, artifact out. */
#pragma once
#include "base/diag.h"
#include "ingest/format.h"
#include "model/archive.h"

/* What reading gave. */
typedef struct {
    Input *input;
    Artifact *artifact;
    DiagList *diags;
    const InputFormat *format; /* NULL when of no known format */
    gboolean is_good;          /* what parse returned */
} Reading;

/* Reads bytes, which a NUL follows, as a file, by the table of formats. Free with reading_clear. */
Reading read_bytes(const char *bytes, gsize n_bytes);
Reading read_text(const char *text);
void reading_clear(Reading *reading);

/* The only profile of the reading; asserts that there is one. */
const Profile *only_profile(const Reading *reading);

/* The function of that name (and module, unless NULL); asserts that there is exactly one. */
const FunctionWeight *function_named(const Profile *profile, const char *name, const char *module);

/* The whole tree as "a 10/0(b 4/4)": total/self, children in brackets, "~N" for pruned weight. Transfer full. */
char *tree_text(const Profile *profile);
