/* perf stat CSV and JSON, valgrind totals and plain tables: what the round trip of the dialects does not reach. */
#include "parse_counters.h"

/* ------------------------------------------------------------------ CSV */

static void test_csv(void)
{
    PARSED parsed = parse_text_of("# started on Fri Nov 20 11:47:29 2026\n\n"
                                  "1.14,msec,task-clock,1.09%,1138406,100.00,0.052,CPUs utilized\n"
                                  "<not supported>,,cycles,0.00%,0,100.00,,\n"
                                  "5,,cpu/event=0x3c,umask=0x0/,0.00%,11,54.00,,\n"
                                  ",,,,,25.5,%  tma_backend_bound\n"
                                  "2.363302,,derived:IPC,,\n");
    assert_format(&parsed, "perf-stat-csv");
    const CounterBlock *block = block_at(&parsed, 0);
    g_assert_cmpuint(block->counters->len, ==, 3);
    assert_close(counter_of(block, "task-clock", NULL)->error, 0.00114 * 0.0109);
    g_assert_cmpint(counter_of(block, "cycles", NULL)->status, ==, COUNTER_NOT_SUPPORTED);
    assert_close(counter_of(block, "event=0x3c,umask=0x0", "cpu")->running, 0.54);
    g_assert_cmpuint(parsed.artifact->n_skipped_lines, ==, 1);
    g_assert_cmpuint(parsed.artifact->first_skipped_line, ==, 7);
    g_assert_cmpstr(parsed.artifact->started, ==, "2026-11-20T11:47:29");
}

/* perf -x takes any text; of a blank, the state "<not counted>" holds one too. */
static void test_csv_separators(void)
{
    static const char *const separators[] = {",", ";", "\t", "|", "#", " ", " ;", "||", "@"};
    for (gsize i = 0; i < G_N_ELEMENTS(separators); i++) {
        g_auto(GStrv) cells = g_strsplit("1.14~msec~task-clock~1138406~62.00~0.052~CPUs utilized\n"
                                         "12~~cs~1138406~100.00~~\n<not counted>~~cycles~0~0.00~~\n",
                                         "~", -1);
        g_autofree char *text = g_strjoinv(separators[i], cells);
        PARSED parsed = parse_text_of(text);
        assert_format(&parsed, "perf-stat-csv");
        const CounterBlock *block = block_at(&parsed, 0);
        assert_close(counter_of(block, "task-clock", NULL)->running, 0.62);
        assert_count(block, "context-switches", NULL, 12);
        g_assert_cmpint(counter_of(block, "cycles", NULL)->status, ==, COUNTER_NOT_COUNTED);
    }
}

static void test_csv_comma_locale(void)
{
    PARSED parsed = parse_text_of("0,91,msec,task-clock,1,09%,906741,100,00,0,CPUs utilized\n"
                                  "67,,page-faults,0,50%,906741,62,00,73,K/sec\n"
                                  "S0-D0-C0,1,0,91,msec,cpu-clock,0,00%,906741,100,00,,\n"
                                  "     0,100168964,CPU0,67,,faults,0,00%,906741,100,00,,\n");
    const CounterBlock *block = block_at(&parsed, 0);
    assert_close(counter_of(block, "task-clock", NULL)->value.value, 0.00091);
    assert_close(counter_of(block, "task-clock", NULL)->error, 0.00091 * 0.0109);
    assert_count(block, "page-faults", NULL, 67);
    assert_close(counter_of(block, "page-faults", NULL)->running, 0.62);
    g_assert_cmpstr(counter_of(block, "cpu-clock", NULL)->scope, ==, "S0-D0-C0");
    const CounterBlock *second = block_at(&parsed, 1);
    g_assert_cmpfloat(counter_of(second, "page-faults", NULL)->interval_end, ==, 0.100168964);
}

static void test_csv_runs(void)
{
    PARSED appended = parse_text_of(
        "5,,cycles,11,100.00,,\n6,,branches,11,100.00,,\n7,,cycles,11,100.00,,\n8,,branches,11,100.00,,\n");
    g_assert_cmpuint(appended.artifact->blocks->len, ==, 2);
    assert_count(block_at(&appended, 1), "cycles", NULL, 7);
    PARSED summary =
        parse_text_of("     0.100168964,5,,cycles,11,100.00,,\n     0.200168964,6,,cycles,11,100.00,,\n"
                      "         summary,11,,cycles,22,100.00,,\n");
    g_assert_cmpuint(summary.artifact->blocks->len, ==, 1);
    const Counter *total = g_ptr_array_index(block_at(&summary, 0)->counters, 2);
    g_assert_true(isnan(total->interval_end));
    g_assert_cmpuint(total->value.integer, ==, 11);
    PARSED old = parse_text_of("1.35,task-clock\n0,cpu-migrations\n12,context-switches\n");
    assert_format(&old, "perf-stat-csv");
    assert_close(counter_of(block_at(&old, 0), "task-clock", NULL)->value.value, 0.00135);
}

static void test_csv_elapsed(void)
{
    PARSED parsed =
        parse_text_of("52017093,ns,duration_time,52017093,100.00,,\n2063000,ns,system_time,1,100.00,,\n");
    assert_close(block_at(&parsed, 0)->elapsed, 0.052017093);
    assert_close(block_at(&parsed, 0)->sys, 0.002063);
    g_assert_true(isnan(block_at(&parsed, 0)->user));
}

/* A result that the program printed is read; the rest of its output is dropped. */
static void test_csv_output(void)
{
    PARSED parsed = parse_text_of("x: Mean +- std dev: 5 ms +- 1 ms\n.....\n"
                                  "5,,cycles,11,100.00,,\n6,,branches,11,100.00,,\n");
    assert_format(&parsed, "perf-stat-csv");
    g_assert_cmpuint(parsed.artifact->timings->len, ==, 1);
    g_assert_cmpuint(parsed.artifact->n_skipped_lines, ==, 1);
    g_assert_cmpuint(parsed.artifact->first_skipped_line, ==, 2);
}

static void test_csv_not(void)
{
    static const char *const texts[] = {
        "Metric,Baseline Value,Optimized Value,Change\ncycles,100,90,-10\ninstructions,200,150,-25\n",
        "id,name,n\n1,,x\n2,,y\n3,,z\n",
        "1;2;3\n4;5;6\n",
        "a;b;c 12\na;b;d 13\n",
        "cs/sec  cs_per_second,migrations/sec\n1244.4,0.0,95821.6,,,\n",
        "it took\n5 cycles\n6 instructions\n7 branches\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        PARSED parsed = parse_text_of(texts[i]);
        g_assert_cmpuint(parsed.artifact->blocks->len, ==, 0);
        g_assert_cmpuint(diag_count(parsed.diags, DIAG_ERROR), ==, 0);
    }
}

/* ------------------------------------------------------------------ JSON */

static void test_json(void)
{
    PARSED parsed =
        parse_text_of("# started on Fri Nov 20 11:47:29 2026\n\n"
                      "{\"counter-value\" : \"1.075444\", \"unit\" : \"msec\", \"event\" : \"task-clock\", "
                      "\"variance\" : 3.42, "
                      "\"event-runtime\" : 1075444, \"pcnt-running\" : 100.00, \"metric-value\" : nan, "
                      "\"metric-unit\" : \"CPUs utilized\"}\n"
                      "{\"event-runtime\" : 1, \"pcnt-running\" : 100.00, \"metricgroup\" : \"TopdownL1\"}\n"
                      "{}{\"cpu\" : \"1\", \"counter-value\" : \"2497454658.000000\", \"unit\" : \"\", "
                      "\"event\" : \"cycles\"}"
                      "{\"counter-value\" : \"18446744073709551615.000000\", \"unit\" : \"\", \"event\" : "
                      "\"branches\"}"
                      "{\"thread\" : \"a\"b,c d-3197\", \"counter-value\" : \"<not counted>\", \"unit\" : "
                      "\"\", \"event\" : \"faults\"}\n"
                      "{\"counter-value\" : \"0,902615\", \"unit\" : \"msec\", \"event\" : \"cpu-clock\", "
                      "\"pcnt-running\" : 62,00, \"x\" : 0,04}\n"
                      "{\"counter-value\" : \"5.0\", \"unit\" : \"\", \"eve");
    assert_format(&parsed, "perf-stat-json");
    const CounterBlock *block = block_at(&parsed, 0);
    g_assert_cmpuint(block->counters->len, ==, 5);
    assert_count(block, "branches", NULL, G_MAXUINT64); /* more digits with its zeros than an integer has */
    assert_close(counter_of(block, "task-clock", NULL)->value.value, 0.001075444);
    assert_close(counter_of(block, "task-clock", NULL)->error, 0.001075444 * 0.0342);
    assert_count(block, "cycles", NULL, 2497454658);
    g_assert_cmpstr(counter_of(block, "cycles", NULL)->scope, ==, "CPU1");
    g_assert_cmpstr(counter_of(block, "page-faults", NULL)->scope, ==, "a\"b,c d-3197");
    assert_close(counter_of(block, "cpu-clock", NULL)->value.value, 0.000902615);
    assert_close(counter_of(block, "cpu-clock", NULL)->running, 0.62);
    g_assert_cmpuint(counter_of(block, "cpu-clock", NULL)->line, ==, 6);
    g_assert_cmpuint(parsed.artifact->n_skipped_lines, ==, 1); /* a value whose event is cut off */
    g_assert_cmpuint(parsed.artifact->first_skipped_line, ==, 7);
}

/* What the program printed between the counters is no counter. */
static void test_json_between(void)
{
    static const char row[] = "{\"counter-value\" : \"5.0\", \"unit\" : \"\", \"event\" : \"cycles\"}";
    static const struct {
        const char *before, *after;
        guint n_skipped, first;
    } cases[] = {
        {"# hello\n\n[", ",\n]\n", 0, 0},
        {"done in 12 s\n\nreally\n", "\n", 2, 1},
        {"", " trailing\n# comment\n", 1, 1},
        {"x: Mean +- std dev: 5 ms +- 1 ms\n", "\n", 0, 0}, /* read as a result */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(cases[i].before, row, cases[i].after, NULL);
        PARSED parsed = parse_text_of(text);
        assert_format(&parsed, "perf-stat-json");
        g_assert_cmpuint(block_at(&parsed, 0)->counters->len, ==, 1);
        g_assert_cmpuint(parsed.artifact->n_skipped_lines, ==, cases[i].n_skipped);
        g_assert_cmpuint(parsed.artifact->first_skipped_line, ==, cases[i].first);
    }
}

static void test_json_not(void)
{
    static const char *const texts[] = {
        "rows = [json.loads(l)[\"counter-value\"] for l in f]\n",
        "x = {\"counter-value\": value}\n",
        "{\"metric-value\" : \"22.0\"}\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        PARSED parsed = parse_text_of(texts[i]);
        g_assert_cmpstr(parsed.format ? parsed.format->name : "", !=, "perf-stat-json");
    }
}

/* ------------------------------------------------------------------ valgrind */

static void test_cachegrind(void)
{
    PARSED parsed = parse_text_of(
        "desc: I1 cache: 32768 B\ncmd: ./a 1\nevents: Ir Dr D1mr Bc Bcm Bi Bim\nfl=a.c\nfn=main\n"
        "16 20 15 1 1 1 1 1\nsummary: 1000 400 40 100 10 50\n");
    assert_format(&parsed, "cachegrind");
    const CounterBlock *block = block_at(&parsed, 0);
    g_assert_cmpstr(block->command, ==, "./a 1");
    assert_count(block, "instructions", NULL, 1000);
    assert_count(block, "L1-dcache-loads", NULL, 400);
    assert_count(block, "branches", NULL, 150);
    assert_count(block, "indirect-branch-misses", NULL, 0); /* short lists end in zeros */
    g_assert_true(counter_of(block, "instructions", NULL)->is_simulated);
    PARSED cut = parse_text_of("cmd: ./a 1\nevents: Ir\nfl=a.c\nfn=main\n16 20\n");
    assert_format(&cut, "cachegrind");
    g_assert_false(cut.is_good);
    g_assert_cmpuint(diag_count(cut.diags, DIAG_ERROR), ==, 1);
}

static void test_callgrind_parts(void)
{
    PARSED parsed = parse_text_of(
        "# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\ncmd:  ./a\npart: 1\npositions: line\n"
        "events: Ir Foo\nsummary: 10 1\nfn=(1) main\n1 10\ntotals: 11 2\n"
        "part: 2\nevents: Ir Foo\nsummary: 20 3\nfn=(1)\n1 20\n");
    assert_format(&parsed, "callgrind");
    assert_count(block_at(&parsed, 0), "instructions", NULL,
                 31); /* totals of the first part, summary of the second */
    assert_count(block_at(&parsed, 0), "Foo", NULL, 5);
    PARSED other = parse_text_of("version: 1\ncreator: xdebug 3.0.2\npart: 1\npositions: line\nevents: "
                                 "Time_(10ns)\nfn=(1) main\n16 20\n");
    g_assert_cmpuint(other.artifact->blocks->len, ==, 0);
}

/* Own and inclusive cost of a function, "OWN/INCLUSIVE"; transfer full. */
static char *cost_of(const Artifact *artifact, const char *name)
{
    const Profile *profile = g_ptr_array_index(artifact->profiles, 0);
    for (guint i = 0; i < profile->functions->len; i++) {
        const FunctionWeight *weight = g_ptr_array_index(profile->functions, i);
        if (g_str_equal(weight->name, name))
            return g_strdup_printf("%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT " %s", weight->self,
                                   weight->total, weight->module ? weight->module : "-");
    }
    return g_strdup("none");
}

static void check_cost(const Artifact *artifact, const char *name, const char *wanted)
{
    g_autofree char *got = cost_of(artifact, name);
    g_assert_cmpstr(got, ==, wanted);
}

/* Names by number, files that go back after a call, costs of calls, compressed costs, an object instead of a file. */
static void test_callgrind_costs(void)
{
    PARSED parsed = parse_text_of(
        "# callgrind format\npositions: instr line\nevents: Ir Dr\n\nob=(1) /bin/x\nfl=(1) a.c\n"
        "fn=(1) main\n0x10 16 20 1\ncfi=(2) b.c\ncfn=(2) f\ncalls=3 0x50 20\n* * 300 5\n"
        "cfn=(3) g\ncalls=1 0x70 3\n* +1 80\njump=2 0x12 3\n+1 +1\nfi=(2)\n0x12 3 100\n\n"
        "fl=(2)\nfn=(2)\n0x50 20 300\n\nfl=(1)\nfn=(3)\n0x70 3 60\n0x71 3 -55\n"
        "cob=(2) /lib/l.so\ncfi=(3) ???\ncfn=(4) h\ncalls=1 0 0\n0x72 4 15\n\n"
        "ob=(2)\nfl=(3)\nfn=(4)\n0 0 15\ntotals: 500 9\n");
    assert_format(&parsed, "callgrind");
    assert_count(block_at(&parsed, 0), "instructions", NULL, 500);
    g_assert_cmpuint(parsed.artifact->profiles->len, ==, 1);
    check_cost(parsed.artifact, "main", "120/500 a.c");
    check_cost(parsed.artifact, "f", "300/300 b.c");
    check_cost(parsed.artifact, "g", "65/80 a.c");
    check_cost(parsed.artifact, "h", "15/15 /lib/l.so");
}

/* Calls in a circle are stated again and again; a function has them once. Of several callers each gets its share. */
static void test_callgrind_circles(void)
{
    PARSED parsed = parse_text_of("# callgrind format\nevents: Cost\nfn=main\n1 10\ncfn=a\ncalls=1 1\n1 90\n"
                                  "fn=a\n1 30\ncfn=a\ncalls=9 1\n1 700\ncfn=b\ncalls=9 1\n1 900\n"
                                  "fn=b\n1 40\ncfn=a\ncalls=8 1\n1 800\ncfn=leaf\ncalls=1 1\n1 20\n"
                                  "fn=leaf\n1 20\n");
    const Profile *profile = g_ptr_array_index(parsed.artifact->profiles, 0);
    g_assert_cmpuint(parsed.artifact->blocks->len, ==, 0);
    g_assert_cmpuint(profile->total, ==, 100);
    check_cost(parsed.artifact, "main", "10/100 -");
    check_cost(parsed.artifact, "a", "30/90 -");
    check_cost(parsed.artifact, "b", "40/90 -");
    check_cost(parsed.artifact, "leaf", "20/20 -");
    PARSED shared = parse_text_of(
        "# callgrind format\nevents: Cost\nfn=main\n1 0\ncfn=a\ncalls=1 1\n1 40\ncfn=b\ncalls=1 1\n1 21\n"
        "fn=a\n1 10\ncfn=c\ncalls=1 1\n1 30\nfn=b\n1 1\ncfn=c\ncalls=1 1\n1 20\nfn=c\n1 50\n");
    profile = g_ptr_array_index(shared.artifact->profiles, 0);
    g_assert_cmpuint(profile->n_stacks, ==, 4); /* main;a  main;a;c  main;b  main;b;c */
    guint n_found = 0;
    for (guint i = 0; i < profile->nodes->len; i++) {
        const ProfileNode *node = &g_array_index(profile->nodes, ProfileNode, i);
        const Frame *frame = g_ptr_array_index(profile->frames, node->frame);
        n_found += g_str_equal(frame->name, "c") && (node->self == 30 || node->self == 20);
    }
    g_assert_cmpuint(n_found, ==, 2);
}

/* A file that is cut has its counters, which stand in the head, but no profile; xdebug's times are no counters. */
static void test_callgrind_cut(void)
{
    PARSED cut = parse_text_of(
        "# callgrind format\ncreator: callgrind-3.19.0\nevents: Ir\nsummary: 5000\n\nfn=main\n1 10\n");
    assert_count(block_at(&cut, 0), "instructions", NULL, 5000);
    g_assert_cmpuint(cut.artifact->profiles->len, ==, 0);
    PARSED other =
        parse_text_of("version: 1\ncreator: xdebug 3.0.2 (PHP 7.4)\nevents: Time_(10ns) Memory_(bytes)\n\n"
                      "fl=(1) a.php\nfn=(1) {main}\n3 70 5\n\nsummary: 70 5\n");
    g_assert_cmpuint(other.artifact->blocks->len, ==, 0);
    g_assert_cmpfloat(((Profile *)g_ptr_array_index(other.artifact->profiles, 0))->weight_per_second, ==,
                      1e8);
    PARSED wrong = parse_text_of("# callgrind format\nevents: Ir\nfn=main\n1 18446744073709551615\n2 1\n");
    g_assert_cmpuint(diag_count(wrong.diags, DIAG_ERROR), ==, 1);
}

/* ------------------------------------------------------------------ plain tables */

static void test_metrics(void)
{
    PARSED parsed = parse_text_of("metric,value,unit\ncycles,\"1,234,567\",\ninstructions,89,\ntask-clock,12."
                                  "5,msec\nelapsed,2.5,sec\nIPC,1.2,\n");
    assert_format(&parsed, "metrics-csv");
    const CounterBlock *block = block_at(&parsed, 0);
    g_assert_cmpuint(block->counters->len, ==, 3);
    assert_count(block, "cycles", NULL, 1234567);
    assert_close(counter_of(block, "task-clock", NULL)->value.value, 0.0125);
    g_assert_cmpfloat(block->elapsed, ==, 2.5);
    PARSED wide = parse_text_of("cycles;instructions;elapsed\n10;20;0,5\n11;21;0,6\n");
    g_assert_cmpuint(wide.artifact->blocks->len, ==, 2);
    assert_count(block_at(&wide, 1), "instructions", NULL, 21);
    g_assert_cmpfloat(block_at(&wide, 1)->elapsed, ==, 0.6);
    PARSED numbered = parse_text_of("Run,cycles,instructions,IPC\n1,10,20,2\n2,11,21,1.9\n");
    g_assert_cmpuint(numbered.artifact->blocks->len, ==, 2);
    g_assert_cmpuint(block_at(&numbered, 1)->counters->len, ==, 2);
    assert_count(block_at(&numbered, 1), "cycles", NULL, 11);
}

static void test_metrics_not(void)
{
    static const char *const texts[] = {
        "metric,value\nmean,0.5\nmedian,0.4\n",
        "benchmark,cycles,instructions\na,1,2\n",
        "metric,baseline,optimized\ncycles,5,4\ninstructions,7,6\n",
        "metric,value\n\"cycles,5\ninstructions,6\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        PARSED parsed = parse_text_of(texts[i]);
        g_assert_cmpstr(parsed.format ? parsed.format->name : "", !=, "metrics-csv");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/perf-stat-csv/rows", test_csv);
    g_test_add_func("/perf-stat-csv/separators", test_csv_separators);
    g_test_add_func("/perf-stat-csv/comma-locale", test_csv_comma_locale);
    g_test_add_func("/perf-stat-csv/runs", test_csv_runs);
    g_test_add_func("/perf-stat-csv/elapsed", test_csv_elapsed);
    g_test_add_func("/perf-stat-csv/not", test_csv_not);
    g_test_add_func("/perf-stat-csv/output", test_csv_output);
    g_test_add_func("/perf-stat-json/rows", test_json);
    g_test_add_func("/perf-stat-json/between", test_json_between);
    g_test_add_func("/perf-stat-json/not", test_json_not);
    g_test_add_func("/valgrind/cachegrind", test_cachegrind);
    g_test_add_func("/valgrind/callgrind-parts", test_callgrind_parts);
    g_test_add_func("/valgrind/callgrind-costs", test_callgrind_costs);
    g_test_add_func("/valgrind/callgrind-circles", test_callgrind_circles);
    g_test_add_func("/valgrind/callgrind-cut", test_callgrind_cut);
    g_test_add_func("/metrics-csv/tables", test_metrics);
    g_test_add_func("/metrics-csv/not", test_metrics_not);
    return g_test_run();
}
