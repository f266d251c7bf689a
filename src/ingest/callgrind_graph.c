/* Reading a call graph, and the circles in it. The format: valgrind's manual, "Callgrind Format Specification". Costs below "calls="
 * include what was called and belong to the arc; all others are the function's own. Names are "(id) name" once and "(id)" later. See
 * callgrind_graph.h. */
#include "ingest/callgrind_graph.h"

#include <string.h>

#include "base/text.h"
#include "ingest/profile_json.h"

#define MAX_FUNCTIONS 1000000

/* The kinds of names, each with ids of its own. */
typedef enum { NAME_FILE, NAME_FUNCTION, NAME_OBJECT, N_NAMES } NameKind;

typedef struct {
    CallGraph *graph;
    GHashTable *names[N_NAMES];         /* id to Span*, borrowed from the text */
    GHashTable *arcs;                   /* caller and callee to the place of the arc + 1 */
    guint n_positions;                  /* columns before the costs */
    Span now[N_NAMES], callee[N_NAMES]; /* text NULL when not stated */
    guint function;                     /* the one that costs belong to */
    gboolean is_call;                   /* the next costs are of a call */
    guint64 cost;                       /* of the line before */
    const char *message;
} Reader;

static void function_free(gpointer data)
{
    CallFunction *function = data;
    g_free(function->text);
    g_array_unref(function->arcs);
    g_free(function);
}

CallFunction *call_function(const CallGraph *graph, guint i)
{
    return g_ptr_array_index(graph->functions, i);
}

/* ------------------------------------------------------------------ names */

/* "(12) name", "(12)" or "name". */
static Span read_name(Reader *reader, NameKind kind, Span text)
{
    const char *close = text.n > 2 && text.text[0] == '(' ? memchr(text.text, ')', text.n) : NULL;
    guint64 id = 0;
    if (!close || !number_parse_uint64(text.text + 1, (gsize)(close - text.text) - 1, &id))
        return text;
    Span name = span_trim((Span){close + 1, text.n - (gsize)(close + 1 - text.text)});
    const Span *known = g_hash_table_lookup(reader->names[kind], &id);
    if (name.n == 0)
        return known ? *known : text;
    if (!known)
        g_hash_table_insert(reader->names[kind], g_memdup2(&id, sizeof id), g_memdup2(&name, sizeof name));
    return name;
}

/* Number of the function of these names. A file that is not known ("???") is stood in for by its object. */
static guint take_function(Reader *reader, const Span *names)
{
    Span file = names[NAME_FILE];
    if (file.n == 0 || span_is(file, "???"))
        file = names[NAME_OBJECT];
    if (span_is(file, "???"))
        file.n = 0;
    g_autofree char *name = text_clean_name(names[NAME_FUNCTION].text, names[NAME_FUNCTION].n);
    g_autofree char *path = file.n > 0 ? text_clean_name(file.text, file.n) : NULL;
    char *text = profile_frame_text(name, path, 0);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(reader->graph->by_text, text));
    if (number > 0) {
        g_free(text);
        return number - 1;
    }
    CallFunction *function = g_new0(CallFunction, 1);
    function->text = text;
    function->arcs = g_array_new(FALSE, FALSE, sizeof(CallArc));
    function->parent = CALL_NONE;
    g_ptr_array_add(reader->graph->functions, function);
    g_hash_table_insert(reader->graph->by_text, text, GUINT_TO_POINTER(reader->graph->functions->len));
    return reader->graph->functions->len - 1;
}

/* ------------------------------------------------------------------ lines */

/* "fn=(3) main" and its like. The file of a function is the one at hand when it begins, also one set by "fi=". */
static void take_position(Reader *reader, Span key, Span value)
{
    static const struct {
        const char *key;
        NameKind kind;
        gboolean is_callee;
    } keys[] = {
        {"fn", NAME_FUNCTION, FALSE}, {"fl", NAME_FILE, FALSE},   {"fi", NAME_FILE, FALSE},
        {"fe", NAME_FILE, FALSE},     {"ob", NAME_OBJECT, FALSE}, {"cfn", NAME_FUNCTION, TRUE},
        {"cfl", NAME_FILE, TRUE},     {"cfi", NAME_FILE, TRUE},   {"cob", NAME_OBJECT, TRUE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (span_is(key, keys[i].key)) {
            Span name = read_name(reader, keys[i].kind, value);
            (keys[i].is_callee ? reader->callee : reader->now)[keys[i].kind] = name;
            if (keys[i].kind == NAME_FUNCTION && !keys[i].is_callee)
                reader->function = take_function(reader, reader->now);
            return;
        }
    reader->is_call = reader->is_call || span_is(key, "calls");
}

/* The cost of the first event. A number, or "+3", "-2" and "*" from the line before, which valgrind has for positions only. */
static gboolean read_cost(Reader *reader, Span line)
{
    Span words[4];
    guint n = span_words(line, words, reader->n_positions + 1);
    Span word = n > reader->n_positions ? words[reader->n_positions] : (Span){"0", 1};
    guint64 number = 0;
    if (span_is(word, "*"))
        return TRUE;
    gboolean is_plus = word.text[0] == '+', is_minus = word.text[0] == '-';
    gsize n_sign = is_plus || is_minus ? 1 : 0;
    if (!number_parse_uint64(word.text + n_sign, word.n - n_sign, &number))
        return FALSE;
    if (is_minus)
        number = number > reader->cost ? 0 : reader->cost - number;
    else if (is_plus && __builtin_add_overflow(reader->cost, number, &number))
        return FALSE;
    reader->cost = number;
    return TRUE;
}

/* The arc from the function at hand; of several calls it is one. */
static CallArc *take_arc(Reader *reader, const CallFunction *function, guint callee)
{
    guint64 key = (guint64)reader->function << 32 | callee;
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(reader->arcs, &key));
    if (place == 0) {
        CallArc arc = {.callee = callee};
        g_array_append_val(function->arcs, arc);
        place = function->arcs->len;
        g_hash_table_insert(reader->arcs, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(place));
    }
    return &g_array_index(function->arcs, CallArc, place - 1);
}

/* Adds the inclusive cost of a call. What a function calls in itself is its own business: stacks show it once. */
static gboolean take_call(Reader *reader)
{
    Span names[N_NAMES];
    for (guint i = 0; i < N_NAMES; i++) {
        names[i] = reader->callee[i].n > 0 ? reader->callee[i] : reader->now[i];
        reader->callee[i] = (Span){NULL, 0};
    }
    reader->is_call = FALSE;
    guint callee = take_function(reader, names);
    if (callee == reader->function)
        return TRUE;
    CallFunction *function = call_function(reader->graph, reader->function);
    CallArc *arc = take_arc(reader, function, callee);
    call_function(reader->graph, callee)->has_caller = TRUE;
    if (__builtin_add_overflow(arc->cost, reader->cost, &arc->cost))
        return FALSE;
    arc->left = arc->cost;
    return !__builtin_add_overflow(function->flow_left, reader->cost, &function->flow_left);
}

static gboolean take_cost(Reader *reader, Span line)
{
    if (reader->function == CALL_NONE)
        reader->function = take_function(reader, reader->now);
    if (!read_cost(reader, line)) {
        reader->message = "a cost is no number";
        return FALSE;
    }
    CallFunction *function = call_function(reader->graph, reader->function);
    gboolean fits =
        reader->is_call
            ? take_call(reader)
            : !__builtin_add_overflow(function->self_left, reader->cost, &function->self_left) &&
                  !__builtin_add_overflow(function->flow_left, reader->cost, &function->flow_left) &&
                  !__builtin_add_overflow(reader->graph->total, reader->cost, &reader->graph->total);
    if (!fits)
        reader->message = "the sum of the costs does not fit 64 bits";
    return fits;
}

/* "positions: instr line", "events: Ir Dr"; all others say nothing about costs. */
static void take_header(Reader *reader, Span line)
{
    Span words[2];
    if (span_starts_with(line, "positions:"))
        reader->n_positions = MAX(1, span_words((Span){line.text + 10, line.n - 10}, words, 2));
    else if (span_starts_with(line, "events:") && reader->graph->event.n == 0 &&
             span_words((Span){line.text + 7, line.n - 7}, words, 1) > 0)
        reader->graph->event = words[0];
}

static gboolean take_line(Reader *reader, Span line)
{
    line = span_trim(line);
    if (line.n == 0 || line.text[0] == '#')
        return TRUE;
    if (g_ascii_isdigit(line.text[0]) || strchr("+-*", line.text[0]))
        return reader->graph->event.n == 0 || take_cost(reader, line);
    const char *equals = memchr(line.text, '=', MIN(line.n, 8));
    if (equals) {
        Span key = {line.text, (gsize)(equals - line.text)};
        take_position(reader, key, span_trim((Span){equals + 1, line.n - key.n - 1}));
    } else {
        take_header(reader, line);
    }
    return TRUE;
}

/* ------------------------------------------------------------------ circles */

/* A function whose callees are being looked at. */
typedef struct {
    guint function, i_arc;
} Visit;

typedef struct {
    const CallGraph *graph;
    GArray *visits; /* of Visit: the path */
    GArray *open;   /* of guint: functions that have no circle yet */
    guint n_seen, n_circles;
} Search;

static void see(Search *search, guint number)
{
    CallFunction *function = call_function(search->graph, number);
    Visit visit = {number, 0};
    function->order = function->low = ++search->n_seen;
    function->is_open = TRUE;
    g_array_append_val(search->visits, visit);
    g_array_append_val(search->open, number);
}

/* The innermost function has no more callees: if none leads further up, what is open behind it is its circle. */
static void leave(Search *search)
{
    guint number = g_array_index(search->visits, Visit, search->visits->len - 1).function, member = CALL_NONE;
    CallFunction *function = call_function(search->graph, number);
    g_array_set_size(search->visits, search->visits->len - 1);
    if (search->visits->len > 0) {
        guint above = g_array_index(search->visits, Visit, search->visits->len - 1).function;
        CallFunction *caller = call_function(search->graph, above);
        caller->low = MIN(caller->low, function->low);
    }
    if (function->low < function->order)
        return;
    while (member != number) {
        member = g_array_index(search->open, guint, search->open->len - 1);
        g_array_set_size(search->open, search->open->len - 1);
        call_function(search->graph, member)->circle = search->n_circles;
        call_function(search->graph, member)->is_open = FALSE;
    }
    search->n_circles++;
}

/* Looks at the next callee of the innermost function. */
static void search_on(Search *search)
{
    Visit *visit = &g_array_index(search->visits, Visit, search->visits->len - 1);
    CallFunction *function = call_function(search->graph, visit->function);
    if (visit->i_arc == function->arcs->len) {
        leave(search);
        return;
    }
    guint number = g_array_index(function->arcs, CallArc, visit->i_arc++).callee;
    const CallFunction *callee = call_function(search->graph, number);
    if (callee->order == 0)
        see(search, number);
    else if (callee->is_open)
        function->low = MIN(function->low, callee->order);
}

/* Strongly connected components ("Tarjan 1972"), without recursion. Returns their number. */
static guint find_circles(const CallGraph *graph)
{
    Search search = {.graph = graph};
    search.visits = g_array_new(FALSE, FALSE, sizeof(Visit));
    search.open = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < graph->functions->len; i++) {
        if (call_function(graph, i)->order == 0)
            see(&search, i);
        while (search.visits->len > 0)
            search_on(&search);
    }
    g_array_unref(search.visits);
    g_array_unref(search.open);
    return search.n_circles;
}

/* What came into each circle from outside. [n_circles], transfer full. */
static double *costs_into(const CallGraph *graph, guint n_circles)
{
    double *into = g_new0(double, n_circles + 1u);
    for (guint i = 0; i < graph->functions->len; i++) {
        const CallFunction *function = call_function(graph, i);
        for (guint k = 0; k < function->arcs->len; k++) {
            const CallArc *arc = &g_array_index(function->arcs, CallArc, k);
            guint circle = call_function(graph, arc->callee)->circle;
            if (circle != function->circle)
                into[circle] += (double)arc->cost;
        }
    }
    return into;
}

/* Inclusive costs that a function has once: no more than what came into its circle from outside, nor than there is. */
static void bound_inclusive(const CallGraph *graph)
{
    guint n = graph->functions->len, n_circles = find_circles(graph);
    g_autofree double *into = costs_into(graph, n_circles);
    g_autofree guint *sizes = g_new0(guint, n_circles + 1u);
    for (guint i = 0; i < n; i++)
        sizes[call_function(graph, i)->circle]++;
    for (guint i = 0; i < n; i++) {
        CallFunction *function = call_function(graph, i);
        double bound = into[function->circle];
        function->inclusive = MIN(function->flow_left, graph->total);
        if (sizes[function->circle] > 1 && bound > 0 && bound < (double)function->inclusive)
            function->inclusive = MAX((guint64)bound, function->self_left);
    }
}

/* ------------------------------------------------------------------ entry */

static gboolean read_lines(Reader *reader, const SourceText *source, guint *number)
{
    const char *end = source->text + source->n_text;
    for (const char *p = source->text; p < end;) {
        Span line = span_line(p, end);
        ++*number;
        p = line.text + line.n + 1;
        if (!take_line(reader, line))
            return FALSE;
        if (reader->graph->functions->len > MAX_FUNCTIONS) {
            reader->message = "there are more than a million functions";
            return FALSE;
        }
    }
    return TRUE;
}

gboolean call_graph_read(CallGraph *graph, const SourceText *source, const char **message, guint *line)
{
    Reader reader = {.graph = graph, .n_positions = 1, .function = CALL_NONE};
    *graph = (CallGraph){.functions = g_ptr_array_new_with_free_func(function_free),
                         .by_text = g_hash_table_new(g_str_hash, g_str_equal)};
    *line = 0;
    for (guint i = 0; i < N_NAMES; i++)
        reader.names[i] = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    reader.arcs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    gboolean is_good = read_lines(&reader, source, line);
    for (guint i = 0; i < N_NAMES; i++)
        g_hash_table_unref(reader.names[i]);
    g_hash_table_unref(reader.arcs);
    *message = reader.message;
    if (is_good)
        bound_inclusive(graph);
    return is_good;
}

void call_graph_clear(CallGraph *graph)
{
    g_hash_table_unref(graph->by_text);
    g_ptr_array_unref(graph->functions);
}
