/* `pyperf dump`: the runs of a benchmark, value by value. Source: format_run of pyperf/_cli.py. */
#include <math.h>

#include "render/pyperf_lines.h"

/* "4.22 us (+7%)": values more than 5 % off the mean say so. Transfer full. */
static char *value_with_difference(const PyperfFigures *figures, Quantity value, double per_iteration)
{
    g_autofree char *text = figures_value(figures, value);
    double mean = figures->mean.value, delta = per_iteration - mean;
    if (fabs(delta) > mean * 0.05)
        return g_strdup_printf("%s (%+.0f%%)", text, delta * 100 / mean);
    return g_steal_pointer(&text);
}

/* ------------------------------------------------------------------ calibration */

static Quantity warmup_raw(const PyperfRun *run, const PyperfWarmup *warmup)
{
    double raw = warmup->value.value * ((double)warmup->loops * (double)run->inner_loops);
    return warmup->value.is_integer ? pyperf_int(raw) : pyperf_float(raw);
}

/* "calibrate the number of loops: 2^15" */
static void append_calibration_title(GPtrArray *lines, guint number, const PyperfRun *run)
{
    static const struct {
        const char *key, *action;
    } kinds[] = {
        {"calibrate_warmups", "calibrate the number of warmups"},
        {"recalibrate_warmups", "recalibrate the number of warmups"},
        {"recalibrate_loops", "recalibrate the number of loops"},
        {"calibrate_loops", "calibrate the number of loops"},
    };
    /* of a run that states both, pyperf names the one and counts the other */
    static const char *const counts[] = {"calibrate_warmups", "recalibrate_warmups", "calibrate_loops",
                                         "recalibrate_loops"};
    const char *action = kinds[3].action;
    Quantity count = pyperf_int((double)run->loops);
    gboolean is_warmups = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (pyperf_metadata_find(run->metadata, kinds[i].key)) {
            action = kinds[i].action;
            is_warmups = i < 2;
            break;
        }
    for (gsize i = is_warmups ? 0 : 2; i < G_N_ELEMENTS(counts); i++) {
        const PyperfItem *item = pyperf_metadata_find(run->metadata, counts[i]);
        if (item) {
            count = pyperf_int(item->number);
            break;
        }
    }
    g_autofree char *text = pyperf_count(count, NULL);
    lines_add(lines, "Run %u: %s: %s", number, action, text);
}

/* Of sizes the raw value means nothing, so pyperf shows it for times only. */
static void append_calibration(GPtrArray *lines, const PyperfFigures *figures, guint number,
                               const PyperfRun *run, gboolean raw)
{
    append_calibration_title(lines, number, run);
    for (guint i = 0; i < run->n_warmups; i++) {
        const PyperfWarmup *warmup = &run->warmups[i];
        g_autofree char *raw_text = figures_value(figures, warmup_raw(run, warmup));
        g_autofree char *value = figures_value(figures, warmup->value);
        g_autofree char *loops = pyperf_count(pyperf_int((double)warmup->loops), NULL);
        if (raw)
            lines_add(lines, "- raw calibrate %u: %s (loops: %s)", i + 1, raw_text, loops);
        else if (figures->benchmark->unit == PYPERF_SECOND)
            lines_add(lines, "- calibrate %u: %s (loops: %s, raw: %s)", i + 1, value, loops, raw_text);
        else
            lines_add(lines, "- calibrate %u: %s (loops: %s)", i + 1, value, loops);
    }
}

/* ------------------------------------------------------------------ measuring */

static void append_measuring_title(GPtrArray *lines, guint number, const PyperfRun *run, gboolean quiet)
{
    g_autofree char *warmups = pyperf_count(pyperf_int(run->n_warmups), "warmup");
    g_autofree char *values = pyperf_count(pyperf_int(run->n_values), "value");
    g_autofree char *loops = pyperf_count(pyperf_int((double)run->loops), "loop");
    if (quiet)
        lines_add(lines, "Run %u:", number);
    else
        lines_add(lines, "Run %u: %s, %s, %s", number, warmups, values, loops);
}

/* Warmups, then values; quiet leaves the warmups out. */
static void append_measuring(GPtrArray *lines, const PyperfFigures *figures, guint number,
                             const PyperfRun *run, const RunDetails *details)
{
    double total_loops = (double)run->loops * (double)run->inner_loops;
    const char *kind = details->raw ? "raw " : "";
    append_measuring_title(lines, number, run, details->quiet);
    for (guint i = 0; i < run->n_warmups && !details->quiet; i++) {
        const PyperfWarmup *warmup = &run->warmups[i];
        g_autofree char *text = details->raw
                                    ? figures_value(figures, warmup_raw(run, warmup))
                                    : value_with_difference(figures, warmup->value, warmup->value.value);
        lines_add(lines, "- %swarmup %u: %s", kind, i + 1, text);
    }
    for (guint i = 0; i < run->n_values; i++) {
        Quantity raw = pyperf_raw_value(run, run->values[i]);
        g_autofree char *text = details->raw
                                    ? value_with_difference(figures, raw, raw.value / total_loops)
                                    : value_with_difference(figures, run->values[i], run->values[i].value);
        lines_add(lines, "- %svalue %u: %s", kind, i + 1, text);
    }
}

/* What all runs share was printed above; the title stays even when nothing is left. */
static void append_run_metadata(GPtrArray *lines, const PyperfRun *run, const GPtrArray *common)
{
    if (run->metadata->len == 0)
        return;
    lines_add(lines, "- Metadata:");
    for (guint i = 0; i < run->metadata->len; i++) {
        const PyperfItem *item = g_ptr_array_index(run->metadata, i);
        if (pyperf_metadata_find(common, item->key))
            continue;
        g_autofree char *text = pyperf_item_display(item);
        lines_add(lines, "  %s: %s", item->key, text);
    }
}

void append_runs(GPtrArray *lines, const PyperfFigures *figures, const RunDetails *details)
{
    const PyperfBenchmark *benchmark = figures->benchmark;
    gboolean has_metadata = details->verbose && !details->quiet, is_first = TRUE;
    if (has_metadata) {
        lines_gap(lines);
        lines_add(lines, "Metadata:");
        append_metadata(lines, benchmark->common, "  ");
    }
    for (guint i = 0; i < benchmark->runs->len; i++) {
        const PyperfRun *run = g_ptr_array_index(benchmark->runs, i);
        if (details->quiet && run->n_values == 0)
            continue;
        if (is_first)
            lines_gap(lines);
        is_first = FALSE;
        if (run->n_values == 0)
            append_calibration(lines, figures, i + 1, run, details->raw);
        else
            append_measuring(lines, figures, i + 1, run, details);
        if (has_metadata)
            append_run_metadata(lines, run, benchmark->common);
    }
}
