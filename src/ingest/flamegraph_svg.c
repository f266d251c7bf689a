/* Reading flame graphs back; see flamegraph_svg.h. Names and counts come from the titles, who calls whom from the places of
 * the rectangles. Labels are never used: they are cut to the width of their box. */
#include "ingest/flamegraph_svg.h"

#include <libxml/xmlreader.h>
#include <string.h>

#include "base/text.h"
#include "ingest/flamegraph_rows.h"
#include "ingest/flamegraph_title.h"
#include "ingest/profile_builder.h"

#define MAX_FRAMES 2000000u
#define NAME_BYTES 4096        /* of a title that is no title of a frame */
#define SEPARATOR '\n'         /* between frames; cannot occur in a name that was cleaned */
#define LARGE_TOTAL 100000000u /* more samples than any profiler takes: sums of event periods */
#define MAX_BELIEVED_RATE 1000 /* py-spy is asked for more at times, but does not keep up */
#define FG_NAMESPACE "http://github.com/jonhoo/inferno"

static gboolean has_svg_start(const SourceText *source)
{
    return memmem(source->text, MIN(source->n_text, 4096), "<svg", 4) != NULL;
}

static gboolean sniff_svg(const SourceText *source)
{
    FlamegraphTitle title;
    return has_svg_start(source) && flamegraph_title_find(source->text, source->n_text, &title);
}

static gboolean sniff_difference(const SourceText *source)
{
    FlamegraphTitle title;
    return has_svg_start(source) && flamegraph_title_find(source->text, source->n_text, &title) &&
           title.is_difference;
}

/* ------------------------------------------------------------------ reading the XML */

/* Where the reader stands. */
typedef struct {
    FlamegraphPicture *picture;
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

/* Adds the box that the reader stands on if it has a title of a frame, or the exact places that only frames have: a name attribute
 * replaces the title. FALSE when the picture is too large. */
static gboolean add_box(ReadState *state, xmlTextReader *reader)
{
    FlamegraphPicture *picture = state->picture;
    FlamegraphTitle title;
    g_autofree char *text = g_steal_pointer(&state->title);
    if (!text)
        text = mouse_title(reader);
    gboolean has_count = text && flamegraph_title_parse(text, strlen(text), &title);
    gboolean is_percent = FALSE, ignored;
    double x = read_place(reader, "x", FG_NAMESPACE, &ignored),
           width = read_place(reader, "w", FG_NAMESPACE, &ignored);
    gboolean is_exact = !isnan(x) && !isnan(width);
    if (!has_count && !is_exact)
        return TRUE;
    if (!is_exact) {
        x = read_place(reader, "x", NULL, &is_percent);
        width = read_place(reader, "width", NULL, &is_percent);
    }
    double y = read_place(reader, "y", NULL, &ignored);
    if (isnan(x) || isnan(width) || isnan(y))
        return TRUE;
    if (picture->frames->len == 0) {
        picture->is_exact = is_exact;
        picture->is_percent = is_percent;
    }
    FlamegraphBox frame = {
        .left = x, .right = x + width, .y = y, .parent = FLAMEGRAPH_NO_PARENT, .last_right = NAN};
    frame.has_count = has_count;
    if (has_count) {
        frame.count = title.count.mantissa;
        frame.decimals = title.count.decimals;
        if (!picture->unit)
            picture->unit = g_strndup(title.unit, title.n_unit);
    }
    frame.name = g_strndup(text && *text ? text : "(no title)", has_count ? title.n_name : NAME_BYTES);
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
    else if (is_named(reader, "g") || is_named(reader, "a"))
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

static void read_picture(const SourceText *source, FlamegraphPicture *picture, ReadError *error)
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

/* ------------------------------------------------------------------ into a profile */

/* Writes the names from the root down to the frame; the root "all" of the tools is no frame. FALSE when a caller is missing or the
 * stack is too deep. */
static gboolean write_stack(const FlamegraphPicture *picture, guint index, GArray *chain, GString *stack)
{
    gboolean is_all = g_str_equal(flamegraph_box(picture, 0)->name, "all");
    g_array_set_size(chain, 0);
    g_string_truncate(stack, 0);
    for (; index != 0; index = flamegraph_box(picture, index)->parent) {
        if (flamegraph_box(picture, index)->parent == FLAMEGRAPH_NO_PARENT || chain->len >= PROFILE_MAX_DEPTH)
            return FALSE;
        g_array_append_val(chain, index);
    }
    if (!is_all)
        g_array_append_val(chain, index);
    for (guint i = chain->len; i > 0; i--) {
        g_string_append(stack, flamegraph_box(picture, g_array_index(chain, guint, i - 1))->name);
        if (i > 1)
            g_string_append_c(stack, SEPARATOR);
    }
    return TRUE;
}

static gboolean add_stacks(const FlamegraphPicture *picture, ProfileBuilder *builder, ProfileError *error)
{
    g_autoptr(GArray) chain = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GString) stack = g_string_new(NULL);
    for (guint i = 0; i < picture->frames->len; i++) {
        const FlamegraphBox *frame = flamegraph_box(picture, i);
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

static void name_unit(const FlamegraphPicture *picture, Profile *profile)
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
        profile->command = text_clean_name(picture->heading, strlen(picture->heading));
}

static gboolean build_profile(const SourceText *source, FlamegraphPicture *picture, Artifact *artifact,
                              DiagList *diags)
{
    g_autoptr(ProfileBuilder) builder = profile_builder_new(SEPARATOR, source->limits);
    g_autoptr(Profile) profile = profile_new("flamegraph-svg", "weight");
    ProfileError error = {0};
    if (!flamegraph_fill_counts(picture) || !flamegraph_order_rows(picture) ||
        !flamegraph_scale_counts(picture))
        return source_reject(source, diags, 0, "the flame graph has no root that all stacks stand on");
    flamegraph_link_rows(picture);
    if (picture->n_orphans * 10 > picture->frames->len)
        return source_reject(source, diags, 0, "the boxes of the flame graph do not stand on each other");
    if (!add_stacks(picture, builder, &error) || !profile_builder_finish(builder, profile, &error))
        return source_reject(source, diags, error.line, error.message);
    if (profile->total == 0)
        return source_reject(source, diags, 0, "no stack has a weight");
    const FlamegraphBox *root = flamegraph_box(picture, 0);
    if (root->right > root->left)
        profile->pruned = MIN(1, picture->lost / (root->right - root->left));
    name_unit(picture, profile);
    g_ptr_array_add(profile->sources, artifact->input);
    g_ptr_array_add(artifact->profiles, g_steal_pointer(&profile));
    return TRUE;
}

static void svg_frame_clear(gpointer data)
{
    g_free(((FlamegraphBox *)data)->name);
}

static gboolean parse_svg(const SourceText *source, Artifact *artifact, DiagList *diags)
{
    FlamegraphPicture picture = {.frames = g_array_new(FALSE, FALSE, sizeof(FlamegraphBox))};
    ReadError error = {0};
    g_array_set_clear_func(picture.frames, svg_frame_clear);
    read_picture(source, &picture, &error);
    gboolean is_good = error.message ? source_reject(source, diags, error.line, error.message)
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
