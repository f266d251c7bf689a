/* report.txt from the report model. */
#pragma once
#include "render/render.h"

/* An OutputFormat.render. Never NULL. */
GBytes *text_render(const RenderJob *job, DiagList *diags);

/* Columns that a text takes on a terminal. */
guint text_columns(const char *text);
/* Prose in lines of 78 columns of which `taken` are not free, broken at blanks. Of char*, at least one. Transfer full. */
GPtrArray *text_wrap(const char *text, guint taken);
