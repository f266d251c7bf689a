/* Loops over several threads: everything is done exactly once, whatever the numbers. */
#include "base/parallel.h"

#define MOST 1000

static void count(guint i, gpointer data)
{
    g_atomic_int_inc((gint *)data + i);
}

static void assert_each_once(guint n, guint n_threads)
{
    gint counts[MOST + 1] = {0};
    parallel_for(n, n_threads, count, counts);
    for (guint i = 0; i < n; i++)
        g_assert_cmpint(counts[i], ==, 1);
    g_assert_cmpint(counts[n], ==, 0);
}

static void test_each_once(void)
{
    static const guint numbers[] = {0, 1, 2, 3, 7, MOST}, threads[] = {0, 1, 2, 8};
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        for (gsize k = 0; k < G_N_ELEMENTS(threads); k++)
            assert_each_once(numbers[i], threads[k]);
}

/* One thread takes the things in their order, and it is the caller's. */
typedef struct {
    GThread *thread;
    guint n_done;
} Order;

static void check_order(guint i, gpointer data)
{
    Order *order = data;
    g_assert_true(g_thread_self() == order->thread);
    g_assert_cmpuint(i, ==, order->n_done);
    order->n_done++;
}

static void test_one_thread(void)
{
    Order order = {g_thread_self(), 0};
    parallel_for(20, 1, check_order, &order);
    g_assert_cmpuint(order.n_done, ==, 20);
}

/* With a second thread, work that waits for its neighbour ends. */
static void meet(guint i, gpointer data)
{
    gint *flags = data;
    g_atomic_int_set(&flags[i], 1);
    gint64 deadline = g_get_monotonic_time() + 20 * G_TIME_SPAN_SECOND;
    while (!g_atomic_int_get(&flags[1 - i]) && g_get_monotonic_time() < deadline)
        g_usleep(100);
    g_assert_true(g_atomic_int_get(&flags[1 - i]));
}

static void test_at_once(void)
{
    gint flags[2] = {0, 0};
    parallel_for(2, 2, meet, flags);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/parallel/each-once", test_each_once);
    g_test_add_func("/parallel/one-thread", test_one_thread);
    g_test_add_func("/parallel/at-once", test_at_once);
    return g_test_run();
}
