/* `gen --pyperf`: usage, files, and one text of each command; tests/oracles/pyperf_parity.py compares the rest with pyperf. */
#include "render/pyperf_commands.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *directory; /* of the files below */

static const char BASE[] =
    "{\"version\": \"1.0\", \"metadata\": {\"name\": \"b\", \"loops\": 4, \"hostname\": \"tux\"}, "
    "\"benchmarks\": "
    "[{\"runs\": [{\"warmups\": [[4, 0.5]], \"values\": [1.0, 1.5]}, {\"values\": [1.0, 1.5]}]}]}";
static const char NEW[] = "{\"version\": \"1.0\", \"metadata\": {\"name\": \"b\"}, \"benchmarks\": "
                          "[{\"runs\": [{\"values\": [0.5, 0.75]}, {\"values\": [0.5, 0.75]}]}]}";
static const char CALIBRATED[] =
    "{\"version\": \"1.0\", \"metadata\": {\"name\": \"b\"}, \"benchmarks\": "
    "[{\"runs\": [{\"warmups\": [[8, 0.5]], \"metadata\": {\"calibrate_loops\": 32768}}]}]}";
static const char BROKEN[] = "{\"version\": \"1.0\", \"metadata\": {\"name\": \"b\"},\n\"benchmarks\": "
                             "[{\"runs\": [{\"values\": [0]}]}]}";

static void write_file(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* Runs "command args", where @ stands for the directory. Checks what is printed (NULL: not looked at). */
static void check(const char *line, int status, const char *out_text, const char *err_text)
{
    g_auto(GStrv) parts = g_strsplit(line, "@", -1);
    g_autofree char *slash = g_strconcat(directory, "/", NULL), *full = g_strjoinv(slash, parts);
    g_auto(GStrv) argv = g_strsplit(full, " ", -1);
    g_autoptr(GString) out = g_string_new(NULL), err = g_string_new(NULL);
    g_assert_cmpint(pyperf_command_run((int)g_strv_length(argv), argv, out, err), ==, status);
    if (out_text)
        g_assert_cmpstr(out->str, ==, out_text);
    if (err_text && !g_str_has_prefix(err->str, err_text))
        g_assert_cmpstr(err->str, ==, err_text);
    g_assert_true(status == 0 ? err->len == 0 && out->len > 0 : err->len + out->len > 0);
}

static void test_usage(void)
{
    check("comapre_to @base.json", 2, "",
          "ERROR: unknown command \"comapre_to\" of --pyperf\ndid you mean compare_to?\n");
    check("stats", 2, "", "ERROR: stats needs the name of a file\n");
    check("stats --frobnicate @base.json", 2, "", "ERROR: unknown option --frobnicate\n");
    check("stats -x @base.json", 2, "", "ERROR: unknown option -x\n");
    check("stats --table @base.json", 2, "", "ERROR: unknown option --table\n");
    check("compare_to --min-speed", 2, "", "ERROR: --min-speed needs a value\n");
    check("compare_to --min-speed=fast @base.json", 2, "", "ERROR: \"fast\" is no number\n");
    check("compare_to --table-format tex @base.json", 2, "",
          "ERROR: --table-format is rest or md, not \"tex\"\n");
    check("compare_to --ta @base.json", 2, "", "ERROR: unknown option --ta\n"); /* fits two */
    check("stats --quiet=1 @base.json", 2, "", "ERROR: --quiet=1 takes no value\n");
    check("hist -n 1.5 @base.json", 2, "", "ERROR: the number of bars");
    check("hist -n -1 @base.json", 2, "", "ERROR: the number of bars");
    GString *out = g_string_new(NULL), *err = g_string_new(NULL);
    g_assert_cmpint(pyperf_command_run(0, NULL, out, err), ==, 2);
    g_string_free(out, TRUE);
    g_string_free(err, TRUE);
}

static void test_files(void)
{
    check("stats @missing.json", 1, "", "ERROR: ");
    check("stats @.", 1, "", "ERROR: ");
    check("stats -b x @base.json", 1, "", "ERROR: The benchmark suite ");
    check("compare_to @base.json", 1, "ERROR: need at least two benchmark files\n", "");
    check("compare_to -G @base.json @new.json @base.json", 1, "",
          "ERROR: --by-speed only works on two benchmark files\n");
    check("compare_to @base.json @calibrated.json", 1, "", "ERROR: benchmark b of ");
    check("stats @calibrated.json", 1, "", "ERROR: benchmark b has no values\n");
    check("hist @calibrated.json", 1, "", "ERROR: benchmark b has no values\n");
    g_autofree char *place =
        g_strdup_printf("%s/broken.json:2:38: error: a value must be a finite number above 0\n", directory);
    check("show @broken.json", 1, "", place);
}

static void test_texts(void)
{
    check("show -q @base.json", 0, "Mean +- std dev: 1.25 sec +- 0.29 sec\n", "");
    check("show -q -- @calibrated.json", 0, "Calibration: 2^15 loops\n", "");
    check("compare_to @base.json @new.json", 0,
          "Mean +- std dev: [base] 1.25 sec +- 0.29 sec -> [new] 625 ms +- 144 ms: 2.00x faster\n", "");
    check("compare_to -vb b @base.json @link.json", 0,
          "Mean +- std dev: [base] 1.25 sec +- 0.29 sec -> [link] 625 ms +- 144 ms: 2.00x faster\n"
          "Significant (t=3.87)\n",
          "");
    check("compare_to --table --table-f md @base.json @new.json", 0,
          "| Benchmark | base     | new                  |\n"
          "|-----------|:--------:|:--------------------:|\n"
          "| b         | 1.25 sec | 625 ms: 2.00x faster |\n",
          NULL);
    check("metadata -q @base.json", 0, "Metadata:\n- hostname: tux\n- loops: 4\n- name: b\n", "");
    check("dump -q @base.json", 0,
          "Run 1:\n- value 1: 1.00 sec (-20%)\n- value 2: 1.50 sec (+20%)\n"
          "Run 2:\n- value 1: 1.00 sec (-20%)\n- value 2: 1.50 sec (+20%)\n",
          "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    directory = g_dir_make_tmp("pyperf-XXXXXX", NULL);
    write_file("base.json", BASE);
    write_file("new.json", NEW);
    write_file("calibrated.json", CALIBRATED);
    write_file("broken.json", BROKEN);
    g_autofree char *link = g_build_filename(directory, "link.json", NULL);
    g_assert_cmpint(symlink("new.json", link), ==, 0);
    g_test_add_func("/pyperf-commands/usage", test_usage);
    g_test_add_func("/pyperf-commands/files", test_files);
    g_test_add_func("/pyperf-commands/texts", test_texts);
    int status = g_test_run();
    static const char *const names[] = {"base.json", "new.json", "calibrated.json", "broken.json",
                                        "link.json"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(directory, names[i], NULL);
        g_unlink(path);
    }
    g_rmdir(directory);
    g_free(directory);
    return status;
}
