/* Where a changed variant gained and lost: both stack trees merged into one icicle.
 * In: the findings, the name of a changed variant. Out: an interactive scene; NULL when there are not two profiles, or when so
 * few functions match by name that a merged tree would say nothing. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

Scene *flame_diff_build(const Findings *findings, const char *subject, const SceneLayout *layout);
