/* Numbers for frames and functions; see frame_table.h. */
#include "ingest/frame_table.h"

#include <string.h>

#define FIRST_SLOTS 256
#define CHUNK ((gsize)1 << 16)
#define FREE G_MAXUINT32

struct NumberSlot {
    guint32 hash;
    guint32 number; /* FREE when nothing is here */
};

/* ------------------------------------------------------------------ numbers by hash */

/* Eight bytes at a time, with a multiplier of MurmurHash3's finalizer: frames are short, and all of them are hashed. */
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

static void number_index_init(NumberIndex *index, guint32 n_slots)
{
    index->n_slots = n_slots;
    index->n_used = 0;
    index->slots = g_new(struct NumberSlot, n_slots);
    memset(index->slots, 0xff, n_slots * sizeof *index->slots);
}

static void number_index_put(NumberIndex *index, guint32 hash, guint32 number)
{
    guint32 at = hash & (index->n_slots - 1);
    while (index->slots[at].number != FREE)
        at = (at + 1) & (index->n_slots - 1);
    index->slots[at] = (struct NumberSlot){hash, number};
    index->n_used++;
}

/* Adds a number; the table doubles when it is half full. */
static void number_index_add(NumberIndex *index, guint32 hash, guint32 number)
{
    if (index->n_used >= index->n_slots / 2) {
        NumberIndex old = *index;
        number_index_init(index, old.n_slots * 2);
        for (guint32 i = 0; i < old.n_slots; i++)
            if (old.slots[i].number != FREE)
                number_index_put(index, old.slots[i].hash, old.slots[i].number);
        g_free(old.slots);
    }
    number_index_put(index, hash, number);
}

/* for (each number that may be the one with that hash) */
#define NUMBERS_WITH_HASH(at, index, hash_wanted)                                                            \
    for (guint32 at = (hash_wanted) & ((index)->n_slots - 1); (index)->slots[at].number != FREE;             \
         at = (at + 1) & ((index)->n_slots - 1))                                                             \
        if ((index)->slots[at].hash == (hash_wanted))

/* ------------------------------------------------------------------ frames and functions */

void frame_table_init(FrameTable *table)
{
    *table = (FrameTable){0};
    table->frames = g_array_new(FALSE, FALSE, sizeof(FrameEntry));
    table->functions = g_array_new(FALSE, FALSE, sizeof(FrameText));
    table->sums = g_array_new(FALSE, FALSE, sizeof(FunctionSum));
    table->chunks = g_ptr_array_new_with_free_func(g_free);
    number_index_init(&table->frame_index, FIRST_SLOTS);
    number_index_init(&table->function_index, FIRST_SLOTS);
}

void frame_table_clear(FrameTable *table)
{
    g_array_unref(table->frames);
    g_array_unref(table->functions);
    g_array_unref(table->sums);
    g_ptr_array_unref(table->chunks);
    g_free(table->frame_index.slots);
    g_free(table->function_index.slots);
}

static gboolean same_bytes(const char *a, gsize n_a, const char *b, gsize n_b)
{
    return n_a == n_b && (n_a == 0 || memcmp(a, b, n_a) == 0);
}

/* A frame without a module is not one with an empty module. */
static gboolean same_function(const FrameText *a, const FrameText *b)
{
    return same_bytes(a->name, a->n_name, b->name, b->n_name) && !a->module == !b->module &&
           same_bytes(a->module, a->n_module, b->module, b->n_module);
}

static guint32 intern_function(FrameTable *table, const FrameText *frame)
{
    NumberIndex *index = &table->function_index;
    FunctionSum sum = {0};
    guint32 hash = hash_bytes(frame->name, frame->n_name) * 31;
    if (frame->module)
        hash ^= hash_bytes(frame->module, frame->n_module);
    NUMBERS_WITH_HASH(at, index, hash)
    {
        if (same_function(frame_table_function(table, index->slots[at].number), frame))
            return index->slots[at].number;
    }
    g_array_append_val(table->functions, *frame);
    g_array_append_val(table->sums, sum);
    number_index_add(index, hash, table->functions->len - 1);
    return table->functions->len - 1;
}

/* A copy that lies beside the others, where comparing it costs no look into a far part of the file. */
static const char *copy_text(FrameTable *table, const char *text, gsize n)
{
    if (table->chunks->len == 0 || table->chunk_used + n > CHUNK) {
        g_ptr_array_add(table->chunks, g_malloc(MAX(CHUNK, n)));
        table->chunk_used = 0;
    }
    char *copy = (char *)g_ptr_array_index(table->chunks, table->chunks->len - 1) + table->chunk_used;
    table->chunk_used += n;
    return memcpy(copy, text, n);
}

/* Called for every frame of every stack that is not shared with the stack before: the copy and the parsing happen once per text. */
guint32 frame_table_intern(FrameTable *table, const char *text, guint32 n)
{
    NumberIndex *index = &table->frame_index;
    guint32 hash = hash_bytes(text, n);
    NUMBERS_WITH_HASH(at, index, hash)
    {
        const FrameEntry *entry = frame_table_frame(table, index->slots[at].number);
        if (same_bytes(entry->text, entry->n, text, n))
            return index->slots[at].number;
    }
    text = copy_text(table, text, n);
    FrameText parsed = frame_text_parse(text, n);
    FrameEntry entry = {text, n, intern_function(table, &parsed), parsed.is_unknown};
    table->n_bracketed += parsed.is_bracketed ? 1 : 0;
    table->has_lines = table->has_lines || (parsed.is_bracketed && parsed.line > 0);
    table->is_interpreter = table->is_interpreter || frame_text_is_interpreter(&parsed);
    g_array_append_val(table->frames, entry);
    number_index_add(index, hash, table->frames->len - 1);
    return table->frames->len - 1;
}
