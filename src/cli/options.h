/* The command line: what may be said, checked, with messages that name the option. In: argv. Out: Options. */
#pragma once
#include <glib.h>

#include "base/limits.h"
#include "render/figure_file.h"

typedef enum {
    ACTION_REPORT,
    ACTION_LIST,
    ACTION_LIST_JOBS,
    ACTION_CHECK_NOTES,
    ACTION_INDEX,
    ACTION_VERIFY,
    ACTION_FOLD,
    ACTION_FLAMEGRAPH,
    ACTION_HELP,
    ACTION_VERSION
} Action;

typedef struct {
    Action action;
    char *results_dir; /* NULL: not given, which only --verify and --fold allow */
    char *output;      /* -o of --flamegraph; NULL: stdout */
    char **files;      /* of --verify, --fold and --flamegraph; NULL otherwise */
    char *report_dir;
    char **benchmarks;             /* NULL: all */
    char *timestamp;               /* "latest", "all" or a stamp */
    char *baseline;                /* NULL: inferred */
    char **order;                  /* NULL: inferred */
    GPtrArray *formats;            /* of const OutputFormat*, in the order of the table */
    GPtrArray *figures;            /* of const FigureFormat*; may be empty */
    char *title, *author, *course; /* NULL: inferred or none */
    char *paper;                   /* "a4" or "letter" */
    char *template_dir;            /* NULL: built in */
    double margin;                 /* share; NAN: not given */
    double confidence;             /* share */
    GPtrArray *whatifs, *aliases;  /* of WhatIf*, Alias*: go before those of gen.json; may be empty */
    GString *shaping;              /* " --margin 2%": what shapes the reports, as a shell takes it */
    guint64 max_file_bytes;
    Limits limits;              /* --max */
    guint max_files, max_depth; /* 0: the default */
    guint n_jobs;
    gboolean is_transposed, is_strict, is_quiet, is_verbose, has_progress;
    gboolean fails_on_slower, fails_on_inconclusive, fails_on_warnings; /* --fail-on */
    double slower_limit; /* share of more time that is still allowed */
} Options;

/* Reads argv. FALSE and *message (one line, no line end; transfer full) when it makes no sense. */
gboolean options_parse(int argc, char **argv, Options *options, char **message);
void options_clear(Options *options);

/* The text of --help. Transfer full. */
char *options_help(void);
