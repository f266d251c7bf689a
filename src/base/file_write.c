/* Durable writing; see file.h. Everything is written under a name of its own first and renamed when it is whole.
 *
 * Such a name belongs to who holds a lock (flock) on it: what nobody holds was left behind by a run that was killed, and the next run
 * removes it. A run that ends early on purpose (file_abandon) removes its own. Nothing here follows a symbolic link. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_internal.h"

#define STAGE_PREFIX ".gen-stage-"
#define FILE_PREFIX ".gen-file-"
#define STAGE_DEPTH 2    /* directories in each other: the stage, and those beside the files of a report */
#define MAX_ATTEMPTS 100 /* when other runs are in the way */

/* Held shared while anything is written, and alone by file_abandon for good. */
static GRWLock writing;
/* Paths (borrowed) that file_abandon removes. */
static GMutex unfinished_lock;
static GPtrArray *unfinished;

static void remember(char *path)
{
    g_mutex_lock(&unfinished_lock);
    if (!unfinished)
        unfinished = g_ptr_array_new();
    g_ptr_array_add(unfinished, path);
    g_mutex_unlock(&unfinished_lock);
}

static void forget(char *path)
{
    g_mutex_lock(&unfinished_lock);
    if (unfinished)
        g_ptr_array_remove_fast(unfinished, path);
    g_mutex_unlock(&unfinished_lock);
}

/* ------------------------------------------------------------------ removing */

/* Removes a file, a link, or a directory with at most `depth` levels of directories in it. */
static void remove_entry(int directory, const char *name, guint depth)
{
    if (unlinkat(directory, name, 0) == 0 || errno == ENOENT || depth == 0)
        return;
    int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
    if (!stream) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(stream));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_entry(fd, entry->d_name, depth - 1);
    closedir(stream);
    unlinkat(directory, name, AT_REMOVEDIR);
}

static void remove_tree(const char *path)
{
    remove_entry(AT_FDCWD, path, STAGE_DEPTH + 1);
}

/* Whether a run looks at a directory for the first time: a thousand reports go into one, and each would read it whole. */
static gboolean is_new_place(const char *directory)
{
    static GMutex lock;
    static GHashTable *seen; /* kept for the life of the process */
    g_mutex_lock(&lock);
    if (!seen)
        seen = g_hash_table_new(g_str_hash, g_str_equal);
    gboolean is_new = !g_hash_table_contains(seen, directory);
    if (is_new)
        g_hash_table_add(seen, g_strdup(directory));
    g_mutex_unlock(&lock);
    return is_new;
}

/* Removes what killed runs left in a directory: their locks are gone. */
static void remove_stale(const char *directory)
{
    DIR *stream = is_new_place(directory) ? opendir(directory) : NULL;
    if (!stream)
        return;
    for (struct dirent *entry; (entry = readdir(stream));) {
        if (!g_str_has_prefix(entry->d_name, STAGE_PREFIX) && !g_str_has_prefix(entry->d_name, FILE_PREFIX))
            continue;
        int fd = openat(dirfd(stream), entry->d_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
            remove_entry(dirfd(stream), entry->d_name, STAGE_DEPTH + 1);
        if (fd >= 0)
            close(fd);
    }
    closedir(stream);
}

/* ------------------------------------------------------------------ names of our own */

/* Takes the lock. FALSE when another run held it, or removed the name before it was ours. */
static gboolean lock_name(int fd, const char *path)
{
    struct stat by_fd, by_path;
    return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &by_fd) == 0 && lstat(path, &by_path) == 0 &&
           by_fd.st_ino == by_path.st_ino && by_fd.st_dev == by_path.st_dev;
}

/* Makes a directory or a file from a pattern that ends in XXXXXX, and locks it. -1 and errno on failure. */
static int make_locked(const char *pattern, gboolean is_directory, char **path)
{
    for (guint i = 0; i < MAX_ATTEMPTS; i++) {
        *path = g_strdup(pattern);
        int fd = -1;
        if (!is_directory)
            fd = g_mkstemp_full(*path, O_RDWR | O_CLOEXEC, 0666);
        else if (g_mkdtemp_full(*path, 0777))
            fd = open(*path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        gboolean is_lost =
            fd < 0 && errno == ENOENT && is_directory; /* removed as stale before it was opened */
        if (fd >= 0 && lock_name(fd, *path))
            return fd;
        int saved = errno;
        if (fd >= 0) {
            remove_tree(*path);
            close(fd);
        }
        g_clear_pointer(path, g_free);
        errno = saved;
        if (fd < 0 && !is_lost)
            return -1;
    }
    errno = EBUSY;
    return -1;
}

/* ------------------------------------------------------------------ bytes */

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

/* Closes; every step is checked. */
static gboolean close_checked(int fd, gboolean is_good)
{
    int saved = errno;
    if (close(fd) != 0 && is_good)
        return FALSE;
    errno = saved;
    return is_good;
}

void file_sync_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd); /* best effort: some file systems refuse it on directories */
    close(fd);
}

static gboolean write_atomic(const char *path, const char *directory, const void *bytes, gsize n_bytes,
                             GError **error)
{
    g_autofree char *pattern = g_build_filename(directory, FILE_PREFIX "XXXXXX", NULL);
    g_autofree char *temporary = NULL;
    if (g_mkdir_with_parents(directory, 0777) != 0)
        return file_fail_errno(error, "cannot make directory", directory);
    int fd = make_locked(pattern, FALSE, &temporary);
    if (fd < 0)
        return file_fail_errno(error, "cannot write in", directory);
    gboolean is_good = write_all(fd, bytes, n_bytes) && fsync(fd) == 0 && rename(temporary, path) == 0;
    if (!close_checked(fd, is_good)) {
        file_fail_errno(error, "cannot write", path);
        unlink(temporary);
        return FALSE;
    }
    return TRUE;
}

gboolean file_write_atomic(const char *path, const void *bytes, gsize n_bytes, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(path);
    g_rw_lock_reader_lock(&writing);
    remove_stale(directory);
    gboolean is_good = write_atomic(path, directory, bytes, n_bytes, error);
    g_rw_lock_reader_unlock(&writing);
    return is_good;
}

/* ------------------------------------------------------------------ staged directories */

struct _FileStage {
    char *parent, *target; /* target: parent/name */
    char *path;            /* of the stage */
    GPtrArray *files;      /* of char*, written but not yet synced */
    int lock;              /* held on the stage while its owner lives */
    gboolean is_published;
};

static gboolean open_stage(FileStage *stage, const char *name, GError **error)
{
    if (g_mkdir_with_parents(stage->parent, 0777) != 0)
        return file_fail_errno(error, "cannot make directory", stage->parent);
    remove_stale(stage->parent);
    g_autofree char *pattern = g_strdup_printf("%s/" STAGE_PREFIX "%s-XXXXXX", stage->parent, name);
    stage->lock = make_locked(pattern, TRUE, &stage->path);
    if (stage->lock < 0)
        return file_fail_errno(error, "cannot make a directory in", stage->parent);
    remember(stage->path);
    return TRUE;
}

FileStage *file_stage_new(const char *parent, const char *name, GError **error)
{
    FileStage *stage = g_new0(FileStage, 1);
    stage->parent = g_strdup(parent);
    stage->target = g_build_filename(parent, name, NULL);
    stage->lock = -1;
    stage->files = g_ptr_array_new_with_free_func(g_free);
    g_rw_lock_reader_lock(&writing);
    gboolean is_good = open_stage(stage, name, error);
    g_rw_lock_reader_unlock(&writing);
    if (!is_good)
        g_clear_pointer(&stage, file_stage_free);
    return stage;
}

static gboolean write_staged(const char *path, const void *bytes, gsize n_bytes, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(path);
    if (g_mkdir_with_parents(directory, 0777) != 0)
        return file_fail_errno(error, "cannot make directory", directory);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0 || !close_checked(fd, write_all(fd, bytes, n_bytes)))
        return file_fail_errno(error, "cannot write", path);
    return TRUE;
}

gboolean file_stage_write(FileStage *stage, const char *file_name, const void *bytes, gsize n_bytes,
                          GError **error)
{
    g_autofree char *path = g_build_filename(stage->path, file_name, NULL);
    g_rw_lock_reader_lock(&writing);
    gboolean is_good = write_staged(path, bytes, n_bytes, error);
    if (is_good)
        g_ptr_array_add(stage->files, g_steal_pointer(&path));
    g_rw_lock_reader_unlock(&writing);
    return is_good;
}

/* Syncs all files of a stage. Late and one after the other: the first call writes out what the others need too. */
static gboolean sync_files(const FileStage *stage, GError **error)
{
    for (guint i = 0; i < stage->files->len; i++) {
        const char *path = g_ptr_array_index(stage->files, i);
        int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 || !close_checked(fd, fsync(fd) == 0))
            return file_fail_errno(error, "cannot write", path);
    }
    return TRUE;
}

/* For a file system without exchange: the old directory is moved aside first. */
static gboolean replace_in_two_steps(const FileStage *stage)
{
    g_autofree char *old = g_strconcat(stage->path, ".old", NULL);
    if (rename(stage->target, old) != 0 || rename(stage->path, stage->target) != 0)
        return FALSE;
    remove_tree(old);
    return TRUE;
}

/* Other runs may make or replace the target at the same time: the last one wins. */
static gboolean take_place(const FileStage *stage)
{
    for (guint i = 0; i < MAX_ATTEMPTS; i++) {
        if (renameat2(AT_FDCWD, stage->path, AT_FDCWD, stage->target, RENAME_EXCHANGE) == 0) {
            remove_tree(stage->path); /* now the old content */
            return TRUE;
        }
        gboolean can_exchange = errno == ENOENT;
        if (rename(stage->path, stage->target) == 0)
            return TRUE;
        if (errno != EEXIST && errno != ENOTEMPTY)
            return FALSE;
        if (!can_exchange && replace_in_two_steps(stage))
            return TRUE;
    }
    return FALSE;
}

static gboolean publish(FileStage *stage, GError **error)
{
    if (!sync_files(stage, error))
        return FALSE;
    file_sync_directory(stage->path);
    if (!take_place(stage))
        return file_fail_errno(error, "cannot replace", stage->target);
    forget(stage->path);
    stage->is_published = TRUE;
    return TRUE;
}

gboolean file_stage_publish(FileStage *stage, GError **error)
{
    g_rw_lock_reader_lock(&writing);
    publish(stage, error);
    g_rw_lock_reader_unlock(&writing);
    return stage->is_published;
}

void file_stage_free(FileStage *stage)
{
    if (!stage)
        return;
    g_rw_lock_reader_lock(&writing);
    if (!stage->is_published && stage->path) {
        remove_tree(stage->path);
        forget(stage->path);
    }
    if (stage->lock >= 0)
        close(stage->lock);
    g_rw_lock_reader_unlock(&writing);
    if (stage->files)
        g_ptr_array_unref(stage->files);
    g_free(stage->parent);
    g_free(stage->target);
    g_free(stage->path);
    g_free(stage);
}

void file_abandon(void)
{
    g_rw_lock_writer_lock(&writing); /* never given back: nothing may be written any more */
    for (guint i = 0; unfinished && i < unfinished->len; i++)
        remove_tree(unfinished->pdata[i]);
}
