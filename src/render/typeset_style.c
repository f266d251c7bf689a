/* The look of text on paper; see typeset_style.h. */
#include "render/typeset_style.h"

static const TextStyle STYLES[N_STYLES] = {
    [STYLE_KICK] = {TYPE_SANS, FALSE, FALSE, 8.8, 11, COLOR_INK2, 0, 2},
    [STYLE_TITLE] = {TYPE_SERIF, TRUE, FALSE, 34, 36, COLOR_INK, 0, 8},
    [STYLE_TITLE_LONG] = {TYPE_SERIF, TRUE, FALSE, 20, 24, COLOR_INK, 0, 8},
    [STYLE_SUBTITLE] = {TYPE_SANS, FALSE, FALSE, 9.8, 13.4, COLOR_INK2, 2, 7},
    [STYLE_STATUS] = {TYPE_SANS, FALSE, FALSE, 9, 13, COLOR_INK, 4, 4},
    [STYLE_BADGE] = {TYPE_SANS, TRUE, FALSE, 8.8, 11, COLOR_INK, 0, 0},
    [STYLE_VERDICT] = {TYPE_SERIF, FALSE, FALSE, 13.5, 18.6, COLOR_INK, 0, 5.4},
    [STYLE_BODY] = {TYPE_SERIF, FALSE, FALSE, 10, 13.6, COLOR_INK, 0, 5.4},
    [STYLE_H2] = {TYPE_SERIF, TRUE, FALSE, 15, 18, COLOR_INK, 21, 6},
    [STYLE_H3] = {TYPE_SERIF, TRUE, FALSE, 10.5, 13.4, COLOR_INK, 13, 3.5},
    [STYLE_H4] = {TYPE_SERIF, FALSE, TRUE, 10.5, 13.4, COLOR_INK, 9, 3},
    [STYLE_SEVERITY] = {TYPE_SANS, TRUE, FALSE, 8.8, 11, COLOR_INK2, 12, 3.5},
    [STYLE_CAPTION] = {TYPE_SERIF, FALSE, FALSE, 9, 11.6, COLOR_INK2, 0, 0},
    [STYLE_SOURCE] = {TYPE_SANS, FALSE, FALSE, 8, 10.5, COLOR_INK2, 0, 6},
    [STYLE_TABLE] = {TYPE_SANS, FALSE, FALSE, 8.8, 11, COLOR_INK, 0, 0},
    [STYLE_TABLE_WIDE] = {TYPE_SANS, FALSE, FALSE, 8.2, 10.6, COLOR_INK, 0, 0},
    [STYLE_TABLE_TINY] = {TYPE_SANS, FALSE, FALSE, 7.2, 9.4, COLOR_INK, 0, 0},
    [STYLE_WARNING_TITLE] = {TYPE_SANS, TRUE, FALSE, 8.8, 11.2, COLOR_INK, 0, 0},
    [STYLE_PRE] = {TYPE_MONO, FALSE, FALSE, 7.8, 11, COLOR_INK, 0, 0},
    [STYLE_TERM] = {TYPE_SERIF, TRUE, FALSE, 10, 13.6, COLOR_INK, 0, 0},
    [STYLE_CONTENTS] = {TYPE_SANS, FALSE, FALSE, 8.8, 12.6, COLOR_INK, 0, 0},
    [STYLE_RUNNING] = {TYPE_SANS, FALSE, FALSE, 8.2, 10, COLOR_INK, 0, 0},
    [STYLE_FOOT] = {TYPE_SANS, FALSE, FALSE, 8, 10, COLOR_INK2, 0, 0},
};

const TextStyle *text_style(StyleName name)
{
    return &STYLES[name];
}

double text_style_mono_size(double size)
{
    return size < 7.5 ? 5.7 : size < 8.5 ? 6.4 : size < 9.5 ? 7 : size < 11 ? 7.8 : .78 * size;
}

FontFace text_style_face(TypeFamily family, gboolean is_bold, gboolean is_italic)
{
    if (family == TYPE_MONO)
        return is_bold ? FACE_MONO_BOLD : FACE_MONO;
    if (family == TYPE_SANS)
        return is_italic ? FACE_SANS_ITALIC
               : is_bold ? FACE_SANS_BOLD
                         : FACE_SANS; /* there is no bold italic */
    if (is_bold)
        return is_italic ? FACE_SERIF_SEMIBOLD_ITALIC : FACE_SERIF_SEMIBOLD;
    return is_italic ? FACE_SERIF_ITALIC : FACE_SERIF;
}
