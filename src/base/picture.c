/* Pictures; see picture.h. PNG: ISO 15948; JPEG: ITU-T T.81, annex B. */
#include "base/picture.h"

#include <string.h>

#define JPEG_REST 64 /* bytes behind the end */

static guint big_endian(const guint8 *p, guint n)
{
    guint value = 0;
    for (guint i = 0; i < n; i++)
        value = value << 8 | p[i];
    return value;
}

/* The header is the first chunk, the end the last. */
static gboolean measure_png(const guint8 *bytes, gsize n, Picture *picture)
{
    static const guint8 BEGIN[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
                                   0,    0,   0,   13,  'I',  'H',  'D',  'R'};
    if (n < sizeof BEGIN + 8 || memcmp(bytes, BEGIN, sizeof BEGIN) != 0)
        return FALSE;
    *picture = (Picture){"image/png", big_endian(bytes + 16, 4), big_endian(bytes + 20, 4)};
    return memcmp(bytes + n - 8, "IEND", 4) == 0;
}

/* A frame header, whichever of the processes made it; not a table (C4), an extension (C8) or conditioning (CC). */
static gboolean is_frame(guint8 marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* The end of the image, behind which some cameras and programs leave a little. */
static gboolean has_end(const guint8 *bytes, gsize n)
{
    for (gsize i = n; i >= 2 && i + JPEG_REST >= n; i--)
        if (bytes[i - 2] == 0xff && bytes[i - 1] == 0xd9)
            return TRUE;
    return FALSE;
}

/* Segment by segment up to the frame header. */
static gboolean measure_jpeg(const guint8 *bytes, gsize n, Picture *picture)
{
    if (n < 4 || bytes[0] != 0xff || bytes[1] != 0xd8)
        return FALSE;
    for (gsize at = 2; at + 9 <= n && bytes[at] == 0xff;) {
        guint8 marker = bytes[at + 1];
        if (marker == 0xff) { /* padding */
            at++;
            continue;
        }
        if (is_frame(marker)) {
            *picture = (Picture){"image/jpeg", big_endian(bytes + at + 7, 2), big_endian(bytes + at + 5, 2)};
            return has_end(bytes, n);
        }
        at += 2 + big_endian(bytes + at + 2, 2);
    }
    return FALSE;
}

gboolean picture_measure(const guint8 *bytes, gsize n, Picture *picture)
{
    if (!measure_png(bytes, n, picture) && !measure_jpeg(bytes, n, picture))
        return FALSE;
    return picture->width > 0 && picture->height > 0 &&
           picture->width <= PICTURE_MAX_PIXELS / picture->height;
}
