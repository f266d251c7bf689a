/* report.html: one file that needs no other. In: the report model and findings. Out: HTML5 bytes. Touches no file of its own. */
#pragma once
#include "render/render.h"

GBytes *html_render(const RenderJob *job, DiagList *diags);
