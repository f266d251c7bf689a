/* SHA-256: the vectors of FIPS 180-4, and GLib's answer for every length around a block. */
#include "base/sha256.h"

#include <string.h>

static void check_hash(const char *text, const char *expected)
{
    g_autofree char *hex = sha256_hex(text, strlen(text));
    g_assert_cmpstr(hex, ==, expected);
}

static void test_vectors(void)
{
    check_hash("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_hash("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void test_lengths(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    guint8 bytes[1000];
    for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8)g_rand_int_range(random, 0, 256);
    for (gsize n = 0; n <= 300; n++) {
        const guint8 *start = bytes + n % 7; /* any alignment */
        g_autofree char *ours = sha256_hex(start, n);
        g_autofree char *theirs = g_compute_checksum_for_data(G_CHECKSUM_SHA256, start, n);
        g_assert_cmpstr(ours, ==, theirs);
    }
    g_autofree char *ours = sha256_hex(bytes, sizeof bytes);
    g_autofree char *theirs = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, sizeof bytes);
    g_assert_cmpstr(ours, ==, theirs);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sha256/vectors", test_vectors);
    g_test_add_func("/sha256/lengths", test_lengths);
    return g_test_run();
}
