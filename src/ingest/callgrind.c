/* The format: valgrind's manual, "Callgrind Format Specification". Costs below "calls=" include what was called and belong to the arc;
 * all others are the function's own. Names are "(id) name" once and "(id)" later. See callgrind.h. */
#include "ingest/callgrind.h"

#include <string.h>

#include "base/text.h"
#include "ingest/perf_stat_common.h"
#include "ingest/profile_builder.h"
#include "ingest/profile_json.h"

#define MIN_SHARE 100000 /* calls below 1/100000 of the total get no stack of their own */
#define MAX_DEPTH 1000   /* frames of one stack */
#define MAX_STACK_BYTES                                                                                      \
    ((gsize)128 << 20) /* of all stacks together; what is left then goes to the first stack of its function */
#define MAX_FUNCTIONS 1000000
#define NONE G_MAXUINT

/* A call from one function to another. */
typedef struct {
    guint callee;
    guint64 cost; /* inclusive */
    guint64 left; /* inclusive cost that no stack has got yet */
} Arc;

typedef struct {
    char *text;        /* "NAME (FILE)"; owned */
    guint64 inclusive; /* own costs and those of all calls; at first, in a circle, again and again */
    guint circle;      /* functions that call each other share a number */
    guint order, low;  /* of the search for circles, from 1 */
    GArray *arcs;      /* of Arc */
    guint64 self_left, flow_left; /* own and inclusive cost that no stack has got yet */
    guint parent;                 /* of the first stack that led here */
    gboolean has_caller, is_visited, is_open;
} Function;

/* The kinds of names, each with ids of its own. */
typedef enum { NAME_FILE, NAME_FUNCTION, NAME_OBJECT, N_NAMES } NameKind;

typedef struct {
    GHashTable *names[N_NAMES]; /* id to Span*, borrowed from the text */
    GHashTable *by_text;        /* text of a function to its number + 1 */
    GPtrArray *functions;       /* of Function* */
    GHashTable *arcs;           /* caller and callee to the place of the arc + 1 */
    guint n_positions;          /* columns before the costs */
    Span event;
    Span now[N_NAMES], callee[N_NAMES]; /* text NULL when not stated */
    guint function;                     /* the one that costs belong to */
    gboolean is_call;                   /* the next costs are of a call */
    guint64 cost;                       /* of the line before */
    guint64 total;
    const char *message;
} Graph;

static void function_free(gpointer data)
{
    Function *function = data;
    g_free(function->text);
    g_array_unref(function->arcs);
    g_free(function);
}

static Function *function_at(const Graph *graph, guint i)
{
    return g_ptr_array_index(graph->functions, i);
}

/* ------------------------------------------------------------------ names */

/* "(12) name", "(12)" or "name". */
static Span read_name(Graph *graph, NameKind kind, Span text)
{
    const char *close = text.n > 2 && text.text[0] == '(' ? memchr(text.text, ')', text.n) : NULL;
    guint64 id = 0;
    if (!close || !number_parse_uint64(text.text + 1, (gsize)(close - text.text) - 1, &id))
        return text;
    Span name = span_trim((Span){close + 1, text.n - (gsize)(close + 1 - text.text)});
    const Span *known = g_hash_table_lookup(graph->names[kind], &id);
    if (name.n == 0)
        return known ? *known : text;
    if (!known)
        g_hash_table_insert(graph->names[kind], g_memdup2(&id, sizeof id), g_memdup2(&name, sizeof name));
    return name;
}

/* Number of the function of these names. A file that is not known ("???") is stood in for by its object. */
static guint take_function(Graph *graph, const Span *names)
{
    Span file = names[NAME_FILE];
    if (file.n == 0 || span_is(file, "???"))
        file = names[NAME_OBJECT];
    if (span_is(file, "???"))
        file.n = 0;
    g_autofree char *name = text_clean_name(names[NAME_FUNCTION].text, names[NAME_FUNCTION].n);
    g_autofree char *path = file.n > 0 ? text_clean_name(file.text, file.n) : NULL;
    char *text = profile_frame_text(name, path, 0);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(graph->by_text, text));
    if (number > 0) {
        g_free(text);
        return number - 1;
    }
    Function *function = g_new0(Function, 1);
    function->text = text;
    function->arcs = g_array_new(FALSE, FALSE, sizeof(Arc));
    function->parent = NONE;
    g_ptr_array_add(graph->functions, function);
    g_hash_table_insert(graph->by_text, text, GUINT_TO_POINTER(graph->functions->len));
    return graph->functions->len - 1;
}

/* ------------------------------------------------------------------ lines */

/* "fn=(3) main" and its like. The file of a function is the one at hand when it begins, also one set by "fi=". */
static void take_position(Graph *graph, Span key, Span value)
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
            Span name = read_name(graph, keys[i].kind, value);
            (keys[i].is_callee ? graph->callee : graph->now)[keys[i].kind] = name;
            if (keys[i].kind == NAME_FUNCTION && !keys[i].is_callee)
                graph->function = take_function(graph, graph->now);
            return;
        }
    graph->is_call = graph->is_call || span_is(key, "calls");
}

/* The cost of the first event. A number, or "+3", "-2" and "*" from the line before, which valgrind has for positions only. */
static gboolean read_cost(Graph *graph, Span line)
{
    Span words[4];
    guint n = span_words(line, words, graph->n_positions + 1);
    Span word = n > graph->n_positions ? words[graph->n_positions] : (Span){"0", 1};
    guint64 number = 0;
    if (span_is(word, "*"))
        return TRUE;
    gboolean is_plus = word.text[0] == '+', is_minus = word.text[0] == '-';
    gsize n_sign = is_plus || is_minus ? 1 : 0;
    if (!number_parse_uint64(word.text + n_sign, word.n - n_sign, &number))
        return FALSE;
    if (is_minus)
        number = number > graph->cost ? 0 : graph->cost - number;
    else if (is_plus && __builtin_add_overflow(graph->cost, number, &number))
        return FALSE;
    graph->cost = number;
    return TRUE;
}

/* The arc from the function at hand; of several calls it is one. */
static Arc *take_arc(Graph *graph, const Function *function, guint callee)
{
    guint64 key = (guint64)graph->function << 32 | callee;
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(graph->arcs, &key));
    if (place == 0) {
        Arc arc = {.callee = callee};
        g_array_append_val(function->arcs, arc);
        place = function->arcs->len;
        g_hash_table_insert(graph->arcs, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(place));
    }
    return &g_array_index(function->arcs, Arc, place - 1);
}

/* Adds the inclusive cost of a call. What a function calls in itself is its own business: stacks show it once. */
static gboolean take_call(Graph *graph)
{
    Span names[N_NAMES];
    for (guint i = 0; i < N_NAMES; i++) {
        names[i] = graph->callee[i].n > 0 ? graph->callee[i] : graph->now[i];
        graph->callee[i] = (Span){NULL, 0};
    }
    graph->is_call = FALSE;
    guint callee = take_function(graph, names);
    if (callee == graph->function)
        return TRUE;
    Function *function = function_at(graph, graph->function);
    Arc *arc = take_arc(graph, function, callee);
    function_at(graph, callee)->has_caller = TRUE;
    if (__builtin_add_overflow(arc->cost, graph->cost, &arc->cost))
        return FALSE;
    arc->left = arc->cost;
    return !__builtin_add_overflow(function->flow_left, graph->cost, &function->flow_left);
}

static gboolean take_cost(Graph *graph, Span line)
{
    if (graph->function == NONE)
        graph->function = take_function(graph, graph->now);
    if (!read_cost(graph, line)) {
        graph->message = "a cost is no number";
        return FALSE;
    }
    Function *function = function_at(graph, graph->function);
    gboolean fits =
        graph->is_call
            ? take_call(graph)
            : !__builtin_add_overflow(function->self_left, graph->cost, &function->self_left) &&
                  !__builtin_add_overflow(function->flow_left, graph->cost, &function->flow_left) &&
                  !__builtin_add_overflow(graph->total, graph->cost, &graph->total);
    if (!fits)
        graph->message = "the sum of the costs does not fit 64 bits";
    return fits;
}

/* "positions: instr line", "events: Ir Dr"; all others say nothing about costs. */
static void take_header(Graph *graph, Span line)
{
    Span words[2];
    if (span_starts_with(line, "positions:"))
        graph->n_positions = MAX(1, span_words((Span){line.text + 10, line.n - 10}, words, 2));
    else if (span_starts_with(line, "events:") && graph->event.n == 0 &&
             span_words((Span){line.text + 7, line.n - 7}, words, 1) > 0)
        graph->event = words[0];
}

static gboolean take_line(Graph *graph, Span line)
{
    line = span_trim(line);
    if (line.n == 0 || line.text[0] == '#')
        return TRUE;
    if (g_ascii_isdigit(line.text[0]) || strchr("+-*", line.text[0]))
        return graph->event.n == 0 || take_cost(graph, line);
    const char *equals = memchr(line.text, '=', MIN(line.n, 8));
    if (equals) {
        Span key = {line.text, (gsize)(equals - line.text)};
        take_position(graph, key, span_trim((Span){equals + 1, line.n - key.n - 1}));
    } else {
        take_header(graph, line);
    }
    return TRUE;
}

/* ------------------------------------------------------------------ circles */

/* A function whose callees are being looked at. */
typedef struct {
    guint function, i_arc;
} Visit;

typedef struct {
    const Graph *graph;
    GArray *visits; /* of Visit: the path */
    GArray *open;   /* of guint: functions that have no circle yet */
    guint n_seen, n_circles;
} Search;

static void see(Search *search, guint number)
{
    Function *function = function_at(search->graph, number);
    Visit visit = {number, 0};
    function->order = function->low = ++search->n_seen;
    function->is_open = TRUE;
    g_array_append_val(search->visits, visit);
    g_array_append_val(search->open, number);
}

/* The innermost function has no more callees: if none leads further up, what is open behind it is its circle. */
static void leave(Search *search)
{
    guint number = g_array_index(search->visits, Visit, search->visits->len - 1).function, member = NONE;
    Function *function = function_at(search->graph, number);
    g_array_set_size(search->visits, search->visits->len - 1);
    if (search->visits->len > 0) {
        guint above = g_array_index(search->visits, Visit, search->visits->len - 1).function;
        Function *caller = function_at(search->graph, above);
        caller->low = MIN(caller->low, function->low);
    }
    if (function->low < function->order)
        return;
    while (member != number) {
        member = g_array_index(search->open, guint, search->open->len - 1);
        g_array_set_size(search->open, search->open->len - 1);
        function_at(search->graph, member)->circle = search->n_circles;
        function_at(search->graph, member)->is_open = FALSE;
    }
    search->n_circles++;
}

/* Looks at the next callee of the innermost function. */
static void search_on(Search *search)
{
    Visit *visit = &g_array_index(search->visits, Visit, search->visits->len - 1);
    Function *function = function_at(search->graph, visit->function);
    if (visit->i_arc == function->arcs->len) {
        leave(search);
        return;
    }
    guint number = g_array_index(function->arcs, Arc, visit->i_arc++).callee;
    const Function *callee = function_at(search->graph, number);
    if (callee->order == 0)
        see(search, number);
    else if (callee->is_open)
        function->low = MIN(function->low, callee->order);
}

/* Strongly connected components ("Tarjan 1972"), without recursion. Returns their number. */
static guint find_circles(const Graph *graph)
{
    Search search = {.graph = graph};
    search.visits = g_array_new(FALSE, FALSE, sizeof(Visit));
    search.open = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < graph->functions->len; i++) {
        if (function_at(graph, i)->order == 0)
            see(&search, i);
        while (search.visits->len > 0)
            search_on(&search);
    }
    g_array_unref(search.visits);
    g_array_unref(search.open);
    return search.n_circles;
}

/* What came into each circle from outside. [n_circles], transfer full. */
static double *costs_into(const Graph *graph, guint n_circles)
{
    double *into = g_new0(double, n_circles + 1u);
    for (guint i = 0; i < graph->functions->len; i++) {
        const Function *function = function_at(graph, i);
        for (guint k = 0; k < function->arcs->len; k++) {
            const Arc *arc = &g_array_index(function->arcs, Arc, k);
            guint circle = function_at(graph, arc->callee)->circle;
            if (circle != function->circle)
                into[circle] += (double)arc->cost;
        }
    }
    return into;
}

/* Inclusive costs that a function has once: no more than what came into its circle from outside, nor than there is. */
static void bound_inclusive(const Graph *graph)
{
    guint n = graph->functions->len, n_circles = find_circles(graph);
    g_autofree double *into = costs_into(graph, n_circles);
    g_autofree guint *sizes = g_new0(guint, n_circles + 1u);
    for (guint i = 0; i < n; i++)
        sizes[function_at(graph, i)->circle]++;
    for (guint i = 0; i < n; i++) {
        Function *function = function_at(graph, i);
        double bound = into[function->circle];
        function->inclusive = MIN(function->flow_left, graph->total);
        if (sizes[function->circle] > 1 && bound > 0 && bound < (double)function->inclusive)
            function->inclusive = MAX((guint64)bound, function->self_left);
    }
}

/* ------------------------------------------------------------------ stacks */

/* A function in a stack, and what it still has to hand on. */
typedef struct {
    guint function, i_arc;
    guint64 flow, of_flow; /* of this stack, of all that was left */
    gsize n_path;          /* bytes of the stack up to and with it */
} Step;

typedef struct {
    Graph *graph;
    ProfileBuilder *builder;
    GArray *steps; /* of Step */
    GString *path;
    guint64 least; /* flow that gets a stack */
    gsize n_bytes; /* of the stacks so far */
    ProfileError error;
} Walk;

/* The part of what is left that a stack gets; the last one gets all of it, so that nothing is lost by rounding. */
static guint64 share_of(guint64 left, guint64 flow, guint64 of_flow)
{
    if (flow >= of_flow)
        return left;
    double share = floor((double)left * ((double)flow / (double)of_flow) + .5);
    return share >= (double)left ? left : (guint64)share;
}

static gboolean add_stack(Walk *walk, guint64 weight)
{
    return weight == 0 || profile_builder_add_copy(walk->builder, walk->path->str, walk->path->len,
                                                   (StackWeight){weight, 0}, 0, &walk->error);
}

static gboolean enter(Walk *walk, guint number, guint64 flow)
{
    Function *function = function_at(walk->graph, number);
    Step step = {.function = number, .flow = flow, .of_flow = function->flow_left};
    guint64 self = share_of(function->self_left, flow, step.of_flow);
    if (walk->path->len > 0)
        g_string_append_c(walk->path, PROFILE_JSON_SEPARATOR);
    g_string_append(walk->path, function->text);
    step.n_path = walk->path->len;
    function->self_left -= self;
    function->flow_left -= MIN(flow, function->flow_left);
    function->is_visited = function->is_open = TRUE;
    walk->n_bytes += walk->path->len;
    g_array_append_val(walk->steps, step);
    return add_stack(walk, self);
}

/* Goes on with the innermost function: into its next callee, or out of it. */
static gboolean advance(Walk *walk)
{
    Step *step = &g_array_index(walk->steps, Step, walk->steps->len - 1);
    Function *function = function_at(walk->graph, step->function);
    g_string_truncate(walk->path, step->n_path);
    if (step->i_arc == function->arcs->len) {
        function->is_open = FALSE;
        g_array_set_size(walk->steps, walk->steps->len - 1);
        return TRUE;
    }
    Arc *arc = &g_array_index(function->arcs, Arc, step->i_arc++);
    Function *callee = function_at(walk->graph, arc->callee);
    guint64 flow = share_of(arc->left, step->flow, step->of_flow);
    arc->left -= flow;
    if (!callee->is_visited && callee->parent == NONE)
        callee->parent = step->function;
    if (callee->is_open || flow < walk->least || walk->steps->len >= MAX_DEPTH ||
        walk->n_bytes >= MAX_STACK_BYTES)
        return TRUE;
    return enter(walk, arc->callee, flow);
}

static gboolean walk_from(Walk *walk, guint root)
{
    g_string_truncate(walk->path, 0);
    if (!enter(walk, root, function_at(walk->graph, root)->flow_left))
        return FALSE;
    while (walk->steps->len > 0)
        if (!advance(walk))
            return FALSE;
    return TRUE;
}

/* Own costs that no stack has got, because of recursion or because they are small, go to the first stack that led there. */
static gboolean add_rest(Walk *walk, guint number)
{
    g_autoptr(GPtrArray) names = NULL;
    if (function_at(walk->graph, number)->self_left == 0)
        return TRUE;
    names = g_ptr_array_new();
    for (guint i = number; i != NONE && names->len < MAX_DEPTH; i = function_at(walk->graph, i)->parent)
        g_ptr_array_add(names, function_at(walk->graph, i)->text);
    g_string_truncate(walk->path, 0);
    for (guint i = names->len; i-- > 0;) {
        g_string_append(walk->path, g_ptr_array_index(names, i));
        if (i > 0)
            g_string_append_c(walk->path, PROFILE_JSON_SEPARATOR);
    }
    return add_stack(walk, function_at(walk->graph, number)->self_left);
}

/* From the functions that nobody calls; then from what only calls itself in a circle. */
static gboolean walk_all(Walk *walk)
{
    guint n = walk->graph->functions->len;
    for (guint i = 0; i < n; i++)
        if (!function_at(walk->graph, i)->has_caller && !walk_from(walk, i))
            return FALSE;
    for (guint i = 0; i < n; i++) {
        const Function *function = function_at(walk->graph, i);
        if (!function->is_visited && function->parent == NONE && !walk_from(walk, i))
            return FALSE;
    }
    for (guint i = 0; i < n; i++)
        if (!add_rest(walk, i))
            return FALSE;
    return TRUE;
}

/* The table has inclusive costs as the file states them: stacks that are shared out are only near to them. */
static void state_totals(const Graph *graph, Profile *profile)
{
    for (guint i = 0; i < profile->functions->len; i++) {
        FunctionWeight *weight = g_ptr_array_index(profile->functions, i);
        g_autofree char *text = profile_frame_text(weight->name, weight->module, 0);
        guint number = GPOINTER_TO_UINT(g_hash_table_lookup(graph->by_text, text));
        if (number > 0)
            weight->total = function_at(graph, number - 1)->inclusive;
    }
}

static Profile *build_profile(Graph *graph, const char **message)
{
    bound_inclusive(graph);

    g_autoptr(ProfileBuilder) builder = profile_builder_new(PROFILE_JSON_SEPARATOR);
    g_autoptr(Profile) profile = profile_new("callgrind", "weight");
    Walk walk = {.graph = graph, .builder = builder, .least = MAX(1, graph->total / MIN_SHARE)};
    walk.steps = g_array_new(FALSE, FALSE, sizeof(Step));
    walk.path = g_string_new(NULL);
    gboolean is_good = walk_all(&walk) && profile_builder_finish(builder, profile, &walk.error);
    g_array_unref(walk.steps);
    g_string_free(walk.path, TRUE);
    if (!is_good) {
        *message = walk.error.message;
        return NULL;
    }
    state_totals(graph, profile);
    profile->event = text_clean_name(graph->event.text, graph->event.n);
    if (span_is(graph->event, "Time_(10ns)")) /* of xdebug */
        profile->weight_per_second = 1e8;
    return g_steal_pointer(&profile);
}

/* ------------------------------------------------------------------ entry */

static void graph_init(Graph *graph)
{
    *graph = (Graph){.n_positions = 1, .function = NONE};
    for (guint i = 0; i < N_NAMES; i++)
        graph->names[i] = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    graph->arcs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    graph->by_text = g_hash_table_new(g_str_hash, g_str_equal);
    graph->functions = g_ptr_array_new_with_free_func(function_free);
}

static void graph_clear(Graph *graph)
{
    for (guint i = 0; i < N_NAMES; i++)
        g_hash_table_unref(graph->names[i]);
    g_hash_table_unref(graph->arcs);
    g_hash_table_unref(graph->by_text);
    g_ptr_array_unref(graph->functions);
}

static gboolean read_lines(Graph *graph, const SourceText *source, guint *number)
{
    const char *end = source->text + source->n_text;
    for (const char *p = source->text; p < end;) {
        Span line = span_line(p, end);
        ++*number;
        p = line.text + line.n + 1;
        if (!take_line(graph, line))
            return FALSE;
        if (graph->functions->len > MAX_FUNCTIONS) {
            graph->message = "there are more than a million functions";
            return FALSE;
        }
    }
    return TRUE;
}

Profile *callgrind_read_profile(const SourceText *source, const char **message, guint *line)
{
    Graph graph;
    Profile *profile = NULL;
    graph_init(&graph);
    *line = 0;
    *message = NULL;
    if (!read_lines(&graph, source, line))
        *message = graph.message;
    else if (graph.total > 0)
        profile = build_profile(&graph, message);
    graph_clear(&graph);
    return profile;
}
