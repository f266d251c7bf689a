/* Entry point: reads the options and calls what they ask for. */
#include "config.h"

#include <libxml/parser.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdio.h>
#include <string.h>

#include "cli/flamegraph.h"
#include "cli/fold.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/publish.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "cli/verify.h"
#include "render/print_module.h"
#include "render/pyperf_commands.h"

static ExitStatus print_text(char *text)
{
    g_autofree char *owned = text;
    return terminal_print(owned) ? STATUS_COMPLETE : STATUS_NOTHING;
}

static ExitStatus write_index(const Options *options, Terminal *terminal, DiagList *diags)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    gboolean is_good = publish_index(options, NULL, none, none, diags);
    terminal_diagnostics(terminal, diags);
    return is_good ? STATUS_COMPLETE : STATUS_NOTHING;
}

/* What works on files that were named, without an archive. */
static ExitStatus work_on_files(const Options *options, Terminal *terminal, DiagList *diags)
{
    ExitStatus status = options->action == ACTION_VERIFY ? verify_reports(options, diags)
                        : options->action == ACTION_FOLD ? fold_file(options, diags)
                                                         : flamegraph_draw(options, diags);
    terminal_diagnostics(terminal, diags);
    return status;
}

static ExitStatus act(const Options *options, const char *program)
{
    Terminal terminal;
    g_autoptr(DiagList) diags = diag_list_new();
    terminal_init(&terminal, options->has_progress, options->is_quiet, options->is_verbose);
    switch (options->action) {
    case ACTION_HELP:
        return print_text(options_help());
    case ACTION_VERSION:
        return print_text(g_strdup("gen " PACKAGE_VERSION "\n"));
    case ACTION_INDEX:
        return write_index(options, &terminal, diags);
    case ACTION_VERIFY:
    case ACTION_FOLD:
    case ACTION_FLAMEGRAPH:
        return work_on_files(options, &terminal, diags);
    case ACTION_REPORT:
    case ACTION_LIST:
    case ACTION_LIST_JOBS:
    case ACTION_CHECK_NOTES:
        return run_report(options, program, &terminal, diags);
    }
    return STATUS_NOTHING;
}

/* `gen --pyperf COMMAND ...`: everything behind --pyperf is pyperf's own. */
static int run_pyperf(int argc, char **argv)
{
    g_autoptr(GString) out = g_string_new(NULL), err = g_string_new(NULL);
    int status = pyperf_command_run(argc, argv, out, err);
    gboolean is_printed = terminal_print(out->str);
    fputs(err->str, stderr);
    return is_printed ? status : STATUS_NOTHING;
}

/* What one stage frees, the next one takes: given back to the kernel in between, it would have to be fetched page by page again, which
 * costs a small report a tenth of its time. Blocks of large archives still go back. */
static void keep_freed_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_TOP_PAD, 1 << 20);
#endif
}

int main(int argc, char **argv)
{
    keep_freed_memory();
    interrupt_guard_streams();
    if (argc > 1 && strcmp(argv[1], "--pyperf") == 0)
        return run_pyperf(argc - 2, argv + 2);
    Options options;
    g_autofree char *message = NULL;
    ExitStatus status = STATUS_NOTHING;
    interrupt_begin();
    xmlInitParser();
    if (options_parse(argc, argv, &options, &message))
        status = act(&options, argv[0]);
    else
        terminal_error(message);
    options_clear(&options);
    print_module_finish();
    xmlCleanupParser();
    if (fflush(stdout) == 0 && !ferror(stdout))
        return (int)status;
    terminal_error("cannot write to standard output: closed, or its disk is full");
    return STATUS_NOTHING;
}
