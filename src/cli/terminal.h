/* What the user sees while gen works: report lines on stdout, diagnostics and progress on stderr.
 * In: models and diagnostics. Out: text; colour only on a terminal without NO_COLOR. The only part that prints. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "base/diag.h"
#include "render/index_model.h"

typedef struct {
    gboolean has_colour;   /* of stdout */
    gboolean has_progress; /* a line on stderr */
    gboolean is_quiet, is_verbose;
    guint n_columns;       /* of stdout */
    guint n_printed;       /* diagnostics printed so far */
    gint64 started;        /* monotonic, microseconds */
    gboolean is_line_open; /* a progress line stands on stderr */
} Terminal;

void terminal_init(Terminal *terminal, gboolean has_progress, gboolean is_quiet, gboolean is_verbose);

/* Shows "12/127 what" on one line, from one second after the start. `data` is the Terminal. */
void terminal_progress(const char *what, guint done, guint total, gpointer data);
void terminal_end_progress(Terminal *terminal);

/* Prints the diagnostics that were added since the last call. */
void terminal_diagnostics(Terminal *terminal, const DiagList *diags);

/* One line per headline of each report of the index: benchmark, variant, ratio, interval, verdict, cautions, directory. */
void terminal_reports(Terminal *terminal, const GPtrArray *models, const GPtrArray *directories);

/* "2 reports in reports/, 3 files not used (--list shows why)". */
void terminal_summary(Terminal *terminal, guint n_reports, guint n_failed, const char *report_dir,
                      guint n_unused);

/* Prints text to stdout; FALSE when it cannot be written. */
gboolean terminal_print(const char *text);
/* Prints "gen: message" to stderr. */
void terminal_error(const char *message);
