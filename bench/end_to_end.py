#!/usr/bin/env python3
"""Time and memory of a whole report, as a ratio to `python3 -m pyperf compare_to` on the same files in the same run.

usage: bench/end_to_end.py [--gen ./gen] [--runs 15] [--python PYTHON]

Makes a seed-size archive (two variants with pyperf JSON, perf stat text and 300 kB of folded stacks each), then runs gen for HTML,
gen for HTML and PDF, and pyperf in turn, so that a busy machine slows all alike. PYTHON must have pyperf.
Targets: HTML below 0.25 of pyperf's time, HTML and PDF below 0.5.
"""
import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PERF_STAT = """ Performance counter stats for 'python3 work.py --loops 100':

     %15.2f msec task-clock                #    0.998 CPUs utilized
     %15d      context-switches          #    2.003 /sec
     %15d      page-faults               #    0.214 K/sec
     %15d      cycles                    #    2.596 GHz                         (62.50%%)
     %15d      instructions              #    2.37  insn per cycle              (75.00%%)
     %15d      branches                  #    1.566 G/sec                       (75.00%%)
     %15d      branch-misses             #    0.34%% of all branches             (75.00%%)

      %14.9f seconds time elapsed

      %14.9f seconds user
      %14.9f seconds sys

"""


def pyperf_json(rng, mean):
    """A file of pyperf 1.0 with 21 runs: one calibration and 20 processes of one warm-up and three values."""
    runs = [{"metadata": {"calibrate_loops": 8}, "warmups": [[8, mean * 1.01]]}]
    for i in range(20):
        level = mean * rng.gauss(1, 0.006)
        runs.append({"metadata": {"date": "2026-01-02 10:%02d:00.000000" % i, "duration": 1.5, "load_avg_1min": 0.5},
                     "warmups": [[8, level * 1.02]],
                     "values": [level * rng.gauss(1, 0.003) for _ in range(3)]})
    return {"version": "1.0",
            "metadata": {"name": "json_dumps", "loops": 8, "unit": "second", "hostname": "bench", "cpu_count": 2,
                         "cpu_model_name": "A processor", "platform": "Linux-6.1-x86_64", "python_version": "3.11.2 (64-bit)"},
            "benchmarks": [{"runs": runs}]}


def call_sites(rng, n_functions):
    """Who calls whom: of each function a few (frame text, callee, weight), the first ones far likelier than the last."""
    modules = ("encoder", "main", "json/decoder", "re/_compiler", "asyncio/base_events", "worker", "site-packages/orm/query")
    functions = ["%s_%d" % (rng.choice(("encode", "iterencode", "default", "run", "step", "scan", "make", "loop")), i)
                 for i in range(n_functions)]
    homes = [rng.choice(modules) for _ in functions]
    graph = []
    for i in range(n_functions):
        sites = []
        for k in range(rng.choice((1, 1, 2, 3))):
            callee = min(n_functions - 1, i + 1 + int(rng.expovariate(0.2)))
            sites.append(("%s (%s.py:%d)" % (functions[i], homes[i], rng.randrange(10, 900)), callee, 8.0 ** -k))
        graph.append(sites)
    return graph


def folded(rng, graph, n_bytes):
    """Walks through a fixed call graph, as the samples of one program are: stacks share prefixes, and 300 kB of them have about 2,000
    different places, as recorded profiles do."""
    counts, size = {}, 0
    while size < n_bytes:
        stack, function = [], 0
        while len(stack) < 28:
            sites = graph[function]
            frame, callee, _ = rng.choices(sites, [weight for _, _, weight in sites])[0]
            stack.append(frame)
            if function == len(graph) - 1 or rng.random() < 0.04:
                break
            function = callee
        text = ";".join(stack)
        if text not in counts:
            size += len(text) + 3
        counts[text] = counts.get(text, 0) + 1
    return "".join("%s %d\n" % row for row in sorted(counts.items()))


def make_archive(root):
    rng = random.Random(20260102)
    graph = call_sites(rng, 160)
    for variant, mean in (("baseline", 0.0622), ("optimized", 0.0119)):
        directory = os.path.join(root, variant, "20260102_100000")
        os.makedirs(directory)
        with open(os.path.join(directory, "pyperf.json"), "w") as out:
            json.dump(pyperf_json(rng, mean), out)
        scale = mean / 0.0622
        with open(os.path.join(directory, "perf_stat.txt"), "w") as out:
            out.write(PERF_STAT % (39912.57 * scale, 6420, 32355, 91219917563 * scale, 167287865175 * scale,
                                   35540658013 * scale, 335263393 * scale, 39.912568 * scale, 35.5 * scale, 1.6 * scale))
        with open(os.path.join(directory, "stacks.folded"), "w") as out:
            out.write(folded(rng, graph, 300000))


def run(command, env):
    """Seconds and peak memory in MiB of one run of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    errors = process.stderr.read().decode("utf-8", "replace")
    process.stderr.close()
    if status != 0:
        sys.exit("%s failed:\n%s" % (" ".join(command), errors))
    return seconds, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gen", default=os.environ.get("GEN", "./gen"))
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--python", default=os.environ.get("BENCH_PYTHON", sys.executable))
    options = parser.parse_args()
    if subprocess.run([options.python, "-c", "import pyperf"], stderr=subprocess.DEVNULL).returncode != 0:
        sys.exit("%s has no pyperf: pip install pyperf, or set BENCH_PYTHON" % options.python)
    work = tempfile.mkdtemp(prefix="gen-bench-")
    try:
        root, out = os.path.join(work, "archive"), os.path.join(work, "reports")
        make_archive(root)
        gen = [os.path.abspath(options.gen), "--quiet", "--results-dir", root, "--report-dir", out, "--formats"]
        commands = {
            "gen html": gen + ["html"],
            "gen html,pdf": gen + ["html,pdf"],
            "gen all": gen[:-1],
            "pyperf compare_to": [options.python, "-m", "pyperf", "compare_to"] + [
                os.path.join(root, v, "20260102_100000", "pyperf.json") for v in ("baseline", "optimized")],
        }
        samples = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                samples[name].append(run(command, os.environ))
        base = statistics.median(s for s, _ in samples["pyperf compare_to"])
        print("%-20s %10s %8s %10s   (median of %d runs)" % ("command", "ms", "ratio", "peak MiB", options.runs))
        for name, rows in samples.items():
            seconds = statistics.median(s for s, _ in rows)
            print("%-20s %10.1f %8.3f %10.1f" % (name, seconds * 1e3, seconds / base, max(m for _, m in rows)))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
