/* What if a part were faster; see what_if.h. Amdahl 1967: 1 / ((1 - p) + p / S). The share p is that of the stacks that hold a function of
 * the pattern, each counted once; its interval is the normal one of a proportion, for samples only. */
#include "analyze/what_if.h"

#include <math.h>

#include "analyze/hotspots.h"
#include "analyze/statistics.h"
#include "model/warning.h"

#define MATCH_LIMIT "(*LIMIT_MATCH=100000)" /* steps on one name: some patterns take exponentially many */
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

/* Which frames are of the part; NULL when the pattern takes too long on one. Transfer full. */
static gboolean *match_frames(const Profile *profile, const char *pattern)
{
    g_autofree char *limited = g_strconcat(MATCH_LIMIT, pattern, NULL);
    g_autoptr(GRegex) regex = g_regex_new(limited, 0, 0, NULL);
    g_autoptr(GError) error = NULL;
    gboolean *matches = g_new0(gboolean, profile->frames->len + 1u);
    for (guint i = 0; regex && !error && i < profile->frames->len; i++) {
        const Frame *frame = g_ptr_array_index(profile->frames, i);
        matches[i] = g_regex_match_full(regex, frame->name, -1, 0, 0, NULL, &error);
    }
    if (!regex || error)
        g_clear_pointer(&matches, g_free);
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

/* NULL and *problem when nothing can be said. */
static WhatIfFindings *answer(const WhatIf *question, const VariantFindings *base, const Profile *profile,
                              double confidence, const char **problem)
{
    g_autofree gboolean *matches = match_frames(profile, question->pattern);
    guint64 weight = matches ? weigh(profile, matches) : 0;
    *problem = matches ? "matches no function" : "takes too many steps on a function";
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
        const char *problem = NULL;
        WhatIfFindings *found = answer(question, base, profile, findings->options.confidence, &problem);
        if (found)
            g_ptr_array_add(answers, found);
        else
            warning_add(findings->warnings, "what-if-empty", "\"%s\" %s of the profile of %s.",
                        question->name, problem, base->variant->name);
    }
    return answers;
}
