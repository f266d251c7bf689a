/* Results directories for tests: made of texts in a temporary directory, read, and shown as one text. */
#pragma once
#include "ingest/discover.h"

typedef struct {
    char *root;
    DiagList *diags;
    Archive *archive; /* NULL after an error */
} Tree;

/* Files as pairs of path and content, ended by NULL. */
Tree *tree_new(const char *const *files);
void tree_free(Tree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tree, tree_free)

void tree_add(const Tree *tree, const char *path, const char *content);
/* Reads it; options may be NULL. Again after a change: the former archive is freed. */
void tree_read(Tree *tree, const DiscoverOptions *options);

/* "json_dumps: stdlib* fast; nbody: x*": benchmarks and variants, the baseline with a star. Transfer full. */
char *tree_variants(const Tree *tree);
const Variant *tree_variant(const Tree *tree, const char *benchmark, const char *variant);
const Input *tree_input(const Tree *tree, const char *path);
/* Whether any report, or the archive, warns so about the file (NULL: about anything). */
gboolean tree_warns(const Tree *tree, const char *code, const char *path);
/* The first error as "path:line:column: message"; "" when there is none. Transfer full. */
char *tree_error(const Tree *tree);

/* Contents. Transfer full. */
char *content_pyperf(const char *name, const char *date, double seconds);
char *content_perf(const char *command, guint64 instructions, const char *printed);
