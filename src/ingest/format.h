/* The table of input formats. Adding a format is one file, one row of the table in format.c, one test, one line of docs/formats.md.
 * In: the decoded text of one file. Out: an Artifact. A parser knows nothing of directories, variants or other files. */
#pragma once
#include <glib.h>

#include "base/diag.h"
#include "base/limits.h"
#include "model/archive.h"

/* One file, decoded. Borrowed by sniffers and parsers. */
typedef struct {
    const char *path; /* for diagnostics */
    const char *text; /* clean line ends and UTF-8 (text_decode); NUL-terminated */
    gsize n_text;
    const guint8 *raw; /* as in the file, gzip undone: for binary formats */
    gsize n_raw;
    gsize n_bad_bytes;    /* bytes that were not UTF-8 */
    const Limits *limits; /* never NULL; the defaults unless source_buffer_init's caller sets others */
} SourceText;

typedef struct {
    const char *name; /* of Input.format: "pyperf-json", "perf-stat-text", ... */
    /* Called with every file until one says yes, in the order of the table. Must be cheap: looks at the beginning, or stops at
     * the first sign. */
    gboolean (*sniff)(const SourceText *source);
    /* Called once when sniff said yes; fills the artifact. FALSE means nothing can be used, and a diagnostic DIAG_ERROR with
     * code "damaged-input" exists. NULL for a format that is recognised and declined. */
    gboolean (*parse)(const SourceText *source, Artifact *artifact, DiagList *diags);
    const char *
        declined; /* why a format without parse is not read ("perf report output: run perf script instead") */
    /* The same with words of the file in it; NULL when declined says it all. Transfer full. */
    char *(*decline)(const SourceText *source);
} InputFormat;

/* The format of a file, or NULL when it is of none. */
const InputFormat *format_of(const SourceText *source);

/* Why a format without parse is not read. Transfer full. */
char *format_declined_reason(const InputFormat *format, const SourceText *source);

/* Adds an error "damaged-input" at a line (0 when none is to blame) and returns FALSE, so that a parser can
 * `return source_reject(...)`. */
gboolean source_reject(const SourceText *source, DiagList *diags, guint line, const char *message);

/* Decodes bytes (gzip already undone) into a SourceText; path is borrowed. Free with source_text_free. */
typedef struct {
    SourceText source;
    GBytes *bytes; /* owned */
    char *decoded; /* owned; NULL when the text is the bytes themselves */
} SourceBuffer;
void source_buffer_init(SourceBuffer *buffer, const char *path, GBytes *bytes);
/* The same for bytes that a NUL follows, as file_read and file_gunzip give them: text that needs no decoding is not copied. */
void source_buffer_init_terminated(SourceBuffer *buffer, const char *path, GBytes *bytes);
void source_buffer_clear(SourceBuffer *buffer);
