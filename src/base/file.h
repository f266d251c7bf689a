/* Files: reading what a tree holds without being led astray, and writing so that a reader sees the old or the new file, never half.
 * In: paths and bytes. Out: bytes; files on disk. Knows nothing of formats; the only place that touches the file system
 * besides the directory walk of ingest/discover. */
#pragma once
#include <glib.h>

#define FILE_MAX_BYTES ((guint64)1 << 30) /* default cap of --max-file */

/* Reads a regular file below root. Symbolic links, FIFOs and devices are refused; a file above max_bytes is refused with a
 * message that names --max-file. A NUL follows the bytes, uncounted. NULL and *error on failure. Transfer full. */
GBytes *file_read(const char *root, const char *relative_path, guint64 max_bytes, GError **error);

/* SHA-256 as 64 hex digits. Transfer full. */
char *file_sha256(const void *bytes, gsize n_bytes);

/* Undoes gzip (1f 8b). NULL and *error when the stream is damaged, cut, followed by other bytes, or larger than max_bytes.
 * A NUL follows the bytes, uncounted. Transfer full. */
GBytes *file_gunzip(GBytes *compressed, guint64 max_bytes, GError **error);

/* Writes one file whole or not at all: random temporary name in the same directory, fsync, rename. Removes what killed runs left there.
 * FALSE and *error on failure. */
gboolean file_write_atomic(const char *path, const void *bytes, gsize n_bytes, GError **error);

/* A directory that is filled aside and then takes the place of `name` in one step. */
typedef struct _FileStage FileStage;

/* Makes parent if needed and an empty staging directory in it; removes what killed runs left behind. NULL and *error. */
FileStage *file_stage_new(const char *parent, const char *name, GError **error);
/* Writes one file into it; file_name is a plain name, or one with a single directory before it. */
gboolean file_stage_write(FileStage *stage, const char *file_name, const void *bytes, gsize n_bytes, GError **error);
/* Puts the stage in place of parent/name and removes what stood there. */
gboolean file_stage_publish(FileStage *stage, GError **error);
/* Makes the names in a directory outlast a power failure, as far as its file system can: one call for all that was put there. */
void file_sync_directory(const char *path);
/* Before the process ends early: waits for what is being written, removes all stages that are not published, and keeps every other
 * thread from writing for good. */
void file_abandon(void);
/* Removes the stage if it was not published, and frees it. */
void file_stage_free(FileStage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileStage, file_stage_free)
