/* main for fuzz drivers where the compiler has no fuzzer of its own: runs files, or mutates them with --mutate SECONDS.
 * In: paths of seeds. Out: nothing; a crash is what it is for. The input of a crash is left in fuzz-crash.bin. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize n);

#define CRASH_FILE "fuzz-crash.bin"
#define MAX_BYTES 65536

static guint8 *mutate(GRand *random, const guint8 *seed, gsize n_seed, const guint8 *other, gsize n_other, gsize *n)
{
    static const char bytes[] = "0123456789.,:;'\"/#<>()[]{}%+-\n\t \\x\xff\xc2";
    guint8 *out = g_malloc(MAX_BYTES);
    *n = MIN(n_seed, MAX_BYTES);
    memcpy(out, seed, *n);
    for (gint32 i = g_rand_int_range(random, 1, 8); i > 0 && *n > 0; i--) {
        gsize at = (gsize)g_rand_double_range(random, 0, (double)*n);
        switch (g_rand_int_range(random, 0, 6)) {
        case 0: /* change */
            out[at] = (guint8)bytes[g_rand_int_range(random, 0, (gint32)sizeof bytes - 1)];
            break;
        case 1: /* any byte */
            out[at] = (guint8)g_rand_int_range(random, 0, 256);
            break;
        case 2: { /* remove */
            gsize n_any = (gsize)g_rand_int_range(random, 1, 40); /* MIN evaluates its arguments twice */
            gsize n_cut = MIN(*n - at, n_any);
            memmove(out + at, out + at + n_cut, *n - at - n_cut);
            *n -= n_cut;
            break;
        }
        case 3: { /* repeat */
            gsize n_any = (gsize)g_rand_int_range(random, 1, 200);
            gsize n_copy = MIN(MIN(*n - at, MAX_BYTES - *n), n_any);
            memmove(out + at + n_copy, out + at, *n - at);
            *n += n_copy;
            break;
        }
        case 4: { /* splice */
            gsize from = n_other > 0 ? (gsize)g_rand_double_range(random, 0, (double)n_other) : 0;
            gsize n_any = (gsize)g_rand_int_range(random, 1, 400);
            gsize n_copy = MIN(MIN(n_other - from, *n - at), n_any);
            memcpy(out + at, other + from, n_copy);
            break;
        }
        default: /* cut short */
            if (g_rand_int_range(random, 0, 10) == 0)
                *n = at;
            break;
        }
    }
    return out;
}

static void run_mutations(GPtrArray *seeds, gint64 seconds)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_get_monotonic_time());
    gint64 end = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    guint64 n_runs = 0;
    while (g_get_monotonic_time() < end) {
        GBytes *seed = g_ptr_array_index(seeds, (guint)g_rand_int_range(random, 0, (gint32)seeds->len));
        GBytes *other = g_ptr_array_index(seeds, (guint)g_rand_int_range(random, 0, (gint32)seeds->len));
        gsize n_seed = 0, n_other = 0, n = 0;
        const guint8 *bytes = g_bytes_get_data(seed, &n_seed), *splice = g_bytes_get_data(other, &n_other);
        if (n_seed == 0)
            continue;
        g_autofree guint8 *input = mutate(random, bytes, n_seed, splice, n_other, &n);
        g_file_set_contents(CRASH_FILE, (const char *)input, (gssize)n, NULL);
        LLVMFuzzerTestOneInput(input, n);
        n_runs++;
    }
    g_unlink(CRASH_FILE);
    g_print("%" G_GUINT64_FORMAT " runs\n", n_runs);
}

int main(int argc, char **argv)
{
    int first = argc > 2 && g_str_equal(argv[1], "--mutate") ? 3 : 1;
    g_autoptr(GPtrArray) seeds = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (int i = first; i < argc; i++) {
        char *text = NULL;
        gsize n = 0;
        if (!g_file_get_contents(argv[i], &text, &n, NULL))
            continue;
        LLVMFuzzerTestOneInput((const guint8 *)text, n);
        g_ptr_array_add(seeds, g_bytes_new_take(text, n));
    }
    if (first == 3 && seeds->len > 0)
        run_mutations(seeds, g_ascii_strtoll(argv[2], NULL, 10));
    return 0;
}
