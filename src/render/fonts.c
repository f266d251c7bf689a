/* The fonts of paper; see fonts.h.
 * A private font configuration holds the named files only. It is also made the current one: Pango otherwise reads the
 * machine's configuration in a thread of its own, which costs more than all of our fonts together. Every thread has its own
 * font map, because Pango's are not safe to share. */
#include "config.h"

#include "render/fonts.h"

#include <hb.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

#ifndef FONT_DIR
#define FONT_DIR "/usr/share/fonts"
#endif

struct Fonts {
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *descriptions[N_FACES];
    PangoFont *fonts[N_FACES]; /* at FONTS_SIZE; NULL until asked for */
};

/* ------------------------------------------------------------------ finding the files */

static const char *const TEXT_FILES[] = {
    "LinLibertine_R", "LinLibertine_RI", "LinLibertine_RZ", "LinLibertine_RZI",
    "LinBiolinum_R",  "LinBiolinum_RB",  "LinBiolinum_RI",
};
static const char *const OTHER_FILES[] = {"DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSans",
                                          "DejaVuSans-Bold"};

/* Where Debian, Fedora, Arch and people put them, below a directory of fonts. */
static const char *const FOLDERS[] = {
    "opentype/linux-libertine",
    "truetype/linux-libertine",
    "truetype/dejavu",
    "linux-libertine-fonts",
    "linux-libertine-biolinum-fonts",
    "linux-libertine",
    "libertine",
    "dejavu-sans-fonts",
    "dejavu-sans-mono-fonts",
    "dejavu",
    "OTF",
    "TTF",
    "",
};

/* Directories of fonts, the most certain first. Transfer full. */
static GPtrArray *font_roots(void)
{
    GPtrArray *roots = g_ptr_array_new_with_free_func(g_free);
    const char *chosen = g_getenv("GEN_FONT_DIR");
    if (chosen && chosen[0]) {
        g_ptr_array_add(roots, g_strdup(chosen));
        return roots;
    }
    g_ptr_array_add(roots, g_strdup(FONT_DIR));
    g_ptr_array_add(roots, g_strdup("/usr/share/fonts"));
    g_ptr_array_add(roots, g_strdup("/usr/local/share/fonts"));
    for (const char *const *dir = g_get_system_data_dirs(); *dir; dir++)
        g_ptr_array_add(roots, g_build_filename(*dir, "fonts", NULL));
    g_ptr_array_add(roots, g_build_filename(g_get_user_data_dir(), "fonts", NULL));
    g_ptr_array_add(roots, g_build_filename(g_get_home_dir(), ".fonts", NULL));
    g_ptr_array_add(roots, g_strdup("/opt/homebrew/share/fonts"));
    g_ptr_array_add(roots, g_strdup("/Library/Fonts"));
    return roots;
}

/* The path of a font by its bare file name, or NULL. Transfer full. */
static char *find_font(const GPtrArray *roots, const char *name)
{
    static const char *const ENDINGS[] = {".otf", ".ttf"};
    for (guint r = 0; r < roots->len; r++)
        for (gsize f = 0; f < G_N_ELEMENTS(FOLDERS); f++)
            for (gsize e = 0; e < G_N_ELEMENTS(ENDINGS); e++) {
                g_autofree char *file = g_strconcat(name, ENDINGS[e], NULL);
                g_autofree char *path = g_build_filename(g_ptr_array_index(roots, r), FOLDERS[f], file, NULL);
                if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
                    return g_steal_pointer(&path);
            }
    return NULL;
}

/* A font that fontconfig cannot read counts as missing. */
static guint add_files(FcConfig *config, const GPtrArray *roots, const char *const *names, gsize n)
{
    guint n_found = 0;
    for (gsize i = 0; i < n; i++) {
        g_autofree char *path = find_font(roots, names[i]);
        if (path && FcConfigAppFontAddFile(config, (const FcChar8 *)path))
            n_found++;
    }
    return n_found;
}

/* ------------------------------------------------------------------ the configuration, one per process */

typedef struct {
    FcConfig *config; /* never freed */
    guint n_text, n_other;
} FontConfig;

/* Made once and kept: all font maps of all threads share it, and it is only read. */
static gpointer make_config(gpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) roots = font_roots();
    FontConfig *fonts = g_new0(FontConfig, 1);
    fonts->config = FcConfigCreate();
    if (!fonts->config)
        return fonts;
    fonts->n_text = add_files(fonts->config, roots, TEXT_FILES, G_N_ELEMENTS(TEXT_FILES));
    fonts->n_other = add_files(fonts->config, roots, OTHER_FILES, G_N_ELEMENTS(OTHER_FILES));
    FcConfigSetCurrent(fonts->config);
    return fonts;
}

static const FontConfig *font_config(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, make_config, NULL);
}

/* Any of the fonts will do in need; the text says what is missing either way. */
static gboolean is_usable(const FontConfig *config, DiagList *diags)
{
    if (config->n_text == 0 && config->n_other == 0) {
        diag_add(
            diags, DIAG_ERROR, "fonts-missing", NULL, 0, 0,
            "no font for the PDF: install Linux Libertine and DejaVu (Debian: fonts-linuxlibertine "
            "fonts-dejavu-core), name their directory in GEN_FONT_DIR, or do without: --formats html,txt");
        return FALSE;
    }
    if (config->n_text < G_N_ELEMENTS(TEXT_FILES))
        diag_add(diags, DIAG_WARNING, "fonts-missing", NULL, 0, 0,
                 "Linux Libertine is not installed whole (Debian: fonts-linuxlibertine), using DejaVu Sans "
                 "in the PDF");
    return TRUE;
}

/* ------------------------------------------------------------------ fonts of a thread */

static const struct {
    const char *family;
    PangoWeight weight;
    PangoStyle style;
} FACES[N_FACES] = {
    [FACE_SERIF] = {"Linux Libertine O,DejaVu Sans", PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL},
    [FACE_SERIF_ITALIC] = {"Linux Libertine O,DejaVu Sans", PANGO_WEIGHT_NORMAL, PANGO_STYLE_ITALIC},
    [FACE_SERIF_SEMIBOLD] = {"Linux Libertine O,DejaVu Sans", PANGO_WEIGHT_SEMIBOLD, PANGO_STYLE_NORMAL},
    [FACE_SERIF_SEMIBOLD_ITALIC] = {"Linux Libertine O,DejaVu Sans", PANGO_WEIGHT_SEMIBOLD,
                                    PANGO_STYLE_ITALIC},
    [FACE_SANS] = {"Linux Biolinum O,DejaVu Sans", PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL},
    [FACE_SANS_BOLD] = {"Linux Biolinum O,DejaVu Sans", PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL},
    [FACE_SANS_ITALIC] = {"Linux Biolinum O,DejaVu Sans", PANGO_WEIGHT_NORMAL, PANGO_STYLE_ITALIC},
    [FACE_MONO] = {"DejaVu Sans Mono", PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL},
    [FACE_MONO_BOLD] = {"DejaVu Sans Mono", PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL},
};

static void fonts_free(gpointer data)
{
    Fonts *fonts = data;
    for (int face = 0; face < N_FACES; face++) {
        g_clear_object(&fonts->fonts[face]);
        pango_font_description_free(fonts->descriptions[face]);
    }
    g_clear_object(&fonts->context);
    g_clear_object(&fonts->map);
    g_free(fonts);
}

static GPrivate thread_fonts = G_PRIVATE_INIT(fonts_free);

/* Points are units, nothing is rounded to a pixel, and the language does not come from the environment. */
static PangoContext *make_context(PangoFontMap *map)
{
    PangoContext *context = pango_font_map_create_context(map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("en"));
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
    return context;
}

/* The descriptions are reused: only their size changes from call to call. */
static Fonts *fonts_new(const FontConfig *config)
{
    Fonts *fonts = g_new0(Fonts, 1);
    fonts->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map), config->config);
    fonts->context = make_context(fonts->map);
    for (int face = 0; face < N_FACES; face++) {
        PangoFontDescription *description = pango_font_description_new();
        pango_font_description_set_family_static(description, FACES[face].family);
        pango_font_description_set_weight(description, FACES[face].weight);
        pango_font_description_set_style(description, FACES[face].style);
        fonts->descriptions[face] = description;
    }
    return fonts;
}

/* Absolute sizes are in units of the context, which are points. */
const PangoFontDescription *fonts_description(Fonts *fonts, FontFace face, double size)
{
    pango_font_description_set_absolute_size(fonts->descriptions[face], size * PANGO_SCALE);
    return fonts->descriptions[face];
}

/* Loaded on its first use; NULL is asked for again, and is as cheap. */
PangoFont *fonts_font(Fonts *fonts, FontFace face)
{
    if (!fonts->fonts[face])
        fonts->fonts[face] =
            pango_font_map_load_font(fonts->map, fonts->context, fonts_description(fonts, face, FONTS_SIZE));
    return fonts->fonts[face];
}

static Fonts *ahead; /* atomic: made by fonts_prepare, and of no thread yet */

/* The faces that every report has are loaded, too. */
static gpointer make_ahead(gpointer data G_GNUC_UNUSED)
{
    static const FontFace COMMON[] = {FACE_SERIF, FACE_SERIF_SEMIBOLD, FACE_SANS, FACE_SANS_BOLD, FACE_MONO};
    const FontConfig *config = font_config();
    if (!config->config || config->n_text + config->n_other == 0)
        return NULL;
    Fonts *fonts = fonts_new(config);
    for (gsize i = 0; i < G_N_ELEMENTS(COMMON); i++)
        fonts_font(fonts, COMMON[i]);
    g_atomic_pointer_set(&ahead, fonts);
    return NULL;
}

void fonts_prepare(void)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, make_ahead, NULL);
}

/* A thread that renders many reports loads its fonts once; the first one takes those that were made ahead. */
Fonts *fonts_of_thread(DiagList *diags)
{
    Fonts *fonts = g_private_get(&thread_fonts);
    if (fonts)
        return fonts;
    const FontConfig *config = font_config();
    if (!config->config || !is_usable(config, diags))
        return NULL;
    fonts_prepare();
    do
        fonts = g_atomic_pointer_get(&ahead);
    while (fonts && !g_atomic_pointer_compare_and_exchange(&ahead, fonts, NULL));
    if (!fonts)
        fonts = fonts_new(config);
    g_private_set(&thread_fonts, fonts);
    return fonts;
}

PangoContext *fonts_context(const Fonts *fonts)
{
    return fonts->context;
}

/* There is no bold italic: charts never need one. */
FontFace fonts_face(FontFamily family, gboolean is_bold, gboolean is_italic)
{
    if (family == FONT_MONO)
        return is_bold ? FACE_MONO_BOLD : FACE_MONO;
    return is_bold ? FACE_SANS_BOLD : is_italic ? FACE_SANS_ITALIC : FACE_SANS;
}

/* From the font itself: Pango's metrics would also measure a sample sentence. */
void fonts_extents(Fonts *fonts, FontFace face, double *ascent, double *descent)
{
    PangoFont *font = fonts_font(fonts, face);
    hb_font_extents_t extents = {.ascender = (int)(.8 * FONTS_SIZE * PANGO_SCALE),
                                 .descender = (int)(-.2 * FONTS_SIZE * PANGO_SCALE)};
    if (font)
        hb_font_get_h_extents(pango_font_get_hb_font(font), &extents);
    *ascent = extents.ascender / (FONTS_SIZE * PANGO_SCALE);
    *descent = -extents.descender / (FONTS_SIZE * PANGO_SCALE);
}
