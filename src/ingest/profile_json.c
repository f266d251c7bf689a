/* Shared by readers of profiles in JSON; see profile_json.h. */
#include "ingest/profile_json.h"

#include <string.h>

char *profile_frame_text(const char *name, const char *file, guint line)
{
    char *text = !file || !*file ? g_strdup(name)
                 : line > 0      ? g_strdup_printf("%s (%s:%u)", name, file, line)
                                 : g_strdup_printf("%s (%s)", name, file);
    return g_strdelimit(text, "\n\r", ' ');
}

gboolean weight_from_double(double value, WeightScale scale, StackWeight *weight)
{
    double scaled = floor(value * scale.scale + .5);
    for (; scaled > 1e18 && scale.decimals > 0; scale.decimals--) { /* digits behind the 18th are given up */
        scale.scale /= 10;
        scaled = floor(value * scale.scale + .5);
    }
    if (!(scaled >= 0) || scaled > 1e18)
        return FALSE;
    *weight = (StackWeight){(guint64)scaled, scale.decimals};
    return TRUE;
}

gboolean profile_hand_over(Profile *profile, ProfileBuilder *builder, const JsonDocument *document,
                           Artifact *artifact, DiagList *diags)
{
    ProfileError error = {0};
    g_autoptr(Profile) owned = profile;
    if (!profile_builder_finish(builder, owned, &error))
        return json_reject(document, document->root, diags, "%s", error.message);
    if (owned->total == 0)
        return json_reject(document, document->root, diags, "no stack has a weight");
    g_ptr_array_add(owned->sources, artifact->input);
    g_ptr_array_add(artifact->profiles, g_steal_pointer(&owned));
    return TRUE;
}
