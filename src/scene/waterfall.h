/* The iron-law waterfall; a builder as in scene/figures.h. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* `subject`: a variant's name, or NULL for all that can be explained. NULL when there is none. */
Scene *waterfall_build(const Findings *findings, const char *subject, const SceneLayout *layout);
