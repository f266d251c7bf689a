/* What the charts share: names, colours, marks, axes. In: the layout of a figure. Out: shapes in its scene.
 * Lengths are in text sizes (fs) where design.md section 6 gives them so. */
#pragma once
#include "analyze/findings.h"
#include "scene/scene.h"
#include "scene/ticks.h"

/* ------------------------------------------------------------------ names and text */

#define CHART_NAME_CHARS 28

/* "fig-forest", "fig-values-json_dumps-n": unique for kind, subject and layout. Transfer full. */
char *chart_id(const char *kind, const char *subject, const SceneLayout *layout);
/* A scene for the layout with that id; the height is set when it is known. Transfer full. */
Scene *chart_scene(const char *kind, const char *subject, const SceneLayout *layout);

double chart_text_width(const SceneLayout *layout, const char *text, double size, FontFamily family,
                        gboolean is_bold);
/* A name as charts show it: at most 28 characters and at most max_width wide, shortened in its middle. Transfer full. */
char *chart_name(const SceneLayout *layout, const char *name, double size, FontFamily family,
                 double max_width);

/* Text sizes besides fs itself. On paper they are few: every size of a face costs a font in the PDF's making. */
double chart_tick_size(const SceneLayout *layout); /* 11.4 of 13; 8.5 of 9 */
double chart_small_size(const SceneLayout *layout); /* values beside the axis: .92 fs on screen */
double chart_name_size(const SceneLayout *layout); /* mono names: .92 fs */

Shape *chart_mono(Scene *scene, double x, double y, const char *text, double size, ColorToken fill);
/* A second style in the same label: appends text to the start-anchored text added last. */
Shape *chart_continue(Scene *scene, const SceneLayout *layout, const char *text, double size,
                      ColorToken fill);

/* A value of a timing with its unit ("60.5 s", "12.0 MiB", "512"); half_width decides the decimals. Transfer full. */
char *chart_value(double value, double half_width, Unit unit);
/* "60.5 ± 1.2 s"; only the value without half_width. Transfer full. */
char *chart_value_interval(double value, double half_width, Unit unit);
/* The scale of an axis in that unit up to `high`, and its symbol. */
NumberScale chart_scale(double high, Unit unit);

/* ------------------------------------------------------------------ colours and marks */

ColorToken chart_verdict_color(Verdict verdict);      /* of marks */
ColorToken chart_verdict_text_color(Verdict verdict); /* of words */
ColorToken chart_text_color(ColorToken mark);         /* the readable sister of a mark's colour */

typedef enum { MARK_DOT, MARK_SQUARE, MARK_BAR, MARK_RING, MARK_DIAMOND, MARK_HOLLOW_DIAMOND } Mark;
Mark chart_verdict_mark(Verdict verdict, gboolean has_interval);
/* A mark of radius .3 fs (times `scale`) with a paper-coloured edge. */
void chart_mark(Scene *scene, Mark mark, double x, double y, double fs, ColorToken color);
/* A horizontal interval, .16 fs thick, with caps; an end outside left..right becomes an arrow at that edge. */
void chart_interval(Scene *scene, double x_low, double x_high, double y, double left, double right, double fs,
                    ColorToken color, gboolean has_caps);

/* ------------------------------------------------------------------ axes */

typedef struct {
    double low, high; /* values at the ends */
    double x0, x1;    /* where they stand, points; x1 < x0 for upward axes */
    gboolean is_log;
} Axis;

double axis_position(const Axis *axis, double value);

/* A label under an axis, centred on x but never outside the figure. */
void chart_axis_label(Scene *scene, const SceneLayout *layout, double x, double y, const char *label);
/* Label only every n-th tick so that neighbours `pitch` points apart do not touch. */
guint chart_label_step(double pitch, double label_width);
/* Grid and labels of a log2 axis of ratios between y0 and y1 (labels below y1); the line at 1 is the base line. */
void chart_ratio_axis(Scene *scene, const SceneLayout *layout, const Axis *axis, double y0, double y1);
/* Grid and labels of a linear axis along the bottom; the unit stands at the last label. */
void chart_linear_axis(Scene *scene, const SceneLayout *layout, const Axis *axis, double y0, double y1,
                       double factor, const char *unit);
