#!/usr/bin/env python3
"""Makes random pyperf files, runs `gen --pyperf` and pyperf itself on them, and counts the bytes that differ. Speaks TAP.

Usage: pyperf_parity.py [--pairs N] [--seed S] [--keep DIR] [FILE.json ...]
       FILEs are compared as well, alone and the first with each other one.
Environment: GEN, the program (default ./gen); PYPERF_PYTHON, a Python that has pyperf 2.10.0 (default: this one).
Without pyperf 2.10.0 the test is skipped.
"""
import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile

GEN = os.environ.get("GEN", "./gen")
PYTHON = os.environ.get("PYPERF_PYTHON", sys.executable)
WANTED = "2.10.0"

# pyperf runs many commands in one process: starting Python for each would take most of the time
SERVER = r"""
import contextlib, io, json, os, sys
import pyperf
from pyperf import __main__ as m
sys.executable = '/usr/bin/python3'
for line in sys.stdin:
    job = json.loads(line)
    os.environ.update(job['env'])
    pyperf.Runner._created.clear()
    sys.argv = ['pyperf'] + job['args']
    out, status = io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        try:
            m.main()
        except SystemExit as stop:
            status = stop.code or 0
        except BaseException as error:
            status = 'crash: %r' % error
    print(json.dumps([out.getvalue(), status]), flush=True)
"""


class Pyperf:
    """pyperf itself, one process for all commands."""

    def __init__(self):
        self.process = subprocess.Popen([PYTHON, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        encoding="utf-8")

    def run(self, args, env):
        self.process.stdin.write(json.dumps({"args": args, "env": env}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def has_pyperf():
    run = subprocess.run([PYTHON, "-c", "import pyperf; print(pyperf.__version__)"], capture_output=True, text=True)
    return run.stdout.strip() == WANTED


# ---------------------------------------------------------------- random files

NAMES = ["telco", "nbody", "[1]*1000", "json_dumps", "a b", "größe", "2to3", "x", "unpack sequence", "logging_format"]
TEXTS = ["tux", " padded ", "Linux-5.15.0-x86_64-with-glibc2.35", "naïve – text", "0", "it's", "3.11.7 (64-bit)"]


def random_count(rng):
    return rng.choice([1, 2, 3, 7, 10, 64, 1000, 8192, 8193, 10000, 16384, 20000, 12288, 32768, 65536, 123456, 10**6, 2**20])


def random_values(rng, unit, n, center, spread):
    if unit == "second":
        kind = rng.random()
        if kind < .05:
            return [center] * n
        if kind < .1:
            return [rng.choice([0.5, 0.75, 1.0, 1.25, 2]) for _ in range(n)]
        return [abs(rng.gauss(center, center * spread)) or center for _ in range(n)]
    low = max(1, int(center))
    values = [low + rng.randrange(max(1, int(low * spread) + 1)) for _ in range(n)]
    if rng.random() < .3:
        values = [float(value) + rng.choice([0, 0, .5, .1]) for value in values]
    elif rng.random() < .1:
        values = [float(value) if rng.random() < .5 else value for value in values]
    return values


def random_metadata(rng, runwise):
    metadata = {}

    def maybe(chance, key, value):
        if rng.random() < chance:
            metadata[key] = value
    if runwise:
        maybe(.6, "date", "%04d-%02d-%02d %02d:%02d:%02d%s" % (
            rng.randrange(1999, 2030), rng.randrange(1, 13), rng.randrange(1, 29), rng.randrange(24), rng.randrange(60),
            rng.randrange(60), rng.choice(["", ".5", ".123456", ".000001"]) if rng.random() < .8 else ""))
        maybe(.5, "duration", rng.choice([0, 1, 0.5, rng.random(), rng.random() * 100, rng.random() * 1e6]))
        maybe(.5, "uptime", rng.random() * 10 ** rng.randrange(7))
        maybe(.5, "load_avg_1min", rng.choice([0, 1, 0.125, rng.random() * 10]))
        maybe(.5, "mem_max_rss", rng.choice([1, 1000, 10239, 10240, 10485760, 10485761, rng.randrange(1, 10**9)]))
        maybe(.3, "runnable_threads", rng.randrange(1, 9))
        maybe(.2, "cpu_temp", "coretemp:Package id 0=%d C" % rng.randrange(30, 90))
        maybe(.05, "cpu_config", "0-3=driver:intel_pstate, intel_pstate:turbo; nohz_full:2-3")
    else:
        maybe(.5, "hostname", rng.choice(TEXTS))
        maybe(.5, "platform", rng.choice(TEXTS))
        maybe(.5, "cpu_count", rng.randrange(1, 129))
        maybe(.3, "description", rng.choice(TEXTS))
        maybe(.3, "boot_time", "2018-01-05 21:48:03")
        maybe(.2, "number", rng.choice([0, -3, 1.0, 1e-7, 1e22, 123456789.125, 5e-324, 12345678901234567890, True, False]))
        maybe(.2, "hooks", "pystats")
        maybe(.3, "tags", rng.sample(["math", "apps", "it's", 'quo"te', "é", "startup"], rng.randrange(4)))
        maybe(.3, "inner_loops", random_count(rng))
        maybe(.4, "loops", random_count(rng))
    return metadata


def random_calibration(rng, unit, center):
    key = rng.choice(["calibrate_loops", "recalibrate_loops", "calibrate_warmups", "recalibrate_warmups", None])
    metadata = random_metadata(rng, True)
    if key:
        metadata[key] = random_count(rng) if "loops" in key else rng.randrange(5)
    elif rng.random() < .5:
        metadata["loops"] = random_count(rng)
    warmups = [[random_count(rng), value] for value in random_values(rng, unit, rng.randrange(1, 5), center, .5)]
    return {"metadata": metadata, "warmups": warmups}


def random_benchmark(rng, name, unit, center, spread, only_calibration):
    n_runs, n_values = rng.choice([1, 1, 2, 3, 5, 10, 20]), rng.choice([1, 1, 2, 3, 5])
    metadata = dict(random_metadata(rng, False), name=name)
    if unit != "second" or rng.random() < .5:
        metadata["unit"] = unit
    runs = [random_calibration(rng, unit, center) for _ in range(rng.randrange(3))]
    for _ in range(0 if only_calibration and runs else n_runs):
        n = n_values if rng.random() < .95 else rng.randrange(1, 6)
        run = {"metadata": random_metadata(rng, True), "values": random_values(rng, unit, n, center, spread)}
        if rng.random() < .1:
            run["metadata"]["loops"] = random_count(rng)
        if rng.random() < .7:
            run["warmups"] = [[random_count(rng), value]
                              for value in random_values(rng, unit, rng.choice([1, 1, 2, 0]), center, spread * 3)]
        if not run["metadata"]:
            del run["metadata"]
        runs.append(run)
    return {"metadata": metadata, "runs": runs}


def random_suites(rng):
    """Two or three files that measure much the same benchmarks."""
    shapes = []
    for name in rng.sample(NAMES, rng.choice([1, 1, 2, 3, 6])):
        unit = rng.choice(["second"] * 6 + ["byte", "integer"])
        center = 10 ** rng.uniform(-9.5, 2.5) if unit == "second" else 10 ** rng.uniform(0, 8)
        shapes.append((name, unit, center, rng.choice([0.0001, .005, .02, .1, .6])))
    suites = []
    for _ in range(rng.choice([2, 2, 2, 3])):
        benchmarks = []
        for name, unit, center, spread in shapes:
            if rng.random() < .1 and len(shapes) > 1:
                continue
            factor = rng.choice([1, 1, 1.001, 1.02, .98, .5, 3])
            state = rng.getstate()
            if benchmarks and rng.random() < .1:
                rng.setstate(state)
            benchmarks.append(random_benchmark(rng, name, unit, center * factor, spread, rng.random() < .02))
        if not benchmarks:
            name, unit, center, spread = shapes[0]
            benchmarks.append(random_benchmark(rng, name, unit, center, spread, False))
        suites.append(benchmarks)
    if rng.random() < .3:  # a file compared with itself, nearly
        suites[1] = json.loads(json.dumps(suites[0]))
    return suites


def in_format(rng, benchmarks):
    """The file as one of the versions of the format writes it."""
    version = rng.choice(["1.0", "1.0", "1.0", 6, 5])
    common = {}
    if version != 5 and rng.random() < .5:
        first = benchmarks[0]["metadata"]
        common = {key: value for key, value in first.items() if key != "name" and
                  all(other["metadata"].get(key, None) == value for other in benchmarks)}
    for benchmark in benchmarks:
        inner_loops = benchmark["metadata"].get("inner_loops", 1)
        for key in common:
            benchmark["metadata"].pop(key, None)
        if version != "1.0":
            for run in benchmark["runs"]:
                run["warmups"] = [[loops, value * (loops * inner_loops)] for loops, value in run.get("warmups", [])]
                if not run["warmups"]:
                    del run["warmups"]
        if version == 5:
            benchmark["common_metadata"] = benchmark.pop("metadata")
            for run in benchmark["runs"]:
                run["samples"] = run.pop("values", [])
    data = {"version": version, "benchmarks": benchmarks}
    if common:
        data["metadata"] = common
    return data


def write_files(rng, directory, number):
    paths = []
    where = os.path.join(directory, "%d" % number)
    stems = rng.choice([("base", "new", "newer"), ("py36", "py37", "py38"), ("a.b", "größer", "c")])
    for stem, benchmarks in zip(stems, random_suites(rng)):
        text = json.dumps(in_format(rng, benchmarks), indent=rng.choice([None, None, 4]), sort_keys=True,
                          ensure_ascii=rng.random() < .5)
        kind = rng.random()
        path = os.path.join(where if kind > .1 else os.path.join(where, stem),
                            ("same" if kind < .1 else stem) + (".json.gz" if .1 < kind < .2 else ".json"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if path.endswith(".gz"):
            with gzip.open(path, "wt", encoding="utf-8") as file:
                file.write(text)
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        paths.append(path)
    return paths


# ---------------------------------------------------------------- commands

def commands(rng, paths):
    pair = paths[:2]
    for args in ([], ["-v"], ["-G"], ["-q"], ["--table"], ["--table", "--table-format=md"], ["--table", "-q"],
                 ["--min-speed=%g" % rng.choice([0, 1, 5, 50])], ["-G", "--table"], ["-G", "-q"]):
        yield ["compare_to"] + args + (pair if "-G" in args else paths)
    if len(paths) > 2:
        yield ["compare_to", "-v"] + pair
    for files in ([paths[0]], paths):
        for args in (["stats"], ["stats", "-q"], ["check"], ["check", "-q"], ["show"], ["show", "-q"], ["metadata"], ["dump"],
                     ["dump", "-v"], ["dump", "-q"], ["dump", "--raw"], ["dump", "--raw", "-v"], ["show", "-m", "-t"],
                     ["show", "-d", "-g"], ["show", "-mgtdq"], ["hist"], ["hist", "-q", "-n", "7"], ["hist", "--extend"]):
            yield args + files


def with_benchmark(rng, paths):
    """-b with a name of the first file."""
    opener = gzip.open if paths[0].endswith(".gz") else open
    with opener(paths[0], "rt", encoding="utf-8") as file:
        data = json.load(file)
    benchmark = rng.choice(data["benchmarks"])
    name = benchmark.get("metadata", benchmark.get("common_metadata", {})).get("name") or data.get("metadata", {}).get("name")
    if name:
        yield ["compare_to", "-b", name.strip()] + paths
        yield ["stats", "--benchmark=" + name.strip()] + paths


class Counter:
    def __init__(self):
        self.n_commands = self.n_crashed = self.n_different = self.n_bytes = 0


def differing_bytes(a, b):
    return sum(x != y for x, y in zip(a, b)) + abs(len(a) - len(b))


def check(pyperf, counter, paths, rng):
    """The first command whose output or exit status differs, or None."""
    wrong = None
    env = {"COLUMNS": str(rng.choice([80, 80, 120, 40, 20])), "LINES": str(rng.choice([24, 24, 50, 5]))}
    for args in list(commands(rng, paths)) + list(with_benchmark(rng, paths)):
        expected, status = pyperf.run(args, env)
        run = subprocess.run([GEN, "--pyperf"] + args, capture_output=True, env=dict(os.environ, **env))
        counter.n_commands += 1
        if isinstance(status, str):  # pyperf itself fails: gen must not, in its own way
            counter.n_crashed += 1
            is_same = run.returncode in (0, 1) and b"runtime error" not in run.stderr and b"Sanitizer" not in run.stderr
        else:
            n_bytes = differing_bytes(expected.encode(), run.stdout)
            counter.n_bytes += n_bytes
            is_same = n_bytes == 0 and run.returncode == status
        if not is_same:
            counter.n_different += 1
            wrong = wrong or (args, expected, status, run)
    return wrong


def explain(wrong):
    args, expected, status, run = wrong
    print("# %s: expected status %s, got %d" % (" ".join(args), status, run.returncode))
    ours, theirs = run.stdout.decode(errors="replace").split("\n"), expected.split("\n")
    for number, (x, y) in enumerate(zip(ours + [None], theirs + [None]), 1):
        if x != y:
            print("# line %d\n#   pyperf: %s\n#   gen:    %s" % (number, y, x))
            break
    for line in run.stderr.decode(errors="replace").split("\n")[:5]:
        print("# " + line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep")
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    if not has_pyperf():
        print("1..0 # SKIP pyperf %s is not installed" % WANTED)
        return 0
    pyperf, counter, n_tests = Pyperf(), Counter(), 0
    with tempfile.TemporaryDirectory() as temporary:
        directory = args.keep or temporary
        jobs = [[args.files[0], other] for other in args.files[1:]] or ([args.files] if args.files else [])
        for number in range(args.pairs):
            jobs.append(number)
        for job in jobs:
            rng = random.Random("%d/%s" % (args.seed, job))
            paths = write_files(rng, directory, job) if isinstance(job, int) else job
            wrong = check(pyperf, counter, paths, rng)
            n_tests += 1
            print("%sok %d - files %s" % ("not " if wrong else "", n_tests, job))
            if wrong:
                explain(wrong)
    n_tests += 1
    is_telling = counter.n_crashed < counter.n_commands / 4
    print("%sok %d - pyperf itself runs most of the commands" % ("" if is_telling else "not ", n_tests))
    print("1..%d" % n_tests)
    print("# %d commands (%d that pyperf fails on), %d differ, %d bytes differ"
          % (counter.n_commands, counter.n_crashed, counter.n_different, counter.n_bytes))
    return 0 if is_telling and not counter.n_different else 1


if __name__ == "__main__":
    sys.exit(main())
