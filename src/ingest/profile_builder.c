/* Stacks to a Profile; see profile_builder.h. */
#include "ingest/profile_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ingest/frame_text.h"
#include "ingest/stack_sort.h"

#define ARENA_CHUNK ((gsize)1 << 20)
#define ARENA_MAX ((gsize)768 << 20) /* copies of different stacks; a file of 1 GiB that borrows needs none */
#define COMPACT_BYTES ((gsize)32 << 20) /* copies that are looked through for equal ones */
#define COMPACT_LINES (4u << 20)
#define COMPACT_BYTES ((gsize)32 << 20) /* copies that are looked through for equal ones */
#define COMPACT_LINES (4u << 20)
#define MIN_SHARE 10000       /* nodes below 1/10000 of the total are folded: a tenth of a pixel */
#define MAX_NODES 100000      /* beyond twice that the threshold doubles */
#define MAX_FRAMES (1u << 20) /* different frame texts */
#define MAX_FUNCTIONS 40000   /* handed over one by one; half of them by own weight, half by total */
#define NONE G_MAXUINT32

/* A different frame text. */
typedef struct {
    const char *text;
    guint32 n;
    guint32 hash;
    guint32 function;
    gboolean is_unknown;
} FrameEntry;

/* A function: frames with the same name and module. */
typedef struct {
    FrameText frame; /* the first frame seen of it */
    guint32 hash;
} FunctionEntry;

/* What the stream adds up per function: apart from its name, so that what is touched for every frame stays in the cache. */
typedef struct {
    guint64 self, total;
    guint32 n_open; /* how often it stands on the stack of open frames */
} FunctionSum;

/* Open addressing over the indices of one of the arrays below. */
typedef struct {
    guint32 *slots;  /* [n_slots], NONE when free */
    guint32 n_slots; /* a power of two */
    guint32 n_used;
} IndexTable;

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
    GPtrArray *names;  /* of char*, copies of the texts of frames */
    gsize names_used;
    gsize chunk_used, n_copied;
    gsize compact_bytes; /* copies and lines are compacted beyond these sizes */
    guint compact_lines;

    GArray *frames;    /* of FrameEntry */
    GArray *functions; /* of FunctionEntry */
    GArray *sums;      /* of FunctionSum, one per function */
    IndexTable frame_index, function_index;

    GArray *open;  /* of OpenFrame */
    GArray *nodes; /* of ProfileNode; frame is an index into frames until the end */
    guint32 n_unknown_open;
    guint64 threshold; /* nodes with less are folded into their parent */
    guint64 total, unresolved, n_stacks;
    guint n_python;     /* frames with file and line */
    gboolean is_python; /* has frames of an interpreter */
};

/* ------------------------------------------------------------------ index tables */

static guint32 hash_bytes(const char *text, gsize n)
{
    guint64 hash = n * 0x9e3779b97f4a7c15u;
    while (n >= 8) {
        guint64 word;
        memcpy(&word, text, 8);
        hash = (hash ^ word) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
        text += 8;
        n -= 8;
    }
    guint64 tail = 0;
    memcpy(&tail, text, n);
    hash = (hash ^ tail) * 0xff51afd7ed558ccdu;
    return (guint32)(hash ^ (hash >> 32));
}

static void index_table_init(IndexTable *table)
{
    table->n_slots = 256;
    table->n_used = 0;
    table->slots = g_new(guint32, table->n_slots);
    memset(table->slots, 0xff, table->n_slots * sizeof *table->slots);
}

static void index_table_put(IndexTable *table, guint32 hash, guint32 index)
{
    guint32 slot = hash & (table->n_slots - 1);
    while (table->slots[slot] != NONE)
        slot = (slot + 1) & (table->n_slots - 1);
    table->slots[slot] = index;
    table->n_used++;
}

/* Doubles the table when it is half full; hash_at tells the hash of an entry. */
static void index_table_reserve(IndexTable *table, guint32 (*hash_at)(const ProfileBuilder *, guint32),
                                const ProfileBuilder *builder)
{
    if (table->n_used < table->n_slots / 2)
        return;
    guint32 n_old = table->n_slots;
    guint32 *old = table->slots;
    table->n_slots *= 2;
    table->n_used = 0;
    table->slots = g_new(guint32, table->n_slots);
    memset(table->slots, 0xff, table->n_slots * sizeof *table->slots);
    for (guint32 i = 0; i < n_old; i++)
        if (old[i] != NONE)
            index_table_put(table, hash_at(builder, old[i]), old[i]);
    g_free(old);
}

static inline FrameEntry *frame_at(const ProfileBuilder *builder, guint32 index)
{
    return &g_array_index(builder->frames, FrameEntry, index);
}

static inline FunctionEntry *function_at(const ProfileBuilder *builder, guint32 index)
{
    return &g_array_index(builder->functions, FunctionEntry, index);
}

static inline FunctionSum *sum_at(const ProfileBuilder *builder, guint32 index)
{
    return &g_array_index(builder->sums, FunctionSum, index);
}

static inline ProfileNode *node_at(const ProfileBuilder *builder, guint32 index)
{
    return &g_array_index(builder->nodes, ProfileNode, index);
}

static guint32 frame_hash_at(const ProfileBuilder *builder, guint32 index)
{
    return frame_at(builder, index)->hash;
}

static guint32 function_hash_at(const ProfileBuilder *builder, guint32 index)
{
    return function_at(builder, index)->hash;
}

/* ------------------------------------------------------------------ building up */

ProfileBuilder *profile_builder_new(char separator)
{
    ProfileBuilder *builder = g_new0(ProfileBuilder, 1);
    builder->separator = separator;
    builder->compact_bytes = COMPACT_BYTES;
    builder->compact_lines = COMPACT_LINES;
    builder->lines = g_array_new(FALSE, FALSE, sizeof(StackLine));
    builder->chunks = g_ptr_array_new_with_free_func(g_free);
    builder->names = g_ptr_array_new_with_free_func(g_free);
    builder->frames = g_array_new(FALSE, FALSE, sizeof(FrameEntry));
    builder->functions = g_array_new(FALSE, FALSE, sizeof(FunctionEntry));
    builder->sums = g_array_new(FALSE, FALSE, sizeof(FunctionSum));
    builder->open = g_array_new(FALSE, FALSE, sizeof(OpenFrame));
    builder->nodes = g_array_new(FALSE, FALSE, sizeof(ProfileNode));
    index_table_init(&builder->frame_index);
    index_table_init(&builder->function_index);
    return builder;
}

void profile_builder_free(ProfileBuilder *builder)
{
    if (!builder)
        return;
    g_array_unref(builder->lines);
    g_ptr_array_unref(builder->chunks);
    g_ptr_array_unref(builder->names);
    g_array_unref(builder->frames);
    g_array_unref(builder->functions);
    g_array_unref(builder->sums);
    g_array_unref(builder->open);
    g_array_unref(builder->nodes);
    g_free(builder->frame_index.slots);
    g_free(builder->function_index.slots);
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
    return builder->frames->len > 0 && builder->n_python * 2 >= builder->frames->len;
}

/* ------------------------------------------------------------------ weights */

static guint64 power_of_ten(guint exponent)
{
    guint64 power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

gboolean stack_weight_parse(const char *text, gsize n, StackWeight *weight)
{
    const char *point = memchr(text, '.', n);
    gsize n_whole = point ? (gsize)(point - text) : n;
    gsize n_fraction = point ? n - n_whole - 1 : 0;
    guint64 mantissa = 0;
    if (!number_parse_uint64(text, n_whole, &mantissa))
        return FALSE;
    for (gsize i = 0; i < n_fraction; i++)
        if (!g_ascii_isdigit(point[1 + i]))
            return FALSE;
    while (n_fraction > 0 && point[n_fraction] == '0')
        n_fraction--;
    gsize n_kept = MIN(n_fraction, PROFILE_MAX_DECIMALS);
    guint64 fraction = 0;
    for (gsize i = 0; i < n_kept; i++)
        fraction = fraction * 10 + (guint64)(point[1 + i] - '0');
    if (n_fraction > n_kept && point[1 + n_kept] >= '5')
        fraction++;
    guint64 unit = power_of_ten((guint)n_kept);
    if (__builtin_mul_overflow(mantissa, unit, &mantissa) ||
        __builtin_add_overflow(mantissa, fraction, &mantissa))
        return FALSE;
    *weight = (StackWeight){mantissa, (guint)n_kept};
    return TRUE;
}

/* Brings all weights to the same decimals and sums them up. */
static gboolean scale_weights(ProfileBuilder *builder, guint *decimals, ProfileError *error)
{
    guint64 factors[16];
    *decimals = 0;
    for (guint i = 0; i < builder->lines->len; i++)
        *decimals = MAX(*decimals, g_array_index(builder->lines, StackLine, i).decimals);
    for (guint i = 0; i < G_N_ELEMENTS(factors); i++)
        factors[i] = i <= *decimals ? power_of_ten(*decimals - i) : 1;
    for (guint i = 0; i < builder->lines->len; i++) {
        StackLine *line = &g_array_index(builder->lines, StackLine, i);
        if (__builtin_mul_overflow(line->mantissa, factors[line->decimals], &line->mantissa) ||
            __builtin_add_overflow(builder->total, line->mantissa, &builder->total))
            return fail(error, "the sum of the weights does not fit 64 bits", line->line);
    }
    return TRUE;
}

/* ------------------------------------------------------------------ frames and functions */

static gboolean same_bytes(const char *a, gsize n_a, const char *b, gsize n_b)
{
    return n_a == n_b && (n_a == 0 || memcmp(a, b, n_a) == 0);
}

static guint32 function_of(ProfileBuilder *builder, const FrameText *frame)
{
    guint32 hash = hash_bytes(frame->name, frame->n_name) * 31;
    if (frame->module)
        hash ^= hash_bytes(frame->module, frame->n_module);
    IndexTable *table = &builder->function_index;
    index_table_reserve(table, function_hash_at, builder);
    for (guint32 slot = hash & (table->n_slots - 1); table->slots[slot] != NONE;
         slot = (slot + 1) & (table->n_slots - 1)) {
        FunctionEntry *entry = function_at(builder, table->slots[slot]);
        if (entry->hash == hash &&
            same_bytes(entry->frame.name, entry->frame.n_name, frame->name, frame->n_name) &&
            !entry->frame.module == !frame->module &&
            same_bytes(entry->frame.module, entry->frame.n_module, frame->module, frame->n_module))
            return table->slots[slot];
    }
    FunctionEntry entry = {.frame = *frame, .hash = hash};
    FunctionSum sum = {0};
    g_array_append_val(builder->functions, entry);
    g_array_append_val(builder->sums, sum);
    index_table_put(table, hash, builder->functions->len - 1);
    return builder->functions->len - 1;
}

/* Room for the text of a frame, until the builder is freed. */
static char *names_take(ProfileBuilder *builder, gsize n)
{
    if (builder->names->len == 0 || builder->names_used + n > ARENA_CHUNK) {
        g_ptr_array_add(builder->names, g_malloc(MAX(ARENA_CHUNK, n)));
        builder->names_used = 0;
    }
    char *room = (char *)g_ptr_array_index(builder->names, builder->names->len - 1) + builder->names_used;
    builder->names_used += n;
    return room;
}

/* Index of the frame with this text. */
static guint32 frame_of(ProfileBuilder *builder, const char *text, guint32 n)
{
    guint32 hash = hash_bytes(text, n);
    IndexTable *table = &builder->frame_index;
    for (guint32 slot = hash & (table->n_slots - 1); table->slots[slot] != NONE;
         slot = (slot + 1) & (table->n_slots - 1)) {
        const FrameEntry *entry = frame_at(builder, table->slots[slot]);
        if (entry->hash == hash && same_bytes(entry->text, entry->n, text, n))
            return table->slots[slot];
    }
    text = memcpy(names_take(builder, n), text, n); /* side by side, not spread over the file */
    FrameText parsed = frame_text_parse(text, n);
    FrameEntry entry = {text, n, hash, function_of(builder, &parsed), parsed.is_unknown};
    builder->n_python += frame_text_has_line(&parsed) ? 1 : 0;
    builder->is_python = builder->is_python || frame_text_is_interpreter(&parsed);
    g_array_append_val(builder->frames, entry);
    index_table_reserve(table, frame_hash_at, builder);
    index_table_put(table, hash, builder->frames->len - 1);
    return builder->frames->len - 1;
}

/* ------------------------------------------------------------------ the stream of stacks */

static void open_frame(ProfileBuilder *builder, const char *stack, guint32 start, guint32 end)
{
    guint32 depth = builder->open->len;
    guint32 parent = depth > 0 ? g_array_index(builder->open, OpenFrame, depth - 1).node : PROFILE_ROOT;
    guint32 frame = frame_of(builder, stack + start, end - start);
    ProfileNode node = {.frame = frame, .parent = parent, .depth = depth};
    OpenFrame open = {frame, builder->nodes->len, end};
    g_array_append_val(builder->nodes, node);
    g_array_append_val(builder->open, open);
    sum_at(builder, frame_at(builder, frame)->function)->n_open++;
    builder->n_unknown_open += (guint32)frame_at(builder, frame)->is_unknown;
}

/* Closes the innermost frame: its weights are known now. A node that is too narrow is taken off the tree with all below it, which
 * stands behind it in the array. */
static void close_frame(ProfileBuilder *builder)
{
    OpenFrame open = g_array_index(builder->open, OpenFrame, builder->open->len - 1);
    ProfileNode node = *node_at(builder, open.node);
    FrameEntry *frame = frame_at(builder, open.frame);
    FunctionSum *sum = sum_at(builder, frame->function);
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
        if (builder->frames->len >= MAX_FRAMES)
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
        if (builder->nodes->len > 2 * MAX_NODES) {
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
    return text ? text_clean_bytes(text, n) : NULL;
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
    guint n = builder->functions->len;
    g_autofree guint64 *weights = g_new(guint64, n);
    if (n <= MAX_FUNCTIONS)
        return 0;
    for (guint i = 0; i < n; i++)
        weights[i] = G_STRUCT_MEMBER(guint64, sum_at(builder, i), offset);
    qsort(weights, n, sizeof *weights, compare_weights_down);
    return weights[MAX_FUNCTIONS / 2];
}

static FunctionWeight *function_weight_new(const ProfileBuilder *builder, guint index)
{
    const FunctionEntry *entry = function_at(builder, index);
    FunctionWeight *weight = g_new0(FunctionWeight, 1);
    weight->name = clean_view(entry->frame.name, entry->frame.n_name);
    weight->module = clean_view(entry->frame.module, entry->frame.n_module);
    weight->kind = frame_text_kind(&entry->frame, builder->is_python);
    weight->self = sum_at(builder, index)->self;
    weight->total = sum_at(builder, index)->total;
    return weight;
}

/* Hands all functions over; of very many the heaviest, and the own weight of the others in one row, so that own weights still sum. */
static void hand_over_functions(const ProfileBuilder *builder, Profile *profile)
{
    gboolean is_crowd = builder->functions->len > MAX_FUNCTIONS;
    guint64 least_self = heaviest_half(builder, G_STRUCT_OFFSET(FunctionSum, self));
    guint64 least_total = heaviest_half(builder, G_STRUCT_OFFSET(FunctionSum, total));
    FunctionWeight others = {.kind = FRAME_RUNTIME};
    guint n_others = 0;
    for (guint i = 0; i < builder->functions->len; i++) {
        const FunctionSum *sum = sum_at(builder, i);
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
    frame->kind = frame_text_kind(&parsed, builder->is_python);
    frame->is_unknown = parsed.is_unknown;
    return frame;
}

/* Hands the nodes over with only those frames that they need. */
static void hand_over_nodes(const ProfileBuilder *builder, Profile *profile)
{
    g_autofree guint32 *place = g_new(guint32, builder->frames->len + 1u);
    memset(place, 0xff, builder->frames->len * sizeof *place);
    for (guint32 i = 0; i < builder->nodes->len; i++) {
        ProfileNode node = *node_at(builder, i);
        if (place[node.frame] == NONE) {
            place[node.frame] = profile->frames->len;
            g_ptr_array_add(profile->frames, frame_new(builder, frame_at(builder, node.frame)));
        }
        node.frame = place[node.frame];
        g_array_append_val(profile->nodes, node);
    }
}

gboolean profile_builder_finish(ProfileBuilder *builder, Profile *profile, ProfileError *error)
{
    if (!scale_weights(builder, &profile->decimals, error))
        return FALSE;
    builder->threshold = MAX(1, builder->total / MIN_SHARE);
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
