/* The history chart; a builder as in scene/figures.h. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"

#define HISTORY_MOST_PANELS 12
#define HISTORY_MOST_PANELS_OF_SUITE 6

/* `subject`: a benchmark's name, or NULL for all histories; of more than HISTORY_MOST_PANELS those with steps and with the largest
 * changes since the run before. NULL when no timing has two comparable runs. */
Scene *history_build(const Findings *findings, const char *subject, const SceneLayout *layout);
