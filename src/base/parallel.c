/* The same work on many things by several threads; see parallel.h. */
#include "base/parallel.h"

typedef struct {
    guint n;
    ParallelWork work;
    gpointer data;
    gint next; /* atomic: the first thing that nobody has begun */
} Loop;

static gpointer take_turns(gpointer data)
{
    Loop *loop = data;
    for (guint i; (i = (guint)g_atomic_int_add(&loop->next, 1)) < loop->n;)
        loop->work(i, loop->data);
    return NULL;
}

void parallel_for(guint n, guint n_threads, ParallelWork work, gpointer data)
{
    Loop loop = {n, work, data, 0};
    g_autoptr(GPtrArray) threads = g_ptr_array_new();
    for (guint i = 1; i < MIN(n, n_threads); i++) {
        GThread *thread = g_thread_try_new("worker", take_turns, &loop, NULL);
        if (thread)
            g_ptr_array_add(threads, thread);
    }
    take_turns(&loop);
    for (guint i = 0; i < threads->len; i++)
        g_thread_join(g_ptr_array_index(threads, i));
}
