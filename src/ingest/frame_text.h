/* One frame of a stack as profilers print it, taken apart, and what kind of code it is.
 * In: the text of a frame such as "encode (json/encoder.py:202)", "work.py:main:20", "vfs_read_[k]". Out: function, file, line
 * and kind, as views into that text. Knows nothing of stacks, weights or files. */
#pragma once
#include <glib.h>

#include "model/archive.h"

/* Views borrow from the text. Two frames with the same name and module are one function. */
typedef struct {
    const char *name;
    gsize n_name;
    const char *module; /* NULL when the frame names none */
    gsize n_module;
    guint line;      /* 0 when unknown */
    char annotation; /* 'k' kernel, 'j' jit, 'i' inlined ... of a trailing "_[k]"; 0 without */
    gboolean is_unknown;
    gboolean is_bracketed; /* "NAME (FILE:LINE)" or "NAME (FILE)", as py-spy writes it */
} FrameText;

/* Takes the text apart. Any text is a frame: what fits no known form is a name. */
FrameText frame_text_parse(const char *text, gsize n);

/* What kind of code the frame is, by its file, else by its name. In a profile of an interpreter (is_python) native functions that
 * name no file belong to the interpreter; in any other they are the program's own. */
FrameKind frame_text_kind(const FrameText *frame, gboolean is_python);

/* TRUE for a frame that only occurs when perf looked into a Python interpreter. */
gboolean frame_text_is_interpreter(const FrameText *frame);
