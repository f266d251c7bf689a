/* Counter events as people read them; see event_group.h. */
#include "analyze/event_group.h"

static const char *const TITLES[N_EVENT_GROUPS] = {
    "Time", "Work", "Caches", "Address translation", "Operating system", "Energy", "Other events",
};

/* First match wins; a prefix of the event's name in lower case. */
static const struct {
    const char *prefix;
    EventGroup group;
} EVENT_GROUPS[] = {
    {"task-clock", EVENT_GROUP_TIME},
    {"cpu-clock", EVENT_GROUP_TIME},
    {"duration_time", EVENT_GROUP_TIME},
    {"user_time", EVENT_GROUP_TIME},
    {"system_time", EVENT_GROUP_TIME},
    {"instructions", EVENT_GROUP_WORK},
    {"inst_", EVENT_GROUP_WORK},
    {"cycles", EVENT_GROUP_WORK},
    {"cpu-cycles", EVENT_GROUP_WORK},
    {"ref-cycles", EVENT_GROUP_WORK},
    {"bus-cycles", EVENT_GROUP_WORK},
    {"branch", EVENT_GROUP_WORK},
    {"conditional-branch", EVENT_GROUP_WORK},
    {"indirect-branch", EVENT_GROUP_WORK},
    {"stalled-", EVENT_GROUP_WORK},
    {"slots", EVENT_GROUP_WORK},
    {"topdown", EVENT_GROUP_WORK},
    {"uops", EVENT_GROUP_WORK},
    {"cache-", EVENT_GROUP_CACHE},
    {"l1-", EVENT_GROUP_CACHE},
    {"l2", EVENT_GROUP_CACHE},
    {"llc", EVENT_GROUP_CACHE},
    {"mem", EVENT_GROUP_CACHE},
    {"node-", EVENT_GROUP_CACHE},
    {"l3", EVENT_GROUP_CACHE},
    {"dtlb", EVENT_GROUP_ADDRESS},
    {"itlb", EVENT_GROUP_ADDRESS},
    {"page-walk", EVENT_GROUP_ADDRESS},
    {"page-faults", EVENT_GROUP_SYSTEM},
    {"faults", EVENT_GROUP_SYSTEM},
    {"minor-faults", EVENT_GROUP_SYSTEM},
    {"major-faults", EVENT_GROUP_SYSTEM},
    {"context-switches", EVENT_GROUP_SYSTEM},
    {"cs", EVENT_GROUP_SYSTEM},
    {"cpu-migrations", EVENT_GROUP_SYSTEM},
    {"migrations", EVENT_GROUP_SYSTEM},
    {"alignment-faults", EVENT_GROUP_SYSTEM},
    {"emulation-faults", EVENT_GROUP_SYSTEM},
    {"cgroup-switches", EVENT_GROUP_SYSTEM},
    {"power/", EVENT_GROUP_ENERGY},
    {"energy", EVENT_GROUP_ENERGY},
};

guint event_rank(const char *event)
{
    g_autofree char *lower = g_ascii_strdown(event, -1);
    guint i = 0;
    while (i < G_N_ELEMENTS(EVENT_GROUPS) && !g_str_has_prefix(lower, EVENT_GROUPS[i].prefix))
        i++;
    return i;
}

EventGroup event_group_of(const char *event)
{
    guint rank = event_rank(event);
    return rank < G_N_ELEMENTS(EVENT_GROUPS) ? EVENT_GROUPS[rank].group : EVENT_GROUP_OTHER;
}

const char *event_group_title(EventGroup group)
{
    return TITLES[group];
}

/* "cycles:u", "cpu_core/cycles/". */
char *event_name(const CounterSummary *counter)
{
    GString *name = g_string_new(NULL);
    if (counter->pmu && counter->pmu[0])
        g_string_append_printf(name, "%s/", counter->pmu);
    g_string_append(name, counter->event);
    if (counter->pmu && counter->pmu[0])
        g_string_append_c(name, '/');
    if (counter->modifier && counter->modifier[0])
        g_string_append_printf(name, ":%s", counter->modifier);
    if (counter->is_simulated)
        g_string_append(name, " (simulated)");
    return g_string_free(name, FALSE);
}

char *event_starred(const CounterSummary *counter)
{
    CounterSummary bare = *counter;
    bare.is_simulated = FALSE;
    g_autofree char *name = event_name(&bare);
    return g_strconcat(name, counter->is_simulated ? " *" : "", NULL);
}

char *event_title(const CounterSummary *counter)
{
    g_autofree char *name = event_name(counter);
    if (g_str_equal(name, "task-clock"))
        return g_strdup("CPU time (task-clock)");
    return g_steal_pointer(&name);
}
