/* The options of pyperf's own commands.
 * In: arguments. Out: what they ask for, or a message. Knows nothing of files. */
#pragma once
#include <glib.h>

typedef enum {
    PYPERF_COMPARE_TO = 1 << 0,
    PYPERF_STATS = 1 << 1,
    PYPERF_CHECK = 1 << 2,
    PYPERF_SHOW = 1 << 3,
    PYPERF_METADATA = 1 << 4,
    PYPERF_DUMP = 1 << 5,
    PYPERF_HIST = 1 << 6,
} PyperfCommand;

typedef struct {
    PyperfCommand command;
    gboolean quiet, verbose;
    gboolean show_metadata, show_hist, show_stats, show_dump; /* of show */
    gboolean raw;                                             /* of dump */
    gboolean extend;                                          /* of hist */
    gint64 bins;                                              /* of hist; 0: by the height of the terminal */
    gboolean group_by_speed, table, is_markdown;              /* of compare_to */
    double min_speed;      /* of compare_to, per cent; NAN when not given */
    GPtrArray *benchmarks; /* of char*, -b NAME; empty: all */
    GPtrArray *files;      /* of char*, at least one */
} PyperfOptions;

/* argv[0] is the command. NULL, with a line in err, when the usage is wrong. Transfer full. */
PyperfOptions *pyperf_options_parse(int argc, char **argv, GString *err);
void pyperf_options_free(PyperfOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PyperfOptions, pyperf_options_free)
