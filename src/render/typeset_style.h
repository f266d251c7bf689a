/* The look of text on paper: one row per style. In: nothing. Out: sizes in points, faces, colour tokens (design.md section 1).
 * Knows nothing of documents or pages. */
#pragma once
#include "render/fonts.h"
#include "scene/scene.h"

typedef enum { TYPE_SERIF, TYPE_SANS, TYPE_MONO } TypeFamily;

typedef struct {
    TypeFamily family;
    gboolean is_bold, is_italic;
    double size, leading; /* points; every line is `leading` high */
    ColorToken color;
    double before, after; /* space around the paragraph; neighbours share the larger one */
} TextStyle;

typedef enum {
    STYLE_KICK,
    STYLE_TITLE,
    STYLE_TITLE_LONG,
    STYLE_SUBTITLE,
    STYLE_STATUS,
    STYLE_BADGE,
    STYLE_VERDICT,
    STYLE_BODY,
    STYLE_H2,
    STYLE_H3,
    STYLE_H4,
    STYLE_SEVERITY,
    STYLE_CAPTION,
    STYLE_SOURCE,
    STYLE_TABLE,
    STYLE_TABLE_WIDE,
    STYLE_TABLE_TINY,
    STYLE_WARNING_TITLE,
    STYLE_PRE,
    STYLE_TERM,
    STYLE_CONTENTS,
    STYLE_RUNNING,
    STYLE_FOOT,
    N_STYLES
} StyleName;

const TextStyle *text_style(StyleName name);
FontFace text_style_face(TypeFamily family, gboolean is_bold, gboolean is_italic);

/* Names and commands inside text of that size: .78 of it, in few steps, because every size of a face costs a font. */
double text_style_mono_size(double size);
