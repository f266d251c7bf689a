/* --figures: every figure of a report as files of their own, in the directory figures/ of the report. In: a RenderJob, formats. Out: files in
 * a stage. */
#pragma once
#include "base/file.h"
#include "render/figure_file.h"

/* formats: of const FigureFormat*. FALSE with a diagnostic when one cannot be made or written. */
gboolean figures_write(const RenderJob *job, const GPtrArray *formats, FileStage *stage, DiagList *diags);
