/* Pictures by their first bytes. In: the bytes of a PNG or JPEG file. Out: what it is, and how large. Decodes nothing. */
#pragma once
#include <glib.h>

#define PICTURE_MAX_BYTES ((guint64)8 << 20) /* of one file */
#define PICTURE_MAX_PIXELS 40000000u         /* decoded it takes four bytes each */

typedef struct {
    const char *type;    /* static: "image/png" or "image/jpeg" */
    guint width, height; /* pixels */
} Picture;

/* FALSE when the bytes are neither, end before the picture does, or have more than PICTURE_MAX_PIXELS. */
gboolean picture_measure(const guint8 *bytes, gsize n, Picture *picture);
