/* What if a part were faster; see what_if.h. Amdahl 1967: 1 / ((1 - p) + p / S). The share p is that of the stacks that hold a function of
 * the pattern, each counted once; its interval is the normal one of a proportion, for samples only. */
#include "analyze/what_if.h"

#include <math.h>

#include "analyze/hotspots.h"
#include "analyze/statistics.h"
#include "model/warning.h"

#define NORMAL 1e9 /* degrees of freedom at which Student's distribution is the normal one */

double what_if_speed(double share, double speedup)
{
    return 1 / (1 - share + share / speedup);
}

double what_if_part(double share, double speed)
{
    double rest = 1 / speed - (1 - share);
    return rest > 0 ? share / rest : INFINITY;
}

/* Which frames are of the part. A pattern that takes too long on a name does not match it. Transfer full. */
static gboolean *match_frames(const Profile *profile, GRegex *pattern)
{
    gboolean *matches = g_new0(gboolean, profile->frames->len + 1u);
    for (guint i = 0; i < profile->frames->len; i++)
        matches[i] =
            g_regex_match(pattern, ((const Frame *)g_ptr_array_index(profile->frames, i))->name, 0, NULL);
    return matches;
}

/* Weight of the outermost frames of the part: what is below them is in their total. Parents stand before children. */
static guint64 weigh(const Profile *profile, const gboolean *matches)
{
    g_autofree gboolean *is_inside = g_new0(gboolean, profile->nodes->len + 1u);
    guint64 weight = 0;
    for (guint i = 0; i < profile->nodes->len; i++) {
        const ProfileNode *node = &g_array_index(profile->nodes, ProfileNode, i);
        gboolean is_below = node->parent != PROFILE_ROOT && is_inside[node->parent];
        is_inside[i] = is_below || matches[node->frame];
        weight += is_inside[i] && !is_below ? node->total : 0;
    }
    return weight;
}

/* Half of the width of the share's interval; NAN where weights are no counts of samples. */
static double half_width_of(const Profile *profile, double share, double confidence)
{
    if (!g_str_equal(profile->weight_unit, "samples"))
        return NAN;
    double n = profile_weight(profile, profile->total);
    return statistics_t_quantile(.5 + confidence / 2, NORMAL) * sqrt(share * (1 - share) / n);
}

static WhatIfFindings *answer(const WhatIf *question, const VariantFindings *base, const Profile *profile,
                              double confidence)
{
    g_autoptr(GRegex) pattern = g_regex_new(question->pattern, 0, 0, NULL);
    if (!pattern)
        return NULL;
    g_autofree gboolean *matches = match_frames(profile, pattern);
    guint64 weight = weigh(profile, matches);
    if (weight == 0)
        return NULL;
    WhatIfFindings *found = g_new0(WhatIfFindings, 1);
    found->question = question;
    found->variant = base;
    found->share = (double)weight / (double)profile->total;
    found->half_width = half_width_of(profile, found->share, confidence);
    found->share_low = fmax(0, found->share - found->half_width);
    found->share_high = fmin(1, found->share + found->half_width);
    if (isnan(found->half_width))
        found->share_low = found->share_high = NAN;
    found->is_least = profile->pruned > 0;
    return found;
}

GPtrArray *what_ifs_new(const Findings *findings)
{
    GPtrArray *answers = g_ptr_array_new_with_free_func(g_free);
    const VariantFindings *base = g_ptr_array_index(findings->variants, 0);
    const Profile *profile = hotspots_profile(base->variant);
    for (guint i = 0; profile && i < findings->benchmark->whatifs->len; i++) {
        const WhatIf *question = g_ptr_array_index(findings->benchmark->whatifs, i);
        WhatIfFindings *found = answer(question, base, profile, findings->options.confidence);
        if (found)
            g_ptr_array_add(answers, found);
        else
            warning_add(findings->warnings, "what-if-empty",
                        "\"%s\" matches no function of the profile of %s.", question->name,
                        base->variant->name);
    }
    return answers;
}
