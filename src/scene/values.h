/* The chart of raw pyperf values; a builder as in scene/figures.h. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* `subject`: a benchmark's name, or NULL for the first. NULL when no variant has single values. */
Scene *values_build(const Findings *findings, const char *subject, const SceneLayout *layout);
