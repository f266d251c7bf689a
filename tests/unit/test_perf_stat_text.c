/* perf stat text: what the round trip of the dialects does not reach. */
#include "parse_counters.h"

#define FOOTER "\n       1.000000000 seconds time elapsed\n"

/* ------------------------------------------------------------------ blocks */

static void test_commands(void)
{
    static const struct {
        const char *header, *command;
        guint n_runs;
    } cases[] = {
        {" Performance counter stats for 'sleep 1':\n\n", "sleep 1", 1},
        {"Performance counter stats for 'sleep 1' (25 runs):\n\n", "sleep 1", 25},
        {" Performance counter stats for 'system wide':\n\n", "system wide", 1},
        {" Performance counter stats for process id '15264':\n\n", "process id '15264'", 1},
        {" Performance counter stats for 'CPU(s) 0':\n\n", "CPU(s) 0", 1},
        {" Performance counter stats for 'a 'b':\n\n c':\n\n", "a 'b", 1}, /* the first empty line ends it */
        {" Performance counter stats for 'python3 -c print(\"\n  1,234 cycles\n\")':\n\n",
         "python3 -c print(\"   1,234 cycles \")", 1},
        {" Performance counter stats for 'x':\n", "x", 1}, /* markdown without empty lines */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(cases[i].header, "      12      cycles\n", FOOTER, NULL);
        g_test_message("%s", cases[i].header);
        PARSED parsed = parse_text_of(text);
        assert_format(&parsed, "perf-stat-text");
        g_assert_cmpstr(block_at(&parsed, 0)->command, ==, cases[i].command);
        g_assert_cmpuint(block_at(&parsed, 0)->n_runs, ==, cases[i].n_runs);
        g_assert_cmpuint(block_at(&parsed, 0)->counters->len, ==, 1);
    }
}

static void test_footers(void)
{
    PARSED parsed =
        parse_text_of(" Performance counter stats for 'a':\n\n  5 cycles\n\n 0.5 seconds time elapsed\n\n"
                      " 0.25 seconds user\n 0.000000000 seconds sys\n\n\n"
                      " Performance counter stats for 'b' (5 runs):\n\n  5 cycles ( +- 10.00% )\n\n"
                      "  56.213 +- 0.150 seconds time elapsed  ( +-  0.27% )\n\n"
                      " Performance counter stats for 'c' (2 runs):\n\n  5 cycles\n\n"
                      "  2.0 seconds time elapsed   ( +-  1.00% )\n");
    g_assert_cmpuint(parsed.artifact->blocks->len, ==, 3);
    g_assert_cmpfloat(block_at(&parsed, 0)->user, ==, 0.25);
    g_assert_cmpfloat(block_at(&parsed, 0)->sys, ==, 0); /* printed as 0, not missing */
    g_assert_cmpfloat(block_at(&parsed, 1)->elapsed, ==, 56.213);
    g_assert_cmpfloat(block_at(&parsed, 1)->elapsed_error, ==, 0.15);
    g_assert_true(isnan(block_at(&parsed, 1)->user));
    assert_close(counter_of(block_at(&parsed, 1), "cycles", NULL)->error, 0.5);
    assert_close(block_at(&parsed, 2)->elapsed_error, 0.02); /* perf 3.x: only relative */
    PARSED set = parse_text_of(" Performance counter stats for 'd' (5 runs):\n\n  5 cycles ( ± 10.00% )\n\n"
                               "  56.213 ± 0.150 seconds time elapsed  ( ±  0.27% )\n");
    g_assert_cmpfloat(block_at(&set, 0)->elapsed, ==, 56.213);
    g_assert_cmpfloat(block_at(&set, 0)->elapsed_error, ==, 0.15);
    assert_close(counter_of(block_at(&set, 0), "cycles", NULL)->error, 0.5);
    g_assert_true(isnan(counter_of(block_at(&parsed, 2), "cycles", NULL)->error));
}

static void test_null_run(void)
{
    PARSED parsed = parse_text_of(
        "\n Performance counter stats for 'sleep 0.1':\n\n       0.102069297 seconds time elapsed\n\n");
    g_assert_true(parsed.is_good);
    g_assert_cmpuint(block_at(&parsed, 0)->counters->len, ==, 0);
    g_assert_cmpfloat(block_at(&parsed, 0)->elapsed, ==, 0.102069297);
}

/* Each block has its own locale. */
static void test_locales(void)
{
    PARSED parsed = parse_text_of(
        " Performance counter stats for 'a':\n\n 16.443 page-faults\n 1,5 msec task-clock\n\n"
        " 0,5 seconds time elapsed\n\n"
        " Performance counter stats for 'b':\n\n 16,443 page-faults\n\n 0.5 seconds time elapsed\n\n"
        " Performance counter stats for 'c':\n\n 1.234.567 cycles (50,00%)\n\n");
    assert_count(block_at(&parsed, 0), "page-faults", NULL, 16443);
    assert_close(counter_of(block_at(&parsed, 0), "task-clock", NULL)->value.value, 0.0015);
    assert_count(block_at(&parsed, 1), "page-faults", NULL, 16443);
    assert_count(block_at(&parsed, 2), "cycles", NULL, 1234567);
    assert_close(counter_of(block_at(&parsed, 2), "cycles", NULL)->running, 0.5);
    PARSED bare = parse_text_of(
        " Performance counter stats for 'd':\n\n 16.443 page-faults\n 1.234.567 cycles\n\n"
        " Performance counter stats for 'e':\n\n 16,443 page-faults\n 8.18 Joules power/energy-pkg/\n\n");
    assert_count(block_at(&bare, 0), "page-faults", NULL, 16443); /* a count has no decimals */
    assert_count(block_at(&bare, 0), "cycles", NULL, 1234567);
    assert_count(block_at(&bare, 1), "page-faults", NULL, 16443);
    assert_close(counter_of(block_at(&bare, 1), "energy-pkg", "power")->value.value, 8.18);
}

/* ------------------------------------------------------------------ rows */

static void test_states(void)
{
    PARSED parsed = parse_text_of(
        " Performance counter stats for 'a':\n\n   <not counted>      cycles\n"
        "   <not supported>      LLC-loads:u  (0.00%)\n 18446744073709551615 branches\n" FOOTER);
    const CounterBlock *block = block_at(&parsed, 0);
    g_assert_cmpint(counter_of(block, "cycles", NULL)->status, ==, COUNTER_NOT_COUNTED);
    g_assert_true(isnan(counter_of(block, "cycles", NULL)->value.value));
    g_assert_cmpint(counter_of(block, "LLC-loads", NULL)->status, ==, COUNTER_NOT_SUPPORTED);
    g_assert_cmpstr(counter_of(block, "LLC-loads", NULL)->modifier, ==, "u");
    assert_count(block, "branches", NULL, G_MAXUINT64);
}

static void test_zero_counters(void)
{
    PARSED parsed = parse_text_of(
        " Performance counter stats for 'a':\n\n 0 cycles\n 0 branches\n 17 page-faults\n" FOOTER
        "\n Performance counter stats for 'b':\n\n 0 cycles\n 0 branches\n" FOOTER);
    const Counter *cycles = counter_of(block_at(&parsed, 0), "cycles", NULL);
    g_assert_cmpint(cycles->status, ==, COUNTER_NOT_COUNTED);
    g_assert_true(cycles->was_zero && isnan(cycles->value.value));
    assert_count(block_at(&parsed, 0), "branches", NULL, 0);
    assert_count(block_at(&parsed, 1), "cycles", NULL, 0); /* nothing else counted either */
}

static void test_continuations(void)
{
    PARSED parsed =
        parse_text_of(" Performance counter stats for 'a':\n\n"
                      "  76 cpu_atom/instructions/   #    0.64  insn per cycle\n"
                      "                              #      0.6 instructions  insn_per_cycle  (60.14%)\n"
                      "  99 cpu_core/cycles/         #    4.508 GHz   (93.43%)\n"
                      "       TopdownL1 (cpu_core)   #     25.5 %  tma_backend_bound\n"
                      "                              #     60.4 %  tma_retiring      (5.73%)\n" FOOTER);
    const CounterBlock *block = block_at(&parsed, 0);
    g_assert_cmpuint(block->counters->len, ==, 2);
    assert_close(counter_of(block, "instructions", "cpu_atom")->running, 0.6014);
    assert_close(counter_of(block, "cycles", "cpu_core")->running, 0.9343);
    g_assert_cmpuint(parsed.artifact->n_skipped_lines, ==, 0);
}

static void test_tables_of_metrics(void)
{
    PARSED parsed = parse_text_of(
        " Performance counter stats for 'a':\n\n"
        "           retiring      bad speculation       frontend bound        backend bound \n"
        "S0-D0-C1           1                 8.5%                 0.0%                 0.1%   -46.6% \n"
        "               1275.3                                  0.0                nan\n" FOOTER);
    g_assert_true(parsed.is_good);
    g_assert_cmpuint(block_at(&parsed, 0)->counters->len, ==, 0);
    g_assert_cmpuint(parsed.artifact->n_skipped_lines, ==, 0);
}

static void test_old_shapes(void)
{
    PARSED parsed = parse_text_of(" Performance counter stats for 'a':\n\n"
                                  "       1708.761321 task-clock                #   11.037 CPUs utilized\n"
                                  "      83723.452481 cpu-clock:u (msec)        #    1.0 CPUs\n"
                                  "           41,190 CPU-migrations   [83.27%]\n"
                                  "           12 cycles [cpu_core]\n" FOOTER);
    const CounterBlock *block = block_at(&parsed, 0);
    assert_close(counter_of(block, "task-clock", NULL)->value.value, 1.708761321);
    g_assert_cmpstr(counter_of(block, "task-clock", NULL)->unit, ==, "s");
    assert_close(counter_of(block, "cpu-clock", NULL)->value.value, 83.723452481);
    g_assert_cmpstr(counter_of(block, "cpu-clock", NULL)->modifier, ==, "u");
    assert_close(counter_of(block, "cpu-migrations", NULL)->running, 0.8327);
    assert_count(block, "cycles", "cpu_core", 12);
}

static void test_units(void)
{
    PARSED parsed = parse_text_of(
        " Performance counter stats for 'a':\n\n 2.50 MiB uncore_imc/data_reads/\n 45.00 C hwmon/temp/\n"
        " 12.74 Joules power/energy-pkg/\n 52017093 ns duration_time\n 7 weird_unit foo\n" FOOTER);
    const CounterBlock *block = block_at(&parsed, 0);
    assert_close(counter_of(block, "data_reads", "uncore_imc")->value.value, 2621440);
    g_assert_cmpstr(counter_of(block, "data_reads", "uncore_imc")->unit, ==, "B");
    g_assert_cmpstr(counter_of(block, "temp", "hwmon")->unit, ==, "°C");
    g_assert_cmpstr(counter_of(block, "energy-pkg", "power")->unit, ==, "J");
    assert_close(counter_of(block, "duration_time", NULL)->value.value, 0.052017093);
    g_assert_cmpstr(counter_of(block, "weird_unit", NULL)->cgroup, ==, "foo"); /* no unit that perf knows */
}

static void test_dropped_lines(void)
{
    PARSED parsed = parse_text_of(
        "  12 bananas\n Performance counter stats for 'a':\n\n 5 cycles\nworker: hello there my friend\n"
        " 1,23 branches\n 7 faults\n" FOOTER "\n  12 bananas\n");
    const CounterBlock *block = block_at(&parsed, 0);
    g_assert_cmpuint(block->counters->len, ==, 2);
    g_assert_cmpuint(parsed.artifact->n_skipped_lines, ==, 2);
    g_assert_cmpuint(parsed.artifact->first_skipped_line, ==, 5);
    g_assert_cmpuint(counter_of(block, "page-faults", NULL)->line, ==, 7);
}

/* ------------------------------------------------------------------ intervals */

static const char INTERVALS[] =
    "#           time             counts unit events\n"
    "     0.100000000               0.50 msec task-clock    #    0.009 CPUs utilized\n"
    "     0.100000000                 10      page-faults\n"
    "     0.200000000    <not counted> msec task-clock\n"
    "     0.200000000                  1      page-faults\n";

static void test_intervals(void)
{
    g_autofree char *again =
        g_strconcat(INTERVALS, "my program says 3 things\n", INTERVALS, "     0.3000", NULL);
    PARSED parsed = parse_text_of(again);
    assert_format(&parsed, "perf-stat-text");
    g_assert_cmpuint(parsed.artifact->blocks->len, ==, 2); /* time starts again */
    g_assert_cmpuint(block_at(&parsed, 0)->counters->len, ==, 4);
    g_assert_cmpfloat(counter_of(block_at(&parsed, 1), "page-faults", NULL)->interval_end, ==, 0.1);
    g_assert_null(block_at(&parsed, 0)->command);
    g_assert_true(isnan(block_at(&parsed, 0)->elapsed));
    PARSED bare =
        parse_text_of("     0.100123456          1.50 msec task-clock    #  0.015 CPUs utilized\n"
                      "     0.100123456     1,234      cycles\n     0.200223456     1,000      cycles\n");
    assert_format(&bare, "perf-stat-text");
    g_assert_cmpuint(block_at(&bare, 0)->counters->len, ==, 3);
    PARSED other = parse_text_of("1234.123456789 12 cycles left\n1235.123456789 13 items\n");
    g_assert_cmpuint(other.artifact->blocks->len, ==, 0);
}

static void test_interval_summary(void)
{
    g_autofree char *text =
        g_strconcat(INTERVALS,
                    "\n Performance counter stats for 'sleep 0.2':\n\n 0.50 msec task-clock\n"
                    " 11 page-faults\n" FOOTER,
                    NULL);
    PARSED parsed = parse_text_of(text);
    g_assert_cmpuint(parsed.artifact->blocks->len, ==, 1);
    const CounterBlock *block = block_at(&parsed, 0);
    g_assert_cmpstr(block->command, ==, "sleep 0.2");
    g_assert_cmpuint(block->counters->len, ==, 6);
    const Counter *total = g_ptr_array_index(block->counters, 5);
    g_assert_true(isnan(total->interval_end));
    g_assert_cmpuint(total->value.integer, ==, 11);
}

/* ------------------------------------------------------------------ surroundings */

static void test_loose(void)
{
    PARSED parsed = parse_text_of(
        "Some words.\n> Patched:\n>           1,388,149      context-switches     #    722.5 cs/sec\n"
        ">   5,190,519,089,751      cpu-cycles    #      2.7 GHz  cycles_frequency       (66.81%)\n"
        "> 12 bananas\n>\n>        60.031936126 seconds time elapsed\n");
    assert_format(&parsed, "perf-stat-text");
    g_assert_cmpuint(parsed.artifact->blocks->len, ==, 1);
    g_assert_cmpuint(block_at(&parsed, 0)->counters->len, ==, 2);
    assert_count(block_at(&parsed, 0), "cycles", NULL, 5190519089751);
    g_assert_cmpfloat(block_at(&parsed, 0)->elapsed, ==, 60.031936126);
}

static void test_build_log(void)
{
    PARSED parsed = parse_text_of("2025-05-16T23:04:11.1234567Z  Performance counter stats for 'a':\n"
                                  "2025-05-16T23:04:11.1234567Z \n"
                                  "2025-05-16T23:04:11.1234567Z    5 cycles\n"
                                  "2025-05-16T23:04:11.1234567Z \n"
                                  "2025-05-16T23:04:11.1234567Z  0.5 seconds time elapsed\n");
    assert_count(block_at(&parsed, 0), "cycles", NULL, 5);
    g_assert_cmpfloat(block_at(&parsed, 0)->elapsed, ==, 0.5);
}

static void test_not_perf(void)
{
    static const char *const texts[] = {
        "m = re.search(r\"Performance counter stats for '(.*)':\", text)\n",
        "    fprintf(output, \"\\n Performance counter stats for \");\n",
        "The program took 3 seconds time elapsed\n",
        "0.5 seconds time elapsed\n 12 apples\n 13 pears\n",
        "",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_test_message("%s", texts[i]);
        PARSED parsed = parse_text_of(texts[i]);
        g_assert_cmpstr(parsed.format ? parsed.format->name : "", !=, "perf-stat-text");
    }
}

static void test_failures(void)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"Workload failed: No such file or directory\n",
         "perf failed: Workload failed: No such file or directory"},
        {"event syntax error: 'nosuchevent'\n   \\___ parser error\n",
         "perf failed: event syntax error: 'nosuchevent'"},
        {"Error:\nThe cycles event is not supported.\n", "perf failed: The cycles event is not supported."},
        {"Error:\nAccess to performance monitoring and observability operations is limited.\n",
         "perf failed: Access to performance monitoring and observability operations is limited."},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        PARSED parsed = parse_text_of(cases[i].text);
        assert_format(&parsed, "perf-stat-failed");
        g_autofree char *reason = format_declined_reason(parsed.format, &parsed.buffer.source);
        g_assert_cmpstr(reason, ==, cases[i].reason);
    }
}

static void test_cut_short(void)
{
    PARSED killed = parse_text_of(" Performance counter stats for 'a':\n\n 5 cycles\n 1,2");
    g_assert_true(killed.is_good);
    assert_count(block_at(&killed, 0), "cycles", NULL, 5);
    g_assert_true(isnan(block_at(&killed, 0)->elapsed));
    PARSED empty = parse_text_of(" Performance counter stats for 'a':\n\n");
    assert_format(&empty, "perf-stat-text");
    g_assert_false(empty.is_good);
    g_assert_cmpuint(diag_count(empty.diags, DIAG_ERROR), ==, 1);
    const Diag *diag = g_ptr_array_index(empty.diags->items, 0);
    g_assert_cmpstr(diag->code, ==, "damaged-input");
}

static void test_calibrated(void)
{
    static const struct {
        const char *before, *command;
        gboolean is_calibrated;
    } cases[] = {
        {"", "python3 -m pyperformance run", TRUE},
        {"nbody: Mean +- std dev: 478 ms +- 2 ms\n", "python3 a.py", TRUE},
        {"Mean +- std dev: [a] 478 ms +- 2 ms -> [b] 470 ms +- 2 ms: 1.02x faster\n", "python3 a.py", FALSE},
        {"nbody: Mean +- std dev: 478 ms +- 2 ms\n", "python3 a.py --worker -l 1 -n 100", FALSE},
        {"", "python3 pyperformance/a.py", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("%s\n Performance counter stats for '%s':\n\n 5 cycles\n%s",
                                                cases[i].before, cases[i].command, FOOTER);
        PARSED parsed = parse_text_of(text);
        g_assert_cmpint(block_at(&parsed, 0)->is_calibrated, ==, cases[i].is_calibrated);
    }
}

static void test_started(void)
{
    PARSED parsed = parse_text_of(
        "# started on Fri Nov  6 11:47:29 2026\n\n\n Performance counter stats for 'a':\n\n 5 cycles\n" FOOTER
        "# started on Fri Nov 20 11:47:29 2026\n\n\n Performance counter stats for 'a':\n\n 5 "
        "cycles\n" FOOTER);
    g_assert_cmpstr(block_at(&parsed, 0)->started, ==, "2026-11-06T11:47:29");
    g_assert_cmpstr(block_at(&parsed, 1)->started, ==, "2026-11-20T11:47:29");
    g_assert_cmpstr(parsed.artifact->started, ==, "2026-11-06T11:47:29");
}

static void test_hostile(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < 20000; i++)
        g_string_append(text, "Performance counter stats for 'x "); /* one line, no end */
    for (guint i = 0; i < 20000; i++)
        g_string_append(text, "\n Performance counter stats for 'x");
    g_string_append(text, "\n#  ");
    for (guint i = 0; i < 100000; i++)
        g_string_append(text, "#  time ");
    gint64 start = g_get_monotonic_time();
    PARSED parsed = parse_text_of(text->str);
    g_assert_cmpuint(parsed.artifact->blocks->len, ==, 0);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_USEC_PER_SEC); /* linear: some milliseconds */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/perf-stat-text/commands", test_commands);
    g_test_add_func("/perf-stat-text/footers", test_footers);
    g_test_add_func("/perf-stat-text/null-run", test_null_run);
    g_test_add_func("/perf-stat-text/locales", test_locales);
    g_test_add_func("/perf-stat-text/states", test_states);
    g_test_add_func("/perf-stat-text/zero-counters", test_zero_counters);
    g_test_add_func("/perf-stat-text/continuations", test_continuations);
    g_test_add_func("/perf-stat-text/tables-of-metrics", test_tables_of_metrics);
    g_test_add_func("/perf-stat-text/old-shapes", test_old_shapes);
    g_test_add_func("/perf-stat-text/units", test_units);
    g_test_add_func("/perf-stat-text/dropped-lines", test_dropped_lines);
    g_test_add_func("/perf-stat-text/intervals", test_intervals);
    g_test_add_func("/perf-stat-text/interval-summary", test_interval_summary);
    g_test_add_func("/perf-stat-text/loose", test_loose);
    g_test_add_func("/perf-stat-text/build-log", test_build_log);
    g_test_add_func("/perf-stat-text/not-perf", test_not_perf);
    g_test_add_func("/perf-stat-text/failures", test_failures);
    g_test_add_func("/perf-stat-text/cut-short", test_cut_short);
    g_test_add_func("/perf-stat-text/calibrated", test_calibrated);
    g_test_add_func("/perf-stat-text/started", test_started);
    g_test_add_func("/perf-stat-text/hostile", test_hostile);
    return g_test_run();
}
