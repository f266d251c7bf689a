/* Prints what the parsers of counters make of files, one tab-separated line per fact: for oracles, fuzzing and the bench.
 * In: paths. Out: "file PATH FORMAT", "block ...", "counter ...", "diag ...". With --time: only bytes, processor seconds and rows. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "ingest/format.h"

static void print_number(const char *key, double value)
{
    g_autofree char *text = isnan(value) ? g_strdup("") : number_shortest(value);
    printf("\t%s=%s", key, text);
}

static void print_counter(const Counter *counter, guint block)
{
    g_autofree char *value = isnan(counter->value.value) ? g_strdup("") : number_quantity(&counter->value);
    printf("counter\t%u\tevent=%s\tpmu=%s\tmodifier=%s\tunit=%s\tscope=%s\tcgroup=%s\tstatus=%s\tvalue=%s",
           block, counter->event, counter->pmu ? counter->pmu : "",
           counter->modifier ? counter->modifier : "", counter->unit, counter->scope ? counter->scope : "",
           counter->cgroup ? counter->cgroup : "", counter_status_name(counter->status), value);
    print_number("error", counter->error);
    print_number("running", counter->running);
    print_number("interval", counter->interval_end);
    printf("\tzero=%d\tsimulated=%d\tline=%u\n", counter->was_zero, counter->is_simulated, counter->line);
}

static void print_block(const CounterBlock *block, guint i)
{
    printf("block\t%u\tcommand=%s\truns=%u\tstarted=%s\tcalibrated=%d\tline=%u\tsamples=%u", i,
           block->command ? block->command : "", block->n_runs, block->started ? block->started : "",
           block->is_calibrated, block->line, block->n_samples);
    print_number("elapsed", block->elapsed);
    print_number("elapsed_error", block->elapsed_error);
    print_number("user", block->user);
    print_number("sys", block->sys);
    printf("\n");
    for (guint k = 0; k < block->counters->len; k++)
        print_counter(g_ptr_array_index(block->counters, k), i);
}

static void print_artifact(const Artifact *artifact, const DiagList *diags, gboolean is_good)
{
    printf("result\t%s\tskipped=%u\tfirst=%u\n", is_good ? "ok" : "failed", artifact->n_skipped_lines,
           artifact->first_skipped_line);
    for (guint i = 0; i < artifact->blocks->len; i++)
        print_block(g_ptr_array_index(artifact->blocks, i), i + 1);
    for (guint i = 0; i < diags->items->len; i++) {
        g_autofree char *line = diag_format(g_ptr_array_index(diags->items, i));
        printf("diag\t%s\n", line);
    }
}

static guint count_rows(const Artifact *artifact)
{
    guint n = 0;
    for (guint i = 0; i < artifact->blocks->len; i++)
        n += ((CounterBlock *)g_ptr_array_index(artifact->blocks, i))->counters->len;
    return n;
}

/* Processor time of this process: what other programs do at the same time does not count. */
static gint64 cpu_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Decoding and parsing, as the program does it; reading the file is not counted. */
static void parse_bytes(const char *path, GBytes *bytes, gboolean is_timing)
{
    SourceBuffer buffer;
    g_autoptr(DiagList) diags = diag_list_new();
    g_autoptr(Input) input = input_new();
    g_autoptr(Artifact) artifact = artifact_new(input);
    gint64 start = cpu_microseconds();
    source_buffer_init_terminated(&buffer, path, bytes);
    gint64 decoded = cpu_microseconds();
    const InputFormat *format = format_of(&buffer.source);
    gint64 sniffed = cpu_microseconds();
    gboolean is_good = format && format->parse && format->parse(&buffer.source, artifact, diags);
    gint64 parsed = cpu_microseconds();
    if (is_timing) {
        printf("%s\tbytes=%" G_GSIZE_FORMAT "\tdecode=%.6f\tsniff=%.6f\tparse=%.6f\trows=%u\n", path,
               g_bytes_get_size(bytes), (double)(decoded - start) / 1e6, (double)(sniffed - decoded) / 1e6,
               (double)(parsed - sniffed) / 1e6, count_rows(artifact));
    } else {
        printf("file\t%s\t%s\n", path, format ? format->name : "none");
        if (format && !format->parse) {
            g_autofree char *reason = format_declined_reason(format, &buffer.source);
            printf("declined\t%s\n", reason);
        } else if (format) {
            print_artifact(artifact, diags, is_good);
        }
    }
    source_buffer_clear(&buffer);
}

int main(int argc, char **argv)
{
    gboolean is_timing = argc > 1 && strcmp(argv[1], "--time") == 0;
    for (int i = 1 + is_timing; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        char *text = NULL;
        gsize n = 0;
        if (!g_file_get_contents(argv[i], &text, &n, &error)) {
            printf("file\t%s\tunreadable\n", argv[i]);
            continue;
        }
        g_autoptr(GBytes) bytes = g_bytes_new_take(text, n);
        g_autoptr(GBytes) plain =
            n > 2 && memcmp(text, "\x1f\x8b", 2) == 0 ? file_gunzip(bytes, FILE_MAX_BYTES, NULL) : NULL;
        parse_bytes(argv[i], plain ? plain : bytes, is_timing);
    }
    return 0;
}
