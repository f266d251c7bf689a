/* report.xlsx from the report model. */
#pragma once
#include "render/render.h"

/* An OutputFormat.render. Only called when the program was built with libxlsxwriter. */
GBytes *xlsx_render(const RenderJob *job, DiagList *diags);
