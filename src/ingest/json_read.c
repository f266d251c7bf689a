/* Reading JSON safely; see json_read.h. A scanner walks the text value by value without recursion; the tree of cJSON holds
 * its nodes in the same order, so the n-th value of the text is the n-th node. */
#include "ingest/json_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* ------------------------------------------------------------------ scanner */

typedef enum {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_CLOSE, /* after [ */
    EXPECT_KEY,
    EXPECT_KEY_OR_CLOSE, /* after { */
    EXPECT_COMMA_OR_CLOSE,
} ScanPhase;

typedef struct {
    const char *text;
    gsize n, at;
    ScanPhase phase;
    guint depth;
    guint64 n_values; /* so far, containers too */
    const Limits *limits;
    gboolean is_object[JSON_MAX_DEPTH];
    gboolean has_broken_escapes; /* \u0000 and unpaired surrogates */
    char *repair;                /* a copy of the text in which broken escapes become \ufffd; or NULL */
    gsize n_notable;             /* numbers whose text says more than a double */
    gboolean has_long_numbers;
    JsonError error; /* message NULL while there is none */
} Scanner;

/* One value of the text: a scalar as a whole, or the bracket that opens a container. */
typedef struct {
    gsize offset, length;
    gboolean
        is_notable; /* a number that is an integer of many digits, or integral but written as a float, or very long */
} ScanValue;

/* For texts that a first pass has found to be within the caps. */
static const Limits UNLIMITED = {{
    [LIMIT_JSON] = G_MAXUINT64,
    [LIMIT_STRING] = G_MAXUINT64,
    [LIMIT_VALUES] = G_MAXUINT64,
}}; /* of those that JSON has */

#define EXACT_DIGITS 15       /* every integer of so many digits is a double */
#define CJSON_NUMBER_LIMIT 62 /* cJSON cuts longer numbers in two */

/* Nothing is wrong, but there is too much of it; always FALSE. */
static gboolean scan_cap(Scanner *scanner, gsize offset, const char *message)
{
    scanner->error = (JsonError){.offset = offset, .message = message, .is_cap = TRUE};
    return FALSE;
}

/* Keeps the place and the reason; always FALSE, so that callers can return it. The scanner must not be used after. */
static gboolean scan_fail(Scanner *scanner, gsize offset, const char *message)
{
    scanner->error.offset = offset;
    scanner->error.message = message;
    return FALSE;
}

/* The byte at hand, -1 at the end; never beyond n, because the text of a slice need not end in NUL. */
static int scan_peek(const Scanner *scanner)
{
    return scanner->at < scanner->n ? (guchar)scanner->text[scanner->at] : -1;
}

static void scan_blanks(Scanner *scanner)
{
    while (scanner->at < scanner->n) {
        char c = scanner->text[scanner->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            return;
        scanner->at++;
    }
}

static gsize scan_digits(Scanner *scanner)
{
    gsize start = scanner->at;
    while (scanner->at < scanner->n && g_ascii_isdigit(scanner->text[scanner->at]))
        scanner->at++;
    return scanner->at - start;
}

/* -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?; notes whether its text must be kept beside the double. */
static gboolean scan_number(Scanner *scanner, ScanValue *value)
{
    gsize start = scanner->at;
    gboolean is_integer = TRUE, is_whole = TRUE;
    if (scan_peek(scanner) == '-')
        scanner->at++;
    gboolean has_leading_zero = scan_peek(scanner) == '0';
    gsize n_digits = scan_digits(scanner);
    if (n_digits == 0)
        return scan_fail(scanner, scanner->at, "a digit is missing");
    if (has_leading_zero && n_digits > 1)
        return scan_fail(scanner, start, "a number begins with 0");
    if (scan_peek(scanner) == '.') {
        scanner->at++;
        gsize fraction = scanner->at;
        if (scan_digits(scanner) == 0)
            return scan_fail(scanner, scanner->at, "a digit is missing after the point");
        is_integer = FALSE;
        is_whole = strspn(scanner->text + fraction, "0") >= scanner->at - fraction;
    }
    if (scan_peek(scanner) == 'e' || scan_peek(scanner) == 'E') {
        scanner->at++;
        if (scan_peek(scanner) == '+' || scan_peek(scanner) == '-')
            scanner->at++;
        if (scan_digits(scanner) == 0)
            return scan_fail(scanner, scanner->at, "a digit is missing in the exponent");
        is_integer = FALSE;
        is_whole = TRUE; /* perhaps */
    }
    value->length = scanner->at - start;
    gboolean is_long = value->length > CJSON_NUMBER_LIMIT;
    value->is_notable = is_long || n_digits > EXACT_DIGITS || (!is_integer && is_whole);
    scanner->has_long_numbers |= is_long;
    scanner->n_notable += value->is_notable ? 1 : 0;
    return TRUE;
}

/* The value of 4 hexadecimal digits at offset, or -1. */
static int hex4(const Scanner *scanner, gsize offset)
{
    int value = 0;
    if (scanner->n - offset < 4)
        return -1;
    for (gsize i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value(scanner->text[offset + i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static gboolean is_high_surrogate(int unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static gboolean is_low_surrogate(int unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* Both are valid JSON that cJSON cannot hold: it ends the string at a NUL and refuses half a surrogate pair. */
static void note_broken_escape(Scanner *scanner, gsize offset)
{
    scanner->has_broken_escapes = TRUE;
    if (scanner->repair)
        memcpy(scanner->repair + offset, "\\ufffd", 6);
}

/* At the backslash. */
static gboolean scan_escape(Scanner *scanner)
{
    gsize start = scanner->at++;
    int c = scan_peek(scanner);
    if (c != 'u') {
        if (c <= 0 || !strchr("\"\\/bfnrt", c))
            return scan_fail(scanner, start, "an unknown escape in a string");
        scanner->at++;
        return TRUE;
    }
    int unit = hex4(scanner, ++scanner->at);
    if (unit < 0)
        return scan_fail(scanner, start, "\\u without four hexadecimal digits");
    scanner->at += 4;
    gboolean has_next = scanner->n - scanner->at >= 6 && memcmp(scanner->text + scanner->at, "\\u", 2) == 0;
    if (is_high_surrogate(unit) && has_next && is_low_surrogate(hex4(scanner, scanner->at + 2)))
        scanner->at += 6;
    else if (unit == 0 || is_high_surrogate(unit) || is_low_surrogate(unit))
        note_broken_escape(scanner, start);
    return TRUE;
}

/* At the opening quote. */
static gboolean scan_string(Scanner *scanner)
{
    gsize start = scanner->at++;
    for (;;) {
        int c = scan_peek(scanner);
        if (c < 0)
            return scan_fail(scanner, start, "a string is not closed");
        if (c < 0x20)
            return scan_fail(scanner, scanner->at, "a control character in a string");
        if (c == '\\') {
            if (!scan_escape(scanner))
                return FALSE;
            continue;
        }
        scanner->at++;
        if (c == '"')
            return scanner->at - start - 2 <= scanner->limits->most[LIMIT_STRING] ||
                   scan_cap(scanner, start, "a string is too long (--max string=SIZE raises the cap)");
    }
}

static gboolean scan_word(Scanner *scanner, const char *word)
{
    gsize length = strlen(word);
    if (scanner->n - scanner->at < length || memcmp(scanner->text + scanner->at, word, length) != 0)
        return scan_fail(scanner, scanner->at, "a value is missing");
    scanner->at += length;
    return TRUE;
}

/* The depth is capped where cJSON caps it, so that what is valid here can be read there. */
static gboolean scan_open(Scanner *scanner, gboolean is_object)
{
    if (scanner->depth >= JSON_MAX_DEPTH)
        return scan_fail(scanner, scanner->at, "brackets are nested more than 1000 deep");
    scanner->is_object[scanner->depth++] = is_object;
    scanner->phase = is_object ? EXPECT_KEY_OR_CLOSE : EXPECT_VALUE_OR_CLOSE;
    scanner->at++;
    return TRUE;
}

static void scan_close(Scanner *scanner)
{
    scanner->depth--;
    scanner->at++;
    scanner->phase = EXPECT_COMMA_OR_CLOSE;
}

/* c is the byte at hand. */
static gboolean scan_scalar(Scanner *scanner, int c, ScanValue *value)
{
    switch (c) {
    case '"':
        return scan_string(scanner);
    case 't':
        return scan_word(scanner, "true");
    case 'f':
        return scan_word(scanner, "false");
    case 'n':
        return scan_word(scanner, "null");
    case -1:
        return scan_fail(scanner, scanner->at, "the text ends too early");
    default:
        if (c == '-' || g_ascii_isdigit(c))
            return scan_number(scanner, value);
        return scan_fail(scanner, scanner->at, "a value is missing");
    }
}

/* Fills value; a container is entered, not read to its end. */
static gboolean scan_value(Scanner *scanner, ScanValue *value)
{
    int c = scan_peek(scanner);
    *value = (ScanValue){.offset = scanner->at, .length = 1};
    if (scanner->n_values++ == scanner->limits->most[LIMIT_VALUES])
        return scan_cap(scanner, scanner->at, "too many values (--max values=N raises the cap)");
    if (c == '{' || c == '[')
        return scan_open(scanner, c == '{');
    scanner->phase = EXPECT_COMMA_OR_CLOSE;
    if (!scan_scalar(scanner, c, value))
        return FALSE;
    value->length = scanner->at - value->offset;
    return TRUE;
}

/* A name in quotes and the colon behind it. */
static gboolean scan_key(Scanner *scanner)
{
    if (scan_peek(scanner) != '"')
        return scan_fail(scanner, scanner->at, "a name in double quotes is missing");
    if (!scan_string(scanner))
        return FALSE;
    scan_blanks(scanner);
    if (scan_peek(scanner) != ':')
        return scan_fail(scanner, scanner->at, "a colon is missing after a name");
    scanner->at++;
    scanner->phase = EXPECT_VALUE;
    return TRUE;
}

/* After a value: a comma or the end of the container. Sets *is_end when the whole text is done. */
static gboolean scan_separator(Scanner *scanner, gboolean *is_end)
{
    int c = scan_peek(scanner);
    if (scanner->depth == 0) {
        *is_end = TRUE;
        return c < 0 ? TRUE : scan_fail(scanner, scanner->at, "something follows the end of the value");
    }
    gboolean is_object = scanner->is_object[scanner->depth - 1];
    if (c == (is_object ? '}' : ']')) {
        scan_close(scanner);
        return TRUE;
    }
    if (c != ',')
        return scan_fail(scanner, scanner->at,
                         c < 0       ? "the text ends too early"
                         : is_object ? "a comma or } is missing"
                                     : "a comma or ] is missing");
    scanner->at++;
    scanner->phase = is_object ? EXPECT_KEY : EXPECT_VALUE;
    return TRUE;
}

/* The next value in order of the text. FALSE at the end, or with scanner->error.message set. */
static gboolean scan_next(Scanner *scanner, ScanValue *value)
{
    for (;;) {
        gboolean is_end = FALSE;
        scan_blanks(scanner);
        switch (scanner->phase) {
        case EXPECT_COMMA_OR_CLOSE:
            if (!scan_separator(scanner, &is_end) || is_end)
                return FALSE;
            break;
        case EXPECT_KEY_OR_CLOSE:
            if (scan_peek(scanner) == '}') {
                scan_close(scanner);
                break;
            }
            if (!scan_key(scanner))
                return FALSE;
            break;
        case EXPECT_KEY:
            if (!scan_key(scanner))
                return FALSE;
            break;
        case EXPECT_VALUE_OR_CLOSE:
            if (scan_peek(scanner) == ']') {
                scan_close(scanner);
                break;
            }
            return scan_value(scanner, value);
        case EXPECT_VALUE:
            return scan_value(scanner, value);
        }
    }
}

/* To the end or the first error. */
static void scan_all(Scanner *scanner)
{
    ScanValue value;
    while (scan_next(scanner, &value)) {
    }
}

gboolean json_validate(const char *text, gsize n, JsonError *error)
{
    Scanner scanner = {.text = text, .n = n, .limits = &LIMITS_DEFAULT};
    scan_all(&scanner);
    *error = scanner.error;
    return scanner.error.message == NULL;
}

/* ------------------------------------------------------------------ walking the tree in order of the text */

typedef struct {
    const cJSON *stack[JSON_MAX_DEPTH + 2];
    guint depth;
} Walk;

static void walk_begin(Walk *walk, const cJSON *root)
{
    walk->depth = 1;
    walk->stack[0] = root;
}

/* The node the walk stands on, then the walk moves on; NULL at the end. */
static const cJSON *walk_next(Walk *walk)
{
    if (walk->depth == 0)
        return NULL;
    const cJSON *node = walk->stack[walk->depth - 1];
    if (node->child) {
        walk->stack[walk->depth++] = node->child;
        return node;
    }
    const cJSON *at = node;
    while (walk->depth > 0) {
        at = walk->stack[walk->depth - 1];
        if (walk->depth > 1 && at->next) {
            walk->stack[walk->depth - 1] = at->next;
            return node;
        }
        walk->depth--;
    }
    return node;
}

/* ------------------------------------------------------------------ documents */

/* A copy of the text that cJSON reads rightly: broken escapes become \ufffd, very long numbers 0 and blanks (keep_digits
 * puts them back). No byte moves. Transfer full. */
static char *repaired_text(const char *text, gsize n)
{
    char *copy = g_malloc(n + 1);
    memcpy(copy, text, n);
    copy[n] = '\0';
    Scanner scanner = {.text = text, .n = n, .repair = copy, .limits = &UNLIMITED};
    ScanValue value;
    while (scan_next(&scanner, &value)) {
        if (value.is_notable && value.length > CJSON_NUMBER_LIMIT) {
            memset(copy + value.offset, ' ', value.length);
            copy[value.offset] = '0';
        }
    }
    return copy;
}

/* Gives every notable number its text (valuestring, freed by cJSON_Delete) and its correctly rounded value. */
static void keep_digits(cJSON *root, const char *text, gsize n)
{
    Scanner scanner = {.text = text, .n = n, .limits = &UNLIMITED};
    ScanValue value;
    Walk walk;
    const cJSON *node;
    walk_begin(&walk, root);
    while (scan_next(&scanner, &value) && (node = walk_next(&walk))) {
        if (!value.is_notable || !cJSON_IsNumber(node))
            continue;
        cJSON *number = (cJSON *)(guintptr)node; /* the tree is ours, the walk only borrows it */
        number->valuestring = strndup(text + value.offset, value.length);
        number->valuedouble = g_ascii_strtod(number->valuestring, NULL);
    }
}

typedef struct {
    const cJSON *first; /* the later of the first two members of one name */
    guint n;
} Duplicates;

/* `seen` is emptied and used again, because a file of many processes holds many small objects. */
static void find_duplicates(const cJSON *object, GHashTable *seen, Duplicates *duplicates)
{
    g_hash_table_remove_all(seen);
    for (const cJSON *member = object->child; member; member = member->next) {
        if (g_hash_table_add(seen, member->string))
            continue;
        if (duplicates->n++ == 0)
            duplicates->first = member;
    }
}

/* One warning per file, at the first: a file written twice into itself would have thousands. */
static void warn_duplicates(const JsonDocument *document, DiagList *diags)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    Duplicates duplicates = {0};
    Walk walk;
    const cJSON *node;
    walk_begin(&walk, document->root);
    while ((node = walk_next(&walk)))
        if (cJSON_IsObject(node) && node->child && node->child->next)
            find_duplicates(node, seen, &duplicates);
    if (duplicates.n == 0)
        return;
    guint line = 0, column = 0;
    json_locate(document, duplicates.first, &line, &column);
    diag_add(diags, DIAG_WARNING, "duplicate-key", document->path, line, column,
             "\"%s\" stands twice in one object; the last one is used (%u such names)",
             duplicates.first->string, duplicates.n);
}

static void report_error(const char *path, const char *text, gsize n, const JsonError *error, DiagList *diags)
{
    guint line = 0, column = 0;
    if (!diags)
        return;
    text_locate(text, n, error->offset, &line, &column);
    diag_add(diags, DIAG_ERROR, "damaged-input", path, line, column, "%s%s",
             error->is_cap ? "" : "not valid JSON: ", error->message);
}

JsonDocument *json_read(const char *path, const char *text, gsize n, DiagList *diags)
{
    return json_read_within(path, text, n, &LIMITS_DEFAULT, diags);
}

JsonDocument *json_read_within(const char *path, const char *text, gsize n, const Limits *limits,
                               DiagList *diags)
{
    if (n > limits->most[LIMIT_JSON]) {
        g_autofree char *most = limit_show(LIMIT_JSON, limits);
        if (diags)
            diag_add(diags, DIAG_ERROR, "damaged-input", path, 0, 0,
                     "JSON above %s is not read (--max json=SIZE raises the cap)", most);
        return NULL;
    }
    Scanner scanner = {.text = text, .n = n, .limits = limits};
    scan_all(&scanner);
    if (scanner.error.message) {
        report_error(path, text, n, &scanner.error, diags);
        return NULL;
    }
    g_autofree char *repaired = NULL;
    if (scanner.has_broken_escapes || scanner.has_long_numbers)
        repaired = repaired_text(text, n);
    cJSON *root = cJSON_ParseWithLengthOpts(repaired ? repaired : text, n, NULL, 0);
    if (!root) {
        JsonError error = {.message = "cannot be held in memory"};
        report_error(path, text, n, &error, diags);
        return NULL;
    }
    JsonDocument *document = g_new0(JsonDocument, 1);
    *document = (JsonDocument){.root = root, .path = path, .text = text, .n_text = n};
    if (scanner.n_notable > 0)
        keep_digits(root, text, n);
    if (diags)
        warn_duplicates(document, diags);
    return document;
}

void json_document_free(JsonDocument *document)
{
    if (!document)
        return;
    cJSON_Delete(document->root);
    g_free(document);
}

/* The first byte of a node; FALSE when it is none of the document. */
static gboolean find_offset(const JsonDocument *document, const cJSON *node, gsize *offset)
{
    Scanner scanner = {.text = document->text, .n = document->n_text, .limits = &UNLIMITED};
    ScanValue value;
    Walk walk;
    const cJSON *at;
    walk_begin(&walk, document->root);
    while (scan_next(&scanner, &value) && (at = walk_next(&walk)))
        if (at == node) {
            *offset = value.offset;
            return TRUE;
        }
    return FALSE;
}

void json_locate(const JsonDocument *document, const cJSON *node, guint *line, guint *column)
{
    gsize offset = 0;
    *line = *column = 0;
    if (find_offset(document, node, &offset))
        text_locate(document->text, document->n_text, offset, line, column);
}

/* Back over the colon to the quote that ends the name, and on to the one that begins it: neither is behind an odd number of backslashes. */
void json_locate_name(const JsonDocument *document, const cJSON *node, guint *line, guint *column)
{
    const char *text = document->text;
    gsize at = 0;
    *line = *column = 0;
    if (!node->string || !find_offset(document, node, &at))
        return;
    do
        at--;
    while (at > 0 && text[at] != '"');
    for (gsize n_slashes = 1; at > 0 && n_slashes % 2 == 1;) {
        do
            at--;
        while (at > 0 && text[at] != '"');
        n_slashes = 0;
        while (n_slashes < at && text[at - 1 - n_slashes] == '\\')
            n_slashes++;
    }
    text_locate(text, document->n_text, at, line, column);
}

gboolean json_reject(const JsonDocument *document, const cJSON *node, DiagList *diags, const char *format,
                     ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    guint line = 0, column = 0;
    json_locate(document, node, &line, &column);
    diag_add(diags, DIAG_ERROR, "damaged-input", document->path, line, column, "%s", message);
    return FALSE;
}

const char *json_find_bracket(const char *text, const char *quoted_name, char bracket)
{
    for (const char *at = strstr(text, quoted_name); at; at = strstr(at, quoted_name)) {
        at += strlen(quoted_name);
        const char *next = at + strspn(at, " \t\n");
        if (*next != ':')
            continue;
        next++;
        next += strspn(next, " \t\n");
        if (*next == bracket)
            return next;
    }
    return NULL;
}

gboolean json_begins_object(const char *text)
{
    return text[strspn(text, " \t\n")] == '{';
}

/* ------------------------------------------------------------------ nodes */

void json_members(const cJSON *object, const char *const *names, gsize n_names, const cJSON **nodes)
{
    memset(nodes, 0, n_names * sizeof *nodes);
    if (!cJSON_IsObject(object))
        return;
    for (const cJSON *member = object->child; member; member = member->next)
        for (gsize i = 0; i < n_names; i++)
            if (strcmp(member->string, names[i]) == 0)
                nodes[i] = member;
}

const cJSON *json_member(const cJSON *object, const char *name)
{
    const cJSON *node = NULL;
    json_members(object, &name, 1, &node);
    return node;
}

const cJSON *json_member_object(const cJSON *object, const char *name)
{
    const cJSON *node = json_member(object, name);
    return cJSON_IsObject(node) ? node : NULL;
}

const cJSON *json_member_array(const cJSON *object, const char *name)
{
    const cJSON *node = json_member(object, name);
    return cJSON_IsArray(node) ? node : NULL;
}

const char *json_member_string(const cJSON *object, const char *name)
{
    const cJSON *node = json_member(object, name);
    return cJSON_IsString(node) ? node->valuestring : NULL;
}

gboolean json_number(const cJSON *node, double *value)
{
    if (!cJSON_IsNumber(node) || !isfinite(node->valuedouble))
        return FALSE;
    *value = node->valuedouble;
    return TRUE;
}

gboolean json_is_integer(const cJSON *node)
{
    if (!cJSON_IsNumber(node))
        return FALSE;
    if (node->valuestring)
        return strpbrk(node->valuestring, ".eE") == NULL;
    return isfinite(node->valuedouble) && floor(node->valuedouble) == node->valuedouble;
}

char *json_number_text(const cJSON *node)
{
    if (cJSON_IsNumber(node) && node->valuestring && json_is_integer(node))
        return g_strdup(node->valuestring);
    return number_shortest(node->valuedouble);
}

gboolean json_uint64(const cJSON *node, guint64 *value)
{
    if (!json_is_integer(node))
        return FALSE;
    if (node->valuestring)
        return number_parse_uint64(node->valuestring, strlen(node->valuestring), value);
    if (node->valuedouble < 0)
        return FALSE;
    *value = (guint64)node->valuedouble;
    return TRUE;
}

Quantity json_quantity(const cJSON *node)
{
    Quantity quantity = QUANTITY_MISSING;
    if (!json_number(node, &quantity.value))
        return QUANTITY_MISSING;
    quantity.is_integer = json_uint64(node, &quantity.integer);
    return quantity;
}
