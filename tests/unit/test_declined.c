/* Formats that are recognised and declined: each has a sign and a reason, and none takes what another format reads. */
#include <string.h>

#include "profile_testing.h"

static void check_declined(const char *bytes, gsize n, const char *name)
{
    Reading reading = read_bytes(bytes, n);
    g_assert_nonnull(reading.format);
    g_assert_cmpstr(reading.format->name, ==, name);
    g_assert_null(reading.format->parse);
    g_assert_cmpuint(strlen(reading.format->declined), >, 20);
    reading_clear(&reading);
}

#define BYTES(text) text, sizeof(text) - 1

static void test_binary(void)
{
    check_declined(BYTES("PERFILE2\x68\0\0\0"), "perf-data");
    check_declined(BYTES("HCAT\1\0\0\0\3\017"), "tachyon-binary");
    check_declined(BYTES("MOJ\3\0abc"), "austin-mojo");
    check_declined(BYTES("\x1e\4\0\0\6\0\0\0x86_64"), "jitlog");
    check_declined(BYTES("memray\0\12abc"), "memray");
    check_declined(BYTES("\x7b\xa9\3\xfa\14/srv/work.py"), "pstats");
    check_declined(BYTES("\xfb\xa9\3\xfa\14/srv/work.py"), "pstats");
}

static void test_text(void)
{
    check_declined(BYTES("# Samples: 268  of event 'cpu-clock'\n#\n# Overhead  Command\n 14.18%  python3\n"),
                   "perf-report");
    check_declined(BYTES("# Event 'cpu-clock'\n#\n# Baseline  Delta Abs  Symbol\n 3.73%  +11.51%  f\n"),
                   "perf-diff");
    check_declined(BYTES(" Percent |\tSource code & Disassembly of python3 for cycles\n"), "perf-annotate");
    check_declined(BYTES("[4951dd350a] {gc-minor\n[4951de4e40] gc-minor}\n"), "pypylog");
    check_declined(BYTES("{\"type\":\"meta\",\"v\":0,\"run_id\":\"x\"}\n"), "tachyon-jsonl");
    check_declined(BYTES("{\"meta\":{\"processType\":0},\"threads\":[]}"), "firefox-profile");
    check_declined(BYTES("{\"traceEvents\":[]}"), "chrome-trace");
    check_declined(BYTES("[{\"cat\":\"py-spy\",\"name\":\"f\",\"ph\":\"i\",\"pid\":1,\"tid\":2,\"ts\":3}]"),
                   "chrome-trace");
    check_declined(BYTES("# austin: 3.7.0\n# interval: 1000\n# mode: memory\n\nP1;T0:2;a.py:f:1 -5\n"),
                   "austin-memory");
}

static void test_not_declined(void)
{
    static const char *const texts[] = {"", "{", "[", "[1] {x", "{(1)}", "MOJO 1\n", "MOJ", "{\"meta\":{}}"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        Reading reading = read_text(texts[i]);
        g_assert_null(reading.format);
        reading_clear(&reading);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/declined/binary", test_binary);
    g_test_add_func("/declined/text", test_text);
    g_test_add_func("/declined/not-declined", test_not_declined);
    return g_test_run();
}
