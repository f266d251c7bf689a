/* Diagnostics as data: what was wrong, where, and what was done about it.
 * In: a code from the table of warning codes or a parser's own, a place, a message. Out: a list that the command line
 * prints as "path:line:col: severity: message" and that the report lists. Knows nothing of files or of printing. */
#pragma once
#include <glib.h>

typedef enum { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR } DiagSeverity;

typedef struct {
    DiagSeverity severity;
    const char *code; /* static text such as "damaged-input" */
    char *message;    /* one line, cleaned for a terminal, at most DIAG_MESSAGE_MAX characters */
    char *path;       /* relative to the results directory, or as typed by the user; NULL when no file is concerned */
    guint line;       /* from 1; 0 when unknown */
    guint column;     /* in characters, from 1; 0 when unknown */
} Diag;

#define DIAG_MESSAGE_MAX 300

typedef struct {
    GPtrArray *items; /* of Diag, owned, in order of appearance */
    GMutex lock;      /* several benchmarks are worked on at a time */
} DiagList;

DiagList *diag_list_new(void);
void diag_list_free(DiagList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiagList, diag_list_free)

/* Appends a diagnostic. `code` must be static; `path` is copied and may be NULL; the message is cleaned (text_clean_line). */
void diag_add(DiagList *list, DiagSeverity severity, const char *code, const char *path, guint line, guint column,
              const char *format, ...) G_GNUC_PRINTF(7, 8);

/* Appends copies of all of another list. */
void diag_list_append(DiagList *list, const DiagList *others);

/* Number of diagnostics of at least this severity. */
guint diag_count(const DiagList *list, DiagSeverity at_least);

/* "path:12:7: warning: message" without a line end; parts that are unknown are left out. Transfer full. */
char *diag_format(const Diag *diag);

/* "note", "warning" or "error"; static. */
const char *diag_severity_name(DiagSeverity severity);
