/* Reading flame graphs back; see flamegraph_svg.h. Names and counts come from the titles, who calls whom from the places of
 * the rectangles. Labels are never used: they are cut to the width of their box. */
#include "ingest/flamegraph_svg.h"

#include <libxml/xmlreader.h>
#include <string.h>

#include "base/text.h"
#include "ingest/profile_builder.h"

#define MAX_FRAMES 2000000u
#define MAX_CANDIDATES 64    /* callers at one place: more is no flame graph */
#define SEPARATOR '\n'       /* between frames; cannot occur in a name that was cleaned */
#define PIXEL_TOLERANCE 0.11 /* flamegraph.pl writes places with one decimal */
#define PERCENT_TOLERANCE 0.0002
#define PIXEL_GAP 0.06         /* a tenth of a pixel, less rounding */
#define LARGE_TOTAL 100000000u /* more samples than any profiler takes: sums of event periods */
#define MAX_BELIEVED_RATE 1000 /* py-spy is asked for more at times, but does not keep up */
#define FG_NAMESPACE "http://github.com/jonhoo/inferno"

/* A rectangle with its title. */
typedef struct {
    char *name;         /* owned; without line ends */
    double left, right; /* pixels, per cent, or samples when is_exact */
    double y;           /* pixels */
    guint64 count;      /* in units of 10^-decimals of the title */
    guint decimals;
    guint64 children;  /* sum of their counts */
    guint parent;      /* index into frames, or NO_PARENT */
    double last_right; /* of the children so far; NAN before the first */
} SvgFrame;
#define NO_PARENT G_MAXUINT

typedef struct {
    GArray *frames;    /* of SvgFrame */
    char *unit;        /* of the first title: "samples"; NULL before */
    char *heading;     /* text of the element with id "title"; NULL when there is none */
    gboolean is_exact; /* all places are counts of samples (fg:x, fg:w) */
    gboolean is_percent;
    double lost; /* width known to be missing, in units of left and right */
    guint n_orphans;
} Picture;

/* ------------------------------------------------------------------ titles */

/* "NAME (12,345 samples, 1.23%)" taken apart, as views. */
typedef struct {
    gsize n_name;
    const char *unit;
    gsize n_unit;
    StackWeight count;
    gboolean is_difference; /* "; +1.23%" follows */
} Title;

static gsize count_digits(const char *text, gsize n)
{
    gsize i = 0;
    while (i < n && (g_ascii_isdigit(text[i]) || text[i] == ',' || text[i] == '.'))
        i++;
    return i;
}

/* Reads a number with ',' between thousands. */
static gboolean parse_count(const char *text, gsize n, StackWeight *count)
{
    char digits[40];
    gsize n_digits = 0;
    for (gsize i = 0; i < n; i++) {
        if (text[i] == ',')
            continue;
        if (n_digits == sizeof digits)
            return FALSE;
        digits[n_digits++] = text[i];
    }
    return stack_weight_parse(digits, n_digits, count);
}

/* Reads "1.23%" or "+1.23%" and returns its length, or 0. */
static gsize percent_length(const char *text, gsize n)
{
    gsize sign = n > 0 && (*text == '+' || *text == '-') ? 1 : 0;
    gsize digits = count_digits(text + sign, n - sign);
    return digits > 0 && sign + digits < n && text[sign + digits] == '%' ? sign + digits + 1 : 0;
}

static gboolean parse_title(const char *text, gsize n, Title *title)
{
    while (n > 0 && g_ascii_isspace(text[n - 1]))
        n--;
    if (n < 8 || text[n - 1] != ')')
        return FALSE;
    gsize open = n - 1;
    while (open > 0 && !(text[open] == '(' && text[open - 1] == ' '))
        open--;
    if (open == 0)
        return FALSE;
    const char *rest = text + open + 1;
    gsize n_rest = n - open - 2;
    gsize n_count = count_digits(rest, n_rest);
    const char *comma = n_count < n_rest ? memchr(rest + n_count, ',', n_rest - n_count) : NULL;
    if (n_count == 0 || !comma || rest[n_count] != ' ' || !parse_count(rest, n_count, &title->count))
        return FALSE;
    title->n_name = open - 1;
    title->unit = rest + n_count + 1;
    title->n_unit = (gsize)(comma - title->unit);
    const char *share = comma + 1;
    gsize n_share = n_rest - (gsize)(share - rest);
    if (n_share < 2 || *share != ' ')
        return FALSE;
    gsize n_percent = percent_length(share + 1, n_share - 1);
    title->is_difference = n_percent > 0 && 1 + n_percent < n_share && share[1 + n_percent] == ';';
    return n_percent > 0 && (title->is_difference || 1 + n_percent == n_share);
}

/* Finds the first frame title in the raw text of an SVG, in <title> or onmouseover="s('...')". */
static gboolean find_title(const char *text, gsize n, Title *title)
{
    static const struct {
        const char *open;
        char close;
    } places[] = {{"<title>", '<'}, {"onmouseover=\"s('", '\''}};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        const char *end = text + n;
        for (const char *p = text;
             (p = memmem(p, (gsize)(end - p), places[i].open, strlen(places[i].open)));) {
            p += strlen(places[i].open);
            const char *stop = memchr(p, places[i].close, (gsize)(end - p));
            if (stop && parse_title(p, (gsize)(stop - p), title))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean has_svg_start(const SourceText *source)
{
    return memmem(source->text, MIN(source->n_text, 4096), "<svg", 4) != NULL;
}

static gboolean sniff_svg(const SourceText *source)
{
    Title title;
    return has_svg_start(source) && find_title(source->text, source->n_text, &title);
}

static gboolean sniff_difference(const SourceText *source)
{
    Title title;
    return has_svg_start(source) && find_title(source->text, source->n_text, &title) && title.is_difference;
}

/* ------------------------------------------------------------------ reading the XML */

/* Where the reader stands. */
typedef struct {
    Picture *picture;
    char *title; /* of the open group, not used yet; owned */
    gboolean in_title, in_heading;
} ReadState;

static gboolean is_named(xmlTextReader *reader, const char *name)
{
    return xmlStrEqual(xmlTextReaderConstLocalName(reader), (const xmlChar *)name);
}

/* Reads an attribute "12.5" or "12.5%". NAN when it is missing or no number. */
static double read_place(xmlTextReader *reader, const char *name, const char *space, gboolean *is_percent)
{
    xmlChar *text = space ? xmlTextReaderGetAttributeNs(reader, (const xmlChar *)name, (const xmlChar *)space)
                          : xmlTextReaderGetAttribute(reader, (const xmlChar *)name);
    double value = NAN;
    gsize n = text ? strlen((const char *)text) : 0;
    *is_percent = n > 0 && text[n - 1] == '%';
    if (n > 0 && !number_parse((const char *)text, n - (*is_percent ? 1 : 0), &value))
        value = NAN;
    if (text)
        xmlFree(text);
    return value;
}

/* The text that oldest graphs show when the mouse is over a box: s('...'). Transfer full. */
static char *mouse_title(xmlTextReader *reader)
{
    xmlChar *text = xmlTextReaderGetAttribute(reader, (const xmlChar *)"onmouseover");
    char *title = NULL;
    gsize n = text ? strlen((const char *)text) : 0;
    if (n > 5 && g_str_has_prefix((const char *)text, "s('") && text[n - 1] == ')' && text[n - 2] == '\'')
        title = g_strndup((const char *)text + 3, n - 5);
    if (text)
        xmlFree(text);
    return title;
}

static void clean_name(char *name)
{
    for (char *p = name; *p; p++)
        if (*p == SEPARATOR || *p == '\r')
            *p = ' ';
}

/* Adds the box that the reader stands on if it has a title of a frame. FALSE when the picture is too large. */
static gboolean add_box(ReadState *state, xmlTextReader *reader)
{
    Picture *picture = state->picture;
    Title title;
    g_autofree char *text = g_steal_pointer(&state->title);
    if (!text)
        text = mouse_title(reader);
    if (!text || !parse_title(text, strlen(text), &title))
        return TRUE;
    gboolean is_percent = FALSE, ignored;
    double x = read_place(reader, "x", FG_NAMESPACE, &ignored),
           width = read_place(reader, "w", FG_NAMESPACE, &ignored);
    gboolean is_exact = !isnan(x) && !isnan(width);
    if (!is_exact) {
        x = read_place(reader, "x", NULL, &is_percent);
        width = read_place(reader, "width", NULL, &is_percent);
    }
    double y = read_place(reader, "y", NULL, &ignored);
    if (isnan(x) || isnan(width) || isnan(y))
        return TRUE;
    if (picture->frames->len == 0) {
        picture->unit = g_strndup(title.unit, title.n_unit);
        picture->is_exact = is_exact;
        picture->is_percent = is_percent;
    }
    SvgFrame frame = {.left = x, .right = x + width, .y = y, .parent = NO_PARENT, .last_right = NAN};
    frame.count = title.count.mantissa;
    frame.decimals = title.count.decimals;
    frame.name = g_strndup(text, title.n_name);
    clean_name(frame.name);
    g_array_append_val(picture->frames, frame);
    return picture->frames->len <= MAX_FRAMES && is_exact == picture->is_exact;
}

static void open_element(ReadState *state, xmlTextReader *reader)
{
    if (is_named(reader, "g") || is_named(reader, "a")) {
        char *title = mouse_title(reader);
        if (title) {
            g_free(state->title);
            state->title = title;
        }
    } else if (is_named(reader, "title")) {
        state->in_title = !xmlTextReaderIsEmptyElement(reader);
        g_clear_pointer(&state->title, g_free);
    } else if (is_named(reader, "text") && !state->picture->heading) {
        xmlChar *id = xmlTextReaderGetAttribute(reader, (const xmlChar *)"id");
        state->in_heading =
            id && xmlStrEqual(id, (const xmlChar *)"title") && !xmlTextReaderIsEmptyElement(reader);
        if (id)
            xmlFree(id);
    }
}

static void read_text(ReadState *state, xmlTextReader *reader)
{
    const char *text = (const char *)xmlTextReaderConstValue(reader);
    if (!text)
        return;
    if (state->in_title) {
        char *joined = g_strconcat(state->title ? state->title : "", text, NULL);
        g_free(state->title);
        state->title = joined;
    } else if (state->in_heading && !state->picture->heading) {
        state->picture->heading = g_strdup(text);
    }
}

static void close_element(ReadState *state, xmlTextReader *reader)
{
    if (is_named(reader, "title"))
        state->in_title = FALSE;
    else if (is_named(reader, "text"))
        state->in_heading = FALSE;
    else if (is_named(reader, "g"))
        g_clear_pointer(&state->title, g_free);
}

/* Takes one node. FALSE when the file must not be read on: entities of its own, or too many frames. */
static gboolean take_node(ReadState *state, xmlTextReader *reader)
{
    switch (xmlTextReaderNodeType(reader)) {
    case XML_READER_TYPE_ELEMENT:
        if (is_named(reader, "rect"))
            return add_box(state, reader);
        open_element(state, reader);
        return TRUE;
    case XML_READER_TYPE_END_ELEMENT:
        close_element(state, reader);
        return TRUE;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        read_text(state, reader);
        return TRUE;
    case XML_READER_TYPE_DOCUMENT_TYPE: {
        const xmlNode *subset = xmlTextReaderCurrentNode(reader);
        return !subset || !subset->children;
    }
    case XML_READER_TYPE_ENTITY_REFERENCE:
        return FALSE;
    default:
        return TRUE;
    }
}

/* Where and why reading stopped. */
typedef struct {
    char *message; /* owned; NULL when all is well */
    guint line;
} ReadError;

static void keep_error(void *data, const char *message, xmlParserSeverities severity,
                       xmlTextReaderLocatorPtr locator)
{
    ReadError *error = data;
    if (error->message || severity == XML_PARSER_SEVERITY_WARNING ||
        severity == XML_PARSER_SEVERITY_VALIDITY_WARNING)
        return;
    error->message = g_strchomp(g_strdup(message));
    error->line = (guint)MAX(0, xmlTextReaderLocatorLineNumber(locator));
}

/* Control characters are not XML, but names with them are passed on by flamegraph.pl. NULL when there are none; transfer full. */
static char *without_controls(const SourceText *source)
{
    char *copy = NULL;
    for (gsize i = 0; i < source->n_text; i++) {
        guchar c = (guchar)source->text[i];
        if (c >= 0x20 || c == '\n' || c == '\t' || c == '\r')
            continue;
        if (!copy)
            copy = g_strndup(source->text, source->n_text);
        copy[i] = '?';
    }
    return copy;
}

static void read_picture(const SourceText *source, Picture *picture, ReadError *error)
{
    g_autofree char *clean = without_controls(source);
    const char *text = clean ? clean : source->text;
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlTextReader *reader = source->n_text > G_MAXINT
                                ? NULL
                                : xmlReaderForMemory(text, (int)source->n_text, NULL, "UTF-8", options);
    if (!reader) {
        error->message = g_strdup("the file is too large for an SVG");
        return;
    }
    ReadState state = {.picture = picture};
    gboolean is_good = TRUE;
    int status = 1;
    xmlTextReaderSetErrorHandler(reader, keep_error, error);
    while (is_good && (status = xmlTextReaderRead(reader)) == 1)
        is_good = take_node(&state, reader);
    if ((!is_good || status < 0) && !error->message)
        error->message = g_strdup(is_good ? "not well-formed XML"
                                          : "the SVG has entities of its own or boxes that do not fit");
    g_free(state.title);
    xmlDoc *document = xmlTextReaderCurrentDoc(reader); /* asking for it makes it ours */
    xmlFreeTextReader(reader);
    xmlFreeDoc(document);
}

/* ------------------------------------------------------------------ who calls whom */

static SvgFrame *frame_at(const Picture *picture, guint index)
{
    return &g_array_index(picture->frames, SvgFrame, index);
}

static int compare_places(gconstpointer a, gconstpointer b)
{
    const SvgFrame *x = a, *y = b;
    if (x->y != y->y)
        return x->y < y->y ? -1 : 1;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    if (x->right != y->right)
        return x->right < y->right ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Brings the frames into rows, the root's first. FALSE when there is no root. */
static gboolean order_rows(Picture *picture)
{
    guint n = picture->frames->len;
    if (n == 0)
        return FALSE;
    g_array_sort(picture->frames, compare_places);
    const SvgFrame *first = frame_at(picture, 0), *last = frame_at(picture, n - 1);
    gboolean first_alone = n == 1 || frame_at(picture, 1)->y != first->y;
    gboolean last_alone = n == 1 || frame_at(picture, n - 2)->y != last->y;
    gboolean root_is_last = last_alone && (!first_alone || last->count > first->count ||
                                           (last->count == first->count && g_str_equal(last->name, "all")));
    if (!first_alone && !last_alone)
        return FALSE;
    if (root_is_last) {
        for (guint i = 0; i < n; i++)
            frame_at(picture, i)->y *= -1;
        g_array_sort(picture->frames, compare_places);
    }
    return TRUE;
}

/* Brings all counts to the same decimals. FALSE when they do not fit. */
static gboolean scale_counts(Picture *picture)
{
    guint decimals = 0;
    for (guint i = 0; i < picture->frames->len; i++)
        decimals = MAX(decimals, frame_at(picture, i)->decimals);
    for (guint i = 0; i < picture->frames->len; i++)
        for (SvgFrame *frame = frame_at(picture, i); frame->decimals < decimals; frame->decimals++)
            if (__builtin_mul_overflow(frame->count, (guint64)10, &frame->count))
                return FALSE;
    return TRUE;
}

/* How well `parent` fits as the caller: 0 not at all, else more is better. */
static guint fit(const SvgFrame *parent, const SvgFrame *child, double tolerance)
{
    double centre = (child->left + child->right) / 2;
    if (child->left < parent->left - tolerance || child->right > parent->right + tolerance)
        return 0;
    gboolean has_room = parent->count >= parent->children && parent->count - parent->children >= child->count;
    gboolean has_centre = centre >= parent->left && centre <= parent->right;
    return 1 + (has_centre ? 1u : 0u) + (has_room ? 2u : 0u);
}

/* Finds the caller of frame `child` among the frames of the row above, [from, to); *hint moves along with the row. */
static void find_parent(Picture *picture, guint child_index, guint *hint, guint to, double tolerance)
{
    SvgFrame *child = frame_at(picture, child_index);
    guint best_fit = 0;
    while (*hint < to && frame_at(picture, *hint)->right < child->left - tolerance)
        (*hint)++;
    for (guint i = *hint;
         i < MIN(to, *hint + MAX_CANDIDATES) && frame_at(picture, i)->left <= child->left + tolerance; i++) {
        guint value = fit(frame_at(picture, i), child, tolerance);
        if (value > best_fit) {
            best_fit = value;
            child->parent = i;
        }
    }
    if (best_fit == 0) {
        picture->n_orphans++;
        return;
    }
    SvgFrame *parent = frame_at(picture, child->parent);
    double gap = isnan(parent->last_right) ? 0 : child->left - parent->last_right;
    if (gap > (picture->is_exact ? 0 : picture->is_percent ? PERCENT_TOLERANCE : PIXEL_GAP))
        picture->lost += gap;
    parent->last_right = child->right;
    parent->children += child->count;
}

/* Gaps behind the last child; those before the first are a frame's own time. */
static void count_lost_ends(Picture *picture)
{
    double least = picture->is_exact ? 0 : picture->is_percent ? PERCENT_TOLERANCE : PIXEL_GAP;
    for (guint i = 0; i < picture->frames->len; i++) {
        const SvgFrame *frame = frame_at(picture, i);
        double gap = isnan(frame->last_right) ? 0 : frame->right - frame->last_right;
        if (gap > least)
            picture->lost += gap;
    }
}

static void link_rows(Picture *picture)
{
    double tolerance = picture->is_exact ? 0 : picture->is_percent ? PERCENT_TOLERANCE : PIXEL_TOLERANCE;
    guint row_start = 0, above_start = 0, hint = 0;
    for (guint i = 1; i < picture->frames->len; i++) {
        if (frame_at(picture, i)->y != frame_at(picture, i - 1)->y) {
            above_start = row_start;
            row_start = i;
            hint = above_start;
        }
        find_parent(picture, i, &hint, row_start, tolerance);
    }
    count_lost_ends(picture);
}

/* ------------------------------------------------------------------ into a profile */

/* Writes the names from the root down to the frame; the root "all" of the tools is no frame. FALSE when a caller is missing or the
 * stack is too deep. */
static gboolean write_stack(const Picture *picture, guint index, GArray *chain, GString *stack)
{
    gboolean is_all = g_str_equal(frame_at(picture, 0)->name, "all");
    g_array_set_size(chain, 0);
    g_string_truncate(stack, 0);
    for (; index != 0; index = frame_at(picture, index)->parent) {
        if (frame_at(picture, index)->parent == NO_PARENT || chain->len >= PROFILE_MAX_DEPTH)
            return FALSE;
        g_array_append_val(chain, index);
    }
    if (!is_all)
        g_array_append_val(chain, index);
    for (guint i = chain->len; i > 0; i--) {
        g_string_append(stack, frame_at(picture, g_array_index(chain, guint, i - 1))->name);
        if (i > 1)
            g_string_append_c(stack, SEPARATOR);
    }
    return TRUE;
}

static gboolean add_stacks(const Picture *picture, ProfileBuilder *builder, ProfileError *error)
{
    g_autoptr(GArray) chain = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GString) stack = g_string_new(NULL);
    for (guint i = 0; i < picture->frames->len; i++) {
        const SvgFrame *frame = frame_at(picture, i);
        if (frame->count <= frame->children || !write_stack(picture, i, chain, stack))
            continue;
        StackWeight weight = {frame->count - frame->children, frame->decimals};
        if (!profile_builder_add_copy(builder, stack->str, stack->len, weight, 0, error))
            return FALSE;
    }
    return TRUE;
}

/* The rate that py-spy was asked for, from its command line in the heading; NAN when unknown or not to be believed. */
static double heading_rate(const char *heading)
{
    g_auto(GStrv) words = g_strsplit_set(heading, " ", -1);
    double rate = 100; /* py-spy's default */
    if (!words[0] || !words[1] || !g_str_has_suffix(words[0], "py-spy") || !g_str_equal(words[1], "record"))
        return NAN;
    for (guint i = 2; words[i] && words[i + 1]; i++)
        if (g_str_equal(words[i], "--rate") || g_str_equal(words[i], "-r"))
            if (!number_parse(words[i + 1], strlen(words[i + 1]), &rate))
                return NAN;
    return rate > 0 && rate <= MAX_BELIEVED_RATE ? rate : NAN;
}

static void name_unit(const Picture *picture, Profile *profile)
{
    static const struct {
        const char *unit;
        double per_second;
    } times[] = {{"ns", 1e9}, {"us", 1e6}, {"µs", 1e6}, {"ms", 1e3}};
    if (g_str_equal(picture->unit, "bytes"))
        profile->weight_unit = "bytes";
    else if (g_str_equal(picture->unit, "cycles"))
        profile->weight_unit = "cycles";
    else if (g_str_equal(picture->unit, "samples") && profile_weight(profile, profile->total) <= LARGE_TOTAL)
        profile->weight_unit = "samples";
    for (gsize i = 0; i < G_N_ELEMENTS(times); i++)
        if (g_str_equal(picture->unit, times[i].unit))
            profile->weight_per_second = times[i].per_second;
    if (!picture->heading)
        return;
    profile->sample_rate = heading_rate(picture->heading);
    if (g_str_equal(profile->weight_unit, "samples"))
        profile->weight_per_second = profile->sample_rate;
    if (strstr(picture->heading, "py-spy record"))
        profile->command = text_clean_bytes(picture->heading, strlen(picture->heading));
}

static gboolean reject(const SourceText *source, DiagList *diags, guint line, const char *message)
{
    diag_add(diags, DIAG_ERROR, "damaged-input", source->path, line, 0, "%s", message);
    return FALSE;
}

static gboolean build_profile(const SourceText *source, Picture *picture, Artifact *artifact, DiagList *diags)
{
    g_autoptr(ProfileBuilder) builder = profile_builder_new(SEPARATOR);
    g_autoptr(Profile) profile = profile_new("flamegraph-svg", "weight");
    ProfileError error = {0};
    if (!order_rows(picture) || !scale_counts(picture))
        return reject(source, diags, 0, "the flame graph has no root that all stacks stand on");
    link_rows(picture);
    if (picture->n_orphans * 10 > picture->frames->len)
        return reject(source, diags, 0, "the boxes of the flame graph do not stand on each other");
    if (!add_stacks(picture, builder, &error) || !profile_builder_finish(builder, profile, &error))
        return reject(source, diags, error.line, error.message);
    if (profile->total == 0)
        return reject(source, diags, 0, "no stack has a weight");
    const SvgFrame *root = frame_at(picture, 0);
    if (root->right > root->left)
        profile->pruned = MIN(1, picture->lost / (root->right - root->left));
    name_unit(picture, profile);
    g_ptr_array_add(profile->sources, artifact->input);
    g_ptr_array_add(artifact->profiles, g_steal_pointer(&profile));
    return TRUE;
}

static void svg_frame_clear(gpointer data)
{
    g_free(((SvgFrame *)data)->name);
}

static gboolean parse_svg(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    Picture picture = {.frames = g_array_new(FALSE, FALSE, sizeof(SvgFrame))};
    ReadError error = {0};
    g_array_set_clear_func(picture.frames, svg_frame_clear);
    read_picture(source, &picture, &error);
    gboolean is_good = error.message ? reject(source, diags, error.line, error.message)
                                     : build_profile(source, &picture, artifact, diags);
    g_array_unref(picture.frames);
    g_free(picture.unit);
    g_free(picture.heading);
    g_free(error.message);
    return is_good;
}

const InputFormat format_flamegraph_difference = {
    "flamegraph-svg-difference", sniff_difference, NULL,
    "a differential flame graph shows two profiles at once: keep the two folded files or flame graphs it was "
    "made from",
    NULL};
const InputFormat format_flamegraph_svg = {"flamegraph-svg", sniff_svg, parse_svg, NULL, NULL};
