/* Caps on what one input file may hold, so that a damaged or hostile one costs neither the memory nor the day. Each has a name,
 * under which `--max NAME=N` raises it and which the message about it states.
 * In: "NAME=N". Out: a table of numbers that the parsers are handed. Knows no format. */
#pragma once
#include <glib.h>

typedef enum {
    LIMIT_BENCHMARKS, /* names in one file */
    LIMIT_JSON,       /* bytes of one JSON document */
    LIMIT_METADATA,   /* entries at one level of a pyperf file */
    LIMIT_NODES, /* nodes of the tree of a profile that are kept; not an error, the narrowest are folded into their callers */
    LIMIT_STRING, /* bytes of one JSON string */
    LIMIT_VALUES, /* values of one JSON document, containers too */
    N_LIMITS
} Limit;

typedef struct {
    guint64 most[N_LIMITS];
} Limits;

/* What holds unless an option says otherwise. */
extern const Limits LIMITS_DEFAULT;

/* "benchmarks", "json", ...; static. */
const char *limit_name(Limit limit);
/* TRUE when the cap is in bytes, so that a number may end in K, M or G. */
gboolean limit_is_size(Limit limit);
/* FALSE when there is no cap of that name. */
gboolean limit_find(const char *name, Limit *limit);
/* "5000" or "256 MiB". Transfer full. */
char *limit_show(Limit limit, const Limits *limits);
