/* Prose of the author beside the artifacts: notes.md, or notes/ with overview.md, optimization.md, hardware.md, conclusion.md and
 * appendix-*.md. In: the files found, the benchmarks. Out: Notes of the benchmark that the file stands beside. Knows no Markdown. */
#pragma once
#include "model/archive.h"

#define NOTES_MAX_BYTES (1u << 20)

/* Whether the path names such a file, or one in such a folder. */
gboolean notes_is_file(const char *path);

typedef struct NotesDraft NotesDraft;

/* The text (decoded) and the file that holds it, which must outlive the draft. Transfer full. */
NotesDraft *notes_draft_new(GBytes *text, Input *input);
void notes_draft_free(gpointer draft);

/* Gives each draft to the benchmarks of the one group that has files below its directory; the inner one wins where two have a name.
 * The others get a reason why they are not shown. groups: of Group*, by benchmark. */
void notes_assign(GPtrArray *drafts, const GPtrArray *benchmarks, const GPtrArray *groups);

/* Marks the pictures (of Input*: PNG and JPEG files by their names) that assigned notes name as used. */
void notes_mark_pictures(const GPtrArray *inputs, const GPtrArray *benchmarks);
