/* Reading JSON safely: cJSON makes the tree, a validator of our own makes sure that it only ever sees RFC 8259.
 * In: text. Out: a tree of cJSON nodes and the place of every node. Knows no format that is written in JSON.
 *
 * What cJSON would get wrong and this does not: "-01", "2.", raw control characters, bad escapes, NaN and bytes after the
 * end are errors with line and column; numbers of any length are read correctly rounded; integers keep all their digits
 * (json_quantity); "\u0000" and unpaired surrogates become U+FFFD instead of cutting the string; names are compared
 * with case; of several members of one name the last wins, with a warning. */
#pragma once
#include <cJSON.h>
#include <glib.h>

#include "base/diag.h"
#include "base/limits.h"
#include "base/number.h"

#define JSON_MAX_DEPTH 1000 /* that of cJSON: no option raises it */

/* ------------------------------------------------------------------ validator */

typedef struct {
    gsize offset;        /* of the first byte that is wrong; n when the text ends too early */
    const char *message; /* static: "a comma or ] is missing" */
    gboolean is_cap;     /* nothing is wrong, but there is more than the caps allow */
} JsonError;

/* TRUE when the n bytes are one JSON value and nothing else but blanks. */
gboolean json_validate(const char *text, gsize n, JsonError *error);

/* ------------------------------------------------------------------ documents */

typedef struct {
    cJSON *root;      /* owned */
    const char *path; /* borrowed, for diagnostics; may be NULL */
    const char *text; /* borrowed: must outlive the document */
    gsize n_text;
} JsonDocument;

/* Reads one value. NULL when it is not JSON or too large: then diags (may be NULL) got an error "damaged-input" with line and
 * column. A name that stands twice in an object gets a warning "duplicate-key". Transfer full. */
JsonDocument *json_read(const char *path, const char *text, gsize n, DiagList *diags);
/* The same with caps of its own. */
JsonDocument *json_read_within(const char *path, const char *text, gsize n, const Limits *limits,
                               DiagList *diags);
void json_document_free(JsonDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonDocument, json_document_free)

/* Line and column of a node of the document, from 1. Reads the text again: for diagnostics only. */
void json_locate(const JsonDocument *document, const cJSON *node, guint *line, guint *column);

/* The same of the name before a member of an object. */
void json_locate_name(const JsonDocument *document, const cJSON *node, guint *line, guint *column);

/* Adds an error "damaged-input" at the node and returns FALSE, so that a parser can `return json_reject(...)`. */
gboolean json_reject(const JsonDocument *document, const cJSON *node, DiagList *diags, const char *format,
                     ...) G_GNUC_PRINTF(4, 5);

/* For sniffing without reading: where, after a quoted name such as "\"runs\"" and a colon, the given bracket stands in the text;
 * NULL when it does not. Does not care where in the structure that is. */
const char *json_find_bracket(const char *text, const char *quoted_name, char bracket);

/* TRUE when the first thing in the text is an object. */
gboolean json_begins_object(const char *text);

/* ------------------------------------------------------------------ nodes */

/* The member of that name, or NULL; NULL too when object is NULL or no object. One pass over the object. */
const cJSON *json_member(const cJSON *object, const char *name);

/* The same for several names in one pass; nodes[i] is NULL when names[i] is absent. */
void json_members(const cJSON *object, const char *const *names, gsize n_names, const cJSON **nodes);

/* The same, NULL unless of that kind. */
const cJSON *json_member_object(const cJSON *object, const char *name);
const cJSON *json_member_array(const cJSON *object, const char *name);
const char *json_member_string(const cJSON *object, const char *name); /* borrowed */

/* FALSE unless the node is a finite number ("1e999" is not). */
gboolean json_number(const cJSON *node, double *value);

/* FALSE unless the node is a non-negative integer below 2^64 written without point and exponent. Exact. */
gboolean json_uint64(const cJSON *node, guint64 *value);

/* A number with all digits of an integer; missing when the node is no finite number. */
Quantity json_quantity(const cJSON *node);

/* TRUE when the number was written as an integer (Python's int rather than float). */
gboolean json_is_integer(const cJSON *node);

/* The digits of a number as they stand in the text: an integer as written, anything else as the shortest text. Transfer full. */
char *json_number_text(const cJSON *node);
