/* Lines of text as pyperf builds them, and the parts of its output that several commands share.
 * In: figures of benchmarks. Out: lines. */
#pragma once
#include "render/pyperf_files.h"

/* ------------------------------------------------------------------ lines (GPtrArray of char*) */

GPtrArray *lines_new(void);
void lines_add(GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* An empty line unless it would be the first. */
void lines_gap(GPtrArray *lines);
/* A title underlined with = (level 1) or - (level 2), after a gap. */
void lines_title(GPtrArray *lines, const char *title, guint level);
/* Moves the lines of `more` behind those of `lines`. */
void lines_move(GPtrArray *lines, GPtrArray *more);
void lines_print(const GPtrArray *lines, GString *out);
/* A title, and an empty line below it. */
void print_title(GString *out, const char *title);

/* ------------------------------------------------------------------ values */

/* In the benchmark's unit. Transfer full. */
char *figures_value(const PyperfFigures *figures, Quantity value);
char *figures_value_like(const PyperfFigures *figures, Quantity reference, Quantity value);
/* "4.22 us +- 0.08 us", the mean alone of one value, or "<calibration: 2^15 loops>". Transfer full. */
char *figures_result(const PyperfFigures *figures);
/* "Mean +- std dev: 4.22 us +- 0.08 us", or "Calibration: 2^15 loops". Transfer full. */
char *figures_result_line(const PyperfFigures *figures);

/* ------------------------------------------------------------------ parts */

void append_metadata(GPtrArray *lines, const GPtrArray *metadata, const char *prefix);

typedef struct {
    gboolean quiet, verbose, raw;
} RunDetails;
void append_runs(GPtrArray *lines, const PyperfFigures *figures, const RunDetails *details);

/* FALSE, with a message in err, when dates cannot be compared. Needs values. */
gboolean append_stats(GPtrArray *lines, const PyperfFigures *figures, GString *err);

/* "Start date: ..." and "End date: ..."; FALSE as above. */
gboolean append_dates(GPtrArray *lines, const GPtrArray *figures, GString *err);

void append_checks(GPtrArray *lines, const PyperfFigures *figures, gboolean check_too_many_processes);

typedef struct {
    gint64 bins; /* 0: by the height of the terminal */
    gboolean extend, checks;
} HistogramOptions;
/* One histogram below the other on a common scale; titles[i] may be NULL. Each needs values. */
void append_histograms(GPtrArray *lines, const PyperfFigures *const *figures, const char *const *titles,
                       guint n, const HistogramOptions *options);
