/* For fuzz drivers of profiles: parses any bytes as one format, checks what must hold of every profile, then compares it with itself
 * and lays out its flame graph. */
#pragma once
#include <string.h>

#include "analyze/hotspots.h"
#include "ingest/format.h"
#include "model/warning.h"
#include "scene/figures.h"

static inline void check_text(const char *text)
{
    g_assert_true(!text || (g_utf8_validate(text, -1, NULL) && !strpbrk(text, "\n\x1b")));
}

static inline void check_functions(const Profile *profile)
{
    guint64 self = 0, sum = 0;
    for (guint i = 0; i < profile->functions->len; i++) {
        const FunctionWeight *weight = g_ptr_array_index(profile->functions, i);
        check_text(weight->name);
        check_text(weight->module);
        g_assert_true(weight->self <= weight->total && weight->total <= profile->total);
        g_assert_false(__builtin_add_overflow(sum, weight->self, &sum));
        self += weight->self;
    }
    g_assert_true(self <= profile->total);
}

/* Every weight is in the tree once: own, pruned, or a child's. */
static inline void check_nodes(const Profile *profile)
{
    g_autofree guint64 *sums = g_new0(guint64, profile->nodes->len + 1u);
    for (guint i = profile->nodes->len; i-- > 0;) {
        const ProfileNode *node = &g_array_index(profile->nodes, ProfileNode, i);
        g_assert_true(node->frame < profile->frames->len);
        g_assert_true(node->parent == PROFILE_ROOT ? node->depth == 0 : node->parent < i);
        g_assert_true(node->total == node->self + node->pruned + sums[i]);
        if (node->parent != PROFILE_ROOT)
            sums[node->parent] += node->total;
        check_text(((const Frame *)g_ptr_array_index(profile->frames, node->frame))->name);
    }
}

static inline void check_profile(const Profile *profile)
{
    g_assert_true(profile->total > 0 && profile->decimals <= 12);
    g_assert_true(profile->unresolved >= 0 && profile->unresolved <= 1);
    g_assert_true(profile->pruned >= 0 && profile->pruned <= 1);
    g_assert_false(isinf(profile->sample_rate) || isinf(profile->weight_per_second));
    check_text(profile->command);
    check_functions(profile);
    check_nodes(profile);
}

static inline double fuzz_width(const char *text, FontFamily family, double size, gboolean is_bold,
                                gpointer data)
{
    (void)family, (void)is_bold, (void)data;
    return (double)g_utf8_strlen(text, -1) * size * .5;
}

static inline void check_scene(Scene *scene)
{
    for (guint i = 0; scene && i < scene->shapes->len; i++) {
        const Shape *shape = g_ptr_array_index(scene->shapes, i);
        g_assert_true(isfinite(shape->x) && isfinite(shape->y) && isfinite(shape->width));
        check_text(shape->text);
        check_text(shape->title);
    }
    scene_free(scene);
}

/* The profile as baseline and as changed variant. */
static inline void analyze_profiles(const Artifact *artifact)
{
    static const TextRuler ruler = {.width = fuzz_width};
    static const SceneLayout layouts[] = {{.width = 800, .text_size = 13, .ruler = &ruler},
                                          {.width = 756, .text_size = 9, .ruler = &ruler}};
    g_autoptr(Variant) variant = variant_new("v");
    VariantFindings sides[2] = {{.variant = variant}, {.variant = variant}};
    Benchmark *benchmark = benchmark_new("fuzz");
    Findings findings = {.benchmark = benchmark, .variants = g_ptr_array_new()};
    g_autoptr(GPtrArray) warnings = warning_array_new();
    variant->run = run_new();
    g_ptr_array_add(variant->runs, variant->run);
    for (guint i = 0; i < artifact->profiles->len; i++)
        g_ptr_array_add(variant->run->profiles, g_ptr_array_index(artifact->profiles, i));
    g_ptr_array_add(findings.variants, &sides[0]);
    g_ptr_array_add(findings.variants, &sides[1]);
    g_autoptr(Hotspots) hotspots = hotspots_new(&findings);
    g_assert_true(!hotspots || hotspots->rows->len <= hotspots->profiles[0]->functions->len * 2);
    profiles_check(&findings, warnings);
    for (guint i = 0; i < 2; i++)
        check_scene(figure_kind_find("flame")->build(&findings, NULL, &layouts[i]));
    for (guint i = 0; i < 2; i++)
        check_scene(figure_kind_find("diff")->build(&findings, "v", &layouts[i]));
    g_ptr_array_unref(findings.variants);
    benchmark_free(benchmark);
}

static inline int fuzz_format(const InputFormat *format, const guint8 *data, gsize n)
{
    SourceBuffer buffer;
    g_autofree guint8 *copy = g_malloc(n + 1);
    memcpy(copy, data, n);
    copy[n] = 0;
    g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&copy), n);
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(Input) input = input_new();
    g_autoptr(Artifact) artifact = artifact_new(input);
    input->path = g_strdup("fuzz");
    source_buffer_init_terminated(&buffer, "fuzz", bytes);
    format_of(&buffer.source);
    format->sniff(&buffer.source);
    gboolean is_good = format->parse(&buffer.source, artifact, diags);
    g_assert_true(is_good || diag_count(diags, DIAG_ERROR) > 0);
    for (guint i = 0; i < artifact->profiles->len; i++)
        check_profile(g_ptr_array_index(artifact->profiles, i));
    if (is_good)
        analyze_profiles(artifact);
    source_buffer_clear(&buffer);
    return 0;
}
