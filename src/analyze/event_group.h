/* Counter events as people read them: groups, titles. In: an event's name. Out: its group; its title. */
#pragma once
#include "analyze/findings.h"

typedef enum {
    EVENT_GROUP_TIME,
    EVENT_GROUP_WORK,
    EVENT_GROUP_CACHE,
    EVENT_GROUP_ADDRESS,
    EVENT_GROUP_SYSTEM,
    EVENT_GROUP_ENERGY,
    EVENT_GROUP_OTHER,
    N_EVENT_GROUPS
} EventGroup;

/* Position in the usual order of events; behind all of it for one that is not listed. */
guint event_rank(const char *event);
EventGroup event_group_of(const char *event);
/* "Time", "Work", ...; static. */
const char *event_group_title(EventGroup group);
/* "cycles:u", "cpu_core/cycles/", "instructions (simulated)". Transfer full. */
char *event_name(const CounterSummary *counter);
/* The same where there is no room for the word: "instructions *". Transfer full. */
char *event_starred(const CounterSummary *counter);
/* The same, in words where there are some: "CPU time (task-clock)". Transfer full. */
char *event_title(const CounterSummary *counter);
