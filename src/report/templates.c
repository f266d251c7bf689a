/* Template files; see templates.h. */
#include "report/templates.h"

#include <string.h>

#include "base/file.h"
#include "report/built_in.h"

#define TEMPLATE_MAX_BYTES ((guint64)4 << 20)

/* Whether DIR has a file of its own; a directory without it falls back to the built-in one. */
static gboolean is_replaced(const char *dir, const char *name)
{
    if (!dir)
        return FALSE;
    g_autofree char *path = g_build_filename(dir, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* What a message names must be the file that a person can open. */
char *template_path(const char *dir, const char *name)
{
    return is_replaced(dir, name) ? g_build_filename(dir, name, NULL) : g_strconcat("templates/", name, NULL);
}

/* A plain name: the built-in files and those of DIR, nothing above or below. */
static gboolean is_plain_name(const char *name)
{
    return name[0] && name[0] != '.' && !strchr(name, '/') && !strchr(name, '\\');
}

static GBytes *find_built_in(const char *name, GError **error)
{
    for (const BuiltInFile *file = built_in_files; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return g_bytes_new_static(file->bytes, file->n);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "there is no built-in file of that name");
    return NULL;
}

GBytes *template_load(const char *dir, const char *name, DiagList *diags)
{
    if (!is_plain_name(name)) {
        diag_add(diags, DIAG_ERROR, "template", name, 0, 0,
                 "a template is a plain file name, without directories");
        return NULL;
    }
    g_autoptr(GError) error = NULL;
    GBytes *bytes = is_replaced(dir, name) ? file_read(dir, name, TEMPLATE_MAX_BYTES, &error)
                                           : find_built_in(name, &error);
    if (!bytes) {
        g_autofree char *path = template_path(dir, name);
        diag_add(diags, DIAG_ERROR, "template", path, 0, 0, "no such template: %s", error->message);
    }
    return bytes;
}
