/* report.md from the report model. */
#pragma once
#include "render/render.h"

/* An OutputFormat.render. Never NULL. */
GBytes *markdown_render(const RenderJob *job, DiagList *diags);
