/* The ruler for figures on screen; see ruler.h. Widths of Helvetica, which Arial, Liberation Sans and Roboto share or nearly
 * share, in thousandths of the size; Segoe UI and Noto Sans run up to 4 % wider. */
#include "render/ruler.h"

#define WIDEST_OF_THE_STACK 1.03
#define BOLD_FACTOR 1.06
#define MONO_WIDTH .602

static const guint16 ASCII[95] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, /* space to / */
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, /* 0 to ? */
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, /* @ to O */
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, /* P to _ */
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, /* ` to o */
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,      /* p to ~ */
};

static double character_width(gunichar c)
{
    if (c >= 32 && c < 127)
        return ASCII[c - 32];
    if (c == 0x202f || c == 0xb7)
        return 240;
    if (c == 0x2026 || c == 0x2190 || c == 0x2192 || g_unichar_iswide(c))
        return 1000;
    return g_unichar_iszerowidth(c) ? 0 : 584;
}

static double screen_width(const char *text, FontFamily family, double size, gboolean is_bold, gpointer data)
{
    (void)data;
    double sum = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        sum += family == FONT_MONO ? 1000 * MONO_WIDTH * (g_unichar_iswide(c) ? 2 : 1) : character_width(c);
    }
    double factor = family == FONT_MONO ? 1 : WIDEST_OF_THE_STACK * (is_bold ? BOLD_FACTOR : 1);
    return sum / 1000 * size * factor;
}

const TextRuler *ruler_screen(void)
{
    static const TextRuler ruler = {.width = screen_width};
    return &ruler;
}
