/* Pictures by their first bytes: sizes are those of the header, and what is cut, empty or too large is none. */
#include <string.h>

#include "base/picture.h"

static const guint8 PNG[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0,    0,    0,   13, 'I',
                             'H',  'D', 'R', 0,   0,    2,    128,  0,    0,    1,    4,   8,  6,
                             0,    0,   0,   'I', 'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82};
/* a comment of two bytes, padding, then the frame header: 300 high, 700 wide; the end, and a byte behind it */
static const guint8 JPEG[] = {0xff, 0xd8, 0xff, 0xfe, 0, 4,   'h', 'i', 0xff, 0xff, 0xc2, 0,
                              17,   8,    1,    44,   2, 188, 3,   1,   0xff, 0xd9, 0};

static void check(const guint8 *bytes, gsize n, const char *type, guint width, guint height)
{
    Picture picture;
    g_assert_true(picture_measure(bytes, n, &picture));
    g_assert_cmpstr(picture.type, ==, type);
    g_assert_cmpuint(picture.width, ==, width);
    g_assert_cmpuint(picture.height, ==, height);
}

/* Read from a block of exactly that size, so that a sanitizer sees a byte too many. */
static gboolean is_picture(const guint8 *bytes, gsize n)
{
    g_autofree guint8 *copy = g_memdup2(bytes, n);
    Picture picture;
    return picture_measure(copy, n, &picture);
}

static void test_sizes(void)
{
    check(PNG, sizeof PNG, "image/png", 640, 260);
    check(JPEG, sizeof JPEG, "image/jpeg", 700, 300);
}

static void test_cut(void)
{
    for (gsize n = 0; n < sizeof PNG; n++)
        g_assert_false(is_picture(PNG, n));
    g_assert_true(is_picture(PNG, sizeof PNG));
    for (gsize n = 0; n < sizeof JPEG - 1; n++)
        g_assert_false(is_picture(JPEG, n));
    g_assert_true(is_picture(JPEG, sizeof JPEG - 1));
}

static void test_odd(void)
{
    guint8 bytes[sizeof PNG];
    memcpy(bytes, PNG, sizeof bytes);
    bytes[18] = bytes[19] = 0; /* no width */
    g_assert_false(is_picture(bytes, sizeof bytes));
    memset(bytes + 16, 0xff, 8); /* four thousand million pixels a side */
    g_assert_false(is_picture(bytes, sizeof bytes));
    static const guint8 none[] = {0xff, 0xd8, 0xff, 0xda, 0, 0, 0xff, 0xda, 0, 0,
                                  0xff, 0xda, 0,    0,    0, 0, 0,    0,    0, 0};
    g_assert_false(is_picture(none, sizeof none)); /* segments of no length */
    g_assert_false(is_picture((const guint8 *)"GIF89a..............................", 30));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/picture/sizes", test_sizes);
    g_test_add_func("/picture/cut", test_cut);
    g_test_add_func("/picture/odd", test_odd);
    return g_test_run();
}
