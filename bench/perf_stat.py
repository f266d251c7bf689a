#!/usr/bin/env python3
"""How fast interval output of perf stat is read, against a plain Python parser of the same file in the same run.

Makes 100 MB (or --megabytes N) of `perf stat -I` text, reads it with tests/tools/dump_counters --time (decoding, detection and
parsing, as the program does it) and with a parser of the kind that scripts use: line by line, split, replace(",", ""). Prints
megabytes per second of processor time of each, best of several runs, and the ratio. Exit status 1 below --minimum MB/s.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import time


def write_intervals(path, n_bytes):
    """Eight counters per tick, grouped, with metrics and shares, as perf 6 prints them; the numbers repeat every 1000 ticks."""
    rng = random.Random(1)
    ticks = []
    for _ in range(1000):
        cycles, instructions = rng.randrange(10 ** 8, 10 ** 9), rng.randrange(10 ** 8, 10 ** 9)
        rows = [("%.2f" % rng.uniform(90, 110), "msec", "task-clock", "%8.3f CPUs utilized          " % 1.0),
                ("%d" % rng.randrange(100), "", "context-switches", "%8.3f /sec                   " % 338.1),
                ("0", "", "cpu-migrations", "%8.3f /sec                   " % 0),
                ("{:,}".format(rng.randrange(5000)), "", "page-faults", "%8.3f K/sec                  " % 1.2),
                ("{:,}".format(cycles), "", "cycles", "%8.3f GHz                        (75.01%%)" % 3.2),
                ("{:,}".format(instructions), "", "instructions", "%7.2f  insn per cycle              (74.99%%)" % 1.3),
                ("{:,}".format(instructions // 5), "", "branches", "%8.3f M/sec                       (75.00%%)" % 300.1),
                ("{:,}".format(instructions // 500), "", "branch-misses", "%7.2f%% of all branches             (75.02%%)" % 1.0)]
        ticks.append(["%18s %-4s %-24s # %s\n" % row for row in rows])
    written, tick = 0, 0
    with open(path, "w") as file:
        while written < n_bytes:
            lines = []
            if tick % 3 == 0:
                lines.append("#           time             counts unit events\n")
            stamp = "%16.9f " % (0.1 * (tick + 1))
            lines += [stamp + row for row in ticks[tick % 1000]]
            text = "".join(lines)
            written += file.write(text)
            tick += 1
    return tick * 8


def parse_python(path):
    """What a script does: no locale, no states, no units."""
    rows = []
    with open(path) as file:
        for line in file:
            if line.startswith("#"):
                continue
            fields = line.split("#")[0].split()
            if len(fields) < 3:
                continue
            if fields[2] == "msec":
                rows.append((float(fields[0]), fields[3], float(fields[1].replace(",", ""))))
            else:
                rows.append((float(fields[0]), fields[2], int(fields[1].replace(",", ""))))
    return rows


def measure_gen(dump, path, runs):
    best, rows = None, 0
    for _ in range(runs):
        line = subprocess.run([dump, "--time", path], capture_output=True, check=True, text=True).stdout
        fields = dict(field.split("=") for field in line.strip().split("\t")[1:])
        seconds = sum(float(fields[name]) for name in ("decode", "sniff", "parse"))
        best = seconds if best is None else min(best, seconds)
        rows = int(fields["rows"])
    return best, rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--minimum", type=float, default=0, help="MB/s below which the exit status is 1")
    parser.add_argument("--dump", default=os.path.join(os.path.dirname(os.environ.get("GEN", "./gen")), "tests/tools/dump_counters"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "intervals.txt")
        wanted = write_intervals(path, arguments.megabytes * 1000000)
        n_bytes = os.path.getsize(path)
        seconds, rows = measure_gen(arguments.dump, path, arguments.runs)
        start = time.process_time()
        python_rows = len(parse_python(path))
        python_seconds = time.process_time() - start
    if not rows == python_rows == wanted:
        sys.exit("rows differ: %d read, %d by Python, %d written" % (rows, python_rows, wanted))
    speed = n_bytes / seconds / 1e6
    print("perf stat intervals  %d MB, %d rows" % (n_bytes / 1e6, rows))
    print("  gen     %7.3f s  %6.0f MB/s  (best of %d)" % (seconds, speed, arguments.runs))
    print("  Python  %7.3f s  %6.0f MB/s  (line by line)" % (python_seconds, n_bytes / python_seconds / 1e6))
    print("  ratio   %7.1f" % (python_seconds / seconds))
    if speed < arguments.minimum:
        sys.exit("below %.0f MB/s" % arguments.minimum)


if __name__ == "__main__":
    main()
