/* Compressed input for tests; see gzip_text.h. */
#include "gzip_text.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define GZIP_ONLY 16
#define MEMORY_LEVEL 8

GBytes *gzip_text(const char *text)
{
    z_stream stream = {.next_in = (const Bytef *)text, .avail_in = (uInt)strlen(text)};
    int status =
        deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + GZIP_ONLY, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    g_assert_cmpint(status, ==, Z_OK);
    uLong most = deflateBound(&stream, stream.avail_in);
    stream.next_out = g_malloc(most);
    stream.avail_out = (uInt)most;
    Bytef *packed = stream.next_out;
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    gsize n = stream.total_out;
    deflateEnd(&stream);
    return g_bytes_new_take(packed, n);
}
