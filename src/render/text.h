/* report.txt from the report model. */
#pragma once
#include "render/render.h"

/* An OutputFormat.render. Never NULL. */
GBytes *text_render(const RenderJob *job, DiagList *diags);
