#!/usr/bin/env python3
"""Compares report.json with an independent computation on generated archives; speaks TAP.

Each archive is a pair of pyperf files with rows of many shapes: one process, constant values, bytes and integers, unequal
counts, calibrations, tags, names on one side only, other machines, debug builds, metadata at any level; or several files a
side. Expected numbers come from docs/statistics.md by way of mpmath (30 digits), never from gen. Needs mpmath; without it the test is skipped.
"""
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
from fractions import Fraction

GEN = os.environ.get("GEN", "./gen")
N_ARCHIVES = int(os.environ.get("N_ARCHIVES", "24"))
MARGIN = 0.01

try:
    import mpmath
    mpmath.mp.dps = 30
except ImportError:
    print("1..0 # SKIP mpmath is not installed")
    sys.exit(0)


# ---------------------------------------------------------------- archives

MACHINE = {"hostname": "alpha", "cpu_model_name": "Model X", "cpu_count": 8,
           "platform": "Linux-6.1.0-13-amd64-x86_64-with-glibc2.36", "aslr": "Full randomization",
           "timer": "clock_gettime(CLOCK_MONOTONIC), resolution: 1.00 ns", "python_cflags": "-g -O2 -Wall"}


def make_values(rng, unit, level, n_processes, n_values, kind):
    def whole(x):
        return max(1, int(round(x))) if unit != "second" else x
    processes = []
    for _ in range(n_processes):
        shift = 0 if kind == "constant" else rng.gauss(0, 0.004)
        noise = 0 if kind == "constant" else 0.003
        n = n_values if kind != "ragged" else rng.randint(1, n_values + 2)
        processes.append([whole(level * math.exp(shift + rng.gauss(0, noise))) for _ in range(n)])
    if kind == "skewed":
        for values in processes:
            values[0] = whole(values[0] * 1.7)
    return processes


def make_rows(rng):
    """name -> (unit, base processes, changed processes); None on a side that lacks the name."""
    rows = {}
    for i in range(rng.randint(1, 9)):
        unit = rng.choice(["second"] * 6 + ["byte", "integer"])
        level = {"second": 10 ** rng.uniform(-7, 0), "byte": 8e6, "integer": 5e5}[unit]
        kind = rng.choice(["plain"] * 5 + ["constant", "ragged", "skewed"])
        effect = rng.choice([1, 1, 1.004, 0.5, 2.2, 1.02, 0.985])
        n_values = rng.randint(2, 4)
        sizes = [rng.choice([1, 2, 3, 4, 5, 10, 20]) for _ in range(2)]
        base = make_values(rng, unit, level, sizes[0], n_values, kind if kind != "skewed" else "plain")
        changed = make_values(rng, unit, level * effect, sizes[1], n_values, kind)
        if i > 1 and rng.random() < 0.15:
            base, changed = rng.choice([(base, None), (None, changed)])
        rows["row%d" % i] = (unit, base, changed)
    return rows


def make_tags(rng, rows):
    """name -> tags; some list one twice, some have none."""
    return {name: [rng.choice(["apps", "math", "regex", "Zz"]) for _ in range(rng.randint(0, 3))] for name in rows}


def write_pyperf(path, rng, rows, tags, side, machine):
    """Hoists metadata to a level chosen at random, as different writers do."""
    benchmarks = []
    for name, row in rows.items():
        processes = row[1 + side]
        if processes is None:
            continue
        own = {"name": name, "unit": row[0], "loops": rng.choice([1, 4]), "inner_loops": 1}
        if tags[name]:
            own["tags"] = tags[name]
        level = rng.randint(0, 2)
        runs = []
        if rng.random() < 0.5:
            runs.append({"metadata": dict(machine if level == 2 else {}, calibrate_loops=1), "warmups": [[1, 1.0]]})
        for values in processes:
            run = {"values": values, "metadata": {}}
            if rng.random() < 0.5:
                run["warmups"] = [[own["loops"], values[0]]]
            if level == 2:
                run["metadata"].update(machine)
            runs.append(run)
        benchmark = {"metadata": dict(own), "runs": runs}
        if level == 1:
            benchmark["metadata"].update(machine)
        benchmarks.append((benchmark, level))
    common = machine if benchmarks and all(level == 0 for _, level in benchmarks) else {}
    for benchmark, level in benchmarks:
        if level == 0 and not common:
            benchmark["metadata"].update(machine)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"version": "1.0", "metadata": common, "benchmarks": [b for b, _ in benchmarks]}, file)


# ---------------------------------------------------------------- expected numbers

def two_sided(t, df):
    return mpmath.betainc(df / 2, mpmath.mpf(1) / 2, 0, df / (df + t * t), regularized=True)


def t_975(df):
    """From 1.96 for many degrees of freedom to 12.7 for one; none has fewer."""
    return mpmath.findroot(lambda t: two_sided(t, df) - mpmath.mpf("0.05"), (1.9, 12.8), solver="anderson", maxsteps=200)


def variance(xs):
    m = mpmath.fsum(xs) / len(xs)
    return mpmath.fsum((x - m) ** 2 for x in xs) / (len(xs) - 1)


def process_means(processes):
    return [mpmath.mpf(f.numerator) / f.denominator
            for f in (sum(map(Fraction, values)) / len(values) for values in processes)]


def relative_variance(means, unit, loops):
    """Squared standard error over the squared mean; the step of the clock where all means are equal."""
    s2 = variance(means)
    if s2 == 0 and unit == "second":
        s2 = (mpmath.mpf("1e-9") / loops) ** 2 / 12
    y = mpmath.fsum(means) / len(means)
    return s2 / (len(means) * y ** 2)


def expect(unit, base, changed, loops):
    b, c = process_means(base), process_means(changed)
    yb, yc = mpmath.fsum(b) / len(b), mpmath.fsum(c) / len(c)
    out = {"ratio": yc / yb, "speedup": yb / yc, "delta": yc - yb, "delta_share": yc / yb - 1, "p": None, "ci": None}
    out["median_ratio"] = statistics.median(sum(changed, [])) / statistics.median(sum(base, []))
    out["fieller"] = out["mann_whitney_p"] = out["a12"] = None
    if len(b) < 2 or len(c) < 2:
        return out
    out["a12"], out["mann_whitney_p"] = mann_whitney(b, c)
    out["fieller"] = fieller(b, c, unit, loops)
    va, vb = relative_variance(b, unit, loops[0]), relative_variance(c, unit, loops[1])
    v = va + vb
    out["v"] = v
    if v == 0:
        out["ci"] = [out["speedup"]] * 2
        return out
    df = v ** 2 / (va ** 2 / (len(b) - 1) + vb ** 2 / (len(c) - 1))
    half = t_975(df) * mpmath.sqrt(v)
    out["df"] = df
    out["p"] = two_sided(mpmath.log(out["ratio"]) / mpmath.sqrt(v), df)
    out["ci"] = [out["speedup"] * mpmath.exp(-half), out["speedup"] * mpmath.exp(half)]
    return out


def mann_whitney(a, b):
    """A12, and the exact p of the midranks as they are tied: twice the smaller tail over all ways to choose who is in a. None
    where there are too many, for which gen takes the normal approximation."""
    both = sorted(a + b)
    ranks = {x: both.index(x) + 1 + mpmath.mpf(both.count(x) - 1) / 2 for x in both}
    a12 = (mpmath.fsum(ranks[x] for x in a) - len(a) * (len(a) + 1) / mpmath.mpf(2)) / (len(a) * len(b))
    if len(both) > 50:
        return a12, None
    ways = [{0: 1}] + [{} for _ in a]  # number of choices -> doubled rank sum -> ways
    for x in both:
        for n in range(len(a), 0, -1):
            for total, count in ways[n - 1].items():
                key = total + int(2 * ranks[x])
                ways[n][key] = ways[n].get(key, 0) + count
    own = int(2 * sum(ranks[x] for x in a))
    every = sum(ways[len(a)].values())
    low = Fraction(sum(c for t, c in ways[len(a)].items() if t <= own), every)
    high = Fraction(sum(c for t, c in ways[len(a)].items() if t >= own), every)
    p = min(Fraction(1), 2 * min(low, high))
    return a12, mpmath.mpf(p.numerator) / p.denominator


def fieller(b, c, unit, loops):
    """Of changed/base [Kalibera 2013]; None where the base is not clear of 0."""
    (yb, hb), (yc, hc) = [(mpmath.fsum(m) / len(m), t_975(mpmath.mpf(len(m) - 1)) * mpmath.fsum(m) / len(m) *
                           mpmath.sqrt(relative_variance(m, unit, n))) for m, n in zip((b, c), loops)]
    if hb >= yb:
        return None
    square = yb ** 2 - hb ** 2
    root = mpmath.sqrt((yb * yc) ** 2 - square * (yc ** 2 - hc ** 2))
    return [(yb * yc - root) / square, (yb * yc + root) / square]


def adjust(rows):
    known = sorted(row["p"] for row in rows if row["p"] is not None)
    for row in rows:
        row["q"] = None if row["p"] is None else min(
            [mpmath.mpf(1)] + [p * len(known) / (i + 1) for i, p in enumerate(known) if p >= row["p"]])


def judge(row, unit, base, changed, block):
    if block:
        return block
    if len(base) < 2 or len(changed) < 2:
        return "INCONCLUSIVE"
    if abs(mpmath.log(row["ratio"]) - mpmath.log(row["median_ratio"])) > max(2 * mpmath.sqrt(row["v"]), 0.02):
        return "INCONCLUSIVE"
    d = mpmath.log(1 + mpmath.mpf(MARGIN))
    if row["v"] == 0:
        return "SAME" if row["ratio"] == 1 else "FASTER" if row["ratio"] < 1 else "SLOWER"
    low, high = -mpmath.log(row["ci"][1]), -mpmath.log(row["ci"][0])
    if -d < low and high < d:
        return "SAME"
    if row["q"] <= 0.05 and (high < 0 or low > 0):
        return "FASTER" if high < 0 else "SLOWER"
    return "INCONCLUSIVE"


def geometric_mean(rows, units):
    """Over the unit with most rows, seconds first."""
    unit = max(["second", "byte", "integer"], key=lambda u: sum(x == u for x in units))
    rows = [row for row, x in zip(rows, units) if x == unit]
    logs = [mpmath.log(row["speedup"]) for row in rows]
    out = {"benchmarks": len(rows), "speedup": mpmath.exp(mpmath.fsum(logs) / len(logs)), "ci": None}
    if all("df" in row for row in rows):
        v = mpmath.fsum(row["v"] for row in rows)
        df = v ** 2 / mpmath.fsum(row["v"] ** 2 / row["df"] for row in rows)
        half = t_975(df) * mpmath.sqrt(v) / len(rows)
        out["ci"] = [out["speedup"] * mpmath.exp(-half), out["speedup"] * mpmath.exp(half)]
    return out


# ---------------------------------------------------------------- comparing

PROBLEMS = []


def close(what, actual, expected, rel=1e-9):
    if expected is None or actual is None:
        if not (expected is None and actual is None):
            PROBLEMS.append("%s: %r, expected %r" % (what, actual, expected))
    elif abs(mpmath.mpf(actual) - expected) > max(rel * abs(expected), mpmath.mpf("1e-300")):
        PROBLEMS.append("%s: %r, expected %s" % (what, actual, mpmath.nstr(mpmath.mpf(expected), 17)))


def quantile(xs, p):
    """Linear between positions (n-1)p."""
    xs, k = sorted(map(Fraction, xs)), (len(xs) - 1) * p
    f = math.floor(k)
    return xs[f] + (k - f) * (xs[min(f + 1, len(xs) - 1)] - xs[f])


def intraclass(groups):
    """One-way analysis of variance with unequal groups [Donner 1986]; None without variance or without repeats."""
    groups = [[mpmath.mpf(x) for x in g] for g in groups]
    k, n = len(groups), sum(map(len, groups))
    if k < 2 or n <= k:
        return None
    means = [mpmath.fsum(g) / len(g) for g in groups]
    grand = mpmath.fsum(x for g in groups for x in g) / n
    within = mpmath.fsum((x - m) ** 2 for g, m in zip(groups, means) for x in g) / (n - k)
    between = mpmath.fsum(len(g) * (m - grand) ** 2 for g, m in zip(groups, means)) / (k - 1)
    n0 = (n - mpmath.fsum(len(g) ** 2 for g in groups) / n) / (k - 1)
    below = between + (n0 - 1) * within
    return (between - within) / below if below > (mpmath.mpf("1e-13") * grand) ** 2 else None


def drift(processes):
    """Mean of last minus first value as a share of the mean of processes; None below three processes with two values."""
    changes = [mpmath.mpf(p[-1]) - mpmath.mpf(p[0]) for p in processes if len(p) > 1]
    m = process_means(processes)
    return mpmath.fsum(changes) / len(changes) / (mpmath.fsum(m) / len(m)) if len(changes) > 2 else None


def check_timing(what, timing, unit, processes):
    values = sum(processes, [])
    m = process_means(processes)
    median = statistics.median(values)
    for field, expected in {"mean": mpmath.fsum(map(mpmath.mpf, values)) / len(values),
                            "stdev": mpmath.sqrt(variance(list(map(mpmath.mpf, values)))) if len(values) > 1 else None,
                            "median": median, "min": min(values), "max": max(values),
                            "mean_of_processes": mpmath.fsum(m) / len(m)}.items():
        close(what + " " + field, timing[field], expected)
    close(what + " mad", timing["mad"], statistics.median(abs(x - median) for x in values), rel=1e-6)
    close(what + " icc", timing["icc"], intraclass(processes))
    close(what + " drift", timing["drift"], drift(processes))
    q1, q3 = quantile(values, Fraction(1, 4)), quantile(values, Fraction(3, 4))
    low, high = q1 - Fraction(3, 2) * (q3 - q1), q3 + Fraction(3, 2) * (q3 - q1)
    margin = Fraction(1e-12) * max(map(Fraction, values))  # on the fence a rounded difference decides
    outside = [sum(not low - m <= Fraction(x) <= high + m for x in values) for m in (margin, -margin)]
    if not outside[0] <= timing["outliers"] <= outside[1]:
        PROBLEMS.append("%s: %d outliers, expected %d to %d" % (what, timing["outliers"], *outside))
    if (timing["unit"], timing["processes"], timing["values"]) != (unit, len(processes), len(values)):
        PROBLEMS.append(what + ": wrong counts")
    if len(m) < 2:
        close(what + " ci", timing["ci"], None)
        return
    half = t_975(mpmath.mpf(len(m) - 1)) * mpmath.sqrt(variance(m) / len(m)) if variance(m) else 0
    close(what + " ci low", timing["ci"][0], mpmath.fsum(m) / len(m) - half)
    close(what + " ci high", timing["ci"][1], mpmath.fsum(m) / len(m) + half)


def changed_machine(rng):
    """The machine of the changed side, and the verdict that every row must have for it."""
    kind = rng.choice(["same"] * 5 + ["other", "kernel", "debug", "silent"])
    machine = dict(MACHINE)
    if kind == "other":
        machine[rng.choice(["hostname", "cpu_model_name"])] = "other"
    elif kind == "kernel":
        machine["platform"] = machine["platform"].replace("6.1.0-13", "6.1.0-18")
    elif kind == "debug":
        machine["python_cflags"] = "-g -Og -Wall"
    elif kind == "silent":
        machine = {"timer": machine["timer"]}
    return kind, machine, {"other": "CROSS-MACHINE", "debug": "INCOMPARABLE"}.get(kind)


def loops_of(path, name):
    with open(path, encoding="utf-8") as file:
        for benchmark in json.load(file)["benchmarks"]:
            if benchmark["metadata"]["name"] == name:
                return benchmark["metadata"]["loops"]
    return 1


def check_report(report, rows, tags, paths, kind, block):
    timings = {v["name"]: {t["benchmark"]: t for t in v["timings"]} for v in report["variants"]}
    common = [name for name, row in rows.items() if row[1] is not None and row[2] is not None]
    for name, (unit, *sides) in rows.items():
        for variant, processes in zip(("base", "opt"), sides):
            if processes is not None:
                check_timing(variant + " " + name, timings[variant][name], unit, processes)
    expected = {name: expect(*rows[name], [loops_of(path, name) for path in paths]) for name in common}
    adjust(list(expected.values()))
    actual = {c["benchmark"]: c for c in report["comparisons"]}
    if list(actual) != common:
        PROBLEMS.append("rows %s, expected %s" % (list(actual), common))
        return
    for name in common:
        row, got = expected[name], actual[name]
        for field in ("ratio", "speedup", "p", "q", "median_ratio", "a12"):
            close(name + " " + field, got[field], row[field])
        if row["mann_whitney_p"] is not None:
            close(name + " Mann-Whitney", got["mann_whitney_p"], row["mann_whitney_p"])
        for end in (0, 1):
            close(name + " Fieller", got["fieller"] and got["fieller"][end], row["fieller"] and row["fieller"][end])
        for field in ("delta", "delta_share"):
            scale = 1 if field == "delta_share" else expect_scale(rows[name])
            if abs(got[field] - row[field]) > 1e-12 * scale:
                PROBLEMS.append("%s %s: %r, expected %s" % (name, field, got[field], row[field]))
        for end in (0, 1):
            close(name + " ci", got["ci"] and got["ci"][end], row["ci"] and row["ci"][end])
        if "interval-too-wide" in got["reasons"]:
            half = mpmath.log(row["ci"][1] / row["ci"][0]) / 2
            present = max(len(rows[name][1]), len(rows[name][2]))
            needed = mpmath.ceil(present * (half / mpmath.log(1 + mpmath.mpf(MARGIN))) ** 2)
            close(name + " processes needed", got["processes_needed"], max(needed, present + 1))
        verdict = judge(row, *rows[name], block)
        if got["verdict"] != verdict:
            PROBLEMS.append("%s: %s, expected %s (%s)" % (name, got["verdict"], verdict, got["reasons"]))
        if (got["verdict"] in ("FASTER", "SLOWER", "SAME")) != (got["reasons"] == []):
            PROBLEMS.append("%s: %s for %s" % (name, got["reasons"], got["verdict"]))
    check_rest(report, rows, common, expected, kind, block)
    check_tags(report, rows, common, tags, expected, block)


def expect_scale(row):
    return float(max(max(max(p) for p in row[1]), max(max(p) for p in row[2])))


def check_rest(report, rows, common, expected, kind, block):
    codes = {w["code"] for w in report["warnings"]}
    wanted = {"cross-machine": kind == "other", "debug-and-release": kind == "debug", "environment-differs": kind == "kernel",
              "only-on-one-side": len(common) < len(rows),
              "one-process": any(p is not None and len(p) == 1 for row in rows.values() for p in row[1:]),
              "few-processes": any(p is not None and 2 <= len(p) <= 4 for row in rows.values() for p in row[1:])}
    for code, is_wanted in wanted.items():
        if common and (code in codes) != is_wanted:
            PROBLEMS.append("warning %s: %s, expected %s" % (code, code in codes, is_wanted))
    if block or not common:
        if report["geometric_mean"]:
            PROBLEMS.append("a geometric mean over rows that are not comparable")
        return
    mean, got = geometric_mean([expected[n] for n in common], [rows[n][0] for n in common]), report["geometric_mean"][0]
    check_mean("geometric mean", got, mean)


def check_mean(what, got, mean):
    close(what + ", rows", got["benchmarks"], mean["benchmarks"])
    close(what, got["speedup"], mean["speedup"])
    for end in (0, 1):
        if mean["ci"]:
            close(what + ", interval", got["ci"][end], mean["ci"][end])


def check_tags(report, rows, common, tags, expected, block):
    """Each tag sums up its own rows, as the whole suite does."""
    by_tag = {}
    for name in common:
        for tag in sorted(set(tags[name])):
            by_tag.setdefault(tag, []).append(name)
        got = next(c for c in report["comparisons"] if c["benchmark"] == name)
        if got["tags"] != sorted(set(tags[name])):
            PROBLEMS.append("%s: tags %s, expected %s" % (name, got["tags"], tags[name]))
    wanted = sorted(by_tag) if len(common) > 1 else []
    if [t["tag"] for t in report["tags"]] != wanted:
        PROBLEMS.append("tags %s, expected %s" % ([t["tag"] for t in report["tags"]], wanted))
        return
    for got in report["tags"]:
        names = by_tag[got["tag"]]
        close("rows of a tag", got["rows"], len(names))
        if block:
            check_mean("tag of blocked rows", got, {"benchmarks": 0, "speedup": None, "ci": None})
            continue
        check_mean("tag " + got["tag"], got, geometric_mean([expected[n] for n in names], [rows[n][0] for n in names]))
        if got["faster"] + got["slower"] + got["same"] + got["other"] != got["benchmarks"]:
            PROBLEMS.append("verdicts of tag %s do not add up" % got["tag"])


def run_gen(directory):
    """report.json of the only report; None with a problem noted."""
    out = os.path.join(directory, "out")
    done = subprocess.run([GEN, "--results-dir", os.path.join(directory, "in"), "--report-dir", out, "--formats", "json"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        PROBLEMS.append("exit status %d: %s" % (done.returncode, done.stderr.strip()))
        return None
    with open(os.path.join(out, "index.json"), encoding="utf-8") as file:
        where = json.load(file)["reports"][0]["directory"]
    with open(os.path.join(out, where, "report.json"), encoding="utf-8") as file:
        return json.load(file)


def run_archive(seed, directory):
    rng = random.Random(seed)
    rows = make_rows(rng)
    tags = make_tags(rng, rows)
    kind, machine, block = changed_machine(rng)
    paths = [os.path.join(directory, "in", variant, "pyperf.json") for variant in ("base", "opt")]
    write_pyperf(paths[0], rng, rows, tags, 0, MACHINE)
    write_pyperf(paths[1], rng, rows, tags, 1, machine)
    report = run_gen(directory)
    if report:
        check_report(report, rows, tags, paths, kind, block)


def run_batches(seed, directory):
    """Several files on both sides: the sample is their means, each the mean of its process means."""
    rng = random.Random(seed)
    names, sizes, files = ["a", "b"][:rng.randint(1, 2)], {}, {}
    for side, variant in enumerate(("base", "opt")):
        sizes[variant] = rng.randint(2, 4)
        for k in range(sizes[variant]):
            level = math.exp(rng.gauss(0, 0.01)) * (0.9 if side else 1)
            rows = {n: ("second", make_values(rng, "second", level, rng.randint(2, 6), 2, "plain"), None) for n in names}
            files[variant, k] = rows
            write_pyperf(os.path.join(directory, "in", "suite", variant, "run_%d.json" % k), rng, rows, {n: [] for n in names}, 0,
                         MACHINE)
    report = run_gen(directory)
    if report and len(report["comparisons"]) != len(names):
        PROBLEMS.append("%d rows, expected %d" % (len(report["comparisons"]), len(names)))
    for row in report["comparisons"] if report else []:
        sides = []
        for variant in ("base", "opt"):
            batches = [process_means(files[variant, k][row["benchmark"]][1]) for k in range(sizes[variant])]
            sides.append([mpmath.fsum(m) / len(m) for m in batches])
        (yb, yc), (va, vb) = [mpmath.fsum(s) / len(s) for s in sides], [relative_variance(s, "", 1) for s in sides]
        v = va + vb
        df = v ** 2 / (va ** 2 / (len(sides[0]) - 1) + vb ** 2 / (len(sides[1]) - 1))
        half = t_975(df) * mpmath.sqrt(v)
        close("batches, ratio", row["ratio"], yc / yb)
        close("batches, degrees of freedom", row["degrees_of_freedom"], df)
        close("batches, p", row["p"], two_sided(mpmath.log(yc / yb) / mpmath.sqrt(v), df))
        for end, sign in ((0, -1), (1, 1)):
            close("batches, interval", row["ci"][end], yb / yc * mpmath.exp(sign * half))
            close("batches, decisive", row["decisive"]["ci"][end], row["ci"][end])
        if row["batches"] != min(sizes.values()) or row["noise"] is not None:
            PROBLEMS.append("batches %s of %s, noise %s" % (row["batches"], sizes, row["noise"]))


def run_seeds(n_archives, run):
    """One test an archive; the first seed may be given as argument."""
    print("1..%d" % n_archives)
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    for seed in range(first, first + n_archives):
        PROBLEMS.clear()
        with tempfile.TemporaryDirectory() as directory:
            run(seed, directory)
        print("%s %d - archive of seed %d" % ("not ok" if PROBLEMS else "ok", seed - first + 1, seed))
        for problem in PROBLEMS:
            print("# " + problem)


if __name__ == "__main__":
    run_seeds(N_ARCHIVES, lambda seed, directory: (run_batches if seed % 4 == 0 else run_archive)(seed, directory))
