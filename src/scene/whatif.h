/* What if a part were faster: Amdahl's curve of the measured share with its band, its limit, and what the variants reach.
 * In: findings. Out: a scene. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

/* subject: the name of a question; NULL: the first. NULL when there is none of that name. */
Scene *whatif_build(const Findings *findings, const char *subject, const SceneLayout *layout);
