/* Diagnostics as data; see diag.h. */
#include "base/diag.h"

#include "base/text.h"

static void free_diag(gpointer data)
{
    Diag *diag = data;
    g_free(diag->message);
    g_free(diag->path);
    g_free(diag);
}

DiagList *diag_list_new(void)
{
    DiagList *list = g_new0(DiagList, 1);
    list->items = g_ptr_array_new_with_free_func(free_diag);
    g_mutex_init(&list->lock);
    return list;
}

void diag_list_free(DiagList *list)
{
    if (!list)
        return;
    g_ptr_array_unref(list->items);
    g_mutex_clear(&list->lock);
    g_free(list);
}

/* The text is cleaned here, once, so that no name in a message can steer a terminal. Benchmarks are worked on in parallel. */
void diag_add(DiagList *list, DiagSeverity severity, const char *code, const char *path, guint line,
              guint column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *raw = g_strdup_vprintf(format, args);
    va_end(args);

    Diag *diag = g_new0(Diag, 1);
    diag->severity = severity;
    diag->code = code;
    diag->message = text_clean_line(raw, DIAG_MESSAGE_MAX);
    diag->path = g_strdup(path);
    diag->line = line;
    diag->column = column;

    g_mutex_lock(&list->lock);
    g_ptr_array_add(list->items, diag);
    g_mutex_unlock(&list->lock);
}

void diag_list_append(DiagList *list, const DiagList *others)
{
    for (guint i = 0; i < others->items->len; i++) {
        const Diag *diag = g_ptr_array_index(others->items, i);
        diag_add(list, diag->severity, diag->code, diag->path, diag->line, diag->column, "%s", diag->message);
    }
}

guint diag_count(const DiagList *list, DiagSeverity at_least)
{
    guint n = 0;
    for (guint i = 0; i < list->items->len; i++) {
        const Diag *diag = g_ptr_array_index(list->items, i);
        if (diag->severity >= at_least)
            n++;
    }
    return n;
}

const char *diag_severity_name(DiagSeverity severity)
{
    switch (severity) {
    case DIAG_NOTE:
        return "note";
    case DIAG_WARNING:
        return "warning";
    case DIAG_ERROR:
        return "error";
    }
    return "error";
}

char *diag_format(const Diag *diag)
{
    GString *out = g_string_new(NULL);
    if (diag->path) {
        g_autofree char *path = text_clean_line(diag->path, 4096);
        g_string_append(out, path);
        if (diag->line > 0)
            g_string_append_printf(out, ":%u", diag->line);
        if (diag->line > 0 && diag->column > 0)
            g_string_append_printf(out, ":%u", diag->column);
        g_string_append(out, ": ");
    }
    g_string_append_printf(out, "%s: %s", diag_severity_name(diag->severity), diag->message);
    return g_string_free(out, FALSE);
}
