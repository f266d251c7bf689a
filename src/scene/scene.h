/* A figure as a display list in points, laid out once and painted by several painters (SVG markup, Cairo).
 * In: findings and a ruler that measures text. Out: shapes in drawing order with colour tokens, never colours.
 * Knows nothing of SVG, Cairo or pages. */
#pragma once
#include <glib.h>

/* Colour tokens of the design (design.md section 3); painters map them to colours or classes. */
typedef enum {
    COLOR_NONE,
    COLOR_PAPER,
    COLOR_INK,
    COLOR_INK2,
    COLOR_AXIS,
    COLOR_RULE,
    COLOR_BAND,
    COLOR_FAST,
    COLOR_SLOW,
    COLOR_SLOWT,
    COLOR_SAME,
    COLOR_FASTL,
    COLOR_SLOWL,
    COLOR_O0,
    COLOR_O1,
    COLOR_O2, /* own code */
    COLOR_L0,
    COLOR_L1,
    COLOR_L2, /* third party */
    COLOR_S0,
    COLOR_S1,
    COLOR_S2, /* standard library */
    COLOR_R0,
    COLOR_R1,
    COLOR_R2, /* interpreter, kernel */
    COLOR_DN,
    COLOR_D1,
    COLOR_D2,
    COLOR_D3,
    COLOR_U1,
    COLOR_U2,
    COLOR_U3,
    COLOR_FINK,
    COLOR_FINK2,
    N_COLORS
} ColorToken;

/* "ink", "o0", ...; static: the class suffix in HTML. */
const char *color_token_name(ColorToken token);
/* 0xRRGGBB of the light (print) theme. */
guint32 color_token_light(ColorToken token);

typedef enum { FONT_SANS, FONT_MONO } FontFamily;
typedef enum { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } TextAnchor;
/* A group holds the shapes up to its end: one flame graph among several on one axis. Groups do not nest. */
typedef enum {
    SHAPE_RECT,
    SHAPE_LINE,
    SHAPE_CIRCLE,
    SHAPE_PATH,
    SHAPE_TEXT,
    SHAPE_GROUP,
    SHAPE_GROUP_END
} ShapeKind;

typedef struct {
    ShapeKind kind;
    ColorToken fill, stroke;
    double stroke_width; /* points */
    gboolean is_hatched; /* fill hatched with the stroke colour (rect only) */
    gboolean is_dashed;
    double x, y;   /* rect: top left; line: from; circle: centre; text: baseline start/middle/end by anchor */
    double x2, y2; /* line: to */
    double width, height; /* rect */
    double radius;        /* circle */
    GArray *points;       /* path: of double x,y pairs; closed when fill is set; NULL otherwise */
    char *text;           /* text only; clean UTF-8 */
    FontFamily family;
    double size; /* text size, points */
    gboolean is_bold, is_italic;
    gboolean has_halo; /* paper-coloured outline under the text */
    gboolean
        is_continued; /* this text goes on where the text shape before it ended (another style in one label); anchor
                              start only; x is where the ruler says that is */
    TextAnchor anchor;
    char *
        title; /* tooltip and accessible name of a rect (flame graph frame); NULL otherwise. In an interactive
                            scene the texts that follow such a rect belong to it */
    char *data; /* machine data for the script of the page, fields split by tabs, or NULL.
                            Rect: "name\tmodule\tself\ttotal"; group: "name\ttotal\trate\twidth" */
} Shape;

typedef struct {
    double width, height;      /* points */
    char *id;                  /* unique in the report: "fig-forest" */
    char *title, *description; /* accessible name and what it shows, in words */
    GPtrArray *shapes;         /* of Shape*, owned, in drawing order */
    gboolean is_interactive;   /* a flame graph */
    double text_size;          /* the commonest size of its text, points */
    guint next_row;            /* first row that did not fit max_rows of the layout; 0: all are here */
} Scene;

/* Measures text in points. The painter's own metrics, so that layout and paint agree. */
typedef struct {
    double (*width)(const char *text, FontFamily family, double size, gboolean is_bold, gpointer data);
    gpointer data;
} TextRuler;

/* How a figure is to be laid out. */
typedef struct {
    double width;       /* points available */
    double text_size;   /* fs of design.md section 6: 13 on screen, 9 on paper */
    gboolean is_narrow; /* phone layout */
    const TextRuler *ruler;
    guint first_row, max_rows; /* the part of a long list to lay out (paper); 0, 0: all of it */
} SceneLayout;

Scene *scene_new(const char *id, double width, double height);
void scene_free(Scene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scene, scene_free)

/* Appending shapes; each returns the shape (borrowed) so that rarer fields can be set. Coordinates must be finite. */
Shape *scene_rect(Scene *scene, double x, double y, double width, double height, ColorToken fill);
Shape *scene_line(Scene *scene, double x1, double y1, double x2, double y2, ColorToken stroke,
                  double stroke_width);
Shape *scene_circle(Scene *scene, double x, double y, double radius, ColorToken fill);
Shape *scene_path(Scene *scene, const double *xy, guint n_points, ColorToken fill, ColorToken stroke,
                  double stroke_width);
Shape *scene_text(Scene *scene, double x, double y, const char *text, double size, ColorToken fill,
                  TextAnchor anchor);
Shape *scene_group(Scene *scene, const char *data);
void scene_group_end(Scene *scene);
