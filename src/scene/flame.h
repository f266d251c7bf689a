/* Flame graphs as figures: callers on top, children by name, own time at the left.
 * In: the profiles of the findings. Out: an interactive scene. Subject NULL: all variants under each other on one scale, so that a
 * shorter graph is a faster program; a variant's name: that one on its own axis. Knows nothing of stack formats. */
#pragma once
#include "scene/scene.h"
#include "analyze/findings.h"

Scene *flame_build(const Findings *findings, const char *subject, const SceneLayout *layout);
