/* report.pdf: the bound document set on paper. In: the report model and findings. Out: a PDF in memory, checked. */
#pragma once
#include "render/render.h"

GBytes *pdf_render(const RenderJob *job, DiagList *diags);
