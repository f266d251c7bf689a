/* The different frames and functions of a profile, each under a number. In: texts of frames. Out: numbers from 0 in order of
 * appearance, and what the texts say. Knows no stacks; keeps the sums per function for whoever walks them. */
#pragma once
#include "ingest/frame_text.h"

/* A different frame text. */
typedef struct {
    const char *text;
    guint32 n;
    guint32 function;
    gboolean is_unknown;
} FrameEntry;

/* What a walk adds up per function: apart from its name, so that what is touched for every frame stays in the cache. */
typedef struct {
    guint64 self, total;
    guint32 n_open; /* how often it stands on the stack of open frames */
} FunctionSum;

/* Open addressing: numbers by hash. */
typedef struct {
    struct NumberSlot *slots; /* [n_slots] */
    guint32 n_slots;          /* a power of two */
    guint32 n_used;
} NumberIndex;

typedef struct {
    GArray *frames;    /* of FrameEntry */
    GArray *functions; /* of FrameText: the first frame with that name and module */
    GArray *sums;      /* of FunctionSum, one per function */
    NumberIndex frame_index, function_index;
    GPtrArray *chunks; /* of char*, copies of the texts, side by side */
    gsize chunk_used;
    guint n_bracketed;       /* frames with a file in brackets */
    gboolean has_lines;      /* one of them with a line */
    gboolean is_interpreter; /* has frames that only an interpreter has */
} FrameTable;

void frame_table_init(FrameTable *table);
void frame_table_clear(FrameTable *table);

/* Number of the frame with this text, which is copied. */
guint32 frame_table_intern(FrameTable *table, const char *text, guint32 n);

static inline FrameEntry *frame_table_frame(const FrameTable *table, guint32 number)
{
    return &g_array_index(table->frames, FrameEntry, number);
}

static inline const FrameText *frame_table_function(const FrameTable *table, guint32 number)
{
    return &g_array_index(table->functions, FrameText, number);
}

static inline FunctionSum *frame_table_sum(const FrameTable *table, guint32 number)
{
    return &g_array_index(table->sums, FunctionSum, number);
}
