/* The options of pyperf's own commands; see pyperf_options.h. Long names may be cut short, short ones run together, as in
 * Python's argparse. */
#include "render/pyperf_options.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"

static const struct {
    const char *name;
    PyperfCommand command;
} COMMANDS[] = {
    {"compare_to", PYPERF_COMPARE_TO},
    {"stats", PYPERF_STATS},
    {"check", PYPERF_CHECK},
    {"show", PYPERF_SHOW},
    {"metadata", PYPERF_METADATA},
    {"dump", PYPERF_DUMP},
    {"hist", PYPERF_HIST},
};

#define ALL_COMMANDS (~0)

typedef struct {
    char letter; /* 0: none */
    const char *name;
    gboolean has_value;
    int commands;
} Option;

static const Option OPTIONS[] = {
    {'q', "quiet", FALSE, ALL_COMMANDS},
    {'b', "benchmark", TRUE, ALL_COMMANDS},
    {'v', "verbose", FALSE, PYPERF_COMPARE_TO | PYPERF_DUMP},
    {'m', "metadata", FALSE, PYPERF_SHOW},
    {'g', "hist", FALSE, PYPERF_SHOW},
    {'t', "stats", FALSE, PYPERF_SHOW},
    {'d', "dump", FALSE, PYPERF_SHOW},
    {0, "raw", FALSE, PYPERF_DUMP},
    {0, "extend", FALSE, PYPERF_HIST},
    {'n', "bins", TRUE, PYPERF_HIST},
    {'G', "group-by-speed", FALSE, PYPERF_COMPARE_TO},
    {0, "min-speed", TRUE, PYPERF_COMPARE_TO},
    {0, "table", FALSE, PYPERF_COMPARE_TO},
    {0, "table-format", TRUE, PYPERF_COMPARE_TO},
};

typedef struct {
    PyperfOptions *options;
    char **argv;
    int argc, at; /* at: the argument at hand */
    GString *err;
} Parser;

/* Says what is wrong; always FALSE. */
static gboolean fail(const Parser *parser, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(const Parser *parser, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args), *clean = text_clean_line(message, 300);
    va_end(args);
    g_string_append_printf(parser->err, "ERROR: %s\n", clean);
    return FALSE;
}

/* ------------------------------------------------------------------ finding an option */

static gboolean is_of_command(const Parser *parser, const Option *option)
{
    return (option->commands & (int)parser->options->command) != 0;
}

static const Option *find_letter(const Parser *parser, char letter)
{
    for (gsize i = 0; i < G_N_ELEMENTS(OPTIONS); i++)
        if (OPTIONS[i].letter == letter && letter && is_of_command(parser, &OPTIONS[i]))
            return &OPTIONS[i];
    return NULL;
}

/* By the whole name, or by its beginning when that fits one only. */
static const Option *find_name(const Parser *parser, const char *name, gsize n)
{
    const Option *found = NULL;
    guint n_found = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(OPTIONS); i++) {
        if (!is_of_command(parser, &OPTIONS[i]) || strncmp(OPTIONS[i].name, name, n) != 0)
            continue;
        if (OPTIONS[i].name[n] == '\0')
            return &OPTIONS[i];
        found = &OPTIONS[i];
        n_found++;
    }
    return n_found == 1 ? found : NULL;
}

/* ------------------------------------------------------------------ values */

/* FALSE with a message when the value is not of the kind. */
static gboolean set_value(Parser *parser, const Option *option, const char *value)
{
    PyperfOptions *options = parser->options;
    double number = 0;
    if (option->letter == 'b') {
        g_ptr_array_add(options->benchmarks, g_strdup(value));
        return TRUE;
    }
    if (strcmp(option->name, "table-format") == 0) {
        options->is_markdown = strcmp(value, "md") == 0;
        return options->is_markdown || strcmp(value, "rest") == 0 ||
               fail(parser, "--table-format is rest or md, not \"%s\"", value);
    }
    if (!number_parse(value, strlen(value), &number))
        return fail(parser, "\"%s\" is no number", value);
    if (option->letter == 'n') {
        options->bins = (gint64)number;
        return (number == (double)options->bins && number >= 0 && number <= 1000) ||
               fail(parser, "the number of bars must be an integer from 0 to 1000, not %s", value);
    }
    options->min_speed = number;
    return TRUE;
}

/* Flags are told apart by name. */
static void set_flag(PyperfOptions *options, const Option *option)
{
    gboolean *const flags[] = {&options->quiet,     &options->verbose,    &options->show_metadata,
                               &options->show_hist, &options->show_stats, &options->show_dump,
                               &options->raw,       &options->extend,     &options->group_by_speed,
                               &options->table};
    static const char *const names[] = {"quiet", "verbose", "metadata", "hist",           "stats",
                                        "dump",  "raw",     "extend",   "group-by-speed", "table"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], option->name) == 0)
            *flags[i] = TRUE;
}

/* ------------------------------------------------------------------ arguments */

/* `inline_value` is what stands in the same argument, or NULL. */
static gboolean take_option(Parser *parser, const Option *option, const char *inline_value)
{
    if (!option->has_value) {
        set_flag(parser->options, option);
        return TRUE;
    }
    if (inline_value)
        return set_value(parser, option, inline_value);
    if (parser->at + 1 >= parser->argc)
        return fail(parser, "--%s needs a value", option->name);
    return set_value(parser, option, parser->argv[++parser->at]);
}

/* --name, --name=value, --na. */
static gboolean take_long(Parser *parser, const char *argument)
{
    const char *name = argument + 2, *equals = strchr(name, '=');
    gsize n = equals ? (gsize)(equals - name) : strlen(name);
    const Option *option = find_name(parser, name, n);
    if (!option)
        return fail(parser, "unknown option %s", argument);
    if (equals && !option->has_value)
        return fail(parser, "%s takes no value", argument);
    return take_option(parser, option, equals ? equals + 1 : NULL);
}

/* -q, -qv, -bNAME, -b NAME. */
static gboolean take_letters(Parser *parser, const char *argument)
{
    for (const char *letter = argument + 1; *letter; letter++) {
        const Option *option = find_letter(parser, *letter);
        if (!option)
            return fail(parser, "unknown option %s", argument);
        if (option->has_value)
            return take_option(parser, option, letter[1] ? letter + 1 + (letter[1] == '=') : NULL);
        set_flag(parser->options, option);
    }
    return TRUE;
}

/* Options and files in any order; behind -- all are files. */
static gboolean take_arguments(Parser *parser)
{
    gboolean is_done = FALSE;
    for (parser->at = 1; parser->at < parser->argc; parser->at++) {
        const char *argument = parser->argv[parser->at];
        if (!is_done && strcmp(argument, "--") == 0)
            is_done = TRUE;
        else if (is_done || argument[0] != '-' || argument[1] == '\0')
            g_ptr_array_add(parser->options->files, g_strdup(argument));
        else if (argument[1] == '-' ? !take_long(parser, argument) : !take_letters(parser, argument))
            return FALSE;
    }
    return parser->options->files->len > 0 || fail(parser, "%s needs the name of a file", parser->argv[0]);
}

/* A near miss is answered with the nearest command. */
static gboolean take_command(Parser *parser)
{
    const char *names[G_N_ELEMENTS(COMMANDS)];
    if (parser->argc < 1)
        return fail(parser,
                    "--pyperf needs a command: compare_to, stats, check, show, metadata, dump or hist");
    for (gsize i = 0; i < G_N_ELEMENTS(COMMANDS); i++) {
        names[i] = COMMANDS[i].name;
        parser->options->command = COMMANDS[i].command;
        if (strcmp(parser->argv[0], COMMANDS[i].name) == 0)
            return TRUE;
    }
    const char *near = text_nearest(parser->argv[0], names, G_N_ELEMENTS(names));
    fail(parser, "unknown command \"%s\" of --pyperf", parser->argv[0]);
    if (near)
        g_string_append_printf(parser->err, "did you mean %s?\n", near);
    return FALSE;
}

PyperfOptions *pyperf_options_parse(int argc, char **argv, GString *err)
{
    PyperfOptions *options = g_new0(PyperfOptions, 1);
    options->benchmarks = g_ptr_array_new_with_free_func(g_free);
    options->files = g_ptr_array_new_with_free_func(g_free);
    options->min_speed = NAN;
    Parser parser = {.options = options, .argv = argv, .argc = argc, .err = err};
    if (take_command(&parser) && take_arguments(&parser))
        return options;
    pyperf_options_free(options);
    return NULL;
}

void pyperf_options_free(PyperfOptions *options)
{
    if (!options)
        return;
    g_ptr_array_unref(options->benchmarks);
    g_ptr_array_unref(options->files);
    g_free(options);
}
