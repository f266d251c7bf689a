/* The chart of counter changes; a builder as in scene/figures.h. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* `subject` is ignored. NULL when no counter has a change. */
Scene *counters_plot_build(const Findings *findings, const char *subject, const SceneLayout *layout);
