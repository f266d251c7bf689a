/* vmprof's binary log; see vmprof.h. Five words, then records of one byte and what belongs to it; symbols may follow the samples
 * that need them, so the log is read twice. A log that was cut short keeps its samples. */
#include "ingest/vmprof.h"

#include <string.h>

#include "base/text.h"
#include "ingest/profile_builder.h"
#include "ingest/profile_json.h"

#define MAX_DEPTH 65536
#define PERIODS_PER_SECOND 1e6 /* the period is in microseconds */

enum {
    RECORD_SAMPLE = 1,
    RECORD_SYMBOL,
    RECORD_TRAILER,
    RECORD_INTERPRETER,
    RECORD_HEADER,
    RECORD_TIME,
    RECORD_META,
    RECORD_NATIVE
};
enum { MODE_MEMORY = 1, MODE_LINES = 2, MODE_NATIVE = 4, MODE_RPYTHON = 8 };
enum { KIND_CODE = 1, KIND_JITTED = 3, KIND_GC = 5 };

/* Where the log is read; a read beyond the end sets is_short and gives zeros. */
typedef struct {
    const guint8 *bytes;
    gsize n, at;
    gboolean is_short;
} Cursor;

typedef struct {
    Cursor cursor;
    guint word_size, address_size;
    guint64 period; /* microseconds */
    guint version, mode;
    gboolean has_thread; /* samples end with a thread */
    gboolean has_time;   /* and with a time: PyPy from version 7 */
    GHashTable *names;   /* address -> char* text of the frame, owned */
    GArray *addresses;   /* of guint64: the stack of one sample, leaf first */
    GString *stack;
    ProfileBuilder *builder; /* NULL while symbols are read */
    ProfileError error;
} Log;

/* ------------------------------------------------------------------ reading */

static guint64 read_bytes(Cursor *cursor, guint n)
{
    guint64 value = 0;
    if (cursor->n - cursor->at < n) {
        cursor->is_short = TRUE;
        cursor->at = cursor->n;
        return 0;
    }
    for (guint i = 0; i < n; i++)
        value |= (guint64)cursor->bytes[cursor->at + i] << (8 * i);
    cursor->at += n;
    return value;
}

static void skip_bytes(Cursor *cursor, guint64 n)
{
    if (cursor->n - cursor->at < n)
        cursor->is_short = TRUE;
    cursor->at += MIN(n, cursor->n - cursor->at);
}

static guint64 read_word(Log *log)
{
    return read_bytes(&log->cursor, log->word_size);
}

/* A length and as many bytes; a view into the log. */
static const char *read_string(Log *log, gsize *n)
{
    guint64 length = read_word(log);
    const char *text = (const char *)log->cursor.bytes + log->cursor.at;
    gsize before = log->cursor.at;
    skip_bytes(&log->cursor, length);
    *n = log->cursor.at - before;
    return text;
}

/* ------------------------------------------------------------------ symbols */

/* "py:encode:12:/lib/json/encoder.py" is "encode (/lib/json/encoder.py:12)", "n:malloc:0:-" is "malloc". The file may hold colons.
 * Transfer full. */
static char *symbol_text(const char *symbol, gsize n)
{
    g_autofree char *clean = text_clean_bytes(symbol, n);
    g_auto(GStrv) parts = g_strsplit(clean, ":", 4);
    guint64 line = 0;
    if (g_strv_length(parts) < 4)
        return g_strdup(clean);
    if (!number_parse_uint64(parts[2], strlen(parts[2]), &line) || line > 100000000)
        line = 0;
    return profile_frame_text(parts[1], g_str_equal(parts[3], "-") ? NULL : parts[3], (guint)line);
}

static void read_symbol(Log *log)
{
    gsize n = 0;
    guint64 address = read_bytes(&log->cursor, log->address_size);
    const char *symbol = read_string(log, &n);
    if (!log->builder && !log->cursor.is_short)
        g_hash_table_replace(log->names, g_memdup2(&address, sizeof address), symbol_text(symbol, n));
}

/* ------------------------------------------------------------------ samples */

static void append_frame(Log *log, const char *name)
{
    if (log->stack->len > 0)
        g_string_append_c(log->stack, PROFILE_JSON_SEPARATOR);
    g_string_append(log->stack, name);
}

static const char *name_of(const Log *log, guint64 address)
{
    const char *name = g_hash_table_lookup(log->names, &address);
    return name ? name : "[unknown]";
}

/* Adds the frame at `i` of the sample and returns how many entries it took. In PyPy an entry is a pair of kind and address, with lines
 * every address follows its line; both are read from the root, that is from the end. */
static guint add_entry(Log *log, guint i)
{
    guint64 address = g_array_index(log->addresses, guint64, i);
    if (log->mode & MODE_RPYTHON) {
        guint64 kind = i > 0 ? g_array_index(log->addresses, guint64, i - 1) : 0;
        if (kind == KIND_CODE || kind == KIND_JITTED)
            append_frame(log, name_of(log, address));
        else if (kind == KIND_GC)
            append_frame(log, "<GC>");
        return 2;
    }
    append_frame(log, name_of(log, address));
    return log->mode & MODE_LINES ? 2 : 1;
}

static void add_sample(Log *log)
{
    g_string_truncate(log->stack, 0);
    for (guint i = log->addresses->len; i > 0;) {
        guint n = add_entry(log, i - 1);
        i = i > n ? i - n : 0;
    }
    profile_builder_add_copy(log->builder, log->stack->str, log->stack->len, (StackWeight){1, 0}, 0,
                             &log->error);
}

static void read_sample(Log *log)
{
    read_word(log); /* a count that is always one, or a time */
    guint64 depth = read_word(log);
    if (depth > MAX_DEPTH)
        log->cursor.is_short = TRUE;
    g_array_set_size(log->addresses, 0);
    for (guint64 i = 0; i < depth && !log->cursor.is_short; i++) {
        guint64 address = read_bytes(&log->cursor, log->address_size);
        g_array_append_val(log->addresses, address);
    }
    if (log->has_thread)
        skip_bytes(&log->cursor, log->address_size);
    if (log->mode & MODE_MEMORY)
        skip_bytes(&log->cursor, log->address_size);
    if (log->has_time)
        skip_bytes(&log->cursor, 8);
    if (log->builder && !log->cursor.is_short)
        add_sample(log);
}

/* ------------------------------------------------------------------ records */

/* Version 7 exists twice: in PyPy the count of a sample is one and a time follows it, in the fork the count is the time. */
static void find_times(Log *log)
{
    Cursor ahead = log->cursor;
    guint64 count = read_bytes(&ahead, log->word_size);
    if (log->version >= 7 && !log->has_time)
        log->has_time = count == 1 && !ahead.is_short;
}

static void read_header(Log *log)
{
    log->version = (guint)(read_bytes(&log->cursor, 1) << 8);
    log->version |= (guint)read_bytes(&log->cursor, 1);
    log->mode = log->version >= 4 ? (guint)read_bytes(&log->cursor, 1) : 0;
    log->has_thread = log->version >= 1;
    skip_bytes(&log->cursor, read_bytes(&log->cursor, 1));
}

/* Reads one record. FALSE at the end, or where the log makes no sense any more. */
static gboolean read_record(Log *log)
{
    gsize n = 0;
    switch (read_bytes(&log->cursor, 1)) {
    case RECORD_SAMPLE:
        find_times(log);
        read_sample(log);
        break;
    case RECORD_SYMBOL:
    case RECORD_NATIVE:
        read_symbol(log);
        break;
    case RECORD_INTERPRETER:
        skip_bytes(&log->cursor, read_bytes(&log->cursor, 1));
        break;
    case RECORD_HEADER:
        read_header(log);
        break;
    case RECORD_TIME:
        skip_bytes(&log->cursor, 24);
        break;
    case RECORD_META:
        read_string(log, &n);
        read_string(log, &n);
        break;
    case RECORD_TRAILER:
        return FALSE;
    default:
        log->cursor.is_short = TRUE;
        break;
    }
    return !log->cursor.is_short && !log->error.message;
}

static gboolean read_words(Log *log, const SourceText *source)
{
    log->cursor = (Cursor){source->raw, source->n_raw, 0, FALSE};
    log->word_size = log->address_size = source->n_raw > 4 && source->raw[4] == 3 ? 4 : 8;
    guint64 zero = read_word(log), three = read_word(log), other_zero = read_word(log);
    log->period = read_word(log);
    if (read_word(log) == 1)
        log->address_size = 8; /* 64-bit Windows */
    return !log->cursor.is_short && zero == 0 && three == 3 && other_zero == 0;
}

static gboolean sniff_vmprof(const SourceText *source)
{
    Log log = {0};
    return read_words(&log, source) && log.cursor.at < log.cursor.n &&
           log.cursor.bytes[log.cursor.at] >= RECORD_SAMPLE &&
           log.cursor.bytes[log.cursor.at] <= RECORD_NATIVE;
}

/* ------------------------------------------------------------------ the profile */

static gboolean build(Log *log, const SourceText *source, Artifact *artifact, DiagList *diags)
{
    g_autoptr(Profile) profile = profile_new("vmprof", "samples");
    if (log->error.message || !profile_builder_finish(log->builder, profile, &log->error))
        return source_reject(source, diags, 0, log->error.message);
    if (profile->total == 0)
        return source_reject(source, diags, 0, "the log holds no sample");
    if (log->cursor.is_short)
        diag_add(diags, DIAG_WARNING, "cut-short", source->path, 0, 0,
                 "the log was cut short: its samples are kept");
    if (log->period > 0)
        profile->sample_rate = profile->weight_per_second = PERIODS_PER_SECOND / (double)log->period;
    g_ptr_array_add(profile->sources, artifact->input);
    g_ptr_array_add(artifact->profiles, g_steal_pointer(&profile));
    return TRUE;
}

static gboolean parse_vmprof(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Log log = {.names = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free)};
    log.addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
    log.stack = g_string_new(NULL);
    read_words(&log, source);
    while (read_record(&log))
        ;
    log.builder = profile_builder_new(PROFILE_JSON_SEPARATOR, source->limits);
    log.has_time = FALSE;
    read_words(&log, source);
    while (read_record(&log))
        ;
    gboolean is_good = build(&log, source, artifact, diags);
    g_hash_table_unref(log.names);
    g_array_unref(log.addresses);
    g_string_free(log.stack, TRUE);
    profile_builder_free(log.builder);
    return is_good;
}

const InputFormat format_vmprof = {.name = "vmprof", .sniff = sniff_vmprof, .parse = parse_vmprof};
