/* Helpers of tests that read profiles; see profile_testing.h. */
#include "profile_testing.h"

#include <string.h>

Reading read_bytes(const char *bytes, gsize n_bytes)
{
    Reading reading = {.input = input_new(), .diags = diag_list_new()};
    reading.artifact = artifact_new(reading.input);
    g_autoptr(GBytes) copy = g_bytes_new_take(g_memdup2(bytes, n_bytes + 1), n_bytes);
    SourceBuffer buffer;
    source_buffer_init_terminated(&buffer, "test.txt", copy);
    reading.format = format_of(&buffer.source);
    if (reading.format && reading.format->parse)
        reading.is_good = reading.format->parse(&buffer.source, reading.artifact, reading.diags);
    source_buffer_clear(&buffer);
    return reading;
}

Reading read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

void reading_clear(Reading *reading)
{
    artifact_free(reading->artifact);
    input_free(reading->input);
    diag_list_free(reading->diags);
}

const Profile *only_profile(const Reading *reading)
{
    g_assert_true(reading->is_good);
    g_assert_cmpuint(reading->artifact->profiles->len, ==, 1);
    return g_ptr_array_index(reading->artifact->profiles, 0);
}

const FunctionWeight *function_named(const Profile *profile, const char *name, const char *module)
{
    const FunctionWeight *found = NULL;
    for (guint i = 0; i < profile->functions->len; i++) {
        const FunctionWeight *weight = g_ptr_array_index(profile->functions, i);
        if (!g_str_equal(weight->name, name) || (module && g_strcmp0(weight->module, module) != 0))
            continue;
        g_assert_null(found);
        found = weight;
    }
    g_assert_nonnull(found);
    return found;
}

char *tree_text(const Profile *profile)
{
    GString *text = g_string_new(NULL);
    guint depth = 0;
    for (guint i = 0; i < profile->nodes->len; i++) {
        const ProfileNode *node = &g_array_index(profile->nodes, ProfileNode, i);
        const Frame *frame = g_ptr_array_index(profile->frames, node->frame);
        for (; i > 0 && depth > node->depth; depth--)
            g_string_append_c(text, ')');
        if (i > 0)
            g_string_append_c(text, node->depth > depth ? '(' : ' ');
        depth = node->depth;
        g_string_append_printf(text, "%s %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, frame->name, node->total,
                               node->self);
        if (node->pruned > 0)
            g_string_append_printf(text, "~%" G_GUINT64_FORMAT, node->pruned);
    }
    for (; depth > 0; depth--)
        g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}
