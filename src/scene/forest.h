/* Forest plots; a builder as in scene/figures.h each. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* Every variant against the base; of a suite, the means, the best and the worst. `subject` is ignored. */
Scene *forest_build(const Findings *findings, const char *subject, const SceneLayout *layout);
/* Every benchmark of one variant (`subject`; NULL: the first). NULL when it is no suite. Honours first_row and max_rows. */
Scene *suite_build(const Findings *findings, const char *subject, const SceneLayout *layout);
