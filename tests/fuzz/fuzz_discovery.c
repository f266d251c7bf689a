/* Fuzz driver of discovery: every line is a file, "KIND PATH", where the kind says what it holds. Checks what must hold of every
 * archive: one baseline per benchmark, unique names, every file used or with a reason, runs in order. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "ingest/assemble.h"
#include "ingest/copies.h"
#include "ingest/parts.h"
#include "ingest/runs.h"
#include "ingest/tokens.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

#define MAX_FILES 60

/* ------------------------------------------------------------------ files */

static Timing *new_timing(Artifact *artifact, const char *name, TimingLevel level)
{
    Timing *timing = timing_new(name, UNIT_SECOND, level);
    if (level == LEVEL_SUMMARY) {
        timing->mean = 0.5;
    } else {
        Process *process = process_new();
        process->values = g_new0(double, 1);
        process->values[0] = 0.5;
        process->n_values = 1;
        g_ptr_array_add(timing->processes, process);
    }
    g_ptr_array_add(timing->sources, artifact->input);
    return timing;
}

static void add_block(Artifact *artifact, const char *command)
{
    CounterBlock *block = counter_block_new();
    Counter *counter = counter_new();
    counter->event = g_strdup("cycles");
    counter->status = COUNTER_COUNTED;
    block->command = g_strdup(command);
    block->source = artifact->input;
    g_ptr_array_add(block->counters, counter);
    g_ptr_array_add(artifact->blocks, block);
}

static void add_printed(Artifact *artifact)
{
    PrintedComparison *printed = g_new0(PrintedComparison, 1);
    printed->label_base = g_strdup("base");
    printed->label_changed = g_strdup("opt/numba");
    printed->base = new_timing(artifact, NULL, LEVEL_SUMMARY);
    printed->changed = new_timing(artifact, NULL, LEVEL_SUMMARY);
    printed->text = g_strdup("x");
    printed->source = artifact->input;
    g_ptr_array_add(artifact->printed, printed);
}

static void add_profile(Artifact *artifact)
{
    Profile *profile = profile_new("folded", "samples");
    g_ptr_array_add(profile->sources, artifact->input);
    g_ptr_array_add(artifact->profiles, profile);
}

/* What the letter stands for. */
static void fill(Artifact *artifact, char kind)
{
    static const char *const NAMES[] = {"json_dumps", "crypto_pyaes", "fast_crypto"};
    if (kind >= 'a' && kind <= 'c')
        g_ptr_array_add(artifact->timings, new_timing(artifact, NAMES[kind - 'a'], LEVEL_VALUES));
    else if (kind >= 'd' && kind <= 'f')
        g_ptr_array_add(artifact->timings, new_timing(artifact, NAMES[kind - 'd'], LEVEL_SUMMARY));
    else if (kind == 'n')
        g_ptr_array_add(artifact->timings, new_timing(artifact, NULL, LEVEL_SUMMARY));
    else if (kind == 'x')
        add_printed(artifact);
    else if (kind == 'q')
        add_block(artifact, "python3 -m pyperformance run -b json_dumps");
    else if (kind == 'm') {
        add_block(artifact, NULL);
        g_ptr_array_add(artifact->timings, new_timing(artifact, NAMES[0], LEVEL_SUMMARY));
    } else if (kind == 'p')
        add_block(artifact, "./a.out 3");
    else
        add_profile(artifact);
    if (kind == 'b' || kind == 'q')
        artifact->started = g_strdup("2025-01-02T10:00:00");
}

static Artifact *new_file(const char *line)
{
    Input *input = input_new();
    input->path = text_clean_bytes(line + 2, strlen(line + 2));
    input->raw_path = g_strdup(input->path);
    input->sha256 = g_strdup_printf("%c%u", line[0], (guint)strlen(line) % 7); /* some are identical */
    Artifact *artifact = artifact_new(input);
    fill(artifact, line[0]);
    return artifact;
}

/* ------------------------------------------------------------------ what must hold */

static void check_benchmark(const Benchmark *benchmark)
{
    guint n_baselines = 0;
    g_assert_cmpuint(benchmark->variants->len, >, 0);
    g_assert_true(*benchmark->name);
    for (guint i = 0; i < benchmark->variants->len; i++) {
        const Variant *variant = benchmark->variants->pdata[i];
        n_baselines += variant->role == ROLE_BASELINE;
        g_assert_true(g_ptr_array_find(variant->runs, variant->run, NULL));
        for (guint k = 0; k < i; k++)
            g_assert_cmpstr(variant->name, !=, ((Variant *)benchmark->variants->pdata[k])->name);
        for (guint k = 1; k < variant->runs->len; k++)
            g_assert_cmpint(timestamp_compare(((Run *)variant->runs->pdata[k - 1])->timestamp,
                                              ((Run *)variant->runs->pdata[k])->timestamp),
                            <=, 0);
        for (guint k = 0; k < variant->run->timings->len; k++)
            g_assert_nonnull(((Timing *)variant->run->timings->pdata[k])->benchmark);
    }
    g_assert_cmpuint(n_baselines, ==, 1);
    g_assert_true(((Variant *)benchmark->variants->pdata[0])->role == ROLE_BASELINE);
}

static void check_group(const Group *group, guint n_common, GPtrArray *merged)
{
    static const char *const LIMITS[] = {NULL, "2025-01-02T10:00:00"};
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(LIMITS); i++) {
        AssembleOptions options = {.n_common = n_common,
                                   .fallback = "fallback",
                                   .limit = LIMITS[i],
                                   .settings = none,
                                   .records = none,
                                   .merged = merged};
        g_autoptr(Benchmark) benchmark = assemble_benchmark(group, &options);
        if (benchmark)
            check_benchmark(benchmark);
        else
            g_assert_nonnull(LIMITS[i]); /* without a limit something is left of every group */
    }
    for (guint i = 0; i < group->members->len; i++) {
        const Input *input = ((Member *)group->members->pdata[i])->artifact->input;
        g_assert_true(input->is_used != (input->reason != NULL));
    }
}

static void check_all(GPtrArray *members)
{
    g_autoptr(GPtrArray) merged = g_ptr_array_new_with_free_func((GDestroyNotify)timing_free);
    guint n_common = members_common_directories(members);
    GPtrArray *groups = grouping_make(members, n_common);
    for (guint i = 0; i < groups->len; i++)
        variant_set_free(variants_infer(groups->pdata[i], n_common));
    g_autoptr(GPtrArray) copies = copies_find(groups);
    g_assert_cmpuint(copies->len, <, MAX(members->len, 1));
    for (guint i = 0; i < copies->len; i++)
        g_assert_true(g_ptr_array_remove(members, ((Copy *)copies->pdata[i])->copy));
    if (copies->len > 0) {
        g_ptr_array_unref(groups);
        n_common = members_common_directories(members);
        groups = grouping_make(members, n_common);
    }
    for (guint i = 0; i < groups->len; i++)
        check_group(groups->pdata[i], n_common, merged);
    g_ptr_array_unref(groups);
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n)
{
    gsize n_text = 0;
    g_autofree char *text = text_decode((const char *)data, n, &n_text, NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", MAX_FILES);
    g_autoptr(GPtrArray) artifacts = g_ptr_array_new_with_free_func((GDestroyNotify)artifact_free);
    g_autoptr(GPtrArray) inputs = g_ptr_array_new_with_free_func((GDestroyNotify)input_free);
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func((GDestroyNotify)member_free);
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    for (guint i = 0; lines[i]; i++) {
        if (strlen(lines[i]) < 3)
            continue;
        g_ptr_array_add(artifacts, new_file(lines[i]));
        g_ptr_array_add(inputs, ((Artifact *)artifacts->pdata[artifacts->len - 1])->input);
        g_ptr_array_add(owned, member_new(artifacts->pdata[artifacts->len - 1]));
        g_ptr_array_add(members, owned->pdata[owned->len - 1]);
    }
    check_all(members);
    return 0;
}
