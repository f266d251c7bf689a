/* The history chart; a builder as in scene/figures.h. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* `subject`: a benchmark's name, or NULL for all histories. NULL when no timing has two comparable runs. */
Scene *history_build(const Findings *findings, const char *subject, const SceneLayout *layout);
