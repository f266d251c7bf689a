/* Pages drawn one by one. In: a galley of boxes, what stands in head and foot. Out: a PDF in memory.
 * Page numbers are known before anything is drawn, so the contents list needs no second pass. Knows nothing of the document. */
#pragma once
#include "base/diag.h"
#include "render/typeset_flow.h"

/* All text clean UTF-8; NULL where there is none. */
typedef struct {
    const char *title, *author, *subject, *keywords, *creator;
    const char *date; /* "2025-10-25T22:08:32Z": creation and modification */
    const char *head_left, *head_right, *foot;
    const char *badge_mark; /* before the word of the status on page one */
} PageText;

/* The PDF, or NULL with a diagnostic. figure_texts (of char*, may be NULL) gets what each figure shows, in drawing order.
 * Transfer full. */
GBytes *pages_write(const Galley *galley, const PageShape *portrait, const PageShape *landscape,
                    const PageText *text, Fonts *fonts, DiagList *diags, GPtrArray *figure_texts);
