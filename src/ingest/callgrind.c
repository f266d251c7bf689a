/* Stacks are shared out from the roots down: a function hands on to each callee what the call cost, in proportion to how much of the
 * function's own inclusive cost the stack at hand has. See callgrind.h. */
#include "ingest/callgrind.h"

#include "base/text.h"
#include "ingest/callgrind_graph.h"
#include "ingest/profile_builder.h"
#include "ingest/profile_json.h"

#define MIN_SHARE 100000 /* calls below 1/100000 of the total get no stack of their own */
#define MAX_DEPTH 1000   /* frames of one stack */
/* of all stacks together; what is left then goes to the first stack of its function */
#define MAX_STACK_BYTES ((gsize)128 << 20)

/* ------------------------------------------------------------------ stacks */

/* A function in a stack, and what it still has to hand on. */
typedef struct {
    guint function, i_arc;
    guint64 flow, of_flow; /* of this stack, of all that was left */
    gsize n_path;          /* bytes of the stack up to and with it */
} Step;

typedef struct {
    CallGraph *graph;
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
    CallFunction *function = call_function(walk->graph, number);
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
    CallFunction *function = call_function(walk->graph, step->function);
    g_string_truncate(walk->path, step->n_path);
    if (step->i_arc == function->arcs->len) {
        function->is_open = FALSE;
        g_array_set_size(walk->steps, walk->steps->len - 1);
        return TRUE;
    }
    CallArc *arc = &g_array_index(function->arcs, CallArc, step->i_arc++);
    CallFunction *callee = call_function(walk->graph, arc->callee);
    guint64 flow = share_of(arc->left, step->flow, step->of_flow);
    arc->left -= flow;
    if (!callee->is_visited && callee->parent == CALL_NONE)
        callee->parent = step->function;
    if (callee->is_open || flow < walk->least || walk->steps->len >= MAX_DEPTH ||
        walk->n_bytes >= MAX_STACK_BYTES)
        return TRUE;
    return enter(walk, arc->callee, flow);
}

static gboolean walk_from(Walk *walk, guint root)
{
    g_string_truncate(walk->path, 0);
    if (!enter(walk, root, call_function(walk->graph, root)->flow_left))
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
    if (call_function(walk->graph, number)->self_left == 0)
        return TRUE;
    names = g_ptr_array_new();
    for (guint i = number; i != CALL_NONE && names->len < MAX_DEPTH;
         i = call_function(walk->graph, i)->parent)
        g_ptr_array_add(names, call_function(walk->graph, i)->text);
    g_string_truncate(walk->path, 0);
    for (guint i = names->len; i-- > 0;) {
        g_string_append(walk->path, g_ptr_array_index(names, i));
        if (i > 0)
            g_string_append_c(walk->path, PROFILE_JSON_SEPARATOR);
    }
    return add_stack(walk, call_function(walk->graph, number)->self_left);
}

/* From the functions that nobody calls; then from what only calls itself in a circle. */
static gboolean walk_all(Walk *walk)
{
    guint n = walk->graph->functions->len;
    for (guint i = 0; i < n; i++)
        if (!call_function(walk->graph, i)->has_caller && !walk_from(walk, i))
            return FALSE;
    for (guint i = 0; i < n; i++) {
        const CallFunction *function = call_function(walk->graph, i);
        if (!function->is_visited && function->parent == CALL_NONE && !walk_from(walk, i))
            return FALSE;
    }
    for (guint i = 0; i < n; i++)
        if (!add_rest(walk, i))
            return FALSE;
    return TRUE;
}

/* The table has inclusive costs as the file states them: stacks that are shared out are only near to them. */
static void state_totals(const CallGraph *graph, Profile *profile)
{
    for (guint i = 0; i < profile->functions->len; i++) {
        FunctionWeight *weight = g_ptr_array_index(profile->functions, i);
        g_autofree char *text = profile_frame_text(weight->name, weight->module, 0);
        guint number = GPOINTER_TO_UINT(g_hash_table_lookup(graph->by_text, text));
        if (number > 0)
            weight->total = call_function(graph, number - 1)->inclusive;
    }
}

static Profile *build_profile(CallGraph *graph, const Limits *limits, const char **message)
{
    g_autoptr(ProfileBuilder) builder = profile_builder_new(PROFILE_JSON_SEPARATOR, limits);
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

Profile *callgrind_read_profile(const SourceText *source, const char **message, guint *line)
{
    CallGraph graph;
    Profile *profile = NULL;
    if (call_graph_read(&graph, source, message, line) && graph.total > 0)
        profile = build_profile(&graph, source->limits, message);
    call_graph_clear(&graph);
    return profile;
}
