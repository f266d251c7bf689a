/* Pictures in notes; see notes_picture.h. */
#include "report/notes_picture.h"

#include <string.h>

#include "base/file.h"

/* The path below the results directory; NULL when it leads out of it. Transfer full. */
static char *resolve(const char *notes_path, const char *source)
{
    g_autofree char *clean = g_uri_unescape_string(source, NULL);
    const char *slash = strrchr(notes_path, '/');
    g_autofree char *directory = g_strndup(notes_path, slash ? (gsize)(slash - notes_path) : 0);
    g_autofree char *joined = g_strconcat(directory, "/", clean ? clean : source, NULL);
    g_auto(GStrv) parts = g_strsplit(joined, "/", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (char **part = parts; *part; part++) {
        if (g_str_equal(*part, "..") && kept->len == 0)
            return NULL;
        if (g_str_equal(*part, ".."))
            g_ptr_array_set_size(kept, (gint)kept->len - 1);
        else if (**part && !g_str_equal(*part, "."))
            g_ptr_array_add(kept, *part);
    }
    g_ptr_array_add(kept, NULL);
    return g_strjoinv("/", (char **)kept->pdata);
}

static Input *find_input(const GPtrArray *inputs, const char *path)
{
    for (guint i = 0; i < inputs->len; i++) {
        Input *input = g_ptr_array_index(inputs, i);
        if (g_str_equal(input->path, path))
            return input;
    }
    return NULL;
}

char *notes_picture(ModelBuilder *builder, const Notes *notes, const char *source, Picture *picture,
                    const char **problem)
{
    g_autofree char *path =
        strstr(source, "://") || source[0] == '/' ? NULL : resolve(notes->input->path, source);
    Input *input = path ? find_input(builder->archive->inputs, path) : NULL;
    g_autoptr(GBytes) bytes = NULL;
    *problem = "there is no such file below the results directory";
    if (!input)
        return NULL;
    *problem = "not a whole PNG or JPEG file of at most 8 MiB and 40 million pixels";
    bytes = file_read(builder->archive->root, input->raw_path, PICTURE_MAX_BYTES, NULL);
    gsize n = 0;
    const guint8 *data = bytes ? g_bytes_get_data(bytes, &n) : NULL;
    if (!data || !picture_measure(data, n, picture))
        return NULL;
    g_hash_table_add(builder->used, input);
    g_autofree char *base64 = g_base64_encode(data, n);
    return g_strconcat("data:", picture->type, ";base64,", base64, NULL);
}
