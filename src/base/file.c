/* Reading; see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/file_internal.h"
#include "base/sha256.h"

/* errno is saved first: making the message may change it. */
gboolean file_fail_errno(GError **error, const char *what, const char *path)
{
    int saved = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(saved), "%s %s: %s", what, path,
                g_strerror(saved));
    return FALSE;
}

/* ------------------------------------------------------------------ reading */

/* Opens root/relative component by component, so that no symbolic link below root is followed. -1 and errno on failure. */
static int open_beneath(const char *root, const char *relative)
{
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    g_auto(GStrv) parts = g_strsplit(relative, "/", -1);
    for (guint i = 0; fd >= 0 && parts[i]; i++) {
        gboolean is_last = parts[i + 1] == NULL;
        int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (is_last ? O_NONBLOCK : O_DIRECTORY);
        int next = openat(fd, parts[i], flags);
        int saved = errno;
        close(fd);
        errno = saved;
        fd = next;
    }
    return fd;
}

/* Reads up to n bytes; returns how many, or -1. */
static gssize read_all(int fd, char *buffer, gsize n)
{
    gsize done = 0;
    while (done < n) {
        ssize_t got = read(fd, buffer + done, n - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (gsize)got;
    }
    return (gssize)done;
}

/* Asked of the open file, not of the path, which may name another file by now. Devices and pipes could block or never end. A byte
 * more than the size is allocated for the NUL behind the text; a file that grew meanwhile is read to its old size. */
static GBytes *read_regular(int fd, const char *path, guint64 max_bytes, GError **error)
{
    struct stat info;
    if (fstat(fd, &info) != 0) {
        file_fail_errno(error, "cannot read", path);
        return NULL;
    }
    if (!S_ISREG(info.st_mode)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "not a regular file");
        return NULL;
    }
    if ((guint64)info.st_size > max_bytes) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "larger than the cap of %" G_GUINT64_FORMAT " bytes (--max-file raises it)", max_bytes);
        return NULL;
    }
    gsize n = (gsize)info.st_size;
    char *buffer = g_try_malloc(n + 1);
    gssize got = buffer ? read_all(fd, buffer, n) : -1;
    if (got < 0) {
        file_fail_errno(error, "cannot read", path);
        g_free(buffer);
        return NULL;
    }
    buffer[got] = 0;
    return g_bytes_new_take(buffer, (gsize)got);
}

GBytes *file_read(const char *root, const char *relative_path, guint64 max_bytes, GError **error)
{
    int fd = open_beneath(root, relative_path);
    if (fd < 0) {
        file_fail_errno(error, "cannot open", relative_path);
        return NULL;
    }
    GBytes *bytes = read_regular(fd, relative_path, max_bytes, error);
    close(fd);
    return bytes;
}

char *file_sha256(const void *bytes, gsize n_bytes)
{
    return sha256_hex(bytes, n_bytes);
}

#define GZIP_ONLY 16                                   /* of inflateInit2: beside the bits of the window */
#define MOST_INFLATED ((guint64)G_MAXUINT - (1 << 20)) /* what a GByteArray holds */

/* at: compressed bytes that were good. */
static gboolean explain_gzip_error(GError **error, int status, gsize at)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                status == Z_BUF_ERROR
                    ? "the gzip data is cut short after %" G_GSIZE_FORMAT " bytes: copy the file again"
                    : "the gzip data is damaged after %" G_GSIZE_FORMAT " bytes: copy the file again",
                at);
    return FALSE;
}

/* Z_BUF_ERROR of a call that had room for its result: the input ended. */
static gboolean inflate_all(z_stream *stream, GByteArray *out, guint64 max_bytes, GError **error)
{
    guint8 chunk[65536];
    for (int status = Z_OK; status != Z_STREAM_END;) {
        gsize at = stream->total_in;
        stream->next_out = chunk;
        stream->avail_out = sizeof chunk;
        status = inflate(stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END)
            return explain_gzip_error(error, status, at);
        g_byte_array_append(out, chunk, (guint)(sizeof chunk - stream->avail_out));
        if (out->len > max_bytes) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                        "inflates to more than the cap of %" G_GUINT64_FORMAT " bytes (--max-file raises it)",
                        max_bytes);
            return FALSE;
        }
    }
    if (stream->avail_in > 0)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%u bytes follow the end of the gzip data",
                    stream->avail_in);
    return stream->avail_in == 0;
}

/* The cap is on what comes out: a kilobyte can hold a megabyte. Bytes behind the end of the data mean a damaged or glued file. */
GBytes *file_gunzip(GBytes *compressed, guint64 max_bytes, GError **error)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    gsize n_in = 0;
    const guint8 *in = g_bytes_get_data(compressed, &n_in);
    z_stream stream = {.next_in = in, .avail_in = (uInt)MIN(n_in, G_MAXUINT)};
    int status = inflateInit2(&stream, MAX_WBITS + GZIP_ONLY);
    g_assert(status == Z_OK); /* it fails for want of memory only */
    gboolean is_good = inflate_all(&stream, out, MIN(max_bytes, MOST_INFLATED), error);
    inflateEnd(&stream);
    if (!is_good)
        return NULL;
    guint8 end = 0;
    g_byte_array_append(out, &end, 1);
    gsize n = out->len - 1;
    return g_bytes_new_take(g_byte_array_free(g_steal_pointer(&out), FALSE), n);
}
