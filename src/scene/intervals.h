/* Counters over time, from interval files (perf stat -I); a builder as in scene/figures.h. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* NULL when no variant has interval rows. `subject` is not used. */
Scene *intervals_build(const Findings *findings, const char *subject, const SceneLayout *layout);
