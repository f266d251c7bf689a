/* Constructors, destructors and names of the model; see archive.h. */
#include "model/archive.h"

#include "model/warning.h"

/* Who owns what is the same everywhere: an Artifact owns what a parser made of its file, an Archive owns the artifacts, and runs,
 * benchmarks and findings only borrow from them. Missing doubles are NAN from the start, never 0. */
static GPtrArray *owned(GDestroyNotify free_func)
{
    return g_ptr_array_new_with_free_func(free_func);
}

Input *input_new(void)
{
    return g_new0(Input, 1);
}

void input_free(Input *input)
{
    if (!input)
        return;
    g_free(input->path);
    g_free(input->raw_path);
    g_free(input->sha256);
    g_free(input->content_sha256);
    g_free(input->reason);
    g_free(input);
}

Process *process_new(void)
{
    Process *process = g_new0(Process, 1);
    /* a file that states no loops means one */
    process->loops = process->inner_loops = 1;
    process->duration = NAN;
    return process;
}

void process_free(Process *process)
{
    if (!process)
        return;
    g_free(process->values);
    g_free(process->warmups);
    g_free(process->date);
    g_clear_pointer(&process->metadata, g_hash_table_unref);
    g_free(process);
}

Timing *timing_new(const char *benchmark, Unit unit, TimingLevel level)
{
    Timing *timing = g_new0(Timing, 1);
    timing->benchmark = g_strdup(benchmark);
    timing->unit = unit;
    timing->level = level;
    timing->mean = timing->stdev = NAN;
    /* -1: not printed, which is not the same as none */
    timing->printed_processes = timing->printed_values = -1;
    timing->processes = owned((GDestroyNotify)process_free);
    timing->metadata = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    timing->sources = g_ptr_array_new();
    return timing;
}

void timing_free(Timing *timing)
{
    if (!timing)
        return;
    g_free(timing->benchmark);
    g_free(timing->printed);
    g_free(timing->excluded);
    g_ptr_array_unref(timing->processes);
    g_hash_table_unref(timing->metadata);
    g_clear_pointer(&timing->tags, g_ptr_array_unref);
    g_ptr_array_unref(timing->sources);
    g_free(timing);
}

void printed_comparison_free(PrintedComparison *comparison)
{
    if (!comparison)
        return;
    g_free(comparison->benchmark);
    g_free(comparison->label_base);
    g_free(comparison->label_changed);
    timing_free(comparison->base);
    timing_free(comparison->changed);
    g_free(comparison->text);
    g_free(comparison);
}

static void table_mean_free(gpointer data)
{
    TableMean *mean = data;
    g_free(mean->label);
    g_free(mean);
}

Counter *counter_new(void)
{
    Counter *counter = g_new0(Counter, 1);
    counter->value = QUANTITY_MISSING;
    counter->error = counter->interval_end = NAN;
    /* what perf does not say was not multiplexed */
    counter->running = 1;
    return counter;
}

void counter_free(Counter *counter)
{
    if (!counter)
        return;
    /* files of thousands of intervals share the names of their events (Artifact.names) */
    if (!counter->has_shared_names) {
        g_free(counter->event);
        g_free(counter->pmu);
        g_free(counter->modifier);
        g_free(counter->unit);
    }
    g_free(counter->scope);
    g_free(counter->cgroup);
    g_free(counter);
}

CounterBlock *counter_block_new(void)
{
    CounterBlock *block = g_new0(CounterBlock, 1);
    block->n_runs = 1;
    block->counters = owned((GDestroyNotify)counter_free);
    block->elapsed = block->elapsed_error = block->user = block->sys = NAN;
    return block;
}

void counter_block_free(CounterBlock *block)
{
    if (!block)
        return;
    g_free(block->command);
    g_ptr_array_unref(block->counters);
    g_free(block->samples);
    g_free(block->started);
    g_free(block);
}

static void frame_free(gpointer data)
{
    Frame *frame = data;
    g_free(frame->name);
    g_free(frame->module);
    g_free(frame);
}

static void function_weight_free(gpointer data)
{
    FunctionWeight *weight = data;
    g_free(weight->name);
    g_free(weight->module);
    g_free(weight);
}

Profile *profile_new(const char *format, const char *weight_unit)
{
    Profile *profile = g_new0(Profile, 1);
    profile->format = format;
    profile->weight_unit = weight_unit;
    profile->sample_rate = profile->weight_per_second = NAN;
    profile->frames = owned(frame_free);
    profile->nodes = g_array_new(FALSE, FALSE, sizeof(ProfileNode));
    profile->functions = owned(function_weight_free);
    profile->sources = g_ptr_array_new();
    return profile;
}

void profile_free(Profile *profile)
{
    if (!profile)
        return;
    g_free(profile->name);
    g_free(profile->command);
    g_free(profile->event);
    g_ptr_array_unref(profile->frames);
    g_array_unref(profile->nodes);
    g_ptr_array_unref(profile->functions);
    g_ptr_array_unref(profile->sources);
    g_free(profile);
}

Artifact *artifact_new(Input *input)
{
    Artifact *artifact = g_new0(Artifact, 1);
    artifact->input = input;
    artifact->timings = owned((GDestroyNotify)timing_free);
    artifact->printed = owned((GDestroyNotify)printed_comparison_free);
    artifact->blocks = owned((GDestroyNotify)counter_block_free);
    artifact->profiles = owned((GDestroyNotify)profile_free);
    artifact->table_means = owned(table_mean_free);
    return artifact;
}

void artifact_free(Artifact *artifact)
{
    if (!artifact)
        return;
    g_ptr_array_unref(artifact->timings);
    g_ptr_array_unref(artifact->printed);
    g_ptr_array_unref(artifact->blocks);
    g_ptr_array_unref(artifact->profiles);
    g_ptr_array_unref(artifact->table_means);
    g_clear_pointer(&artifact->names, g_string_chunk_free);
    g_free(artifact->started);
    g_free(artifact);
}

/* Arrays of borrowed pointers: a run chooses from artifacts, it does not own them. */
Run *run_new(void)
{
    Run *run = g_new0(Run, 1);
    run->timings = g_ptr_array_new();
    run->printed = g_ptr_array_new();
    run->blocks = g_ptr_array_new();
    run->profiles = g_ptr_array_new();
    return run;
}

void run_free(Run *run)
{
    if (!run)
        return;
    g_free(run->timestamp);
    g_ptr_array_unref(run->timings);
    g_ptr_array_unref(run->printed);
    g_ptr_array_unref(run->blocks);
    g_ptr_array_unref(run->profiles);
    g_free(run);
}

Variant *variant_new(const char *name)
{
    Variant *variant = g_new0(Variant, 1);
    variant->name = g_strdup(name);
    variant->label = g_strdup(name);
    variant->role = ROLE_CHANGED;
    variant->runs = owned((GDestroyNotify)run_free);
    return variant;
}

void variant_free(Variant *variant)
{
    if (!variant)
        return;
    g_free(variant->name);
    g_free(variant->label);
    g_ptr_array_unref(variant->runs);
    g_free(variant);
}

WhatIf *what_if_copy(const WhatIf *what_if)
{
    WhatIf *copy = g_new0(WhatIf, 1);
    copy->name = g_strdup(what_if->name);
    copy->pattern = g_strdup(what_if->pattern);
    copy->speedups = g_memdup2(what_if->speedups, what_if->n_speedups * sizeof(double));
    copy->n_speedups = what_if->n_speedups;
    return copy;
}

void what_if_free(WhatIf *what_if)
{
    if (!what_if)
        return;
    g_free(what_if->name);
    g_free(what_if->pattern);
    g_free(what_if->speedups);
    g_free(what_if);
}

Alias *alias_copy(const Alias *alias)
{
    Alias *copy = g_new0(Alias, 1);
    copy->from = g_strdup(alias->from);
    copy->to = g_strdup(alias->to);
    return copy;
}

void alias_free(Alias *alias)
{
    if (!alias)
        return;
    g_free(alias->from);
    g_free(alias->to);
    g_free(alias);
}

Notes *notes_new(const char *name, const char *text, Input *input)
{
    Notes *notes = g_new0(Notes, 1);
    notes->name = g_strdup(name);
    notes->text = g_strdup(text);
    notes->input = input;
    return notes;
}

void notes_free(Notes *notes)
{
    if (!notes)
        return;
    g_free(notes->name);
    g_free(notes->text);
    g_free(notes);
}

Benchmark *benchmark_new(const char *name)
{
    Benchmark *benchmark = g_new0(Benchmark, 1);
    benchmark->name = g_strdup(name);
    benchmark->title = g_strdup(name);
    benchmark->variants = owned((GDestroyNotify)variant_free);
    benchmark->warnings = warning_array_new();
    benchmark->margin = NAN;
    benchmark->whatifs = owned((GDestroyNotify)what_if_free);
    benchmark->aliases = owned((GDestroyNotify)alias_free);
    benchmark->notes = owned((GDestroyNotify)notes_free);
    return benchmark;
}

void benchmark_free(Benchmark *benchmark)
{
    if (!benchmark)
        return;
    g_free(benchmark->name);
    g_free(benchmark->title);
    g_free(benchmark->author);
    g_free(benchmark->course);
    g_ptr_array_unref(benchmark->variants);
    g_ptr_array_unref(benchmark->warnings);
    g_ptr_array_unref(benchmark->whatifs);
    g_ptr_array_unref(benchmark->aliases);
    g_ptr_array_unref(benchmark->notes);
    g_free(benchmark->timestamp);
    g_free(benchmark);
}

Archive *archive_new(const char *root)
{
    Archive *archive = g_new0(Archive, 1);
    archive->root = g_strdup(root);
    archive->inputs = owned((GDestroyNotify)input_free);
    archive->artifacts = owned((GDestroyNotify)artifact_free);
    archive->benchmarks = owned((GDestroyNotify)benchmark_free);
    archive->merged = owned((GDestroyNotify)timing_free);
    archive->warnings = warning_array_new();
    return archive;
}

void archive_free(Archive *archive)
{
    if (!archive)
        return;
    g_free(archive->root);
    g_ptr_array_unref(archive->warnings);
    g_ptr_array_unref(archive->benchmarks);
    g_ptr_array_unref(archive->merged);
    g_ptr_array_unref(archive->artifacts);
    g_ptr_array_unref(archive->inputs);
    g_free(archive);
}

const char *unit_name(Unit unit)
{
    static const char *const names[] = {"second", "byte", "integer"};
    return names[unit];
}

const char *role_name(Role role)
{
    return role == ROLE_BASELINE ? "baseline" : "changed";
}

const char *timestamp_source_name(TimestampSource source)
{
    static const char *const names[] = {"none", "path", "content"};
    return names[source];
}

const char *level_name(TimingLevel level)
{
    return level == LEVEL_VALUES ? "values" : "summary";
}

const char *counter_status_name(CounterStatus status)
{
    static const char *const names[] = {"counted", "not counted", "not supported"};
    return names[status];
}

double profile_weight(const Profile *profile, guint64 weight)
{
    double unit = 1; /* powers of ten are exact up to 10^22, so that there is one rounding only */
    for (guint i = 0; i < profile->decimals; i++)
        unit *= 10;
    return (double)weight / unit;
}
