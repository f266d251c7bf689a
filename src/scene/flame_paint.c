/* Drawing the boxes of flame graphs; see flame_paint.h. */
#include "scene/flame_paint.h"

#include <string.h>

#include "scene/chart.h"

#define PAPER_TEXT 10   /* text below this size is for paper */
#define LEAST_LETTERS 3 /* fewer are no label */
#define SWATCH .9       /* text sizes */
#define HATCHED_SWATCH 1.3
#define INDEX_COLUMNS 4
#define INDEX_LINE 1.25 /* text sizes */

void flame_painter_init(FlamePainter *painter, Scene *scene, const SceneLayout *layout)
{
    double fs = layout->text_size;
    *painter = (FlamePainter){.scene = scene, .layout = layout, .is_paper = fs < PAPER_TEXT};
    painter->text_size = painter->is_paper ? MAX(6, fs * 8.2 / 9) : fs * 12 / 13;
    painter->row_height = painter->is_paper ? fs * 10.6 / 9 : fs * 17 / 13;
    painter->gap = painter->is_paper ? .5 : .84;
    painter->index = g_ptr_array_new_with_free_func(g_free);
}

void flame_painter_clear(FlamePainter *painter)
{
    g_ptr_array_unref(painter->index);
}

/* ------------------------------------------------------------------ labels */

static double width_of(const FlamePainter *painter, const char *text, gboolean is_bold)
{
    return chart_text_width(painter->layout, text, painter->text_size, FONT_SANS, is_bold);
}

/* The longest start of the text that fits with "…" behind it; NULL when fewer than three letters do. Transfer full. */
static char *cut_label(const FlamePainter *painter, const char *text, double room)
{
    glong low = 0, high = g_utf8_strlen(text, -1); /* `low` letters fit */
    if (room < painter->text_size * 1.2)
        return NULL;
    while (low + 1 < high) {
        glong middle = (low + high) / 2;
        g_autofree char *start = g_utf8_substring(text, 0, middle);
        g_autofree char *cut = g_strconcat(start, "…", NULL);
        if (width_of(painter, cut, FALSE) <= room)
            low = middle;
        else
            high = middle;
    }
    if (low < LEAST_LETTERS)
        return NULL;
    g_autofree char *start = g_utf8_substring(text, 0, low);
    return g_strconcat(start, "…", NULL);
}

static void add_label(FlamePainter *painter, const FlameBoxLook *look, const char *text, ColorToken color)
{
    double baseline = look->y + .7 * painter->row_height;
    Shape *label = scene_text(painter->scene, look->x + .23 * painter->text_size, baseline, text,
                              painter->text_size, color, ANCHOR_START);
    label->has_halo = look->has_halo;
}

/* Number of the frame in the index, given on first use; 0 when the index is full. */
static guint index_number(FlamePainter *painter, const char *key)
{
    for (guint i = 0; i < painter->index->len; i++)
        if (g_str_equal(g_ptr_array_index(painter->index, i), key))
            return i + 1;
    if (painter->index->len >= FLAME_INDEX_MOST)
        return 0;
    g_ptr_array_add(painter->index, g_strdup(key));
    return painter->index->len;
}

static void add_number(FlamePainter *painter, const FlameBoxLook *look)
{
    double size = MAX(6, painter->text_size * .8);
    if (!painter->is_paper || !look->number_key || look->width < size * 1.35)
        return;
    guint number = index_number(painter, look->number_key);
    g_autofree char *text = g_strdup_printf("%u", number);
    if (number > 0)
        scene_text(painter->scene, look->x + look->width / 2, look->y + .68 * painter->row_height, text, size,
                   COLOR_FINK, ANCHOR_MIDDLE);
}

static void paint_label(FlamePainter *painter, const FlameBoxLook *look)
{
    double room = look->width - .5 * painter->text_size;
    if (!look->label || !*look->label)
        return;
    double width = look->width < painter->text_size ? G_MAXDOUBLE : width_of(painter, look->label, FALSE);
    if (width > room) {
        g_autofree char *cut = cut_label(painter, look->label, room);
        if (cut)
            add_label(painter, look, cut, COLOR_FINK);
        else
            add_number(painter, look);
        return;
    }
    add_label(painter, look, look->label, look->is_hatched ? COLOR_FINK2 : COLOR_FINK);
    if (!look->detail || !*look->detail)
        return;
    g_autofree char *detail = g_strconcat(" ", look->detail, NULL);
    if (width + width_of(painter, detail, FALSE) <= room)
        chart_continue(painter->scene, painter->layout, detail, painter->text_size, COLOR_FINK2);
}

void flame_paint_box(FlamePainter *painter, const FlameBoxLook *look)
{
    double width = look->width > 2 * painter->gap ? look->width - MIN(painter->gap, .6) : look->width;
    Shape *shape =
        scene_rect(painter->scene, look->x, look->y, width, painter->row_height - painter->gap, look->fill);
    shape->is_hatched = look->is_hatched;
    shape->stroke = look->stroke;
    shape->stroke_width = look->stroke == COLOR_NONE ? 0
                          : look->is_hatched         ? 1
                                                     : .06 * painter->layout->text_size;
    shape->title = g_strdup(look->title);
    shape->data = g_strdup(look->data);
    paint_label(painter, look);
}

/* ------------------------------------------------------------------ around the graph */

void flame_paint_heading(FlamePainter *painter, double y, const char *name, const char *detail)
{
    Shape *text = scene_text(painter->scene, 2, y + painter->text_size, name, painter->text_size, COLOR_INK,
                             ANCHOR_START);
    text->is_bold = TRUE;
    g_autofree char *rest = g_strconcat("   ", detail, NULL);
    if (*detail)
        chart_continue(painter->scene, painter->layout, rest, painter->text_size, COLOR_INK2);
}

static double swatches_width(const FlamePainter *painter, const FlameLegendItem *item)
{
    guint n = 0;
    while (n < G_N_ELEMENTS(item->colors) && item->colors[n] != COLOR_NONE)
        n++;
    return n * (item->is_hatched ? HATCHED_SWATCH : SWATCH) * painter->text_size;
}

static void paint_swatches(FlamePainter *painter, double x, double y, const FlameLegendItem *item)
{
    double width = (item->is_hatched ? HATCHED_SWATCH : SWATCH) * painter->text_size;
    for (guint i = 0; i < G_N_ELEMENTS(item->colors) && item->colors[i] != COLOR_NONE; i++) {
        Shape *shape =
            scene_rect(painter->scene, x + i * width, y, width, painter->text_size, item->colors[i]);
        shape->is_hatched = item->is_hatched;
        shape->stroke = !item->is_hatched             ? COLOR_NONE
                        : item->colors[i] == COLOR_R0 ? COLOR_AXIS
                                                      : COLOR_SLOWT;
        shape->stroke_width = item->is_hatched ? 1 : 0;
    }
}

double flame_paint_legend(FlamePainter *painter, double y, const FlameLegendItem *items, guint n_items)
{
    double size = painter->text_size, top = y, x = 0;
    for (guint i = 0; i < n_items; i++) {
        double swatches = swatches_width(painter, &items[i]) + .7 * size;
        double width = swatches + width_of(painter, items[i].label, FALSE);
        if (x > 0 && x + width > painter->layout->width) {
            x = 0;
            y += 1.7 * size;
        }
        paint_swatches(painter, x, y, &items[i]);
        scene_text(painter->scene, x + swatches, y + .85 * size, items[i].label, size, COLOR_INK2,
                   ANCHOR_START);
        x += width + 2 * size;
    }
    return n_items > 0 ? y + 1.4 * size - top : 0;
}

/* One entry "12  name file", shortened to its column. */
static void paint_index_entry(FlamePainter *painter, guint i, double x, double y, double room)
{
    const char *key = g_ptr_array_index(painter->index, i);
    g_auto(GStrv) parts = g_strsplit(key, "\t", 2);
    double size = painter->text_size;
    g_autofree char *number = g_strdup_printf("%u", i + 1);
    g_autofree char *full = g_strconcat(parts[0], parts[1] && *parts[1] ? " " : NULL, parts[1], NULL);
    double text_room = room - 2 * size;
    g_autofree char *cut =
        width_of(painter, full, FALSE) > text_room ? cut_label(painter, full, text_room) : NULL;
    scene_text(painter->scene, x + 1.2 * size, y, number, size, COLOR_INK2, ANCHOR_END);
    scene_text(painter->scene, x + 1.6 * size, y, cut ? cut : full, size, COLOR_INK, ANCHOR_START);
}

static guint index_rows(guint n)
{
    return (n + INDEX_COLUMNS - 1) / INDEX_COLUMNS;
}

double flame_index_height(const FlamePainter *painter, guint n)
{
    return n > 0 ? INDEX_LINE * painter->text_size * (index_rows(n) + .4) : 0;
}

double flame_paint_index(FlamePainter *painter, double y)
{
    guint n = painter->index->len, n_rows = index_rows(n);
    double column = painter->layout->width / INDEX_COLUMNS, line = INDEX_LINE * painter->text_size;
    for (guint i = 0; i < n; i++)
        paint_index_entry(painter, i, column * (i / n_rows), y + line * (i % n_rows + 1),
                          column - painter->text_size);
    return flame_index_height(painter, n);
}
