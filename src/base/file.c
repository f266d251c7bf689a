/* Reading and durable writing; see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"

#define STAGE_PREFIX ".gen-stage-"

static gboolean fail_errno(GError **error, const char *what, const char *path)
{
    int saved = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(saved), "%s %s: %s", what, path, g_strerror(saved));
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

static GBytes *read_regular(int fd, const char *path, guint64 max_bytes, GError **error)
{
    struct stat info;
    if (fstat(fd, &info) != 0) {
        fail_errno(error, "cannot read", path);
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
        fail_errno(error, "cannot read", path);
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
        fail_errno(error, "cannot open", relative_path);
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

GBytes *file_gunzip(GBytes *compressed, guint64 max_bytes, GError **error)
{
    g_autoptr(GZlibDecompressor) inflate = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    g_autoptr(GByteArray) out = g_byte_array_new();
    gsize n_in = 0;
    const guint8 *in = g_bytes_get_data(compressed, &n_in);
    guint8 chunk[65536];
    GConverterResult result = G_CONVERTER_CONVERTED;
    for (gsize at = 0; result != G_CONVERTER_FINISHED;) {
        gsize n_read = 0, n_written = 0;
        result = g_converter_convert(G_CONVERTER(inflate), in + at, n_in - at, chunk, sizeof chunk,
                                     G_CONVERTER_INPUT_AT_END, &n_read, &n_written, error);
        if (result == G_CONVERTER_ERROR)
            return NULL;
        g_byte_array_append(out, chunk, (guint)n_written);
        at += n_read;
        if (out->len > max_bytes) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                        "inflates to more than the cap of %" G_GUINT64_FORMAT " bytes (--max-file raises it)", max_bytes);
            return NULL;
        }
        if (result == G_CONVERTER_FINISHED && at < n_in) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%" G_GSIZE_FORMAT " bytes follow the end of the gzip data",
                        n_in - at);
            return NULL;
        }
    }
    guint8 end = 0;
    g_byte_array_append(out, &end, 1);
    gsize n = out->len - 1;
    return g_bytes_new_take(g_byte_array_free(g_steal_pointer(&out), FALSE), n);
}

/* ------------------------------------------------------------------ writing */

static gboolean write_all(int fd, const char *bytes, gsize n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return FALSE;
        bytes += done;
        n -= (gsize)done;
    }
    return TRUE;
}

/* Writes, syncs if asked, and closes; every step is checked. */
static gboolean fill_and_close(int fd, const void *bytes, gsize n_bytes, gboolean is_synced)
{
    gboolean is_good = write_all(fd, bytes, n_bytes) && (!is_synced || fsync(fd) == 0);
    int saved = errno;
    if (close(fd) != 0 && is_good)
        return FALSE;
    errno = saved;
    return is_good;
}

static void sync_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd); /* best effort: some file systems refuse it on directories */
    close(fd);
}

gboolean file_write_atomic(const char *path, const void *bytes, gsize n_bytes, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(path);
    g_autofree char *temporary = g_build_filename(directory, ".gen-file-XXXXXX", NULL);
    if (g_mkdir_with_parents(directory, 0777) != 0)
        return fail_errno(error, "cannot make directory", directory);
    int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail_errno(error, "cannot write in", directory);
    if (!fill_and_close(fd, bytes, n_bytes, TRUE) || rename(temporary, path) != 0) {
        fail_errno(error, "cannot write", path);
        unlink(temporary);
        return FALSE;
    }
    sync_directory(directory);
    return TRUE;
}

/* ------------------------------------------------------------------ staged directories */

struct _FileStage {
    char *parent, *target; /* target: parent/name */
    char *path;            /* of the stage */
    GPtrArray *files;      /* of char*, written but not yet synced */
    int lock;              /* held on the stage while its owner lives */
    gboolean is_published;
};

/* Removes a directory of plain files and at most two levels of directories; never follows links. */
static void remove_tree(const char *path, guint depth)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    if (dir) {
        for (const char *name; (name = g_dir_read_name(dir));) {
            g_autofree char *child = g_build_filename(path, name, NULL);
            if (unlink(child) != 0 && depth > 0)
                remove_tree(child, depth - 1);
        }
        g_dir_close(dir);
    }
    rmdir(path);
}

/* A stage whose owner died holds no lock: take it and remove it. */
static void remove_stale_stages(const char *parent)
{
    GDir *dir = g_dir_open(parent, 0, NULL);
    if (!dir)
        return;
    for (const char *name; (name = g_dir_read_name(dir));) {
        if (!g_str_has_prefix(name, STAGE_PREFIX))
            continue;
        g_autofree char *path = g_build_filename(parent, name, NULL);
        int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
            remove_tree(path, 2);
        if (fd >= 0)
            close(fd);
    }
    g_dir_close(dir);
}

/* Makes and locks the directory of a stage. FALSE and *error. */
static gboolean make_stage(FileStage *stage, const char *name, GError **error)
{
    g_autofree char *path = g_strdup_printf("%s/" STAGE_PREFIX "%s-XXXXXX", stage->parent, name);
    if (!g_mkdtemp_full(path, 0777))
        return fail_errno(error, "cannot make a directory in", stage->parent);
    stage->path = g_steal_pointer(&path);
    stage->lock = open(stage->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (stage->lock < 0 || flock(stage->lock, LOCK_EX | LOCK_NB) != 0)
        return fail_errno(error, "cannot lock", stage->path);
    return TRUE;
}

FileStage *file_stage_new(const char *parent, const char *name, GError **error)
{
    if (g_mkdir_with_parents(parent, 0777) != 0) {
        fail_errno(error, "cannot make directory", parent);
        return NULL;
    }
    g_autoptr(FileStage) stage = g_new0(FileStage, 1);
    stage->parent = g_strdup(parent);
    stage->target = g_build_filename(parent, name, NULL);
    stage->lock = -1;
    stage->files = g_ptr_array_new_with_free_func(g_free);
    /* between its making and its locking a stage looks abandoned: others must not clean up then */
    int guard = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (guard >= 0)
        flock(guard, LOCK_EX);
    remove_stale_stages(parent);
    gboolean is_good = make_stage(stage, name, error);
    if (guard >= 0)
        close(guard);
    return is_good ? g_steal_pointer(&stage) : NULL;
}

gboolean file_stage_write(FileStage *stage, const char *file_name, const void *bytes, gsize n_bytes, GError **error)
{
    g_autofree char *path = g_build_filename(stage->path, file_name, NULL);
    g_autofree char *directory = g_path_get_dirname(path);
    if (g_mkdir_with_parents(directory, 0777) != 0)
        return fail_errno(error, "cannot make directory", directory);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0 || !fill_and_close(fd, bytes, n_bytes, FALSE))
        return fail_errno(error, "cannot write", path);
    g_ptr_array_add(stage->files, g_steal_pointer(&path));
    return TRUE;
}

/* Syncs all files of a stage. Late and one after the other: the first call writes out what the others need too. */
static gboolean sync_files(const FileStage *stage, GError **error)
{
    for (guint i = 0; i < stage->files->len; i++) {
        const char *path = g_ptr_array_index(stage->files, i);
        int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        gboolean is_good = fd >= 0 && fsync(fd) == 0;
        if (fd >= 0 && close(fd) != 0)
            is_good = FALSE;
        if (!is_good)
            return fail_errno(error, "cannot write", path);
    }
    return TRUE;
}

gboolean file_stage_publish(FileStage *stage, GError **error)
{
    if (!sync_files(stage, error))
        return FALSE;
    sync_directory(stage->path);
    if (renameat2(AT_FDCWD, stage->path, AT_FDCWD, stage->target, RENAME_EXCHANGE) == 0) {
        remove_tree(stage->path, 2); /* now the old content */
    } else if (rename(stage->path, stage->target) != 0) {
        /* a file system without exchange: the old directory is moved aside first */
        g_autofree char *old = g_strconcat(stage->path, ".old", NULL);
        if (rename(stage->target, old) != 0 || rename(stage->path, stage->target) != 0)
            return fail_errno(error, "cannot replace", stage->target);
        remove_tree(old, 2);
    }
    stage->is_published = TRUE;
    sync_directory(stage->parent);
    return TRUE;
}

void file_stage_free(FileStage *stage)
{
    if (!stage)
        return;
    if (!stage->is_published && stage->path)
        remove_tree(stage->path, 2);
    if (stage->lock >= 0)
        close(stage->lock);
    if (stage->files)
        g_ptr_array_unref(stage->files);
    g_free(stage->parent);
    g_free(stage->target);
    g_free(stage->path);
    g_free(stage);
}
