/* Means in tables and notes, rows of CSV, dates. */
#include "ingest/tables.h"

#include <string.h>

#include "ingest/csv_rows.h"
#include "ingest/iso_date.h"

/* "label value±half; ..." of everything found. Transfer full. */
static char *means_of(const char *text)
{
    GString *found = g_string_new(NULL);
    SourceBuffer buffer;
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
    g_autoptr(Input) input = input_new();
    g_autoptr(Artifact) artifact = artifact_new(input);
    source_buffer_init(&buffer, "x", bytes);
    table_means_scan(&buffer.source, artifact);
    for (guint i = 0; i < artifact->table_means->len; i++) {
        const TableMean *mean = g_ptr_array_index(artifact->table_means, i);
        g_string_append_printf(found, "%s%s %g±%g", i ? "; " : "", mean->label ? mean->label : "?",
                               mean->value, mean->half_digit);
    }
    source_buffer_clear(&buffer);
    return g_string_free(found, FALSE);
}

static void test_means(void)
{
    static const struct {
        const char *text, *means;
    } cases[] = {
        {"Benchmark,Old Mean (us),Old Std (us),New Mean (us),Delta (us) (New - Old),Improvement (%)\n"
         "deepcopy,665.000000,4.000000,496.500000,-168.5,25.41\n",
         "deepcopy 0.000665±5e-07; deepcopy 0.0004965±5e-08"},
        {"name;mean_ms;min_ms\na;1.5;1\nb;2;1\n", "a 0.0015±5e-05; b 0.002±0.0005"},
        {"Metric,Old,New\nMean (ms),665,496\nIPC,1.5,1.6\n", "? 0.665±0.0005; ? 0.496±0.0005"},
        {"Metric,Old Value,New Value\ncycles,138092836122.000000,110638350978.000000\n", ""},
        {"event,time (ms)\n\"a, b\",3.50\n", "a, b 0.0035±5e-06"},
        {"| Benchmark | py36 | py37 |\n|---|:---:|:---:|\n| telco | 10.7 ms | 7.22 ms: 1.49x faster |\n"
         "| Geometric mean | (ref) | 1.2x faster |\n",
         "telco 0.0107±5e-05; telco 0.00722±5e-06"},
        {"+---+---+\n| Benchmark | Mean (s) | Std (s) |\n+===+===+\n| a | 1.25 | 0.1 |\n+---+---+\n",
         "a 1.25±0.005"},
        {"crypto_pyaes: 598.0 ms ± 15.7 ms\n- **fast** : 98.2 ms\nspeedup : 6.09x (delta 499.7 ms)\n",
         "crypto_pyaes 0.598±5e-05; fast 0.0982±5e-05"},
        {"Time (mean ms):   BEFORE 23.5      AFTER 20.0      | Speedup: x1.175  Improvement: 14.9%\n"
         "IPC:              BEFORE 2.377     AFTER 2.363\n",
         "? 0.0235±5e-05; ? 0.02±5e-05"},
        {"deepcopy = 665 us -> 496 us (1.34x)\n", "deepcopy 0.000665±5e-07; deepcopy 0.000496±5e-07"},
        {"Results\n\nBenchmark    before     after      change\n---------    ------     -----      ------\n"
         "json_dumps   23.5 ms    20.0 ms    -15 %\nnbody        90 ms      91 ms      +1 %\n\nfoo  5 ms\n",
         "json_dumps 0.0235±5e-05; json_dumps 0.02±5e-05; nbody 0.09±0.0005; nbody 0.091±0.0005"},
        {"name\tmean (us)\tsd (us)\na b\t12.5\t1\n", "a b 1.25e-05±5e-08"},
        {"Steady-state mean per loop: 229.975 ms\n", "? 0.229975±5e-07"},
        {"Total duration: 13 sec\nelapsed: 3.5 s\nmin: 5 ms\n:=: 5 ms\n=\n: x\nurl: http://x\n10:30:15 5 "
         "ms\n",
         ""},
        {"", ""},
        {"\"a,b\nc", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *means = means_of(cases[i].text);
        g_assert_cmpstr(means, ==, cases[i].means);
    }
}

static void test_rows(void)
{
    static const char text[] = "a, b ,\"c \"\"d\"\"\"\n\n\"two\nlines\",x\nlast";
    guint error_line = 0;
    g_autoptr(GPtrArray) rows = csv_rows_read(text, strlen(text), ',', 100, &error_line);
    g_assert_cmpuint(rows->len, ==, 3);
    const CsvRow *first = g_ptr_array_index(rows, 0), *second = g_ptr_array_index(rows, 1),
                 *third = g_ptr_array_index(rows, 2);
    g_assert_cmpstr(csv_row_cell(first, 1), ==, "b");
    g_assert_cmpstr(csv_row_cell(first, 2), ==, "c \"d\"");
    g_assert_cmpstr(csv_row_cell(first, 3), ==, "");
    g_assert_cmpstr(csv_row_cell(second, 0), ==, "two\nlines");
    g_assert_cmpuint(first->line, ==, 1);
    g_assert_cmpuint(second->line, ==, 3);
    g_assert_cmpuint(third->line, ==, 5);
    g_assert_null(csv_rows_read("a\nb\"c\n", 6, ',', 100, &error_line));
    g_assert_cmpuint(error_line, ==, 2);
    g_assert_null(csv_rows_read("\"a\nb\n", 5, ',', 100, &error_line));
    g_autofree char *long_cell = g_strnfill(CSV_MAX_CELL_BYTES + 1, 'x');
    g_assert_null(csv_rows_read(long_cell, CSV_MAX_CELL_BYTES + 1, ',', 100, &error_line));
    g_autoptr(GPtrArray) capped = csv_rows_read("a\nb\nc\n", 6, ',', 2, &error_line);
    g_assert_cmpuint(capped->len, ==, 2);
}

static void test_dates(void)
{
    static const struct {
        const char *text, *date, *rest;
    } cases[] = {
        {"2018-01-09 14:24:26.984363", "2018-01-09T14:24:26", ""},
        {"2016-10-09T01:02:03", "2016-10-09T01:02:03", ""},
        {"2026-11-20T12:00:44+00:00 x", "2026-11-20T12:00:44+00:00", " x"},
        {"2026-11-20T12:00:44Z", "2026-11-20T12:00:44Z", ""},
        {"2026-11-20 12:00:44-0730", "2026-11-20T12:00:44-07:30", ""},
        {"2024-02-29 00:00:00", "2024-02-29T00:00:00", ""},
        {"2023-02-29 00:00:00", NULL, NULL},
        {"2023-13-01 00:00:00", NULL, NULL},
        {"2023-01-01 24:00:00", NULL, NULL},
        {"2023-01-01", NULL, NULL},
        {"", NULL, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *end = NULL;
        g_autofree char *date = iso_date_read(cases[i].text, &end);
        g_assert_cmpstr(date, ==, cases[i].date);
        if (date)
            g_assert_cmpstr(end, ==, cases[i].rest);
    }
    char *earliest = NULL;
    iso_date_keep_earliest(&earliest, NULL);
    iso_date_keep_earliest(&earliest, "2018-01-09T14:24:26");
    iso_date_keep_earliest(&earliest, "2018-01-09T14:24:27");
    iso_date_keep_earliest(&earliest, "2018-01-08T14:24:27");
    g_assert_cmpstr(earliest, ==, "2018-01-08T14:24:27");
    g_free(earliest);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tables/means", test_means);
    g_test_add_func("/tables/rows", test_rows);
    g_test_add_func("/tables/dates", test_dates);
    return g_test_run();
}
