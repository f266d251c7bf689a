/* The author's prose: Markdown (CommonMark with tables) to XHTML elements of the report model, live values looked up.
 * In: the notes of the benchmark, its findings. Out: <notes name="..."> with XHTML and the resolved Markdown; diagnostics with line and
 * column for values that do not exist. Raw HTML is shown as text; links lead to http, https and fragments only. */
#pragma once
#include "base/diag.h"
#include "report/model_internal.h"

/* Adds <notes name="notes"> with all files in their order, and one <notes> more of its own name for each file of a folder. */
void notes_add(ModelBuilder *builder, DiagList *diags);
