/* What a command line says about its work; see command.h. */
#include "model/command.h"

#include <string.h>

#include "base/number.h"

/* Without directories. */
static const char *base_name(const char *word)
{
    const char *slash = strrchr(word, '/');
    return slash ? slash + 1 : word;
}

/* Also "pyperf.__main__" and the like as a module. */
static gboolean is_pyperf_name(const char *word)
{
    return g_str_equal(word, "pyperf") || g_str_equal(word, "pyperformance") ||
           g_str_has_prefix(word, "pyperf.") || g_str_has_prefix(word, "pyperformance.");
}

/* Programs that run the command given as their arguments. */
static gboolean is_wrapper(const char *program)
{
    static const char *const wrappers[] = {"env",  "sudo",    "nice",   "taskset", "numactl", "chrt",
                                           "time", "timeout", "stdbuf", "sh",      "bash",    "dash",
                                           "zsh",  "exec",    "nohup",  "setarch"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrappers); i++)
        if (g_str_equal(program, wrappers[i]))
            return TRUE;
    return FALSE;
}

/* "python3.12", "python3-dbg", "pypy3". */
static gboolean is_python(const char *program)
{
    return g_str_has_prefix(program, "python") || g_str_has_prefix(program, "pypy");
}

/* An argument of a wrapper, not the program it runs: an option, VAR=value, a number, a processor mask. */
static gboolean is_wrapper_argument(const char *word)
{
    return word[0] == '-' || strchr(word, '=') != NULL || g_ascii_isdigit(word[0]) || word[0] == 0;
}

/* The words from the program on, behind wrappers. */
static char **program_of(char **words)
{
    while (*words && (is_wrapper(base_name(*words)) || is_wrapper_argument(*words)))
        words++;
    return words;
}

/* The script that an interpreter runs: the first word that is no option, given the program. NULL for -c, -m or none. */
static const char *script_of(char **program)
{
    if (!*program || !is_python(base_name(*program)))
        return *program;
    for (char **word = program + 1; *word; word++) {
        if (g_str_equal(*word, "-X") || g_str_equal(*word, "-W")) {
            if (word[1])
                word++;
            continue;
        }
        if (g_str_equal(*word, "-c") || g_str_equal(*word, "-m"))
            return NULL;
        if (**word != '-')
            return *word;
    }
    return NULL;
}

gboolean command_runs_pyperf(const char *command)
{
    if (!command)
        return FALSE;
    g_auto(GStrv) words = g_strsplit_set(command, " \t", -1);
    const char *script = script_of(program_of(words));
    if (script && is_pyperf_name(base_name(script)))
        return TRUE;
    for (char **word = words; word[0] && word[1]; word++)
        if (g_str_equal(word[0], "-m") && is_pyperf_name(word[1]))
            return TRUE;
    return FALSE;
}

gboolean command_fixes_loops(const char *command)
{
    gboolean is_worker = FALSE, has_loops = FALSE;
    if (!command)
        return FALSE;
    g_auto(GStrv) words = g_strsplit_set(command, " \t", -1);
    for (char **word = words; *word; word++) {
        is_worker |= g_str_equal(*word, "--worker");
        has_loops |= g_str_equal(*word, "--loops") || g_str_has_prefix(*word, "--loops=") ||
                     (g_str_has_prefix(*word, "-l") && ((*word)[2] == 0 || g_ascii_isdigit((*word)[2])));
    }
    return is_worker && has_loops;
}

gboolean command_is_benchmark_script(const char *command)
{
    if (!command)
        return FALSE;
    g_auto(GStrv) words = g_strsplit_set(command, " \t", -1);
    const char *script = script_of(program_of(words));
    const char *name = script ? base_name(script) : "";
    return (g_str_has_prefix(name, "run_benchmark") || g_str_has_prefix(name, "bm_")) &&
           g_str_has_suffix(name, ".py");
}

gboolean command_is_program(const char *command)
{
    return command && *command && !g_str_equal(command, "system wide") &&
           !g_str_has_prefix(command, "process id ") && !g_str_has_prefix(command, "thread id ") &&
           !g_str_has_prefix(command, "CPU(s) ");
}

/* Numbers among the arguments, each followed by a blank. */
static char *numbers_of(const char *command)
{
    GString *numbers = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit_set(command, " \t", -1);
    for (char **word = words; *word; word++) {
        const char *equals = strchr(*word, '=');
        const char *text = equals ? equals + 1 : *word;
        double value = 0;
        if (text[0] == '-' && g_ascii_isalpha(text[1]))
            text += 2;
        if (number_parse(text, strlen(text), &value))
            g_string_append_printf(numbers, "%s ", text);
    }
    return g_string_free(numbers, FALSE);
}

gboolean command_has_same_numbers(const char *a, const char *b)
{
    g_autofree char *first = numbers_of(a);
    g_autofree char *second = numbers_of(b);
    return g_str_equal(first, second);
}
