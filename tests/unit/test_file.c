/* Files: what is refused when reading, gzip and its damage, atomic replacement of files and directories. */
#include "base/file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gzip_text.h"

typedef struct {
    char *root;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture->root = g_dir_make_tmp("gen-test-XXXXXX", NULL);
}

static void tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    const char *const command[] = {"rm", "-rf", fixture->root, NULL};
    g_spawn_sync(NULL, (char **)(guintptr)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(fixture->root);
}

static void put(const Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(fixture->root, name, NULL);
    g_autofree char *directory = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static char *get(const Fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->root, name, NULL);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static void test_read(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    put(fixture, "a/b.txt", "hello");
    g_autoptr(GBytes) bytes = file_read(fixture->root, "a/b.txt", 100, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) expected = g_bytes_new_static("hello", 5);
    g_assert_true(g_bytes_equal(bytes, expected));

    g_autoptr(GBytes) large = file_read(fixture->root, "a/b.txt", 4, &error);
    g_assert_null(large);
    g_assert_nonnull(strstr(error->message, "--max-file"));
}

static void test_read_refuses(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *link = g_build_filename(fixture->root, "link", NULL);
    g_autofree char *directory_link = g_build_filename(fixture->root, "dirlink", NULL);
    g_autofree char *fifo = g_build_filename(fixture->root, "fifo", NULL);
    put(fixture, "real/file", "secret");
    g_assert_cmpint(symlink("real/file", link), ==, 0);
    g_assert_cmpint(symlink("real", directory_link), ==, 0);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    static const char *const names[] = {"link", "dirlink/file", "fifo", "real", "none", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = file_read(fixture->root, names[i], 100, &error);
        g_assert_null(bytes);
        g_assert_nonnull(error);
    }
}

static void test_gunzip(Fixture *fixture G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *text = g_strnfill(100000, 'x');
    g_autoptr(GBytes) packed = gzip_text(text);
    g_autoptr(GBytes) good = file_gunzip(packed, 1 << 20, NULL);
    g_assert_cmpuint(g_bytes_get_size(good), ==, 100000);

    g_autoptr(GError) bomb = NULL, cut = NULL, wrong = NULL, tail = NULL;
    g_assert_null(file_gunzip(packed, 99999, &bomb));
    g_assert_nonnull(strstr(bomb->message, "--max-file"));

    gsize n = 0;
    const guint8 *bytes = g_bytes_get_data(packed, &n);
    g_autoptr(GBytes) half = g_bytes_new(bytes, n / 2);
    g_assert_null(file_gunzip(half, 1 << 20, &cut));
    g_assert_nonnull(strstr(cut->message, "cut short"));

    g_autofree guint8 *bent = g_memdup2(bytes, n);
    bent[n - 6] ^= 0x55; /* in the checksum */
    g_autoptr(GBytes) changed = g_bytes_new(bent, n);
    g_assert_null(file_gunzip(changed, 1 << 20, &wrong));
    g_assert_nonnull(strstr(wrong->message, "damaged"));

    g_autofree guint8 *longer = g_malloc(n + 3);
    memcpy(longer, bytes, n);
    memcpy(longer + n, "abc", 3);
    g_autoptr(GBytes) trailing = g_bytes_new(longer, n + 3);
    g_assert_null(file_gunzip(trailing, 1 << 20, &tail));
    g_assert_nonnull(tail);
}

static void test_write(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(fixture->root, "new", "file.txt", NULL);
    g_assert_true(file_write_atomic(path, "one", 3, &error));
    g_assert_true(file_write_atomic(path, "two!", 4, &error));
    g_autofree char *text = get(fixture, "new/file.txt");
    g_assert_cmpstr(text, ==, "two!");
    g_assert_false(file_write_atomic("/dev/full/x", "one", 3, &error));
    g_assert_nonnull(error);
}

static guint count_entries(const char *path)
{
    guint n = 0;
    GDir *dir = g_dir_open(path, 0, NULL);
    while (g_dir_read_name(dir))
        n++;
    g_dir_close(dir);
    return n;
}

static void test_stage(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    put(fixture, "report/old.txt", "old");
    put(fixture, ".gen-stage-report-killed/half.txt", "half"); /* what a killed run leaves behind */
    {
        g_autoptr(FileStage) stage = file_stage_new(fixture->root, "report", &error);
        g_assert_no_error(error);
        g_assert_true(file_stage_write(stage, "new.txt", "new", 3, &error));
        g_autofree char *before = get(fixture, "report/old.txt");
        g_assert_cmpstr(before, ==, "old");
        g_assert_true(file_stage_publish(stage, &error));
    }
    g_autofree char *after = get(fixture, "report/new.txt");
    g_autofree char *gone = get(fixture, "report/old.txt");
    g_assert_cmpstr(after, ==, "new");
    g_assert_null(gone);
    g_assert_cmpuint(count_entries(fixture->root), ==, 1);
}

static void test_stage_dropped(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    put(fixture, "report/old.txt", "old");
    {
        g_autoptr(FileStage) stage = file_stage_new(fixture->root, "report", NULL);
        g_assert_true(file_stage_write(stage, "new.txt", "new", 3, NULL));
    }
    g_autofree char *kept = get(fixture, "report/old.txt");
    g_assert_cmpstr(kept, ==, "old");
    g_assert_cmpuint(count_entries(fixture->root), ==, 1);
}

/* Makes and publishes one directory over and over; returns how often it failed. */
static gpointer publish_often(gpointer data)
{
    const char *const *names = data;
    guint n_failed = 0;
    for (guint i = 0; i < 100; i++) {
        g_autoptr(FileStage) stage = file_stage_new(names[0], names[1], NULL);
        n_failed +=
            !stage || !file_stage_write(stage, "a.txt", "a", 1, NULL) || !file_stage_publish(stage, NULL);
    }
    return GUINT_TO_POINTER(n_failed);
}

/* Many at a time: none takes the fresh directory of another for a stale one. */
static void test_stage_many(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    const char *names[4][2] = {
        {fixture->root, "a"}, {fixture->root, "b"}, {fixture->root, "c"}, {fixture->root, "d"}};
    GThread *threads[4];
    for (gsize i = 0; i < 4; i++)
        threads[i] = g_thread_new("stage", publish_often, names[i]);
    for (gsize i = 0; i < 4; i++)
        g_assert_cmpuint(GPOINTER_TO_UINT(g_thread_join(threads[i])), ==, 0);
    g_assert_cmpuint(count_entries(fixture->root), ==, 4);
}

/* What stands in the place of the report may be a link: what it points to is not ours. */
static void test_stage_follows_no_link(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    put(fixture, "precious/data.txt", "mine");
    g_autofree char *link = g_build_filename(fixture->root, "report", NULL);
    g_assert_cmpint(symlink("precious", link), ==, 0);
    {
        g_autoptr(FileStage) stage = file_stage_new(fixture->root, "report", NULL);
        g_assert_true(file_stage_write(stage, "new.txt", "new", 3, NULL));
        g_assert_true(file_stage_publish(stage, NULL));
    }
    g_autofree char *kept = get(fixture, "precious/data.txt");
    g_autofree char *after = get(fixture, "report/new.txt");
    g_assert_cmpstr(kept, ==, "mine");
    g_assert_cmpstr(after, ==, "new");
    g_assert_cmpuint(count_entries(fixture->root), ==, 2);
}

#define N_THREADS 8
#define N_ROUNDS 20

static gpointer publish_same(gpointer data)
{
    const Fixture *fixture = data;
    for (guint i = 0; i < N_ROUNDS; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = g_build_filename(fixture->root, "index.txt", NULL);
        g_autoptr(FileStage) stage = file_stage_new(fixture->root, "report", &error);
        g_assert_no_error(error);
        g_assert_true(file_stage_write(stage, "new.txt", "new", 3, &error));
        g_assert_true(file_stage_publish(stage, &error));
        g_assert_true(file_write_atomic(path, "index", 5, &error));
    }
    return NULL;
}

/* None may take the stage of another for one left behind. */
static void test_stages_at_once(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    GThread *threads[N_THREADS];
    put(fixture, ".gen-file-killed", "half");
    for (guint i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new("publish", publish_same, fixture);
    for (guint i = 0; i < N_THREADS; i++)
        g_thread_join(threads[i]);
    g_assert_cmpuint(count_entries(fixture->root), ==, 2);
}

/* Last: nothing can be written afterwards. */
static void test_abandon(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static FileStage *volatile stage; /* cannot be freed any more, and must not look lost */
    stage = file_stage_new(fixture->root, "report", NULL);
    g_assert_true(file_stage_write(stage, "new.txt", "new", 3, NULL));
    g_assert_cmpuint(count_entries(fixture->root), ==, 1);
    file_abandon();
    g_assert_cmpuint(count_entries(fixture->root), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/file/read", Fixture, NULL, set_up, test_read, tear_down);
    g_test_add("/file/read-refuses", Fixture, NULL, set_up, test_read_refuses, tear_down);
    g_test_add("/file/gunzip", Fixture, NULL, set_up, test_gunzip, tear_down);
    g_test_add("/file/write", Fixture, NULL, set_up, test_write, tear_down);
    g_test_add("/file/stage", Fixture, NULL, set_up, test_stage, tear_down);
    g_test_add("/file/stage-dropped", Fixture, NULL, set_up, test_stage_dropped, tear_down);
    g_test_add("/file/stage-many", Fixture, NULL, set_up, test_stage_many, tear_down);
    g_test_add("/file/stage-follows-no-link", Fixture, NULL, set_up, test_stage_follows_no_link, tear_down);
    g_test_add("/file/stages-at-once", Fixture, NULL, set_up, test_stages_at_once, tear_down);
    g_test_add("/file/abandon", Fixture, NULL, set_up, test_abandon, tear_down);
    return g_test_run();
}
