/* report.md from the report model. */
#pragma once
#include "render/render.h"

/* An OutputFormat.render. Never NULL. */
GBytes *markdown_render(const RenderJob *job, DiagList *diags);

/* Append text in which nothing is markup, and a name as code (as plain text when it cannot be). */
void markdown_append_plain(GString *out, const char *text);
void markdown_append_code(GString *out, const char *text);
