/* gen --list and --list-jobs; see list.h. */
#include "cli/list.h"

#include "base/text.h"

/* Paths under what was made of them, as a reader would look for them. */
static void append_sources(GString *out, const GPtrArray *sources)
{
    for (guint i = 0; i < sources->len; i++) {
        const Input *input = g_ptr_array_index(sources, i);
        g_string_append_printf(out, "        %s\n", input->path);
    }
}

static void append_timings(GString *out, const Run *run)
{
    for (guint i = 0; i < run->timings->len; i++) {
        const Timing *timing = g_ptr_array_index(run->timings, i);
        g_string_append_printf(out, "      timing %s: ", timing->benchmark);
        if (timing->level == LEVEL_VALUES)
            g_string_append_printf(out, "values of %u processes", timing->processes->len);
        else
            g_string_append(out, "printed summary");
        if (timing->excluded)
            g_string_append_printf(out, ", not compared (%s)", timing->excluded);
        g_string_append_c(out, '\n');
        append_sources(out, timing->sources);
    }
}

/* Each perf stat block by itself: what is a repeat of what can be checked. */
static void append_blocks(GString *out, const Run *run)
{
    for (guint i = 0; i < run->blocks->len; i++) {
        const CounterBlock *block = g_ptr_array_index(run->blocks, i);
        g_string_append_printf(out, "      counters: %u rows", block->counters->len);
        if (block->n_runs > 1)
            g_string_append_printf(out, ", %u runs", block->n_runs);
        g_string_append_printf(out, "\n        %s\n", block->source->path);
    }
}

static void append_profiles(GString *out, const Run *run)
{
    for (guint i = 0; i < run->profiles->len; i++) {
        const Profile *profile = g_ptr_array_index(run->profiles, i);
        g_autofree char *total = number_shortest(profile_weight(profile, profile->total));
        g_string_append_printf(out, "      profile (%s): %s %s in %" G_GUINT64_FORMAT " stacks\n",
                               profile->format, total, profile->weight_unit, profile->n_stacks);
        append_sources(out, profile->sources);
    }
}

/* Why this variant is the baseline, "" when it is the only one. */
static const char *baseline_reason(BaselineRule rule)
{
    static const char *const reasons[] = {
        [BASELINE_ALONE] = "",
        [BASELINE_STATED] = " as stated",
        [BASELINE_WORD] = " by its name",
        [BASELINE_CONTAINED] = " because every other name has its words",
        [BASELINE_UNCHANGED] = " because every other name has a word for a change",
        [BASELINE_GUESSED] = " by a guess from the order of the names (--baseline or gen.json can say it)",
    };
    return reasons[rule];
}

static void append_variant(GString *out, const Benchmark *benchmark, const Variant *variant)
{
    const Run *run = variant->run;
    g_string_append_printf(out, "  %s: %s%s", variant->name, role_name(variant->role),
                           variant->role == ROLE_BASELINE ? baseline_reason(benchmark->baseline_rule) : "");
    if (run->timestamp)
        g_string_append_printf(out, ", run of %s (from the %s)", run->timestamp,
                               timestamp_source_name(run->timestamp_source));
    if (variant->runs->len > 1)
        g_string_append_printf(out, ", the newest of %u", variant->runs->len);
    g_string_append_c(out, '\n');
    append_timings(out, run);
    append_blocks(out, run);
    append_profiles(out, run);
}

static void append_unused(GString *out, const Archive *archive)
{
    guint n = 0;
    for (guint i = 0; i < archive->inputs->len; i++) {
        const Input *input = g_ptr_array_index(archive->inputs, i);
        if (input->is_used)
            continue;
        if (n++ == 0)
            g_string_append(out, "not used\n");
        g_string_append_printf(out, "  %s: %s%s\n", input->path, input->is_rejected ? "rejected: " : "",
                               input->reason ? input->reason : "no reason given");
    }
}

char *list_archive(const Archive *archive)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < archive->benchmarks->len; i++) {
        const Benchmark *benchmark = g_ptr_array_index(archive->benchmarks, i);
        g_string_append_printf(out, "%s\n", benchmark->name);
        for (guint k = 0; k < benchmark->variants->len; k++)
            append_variant(out, benchmark, g_ptr_array_index(benchmark->variants, k));
    }
    append_unused(out, archive);
    if (archive->inputs->len == 0)
        g_string_append_printf(out, "There are no files below %s.\n", archive->root);
    return g_string_free(out, FALSE);
}

/* Every word quoted: the lines go to a shell or a scheduler as they are. */
char *list_jobs(const Archive *archive, const char *program, const char *report_dir, const char *shaping)
{
    GString *out = g_string_new(NULL);
    g_autofree char *quoted_program = g_shell_quote(program);
    g_autofree char *quoted_root = g_shell_quote(archive->root);
    g_autofree char *quoted_reports = g_shell_quote(report_dir);
    for (guint i = 0; i < archive->benchmarks->len; i++) {
        const Benchmark *benchmark = g_ptr_array_index(archive->benchmarks, i);
        g_autofree char *quoted_name = g_shell_quote(benchmark->name);
        g_string_append_printf(out, "%s --quiet --results-dir %s --report-dir %s --benchmark %s%s\n",
                               quoted_program, quoted_root, quoted_reports, quoted_name, shaping);
    }
    return g_string_free(out, FALSE);
}
