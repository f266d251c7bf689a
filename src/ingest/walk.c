/* Listing a results directory; see walk.h. */
#include "ingest/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Enough of a report.json or index.json of this program to hold its schema. */
#define HEAD_BYTES 256

static const char *const IGNORED[] = {".git",          ".hg",          "venv",        ".venv",
                                      "site-packages", "node_modules", "__pycache__", NULL};

typedef struct {
    const char *root;
    guint max_files, max_depth;
    DiagList *diags;
    GPtrArray *files;   /* of char* */
    GPtrArray *pending; /* of char*: directories still to be listed */
} Walk;

/* Opens a directory below root component by component, so that no symbolic link is followed. -1 and errno on failure. */
static int open_directory(const char *root, const char *relative)
{
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    g_auto(GStrv) parts = g_strsplit(relative, "/", -1);
    for (guint i = 0; fd >= 0 && parts[i]; i++) {
        int next = openat(fd, parts[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int saved = errno;
        close(fd);
        errno = saved;
        fd = next;
    }
    return fd;
}

/* Whether a file of the directory begins as this program's own JSON of that schema does. */
static gboolean has_schema(int directory, const char *name, const char *schema)
{
    char head[HEAD_BYTES + 1] = "";
    int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return FALSE;
    struct stat info;
    gssize n = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) ? read(fd, head, HEAD_BYTES) : -1;
    close(fd);
    return n > 0 && strstr(head, schema) != NULL;
}

/* Other people's code and data, and half-written reports. */
static gboolean is_ignored(const char *name)
{
    return g_strv_contains(IGNORED, name) || g_str_has_prefix(name, ".gen-stage-");
}

/* What this program writes beside its report directories. */
static gboolean is_index_file(const char *name)
{
    return strcmp(name, "index.html") == 0 || strcmp(name, "index.json") == 0 ||
           (g_str_has_prefix(name, "report_") && g_str_has_suffix(name, ".txt"));
}

/* Reading half of a directory would make a wrong report: it is an error. */
static gboolean too_many(Walk *walk)
{
    if (walk->files->len < walk->max_files)
        return FALSE;
    diag_add(walk->diags, DIAG_ERROR, "too-many-files", walk->root, 0, 0,
             "more than %u files below the results directory (--max-files raises the cap)", walk->max_files);
    return TRUE;
}

/* One that is too deep is left out with a warning: links cannot make loops, but archives can be strange. */
static void take_directory(Walk *walk, char *path)
{
    guint depth = 1;
    for (const char *at = path; *at; at++)
        depth += *at == '/';
    if (depth <= walk->max_depth) {
        g_ptr_array_add(walk->pending, path);
        return;
    }
    diag_add(walk->diags, DIAG_WARNING, WALK_LEFT_OUT, path, 0, 0,
             "not entered: more than %u directories deep (--max-depth raises the cap)", walk->max_depth);
    g_free(path);
}

/* The root must be read; of what lies below it the rest goes on. Always the answer to whether the walk does. */
static gboolean leave_out(Walk *walk, const char *path, int error)
{
    diag_add(walk->diags, *path ? DIAG_WARNING : DIAG_ERROR, *path ? WALK_LEFT_OUT : "unreadable-directory",
             *path ? path : walk->root, 0, 0, "cannot read the directory: %s%s", g_strerror(error),
             error == ENOTDIR && !*path ? "; name the directory that holds the file" : "");
    return *path != 0;
}

/* One entry of a directory. FALSE when the walk must end. A file that vanished meanwhile is none; of a directory that may be
 * listed but not entered no entry can be looked at, and *error says so. */
static gboolean take_entry(Walk *walk, int directory, const char *parent, const char *name,
                           gboolean has_index, int *error)
{
    struct stat info;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return TRUE;
    if (fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno != ENOENT)
            *error = errno;
        return TRUE;
    }
    g_autofree char *path = *parent ? g_strconcat(parent, "/", name, NULL) : g_strdup(name);
    if (S_ISDIR(info.st_mode) && !is_ignored(name))
        take_directory(walk, g_steal_pointer(&path));
    if (!S_ISREG(info.st_mode) || (has_index && is_index_file(name)))
        return TRUE;
    if (too_many(walk))
        return FALSE;
    g_ptr_array_add(walk->files, g_steal_pointer(&path));
    return TRUE;
}

/* All entries. FALSE when the walk must end; *error says why entries are missing. */
static gboolean take_entries(Walk *walk, DIR *stream, const char *path, int *error)
{
    gboolean goes_on = TRUE, has_index = has_schema(dirfd(stream), "index.json", "\"gen-index/");
    const struct dirent *entry = NULL;
    while (goes_on && (errno = 0, entry = readdir(stream)) != NULL)
        goes_on = take_entry(walk, dirfd(stream), path, entry->d_name, has_index, error);
    if (goes_on && errno != 0) /* the list itself broke off */
        *error = errno;
    return goes_on;
}

/* Lists one directory; reports of this program are not read again. FALSE when the walk must end. */
static gboolean list_directory(Walk *walk, const char *path)
{
    int fd = open_directory(walk->root, path);
    DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
    if (!stream) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        return leave_out(walk, path, error);
    }
    int error = 0;
    gboolean is_report = *path && has_schema(fd, "report.json", "\"gen-report/");
    gboolean goes_on = is_report || take_entries(walk, stream, path, &error);
    closedir(stream);
    return goes_on && error ? leave_out(walk, path, error) : goes_on;
}

static gint compare_bytes(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *walk_files(const char *root, guint max_files, guint max_depth, DiagList *diags)
{
    Walk walk = {.root = root,
                 .max_files = max_files ? max_files : WALK_MAX_FILES,
                 .max_depth = max_depth ? max_depth : WALK_MAX_DEPTH,
                 .diags = diags,
                 .files = g_ptr_array_new_with_free_func(g_free),
                 .pending = g_ptr_array_new_with_free_func(g_free)};
    gboolean goes_on = TRUE;
    g_ptr_array_add(walk.pending, g_strdup(""));
    while (goes_on && walk.pending->len > 0) {
        g_autofree char *path = g_ptr_array_steal_index(walk.pending, walk.pending->len - 1);
        goes_on = list_directory(&walk, path);
    }
    g_ptr_array_unref(walk.pending);
    if (!goes_on) {
        g_ptr_array_unref(walk.files);
        return NULL;
    }
    g_ptr_array_sort(walk.files, compare_bytes);
    return walk.files;
}
