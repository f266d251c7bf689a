/* gen.json: what the author says about a results directory or one benchmark of it. A closed schema: an unknown key, a wrong type, a
 * path or a variant that matches nothing is an error with line and column.
 * In: the text of the file; later the files and variants that it speaks of. Out: GenSettings. Does no I/O. */
#pragma once
#include "base/diag.h"
#include "model/archive.h"

/* A name or pattern with its place in the file. */
typedef struct {
    char *text;
    guint line, column;
    gboolean is_matched; /* something answers to it */
} SettingsText;

typedef struct {
    SettingsText *name;
    char *label;        /* NULL: the name */
    GPtrArray *paths;   /* of SettingsText*: globs; empty: the variant is the inferred one of that name */
    GPtrArray *exclude; /* of SettingsText*: globs of files that are left out */
} VariantSettings;

typedef struct {
    SettingsText *glob;
    guint64 loops;
} WorkSettings;

typedef struct {
    char *path;                                /* of the file, relative to the results directory */
    char *directory;                           /* that it is about; "" for the results directory */
    char *benchmark, *title, *author, *course; /* NULL when not given */
    SettingsText *baseline;                    /* NULL when not given */
    GPtrArray *order;                          /* of SettingsText*: names of variants */
    GPtrArray *variants;                       /* of VariantSettings* */
    GPtrArray *aliases;                        /* of Alias* */
    GPtrArray *work;                           /* of WorkSettings* */
    GPtrArray *whatifs;                        /* of WhatIf* */
    double margin;                             /* NAN when not given */
} GenSettings;

/* Reads a gen.json. NULL when anything is wrong: then errors with code "gen-json" exist. Transfer full. */
GenSettings *gen_json_read(const char *path, const char *text, gsize n_text, DiagList *diags);
void gen_settings_free(GenSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GenSettings, gen_settings_free)

/* TRUE when the path is in the directory of the settings. */
gboolean gen_settings_cover(const GenSettings *settings, const char *path);

/* The variant that the settings give a file to by its paths, or NULL; *is_excluded tells that it is left out. Marks what
 * matched. */
const VariantSettings *gen_settings_variant(GenSettings *settings, const char *path, gboolean *is_excluded);

/* Iterations of fixed work stated for a file; 0 when none. Marks what matched. */
guint64 gen_settings_loops(GenSettings *settings, const char *path);

/* The settings of that variant, or NULL. Marks it as matched. */
const VariantSettings *gen_settings_find_variant(GenSettings *settings, const char *name);

/* Adds an error for every glob that matched no file. FALSE when there is one. */
gboolean gen_settings_check_globs(const GenSettings *settings, DiagList *diags);

/* Adds an error for every variant that does not exist among `names` (of char*). FALSE when there is one. */
gboolean gen_settings_check_variants(const GenSettings *settings, GPtrArray *names, DiagList *diags);

/* Globs as in gen.json: '?' and '*' stay within a component, "**" does not; "dir/" and "dir" also match what is below. */
gboolean glob_match(const char *glob, const char *path);
