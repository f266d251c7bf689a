#!/usr/bin/env python3
"""Time and memory from a large file of folded stacks to a finished report, against other flame graph programs in the same run.

Makes folded stacks of two kinds (every line another stack; two thousand stacks in many lines), lets gen write its JSON and HTML
report of them and, where they are installed, inferno-flamegraph and flamegraph.pl their picture. Prints wall time and peak
memory of each, best of several runs. Exit status 1 when gen needs more than --seconds or --mib for the file of --megabytes.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

WORDS = "alloc free parse load dump encode read write hash lookup insert visit eval call frame dict list str copy memo".split()


def names(rng, count):
    """Function names as CPython, C++ and py-spy write them."""
    made = []
    for i in range(count):
        a, b = rng.choice(WORDS), rng.choice(WORDS)
        made.append(("Py%s_%s_%d" % (a.title(), b.title(), i), "%s_%s (%s/%s.py:%d)" % (a, b, b, a, rng.randrange(1, 2500)),
                     "std::%s<%s::%s, %s>::%s_%d" % (a, b, a, b, a, i), "_%s_%s_%d" % (a, b, i))[i % 4])
    return made


def walk(rng, functions, callees, depth):
    """One stack: a walk through a fixed random call graph."""
    at, stack = 0, []
    for _ in range(depth):
        stack.append(functions[at])
        at = rng.choice(callees[at])
    return ";".join(stack)


def write_stacks(path, n_bytes, kind):
    rng = random.Random(1)
    functions = names(rng, 20000)
    callees = [[int(len(functions) * rng.random() ** 2) for _ in range(rng.randrange(1, 8))] for _ in functions]
    pool = [walk(rng, functions, callees, rng.randrange(20, 60)) for _ in range(2000)] if kind == "rep" else None
    written = 0
    with open(path, "w") as file:
        while written < n_bytes:
            stack = rng.choice(pool) if pool else walk(rng, functions, callees, rng.randrange(20, 60))
            written += file.write("main;run;%s %d\n" % (stack, 1 if pool else int(10 ** rng.uniform(0, 3))))


def measure(command, stdin=None):
    """Wall time in seconds and peak memory in MiB of one run."""
    with open(stdin or os.devnull) as source, open(os.devnull, "w") as sink:
        start = time.monotonic()
        child = subprocess.Popen(command, stdin=source, stdout=sink, stderr=sink)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
    if status != 0:
        sys.exit("%s failed with status %d" % (command[0], status))
    return seconds, usage.ru_maxrss / 1024


def best(runs, command, stdin=None):
    results = [measure(command, stdin) for _ in range(runs)]
    return min(r[0] for r in results), min(r[1] for r in results)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gen", default=os.environ.get("GEN", "./gen"))
    parser.add_argument("--megabytes", type=float, default=50)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=None, help="most that gen may take")
    parser.add_argument("--mib", type=float, default=None, help="most memory that gen may take")
    options = parser.parse_args()
    others = [[program] for program in ("inferno-flamegraph", "flamegraph.pl") if shutil.which(program)]
    failed = False
    print("%-6s %-20s %8s %8s" % ("kind", "program", "seconds", "MiB"))
    for kind in ("uniq", "rep"):
        with tempfile.TemporaryDirectory() as top:
            os.mkdir(os.path.join(top, "in"))
            path = os.path.join(top, "in", "stacks.folded")
            write_stacks(path, options.megabytes * 1e6, kind)
            command = [options.gen, "--results-dir", os.path.join(top, "in"), "--report-dir", os.path.join(top, "out"),
                       "--formats", "json,html"]
            seconds, mib = best(options.runs, command)
            print("%-6s %-20s %8.3f %8.1f" % (kind, "gen", seconds, mib))
            failed |= options.seconds is not None and seconds > options.seconds
            failed |= options.mib is not None and mib > options.mib
            for other in others:
                print("%-6s %-20s %8.3f %8.1f" % ((kind, other[0]) + best(options.runs, other, path)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
