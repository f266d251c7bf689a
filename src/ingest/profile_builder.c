/* Stacks to a Profile; see profile_builder.h. */
#include "ingest/profile_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ingest/frame_table.h"
#include "ingest/stack_sort.h"

#define ARENA_CHUNK ((gsize)1 << 20)
#define ARENA_MAX ((gsize)768 << 20) /* copies of different stacks; a file of 1 GiB that borrows needs none */
#define COMPACT_BYTES ((gsize)32 << 20) /* copies that are looked through for equal ones */
#define COMPACT_LINES (4u << 20)
#define NODES_PER_SHARE                                                                                      \
    10 /* of 100000 nodes those below 1/10000 of the total are folded: a tenth of a pixel */
#define MAX_FRAMES (1u << 20) /* different frame texts */
#define MAX_FUNCTIONS 40000   /* handed over one by one; half of them by own weight, half by total */
#define NONE G_MAXUINT32

/* An open frame of the stream. */
typedef struct {
    guint32 frame;
    guint32 node; /* index into nodes */
    guint32 end;  /* offset behind its text in the current stack */
} OpenFrame;

struct _ProfileBuilder {
    char separator;
    GArray *lines;     /* of StackLine */
    GPtrArray *chunks; /* of char*, copies of stacks */
    gsize chunk_used, n_copied;
    gsize compact_bytes; /* copies and lines are compacted beyond these sizes */
    guint compact_lines;

    FrameTable table;

    GArray *open;  /* of OpenFrame */
    GArray *nodes; /* of ProfileNode; frame is an index into frames until the end */
    guint32 n_unknown_open;
    guint64 max_nodes; /* beyond twice that the threshold doubles */
    guint64 threshold; /* nodes with less are folded into their parent */
    guint64 total, unresolved, n_stacks;
};

static inline ProfileNode *node_at(const ProfileBuilder *builder, guint32 index)
{
    return &g_array_index(builder->nodes, ProfileNode, index);
}

/* ------------------------------------------------------------------ building up */

ProfileBuilder *profile_builder_new(char separator, const Limits *limits)
{
    ProfileBuilder *builder = g_new0(ProfileBuilder, 1);
    builder->separator = separator;
    builder->max_nodes = (limits ? limits : &LIMITS_DEFAULT)->most[LIMIT_NODES];
    builder->compact_bytes = COMPACT_BYTES;
    builder->compact_lines = COMPACT_LINES;
    builder->lines = g_array_new(FALSE, FALSE, sizeof(StackLine));
    builder->chunks = g_ptr_array_new_with_free_func(g_free);
    frame_table_init(&builder->table);
    builder->open = g_array_new(FALSE, FALSE, sizeof(OpenFrame));
    builder->nodes = g_array_new(FALSE, FALSE, sizeof(ProfileNode));
    return builder;
}

void profile_builder_free(ProfileBuilder *builder)
{
    if (!builder)
        return;
    g_array_unref(builder->lines);
    g_ptr_array_unref(builder->chunks);
    frame_table_clear(&builder->table);
    g_array_unref(builder->open);
    g_array_unref(builder->nodes);
    g_free(builder);
}

static gboolean fail(ProfileError *error, const char *message, guint line)
{
    error->message = message;
    error->line = line;
    return FALSE;
}

/* Room for n bytes that stays until the builder is freed or compacted. */
static char *arena_take(ProfileBuilder *builder, gsize n)
{
    if (builder->chunks->len == 0 || builder->chunk_used + n > ARENA_CHUNK) {
        g_ptr_array_add(builder->chunks, g_malloc(MAX(ARENA_CHUNK, n)));
        builder->chunk_used = 0;
    }
    char *room = (char *)g_ptr_array_index(builder->chunks, builder->chunks->len - 1) + builder->chunk_used;
    builder->chunk_used += n;
    builder->n_copied += n;
    return room;
}

/* Sorts the lines and adds up equal ones. */
static void join_equal_lines(ProfileBuilder *builder)
{
    StackLine *lines = (StackLine *)(void *)builder->lines->data;
    guint n_kept = 0;
    stack_sort(lines, builder->lines->len, builder->separator);
    for (guint i = 0; i < builder->lines->len; i++) {
        StackLine *last = n_kept > 0 ? &lines[n_kept - 1] : NULL;
        gboolean is_same = last && last->n == lines[i].n && lines[i].n_common == last->n;
        guint64 sum;
        if (is_same && last->decimals == lines[i].decimals &&
            !__builtin_add_overflow(last->mantissa, lines[i].mantissa, &sum))
            last->mantissa = sum;
        else
            lines[n_kept++] = lines[i];
    }
    g_array_set_size(builder->lines, n_kept);
}

/* Keeps one copy of each stack, so that a recording of many samples needs the memory of its different stacks only. */
static void compact(ProfileBuilder *builder)
{
    join_equal_lines(builder);
    if (builder->n_copied > 0) {
        GPtrArray *old = builder->chunks;
        builder->chunks = g_ptr_array_new_with_free_func(g_free);
        builder->n_copied = builder->chunk_used = 0;
        for (guint i = 0; i < builder->lines->len; i++) {
            StackLine *line = &g_array_index(builder->lines, StackLine, i);
            line->text = memcpy(arena_take(builder, line->n), line->text, line->n);
        }
        g_ptr_array_unref(old);
    }
    builder->compact_bytes = MAX(COMPACT_BYTES, 2 * builder->n_copied);
    builder->compact_lines = MAX(COMPACT_LINES, 2 * builder->lines->len);
}

gboolean profile_builder_add(ProfileBuilder *builder, const char *stack, gsize n, StackWeight weight,
                             guint line, ProfileError *error)
{
    if (n > PROFILE_MAX_STACK_BYTES)
        return fail(error, "the stack is longer than 16 MiB", line);
    while (n > 0 && stack[n - 1] == builder->separator)
        n--;
    if (builder->lines->len > builder->compact_lines)
        compact(builder);
    StackLine entry = {.text = stack, .mantissa = weight.mantissa, .line = line};
    entry.n = (guint32)n & 0xfffffffu;
    entry.decimals = weight.decimals & 0xfu;
    g_array_append_val(builder->lines, entry);
    return TRUE;
}

gboolean profile_builder_add_copy(ProfileBuilder *builder, const char *stack, gsize n, StackWeight weight,
                                  guint line, ProfileError *error)
{
    if (builder->n_copied > builder->compact_bytes)
        compact(builder);
    if (builder->n_copied > ARENA_MAX)
        return fail(error, "the stacks of the file are too deep", line);
    char *copy = memcpy(arena_take(builder, n), stack, n);
    return profile_builder_add(builder, copy, n, weight, line, error);
}

gsize profile_builder_count(const ProfileBuilder *builder)
{
    return builder->lines->len;
}

gboolean profile_builder_is_python(const ProfileBuilder *builder)
{
    return builder->table.has_lines && builder->table.n_bracketed * 2 >= builder->table.frames->len;
}

/* ------------------------------------------------------------------ weights */

/* The weight of a line with other decimals; digits that are dropped are rounded. FALSE when it does not fit. */
static gboolean weight_with_decimals(const StackLine *line, guint decimals, guint64 *weight)
{
    if (line->decimals <= decimals)
        return !__builtin_mul_overflow(line->mantissa, stack_weight_power(decimals - line->decimals), weight);
    guint64 divisor = stack_weight_power(line->decimals - decimals);
    *weight = line->mantissa / divisor + (line->mantissa % divisor >= divisor / 2);
    return TRUE;
}

/* Sums the weights up in units of 10^-decimals. FALSE when a number does not fit; *line is where. */
static gboolean sum_weights(const ProfileBuilder *builder, guint decimals, guint64 *total, guint *line)
{
    *total = 0;
    for (guint i = 0; i < builder->lines->len; i++) {
        const StackLine *entry = &g_array_index(builder->lines, StackLine, i);
        guint64 weight = 0;
        *line = entry->line;
        if (!weight_with_decimals(entry, decimals, &weight) || __builtin_add_overflow(*total, weight, total))
            return FALSE;
    }
    return TRUE;
}

/* Brings all weights to the same decimals: as many as are written, or, when large and small ones stand side by side, as many as
 * leave the sum within 64 bits. */
static gboolean scale_weights(ProfileBuilder *builder, guint *decimals, ProfileError *error)
{
    guint n_decimals = 0, line = 0;
    for (guint i = 0; i < builder->lines->len; i++)
        n_decimals = MAX(n_decimals, g_array_index(builder->lines, StackLine, i).decimals);
    while (!sum_weights(builder, n_decimals, &builder->total, &line))
        if (n_decimals-- == 0)
            return fail(error, "the sum of the weights does not fit 64 bits", line);
    for (guint i = 0; i < builder->lines->len; i++) {
        StackLine *entry = &g_array_index(builder->lines, StackLine, i);
        guint64 weight = 0;
        weight_with_decimals(entry, n_decimals, &weight);
        entry->mantissa = weight;
    }
    *decimals = n_decimals;
    return TRUE;
}

/* ------------------------------------------------------------------ the stream of stacks */

static void open_frame(ProfileBuilder *builder, const char *stack, guint32 start, guint32 end)
{
    guint32 depth = builder->open->len;
    guint32 parent = depth > 0 ? g_array_index(builder->open, OpenFrame, depth - 1).node : PROFILE_ROOT;
    guint32 frame = frame_table_intern(&builder->table, stack + start, end - start);
    const FrameEntry *entry = frame_table_frame(&builder->table, frame);
    ProfileNode node = {.frame = frame, .parent = parent, .depth = depth};
    OpenFrame open = {frame, builder->nodes->len, end};
    g_array_append_val(builder->nodes, node);
    g_array_append_val(builder->open, open);
    frame_table_sum(&builder->table, entry->function)->n_open++;
    builder->n_unknown_open += (guint32)entry->is_unknown;
}

/* Closes the innermost frame: its weights are known now. A node that is too narrow is taken off the tree with all below it, which
 * stands behind it in the array. */
static void close_frame(ProfileBuilder *builder)
{
    OpenFrame open = g_array_index(builder->open, OpenFrame, builder->open->len - 1);
    ProfileNode node = *node_at(builder, open.node);
    const FrameEntry *frame = frame_table_frame(&builder->table, open.frame);
    FunctionSum *sum = frame_table_sum(&builder->table, frame->function);
    builder->open->len--;
    sum->self += node.self;
    if (--sum->n_open == 0)
        sum->total += node.total;
    builder->n_unknown_open -= (guint32)frame->is_unknown;
    gboolean is_narrow = node.total < builder->threshold;
    if (is_narrow)
        builder->nodes->len = open.node;
    if (node.parent == PROFILE_ROOT)
        return;
    ProfileNode *parent = node_at(builder, node.parent);
    parent->total += node.total;
    if (is_narrow)
        parent->pruned += node.total;
}

/* Folds closed nodes below the threshold, so that the array shrinks; open nodes are kept. */
static void fold_nodes(ProfileBuilder *builder)
{
    guint32 n_nodes = builder->nodes->len, n_kept = 0, i_open = 0;
    g_autofree guint32 *place = g_new(guint32, n_nodes); /* where a node went, NONE when folded */
    for (guint32 i = 0; i < n_nodes; i++) {
        ProfileNode node = *node_at(builder, i);
        gboolean is_open =
            i_open < builder->open->len && g_array_index(builder->open, OpenFrame, i_open).node == i;
        guint32 parent = node.parent == PROFILE_ROOT ? PROFILE_ROOT : place[node.parent];
        place[i] = NONE;
        if (node.parent != PROFILE_ROOT && parent == NONE)
            continue;
        if (!is_open && node.total < builder->threshold) {
            if (parent != PROFILE_ROOT)
                node_at(builder, parent)->pruned += node.total;
            continue;
        }
        if (is_open)
            g_array_index(builder->open, OpenFrame, i_open++).node = n_kept;
        place[i] = n_kept;
        node.parent = parent;
        *node_at(builder, n_kept++) = node;
    }
    g_array_set_size(builder->nodes, n_kept);
}

/* Closes the frames that the next stack does not share. */
static void close_until(ProfileBuilder *builder, const StackLine *next, guint32 n_before)
{
    while (builder->open->len > 0) {
        guint32 end = g_array_index(builder->open, OpenFrame, builder->open->len - 1).end;
        gboolean is_continued = end == n_before && next->n > end && next->text[end] == builder->separator;
        if (end < next->n_common || (end == next->n_common && is_continued))
            return;
        close_frame(builder);
    }
}

/* Opens the frames of the stack that are not open yet. */
static gboolean open_rest(ProfileBuilder *builder, const StackLine *line, ProfileError *error)
{
    guint32 start = 0;
    if (builder->open->len > 0)
        start = g_array_index(builder->open, OpenFrame, builder->open->len - 1).end + 1;
    while (line->n > 0 && start <= line->n) {
        const char *stop = memchr(line->text + start, builder->separator, line->n - start);
        guint32 end = stop ? (guint32)(stop - line->text) : line->n;
        if (builder->open->len >= PROFILE_MAX_DEPTH)
            return fail(error, "the stack has more than 10000 frames", line->line);
        if (builder->table.frames->len >= MAX_FRAMES)
            return fail(error, "there are more than a million different frames", line->line);
        open_frame(builder, line->text, start, end);
        start = end + 1;
    }
    return TRUE;
}

static void add_self(ProfileBuilder *builder, guint64 weight)
{
    if (builder->open->len == 0)
        return;
    ProfileNode *node =
        node_at(builder, g_array_index(builder->open, OpenFrame, builder->open->len - 1).node);
    node->self += weight;
    node->total += weight;
    if (builder->n_unknown_open > 0)
        builder->unresolved += weight;
}

static gboolean stream_stacks(ProfileBuilder *builder, ProfileError *error)
{
    guint32 n_before = 0;
    for (guint i = 0; i < builder->lines->len; i++) {
        const StackLine *line = &g_array_index(builder->lines, StackLine, i);
        gboolean is_same = i > 0 && line->n == n_before && line->n_common == n_before;
        if (!is_same) {
            close_until(builder, line, n_before);
            if (!open_rest(builder, line, error))
                return FALSE;
            builder->n_stacks += line->n > 0;
        }
        add_self(builder, line->mantissa);
        n_before = line->n;
        if (builder->nodes->len / 2 > builder->max_nodes) {
            builder->threshold *= 2;
            fold_nodes(builder);
        }
    }
    while (builder->open->len > 0)
        close_frame(builder);
    return TRUE;
}

/* ------------------------------------------------------------------ handing over */

static char *clean_view(const char *text, gsize n)
{
    return text ? text_clean_name(text, n) : NULL;
}

static int compare_functions(gconstpointer a, gconstpointer b)
{
    const FunctionWeight *x = *(FunctionWeight *const *)a, *y = *(FunctionWeight *const *)b;
    if (x->self != y->self)
        return x->self > y->self ? -1 : 1;
    int order = strcmp(x->name, y->name);
    if (order == 0)
        order = g_strcmp0(x->module, y->module);
    if (order == 0 && x->total != y->total)
        order = x->total > y->total ? -1 : 1;
    return order;
}

static int compare_weights_down(gconstpointer a, gconstpointer b)
{
    guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
    return x > y ? -1 : x < y;
}

/* The weight that at most half of MAX_FUNCTIONS functions exceed. */
static guint64 heaviest_half(const ProfileBuilder *builder, gsize offset)
{
    guint n = builder->table.functions->len;
    g_autofree guint64 *weights = g_new(guint64, n);
    if (n <= MAX_FUNCTIONS)
        return 0;
    for (guint i = 0; i < n; i++)
        weights[i] = G_STRUCT_MEMBER(guint64, frame_table_sum(&builder->table, i), offset);
    qsort(weights, n, sizeof *weights, compare_weights_down);
    return weights[MAX_FUNCTIONS / 2];
}

static FunctionWeight *function_weight_new(const ProfileBuilder *builder, guint index)
{
    const FrameText *frame = frame_table_function(&builder->table, index);
    FunctionWeight *weight = g_new0(FunctionWeight, 1);
    weight->name = clean_view(frame->name, frame->n_name);
    weight->module = clean_view(frame->module, frame->n_module);
    weight->kind = frame_text_kind(frame, builder->table.is_interpreter);
    weight->self = frame_table_sum(&builder->table, index)->self;
    weight->total = frame_table_sum(&builder->table, index)->total;
    return weight;
}

/* Hands all functions over; of very many the heaviest, and the own weight of the others in one row, so that own weights still sum. */
static void hand_over_functions(const ProfileBuilder *builder, Profile *profile)
{
    gboolean is_crowd = builder->table.functions->len > MAX_FUNCTIONS;
    guint64 least_self = heaviest_half(builder, G_STRUCT_OFFSET(FunctionSum, self));
    guint64 least_total = heaviest_half(builder, G_STRUCT_OFFSET(FunctionSum, total));
    FunctionWeight others = {.kind = FRAME_RUNTIME};
    guint n_others = 0;
    for (guint i = 0; i < builder->table.functions->len; i++) {
        const FunctionSum *sum = frame_table_sum(&builder->table, i);
        if (!is_crowd || sum->self > least_self || sum->total > least_total) {
            g_ptr_array_add(profile->functions, function_weight_new(builder, i));
        } else {
            others.self += sum->self;
            n_others++;
        }
    }
    if (n_others > 0) {
        others.name = g_strdup_printf("(%u other functions)", n_others);
        others.total = others.self;
        g_ptr_array_add(profile->functions, g_memdup2(&others, sizeof others));
    }
    g_ptr_array_sort(profile->functions, compare_functions);
}

static Frame *frame_new(const ProfileBuilder *builder, const FrameEntry *entry)
{
    FrameText parsed = frame_text_parse(entry->text, entry->n);
    Frame *frame = g_new0(Frame, 1);
    frame->name = clean_view(parsed.name, parsed.n_name);
    frame->module = clean_view(parsed.module, parsed.n_module);
    frame->line = parsed.line;
    frame->kind = frame_text_kind(&parsed, builder->table.is_interpreter);
    frame->annotation = parsed.annotation;
    frame->is_unknown = parsed.is_unknown;
    return frame;
}

/* Hands the nodes over with only those frames that they need. */
static void hand_over_nodes(const ProfileBuilder *builder, Profile *profile)
{
    g_autofree guint32 *place = g_new(guint32, builder->table.frames->len + 1u);
    memset(place, 0xff, builder->table.frames->len * sizeof *place);
    for (guint32 i = 0; i < builder->nodes->len; i++) {
        ProfileNode node = *node_at(builder, i);
        if (place[node.frame] == NONE) {
            place[node.frame] = profile->frames->len;
            g_ptr_array_add(profile->frames,
                            frame_new(builder, frame_table_frame(&builder->table, node.frame)));
        }
        node.frame = place[node.frame];
        g_array_append_val(profile->nodes, node);
    }
}

gboolean profile_builder_finish(ProfileBuilder *builder, Profile *profile, ProfileError *error)
{
    if (!scale_weights(builder, &profile->decimals, error))
        return FALSE;
    builder->threshold = builder->max_nodes == G_MAXUINT64
                             ? 1
                             : MAX(1, builder->total / MAX(1, builder->max_nodes / NODES_PER_SHARE));
    stack_sort((StackLine *)(void *)builder->lines->data, builder->lines->len, builder->separator);
    if (!stream_stacks(builder, error))
        return FALSE;
    profile->total = builder->total;
    profile->n_stacks = builder->n_stacks;
    profile->unresolved = builder->total > 0 ? (double)builder->unresolved / (double)builder->total : 0;
    hand_over_functions(builder, profile);
    hand_over_nodes(builder, profile);
    return TRUE;
}
