/* Notes of the author; see notes.h. */
#include "ingest/notes.h"

#include <string.h>

#include "ingest/grouping.h"
#include "ingest/parts.h"

#define FOLDER "notes/"
#define SINGLE "notes.md"

struct NotesDraft {
    char *directory; /* that the notes are about, with a slash at the end; "" for the results directory */
    char *name;      /* "notes", "overview"; NULL when it is none of those that a report shows */
    char *text;
    gsize n_bytes;
    Input *input;
};

/* ------------------------------------------------------------------ names */

/* The end of the path from its last folder of that name on, or NULL. */
static const char *in_folder(const char *path)
{
    const char *found = g_str_has_prefix(path, FOLDER) ? path : NULL;
    for (const char *p = path; (p = strstr(p, "/" FOLDER)) != NULL;)
        found = ++p;
    return found;
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

gboolean notes_is_file(const char *path)
{
    return strcmp(base_of(path), SINGLE) == 0 || (g_str_has_suffix(path, ".md") && in_folder(path));
}

/* In the order of a report; appendices come last, by name. */
static const char *const NAMES[] = {"notes", "overview", "optimization", "hardware", "conclusion"};

static guint rank_of(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++)
        if (strcmp(name, NAMES[i]) == 0)
            return i;
    return G_N_ELEMENTS(NAMES);
}

/* NULL for a name that a report has no place for. Transfer full. */
static char *name_of(const char *path)
{
    const char *base = base_of(path);
    char *name = g_strndup(base, strlen(base) - strlen(".md"));
    if (rank_of(name) < G_N_ELEMENTS(NAMES) || g_str_has_prefix(name, "appendix-"))
        return name;
    g_free(name);
    return NULL;
}

/* ------------------------------------------------------------------ drafts */

NotesDraft *notes_draft_new(GBytes *text, Input *input)
{
    NotesDraft *draft = g_new0(NotesDraft, 1);
    const char *path = input->path, *folder = in_folder(path);
    const char *end = folder && strcmp(base_of(path), SINGLE) != 0 ? folder : base_of(path);
    const char *bytes = g_bytes_get_data(text, &draft->n_bytes);
    draft->directory = g_strndup(path, (gsize)(end - path));
    draft->name = name_of(path);
    draft->text = g_strndup(bytes ? bytes : "", draft->n_bytes);
    draft->input = input;
    return draft;
}

void notes_draft_free(gpointer data)
{
    NotesDraft *draft = data;
    g_free(draft->directory);
    g_free(draft->name);
    g_free(draft->text);
    g_free(draft);
}

/* ------------------------------------------------------------------ whose they are */

static gboolean is_beside(const NotesDraft *draft, const Group *group)
{
    for (guint i = 0; i < group->members->len; i++)
        if (g_str_has_prefix(((const Member *)group->members->pdata[i])->artifact->input->path,
                             draft->directory))
            return TRUE;
    return FALSE;
}

/* The one group beside the notes; NULL when there is none or several, *n_groups says which. */
static const Group *group_beside(const NotesDraft *draft, const GPtrArray *groups, guint *n_groups)
{
    const Group *found = NULL;
    *n_groups = 0;
    for (guint i = 0; i < groups->len; i++) {
        const Group *group = groups->pdata[i];
        if (group == found || !is_beside(draft, group))
            continue;
        found = found ? found : group;
        ++*n_groups;
    }
    return *n_groups == 1 ? found : NULL;
}

static gint in_order(gconstpointer a, gconstpointer b)
{
    const Notes *first = *(Notes *const *)a, *second = *(Notes *const *)b;
    guint rank_first = rank_of(first->name), rank_second = rank_of(second->name);
    return rank_first != rank_second ? (rank_first > rank_second) - (rank_first < rank_second)
                                     : strcmp(first->name, second->name);
}

static void show(const NotesDraft *draft, Benchmark *benchmark)
{
    for (guint i = 0; i < benchmark->notes->len; i++) {
        const Notes *outer = benchmark->notes->pdata[i];
        if (strcmp(outer->name, draft->name) != 0)
            continue;
        outer->input->is_used = FALSE;
        input_mark_unused(outer->input, "%s stands nearer to the measurements", draft->input->path);
        g_ptr_array_remove_index(benchmark->notes, i);
        break;
    }
    draft->input->is_used = TRUE;
    draft->input->format = "notes";
    g_clear_pointer(&draft->input->reason, g_free);
    g_ptr_array_add(benchmark->notes, notes_new(draft->name, draft->text, draft->input));
    g_ptr_array_sort(benchmark->notes, in_order);
}

static void give_reason(const NotesDraft *draft, guint n_groups)
{
    g_clear_pointer(&draft->input->reason, g_free);
    if (!draft->name)
        input_mark_unused(draft->input, "notes of the author, but no report has a place for them (overview, "
                                        "optimization, hardware, conclusion, appendix-NAME)");
    else if (draft->n_bytes > NOTES_MAX_BYTES)
        input_mark_unused(draft->input, "notes of the author, longer than 1 MiB");
    else if (n_groups > 1)
        input_mark_unused(draft->input,
                          "notes of the author beside %u benchmarks: in the folder of one they are shown",
                          n_groups);
    else
        input_mark_unused(draft->input, "notes of the author beside no measurement");
}

static gint outer_first(gconstpointer a, gconstpointer b)
{
    gsize n_first = strlen((*(NotesDraft *const *)a)->directory);
    gsize n_second = strlen((*(NotesDraft *const *)b)->directory);
    return (n_first > n_second) - (n_first < n_second);
}

void notes_assign(GPtrArray *drafts, const GPtrArray *benchmarks, const GPtrArray *groups)
{
    g_ptr_array_sort(drafts, outer_first);
    for (guint i = 0; i < drafts->len; i++) {
        const NotesDraft *draft = drafts->pdata[i];
        guint n_groups = 0;
        const Group *group = group_beside(draft, groups, &n_groups);
        if (!group || !draft->name || draft->n_bytes > NOTES_MAX_BYTES) {
            give_reason(draft, n_groups);
            continue;
        }
        for (guint k = 0; k < benchmarks->len; k++)
            if (groups->pdata[k] == group)
                show(draft, benchmarks->pdata[k]);
    }
}

/* ------------------------------------------------------------------ pictures */

static gboolean is_picture(const char *path)
{
    static const char *const ENDINGS[] = {".png", ".jpg", ".jpeg"};
    g_autofree char *lower = g_ascii_strdown(path, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(ENDINGS); i++)
        if (g_str_has_suffix(lower, ENDINGS[i]))
            return TRUE;
    return FALSE;
}

/* By the bare name of the file: the place is made out when the notes are set. */
static gboolean is_named(const GPtrArray *benchmarks, const char *name)
{
    g_autofree char *escaped = g_uri_escape_string(name, NULL, TRUE);
    for (guint i = 0; i < benchmarks->len; i++) {
        const Benchmark *benchmark = benchmarks->pdata[i];
        for (guint k = 0; k < benchmark->notes->len; k++) {
            const Notes *notes = benchmark->notes->pdata[k];
            if (strstr(notes->text, "![") && (strstr(notes->text, name) || strstr(notes->text, escaped)))
                return TRUE;
        }
    }
    return FALSE;
}

void notes_mark_pictures(const GPtrArray *inputs, const GPtrArray *benchmarks)
{
    for (guint i = 0; i < inputs->len; i++) {
        Input *input = inputs->pdata[i];
        if (input->is_used || !is_picture(input->path) || !is_named(benchmarks, base_of(input->path)))
            continue;
        input->is_used = TRUE;
        input->format = "picture";
        g_clear_pointer(&input->reason, g_free);
    }
}
