/* The run sequence chart; a builder as in scene/figures.h. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* `subject`: a benchmark's name, or NULL for what leads the report. NULL when no variant has two runs. */
Scene *runs_build(const Findings *findings, const char *subject, const SceneLayout *layout);
