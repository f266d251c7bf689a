/* Lines of text as pyperf builds them; see pyperf_lines.h. Source: pyperf/_cli.py of pyperf 2.10.0. */
#include "render/pyperf_lines.h"

#include <string.h>

/* ------------------------------------------------------------------ lines */

GPtrArray *lines_new(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

void lines_add(GPtrArray *lines, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_ptr_array_add(lines, g_strdup_vprintf(format, args));
    va_end(args);
}

void lines_gap(GPtrArray *lines)
{
    if (lines->len > 0)
        g_ptr_array_add(lines, g_strdup(""));
}

void lines_title(GPtrArray *lines, const char *title, guint level)
{
    lines_gap(lines);
    lines_add(lines, "%s", title);
    g_ptr_array_add(lines, g_strnfill((gsize)g_utf8_strlen(title, -1), level == 1 ? '=' : '-'));
}

void lines_move(GPtrArray *lines, GPtrArray *more)
{
    for (guint i = 0; i < more->len; i++)
        g_ptr_array_add(lines, g_strdup(g_ptr_array_index(more, i)));
    g_ptr_array_set_size(more, 0);
}

void lines_print(const GPtrArray *lines, GString *out)
{
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(out, "%s\n", (const char *)g_ptr_array_index(lines, i));
}

void print_title(GString *out, const char *title)
{
    g_autoptr(GPtrArray) lines = lines_new();
    lines_title(lines, title, 1);
    lines_print(lines, out);
    g_string_append_c(out, '\n');
}

/* ------------------------------------------------------------------ values */

char *figures_value_like(const PyperfFigures *figures, Quantity reference, Quantity value)
{
    return pyperf_value_like(figures->benchmark->unit, reference, value);
}

char *figures_value(const PyperfFigures *figures, Quantity value)
{
    return figures_value_like(figures, value, value);
}

static const PyperfItem *item_of(const PyperfRun *run, const char *key)
{
    return pyperf_metadata_find(run->metadata, key);
}

/* What calibration runs found; "" when there is a run with values. Transfer full. */
static char *calibration_text(const PyperfBenchmark *benchmark)
{
    Quantity loops = QUANTITY_MISSING, warmups = QUANTITY_MISSING;
    for (guint i = 0; i < benchmark->runs->len; i++) {
        const PyperfRun *run = g_ptr_array_index(benchmark->runs, i);
        if (run->n_values > 0)
            return g_strdup("");
        const PyperfItem *first = item_of(run, "calibrate_warmups"),
                         *again = item_of(run, "recalibrate_warmups");
        if (first || again) {
            warmups = pyperf_int((first ? first : again)->number);
            continue;
        }
        first = item_of(run, "calibrate_loops"), again = item_of(run, "recalibrate_loops");
        loops = first || again ? pyperf_int((first ? first : again)->number) : pyperf_int((double)run->loops);
    }
    g_autofree char *loops_text = isnan(loops.value) ? NULL : pyperf_count(loops, "loop");
    g_autofree char *warmups_text = isnan(warmups.value) ? NULL : pyperf_count(warmups, "warmup");
    return g_strdup_printf("%s%s%s", loops_text ? loops_text : "", loops_text && warmups_text ? ", " : "",
                           warmups_text ? warmups_text : "");
}

char *figures_result(const PyperfFigures *figures)
{
    g_autofree char *calibration = calibration_text(figures->benchmark);
    return *calibration ? g_strdup_printf("<calibration: %s>", calibration)
                        : pyperf_result_text(&figures->sample);
}

char *figures_result_line(const PyperfFigures *figures)
{
    g_autofree char *calibration = calibration_text(figures->benchmark);
    if (*calibration)
        return g_strdup_printf("Calibration: %s", calibration);
    g_autofree char *text = pyperf_result_text(&figures->sample);
    return g_strdup_printf("%s%s", figures->n >= 2 ? "Mean +- std dev: " : "", text);
}

void append_metadata(GPtrArray *lines, const GPtrArray *metadata, const char *prefix)
{
    for (guint i = 0; i < metadata->len; i++) {
        const PyperfItem *item = g_ptr_array_index(metadata, i);
        g_autofree char *text = pyperf_item_display(item);
        lines_add(lines, "%s%s: %s", prefix, item->key, text);
    }
}
