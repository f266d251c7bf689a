/* Merging of stacks: against a slow and simple merge on random stacks; folding of narrow nodes; weights. */
#include "ingest/profile_builder.h"

#include <string.h>

#include "ingest/stack_sort.h"

/* A random stack over few names, some of which continue others. */
static char *random_stack(GRand *random)
{
    static const char *const names[] = {"a", "ab", "a.b", "a b", "b", "a-", "", "[unknown]", "ab.part.0"};
    GString *stack = g_string_new(NULL);
    gint n = g_rand_int_range(random, 1, 7);
    for (gint i = 0; i < n; i++) {
        if (i > 0)
            g_string_append_c(stack, ';');
        g_string_append(stack, names[g_rand_int_range(random, 0, G_N_ELEMENTS(names))]);
    }
    return g_string_free(stack, FALSE);
}

/* Weight of the stacks that begin with the path, by looking at every one. */
static guint64 weight_below(GPtrArray *stacks, const guint64 *weights, const char *path)
{
    guint64 sum = 0;
    for (guint i = 0; i < stacks->len; i++) {
        g_autofree char *stack = g_strconcat(g_ptr_array_index(stacks, i), ";", NULL);
        if (stack[1] && g_str_has_prefix(stack, path)) /* ";" is the stack without frames */
            sum += weights[i];
    }
    return sum;
}

static void check_node(const Profile *profile, guint index, GPtrArray *stacks, const guint64 *weights)
{
    const ProfileNode *node = &g_array_index(profile->nodes, ProfileNode, index);
    GString *path = g_string_new(NULL);
    for (guint32 i = index; i != PROFILE_ROOT; i = g_array_index(profile->nodes, ProfileNode, i).parent) {
        const Frame *frame =
            g_ptr_array_index(profile->frames, g_array_index(profile->nodes, ProfileNode, i).frame);
        g_string_prepend_c(path, ';');
        g_string_prepend(path, frame->name);
    }
    g_assert_cmpuint(node->total, ==, weight_below(stacks, weights, path->str));
    g_string_free(path, TRUE);
}

static guint64 roots_total(const Profile *profile)
{
    guint64 sum = 0;
    for (guint i = 0; i < profile->nodes->len; i++) {
        const ProfileNode *node = &g_array_index(profile->nodes, ProfileNode, i);
        g_assert_cmpuint(node->parent == PROFILE_ROOT ? 0 : node->parent, <=, i);
        if (node->parent == PROFILE_ROOT)
            sum += node->total;
    }
    return sum;
}

static void test_random(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint round = 0; round < 60; round++) {
        g_autoptr(GPtrArray) stacks = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(ProfileBuilder) builder = profile_builder_new(';', NULL);
        g_autoptr(Profile) profile = profile_new("test", "weight");
        guint64 weights[300], total = 0, empty = 0;
        ProfileError error;
        for (guint i = 0; i < G_N_ELEMENTS(weights); i++) {
            char *stack = random_stack(random);
            while (g_str_has_suffix(stack, ";"))
                stack[strlen(stack) - 1] = 0;
            weights[i] = (guint64)g_rand_int_range(random, 1, 50);
            total += weights[i];
            empty += *stack ? 0 : weights[i];
            g_ptr_array_add(stacks, stack);
            StackWeight weight = {weights[i], 0};
            g_assert_true(profile_builder_add(builder, stack, strlen(stack), weight, i + 1, &error));
        }
        g_assert_true(profile_builder_finish(builder, profile, &error));
        g_assert_cmpuint(profile->total, ==, total);
        for (guint i = 0; i < profile->nodes->len; i++)
            check_node(profile, i, stacks, weights);
        g_assert_cmpuint(roots_total(profile), ==, total - empty);
    }
}

static guint rank(const StackLine *line, guint i)
{
    return i >= line->n ? 0 : line->text[i] == ';' ? 1 : (guint)(guchar)line->text[i] + 2;
}

static void test_sort(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    for (guint n = 0; n < 200; n++) {
        g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
        g_autofree StackLine *lines = g_new0(StackLine, n + 1);
        for (guint i = 0; i < n; i++) {
            char *text = random_stack(random);
            g_ptr_array_add(texts, text);
            lines[i].text = text;
            lines[i].n = (guint32)strlen(text) & 0xfffffff;
            lines[i].line = i;
        }
        stack_sort(lines, n, ';');
        for (guint i = 1; i < n; i++) {
            guint common = 0;
            while (common < lines[i].n && common < lines[i - 1].n &&
                   lines[i].text[common] == lines[i - 1].text[common])
                common++;
            g_assert_cmpuint(lines[i].n_common, ==, common);
            g_assert_cmpuint(rank(&lines[i - 1], common), <=, rank(&lines[i], common));
            if (lines[i].n == common && lines[i - 1].n == common)
                g_assert_cmpuint(lines[i - 1].line, <, lines[i].line);
        }
    }
}

/* Every weight that is folded away stays in the tree as pruned. */
static void check_sums(const Profile *profile)
{
    g_autofree guint64 *sums = g_new0(guint64, profile->nodes->len + 1u);
    for (guint i = profile->nodes->len; i-- > 0;) {
        const ProfileNode *node = &g_array_index(profile->nodes, ProfileNode, i);
        g_assert_cmpuint(node->total, ==, node->self + node->pruned + sums[i]);
        if (node->parent != PROFILE_ROOT)
            sums[node->parent] += node->total;
    }
}

static void add_stack(ProfileBuilder *builder, const char *stack, guint64 weight)
{
    ProfileError error;
    g_assert_true(
        profile_builder_add_copy(builder, stack, strlen(stack), (StackWeight){weight, 0}, 1, &error));
}

static void test_narrow_nodes_fold(void)
{
    g_autoptr(ProfileBuilder) builder = profile_builder_new(';', NULL);
    g_autoptr(Profile) profile = profile_new("test", "weight");
    ProfileError error;
    add_stack(builder, "main;wide", 1000000);
    add_stack(builder, "main;narrow;child", 9);
    add_stack(builder, "main;thin", 5);
    g_assert_true(profile_builder_finish(builder, profile, &error));
    g_assert_cmpuint(profile->nodes->len, ==, 2);
    g_assert_cmpuint(g_array_index(profile->nodes, ProfileNode, 0).pruned, ==, 14);
    g_assert_cmpuint(profile->functions->len, ==, 5); /* the table knows what the tree has lost */
    g_assert_cmpuint(profile->frames->len, ==, 2);
    check_sums(profile);
}

/* More nodes than are kept: one deep stack of every leaf. */
static void test_node_cap(void)
{
    g_autoptr(ProfileBuilder) builder = profile_builder_new(';', NULL);
    g_autoptr(Profile) profile = profile_new("test", "weight");
    g_autoptr(GString) stack = g_string_new(NULL);
    ProfileError error;
    for (guint i = 0; i < 3000; i++) {
        g_string_printf(stack, "main;f%u", i);
        for (guint depth = 0; depth < 150; depth++)
            g_string_append_printf(stack, ";g%u", depth);
        add_stack(builder, stack->str, 1 + i * i);
    }
    g_assert_true(profile_builder_finish(builder, profile, &error));
    g_assert_cmpuint(profile->nodes->len, <=, 201000);
    g_assert_cmpuint(profile->nodes->len, >, 1000);
    check_sums(profile);
    g_assert_cmpuint(g_array_index(profile->nodes, ProfileNode, 0).total, ==, profile->total);
}

/* Many equal stacks are kept once: what is copied is compacted on the way, and nothing is lost. */
static void test_compaction(void)
{
    g_autoptr(ProfileBuilder) builder = profile_builder_new(';', NULL);
    g_autoptr(Profile) profile = profile_new("test", "weight");
    g_autoptr(GString) stack = g_string_new(NULL);
    ProfileError error;
    for (guint i = 0; i < 60000; i++) {
        g_string_printf(stack, "main;f%u;", i % 10);
        for (guint k = 0; k < 100; k++)
            g_string_append(stack, "a_long_frame;");
        add_stack(builder, stack->str, 2);
    }
    g_assert_cmpuint(profile_builder_count(builder), <, 60000);
    g_assert_true(profile_builder_finish(builder, profile, &error));
    g_assert_cmpuint(profile->total, ==, 120000);
    g_assert_cmpuint(profile->n_stacks, ==, 10);
    check_sums(profile);
}

/* Of very many functions the heaviest are kept, and the others together, so that own weights still sum. */
static void test_function_cap(void)
{
    g_autoptr(ProfileBuilder) builder = profile_builder_new(';', NULL);
    g_autoptr(Profile) profile = profile_new("test", "weight");
    g_autoptr(GString) stack = g_string_new(NULL);
    ProfileError error;
    guint64 sum = 0;
    for (guint i = 0; i < 100000; i++) {
        g_string_printf(stack, "main;f%u", i);
        add_stack(builder, stack->str, i < 50 ? 1000 : 1);
    }
    g_assert_true(profile_builder_finish(builder, profile, &error));
    g_assert_cmpuint(profile->functions->len, <=, 40001);
    for (guint i = 0; i < profile->functions->len; i++)
        sum += ((const FunctionWeight *)g_ptr_array_index(profile->functions, i))->self;
    g_assert_cmpuint(sum, ==, profile->total);
    const FunctionWeight *first = g_ptr_array_index(profile->functions, 0);
    g_assert_cmpstr(first->name, ==, "(99950 other functions)");
    g_assert_cmpuint(first->self, ==, 99950);
}

static void check_weight(const char *text, guint64 mantissa, guint decimals)
{
    StackWeight weight = {0};
    g_assert_true(stack_weight_parse(text, strlen(text), &weight));
    g_assert_cmpuint(weight.mantissa, ==, mantissa);
    g_assert_cmpuint(weight.decimals, ==, decimals);
}

static void test_weights(void)
{
    StackWeight weight;
    check_weight("12", 12, 0);
    check_weight("12.", 12, 0);
    check_weight("12.500", 125, 1);
    check_weight("0.1234567890125", 123456789013, 12);
    check_weight("0.9999999999999", G_GUINT64_CONSTANT(1000000000000), 12);
    g_assert_false(stack_weight_parse("1e3", 3, &weight));
    g_assert_false(stack_weight_parse(".5", 2, &weight));
    g_assert_false(stack_weight_parse("-1", 2, &weight));
    g_assert_false(stack_weight_parse("", 0, &weight));
    g_assert_false(stack_weight_parse("1.2.3", 5, &weight));
    g_assert_false(stack_weight_parse("18446744073709551615.5", 22, &weight));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/profile-builder/random", test_random);
    g_test_add_func("/profile-builder/sort", test_sort);
    g_test_add_func("/profile-builder/narrow-nodes-fold", test_narrow_nodes_fold);
    g_test_add_func("/profile-builder/node-cap", test_node_cap);
    g_test_add_func("/profile-builder/compaction", test_compaction);
    g_test_add_func("/profile-builder/function-cap", test_function_cap);
    g_test_add_func("/profile-builder/weights", test_weights);
    return g_test_run();
}
