/* The author's notes; see notes.h. Live values are looked up before md4c sees the text, and stand in it as marks of the private use area
 * that no Markdown syntax touches; the text callback puts the values in their place. */
#include "report/notes.h"

#include <libxml/HTMLparser.h>
#include <md4c.h>
#include <string.h>

#include "base/text.h"
#include "report/live_value.h"
#include "report/notes_picture.h"

#define MARK_BEGIN "\xee\x80\x80" /* U+E000, then the number of the value, then U+E001 */
#define MARK_END "\xee\x80\x81"
#define MARK_BYTES 3
#define MOST_EXPRESSION 200 /* bytes between the braces */
#define OUTPUT_FACTOR                                                                                        \
    32 /* md4c writes a reference link out wherever it is used: a small file could grow without end */
#define MOST_VALUES 1000       /* live values in a file: each is looked up, or told with its line */
#define MOST_PICTURES 50       /* in a file: each is put inside the report */
#define MOST_NESTED 64         /* elements in each other: a tree of them is walked by recursion */
#define OUTPUT_LEAST (1 << 16) /* bytes that are always allowed */

/* One file on its way. */
typedef struct {
    const Notes *notes;
    const Findings *findings;
    ModelBuilder *builder;
    DiagList *diags;
    GString *markdown;  /* the text with marks instead of live values */
    GPtrArray *values;  /* of char*: display text by number */
    GArray *is_unknown; /* of gboolean by number: no value, the braces themselves */
    guint n_braces;     /* live values begun, those without an end too */
    xmlNodePtr node;    /* the element that is open */
    guint first_level;  /* least level of a heading in the file */
    guint n_image;      /* images that are open: their content is the alternative text */
    GString *image_text;
    guint n_pictures; /* shown */
    gsize n_left;     /* bytes that may still be written */
    guint n_nested;   /* elements that are open */
    const char *stop; /* why the rest of the file is left out; NULL: it is not */
} Prose;

/* ------------------------------------------------------------------ live values */

static void report_problem(const Prose *prose, gsize offset, const char *problem)
{
    guint line = 0, column = 0;
    text_locate(prose->notes->text, strlen(prose->notes->text), offset, &line, &column);
    diag_add(prose->diags, DIAG_ERROR, "notes", prose->notes->input->path, line, column, "%s", problem);
}

static void append_mark(Prose *prose, char *value, gboolean is_unknown)
{
    g_string_append_printf(prose->markdown, MARK_BEGIN "%u" MARK_END, prose->values->len);
    g_ptr_array_add(prose->values, value);
    g_array_append_val(prose->is_unknown, is_unknown);
}

/* Counts the braces at p. FALSE when there were too many, which is told once. */
static gboolean count_braces(Prose *prose, const char *p)
{
    if (prose->n_braces == MOST_VALUES)
        report_problem(prose, (gsize)(p - prose->notes->text),
                       "more than " G_STRINGIFY(MOST_VALUES) " live values: the rest stay in their braces");
    prose->n_braces += prose->n_braces <= MOST_VALUES ? 1 : 0;
    return prose->n_braces <= MOST_VALUES;
}

/* The two braces that close, on the same line and not far away; NULL when there are none. */
static const char *find_end(const char *inner)
{
    gsize n = strnlen(inner, MOST_EXPRESSION + 2);
    const char *newline = memchr(inner, '\n', n);
    return g_strstr_len(inner, newline ? newline - inner : (gssize)n, "}}");
}

/* Takes "{{...}}" at p. Returns what follows it; NULL when it does not end on its line, or when there were too many. */
static const char *take_value(Prose *prose, const char *p)
{
    const char *inner = p + 2, *end = find_end(inner);
    if (!count_braces(prose, p))
        return NULL;
    if (!end) {
        report_problem(prose, (gsize)(p - prose->notes->text),
                       "two braces that no two braces close on this line");
        return NULL;
    }
    gsize n = (gsize)(end - inner);
    g_autofree char *expression = g_strndup(inner, n);
    g_autofree char *problem = NULL;
    char *value = live_value(prose->findings, expression, &problem);
    gboolean is_unknown = !value;
    if (is_unknown) {
        g_autofree char *clean = text_clean_line(expression, MOST_EXPRESSION);
        g_autofree char *message = g_strdup_printf("{{%s}}: %s", clean, problem);
        report_problem(prose, (gsize)(p - prose->notes->text), message);
    }
    append_mark(prose, value ? value : g_strdup_printf("{{%s}}", expression), is_unknown);
    return end + 2;
}

/* The text with marks; what looks like a mark already is none. */
static void resolve_values(Prose *prose)
{
    for (const char *p = prose->notes->text; *p;) {
        const char *after = NULL;
        if (g_str_has_prefix(p, "{{{{")) {
            g_string_append(prose->markdown, "{{");
            after = p + 4;
        } else if (g_str_has_prefix(p, "{{")) {
            after = take_value(prose, p);
        } else if (g_str_has_prefix(p, MARK_BEGIN) || g_str_has_prefix(p, MARK_END)) {
            g_string_append(prose->markdown, "\xef\xbf\xbd");
            after = p + MARK_BYTES;
        }
        if (after) {
            p = after;
        } else {
            gsize n = p[0] == '{' && p[1] == '{' ? 2 : 1;
            g_string_append_len(prose->markdown, p, (gssize)n);
            p += n;
        }
    }
}

/* The value of the mark at p; NULL when there is none. *after gets what follows it. */
static const char *value_at(const Prose *prose, const char *p, gsize n, gsize *number, gsize *n_mark)
{
    if (n < 2 * MARK_BYTES || memcmp(p, MARK_BEGIN, MARK_BYTES) != 0)
        return NULL;
    gsize i = MARK_BYTES, value = 0;
    for (; i < n && g_ascii_isdigit(p[i]) && value < prose->values->len; i++)
        value = 10 * value + (gsize)(p[i] - '0');
    if (i + MARK_BYTES > n || memcmp(p + i, MARK_END, MARK_BYTES) != 0 || value >= prose->values->len)
        return NULL;
    *number = value;
    *n_mark = i + MARK_BYTES;
    return g_ptr_array_index(prose->values, value);
}

/* The text with values in the place of marks. Transfer full. */
static char *with_values(const Prose *prose, const char *text, gsize n)
{
    GString *out = g_string_sized_new(n);
    gsize number = 0, n_mark = 0;
    for (gsize i = 0; i < n;) {
        const char *value = value_at(prose, text + i, n - i, &number, &n_mark);
        if (value)
            g_string_append(out, value);
        else
            g_string_append_c(out, text[i]);
        i += value ? n_mark : 1;
    }
    return g_string_free(out, FALSE);
}

/* ------------------------------------------------------------------ text */

/* Control characters are made visible but for those that lay out a listing. */
static char *clean_text(const char *text, gsize n)
{
    g_autoptr(GString) out = g_string_sized_new(n);
    for (gsize i = 0; i < n;) {
        gsize n_line = 0;
        while (i + n_line < n && text[i + n_line] != '\n' && text[i + n_line] != '\t')
            n_line++;
        g_autofree char *clean = text_clean_bytes(text + i, n_line);
        g_string_append(out, clean);
        i += n_line;
        if (i < n)
            g_string_append_c(out, text[i++]);
    }
    return g_strndup(out->str, out->len);
}

static gboolean spend(Prose *prose, gsize n)
{
    if (!prose->stop && n > prose->n_left)
        prose->stop = "grow to more than " G_STRINGIFY(OUTPUT_FACTOR) " times their length";
    prose->n_left -= prose->stop ? 0 : n;
    return !prose->stop;
}

static void append_text(Prose *prose, const char *text, gsize n)
{
    g_autofree char *clean = clean_text(text, n);
    if (prose->n_image > 0)
        g_string_append(prose->image_text, clean);
    else if (*clean && spend(prose, strlen(clean)))
        xmlAddChild(prose->node, xmlNewText(BAD_CAST clean));
}

static void append_value(Prose *prose, const char *value, gsize number)
{
    if (prose->n_image > 0) {
        g_string_append(prose->image_text, value);
        return;
    }
    if (!spend(prose, strlen(value)))
        return;
    xmlNodePtr span = element_add_text(prose->node, "span", value);
    element_set(span, "class", g_array_index(prose->is_unknown, gboolean, number) ? "slow" : "live");
}

/* Plain runs as text, marks as elements of their own. */
static void append_marked(Prose *prose, const char *text, gsize n)
{
    gsize start = 0, number = 0, n_mark = 0;
    for (gsize i = 0; i < n;) {
        const char *value = value_at(prose, text + i, n - i, &number, &n_mark);
        if (!value) {
            i++;
            continue;
        }
        append_text(prose, text + start, i - start);
        append_value(prose, value, number);
        start = i += n_mark;
    }
    append_text(prose, text + start, n - start);
}

/* The character of "&amp;", "&#39;" or "&#x27;"; 0 for none that HTML 4 knows. */
static gunichar entity_character(const char *text, gsize n)
{
    g_autofree char *name = g_strndup(text + 1, n > 2 ? n - 2 : 0);
    if (name[0] != '#') {
        const htmlEntityDesc *entity = htmlEntityLookup(BAD_CAST name);
        return entity ? entity->value : 0;
    }
    gboolean is_hexadecimal = name[1] == 'x' || name[1] == 'X';
    guint64 value = 0;
    return g_ascii_string_to_unsigned(name + (is_hexadecimal ? 2 : 1), is_hexadecimal ? 16 : 10, 1, 0x10ffff,
                                      &value, NULL) &&
                   g_unichar_validate((gunichar)value)
               ? (gunichar)value
               : 0xfffd;
}

static void append_entity(Prose *prose, const char *text, gsize n)
{
    gunichar character = entity_character(text, n);
    char utf8[8] = "";
    if (character == 0) {
        append_text(prose, text, n);
        return;
    }
    append_text(prose, utf8, (gsize)g_unichar_to_utf8(character, utf8));
}

/* ------------------------------------------------------------------ callbacks of md4c */

static xmlNodePtr open_element(Prose *prose, const char *name)
{
    if (++prose->n_nested > MOST_NESTED && !prose->stop)
        prose->stop = "nest more than " G_STRINGIFY(MOST_NESTED) " deep";
    prose->node = element_add(prose->node, name);
    return prose->node;
}

static void close_element(Prose *prose)
{
    prose->n_nested--;
    prose->node = prose->node->parent;
}

static int is_over(const Prose *prose)
{
    return prose->stop ? 1 : 0; /* md4c stops at anything but 0 */
}

/* An attribute of Markdown as text. Transfer full. */
static char *attribute_text(const Prose *prose, const MD_ATTRIBUTE *attribute)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; attribute->text && attribute->substr_offsets[i] < attribute->size; i++) {
        const char *part = attribute->text + attribute->substr_offsets[i];
        gsize n = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
        gunichar character = attribute->substr_types[i] == MD_TEXT_ENTITY ? entity_character(part, n) : 0;
        g_autofree char *plain = with_values(prose, part, n);
        if (character)
            g_string_append_unichar(text, character);
        else
            g_string_append(text, plain);
    }
    g_autofree char *raw = g_string_free(text, FALSE);
    return text_clean_bytes(raw, strlen(raw));
}

static void open_heading(Prose *prose, guint level)
{
    static const char *const names[] = {"h3", "h4", "h5", "h6"};
    guint depth = level > prose->first_level ? level - prose->first_level : 0;
    open_element(prose, names[MIN(depth, G_N_ELEMENTS(names) - 1)]);
}

static void open_list(Prose *prose, const MD_BLOCK_OL_DETAIL *detail)
{
    xmlNodePtr list = open_element(prose, "ol");
    if (detail->start != 1)
        element_set_count(list, "start", detail->start);
}

static void open_cell(Prose *prose, const char *name, const MD_BLOCK_TD_DETAIL *detail)
{
    xmlNodePtr cell = open_element(prose, name);
    if (detail->align == MD_ALIGN_RIGHT)
        element_set(cell, "class", "n");
    if (name[1] == 'h')
        element_set(cell, "scope", "col");
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    static const char *const names[] = {
        [MD_BLOCK_QUOTE] = "blockquote", [MD_BLOCK_UL] = "ul",       [MD_BLOCK_LI] = "li", [MD_BLOCK_P] = "p",
        [MD_BLOCK_THEAD] = "thead",      [MD_BLOCK_TBODY] = "tbody", [MD_BLOCK_TR] = "tr"};
    Prose *prose = data;
    switch (type) {
    case MD_BLOCK_DOC:
        break;
    case MD_BLOCK_H:
        open_heading(prose, ((const MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_OL:
        open_list(prose, detail);
        break;
    case MD_BLOCK_HR:
        open_element(prose, "hr");
        break;
    case MD_BLOCK_CODE:
        open_element(prose, "pre");
        open_element(prose, "code");
        break;
    case MD_BLOCK_HTML:
        open_element(prose, "p");
        break;
    case MD_BLOCK_TABLE:
        element_set(open_element(prose, "div"), "class", "tw");
        open_element(prose, "table");
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        open_cell(prose, type == MD_BLOCK_TH ? "th" : "td", detail);
        break;
    default:
        open_element(prose, names[type]);
    }
    return is_over(prose);
}

static int leave_block(MD_BLOCKTYPE type, void *detail G_GNUC_UNUSED, void *data)
{
    Prose *prose = data;
    if (type == MD_BLOCK_DOC)
        return is_over(prose);
    close_element(prose);
    if (type == MD_BLOCK_CODE || type == MD_BLOCK_TABLE)
        close_element(prose);
    return is_over(prose);
}

/* Nothing that runs: other schemes stay as text. */
static gboolean is_web_link(const char *href)
{
    return href[0] == '#' || g_ascii_strncasecmp(href, "http://", 7) == 0 ||
           g_ascii_strncasecmp(href, "https://", 8) == 0;
}

static void open_link(Prose *prose, const MD_SPAN_A_DETAIL *detail)
{
    g_autofree char *href = attribute_text(prose, &detail->href);
    g_autofree char *title = attribute_text(prose, &detail->title);
    gboolean is_allowed = is_web_link(href);
    xmlNodePtr link = open_element(prose, is_allowed ? "a" : "span");
    if (is_allowed && spend(prose, strlen(href)))
        element_set(link, "href", href);
    else if (!is_allowed)
        diag_add(prose->diags, DIAG_WARNING, "notes", prose->notes->input->path, 0, 0,
                 "link left out: \"%s\" is neither http, https nor a fragment", href);
    if (title[0] && spend(prose, strlen(title)))
        element_set(link, "title", title);
}

static int enter_span(MD_SPANTYPE type, void *detail, void *data)
{
    static const char *const names[] = {
        [MD_SPAN_EM] = "em", [MD_SPAN_STRONG] = "strong", [MD_SPAN_CODE] = "code", [MD_SPAN_DEL] = "del"};
    Prose *prose = data;
    if (type == MD_SPAN_IMG)
        prose->n_image++;
    else if (prose->n_image == 0 && type == MD_SPAN_A)
        open_link(prose, detail);
    else if (prose->n_image == 0)
        open_element(prose, type < G_N_ELEMENTS(names) && names[type] ? names[type] : "span");
    return is_over(prose);
}

/* A picture that cannot be shown is named. */
static void name_image(Prose *prose, const char *source, const char *text, const char *problem)
{
    diag_add(prose->diags, DIAG_WARNING, "notes", prose->notes->input->path, 0, 0,
             "picture not shown: \"%s\" stands as its text (%s)", source, problem);
    g_autofree char *shown = g_strdup_printf("[%s%s%s]", text, text[0] && source[0] ? ": " : "", source);
    append_text(prose, shown, strlen(shown));
}

/* A report is one file that needs no other: a picture is put inside, in its own size. */
static void close_image(Prose *prose, const MD_SPAN_IMG_DETAIL *detail)
{
    g_autofree char *source = attribute_text(prose, &detail->src);
    g_autofree char *text = g_strdup(prose->image_text->str);
    g_string_truncate(prose->image_text, 0);
    Picture picture;
    const char *problem = "a file has 50 pictures at most";
    g_autofree char *data = prose->n_pictures < MOST_PICTURES
                                ? notes_picture(prose->builder, prose->notes, source, &picture, &problem)
                                : NULL;
    if (!data) {
        name_image(prose, source, text, problem);
        return;
    }
    g_autofree char *width = g_strdup_printf("%u", picture.width),
                    *height = g_strdup_printf("%u", picture.height);
    xmlNodePtr image = element_add(prose->node, "img");
    element_set(image, "src", data);
    element_set(image, "alt", text[0] ? text : source);
    element_set(image, "width", width);
    element_set(image, "height", height);
    prose->n_pictures++;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *data)
{
    Prose *prose = data;
    if (type == MD_SPAN_IMG && --prose->n_image == 0)
        close_image(prose, detail);
    else if (type != MD_SPAN_IMG && prose->n_image == 0)
        close_element(prose);
    return is_over(prose);
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE n, void *data)
{
    Prose *prose = data;
    if (type == MD_TEXT_BR && prose->n_image == 0)
        element_add(prose->node, "br");
    else if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        append_text(prose, "\n", 1);
    else if (type == MD_TEXT_ENTITY)
        append_entity(prose, text, n);
    else if (type == MD_TEXT_NULLCHAR)
        append_text(prose, "\xef\xbf\xbd", 3);
    else
        append_marked(prose, text, n);
    return is_over(prose);
}

/* ------------------------------------------------------------------ one file */

/* The first pass only asks for the least level of a heading. */
static int note_level(MD_BLOCKTYPE type, void *detail, void *data)
{
    guint *least = data;
    if (type == MD_BLOCK_H)
        *least = MIN(*least, ((const MD_BLOCK_H_DETAIL *)detail)->level);
    return 0;
}

static int ignore_block(MD_BLOCKTYPE type G_GNUC_UNUSED, void *detail G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
    return 0;
}

static int ignore_span(MD_SPANTYPE type G_GNUC_UNUSED, void *detail G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
    return 0;
}

static int ignore_text(MD_TEXTTYPE type G_GNUC_UNUSED, const MD_CHAR *text G_GNUC_UNUSED,
                       MD_SIZE n G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
    return 0;
}

#define FLAGS (MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML)

static guint least_level(const GString *markdown)
{
    guint least = 6;
    MD_PARSER parser = {.flags = FLAGS,
                        .enter_block = note_level,
                        .leave_block = ignore_block,
                        .enter_span = ignore_span,
                        .leave_span = ignore_span,
                        .text = ignore_text};
    md_parse(markdown->str, (MD_SIZE)markdown->len, &parser, &least);
    return least;
}

/* The heading that a file of a folder has by its name, when it does not begin with its own. */
static void add_title(xmlNodePtr parent, const char *name)
{
    g_autofree char *title =
        g_strdup(g_str_has_prefix(name, "appendix-") ? name + strlen("appendix-") : name);
    g_strdelimit(title, "-_", ' ');
    title[0] = g_ascii_toupper(title[0]);
    g_autofree char *appendix = g_strconcat("Appendix: ", title, NULL);
    element_add_text(parent, "h3", g_str_has_prefix(name, "appendix-") ? appendix : title);
}

static void parse(Prose *prose, xmlNodePtr parent)
{
    MD_PARSER parser = {.flags = FLAGS,
                        .enter_block = enter_block,
                        .leave_block = leave_block,
                        .enter_span = enter_span,
                        .leave_span = leave_span,
                        .text = take_text};
    prose->node = parent;
    prose->first_level = least_level(prose->markdown);
    md_parse(prose->markdown->str, (MD_SIZE)prose->markdown->len, &parser, prose);
    if (prose->stop)
        diag_add(prose->diags, DIAG_ERROR, "notes", prose->notes->input->path, 0, 0,
                 "the notes %s and end early", prose->stop);
}

/* Into an element <notes>: XHTML in <div>, and the Markdown with its values in <source>. */
static void add_file(ModelBuilder *builder, const Notes *notes, xmlNodePtr parent, DiagList *diags)
{
    Prose prose = {.notes = notes,
                   .findings = builder->findings,
                   .builder = builder,
                   .diags = diags,
                   .markdown = g_string_new(NULL),
                   .values = g_ptr_array_new_with_free_func(g_free),
                   .is_unknown = g_array_new(FALSE, FALSE, sizeof(gboolean)),
                   .image_text = g_string_new(NULL),
                   .n_left = OUTPUT_LEAST + OUTPUT_FACTOR * strlen(notes->text)};
    resolve_values(&prose);
    if (strcmp(notes->name, "notes") != 0 && notes->text[strspn(notes->text, " \n")] != '#')
        add_title(parent, notes->name);
    parse(&prose, parent);
    g_string_free(prose.markdown, TRUE);
    g_string_free(prose.image_text, TRUE);
    g_ptr_array_unref(prose.values);
    g_array_unref(prose.is_unknown);
}

/* "From notes.md; dotted numbers are live values." */
static void add_source(xmlNodePtr parent, const GPtrArray *notes)
{
    xmlNodePtr line = element_add(parent, "p");
    element_set(line, "class", "src");
    xmlAddChild(line, xmlNewText(BAD_CAST "From "));
    for (guint i = 0; i < notes->len; i++) {
        const Notes *file = g_ptr_array_index(notes, i);
        if (i > 0)
            xmlAddChild(line, xmlNewText(BAD_CAST ", "));
        element_add_text(line, "code", file->input->path);
    }
    xmlAddChild(line, xmlNewText(BAD_CAST "; its live values come from the measurements."));
}

void notes_add(ModelBuilder *builder, DiagList *diags)
{
    const GPtrArray *notes = builder->findings->benchmark->notes;
    if (notes->len == 0)
        return;
    xmlNodePtr all = element_add(builder->root, "notes");
    element_set(all, "name", "notes");
    add_source(all, notes);
    for (guint i = 0; i < notes->len; i++) {
        const Notes *file = g_ptr_array_index(notes, i);
        add_file(builder, file, all, diags);
    }
    for (guint i = 0; i < notes->len; i++) {
        const Notes *file = g_ptr_array_index(notes, i);
        g_autoptr(DiagList) told = diag_list_new(); /* what is wrong was said above */
        if (strcmp(file->name, "notes") == 0)
            continue;
        xmlNodePtr own = element_add(builder->root, "notes");
        element_set(own, "name", file->name);
        add_file(builder, file, own, told);
    }
}
