/* report.json from the report model. */
#pragma once
#include "render/render.h"

/* An OutputFormat.render. Never NULL. */
GBytes *json_render(const RenderJob *job, DiagList *diags);
