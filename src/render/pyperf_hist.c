/* `pyperf hist`: values as bars of #. Source: format_histogram of pyperf/_cli.py; Python's shutil.get_terminal_size. */
#include <math.h>
#include <string.h>

#include "render/pyperf_lines.h"

typedef struct {
    gint64 bins, first, last; /* buckets of the least and of the greatest value */
    double width;             /* of a bucket */
    gint64 columns;           /* of the terminal */
    gboolean extend;
} Scale;

/* COLUMNS and LINES alone decide; a terminal is not asked, so that output does not depend on it. */
static gint64 size_from_environment(const char *name, gint64 fallback)
{
    guint64 size = 0;
    const char *text = g_getenv(name);
    return text && number_parse_uint64(text, strlen(text), &size) && size > 0 && size < 100000 ? (gint64)size
                                                                                               : fallback;
}

/* Towards zero, as pyperf does. */
static gint64 bucket_of(const Scale *scale, double value)
{
    return (gint64)(value / scale->width);
}

static char *bucket_text(const Scale *scale, const PyperfFigures *figures, gint64 bucket)
{
    return figures_value(figures, pyperf_float((double)bucket * scale->width));
}

/* One scale for all histograms that stand together, so that they can be compared by eye. */
static Scale scale_of(const PyperfFigures *const *figures, guint n, const HistogramOptions *options)
{
    Scale scale = {
        .bins = options->bins, .extend = options->extend, .columns = size_from_environment("COLUMNS", 80)};
    double low = figures[0]->minimum.value, high = figures[0]->maximum.value;
    for (guint i = 1; i < n; i++) {
        low = MIN(low, figures[i]->minimum.value);
        high = MAX(high, figures[i]->maximum.value);
    }
    if (scale.bins == 0) {
        scale.bins = MAX(size_from_environment("LINES", 24) - 3, 3);
        if (!options->extend)
            scale.bins = MIN(scale.bins, 25);
    }
    scale.width = (high - low) / (double)scale.bins;
    if (scale.width == 0)
        scale.width = 1;
    scale.first = bucket_of(&scale, low);
    scale.last = bucket_of(&scale, high);
    return scale;
}

static guint decimal_width(guint count)
{
    guint width = 1;
    for (; count >= 10; count /= 10)
        width++;
    return width;
}

/* The longest bar fills the line; the width of numbers is known before the first is printed. */
static void append_bars(GPtrArray *lines, const Scale *scale, const PyperfFigures *figures,
                        const guint *counts, guint count_max)
{
    glong value_width = 0;
    for (gint64 bucket = scale->first; bucket <= scale->last; bucket++) {
        g_autofree char *text = bucket_text(scale, figures, bucket);
        value_width = MAX(value_width, g_utf8_strlen(text, -1));
    }
    guint count_width = decimal_width(count_max);
    gint64 width = scale->columns - (value_width + (gint64)strlen(":  #") + count_width);
    if (!scale->extend)
        width = MIN(width, 79);
    double per_count = (double)MAX(width, 3) / count_max;
    for (gint64 bucket = scale->first; bucket <= scale->last; bucket++) {
        guint count = counts[bucket - scale->first];
        gsize length = (gsize)rint(count * per_count); /* half to even, as Python rounds */
        g_autofree char *text = bucket_text(scale, figures, bucket);
        g_autofree char *bar = length > 0 ? g_strnfill(length, '#') : g_strdup("|");
        lines_add(lines, "%*s: %*u %s", (int)value_width, text, (int)count_width, count, bar);
    }
}

/* Counts per bucket, then bars. */
static void append_histogram(GPtrArray *lines, const Scale *scale, const PyperfFigures *figures,
                             const char *title)
{
    g_autofree guint *counts = g_new0(guint, (gsize)(scale->last - scale->first) + 1);
    guint count_max = 0;
    lines_gap(lines);
    if (title && *title)
        lines_add(lines, "[ %s ]", title);
    for (gsize i = 0; i < figures->n; i++) {
        guint *count = &counts[bucket_of(scale, figures->plain[i]) - scale->first];
        ++*count;
        count_max = MAX(count_max, *count);
    }
    append_bars(lines, scale, figures, counts, count_max);
}

void append_histograms(GPtrArray *lines, const PyperfFigures *const *figures, const char *const *titles,
                       guint n, const HistogramOptions *options)
{
    Scale scale = scale_of(figures, n, options);
    for (guint i = 0; i < n; i++) {
        append_histogram(lines, &scale, figures[i], titles[i]);
        if (options->checks)
            append_checks(lines, figures[i], FALSE);
    }
}
