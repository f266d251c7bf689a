/* What the user sees; see terminal.h. */
#include "cli/terminal.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "report/element.h"

#define PROGRESS_AFTER_US (1 * G_USEC_PER_SEC)
#define DEFAULT_COLUMNS 80

static guint stdout_columns(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return DEFAULT_COLUMNS;
}

/* Colour is for a terminal that people look at: not for a file, and not with NO_COLOR (https://no-color.org). */
void terminal_init(Terminal *terminal, gboolean has_progress, gboolean is_quiet, gboolean is_verbose)
{
    const char *no_colour = g_getenv("NO_COLOR");
    memset(terminal, 0, sizeof *terminal);
    terminal->has_colour = isatty(STDOUT_FILENO) && (!no_colour || !*no_colour);
    terminal->has_progress = has_progress && isatty(STDERR_FILENO);
    terminal->is_quiet = is_quiet;
    terminal->is_verbose = is_verbose;
    terminal->n_columns = stdout_columns();
    terminal->started = g_get_monotonic_time();
}

/* Only on a terminal, and only when the work has taken a second: most of it is done before. */
void terminal_progress(const char *what, guint done, guint total, gpointer data)
{
    Terminal *terminal = data;
    if (!terminal->has_progress || g_get_monotonic_time() - terminal->started < PROGRESS_AFTER_US)
        return;
    g_autofree char *clean = text_clean_line(what, 4096);
    g_autofree char *name =
        text_ellipsize_middle(clean, terminal->n_columns > 30 ? terminal->n_columns - 20 : 20);
    fprintf(stderr, "\r\033[K%u/%u %s", done, total, name);
    fflush(stderr);
    terminal->is_line_open = TRUE;
}

/* Whatever is printed next begins on a clean line. */
void terminal_end_progress(Terminal *terminal)
{
    if (terminal->is_line_open)
        fputs("\r\033[K", stderr);
    terminal->is_line_open = FALSE;
}

/* Those that were printed before are not printed again: the list grows from stage to stage. */
void terminal_diagnostics(Terminal *terminal, const DiagList *diags)
{
    terminal_end_progress(terminal);
    for (; terminal->n_printed < diags->items->len; terminal->n_printed++) {
        const Diag *diag = g_ptr_array_index(diags->items, terminal->n_printed);
        if ((terminal->is_quiet && diag->severity < DIAG_ERROR) ||
            (!terminal->is_verbose && diag->severity == DIAG_NOTE))
            continue;
        g_autofree char *line = diag_format(diag);
        fprintf(stderr, "%s%s\n", diag->path ? "" : "gen: ", line);
    }
}

/* ------------------------------------------------------------------ report lines */

typedef enum {
    CELL_BENCHMARK,
    CELL_VARIANT,
    CELL_RATIO,
    CELL_INTERVAL,
    CELL_VERDICT,
    CELL_WARNINGS,
    CELL_DIRECTORY,
    N_CELLS
} Cell;

typedef struct {
    char *cells[N_CELLS];
    gboolean is_faster, is_slower;
} Line;

static void line_free(gpointer data)
{
    Line *line = data;
    for (guint i = 0; i < N_CELLS; i++)
        g_free(line->cells[i]);
    g_free(line);
}

/* As the report counts them: one for each kind, however many files it concerns. Transfer full. */
static char *count_warnings(xmlNodePtr root)
{
    if (element_is(root, "status", "blocked"))
        return g_strdup("○ not comparable");
    g_autofree char *n = element_get(root, "n-cautions");
    return n[0] && !g_str_equal(n, "0") ? g_strdup_printf("▲ %s caution%s", n, g_str_equal(n, "1") ? "" : "s")
                                        : g_strdup("");
}

static Line *line_new(xmlNodePtr root, xmlNodePtr headline, const char *directory)
{
    Line *line = g_new0(Line, 1);
    g_autofree char *interval = element_child_text(headline, "ci");
    line->cells[CELL_BENCHMARK] = element_get(root, "benchmark");
    line->cells[CELL_VARIANT] = headline ? element_get(headline, "variant") : element_get(root, "baseline");
    line->cells[CELL_RATIO] = element_child_text(headline, "speedup");
    line->cells[CELL_INTERVAL] = *interval ? g_strdup_printf("(%s)", interval) : g_strdup("");
    line->cells[CELL_VERDICT] = headline ? element_get(headline, "word") : g_strdup("one variant");
    line->cells[CELL_WARNINGS] = count_warnings(root);
    line->cells[CELL_DIRECTORY] = g_strdup(directory);
    line->is_faster = headline && element_is(headline, "class", "fast");
    line->is_slower = headline && element_is(headline, "class", "slow");
    return line;
}

static GPtrArray *collect_lines(const GPtrArray *models, const GPtrArray *directories)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    for (guint i = 0; i < models->len; i++) {
        xmlNodePtr root = xmlDocGetRootElement(g_ptr_array_index(models, i));
        const char *directory = g_ptr_array_index(directories, i);
        if (!element_child(root, "headline"))
            g_ptr_array_add(lines, line_new(root, NULL, directory));
        ELEMENT_EACH(headline, root, "headline")
        g_ptr_array_add(lines, line_new(root, headline, directory));
    }
    return lines;
}

/* What a line takes, two blanks between cells. */
static guint sum_widths(const guint *widths)
{
    guint sum = 0;
    for (guint i = 0; i < N_CELLS; i++)
        sum += widths[i] + (i > 0 ? 2 : 0);
    return sum;
}

/* On a terminal too narrow for it the path loses the report directory, which the last line names. */
static void shorten_paths(const GPtrArray *lines, guint *widths)
{
    widths[CELL_DIRECTORY] = 0;
    for (guint i = 0; i < lines->len; i++) {
        Line *line = g_ptr_array_index(lines, i);
        char *name = g_path_get_basename(line->cells[CELL_DIRECTORY]);
        g_free(line->cells[CELL_DIRECTORY]);
        line->cells[CELL_DIRECTORY] = name;
        widths[CELL_DIRECTORY] = MAX(widths[CELL_DIRECTORY], (guint)g_utf8_strlen(name, -1));
    }
}

/* Shortens the benchmark and variant columns until a line fits, but not below 12 characters each. */
static void fit_widths(guint *widths, guint n_columns)
{
    guint sum = sum_widths(widths);
    for (guint i = CELL_BENCHMARK; i <= CELL_VARIANT; i++)
        while (sum > n_columns && widths[i] > 12) {
            widths[i]--;
            sum--;
        }
}

/* The ratio and the verdict carry the colour, and words say the same. */
static void print_line(const Terminal *terminal, const Line *line, const guint *widths)
{
    const char *colour = !terminal->has_colour ? ""
                         : line->is_faster     ? "\033[34m"
                         : line->is_slower     ? "\033[33m"
                                               : "";
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < N_CELLS; i++) {
        g_autofree char *text = text_ellipsize_middle(line->cells[i], MAX(widths[i], 3));
        gboolean is_coloured = (i == CELL_RATIO || i == CELL_VERDICT) && *colour;
        glong length = g_utf8_strlen(text, -1);
        g_string_append_printf(out, "%s%s%s", is_coloured ? colour : "", text, is_coloured ? "\033[0m" : "");
        for (glong k = length; k < (glong)widths[i] + 2 && i + 1 < N_CELLS && widths[i] > 0; k++)
            g_string_append_c(out, ' ');
    }
    printf("%s\n", out->str);
    g_string_free(out, TRUE);
}

/* Two passes: the widths depend on all lines. */
void terminal_reports(Terminal *terminal, const GPtrArray *models, const GPtrArray *directories)
{
    guint widths[N_CELLS] = {0};
    if (terminal->is_quiet)
        return;
    terminal_end_progress(terminal);
    g_autoptr(GPtrArray) lines = collect_lines(models, directories);
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = g_ptr_array_index(lines, i);
        for (guint k = 0; k < N_CELLS; k++)
            widths[k] = MAX(widths[k], (guint)g_utf8_strlen(line->cells[k], -1));
    }
    fit_widths(widths, terminal->n_columns);
    if (isatty(STDOUT_FILENO) && sum_widths(widths) > terminal->n_columns)
        shorten_paths(lines, widths);
    for (guint i = 0; i < lines->len; i++)
        print_line(terminal, g_ptr_array_index(lines, i), widths);
}

void terminal_summary(Terminal *terminal, guint n_reports, guint n_failed, const char *report_dir,
                      guint n_unused)
{
    if (terminal->is_quiet)
        return;
    g_autofree char *where = text_clean_line(report_dir, 4096);
    printf("%u report%s in %s%s", n_reports, n_reports == 1 ? "" : "s", where,
           g_str_has_suffix(where, "/") ? "" : "/");
    if (n_failed > 0)
        printf(", %u could not be written", n_failed);
    if (n_unused > 0)
        printf(", %u file%s not used (--list shows why)", n_unused, n_unused == 1 ? "" : "s");
    printf("\n");
}

gboolean terminal_print(const char *text)
{
    return fputs(text, stdout) >= 0 && fflush(stdout) == 0;
}

void terminal_error(const char *message)
{
    fprintf(stderr, "gen: %s\n", message);
}
