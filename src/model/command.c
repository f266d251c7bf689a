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

/* The words of a command; an argument that is empty or ends in a blank makes none. */
static char **words_of(const char *command)
{
    char **words = g_strsplit_set(command, " \t\n", -1);
    gsize n = 0;
    for (gsize i = 0; words[i]; i++) {
        if (*words[i])
            words[n++] = words[i];
        else
            g_free(words[i]);
    }
    words[n] = NULL;
    return words;
}

/* Also "pyperf.__main__" and the like as a module. */
static gboolean is_pyperf_name(const char *word)
{
    return g_str_equal(word, "pyperf") || g_str_equal(word, "pyperformance") ||
           g_str_has_prefix(word, "pyperf.") || g_str_has_prefix(word, "pyperformance.");
}

/* Programs that run the command given as their arguments, with the letters of their options that take the next word. */
typedef struct {
    const char *name, *letters;
} Wrapper;

static const Wrapper WRAPPERS[] = {
    {"env", "uCS"},    {"sudo", "ugCDhpRrTtU"}, {"doas", "uC"},  {"nice", "n"},  {"ionice", "cnpPu"},
    {"taskset", ""},   {"numactl", "CNmipM"},   {"chrt", "TPD"}, {"time", "fo"}, {"timeout", "ks"},
    {"stdbuf", "ioe"}, {"setarch", ""},         {"cgexec", "g"}, {"nohup", ""},  {"exec", "a"},
    {"sh", "o"},       {"bash", "o"},           {"dash", "o"},   {"zsh", "o"},   {"ksh", "o"},
};

static const Wrapper *wrapper_of(const char *program)
{
    for (gsize i = 0; i < G_N_ELEMENTS(WRAPPERS); i++)
        if (g_str_equal(program, WRAPPERS[i].name))
            return &WRAPPERS[i];
    return NULL;
}

/* "-u": an option of the wrapper whose value is the next word. */
static gboolean takes_next(const Wrapper *wrapper, const char *word)
{
    return word[0] == '-' && word[1] != 0 && word[2] == 0 && strchr(wrapper->letters, word[1]) != NULL;
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

/* The program itself, or the file by which a package is run: ".../pyperf/__main__.py". */
static gboolean is_pyperf_script(const char *script)
{
    g_autofree char *package = g_str_has_suffix(script, "/__main__.py") ? g_path_get_dirname(script) : NULL;
    return is_pyperf_name(base_name(package ? package : script));
}

/* The words from the program on, behind wrappers. */
static char **program_of(char **words)
{
    const Wrapper *wrapper = NULL;
    for (; *words; words++) {
        const Wrapper *next = wrapper_of(base_name(*words));
        if (!next && !is_wrapper_argument(*words))
            break;
        if (!next && wrapper && takes_next(wrapper, *words) && words[1])
            words++;
        wrapper = next ? next : wrapper;
    }
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
        if (g_str_equal(*word, "-c") || g_str_has_prefix(*word, "-m"))
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
    g_auto(GStrv) words = words_of(command);
    const char *script = script_of(program_of(words));
    if (script && is_pyperf_script(script))
        return TRUE;
    for (char **word = words; *word; word++)
        if (g_str_has_prefix(*word, "-m") && is_pyperf_name((*word)[2] || !word[1] ? *word + 2 : word[1]))
            return TRUE;
    return FALSE;
}

gboolean command_fixes_loops(const char *command)
{
    gboolean is_worker = FALSE, has_loops = FALSE;
    if (!command)
        return FALSE;
    g_auto(GStrv) words = words_of(command);
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
    g_auto(GStrv) words = words_of(command);
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
    g_auto(GStrv) words = words_of(command);
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
